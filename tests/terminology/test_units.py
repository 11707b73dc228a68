"""Conversion factors between written units, from pint."""

from __future__ import annotations

import pytest

from casegraph.terminology.units import WRITTEN, factors


@pytest.mark.parametrize(
    ("canonical", "written", "mass", "factor"),
    [
        ("10*9/L", "/mm3", None, 0.001),
        ("10*9/L", "/uL", None, 0.001),
        ("10*9/L", "10*3/uL", None, 1),
        ("10*12/L", "10*6/uL", None, 1),
        ("g/dL", "g/L", None, 0.1),
        ("ug/L", "ng/mL", None, 1),
        ("umol/L", "mg/dL", 113.12, 88.401697313),
        ("umol/L", "mg/L", 113.12, 8.8401697313),
        ("mmol/L", "g/L", 180.156, 5.550744910),
        ("m[IU]/L", "u[IU]/mL", None, 1),
        ("U/L", "[IU]/L", None, 1),
        ("mm[Hg]", "kPa", None, 7.5006),
        ("cm", "m", None, 100),
    ],
)
def test_factors(canonical: str, written: str, mass: float | None, factor: float) -> None:
    assert factors(canonical, mass)[written] == pytest.approx(factor, rel=1e-4)


def test_an_equivalent_is_a_mole_by_its_charge() -> None:
    assert factors("mmol/L", 22.99, 1)["meq/L"] == pytest.approx(1)
    assert factors("mmol/L", 40.08, 2)["meq/L"] == pytest.approx(0.5)


def test_both_spellings_of_the_international_unit_convert() -> None:
    assert factors("m[iU]/L")["[IU]/L"] == pytest.approx(1000)


@pytest.mark.parametrize(
    ("canonical", "other"),
    [("10*9/L", "g/L"), ("mmol/L", "mg/dL"), ("m[iU]/L", "10*9/L"), ("m[IU]/L", "/mm3"), ("cm", "kg"), ("fL", "g")],
)
def test_what_does_not_convert_has_no_factor(canonical: str, other: str) -> None:
    assert other not in factors(canonical)


@pytest.mark.parametrize("unit", [*WRITTEN, "{score}", "[pH]", "no unit at all"])
def test_a_unit_is_itself(unit: str) -> None:
    assert factors(unit)[unit] == 1.0


def test_temperatures_do_not_convert_by_a_factor() -> None:
    assert factors("Cel") == {"Cel": 1.0}


def test_factors_carry_no_noise() -> None:
    for unit in ("g/L", "10*9/L", "mm[Hg]", "mg/dL"):
        assert all(value == float(f"{value:.10g}") for value in factors(unit).values())
