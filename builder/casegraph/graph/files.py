"""Graph files: the RDF format that a file's name says, and its bytes, unpacked."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import pyoxigraph as ox

from casegraph.errors import GraphError
from casegraph.unpack import open_gzip, without_entity_bombs

__all__ = ["GRAPH_SUFFIXES", "graph_format", "not_valid", "open_graph"]

#: The RDF formats that are read, by what a file's name ends with; `.gz` may follow.
GRAPH_SUFFIXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}


def graph_format(path: Path) -> ox.RdfFormat:
    """The format that a file's name says; `.gz` may follow.

    Raises:
        GraphError: it says none.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    known = GRAPH_SUFFIXES.get(suffixes[-1]) if suffixes else None
    if known is None:
        raise GraphError(
            f"{path}: not a graph file by its name ({', '.join(GRAPH_SUFFIXES)}); "
            f"build one with casegraph build CASE -o case.ttl"
        )
    return known


def not_valid(place: str, rdf_format: ox.RdfFormat, error: BaseException) -> GraphError:
    """The error of a file that the engine cannot parse: where, without what it found there, which may be a report's."""
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    where = f"{place}:{line}: " if place and line else f"{place}: " if place else f"line {line}: " if line else ""
    at = f" at character {column}" if line and column else ""
    said = getattr(error, "msg", None) or str(error)
    return GraphError(f"{where}the file is no valid {rdf_format.name}{at}", quoted=said)


def open_graph(path: Path) -> IO[bytes]:
    """The file, open for reading, `.gz` unpacked.

    Raises:
        GraphError: it is a folder, a device or not there; while it is read, XML entities that make a bomb.
        OSError: while it is read, it unpacks to far more than it should.
    """
    if path.is_dir():
        raise GraphError(f"{path} is a folder; give a graph file, or a store with --store {path}")
    if not path.exists():
        raise GraphError(f"{path}: no such file; give a graph that casegraph build wrote")
    if not path.is_file():
        # It would be read twice, or without an end.
        raise GraphError(f"{path}: no plain file; a pipe or a device is not read, save the graph first")
    stream = open_gzip(path) if path.suffix.lower() == ".gz" else path.open("rb")
    return without_entity_bombs(stream, path, GraphError) if graph_format(path) == ox.RdfFormat.RDF_XML else stream
