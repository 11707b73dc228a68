"""The whole phrase that names a test: "taux sérique de CRP", "protéine C-réactive [CRP]"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from casegraph.languages.words import written_class
from casegraph.reading import Reading
from casegraph.text.fold import words
from casegraph.values.result import Result

__all__ = ["with_whole_name"]

#: A test's other name in brackets behind it.
_ALIAS = re.compile(r"\s?[(\[][A-Za-zÀ-ÿ][^()\[\]\n]{0,40}[)\]]")
#: A test's full name before the bracket that its short one stands in.
_FULL = re.compile(r"(?P<name>[A-Za-zÀ-ÿœ'’-]{3,}(?:\s[A-Za-zÀ-ÿœ'’-]{4,}){0,3})\s[(\[]$")
_FAR = 60
#: The words that a carrier's phrase may end with, folded.
_LEADS = frozenset(words("de d' du des selon à l' la le les"))


@cache
def _carriers(language: str) -> re.Pattern[str]:
    """A noun that carries the test behind it: "taux sérique de", "score de la", "statut de performance de l'"."""
    nouns = "|".join(map(re.escape, written_class("test-carriers", language)))
    return re.compile(
        rf"\b(?:{nouns})(?:\s[a-zé]{{4,}}(?:ique|aire|ine|al|ale|el|elle))?\s(?:de\s|d['’]|du\s|des\s|selon\s|à\s)"
        rf"(?:l['’]|la\s|le\s|les\s)?$",
        re.IGNORECASE,
    )


def with_whole_name(reading: Reading, result: Result) -> Result:
    """The result given under its test's whole phrase, where more than the name itself stands before the value."""
    start, end = result.name or (
        (reading.mentions[result.mention].start, reading.mentions[result.mention].end)
        if result.mention >= 0
        else (result.value.start, result.value.end)
    )
    if end > result.value.start or start == result.value.start:
        return result
    text = reading.document.text
    left, right = start, end
    before = text[max(0, start - _FAR) : start]
    carried = not _LEADS.isdisjoint(reading.tokens.before(reading.tokens.at(start), 1))
    carrier = _carriers(reading.language).search(before) if carried else None
    full = _FULL.search(before) if before.endswith(("(", "[")) else None
    found = carrier or full
    if found is not None:
        left = start - len(before) + found.start()
    alias = _ALIAS.match(text, end, result.value.start)
    if alias is not None:
        right = alias.end()
    if (left, right) == (start, end):
        return result
    under = result.under or (left, right)
    return replace(result, under=(min(left, under[0]), max(right, under[1])))
