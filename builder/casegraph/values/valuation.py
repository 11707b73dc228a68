"""The result that a quantity gives a test: its unit, its value in the canonical one, low or high."""

from __future__ import annotations

import re

from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.records import Value
from casegraph.terminology.concepts import Concept
from casegraph.values.analytes import Analyte
from casegraph.values.fluids import in_fluid
from casegraph.values.numbers import other_reading, tidy
from casegraph.values.plausible import completed, interpretation, per_volume, plausible_unit, possible
from casegraph.values.printed import by_printed_range
from casegraph.values.quantities import Quantity
from casegraph.values.result import Result
from casegraph.values.result_words import result_words, tells_change, word_of_name
from casegraph.values.units import unit_grammar

__all__ = ["result_of"]


def result_of(
    reading: Reading, analyte: Analyte, quantity: Quantity, later: Quantity | None, printed: Quantity | None
) -> Result | None:
    """The result of an analyte; `later` lends it the unit it leaves out, `printed` may be the range behind it."""
    text = reading.document.text
    concept, number = analyte.concept, analyte.mention
    start, end = quantity.start, quantity.end
    fluid = in_fluid(reading, concept, min(analyte.start, start), max(analyte.end, end), quantity.unit)
    concept = fluid or concept
    if (
        concept.unit is not None
        and quantity.unit is None
        and text[end : end + 1] == "+"
        and quantity.number <= _MOST_CROSSES
    ):
        return None  # "leucocytes 3+" on a test strip: crosses
    if concept.unit is None and quantity.unit is None and text[end : end + 1] == "+":
        end += 1  # "HER2 3+"
    if text[start - 1 : start] == "+" and concept.low is not None and concept.low >= 0:
        return None  # "+246 CD4": a change, no value
    unit, inferred = quantity.unit, False
    if unit == "mm" and concept.unit == "mm/h":
        unit = "mm/h"  # a sedimentation rate is the fall in the first hour
    if unit == "Cel" and concept.unit == "deg":
        unit = "deg"
    whole = completed(concept, quantity)
    if whole is not None:
        unit, inferred = whole, not whole.endswith("/(24.h)")
    if unit == "L/min" and concept.unit == "/min":
        unit = "/min"  # "lpm": beats as well as litres
    count, high = _meant(text, concept, quantity), quantity.high
    if quantity.shape == "pair" and concept.name in _SHARES:
        high = None  # an acuity of "5/10" is five tenths, no range
    if min(concept.low or 0, concept.possible_low or 0) < 0 and _MINUS.search(text, max(0, start - 3), start):
        start, count = start - 1, -count  # "BE -3"
    if unit is None:
        # "40 000 plaquettes/mm3"
        per = _PER.match(text, analyte.end)
        after = unit_grammar(reading.language).at(text, per.end()) if per else None
        unit = after[0] if after else None
    if unit is None and _pressure(concept) and quantity.number >= _LEAST_MMHG:
        unit, inferred = "mm[Hg]", True
    if unit == "cm[Hg]" or (
        unit is None and concept.unit == "mm[Hg]" and quantity.number < _LEAST_MMHG and _pressure(concept)
    ):
        # A French pressure of "13/8" is in centimetres of mercury.
        inferred = unit is None
        unit, count, high = "mm[Hg]", tidy(count * 10), tidy(high * 10) if high is not None else None
    elif unit is None and concept.high is not None and _BY.search(text, max(0, start - 3), start):
        unit = "{ULN}"  # "PAL x 3"
    elif unit is None and later is not None and later.unit is not None:
        unit = later.unit
    elif unit is None:
        unit = plausible_unit(concept, count)
        inferred = unit is not None
    factor = concept.units.get(unit) if unit is not None else None
    canonical = tidy(count * factor, text[start : quantity.number_end]) if factor is not None else None
    value = Value(
        text[start:end], start, end, count, quantity.comparator, high, unit, canonical,
        concept.unit if canonical is not None else None, inferred,
    )  # fmt: skip
    own = concept.name if fluid or analyte.kind in ("condition", "assessment", "name") else None
    own_range = by_printed_range(reading, concept, quantity, value, printed) if printed is not None else None
    in_words = _said_so(reading, analyte, quantity)
    # The laboratory's range may be another one than ours: "test normal à 35 mmol/l" is what the report says of it.
    # What is called a tachycardia is high at any age.
    open_ = analyte.kind != "condition" and reading.of_child and _open_in_child(concept, value)
    by_range = None if open_ else interpretation(concept, value)
    named = _named_direction(reading, number, concept) if analyte.kind == "condition" else None
    if named is not None and by_range in _OPPOSITE[named]:
        by_range = named  # "hypocalcémie à 45 mmol/l": the name says what was found, the number or its unit is mistaken
    # "low" and "high" only where ours calls it normal: in "Na 110, K augmenté" the word is another test's.
    before = in_words in _RANGES and "normal" in (in_words, by_range) and quantity.start >= analyte.end
    behind = _said_behind(reading, analyte, quantity)
    if behind in _RANGES and "normal" in (behind, by_range):
        by_range = behind  # "mesurée à 4,6 mUI/l, la TSH reste normale"
    said = own_range or (in_words if before and not _word_behind(reading, quantity) else None) or by_range or in_words
    said = said or (word_of_name(reading, number) if analyte.kind == "assessment" else None)
    return Result(number, value, said, own, (analyte.start, analyte.end) if number < 0 else None)


#: Between them, in the canonical unit, a value of a child may be what is normal at their age.
_CHILDREN = {"HeartRate": (60.0, 190.0), "RespiratoryRate": (12.0, 70.0), "AlkalinePhosphatase": (0.0, 500.0)}


def _open_in_child(concept: Concept, value: Value) -> bool:
    low, high = _CHILDREN.get(concept.name, (1.0, 0.0))
    return value.canonical_number is not None and low <= value.canonical_number <= high


_OPPOSITE = {"low": ("high", "normal"), "high": ("low", "normal")}


def _named_direction(reading: Reading, number: int, concept: Concept) -> str | None:
    """Whether the name of a condition says that its test is low or high: "hypocalcémie", "hyperkaliémie"."""
    low = any(reading.is_a(number, c) for c in concept.low_indicates)
    high = any(reading.is_a(number, c) for c in concept.high_indicates)
    return None if low == high else "low" if low else "high"


_MOST_CROSSES = 4
#: Tests whose values are written as a share.
_SHARES = ("VisualAcuity", "NearVision")
#: The sign of a multiple of the normal before a number.
_BY = re.compile(r"(?<![\w)])[xX×]\s?$")
#: "40 000 plaquettes/mm3", "12 000 leucocytes par mm3": the unit goes on behind the test.
_PER = re.compile(r"\s?(?=/|par\s)")
#: What a word and a reference range may both say, and the word with better reason.
_RANGES = ("low", "normal", "high")
_MINUS = re.compile(r"(?<![\w)])[-−–]$")
#: A pressure below it without a unit is in centimetres of mercury: "13/8".
_LEAST_MMHG = 30


def _pressure(concept: Concept) -> bool:
    return concept.name in ("BloodPressure", "SystolicBloodPressure", "DiastolicBloodPressure")


def _meant(text: str, concept: Concept, quantity: Quantity) -> float:
    """The number, where "1.250" may be 1250 or 1.25: the one that a person can have."""
    other = other_reading(text[quantity.number_start : quantity.number_end], quantity.number)
    if other is not None and other > quantity.number >= _TOO_EXACT and per_volume(quantity.unit or concept.unit or ""):
        return other  # "hCG à 412,650 UI/l": no laboratory gives six digits
    if quantity.unit is None and plausible_unit(concept, quantity.number) is not None:
        return quantity.number
    if (
        other is None
        or possible(concept, quantity.number, quantity.unit)
        or not possible(concept, other, quantity.unit)
    ):
        return quantity.number
    return other


#: A number from which three decimals are more than any laboratory gives.
_TOO_EXACT = 100


def _word_behind(reading: Reading, quantity: Quantity) -> bool:
    """Whether a word of result stands right behind a number, where it may be the next test's."""
    after = reading.words_between(quantity.end, quantity.end + 20)[:1]
    return bool(after) and after[0] in result_words(reading.language)


def _said_behind(reading: Reading, analyte: Analyte, quantity: Quantity) -> str | None:
    """What a verb behind a test says of its value before it: "À 4,6 mUI/l, la TSH reste normale"."""
    tokens, i = reading.tokens, reading.tokens.at(analyte.end)
    if analyte.start < quantity.end or i + 1 >= len(tokens) or not (tokens.close(i) and tokens.close(i + 1)):
        return None
    return result_words(reading.language).get(tokens.fold[i + 1]) if tokens.fold[i] in _COPULAS else None


_COPULAS = word_class("result-copulas")


def _said_so(reading: Reading, analyte: Analyte, quantity: Quantity) -> str | None:
    words = result_words(reading.language)
    left, right = min(analyte.end, quantity.end), max(analyte.start, quantity.start)
    for i in range(reading.tokens.at(left), reading.tokens.at(right)):
        word = reading.tokens.fold[i]
        if word == "foi":
            break  # "34 fois la normale soit 6520 UI/l"
        if word in words and not tells_change(reading, i):
            return words[word]
    after = reading.words_between(quantity.end, quantity.end + 20)[:1]
    return words.get(after[0]) if after else None
