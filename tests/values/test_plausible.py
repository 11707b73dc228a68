"""Which unit a bare number is in, and what low and high are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casegraph.records import Value
from casegraph.terminology.concepts import Concept
from casegraph.terminology.units import factors
from casegraph.values.plausible import fits, interpretation, plausible_unit, possible
from casegraph.values.quantities import find_quantities


def concept(unit: str, *plausible: str, low: float | None, high: float | None, mass: float | None = None) -> Concept:
    return Concept(
        "Test",
        "observable",
        "test",
        "test",
        unit=unit,
        units=factors(unit, mass),
        plausible=plausible,
        low=low,
        high=high,
    )


CREATININE = replace(concept("umol/L", "mg/dL", "mg/L", "mmol/L", low=45, high=110, mass=113.12), possible_low=20.0)
PLATELETS = concept("10*9/L", "/mm3", "/uL", low=150, high=400)
SODIUM = concept("mmol/L", "meq/L", low=135, high=145, mass=22.99)
TSH = concept("m[IU]/L", low=0.4, high=4)


@pytest.mark.parametrize(
    ("test", "number", "unit"),
    [
        (CREATININE, 1.85, "mg/dL"),
        (CREATININE, 120.0, "umol/L"),
        (CREATININE, 12.0, "mg/L"),
        (PLATELETS, 35.0, "10*9/L"),
        (PLATELETS, 35000.0, "/mm3"),
        (SODIUM, 139.0, "mmol/L"),
        (SODIUM, 100000.0, None),
    ],
)
def test_the_unit_of_a_bare_number(test: Concept, number: float, unit: str | None) -> None:
    assert plausible_unit(test, number) == unit


def test_no_unit_without_a_range_unless_there_is_only_one() -> None:
    assert plausible_unit(concept("g/L", low=None, high=None), 3.0) == "g/L"
    assert plausible_unit(concept("g/L", "mg/dL", low=None, high=None), 3.0) is None
    assert plausible_unit(concept("ug/L", "ng/mL", low=None, high=None), 3.0) == "ug/L"
    assert plausible_unit(concept("ug/L", "U/mL", low=None, high=None), 3.0) is None


def test_what_is_possible_tells_the_unit_where_there_is_no_range() -> None:
    diameter = replace(concept("mm", "cm", low=None, high=None), possible_low=10.0, possible_high=150.0)
    assert plausible_unit(diameter, 42.0) == "mm"
    assert plausible_unit(diameter, 4.2) == "cm"
    assert plausible_unit(diameter, 12.0) is None


def test_bounds_of_the_ontology_go_before_the_usual_ones() -> None:
    bounded = Concept(
        "Test", "observable", "t", "t", unit="g/dL", units=factors("g/dL"), plausible=("g/L",), low=12, high=17,
        possible_low=2, possible_high=25,
    )  # fmt: skip
    assert plausible_unit(bounded, 9.0) == "g/dL"
    assert plausible_unit(bounded, 90.0) == "g/L"
    assert not possible(bounded, 1250.0, "g/dL")


def test_what_nobody_can_have_is_read_in_the_other_way() -> None:
    assert not possible(TSH, 1250.0, "m[IU]/L")
    assert possible(TSH, 1.25, "m[IU]/L")
    assert possible(concept("g/L", low=None, high=None), 1e9, "g/L")


@pytest.mark.parametrize(
    ("number", "comparator", "expected"),
    [(40.0, None, "low"), (40.0, ">", None), (200.0, None, "normal"), (500.0, None, "high"), (500.0, "<", None)],
)
def test_low_and_high(number: float, comparator: str | None, expected: str | None) -> None:
    value = Value("x", 0, 1, number, comparator, unit="10*9/L", canonical_number=number, canonical_unit="10*9/L")
    assert interpretation(PLATELETS, value) == expected


@pytest.mark.parametrize(
    ("test", "text", "expected"),
    [
        (PLATELETS, "35 000/mm3", True),
        (PLATELETS, "35 mg/l", False),
        (PLATELETS, "3 jours", False),
        (PLATELETS, "2 cm", False),
        (CREATININE, "2 fois la normale", True),
        (CREATININE, "40 G/L", False),
        (CREATININE, "40", True),
    ],
)
def test_units_that_fit_a_test(test: Concept, text: str, expected: bool) -> None:
    [quantity] = find_quantities(text)
    assert fits(test, quantity) is expected
