"""What routes and pages ask of the workers: saved questions and SPARQL. The only way from a page to a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import anyio.to_thread
import pyoxigraph as ox
from starlette.requests import Request

from casegraph.errors import QueryError
from casegraph.queries.answer import Answer, GraphAnswer, read_solutions
from casegraph.queries.header import SavedQuery
from casegraph.queries.parameters import bind
from casegraph.serve.work import Found
from casegraph.serve.workers import Workers

__all__ = ["ask", "rows", "solutions", "workers"]


def workers(request: Request) -> Workers:
    """The workers of the application that serves this request."""
    found = request.app.state.workers
    assert isinstance(found, Workers)
    return found


async def ask(
    request: Request, query: SavedQuery, parameters: Mapping[str, Sequence[str]], most: int | None = None
) -> tuple[Answer | GraphAnswer, bool]:
    """Ask a saved question; the answer, and whether it was cut after `most` rows.

    Raises:
        ParameterError: the query has no such parameter, or a value does not fit.
        UnknownConceptError: a value names no concept.
        OverLimitError: the query was stopped.
    """
    text = await anyio.to_thread.run_sync(bind, query, parameters)
    found = await workers(request).ask(text, own=True, rows=most)
    return await anyio.to_thread.run_sync(lambda: read_solutions(query, solutions(found))), found.more


async def rows(request: Request, text: str) -> list[dict[str, str]]:
    """Ask a SELECT of a page's own: rows of the values as strings, by variable; what is not bound is not there.

    Raises:
        QueryError: the text is no SELECT or not valid SPARQL.
        OverLimitError: the query was stopped.
    """
    found = solutions(await workers(request).ask(text, own=True))
    if not isinstance(found, ox.QuerySolutions):
        raise QueryError("a page asks with SELECT")
    names = [variable.value for variable in found.variables]
    return [
        {name: term.value for name, term in zip(names, row, strict=True) if not isinstance(term, ox.Triple | None)}
        for row in found
    ]


def solutions(found: Found) -> ox.QuerySolutions | ox.QueryBoolean | list[ox.Triple]:
    """An answer of the workers as the engine's own objects."""
    if found.kind == "graph":
        return [quad.triple for quad in ox.parse(found.body, format=ox.RdfFormat.N_TRIPLES)]
    if found.kind == "boolean":
        return ox.parse_query_results(found.body, format=ox.QueryResultsFormat.TSV)
    return ox.parse_query_results(found.body, format=ox.QueryResultsFormat.TSV)
