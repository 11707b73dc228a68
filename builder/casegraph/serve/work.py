"""What runs in a worker process: the store, open for reading, and one query at a time.

Imported by every worker as it starts, so it imports little.
"""

from __future__ import annotations

import io
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from casegraph.errors import QueryError, StoreError
from casegraph.graph.vocabulary import PREFIXES
from casegraph.serve.confine import confine
from casegraph.store.embedded import Store

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Asked", "Found", "answer", "start"]

_ROWS, _GRAPH = ox.QueryResultsFormat.TSV, ox.RdfFormat.N_TRIPLES
_FORMATS = {
    "json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "csv": ox.QueryResultsFormat.CSV,
}  # fmt: skip
_GRAPHS = {"turtle": ox.RdfFormat.TURTLE, "rdfxml": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD}
#: How often, in seconds, it is looked whether the store has changed.
_LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and how it is answered.

    Rows come as "tsv", "json", "xml" or "csv" of the SPARQL standard, triples as "ntriples", "turtle", "rdfxml" or
    "jsonld". The default graph is the union of all graphs, unless graphs are named here or by FROM.
    """

    text: str
    rows_as: str = "tsv"
    graph_as: str = "ntriples"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: `kind` is "rows", "graph" or "boolean", `body` its bytes in the form that was asked for.

    `more` tells that it was cut after `count` rows or triples, all that may be given.
    """

    kind: str
    body: bytes
    more: bool = False
    count: int = 0


class _FullError(Exception):
    """As many lines as may be given are written."""


class _Lines(io.BytesIO):
    """Takes whole lines up to a number of them; a line break within a term is escaped in both formats."""

    def __init__(self, most: int, size: int) -> None:
        super().__init__()
        self._left, self._size = most, size
        self._full = False

    def write(self, part: Buffer, /) -> int:
        written = bytes(part)
        if self._full:
            # What the engine had still to write when it was told.
            return len(written)
        lines = written.count(b"\n")
        if lines > self._left:
            kept = written.split(b"\n", self._left)[: self._left]
            super().write(b"".join(line + b"\n" for line in kept))
            self._full = True
            raise _FullError
        if self.tell() + len(written) > self._size:
            raise QueryError(f"the answer is larger than {self._size >> 20} MB; ask for less, for example with LIMIT")
        self._left -= lines
        return super().write(written)


class _Open:
    """The store of this process, opened again when its files have changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._looked = 0.0
        self._stamp = self._now()
        self.store = Store.open(folder)

    def fresh(self, *, at_once: bool = False) -> Store:
        """The store as it is now, at most a second old."""
        if at_once or time.monotonic() - self._looked > _LOOK_EVERY:
            self._looked = time.monotonic()
            stamp = self._now()
            if at_once or stamp != self._stamp:
                self.store = Store.open(self._folder)
                self._stamp = stamp
        return self.store

    def _now(self) -> tuple[tuple[str, int], ...]:
        """The names and sizes of the engine's files of data: they grow and are replaced, never changed."""
        with os.scandir(self._folder) as files:
            return tuple(sorted((f.name, f.stat().st_size) for f in files if f.name.endswith((".log", ".sst"))))


_opened: _Open | None = None


def start(folder: Path, priority: int, memory: int) -> None:
    """Make this process ready: open the store in `folder`, yield to others, give up what no query needs."""
    global _opened
    # Ctrl-C goes to the whole group; the server ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(priority)
    _opened = _Open(folder)
    confine(memory)


def answer(asked: Asked, rows: int, size: int) -> Found:
    """Ask a query of the store; at most `rows` rows or triples, and `size` bytes before they are put into form.

    Raises:
        QueryError: the text is not valid SPARQL, is an update, asks another machine, or the answer is too large.
    """
    assert _opened is not None
    try:
        return _answer(asked, rows, size, _opened.fresh())
    except (OSError, StoreError):
        # Whoever writes to the store may have merged files away that were still to be opened.
        return _answer(asked, rows, size, _opened.fresh(at_once=True))


def _answer(asked: Asked, rows: int, size: int, store: Store) -> Found:
    try:
        solutions = store.query(asked.text, asked.default_graphs, asked.named_graphs)
        if isinstance(solutions, ox.QueryBoolean):
            form = _FORMATS.get(asked.rows_as, _ROWS)
            return Found("boolean", solutions.serialize(format=form) or b"")
        is_rows = isinstance(solutions, ox.QuerySolutions)
        lines = _Lines(rows + is_rows, size)
        more = False
        try:
            if isinstance(solutions, ox.QuerySolutions):
                solutions.serialize(lines, format=_ROWS)
            else:
                solutions.serialize(lines, format=_GRAPH)
        except _FullError:
            more = True
    except RuntimeError as error:
        raise QueryError(f"the query cannot be answered: {error}") from None
    body = lines.getvalue()
    if is_rows and asked.rows_as in _FORMATS:
        body = ox.parse_query_results(body, format=_ROWS).serialize(format=_FORMATS[asked.rows_as]) or b""
    elif not is_rows and asked.graph_as in _GRAPHS:
        triples = (quad.triple for quad in ox.parse(body, format=_GRAPH))
        prefixes = dict(PREFIXES) if asked.graph_as != "rdfxml" else {}
        body = ox.serialize(triples, format=_GRAPHS[asked.graph_as], prefixes=prefixes) or b""
    return Found("rows" if is_rows else "graph", body, more, rows)
