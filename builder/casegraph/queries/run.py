"""Asking a query: of graph files or cases, of a store, of an endpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from casegraph.errors import QueryError
from casegraph.queries.answer import Answer, GraphAnswer, read_solutions
from casegraph.queries.header import SavedQuery
from casegraph.queries.parameters import bind

__all__ = ["Source", "ask", "ask_store"]


class Source(Protocol):
    """Where a query can be asked: an embedded store or an endpoint."""

    def query(self, text: str) -> object:
        """The solutions, triples or truth value that answer a SPARQL query."""


def ask(
    query: SavedQuery, source: Source, parameters: Mapping[str, str | int | float | Sequence[str | int | float]]
) -> Answer | GraphAnswer:
    """Bind the parameters and ask the query.

    Raises:
        ParameterError: the query has no such parameter, or a value does not fit.
        UnknownConceptError: a value names no concept.
        QueryError: the query is not valid SPARQL.
        EndpointError: an endpoint does not answer as it should.
    """
    text = bind(query, parameters)
    try:
        return read_solutions(query, source.query(text))
    except QueryError as error:
        raise QueryError(f"{query.path}: {error}") from error


def ask_store(
    query: SavedQuery, folder: Path, parameters: Mapping[str, str | int | float | Sequence[str | int | float]]
) -> Answer | GraphAnswer:
    """Ask a query of the store in a folder, see `ask`; what it holds of other versions is told in warnings.

    Where a load merged files away before they were read, the store as it is then answers.

    Raises:
        GraphError: the folder does not hold a store.
        StoreError: the store cannot be read.
    """
    from casegraph.graph.versions import tell
    from casegraph.store.embedded import Store
    from casegraph.store.engine import guarded

    opened = Store.open(folder)
    tell(opened.notices())
    try:
        return ask(query, opened, parameters)
    except OSError:
        with guarded(folder):
            return ask(query, Store.open(folder), parameters)
