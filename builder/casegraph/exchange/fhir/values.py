"""The value of a result: `value[x]` or the components of a blood pressure, its range, and whether its code fits it."""

from __future__ import annotations

import re

from casegraph.exchange.fhir.codings import COMPARATORS, coded, quantity, translated, unit_is_shown
from casegraph.exchange.fhir.draft import Draft, Group, Json
from casegraph.graph.patient import patient_age
from casegraph.graph.vocabulary import CONCEPT
from casegraph.records import Record, Value
from casegraph.terminology.concepts import Concept
from casegraph.terminology.lexicon import shipped_lexicon

__all__ = ["add_value", "fitting_codes"]

_LOINC = "http://loinc.org"
_PRESSURES = (("8480-6", "SystolicBloodPressure"), ("8462-4", "DiastolicBloodPressure"))
#: From this age on, in years, the ontology's ranges for adults hold.
_ADULT = 18


def add_value(draft: Draft, group: Group, resource: Json) -> None:
    """Add `value[x]` or the components of a blood pressure, and the reference range that the result is judged by."""
    record = group[0]
    value = record.value
    if value is None:
        return
    draft.carried(group, "value")
    pressure = "BloodPressure" in draft.names(record) and value.high is not None
    if pressure:
        resource["component"] = [_pressure(*ends, value.unit) for ends in zip(_PRESSURES, _ends(value), strict=True)]
    elif not unit_is_shown(value):
        resource["valueCodeableConcept"] = {"text": value.text}
    elif value.high is not None and value.number is not None:
        low, high = sorted((value.number, value.high))
        resource["valueRange"] = {"low": quantity(low, value.unit), "high": quantity(high, value.unit)}
    elif value.number is not None:
        whole = value.unit in (None, "{category}") and value.number.is_integer() and value.comparator is None
        if whole:
            resource["valueInteger"] = int(value.number)
        else:
            resource["valueQuantity"] = translated(quantity(value.number, value.unit, value.comparator), value)
    if value.comparator is not None and value.comparator not in COMPARATORS:
        draft.narrowed(group, "value", "Quantity has no comparator for about")
    elif value.comparator is not None and "valueQuantity" not in resource:
        draft.narrowed(group, "value", "only a single Quantity has a comparator")
    elif value.unit_inferred:
        draft.narrowed(group, "value", "Quantity cannot say that the unit was left out and inferred")
    _reference_range(draft, record, resource)


def _ends(value: Value) -> tuple[float, float]:
    assert value.number is not None
    assert value.high is not None
    return value.number, value.high


def _pressure(which: tuple[str, str], amount: float, unit: str | None) -> Json:
    code, name = which
    label = shipped_lexicon().terminology[name].fr
    return {"code": coded(_LOINC, code, text=label), "valueQuantity": quantity(amount, unit or "mm[Hg]")}


def _reference_range(draft: Draft, record: Record, resource: Json) -> None:
    """The ontology's range for adults, in the unit of the value, where the result was judged by it.

    A range that the report prints goes before it, and children have others: where the judgement is not the one that
    this range gives, or the patient is not known to be of age, there is none.
    """
    value, concept = record.value, _concept(record)
    age = patient_age(draft.case)
    if value is None or concept is None or "valueQuantity" not in resource or (age is not None and age < _ADULT):
        return
    amount, low, high = value.canonical_number, concept.low, concept.high
    if not amount or not value.number or value.canonical_unit != concept.unit or (low is None and high is None):
        return
    below, above = low is not None and amount < low, high is not None and amount > high
    if record.interpretation != ("low" if below else "high" if above else "normal"):
        return
    factor = value.number / amount
    found: Json = {"text": "intervalle de référence de l'adulte, ontologie de casegraph"}
    for end, limit in (("low", low), ("high", high)):
        if limit is not None:
            found[end] = quantity(float(f"{limit * factor:.4g}"), value.unit)
    resource["referenceRange"] = [found]


def _concept(record: Record) -> Concept | None:
    return shipped_lexicon().terminology.by_name.get((record.concept or "").removeprefix(CONCEPT))


def fitting_codes(draft: Draft, group: Group, code: Json) -> Json:
    """The code of a result without those of LOINC that name another property than its value has.

    LOINC codes substance and mass concentration apart (creatinine 14682-9 and 2160-0), numbers and grades of a strip,
    and the panel of two pressures is no single one; the ontology has the code of its canonical unit.
    """
    value, concept = group[0].value, _concept(group[0])
    if value is None or concept is None or concept.unit is None:
        return code
    single = concept.name == "BloodPressure" and value.high is None
    if not single and unit_is_shown(value) and (value.unit is None or _property(value.unit) == _property(concept.unit)):
        return code
    kept = [coding for coding in code.get("coding", ()) if coding["system"] != _LOINC]
    if len(kept) < len(code.get("coding", ())):
        draft.narrowed(group, "codes", "the LOINC code that is known names another property than the value has")
    return ({"coding": kept} if kept else {}) | {"text": code["text"]}


def _property(unit: str) -> str:
    """What kind of quantity a UCUM unit measures, as far as LOINC tells them apart."""
    kinds = (
        ("substance", r"mol|eq"),
        ("activity", r"U\b|\[.*U\]"),
        ("number", r"^10\*|^/"),
        ("fraction", r"%"),
        ("mass", r"g(?:/|$)"),
    )
    return next((kind for kind, pattern in kinds if re.search(pattern, unit)), unit)
