"""Crosses and scores as results: "protéinurie : +++", "HER2 2+", "HER2 score 0"."""

from __future__ import annotations

import re

from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.values.numbers import number_words
from casegraph.values.result import Result, measured, tested_by_name

__all__ = ["PLUS", "SIGNS", "apart", "count_of", "crosses", "on_strip", "scored", "scores_apart"]

PLUS = re.compile(
    r"\(?(?P<value>\+{1,4}(?:\s?/\s?\+{1,4})?|[0-4]\s?\+|\+\s?[0-4]|(?:une|deux|trois|quatre|[1-4])\scroix)"
    r"(?![\d\w]|\s?/\s?-)\)?"
)
#: What a sentence holds in which a sign may be a result.
SIGNS = ("+", " -", "(-", " –", " −", " croix")
_AND, _DIGIT = re.compile(r"\s[^\W\d_]"), re.compile(r"\d")
#: What may stand between a test and its crosses.
_TO_PLUS = re.compile(
    r"(?:[\s:=(]|(?:score|à|de|est|était|coté|évalué|IHC|en|immunohistochimie|intensité|urinaires?|à\sla\s(?:bandelette(?:\surinaire)?|BU))\b)*"
)


def scored(reading: Reading, number: int) -> Result | None:
    """The score that a marker's name ends with: "HER2 score 0"."""
    mention = reading.mentions[number]
    written = reading.tokens.text[mention.last]
    if mention.kind != "assessment" or written not in _SCORES or mention.last == mention.first:
        return None
    test = tested_by_name(reading, number)
    if test is None or not reading.terminology.is_a(test.name, "Biomarker"):
        return None
    value = Value(written, reading.tokens.start[mention.last], mention.end, float(written))
    return Result(number, value, "negative" if written in "01" else "positive", test.name)


#: The scores of a stained marker.
_SCORES = ("0", "1", "2", "3")


def on_strip(reading: Reading, number: int) -> bool:
    """Whether a finding is one that crosses grade: "protéinurie ++", "hématurie 1+"."""
    return reading.mentions[number].kind == "condition" and measured(reading, number) is not None


def crosses(reading: Reading, view: SentenceView, number: int) -> Result | None:
    """The crosses behind a test or finding, graded by their number: "glycosurie ++", "HER2 1+"."""
    text = reading.document.text
    end = reading.mentions[number].end
    last = reading.tokens.text[reading.mentions[number].last]
    if last in _SCORES and reading.mentions[number].kind == "assessment" and text[end : end + 1] == "+":
        # The lexicon's form "HER2 score 3" ends before the cross.
        return Result(number, Value(text[end - 1 : end + 1], end - 1, end + 1, float(text[end - 1])), "positive")
    between = _TO_PLUS.match(text, end, view.sentence.end)
    match = PLUS.match(text, between.end() if between else end, view.sentence.end)
    if match is None:
        minus = _MINUS.match(text, between.end() if between else end, view.sentence.end)
        return _negative(number, minus) if minus and reading.mentions[number].kind in _TESTS else None
    if (
        match["value"] == "+"
        and match.start("value") == end
        and text[end - 1].isalnum()
        and not _is_marker(reading, number)
    ):
        return None  # the charge of an ion: "Ca2+", "Na+"
    if match["value"] == "+" and text[match.start() - 1 : match.start()] == " " and _AND.match(text, match.end()):
        return None  # "hyperprotidémie + hypercalcémie": a list
    grade = count_of(match["value"])
    value = Value(match["value"], *match.span("value"), grade)
    # A marker's single cross is a word: positive; two or three grade it.
    worded = match["value"] == "+" and _is_marker(reading, number)
    test = measured(reading, number) if reading.mentions[number].kind == "condition" else None
    least = _LEAST_STAINED if test is None and _is_marker(reading, number) else 1
    negative = grade is not None and grade < least
    return Result(number, value, "negative" if negative else "positive", test.name if test else None, worded=worded)


#: A "1+" is negative for a tissue marker.
_LEAST_STAINED = 2


def count_of(written: str) -> float | None:
    """The number of crosses where it is written: "2+", "trois croix"; None of "++"."""
    digit = _DIGIT.search(written)
    if digit is not None:
        return float(digit.group())
    return number_words().get(written.partition(" ")[0]) if written[0].isalpha() else None


def scores_apart(reading: Reading, view: SentenceView) -> bool:
    """Whether a sentence has a score of a stain that may stand apart from its marker."""
    text, start, end = reading.document.text, view.sentence.start, view.sentence.end
    written = text[start:end]
    return ("score" in written or "+)" in written) and _SCORE_APART.search(text, start, end) is not None


def apart(reading: Reading, view: SentenceView, number: int) -> Result | None:
    """The score of a HER2 stain that stands apart: "HER2 : marquage membranaire complet (score 3+)"."""
    match = _SCORE_APART.search(reading.document.text, reading.mentions[number].end, view.sentence.end)
    if match is None:
        return None
    named = measured(reading, number) or tested_by_name(reading, number)
    if named is None or named.name != "HER2":
        return None
    between = (n for n in view.mentions if n > number and reading.mentions[n].start < match.end())
    if any(measured(reading, n) is not None for n in between):
        return None
    group = "value" if match["value"] else "signed"
    start, written = match.start(group), match[group]
    grade = count_of(written)
    interpretation = "negative" if grade is not None and grade < _LEAST_STAINED else "positive"
    return Result(number, Value(written, start, start + len(written), grade), interpretation)


#: A score of staining that says what it is: "score 3+", "(2+)", "trois croix (+++)".
_SCORE_APART = re.compile(
    r"(?:\bscore\s(?:de\s|à\s|est\sde\s|:\s)?(?P<value>[0-3]\s?\+?)|\((?P<signed>[0-3]\s?\+|\+{1,3})\))(?![\w/%])"
)
#: A minus by itself behind a test: "leucocytes -, nitrites (-)".
_MINUS = re.compile(r"\(?(?P<value>[-–−])\)?(?=\s*(?:[,;.)\n]|\Z))")
_TESTS = ("observable", "assessment")


def _negative(number: int, minus: re.Match[str]) -> Result:
    """The result that a minus stands for."""
    return Result(number, Value(minus["value"], *minus.span("value"), None), "negative", worded=True)


def _is_marker(reading: Reading, number: int) -> bool:
    concept = measured(reading, number)
    return concept is None or reading.terminology.is_a(concept.name, "Biomarker")
