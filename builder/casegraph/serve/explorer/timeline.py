"""The timeline of a case as a chart: laboratory curves over treatments, problems and procedures on one axis.

Everything is laid out here, in pixels; the template only writes it as SVG.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from casegraph.serve.explorer.axis import Axis, Interval, axis_of, place
from casegraph.serve.explorer.cards import Words, reference
from casegraph.serve.explorer.lanes import behind, grouped
from casegraph.serve.explorer.marks import states
from casegraph.serve.explorer.numbers import number, unit
from casegraph.serve.explorer.read import CaseView, Statement

__all__ = ["Chart", "timeline"]

_UNIT, _STEP, _NARROWEST, _WIDEST = 58.0, 12.0, 1000.0, 12_000.0
_HEAD, _LANE, _CURVE, _TITLE, _PAD = 46.0, 30.0, 104.0, 34.0, 14.0
_LABEL = 31
_SHAPES = {"Reduced": "down", "Started": "start", "Resumed": "start", "Planned": "planned", "Pending": "planned"}
#: Statuses after which a treatment goes on until the text says otherwise.
_GOES_ON = ("Started", "Given", "Continued", "Resumed", "Reduced")


@dataclass(frozen=True, slots=True)
class Tick:
    """A named stretch of the axis: its middle, its left and right end."""

    x: float
    left: float
    right: float
    label: str
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A statement in the chart: a point of a shape, what is written beside it, how long it may have been."""

    x: float
    y: float
    statement: str
    shape: str
    kind: str
    said: str
    text: str = ""
    side: str = "end"
    whisker: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A row: its label, and in full; `low` and `high` bound the reference range where it is shaded."""

    label: str
    full: str
    y: float
    height: float
    kind: str
    small: str = ""
    band: tuple[float, float] | None = None
    line: str = ""
    bars: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A reason, drawn from what explains to what it explains."""

    path: str
    statements: tuple[str, str]


@dataclass
class Chart:
    """The chart: everything in pixels from its upper left corner."""

    width: float
    height: float = _HEAD
    ticks: list[Tick] = field(default_factory=list)
    breaks: list[float] = field(default_factory=list)
    titles: list[tuple[str, float]] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    without: int = 0


@dataclass(frozen=True, slots=True)
class _Placed:
    statement: Statement
    interval: Interval
    x: float = 0.0


def timeline(
    case: CaseView,
    words: Words,
    name: str,
    shown: Sequence[str],
    ancestors: Mapping[str, frozenset[str]],
    zoom: float = 1.0,
) -> Chart:
    """Lay the case out on the axis `name`; `shown` are the groups, `ancestors` the concepts above each concept."""
    return _Layout(case, words, name, shown, ancestors, zoom).chart


class _Layout:
    """One chart under way."""

    def __init__(
        self,
        case: CaseView,
        words: Words,
        name: str,
        shown: Sequence[str],
        ancestors: Mapping[str, frozenset[str]],
        zoom: float,
    ) -> None:
        self.case, self.words = case, words
        told = [s for s in case.statements if s.person == "patient" and s.kind not in ("time", "patient")]
        found = [(s, interval) for s in told if (interval := place(s, name)) is not None]
        groups = grouped(case, [s for s, _ in found], shown, ancestors)
        wanted = {s.id for lanes in groups.values() for lane in lanes for s in lane}
        intervals = {s.id: interval for s, interval in found if s.id in wanted}
        self.axis = axis_of(name, intervals.values())
        width = min(_WIDEST, max(_NARROWEST, self.axis.length * (_STEP if name == "order" else _UNIT)) * zoom)
        self.scale = (width - 2 * _PAD) / self.axis.length
        spread = self.axis.spread((s.id, intervals[s.id], s.order) for s, _ in found if s.id in intervals)
        self.placed = {s.id: _Placed(s, intervals[s.id], self._x(spread[s.id])) for s, _ in found if s.id in intervals}
        self.chart = Chart(width)
        self.chart.without = sum(s.rule is None and place(s, name) is None for s in told)
        self._ticks(self.axis)
        for group, lanes in groups.items():
            self.chart.titles.append((group, self.chart.height + 22))
            self.chart.height += _TITLE
            for lane in lanes:
                self._curve(lane) if group == "curves" else self._lane(lane, group)
            self.chart.height += 8
        self._links()
        self.chart.height += 12

    def _x(self, units: float) -> float:
        return round(_PAD + units * self.scale, 1)

    def _ticks(self, axis: Axis) -> None:
        """Name the stretches of the axis, the shortest first, where a name has room."""
        named: list[tuple[float, float]] = []
        found = {}
        ticks = self._sections() if axis.name == "order" else {tick: self._label(*tick) for tick in axis.ticks}
        for start, end in sorted(ticks, key=lambda tick: (tick[1] - tick[0], tick)):
            # A stretch that holds shorter ones is shown by its marks alone.
            if any(start <= left and right <= end and (left, right) != (start, end) for left, right in ticks):
                continue
            left, right = _PAD + axis.at(start) * self.scale, _PAD + axis.at(end) * self.scale
            middle, label = (left + right) / 2, ticks[start, end]
            half = len(label) * 4.2 + 6
            narrow = any(abs(middle - x) < half + other for x, other in named)
            narrow = narrow or (axis.name == "order" and right - left < 2 * half)
            if not narrow:
                named.append((middle, half))
            found[start, end] = Tick(round(middle, 1), round(left, 1), round(right, 1), label, narrow)
        self.chart.ticks = [found[tick] for tick in sorted(found)]
        self.chart.breaks = [] if axis.name == "order" else [self._x(at) for at in axis.breaks]

    def _sections(self) -> dict[Interval, str]:
        """The sections of the text as stretches of the order of its statements."""
        placed = sorted((s.order, s.mentions[0].start) for s in self.case.statements if s.mentions and s.rule is None)
        found = {}
        for section, members in groupby(placed, key=lambda pair: self.case.sentence_at(pair[1]).section):
            orders = [order for order, _ in members]
            found[float(orders[0]), float(orders[-1] + 1)] = self.words.texts(f"section.{section}")
        return found

    def _label(self, start: float, end: float) -> str:
        if self.axis.name == "days":
            return self.words.days(start, end - 1)
        first = datetime.date.fromordinal(int(start))
        if end - start == 1:
            return f"{first.day:02}/{first.month:02}/{first.year}"
        return str(first.year) if end - start > 31 else f"{first.month:02}/{first.year}"

    def _curve(self, lane: list[Statement]) -> None:
        """A measurement over time: its points, its line, its reference range as a band."""
        chart, language = self.chart, self.words.texts.language
        points = sorted((self.placed[s.id] for s in lane), key=lambda p: (p.interval[0], p.statement.order))
        values = [p.statement.value.canonical or 0.0 for p in points if p.statement.value]
        limits = next((found for s in lane if (found := reference(s.entity.concepts, self.case.sex))), None)
        low, high = limits or (None, None)
        name = unit(lane[0].value.canonical_unit or "") if lane[0].value else ""
        bottom, top = _domain(values, low, high)
        upper, lower = chart.height + 20, chart.height + _CURVE - 14

        def y(value: float) -> float:
            share = (value - bottom) / (top - bottom)
            return round(lower - min(1.0, max(0.0, share)) * (lower - upper), 1)

        band = None
        if limits is not None:
            above = y(high) if high is not None and high < top else upper - 6
            below = y(low) if low is not None and low > bottom else lower + 6
            if below - above > 1:
                band = (round(above, 1), round(below - above, 1))
        words = [number(limit, language) if limit is not None else "" for limit in (low, high)]
        range_ = "–".join(words) if all(words) else f"≥ {words[0]}" if words[0] else f"≤ {words[1]}" if words[1] else ""
        small = f"{name}" + (f" · {self.words.texts('timeline.reference')} {range_}" if range_ else "")
        title = self.words.name(lane[0])
        line = " ".join(f"{p.x},{y(p.statement.value.canonical or 0.0)}" for p in points if p.statement.value)
        chart.lanes.append(Lane(_short(title), title, chart.height, _CURVE, "observation", small, band, line))
        for p in points:
            value = p.statement.value
            if value is not None and value.canonical is not None:
                text = (value.comparator or "") + number(float(f"{value.canonical:.3g}"), language)
                mark = Mark(
                    p.x, y(value.canonical), p.statement.id, "point", "observation",
                    self._aria(p, f"{title} {self.words.value(value)}"), text, "above", self._whisker(p),
                )  # fmt: skip
                chart.marks.append(mark)
        chart.height += _CURVE

    def _lane(self, lane: list[Statement], group: str) -> None:
        """The statements of one thing in a row."""
        chart = self.chart
        points = sorted((self.placed[s.id] for s in lane), key=lambda p: (p.x, p.statement.rule is not None))
        middle = chart.height + _LANE / 2
        name, kind = self.words.name(lane[0]), lane[0].kind
        bars = self._bars(points, group)
        chart.lanes.append(Lane(_short(name), name, chart.height, _LANE, kind, bars=bars))
        for i, p in enumerate(points):
            s = p.statement
            room = (points[i + 1].x if i + 1 < len(points) else chart.width) - p.x - 16
            said = self._beside(s, group)
            text, side = (said, "end") if len(said) * 6.4 < room else ("", "end")
            if said and not text and i + 1 == len(points):
                left = p.x - (points[i - 1].x if i else 0.0) - 16
                text, side = (said, "start") if len(said) * 6.4 < left else ("", "end")
            aria = self._aria(p, " ".join(filter(None, (name, self.words.said(s)))))
            chart.marks.append(Mark(p.x, middle, s.id, _shape(s), kind, aria, text, side, self._whisker(p)))
        chart.height += _LANE

    def _beside(self, s: Statement, group: str) -> str:
        if group == "results":
            return s.value.text if s.value else self.words.term(s.interpretation)
        if s.rule is not None or s.presence == "Present" or (group == "procedure" and s.status in (None, "Completed")):
            return ""
        return self.words.term(s.status or s.presence)

    def _bars(self, points: list[_Placed], group: str) -> tuple[tuple[float, float], ...]:
        """Where something goes on from one statement to the next: a treatment under way, a problem present."""
        out = []
        for one, other in pairwise(points):
            s = one.statement
            goes = s.status in _GOES_ON if group == "treatment" else group == "condition" and s.presence == "Present"
            ends = group == "condition" and other.statement.presence != "Present"
            if goes and not ends and other.x - one.x > 1:
                out.append((one.x, other.x))
        return tuple(out)

    def _whisker(self, p: _Placed) -> tuple[float, float] | None:
        """How long a statement may have been, where its words mean more than a day."""
        start, end = p.interval
        if self.axis.name == "order" or end - start <= 1.01:
            return None
        return (self._x(self.axis.at(start)) + 2, self._x(self.axis.at(end)) - 2)

    def _aria(self, p: _Placed, what: str) -> str:
        return ", ".join(filter(None, (what, self.words.when(p.statement))))

    def _links(self) -> None:
        """Reasons, and the results that stand behind them, to what was held or changed for them."""
        at = {mark.statement: mark for mark in self.chart.marks}
        for s in self.case.statements:
            target = at.get(s.id)
            if target is None:
                continue
            for reason in s.links.get("reason", ()):
                sources = {reason} & at.keys()
                results = [at[b] for b in behind(self.case, reason) if b in at and at[b].x <= target.x + 1]
                if results:
                    # Of several results the last one before it.
                    sources.add(max(results, key=lambda mark: mark.x).statement)
                for source in sorted(sources):
                    self.chart.links.append(Link(_path(at[source], target), (source, s.id)))


def _shape(s: Statement) -> str:
    marked = states(s)
    if "held" in marked:
        return "held"
    if "absent" in marked:
        return "absent"
    if "suspected" in marked:
        return "suspected"
    if s.rule is not None:
        return "concluded"
    return _SHAPES.get(s.status or "", "point")


def _domain(values: list[float], low: float | None, high: float | None) -> tuple[float, float]:
    """The values with the near edge of the reference range, and some of the range, in sight."""
    bottom, top = min(values), max(values)
    if low is not None:
        bottom, top = min(bottom, low), max(top, low)
    if high is not None and (low is None or max(values) > low):
        top = max(top, min(high, max(top, bottom) * 3 or high))
        bottom = min(bottom, high)
    room = (top - bottom) or abs(top) or 1.0
    return max(0.0, bottom - room * 0.15) if bottom >= 0 else bottom - room * 0.15, top + room * 0.28


def _path(source: Mark, target: Mark) -> str:
    """A curve from below or above one mark to the other."""
    down = target.y >= source.y
    y1, y2 = source.y + (7 if down else -7), target.y + (-9 if down else 9)
    if abs(target.x - source.x) < 3:
        side = source.x + min(34.0, 12 + abs(y2 - y1) / 8)
        return f"M{source.x} {y1}C{side} {y1} {side} {y2} {target.x} {y2}"
    bend = max(18.0, abs(y2 - y1) * 0.45) * (1 if down else -1)
    return f"M{source.x} {y1}C{source.x} {y1 + bend} {target.x} {y2 - bend} {target.x} {y2}"


def _short(name: str) -> str:
    return name if len(name) <= _LABEL else name[: _LABEL - 1].rstrip() + "…"
