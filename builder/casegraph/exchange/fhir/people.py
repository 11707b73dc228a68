"""Patient, relatives and stays: Patient, FamilyMemberHistory, Encounter; and the report and the software themselves."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from importlib.metadata import version
from typing import Any

from casegraph.anchors import dates_of
from casegraph.exchange.fhir.codings import code_of, coded, duration_quantity
from casegraph.exchange.fhir.conditions import family_condition
from casegraph.exchange.fhir.draft import Draft, Group, Json
from casegraph.exchange.fhir.procedures import reasons
from casegraph.exchange.fhir.tables import fate, relative
from casegraph.exchange.fhir.times import STAY, add_note, dated, relative_day, uses_stay
from casegraph.graph.patient import patient_sex
from casegraph.graph.vocabulary import LANGUAGE
from casegraph.records import CHANGED

__all__ = ["write_anchor", "write_encounter", "write_patient", "write_relatives", "write_source"]

_HL7 = "http://terminology.hl7.org/CodeSystem/"
_MCODE_PATIENT = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-cancer-patient"


def write_patient(draft: Draft) -> None:
    """Add the Patient: the sex where the words tell it, nothing else, least of all a name."""
    resource: Json = {
        "resourceType": "Patient",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"{draft.iri}#patient"}],
        "gender": patient_sex(draft.case) or "unknown",
    }
    if draft.anchor is not None and draft.anchor.year_of_birth is not None:
        resource["birthDate"] = str(draft.anchor.year_of_birth)
    cancer = any(
        r.presence == "present" and r.experiencer == "patient" and "MalignantNeoplasm" in draft.names(r)
        for r in draft.case.records
        if r.kind == "condition"
    )
    if cancer:
        tag = {
            "system": "urn:ietf:rfc:3986",
            "code": _MCODE_PATIENT,
            "display": "corresponds to this mCODE (R4) profile",
        }
        resource["meta"] = {"tag": [tag]}
    groups = [g for g in draft.groups if g[0].kind == "patient" and g[0].experiencer == "patient"]
    for group in groups:
        draft.carried(group, "kind", "experiencer")
    draft.add("patient", resource, [record for group in groups for record in group])


def write_source(draft: Draft) -> None:
    """Add the report, with its whole text, and casegraph as the device that read it."""
    text = draft.case.document.text.encode()
    attachment = {
        "contentType": "text/plain; charset=utf-8",
        "language": LANGUAGE,
        "data": b64encode(text).decode(),
        "hash": b64encode(hashlib.sha1(text, usedforsecurity=False).digest()).decode(),
        "title": draft.case.id,
    }
    report: Json = {
        "resourceType": "DocumentReference",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"{draft.iri}#text"}],
        "status": "current",
        "subject": draft.patient,
        "content": [{"attachment": attachment}],
    }
    draft.add("report", report)
    device: Json = {
        "resourceType": "Device",
        "name": [{"value": "casegraph", "type": "registered-name"}],
        "version": [{"value": version("casegraph")}],
    }
    draft.add("casegraph", device)


def write_anchor(draft: Draft) -> None:
    """Add the stay that days count from, where the report counts days and tells of no stay; its day 1, if known."""
    if not any(uses_stay(r.time) for r in draft.case.records):
        return
    if STAY not in draft.resources:
        draft.add(STAY, {"resourceType": "Encounter", "status": "unknown", "subject": draft.patient})
    if draft.anchor is not None:
        draft.resources[STAY].setdefault("actualPeriod", {"start": draft.anchor.index_date.isoformat()})


def write_encounter(draft: Draft, group: Group) -> None:
    """Add the Encounter of a group of records."""
    record = group[0]
    name = draft.stands_for[record.id]
    draft.carried(group, "status", "experiencer")
    resource: Json = {
        "resourceType": "Encounter",
        "identifier": draft.entity(record),
        "status": (fate("encounter", record.status).event if record.status else None) or "unknown",
        "type": [code_of(draft, group)],
        "subject": draft.patient,
    }
    kind = draft.element(record, "encounter-class")
    if kind is not None:
        resource["class"] = [coded(_HL7 + "v3-ActCode", kind)]
    time = record.time
    if time is not None:
        length = duration_quantity(time.duration) if time.relative in ("during", "duration") else None
        if (date := dated(time)) is not None:
            resource["actualPeriod"] = {"end" if time.relative == "before" else "start": date}
        elif uses_stay(time) and name != STAY:
            days = dates_of(time, draft.anchor)
            start = {"start": days.first.isoformat()} if days else {"_start": relative_day(draft, time)}
            resource["actualPeriod"] = start
        elif length is not None:
            resource["length"] = length
        elif not uses_stay(time):
            draft.narrowed(group, "time", "an Encounter has no place for a time in words but its Provenance")
        draft.carried(group, "time")
    if record.reasons and record.status not in CHANGED:
        resource["reason"] = [{"value": reasons(draft, group)}]
    draft.add(name, resource, group)


def write_relatives(draft: Draft) -> None:
    """Add a FamilyMemberHistory for each kind of relative that the report tells of.

    Its conditions are those that the relative has: the resource cannot deny or doubt one, so that what is absent or
    suspected in the family stands in a note.
    """
    found: dict[str | None, list[Group]] = {}
    for group in draft.groups:
        if group[0].experiencer == "family":
            found.setdefault(group[0].relative, []).append(group)
    for name, groups in found.items():
        kind = relative(name)
        resource: Json = {
            "resourceType": "FamilyMemberHistory",
            "status": "partial",
            "patient": draft.patient,
            "relationship": coded(_HL7 + "v3-RoleCode", kind.code, kind.display, text=name),
        }
        for group in groups:
            draft.carried(group, "experiencer")
            if kind.exact:
                draft.carried(group, "relative")
            else:
                draft.narrowed(group, "relative", "v3-RoleCode has no code for this relative; the text names it")
            for record in group:
                draft.ledger.dropped(record, "FamilyMemberHistory gives a condition its name and age, nothing more")
            _of_relative(draft, group, resource)
        draft.add(f"FamilyMemberHistory/{groups[0][0].id}", resource, [r for group in groups for r in group])


def _of_relative(draft: Draft, group: Group, resource: dict[str, Any]) -> None:
    record = group[0]
    if record.kind == "condition" and record.presence == "present":
        draft.carried(group, "presence")
        resource.setdefault("condition", []).append(family_condition(draft, group))
    elif record.kind in ("procedure", "treatment") and record.status in ("given", "completed"):
        draft.carried(group, "status")
        resource.setdefault("procedure", []).append({"code": code_of(draft, group)})
    else:
        sentence = draft.case.document.sentence_at(record.start)
        add_note(resource, draft.case.document.text[sentence.start : sentence.end].strip())
        for field in ("kind", "concept", "label", "codes", "presence", "status", "interpretation", "value"):
            draft.narrowed(group, field, "FamilyMemberHistory cannot deny, doubt or measure; a note has the sentence")
