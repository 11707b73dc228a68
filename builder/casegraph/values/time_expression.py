"""A stretch of text that says when, how long or how often."""

from __future__ import annotations

from casegraph.frozen import dataclass

__all__ = ["TimeExpression"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A stretch of text that says when, how long or how often.

    `kind` is "date", "day" (a day of the stay), "duration", "age", "set" (how often) or "relative". `relation` is what
    a preposition before it makes of it ("since", "during", "ago", "later", "at", "within"), `start`..`end` leaves
    the preposition out, `outer` is where it begins with it.
    """

    start: int
    end: int
    outer: int
    kind: str
    date: str | None = None
    day_from: float | None = None
    day_to: float | None = None
    relation: str | None = None
    duration: str | None = None
    every: float | None = None
    period: str | None = None
    anchor: str | None = None
