"""What the steps before found, and the records to be: the input of the assembly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from casegraph.context.frames import Status
from casegraph.context.presence import Said
from casegraph.records import Span
from casegraph.relations.attributes import Attributes
from casegraph.relations.reasons import Reason
from casegraph.relations.sites import Place
from casegraph.values.results import Result
from casegraph.values.time_expression import TimeExpression

__all__ = ["Draft", "Findings"]


@dataclass(frozen=True)
class Findings:
    """What every step found; all lists run parallel to the mentions unless said otherwise."""

    said: list[Said]
    statuses: list[Status]
    reasons: list[Reason | None]  # parallel to statuses
    results: list[Result]
    places: list[Place]
    attributes: list[Attributes]
    shown: dict[int, list[int]]
    causes: dict[int, list[int]]
    times: list[TimeExpression | None]
    composed: list[tuple[str | None, ...]]  # one for each place of the mention
    abbreviations: tuple[tuple[Span, Span], ...]
    patient: tuple[int, int, float | None] | None

    @cached_property
    def cues(self) -> dict[int, list[tuple[int, int]]]:
        """The words of each change of a mention, in the order of the statuses."""
        out: dict[int, list[tuple[int, int]]] = {}
        for status in self.statuses:
            out.setdefault(status.mention, []).append(status.cue)
        return out


@dataclass(slots=True)
class Draft:
    """A record before it has its ids: the mention, what it says, and links to other mentions."""

    mention: int
    kind: str
    start: int
    end: int
    presence: str | None = None
    status: str | None = None
    result: Result | None = None
    reason: Reason | None = None
    laterality: str | None = None
    cue: tuple[int, int] | None = None
    phrase: bool = False
    group: int = 0
    named: int = -1  # the site mention to give
    time: TimeExpression | None = None
    own_time: TimeExpression | None = None  # of its value or status, filled in once the drafts are made
    elsewhere: bool = False  # named here by other words than the mention's ("le 2e cycle")
    concept: str | None = None  # what is said of the mention's thing: the allergy to a drug
    by: int = -1  # the mention that these words are, where they are one ("le traitement")

    @property
    def here(self) -> int:
        """The mention whose words these are; -1 where they are none."""
        return self.by if self.by >= 0 else -1 if self.elsewhere else self.mention
