"""What values a test can have: which units fit it, which unit a bare number is in, what is low and high."""

from __future__ import annotations

from casegraph.records import Value
from casegraph.terminology.concepts import Concept
from casegraph.values.quantities import Quantity

__all__ = [
    "against",
    "completed",
    "counts",
    "fits",
    "in_scale",
    "interpretation",
    "likely",
    "per_volume",
    "plausible_unit",
    "possible",
]

#: Dimensions that are never a test's result unless the test itself is measured so.
_OTHER_DIMENSIONS = frozenset({"time", "dose", "unit", "fractioncount", "smoking", "radiation", "mass", "multiple"})
#: Where the ontology gives no bounds, a value is possible down to the low end of the reference range divided by the
#: first, and up to its high end times the second; it is likely within a quarter and four times.
_LEAST, _MOST, _LIKELY = 50, 20, 4
#: A percentage of the normal may pass a hundred, not by much.
_MOST_PERCENT = 300
#: More litres a minute no one gets; more is a rate.
_MOST_FLOW = 20
#: How far beyond those bounds a written number must lie before it is read in another way.
_MARGIN = 5


def fits(concept: Concept, quantity: Quantity) -> bool:
    """Whether a quantity's unit can be one of the test's."""
    unit = quantity.unit
    if unit == "Cel" and concept.unit == "deg":
        return True  # "45°" of an angle
    if completed(concept, quantity) is not None:
        return True  # the litre goes without saying
    if unit is None or quantity.dimension == "none":
        return True
    if quantity.dimension == "multiple":
        return concept.high is not None or concept.unit is not None
    if concept.unit is None:
        return quantity.dimension not in _OTHER_DIMENSIONS and quantity.dimension != "length"
    if unit in concept.units or unit in concept.plausible or unit == concept.unit:
        return True
    if unit == "cm[Hg]":
        return "mm[Hg]" in concept.units
    if unit == "L/min" and concept.unit == "/min":
        return quantity.number > _MOST_FLOW  # "lpm": beats as well as litres
    if unit == "mm" and concept.unit == "mm/h":
        return True
    if unit in ("/10", "{score}"):
        return concept.unit in ("/10", "{score}")
    if quantity.dimension == "mitoses":
        return concept.name == "MitoticIndex"
    if quantity.dimension == "field":
        return _counts(concept.unit)
    if unit == "/mL" and "{copies}/mL" in concept.plausible:
        return True  # so many copies
    if unit == "{log}" and "{log}/mL" in concept.plausible:
        return True
    if quantity.dimension == "fraction":
        return concept.unit in ("%", "1") or not concept.units
    if concept.unit.endswith("/(24.h)"):
        return quantity.dimension in ("mass", "amount", "concentration")
    # A unit that laboratories may still use: a concentration for a concentration, a count for a count.
    return quantity.dimension == ("count" if _counts(concept.unit) else "concentration") and per_volume(concept.unit)


#: Units that reports shorten to their upper part: "glycémie à 15 mmol", "CRP à 12 mg", "anti-PR3 > 200 U".
_UPPER_PARTS = {"meq": ("meq", "mmol"), "mmol": ("mmol",), "umol": ("umol",), "nmol": ("nmol",), "pmol": ("pmol",),
                "g": ("g",), "mg": ("mg",), "ug": ("ug",), "ng": ("ng",), "pg": ("pg",), "U": ("U", "[IU]"),
                "[IU]": ("[IU]", "U"), "m[IU]": ("m[IU]",), "u[IU]": ("u[IU]",)}  # fmt: skip


def completed(concept: Concept, quantity: Quantity) -> str | None:
    """The test's own unit that a report writes in another way; None where it needs none or is none of the test's.

    A day's excretion is per 24 hours ("344 µg/j"); a unit may have lost its volume ("CRP à 12 mg"), where
    only one makes the value a possible one. Cells in "g/l" are counted in G/L, typed small.
    """
    if quantity.unit == "g/L" and counts(concept) and "10*9/L" in concept.units:
        return "10*9/L"
    daily = f"{(quantity.unit or '').removesuffix('/d')}/(24.h)"
    if (quantity.unit or "").endswith("/d") and daily in (concept.unit, *concept.units, *concept.plausible):
        return daily
    parts = _UPPER_PARTS.get(quantity.unit or "")
    if parts is None or concept.unit is None or quantity.unit in concept.units:
        return None
    low, high = _bounds(concept)
    known = concept.low is not None or concept.high is not None or concept.possible_high is not None
    sizes: dict[float, str] = {}
    for unit in (concept.unit, *concept.plausible):
        factor = concept.units.get(unit)
        upper, _, below = unit.partition("/")
        if factor is None or upper not in parts or below not in ("L", "dL", "mL", "uL"):
            continue
        if not known or low <= quantity.number * factor <= high:
            sizes.setdefault(factor, unit)
    return next(iter(sizes.values())) if len(sizes) == 1 else None


def per_volume(unit: str) -> bool:
    """Whether a unit is so much a volume, as those of most laboratory tests are."""
    return unit.endswith(("/L", "/dL", "/mL", "/uL", "/mm3"))


def counts(concept: Concept) -> bool:
    """Whether a test counts things, whose bare number may stand before its name: "40 000 plaquettes"."""
    return concept.unit is not None and _counts(concept.unit)


def _counts(unit: str) -> bool:
    return unit.startswith(("10*", "/", "{copies}"))


def _bounds(concept: Concept) -> tuple[float, float]:
    low = (concept.low if concept.low else (concept.high or 0) / _MOST) / _LEAST
    high = (concept.high or (concept.low or 0) * 5) * _MOST
    return (
        concept.possible_low if concept.possible_low is not None else low,
        concept.possible_high if concept.possible_high is not None else high,
    )


def possible(concept: Concept, number: float, unit: str | None) -> bool:
    """Whether a person may have this value, by a wide margin; True where the ontology gives no range to tell by.

    A bare number is taken as one in the test's own unit, which only tests of one unit are asked for.
    """
    factor = concept.units.get(unit or concept.unit or "")
    if factor is None or (concept.low is None and concept.high is None):
        return True
    low, high = _bounds(concept)
    return low / _MARGIN <= number * factor <= high * _MARGIN


def in_scale(concept: Concept, number: float) -> bool:
    """Whether a number, in the canonical unit, can be; True where the ontology gives neither scale nor bounds."""
    low, high = concept.possible_low, concept.possible_high
    return (low is None or number >= low) and (high is None or number <= high)


def likely(concept: Concept, quantity: Quantity, needs: str = "") -> bool:
    """Whether a number may be a value of the test at all, by its scale or by the bounds of what a person can have.

    Args:
        needs: "unit" for a short name that only counts before a number with its unit, "value" for one that counts
            before any number a person can have; empty for a name that says enough on its own.
    """
    if quantity.shape == "size" or (concept.name == "LymphNodeRatio" and quantity.shape == "single"):
        return False
    if quantity.unit is not None and quantity.dimension != "none":
        unit = completed(concept, quantity) or quantity.unit
        if needs and unit not in concept.units and unit not in concept.plausible:
            return False
        # A concentration may be of another fluid, or a slip; a height of 7 mm is none.
        body = quantity.dimension in ("length", "mass", "score")
        return not body or in_scale(concept, quantity.number * concept.units.get(unit, 1.0))
    if (
        quantity.shape == "pair"
        and quantity.number == 1
        and per_volume(concept.unit or "")
        and (quantity.high or 0) < 10
    ):
        return False  # "bicarbonate 1/6 molaire"
    if concept.unit == "%" and quantity.number > _MOST_PERCENT:
        return False
    if quantity.number == 0:
        return not needs
    if needs == "unit":
        return False
    if not concept.units or concept.unit in ("{score}", "1"):
        return in_scale(concept, quantity.number)
    if concept.possible_low is None and concept.possible_high is None and not needs:
        return True
    low, high = _bounds(concept)
    return any(
        low <= quantity.number * concept.units[unit] <= high
        for unit in (concept.unit or "", *concept.plausible)
        if unit in concept.units
    )


def near(concept: Concept, number: float) -> bool:
    """Whether a number, in the canonical unit, lies within a quarter and four times the reference range."""
    low, high = (concept.low or 0) / _LIKELY, (concept.high or (concept.low or 0) * 2) * _LIKELY
    return low <= number <= high


def plausible_unit(concept: Concept, number: float) -> str | None:
    """The unit that a bare number must be in: the only one in which it is a value a person can have.

    Where it is possible in several units, the only one in which it is near the reference range: a creatinine of 1,85
    is in mg/dL (164 umol/L), though 1,85 mmol/L has been survived. Where the ontology gives bounds, also the one in
    which it is nearer by far: a potassium of 5,9 is in mmol/L, and 1,5 mmol/L (5,9 mg/dL) no one's. None where that
    does not decide either. Units of the same size (mmol/L and meq/L of sodium) are one; the canonical one is taken.
    Without a range or bounds in the ontology, there must be one size only.
    """
    if concept.unit is None:
        return None
    ends = (concept.low, concept.high, concept.possible_low, concept.possible_high)
    if all(end is None for end in ends):
        same = all(concept.units.get(unit) == 1 for unit in concept.plausible)
        return concept.unit if same else None
    low, high = _bounds(concept)
    sizes: dict[float, str] = {}
    for unit in (concept.unit, *concept.plausible):
        factor = concept.units.get(unit)
        if factor is not None and low <= number * factor <= high:
            sizes.setdefault(factor, unit)
    if len(sizes) > 1:
        likely_ones = {f: u for f, u in sizes.items() if near(concept, number * f)}
        if len(likely_ones) != 1 and concept.possible_high is not None:
            return _nearest(concept, number, sizes)
        sizes = likely_ones
    return next(iter(sizes.values())) if len(sizes) == 1 else None


def _nearest(concept: Concept, number: float, sizes: dict[float, str]) -> str | None:
    """The unit in which a number lies nearer to the reference range than in every other one, by nearly twice.

    None where it is low in that one and high in another: a creatinine of 4,6 is rather in mg/dL than in mg/L.
    """
    away = sorted((_away(concept, number * factor), unit, number * factor) for factor, unit in sizes.items())
    low = concept.low is not None and away[0][2] < concept.low
    high = concept.high is not None and any(value > concept.high for _, _, value in away)
    return away[0][1] if away[1][0] > _NEARER * away[0][0] and not (low and high) else None


def _away(concept: Concept, number: float) -> float:
    """How many times a number is above the reference range, or below it."""
    if concept.high and number > concept.high:
        return number / concept.high
    return concept.low / number if concept.low and 0 < number < concept.low else 1.0


#: How many times nearer decides.
_NEARER = 1.8


def interpretation(concept: Concept, value: Value) -> str | None:
    """Low, normal or high by the reference range of the ontology; None where it does not say."""
    if value.unit == "{ULN}":
        return "high" if (value.number or 0) > 1 else None
    number = value.canonical_number
    return against(concept.low, concept.high, number, value.comparator) if number is not None else None


def against(low: float | None, high: float | None, number: float, comparator: str | None) -> str | None:
    """Low, normal or high by a range; None where it has no end, or a comparison leaves it open: "< 10" against 5."""
    if low is not None and number < low and comparator not in (">", ">="):
        return "low"
    if high is not None and number > high and comparator not in ("<", "<="):
        return "high"
    known = low is not None or high is not None
    beyond = (comparator == "<=" and high is not None and number > high) or (
        comparator == ">=" and low is not None and number < low
    )
    return "normal" if known and not beyond and comparator not in ("<", ">") else None
