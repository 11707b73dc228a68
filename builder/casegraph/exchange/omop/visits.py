"""Visits: the stay that a report is of, and encounters that have a day of their own."""

from __future__ import annotations

from datetime import date

from casegraph.exchange.omop import NO_DATE
from casegraph.exchange.omop.case import Mapping
from casegraph.exchange.omop.events import DONE
from casegraph.records import Record

__all__ = ["Stay", "write_visits"]

_STAY = ("InpatientEncounter", "Admission", "HospitalDischarge")
_KINDS = (("EmergencyVisit", "ER"), ("InpatientEncounter", "IP"), ("Consultation", "OP"))


class Stay:
    """The stay of a case: its number and its days, both included."""

    def __init__(self, number: int, first: date, last: date) -> None:
        self.number, self.first, self.last = number, first, last

    def holds(self, day: date) -> bool:
        """Whether a day lies within the stay."""
        return self.first <= day <= self.last


def write_visits(mapping: Mapping) -> Stay | None:
    """Write the visits; the stay that the case's own axis counts from, None where the text tells of none."""
    stay: Stay | None = None
    told = [r for r in mapping.case.records if r.kind == "encounter" and r.experiencer == "patient" and not r.inferred]
    told = [r for r in told if r.status in DONE]
    inpatient = [r for r in told if mapping.is_a(r, *_STAY) and not r.history and _of_the_stay(mapping, r)]
    if inpatient:
        stay = _stay(mapping, inpatient)
    for record in told:
        day = mapping.day(record)
        if record in inpatient:
            mapping.claim(record, "text", "experiencer", "status")
            if day is not None:
                mapping.claim_day(record, day)
        elif day is None or mapping.is_a(record, "HospitalDischarge"):
            mapping.ledger.narrowed(record, "kind", NO_DATE)
        else:
            _visit(mapping, record, day, day, _kind(mapping, record))
            mapping.claim(record, "text", "experiencer", "status")
            mapping.claim_day(record, day)
    return stay


def _of_the_stay(mapping: Mapping, record: Record) -> bool:
    """Whether an encounter is of the stay that day 1 begins: undated, or not before it."""
    day = mapping.day(record)
    return record.time is None or (day is not None and day >= mapping.anchor.index_date)


def _stay(mapping: Mapping, records: list[Record]) -> Stay:
    first = mapping.anchor.index_date
    left = [day for r in records if mapping.is_a(r, "HospitalDischarge") and (day := mapping.day(r)) is not None]
    seen = [day for day in mapping.days if day >= first]
    last = max(left) if left else max(seen, default=first)
    number = _visit(mapping, records[0], first, last, "IP")
    return Stay(number, first, last)


def _visit(mapping: Mapping, record: Record, first: date, last: date, kind: str | None) -> int:
    mapping.days += [first, last]
    return mapping.add(
        "visit_occurrence",
        record.id,
        person_id=mapping.person_id,
        visit_concept_id=mapping.vocabulary.standard("Visit", kind) if kind else 0,
        visit_start_date=first,
        visit_end_date=last,
        visit_type_concept_id=mapping.type_concept,
        visit_source_value=" ".join(record.text.split()),
        visit_source_concept_id=mapping.coded(record).source_concept,
    )


def _kind(mapping: Mapping, record: Record) -> str | None:
    return next((kind for concept, kind in _KINDS if mapping.is_a(record, concept)), None)
