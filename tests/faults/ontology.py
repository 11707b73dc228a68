"""A small ontology: some concepts of the shipped one with all that is above them, so that stores of it are small."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox

from casegraph.graph.ontology import read_ontology_files
from casegraph.graph.vocabulary import CONCEPT, PREFIXES
from casegraph.resources import data_folder

__all__ = ["small_ontology"]

_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")


def small_ontology(folder: Path, concepts: tuple[str, ...]) -> Path:
    """Write an ontology of so few concepts, and those above them, into a new folder."""
    shipped = data_folder("ontology")
    folder.mkdir(parents=True)
    for part in ("model.ttl", "rules", "shapes"):
        place = shipped / part
        (shutil.copytree if place.is_dir() else shutil.copyfile)(place, folder / part)
    store = read_ontology_files()
    waiting: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(CONCEPT + name) for name in concepts]
    taken: dict[ox.Triple, None] = {}
    seen = set(waiting)
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None):
            taken[quad.triple] = None
            above = quad.predicate == _SUBCLASS and isinstance(quad.object, ox.NamedNode)
            if (above or isinstance(quad.object, ox.BlankNode)) and quad.object not in seen:
                assert isinstance(quad.object, ox.NamedNode | ox.BlankNode)
                seen.add(quad.object)
                waiting.append(quad.object)
    (folder / "concepts").mkdir()
    written = ox.serialize(taken, format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b""
    (folder / "concepts" / "some.ttl").write_bytes(written)
    return folder
