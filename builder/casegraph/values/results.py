"""Results: which quantity or word is the value of which test, sign or score."""

from __future__ import annotations

import re
from dataclasses import replace

from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.terminology.concepts import Concept
from casegraph.terminology.mentions import Mention
from casegraph.values.analytes import Analyte, find_analytes, glued_names
from casegraph.values.linking import follows, linked, points_on
from casegraph.values.norms import is_no_result
from casegraph.values.numbers import other_reading, tidy
from casegraph.values.plausible import fits, in_scale, interpretation, likely, plausible_unit, possible
from casegraph.values.printed import by_printed_range
from casegraph.values.quantities import Quantity
from casegraph.values.result import Result, measured
from casegraph.values.result_words import find_words, result_words, word_of_name
from casegraph.values.scores import find_glued, find_scores, find_signs, find_staging, is_grade
from casegraph.values.units import unit_grammar
from casegraph.values.unnamed import find_grades, find_listed, find_unnamed

__all__ = ["Result", "find_results", "measured"]


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
    analytes = find_analytes(reading, view)
    named = [a for a in analytes if a.mention >= 0]
    results = find_scores(reading, view, [(a.mention, a.concept) for a in named]) if named else []
    results += find_glued(reading, view, glued_names(reading.language))
    results += _further_scores(reading, results, quantities)
    taken = [(r.value.start, r.value.end) for r in results]
    free = [q for q in quantities if not any(a <= q.number_start < b for a, b in taken)]
    # "grade 2" of a toxicity is no histologic grade, and no other number is.
    closed = {r.mention for r in results if r.mention >= 0} | {a.mention for a in named if is_grade(reading, a.concept)}
    open_analytes = [a for a in analytes if a.mention not in closed]
    claims = _Claims(reading, view, free, open_analytes) if free else None
    results += claims.results() if claims else []
    owned = {r.mention for r in results} | closed
    words = find_words(reading, view, owned)
    left = [q for i, q in enumerate(claims.free) if i not in claims.owner] if claims else []
    if left:
        results += find_unnamed(reading, view, left)
        results += find_listed(reading, view, results, left)
    valued = {r.mention for r in results if r.value.number is not None}
    return results + words + find_grades(reading, view, [(r.value.start, r.value.end) for r in results + words], valued)


def _further_scores(reading: Reading, scores: list[Result], quantities: list[Quantity]) -> list[Result]:
    """Later values of a score: "Apgar à 3 à une minute puis 7 à cinq minutes", "EVA à 8 puis 3"."""
    found = []
    for score in scores:
        value = score.value
        concept = reading.terminology.by_name.get(score.concept or reading.mentions[score.mention].concept or "")
        if value.number is None or concept is None or concept.name == "CancerStage" or is_grade(reading, concept):
            continue
        last = Quantity(
            value.start, value.end, value.start, value.end, value.number, None, None, None, "none", "single"
        )
        for quantity in quantities:
            if quantity.start < last.end:
                continue
            if quantity.unit not in (None, "/10") or not in_scale(concept, quantity.number):
                break
            slash = "/" in reading.document.text[last.end : quantity.start]
            if slash or not follows(reading, last, quantity):
                break
            written = reading.document.text[quantity.start : quantity.end]
            further = replace(value, text=written, start=quantity.start, end=quantity.end, number=quantity.number)
            further = replace(further, canonical_number=quantity.number if value.canonical_number is not None else None)
            found.append(replace(score, value=further, under=None))
            last = quantity
    return found


#: "ASAT et ALAT", "Natrémie/kaliémie", "l'ASAT et l'ALAT".
_AND = re.compile(r"\s?(?:et|/|-)\s?(?:(?:les?|la|du|des?|à)\s|l['’]|d['’])?")
_APART = frozenset(",;:.()-–\n")
_OWN_VALUE = re.compile(r"\s?(?:à|:|=)?\s?\d")
_NAMED_BEFORE = re.compile(r"[\s:=]*à?\s*")
#: The strongest staining of a marker.
_MOST_INTENSE = 3
#: Kinds of mentions between a test and a number that have the number for their own.
_BARRIERS = frozenset({"treatment", "procedure", "observable", "device"})


class _Claims:
    """Which quantity (its index) is the value of which analyte (its index) in one sentence."""

    def __init__(
        self, reading: Reading, view: SentenceView, quantities: list[Quantity], analytes: list[Analyte]
    ) -> None:
        self.reading, self.view, self.analytes, self.all = reading, view, analytes, quantities
        self.owner: dict[int, int] = {}
        named = [(a.start, a.end) for a in analytes if a.mention < 0]
        inside = [q for q in quantities if not any(a <= q.number_start < b for a, b in named)]
        self.free = self._split([q for q in inside if not is_no_result(reading, q)])
        if not analytes or not self.free:
            return
        if "respectivement" in reading.tokens.fold[view.first : view.last]:
            self._respectively()
        for index, quantity in enumerate(self.free):
            if index not in self.owner:
                owner = self._ahead(quantity)
                if owner is not None and owner not in self.owner.values():
                    self.owner[index] = owner
        for index in range(len(self.free)):
            if index not in self.owner:
                owner = self._behind(index)
                if owner is not None:
                    self.owner[index] = owner
        self._listed()

    def results(self) -> list[Result]:
        """The results in text order, with the units that later values lend to earlier ones."""
        out = []
        text = self.reading.document.text
        for index, owner in sorted(self.owner.items()):
            lender = next((self.free[i] for i in range(index + 1, len(self.free)) if self.owner.get(i) == owner), None)
            if lender is None or lender.unit is None:
                following = next(
                    (q for i, q in enumerate(self.free) if i > index and self.owner.get(i) == owner and q.unit), lender
                )
                lender = following
            if (
                lender is None
                and index + 1 in self.owner
                and _AND.fullmatch(text, self.free[index].end, self.free[index + 1].start)
            ):
                lender = self.free[index + 1]  # "ASAT et ALAT à 55 et 72 UI/l"
            printed = next((q for q in self.all if q.start >= self.free[index].end), None)
            result = _result(self.reading, self.analytes[owner], self.free[index], lender, printed)
            if result is not None:
                out.append(result)
        return out

    def _split(self, quantities: list[Quantity]) -> list[Quantity]:
        """ "ASAT/ALAT : 55/72 UI/l": two values where two tests are named together."""
        out: list[Quantity] = []
        for q in quantities:
            before = [i for i, a in enumerate(self.analytes) if a.end <= q.start][-2:]
            pair = [self.analytes[i] for i in before]
            together = (
                q.shape == "pair"
                and len(before) == 2
                and q.high is not None
                and _AND.fullmatch(self.reading.document.text, pair[0].end, pair[1].start)
                and all(a.concept.unit is not None and a.concept.unit != "mm[Hg]" for a in pair)
                and linked(self.reading, pair[1], q)
            )
            if not together or q.high is None:
                out.append(q)
                continue
            text = self.reading.document.text
            cut = text.index("/" if "/" in text[q.number_start : q.number_end] else "sur", q.number_start)
            first_end = cut - len(text[q.number_start : cut]) + len(text[q.number_start : cut].rstrip())
            second = cut + 1 + len(text[cut + 1 :]) - len(text[cut + 1 :].lstrip())
            self.owner[len(out)], self.owner[len(out) + 1] = before
            out.append(
                replace(q, end=first_end, number_end=first_end, high=None, shape="single", unit=None, dimension="none")
            )
            out.append(
                replace(q, start=second, number_start=second, number=q.high, high=None, comparator=None, shape="single")
            )
        return out

    def _ahead(self, quantity: Quantity) -> int | None:
        """ "40 000 plaquettes", "9 g/dl d'hémoglobine": the test stands right after its value."""
        text = self.reading.document.text
        index = next((i for i, a in enumerate(self.analytes) if a.start >= quantity.end), None)
        if index is None or self.analytes[index].mention < 0:
            return None
        analyte = self.analytes[index]
        gap = text[quantity.end : analyte.start]
        between = self.reading.words_between(quantity.end, analyte.start)
        if not all(w in ("de", "d", "du", "des") for w in between) or set(gap) & _APART:
            return None
        if not fits(analyte.concept, quantity) or not likely(analyte.concept, quantity):
            return None
        if (quantity.unit is None and between) or self._just_named(quantity):
            return None
        # "taux de 10 g/dl, plaquettes à 40": a value that the test goes on to get belongs to it, not this one.
        return None if _OWN_VALUE.match(text, analyte.end) else index

    def _just_named(self, quantity: Quantity) -> bool:
        """Whether a test stands right before a number: in "sodium 136 potassium 3,4" the 136 is the sodium's."""
        before = [a.end for a in self.analytes if a.end <= quantity.start]
        gap = self.reading.document.text[before[-1] : quantity.start] if before else ","
        return bool(_NAMED_BEFORE.fullmatch(gap))

    def _behind(self, index: int) -> int | None:
        """The nearest test before a quantity, when nothing but links stands between."""
        quantity = self.free[index]
        before = self.owner.get(index - 1)
        if before is not None and points_on(self.reading, self.free[index - 1], quantity):
            return before if fits(self.analytes[before].concept, quantity) else None
        candidates = [i for i, a in enumerate(self.analytes) if a.end <= quantity.start]
        while candidates:
            owner = candidates.pop()
            analyte = self.analytes[owner]
            if fits(analyte.concept, quantity) and likely(analyte.concept, quantity, analyte.needs):
                return owner if self._may_own(owner, quantity) else None
            if analyte.mention >= 0:
                return None
            # A short name that this cannot be a value of is no test: "T3 0,2 µg/l".
        return None

    def _names_marker(self, analyte: Analyte, quantity: Quantity) -> bool:
        """Whether a number is part of a marker's name: "cytokératine 17"; a marker's own score is three at most."""
        marker = self.reading.terminology.is_a(analyte.concept.name, "ImmunohistochemicalMarker")
        bare = analyte.concept.unit is None and quantity.unit is None and quantity.number > _MOST_INTENSE
        return marker and bare and not self.reading.document.text[analyte.end : quantity.start].strip("( ")

    def _may_own(self, owner: int, quantity: Quantity) -> bool:
        analyte = self.analytes[owner]
        if self._names_marker(analyte, quantity):
            return False
        earlier = [i for i, o in self.owner.items() if o == owner]
        if earlier:
            previous = self.free[max(earlier)]
            return previous.end <= quantity.start and follows(self.reading, previous, quantity)
        for other in self.view.mentions:
            m = self.reading.mentions[other]
            if not analyte.end <= m.start < quantity.start:
                continue
            if analyte.mention >= 0 and m.concept == self.reading.mentions[analyte.mention].concept:
                continue  # its own abbreviation in brackets
            if self._of_grade(m):
                continue  # "plaquettes de grade IV (22 000)"
            if m.kind in _BARRIERS or (m.kind == "condition" and quantity.dimension in ("length", "none")):
                return False
        return linked(self.reading, analyte, quantity)

    def _of_grade(self, mention: Mention) -> bool:
        concept = self.reading.terminology.by_name.get(mention.concept or "")
        return concept is not None and is_grade(self.reading, concept)

    def _respectively(self) -> None:
        """ "A et B à 90 % et 20 % respectivement": in order, as many values as tests, the values next to the word."""
        text = self.reading.document.text
        word = text.find("respectivement", self.view.sentence.start)
        runs: list[list[int]] = []
        for i, q in enumerate(self.free):
            joined = runs and re.fullmatch(
                r"\s?(?:,|et|/|;|,\s?et)\s?(?:de|à|d['’])?\s?", text[self.free[i - 1].end : q.start]
            )
            if joined:
                runs[-1].append(i)
            else:
                runs.append([i])
        run = next((r for r in runs if len(r) > 1 and _beside(self.free[r[0]], self.free[r[-1]], word)), None)
        if run is None:
            return
        named = [i for i, a in enumerate(self.analytes) if a.end <= self.free[run[0]].start][-len(run) :]
        if len(named) == len(run):
            for owner, index in zip(named, run, strict=True):
                if fits(self.analytes[owner].concept, self.free[index]):
                    self.owner[index] = owner

    def _listed(self) -> None:
        """ "ASAT et ALAT à 55 et 72 UI/l": a list of tests and as many values right behind it, in order."""
        text = self.reading.document.text
        index_of = {owner: index for index, owner in sorted(self.owner.items(), reverse=True)}
        for owner in range(1, len(self.analytes)):
            index = index_of.get(owner)
            if index is None or index + 1 >= len(self.free) or self.owner.get(index + 1, owner) != owner:
                continue
            first, second = self.analytes[owner - 1], self.analytes[owner]
            values = text[self.free[index].end : self.free[index + 1].start]
            joined = owner - 1 not in index_of and _AND.fullmatch(text, first.end, second.start)
            pair = _AND.fullmatch(values) or values.strip() == "/"
            if joined and pair and fits(first.concept, self.free[index]) and fits(second.concept, self.free[index + 1]):
                self.owner[index], self.owner[index + 1] = owner - 1, owner


def _beside(first: Quantity, last: Quantity, word: int) -> bool:
    """Whether a run of values stands right before or right after an offset."""
    return 0 <= word - last.end <= 6 or 0 <= first.start - word <= 24


def _result(
    reading: Reading, analyte: Analyte, quantity: Quantity, later: Quantity | None, printed: Quantity | None
) -> Result | None:
    """The result of an analyte; `later` lends it the unit it leaves out, `printed` may be the range behind it."""
    text = reading.document.text
    concept, number = analyte.concept, analyte.mention
    start, end = quantity.start, quantity.end
    if (
        concept.unit is not None
        and quantity.unit is None
        and text[end : end + 1] == "+"
        and quantity.number <= _MOST_CROSSES
    ):
        return None  # "leucocytes 3+" on a test strip: crosses
    if concept.unit is None and quantity.unit is None and text[end : end + 1] == "+":
        end += 1  # "HER2 3+"
    unit, inferred = quantity.unit, False
    if unit == "mm" and concept.unit == "mm/h":
        unit = "mm/h"  # a sedimentation rate is the fall in the first hour
    if unit == "Cel" and concept.unit == "deg":
        unit = "deg"
    if unit == "meq":
        unit = "meq/L"
    if unit == "L/min" and concept.unit == "/min":
        unit = "/min"  # "lpm": beats as well as litres
    count, high = _meant(text, concept, quantity), quantity.high
    if (concept.low or 0) < 0 and _MINUS.search(text, max(0, start - 3), start):
        start, count = start - 1, -count  # "BE -3"
    if unit is None:
        # "40 000 plaquettes/mm3"
        after = unit_grammar(reading.language).at(text, analyte.end) if text[analyte.end :][:1] == "/" else None
        unit = after[0] if after else None
    if unit is None and _pressure(concept) and quantity.number >= _LEAST_MMHG:
        unit, inferred = "mm[Hg]", True
    if unit == "cm[Hg]" or (
        unit is None and concept.unit == "mm[Hg]" and quantity.number < _LEAST_MMHG and _pressure(concept)
    ):
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
    own = concept.name if analyte.kind in ("condition", "assessment", "name") else None
    own_range = by_printed_range(reading, concept, quantity, value, printed) if printed is not None else None
    in_words = _said_so(reading, analyte, quantity)
    # The laboratory's range may be another one than ours: "test normal à 35 mmol/l" is what the report says of it.
    by_range = interpretation(concept, value)
    # "low" and "high" only where ours calls it normal: in "Na 110, K augmenté" the word is another test's.
    before = in_words in _RANGES and "normal" in (in_words, by_range) and quantity.start >= analyte.end
    said = own_range or (in_words if before and not _word_behind(reading, quantity) else None) or by_range or in_words
    said = said or (word_of_name(reading, number) if analyte.kind == "assessment" else None)
    return Result(number, value, said, own, (analyte.start, analyte.end) if number < 0 else None)


_MOST_CROSSES = 4
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
    if quantity.unit is None and plausible_unit(concept, quantity.number) is not None:
        return quantity.number
    if (
        other is None
        or possible(concept, quantity.number, quantity.unit)
        or not possible(concept, other, quantity.unit)
    ):
        return quantity.number
    return other


def _word_behind(reading: Reading, quantity: Quantity) -> bool:
    """Whether a word of result stands right behind a number, where it may be the next test's."""
    after = reading.words_between(quantity.end, quantity.end + 20)[:1]
    return bool(after) and after[0] in result_words(reading.language)


def _said_so(reading: Reading, analyte: Analyte, quantity: Quantity) -> str | None:
    words = result_words(reading.language)
    left, right = min(analyte.end, quantity.end), max(analyte.start, quantity.start)
    for word in reading.words_between(left, right):
        if word in words:
            return words[word]
    after = reading.words_between(quantity.end, quantity.end + 20)[:1]
    return words.get(after[0]) if after else None
