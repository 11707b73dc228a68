"""Who the report is about: the words for the patient and the age that goes with them."""

from __future__ import annotations

import re

from casegraph.languages.words import word_class
from casegraph.text.fold import words
from casegraph.values.times import TimeExpression

__all__ = ["find_patient"]

_PATIENT = re.compile(
    r"\b(?:patiente?|femme|homme|fille|garçon|enfant|adolescente?|nourrisson|fillette|nouveau-né|monsieur|madame|mademoiselle|mme|mlle"
    r"|mr|dame|jeune\s(?:homme|fille|femme))\b|\bM\.(?=\s[A-Z])",
    re.IGNORECASE,
)
#: How far from a word for the patient their age stands, in characters.
_AGE_NEAR = 60
#: Whoever is somebody's is another: "sa fille de 8 ans".
_OWNED = re.compile(r"\b(?:sa|son|ses|leur)\s(?:jeune\s)?\Z", re.IGNORECASE)
_RELATIVES = word_class("other-people")
#: An age at which something was: "opéré à l'âge de 8 ans".
_AT_AGE = re.compile(r"(?:[àa]|dès|depuis|vers)\sl['’]âge", re.IGNORECASE)
#: The end of a sentence, which no age reaches over: a full stop behind a word of more than a few letters.
_ENDS = re.compile(r"\w{4}\.\s|[?!\n]")


def find_patient(text: str, times: list[TimeExpression]) -> tuple[int, int, float | None] | None:
    """The first words for the patient that an age stands by in one sentence, or the first words without one."""
    first: re.Match[str] | None = None
    ages = [t for t in times if t.kind == "age" and _AT_AGE.match(text, t.outer) is None]
    for match in _PATIENT.finditer(text):
        if _OWNED.search(text, max(0, match.start() - 6), match.start()):
            continue
        first = first or match
        for age in ages:
            if not -_AGE_NEAR <= age.start - match.end() <= _AGE_NEAR:
                continue
            between = text[min(match.end(), age.end) : max(match.start(), age.start)]
            if _ENDS.search(between) is None and _RELATIVES.isdisjoint(words(between)):
                years = re.fullmatch(r"P([\d.]+)([YMDW])", age.duration or "")
                number = float(years[1]) / {"Y": 1, "M": 12, "W": 52, "D": 365}[years[2]] if years else None
                known = round(number, 3) if number is not None else None
                return min(match.start(), age.start), max(match.end(), age.end), known
    return (first.start(), first.end(), None) if first is not None else None
