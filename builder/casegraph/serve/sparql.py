"""The SPARQL 1.1 protocol: a query by GET or by POST both ways, answered in the form that the client asks for.

The default graph of a query is the union of all graphs, unless it or the request names its graphs. Nothing but queries
is run: no update, no SERVICE. Without a query the service describes itself.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from casegraph.errors import QueryError
from casegraph.serve.data import workers
from casegraph.serve.negotiation import GRAPHS, ROWS, NotAcceptableError, chosen
from casegraph.serve.work import Asked

__all__ = ["routes"]

_MOST_BYTES = 1 << 20
_MOST_FIELDS = 1000
_FORM, _QUERY, _UPDATE = (
    "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
)  # fmt: skip
_DESCRIPTION = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix formats: <http://www.w3.org/ns/formats/> .

[] a sd:Service ;
  sd:endpoint <{endpoint}> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:feature sd:UnionDefaultGraph ;
  sd:resultFormat formats:SPARQL_Results_JSON , formats:SPARQL_Results_XML , formats:SPARQL_Results_CSV ,
    formats:SPARQL_Results_TSV , formats:Turtle , formats:N-Triples , formats:RDF_XML , formats:JSON-LD ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
"""


async def _sparql(request: Request) -> Response:
    given = list(request.query_params.multi_items())
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await _body(request)
        if kind == _FORM:
            try:
                given += parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
            except ValueError:
                raise QueryError(f"the request has more than {_MOST_FIELDS} parameters") from None
        elif kind == _QUERY:
            given.append(("query", body))
        elif kind == _UPDATE:
            return PlainTextResponse("this endpoint only answers queries; casegraph load changes a store\n", 403)
        else:
            return PlainTextResponse(f"send a query as {_FORM} or {_QUERY}\n", 415)
    if any(name == "update" for name, _ in given):
        return PlainTextResponse("this endpoint only answers queries; casegraph load changes a store\n", 403)
    queries = [value for name, value in given if name == "query"]
    if not queries and request.method == "GET":
        return _description(request)
    if len(queries) != 1:
        raise QueryError(f"{len(queries)} queries are given; send one as the parameter query")
    rows, graph = chosen(request, ROWS), chosen(request, GRAPHS)
    if rows is None and graph is None:
        offered = ", ".join([*(form.media_type for form in ROWS.values()), *(g.media_type for g in GRAPHS.values())])
        raise NotAcceptableError(f"answers are given as {offered}")
    asked = Asked(
        queries[0],
        rows_as=rows or "json",
        graph_as=graph or "turtle",
        default_graphs=tuple(value for name, value in given if name == "default-graph-uri"),
        named_graphs=tuple(value for name, value in given if name == "named-graph-uri"),
    )
    found = await workers(request).ask(asked)
    if found.more:
        raise QueryError(f"the answer has more than {found.count} rows, the limit of this server; add LIMIT, or count")
    form = GRAPHS[asked.graph_as] if found.kind == "graph" else ROWS[asked.rows_as]
    return Response(found.body, media_type=form.media_type)


async def _body(request: Request) -> str:
    size = 0
    parts = []
    async for part in request.stream():
        size += len(part)
        if size > _MOST_BYTES:
            raise QueryError(f"the request is larger than {_MOST_BYTES >> 20} MB")
        parts.append(part)
    try:
        return b"".join(parts).decode()
    except UnicodeDecodeError as error:
        raise QueryError(f"the request is no UTF-8 ({error.reason} at byte {error.start})") from None


def _description(request: Request) -> Response:
    form = GRAPHS[chosen(request, GRAPHS) or "turtle"]
    text = _DESCRIPTION.format(endpoint=request.url_for("sparql"))
    if form != ox.RdfFormat.TURTLE:
        quads = ox.parse(text, format=ox.RdfFormat.TURTLE)
        return Response(ox.serialize((quad.triple for quad in quads), format=form), media_type=form.media_type)
    return Response(text, media_type=form.media_type)


routes = [Route("/sparql", _sparql, methods=["GET", "POST"], name="sparql")]
