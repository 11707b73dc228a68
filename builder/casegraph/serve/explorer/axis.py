"""The axis of a case: days of the stay, calendar dates or the order of the text; long empty stretches are shortened."""

from __future__ import annotations

import datetime
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from casegraph.serve.explorer.read import Statement, When

__all__ = ["AXES", "Axis", "Interval", "axis_of", "choose", "place"]

#: The axes in the order of preference.
AXES = ("days", "dates", "order")
#: Stretches without a day of their own are drawn to scale up to so many days.
_TRUE_GAP = 3.0
_FULL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")

#: When something was, on an axis: from, to (half open).
Interval = tuple[float, float]


def place(statement: Statement, axis: str) -> Interval | None:
    """Where a statement stands on an axis; None where it cannot be said."""
    if axis == "order":
        return (float(statement.order), float(statement.order + 1))
    when = statement.when
    if when is None:
        return None
    if axis == "dates":
        return _dates(when)
    first = when.day_from if when.day_from is not None else when.day_to
    last = when.day_to if when.day_to is not None else first
    return None if first is None or last is None or last < first else (first, last + 1)


def _dates(when: When) -> Interval | None:
    """A calendar date as days since year 1; a month or a year is as long as it is."""
    match = _FULL.fullmatch(when.date or "")
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = datetime.date(year or 1, month or 1, day or 1)
        if day:
            last = first + datetime.timedelta(days=1)
        elif month:
            last = datetime.date(first.year + month // 12, month % 12 + 1, 1)
        else:
            last = datetime.date(first.year + 1, 1, 1)
    except (ValueError, OverflowError):
        return None
    return (float(first.toordinal()), float(last.toordinal()))


def choose(statements: Iterable[Statement], wanted: str = "") -> tuple[str, list[str]]:
    """The axis to show and those that there are: the wanted one, else the one on which most statements stand."""
    told = list(statements)
    number = {}
    for name in AXES:
        places = {interval for s in told if (interval := place(s, name)) is not None}
        placed = sum(place(s, name) is not None for s in told)
        if len(places) > 1:
            number[name] = placed if name != "order" else 0
    there = [name for name in AXES if name in number] or ["order"]
    best = max(there, key=lambda name: number.get(name, 0))
    return (wanted if wanted in there else best), there


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from the axis to units of width.

    `ticks` are the intervals that are named, `breaks` the places (in units) where time is shortened.
    """

    name: str
    edges: tuple[float, ...]
    widths: tuple[float, ...]
    ticks: tuple[Interval, ...]
    breaks: tuple[float, ...]

    @property
    def length(self) -> float:
        """The whole width in units; a unit is what one day (or statement) takes."""
        return self.widths[-1] if self.widths else 1.0

    def at(self, position: float) -> float:
        """The width from the beginning to a position of the axis."""
        edges, widths = self.edges, self.widths
        if not edges or position <= edges[0]:
            return 0.0
        for i in range(1, len(edges)):
            if position <= edges[i]:
                share = (position - edges[i - 1]) / (edges[i] - edges[i - 1])
                return widths[i - 1] + share * (widths[i] - widths[i - 1])
        return widths[-1]

    def spread(self, items: Iterable[tuple[str, Interval, int]]) -> dict[str, float]:
        """Where each item stands: those of one interval follow each other in the order of the text within it."""
        groups: dict[Interval, list[tuple[int, str]]] = defaultdict(list)
        for key, interval, order in items:
            groups[interval].append((order, key))
        found = {}
        for (start, end), members in groups.items():
            left, right = self.at(start), self.at(end)
            orders = sorted({order for order, _ in members})
            for order, key in members:
                found[key] = left + (right - left) * (orders.index(order) + 0.5) / len(orders)
        return found


def axis_of(name: str, intervals: Iterable[Interval]) -> Axis:
    """The axis that holds some intervals."""
    ticks = sorted(set(intervals))
    edges = sorted({edge for interval in ticks for edge in interval})
    if not edges:
        return Axis(name, (), (), (), ())
    widths, breaks = [0.0], []
    for left, right in pairwise(edges):
        length = right - left
        width = length
        if length > _TRUE_GAP:
            width = _TRUE_GAP + min(1.0, math.log2(length / _TRUE_GAP) / 4)
            breaks.append(widths[-1] + width / 2)
        widths.append(widths[-1] + width)
    return Axis(name, tuple(edges), tuple(widths), tuple(ticks), tuple(breaks))
