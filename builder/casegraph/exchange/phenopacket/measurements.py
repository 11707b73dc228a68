"""Results as measurements: a quantity with its unit and reference range, a pair of pressures, or a class.

A quantity is written in the concept's canonical unit, which is that of its LOINC code; the words as written stand in
the description.
"""

from __future__ import annotations

from casegraph.exchange.phenopacket import classes
from casegraph.exchange.phenopacket.classes import JSON
from casegraph.exchange.phenopacket.context import Context
from casegraph.graph.parts import canonical_high
from casegraph.graph.patient import patient_age
from casegraph.records import Record, Value

__all__ = ["write_measurements"]

_BOUND = "a quantity has no place for a comparison: the bound would be read as the value"
_RANGE = "a quantity is one number, the text gives two"
_NO_UNIT = "a quantity needs a unit"
_WORDS = "a result in words, without a class of its own"
_ASSESSMENT = "an assessment is neither a feature nor a measurement"
_NO_RESULT = "a measurement needs a result"
_ADULT = 18
#: How many characters a result may lie from its name for both to be quoted in one piece.
_CLOSE = 80


def write_measurements(context: Context) -> list[JSON]:
    """The measurements of a case, one for each statement of a result, in text order."""
    written = []
    seen: set[str] = set()
    for record in context.case.records:
        if record.kind != "observation" or record.experiencer != "patient" or record.statement in seen:
            continue
        if record.presence != "present" or record.status is not None or context.is_a(record, "TumourStaging"):
            continue
        concept = context.concept(record)
        if concept is not None and concept.kind != "observable":
            context.ledger.dropped(record, _ASSESSMENT)
            continue
        said = [r for r in context.case.records if r.statement == record.statement]
        assay = classes.of(record, "assay")
        value = _value(context, record) if assay is not None else None
        if assay is None or value is None:
            continue
        seen.add(record.statement)
        time = context.time(record.time)
        for each in said:
            context.claim_concept(each)
            context.ledger.carried(each, "text", "presence", "value")
            context.claim_time(each, time)
        measurement = {"description": _described(context, record), "assay": assay} | value
        written.append(measurement | ({"timeObserved": time} if time else {}))
    return written


def _described(context: Context, record: Record) -> str:
    """The words of a result: from its name to its value where they are close, else each."""
    context.ledger.carried(record, "cue", "extent", "fragments")
    result = record.value or record.cue
    if result is None:
        return context.words(record)
    left, right = min(record.start, result.start), max(record.end, result.end)
    if right - left <= _CLOSE and "\n" not in context.case.document.text[left:right]:
        return context.quoted(left, right)
    return f"{context.words(record)} {context.quoted(result.start, result.end)}"


def _value(context: Context, record: Record) -> JSON | None:
    """The value of a result as JSON; None where no field can hold it, which the ledger is told."""
    value = record.value
    if value is None or value.number is None:
        return _class(context, record)
    if value.comparator not in (None, "~"):
        context.ledger.dropped(record, _BOUND)
        return None
    if context.is_a(record, "BloodPressure") and value.high is not None:
        return _pressures(value)
    if value.high is not None:
        context.ledger.dropped(record, _RANGE)
        return None
    number, unit = value.canonical_number, value.canonical_unit
    if number is None or unit is None:
        number, unit = value.number, value.unit
    if unit is None:
        found = _class(context, record)
        if found is None:
            context.ledger.dropped(record, _NO_UNIT)
        return found
    if value.comparator == "~":
        context.ledger.narrowed(record, "value", "an approximate number is written as exact")
    quantity: JSON = {"unit": classes.unit(unit), "value": number}
    bounds = _range(context, record, number, unit)
    if bounds is not None:
        quantity["referenceRange"] = {"unit": quantity["unit"], "low": bounds[0], "high": bounds[1]}
        context.ledger.carried(record, "interpretation")
    elif record.interpretation is not None:
        context.ledger.narrowed(record, "interpretation", "a value is a number or a word, the word is left out")
    return {"value": {"quantity": quantity}}


def _class(context: Context, record: Record) -> JSON | None:
    term = classes.term("result", record.interpretation)
    if term is None:
        context.ledger.dropped(record, _WORDS if record.value is not None or record.cue is not None else _NO_RESULT)
        return None
    context.ledger.carried(record, "interpretation")
    return {"value": {"ontologyClass": term}}


def _pressures(value: Value) -> JSON:
    unit = classes.unit(value.canonical_unit or value.unit or "mm[Hg]")
    low = canonical_high(value) if value.canonical_number is not None else value.high
    high = value.canonical_number if value.canonical_number is not None else value.number
    parts = (("systolic", high), ("diastolic", low))
    return {
        "complexValue": {
            "typedQuantities": [
                {"type": classes.term("pressure", name), "quantity": {"unit": unit, "value": number}}
                for name, number in parts
            ]
        }
    }


def _range(context: Context, record: Record, number: float, unit: str) -> tuple[float, float] | None:
    """The ontology's range for adults, where it says of the number what the record says of it.

    A report that prints a range of its own may judge otherwise; its numbers are not in the record.
    """
    concept = context.concept(record)
    age = patient_age(context.case)
    if concept is None or concept.low is None or concept.high is None or concept.unit != unit:
        return None
    if age is not None and age < _ADULT:
        return None
    judged = "low" if number < concept.low else "high" if number > concept.high else "normal"
    return (concept.low, concept.high) if record.interpretation == judged else None
