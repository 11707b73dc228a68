"""Cases as a networkx graph: the things of a case are nodes, what its statements link are edges with their evidence.

The graph is read from the RDF, so that a case, a Turtle file and a store give the same one, whose nodes are those of
the RDF by their IRIs. Attributes that do not apply are left out; lists are lists of words or numbers.

A node has `label` (that of its concept in the chosen language, else the words of the report) and `kind` ("condition",
"observation", "treatment", "procedure", "encounter", "circumstance", "patient", "site", "relative", "other-person",
"concept"), and, where they apply:

| attribute | type | holds |
| --- | --- | --- |
| `case` | str | the id of the case; a concept has none |
| `words` | str | the words of its first mention |
| `concept`, `parent` | str | IRI of its (most specific) concept; of the nearest known one where it has none |
| `codes` | list of str | codes of the concept as CURIEs |
| `state`, `states` | str, list of str | the presence or status that the text says last; all of them in order |
| `experiencer` | str | "patient", "family" or "other": of whom it is said |
| `history`, `inferred` | bool | it belongs only to the past; only rules say it |
| `statements`, `mentions` | int | how many statements are about it, on how many places of the text they rest |
| `sentence`, `start`, `end` | str, int, int | where it is mentioned first, in code points, half open |
| `day_first`, `day_last` | float | the first and last day said of it; the day of admission is day 1 |
| `date_first`, `date_last` | str | the same of calendar dates, as partial as written |
| `values`, `unit`, `value` | list of float, str, float | numbers in the canonical unit, else as written; the last |
| `value_texts` | list of str | results as written |
| `interpretation` | str | what the last result means: low, normal, high, positive ... |
| `grade`, `severity`, `laterality` | str | the last that is said |
| `sizes`, `doses`, `frequencies`, `routes`, `cycles`, `durations` | list of str | words, each once |
| `sex`, `kinship` | str | of the patient; of a relative: mother, brother ... |
| `concept_kind`, `cases`, `entities` | str, int, int | of a concept: its kind, how many cases and things have it |

An edge has `kind`, `label` (the kind in the chosen language) and `case`. Those that come from a link between two
statements ("reason", "cause", "shown-by", "replaced-by", "derived-from", "has-component") go from the thing that the
statement is about to the one that it names, one edge for each such link, and carry where the linking statement stands:
`statement` (its IRI), `state` (what it says), `words`, `sentence`, `start`, `end`, `order`, and `rule` where a rule
made it. The others go from a thing to its "site", to a "component" (the concept of a drug in a regimen), to its
"concept", or to its "experiencer".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from casegraph.errors import InputError
from casegraph.exchange.case_facts import CG, CaseFacts, StatementFacts
from casegraph.graph.vocabulary import CONCEPT, LANGUAGES, PREFIXES
from casegraph.store.graphs import NamedGraph
from casegraph.store.sources import Source, named_graphs

if TYPE_CHECKING:
    import networkx as nx

    from casegraph.terminology.concepts import Concept, Terminology

__all__ = ["EDGES", "network_of", "to_networkx"]

#: The kinds of edges, in words.
EDGES = {
    "reason": {"fr": "raison", "en": "reason"},
    "cause": {"fr": "cause", "en": "cause"},
    "shown-by": {"fr": "montré par", "en": "shown by"},
    "replaced-by": {"fr": "remplacé par", "en": "replaced by"},
    "derived-from": {"fr": "déduit de", "en": "derived from"},
    "has-component": {"fr": "a pour partie", "en": "has component"},
    "site": {"fr": "siège", "en": "site"},
    "component": {"fr": "composant", "en": "component"},
    "concept": {"fr": "concept", "en": "concept"},
    "experiencer": {"fr": "concerne", "en": "experiencer"},
}
_PERSONS = {
    "patient": {"fr": "patient", "en": "patient"},
    "relative": {"fr": "famille", "en": "family"},
    "other-person": {"fr": "autre personne", "en": "other person"},
}
_EXPERIENCERS = {"patient": "patient", "relative": "family", "other-person": "other"}
_SKOS = "http://www.w3.org/2004/02/skos/core#"


def to_networkx(
    source: Source, language: str = "fr", *, concepts: bool | None = None, persons: bool = False
) -> nx.MultiDiGraph[str]:
    """Cases as one directed multigraph; `casegraph.exchange.network` lists the attributes.

    Args:
        source: a case, cases, a store that `load` made, or the path of a graph file.
        language: of the labels, "fr" or "en".
        concepts: whether each concept is a node, shared by all cases, with a "concept" edge from each thing that is of
            it; None for where there are several cases. The concepts of a regimen's components always are.
        persons: whether there is an "experiencer" edge from each thing to whom it is said of. The patient is always a
            node, relatives and others only with these edges.

    Raises:
        InputError: the ontology has no labels in the language.
        GraphError: a file is missing, in no RDF format, or holds no case graph.
    """
    if language not in LANGUAGES:
        raise InputError(f"labels are in French and English; give fr or en, not {language!r}")
    return network_of(named_graphs(source), language, concepts=concepts, persons=persons)


def network_of(
    graphs: Iterable[NamedGraph], language: str, *, concepts: bool | None = None, persons: bool = False
) -> nx.MultiDiGraph[str]:
    """The same of case graphs, see `to_networkx`."""
    import networkx as nx

    from casegraph.terminology.lexicon import shipped_lexicon

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(language=language, cases=0)
    network = _Network(graph, language, shipped_lexicon().terminology)
    following = iter(graphs)
    begun = list(islice(following, 2))
    shared = len(begun) > 1 if concepts is None else concepts
    for one in chain(begun, following):
        network.add(CaseFacts(one), concepts=shared, persons=persons)
        graph.graph["cases"] += 1
    network.count_concepts()
    return graph


class _Network:
    """The graph under way."""

    def __init__(self, graph: nx.MultiDiGraph[str], language: str, terminology: Terminology) -> None:
        self._graph = graph
        self._language = language
        self._terminology = terminology
        self._uses: dict[str, list[str]] = {}

    def add(self, case: CaseFacts, *, concepts: bool, persons: bool) -> None:
        """Add the things of a case and what links them."""
        about: dict[str, list[StatementFacts]] = {case.patient: []} if case.patient else {}
        for statement in case.statements:
            about.setdefault(statement.entity, []).append(statement)
        for node, statements in about.items():
            self._graph.add_node(node, **self._thing(case, node, statements))
        for statement in case.statements:
            for kind, target in statement.links:
                other = case.by_id.get(target)
                if other is not None:
                    key = f"{kind} {case.local(statement.id)} {case.local(target)}"
                    self._link(case, statement.entity, other.entity, kind, key, **_evidence(statement))
        for node, statements in about.items():
            self._add_parts(case, node, concepts=concepts)
            if persons:
                self._add_persons(case, node, statements)

    def _add_parts(self, case: CaseFacts, node: str, *, concepts: bool) -> None:
        if concepts:
            self._add_concepts(case, node)
        for site in case.objects(node, CG + "hasSite"):
            if site not in self._graph:
                self._graph.add_node(site, **self._site(case, site))
                if concepts:
                    self._add_concepts(case, site)
            self._link(case, node, site, "site")
        for concept in case.objects(node, CG + "component"):
            self._concept_node(case, concept)
            self._link(case, node, concept, "component")

    def _add_persons(self, case: CaseFacts, node: str, statements: list[StatementFacts]) -> None:
        for person in dict.fromkeys(s.experiencer for s in statements):
            if person is not None and person != node:
                if person not in self._graph:
                    self._graph.add_node(person, **self._person(case, person))
                self._link(case, node, person, "experiencer")

    def _add_concepts(self, case: CaseFacts, node: str) -> None:
        for concept in case.objects(node, CG + "concept"):
            self._concept_node(case, concept)
            self._link(case, node, concept, "concept")
            self._uses[concept].append(case.id)

    def _link(self, case: CaseFacts, source: str, target: str, kind: str, key: str | None = None, **more: Any) -> None:
        label = EDGES[kind][self._language]
        self._graph.add_edge(source, target, key=key or kind, kind=kind, label=label, case=case.id, **more)

    def _concept_node(self, case: CaseFacts, concept: str) -> None:
        if concept not in self._uses:
            self._uses[concept] = []
            known = self._known(concept)
            self._graph.add_node(
                concept,
                **_stated(
                    label=self._label(case, concept) or concept.removeprefix(CONCEPT),
                    kind="concept",
                    concept_kind=known.kind if known else None,
                    codes=self._codes(case, concept),
                ),
            )

    def count_concepts(self) -> None:
        """Note on each concept how many things and cases have it."""
        for concept, cases in self._uses.items():
            if cases:
                self._graph.nodes[concept].update(entities=len(cases), cases=len(set(cases)))

    def _thing(self, case: CaseFacts, node: str, statements: list[StatementFacts]) -> dict[str, Any]:
        told = [s for s in statements if s.rule is None] or statements
        concepts = case.objects(node, CG + "concept")
        concept = self._most_specific(concepts)
        words = case.value(node, PREFIXES["rdfs"] + "label")
        kind = case.kind(node)
        label = self._label(case, concept) if concept else _PERSONS.get(kind, {}).get(self._language)
        codes = [code for one in concepts for code in self._codes(case, one)]
        first = told[0] if told else None
        return _stated(
            label=label or words or case.local(node),
            kind=kind,
            case=case.id,
            words=words,
            concept=concept,
            parent=case.value(node, CG + "nearestConcept"),
            codes=list(dict.fromkeys(codes)) or case.objects(node, CG + "code"),
            state=next((s.state for s in reversed(told) if s.state), None),
            states=[s.state for s in told if s.state],
            experiencer=_EXPERIENCERS.get(case.kind(first.experiencer)) if first and first.experiencer else None,
            history=bool(told) and all(s.history for s in told),
            inferred=bool(told) and told[0].rule is not None,
            statements=len(statements),
            mentions=len({place for s in statements for place in s.places}),
            sex=case.term(node, CG + "sex"),
            laterality=case.term(node, CG + "laterality"),
            **({"sentence": first.sentence, "start": first.start, "end": first.end} if first else {}),
            **_when(statements),
            **_results(statements),
            **_details(statements),
        )

    def _person(self, case: CaseFacts, node: str) -> dict[str, Any]:
        kind = case.kind(node)
        label = _PERSONS.get(kind, {}).get(self._language, kind)
        return _stated(label=label, kind=kind, case=case.id, kinship=case.value(node, CG + "kinship"))

    def _site(self, case: CaseFacts, node: str) -> dict[str, Any]:
        concept = case.value(node, CG + "concept")
        words = case.value(node, PREFIXES["rdfs"] + "label")
        return _stated(
            label=(self._label(case, concept) if concept else None) or words or case.local(node),
            kind="site",
            case=case.id,
            words=words,
            concept=concept,
            codes=self._codes(case, concept) if concept else case.objects(node, CG + "code"),
            laterality=case.term(node, CG + "laterality"),
        )

    def _known(self, concept: str) -> Concept | None:
        return self._terminology.by_name.get(concept.removeprefix(CONCEPT))

    def _most_specific(self, concepts: list[str]) -> str | None:
        """The concept that none of the others is below; the first by its IRI of several such."""
        names = {concept.removeprefix(CONCEPT): concept for concept in concepts}
        for name, concept in names.items():
            if not any(other != name and self._terminology.is_a(other, name) for other in names):
                return concept
        return None

    def _label(self, case: CaseFacts, concept: str) -> str | None:
        known = self._known(concept)
        if known is not None:
            return dict(known.label)[self._language]
        labels = case.labels(concept, _SKOS + "prefLabel")
        return labels.get(self._language) or next(iter(labels.values()), None)

    def _codes(self, case: CaseFacts, concept: str) -> list[str]:
        known = self._known(concept)
        return list(known.codes) if known else case.objects(concept, _SKOS + "notation")


def _evidence(statement: StatementFacts) -> dict[str, Any]:
    return _stated(
        statement=statement.id,
        state=statement.state,
        words=statement.words,
        sentence=statement.sentence,
        start=statement.start,
        end=statement.end,
        order=statement.order,
        rule=statement.rule,
    )


def _when(statements: list[StatementFacts]) -> dict[str, Any]:
    days = [day for s in statements for day in (s.day_from, s.day_to) if day is not None]
    dates = [s.date for s in statements if s.date and s.date[0].isdecimal()]
    return {
        "day_first": min(days, default=None),
        "day_last": max(days, default=None),
        "date_first": min(dates, default=None),
        "date_last": max(dates, default=None),
    }


def _results(statements: list[StatementFacts]) -> dict[str, Any]:
    """The numbers in the unit that most of them are in, so that no two scales are mixed."""
    measured = [s for s in statements if s.number is not None]
    units = Counter(s.unit for s in measured)
    unit = units.most_common(1)[0][0] if units else None
    values = [s.number for s in measured if s.unit == unit]
    return {
        "values": values,
        "value": values[-1] if values else None,
        "unit": unit,
        "value_texts": list(dict.fromkeys(s.value_text for s in statements if s.value_text)),
        "interpretation": next((s.interpretation for s in reversed(statements) if s.interpretation), None),
    }


def _details(statements: list[StatementFacts]) -> dict[str, Any]:
    out: dict[str, Any] = {
        name: next((s.details[name] for s in reversed(statements) if name in s.details), None)
        for name in ("grade", "severity")
    }
    for name, several in (
        ("size", "sizes"),
        ("dose", "doses"),
        ("frequency", "frequencies"),
        ("route", "routes"),
        ("cycle", "cycles"),
        ("duration", "durations"),
    ):
        out[several] = list(dict.fromkeys(s.details[name] for s in statements if name in s.details))
    return out


def _stated(**attributes: Any) -> dict[str, Any]:
    """The attributes that say something: neither None nor an empty list."""
    return {name: value for name, value in attributes.items() if value is not None and value != []}
