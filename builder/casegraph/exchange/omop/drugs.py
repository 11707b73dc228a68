"""Drug exposures: what the statements about one treatment say together, from its beginning to its end.

A stop says that the drug was given until then. Where the text does not tell since when, the exposure is written for the
day of the stop alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from casegraph.anchors import dates_of
from casegraph.exchange.omop import NO_DATE
from casegraph.exchange.omop.case import Mapping
from casegraph.exchange.omop.schema import Row
from casegraph.records import Record

__all__ = ["write_drugs"]

_ENDS = frozenset({"stopped", "completed", "paused"})
_ON_HOLD = "a pause is written as the end of an exposure"
_SINCE = "since when is not told: written for the day of the stop"
_CHANGED = "an exposure has no word for it: written as a drug that was given"
_REASON_LENGTH = 20


@dataclass
class _Exposure:
    """An exposure under way; `last` is the last day on which the drug is known to have been given."""

    start: date
    last: date
    records: list[Record] = field(default_factory=list)
    end: Record | None = None


def write_drugs(mapping: Mapping, group: list[Record]) -> None:
    """Write the exposures of one treatment."""
    dated = [(day, record) for record in group if (day := mapping.day(record)) is not None]
    for record in group:
        if mapping.day(record) is None:
            mapping.ledger.narrowed(record, "status", NO_DATE)
    for exposure in _exposures(mapping, sorted(dated, key=lambda pair: (pair[0], pair[1].order))):
        _write(mapping, exposure)


def _exposures(mapping: Mapping, dated: list[tuple[date, Record]]) -> list[_Exposure]:
    found: list[_Exposure] = []
    current: _Exposure | None = None
    for day, record in dated:
        ends = record.status in _ENDS
        if current is None:
            current = _Exposure(day, day)
            found.append(current)
            if ends:
                mapping.ledger.narrowed(record, "status", _SINCE)
        dates = dates_of(record.time, mapping.anchor)
        # Days on which a drug was given go to their last one; those of an end begin with the end.
        current.last = max(current.last, day if ends or dates is None else dates.last)
        current.records.append(record)
        if ends:
            current.last, current.end = max(current.start, day), record
            current = None
    return found


def _write(mapping: Mapping, exposure: _Exposure) -> None:
    first = exposure.records[0]
    coded = mapping.coded(first)
    row: Row = {
        "person_id": mapping.person_id,
        "drug_exposure_start_date": exposure.start,
        "drug_exposure_end_date": exposure.last,
        "drug_type_concept_id": mapping.type_concept,
        "drug_source_value": coded.source_value,
        "drug_source_concept_id": coded.source_concept,
        "sig": _directions(mapping, exposure.records),
    }
    if exposure.end is not None:
        row["verbatim_end_date"] = exposure.last
        row["days_supply"] = (exposure.last - exposure.start).days + 1
        row["stop_reason"] = _stop_reason(mapping, exposure.end)
    for record in exposure.records:
        _claim(mapping, record)
        if record.route is not None:
            row.setdefault("route_source_value", record.route.text)
            row.setdefault("route_concept_id", 0)
            mapping.ledger.carried(record, "route")
        if record.dose is not None and record.dose.unit is not None:
            unit = f"{record.dose.unit}/{record.dose.per}" if record.dose.per else record.dose.unit
            row.setdefault("dose_unit_source_value", unit)
    for number, concept in enumerate([c for c, domain in coded.standard if domain == "Drug"] or [0]):
        mapping.add("drug_exposure", first.id, str(number), **(row | {"drug_concept_id": concept}))


def _claim(mapping: Mapping, record: Record) -> None:
    mapping.claim(record, "text", "experiencer")
    day = mapping.day(record)
    assert day is not None
    mapping.claim_day(record, day)
    if record.status == "paused":
        mapping.ledger.narrowed(record, "status", _ON_HOLD)
    elif record.status in ("reduced", "resumed"):
        mapping.ledger.narrowed(record, "status", _CHANGED)
    else:
        mapping.ledger.carried(record, "status")


def _directions(mapping: Mapping, records: list[Record]) -> str | None:
    """How the drug was given, in the words of the text: dose, frequency, duration."""
    said: dict[str, None] = {}
    for record in records:
        for name in ("dose", "frequency", "duration"):
            part = getattr(record, name)
            if part is not None:
                words = " ".join(part.text.split())
                if not any(words in other for other in said):
                    said[words] = None
                mapping.ledger.narrowed(record, name, "in words, in drug_exposure.sig")
    return ", ".join(said) or None


def _stop_reason(mapping: Mapping, end: Record) -> str | None:
    """Why an exposure ended, in the words of the text, as far as the column holds them."""
    reasons = [mapping.case.by_id[name] for name in end.reasons if name in mapping.case.by_id]
    if not reasons:
        return None
    words = "; ".join(" ".join(reason.text.split()) for reason in reasons)
    if len(words) > _REASON_LENGTH:
        mapping.ledger.narrowed(end, "reasons", "a stop reason holds 20 characters")
    else:
        mapping.ledger.narrowed(end, "reasons", "a stop reason is words, it points at no finding")
    return words
