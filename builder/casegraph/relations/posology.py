"""Doses and frequencies in notations of their own: AUC 5, 1-0-0, "850 mg x 3", "4 CGR", "R-CHOP x 6"."""

from __future__ import annotations

import re

from casegraph.reading import Reading
from casegraph.records import Dose, Frequency, Span
from casegraph.terminology.mentions import Mention
from casegraph.values.numbers import number_words

__all__ = ["AREA", "TABLETS", "area_dose", "bags", "by_tablets", "times_a_day", "times_given"]

#: A dose by the area under the curve: "carboplatine AUC 5", "AUC: 4", "AUC-5".
AREA = re.compile(r"\bAUC\s?[-=:]?\s?(?P<number>\d(?:[.,]\d)?)(?![\d/%])")

#: Tablets in the morning, at noon, in the evening (and at night): "1-0-0", "1-1-1", "1-0-1-1".
TABLETS = re.compile(r"(?<![\w,./-])(?:[0-4]|0,5|1/2)(?:\s?-\s?(?:[0-4]|0,5|1/2)){2,3}(?![\w/-]|[.,]\d)")
#: "850 mg x 3": so many times a day.
_A_DAY = re.compile(r"\s?[x×]\s?(?P<number>[1-6])(?!\s?[\d/]|[.,]\d|\s?(?:par|cycles?|cures?|sem|mg|g\b|Gy))")
#: "R-CHOP x 6": so many cycles, right behind the name.
_ROUNDS = re.compile(r"\s?[x×]\s?(?P<number>[1-9]|1\d|2[0-4])(?!\s?[\d/%]|[.,]\d|\s?(?:par|mg|g\b|Gy|UI|cm|mm))")


def area_dose(area: re.Match[str] | None) -> Dose | None:
    """The dose that an area under the curve gives."""
    if area is None:
        return None
    return Dose(area.group(), area.start(), area.end(), float(area["number"].replace(",", ".")), "{AUC}", None)


#: Bags of a blood product stand before its name: "4 CGR", "deux concentrés plaquettaires".
_MOST_BAGS = 40


def bags(reading: Reading, number: int) -> Dose | None:
    """How many bags of a blood product were transfused."""
    mention = reading.mentions[number]
    i = mention.first - 1
    if i < 0 or not reading.is_a(number, "BloodProductTransfusion") or reading.tokens.gap[mention.first].strip():
        return None
    written, mention_word = reading.tokens.text[i], reading.tokens.text[mention.first].lower()
    count = float(written) if written.isdecimal() else number_words(reading.language).get(written.lower())
    if count is None or not 1 <= count <= _MOST_BAGS or (written.lower() == "une" and "transfusion" in mention_word):
        return None  # "bénéficié d'une transfusion": an article
    return Dose(written, reading.tokens.start[i], reading.tokens.end[i], count, "{bag}", None)


def by_tablets(tablets: re.Match[str] | None) -> Frequency | None:
    """How often tablets are taken that are counted by the meals of a day."""
    if tablets is None:
        return None
    taken = sum(part.strip() != "0" for part in tablets.group().split("-"))
    return Frequency(tablets.group(), tablets.start(), tablets.end(), round(1 / taken, 6) if taken else None, "d")


def times_a_day(text: str, dose: Dose | None, mention: Mention) -> Frequency | None:
    """How often a dose is taken a day, where only a sign says so: "850 mg x 3"."""
    match = _A_DAY.match(text, dose.end) if dose is not None and dose.start >= mention.end else None
    if match is None or dose is None or dose.unit == "Gy":
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return Frequency(text[start : match.end()], start, match.end(), round(1 / int(match["number"]), 6), "d")


def times_given(text: str, mention: Mention) -> Span | None:
    """How many rounds of a treatment were given, right behind its name: "R-CHOP x 6"."""
    match = _ROUNDS.match(text, mention.end)
    if match is None:
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return Span(text[start : match.end()], start, match.end())
