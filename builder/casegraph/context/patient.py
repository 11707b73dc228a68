"""Who the report is about: the words for the patient and the age that goes with them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from casegraph.languages.words import word_class, written_class
from casegraph.records import Document
from casegraph.text.fold import words
from casegraph.values.time_expression import TimeExpression

__all__ = ["find_patient"]

_PATIENT = re.compile(
    r"\b(?:patiente?|femme|homme|fille|garçon|enfant|adolescente?|nourrisson|fillette|nouveau[\s-]née?|monsieur|madame|mademoiselle|mme|mlle"
    r"|mr|dame|jeune\s(?:homme|fille|femme))\b|\bM\.(?=\s[A-Z])|\b(?-i:[HF])(?=,?\s\d{1,3}\sans\b)",
    re.IGNORECASE,
)
#: Further nouns, by which an age stands: "un malade de 19 ans", "étudiante âgée de 21 ans".
_NAMED = re.compile(
    rf"{_PATIENT.pattern}|\b(?:{'|'.join(map(re.escape, written_class('aged-people')))})e?\b", re.IGNORECASE
)
#: How far from a word for the patient their age stands, in characters.
_AGE_NEAR = 60
#: Whoever is somebody's is another: "sa fille de 8 ans".
_OWNED = re.compile(
    r"\b(?:(?:sa|son|ses|leur)\s(?:jeune\s)?|(?:père|mère|parents|frère|sœur|tante|oncle)\s(?:de\s(?:l['’]|la\s)|du\s))\Z",
    re.IGNORECASE,
)
#: How far back the words for whose somebody is are looked for.
_OWNED_NEAR = 16
_RELATIVES = word_class("other-people")
#: An age at which something was: "opéré à l'âge de 8 ans".
_AT_AGE = re.compile(r"(?:[àa]|dès|depuis|vers)\sl['’]âge", re.IGNORECASE)
_YEARS = re.compile(r"P([\d.]+)([YMDW])")
_A_YEAR = {"Y": 1, "M": 12, "W": 52, "D": 365}


def find_patient(document: Document, times: list[TimeExpression]) -> tuple[int, int, float | None] | None:
    """The first words for the patient that an age stands by in one sentence, or the first words without one."""
    text = document.text
    first: re.Match[str] | None = None
    ages = [t for t in times if t.kind == "age" and _AT_AGE.match(text, t.outer) is None]
    starts = [age.start for age in ages]
    for match in _NAMED.finditer(text):
        if _OWNED.search(text, max(0, match.start() - _OWNED_NEAR), match.start()):
            continue
        if first is None and _PATIENT.match(text, match.start()):
            first = match
        sentence = document.sentence_at(match.start())
        left, right = max(sentence.start, match.end() - _AGE_NEAR), min(sentence.end, match.end() + _AGE_NEAR + 1)
        for age in ages[bisect_left(starts, left) : bisect_right(starts, right - 1)]:
            between = text[min(match.end(), age.end) : max(match.start(), age.start)]
            if _RELATIVES.isdisjoint(words(between)):
                return min(match.start(), age.start), max(match.end(), age.end), _in_years(age)
    return (first.start(), first.end(), None) if first is not None else None


def _in_years(age: TimeExpression) -> float | None:
    """An age in years, to three digits."""
    years = _YEARS.fullmatch(age.duration or "")
    return round(float(years[1]) / _A_YEAR[years[2]], 3) if years else None
