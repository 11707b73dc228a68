"""What both kinds of gold have in common: what was held and why, results, how conditions are told.

The rules are those of the reference scorer of the annotated cases: spans share a character, one to one, the most pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from casegraph.evaluation.counts import Counts, Difference
from casegraph.evaluation.matching import match, overlap, span, wide
from casegraph.records import CHANGED, Record

__all__ = ["HELD_KINDS", "TOLD", "count_held", "count_told", "count_values", "difference", "same_value", "told"]


class Words(Protocol):
    """What has words in the text: a record, a value, a part."""

    @property
    def start(self) -> int:
        """Where they begin (code points)."""

    @property
    def end(self) -> int:
        """Where they end."""


#: The kinds of which something can be held.
HELD_KINDS = ("treatment", "procedure", "encounter")
#: How a condition is told, one of these.
TOLD = ("present", "absent", "suspected", "at-risk", "hypothetical", "family", "history")


def told(record: Record) -> str:
    """How a condition is told: of somebody else first, then what is said of its presence, then whether it is past."""
    if record.experiencer != "patient":
        return "family"
    if record.presence in ("absent", "suspected", "at-risk", "hypothetical"):
        return record.presence
    return "history" if record.history else "present"


def difference(
    counts: Counts,
    measure: str,
    gold: Record | None,
    system: Record | None,
    said: tuple[str | None, str | None] | None = None,
    more: tuple[Iterable[Words | None], Iterable[Words | None]] = ((), ()),
) -> None:
    """Note a difference; `said` is what gold and system say where that is more than their words, `more` what besides
    the mentions it rests on.
    """
    words = said if said is not None else (gold.text if gold else None, system.text if system else None)
    cause = "missing" if words[1] is None else "spurious" if words[0] is None else "wrong"
    first = gold if gold is not None else system
    counts.differences.append(
        Difference(
            counts.document,
            measure,
            cause,
            first.kind if first is not None else "",
            words[0],
            words[1],
            _spans(gold, more[0]),
            _spans(system, more[1]),
        )
    )


def _spans(record: Record | None, more: Iterable[Words | None]) -> tuple[tuple[int, int], ...]:
    words = [one for one in (record, *more) if one is not None]
    return tuple((one.start, one.end) for one in words)


def count_told(counts: Counts, gold: Sequence[Record], system: Sequence[Record], pairs: Mapping[int, int]) -> None:
    """Count how conditions are told; `pairs` are those of all conditions of both."""
    right = 0
    for i, j in pairs.items():
        one, other = told(gold[i]), told(system[j])
        if _presence(one) == _presence(other):
            right += 1
        else:
            difference(counts, "presence", gold[i], system[j], (one, other))
    counts.add("presence", right, len(system), len(gold))
    for name in TOLD:
        hits = sum(told(gold[i]) == name == told(system[j]) for i, j in pairs.items())
        counts.add(f"presence-{name}", hits, sum(told(r) == name for r in system), sum(told(r) == name for r in gold))


def _presence(how: str) -> str:
    return "present" if how == "history" else how


def count_held(
    counts: Counts,
    gold: Sequence[Record],
    gold_ids: Mapping[str, Record],
    system: Sequence[Record],
    in_order: bool = False,
) -> None:
    """Count what was held, how and why.

    `gold` are the held statements, `gold_ids` has the reasons that they name. How is counted of the pairs that agree
    most; `in_order` counts it as the reference scorer does, of the pairs found going through the gold in order.
    """
    ids = {record.id: record for record in system}
    found = [r for r in system if r.status in CHANGED and r.kind in HELD_KINDS]

    def near(one: Record, other: Record) -> bool:
        return overlap(span(one), wide(other)) and (one.status == "reduced") == (other.status == "reduced")

    def reasons(record: Record, known: Mapping[str, Record]) -> list[Record]:
        return [known[name] for name in record.reasons if name in known]

    def explained(one: Record, other: Record) -> bool:
        if not near(one, other):
            return False
        why, said = reasons(one, gold_ids), reasons(other, ids)
        if not why:
            return not said
        return any(_touches(span(reason), one) for reason in why for one in said)

    def similar(one: Record, other: Record) -> int:
        return (span(one) == span(other)) + (one.status == other.status) + 2 * explained(one, other)

    pairs = match(gold, found, near, similar)
    counts.add("held", len(pairs), len(found), len(gold))
    counts.add("held-because", len(match(gold, found, explained)), len(found), len(gold))
    counted = match(gold, found, near) if in_order else pairs
    counts.add("held-status", sum(gold[i].status == found[j].status for i, j in counted.items()), len(found), len(gold))
    _alone(counts, "held", gold, found, pairs)
    for i, j in pairs.items():
        one, other = gold[i], found[j]
        if one.status != other.status:
            difference(counts, "held-status", one, other, (one.status, other.status))
        if not explained(one, other):
            why, found_why = reasons(one, gold_ids), reasons(other, ids)
            words = [" + ".join(r.text for r in some) or None for some in (why, found_why)]
            difference(counts, "held-because", one, other, (words[0], words[1]), (why, found_why))


def _touches(where: tuple[int, int], record: Record) -> bool:
    """Whether a stretch shares a character with a record's phrase or with its value."""
    value = record.value
    return overlap(where, wide(record)) or (value is not None and overlap(where, (value.start, value.end)))


def count_values(counts: Counts, gold: Sequence[Record], system: Sequence[Record], units: bool = True) -> None:
    """Count results; `gold` are observations with a value. `units` says whether their units are UCUM."""
    found = [r for r in system if r.value is not None and r.kind == "observation"]

    def near(one: Record, other: Record) -> bool:
        return overlap(span(one), wide(other)) and overlap(_at(one), _at(other))

    def right(one: Record, other: Record) -> bool:
        return near(one, other) and same_value(one.value, other.value, ("number",))

    def exact(one: Record, other: Record) -> bool:
        return right(one, other) and same_value(one.value, other.value, ("unit",))

    def similar(one: Record, other: Record) -> int:
        return 2 * right(one, other) + exact(one, other)

    counts.add("value", len(match(gold, found, right)), len(found), len(gold))
    if units:
        counts.add("value-unit", len(match(gold, found, exact)), len(found), len(gold))
    pairs = match(gold, found, near, similar)
    _alone(counts, "value", gold, found, pairs)
    for i, j in pairs.items():
        if not right(gold[i], found[j]):
            _tell_value(counts, "value", gold[i], found[j])
        elif units and not exact(gold[i], found[j]):
            _tell_value(counts, "value-unit", gold[i], found[j])


def _tell_value(counts: Counts, measure: str, gold: Record, system: Record) -> None:
    values = ([gold.value], [system.value])
    difference(counts, measure, gold, system, (_number(gold), _number(system)), values)


def _alone(
    counts: Counts, measure: str, gold: Sequence[Record], system: Sequence[Record], pairs: Mapping[int, int]
) -> None:
    taken = set(pairs.values())
    for i, one in enumerate(gold):
        if i not in pairs:
            difference(counts, measure, one, None, (_whole(one), None), ([one.value], ()))
    for j, other in enumerate(system):
        if j not in taken:
            difference(counts, measure, None, other, (None, _whole(other)), ((), [other.value]))


def _whole(record: Record) -> str:
    said = record.value.text if record.value is not None else record.status
    return f"{record.text}: {said}" if said else record.text


def _at(record: Record) -> tuple[int, int]:
    value = record.value
    return (value.start, value.end) if value is not None else (-1, -1)


def _number(record: Record) -> str:
    value = record.value
    if value is None:
        return record.text
    parts = [value.text] if value.number is None else [f"{value.number:g}", value.unit or ""]
    return f"{record.text}: {' '.join(p for p in parts if p)}"


#: How far apart two numbers may be that are the same.
_NOISE = 1e-6


def same_value(gold: object, system: object, members: Sequence[str]) -> bool:
    """Whether the members that the gold gives are those of the system."""
    for name in members:
        one, other = getattr(gold, name), getattr(system, name)
        if one is None:
            continue
        if isinstance(one, float | int) and isinstance(other, float | int):
            if abs(one - other) >= _NOISE:
                return False
        elif one != other:
            return False
    return True
