"""What is below what: the transitive closure of the ontology's hierarchy, with what its definitions imply.

A definition (breast carcinoma is a carcinoma with site breast) puts every carcinoma whose site is a kind of breast
below it, as a reasoner would; tests compare the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from casegraph.graph.vocabulary import CG, PREFIXES

__all__ = ["Hierarchy", "hierarchy", "kinds"]

_NAMED = f"""
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <{PREFIXES["rdf"]}>
SELECT ?class ?parent WHERE {{
  {{ ?class rdfs:subClassOf ?parent }}
  UNION {{ ?class owl:equivalentClass/owl:intersectionOf/rdf:rest*/rdf:first ?parent }}
  FILTER(isIRI(?class) && isIRI(?parent))
}}"""
_SITES = f"""
PREFIX cg: <{CG}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <{PREFIXES["rdf"]}>
SELECT ?class ?site ?definition WHERE {{
  {{ ?class rdfs:subClassOf ?restriction }}
  UNION {{ ?class owl:equivalentClass ?definition . ?definition owl:intersectionOf/rdf:rest*/rdf:first ?restriction }}
  ?restriction owl:onProperty cg:hasSite ; owl:someValuesFrom ?site .
  FILTER(isIRI(?class) && isIRI(?site))
}}"""
_GENUS = f"""
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <{PREFIXES["rdf"]}>
SELECT ?definition ?genus WHERE {{
  ?class owl:equivalentClass ?definition .
  ?definition owl:intersectionOf/rdf:rest*/rdf:first ?genus .
  FILTER(isIRI(?class) && isIRI(?genus))
}}"""
#: How often definitions may feed on what other definitions implied; the shipped ontology needs two rounds.
_ROUNDS = 8


class _Definition(NamedTuple):
    concept: str
    genus: frozenset[str]
    sites: frozenset[str]


class Hierarchy:
    """The classes by IRI with everything above and below each, itself included."""

    def __init__(self, parents: Mapping[str, Iterable[str]]) -> None:
        self._parents = {child: set(above) for child, above in parents.items()}
        self._ancestors: dict[str, frozenset[str]] = {}
        self._descendants: dict[str, set[str]] | None = None

    def classes(self) -> list[str]:
        """Every class, in the order of the alphabet."""
        return sorted({*self._parents, *(parent for above in self._parents.values() for parent in above)})

    def ancestors(self, concept: str) -> frozenset[str]:
        """The class itself and all above it; a class of a cycle counts what was met before the cycle closed."""
        return self._above(concept, frozenset())

    def _above(self, concept: str, path: frozenset[str]) -> frozenset[str]:
        known = self._ancestors.get(concept)
        if known is None:
            found = {concept}
            for parent in self._parents.get(concept, ()):
                if parent not in path:
                    found |= self._above(parent, path | {concept})
            known = frozenset(found)
            if not path:
                self._ancestors[concept] = known
        return known

    def descendants(self, concept: str) -> set[str]:
        """The class itself and all below it."""
        if self._descendants is None:
            below: dict[str, set[str]] = defaultdict(set)
            for child in self.classes():
                for above in self.ancestors(child):
                    below[above].add(child)
            self._descendants = dict(below)
        return self._descendants.get(concept, {concept})

    def put_below(self, concept: str, parent: str) -> None:
        """Add one parent; what was worked out before is forgotten."""
        self._parents.setdefault(concept, set()).add(parent)
        self._ancestors.clear()
        self._descendants = None


def hierarchy(store: ox.Store) -> Hierarchy:
    """The hierarchy of an ontology: what it asserts and what its definitions imply."""
    parents: dict[str, set[str]] = defaultdict(set)
    for child, parent in _rows(store, _NAMED):
        parents[child].add(parent)
    tree = Hierarchy(parents)
    sites: dict[str, set[str]] = defaultdict(set)
    of_definition: dict[str, tuple[str, set[str]]] = {}
    for concept, site, definition in _rows(store, _SITES):
        sites[concept].add(site)
        if definition:
            of_definition.setdefault(definition, (concept, set()))[1].add(site)
    genus: dict[str, set[str]] = defaultdict(set)
    for definition, member in _rows(store, _GENUS):
        genus[definition].add(member)
    definitions = [
        _Definition(concept, frozenset(genus[node]), frozenset(where))
        for node, (concept, where) in of_definition.items()
    ]
    for _ in range(_ROUNDS):
        implied = [
            (x, d.concept) for d in definitions for x in _instances(tree, d, sites) - tree.descendants(d.concept)
        ]
        if not implied:
            break
        for concept, parent in implied:
            tree.put_below(concept, parent)
    return tree


def _instances(tree: Hierarchy, definition: _Definition, sites: Mapping[str, set[str]]) -> set[str]:
    """The classes that a definition covers: below its genus, with each of its sites or a kind of it."""
    found = set.intersection(*(tree.descendants(g) for g in definition.genus)) if definition.genus else set()
    for site in definition.sites:
        kinds = tree.descendants(site)
        placed = (x for x, where in sites.items() if not kinds.isdisjoint(where))
        found &= set().union(*(tree.descendants(x) for x in placed))
    return found


def _rows(store: ox.Store, query: str) -> Iterable[tuple[str, ...]]:
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        yield tuple(term.value if isinstance(term, ox.NamedNode | ox.BlankNode) else "" for term in solution)


def kinds(store: ox.Store, tree: Hierarchy) -> dict[str, set[str]]:
    """The kind of each concept: its own `cg:kind`, else those of its nearest ancestors that have one.

    A concept whose parents disagree has several; one without an ancestor that has a kind is missing.
    """
    own: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, ox.NamedNode(CG + "kind"), None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            own[quad.subject.value].add(quad.object.value)
    found: dict[str, set[str]] = {}
    for concept in tree.classes():
        # Of the ancestors with a kind, one that lies above another one does not count.
        speaking = [above for above in tree.ancestors(concept) if above in own]
        nearest = [a for a in speaking if not any(a != b and a in tree.ancestors(b) for b in speaking)]
        if nearest:
            found[concept] = set().union(*(own[above] for above in nearest))
    return found | own
