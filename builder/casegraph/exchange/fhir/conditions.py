"""What the patient has, is free of, may have or is at risk of: Condition and RiskAssessment; how large: Observation.

An absent condition is a Condition that was refuted, its clinical status not applicable. A suspected one is unconfirmed,
which is the code above provisional and differential: a report's "possible" does not tell these apart. What a report
tells of the past has the category "History of past illness" and an unknown clinical status: an antecedent of diabetes
is no resolved diabetes.
"""

from __future__ import annotations

from casegraph.exchange.fhir.codings import (
    body_site,
    code_of,
    coded,
    quantity,
)
from casegraph.exchange.fhir.draft import Draft, Group, Json, absent
from casegraph.exchange.fhir.times import add_note, dated, in_words, onset_age, time_note, timed
from casegraph.records import Record

__all__ = ["family_condition", "write_condition", "write_risk"]

_HL7 = "http://terminology.hl7.org/CodeSystem/"
_VERIFICATION = {"present": "confirmed", "absent": "refuted", "suspected": "unconfirmed"}
_SEVERITY = {"severe": ("24484000", "sévère"), "moderate": ("6736007", "modéré"), "mild": ("255604002", "léger")}
_DUE_TO = "http://hl7.org/fhir/StructureDefinition/condition-dueTo"
_CAUSES = ("Condition", "Procedure", "MedicationAdministration", "MedicationStatement")
#: Relations of a time that tell when something began, not when it was there.
_BEGAN = ("since", "ago", "age")


def write_condition(draft: Draft, group: Group) -> None:
    """Add the Condition of a group of records."""
    record = group[0]
    name = draft.stands_for[record.id]
    draft.carried(group, "presence", "history", "experiencer", "inferred", "severity")
    resource: Json = {
        "resourceType": "Condition",
        **draft.meta(record, "Condition"),
        "identifier": draft.entity(record),
        "clinicalStatus": _clinical_status(record),
        "code": code_of(draft, group),
        "subject": draft.patient,
    }
    if record.presence is not None:
        status = _VERIFICATION[record.presence]
        resource["verificationStatus"] = coded(_HL7 + "condition-ver-status", status)
    if record.history:
        resource["category"] = [coded("http://loinc.org", "11348-0", text="antécédent")]
    if record.severity is not None:
        code, words = _SEVERITY.get(record.severity, (None, record.severity))
        resource["severity"] = coded("http://snomed.info/sct", code, text=words) if code else {"text": words}
    site = body_site(draft, group)
    if site is not None:
        resource["bodySite"] = [site]
    if record.grade is not None:
        draft.carried(group, "grade")
        stage: Json = {"summary": {"text": record.grade}}
        if record.grade.startswith("CTCAE"):
            stage["type"] = {"text": "CTCAE"}
        resource["stage"] = [stage]
    _when(draft, group, resource)
    _because(draft, group, resource)
    _shown(draft, group, resource)
    draft.add(name, resource, group)
    if record.size is not None:
        _size(draft, group)


def _clinical_status(record: Record) -> Json:
    if record.presence == "absent":
        return absent("not-applicable")
    return coded(_HL7 + "condition-clinical", "unknown" if record.history else "active")


def _when(draft: Draft, group: Group, resource: Json) -> None:
    """When it began, where the words say so; else, since that it was there on day 5 is no onset, when it was recorded.

    R5 has `recordedDate` establish that a condition was present by a date whose onset is unknown.
    """
    record = group[0]
    time, duration = record.time, record.duration
    if duration is not None:
        draft.carried(group, "duration")
    if time is None:
        add_note(resource, duration.text if duration else None)
    elif time.relative in _BEGAN and dated(time) is None:
        age = onset_age(time)
        if age is not None:
            draft.carried(group, "time")
        else:
            draft.narrowed(group, "time", "how long a condition has lasted is told in words only")
        resource |= {"onsetAge": age} if age else {"onsetString": in_words(time)}
        if duration is not None and duration.start != time.start:
            add_note(resource, duration.text)
    elif time.relative in _BEGAN:
        draft.carried(group, "time")
        resource["onsetDateTime"] = dated(time)
    else:
        found = timed(draft, group, "recorded", period=False)
        resource |= {key.replace("DateTime", "Date"): value for key, value in found.items()}
        add_note(resource, time_note(time), duration.text if duration and duration.start != time.start else None)


def _because(draft: Draft, group: Group, resource: Json) -> None:
    """What caused it, by the standard extension."""
    for cause in group[0].causes:
        reference = draft.target(cause, *_CAUSES)
        value: Json
        if reference is not None:
            value = {"valueReference": reference}
        else:
            value = {"valueCodeableConcept": code_of(draft, draft.group_of[cause])}
        resource.setdefault("extension", []).append({"url": _DUE_TO, **value})
    draft.carried(group, "causes")


def _shown(draft: Draft, group: Group, resource: Json) -> None:
    """What it rests on: the report of the test that showed it, the results that a rule concluded it from."""
    record = group[0]
    evidence = []
    lost = []
    for name, ids in (("shown_by", record.shown_by), ("based_on", record.based_on)):
        for other in ids:
            reference = draft.report_of(other) or draft.target(other)
            if reference is None:
                lost.append(name)
            else:
                evidence.append({"reference": reference})
        evidence = [e for n, e in enumerate(evidence) if e not in evidence[:n]]
        draft.carried(group, name)
    for name in lost:
        draft.narrowed(group, name, "what shows a condition has no resource of its own")
    if evidence:
        resource["evidence"] = evidence


def _size(draft: Draft, group: Group) -> None:
    """How large a finding is: an Observation whose focus is the Condition."""
    record = group[0]
    size = record.size
    assert size is not None
    tumour = "Neoplasm" in draft.names(record)
    resource: Json = {
        "resourceType": "Observation",
        "status": "final",
        "code": coded("http://loinc.org", "21889-1", text="taille") if tumour else {"text": "taille"},
        "subject": draft.patient,
        "focus": [draft.reference(draft.stands_for[record.id], "Condition")],
    }
    draft.carried(group, "size")
    if size.number is None:
        resource["valueString"] = size.text
    elif size.high is not None:
        ends = sorted((size.number, size.high))
        resource["valueRange"] = {"low": quantity(ends[0], size.unit), "high": quantity(ends[1], size.unit)}
    else:
        resource["valueQuantity"] = quantity(size.number, size.unit, size.comparator)
    if size.comparator == "~":
        draft.narrowed(group, "size", "Quantity has no comparator for about")
    draft.add(f"Observation/{record.id}-size", resource, group)


def write_risk(draft: Draft, group: Group) -> None:
    """Add the RiskAssessment of something that the patient is at risk of."""
    record = group[0]
    draft.carried(group, "presence", "experiencer")
    resource: Json = {
        "resourceType": "RiskAssessment",
        "identifier": draft.entity(record),
        "status": "final",
        "subject": draft.patient,
        **timed(draft, group, "occurrence"),
        "prediction": [{"outcome": code_of(draft, group)}],
    }
    add_note(resource, time_note(record.time))
    draft.add(draft.stands_for[record.id], resource, group)


def family_condition(draft: Draft, group: Group) -> Json:
    """A condition of a relative, as an element of FamilyMemberHistory."""
    record = group[0]
    out: Json = {"code": code_of(draft, group)}
    age = onset_age(record.time) if record.time is not None else None
    if age is not None:
        draft.carried(group, "time")
        out["onsetAge"] = age
    return out
