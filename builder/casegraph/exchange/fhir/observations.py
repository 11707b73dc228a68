"""Results: Observation with its value, interpretation and range, and DiagnosticReport and Specimen of tests that show.

A result that a report tells is final; one that is awaited is registered. A blood pressure is a panel of two components,
as the vital signs profile wants it.
"""

from __future__ import annotations

from casegraph.exchange.fhir.codings import (
    COMPARATORS,
    body_site,
    code_of,
    coded,
    quantity,
)
from casegraph.exchange.fhir.draft import Draft, Group, Json, absent
from casegraph.exchange.fhir.tables import fate
from casegraph.exchange.fhir.times import add_note, time_note, timed
from casegraph.exchange.fhir.values import add_value, fitting_codes
from casegraph.records import Record

__all__ = ["write_age", "write_observation"]

_HL7 = "http://terminology.hl7.org/CodeSystem/"
_LOINC = "http://loinc.org"
_SNOMED = "http://snomed.info/sct"
_ABSENT, _PRESENT = "2667000", "52101004"
#: http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation; "stable" has no code there.
_INTERPRETATIONS = {
    "low": "L", "normal": "N", "high": "H", "abnormal": "A", "positive": "POS", "negative": "NEG", "equivocal": "E",
}  # fmt: skip
#: A result in a word, as a code of SNOMED CT.
_QUALITATIVE = {"positive": "10828004", "negative": "260385009"}


def write_observation(draft: Draft, group: Group) -> None:
    """Add the Observation of a group of records."""
    record = group[0]
    draft.carried(group, "experiencer")
    resource: Json = {
        "resourceType": "Observation",
        **draft.meta(record, "Observation"),
        "identifier": draft.entity(record),
        "status": "final",
        "code": fitting_codes(draft, group, code_of(draft, group)),
        "subject": draft.patient,
        **timed(draft, group, "effective"),
    }
    category = draft.element(record, "observation-category")
    if category is not None:
        resource["category"] = [coded(_HL7 + "observation-category", category)]
        if category == "vital-signs":
            _vital_sign(resource)
    _status(draft, group, resource)
    add_value(draft, group, resource)
    _presence(draft, group, resource)
    _interpretation(draft, group, resource)
    _without_value(draft, record, resource)
    _site(draft, group, resource)
    _shown(draft, group, resource)
    if record.history:
        draft.narrowed(group, "history", "only a note can say that a result is an earlier one")
        add_note(resource, "antécédent")
    if record.grade is not None:
        draft.narrowed(group, "grade", "only a note can give the grade of a result")
        add_note(resource, f"grade {record.grade}")
    if record.duration is not None:
        draft.narrowed(group, "duration", "only a note can say how long a result has held")
    add_note(resource, time_note(record.time), record.duration.text if record.duration else None)
    draft.add(draft.stands_for[record.id], resource, group)


def _vital_sign(resource: Json) -> None:
    """What the vital signs profile wants: to be told when, or why not, and no date that is wider than a day."""
    date = resource.get("effectiveDateTime")
    if date is not None and len(date) < len("2016-03-05"):
        del resource["effectiveDateTime"]
        resource["effectivePeriod"] = {"start": date, "end": date}
    elif not any("effective" in key for key in resource):
        resource["_effectiveDateTime"] = absent("unknown")


def _status(draft: Draft, group: Group, resource: Json) -> None:
    record = group[0]
    if record.status is None:
        return
    found = fate("procedure", record.status)
    if found.event in ("not-done", "on-hold", "stopped") or found.request in ("on-hold", "revoked") or found.prohibits:
        resource["status"] = "cancelled"
        if record.value is None:
            resource["dataAbsentReason"] = coded(_HL7 + "data-absent-reason", "not-performed")
        draft.narrowed(group, "status", f"an Observation that was {record.status} is cancelled, without more words")
    elif found.event is None:
        resource["status"] = "registered"
        draft.carried(group, "status")
    else:
        draft.carried(group, "status")
    if record.reasons:
        add_note(resource, *(draft.case.by_id[reason].text for reason in record.reasons if reason in draft.case.by_id))
        draft.narrowed(group, "reasons", "an Observation cannot say why it was not made; a note gives the words")


def _presence(draft: Draft, group: Group, resource: Json) -> None:
    record = group[0]
    if record.presence == "absent" and not any(key.startswith("value") or key == "component" for key in resource):
        resource["valueCodeableConcept"] = coded(_SNOMED, _ABSENT, text="absent")
    elif record.presence in ("absent", "suspected"):
        draft.narrowed(group, "presence", "a result cannot be doubted or denied, only a note can tell")
        add_note(resource, record.cue.text if record.cue else record.presence)
    draft.carried(group, "presence")


def _without_value(draft: Draft, record: Record, resource: Json) -> None:
    """What an Observation says that has no result: a finding is present, the result of a test is not told."""
    told = any(key.startswith("value") for key in resource) or {"component", "dataAbsentReason"} & resource.keys()
    if told or record.interpretation is not None or resource["status"] != "final":
        return
    if "Observable" in draft.names(record) or record.concept is None:
        resource["dataAbsentReason"] = coded(_HL7 + "data-absent-reason", "unknown")
    else:
        resource["valueCodeableConcept"] = coded(_SNOMED, _PRESENT)


def _interpretation(draft: Draft, group: Group, resource: Json) -> None:
    """Add the interpretation of a result; of one that is a word, the word is the value too."""
    record = group[0]
    if record.interpretation is None:
        return
    code = _INTERPRETATIONS.get(record.interpretation)
    words = record.cue.text if record.cue is not None else None
    if code is None:
        draft.narrowed(group, "interpretation", "v3-ObservationInterpretation has no code for stable")
        resource["interpretation"] = [{"text": words or "stable"}]
    else:
        draft.carried(group, "interpretation")
        resource["interpretation"] = [coded(_HL7 + "v3-ObservationInterpretation", code, text=words)]
    if record.value is None and record.interpretation in _QUALITATIVE and "valueCodeableConcept" not in resource:
        resource["valueCodeableConcept"] = coded(_SNOMED, _QUALITATIVE[record.interpretation], text=words)
    elif record.value is None and words is not None and not {"valueCodeableConcept", "component"} & resource.keys():
        resource["valueCodeableConcept"] = {"text": words}


def _site(draft: Draft, group: Group, resource: Json) -> None:
    record = group[0]
    site = body_site(draft, group)
    if site is None:
        return
    if record.laterality is not None:
        resource["bodyStructure"] = draft.structures[record.id]
    else:
        resource["bodySite"] = site


def _shown(draft: Draft, group: Group, resource: Json) -> None:
    """What showed the result: its procedure's report lists it; another result is what it was derived from."""
    record = group[0]
    for other in record.shown_by:
        if draft.report_of(other) is not None:
            draft.results.setdefault(draft.reports[other], []).append(draft.stands_for[record.id])
            specimen = draft.specimen_of(other)
            if specimen is not None:
                resource["specimen"] = specimen
        elif (derived := draft.target(other, "Observation")) is not None:
            resource.setdefault("derivedFrom", []).append(derived)
        else:
            draft.narrowed(group, "shown_by", "what shows a result has no resource of its own")
        draft.carried(group, "shown_by")


def write_age(draft: Draft, group: Group) -> None:
    """Add the patient's age, for which Patient has no element, as an Observation."""
    record = group[0]
    age = record.age
    if age is None or age.number is None:
        return
    draft.carried(group, "age")
    resource: Json = {
        "resourceType": "Observation",
        "status": "final",
        "code": coded(_LOINC, "30525-0", text="âge"),
        "subject": draft.patient,
    }
    if age.high is not None:
        low, high = sorted((age.number, age.high))
        resource["valueRange"] = {"low": quantity(low, age.unit), "high": quantity(high, age.unit)}
    else:
        resource["valueQuantity"] = quantity(age.number, age.unit, age.comparator)
    if age.comparator is not None and age.comparator not in COMPARATORS:
        draft.narrowed(group, "age", "Quantity has no comparator for about")
    draft.add(f"Observation/{record.id}-age", resource, group)
