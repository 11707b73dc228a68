"""The saved questions as plain URLs: `/questions/held-because?reason=thrombopénie`, as JSON, CSV or a page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from casegraph.errors import CasegraphError
from casegraph.queries.answer import Answer
from casegraph.queries.catalogue import saved_queries
from casegraph.serve import data
from casegraph.serve.explorer import question_page

__all__ = ["routes"]


async def _question(request: Request) -> Response:
    name, _, form = request.path_params["name"].partition(".")
    query = saved_queries().get(name)
    if query is None:
        raise CasegraphError(f"no saved question is named {name!r}; /questions lists them")
    form = request.query_params.get("format", form or "html")
    if form == "html":
        return await question_page.answered(request, query)
    given = {
        key: request.query_params.getlist(key)
        for key in request.query_params
        if key != "format" and request.query_params[key]
    }
    answer, _ = await data.ask(request, query, given)
    assert isinstance(answer, Answer)
    if form == "json":
        return Response(answer.to_json(), media_type="application/json")
    if form == "csv":
        return Response(answer.to_csv(), media_type="text/csv; charset=utf-8")
    raise CasegraphError(f"an answer comes as html, json or csv, not as {form!r}")


routes = [
    Route("/questions", question_page.listed, name="questions"),
    Route("/questions/{name}", _question, name="question"),
]
