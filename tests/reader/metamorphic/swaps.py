"""Relations that change one thing said: another drug, another finding, another number, a negation turned."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cache

from casegraph.records import Case, Record
from casegraph.terminology.concepts import CONCEPT
from casegraph.terminology.lexicon import shipped_lexicon

from .compare import Change, Facts, differences, facts_of
from .edits import Edited, Piece, replaced
from .relations import chosen

__all__ = ["SWAPS", "Swap", "Turned", "changed_wrongly"]


@dataclass(frozen=True)
class Turned:
    """A changed text, where it was changed, and what must have come of it.

    `at` are the spans of the records that are to change, in offsets of the old text; `expected` gives for the facts of
    such a record those that must stand in its place, and `free` names the fields that may follow from the change.
    """

    edited: Edited
    at: frozenset[tuple[int, int]]
    expected: dict[str, Hashable]
    free: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Swap:
    """A relation that changes one thing said; `bound` is the share of statements that may come out otherwise."""

    name: str
    change: Callable[[Case], Iterator[Turned]]
    bound: float = 0.001


def changed_wrongly(before: Case, after: Case, turned: Turned) -> tuple[list[Change], list[Change]]:
    """What did not change as it had to, and what changed besides."""
    old, new = facts_of(before), facts_of(after, turned.edited)
    wanted: list[Facts] = [{**f, **turned.expected} if f["place"] in turned.at else f for f in old]
    wrong = differences(wanted, new, turned.free | {"entity"})
    # "trois cycles" of a drug are then cycles of the other.
    concept = turned.expected.get("concept")
    wrong = [c for c in wrong if concept is None or c.kind != "other" or (c.after or {}).get("concept") != concept]
    return [c for c in wrong if c.start in turned.at], [c for c in wrong if c.start not in turned.at]


@cache
def _peers(name: str) -> tuple[tuple[str, str], ...]:
    """Concepts with the same parents, with their French names of one word in small letters."""
    terminology = shipped_lexicon().terminology
    own = terminology[name]
    if len(own.parents) != 1:
        return ()
    found = []
    for concept in _children()[own.parents[0]]:
        label = terminology[concept].fr
        only = shipped_lexicon().lookup(label) == (concept,)
        same = terminology[concept].kind == own.kind and not _children().get(concept)
        if concept != name and only and same and _ONE_WORD.fullmatch(label):
            found.append((concept, label))
    return tuple(found)


_ONE_WORD = re.compile(r"[a-zà-öø-ÿœ]{6,}")
#: So many last letters tell "-ite" from "-que", a noun from an adjective.
_END = 3
_VOWELS = "aeiouyàâäéèêëîïôöûüœh"


@cache
def _children() -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = {}
    for concept in shipped_lexicon().terminology.concepts:
        for parent in concept.parents:
            children.setdefault(parent, []).append(concept.name)
    return {parent: tuple(names) for parent, names in children.items()}


def _another(kind: str) -> Callable[[Case], Iterator[Turned]]:
    """One mention of a kind, named by one word, gets the name of another concept of the same class."""

    def change(case: Case) -> Iterator[Turned]:
        text = case.document.text
        lone = [r for r in case.records if r.kind == kind and r.concept and _ONE_WORD.fullmatch(r.text)]
        lone = [r for r in lone if _alone(case, r) and _swapped(r)]
        if not lone:
            return
        record = lone[chosen(kind, case.id) % len(lone)]
        concept, label = _swapped(record)[chosen(kind, case.id, "for") % len(_swapped(record))]
        edited = replaced(text, [(record.start, record.end, label)])
        known = shipped_lexicon().terminology[concept]
        expected: dict[str, Hashable] = {"concept": known.iri.casefold(), "codes": known.codes}
        yield Turned(edited, frozenset({(record.start, record.end)}), expected, frozenset({"components"}))

    return change


def _alone(case: Case, record: Record) -> bool:
    """Whether nothing else is read of the same words."""
    return all(r is record or r.end <= record.start or r.start >= record.end for r in case.records)


def _swapped(record: Record) -> list[tuple[str, str]]:
    """The peers of a record's concept whose names take the same article and end as nouns of one kind do."""
    peers = _peers((record.concept or "").removeprefix(CONCEPT))
    return [
        p for p in peers if (p[1][0] in _VOWELS) == (record.text[0] in _VOWELS) and p[1][-_END:] == record.text[-_END:]
    ]


_DIGIT = re.compile(r"[2-8]$")


def _another_number(case: Case) -> Iterator[Turned]:
    """The last digit of one result is one more."""
    text = case.document.text
    found = []
    for record in case.records:
        value = record.value
        if record.kind == "observation" and value and value.number is not None and value.high is None:
            number = re.match(r"\D{0,12}?\d+(?:[.,]\d+)?", value.text)
            if number and _DIGIT.search(number.group()) and not record.inferred:
                found.append((record, value.start + number.end() - 1))
    if not found:
        return
    record, at = found[chosen("number", case.id) % len(found)]
    edited = replaced(text, [(at, at + 1, str(int(text[at]) + 1))])
    here = frozenset((r.start, r.end) for r in case.records if r.value == record.value)
    yield Turned(edited, here, {}, frozenset({"value", "interpretation", "grade"}))


#: Words that say there is not, and those that say there is; both take "de".
_TURNS = {"absence": "présence", "Absence": "Présence"}


def _turned(case: Case) -> Iterator[Turned]:
    """ "absence de X" as "présence de X": what the words were said of is there instead, and nothing else changes."""
    text = case.document.text
    cues = {r.cue.start: r for r in case.records if r.cue and r.presence == "absent" and not r.inferred}
    pieces: list[Piece] = []
    starts = set()
    for match in re.finditer(r"\b[Aa]bsence(?=\sd['’e])", text):
        if match.start() in cues:
            pieces.append((match.start(), match.end(), _TURNS[match.group()]))
            starts.add(match.start())
    if pieces:
        # Of "absence d'anomalie" the general word is a finding, of "présence d'anomalie" none: no concept names it.
        gone = [r for r in case.records if r.cue and r.cue.start in starts and r.concept is None]
        if gone:
            return
        at = frozenset((r.start, r.end) for r in case.records if r.cue and r.cue.start in starts)
        edited = replaced(text, pieces)
        yield Turned(edited, at, {"presence": "present"}, frozenset({"cue", "time", "shown_by"}))


SWAPS = (
    Swap("another drug of its class", _another("treatment")),
    Swap("another finding of its kind", _another("condition")),
    Swap("another number", _another_number),
    Swap("absence turned into presence", _turned),
)
