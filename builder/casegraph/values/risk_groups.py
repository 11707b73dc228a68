"""The group that a prognostic score puts a patient in: "pronostic favorable selon Motzer", "IMDC : haut risque"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.text.tokens import CLAUSE_MARKS
from casegraph.values.result import Result

__all__ = ["find_risk_groups"]

_OPENERS, _NOUNS = word_class("risk-group-openers"), word_class("risk-group-nouns")
_GROUPS = word_class("risk-group-adjectives") | _OPENERS
_FACTORS = word_class("risk-factor-nouns")
_BEHIND, _BEFORE = word_class("risk-group-links"), word_class("risk-group-sources")
#: How many words may stand between a score and its group.
_FAR = 14
#: What a score's name is explained with, in brackets.
_BRACKET = re.compile(r"\s?\([^()\n]{1,120}\)")
_STOPS = CLAUSE_MARKS - frozenset(":")


def find_risk_groups(reading: Reading, view: SentenceView, valued: Iterable[int]) -> list[Result]:
    """The groups of the prognostic scores of a sentence that have no value (their mentions are `valued`)."""
    found: list[Result] = []
    known = set(valued)
    for number in view.mentions:
        concept = reading.mentions[number].concept
        # "groupe pronostique" alone is no score.
        if number in known or concept == "PrognosticScore" or not _is_score(reading, number):
            continue
        if any(reading.mentions[r.mention].concept == concept for r in found):
            continue
        group = _behind(reading, view, number) or _before(reading, view, number)
        if group is not None:
            start, end = reading.tokens.start[group[0]], reading.tokens.end[group[1]]
            found.append(Result(number, Value(reading.document.text[start:end], start, end), None))
    return found


def _behind(reading: Reading, view: SentenceView, number: int) -> tuple[int, int] | None:
    """The words of a group behind its score: "IPI (index pronostique international) : risque élevé"."""
    tokens = reading.tokens
    text, last = reading.document.text, reading.mentions[number].last
    bracket = _BRACKET.match(text, tokens.end[last], view.sentence.end)
    if bracket is not None:
        last = tokens.at(bracket.end()) - 1
    for i in view.onward(last, _FAR):
        if tokens.mark_before(i, _STOPS):
            return None
        group = _group(reading, view, i)
        if group is not None:
            return group
        if not (_of_score(reading, i) or tokens.fold[i] in _BEHIND):
            return None
    return None


def _before(reading: Reading, view: SentenceView, number: int) -> tuple[int, int] | None:
    """The words of a group before its score: "un pronostic intermédiaire selon les critères de Heng"."""
    tokens = reading.tokens
    for i in view.back(reading.mentions[number].first, _FAR):
        if tokens.mark_behind(i, _STOPS):
            return None
        if tokens.fold[i] in _GROUPS or tokens.fold[i] in _NOUNS:
            first = i
            while first > view.first and not tokens.parted(first - 1, first) and _is_of_group(reading, first - 1):
                first -= 1
            return _group(reading, view, first)
        if not (_of_score(reading, i) or tokens.fold[i] in _BEFORE):
            return None
    return None


def _group(reading: Reading, view: SentenceView, first: int) -> tuple[int, int] | None:
    """The first and the last word of a group that begins with a word: "risque intermédiaire", "favorable".

    "bon" and "haut" are none without a noun; a factor of bad prognosis puts no one in a group.
    """
    tokens = reading.tokens
    last = first
    while last + 1 < view.last and _is_of_group(reading, last + 1) and not tokens.gap[last + 1].strip(" -"):
        last += 1
    words = tokens.span(first, last)
    whole = not _GROUPS.isdisjoint(words) and (tokens.fold[first] not in _OPENERS or not _NOUNS.isdisjoint(words))
    factors = not _FACTORS.isdisjoint(tokens.before(first, 2, view.first))
    return (first, last) if _is_of_group(reading, first) and whole and not factors else None


def _is_of_group(reading: Reading, i: int) -> bool:
    return reading.tokens.fold[i] in _GROUPS or reading.tokens.fold[i] in _NOUNS


def _of_score(reading: Reading, i: int) -> bool:
    """Whether a word names a prognostic score: of two, both have the group."""
    number = reading.mention_at.get(i)
    return number is not None and _is_score(reading, number)


def _is_score(reading: Reading, number: int) -> bool:
    return reading.is_a(number, "PrognosticScore")
