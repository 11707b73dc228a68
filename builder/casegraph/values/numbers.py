"""Numbers as French reports write them: decimal commas, thousand separators of every kind, OCR zeros, words."""

from __future__ import annotations

import re
from functools import cache

from casegraph.languages.tables import read_table

__all__ = ["NUMBER", "number_words", "ordinals", "other_reading", "tidy", "to_number"]

#: What groups thousands beside points and commas: plain, no-break, narrow no-break and thin spaces, apostrophes.
_SPACE = " \u00a0\u202f\u2009"
_QUOTE = "'’"
#: A decimal part, unless it is the ten of a power: "95.10^9/l", "95.10 9/l" (the exponent was raised).
_DECIMALS = r"(?:[.,](?!10\s?(?:\^|\*|[³⁶⁹]|[eE]\+?\d|puissance|(?<=\s)(?:3|6|9|12)\s?/))\d+)?"
#: A number; the groups of thousands come first, so that "40 000" is one number. A capital O beside a digit is a zero
#: that was scanned as a letter: "85OOO", "1O 5OO", "1,O5".
NUMBER = (
    rf"(?:\d[\dO]{{0,2}}(?:[{_SPACE}.,{_QUOTE}][\dO]{{3}}){{2,}}(?![\dO])"
    rf"|\d[\dO]{{0,2}}(?:[{_SPACE}{_QUOTE}][\dO]{{3}})+(?![\dO]){_DECIMALS}"
    rf"|(?=[\d.,]*O)\d[\dO]*(?:[.,][\dO]+)?(?![^\W\d_])"
    rf"|\d+{_DECIMALS})"
)
_NO_MARK = str.maketrans("O", "0", _SPACE + _QUOTE)
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def to_number(written: str, counts: bool = False) -> float:
    """The number that a match of `NUMBER` stands for.

    A point before exactly three digits groups thousands ("3.500"), as does a comma before "000" or, where things are
    counted (`counts`), before any three digits ("150,000 plaquettes").
    """
    text = written.translate(_NO_MARK)
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


def other_reading(written: str, number: float) -> float | None:
    """What else "1.250" may mean than `number`: 1.25 beside 1250; None where only one reading is possible."""
    text = written.translate(_NO_MARK)
    if not _EITHER.fullmatch(text):
        return None
    decimal, grouped = float(text.replace(",", ".")), float(text.replace(",", "").replace(".", ""))
    return decimal if number == grouped else grouped


def tidy(number: float, written: str = "") -> float:
    """A computed number without the noise of binary fractions, to at least six digits and no fewer than `written`."""
    digits = max(6, sum(c.isdecimal() for c in written))
    return float(f"{number:.{min(digits, 15)}g}")


@cache
def number_words(language: str = "fr") -> dict[str, float | None]:
    """Number words in lower case; None for the ones that give no number ("quelques")."""
    return {r["word"]: float(r["number"]) if r["number"] else None for r in read_table(language, "number-words", _C)}


@cache
def ordinals(language: str = "fr") -> dict[str, int | None]:
    """Ordinal words in lower case; None for "dernier"."""
    return {r["word"]: int(r["number"]) if r["number"] else None for r in read_table(language, "ordinals", _C)}


_C = ("word", "number")
