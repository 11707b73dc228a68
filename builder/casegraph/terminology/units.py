"""Conversion of UCUM units, asked of pint once when the lexicon is compiled and kept as plain factors."""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["WRITTEN", "factors"]

#: The UCUM units that the unit grammar of the reader can produce for results.
WRITTEN = (
    "g/L", "g/dL", "mg/L", "mg/dL", "ug/L", "ug/dL", "ug/mL", "ng/L", "ng/dL", "ng/mL", "pg/mL", "mg/mL", "g/mL",
    "mmol/L", "umol/L", "nmol/L", "pmol/L", "mol/L", "meq/L", "[IU]/L", "[IU]/mL", "k[IU]/L", "m[IU]/L", "m[IU]/mL",
    "u[IU]/mL", "U/L", "U/mL", "kU/L", "10*9/L", "10*12/L", "10*3/uL", "10*6/uL", "/uL", "/mm3", "10*3/mm3",
    "10*6/mm3", "/L", "/mL", "10*6/L", "10*6/mL", "%", "fL", "pg", "mm[Hg]", "kPa", "cm[H2O]", "Cel", "/min", "h",
    "min", "s", "mm", "cm", "m", "um",
    "kg", "g", "mg", "mL", "L", "mL/min", "mL/h", "L/min", "mL/min/{1.73_m2}", "kg/m2", "m2",
    "g/d", "g/(24.h)", "mg/d", "mg/(24.h)", "ug/d", "ug/(24.h)", "mmol/d", "mmol/(24.h)", "umol/d", "umol/(24.h)",
    "nmol/d", "nmol/(24.h)", "mL/d", "mL/(24.h)", "L/d", "mm/h", "{copies}/mL", "{log}", "mg/g",
    "mg/mmol", "g/mol", "a", "mo", "wk", "d", "[diop]", "ms", "cm2", "mm2", "cm3", "Gy",
)  # fmt: skip

_PLAIN = {"{copies}/mL": "/mL", "mL/min/{1.73_m2}": "mL/min", "mmol/L": "mmol/L"}


@cache
def _registry() -> Any:
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry()


@cache
def _quantity(unit: str) -> Any:
    try:
        # International units, "[IU]" or "[iU]" in UCUM, are read as the enzyme units that French reports call so.
        quantity = _registry().from_ucum(_PLAIN.get(unit, unit).replace("[IU]", "U").replace("[iU]", "U"))
    except Exception:  # ucumvert raises the parser's own many errors: a unit it cannot read converts to nothing.
        return None
    # A bare annotation or power of ten comes back unparsed.
    return quantity if isinstance(getattr(quantity, "magnitude", None), int | float) else None


@cache
def factors(unit: str, molar_mass: float | None = None, valence: int = 1) -> dict[str, float]:
    """For each written unit that means the same quantity, what its number is multiplied by to be in `unit`.

    Args:
        unit: the canonical UCUM unit.
        molar_mass: g/mol of the analyte, when mass and substance concentrations should convert into each other.
        valence: charge number of an ion: one mole of calcium is two equivalents.
    """
    target = _quantity(unit)
    out = {unit: 1.0}
    if target is None or unit == "Cel":
        return out
    mass = molar_mass * _quantity("g/mol") if molar_mass else None
    for written in WRITTEN:
        source = _quantity(written)
        if source is None or written == "Cel":
            continue
        for exponent in (0, -1, 1) if mass is not None else (0,):
            try:
                ratio = source * mass**exponent / target if mass is not None else source / target
                factor = float(ratio.to("dimensionless").magnitude)
            except Exception:  # pint's DimensionalityError and its offset-unit relatives: not convertible.
                continue
            out[written] = float(f"{factor / (valence if written == 'meq/L' else 1):.10g}")
            break
    return out
