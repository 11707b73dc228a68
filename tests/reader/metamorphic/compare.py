"""Whether two readings say the same, up to where the words stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from unicodedata import normalize

from casegraph.records import Case

from .edits import Edited

__all__ = ["Change", "Facts", "differences", "facts_of", "quoted_exactly"]

#: What a record says, by field; offsets are those of the old text.
Facts = Mapping[str, Hashable]
Place = Callable[[int, int], Hashable]

#: Names that a reading gives by the order of the text, and words, whose offsets are compared instead.
_LEFT_OUT = frozenset({"case", "id", "statement", "entity", "order", "text", "label"})
_LINKS = frozenset({"reasons", "causes", "shown_by", "replaced_by", "based_on"})
#: Fields that hold offsets as they are.
_OFFSETS = frozenset({"extent", "fragments"})


@dataclass(frozen=True)
class Change:
    """A record that is read otherwise: lost, new, or with other fields."""

    kind: str
    start: Hashable
    fields: tuple[str, ...]
    before: Facts | None
    after: Facts | None


def facts_of(case: Case, edited: Edited | None = None, within: range | None = None) -> list[dict[str, Hashable]]:
    """What each record says, its offsets those of the old text; ids are told by the place of what they name.

    Args:
        case: what was read.
        edited: how the text came about; None where it is the old text itself.
        within: only the records that start here, of a text that holds the old one more than once.
    """

    def place(start: int, end: int) -> Hashable:
        if edited is None:
            return start, end
        return edited.starts[start], edited.ends[end]

    named = {r.id: (r.kind, place(r.start, r.end), r.inferred) for r in case.records}
    firsts: dict[str, Hashable] = {}
    for record in case.records:
        if within is None or record.start in within:
            firsts.setdefault(record.entity, place(record.start, record.end))
    out = []
    for record in case.records:
        if within is not None and record.start not in within:
            continue
        facts = {f.name: _fact(f.name, getattr(record, f.name), place, named) for f in fields(record)
                 if f.name not in _LEFT_OUT}  # fmt: skip
        facts["place"] = place(record.start, record.end)
        facts["entity"] = firsts[record.entity]
        del facts["start"], facts["end"]
        out.append(facts)
    return out


def _fact(name: str, value: Any, place: Place, named: Mapping[str, Hashable]) -> Hashable:
    if name in _LINKS:
        return tuple(sorted(map(repr, (named[i] for i in value))))
    if name in _OFFSETS and value is not None:
        spans = [value] if isinstance(value[0], int) else value
        return tuple(place(*span) for span in spans)
    if isinstance(value, str):
        return normalize("NFC", value).casefold()
    if is_dataclass(value) and hasattr(value, "start"):
        parts = {f.name: getattr(value, f.name) for f in fields(value)}
        where = place(parts.pop("start"), parts.pop("end"))
        del parts["text"]
        return where, *parts.items()
    return tuple(value) if isinstance(value, list) else value


def differences(before: Iterable[Facts], after: Iterable[Facts], ignored: frozenset[str] = frozenset()) -> list[Change]:
    """The records of two readings that are not the same, those of one kind and place beside each other."""
    old, new = _left(before, after, ignored), _left(after, before, ignored)
    changes = []
    places: dict[Hashable, list[Facts]] = defaultdict(list)
    for facts in new:
        places[facts["place"], facts["kind"]].append(facts)
    for facts in old:
        beside = places[facts["place"], facts["kind"]]
        other = beside.pop(0) if beside else None
        names = tuple(n for n in facts if n not in ignored and facts[n] != other[n]) if other else ()
        changes.append(Change("other" if other else "lost", facts["place"], names, facts, other))
    changes += [Change("new", f["place"], (), None, f) for rest in places.values() for f in rest]
    return changes


def _left(some: Iterable[Facts], others: Iterable[Facts], ignored: frozenset[str]) -> list[Facts]:
    """The records that the others do not have."""
    there = Counter(_key(facts, ignored) for facts in others)
    out = []
    for facts in some:
        key = _key(facts, ignored)
        if there[key]:
            there[key] -= 1
        else:
            out.append(facts)
    return out


def _key(facts: Facts, ignored: frozenset[str]) -> Hashable:
    return tuple(value for name, value in facts.items() if name not in ignored)


def quoted_exactly(case: Case) -> list[str]:
    """The records whose words are not those at their offsets."""
    text = case.document.text
    return [f"{r.id} quotes {r.text!r}" for r in case.records if text[r.start : r.end] != r.text]
