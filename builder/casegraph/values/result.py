"""What a result is, and which test a mention names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from casegraph.frozen import dataclass
from casegraph.reading import Reading
from casegraph.records import Value
from casegraph.remembered import MOST
from casegraph.terminology.concepts import Concept, Terminology
from casegraph.text.fold import fold, is_acronym, words
from casegraph.values.plausible import fits, near

__all__ = ["Result", "measured", "named_first", "tested_by_name"]

#: How far behind a condition's name its value may begin, to tell which of its tests it is a value of.
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Result:
    """A value of a mention (its index).

    Stages and TNM formulas written without a mention of their own have `mention` -1, their concept, and in `name` the
    words that stand for the test (the value's own where there are none). `worded` results are a word such as "positif";
    `told` ones only tell the interpretation and are no value ("sans anomalie").
    `under` are words outside the mention that the result is given under: "classée" before pT2N0, "niveau" before III de
    Clark.
    """

    mention: int
    value: Value
    interpretation: str | None
    concept: str | None = None
    name: tuple[int, int] | None = None
    worded: bool = False
    under: tuple[int, int] | None = None
    told: bool = False


def measured(reading: Reading, number: int) -> Concept | None:
    """The observable that a mention names, or that its words may also name ("calcium", a drug and a test).

    Of a condition, the test that shows it: "thrombopénie à 35 000/mm3" gives a platelet count. Where several tests do
    (an anaemia shows in the haemoglobin and in the haematocrit), the one that the value's unit fits.
    """
    mention = reading.mentions[number]
    for name in (mention.concept, *mention.others):
        concept = reading.terminology.by_name.get(name) if name else None
        if (
            concept is not None
            and concept.kind == "observable"
            and (name == mention.concept or mention.kind not in _DONE or not _in_no_unit(reading, number, concept))
        ):
            return concept
    known = mention.concept or mention.parent
    if mention.kind != "condition" or known is None or known not in reading.terminology.by_name:
        return None
    if (named := named_first(reading, number)) is not None:
        return named
    tests = _tests_of(reading.terminology, known)
    if not tests:
        return _labelled(reading.terminology, known)
    if len(tests) == 1:
        return tests[0]
    value = reading.quantity_after(mention.end)
    if value is not None and value.start >= mention.end + _NEAR:
        value = None
    if value is None:
        return tests[0]
    if value.shape == "pair" and (pressure := next((t for t in tests if t.name == "BloodPressure"), None)) is not None:
        return pressure  # "hypertension à 18/10"
    if value.unit is None:
        # "anémie à 5,6": no haematocrit is that low.
        return next((t for t in tests if near(t, value.number)), tests[0])
    return next((t for t in tests if fits(t, value)), tests[0])


@lru_cache(maxsize=MOST)
def _labelled(terminology: Terminology, finding: str) -> Concept | None:
    """The test that a finding's label names: "déficit en protéine C (42 %)", "D-dimères élevés" without "élevés"."""
    label, tests = terminology[finding].fr, _by_label(terminology)
    if (lacked := _LACK.sub("", label)) in tests:
        return tests[lacked]
    return tests.get(label.rpartition(" ")[0]) if terminology.is_a(finding, "LaboratoryFinding") else None


def named_first(reading: Reading, number: int) -> Concept | None:
    """The test that a finding's own words begin with: "lactates élevés", "INR augmenté"."""
    mention = reading.mentions[number]
    for last in range(mention.last - 1, mention.first - 1, -1):
        if reading.tokens.gap[last + 1] != " ":
            continue  # "protéine C-réactive" begins with no protein C
        name = tuple(reading.tokens.fold[mention.first : last + 1])
        concept = _by_words(reading.terminology).get(name)
        if concept is not None and reading.tokens.fold[last + 1] != _REACTIVE:
            return concept  # but "protéine C réactive élevée" tells of no protein C
    return None


_REACTIVE = fold("réactive")


@cache
def _by_words(terminology: Terminology) -> dict[tuple[str, ...], Concept]:
    """The observables by the folded words of their preferred French label."""
    return {tuple(words(c.fr)): c for c in terminology.concepts if c.kind == "observable"}


#: Between a name and a number that is nothing but the next word: a side at most.
_ADJOINING = re.compile(r"\s(?:(?!à|de)\w{1,10}\s)?")
#: Kinds of what was found or done, which the same letters as a test's may name: "ECG : FA 120", "PTH droite 2012".
_DONE = ("condition", "procedure", "device")


def _in_no_unit(reading: Reading, number: int, concept: Concept) -> bool:
    """Whether the value behind a short form has no unit of the test: "ECG : FA 120", not "FA 120 UI/L"."""
    mention, text = reading.mentions[number], reading.document.text
    value = reading.quantity_after(mention.end)
    if (
        value is None
        or value.unit is not None
        or concept.unit is None
        or not is_acronym(text[mention.start : mention.end])
    ):
        return False
    return _ADJOINING.fullmatch(text, mention.end, value.start) is not None


def tested_by_name(reading: Reading, number: int) -> Concept | None:
    """The test whose result a finding's name gives: "récepteurs aux œstrogènes positifs à 90 %"."""
    mention = reading.mentions[number]
    if mention.kind != "assessment" or mention.concept is None:
        return None
    label = reading.terminology[mention.concept].fr.rpartition(" ")[0]
    named = (
        reading.terminology.by_name.get(_OUTCOME.sub("", mention.concept)),
        _by_label(reading.terminology).get(label),
    )
    tests = (*named, *_tests_of(reading.terminology, mention.concept))
    return next((t for t in tests if t is not None and t.kind == "observable"), None)


#: What the name of a lack or an excess adds to its test's.
_LACK = re.compile(r"^(?:déficit|carence|excès)\s(?:en|de|d['’])\s?")
#: What a finding's concept adds to its test's: "HER2Positive", "NormalBloodPressure".
_OUTCOME = re.compile(r"^(?:Normal|Elevated|Low|High|Increased|Decreased)|(?:Positive|Negative|Equivocal)$")


@cache
def _by_label(terminology: Terminology) -> dict[str, Concept]:
    """The observables by their preferred French label."""
    return {c.fr: c for c in terminology.concepts if c.kind == "observable"}


@cache
def _indicators(terminology: Terminology) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for concept in terminology.concepts:
        for name in (*concept.low_indicates, *concept.high_indicates, *concept.normal_indicates):
            out.setdefault(name, []).append(concept.name)
    return out


@lru_cache(maxsize=MOST)
def _tests_of(terminology: Terminology, condition: str) -> list[Concept]:
    """The tests whose low, high or normal values mean a condition, or the nearest thing above it that has any."""
    known = _indicators(terminology)
    for name in (condition, *sorted(terminology.ancestors(condition))):
        if name in known:
            # The plain test goes before the one that is named by more: "calcium" before "calcium corrigé".
            return sorted((terminology[test] for test in known[name]), key=lambda test: test.fr.count(" "))
    return []
