"""Graph files as named graphs: each case of a file of any RDF format, whole, as N-Quads lines.

A file of many cases is read twice and never held in memory: first to learn which runs of lines belong to which graph,
then case by case. What is no N-Quads is written as such into a temporary file before.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from casegraph.errors import GraphError
from casegraph.graph.files import graph_format, not_valid, open_graph
from casegraph.graph.options import DEFAULT_OPTIONS, GraphOptions
from casegraph.graph.versions import notices, tell, version_in
from casegraph.graph.vocabulary import CG, PREFIXES, cg
from casegraph.graph.writer import nquads
from casegraph.records import Case

__all__ = ["DIGEST", "NamedGraph", "batched", "case_graphs", "graph_of"]

#: The property of a stored graph that holds the digest of the rest of it.
DIGEST = CG + "graphDigest"
_DIGEST = f" <{DIGEST}> ".encode()
_IS_CASE = f" <{PREFIXES['rdf']}type> {cg('CaseGraph')}".encode()
_END = b" .\n"
#: A line of N-Quads as the engine and casegraph write it, one space between the terms.
_REGULAR = re.compile(rb'(?:<[^<>\s]+>|_:\S+) <[^<>\s]+> [<"_].* \.\n')


@dataclass(frozen=True)
class NamedGraph:
    """A graph with its name: `lines` are its N-Quads lines, without the digest that a store keeps with it."""

    iri: str
    lines: bytes
    version: str | None = None

    @cached_property
    def digest(self) -> str:
        """The version where one is given, else SHA-256 of the sorted lines: graphs with one digest are the same."""
        return self.version or sha256(b"".join(sorted(set(self.lines.splitlines(keepends=True))))).hexdigest()

    @property
    def stored(self) -> bytes:
        """The lines with the digest, as a store keeps them."""
        return self.lines + f'<{self.iri}> <{DIGEST}> "{self.digest}" <{self.iri}> .\n'.encode()

    @property
    def triples(self) -> bytes:
        """The same as N-Triples that the engine wrote: nothing in it that is no triple.

        Raises:
            GraphError: a line is no N-Quads.
        """
        try:
            quads = ox.parse(self.stored, format=ox.RdfFormat.N_QUADS)
            return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
        except SyntaxError as error:
            raise GraphError(f"{self.iri}: the graph is no valid N-Quads", quoted=error.msg) from error

    def __len__(self) -> int:
        """How many triples it has."""
        return self.lines.count(b"\n")


def graph_of(case: Case, options: GraphOptions = DEFAULT_OPTIONS) -> NamedGraph:
    """The graph of a case that has been read."""
    lines = nquads(case, options).encode()
    return NamedGraph(lines[1 : lines.index(b">")].decode(), lines)


def batched(graphs: Iterable[NamedGraph], most: int = 450_000) -> Iterator[list[NamedGraph]]:
    """Graphs in batches of up to so many triples; a larger graph is a batch of its own."""
    batch: list[NamedGraph] = []
    size = 0
    for graph in graphs:
        if batch and size + len(graph) > most:
            yield batch
            batch, size = [], 0
        batch.append(graph)
        size += len(graph)
    if batch:
        yield batch


def case_graphs(path: Path, ontology: Path | None = None) -> Iterator[NamedGraph]:
    """The cases of a graph file; the format goes by the file's name, `.gz` after it is unpacked.

    Cases of another version of the model or ontology (that of a folder, else the shipped one) are told of in a warning
    after the last one.

    Raises:
        GraphError: the file is missing, in no RDF format, not valid in it, or holds no case graph.
    """
    rdf_format = graph_format(path)
    versions: Counter[str | None] = Counter()
    try:
        with _indexed(path, rdf_format) as index:
            if not index.cases:
                raise GraphError(f"{path}: holds no case graph; build one with casegraph build CASE -o case.ttl")
            for graph in index.graphs():
                versions[version_in(graph.lines)] += 1
                yield graph
    except (SyntaxError, ValueError, EOFError) as error:
        raise not_valid(str(path), rdf_format, error) from error
    except OSError as error:
        raise GraphError(f"{path}: cannot be read ({error.strerror or error})") from error
    tell(notices(path, versions, ontology))


class _IrregularError(Exception):
    """A line is laid out otherwise than the engine and casegraph write it."""


@contextmanager
def _indexed(path: Path, rdf_format: ox.RdfFormat) -> Iterator[_Index]:
    """The index of a file; of any but plain N-Quads, that of a temporary file which the engine writes."""
    with open_graph(path) as stream, tempfile.TemporaryFile(prefix="casegraph-") as rewritten:
        index = None
        if rdf_format == ox.RdfFormat.N_QUADS and path.suffix.lower() != ".gz":
            with suppress(_IrregularError):
                index = _Index(stream)
            stream.seek(0)
        if index is None:
            ox.serialize(ox.parse(stream, format=rdf_format), rewritten, format=ox.RdfFormat.N_QUADS)
            rewritten.seek(0)
            index = _Index(rewritten)
        yield index


@dataclass
class _Index:
    """Which runs of lines belong to which graph, and which graphs are cases; lines without a graph are kept."""

    stream: IO[bytes]
    runs: dict[bytes, list[tuple[int, int]]] = field(default_factory=dict)
    loose: list[bytes] = field(default_factory=list)
    cases: dict[bytes, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        graph, end, begin, at = b"", b"\0", 0, 0
        for line in self.stream:
            # Nearly every line belongs to the graph of the one before.
            if not line.endswith(end):
                if not _REGULAR.match(line):
                    raise _IrregularError
                self._close(graph, begin, at)
                graph, begin = _graph(line), at
                end = b" " + graph + _END if graph else b"\0"
            if not graph:
                self.loose.append(line)
            if _IS_CASE in line and line.startswith(b"<"):
                case = line[: line.index(b">") + 1]
                if graph in (b"", case):
                    self.cases[case] = None
            at += len(line)
        self._close(graph, begin, at)

    def _close(self, graph: bytes, begin: int, end: int) -> None:
        if graph and end > begin:
            self.runs.setdefault(graph, []).append((begin, end))

    def graphs(self) -> Iterator[NamedGraph]:
        """The cases in the order in which they first stand there."""
        loose = self._loose()
        for case in self.cases:
            parts = [self._read(*run) for run in self.runs.get(case, ())]
            parts += [line.removesuffix(_END) + b" " + case + _END for line in loose.get(case, ())]
            lines = b"".join(parts)
            if _DIGEST in lines:
                lines = b"".join(line for line in lines.splitlines(keepends=True) if _DIGEST not in line)
            yield NamedGraph(case[1:-1].decode(), lines)

    def _read(self, begin: int, end: int) -> bytes:
        self.stream.seek(begin)
        return self.stream.read(end - begin)

    def _loose(self) -> dict[bytes, list[bytes]]:
        """Lines without a graph by the case whose node they are of; what several cases share goes to each of them."""
        of_case: dict[bytes, list[bytes]] = {case: [] for case in self.cases if self.loose}
        for line in dict.fromkeys(self.loose):
            stem = line[: line.index(b" ")].rstrip(b">").partition(b"#")[0] + b">"
            for case in (stem,) if stem in of_case else of_case:
                of_case[case].append(line)
        return of_case


def _graph(line: bytes) -> bytes:
    """The graph of a N-Quads line, empty for none: an IRI that stands behind the object."""
    rest = line.removesuffix(_END).split(b" ", 2)[2]
    at = rest.rfind(b"<")
    return rest[at:] if rest.endswith(b">") and at > 0 and rest[at - 1 : at] == b" " else b""
