"""How much of what is read of some texts a relation changes: counted, with the changes themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from casegraph.pipeline import read_stated
from casegraph.records import Case
from casegraph.text.document import document_from_text

from .compare import Change, Facts, differences, facts_of, quoted_exactly
from .edits import Edited
from .relations import Relation
from .swaps import Swap, changed_wrongly

__all__ = ["Tally", "read_text", "try_relation", "try_swap"]


@dataclass
class Tally:
    """What a relation was tried on, and what changed: `changes` with the id of its document, by its cause."""

    documents: int = 0
    statements: int = 0
    changes: list[tuple[str, Change]] = field(default_factory=list)
    misquoted: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.documents += other.documents
        self.statements += other.statements
        self.changes += other.changes
        self.misquoted += other.misquoted

    @property
    def rate(self) -> float:
        """The share of statements that changed."""
        return len(self.changes) / self.statements if self.statements else 0.0

    def causes(self) -> Counter[str]:
        """How many changes there are of each sort: "lost condition", "other treatment: status"."""
        return Counter(map(_cause, (change for _, change in self.changes)))


def _cause(change: Change) -> str:
    facts: Facts = change.before or change.after or {}
    return f"{change.kind} {facts.get('kind')}" + (f": {', '.join(change.fields)}" if change.fields else "")


def read_text(text: str, case_id: str) -> Case:
    """What the text states, without what rules infer from it."""
    return read_stated(document_from_text(text, case_id))


def try_relation(case: Case, relation: Relation) -> Tally:
    """What the changed texts of a case say otherwise."""
    tally = Tally()
    before = facts_of(case)
    for edited in relation.change(case):
        after = read_text(edited.text, case.id)
        tally.documents += 1
        tally.misquoted += quoted_exactly(after)
        for copy in range(relation.copies):
            told = facts_of(after, edited, _copy(edited, copy, relation.copies))
            asked = before
            if copy or relation.reordered:
                asked, told = ([f for f in facts if f["kind"] != "patient"] for facts in (asked, told))
            tally.statements += len(asked)
            tally.changes += [(case.id, change) for change in differences(asked, told, relation.ignored)]
    return tally


def _copy(edited: Edited, copy: int, copies: int) -> range | None:
    """Where one copy of the old text stands; the patient is told of once, in the first."""
    if copies == 1:
        return None
    size = len(edited.text) // copies
    return range(copy * size, (copy + 1) * size + 1)


def try_swap(case: Case, swap: Swap) -> Tally:
    """What a swap leaves as it was that had to change, and what it changes besides."""
    tally = Tally()
    for turned in swap.change(case):
        after = read_text(turned.edited.text, case.id)
        tally.documents += 1
        tally.misquoted += quoted_exactly(after)
        tally.statements += len(case.records)
        wrong, besides = changed_wrongly(case, after, turned)
        tally.changes += [(case.id, change) for change in wrong + besides]
    return tally
