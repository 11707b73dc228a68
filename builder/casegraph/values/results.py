"""Results: which quantity or word is the value of which test, sign or score."""

from __future__ import annotations

import re
from functools import cache

from casegraph.languages.tables import read_table
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.terminology.concepts import Concept
from casegraph.terminology.mentions import Mention
from casegraph.text.fold import fold
from casegraph.values.numbers import other_reading, tidy
from casegraph.values.plausible import fits, interpretation, plausible_unit, possible
from casegraph.values.quantities import Quantity
from casegraph.values.result import Result, measured, tested_by_name
from casegraph.values.result_words import connectors, find_words, result_words, word_of_name
from casegraph.values.scores import find_scores, find_signs, find_staging, is_grade
from casegraph.values.units import unit_grammar

__all__ = ["Result", "find_results", "measured"]

#: How many words may stand between a test and its value when all of them are connectors, and when some are not.
_FAR, _NEAR = 14, 6
_STRANGERS = 2


def find_results(reading: Reading) -> list[Result]:
    """Every result of a report in text order."""
    results: list[Result] = []
    at = 0
    for view in reading.sentences:
        end = view.sentence.end
        first = at
        while at < len(reading.quantities) and reading.quantities[at].start < end:
            at += 1
        inside = [q for q in reading.quantities[first:at] if q.start >= view.sentence.start]
        results += _sentence(reading, view, inside)
    results += find_signs(reading, results)
    return results + find_staging(reading, results)


def _sentence(reading: Reading, view: SentenceView, quantities: list[Quantity]) -> list[Result]:
    tests = [
        (n, c)
        for n in view.mentions
        if (c := measured(reading, n) or tested_by_name(reading, n)) is not None and not _repeated(reading, n, c)
    ]
    results = find_scores(reading, view, tests) if tests else []
    taken = [(r.value.start, r.value.end) for r in results]
    free = [q for q in quantities if not any(a <= q.number_start < b for a, b in taken) and not _reference(reading, q)]
    # "grade 2" of a toxicity is no histologic grade, and no other number is.
    closed = {r.mention for r in results if r.mention >= 0} | {n for n, c in tests if is_grade(reading, c)}
    open_tests = [(n, c) for n, c in tests if n not in closed]
    claimed = _claims(reading, view, free, open_tests) if open_tests else {}
    concepts = dict(tests)
    for index, number in sorted(claimed.items()):
        unit_from = next((free[i] for i in range(index + 1, len(free)) if claimed.get(i) == number), None)
        if (
            unit_from is None
            and index + 1 in claimed
            and _AND.fullmatch(reading.document.text, free[index].end, free[index + 1].start)
        ):
            unit_from = free[index + 1]  # "ASAT et ALAT à 55 et 72 UI/l"
        results.append(_result(reading, number, concepts[number], free[index], unit_from))
    return results + find_words(reading, view, {r.mention for r in results} | closed)


def _claims(
    reading: Reading, view: SentenceView, free: list[Quantity], tests: list[tuple[int, Concept]]
) -> dict[int, int]:
    """Which quantity (its index) is the value of which test (its mention)."""
    claimed: dict[int, int] = {}
    if "respectivement" in reading.tokens.fold[view.first : view.last]:
        _respectively(reading, tests, free, claimed)
    for index, quantity in enumerate(free):
        if index not in claimed:
            owner = _ahead(reading, quantity, tests)
            if owner is not None and owner not in claimed.values():
                claimed[index] = owner
    for index in range(len(free)):
        if index not in claimed:
            owner = _behind(reading, view, index, free, tests, claimed)
            if owner is not None:
                claimed[index] = owner
    _listed(reading, tests, free, claimed)
    return claimed


def _repeated(reading: Reading, number: int, concept: Concept) -> bool:
    """Whether the mention is its own abbreviation in brackets: "hémoglobine (Hb) à 10"."""
    mention = reading.mentions[number]
    if number == 0 or not reading.tokens.gap[mention.first].endswith("("):
        return False
    before = measured(reading, number - 1)
    return before is not None and before.name == concept.name and reading.mentions[number - 1].last == mention.first - 1


_RANGE_NAME = re.compile(
    r"(?:\bV?N|[Nn]ormales?|LSN|VR|[Vv]aleurs? de référence|\bnl|[Ii]ntervalle|[Nn]ormes?|[Rr]éf(?:érence)?s?\.?)\s*$"
)
_TO_RANGE = re.compile(r"(?:[\s:<>=à(]|\bentre\b)+$")
#: What makes a number the number of a figure or of a reference, or part of a chemical name ("1,25 – dihydroxy").
_CITED = re.compile(r"(?:\b(?:[Ff]ig(?:ures?)?|[Tt]ableaux?|[Pp]hotos?|[Rr]éf)\.?\s?)$")
_CITATION = re.compile(r"\d{1,3}(?:\s?[,-]\s?\d{1,3})*\]")  # "[4]", not a titre: "[1/80]"
_CHEMICAL = re.compile(r"\s?[-–]\s?(?:di)?(?:hydroxy|OH)")


def _reference(reading: Reading, quantity: Quantity) -> bool:
    """Whether a number is no result: the laboratory's own range ("(N < 35)", "normale : 4-10"), a citation, a name."""
    text = reading.document.text
    before = text[max(0, quantity.start - 18) : quantity.start]
    return bool(
        _RANGE_NAME.search(_TO_RANGE.sub("", before))
        or _CITED.search(before)
        or _CHEMICAL.match(text, quantity.number_end)
        or (before.endswith("[") and _CITATION.match(text, quantity.start))
    )


def _ahead(reading: Reading, quantity: Quantity, tests: list[tuple[int, Concept]]) -> int | None:
    """ "40 000 plaquettes", "9 g/dl d'hémoglobine": the test stands right after its value."""
    text = reading.document.text
    following = next(((n, c) for n, c in tests if reading.mentions[n].start >= quantity.end), None)
    if following is None:
        return None
    number, concept = following
    mention = reading.mentions[number]
    gap = text[quantity.end : mention.start]
    between = reading.words_between(quantity.end, mention.start)
    if not all(w in ("de", "d", "du", "des") for w in between) or set(gap) & set(_APART) or not fits(concept, quantity):
        return None
    if quantity.unit is None and (between or _just_named(reading, quantity, tests)):
        return None
    # "taux de 10 g/dl, plaquettes à 40": a value that the test goes on to get belongs to it, not this one.
    return None if _OWN_VALUE.match(text, mention.end) else number


_APART = ",;:.()-–\n"
_OWN_VALUE = re.compile(r"\s?(?:à|:|=)?\s?\d")


_NAMED_BEFORE = re.compile(r"[\s:=]*à?\s*")


def _just_named(reading: Reading, quantity: Quantity, tests: list[tuple[int, Concept]]) -> bool:
    """Whether a test stands right before a number: in "sodium 136 potassium 3,4" the 136 is the sodium's."""
    before = [reading.mentions[n].end for n, _ in tests if reading.mentions[n].end <= quantity.start]
    gap = reading.document.text[before[-1] : quantity.start] if before else ","
    return bool(_NAMED_BEFORE.fullmatch(gap))


def _behind(
    reading: Reading,
    view: SentenceView,
    index: int,
    quantities: list[Quantity],
    tests: list[tuple[int, Concept]],
    claimed: dict[int, int],
) -> int | None:
    """The nearest test before a quantity, when nothing but connectors stands between."""
    quantity = quantities[index]
    before = [(n, c) for n, c in tests if reading.mentions[n].end <= quantity.start]
    if not before:
        return None
    number, concept = before[-1]
    mention = reading.mentions[number]
    if not fits(concept, quantity):
        return None
    earlier = [i for i, owner in claimed.items() if owner == number]
    left = mention.end
    if earlier:
        previous = quantities[max(earlier)]
        if previous.start > quantity.start:
            return None
        left = max(left, previous.end)
        return number if _series(reading, left, quantity) else None
    for other in view.mentions:
        m = reading.mentions[other]
        if m.concept == mention.concept:
            continue  # its own abbreviation in brackets
        if mention.end <= m.start < quantity.start and m.kind in ("treatment", "procedure", "observable", "device"):
            return None
        if (
            mention.end <= m.start < quantity.start
            and m.kind == "condition"
            and quantity.dimension in ("length", "none")
        ):
            return None
    return number if _linked(reading, mention, concept, quantity) else None


_BRACKET = re.compile(r"\s?\([^()\d]{2,60}\)")
_TIMES = frozenset({"s", "min", "h", "ms", "a", "mo", "wk", "d"})


def _linked(reading: Reading, mention: Mention, concept: Concept, quantity: Quantity) -> bool:
    """Whether only connectors (and few other words) stand between a test and a quantity behind it."""
    text = reading.document.text
    explained = _BRACKET.match(text, mention.end, quantity.start)
    left = explained.end() if explained else mention.end
    gap = text[left : quantity.start]
    if ";" in gap or re.search(r"\.\s|\n\n", gap):
        return False
    words = reading.words_between(left, quantity.start)
    strong = quantity.unit in concept.units
    known = connectors(reading.language)
    strangers = [w for w in words if w not in known]
    if strangers and len(words) <= _FAR and strong and words[-1] == "a" and words[-2] in _COPULA:
        # "Les leucocytes, plus élevés que la veille, sont à 12 G/l"
        strangers = []
    if len(words) > _FAR or len(strangers) > _STRANGERS or (strangers and (len(words) > _NEAR or "," in gap)):
        return False
    if mention.kind == "condition":
        of_value = _condition_words(reading.language)
        if not all(w in of_value or (quantity.unit is not None and w in known) for w in words):
            return False
    # A bare year or a duration is no value of a test that is not measured so.
    if concept.unit is None and quantity.unit is None and _FIRST_YEAR <= quantity.number <= _LAST_YEAR:
        return False
    return quantity.dimension != "time" or concept.unit in _TIMES


_FIRST_YEAR, _LAST_YEAR = 1900, 2050


@cache
def _condition_words(language: str) -> frozenset[str]:
    """The folded words between a condition and its value: "anémie sévère à 8 g/dl", "fièvre à 39°"."""
    return frozenset(fold(row["word"]) for row in read_table(language, "condition-value-words", ("word",)))


_COPULA = word_class("copulas")


def _series(reading: Reading, left: int, quantity: Quantity) -> bool:
    """A further value of the same test: "passé de 13 à 9", "40 000 puis 35 000", "à 120, 90 et 60".

    A range in brackets behind a value is the laboratory's own: "3 pg/ml (14-72)".
    """
    gap = reading.document.text[left : quantity.start]
    if "(" in gap and quantity.high is not None:
        return False
    if _FURTHER.fullmatch(gap):
        return True
    # Each value may have its day: "39 mg/L à J2, 21 à J4, puis 13 à J7".
    for time in reading.times:
        if left <= time.start and time.end <= quantity.start:
            start = time.start - left
            gap = gap[:start] + " " * (time.end - time.start) + gap[time.end - left :]
    return bool(_DATED.fullmatch(gap))


_DATED = re.compile(
    r"\s*(?:\(\s*\)|(?:à|au|le|en|dès|la)?\s+)\s*,?\s*(?:et\s?|puis\s?|ensuite\s?)?(?:à\s|de\s)?(?:(?:au|le|à)\s+)?",
    re.IGNORECASE,
)


_FURTHER = re.compile(
    r"\s*(?:à|et|,|->|→|contre|vs|\(|\(?soit|ou|jusqu['’]à|ensuite|(?:,\s)?puis(?:\sà|\sde)?|et\sà)\s*", re.IGNORECASE
)


def _respectively(
    reading: Reading, tests: list[tuple[int, Concept]], quantities: list[Quantity], claimed: dict[int, int]
) -> None:
    """ "A et B à 90 % et 20 % respectivement": in order, when there are as many values as tests before them."""
    if not quantities:
        return
    named = [(n, c) for n, c in tests if reading.mentions[n].end <= quantities[0].start]
    following = [i for i, q in enumerate(quantities)]
    count = min(len(named), len(following))
    if count < 2:
        return
    for (number, concept), index in zip(named[-count:], following[:count], strict=True):
        if fits(concept, quantities[index]):
            claimed[index] = number


def _listed(
    reading: Reading, tests: list[tuple[int, Concept]], quantities: list[Quantity], claimed: dict[int, int]
) -> None:
    """ "ASAT et ALAT à 55 et 72 UI/l": a list of tests and as many values right behind it, in order."""
    text = reading.document.text
    owner_of = {number: index for index, number in sorted(claimed.items(), reverse=True)}
    for position in range(1, len(tests)):
        number = tests[position][0]
        index = owner_of.get(number)
        if index is None or index + 1 >= len(quantities) or claimed.get(index + 1, number) != number:
            continue
        previous = tests[position - 1][0]
        names = text[reading.mentions[previous].end : reading.mentions[number].start]
        values = text[quantities[index].end : quantities[index + 1].start]
        joined = previous not in owner_of and _AND.fullmatch(names) and _AND.fullmatch(values)
        first, second = tests[position - 1][1], tests[position][1]
        if joined and fits(first, quantities[index]) and fits(second, quantities[index + 1]):
            claimed[index], claimed[index + 1] = previous, number


_AND = re.compile(r"\s?(?:et|/)\s?(?:(?:les?|la|du|des?|à)\s|l['’]|d['’])?")


def _result(reading: Reading, number: int, concept: Concept, quantity: Quantity, later: Quantity | None) -> Result:
    text = reading.document.text
    start, end = quantity.start, quantity.end
    if concept.unit is None and quantity.unit is None and text[end : end + 1] == "+":
        end += 1  # "HER2 3+"
    unit, inferred = quantity.unit, False
    if unit == "mm" and concept.unit == "mm/h":
        unit = "mm/h"  # a sedimentation rate is the fall in the first hour
    count, high = _meant(text, concept, quantity), quantity.high
    if unit is None:
        # "40 000 plaquettes/mm3"
        after = (
            unit_grammar(reading.language).at(text, reading.mentions[number].end)
            if text[reading.mentions[number].end :][:1] == "/"
            else None
        )
        unit = after[0] if after else None
    if unit == "cm[Hg]" or (unit is None and concept.unit == "mm[Hg]" and quantity.number < 30):
        # A French pressure of "13/8" is in centimetres of mercury.
        inferred = unit is None
        unit, count, high = "mm[Hg]", tidy(count * 10), tidy(high * 10) if high is not None else None
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
    named = reading.mentions[number].kind
    own = concept.name if named in ("condition", "assessment") else None
    said = interpretation(concept, value) or _said_so(reading, number, quantity)
    return Result(number, value, said or (word_of_name(reading, number) if named == "assessment" else None), own)


def _meant(text: str, concept: Concept, quantity: Quantity) -> float:
    """The number, where "1.250" may be 1250 or 1.25: the one that a person can have."""
    other = other_reading(text[quantity.number_start : quantity.number_end], quantity.number)
    if (
        other is None
        or possible(concept, quantity.number, quantity.unit)
        or not possible(concept, other, quantity.unit)
    ):
        return quantity.number
    return other


def _said_so(reading: Reading, number: int, quantity: Quantity) -> str | None:
    words = result_words(reading.language)
    mention = reading.mentions[number]
    left, right = min(mention.end, quantity.end), max(mention.start, quantity.start)
    for word in reading.words_between(left, right):
        if word in words:
            return words[word]
    after = reading.words_between(quantity.end, quantity.end + 20)[:1]
    return words.get(after[0]) if after else None
