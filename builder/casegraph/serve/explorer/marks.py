"""The text of a case cut into pieces: plain words, headings and marks that never overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from casegraph.serve.explorer.read import CaseView, Statement
from casegraph.show.marks import shown_as

__all__ = ["FIRST", "KINDS", "STATES", "Piece", "pieces", "states"]

#: The kinds in the order of the legend, and the states that a mark may be in.
KINDS = ("condition", "treatment", "procedure", "observation", "encounter", "circumstance", "time")
STATES = ("absent", "suspected", "held", "planned", "past", "family")
#: Of statements on the same words, the first of these kinds gives the mark its colour.
FIRST = ("condition", "treatment", "procedure", "observation", "encounter", "circumstance", "patient", "time")
_LONGEST_HEADING = 70


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text. A mark has a `kind`, an `id` and the ids of its statements; `found` is what was asked for.

    `opens` and `closes` tell that the passage which was asked for begins before this piece, or ends after it.
    """

    words: str
    kind: str = ""
    id: str = ""
    states: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    heading: bool = False
    opens: bool = False
    closes: bool = False


def states(statement: Statement) -> tuple[str, ...]:
    """How a statement is shown, as in `casegraph show`."""
    presence = "at-risk" if statement.presence == "AtRisk" else (statement.presence or "").lower()
    return shown_as(statement.person, presence, (statement.status or "").lower(), statement.history)


def pieces(case: CaseView, found: tuple[int, int] | None = None) -> list[Piece]:
    """The whole text in order; `found` are the offsets of a passage to point out, widened to whole marks."""
    marks = _marks(case)
    edges = {0, len(case.text)} | {e for start, end, *_ in marks for e in (start, end)}
    headings = _headings(case)
    edges |= {e for start, end in headings for e in (start, end)}
    if found is not None:
        found = _widened(found, [(start, end) for start, end, *_ in marks], len(case.text))
        edges |= set(found)
    at_start = {mark[0]: mark for mark in marks}
    inside = sorted(e for e in edges if 0 <= e <= len(case.text))
    out, taken = [], 0
    for start, end in pairwise(inside):
        if start < taken:
            continue
        mark = at_start.get(start)
        if mark is not None:
            end = mark[1]
        taken = end
        words = case.text[start:end]
        opens, closes = found is not None and start == found[0], found is not None and end == found[1]
        heading = any(left <= start and end <= right for left, right in headings)
        if mark is None:
            out.append(Piece(words, heading=heading, opens=opens, closes=closes))
        else:
            said = mark[2]
            kind = "encounter" if said[0].kind == "patient" else said[0].kind
            ids = tuple(dict.fromkeys(s.id for s in said))
            out.append(Piece(words, kind, mark[3], states(said[0]), ids, heading, opens, closes))
    return out


def _marks(case: CaseView) -> list[tuple[int, int, list[Statement], str]]:
    """Start, end, statements and id of the marks: mentions and values; of overlapping ones the longer stays."""
    by_span: dict[tuple[int, int], tuple[list[Statement], list[str]]] = {}
    for statement in case.statements:
        if statement.rule is not None:
            continue
        for mention in statement.mentions:
            spans = [((mention.start, mention.end), mention.id)]
            if mention.value is not None and mention.value[0] >= mention.end:
                spans.append((mention.value, f"{mention.id}-value"))
            for span, name in spans:
                said, names = by_span.setdefault(span, ([], []))
                said.append(statement)
                names.append(name)
    chosen = []
    at = 0
    for (start, end), (said, names) in sorted(by_span.items(), key=lambda item: (item[0][0], -item[0][1])):
        if start < at or not start < end <= len(case.text):
            continue
        said.sort(key=lambda s: (FIRST.index(s.kind), not states(s)))
        chosen.append((start, end, said, names[0]))
        at = end
    return chosen


def _headings(case: CaseView) -> list[tuple[int, int]]:
    """Short lines without a closing mark that begin a block of the text."""
    found = []
    at = 0
    lines = case.text.split("\n")
    for number, line in enumerate(lines):
        words = line.strip()
        begins = number == 0 or not lines[number - 1].strip()
        if begins and 1 < len(words) < _LONGEST_HEADING and words[-1] not in ".,;!?" and words[0].isupper():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found if len(lines) > 2 else []


def _widened(found: tuple[int, int], marks: Iterable[tuple[int, int]], length: int) -> tuple[int, int]:
    start, end = max(0, min(found[0], length)), max(0, min(found[1], length))
    for left, right in marks:
        if left < start < right:
            start = left
        if left < end < right:
            end = right
    return start, end
