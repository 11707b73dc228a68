"""One document whose gold lists what was held, results, treatments and problems, each with its words.

A row is {"id", "held", "labs", "treatments", "problems"}; each list is complete for its document but the treatments,
of which a find besides is no mistake. A list that a row leaves out is not measured there. A span is
{"text", "start", "end"}.

- held: {"what": span, "status", "reason": span or null}
- labs: {"analyte": span, "value": span, "number": float or null}; the unit is as written and not compared
- treatments: {"what": span}
- problems: {"what": span, "presence": present, absent, suspected, family, risk, history or planned-check}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from casegraph.errors import InputError
from casegraph.evaluation.counts import Counts
from casegraph.evaluation.matching import match, overlap, span, wide
from casegraph.evaluation.shared import count_held, count_told, count_values, difference
from casegraph.records import CHANGED, Record, Value

__all__ = ["LISTS", "Guide", "compare_guide", "guide_of"]

#: The lists of a row.
LISTS = ("held", "labs", "treatments", "problems")
#: Statuses of a treatment that was or is to be given.
GIVEN = ("given", "started", "continued", "resumed", "completed", "planned", "reduced")
#: What a row calls how a problem is told, as the fields of a record.
_PRESENCES: dict[str, dict[str, Any]] = {
    "present": {"presence": "present"},
    "absent": {"presence": "absent"},
    "suspected": {"presence": "suspected"},
    "risk": {"presence": "at-risk"},
    "planned-check": {"presence": "hypothetical"},
    "history": {"presence": "present", "history": True},
    "family": {"presence": "present", "experiencer": "family"},
}


@dataclass(frozen=True, slots=True)
class Guide:
    """The lists of a row as records, None for one that the row leaves out; `reasons` are those of `held`."""

    held: tuple[Record, ...] | None
    reasons: tuple[Record, ...]
    labs: tuple[Record, ...] | None
    treatments: tuple[Record, ...] | None
    problems: tuple[Record, ...] | None

    def spans(self) -> list[tuple[str, int, int]]:
        """Every span with its words, to be held against the text."""
        records = [
            r for some in (self.held, self.reasons, self.labs, self.treatments, self.problems) for r in some or ()
        ]
        values = [r.value for r in records if r.value is not None]
        return [(r.text, r.start, r.end) for r in records] + [(v.text, v.start, v.end) for v in values]


def guide_of(row: dict[str, Any], place: str) -> Guide:
    """The lists of a row; `place` is what an error calls it.

    Raises:
        InputError: a list is none, an item lacks a member, or a member is not what it should be.
    """
    maker = _Maker(str(row["id"]), place)
    lists: dict[str, list[dict[str, Any]] | None] = {name: row.get(name) for name in LISTS}
    for name, items in lists.items():
        if items is not None and not (isinstance(items, list) and all(isinstance(item, dict) for item in items)):
            raise InputError(f"{place}: {name} is no list of objects")
    reasons: list[Record] = []
    held = None
    if lists["held"] is not None:
        held = []
        for item in lists["held"]:
            why: tuple[str, ...] = ()
            if item.get("reason") is not None:
                reasons.append(maker.record("circumstance", item, "reason"))
                why = (reasons[-1].id,)
            status = maker.word(item, "status", CHANGED)
            held.append(maker.record("treatment", item, "what", status=status, reasons=why))
    labs = _each(lists["labs"], lambda item: maker.record("observation", item, "analyte", value=maker.value(item)))
    treatments = _each(lists["treatments"], lambda item: maker.record("treatment", item, "what"))
    problems = _each(
        lists["problems"],
        lambda item: maker.record(
            "condition", item, "what", **_PRESENCES[maker.word(item, "presence", tuple(_PRESENCES))]
        ),
    )
    return Guide(tuple(held) if held is not None else None, tuple(reasons), labs, treatments, problems)


def _each(items: list[dict[str, Any]] | None, make: Any) -> tuple[Record, ...] | None:
    return tuple(map(make, items)) if items is not None else None


class _Maker:
    """Makes records of the items of a row."""

    def __init__(self, document: str, place: str) -> None:
        self._document = document
        self._place = place
        self._number = 0

    def record(self, kind: str, item: dict[str, Any], member: str, **fields: Any) -> Record:
        """A record at the span that a member holds."""
        text, start, end = self.span(item, member)
        self._number += 1
        name = f"g{self._number}"
        return Record(
            self._document, name, name, name, self._number, kind, text, start, end, (start, end), "report", **fields
        )

    def span(self, item: dict[str, Any], member: str) -> tuple[str, int, int]:
        """The words and offsets of a member."""
        found = item.get(member)
        if isinstance(found, dict):
            text, start, end = found.get("text"), found.get("start"), found.get("end")
            if isinstance(text, str) and isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
                return text, start, end
        raise InputError(f'{self._place}: {member} is no {{"text", "start", "end"}}', quoted=repr(found))

    def word(self, item: dict[str, Any], member: str, allowed: Sequence[str]) -> str:
        """A member that is one of some words."""
        found = item.get(member)
        if found not in allowed:
            raise InputError(f"{self._place}: {member} is none of {', '.join(allowed)}", quoted=repr(found))
        return str(found)

    def value(self, item: dict[str, Any]) -> Value:
        """The value of a result."""
        number = item.get("number")
        if number is not None and not isinstance(number, float | int):
            raise InputError(f"{self._place}: number is no number and not null", quoted=repr(number))
        text, start, end = self.span(item, "value")
        return Value(text, start, end, number)


def compare_guide(document: str, gold: Guide, system: Sequence[Record]) -> Counts:
    """Compare the statement records of one document with the lists of its gold."""
    counts = Counts(document)
    if gold.held is not None:
        count_held(counts, gold.held, {r.id: r for r in gold.reasons}, system, in_order=True)
    if gold.labs is not None:
        count_values(counts, gold.labs, system, units=False)
    if gold.treatments is not None:
        _count_treatments(counts, gold.treatments, system)
    if gold.problems is not None:
        _count_problems(counts, gold.problems, system)
    return counts


def _count_treatments(counts: Counts, gold: Sequence[Record], system: Sequence[Record]) -> None:
    given = [r for r in system if r.kind in ("treatment", "procedure") and r.status in GIVEN]
    pairs = match(gold, given, lambda one, other: overlap(span(one), wide(other)))
    counts.add("treatments-given", len(pairs), len(pairs), len(gold))
    for i, one in enumerate(gold):
        if i not in pairs:
            difference(counts, "treatments-given", one, None)


def _count_problems(counts: Counts, gold: Sequence[Record], system: Sequence[Record]) -> None:
    found = [r for r in system if r.kind == "condition" and not r.inferred]
    pairs = match(gold, found, lambda one, other: overlap(span(one), span(other)))
    counts.add("condition", len(pairs), len(found), len(gold))
    count_told(counts, gold, found, pairs)
    taken = set(pairs.values())
    for i, one in enumerate(gold):
        if i not in pairs:
            difference(counts, "condition", one, None)
    for j, other in enumerate(found):
        if j not in taken:
            difference(counts, "condition", None, other)
