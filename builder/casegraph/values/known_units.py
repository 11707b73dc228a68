"""The unit of a bare number where it may be several: the one that the report gives the same test elsewhere."""

from __future__ import annotations

from dataclasses import replace

from casegraph.reading import Reading
from casegraph.terminology.concepts import Concept
from casegraph.values.numbers import tidy
from casegraph.values.plausible import interpretation, possible
from casegraph.values.result import Result, measured

__all__ = ["in_known_units"]


def in_known_units(reading: Reading, results: list[Result]) -> list[Result]:
    """The results, a bare number in the unit of the test's other values: "CRP 284 mg/L ... CRP à 121"."""
    tests = [_test(reading, r) for r in results]
    units: dict[str, str] = {}
    for result, test in zip(results, tests, strict=True):
        if test is not None and result.value.unit in test.units and not result.value.unit_inferred:
            units.setdefault(test.name, result.value.unit or "")
    return [
        _in_unit(result, test, units[test.name]) if test is not None and test.name in units else result
        for result, test in zip(results, tests, strict=True)
    ]


def _test(reading: Reading, result: Result) -> Concept | None:
    if result.concept is not None:
        return reading.terminology.by_name.get(result.concept)
    return measured(reading, result.mention) if result.mention >= 0 else None


def _in_unit(result: Result, test: Concept, unit: str) -> Result:
    value = result.value
    if value.number is None or value.unit is not None or value.high is not None:
        return result
    if not possible(test, value.number, unit):
        return result
    number = tidy(value.number * test.units[unit])
    value = replace(value, unit=unit, unit_inferred=True, canonical_number=number, canonical_unit=test.unit)
    return replace(result, value=value, interpretation=result.interpretation or interpretation(test, value))
