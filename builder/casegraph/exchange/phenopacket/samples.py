"""Biosamples: the biopsies, punctures and resections of which the text tells what they showed."""

from __future__ import annotations

from casegraph.exchange.phenopacket import classes
from casegraph.exchange.phenopacket.actions import TOOK_PLACE
from casegraph.exchange.phenopacket.classes import JSON
from casegraph.exchange.phenopacket.context import Context
from casegraph.exchange.phenopacket.staging import Staging, grade_class
from casegraph.graph.terms import percent
from casegraph.records import Record

__all__ = ["write_samples"]

#: What looking at tissue can show; a symptom it cannot.
_IN_TISSUE = ("Disorder", "PathologyFinding", "TumorFinding")
_TAKES_TISSUE = ("BiopsyProcedure", "Excision", "BreastSurgery", "SurgicalProcedure")


def write_samples(context: Context, staging: Staging) -> list[JSON]:
    """The samples of a case in text order."""
    samples = []
    for group in context.entities("procedure"):
        done = [r for r in group if r.status in TOOK_PLACE]
        if not done or not context.is_a(done[0], *_TAKES_TISSUE):
            continue
        code = classes.of(done[0], "action")
        shown = _shown(context, done)
        if code is not None and shown:
            samples.append(_sample(context, staging, done, code, shown))
    return samples


def _shown(context: Context, done: list[Record]) -> list[Record]:
    """The conditions that a sample showed, those that are tumours first."""
    ids = {record.id for record in done}
    found = [
        r
        for r in context.case.records
        if r.kind == "condition" and r.presence == "present" and not r.inferred and not ids.isdisjoint(r.shown_by)
        if context.is_a(r, *_IN_TISSUE)
    ]
    return sorted(found, key=lambda r: not context.is_a(r, "Neoplasm"))


def _sample(context: Context, staging: Staging, done: list[Record], code: JSON, shown: list[Record]) -> JSON:
    first = done[0]
    place = _tissue(context, done, shown)
    time = next((t for r in done if (t := context.time(r.time))), None)
    diagnosis = next((t for r in shown if context.is_a(r, "Disorder") and (t := classes.of(r, "disease"))), None)
    grade = next((t for r in shown if (t := grade_class(r))), None)
    for record in shown:
        context.ledger.carried(record, "shown_by")
        if grade is not None and grade_class(record) is not None:
            context.ledger.carried(record, "grade")
            _claim_grade(context, record)
    procedure: JSON = {"code": code} | ({"performed": time} if time else {})
    tumours = [r for r in shown if context.is_a(r, "Neoplasm")]
    sample: JSON = {
        "id": f"{percent(context.case.id)}-{first.entity}",
        "individualId": context.case.id,
        "description": "; ".join(dict.fromkeys(context.words(r) for r in (first, *shown))),
        "sampledTissue": place,
        "timeOfCollection": time,
        "histologicalDiagnosis": diagnosis,
        "tumorGrade": grade,
        "pathologicalTnmFinding": staging.of_sample(tumours),
        "diagnosticMarkers": _markers(context, done),
        "procedure": procedure,
    }
    return {name: value for name, value in sample.items() if value not in (None, [])}


def _claim_grade(context: Context, graded: Record) -> None:
    """The record of the grade itself says what the grade of the tumour in its sentence says."""
    sentence = context.sentence_of
    for record in context.case.records:
        if sentence[record.id] == sentence[graded.id] and context.is_a(record, "HistologicGrade"):
            context.claim_concept(record)
            context.ledger.carried(record, "text", "presence", "value")


def _tissue(context: Context, done: list[Record], shown: list[Record]) -> JSON | None:
    """Where a sample was taken: as the text says of the procedure, as its concept says, or as of what it showed."""
    for record in done:
        place = context.site(record)
        if place is not None:
            return place
    concept = context.concept(done[0])
    if concept is not None and concept.sites:
        return classes.of_concept(context.named(concept.sites[0]), "site")
    return next((p for r in shown if (p := context.site(r))), None)


def _markers(context: Context, done: list[Record]) -> list[JSON]:
    """The markers that were concluded from results which a sample showed."""
    ids = {record.id for record in done}
    results = {r.id for r in context.case.records if r.kind == "observation" and not ids.isdisjoint(r.shown_by)}
    found = []
    for record in context.case.records:
        if not record.inferred or record.presence != "present" or not results.issuperset(record.based_on):
            continue
        term = classes.of(record, "disease") if context.is_a(record, "Finding") else None
        if term is not None:
            found.append(term)
            context.claim_concept(record)
            context.ledger.carried(record, "text", "presence", "inferred")
    return list({term["id"]: term for term in found}.values())
