"""What runs in a worker process: the store, open for reading, and one query at a time.

Imported by every worker as it starts, so it imports little.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from casegraph.errors import QueryError
from casegraph.store.embedded import Store

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Asked", "Found", "answer", "start"]

_ROWS, _GRAPH = ox.QueryResultsFormat.TSV, ox.RdfFormat.N_TRIPLES
_store: Store | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its limits: `rows` rows or triples, `size` bytes of answer."""

    text: str
    rows: int
    size: int
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: `kind` is "rows" (TSV of the SPARQL standard), "graph" (N-Triples) or "boolean" ("true", "false").

    `more` tells that the answer was cut after the rows that may be given.
    """

    kind: str
    body: bytes
    more: bool = False


class _FullError(Exception):
    """As many lines as may be given are written."""


class _Lines(io.BytesIO):
    """Takes whole lines up to a number of them; a line break within a term is escaped in both formats."""

    def __init__(self, most: int, size: int) -> None:
        super().__init__()
        self._left, self._size = most, size

    def write(self, part: Buffer, /) -> int:
        written = bytes(part)
        lines = written.count(b"\n")
        if lines > self._left:
            kept = written.split(b"\n", self._left)[: self._left]
            super().write(b"".join(line + b"\n" for line in kept))
            raise _FullError
        if self.tell() + len(written) > self._size:
            raise QueryError(f"the answer is larger than {self._size >> 20} MB; ask for less, for example with LIMIT")
        self._left -= lines
        return super().write(written)


def start(folder: Path, priority: int) -> None:
    """Make this process ready: open the store in `folder`, and step back by `priority` behind other processes."""
    global _store
    os.nice(priority)
    _store = Store.open(folder)


def answer(asked: Asked) -> Found:
    """Ask a query of the store.

    Raises:
        QueryError: the text is not valid SPARQL, is an update, asks another machine, or the answer is too large.
    """
    assert _store is not None
    solutions = _store.query(asked.text)
    if isinstance(solutions, ox.QueryBoolean):
        return Found("boolean", b"true" if solutions else b"false")
    kind = "rows" if isinstance(solutions, ox.QuerySolutions) else "graph"
    lines = _Lines(asked.rows + (kind == "rows"), asked.size)
    more = False
    try:
        if isinstance(solutions, ox.QuerySolutions):
            solutions.serialize(lines, format=_ROWS)
        else:
            solutions.serialize(lines, format=_GRAPH)
    except _FullError:
        more = True
    return Found(kind, lines.getvalue(), more)
