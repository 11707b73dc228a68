"""The part of the ontology and of cases that decides of which classes the things of the cases are.

A reasoner that is given all 14,000 concepts and a case does not come to an end in minutes; the part that a case depends
on has some hundreds of them, and gives the same classes for the things of the case. It holds

- the concepts that individuals are of, and, again and again, what their axioms name: those above them, the fillers of
  their restrictions;
- a concept that is defined by others once all of these are in it: only then can something be found to be of it;
- every class and property that is no concept: the model, and classes of one's own with what they name.

Of the cases it holds the individuals with their classes, the links of the model between them and their numbers; not
the evidence, the places in the text and the times, from which no class follows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from casegraph.graph.hermit import is_logical
from casegraph.graph.vocabulary import CG, CONCEPT, PREFIXES

__all__ = ["logical_modules"]

_OWL, _XSD = "http://www.w3.org/2002/07/owl#", PREFIXES["xsd"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_EQUIVALENT = ox.NamedNode(_OWL + "equivalentClass")
_ALL_DISJOINT = ox.NamedNode(_OWL + "AllDisjointClasses")
_CASE_GRAPH = ox.NamedNode(CG + "CaseGraph")
_OBJECT_PROPERTY = ox.NamedNode(_OWL + "ObjectProperty")
#: Links that lead to the words of the report.
_EVIDENCE = frozenset(CG + name for name in ("evidence", "valueEvidence", "cueEvidence", "extent", "sentence"))
#: Datatypes that HermiT computes with; it does not know partial dates and stops at them.
_NUMBERS = frozenset(_XSD + name for name in ("decimal", "integer", "double", "float", "boolean"))


class _Axioms:
    """The logical triples by subject, and what hangs together with each of them by nodes without a name."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.links: list[ox.Triple] = []
        self._targets: dict[object, list[object]] = defaultdict(list)
        self._of: dict[ox.NamedNode | ox.BlankNode, list[ox.Triple]] = defaultdict(list)
        for triple in triples:
            subject = triple.subject
            if isinstance(subject, ox.Triple):
                continue
            if is_logical(triple.predicate.value):
                self._of[subject].append(triple)
            elif triple.predicate.value.startswith(CG) or _is_number(triple.object):
                self.links.append(triple)
                self._targets[subject].append(triple.object)

    def named(self) -> list[ox.NamedNode]:
        """The subjects that have a name."""
        return [subject for subject in self._of if isinstance(subject, ox.NamedNode)]

    def direct(self, subject: ox.NamedNode) -> list[ox.Triple]:
        """What is said of a subject."""
        return self._of[subject]

    def targets(self, subject: ox.NamedNode) -> list[object]:
        """What a subject is linked to."""
        return self._targets.get(subject, [])

    def general(self) -> Iterator[ox.Triple]:
        """The axioms that have no subject with a name: which classes are disjoint."""
        for subject, triples in list(self._of.items()):
            if isinstance(subject, ox.BlankNode) and any(triple.object == _ALL_DISJOINT for triple in triples):
                yield from self.whole(subject)

    def whole(self, node: ox.NamedNode | ox.BlankNode) -> list[ox.Triple]:
        """What is said of a node and of the nameless nodes that hang on it."""
        found: list[ox.Triple] = []
        todo, seen = [node], {node}
        while todo:
            for triple in self._of.get(todo.pop(), ()):
                found.append(triple)
                if isinstance(triple.object, ox.BlankNode) and triple.object not in seen:
                    seen.add(triple.object)
                    todo.append(triple.object)
        return found


def logical_modules(triples: Iterable[ox.Triple]) -> Iterator[list[ox.Triple]]:
    """The triples that HermiT needs of the ontology, of classes of one's own and of cases, a list for each case.

    Cases know nothing of each other, and HermiT takes more than twice as long for two. Where individuals of one's own
    link some of them, and where there is no case, it is one list for all.
    """
    axioms = _Axioms(triples)
    named = axioms.named()
    concepts = {node for node in named if node.value.startswith(CONCEPT)}
    others = [node for node in named if node not in concepts]
    cases = [node.value for node in others if any(t.object == _CASE_GRAPH for t in axioms.direct(node))]
    known = set(cases)
    of_case: dict[object, str] = {n: stem for n in others if (stem := n.value.partition("#")[0]) in known}
    # What has no case, a status for example, is at home in each.
    ends = ({of_case.get(t.subject), of_case.get(t.object)} for t in axioms.links)
    own = any(_links_cases(n, axioms, of_case) for n in others if n not in of_case)
    together = own or any(len(pair - {None}) > 1 for pair in ends)
    for case in [None] if together or not cases else cases:
        mine = [node for node in others if case is None or of_case.get(node, case) == case]
        yield _module(mine, axioms, concepts)


def _links_cases(node: ox.NamedNode, axioms: _Axioms, of_case: dict[object, str]) -> bool:
    """Whether an individual that belongs to no case links several."""
    return len({of_case.get(target) for target in axioms.targets(node)} - {None}) > 1


def _module(others: list[ox.NamedNode], axioms: _Axioms, concepts: set[ox.NamedNode]) -> list[ox.Triple]:
    """What some individuals, the model and classes of one's own depend on, with the links between the individuals."""
    wanted = {concept for node in others for concept in _concepts(axioms.whole(node), concepts)}
    module = _closed(wanted, axioms, concepts)
    found = [triple for node in [*others, *sorted(module, key=str)] for triple in axioms.whole(node)]
    found += axioms.general()
    kept = {triple.subject for triple in found}
    properties = {triple.subject for triple in found if triple.predicate == _TYPE and triple.object == _OBJECT_PROPERTY}
    found += [
        triple
        for triple in axioms.links
        if triple.subject in kept
        and triple.predicate.value not in _EVIDENCE
        and (_is_number(triple.object) or triple.predicate in properties)
    ]
    return list(dict.fromkeys(found))


def _closed(wanted: set[ox.NamedNode], axioms: _Axioms, concepts: set[ox.NamedNode]) -> set[ox.NamedNode]:
    """The concepts that some concepts depend on, with those that are defined by them."""
    defined = {
        concept: _concepts(axioms.whole(triple.object), concepts)
        for concept in concepts
        for triple in axioms.direct(concept)
        if triple.predicate == _EQUIVALENT and isinstance(triple.object, ox.BlankNode)
    }
    module: set[ox.NamedNode] = set()
    todo = list(wanted)
    while todo:
        while todo:
            concept = todo.pop()
            if concept not in module:
                module.add(concept)
                todo += _concepts(axioms.whole(concept), concepts) - module
        todo = [concept for concept, parts in defined.items() if concept not in module and parts <= module]
    return module


def _concepts(triples: Iterable[ox.Triple], concepts: set[ox.NamedNode]) -> set[ox.NamedNode]:
    return {
        triple.object for triple in triples if isinstance(triple.object, ox.NamedNode) and triple.object in concepts
    }


def _is_number(term: object) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS
