"""Cases and the ontology as an owlready2 world: things of a case become instances of their concepts, and HermiT finds
which classes they are of.

    world = casegraph.to_owlready2(case)
    cg = world.get_namespace("https://w3id.org/casegraph/model#")
    c = world.get_namespace("https://w3id.org/casegraph/concept/")
    with world.get_ontology("urn:mine#"):
        class HeldForCytopenia(cg.TreatmentStatement):
            equivalent_to = [
                cg.TreatmentStatement
                & cg.status.some(OneOf(world.search(broader=cg.Held)))
                & cg.reason.some(cg.about.some(c.Cytopenia))
            ]
    casegraph.classify(world)
    HeldForCytopenia.instances()

In the graph of a case a concept is an annotation, so that an absent disease does not come to exist. Here a thing is an
instance of its concepts where the text says that it was there in the patient: a condition or circumstance that is
present, a treatment, procedure or encounter that took place, be it in part, a result, a body site. What was only
suspected, was ruled out, is a relative's, or never begun, is an individual of its class of the model alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from casegraph.errors import GraphError, OntologyError
from casegraph.graph.hermit import IMPORTS, NOTHING, derive
from casegraph.graph.module import logical_modules
from casegraph.graph.ontology import read_ontology_files
from casegraph.graph.vocabulary import CG, PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from casegraph.store.sources import Source

__all__ = ["classify", "load_owlready", "to_owlready2"]

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_ABOUT, _CONCEPT, _SITE = (ox.NamedNode(CG + name) for name in ("about", "concept", "hasSite"))
_EXPERIENCER, _STATUS, _PRESENCE = (ox.NamedNode(CG + name) for name in ("experiencer", "status", "presence"))
_PATIENT = ox.NamedNode(CG + "Patient")
#: Statuses of what took place, be it in part.
_TOOK_PLACE = frozenset(
    CG + name
    for name in ("Started", "Given", "Continued", "Resumed", "Completed", "Reduced", "Stopped", "Paused", "Replaced")
)
_PRESENT = CG + "Present"


def load_owlready(store: ox.Store) -> tuple[Any, Any]:
    """The default graph of a store as an owlready2 world and its ontology, by way of N-Triples."""
    import owlready2

    world = owlready2.World()
    quads = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    content = _without_imports(quad.triple for quad in quads)
    ontology = world.get_ontology("https://w3id.org/casegraph/model").load(
        fileobj=io.BytesIO(content), format="ntriples"
    )
    return world, ontology


def _without_imports(triples: Iterable[ox.Triple]) -> bytes:
    """Triples as N-Triples, without owl:imports, which owlready2 would fetch from the network."""
    kept = (triple for triple in triples if triple.predicate.value != IMPORTS)
    return ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES) or b""


def to_owlready2(source: Source, ontology: Path | None = None) -> Any:
    """Cases and the ontology as an `owlready2.World`.

    Args:
        source: a case, cases, a store that `load` made, or the path of a graph file.
        ontology: the folder of another ontology than the shipped one.

    Raises:
        GraphError: a file is missing, in no RDF format, or holds no case graph.
        OntologyError: the ontology is missing or no Turtle.
    """
    from casegraph.store.sources import named_graphs

    graphs = list(named_graphs(source, ontology))
    world, _ = load_owlready(read_ontology_files(ontology))
    for graph in graphs:
        try:
            triples = [quad.triple for quad in ox.parse(graph.lines, format=ox.RdfFormat.N_QUADS)]
        except SyntaxError as error:
            raise GraphError(f"{graph.iri}: the graph is no valid N-Quads", quoted=error.msg) from error
        content = _without_imports([*triples, *_instances(triples)])
        world.get_ontology(f"{graph.iri}#").load(fileobj=io.BytesIO(content), format="ntriples")
    return world


def classify(world: Any) -> None:
    """Let HermiT find of which classes the individuals of a world are, and which classes are below which; the world
    holds it afterwards, so that `SomeClass.instances()` gives them.

    HermiT is given the part of the ontology that the individuals and your own classes depend on (see
    `casegraph.graph.module`), and their numbers: a definition may ask for a `cg.canonicalValue` below 50.

    Raises:
        OntologyError: there is no Java, HermiT cannot read the axioms, or they contradict each other.
    """
    content = io.BytesIO()
    world.save(content, format="ntriples")
    triples = [quad.triple for quad in ox.parse(content.getvalue(), format=ox.RdfFormat.N_TRIPLES)]
    classes: set[tuple[str, str]] = set()
    types: set[tuple[str, str]] = set()
    for part in logical_modules(triples):
        derived = derive(part, individuals=True)
        if derived is None:
            raise OntologyError(
                "the cases and the classes contradict each other, so nothing can be told; look for disjoint classes"
            )
        classes |= derived.classes
        types |= derived.types
    for one, above in sorted(classes):
        _put_below(world, one, above, same=(above, one) in classes)
    for one, above in sorted(types):
        individual, found = world[one], world[above]
        if individual is not None and found is not None and not isinstance(individual, found):
            individual.is_a.append(found)


def _put_below(world: Any, one: str, above: str, *, same: bool) -> None:
    import owlready2

    below, found = world[one], owlready2.Nothing if above == NOTHING else world[above]
    if below is None or found is None or one == NOTHING or issubclass(below, found):
        return
    (below.equivalent_to if same or above == NOTHING else below.is_a).append(found)


def _instances(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """That what was there in the patient is of its concepts."""
    objects: dict[ox.NamedNode, dict[Any, list[Any]]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode):
            objects.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    there: dict[Any, None] = {}
    for said in objects.values():
        if _ABOUT in said and _was_there(said, objects):
            there.update(dict.fromkeys(said[_ABOUT]))
    for node in list(there):
        there.update(dict.fromkeys(objects.get(node, {}).get(_SITE, ())))
    for node in there:
        for concept in objects.get(node, {}).get(_CONCEPT, ()):
            yield ox.Triple(node, _TYPE, concept)


def _was_there(said: dict[Any, list[Any]], objects: dict[ox.NamedNode, dict[Any, list[Any]]]) -> bool:
    of_patient = any(_PATIENT in objects.get(person, {}).get(_TYPE, ()) for person in said.get(_EXPERIENCER, ()))
    if _STATUS in said:
        return of_patient and any(status.value in _TOOK_PLACE for status in said[_STATUS])
    return of_patient and any(presence.value == _PRESENT for presence in said.get(_PRESENCE, ()))
