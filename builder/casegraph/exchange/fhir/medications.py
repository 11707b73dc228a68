"""Drugs: MedicationAdministration for what was given or not, MedicationRequest for what was decided, and why.

| the text says | MedicationAdministration | MedicationRequest |
| --- | --- | --- |
| never started because of | not-done, statusReason | doNotPerform, reason |
| stopped because of | stopped, statusReason | doNotPerform, reason |
| paused because of | on-hold, statusReason | doNotPerform, reason |
| contraindicated | | doNotPerform, reason (medical contraindication, and what it is) |
| put off | | on-hold, statusReason, supportingInformation |
| replaced | stopped, statusReason | stopped, statusReason; priorPrescription of the next |
| refused | not-done, statusReason | cancelled, statusReason, supportingInformation |
| reduced because of | completed, subPotentReason | active, supportingInformation |
| planned, awaited | | active, intent plan or order, reason |

`statusReason` and `subPotentReason` are codes and cannot point at the platelet count; a MedicationRequest can, and the
administration points at its request. Its `reason` is "for ordering or not ordering", so that it holds why not where the
request is one not to give (`doNotPerform`, in R5 "to either stop taking or to not start taking"); on any other request
it would read as the indication, "aspirin for a haemorrhage", and the references stand in `supportingInformation`. What
lies before the story (an antecedent, the usual treatment) is a MedicationStatement with its adherence. The table
`statuses` holds all this.
"""

from __future__ import annotations

from casegraph.exchange.fhir.codings import (
    code_of,
    coded,
    dose_quantity,
    duration_quantity,
    named,
    timing_repeat,
)
from casegraph.exchange.fhir.draft import Draft, Group, Json, absent
from casegraph.exchange.fhir.procedures import UNKNOWN, only_one, reasons, status_reasons
from casegraph.exchange.fhir.tables import Fate, fate
from casegraph.exchange.fhir.times import add_note, time_note, timed
from casegraph.records import CHANGED, HELD, Record

__all__ = ["is_medication", "medication_resource", "write_medication"]

_ADHERENCE = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"
_HELD = ("not-done", "stopped", "on-hold")


def is_medication(draft: Draft, record: Record) -> bool:
    """Whether a treatment is a drug: by its concept; one that the ontology does not know, by its dose."""
    if record.concept is None and record.parent is None:
        return record.dose is not None
    return draft.element(record, "treatment") == "medication"


def medication_resource(record: Record) -> str:
    """The resource that stands for a drug record: what happened if anything did, else what was decided."""
    found = _fate(record)
    if record.history or record.status is None:
        return "MedicationStatement"
    return "MedicationAdministration" if found.event is not None else "MedicationRequest"


def _fate(record: Record) -> Fate:
    return fate("medication", record.status) if record.status is not None else UNKNOWN


def write_medication(draft: Draft, group: Group) -> None:
    """Add the resources of a group of records about a drug."""
    record = group[0]
    found = _fate(record)
    draft.carried(group, "status", "history", "experiencer")
    medication = _medication(draft, group)
    if medication_resource(record) == "MedicationStatement":
        _statement(draft, group, medication, found)
        return
    request = None
    replaced = _replaced_ones(draft, record)
    # A request beside the event is there for what only it can say: the reason as a reference, the prescription before.
    if (found.request is not None and (found.event is None or record.reasons or record.replaced_by)) or replaced:
        request = _request(draft, group, medication, found, replaced)
    if found.event is not None:
        _administration(draft, group, medication, found, request)


def _medication(draft: Draft, group: Group) -> Json:
    """The drug as a CodeableReference; a regimen with named drugs is a Medication with ingredients."""
    record = group[0]
    code = code_of(draft, group)
    if not record.components:
        return {"concept": code}
    draft.carried(group, "components")
    resource: Json = {
        "resourceType": "Medication",
        "code": code,
        "ingredient": [{"item": {"concept": named(name)}} for name in record.components],
    }
    return {"reference": draft.add(f"Medication/{record.entity}", resource, group)}


def _dosage(draft: Draft, group: Group, timing: bool) -> Json | None:
    """The dose as `Dosage`, or without timing as the dosage of an administration; its text is the report's words."""
    record = group[0]
    # How long a drug is held is no part of its dosage.
    held = record.status in HELD
    named = [(n, getattr(record, n)) for n in ("dose", "frequency", "route", *(() if held else ("duration",)))]
    words = [part for _, part in named if part is not None]
    if not words:
        return None
    draft.carried(group, *(name for name, part in named if part is not None))
    text = ", ".join(part.text for part in sorted(words, key=lambda part: part.start))
    out: Json = {"text": text}
    amount = dose_quantity(record.dose) if record.dose is not None else None
    # So much a day is a rate.
    rate = record.dose is not None and (record.dose.per or "").rpartition("/")[2] in ("min", "h", "d", "wk")
    if record.route is not None:
        out["route"] = {"text": record.route.text}
    if timing:
        if amount is not None:
            out["doseAndRate"] = [{"rateQuantity" if rate else "doseQuantity": amount}]
        repeat = timing_repeat(record.frequency) if record.frequency is not None else None
        if repeat is not None:
            out["timing"] = {"repeat": repeat}
    elif amount is not None:
        out["rateQuantity" if rate else "dose"] = amount
    return out


def _administration(draft: Draft, group: Group, medication: Json, found: Fate, request: Json | None) -> None:
    record = group[0]
    resource: Json = {
        "resourceType": "MedicationAdministration",
        **draft.meta(record, "MedicationAdministration"),
        "identifier": draft.entity(record),
        "status": found.event,
        "medication": medication,
        "subject": draft.patient,
        **_occurrence(draft, group),
    }
    if request is not None:
        resource["request"] = request
    if found.event in _HELD:
        why = status_reasons(draft, record)
        if why:
            resource["statusReason"] = why
    elif record.status == "reduced":
        words = record.cue.text if record.cue else "dose réduite"
        resource["subPotentReason"] = status_reasons(draft, record) or [{"text": words}]
    elif record.reasons and request is None:
        resource["reason"] = reasons(draft, group)
    dosage = _dosage(draft, group, timing=False)
    if dosage is not None:
        resource["dosage"] = dosage
    _words_only(draft, group, resource)
    draft.add(f"MedicationAdministration/{record.id}", resource, group)


def _occurrence(draft: Draft, group: Group) -> Json:
    """When it was given: `occurence[x]`, which R5 spells so and requires.

    A rhythm makes it a Timing, a day of the stay an event of one, words its code; what is not said is a Period marked
    as unknown.
    """
    record = group[0]
    repeat = timing_repeat(record.frequency) if record.frequency is not None else None
    length = duration_quantity(record.time.duration) if record.time and record.time.relative == "during" else None
    if repeat is not None and length is not None:
        draft.carried(group, "time")
        return {"occurenceTiming": {"repeat": repeat | {"boundsDuration": length}}}
    found = timed(draft, group, "occurence")
    if repeat is None and "_occurenceDateTime" not in found:
        return found or {"occurencePeriod": absent("unknown")}
    timing: Json = {"repeat": repeat} if repeat is not None else {}
    if repeat is not None and "occurencePeriod" in found:
        repeat["boundsPeriod"] = found["occurencePeriod"]
    return {"occurenceTiming": timing | _event(record, found, "occurence")}


def _event(record: Record, found: Json, stem: str) -> Json:
    """The parts of a Timing for the elements that `timed` gives: a date or a day of the stay as an event, or words."""
    words = time_note(record.time)
    if words is not None:
        return {"code": {"text": words}}
    names = ((f"{stem}DateTime", "event"), (f"_{stem}DateTime", "_event"))
    return {event: [found[name]] for name, event in names if name in found}


def _request(draft: Draft, group: Group, medication: Json, found: Fate, replaced: list[Json]) -> Json:
    record = group[0]
    prohibits = found.prohibits
    resource: Json = {
        "resourceType": "MedicationRequest",
        **draft.meta(record, "MedicationRequest"),
        "identifier": draft.entity(record),
        # What another drug took the place of was a prescription, which ended.
        "status": "stopped" if record.replaced_by and prohibits else found.request or "active",
        "intent": found.intent or "plan",
        "medication": medication,
        "subject": draft.patient,
    }
    prohibits = prohibits and not record.replaced_by
    if prohibits:
        resource["doNotPerform"] = True
    why, codes = reasons(draft, group), status_reasons(draft, record)
    if record.status == "contraindicated":
        why.insert(0, {"concept": codes[0]})
    if why and (prohibits or record.status not in CHANGED):
        resource["reason"] = why
    elif pointed := [reason["reference"] for reason in why if "reference" in reason]:
        resource["supportingInformation"] = pointed
    if codes and record.status in HELD and not prohibits:
        resource["statusReason"] = only_one(codes)
    if replaced:
        resource["priorPrescription"] = replaced[0]
    dosage = _dosage(draft, group, timing=True)
    if found.event is None:
        when = timed(draft, group, "event", period=False)
        if when:
            timing = (dosage or {}).get("timing", {}) | _event(record, when, "event")
            dosage = (dosage or {}) | {"timing": timing}
        _words_only(draft, group, resource)
    if dosage is not None:
        resource["dosageInstruction"] = [dosage]
    _replaced(draft, group, resource)
    return draft.add(f"MedicationRequest/{record.id}", resource, group)


def _statement(draft: Draft, group: Group, medication: Json, found: Fate) -> None:
    record = group[0]
    resource: Json = {
        "resourceType": "MedicationStatement",
        "identifier": draft.entity(record),
        "status": "recorded",
        "medication": medication,
        "subject": draft.patient,
        **timed(draft, group, "effective"),
        "derivedFrom": [draft.document],
    }
    why = status_reasons(draft, record)
    if found.adherence is not None:
        resource["adherence"] = {"code": coded(_ADHERENCE, found.adherence)}
        if why and found.adherence in ("not-taking", "on-hold", "stopped"):
            resource["adherence"]["reason"] = only_one(why)
    if record.history and record.status is None:
        draft.narrowed(group, "history", "only a note can tell a drug of the past that has no status")
        add_note(resource, "antécédent")
    if record.status not in (None, "given", "stopped", "paused"):
        draft.narrowed(group, "status", "the adherence of a MedicationStatement is coarser; a note gives the words")
        add_note(resource, record.cue.text if record.cue else None)
    reasoned = reasons(draft, group)
    if reasoned and record.status not in CHANGED:
        resource["reason"] = reasoned
    elif pointed := [reason["reference"] for reason in reasoned if "reference" in reason]:
        resource["relatedClinicalInformation"] = pointed
    dosage = _dosage(draft, group, timing=True)
    if dosage is not None:
        resource["dosage"] = [dosage]
    _words_only(draft, group, resource)
    add_note(resource, time_note(record.time))
    _replaced(draft, group, resource)
    draft.add(f"MedicationStatement/{record.id}", resource, group)


def _words_only(draft: Draft, group: Group, resource: Json) -> None:
    record = group[0]
    if record.cycle is not None:
        draft.narrowed(group, "cycle", "only a note can give the cycle of a drug")
        add_note(resource, record.cycle.text)
    if record.duration is not None and record.status in HELD:
        draft.narrowed(group, "duration", "only a note can say for how long a drug is held")
        add_note(resource, record.duration.text)


def _of_story(draft: Draft, record: Record) -> bool:
    """Whether a drug has more than a MedicationStatement."""
    return draft.stands_for.get(record.id, "").startswith(("MedicationAdministration", "MedicationRequest"))


def _replaced_ones(draft: Draft, record: Record) -> list[Json]:
    """The requests of the drugs that this one took the place of."""
    found = (
        draft.reference(f"MedicationRequest/{draft.group_of[other.id][0].id}", "MedicationRequest")
        for other in draft.case.records
        if record.id in other.replaced_by and _of_story(draft, other) and _fate(other).request is not None
    )
    return list(found)


def _replaced(draft: Draft, group: Group, resource: Json) -> None:
    """What took a drug's place: its own request names this one as the prior prescription, where it has one."""
    for other in group[0].replaced_by:
        record = draft.case.by_id.get(other)
        if record is None:
            continue
        if resource["resourceType"] == "MedicationRequest" and _of_story(draft, record):
            draft.carried(group, "replaced_by")
        else:
            draft.narrowed(group, "replaced_by", "only a note can say that something else than a drug took its place")
            add_note(resource, f"remplacé par {record.text}")
