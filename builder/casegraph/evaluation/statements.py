"""One document whose gold is statement records: every measure.

Mentions are paired kind by kind where their words overlap, one to one, the most pairs, and of those the ones that agree
most. What is measured of a pair (concept, presence, site ...) counts against all of gold and system that have it: a
concept of a mention that was not found is missed as well. What rules concluded is left out on both sides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casegraph.evaluation.counts import Counts
from casegraph.evaluation.matching import match, overlap, span, wide
from casegraph.evaluation.shared import (
    HELD_KINDS,
    count_held,
    count_told,
    count_values,
    difference,
    same_value,
    told,
)
from casegraph.records import CHANGED, KINDS, STATUSES, Record

__all__ = ["compare_statements"]


@dataclass(frozen=True, slots=True)
class _Field:
    """Something said of a mention: what it is (None where nothing is said), when two are the same, how it reads."""

    measure: str
    of: Callable[[Record], Any]
    same: Callable[[Any, Any], bool] = lambda one, other: bool(one == other)
    read: Callable[[Any], str] = str


def _part(name: str, members: tuple[str, ...] = (), measure: str = "") -> _Field:
    """A part with words of its own: they overlap, and what the gold gives of `members` is the same."""

    def of(record: Record) -> Any:
        # A time record is its own time.
        return None if record.kind == name else getattr(record, name)

    def same(one: Any, other: Any) -> bool:
        return overlap((one.start, one.end), (other.start, other.end)) and same_value(one, other, members)

    def read(part: Any) -> str:
        given = (getattr(part, member) for member in members)
        said = " ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in given if v is not None)
        return f"{part.text} ({said})" if said and said != part.text else str(part.text)

    return _Field(measure or name, of, same, read)


_FIELDS = (
    _Field("concept", lambda r: r.concept if r.kind != "time" else None, read=lambda iri: iri.rsplit("/", 1)[-1]),
    _Field("experiencer", lambda r: r.experiencer if r.experiencer != "patient" else None),
    _Field("history", lambda r: "history" if r.history else None),
    _Field("severity", lambda r: r.severity),
    _Field("grade", lambda r: r.grade),
    _Field("status", lambda r: r.status),
    _Field("interpretation", lambda r: r.interpretation),
    _part("site"),
    _Field("site-concept", lambda r: r.site.concept if r.site is not None else None),
    _Field("laterality", lambda r: r.laterality),
    _part("size", ("number", "high", "unit")),
    _part("dose", ("number", "unit", "per")),
    _part("frequency", ("every", "period")),
    _part("cycle"),
    _part("route"),
    _part("duration"),
    _part("time", ("date", "day_from", "day_to", "duration"), "when"),
)
_LINKS = (("reason", "reasons"), ("cause", "causes"), ("shown-by", "shown_by"), ("replaced-by", "replaced_by"))


def compare_statements(document: str, gold: Sequence[Record], system: Sequence[Record]) -> Counts:
    """Compare the statement records of one document with those of its gold."""
    counts = Counts(document)
    meant = [r for r in gold if not r.inferred]
    found = [r for r in system if not r.inferred]
    pairs = _mentions(counts, meant, found)
    for said in _FIELDS:
        _count_field(counts, said, meant, found, pairs)
    _count_codes(counts, meant, found, pairs)
    _count_conditions(counts, meant, found, pairs)
    for status in STATUSES:
        hits = sum(meant[i].status == status == found[j].status for i, j in pairs.items())
        counts.add(
            f"status-{status}", hits, sum(r.status == status for r in found), sum(r.status == status for r in meant)
        )
    held = [r for r in gold if r.status in CHANGED and r.kind in HELD_KINDS]
    count_held(counts, held, {r.id: r for r in gold}, system)
    count_values(counts, [r for r in gold if r.value is not None and r.kind == "observation"], system)
    for measure, field in _LINKS:
        _count_links(counts, measure, field, gold, system)
    return counts


def _mentions(counts: Counts, gold: list[Record], system: list[Record]) -> dict[int, int]:
    """Count the mentions of each kind and pair them."""
    pairs: dict[int, int] = {}
    for kind in KINDS:
        ours = [i for i, r in enumerate(gold) if r.kind == kind]
        theirs = [j for j, r in enumerate(system) if r.kind == kind]
        found = match(
            [gold[i] for i in ours], [system[j] for j in theirs], lambda a, b: overlap(span(a), span(b)), _agreement
        )
        exact = Counter(span(gold[i]) for i in ours) & Counter(span(system[j]) for j in theirs)
        for measure, hits in (("", len(found)), ("-strict", exact.total())):
            counts.add(kind + measure, hits, len(theirs), len(ours))
            counts.add("mention" + measure, hits, len(theirs), len(ours))
        pairs |= {ours[i]: theirs[j] for i, j in found.items()}
    _tell_mentions(counts, gold, system, pairs)
    return pairs


def _agreement(one: Record, other: Record) -> int:
    """In how much two mentions agree: their words first, then what is said of them."""
    same = 4 * (span(one) == span(other)) + (one.codes == other.codes) + (told(one) == told(other))
    same += one.value == other.value
    return same + sum(bool(field.of(one) == field.of(other)) for field in _FIELDS)


def _tell_mentions(counts: Counts, gold: list[Record], system: list[Record], pairs: Mapping[int, int]) -> None:
    """Note the mentions of which one is missing, of another kind, or of other words."""
    taken = set(pairs.values())
    lost = [i for i in range(len(gold)) if i not in pairs]
    more = [j for j in range(len(system)) if j not in taken]
    others = match([gold[i] for i in lost], [system[j] for j in more], lambda a, b: overlap(span(a), span(b)))
    for number, i in enumerate(lost):
        if number in others:
            other = system[more[others[number]]]
            difference(
                counts, "mention", gold[i], other, (f"{gold[i].kind}: {gold[i].text}", f"{other.kind}: {other.text}")
            )
        else:
            difference(counts, gold[i].kind, gold[i], None)
    for number, j in enumerate(more):
        if number not in others.values():
            difference(counts, system[j].kind, None, system[j])
    for i, j in pairs.items():
        if span(gold[i]) != span(system[j]):
            difference(counts, f"{gold[i].kind}-strict", gold[i], system[j])


def _count_field(
    counts: Counts, field: _Field, gold: list[Record], system: list[Record], pairs: Mapping[int, int]
) -> None:
    hits = 0
    for i, j in pairs.items():
        one, other = field.of(gold[i]), field.of(system[j])
        if one is not None and other is not None and field.same(one, other):
            hits += 1
        elif one is not None or other is not None:
            said = tuple(field.read(value) if value is not None else None for value in (one, other))
            parts = [[value] if hasattr(value, "start") else [] for value in (one, other)]
            difference(counts, field.measure, gold[i], system[j], (said[0], said[1]), (parts[0], parts[1]))
    have = [sum(field.of(record) is not None for record in records) for records in (system, gold)]
    counts.add(field.measure, hits, have[0], have[1])


def _count_codes(counts: Counts, gold: list[Record], system: list[Record], pairs: Mapping[int, int]) -> None:
    hits = 0
    for i, j in pairs.items():
        one, other = set(gold[i].codes), set(system[j].codes)
        hits += len(one & other)
        if one != other:
            said = (" ".join(sorted(one - other)) or None, " ".join(sorted(other - one)) or None)
            difference(counts, "codes", gold[i], system[j], said)
    counts.add("codes", hits, sum(len(set(r.codes)) for r in system), sum(len(set(r.codes)) for r in gold))


def _count_conditions(counts: Counts, gold: list[Record], system: list[Record], pairs: Mapping[int, int]) -> None:
    ours = [i for i, r in enumerate(gold) if r.kind == "condition"]
    theirs = {j: n for n, j in enumerate(j for j, r in enumerate(system) if r.kind == "condition")}
    numbers = {i: n for n, i in enumerate(ours)}
    count_told(
        counts,
        [gold[i] for i in ours],
        [system[j] for j in theirs],
        {numbers[i]: theirs[j] for i, j in pairs.items() if i in numbers},
    )


def _count_links(counts: Counts, measure: str, field: str, gold: Sequence[Record], system: Sequence[Record]) -> None:
    """Count links of one sort, each a pair of its ends."""
    ours, theirs = _links(field, gold), _links(field, system)

    def near(one: tuple[Record, Record], other: tuple[Record, Record]) -> bool:
        value = other[1].value
        return overlap(span(one[0]), wide(other[0])) and (
            overlap(span(one[1]), wide(other[1]))
            or (value is not None and overlap(span(one[1]), (value.start, value.end)))
        )

    pairs = match(ours, theirs, near)
    counts.add(measure, len(pairs), len(theirs), len(ours))
    taken = set(pairs.values())
    for i, (source, target) in enumerate(ours):
        if i not in pairs:
            difference(counts, measure, source, None, (f"{source.text} → {target.text}", None), ([target], ()))
    for j, (source, target) in enumerate(theirs):
        if j not in taken:
            difference(counts, measure, None, source, (None, f"{source.text} → {target.text}"), ((), [target]))


def _links(field: str, records: Sequence[Record]) -> list[tuple[Record, Record]]:
    ids = {record.id: record for record in records}
    return [(r, ids[name]) for r in records if not r.inferred for name in getattr(r, field) if name in ids]
