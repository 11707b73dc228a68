"""The saved questions as plain URLs: `/questions/held-because?reason=thrombopénie`, as JSON, CSV or a page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from casegraph.errors import CasegraphError
from casegraph.queries.answer import Answer, written
from casegraph.queries.catalogue import saved_queries
from casegraph.serve import data
from casegraph.serve.pages import render

__all__ = ["routes"]


async def _questions(request: Request) -> Response:
    return render(request, "questions.html", queries=list(saved_queries().values()))


async def _question(request: Request) -> Response:
    name, _, form = request.path_params["name"].partition(".")
    query = saved_queries().get(name)
    if query is None:
        raise CasegraphError(f"no saved question is named {name!r}; /questions lists them")
    form = request.query_params.get("format", form or "html")
    given = {key: request.query_params.getlist(key) for key in request.query_params if key != "format"}
    answer, more = await data.ask(request, query, given)
    assert isinstance(answer, Answer)
    if form == "json":
        return Response(answer.to_json(), media_type="application/json")
    if form == "csv":
        return Response(answer.to_csv(), media_type="text/csv; charset=utf-8")
    return render(request, "question.html", query=query, answer=answer, more=more, written=written)


routes = [
    Route("/questions", _questions, name="questions"),
    Route("/questions/{name}", _question, name="question"),
]
