"""A case graph read back into plain objects: what the pages of one case are laid out from."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

import pyoxigraph as ox

from casegraph.errors import GraphError
from casegraph.graph.vocabulary import CG, CONCEPT, PREFIXES, RULE
from casegraph.terminology.ontology_reader import curie

__all__ = [
    "LINKS", "CaseView", "Concept", "Entity", "Mention", "Quantity", "Sentence", "Statement", "When", "read_case"
]  # fmt: skip

_RDF, _OA, _PROV = PREFIXES["rdf"], PREFIXES["oa"], PREFIXES["prov"]
_TYPE = _RDF + "type"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
#: The links between statements by name, in the order in which pages list them.
LINKS = {
    "reason": CG + "reason",
    "cause": CG + "cause",
    "shown-by": CG + "shownBy",
    "replaced-by": CG + "replacedBy",
    "derived-from": _PROV + "wasDerivedFrom",
}
_KINDS = {
    CG + "ConditionStatement": "condition",
    CG + "Observation": "observation",
    CG + "ProcedureStatement": "procedure",
    CG + "TreatmentStatement": "treatment",
    CG + "EncounterStatement": "encounter",
    CG + "PatientStatement": "patient",
    CG + "CircumstanceStatement": "circumstance",
    CG + "TimeStatement": "time",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value as written, and in the canonical unit where it has a number; `high` is the end of a range."""

    text: str
    number: float | None = None
    high: float | None = None
    unit: str | None = None
    comparator: str | None = None
    canonical: float | None = None
    canonical_unit: str | None = None
    unit_inferred: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A time expression: its words, days of the case's axis (day 1 is that of admission), a partial calendar date."""

    text: str
    day_from: float | None = None
    day_to: float | None = None
    date: str | None = None
    relative: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text says it: offsets of the words (code points, half open), of the value and of the deciding words."""

    id: str
    start: int
    end: int
    value: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the report: offsets (code points, half open) and the key of its section."""

    start: int
    end: int
    section: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept as the store has it: labels by language, codes as CURIEs, reference range by sex ("" for any)."""

    iri: str
    labels: dict[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    ranges: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """The label in a language, else in any, else the end of the IRI."""
        return self.labels.get(language) or next(iter(self.labels.values()), "") or self.iri.removeprefix(CONCEPT)


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the case, in its own words; `concepts` is empty where the ontology has none for it."""

    id: str
    kind: str
    words: str
    concepts: tuple[Concept, ...] = ()
    nearest: tuple[Concept, ...] = ()
    codes: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    laterality: str | None = None

    def name(self, language: str) -> str:
        """Its concept's label, else its own words."""
        return self.concepts[0].name(language) if self.concepts else self.words


@dataclass(frozen=True, slots=True)
class Statement:
    """What the text says of an entity at one place and time; `links` gives ids of statements by the names in `LINKS`.

    `presence`, `status`, `interpretation` are local names of the model ("AtRisk", "Withheld"). `person` is "patient",
    "family" or "other"; `rule` names the rule that concluded it, and is None for what the text says itself.
    """

    id: str
    kind: str
    entity: Entity
    order: int
    presence: str | None = None
    status: str | None = None
    interpretation: str | None = None
    person: str = "patient"
    kinship: str | None = None
    history: bool = False
    value: Quantity | None = None
    size: Quantity | None = None
    details: tuple[tuple[str, str], ...] = ()
    when: When | None = None
    mentions: tuple[Mention, ...] = ()
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rule: str | None = None


@dataclass(frozen=True)
class CaseView:
    """One case: its text, sentences, statements in the order of the text, concluded ones behind what they rest on."""

    id: str
    iri: str
    text: str
    sentences: tuple[Sentence, ...]
    statements: tuple[Statement, ...]
    sex: str | None = None

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def by_id(self) -> dict[str, Statement]:
        """Statements by their id."""
        return {s.id: s for s in self.statements}

    @cached_property
    def resting(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """What rests on a statement: the name of the link and the id of the statement that has it."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for statement in self.statements:
            for name, targets in statement.links.items():
                for target in targets:
                    found[target].append((name, statement.id))
        return {target: tuple(dict.fromkeys(pairs)) for target, pairs in found.items()}

    def words(self, start: int, end: int) -> str:
        """The exact words between two offsets."""
        return self.text[start:end]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds an offset, or the last one before it."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]


class _Nodes:
    """The triples by subject and predicate, both as strings."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        self._of_type: dict[str, list[str]] = defaultdict(list)
        for triple in triples:
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                continue
            self._found[subject.value][predicate].append(value.value)
            if predicate == _TYPE:
                self._of_type[value.value].append(subject.value)
            if predicate == _SKOS + "prefLabel" and isinstance(value, ox.Literal):
                self.labels[subject.value].setdefault(value.language or "", value.value)

    def all(self, subject: str, predicate: str) -> list[str]:
        found = self._found.get(subject)
        return found.get(predicate, []) if found is not None else []

    def one(self, subject: str, predicate: str) -> str | None:
        found = self.all(subject, predicate)
        return found[0] if found else None

    def number(self, subject: str, predicate: str) -> float | None:
        found = self.one(subject, predicate)
        return float(found) if found is not None else None

    def of_type(self, type_: str) -> list[str]:
        return self._of_type.get(type_, [])


def read_case(triples: Iterable[ox.Triple]) -> CaseView:
    """The case that a graph holds; labels, codes and ranges of its concepts are among the triples.

    Raises:
        GraphError: the triples are not those of one case graph.
    """
    return _Reading(_Nodes(triples)).case()


class _Reading:
    """One case under way."""

    def __init__(self, nodes: _Nodes) -> None:
        self._nodes = nodes
        self._entities: dict[str, Entity] = {}
        self._concepts: dict[str, Concept] = {}

    def case(self) -> CaseView:
        nodes = self._nodes
        graphs, reports = nodes.of_type(CG + "CaseGraph"), nodes.of_type(CG + "Report")
        if len(graphs) != 1 or len(reports) != 1:
            raise GraphError("no case of that name is in the store")
        places = sorted(
            (int(nodes.one(s, _OA + "start") or 0), int(nodes.one(s, _OA + "end") or 0), nodes.one(s, CG + "section"))
            for s in nodes.of_type(CG + "Sentence")
        )
        text = nodes.one(reports[0], CG + "text") or ""
        sentences = tuple(Sentence(start, end, section or "report") for start, end, section in places)
        parts = {part for s in nodes.of_type(CG + "Observation") for part in nodes.all(s, CG + "hasComponent")}
        found = [
            self._statement(iri, kind)
            for type_, kind in _KINDS.items()
            for iri in nodes.of_type(type_)
            if iri not in parts
        ]
        found.sort(key=lambda s: (s.order, s.rule is not None, s.id))
        patients = nodes.of_type(CG + "Patient")
        sex = nodes.one(patients[0], CG + "sex") if patients else None
        identifier = nodes.one(graphs[0], PREFIXES["dcterms"] + "identifier") or graphs[0]
        return CaseView(
            identifier, graphs[0], text, sentences or (Sentence(0, len(text), "report"),), tuple(found),
            sex.removeprefix(CG) if sex else None,
        )  # fmt: skip

    def _statement(self, iri: str, kind: str) -> Statement:
        nodes, one = self._nodes, self._nodes.one
        person = one(iri, CG + "experiencer") or ""
        types = nodes.all(person, _TYPE)
        who = "family" if CG + "FamilyMember" in types else "other" if CG + "OtherPerson" in types else "patient"
        links = {name: tuple(map(_local, nodes.all(iri, predicate))) for name, predicate in LINKS.items()}
        rule, size, when = one(iri, CG + "inferredBy"), one(iri, CG + "size"), one(iri, CG + "time")
        return Statement(
            _local(iri), kind, self._entity(one(iri, CG + "about"), kind), int(one(iri, CG + "order") or 0),
            self._term(iri, "presence"), self._term(iri, "status"), self._term(iri, "interpretation"),
            who, one(person, CG + "kinship"), one(iri, CG + "history") == "true",
            self._quantity(iri), self._quantity(size) if size else None, tuple(self._details(iri)),
            self._when(when) if when else None, self._mentions(iri), {n: t for n, t in links.items() if t},
            rule.removeprefix(RULE) if rule else None,
        )  # fmt: skip

    def _term(self, iri: str, name: str) -> str | None:
        found = self._nodes.one(iri, CG + name)
        return found.removeprefix(CG) if found else None

    def _details(self, iri: str) -> Iterable[tuple[str, str]]:
        for name in ("severity", "grade", "dose", "frequency", "cycle", "route", "duration"):
            found = self._nodes.one(iri, CG + name)
            if found is not None:
                yield name, self._nodes.one(found, CG + "valueText") or found

    def _quantity(self, iri: str) -> Quantity | None:
        nodes = self._nodes
        text = nodes.one(iri, CG + "valueText")
        if text is None:
            return None
        return Quantity(
            text, nodes.number(iri, CG + "value"), nodes.number(iri, CG + "highValue"), nodes.one(iri, CG + "unit"),
            nodes.one(iri, CG + "comparator"), nodes.number(iri, CG + "canonicalValue"),
            nodes.one(iri, CG + "canonicalUnit"), nodes.one(iri, CG + "unitInferred") == "true",
        )  # fmt: skip

    def _when(self, iri: str) -> When:
        nodes = self._nodes
        return When(
            nodes.one(iri, CG + "valueText") or "", nodes.number(iri, CG + "dayFrom"), nodes.number(iri, CG + "dayTo"),
            nodes.one(iri, CG + "date"), nodes.one(iri, CG + "relative"),
        )  # fmt: skip

    def _mentions(self, iri: str) -> tuple[Mention, ...]:
        nodes = self._nodes
        values = {_local(e): self._span(e) for e in nodes.all(iri, CG + "valueEvidence")}
        cues = {_local(e): self._span(e) for e in nodes.all(iri, CG + "cueEvidence")}
        found = []
        for evidence in nodes.all(iri, CG + "evidence"):
            name, span = _local(evidence), self._span(evidence)
            if span is not None:
                found.append(Mention(name, *span, values.get(f"{name}-value"), cues.get(f"{name}-cue")))
        return tuple(sorted(found, key=lambda m: (m.start, m.end)))

    def _span(self, evidence: str) -> tuple[int, int] | None:
        one = self._nodes.one
        words = one(evidence, _OA + "hasSelector") or ""
        start, end = one(words, _OA + "start"), one(words, _OA + "end")
        return (int(start), int(end)) if start is not None and end is not None else None

    def _entity(self, iri: str | None, kind: str) -> Entity:
        if iri is None:
            return Entity("", kind, "")
        known = self._entities.get(iri)
        if known is None:
            nodes, one = self._nodes, self._nodes.one
            side = one(iri, CG + "laterality")
            known = self._entities[iri] = Entity(
                _local(iri), kind, one(iri, PREFIXES["rdfs"] + "label") or "",
                tuple(map(self._concept, nodes.all(iri, CG + "concept"))),
                tuple(map(self._concept, nodes.all(iri, CG + "nearestConcept"))),
                tuple(nodes.all(iri, CG + "code")),
                tuple(one(s, PREFIXES["rdfs"] + "label") or "" for s in nodes.all(iri, CG + "hasSite")),
                side.removeprefix(CG) if side else None,
            )  # fmt: skip
        return known

    def _concept(self, iri: str) -> Concept:
        known = self._concepts.get(iri)
        if known is None:
            nodes = self._nodes
            codes = [*nodes.all(iri, _SKOS + "exactMatch"), *nodes.all(iri, CG + "registryCode")]
            codes += nodes.all(iri, _SKOS + "notation")
            ranges = {}
            for sex in ("", "Female", "Male"):
                low = nodes.number(iri, f"{CG}referenceLow{sex}")
                high = nodes.number(iri, f"{CG}referenceHigh{sex}")
                if low is not None or high is not None:
                    ranges[sex] = (low, high)
            labels = dict(nodes.labels.get(iri, {}))
            known = self._concepts[iri] = Concept(iri, labels, tuple(curie(code) or code for code in codes), ranges)
        return known


def _local(iri: str) -> str:
    return unquote(iri.rpartition("#")[2])
