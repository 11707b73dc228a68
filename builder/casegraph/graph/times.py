"""When statements hold: OWL-Time nodes on the axis of the case, calendar dates, durations."""

from __future__ import annotations

import datetime
import re

from casegraph.graph.lines import A, Lines
from casegraph.graph.terms import decimal, literal, typed
from casegraph.graph.vocabulary import PREFIXES, cg
from casegraph.records import TimeRef

__all__ = ["time_node", "xsd_duration"]

_TIME = PREFIXES["time"]
_VALUE_TEXT, _DATE, _RELATIVE = cg("valueText"), cg("date"), cg("relative")
_DAY_FROM, _DAY_TO = cg("dayFrom"), cg("dayTo")


def time_node(lines: Lines, time: TimeRef) -> str:
    """When: one node for each time expression of the text, shared by the statements that it dates.

    Days are a proper interval on the axis of the case: day 5 begins at position 5 and ends where day 6 begins.
    """
    name = f"t{time.start}-{time.end}"
    node = lines.node(name)
    if not lines.first_time(node):
        return node
    pairs = [(A, cg("TimeReference")), (_VALUE_TEXT, literal(time.text))]
    first = time.day_from if time.day_from is not None else time.day_to
    last = time.day_to if time.day_to is not None else time.day_from
    if first is not None and last is not None:
        pairs += [(A, f"<{_TIME}ProperInterval>"), (_DAY_FROM, decimal(first)), (_DAY_TO, decimal(last))]
        pairs.append((f"<{_TIME}hasBeginning>", _instant(lines, f"{name}-begin", first)))
        pairs.append((f"<{_TIME}hasEnd>", _instant(lines, f"{name}-end", last + 1)))
    if time.date is not None:
        pairs += _date_pairs(lines, name, time.date)
    if time.relative is not None:
        pairs.append((_RELATIVE, literal(time.relative)))
    duration = xsd_duration(time.duration) if time.duration is not None else None
    if duration is not None:
        pairs.append((f"<{_TIME}hasXSDDuration>", typed(duration, "duration")))
    lines.add(node, *pairs)
    return node


_ISO_DURATION = re.compile(r"P(T?)(\d+(?:\.\d+)?)([YQMWDHS])")
#: One of a unit that XML Schema has no fractions of, or does not have at all, in a smaller one.
_SMALLER = {"Y": (12, "P{}M"), "Q": (3, "P{}M"), "W": (7, "P{}D"), "D": (24, "PT{}H"), "H": (60, "PT{}M")}


def xsd_duration(duration: str) -> str | None:
    """An ISO 8601 duration of one unit as an xsd:duration, which has no weeks and fractions only of seconds.

    None where it has no number ("PXM" for some months) or cannot be said exactly ("P1.5M").
    """
    match = _ISO_DURATION.fullmatch(duration)
    if match is None:
        return None
    time, number, unit = match[1], float(match[2]), match[3]
    unit = "min" if time and unit == "M" else unit
    if unit == "S":
        return f"PT{number:g}S"
    if unit not in "QW" and number.is_integer():
        return f"P{time}{int(number)}{match[3]}"
    factor, pattern = _SMALLER.get(unit, (0, ""))
    smaller = number * factor
    return pattern.format(int(smaller)) if factor and smaller.is_integer() else None


def _instant(lines: Lines, name: str, position: float) -> str:
    node, place, axis = lines.node(name), lines.node(f"{name}-position"), lines.node("admission-days")
    if lines.first_time(axis):
        lines.add(axis, (A, f"<{_TIME}TRS>"))
    lines.add(node, (A, f"<{_TIME}Instant>"), (f"<{_TIME}inTimePosition>", place))
    lines.add(
        place,
        (A, f"<{_TIME}TimePosition>"),
        (f"<{_TIME}hasTRS>", axis),
        (f"<{_TIME}numericPosition>", decimal(position)),
    )
    return node


_FULL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_NO_YEAR = re.compile(r"(?:-|X{4})-(\d\d)(?:-(\d\d))?")


def _date_pairs(lines: Lines, name: str, date: str) -> list[tuple[str, str]]:
    """A calendar date, as partial as it is; a date that no calendar has stays plain words."""
    full, no_year = _FULL.fullmatch(date), _NO_YEAR.fullmatch(date)
    year, month, day = full.groups() if full else (None, *no_year.groups()) if no_year else (None, None, None)
    try:
        datetime.date(int(year or 2000), int(month or 1), int(day or 1))
    except ValueError:
        year = month = day = None
    if year is None and month is None:
        return [(_DATE, literal(date))]
    written = "-".join(part for part in (year or "-", month, day) if part)
    shape = {
        (1, 0, 0): "gYear",
        (1, 1, 0): "gYearMonth",
        (1, 1, 1): "date",
        (0, 1, 0): "gMonth",
        (0, 1, 1): "gMonthDay",
    }
    datatype = shape[bool(year), bool(month), bool(day)]
    description = lines.node(f"{name}-date")
    unit = "unitDay" if day else "unitMonth" if month else "unitYear"
    parts = [(A, f"<{_TIME}DateTimeDescription>"), (f"<{_TIME}unitType>", f"<{_TIME}{unit}>")]
    if year:
        parts.append((f"<{_TIME}year>", typed(year, "gYear")))
    if month:
        parts.append((f"<{_TIME}month>", typed(f"--{month}", "gMonth")))
    if day:
        parts.append((f"<{_TIME}day>", typed(f"---{day}", "gDay")))
    lines.add(description, *parts)
    return [
        (A, f"<{_TIME}DateTimeInterval>"),
        (_DATE, typed(written, datatype)),
        (f"<{_TIME}hasDateTimeDescription>", description),
    ]
