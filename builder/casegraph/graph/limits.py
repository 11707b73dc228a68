"""The rules of the ontology spelled out as the facts that the queries under `ontology/rules` read.

They go by the reference ranges of the ontology, which are those of adults: a rule that would misjudge a child is
`cg:adultsOnly`, and a range that the report prints itself goes before them (`graph.infer`, `values.printed`).

A rule that goes by a reference range becomes a limit for each sex for which the range differs, in the canonical unit;
each of its grade bands becomes a limit within that one; a bound that is not set becomes one that nothing reaches, and
an open one is closed a hair inside. So the queries need no optional pattern and judge a case in a few milliseconds. The
terms in `https://w3id.org/casegraph/fact#` live only while rules run:

- a concept is `fact:answeredBy` limits and cues, `fact:premiseOf`, `fact:firstPremiseOf`, `fact:secondPremiseOf` rules;
- a limit has `fact:unit`, `fact:from`, `fact:to`, `fact:grade` (0 for none) and `fact:unlessUnit`: it does not count
  for a result written in that unit; a case sees only the limits for the sex and the age of its patient;
- a cue has `fact:onInterpretation` or `fact:pattern`, and `fact:unit`: a number in that unit decides in its place;
- limits, cues and rules have `fact:indicates` and `fact:name`, limits and cues also `fact:rule`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from casegraph.graph.closure import Hierarchy
from casegraph.graph.terms import decimal, integer, iri, literal
from casegraph.graph.vocabulary import CG, CONCEPT, RULE, cg

__all__ = ["FACT", "UNREACHED", "Facts", "spell_out"]

FACT = "https://w3id.org/casegraph/fact#"
#: Beyond every result of a report.
UNREACHED = 1e12
#: What the generic rules are restricted to: vital signs need a rule of their own.
LABORATORY_TEST = CONCEPT + "LaboratoryTest"
#: Less than any report's last decimal.
_HAIR = 1e-9
_SEXES = ("Female", "Male", "UnknownSex")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the queries read of the ontology.

    `links` gives, for each concept that some rule answers to, its N-Triples lines and the nodes they lead to; `nodes`
    the lines about each of these, `sexes` those that some of them are restricted to, `adults` those that say nothing of
    children. `stretches` (unit, lowest, highest) and `words` (interpretation, unit) tell which limits and cues can
    count for a result at all, so that a case loads no others. `ranges` are the reference ranges by which the reader
    judges the results of these concepts, the wider one where the sexes differ.
    """

    links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)
    sexes: dict[str, list[str]] = field(default_factory=dict)
    adults: set[str] = field(default_factory=set)
    stretches: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    ranges: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)

    def add(self, concept: str, predicate: str, fact: _Fact) -> None:
        """Link a concept to a node with its lines."""
        node = fact.node
        self.nodes[node] = fact.lines
        if fact.sexes != _SEXES:
            self.sexes[node] = list(fact.sexes)
        if fact.adults:
            self.adults.add(node)
        if fact.stretch is not None:
            self.stretches[node] = fact.stretch
        if fact.word is not None:
            self.words[node] = fact.word
        link = (f"{iri(concept)} {_fact(predicate)} {node} .\n", node)
        found = self.links.setdefault(concept, [])
        if link not in found:
            found.append(link)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """A stretch of numbers, each end open (`above`, `below`) or closed (`at_least`, `at_most`)."""

    above: float = -UNREACHED
    at_least: float = -UNREACHED
    below: float = UNREACHED
    at_most: float = UNREACHED

    def times(self, factor: float) -> _Bounds:
        """The same stretch in multiples of something."""
        ends = (self.above, self.at_least, self.below, self.at_most)
        return _Bounds(*(end if abs(end) == UNREACHED else float(f"{end * factor:.12g}") for end in ends))

    def within(self, other: _Bounds) -> _Bounds:
        """What both stretches share."""
        return _Bounds(
            max(self.above, other.above),
            max(self.at_least, other.at_least),
            min(self.below, other.below),
            min(self.at_most, other.at_most),
        )

    def closed(self) -> tuple[float, float]:
        """The two ends, both closed."""
        lowest = max(self.at_least, self.above + _HAIR)
        highest = min(self.at_most, self.below - _HAIR)
        return float(f"{lowest:.12g}"), float(f"{highest:.12g}")


@dataclass(frozen=True, slots=True)
class _Fact:
    """A node of the rules with its lines."""

    node: str
    lines: str
    sexes: tuple[str, ...] = _SEXES
    adults: bool = False
    stretch: tuple[str, float, float] | None = None
    word: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    """A rule's answer to one analyte, for the sexes it holds for."""

    rule: str
    analyte: str
    concept: str
    sexes: tuple[str, ...] = _SEXES
    adults: bool = False


class _Reader:
    """Reads single values of the ontology's rules and concepts."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def values(self, subject: str, name: str) -> list[str]:
        """The values of one property of the model, in a fixed order."""
        pattern = self._store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(CG + name), None)
        return sorted(quad.object.value for quad in pattern if isinstance(quad.object, ox.NamedNode | ox.Literal))

    def number(self, subject: str, name: str) -> float | None:
        """One number, None where there is none."""
        found = self.values(subject, name)
        return float(found[0]) if found else None

    def subjects(self, name: str, value: str | None = None) -> list[str]:
        """Everything that has a property of the model (with a value)."""
        wanted = ox.NamedNode(value) if value else None
        pattern = self._store.quads_for_pattern(None, ox.NamedNode(CG + name), wanted)
        return sorted({quad.subject.value for quad in pattern if isinstance(quad.subject, ox.NamedNode)})

    def bounds(self, subject: str) -> _Bounds | None:
        """The bounds that a rule or a band sets itself, None where it sets none."""
        names = {"above": "above", "at_least": "atLeast", "below": "below", "at_most": "atMost"}
        ends = {key: self.number(subject, name) for key, name in names.items()}
        set_ends = {key: end for key, end in ends.items() if end is not None}
        return _Bounds(**set_ends) if set_ends else None

    def range_end(self, analyte: str, end: str, sex: str) -> float | None:
        """The "Low" or "High" end of a reference range; that of the wider one where the sex is not known."""
        by_sex = [self.number(analyte, f"reference{end}{name}") for name in _SEXES[:2]]
        female, male = by_sex
        if female is None or male is None:
            return self.number(analyte, f"reference{end}")
        if sex == "UnknownSex":
            return min(female, male) if end == "Low" else max(female, male)
        return female if sex == "Female" else male

    def has_own_range(self, concept: str, rule: str, analyte: str) -> bool:
        """Whether a concept below a rule's analyte has, in the same unit, the ends of the range that the rule needs."""
        ends = [end.removeprefix(CG) for end in self.values(rule, "outside")]
        same = self.values(concept, "canonicalUnit") == self.values(analyte, "canonicalUnit")
        return bool(ends) and same and all(self.range_end(concept, end, "UnknownSex") is not None for end in ends)

    def sexes(self, analyte: str, *ends: str) -> list[tuple[str, ...]]:
        """The sexes, those together for which the ends of the range are the same."""
        groups: dict[tuple[float | None, ...], tuple[str, ...]] = {}
        for sex in _SEXES:
            key = tuple(self.range_end(analyte, end, sex) for end in ends)
            groups[key] = (*groups.get(key, ()), sex)
        return list(groups.values())


def spell_out(store: ox.Store, tree: Hierarchy) -> Facts:
    """The facts of an ontology's rules."""
    reader = _Reader(store)
    facts = Facts()
    for rule in reader.subjects("indicates"):
        concept = reader.values(rule, "indicates")[0]
        exceptions = reader.values(rule, "exception")
        adults = bool(reader.values(rule, "adultsOnly"))
        for analyte in reader.values(rule, "analyte"):
            for observed in _covered(tree, analyte, exceptions):
                # What has a range of its own goes by it: ALT by its own, not by that of the transaminases.
                by = observed if reader.has_own_range(observed, rule, analyte) else analyte
                for fact in _answers(reader, _Answer(rule, by, concept, adults=adults)):
                    facts.add(observed, "answeredBy", fact)
        second = reader.values(rule, "secondPremise")
        names = {"premise": "firstPremiseOf" if second else "premiseOf", "secondPremise": "secondPremiseOf"}
        for name, predicate in names.items():
            for premise in reader.values(rule, name):
                # What a rule concludes to is no premise of it, though it lies below one.
                for covering in _covered(tree, premise, [*exceptions, concept]):
                    pairs = [("indicates", iri(concept)), ("name", literal(rule.removeprefix(RULE)))]
                    facts.add(covering, predicate, _Fact(iri(rule), _lines(iri(rule), pairs)))
    for end, rule in (("Low", RULE + "low-value"), ("High", RULE + "high-value")):
        for analyte in reader.subjects(f"{end.lower()}Indicates"):
            above = tree.ancestors(analyte)
            owners = [own for name in above for own in reader.subjects("analyte", name)]
            judged = any(CG + end in reader.values(own, "onInterpretation") for own in owners)
            if not judged and LABORATORY_TEST in above:
                concept = reader.values(analyte, f"{end.lower()}Indicates")[0]
                for fact in _by_range(reader, _Answer(rule, analyte, concept, adults=True), end):
                    facts.add(analyte, "answeredBy", fact)
    for concept in facts.links:
        low, high = (reader.range_end(concept, end, "UnknownSex") for end in ("Low", "High"))
        if low is not None or high is not None:
            facts.ranges[concept] = (low, high)
    return facts


def _covered(tree: Hierarchy, premise: str, exceptions: Iterable[str]) -> list[str]:
    covered = set(tree.descendants(premise))
    for exception in exceptions:
        covered -= tree.descendants(exception)
    return sorted(covered)


def _answers(reader: _Reader, answer: _Answer) -> Iterator[_Fact]:
    """The limits and cues of one rule for one analyte: their nodes and lines."""
    own = reader.bounds(answer.rule)
    unit = _unit(reader, answer.analyte)
    ends = [end.removeprefix(CG) for end in reader.values(answer.rule, "outside")]
    for end in ends:
        yield from _by_range(reader, answer, end)
    if own and unit:
        for sexes in reader.sexes(answer.analyte, "High"):
            yield from _limits(reader, replace(answer, sexes=sexes), own, unit)
    if not ends:
        for interpretation in reader.values(answer.rule, "onInterpretation"):
            yield _word(answer, iri(interpretation), unit if own else None)
    for pattern in reader.values(answer.rule, "valuePattern"):
        yield _cue(answer, "pattern", [("pattern", literal(pattern)), ("unit", literal("-"))])


def _by_range(reader: _Reader, answer: _Answer, end: str) -> Iterator[_Fact]:
    """A rule that answers below or above a reference range, in numbers or in words."""
    unit = _unit(reader, answer.analyte)
    for sexes in reader.sexes(answer.analyte, end, "High"):
        limit = reader.range_end(answer.analyte, end, sexes[0])
        if unit is not None and limit is not None:
            bounds = _Bounds(below=limit) if end == "Low" else _Bounds(above=limit)
            yield from _limits(reader, replace(answer, sexes=sexes), bounds, unit)
    yield _word(answer, cg(end), unit)


def _limits(reader: _Reader, answer: _Answer, bounds: _Bounds, unit: str) -> Iterator[_Fact]:
    """A limit and, within it, one for each grade band of its rule."""
    yield _limit(answer, bounds, unit, "-", 0)
    high = reader.range_end(answer.analyte, "High", answer.sexes[0])
    bands = reader.subjects("ofRule", answer.rule)
    others = sorted({name for band in bands for name in reader.values(band, "unit")} - {unit})
    for band in bands:
        graded = reader.bounds(band) or _Bounds()
        grade = int(reader.values(band, "ctcaeGrade")[0])
        written = next(iter(reader.values(band, "unit")), unit)
        if reader.values(band, "timesUpperLimit"):
            if high is not None:
                yield _limit(answer, graded.times(high).within(bounds), unit, "-", grade)
        elif written != unit:
            yield _limit(answer, graded, written, "-", grade)
        else:
            # A number written in the unit of other bands is graded by those: CTCAE rounds the two differently.
            yield _limit(answer, graded.within(bounds), unit, others[0] if others else "-", grade)


def _limit(answer: _Answer, bounds: _Bounds, unit: str, unless: str, grade: int) -> _Fact:
    node = _node(answer, answer.sexes[0], str(grade), unit)
    lowest, highest = bounds.closed()
    pairs = [("unit", literal(unit)), ("unlessUnit", literal(unless)), ("grade", integer(grade))]
    pairs += [("from", decimal(lowest)), ("to", decimal(highest))]
    lines = _lines(node, [*_head(answer), *pairs])
    return _Fact(node, lines, answer.sexes, answer.adults, stretch=(unit, lowest, highest))


def _word(answer: _Answer, interpretation: str, unit: str | None) -> _Fact:
    pairs = [("onInterpretation", interpretation), ("unit", literal(unit or "-"))]
    return _cue(answer, "interpretation", pairs, (interpretation, unit or "-"))


def _cue(answer: _Answer, name: str, pairs: list[tuple[str, str]], word: tuple[str, str] | None = None) -> _Fact:
    node = _node(answer, name)
    return _Fact(node, _lines(node, [*_head(answer), *pairs]), word=word)


def _head(answer: _Answer) -> list[tuple[str, str]]:
    name = literal(answer.rule.removeprefix(RULE))
    return [("rule", iri(answer.rule)), ("name", name), ("indicates", iri(answer.concept))]


def _lines(node: str, pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{node} {_fact(name)} {value} .\n" for name, value in pairs)


def _node(answer: _Answer, *rest: str) -> str:
    return iri(FACT + "-".join([answer.rule.removeprefix(RULE), answer.analyte.removeprefix(CONCEPT), *rest]))


def _unit(reader: _Reader, analyte: str) -> str | None:
    return next(iter(reader.values(analyte, "canonicalUnit")), None)


def _fact(name: str) -> str:
    return f"<{FACT}{name}>"
