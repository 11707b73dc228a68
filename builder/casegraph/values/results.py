"""Results: which quantity or word is the value of which test, sign or score."""

from __future__ import annotations

import re
from dataclasses import replace

from casegraph.frozen import dataclass
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.terminology.concepts import Concept
from casegraph.terminology.mentions import Mention
from casegraph.text.tabular import cells
from casegraph.values.analytes import Analyte, find_analytes, glued_names
from casegraph.values.columns import Row
from casegraph.values.known_units import in_known_units
from casegraph.values.linking import follows, linked, points_on
from casegraph.values.norms import is_general, is_no_result, is_range_behind
from casegraph.values.obstetric import find_obstetric
from casegraph.values.plausible import counts, fits, in_scale, likely
from casegraph.values.printed import by_range
from casegraph.values.quantities import Quantity
from casegraph.values.result import Result, measured
from casegraph.values.result_words import find_words
from casegraph.values.risk_groups import find_risk_groups
from casegraph.values.scores import find_glued, find_named_grades, find_scores, find_staging, is_grade
from casegraph.values.strips import find_strip
from casegraph.values.units import unit_grammar
from casegraph.values.unnamed import RETURNS, find_grades, find_listed, find_unnamed, grade_ranges
from casegraph.values.valuation import result_of
from casegraph.values.wholes import with_whole_name

__all__ = ["Result", "find_results", "measured"]


def find_results(reading: Reading) -> list[Result]:
    """Every result of a report in text order."""
    results: list[Result] = []
    at = 0
    before: _Before | None = None
    for view in reading.sentences:
        end = view.sentence.end
        first = at
        while at < len(reading.quantities) and reading.quantities[at].start < end:
            at += 1
        inside = [q for q in reading.quantities[first:at] if q.start >= view.sentence.start]
        found = _sentence(reading, view, inside)
        found += _carried_on(reading, view, inside, found, before)
        before = _last_of(reading, found) or (before if before and end - before.end < _FAR_BEFORE else None)
        results += found
    results = _of_tables(reading, results) if reading.rows else results
    claimed = {r.value.start for r in results}
    results += [r for r in find_named_grades(reading) if r.value.start not in claimed]
    results += find_staging(reading, results)
    return [with_whole_name(reading, result) for result in in_known_units(reading, results)]


def _of_tables(reading: Reading, found: list[Result]) -> list[Result]:
    """The results with the values of tables whose columns are days that the sentences did not give their tests, and
    with what the norm of their line says of each."""
    results = list(found)
    at = {r.value.start: i for i, r in enumerate(found)}
    for row in reading.rows:
        analytes = find_analytes(reading, reading.sentence_of(reading.tokens.at(row.name[0])))
        analyte = next((a for a in analytes if row.name[0] <= a.start < row.name[1]), None)
        if analyte is None:
            continue
        norm = reading.quantity_after(row.norm[0]) if row.norm else None
        for start, end, _ in row.values:
            quantity = reading.quantity_after(start)
            if quantity is None or quantity.start != start or quantity.number_end > end:
                continue
            lender = _printed_unit(reading, row, quantity)
            if start not in at and fits(analyte.concept, lender or quantity):
                result = result_of(reading, analyte, quantity, lender, None)
                if result is not None:
                    at[start] = len(results)
                    results.append(result)
            if start in at and row.norm and norm is not None and norm.start < row.norm[1]:
                own = results[at[start]]
                said = by_range(reading, analyte.concept, own.value, norm)
                results[at[start]] = replace(own, interpretation=said or own.interpretation)
    return results


def _printed_unit(reading: Reading, row: Row, quantity: Quantity) -> Quantity | None:
    """The quantity in the unit that the line names: "Hémoglobine (g/dL)", or in a cell of its own."""
    text, grammar = reading.document.text, unit_grammar(reading.language)
    first, last = row.name[0], row.values[0][0]
    written = [match[1] for match in _IN_BRACKETS.finditer(text, first, last)]
    written += [text[start:end] for start, end in cells(text, first, last)[1:]]
    unit = next((found for w in written if (found := grammar.parse(w)) is not None), None)
    return replace(quantity, unit=unit[0], dimension=unit[1]) if unit else None


_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]\t|\n]{1,30})[)\]]")


@dataclass(frozen=True, slots=True)
class _Before:
    """The last result with a unit: its test, its unit, and where it ends."""

    concept: Concept
    unit: str
    end: int


#: How far behind a result a sentence may end that goes on with its test.
_FAR_BEFORE = 500
_BEARERS = word_class("value-bearers")
#: What a value is that is compared with the one told before it: "la valeur précédente étant de 8 mg/dl".
_EARLIER = word_class("compared-values")
_LABORATORY = frozenset({"concentration", "count"})


def _last_of(reading: Reading, found: list[Result]) -> _Before | None:
    for result in sorted(found, key=lambda r: r.value.start, reverse=True):
        name = result.concept or (reading.mentions[result.mention].concept if result.mention >= 0 else None)
        concept = reading.terminology.by_name.get(name or "")
        if result.value.number is None or result.value.unit is None or concept is None:
            continue
        return _Before(concept, result.value.unit, result.value.end) if concept.kind == "observable" else None
    return None


def _carried_on(
    reading: Reading, view: SentenceView, quantities: list[Quantity], found: list[Result], before: _Before | None
) -> list[Result]:
    """Values of the test that was told of before: "Elle est remontée à 130 mmol/l", "a permis sa remontée à 9 g/dL"."""
    out: list[Result] = []
    tokens = reading.tokens
    for quantity in quantities:
        if quantity.dimension not in _LABORATORY:
            continue
        taken = any(r.value.start <= quantity.number_start < r.value.end for r in [*found, *out])
        if taken or is_no_result(reading, quantity):
            continue
        i = tokens.at(quantity.start) - 1
        near = range(i, max(view.first - 1, i - _FAR_BEARER), -1)
        bearer = next((j for j in near if tokens.fold[j] in _BEARERS or _returning(reading, j)), None)
        if bearer is None or any(j in reading.mention_at for j in range(bearer, i + 1)):
            continue
        of_found = _returning(reading, bearer) or tokens.fold[bearer + 1] in _EARLIER
        earlier = [r for r in found if r.value.end < tokens.start[bearer]] if of_found else []
        source = _last_of(reading, earlier) or before
        if source is None or quantity.unit != source.unit:
            continue
        analyte = Analyte(tokens.start[bearer], tokens.end[bearer], source.concept, -1, "name")
        result = result_of(reading, analyte, quantity, None, None)
        if result is not None:
            out.append(result)
    return out


#: How many words before a value its bearer may stand.
_FAR_BEARER = 8


def _returning(reading: Reading, word: int) -> bool:
    """Whether a noun tells how a test named before ran: "sa normalisation"."""
    return reading.tokens.fold[word] in RETURNS and reading.tokens.fold[word - 1 : word] in (["sa"], ["leur"])


def _sentence(reading: Reading, view: SentenceView, quantities: list[Quantity]) -> list[Result]:
    analytes = find_analytes(reading, view, valued=bool(quantities))
    named = [a for a in analytes if a.mention >= 0]
    results = find_scores(reading, view, [(a.mention, a.concept) for a in named]) if named else []
    results += find_glued(reading, view, glued_names(reading.language))
    results += _further_scores(reading, results, quantities)
    results += find_risk_groups(reading, view, (r.mention for r in results))
    taken = [(r.value.start, r.value.end) for r in results] + (grade_ranges(reading, view) if quantities else [])
    free = [q for q in quantities if not any(a <= q.number_start < b for a, b in taken)] if taken else quantities
    # "grade 2" of a toxicity is no histologic grade, and no other number is.
    closed = {r.mention for r in results if r.mention >= 0} | {a.mention for a in named if is_grade(reading, a.concept)}
    open_analytes = [a for a in analytes if a.mention not in closed]
    claims = _Claims(reading, view, free, open_analytes) if free else None
    results += claims.results() if claims else []
    owned = {r.mention for r in results} | closed
    words = find_words(reading, view, owned)
    strip = find_strip(reading, view, results)
    words = [w for w in words if all(w.value.start != s.value.start for s in strip)] + strip
    left = [q for i, q in enumerate(claims.free) if i not in claims.owner] if claims else []
    if left:
        results += find_unnamed(reading, view, left)
        results += find_listed(reading, view, results, left)
    found = results + words
    return [*found, *find_grades(reading, view, found), *find_obstetric(reading, view)]


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
            if quantity.start < last.end or _MOMENTS.match(reading.document.text, quantity.start):
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


#: The moments of an Apgar score: "à 1, 5 et 10 minutes".
_MOMENTS = re.compile(r"\d{1,2}(?:\s?(?:,|et|/)\s?\d{1,2})*\s?(?:min|mn|minutes?)\b")
#: "ASAT et ALAT", "Natrémie/kaliémie", "l'ASAT et l'ALAT".
_AND = re.compile(r"\s?(?:et|/|-)\s?(?:(?:les?|la|du|des?|à|de\sla)\s|(?:de\s)?l['’]|d['’])?")
_APART = frozenset(",;:.()-–\n")
#: From a value that stands before the clause of its test to the test, and what may lead to such a value; dimensions
#: that nothing but a result has.
_NEW_SUBJECT = re.compile(r"\s?,\s(?:la|le|les|l['’]|sa|son|ses|leur|cette|ce|cet)\s?")
_MEASURED, _AT = word_class("measured-participles"), word_class("at-or-in")
_TOLD_ALONE = frozenset({"concentration", "count", "temperature", "pressure"})
_TO = re.compile(r"\s(?:à|et)\s")
_IS = re.compile(r"(?:\s(?:est|était)\s(?:de|à)|\s?[:=]|\sà)\s$")
_OWN_VALUE = re.compile(r"\s?(?:à|:|=)?\s?\d")
_NAMED_BEFORE = re.compile(r"[\s:=]*à?\s*")
#: Tests whose names go on in numbers, and what may stand between such numbers.
_NUMBERED = ("ImmunohistochemicalMarker", "GeneMutationStatus")
_ITS_NUMBERS = re.compile(r"[( ]*(?:\d+(?:\s?(?:,|et|/)\s?\d+)*\s?(?:,|et|/)\s?)?")
#: The strongest staining of a marker.
_MOST_INTENSE = 3
#: Kinds of mentions between a test and a number that have the number for their own.
_METHODS = word_class("methods")
_PRONOUNS = word_class("subject-pronouns")
_OF_WORDS, _RESPECTIVELY = word_class("of-words"), word_class("respectively")
#: Units in which two tests may have one value told of both.
_ALIKE = frozenset({"%", "{ULN}"})
_CELLS = word_class("stained-cells")
_SIZES, _DOSES, _BARE = ("mass", "length"), ("mass", "amount", "activity"), ("length", "none")
_GENERAL = frozenset({"LaboratoryProcedure", "MonitoringProcedure"})
_BARRIERS = frozenset({"treatment", "procedure", "observable", "device"})


class _Claims:
    """Which quantity (its index) is the value of which analyte (its index) in one sentence."""

    def __init__(
        self, reading: Reading, view: SentenceView, quantities: list[Quantity], analytes: list[Analyte]
    ) -> None:
        self.reading, self.view, self.analytes, self.all = reading, view, analytes, quantities
        self.owner: dict[int, int] = {}
        self.shared: list[tuple[int, int]] = []
        named = [(a.start, a.end) for a in analytes if a.mention < 0]
        inside = [q for q in quantities if not any(a <= q.number_start < b for a, b in named)]
        results = [q for q in inside if not (is_no_result(reading, q) or is_general(reading, view, q))]
        self.free = self._split(results)
        if not analytes or not self.free:
            return
        if not _RESPECTIVELY.isdisjoint(reading.tokens.fold[view.first : view.last]):
            self._respectively()
        for index, quantity in enumerate(self.free):
            if index not in self.owner:
                owner = self._ahead(quantity)
                if owner is not None and owner not in self.owner.values():
                    self.owner[index] = owner
        self._in_pairs()
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
        for index, owner in sorted([*self.owner.items(), *self.shared]):
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
            ended = lender
            if ended is None and printed is not None and _TO.fullmatch(text, self.free[index].end, printed.start):
                ended = printed
            if ended is not None and _beyond(self.analytes[owner].concept, self.free[index], ended):
                continue  # "leur taille va de 0,3 à 2 cm": no one's height
            result = result_of(self.reading, self.analytes[owner], self.free[index], lender, printed)
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
            behind = text[cut + 1 : q.number_end]
            second = cut + 1 + len(behind) - len(behind.lstrip())
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
        if self._put_first(quantity, gap) and _fits(analyte, quantity) and likely(analyte.concept, quantity):
            return None if _OWN_VALUE.match(text, analyte.end) else index
        between = self.reading.words_between(quantity.end, analyte.start)
        named = _OF_WORDS.issuperset(between) or self._stained(analyte, quantity, between)
        if not named or set(gap) & _APART:
            return None
        if not _fits(analyte, quantity) or not likely(analyte.concept, quantity):
            return None
        if (quantity.unit is None and (between or not counts(analyte.concept))) or self._just_named(quantity, analyte):
            return None  # "2 critères de l'ACR" is no value of it
        if between and quantity.dimension in _SIZES:
            return None  # "perdre 5 kg de poids"
        # "taux de 10 g/dl, plaquettes à 40": a value that the test goes on to get belongs to it, not this one.
        return None if _OWN_VALUE.match(text, analyte.end) else index

    def _put_first(self, quantity: Quantity, gap: str) -> bool:
        """Whether a value stands before the clause of its test: "Mesurée à 4,6 mUI/l, la TSH", "À 38,9 °C, la ..."."""
        tokens, i = self.reading.tokens, self.reading.tokens.at(quantity.start) - 1
        if not _NEW_SUBJECT.fullmatch(gap) or i < self.view.first or tokens.fold[i] not in _AT:
            return False
        if i == self.view.first:
            return quantity.dimension in _TOLD_ALONE
        return tokens.fold[i - 1] in _MEASURED and (i - 1 == self.view.first or tokens.mark_before(i - 1))

    def _stained(self, analyte: Analyte, quantity: Quantity, between: list[str]) -> bool:
        """Whether a share is that of the cells stained for a marker: "positif dans 30 % des cellules pour le CD30"."""
        marker = self.reading.terminology.is_a(analyte.concept.name, "Biomarker")
        return marker and quantity.unit == "%" and "pour" in between and _CELLS.issuperset(between)

    def _just_named(self, quantity: Quantity, ahead: Analyte) -> bool:
        """Whether another test stands right before a number: in "sodium 136 potassium 3,4" the 136 is the sodium's.

        A condition names the test `ahead` too: "thrombopénie à 38 000 plaquettes".
        """
        before = [a for a in self.analytes if a.end <= quantity.start]
        if not before or before[-1].concept.name == ahead.concept.name:
            return False
        return bool(_NAMED_BEFORE.fullmatch(self.reading.document.text[before[-1].end : quantity.start]))

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
            # "un Ca 15,3 de 1 088 U/ml (1 038 auparavant)": the first value says what the name means.
            needs = "" if analyte.needs == "value" and owner in self.owner.values() else analyte.needs
            if needs == "person" and candidates and self._is_subject(candidates[-1], analyte, quantity):
                continue  # "le périmètre crânien mesure 47 cm"
            if _fits(analyte, quantity) and likely(analyte.concept, quantity, needs):
                return owner if self._may_own(owner, quantity) else None
            if analyte.mention >= 0:
                return None
            # A short name that this cannot be a value of is no test: "T3 0,2 µg/l".
        return None

    def _is_subject(self, owner: int, verb: Analyte, quantity: Quantity) -> bool:
        """Whether a test is the subject of a verb of measuring, whose value is the test's."""
        subject, tokens = self.analytes[owner], self.reading.tokens
        apart = tokens.parted(tokens.at(subject.end) - 1, tokens.at(verb.start))
        pronoun = not _PRONOUNS.isdisjoint(self.reading.words_between(subject.end, verb.start))
        return subject.kind == "observable" and not (apart or pronoun) and _fits(subject, quantity)

    def _names_marker(self, analyte: Analyte, quantity: Quantity) -> bool:
        """Whether a number is part of a marker's name: "cytokératines 17 et 19", "BRCA 2"; a score is three at most."""
        marker = any(self.reading.terminology.is_a(analyte.concept.name, kind) for kind in _NUMBERED)
        most = 0 if self.reading.terminology.is_a(analyte.concept.name, "GeneMutationStatus") else _MOST_INTENSE
        bare = analyte.concept.unit is None and quantity.unit is None and quantity.number > most
        gap = self.reading.document.text[analyte.end : quantity.start]
        return marker and bare and _ITS_NUMBERS.fullmatch(gap) is not None

    def _may_own(self, owner: int, quantity: Quantity) -> bool:
        analyte = self.analytes[owner]
        staged = quantity.shape == "pair" and self.reading.terminology.is_a(analyte.concept.name, "TumourStaging")
        if staged or self._names_marker(analyte, quantity):
            return False  # "stade pT2 pN1 (2/4)": nodes
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
            if self._of_grade(m) or m.concept in _GENERAL:
                continue  # "plaquettes de grade IV (22 000)", "confirmée par deux dosages à 86"
            if m.kind == "procedure" and not _METHODS.isdisjoint(self.reading.tokens.before(m.first, 2)):
                continue  # "l'expression de PD-L1 par immunohistochimie de 40 %"
            bare = m.kind == "condition" and quantity.dimension in _BARE and not self._measured_in(analyte, m, quantity)
            if m.kind in _BARRIERS or bare:
                return False
        return linked(self.reading, analyte, quantity)

    def _measured_in(self, analyte: Analyte, lesion: Mention, quantity: Quantity) -> bool:
        """Whether a lesion is what a test was measured in: "le SUVmax de la lésion est de 12"."""
        between = self.reading.words_between(analyte.end, lesion.start)
        behind = self.reading.document.text[lesion.end : quantity.start]
        return bool(between) and between[0] in _OF_WORDS and len(between) <= 3 and _IS.search(behind) is not None

    def _of_grade(self, mention: Mention) -> bool:
        concept = self.reading.terminology.by_name.get(mention.concept or "")
        return concept is not None and is_grade(self.reading, concept)

    def _respectively(self) -> None:
        """ "A et B à 90 % et 20 % respectivement": in order, as many values as tests, the values next to the word."""
        text = self.reading.document.text
        tokens, view = self.reading.tokens, self.view
        word = next(tokens.start[i] for i in range(view.first, view.last) if tokens.fold[i] in _RESPECTIVELY)
        runs: list[list[int]] = []
        for i, q in enumerate(self.free):
            joined = runs and _IN_A_ROW.fullmatch(_BRACKETED.sub("", text[self.free[i - 1].end : q.start]))
            if joined:
                runs[-1].append(i)
            else:
                runs.append([i])
        run = next((r for r in runs if len(r) > 1 and _beside(text, self.free[r[0]], self.free[r[-1]], word)), None)
        if run is None:
            return
        tests = [i for i, a in enumerate(self.analytes) if a.end <= self.free[run[0]].start and a.needs != "person"]
        named = tests[-len(run) :]
        if len(named) == len(run):
            for owner, index in zip(named, run, strict=True):
                if fits(self.analytes[owner].concept, self.free[index]):
                    self.owner[index] = owner

    def _in_pairs(self) -> None:
        """ "Natrémie et kaliémie basses, à 126 et 3 mmol/l": a value that only the first of two tests can have."""
        text = self.reading.document.text
        for index in range(len(self.free) - 1):
            value, following = self.free[index : index + 2]
            before = [i for i, a in enumerate(self.analytes) if a.end <= value.start][-2:]
            if len(before) < 2 or not self.owner.keys().isdisjoint((index, index + 1)):
                continue
            first, second = (self.analytes[i] for i in before)
            joined = _AND.fullmatch(text, first.end, second.start) and _AND.fullmatch(text, value.end, following.start)
            own = _fits(second, value) and likely(second.concept, value)
            if not joined or own or not linked(self.reading, second, value):
                continue
            if all(_fits(a, q) and likely(a.concept, q) for a, q in ((first, value), (second, following))):
                self.owner[index], self.owner[index + 1] = before

    def _listed(self) -> None:
        """ "ASAT et ALAT à 55 et 72 UI/l": a list of tests and as many values right behind it, in order."""
        text = self.reading.document.text
        in_order = not _RESPECTIVELY.isdisjoint(self.reading.tokens.fold[self.view.first : self.view.last])
        index_of = {owner: index for index, owner in sorted(self.owner.items(), reverse=True)}
        for owner in range(1, len(self.analytes)):
            index = index_of.get(owner)
            if index is None:
                continue
            value = self.free[index]
            later = range(index + 1, len(self.free))
            following = next((i for i in later if not is_range_behind(self.reading, value, self.free[i])), None)
            first, second = self.analytes[owner - 1], self.analytes[owner]
            joined = owner - 1 not in index_of and _AND.fullmatch(text, first.end, second.start)
            if following is None or self.owner.get(following, owner) != owner:
                kin = first.kind != "assessment" and first.concept.parents == second.concept.parents
                alike = kin and not in_order and value.unit in _ALIKE
                if joined and "-" not in joined.group() and alike and fits(first.concept, value):
                    self.shared.append((index, owner - 1))  # "ASAT et ALAT à 5 N"
                continue
            values = _BRACKETED.sub("", text[value.end : self.free[following].start])
            pair = _AND.fullmatch(values) or values.strip() == "/"
            if joined and pair and fits(first.concept, value) and fits(second.concept, self.free[following]):
                self.owner[index], self.owner[following] = owner - 1, owner


def _beyond(concept: Concept, quantity: Quantity, lender: Quantity) -> bool:
    """Whether a length would be out of scale in the unit that a later one lends it."""
    factor = concept.units.get(lender.unit or "", 1.0)
    bare = quantity.unit is None and lender.dimension == "length"
    return bare and not in_scale(concept, quantity.number * factor)


#: The end of a clinician's scale, at most.
_MOST_GRADES = 10


def _fits(analyte: Analyte, quantity: Quantity) -> bool:
    """Whether a quantity can be a value of what a mention names; a bare mass behind a drug's name is its dose."""
    dose = analyte.kind == "treatment" and quantity.dimension in _DOSES
    # "MRC 4/5": a grade of five is no creatinine
    of_grades = quantity.number <= (quantity.high or 0) <= _MOST_GRADES  # a pressure of "16/9" is none
    graded = analyte.kind == "condition" and quantity.shape == "pair" and of_grades
    return not (dose or graded) and fits(analyte.concept, quantity)


def _beside(text: str, first: Quantity, last: Quantity, word: int) -> bool:
    """Whether a run of values, norms in brackets left out, stands right before or right after an offset."""
    behind = word >= last.end and len(_BRACKETED.sub("", text[last.end : word])) <= _BESIDE
    return behind or 0 <= first.start - word <= _AFTER_WORD


#: Between the values of a run, and a norm printed behind one of them.
_IN_A_ROW = re.compile(r"\s?(?:,|et|/|;|,\s?et)\s?(?:de|à|d['’])?\s?")
_BRACKETED = re.compile(r"\s?[(\[][^()\[\]]{1,60}[)\]]")
#: How many characters may stand between a run of values and "respectivement" behind it, or before it.
_BESIDE, _AFTER_WORD = 6, 24
