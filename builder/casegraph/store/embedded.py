"""The embedded store: case graphs, the ontology and the closure of its hierarchy, asked as one graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import pyoxigraph as ox

from casegraph.errors import GraphError, QueryError, StoreError
from casegraph.graph.ontology import CLOSURE_GRAPH, ONTOLOGY_GRAPH, load_ontology, ontology_version
from casegraph.graph.versions import named_version, notices
from casegraph.graph.vocabulary import CG, PREFIXES
from casegraph.graph.writer import ONTOLOGY
from casegraph.records import Case
from casegraph.store.engine import guarded, open_to_read
from casegraph.store.graphs import DIGEST, NamedGraph, batched, case_graphs, graph_of
from casegraph.store.sparql import check_reads_only, names_its_graphs, syntax_error

__all__ = ["KNOWN_PREFIXES", "Solutions", "Store", "ontology_graphs"]

#: What a query may answer with: rows, triples or yes and no.
Solutions = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
#: The prefixes that a query need not declare.
KNOWN_PREFIXES = {**PREFIXES, "skos": "http://www.w3.org/2004/02/skos/core#"}
_CASE_GRAPH, _TYPE = ox.NamedNode(CG + "CaseGraph"), ox.NamedNode(PREFIXES["rdf"] + "type")
_IDENTIFIER = ox.NamedNode(PREFIXES["dcterms"] + "identifier")
_DIGEST = ox.NamedNode(DIGEST)
#: The engine keeps every kind of integer as xsd:integer; what the writer writes as nonNegativeInteger is given back so.
_OFFSETS = re.compile(
    rb"^(\S+ <(?:%s)> \"\d+\"\^\^<http://www.w3.org/2001/XMLSchema#)integer>"
    % "|".join(re.escape(name) for name in (f"{PREFIXES['oa']}start", f"{PREFIXES['oa']}end", f"{CG}index")).encode(),
    re.MULTILINE,
)
_OFFSET = rb"\1nonNegativeInteger>"
#: How many cases were built with which ontology.
_VERSIONS = f"""SELECT ?ontology (COUNT(*) AS ?cases) {{
    GRAPH ?case {{ ?build <{PREFIXES["prov"]}used> ?ontology FILTER(STRSTARTS(STR(?ontology), "{ONTOLOGY}")) }}
}} GROUP BY ?ontology"""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]")
#: The engine takes in a bulk of up to 1,000,000 quads as one; this leaves room for the digests.
_BULK = 500_000


class Store:
    """Case graphs with the ontology, in memory or in a folder; the default graph of a query is the union of all.

    Only one process may write a folder; any number may read it.
    """

    #: The engine takes in a bulk on one core, and several at a time.
    at_once = 2

    def __init__(self, quads: ox.Store, folder: Path | None = None) -> None:
        """Wrap a store that already holds the ontology; see `in_memory`, `create` and `open`."""
        self._quads = quads
        self._folder = folder
        self._replacing = Lock()

    @classmethod
    def in_memory(cls) -> Store:
        """A new store that holds the shipped ontology and its closure and no case.

        Raises:
            OntologyError: the ontology is missing or broken.
        """
        return cls(load_ontology())

    @classmethod
    def create(cls, folder: Path) -> Store:
        """The store in `folder`, open for writing; a new or outdated one gets the shipped ontology.

        Raises:
            StoreError: the folder cannot be written, or another process has it open for writing.
        """
        with guarded(folder):
            store = cls(ox.Store(str(folder)), folder)
        if store.ontology() != ontology_version():
            store.put(ontology_graphs())
            with guarded(folder):
                store._quads.flush()
        return store

    @classmethod
    def open_to_write(cls, folder: Path) -> Store:
        """The store that is in `folder`, open for writing.

        Raises:
            GraphError: the folder does not hold a store.
            StoreError: it cannot be written, or another process has it open for writing.
        """
        _check_is_there(folder)
        return cls.create(folder)

    @classmethod
    def open(cls, folder: Path) -> Store:
        """The store in `folder`, for reading.

        Raises:
            GraphError: the folder does not hold a store.
            StoreError: it cannot be read, or its ontology is not whole: a load is at it, or was interrupted.
        """
        _check_is_there(folder)
        store = cls(open_to_read(folder), folder)
        if store.ontology() is None:
            raise StoreError(
                f"{folder}: the ontology in this store is not whole: a load is bringing it in, or was interrupted; "
                f"wait for its end, or load anything with --store {folder}"
            )
        return store

    def ontology(self) -> str | None:
        """The version of the ontology in the store; None where it, or the closure of its hierarchy, is not whole."""
        found = {self.digest(name.value) for name in (ONTOLOGY_GRAPH, CLOSURE_GRAPH)}
        return found.pop() if len(found) == 1 else None

    def load(self, path: Path) -> int:
        """Add the cases of a graph file, each in the place of the case of its name. The number of new quads.

        The format goes by the file's name, `.gz` after it is unpacked.

        Raises:
            GraphError: the file is missing, in no RDF format, not valid in it, or holds no case graph.
        """
        before = len(self._quads)
        for batch in batched(case_graphs(path)):
            self.put(batch)
        return len(self._quads) - before

    def add(self, cases: Iterable[Case]) -> None:
        """Add cases that have been read, each in the place of the case of its name."""
        for batch in batched(map(graph_of, cases)):
            self.put(batch)

    def notices(self) -> list[str]:
        """What is to be said of the versions of the ontology and of the cases: a line for each that is another one."""
        place, ours = self._folder or "the store", ontology_version()
        told = []
        if (held := self.ontology()) != ours:
            told.append(f"{place}: holds the ontology {held}, this casegraph has {ours}; load anything to renew it")
        with guarded(self._folder):
            found = self._quads.query(_VERSIONS)
            assert isinstance(found, ox.QuerySolutions)
            versions = {named_version(row["ontology"].value): int(row["cases"].value) for row in found}
        return told + notices(place, versions)

    def put(self, graphs: Sequence[NamedGraph]) -> None:
        """Store graphs, each in the place of the graph of its name; each is there whole or not at all.

        New graphs go in at once, as files that the engine takes in or leaves out as one; it does so up to a million
        quads. A graph that replaces another, or is larger than that, is written in a transaction of its own.

        Raises:
            GraphError: a graph is no valid N-Quads.
            StoreError: the store cannot be written.
        """
        whole: list[NamedGraph] = []
        single: list[NamedGraph] = []
        for graph in {graph.iri: graph for graph in graphs}.values():
            known = self._quads.contains_named_graph(ox.NamedNode(graph.iri))
            (single if known or len(graph) >= _BULK else whole).append(graph)
        try:
            with guarded(self._folder):
                for part in batched(whole, _BULK):
                    content = b"".join(graph.stored for graph in part)
                    self._quads.bulk_load(content, format=ox.RdfFormat.N_QUADS)
        except SyntaxError:
            for graph in graphs:
                _ = graph.triples  # names the graph
            raise
        with self._replacing, guarded(self._folder):
            for graph in single:
                self._replace(graph)

    def _replace(self, graph: NamedGraph) -> None:
        if graph.version is not None:
            # The ontology: too large for one transaction, and of another version until the whole of it is there.
            self._quads.remove_graph(ox.NamedNode(graph.iri))
            self._quads.bulk_load(graph.stored, format=ox.RdfFormat.N_QUADS)
            return
        name = f"GRAPH <{graph.iri}>"
        self._quads.update(f"DROP SILENT {name} ; INSERT DATA {{ {name} {{ {graph.triples.decode()} }} }}")

    def remove(self, graph: str) -> None:
        """Remove a graph, in one transaction; nothing happens where there is none of that name.

        Raises:
            StoreError: the store cannot be written.
        """
        with guarded(self._folder):
            self._quads.remove_graph(ox.NamedNode(graph))

    def digest(self, graph: str) -> str | None:
        """The digest of a stored graph; None where there is none of that name."""
        name = ox.NamedNode(graph)
        with guarded(self._folder):
            found = next(self._quads.quads_for_pattern(name, _DIGEST, None, name), None)
        return found.object.value if found is not None and isinstance(found.object, ox.Literal) else None

    def digests(self, graphs: Iterable[str]) -> dict[str, str]:
        """The digests of those of some graphs that are stored."""
        return {graph: digest for graph in graphs if (digest := self.digest(graph)) is not None}

    def cases(self) -> Iterator[str]:
        """The names of the case graphs."""
        for quad in self._matching(None, _TYPE, _CASE_GRAPH):
            yield str(quad.subject.value)  # type: ignore[union-attr]  # a case has an IRI

    def named(self, case: str) -> str:
        """The IRI of the case of an id, or of an IRI.

        Raises:
            GraphError: the store holds no such case.
        """
        by_id = self._matching(None, _IDENTIFIER, ox.Literal(case))
        for name in (*(str(quad.subject.value) for quad in by_id if isinstance(quad.subject, ox.NamedNode)), case):
            if _ABSOLUTE.match(name) and self.digest(name) is not None:
                return name
        raise GraphError(f"{case}: the store holds no case of that id")

    def graph(self, name: str) -> bytes:
        """A stored graph as sorted N-Quads lines, without its digest."""
        node = ox.NamedNode(name)
        kept = (q for q in self._matching(None, None, None, node) if q.predicate != _DIGEST)
        content = ox.serialize(kept, format=ox.RdfFormat.N_QUADS) or b""
        return b"".join(sorted(_OFFSETS.sub(_OFFSET, content).splitlines(keepends=True)))

    def compact(self) -> None:
        """Let the engine merge its files, which many loads leave many of: queries get faster, the folder smaller.

        Raises:
            StoreError: the store cannot be written.
        """
        with guarded(self._folder):
            self._quads.optimize()
            self._quads.flush()

    def query(self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> Solutions:
        """Ask a SPARQL query over everything in the store, or over the graphs that are named here or by FROM.

        The prefixes of the written graphs, and `skos:`, need no declaration.

        Raises:
            QueryError: the text is not valid SPARQL, is an update, or asks another machine.
            OSError: the store cannot be read, maybe since another process has merged its files: open it again. Also
                while the solutions are gone through.
        """
        check_reads_only(text)
        try:
            if default_graphs or named_graphs:
                return self._quads.query(
                    text,
                    prefixes=KNOWN_PREFIXES,
                    default_graph=[*map(ox.NamedNode, default_graphs)],
                    named_graphs=[*map(ox.NamedNode, named_graphs)],
                )
            # The union would go before the graphs of a FROM.
            union = not names_its_graphs(text)
            return self._quads.query(text, prefixes=KNOWN_PREFIXES, use_default_graph_as_union=union)
        except ValueError as error:
            raise QueryError(f"a graph is named by its IRI: {error}") from error
        except SyntaxError as error:
            raise syntax_error(text, error) from error

    def _matching(self, *pattern: Any) -> Iterator[ox.Quad]:
        with guarded(self._folder):
            yield from self._quads.quads_for_pattern(*pattern)

    def __len__(self) -> int:
        with guarded(self._folder):
            return len(self._quads)

    def __repr__(self) -> str:
        """How much the store holds, ontology included."""
        return f"<Store: {len(self)} quads>"


def _check_is_there(folder: Path) -> None:
    if not (folder / "CURRENT").is_file():
        raise GraphError(f"{folder}: no store there; make one with casegraph load CASE --store {folder}")


def ontology_graphs() -> list[NamedGraph]:
    """The shipped ontology and its closure, as graphs that a store keeps; their digest is the ontology's version."""
    store = load_ontology()
    found = []
    for name in (ONTOLOGY_GRAPH, CLOSURE_GRAPH):
        quads = store.quads_for_pattern(None, None, None, name)
        lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        found.append(NamedGraph(name.value, lines, ontology_version()))
    return found
