"""Numbers as French reports write them: decimal commas, thousand separators of every kind, OCR zeros, words."""

from __future__ import annotations

from functools import cache

from casegraph.languages.tables import read_table

__all__ = ["NUMBER", "number_words", "ordinals", "to_number"]

#: Spaces that group thousands: plain, no-break, narrow no-break, thin.
_SPACE = " \u00a0\u202f\u2009"
#: A number; the groups of thousands come first, so that "40 000" is one number. "85OOO" is a scanned "85000".
NUMBER = (
    rf"(?:\d{{1,3}}(?:[{_SPACE}.,']\d{{3}}){{2,}}(?![\d])|\d{{1,3}}(?:[{_SPACE}]\d{{3}})+(?![\d])(?:[.,]\d+)?"
    rf"|\d[\dO]*OO+(?!\w)|\d+(?:[.,]\d+)?)"
)


def to_number(written: str, counts: bool = False) -> float:
    """The number that a match of `NUMBER` stands for.

    A point before exactly three digits groups thousands ("3.500"), as does a comma before "000" or, where things are
    counted (`counts`), before any three digits ("150,000 plaquettes").
    """
    text = written.replace("O", "0")
    for space in _SPACE + "'":
        text = text.replace(space, "")
    if text.count(".") + text.count(",") > 1:
        # Several separators group thousands, unless the last one differs: then it is the decimal one.
        last = max(text.rfind("."), text.rfind(","))
        whole, rest = text[:last], text[last + 1 :]
        if text.count(text[last]) > 1:
            return float(text.replace(".", "").replace(",", ""))
        return float(whole.replace(".", "").replace(",", "") + "." + rest)
    for mark in ".,":
        whole, found, rest = text.partition(mark)
        if found:
            groups = len(rest) == 3 and whole not in ("0", "") and len(whole) <= 3
            if groups and (counts or mark == "." or rest == "000"):
                return float(whole + rest)
            return float(f"{whole}.{rest}")
    return float(text)


@cache
def number_words(language: str = "fr") -> dict[str, float | None]:
    """Number words in lower case; None for the ones that give no number ("quelques")."""
    return {r["word"]: float(r["number"]) if r["number"] else None for r in read_table(language, "number-words", _C)}


@cache
def ordinals(language: str = "fr") -> dict[str, int | None]:
    """Ordinal words in lower case; None for "dernier"."""
    return {r["word"]: int(r["number"]) if r["number"] else None for r in read_table(language, "ordinals", _C)}


_C = ("word", "number")
