"""The ontology as an RDF store: its modules, its rules as data, the closure of its hierarchy in a graph of its own.

Loading Turtle and working out the closure takes a second or two; the result is kept in the user's cache folder, keyed
by the hash of the files, as plain TriG that loads in a fraction of that.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from casegraph.errors import OntologyError
from casegraph.graph.closure import hierarchy
from casegraph.graph.vocabulary import PREFIXES
from casegraph.kept import cache_folder, forget_unused, read_kept, write_kept
from casegraph.resources import data_folder

__all__ = [
    "CLOSURE_GRAPH",
    "ONTOLOGY_GRAPH",
    "load_ontology",
    "ontology_files",
    "ontology_version",
    "read_ontology_files",
]

#: The named graph of the ontology in a store that also holds cases.
ONTOLOGY_GRAPH = ox.NamedNode("https://w3id.org/casegraph/ontology")
#: The named graph of `rdfs:subClassOf` closed over: each class below itself and below all its ancestors; and of the
#: statuses' `skos:broader` likewise, as `skos:broaderTransitive`.
CLOSURE_GRAPH = ox.NamedNode("https://w3id.org/casegraph/closure")
_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_BROADER_TRANSITIVE = ox.NamedNode(_SKOS + "broaderTransitive")
_VERSION_INFO = re.compile(r'owl:versionInfo "([^"]+)"')
#: Changes whenever what is kept in the cache does.
_LAYOUT = "3"


def ontology_files(folder: Path | None = None) -> list[Path]:
    """The Turtle files of an ontology folder: the model, the rules as data, the concept modules."""
    folder = folder or data_folder("ontology")
    fixed = [folder / "model.ttl", folder / "criteria.ttl"]
    return [path for path in fixed if path.is_file()] + sorted((folder / "concepts").glob("*.ttl"))


def ontology_version(folder: Path | None = None) -> str:
    """The version that the model states and the start of a hash over all files: "0.1.0-3f9c2a7d51e0".

    Raises:
        OntologyError: the folder has no model.ttl, or it states no version.
    """
    return _version(folder or data_folder("ontology"))


@cache
def _version(folder: Path) -> str:
    digest = sha256()
    stated = None
    rules = sorted((folder / "rules").glob("*.rq"))
    for path in [*ontology_files(folder), *rules]:
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content + b"\0")
        if path.name == "model.ttl":
            stated = _VERSION_INFO.search(content.decode())
    if stated is None:
        raise OntologyError(f"{folder / 'model.ttl'}: no owl:versionInfo found; install the package again")
    return f"{stated[1]}-{digest.hexdigest()[:12]}"


def read_ontology_files(folder: Path | None = None) -> ox.Store:
    """The ontology's triples in the default graph of a new store, without the closure.

    Raises:
        OntologyError: a file is not Turtle.
    """
    store = ox.Store()
    for path in ontology_files(folder):
        try:
            store.load(path=str(path), format=ox.RdfFormat.TURTLE)
        except SyntaxError as error:
            raise OntologyError(f"{path}: {error}; mend the Turtle there") from error
    return store


def load_ontology(folder: Path | None = None) -> ox.Store:
    """A new store with the ontology in `ONTOLOGY_GRAPH` and its closure in `CLOSURE_GRAPH`.

    The store is the caller's: cases may be added to it.

    Raises:
        OntologyError: a file is not Turtle.
    """
    store = ox.Store()
    place = cache_folder() / f"ontology-{_LAYOUT}-{ontology_version(folder)}.trig"
    with suppress(OSError, ValueError):
        # Our own output needs no second validation, which would double the time.
        store.load(read_kept(place), format=ox.RdfFormat.TRIG, lenient=True)
        return store
    plain = read_ontology_files(folder)
    tree = hierarchy(plain)
    store.extend(ox.Quad(q.subject, q.predicate, q.object, ONTOLOGY_GRAPH) for q in plain)
    store.extend(
        ox.Quad(ox.NamedNode(concept), _SUBCLASS, ox.NamedNode(above), CLOSURE_GRAPH)
        for concept in tree.classes()
        for above in tree.ancestors(concept)
    )
    store.extend(ox.Quad(below, _BROADER_TRANSITIVE, above, CLOSURE_GRAPH) for below, above in _broader(plain))
    try:
        content = ox.serialize(store, format=ox.RdfFormat.TRIG, prefixes=dict(PREFIXES))
        write_kept(place, content or b"")
        forget_unused(place, "ontology-")
    except OSError as error:
        warnings.warn(
            f"the ontology cannot be kept in {place.parent} ({error.strerror}); it is prepared again at each start",
            stacklevel=2,
        )
    return store


def _broader(store: ox.Store) -> Iterator[tuple[ox.NamedNode, ox.NamedNode]]:
    """Each status with itself and all that are broader."""
    broader = f"<{_SKOS}broader>"
    ends = f"{{ ?below {broader} ?end }} UNION {{ ?end {broader} ?below }}"
    found = store.query(f"SELECT DISTINCT ?below ?above {{ {ends} ?below {broader}* ?above }}")
    assert isinstance(found, ox.QuerySolutions)
    for below, above in found:
        if isinstance(below, ox.NamedNode) and isinstance(above, ox.NamedNode):
            yield below, above
