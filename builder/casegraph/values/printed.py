"""Ranges that a report prints itself: "natrémie à 133 mmol/L (N : 130-150)". They go before those of the ontology."""

from __future__ import annotations

import re

from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.records import Value
from casegraph.terminology.concepts import Concept
from casegraph.values.norms import is_range_behind
from casegraph.values.plausible import against
from casegraph.values.quantities import Quantity

__all__ = ["by_printed_range", "by_range"]

#: What names the range, and what else may stand between a result and its numbers.
_NAMES = word_class("norm-names")
_LINKS = _NAMES | word_class("range-links") | word_class("before-norm")
_UPPER = "lsn"
#: "60 – 80": with spaces, two numbers are a range only behind the name of one.
_SECOND = re.compile(r"\s?(?:[-–]|à|et)\s?(\d+(?:[.,]\d+)?)(?![\d.,]*\d)")
_FAR = 60


def by_printed_range(
    reading: Reading, concept: Concept, quantity: Quantity, value: Value, following: Quantity
) -> str | None:
    """What a result is by the range printed right behind it; None where none is, or in a unit that does not compare.

    "LDH à 260 UI/L (VN : 120-300)" is normal, "CRP à 8 mg/L (N < 10)" too, "calcémie à 2,55 (N : 2,10-2,50)" high. A
    bare number ("N = 5") says nothing, unless it is named as the upper limit ("LSN 5").
    """
    if value.number is None or following.start - quantity.end > _FAR:
        return None
    text = reading.document.text
    words = reading.words_between(quantity.end, following.start)
    named = (
        not _NAMES.isdisjoint(words) and _LINKS.issuperset(words) and ". " not in text[quantity.end : following.start]
    )
    if not named and not is_range_behind(reading, quantity, following):
        return None
    return _against(concept, value, following, *_ends(text, following, _UPPER in words))


def by_range(reading: Reading, concept: Concept, value: Value, printed: Quantity) -> str | None:
    """What a result is by the range of its line in a table."""
    return _against(concept, value, printed, *_ends(reading.document.text, printed, False))


def _against(concept: Concept, value: Value, following: Quantity, low: float | None, high: float | None) -> str | None:
    """What a result is by the ends of a range; None where the range is in a unit that does not compare."""
    if value.number is None:
        return None
    if following.unit is not None and following.unit != value.unit:
        theirs, ours = concept.units.get(following.unit), concept.units.get(value.unit or "")
        if theirs is None or ours is None:
            return None
        low, high = (end if end is None else end * theirs / ours for end in (low, high))
    if low is not None and high is not None and low >= high:
        return None
    return against(low, high, value.number, value.comparator)


def _ends(text: str, printed: Quantity, upper: bool) -> tuple[float | None, float | None]:
    second = _SECOND.match(text, printed.number_end)
    if printed.high is not None and printed.shape in ("range", "pair"):
        return printed.number, printed.high
    if second is not None:
        return printed.number, float(second[1].replace(",", "."))
    if printed.comparator in ("<", "<=") or (printed.comparator is None and upper):
        return None, printed.number
    if printed.comparator in (">", ">="):
        return printed.number, None
    return None, None
