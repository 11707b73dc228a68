"""The nodes around a statement: the words it rests on, and its quantities."""

from __future__ import annotations

from casegraph.graph.lines import A, Lines
from casegraph.graph.terms import decimal, literal, offset
from casegraph.graph.vocabulary import PREFIXES, cg
from casegraph.records import Document, Dose, Frequency, Record, Span, Value

__all__ = [
    "canonical_high",
    "dose_node",
    "evidence_node",
    "frequency_node",
    "quantity",
    "size_node",
    "value_pairs",
]

_OA = PREFIXES["oa"]
_SOURCE, _SELECTOR = f"<{_OA}hasSource>", f"<{_OA}hasSelector>"
_START, _END, _EXACT = f"<{_OA}start>", f"<{_OA}end>", f"<{_OA}exact>"
_SENTENCE, _EXTENT, _FRAGMENT = cg("sentence"), cg("extent"), cg("fragment")
_VALUE, _HIGH_VALUE, _VALUE_TEXT, _UNIT = cg("value"), cg("highValue"), cg("valueText"), cg("unit")
_CANONICAL, _CANONICAL_HIGH = cg("canonicalValue"), cg("canonicalHighValue")
_CANONICAL_UNIT, _COMPARATOR, _UNIT_INFERRED = cg("canonicalUnit"), cg("comparator"), cg("unitInferred")
_TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


_IS_POSITION, _IS_QUOTE = f"{A} <{_OA}TextPositionSelector>", f"{A} <{_OA}TextQuoteSelector>"
_IS_EVIDENCE = f"{A} <{_OA}SpecificResource>"


def _selector(lines: Lines, node: str, text: str, start: int, end: int) -> str:
    """A stretch of the text: where it stands and its words. A case has hundreds, so their lines are spelled out."""
    close = lines.end
    lines.write(
        f"{node} {_IS_POSITION}{close}{node} {_IS_QUOTE}{close}{node} {_START} {offset(start)}{close}"
        f"{node} {_END} {offset(end)}{close}{node} {_EXACT} {literal(text)}{close}"
    )
    return node


def evidence_node(lines: Lines, document: Document, name: str, record: Record | Span) -> str:
    """The evidence of a record (or of a span of it): its sentence, its words, and its extent where that is longer.

    A discontinuous mention is selected from its first word to its last; its parts are selectors of their own.
    """
    node = lines.node(name)
    start, end = record.start, record.end
    mention = record if isinstance(record, Record) else None
    quoted, parts, extent = record.text, [], None
    if mention is not None:
        if mention.fragments:
            quoted = document.text[start:end]
            parts = [
                (lines.part(node, f"words-{number}"), document.text[left:right], left, right)
                for number, (left, right) in enumerate(mention.fragments, 1)
            ]
        if mention.extent != (start, end):
            left, right = mention.extent
            extent = (lines.part(node, "extent"), document.text[left:right], left, right)
    close = lines.end
    words = _selector(lines, f"{node[:-1]}-words>", quoted, start, end)
    text = f"{node} {_IS_EVIDENCE}{close}{node} {_SOURCE} {lines.report}{close}{node} {_SELECTOR} {words}{close}"
    for part in parts:
        text += f"{node} {_FRAGMENT} {_selector(lines, *part)}{close}"
    if extent is not None:
        text += f"{node} {_EXTENT} {_selector(lines, *extent)}{close}"
    index = document.sentence_at(start).index if document.sentences else 0
    lines.write(f"{text}{node} {_SENTENCE} {lines.node(f'p{index}')}{close}")
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
