"""What was done, planned or not done and is no drug: Procedure, ServiceRequest, DiagnosticReport, Specimen.

Procedure.statusReason is a code: it cannot point at the platelet count. So what was held has a ServiceRequest beside
it: one not to do it (`doNotPerform`), whose `reason` points at the Condition or Observation, or one that was put on
hold or revoked, whose `supportingInfo` does, since a `reason` would read as the indication. ServiceRequest has no
statusReason of its own, but a standard extension.
"""

from __future__ import annotations

from casegraph.exchange.fhir.codings import body_site, code_of, codeable, coded, said
from casegraph.exchange.fhir.draft import Draft, Group, Json
from casegraph.exchange.fhir.tables import Fate, fate
from casegraph.exchange.fhir.times import add_note, time_note, timed
from casegraph.exchange.fhir.values import add_value
from casegraph.records import CHANGED, HELD, Record

__all__ = ["UNKNOWN", "needs_report", "only_one", "reasons", "status_reasons", "write_procedure"]

_HL7 = "http://terminology.hl7.org/CodeSystem/"
_LOINC = "http://loinc.org"
_SNOMED = "http://snomed.info/sct"
#: What a record without a status becomes.
UNKNOWN = Fate("unknown", None, None, False, None)
_MEDICAL_CONTRAINDICATION = "397745006"
_POINTED = ("Condition", "Observation")
_STATUS_REASON = "http://hl7.org/fhir/StructureDefinition/request-statusReason"
#: How long a phrase around a reason may be that says more than its mention ("risque de saignement").
_PHRASE = 80


def write_procedure(draft: Draft, group: Group) -> None:
    """Add the Procedure and what belongs to it, or the ServiceRequest, of a group of records."""
    record = group[0]
    found = fate("procedure", record.status) if record.status is not None else UNKNOWN
    draft.carried(group, "status", "experiencer")
    common: Json = {
        "identifier": draft.entity(record),
        "code": code_of(draft, group),
        "subject": draft.patient,
    }
    notes = _notes(draft, group)
    site = body_site(draft, group)
    request = None
    # A request beside the event is there for what only it can say: the reason as a reference.
    if found.request is not None and (found.event is None or record.reasons):
        request = _request(draft, group, common, found, site)
        if found.event is None:
            add_note(draft.resources[f"ServiceRequest/{record.id}"], *notes)
            _replaced(draft, group)
            return
    resource: Json = {
        "resourceType": "Procedure",
        **draft.meta(record, "Procedure"),
        **common,
        "status": found.event,
        **timed(draft, group, "occurrence"),
    }
    if record.history:
        draft.carried(group, "history")
        resource["category"] = [coded(_LOINC, "47519-4", text="antécédent")]
    if request is not None:
        resource["basedOn"] = [request]
    if found.event in ("not-done", "on-hold", "stopped"):
        why = status_reasons(draft, record)
        if why:
            resource["statusReason"] = only_one(why)
    elif record.reasons and request is None:
        resource["reason"] = reasons(draft, group)
    if record.status == "reduced":
        draft.narrowed(group, "status", "a Procedure cannot say that less was given")
        notes.append(record.cue.text if record.cue else record.status)
    if site is not None:
        resource["bodySite"] = [site]
    add_note(resource, *notes)
    name = f"Procedure/{record.id}"
    draft.add(name, resource, group)
    _replaced(draft, group)
    if record.id in draft.reports:
        resource["report"] = [draft.reference(draft.reports[record.id], "DiagnosticReport")]
        _report(draft, group, common)


def _notes(draft: Draft, group: Group) -> list[str]:
    """What only a note can say of something done."""
    record = group[0]
    notes = [note] if (note := time_note(record.time)) else []
    for name in ("dose", "frequency", "cycle", "route", "duration", "severity", "grade", "size"):
        value = getattr(record, name)
        if value is not None:
            words = value if isinstance(value, str) else value.text
            draft.narrowed(group, name, f"only a note can give the {name} of a Procedure")
            notes.append(words)
    if record.components:
        draft.narrowed(group, "components", "only a note can name the parts of a Procedure")
        notes += record.components
    return notes


def _request(draft: Draft, group: Group, common: Json, found: Fate, site: Json | None) -> Json:
    record = group[0]
    resource: Json = {
        "resourceType": "ServiceRequest",
        "identifier": common["identifier"],
        "status": found.request,
        "intent": found.intent,
        "code": {"concept": common["code"]},
        "subject": draft.patient,
    }
    if found.prohibits:
        resource["doNotPerform"] = True
    if found.event is None:
        resource |= timed(draft, group, "occurrence")
    if record.laterality is not None:
        resource["bodyStructure"] = draft.structures[record.id]
    elif site is not None:
        resource["bodySite"] = [site]
    why, codes = reasons(draft, group), status_reasons(draft, record)
    if record.status == "contraindicated":
        why.insert(0, {"concept": codes[0]})
    if why and (found.prohibits or record.status not in CHANGED):
        resource["reason"] = why
    elif pointed := [{"reference": reason["reference"]} for reason in why if "reference" in reason]:
        resource["supportingInfo"] = pointed
    if codes and record.status in HELD and not found.prohibits:
        resource["extension"] = [{"url": _STATUS_REASON, "valueCodeableConcept": only_one(codes)}]
    return draft.add(f"ServiceRequest/{record.id}", resource, group)


def reasons(draft: Draft, group: Group) -> list[Json]:
    """The reasons of a group of records as CodeableReferences: what they point at, and the words for it."""
    found: list[Json] = []
    for other in group[0].reasons:
        reason = draft.case.by_id.get(other)
        if reason is None:
            continue
        reference = draft.target(other, *_POINTED)
        found.append({"concept": _reason_concept(draft, reason)} | ({"reference": reference} if reference else {}))
    draft.carried(group, "reasons")
    return found


def status_reasons(draft: Draft, record: Record) -> list[Json]:
    """The reasons as codes; a contraindication is one in itself, as is a refusal that gives none."""
    found = [_reason_concept(draft, draft.case.by_id[r]) for r in record.reasons if r in draft.case.by_id]
    if record.status == "contraindicated":
        return [coded(_SNOMED, _MEDICAL_CONTRAINDICATION, text=record.cue.text if record.cue else "contre-indiqué")]
    if record.status == "refused" and not found:
        found.append({"text": record.cue.text if record.cue else "refus"})
    return found


def only_one(concepts: list[Json]) -> Json:
    """Reasons where there is room for one CodeableConcept: codes of several would read as synonyms, so words."""
    return concepts[0] if len(concepts) == 1 else {"text": " ; ".join(concept["text"] for concept in concepts)}


def _reason_concept(draft: Draft, reason: Record) -> Json:
    """A reason in a CodeableConcept.

    What is absent, suspected or a mere risk has no codes: they would say that it is there. A result has those of the
    condition that a rule concluded from it, if one did, since its own name the test.
    """
    group = draft.group_of[reason.id]
    text = _phrase(draft, reason)
    if reason.kind == "circumstance":
        return code_of(draft, group) | {"text": text}
    if reason.presence not in (None, "present"):
        return {"text": text}
    coding: list[Json] = []
    if reason.kind == "observation":
        concluded = [r for r in draft.case.records if reason.id in r.based_on and r.kind == "condition"]
        if len(concluded) == 1:
            coding = codeable(concluded[0]).get("coding", [])
    else:
        coding = codeable(reason).get("coding", [])
    return ({"coding": coding} if coding else {}) | {"text": text}


def _phrase(draft: Draft, reason: Record) -> str:
    """The words of a reason with its doubt or denial, or its value, where they stand beside it."""
    doubted = reason.cue if reason.presence not in (None, "present") else None
    parts = [part for part in (doubted, reason.value) if part is not None]
    start = min([reason.start, reason.extent[0], *(part.start for part in parts)])
    end = max([reason.end, reason.extent[1], *(part.end for part in parts)])
    text = draft.case.document.text[start:end]
    if end - start > _PHRASE or "\n" in text or ". " in text or text.count("(") != text.count(")"):
        words = reason.presence if doubted is None and reason.presence not in (None, "present") else None
        before, behind = doubted.text if doubted else None, reason.value.text if reason.value else words
        return " ".join(part for part in (before, said(reason), behind) if part)
    return text


def _replaced(draft: Draft, group: Group) -> None:
    if group[0].replaced_by:
        draft.narrowed(group, "replaced_by", "only a note can say what a Procedure was replaced by")
        words = (draft.case.by_id[r].text for r in group[0].replaced_by if r in draft.case.by_id)
        kind = "Procedure" if f"Procedure/{group[0].id}" in draft.resources else "ServiceRequest"
        add_note(draft.resources[f"{kind}/{group[0].id}"], *(f"remplacé par {word}" for word in words))


# ---- reports


def needs_report(record: Record, showing: frozenset[str]) -> bool:
    """Whether a procedure has a DiagnosticReport: it was done, and shows something or has a result of its own."""
    event = fate("procedure", record.status).event if record.status is not None else "unknown"
    if record.kind != "procedure" or event not in ("completed", "in-progress", "unknown"):
        return False
    return record.id in showing or record.value is not None or record.interpretation is not None


def _report(draft: Draft, group: Group, common: Json) -> None:
    record = group[0]
    name = draft.reports[record.id]
    resource: Json = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": common["code"],
        "subject": draft.patient,
        **timed(draft, group, "effective"),
    }
    category = draft.element(record, "report-category")
    if category is not None:
        resource["category"] = [coded(_HL7 + "v2-0074", category)]
    specimen = draft.specimen_of(record.id)
    if specimen is not None:
        resource["specimen"] = [specimen]
        sample: Json = {
            "resourceType": "Specimen",
            "subject": draft.patient,
            "collection": {"procedure": draft.reference(f"Procedure/{record.id}", "Procedure")},
        }
        if record.site is not None and record.laterality is None:
            sample["collection"]["bodySite"] = {"concept": draft.resources[f"Procedure/{record.id}"]["bodySite"][0]}
        elif record.laterality is not None:
            sample["collection"]["bodySite"] = {"reference": draft.structures[record.id]}
        draft.add(f"Specimen/{record.id}", sample, group)
    if record.value is not None:
        result: Json = {
            "resourceType": "Observation",
            "status": "final",
            "code": common["code"],
            "subject": draft.patient,
            "partOf": [draft.reference(f"Procedure/{record.id}", "Procedure")],
        }
        add_value(draft, group, result)
        draft.add(f"Observation/{record.id}-result", result, group)
        draft.results.setdefault(name, []).append(f"Observation/{record.id}-result")
    _conclusions(draft, group, resource)
    draft.add(name, resource, group)


def _conclusions(draft: Draft, group: Group, resource: Json) -> None:
    """What the test found: conditions that are there. What it excludes points back at the report by its evidence."""
    record = group[0]
    ids = {r.id for r in group}
    found = [
        r
        for r in draft.case.records
        if r.kind == "condition" and ids & set(r.shown_by) and r.presence == "present" and r.experiencer == "patient"
    ]
    concepts = [codeable(r) for r in found]
    if record.interpretation is not None:
        words = record.cue.text if record.cue else record.interpretation
        draft.narrowed(group, "interpretation", "a DiagnosticReport has a conclusion, no interpretation")
        resource["conclusion"] = words
    if concepts:
        resource["conclusionCode"] = [c for n, c in enumerate(concepts) if c not in concepts[:n]]
