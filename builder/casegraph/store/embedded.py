"""The embedded store: case graphs, the ontology and the closure of its hierarchy, asked as one graph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from casegraph.errors import GraphError, OutputError
from casegraph.graph.files import graph_format, open_graph
from casegraph.graph.ontology import ONTOLOGY_GRAPH, load_ontology
from casegraph.graph.vocabulary import CG, PREFIXES
from casegraph.graph.writer import nquads
from casegraph.records import Case
from casegraph.store.sparql import check_reads_only, syntax_error

__all__ = ["Solutions", "Store"]

#: What a query may answer with: rows, triples or yes and no.
Solutions = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
_KNOWN = {**PREFIXES, "skos": "http://www.w3.org/2004/02/skos/core#"}
_CASE_GRAPH = ox.NamedNode(CG + "CaseGraph")


class Store:
    """Case graphs with the ontology, in memory or in a folder; the default graph of a query is the union of all.

    Only one process may write a folder; any number may read it.
    """

    def __init__(self, quads: ox.Store) -> None:
        """Wrap a store that already holds the ontology; see `in_memory`, `create` and `open`."""
        self._quads = quads

    @classmethod
    def in_memory(cls) -> Store:
        """A new store that holds the shipped ontology and its closure and no case.

        Raises:
            OntologyError: the ontology is missing or broken.
        """
        return cls(load_ontology())

    @classmethod
    def create(cls, folder: Path) -> Store:
        """The store in `folder`, open for writing; a new one gets the shipped ontology.

        Raises:
            OutputError: the folder cannot be written, or another process has it open for writing.
        """
        try:
            quads = ox.Store(str(folder))
        except OSError as error:
            raise OutputError(f"{folder}: no store can be kept there ({error}); choose another folder") from error
        if not quads.contains_named_graph(ONTOLOGY_GRAPH):
            quads.bulk_extend(load_ontology())
            quads.flush()
        return cls(quads)

    @classmethod
    def open(cls, folder: Path) -> Store:
        """The store in `folder`, for reading.

        Raises:
            GraphError: the folder does not hold a store.
        """
        if not (folder / "CURRENT").is_file():
            raise GraphError(f"{folder}: no store there; Store.create makes one")
        try:
            return cls(ox.Store.read_only(str(folder)))
        except OSError as error:
            raise GraphError(f"{folder}: the store cannot be opened ({error})") from error

    def load(self, path: Path) -> int:
        """Add a graph file; the format goes by the file's name, `.gz` after it is unpacked. The number of new quads.

        Raises:
            GraphError: the file is missing, in no RDF format, not valid in it, or holds no case graph.
        """
        rdf_format = graph_format(path)
        before = len(self._quads)
        try:
            with open_graph(path) as stream:
                if not any(quad.object == _CASE_GRAPH for quad in ox.parse(stream, format=rdf_format)):
                    raise GraphError(f"{path}: holds no case graph; build one with casegraph build CASE -o case.ttl")
            with open_graph(path) as stream:
                self._quads.load(stream, format=rdf_format)
        except (SyntaxError, ValueError, EOFError) as error:
            raise GraphError(
                f"{path}: {getattr(error, 'msg', error)}; the file is no valid {rdf_format.name}"
            ) from error
        except OSError as error:
            raise GraphError(f"{path}: cannot be read ({error.strerror or error})") from error
        return len(self._quads) - before

    def add(self, cases: Iterable[Case]) -> None:
        """Add cases that have been read."""
        for case in cases:
            self._quads.load(nquads(case).encode(), format=ox.RdfFormat.N_QUADS)

    def query(self, text: str) -> Solutions:
        """Ask a SPARQL query without a GRAPH clause over everything in the store.

        The prefixes of the written graphs, and `skos:`, need no declaration.

        Raises:
            QueryError: the text is not valid SPARQL, is an update, or asks another machine.
        """
        check_reads_only(text)
        try:
            return self._quads.query(text, prefixes=_KNOWN, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise syntax_error(text, error) from error

    def dump(self, path: Path) -> None:
        """Write everything, ontology and closure included, as N-Quads: what an outside endpoint is to be loaded with.

        Raises:
            OutputError: the place cannot be written.
        """
        from casegraph.files import write_output

        write_output(path, ox.serialize(self._quads, format=ox.RdfFormat.N_QUADS) or b"")

    def __len__(self) -> int:
        return len(self._quads)

    def __repr__(self) -> str:
        """How much the store holds, ontology included."""
        return f"<Store: {len(self)} quads>"
