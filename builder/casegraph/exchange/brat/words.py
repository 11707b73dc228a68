"""What the words of a part say where no note tells it: the library's own readers, asked of these words alone."""

from __future__ import annotations

from typing import Any

from casegraph.exchange.brat.scheme import Part
from casegraph.records import Dose, Frequency, TimeRef, Value
from casegraph.text.tokens import tokenize
from casegraph.values.quantities import Quantity, find_quantities
from casegraph.values.time_expression import TimeExpression
from casegraph.values.times import find_times

__all__ = ["read_words"]


def read_words(part: Part, words: str) -> dict[str, Any]:
    """The members of a part that its words give: number and unit, period, date; empty where they give none."""
    if part.of is Value:
        return _value(_quantity(words))
    if part.of is Dose:
        return _dose(_quantity(words))
    if part.of is Frequency:
        time = _time(words)
        return {"every": time.every, "period": time.period} if time is not None else {}
    if part.of is TimeRef:
        time = _time(words)
        days = {"day_from": time.day_from, "day_to": time.day_to} if time is not None and time.kind == "day" else {}
        return {"date": time.date, "duration": time.duration, **days} if time is not None else {}
    return {}


def _quantity(words: str) -> Quantity | None:
    return next(iter(find_quantities(words)), None)


def _time(words: str) -> TimeExpression | None:
    return next(iter(find_times(words, tokenize(words))), None)


def _value(quantity: Quantity | None) -> dict[str, Any]:
    if quantity is None:
        return {}
    return {
        "number": quantity.number,
        "comparator": quantity.comparator,
        "high": quantity.high,
        "unit": quantity.unit,
    }


def _dose(quantity: Quantity | None) -> dict[str, Any]:
    if quantity is None:
        return {}
    unit, _, per = (quantity.unit or "").partition("/")
    return {"number": quantity.number, "unit": unit or None, "per": per or None}
