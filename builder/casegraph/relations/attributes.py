"""What qualifies a mention: severity, grade, size of a condition; dose, frequency, cycle, route of a treatment."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from casegraph.frozen import dataclass
from casegraph.languages.qualifiers import qualifiers
from casegraph.languages.tables import read_table
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import Dose, Frequency, Span, Value
from casegraph.relations.posology import (
    AREA,
    TABLETS,
    area_dose,
    as_dose,
    bags,
    by_tablets,
    is_dose,
    times_a_day,
    times_given,
    to_come,
)
from casegraph.relations.sites import Place
from casegraph.relations.sizes import find_sizes, size_of_subject
from casegraph.terminology.mentions import Mention
from casegraph.text.fold import fold, words
from casegraph.values.numbers import ordinals
from casegraph.values.quantities import Quantity
from casegraph.values.time_expression import TimeExpression

__all__ = ["Attributes", "behind_grade", "find_attributes"]

_GRADE = re.compile(
    r"(?:de\s)?(?:(?P<low>bas|faible)\sgrade|(?P<high>haut)\sgrade"
    r"|(?:(?:de\s)?grades?\s(?:histologique\s|nucléaire\s|tumoral\s|SBR\s)?|gr\.?\s?(?=[1-5](?!\d)))"
    r"(?P<grade>[1-5](?:\s?[-/à]\s?[1-5])?|I{1,3}V?(?:\s?[-/à]\s?I{1,3}V?)?|IV|V)"
    r"|(?P<diff>(?:bien|peu|moyennement|modérément|faiblement|mal)\sdifférenciée?s?"
    r"|indifférenciée?s?|dédifférenciée?s?|G[1-4](?!\w)))\b",
    re.IGNORECASE,
)
#: Words of which one stands in every grade, and in every cycle that is no "C2".
_GRADE_OPENERS, _CYCLE_NOUNS = word_class("grade-openers"), word_class("cycle-nouns")


def behind_grade(text: str, end: int) -> int:
    """Where the grades right behind a phrase end: "sarcome rétropéritonéal peu différencié de haut grade"."""
    while text[end : end + 1] == " " and (match := _GRADE.match(text, end + 1)) is not None:
        end = match.end()
    return end


@dataclass(frozen=True, slots=True)
class Attributes:
    """Qualifiers of one mention; those that the text does not give are None."""

    severity: str | None = None
    grade: str | None = None
    size: Value | None = None
    dose: Dose | None = None
    frequency: Frequency | None = None
    cycle: Span | None = None
    route: Span | None = None
    duration: Span | None = None


@cache
def _cycle_pattern(language: str) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, ordinals(language)), key=len, reverse=True))
    ordinal = rf"(?:\d{{1,2}}\s?(?:ème|eme|ième|ère|er|e|è)|{names})"
    numbers = "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quelques|plusieurs"
    things = "cycles?|cures?|séances?|fractions?|injections?|perfusions?|administrations?|séries?"
    return re.compile(
        rf"(?<!\w)C\d{{1,2}}(?:\s?[JD]\s?\d{{1,2}})?(?!\w)|(?<!\w){ordinal}\s(?:{things})\b"
        rf"|(?<!\w)(?:\d{{1,2}}|{numbers})\s(?:{things})\b",
        re.IGNORECASE,
    )


@cache
def _routes(language: str) -> re.Pattern[str]:
    rows = read_table(language, "routes", ("expression", "route"))
    known = sorted((r["expression"] for r in rows), key=len, reverse=True)
    lower = [re.escape(w).replace(r"\-", r"[\s-]?").replace(r"\ ", r"\s") for w in known if not w.isupper()]
    upper = [re.escape(w) for w in known if w.isupper()]
    return re.compile(rf"(?<!\w)(?:(?:par\s)?(?:voie\s)?(?i:{'|'.join(lower)})|{'|'.join(upper)})(?:e?s)?(?!\w)")


@cache
def _route_openers(language: str) -> frozenset[str]:
    """The folded first words of every route, a hyphen read either way."""
    written = [r["expression"] for r in read_table(language, "routes", ("expression", "route"))]
    return frozenset(words(w)[0] for w in (*written, *(w.replace("-", "") for w in written)))


@cache
def _dose_words(language: str) -> re.Pattern[str]:
    known = sorted(
        (r["expression"] for r in read_table(language, "dose-words", ("expression",))), key=len, reverse=True
    )
    behind = "|".join(
        re.escape(w).replace(r"\ ", r"\s") for w in known if w not in ("forte", "faible", "pleine", "demi")
    )
    return re.compile(rf"\b(?:(?:forte|faible|pleine|demi)s?[\s-]doses?|doses?\s(?:{behind})s?)(?!\w)", re.IGNORECASE)


def find_attributes(
    reading: Reading, places: list[Place], taken: set[int], absent: frozenset[int] = frozenset()
) -> list[Attributes]:
    """One `Attributes` for each mention.

    Args:
        places: where each mention's phrase ends.
        taken: starts of quantities that are already a test's value.
        absent: conditions that are not there, and so have no size.
    """
    found = [Attributes()] * len(reading.mentions)
    at = 0
    before: list[int] = []
    for view in reading.sentences:
        first = at
        while at < len(reading.quantities) and reading.quantities[at].start < view.sentence.end:
            at += 1
        free = [q for q in reading.quantities[first:at] if q.start not in taken and q.start >= view.sentence.start]
        free = [q for q in free if not _of_test(reading, q)]
        conditions = [n for n in view.mentions if reading.mentions[n].kind == "condition"]
        treatments = [n for n in view.mentions if reading.mentions[n].kind in ("treatment", "procedure")]
        sizes = find_sizes(reading, conditions, free, absent)
        told = size_of_subject(reading, view, free, [n for n in before if n not in absent and found[n].size is None])
        if told is not None:
            found[told[0]] = replace(found[told[0]], size=told[1])
        before = conditions
        graded = bool(conditions) and not _GRADE_OPENERS.isdisjoint(reading.tokens.fold[view.first : view.last])
        for number in conditions:
            found[number] = Attributes(
                severity=_severity(reading, view, number, places[number]),
                grade=_grade(reading, view, number, places[number]) if graded else None,
                size=sizes.get(number),
            )
        if treatments:
            _treatments(reading, view, treatments, free, found)
    return found


def _of_test(reading: Reading, quantity: Quantity) -> bool:
    """Whether a quantity stands right behind a test that gives no result: "à arrêter si clairance < 30 mL/min"."""
    number = reading.mention_at.get(reading.tokens.at(quantity.start) - 1)
    return number is not None and reading.mentions[number].kind == "observable"


_ENDS = frozenset(",;:.(")
_DEEP = fold("profond")


def _severity(reading: Reading, view: SentenceView, number: int, place: Place) -> str | None:
    mention = reading.mentions[number]
    known = qualifiers(reading.language)
    end = max(place.last, mention.last, mention.whole)
    around = [*range(end + 1, min(view.last, end + 3)), *range(max(view.first, mention.first - 1), mention.first)]
    if end > mention.last + 1:
        around.insert(0, mention.last + 1)  # "une douleur modérée du flanc"
    for i in around:
        word = reading.tokens.fold[i]
        gap = reading.tokens.gap[i] if i > mention.last else reading.tokens.gap[i + 1]
        if gap != " " and not _ENDS.isdisjoint(gap):
            continue
        if i in reading.mention_at:
            continue
        if word == _DEEP and reading.is_tumour_like(number):
            continue  # "adénopathies profondes": where they are
        if word in known and known[word][0] == "severity":
            return known[word][1]
    return None


#: What a grade does not stand behind, and what joins two of them: "2-3".
_PARTED, _BETWEEN_GRADES = re.compile(r"[;:]|\.\s"), re.compile(r"[-/à]")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_DIFFERENTIATION = {
    "bien": "1",
    "moyennement": "2",
    "modérément": "2",
    "peu": "3",
    "faiblement": "3",
    "mal": "3",
    "indifférencié": "4",
    "dédifférencié": "4",
}


def _grade(reading: Reading, view: SentenceView, number: int, place: Place) -> str | None:
    """The grade of a finding; one in figures goes before a degree of differentiation: "bien différenciée, grade 2"."""
    mention = reading.mentions[number]
    end = mention.end
    text = reading.document.text
    limit = min(view.sentence.end, reading.tokens.end[max(place.last, mention.last, mention.whole)] + 60)
    following = [
        reading.mentions[n].start
        for n in view.mentions
        if reading.mentions[n].start > end and reading.mentions[n].kind == "condition"
    ]
    if following:
        limit = min(limit, following[0])
    named = _GRADE.search(text, mention.start, mention.end)
    found = (
        [named]
        if named
        else [m for m in _GRADE.finditer(text, end, limit) if not _PARTED.search(text, _answer(text, end), m.start())]
    )
    match = next((m for m in found if m["grade"]), found[0] if found else None)
    if match is None:
        return None
    if match["low"]:
        return "low"
    if match["high"]:
        return "high"
    if match["grade"]:
        return "-".join(_ROMAN.get(g.strip().lower(), g.strip()) for g in _BETWEEN_GRADES.split(match["grade"]))
    first = match["diff"].lower().split()[0]
    if first.startswith("g") and first[1:].isdecimal():
        return first[1:]
    return next((v for k, v in _DIFFERENTIATION.items() if first.startswith(k)), None)


def _answer(text: str, end: int) -> int:
    """Where the answer to a form's question begins that a finding is: "Nausées : G2"."""
    behind = end + len(text[end : end + 4]) - len(text[end : end + 4].lstrip(" \u00a0\u202f"))
    return behind + 1 if text[behind : behind + 1] == ":" else end


def _treatments(
    reading: Reading, view: SentenceView, treatments: list[int], free: list[Quantity], found: list[Attributes]
) -> None:
    doses = _doses(reading, treatments, free)
    if view.sentence.section in _PRESCRIBING:
        doses |= {n: dose for n in treatments if n not in doses and (dose := _bare(reading, n, free)) is not None}
    text = reading.document.text
    start, end = view.sentence.start, view.sentence.end
    times = reading.times_within(start, end)
    sets = [t for t in times if t.kind == "set"]
    folded = reading.tokens.fold[view.first : view.last]
    counted = not _CYCLE_NOUNS.isdisjoint(folded) or any(w[0] == "c" and w[1:2].isdecimal() for w in folded)
    cycles = list(_cycle_pattern(reading.language).finditer(text, start, end)) if counted else []
    routed = not _route_openers(reading.language).isdisjoint(folded)
    routes = list(_routes(reading.language).finditer(text, start, end)) if routed else []
    if routes:  # "des ulcérations cutanées" are no way to give a drug
        found_there = [reading.mentions[n] for n in view.mentions if reading.mentions[n].kind == "condition"]
        routes = [r for r in routes if not any(m.start <= r.start() < m.end for m in found_there)]
    dosed = list(_dose_words(reading.language).finditer(text, start, end)) if "dose" in text[start:end] else []
    targets = list(AREA.finditer(text, start, end)) if "AUC" in text[start:end] else []
    tablets = list(TABLETS.finditer(text, start, end)) if "-" in text[start:end] else []
    for position, number in enumerate(treatments):
        mention = reading.mentions[number]
        last = position + 1 == len(treatments)
        left = reading.mentions[treatments[position - 1]].end if position else start
        right = end if last else reading.mentions[treatments[position + 1]].start
        frequency = next((t for t in sets if mention.end <= t.start < right), None) or next(
            (t for t in sets if left <= t.start and _joined(text, t.end, mention.start)), None
        )
        word = next((m for m in dosed if mention.start <= m.start() < right), None)
        area = next((m for m in targets if 0 <= m.start() - mention.end <= _NEAR_AREA and m.start() < right), None)
        dose = doses.get(number) or area_dose(area) or bags(reading, number)
        daily = next((m for m in tablets if mention.end <= m.start() < right), None)
        found[number] = Attributes(
            dose=dose or (Dose(word.group(), word.start(), word.end()) if word else None),
            frequency=_frequency(text, frequency) or by_tablets(daily) or times_a_day(text, dose, mention),
            cycle=None
            if reading.is_a(number, "DiagnosticProcedure") or reading.is_a(number, "SurgicalProcedure")
            else _cycle(cycles, left, mention, right) or times_given(text, mention),
            route=_route(text, routes, left, mention, right) if mention.kind == "treatment" else None,
            duration=_how_long(text, times, mention, right, last),
        )


#: Sections that list drugs, where a number behind one is its dose.
_PRESCRIBING = ("medication", "treatment", "discharge")


def _bare(reading: Reading, number: int, free: list[Quantity]) -> Dose | None:
    """A dose without its unit, right behind a drug of a list: "bisoprolol 5, apixaban 2,5 x 2"."""
    mention, text = reading.mentions[number], reading.document.text
    own = next((q for q in free if q.start == mention.end + 1 and q.unit is None), None)
    if own is None or text[mention.end] != " " or not reading.is_a(number, "Drug"):
        return None
    written = _FIRST_NUMBER.match(text, own.start, own.end)  # "90 x 2"
    if written is None:
        return None
    return Dose(written.group(), own.start, written.end(), own.number, None, None)


_FIRST_NUMBER = re.compile(r"[\d\s.,]*\d")


#: How far behind a drug its area under the curve may stand.
_NEAR_AREA = 30
_NAMES_IT = re.compile(r"\s(?:de\s(?:l['’]|la\s)?|du\s|des\s|d['’])?")


def _joined(text: str, end: int, start: int) -> bool:
    """Whether what ends there qualifies the name that starts here: "injections sous-cutanées d'insuline"."""
    return end < start and _NAMES_IT.fullmatch(text, end, start) is not None


def _span(match: re.Match[str] | None) -> Span | None:
    return Span(match.group(), match.start(), match.end()) if match else None


def _cycle(cycles: list[re.Match[str]], left: int, mention: Mention, right: int) -> Span | None:
    before = (m for m in reversed(cycles) if left <= m.start() and 0 <= mention.start - m.end() < _NEAR_CYCLE)
    return _span(next(before, None) or next((m for m in cycles if mention.end <= m.start() < right), None))


#: How far before its treatment a cycle may be named, and how far behind it its duration, in characters.
_NEAR_CYCLE, _NEAR_DURATION = 40, 60


def _route(text: str, routes: list[re.Match[str]], left: int, mention: Mention, right: int) -> Span | None:
    behind = next((m for m in routes if mention.start < m.start() < right), None)
    return _span(
        behind or next((m for m in routes if left <= m.start() and _joined(text, m.end(), mention.start)), None)
    )


def _frequency(text: str, time: TimeExpression | None) -> Frequency | None:
    return Frequency(text[time.start : time.end], time.start, time.end, time.every, time.period) if time else None


def _how_long(text: str, times: list[TimeExpression], mention: Mention, right: int, last: bool) -> Span | None:
    lasting = [t for t in times if t.kind == "duration" and t.start >= mention.end]
    found = next((t for t in lasting if t.relation in _LASTING and t.start < right), None)
    if found is None and last:
        found = next((t for t in lasting if t.relation == "during"), None)
    if found is None or found.start - mention.end >= _NEAR_DURATION:
        return None
    return Span(text[found.start : found.end], found.start, found.end)


_LASTING, _OF_DOSE = ("during", None), ("de", "d'", "d’", "du")
_OF_ANOTHER = re.compile(r"\s(?:de\s|d['’])(?!\s?(?:plus|moins)\b)\w")
_AND, _SENTENCE_END = re.compile(r",|\bet\b"), re.compile(r";|\.\s")


def _doses(reading: Reading, treatments: list[int], free: list[Quantity]) -> dict[int, Dose]:
    """Doses follow their drug ("paclitaxel 80 mg/m2") or stand right before it ("2 g de ceftriaxone")."""
    out: dict[int, Dose] = {}
    text = reading.document.text
    for quantity in free:
        if not is_dose(quantity):
            continue
        owner = next(
            (
                n
                for n in treatments
                if 0 <= reading.mentions[n].start - quantity.end <= 6
                and text[quantity.end : reading.mentions[n].start].strip() in _OF_DOSE
            ),
            None,
        )
        if owner is None:
            before = [n for n in treatments if reading.mentions[n].end <= quantity.start]
            if not before or quantity.start - reading.mentions[before[-1]].end > 90:
                continue
            owner = before[-1]
            if _SENTENCE_END.search(text, reading.mentions[owner].end, quantity.start):
                continue
            if _OF_ANOTHER.match(text, quantity.end) and _AND.search(text, reading.mentions[owner].end, quantity.start):
                continue  # "6 PFC et 4 g de fibrinogène": the dose is the next drug's
        if to_come(reading, quantity):
            continue  # "pourra être diminuée à 5 mg"
        if owner in out or (reading.mentions[owner].kind == "procedure" and quantity.dimension != "radiation"):
            continue
        out[owner] = as_dose(text, quantity)
    return out
