"""Doses: those a change is to, and notations of their own: AUC 5, 1-0-0, "850 mg x 3", "4 CGR", "R-CHOP x 6"."""

from __future__ import annotations

import re

from casegraph.context.verbs import find_verbs
from casegraph.languages.words import written_class
from casegraph.reading import Reading
from casegraph.records import Dose, Frequency, Span
from casegraph.terminology.mentions import Mention
from casegraph.values.numbers import number_words
from casegraph.values.quantities import Quantity

__all__ = [
    "AREA",
    "TABLETS",
    "area_dose",
    "as_dose",
    "bags",
    "by_tablets",
    "changed_dose",
    "is_dose",
    "times_a_day",
    "times_given",
    "to_come",
]

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


#: Units that measure no drug: kilograms are of a person.
_NO_DOSES = frozenset({"%", "kg"})
#: What the units of a dose measure.
_UNITS_OF_DOSE = ("mass", "dose", "activity", "radiation", "unit", "ratio", "amount", "flow", "volume")


def is_dose(quantity: Quantity) -> bool:
    """Whether a quantity has a unit in which drugs are given."""
    return quantity.dimension in _UNITS_OF_DOSE and quantity.unit not in _NO_DOSES


def as_dose(text: str, quantity: Quantity) -> Dose:
    """The dose that a quantity is."""
    unit, _, per = (quantity.unit or "").partition("/")
    number = quantity.number
    if quantity.dimension == "radiation" and quantity.shape == "size" and quantity.high is not None:
        number *= quantity.high  # "10 x 3 Gy" are 30 in all
    return Dose(text[quantity.start : quantity.end], quantity.start, quantity.end, number, unit, per or None)


#: What leads from a change to the dose that it is to: "diminué progressivement à", "baissé jusqu'à la dose de".
_TO_DOSE = re.compile(r"(?:\s[^\W\d_]+){0,2}?\s(?:jusqu['’])?à\s(?:la\s(?:dose|posologie)\sde\s)?", re.IGNORECASE)


def changed_dose(reading: Reading, status: str, cue: tuple[int, int], end: int) -> Dose | None:
    """The dose that a change is to, where the text tells it behind the change.

    Args:
        cue: the first and last word that tell the change.
        end: where the name of what is changed ends.
    """
    dose = _dose_to(reading, cue)
    if dose is None and status == "reduced":
        dose = _dose_from(reading, max(end, reading.tokens.end[cue[1]]))
    return dose


def _dose_to(reading: Reading, cue: tuple[int, int]) -> Dose | None:
    """The dose that a change is to, right behind its word: "bisoprolol 5 mg : diminué à 1,25 mg"."""
    behind = reading.tokens.end[cue[0]]
    quantity = reading.quantity_after(behind)
    if quantity is None or quantity.shape != "single" or not is_dose(quantity):
        return None
    named = reading.mentions_from(cue[1] + 1, reading.tokens.at(quantity.start))
    if any(reading.mentions[n].kind == "treatment" for n in named):
        return None  # "traité par prednisone à 20 mg et méthotrexate à 15 mg": each has its own
    led = _TO_DOSE.fullmatch(reading.document.text, behind, quantity.start)
    return as_dose(reading.document.text, quantity) if led is not None else None


def to_come(reading: Reading, quantity: Quantity) -> bool:
    """Whether a dose is what a dose may or will be changed to: "pourra être diminuée à 5 mg"."""
    first = reading.tokens.at(quantity.start)
    view = reading.sentence_of(first)
    above = next((g for g in reversed(find_verbs(reading, view).groups) if g.last < first), None)
    if above is None or above.verb not in _CHANGING_DOSE:
        return False
    led = _TO_DOSE.fullmatch(reading.document.text, reading.tokens.end[above.last], quantity.start) is not None
    return led and (above.mood in ("future", "conditional") or (above.modal == "pouvoir" and not above.perfect))


_CHANGING_DOSE = written_class("verbs-changing-dose")

#: What leads from the dose before to the dose now: "de 1 g x 2 à 500 mg x 2".
_FROM, _ON_TO = re.compile(r"\sde\s"), re.compile(r"(?:\s?[x×]\s?\d+)?(?:\spar\sjour|/j)?\sà\s", re.IGNORECASE)


def _dose_from(reading: Reading, behind: int) -> Dose | None:
    """The second of two doses behind the name of what is lowered: "diminuer le mycophénolate de 1 g x 2 à 500 mg"."""
    text = reading.document.text
    before = reading.quantity_after(behind)
    if before is None or not _FROM.fullmatch(text, behind, before.start):
        return None
    now = reading.quantity_after(before.end)
    while now is not None and now.unit is None and now.start - before.end <= _TIMES:
        now = reading.quantity_after(now.end)  # "x 2"
    led = now is not None and is_dose(now) and _ON_TO.fullmatch(text, before.end, now.start) is not None
    return as_dose(text, now) if led and now is not None else None


#: Characters from a dose to how often it is taken.
_TIMES = 4
