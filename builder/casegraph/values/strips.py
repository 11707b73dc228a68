"""What a test strip shows, by its own short names: "BU : sang ++, cétones négatives, protéines 0"."""

from __future__ import annotations

import re
from functools import cache

from casegraph.languages.tables import read_table
from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.text.fold import fold
from casegraph.values.analytes import NAME_COLUMNS
from casegraph.values.crosses import PLUS, count_of
from casegraph.values.result import Result

__all__ = ["find_strip"]

_STRIP = "UrineDipstick"
_NONE = re.compile(r"(?:négati(?:f|ve)s?|absente?s?|0|[-–])(?![\w%/])", re.IGNORECASE)
_TO_VALUE = re.compile(r"\s?[:=]?\s?")


@cache
def _names(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    """The fields of a strip with their tests, and the pattern of them all."""
    rows = [row for row in read_table(language, "result-names", NAME_COLUMNS) if row["needs"] == "strip"]
    known = {fold(name): row["concept"] for row in rows for name in row["name"].split("|")}
    written = (name for row in rows for name in row["name"].split("|"))
    names = "|".join(re.escape(n) for n in sorted(written, key=len, reverse=True))
    return known, re.compile(rf"(?<![\w-])(?P<name>{names})(?![\w-])", re.IGNORECASE)


def find_strip(reading: Reading, view: SentenceView, taken: list[Result]) -> list[Result]:
    """The fields of a strip that a sentence names behind it.

    Args:
        taken: the results of the sentence that are found already.
    """
    strip = next((n for n in view.mentions if reading.mentions[n].concept == _STRIP), None)
    if strip is None:
        return []
    known, pattern = _names(reading.language)
    text, end = reading.document.text, view.sentence.end
    spans = [(r.value.start, r.value.end) for r in taken]
    out = []
    for match in pattern.finditer(text, reading.mentions[strip].end, end):
        gap = _TO_VALUE.match(text, match.end(), end)
        at = gap.end() if gap else match.end()
        marked, none = PLUS.match(text, at, end), _NONE.match(text, at, end)
        found = marked or none
        if found is None or any(a < found.end() and found.start() < b for a, b in spans):
            continue
        written = found.group().strip("()")
        value = Value(written, found.start(), found.end(), count_of(written) if marked else None)
        number = reading.mention_at.get(reading.tokens.at(match.start("name")), -1)
        name = match.span("name") if number < 0 else None
        out.append(Result(number, value, "positive" if marked else "negative", known[fold(match["name"])], name))
    return out
