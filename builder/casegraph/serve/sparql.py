"""The SPARQL 1.1 protocol: a query by GET or by POST both ways, answered in the form that the client asks for."""

from __future__ import annotations

import anyio.to_thread
import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from casegraph.errors import QueryError
from casegraph.serve.data import solutions, workers
from casegraph.serve.work import Found

__all__ = ["routes"]

_ROWS = ox.QueryResultsFormat.JSON


async def _sparql(request: Request) -> Response:
    text = request.query_params.get("query")
    if not text:
        raise QueryError("no query is given; send one as ?query=")
    found = await workers(request).ask(text)
    return Response(await anyio.to_thread.run_sync(_written, found), media_type=_ROWS.media_type)


def _written(found: Found) -> bytes:
    what = solutions(found)
    assert isinstance(what, ox.QuerySolutions | ox.QueryBoolean)
    return what.serialize(format=_ROWS) or b""


routes = [Route("/sparql", _sparql, methods=["GET", "POST"], name="sparql")]
