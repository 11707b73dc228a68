"""The nodes around a statement: the words it rests on, when it holds, and its quantities."""

from __future__ import annotations

import datetime
import re

from casegraph.graph.lines import A, Lines
from casegraph.graph.terms import decimal, literal, offset, typed
from casegraph.graph.vocabulary import PREFIXES, cg
from casegraph.records import Document, Dose, Frequency, Record, Span, TimeRef, Value

__all__ = [
    "canonical_high",
    "dose_node",
    "evidence_node",
    "frequency_node",
    "quantity",
    "size_node",
    "time_node",
    "value_pairs",
]

_OA, _TIME = PREFIXES["oa"], PREFIXES["time"]
_SPECIFIC_RESOURCE, _SOURCE, _SELECTOR = f"<{_OA}SpecificResource>", f"<{_OA}hasSource>", f"<{_OA}hasSelector>"
_POSITION, _QUOTE = f"<{_OA}TextPositionSelector>", f"<{_OA}TextQuoteSelector>"
_START, _END, _EXACT = f"<{_OA}start>", f"<{_OA}end>", f"<{_OA}exact>"
_SENTENCE, _EXTENT = cg("sentence"), cg("extent")
_VALUE, _HIGH_VALUE, _VALUE_TEXT, _UNIT = cg("value"), cg("highValue"), cg("valueText"), cg("unit")
_CANONICAL, _CANONICAL_HIGH = cg("canonicalValue"), cg("canonicalHighValue")
_CANONICAL_UNIT, _COMPARATOR, _UNIT_INFERRED = cg("canonicalUnit"), cg("comparator"), cg("unitInferred")
_DATE, _RELATIVE, _DAY_FROM, _DAY_TO = cg("date"), cg("relative"), cg("dayFrom"), cg("dayTo")
_TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


def _selector(lines: Lines, name: str, text: str, start: int, end: int) -> str:
    node = lines.node(name)
    lines.add(node, (A, _POSITION), (A, _QUOTE), (_START, offset(start)), (_END, offset(end)), (_EXACT, literal(text)))
    return node


def evidence_node(lines: Lines, document: Document, name: str, record: Record | Span) -> str:
    """The evidence of a record (or of a span of it): its sentence, its words, and its extent where that is longer.

    The parts of a discontinuous mention are selectors of their own.
    """
    node = lines.node(name)
    pairs = [(A, _SPECIFIC_RESOURCE), (_SOURCE, lines.node("text"))]
    if isinstance(record, Record) and record.fragments:
        for number, (start, end) in enumerate(record.fragments, 1):
            selector = _selector(lines, f"{name}-words-{number}", document.text[start:end], start, end)
            pairs.append((_SELECTOR, selector))
    else:
        pairs.append((_SELECTOR, _selector(lines, f"{name}-words", record.text, record.start, record.end)))
    if isinstance(record, Record) and record.extent != (record.start, record.end):
        start, end = record.extent
        pairs.append((_EXTENT, _selector(lines, f"{name}-extent", document.text[start:end], start, end)))
    index = document.sentence_at(record.start).index if document.sentences else 0
    pairs.append((_SENTENCE, lines.node(f"p{index}")))
    lines.add(node, *pairs)
    return node


def value_pairs(value: Value) -> list[tuple[str, str]]:
    """What a value says, as properties of an observation or of a quantity."""
    pairs = [(_VALUE_TEXT, literal(value.text))]
    if value.number is not None:
        pairs.append((_VALUE, decimal(value.number)))
    if value.high is not None:
        pairs.append((_HIGH_VALUE, decimal(value.high)))
    if value.comparator is not None:
        pairs.append((_COMPARATOR, literal(value.comparator)))
    if value.unit is not None:
        pairs.append((_UNIT, literal(value.unit)))
    if value.unit_inferred:
        pairs.append((_UNIT_INFERRED, _TRUE))
    if value.canonical_number is not None:
        pairs.append((_CANONICAL, decimal(value.canonical_number)))
        high = canonical_high(value)
        if high is not None:
            pairs.append((_CANONICAL_HIGH, decimal(high)))
    if value.canonical_unit is not None:
        pairs.append((_CANONICAL_UNIT, literal(value.canonical_unit)))
    return pairs


def canonical_high(value: Value) -> float | None:
    """The upper end of a range in the canonical unit; units convert by a factor, so that of the lower end serves."""
    if value.high is None or value.canonical_number is None or not value.number:
        return None
    return float(f"{value.high * value.canonical_number / value.number:.12g}")


def quantity(lines: Lines, name: str, kind: str, pairs: list[tuple[str, str]]) -> str:
    """A node of its own for a number with its unit."""
    node = lines.node(name)
    lines.add(node, (A, cg(kind)), *pairs)
    return node


def size_node(lines: Lines, name: str, size: Value) -> str:
    """The size of a condition."""
    return quantity(lines, f"{name}-size", "Quantity", value_pairs(size))


def dose_node(lines: Lines, name: str, dose: Dose) -> str:
    """A dose as written, with its number, unit and what it is relative to."""
    pairs = [(_VALUE_TEXT, literal(dose.text))]
    if dose.number is not None:
        pairs.append((_VALUE, decimal(dose.number)))
    if dose.unit is not None:
        pairs.append((_UNIT, literal(dose.unit)))
    if dose.per is not None:
        pairs.append((cg("per"), literal(dose.per)))
    return quantity(lines, f"{name}-dose", "Dose", pairs)


def frequency_node(lines: Lines, name: str, frequency: Frequency) -> str:
    """How often, as written, with the period where the words give one."""
    pairs = [(_VALUE_TEXT, literal(frequency.text))]
    if frequency.every is not None:
        pairs.append((cg("every"), decimal(frequency.every)))
    if frequency.period is not None:
        pairs.append((cg("period"), literal(frequency.period)))
    return quantity(lines, f"{name}-frequency", "Frequency", pairs)


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
    if time.duration is not None:
        pairs.append((f"<{_TIME}hasXSDDuration>", typed(time.duration, "duration")))
    lines.add(node, *pairs)
    return node


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
