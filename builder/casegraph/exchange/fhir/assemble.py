"""The bundle of a case: what stands for each record, every resource in its turn, the whole."""

from __future__ import annotations

from collections.abc import Callable

from casegraph.exchange.fhir.conditions import write_condition, write_risk
from casegraph.exchange.fhir.draft import Draft, Group, Json
from casegraph.exchange.fhir.medications import is_medication, medication_resource, write_medication
from casegraph.exchange.fhir.observations import write_age, write_observation
from casegraph.exchange.fhir.people import (
    write_anchor,
    write_encounter,
    write_patient,
    write_relatives,
    write_source,
)
from casegraph.exchange.fhir.procedures import needs_report, write_procedure
from casegraph.exchange.fhir.provenance import write_provenance
from casegraph.exchange.fhir.tables import fate
from casegraph.exchange.fhir.times import STAY
from casegraph.exchange.losses import Ledger
from casegraph.graph.options import GraphOptions
from casegraph.records import HELD, Case, Record

__all__ = ["bundle"]

_HYPOTHETICAL = "FHIR has no condition that is only supposed: every reader would take it for one of the patient's"
_OTHER = "FHIR has no place for what somebody has who is neither the patient nor of the family"


def bundle(case: Case, options: GraphOptions, ledger: Ledger) -> Json:
    """The bundle of a case as a JSON object, not yet validated."""
    draft = Draft(case, options, ledger)
    _plan(draft)
    write_source(draft)
    write_patient(draft)
    for group in draft.groups:
        writer = _writer(draft, group[0])
        if writer is not None:
            writer(draft, group)
    write_relatives(draft)
    write_anchor(draft)
    for name, observations in draft.results.items():
        results = [draft.reference(o, "Observation") for o in observations if o in draft.resources]
        draft.resources[name]["result"] = results
    for group in draft.groups:
        write_provenance(draft, group)
    entries = [
        {"fullUrl": draft.url(name), "resource": {"id": _id(name), **resource}}
        for name, resource in draft.resources.items()
    ]
    out: Json = {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": draft.iri},
        "type": "collection",
        "entry": entries,
    }
    if options.generated_at is not None:
        out["timestamp"] = options.generated_at
    return out


def _id(name: str) -> str:
    """The id of a resource: its name without the type, at most 64 of the characters that FHIR allows."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-.") else "-" for c in name.rpartition("/")[2])[:64]


def _plan(draft: Draft) -> None:
    """Name what stands for each record, so that resources can point at those that come later."""
    showing = frozenset(s for r in draft.case.records for s in r.shown_by)
    for group in draft.groups:
        kind = _resource(draft, group[0])
        for record in group:
            if kind is not None:
                draft.stands_for[record.id] = STAY if kind == "stay" else f"{kind}/{group[0].id}"
            if kind == "Procedure" and any(needs_report(r, showing) for r in group):
                draft.reports[record.id] = f"DiagnosticReport/{group[0].id}"


def _resource(draft: Draft, record: Record) -> str | None:
    """The type of the resource that stands for a record; None where none does."""
    if record.experiencer != "patient":
        if record.experiencer != "family":
            draft.ledger.dropped(record, _OTHER)
        return None
    if record.kind in ("condition", "observation"):
        if record.presence == "hypothetical":
            draft.ledger.dropped(record, _HYPOTHETICAL)
            return None
        return "RiskAssessment" if record.presence == "at-risk" else record.kind.capitalize()
    if record.kind == "treatment" and is_medication(draft, record):
        return medication_resource(record)
    if record.kind in ("treatment", "procedure") or draft.element(record, "event") is not None:
        done = record.status is None or fate("procedure", record.status).event is not None
        return "Procedure" if done else "ServiceRequest"
    if record.kind == "encounter":
        stays = draft.element(record, "encounter-class") == "IMP" and not record.history and record.status not in HELD
        return "stay" if stays and STAY not in draft.stands_for.values() else "Encounter"
    return None


def _writer(draft: Draft, record: Record) -> Callable[[Draft, Group], None] | None:
    if record.kind == "patient" and record.experiencer == "patient":
        return write_age
    kind = draft.stands_for.get(record.id, "").partition("/")[0]
    return {
        "Condition": write_condition,
        "RiskAssessment": write_risk,
        "Observation": write_observation,
        "Procedure": write_procedure,
        "ServiceRequest": write_procedure,
        "Encounter": write_encounter,
        "MedicationAdministration": write_medication,
        "MedicationRequest": write_medication,
        "MedicationStatement": write_medication,
    }.get(kind)
