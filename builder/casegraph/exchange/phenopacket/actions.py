"""Treatments and procedures as medical actions: only what took place.

A packet has no word for a treatment that was withheld, refused, contraindicated, delayed, planned or is on hold, and
the status of a regimen knows started, completed and discontinued: such statements are left out and told as lost.
"""

from __future__ import annotations

import re

from casegraph.anchors import dates_of
from casegraph.exchange.phenopacket import classes
from casegraph.exchange.phenopacket.classes import JSON
from casegraph.exchange.phenopacket.context import Context, timed
from casegraph.graph.vocabulary import LANGUAGE
from casegraph.languages.tables import read_table
from casegraph.records import Record

__all__ = ["TOOK_PLACE", "write_actions"]

#: Statuses which say that a treatment or procedure took place, at least in part.
TOOK_PLACE = frozenset({None, "started", "given", "continued", "resumed", "completed", "stopped", "paused", "reduced"})
_TOO_GENERAL = frozenset(
    {"Treatment", "Procedure", "TherapeuticProcedure", "DiagnosticProcedure", "Drug", "DrugTherapy"}
)
_ENDED = frozenset({"stopped", "completed"})
_AGAIN = frozenset({"started", "resumed"})
_REGIMEN_STATUS = {"stopped": "DISCONTINUED", "completed": "COMPLETED"}
_FRACTIONS = re.compile(r"(\d+)\s*(?:fractions?|séances?)", re.I)
_INTERVAL = "a dose needs how often it is given and the dates of its beginning and end"
_ON_HOLD = "no word for on hold: written as a treatment that took place"
_STATUS = "a packet has no status of a treatment: written as one that took place"


def write_actions(context: Context) -> list[JSON]:
    """The medical actions of a case in text order: one for each treatment or procedure that took place."""
    written = []
    for group in context.entities("treatment", "procedure"):
        took_place = [r for r in group if r.status in TOOK_PLACE]
        if not took_place:
            continue
        action = _action(context, took_place)
        if action is not None:
            action |= _about(context, took_place)
            for record in took_place:
                _claim_status(context, record, action)
            written.append(action)
    return written


def _action(context: Context, group: list[Record]) -> JSON | None:
    first = group[0]
    concept = context.concept(first)
    if concept is not None and concept.name in _TOO_GENERAL:
        for record in group:
            context.ledger.dropped(record, "an action needs more than that something was done")
        return None
    term = classes.of(first, "action")
    if term is None:
        return None
    for record in group:
        context.claim_concept(record)
        context.ledger.carried(record, "text")
    if context.is_a(first, "Radiotherapy"):
        found = _radiation(context, group, term)
        if found is not None:
            return found
    if context.is_a(first, "Drug"):
        return {"treatment": _treatment(context, group, term)}
    if context.is_a(first, "DrugTherapy"):
        return {"therapeuticRegimen": _regimen(context, group, term)}
    return {"procedure": _procedure(context, group, term)}


def _claim_status(context: Context, record: Record, action: JSON) -> None:
    """Claim a status where the action says it: given and done always, others only in a regimen or with a reason."""
    regimen = action.get("therapeuticRegimen", {}).get("regimenStatus")
    if record.status == "paused":
        context.ledger.narrowed(record, "status", _ON_HOLD)
    elif record.status == "stopped" and (regimen == "DISCONTINUED" or "treatmentTerminationReason" in action):
        context.ledger.carried(record, "status")
    elif record.status in ("stopped", "reduced", "resumed") and record.kind == "treatment":
        context.ledger.narrowed(record, "status", _STATUS)
    else:
        context.ledger.carried(record, "status")


def _treatment(context: Context, group: list[Record], term: JSON) -> JSON:
    treatment: JSON = {"agent": term}
    for record in group:
        route = classes.term("route", _route(record))
        if route is not None:
            treatment.setdefault("routeOfAdministration", route)
            context.ledger.carried(record, "route")
        if record.dose is not None:
            interval = _dose_interval(context, group, record)
            if interval is not None and interval not in treatment.get("doseIntervals", ()):
                treatment.setdefault("doseIntervals", []).append(interval)
    return treatment


def _route(record: Record) -> str | None:
    if record.route is None:
        return None
    known = {r["expression"].lower(): r["route"] for r in read_table(LANGUAGE, "routes", ("expression", "route"))}
    words = " ".join(record.route.text.lower().split())
    return known.get(words) or next((known[word] for word in words.split() if word in known), None)


def _dose_interval(context: Context, group: list[Record], record: Record) -> JSON | None:
    """A stretch of constant dose: the schema wants amount, frequency and both ends of the interval."""
    dose, often = record.dose, record.frequency
    begun = [d for r in group if r.status not in _ENDED and (d := dates_of(r.time, context.anchor))]
    ended = [d for r in group if r.status in _ENDED and (d := dates_of(r.time, context.anchor))]
    rate = None
    if often is not None and often.every is not None:
        rate = classes.term("frequency", f"{often.every:.4g} {often.period}")
    # A dose that a step up or down changed ends where the next begins, which the text seldom dates.
    several = {(r.dose.number, r.dose.unit) for r in group if r.dose is not None}
    if dose is None or dose.number is None or dose.unit is None or rate is None or len(several) > 1:
        context.ledger.narrowed(record, "dose", _INTERVAL)
        return None
    if not begun or not ended or begun[0].first > ended[-1].last:
        context.ledger.narrowed(record, "dose", _INTERVAL)
        return None
    context.ledger.carried(record, "dose", "frequency", "time")
    unit = f"{dose.unit}/{dose.per}" if dose.per else dose.unit
    start, end = timed(begun[0]), timed(ended[-1])
    return {
        "quantity": {"unit": classes.unit(unit), "value": dose.number},
        "scheduleFrequency": rate,
        "interval": {
            "start": start.get("timestamp") or start["interval"]["start"],
            "end": end.get("timestamp") or end["interval"]["end"],
        },
    }


def _regimen(context: Context, group: list[Record], term: JSON) -> JSON:
    ended = _last_end(group)
    start = next((t for r in group if r.status not in _ENDED and (t := _timed(context, r))), None)
    end = _timed(context, ended) if ended is not None else None
    status = _REGIMEN_STATUS[ended.status or ""] if ended is not None else "STARTED"
    regimen: JSON = {"ontologyClass": term, "startTime": start, "endTime": end, "regimenStatus": status}
    return {name: value for name, value in regimen.items() if value is not None}


def _timed(context: Context, record: Record) -> JSON | None:
    time = context.time(record.time)
    context.claim_time(record, time)
    return time


def _last_end(group: list[Record]) -> Record | None:
    """The record that says how a treatment ended, unless it was taken up again."""
    ended = None
    for record in sorted(group, key=lambda r: r.order):
        if record.status in _ENDED:
            ended = record
        elif record.status in _AGAIN:
            ended = None
    return ended


def _radiation(context: Context, group: list[Record], term: JSON) -> JSON | None:
    """A radiation therapy where the text gives all that the schema wants: place, whole dose in Gy, fractions."""
    for record in group:
        place = context.site(record) or _own_site(context, record)
        fractions = _FRACTIONS.search(record.cycle.text) if record.cycle is not None else None
        dose = record.dose
        if place is None or fractions is None or dose is None or dose.unit != "Gy" or not dose.number:
            continue
        if dose.per is not None or not dose.number.is_integer():
            continue
        context.ledger.carried(record, "dose", "cycle", "site")
        return {
            "radiationTherapy": {
                "modality": term,
                "bodySite": place,
                "dosage": int(dose.number),
                "fractions": int(fractions[1]),
            }
        }
    for record in group:
        if record.dose is not None:
            context.ledger.narrowed(
                record, "dose", "a radiation therapy needs its place, its whole dose in Gy and its fractions"
            )
    return None


def _own_site(context: Context, record: Record) -> JSON | None:
    """The place that a concept itself names: breast radiotherapy is of the breast."""
    concept = context.concept(record)
    return classes.of_concept(context.named(concept.sites[0]), "site") if concept and concept.sites else None


def _procedure(context: Context, group: list[Record], term: JSON) -> JSON:
    procedure: JSON = {"code": term}
    for record in group:
        place = context.site(record)
        if place is not None:
            procedure.setdefault("bodySite", place)
            context.ledger.carried(record, "site")
        if "performed" not in procedure and (time := _timed(context, record)) is not None:
            procedure["performed"] = time
    return procedure


def _about(context: Context, group: list[Record]) -> JSON:
    """What surrounds an action: target, intent, adverse events, response, why it ended."""
    about: JSON = {}
    intent = next((t for r in group if (t := _intent(context, r))), None)
    if intent is not None:
        about["treatmentIntent"] = intent
    for record in group:
        if record.status in ("started", "given", "continued", "resumed", "completed", None):
            target = next((t for r in context.find(record.reasons) if (t := _condition(r))), None)
            if target is not None:
                about.setdefault("treatmentTarget", target)
                context.ledger.carried(record, "reasons")
    response = _response(context, group)
    if response is not None:
        about["responseToTreatment"] = response
    events = [t for r in _effects(context, group) if (t := _condition(r))]
    if events:
        about["adverseEvents"] = list({event["id"]: event for event in events}.values())
    ended = _last_end(group)
    if ended is not None and ended.status == "stopped":
        reason = _termination_reason(context, ended)
        if reason is not None:
            about["treatmentTerminationReason"] = reason
    return about


def _intent(context: Context, record: Record) -> JSON | None:
    concept = context.concept(record)
    return classes.term("intent", concept.name) if concept is not None else None


def _condition(record: Record) -> JSON | None:
    if record.kind != "condition" or record.presence != "present" or record.experiencer != "patient":
        return None
    return classes.of(record, "feature")


def _effects(context: Context, group: list[Record]) -> list[Record]:
    """The conditions that the text blames on a treatment."""
    ids = {record.id for record in group}
    found = [r for r in context.case.records if r.kind == "condition" and not ids.isdisjoint(r.causes)]
    for record in found:
        if record.presence == "present":
            context.ledger.carried(record, "causes")
    return found


def _termination_reason(context: Context, ended: Record) -> JSON | None:
    """The class of why a treatment was stopped; of a result, that of the condition which it shows."""
    for reason in context.find(ended.reasons):
        shown = [reason]
        if reason.kind == "observation":
            shown = [r for r in context.case.records if r.inferred and reason.id in r.based_on]
        term = next((t for r in shown if (t := _reason(r))), None)
        if term is None:
            continue
        if len(ended.reasons) > 1:
            context.ledger.narrowed(ended, "reasons", "one reason of several is written")
        elif reason.kind == "observation":
            context.ledger.narrowed(ended, "reasons", "a reason is a class: it cannot point at the result")
        else:
            context.ledger.carried(ended, "reasons")
        return term
    return None


def _reason(record: Record) -> JSON | None:
    """The class of a reason: a condition that is present, or a circumstance (a refusal, the end of the plan)."""
    if record.kind == "circumstance":
        return classes.of(record, "feature")
    return _condition(record)


def _response(context: Context, group: list[Record]) -> JSON | None:
    """How the disease answered, where one sentence names the answer and this treatment alone."""
    sentence = context.sentence_of
    own = {sentence[r.id] for r in group}
    ids = {r.id for r in group}
    reasons = {name for r in context.case.records for name in r.reasons}
    for record in context.case.records:
        if not context.is_a(record, "TumorResponse", "StableDisease", "Progression") or record.id in reasons:
            continue
        if record.presence != "present" or record.experiencer != "patient" or sentence[record.id] not in own:
            continue
        others = [
            r
            for r in context.case.records
            if r.kind == "treatment" and r.id not in ids and sentence[r.id] == sentence[record.id]
        ]
        term = classes.of(record, "feature") if not others else None
        if term is not None:
            context.claim_concept(record)
            context.ledger.carried(record, "text", "presence")
            return term
    return None
