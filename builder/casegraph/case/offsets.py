"""A case that was read from a normalised text, told in the words and offsets of the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TypeVar

from casegraph.records import Case, Document, Dose, Frequency, Record, Site, Span, TimeRef, Value
from casegraph.text.normalise import Normalised

__all__ = ["told_in"]

#: The fields that hold words of the report with their offsets.
_WITH_OFFSETS = {f"{kind.__name__} | None" for kind in (Span, Value, Dose, Frequency, Site, TimeRef)}
_FIELDS = tuple(f.name for f in fields(Record) if f.type in _WITH_OFFSETS)
#: A record, a span, or what else has the offsets and words of a span.
_Words = TypeVar("_Words", bound=Record | Span)
_Told = Callable[[int, int], tuple[int, int]]


def told_in(document: Document, normalised: Normalised, case: Case) -> Case:
    """The case of a normalised text as the case of its report."""

    def told(start: int, end: int) -> tuple[int, int]:
        return (start, end) if same else (normalised.start(start), normalised.end(end))

    same = normalised.at == normalised.of  # one character for another, as a space of its own kind
    records = tuple(_record(record, document.text, told) for record in case.records)
    pairs = tuple((_quoted(a, document.text, told), _quoted(b, document.text, told)) for a, b in case.abbreviations)
    return replace(case, document=document, records=records, abbreviations=pairs)


def _record(record: Record, text: str, told: _Told) -> Record:
    changed: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(record, name)
        if value is not None and (quoted := _quoted(value, text, told)) is not value:
            changed[name] = quoted
    if record.fragments:
        changed["fragments"] = tuple(told(*fragment) for fragment in record.fragments)
    start, end = told(record.start, record.end)
    extent = told(*record.extent)
    if not changed and (start, end, extent, text[start:end]) == (record.start, record.end, record.extent, record.text):
        return record
    return replace(record, start=start, end=end, text=text[start:end], extent=extent, **changed)


def _quoted(value: _Words, text: str, told: _Told) -> _Words:
    """A span or what else has offsets, with the words that the report has there."""
    start, end = told(value.start, value.end)
    if (start, end, text[start:end]) == (value.start, value.end, value.text):
        return value
    return replace(value, start=start, end=end, text=text[start:end])
