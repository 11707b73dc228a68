"""The saved questions as plain URLs: `/questions/held-because?reason=thrombopénie`, as JSON, CSV or a page.

The form goes by the end of the name (`held-because.csv`), by `format=json`, or by what the client accepts.
"""

from __future__ import annotations

import mimeparse
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from casegraph.errors import CasegraphError, QueryError
from casegraph.queries.answer import Answer
from casegraph.queries.catalogue import saved_queries
from casegraph.serve import data
from casegraph.serve.explorer import question_page
from casegraph.serve.negotiation import NotAcceptableError

__all__ = ["NotFoundError", "routes"]

#: The forms of an answer; of equals the last one is preferred.
_FORMS = {"text/csv": "csv", "application/json": "json", "text/html": "html"}
#: Parameters of the address that are none of a question's.
_OF_THE_PAGE = ("format", "page")


class NotFoundError(CasegraphError):
    """There is no such question."""


async def _question(request: Request) -> Response:
    name, _, ending = request.path_params["name"].partition(".")
    query = saved_queries().get(name)
    if query is None:
        raise NotFoundError(f"no saved question is named {name!r}; /questions lists them")
    form = _form(request, ending)
    if form == "html":
        return await question_page.answered(request, query)
    given = {
        key: request.query_params.getlist(key)
        for key in request.query_params
        if key not in _OF_THE_PAGE and request.query_params[key]
    }
    answer, more = await data.ask(request, query, given)
    if not isinstance(answer, Answer):
        return Response(answer.to_turtle(), media_type="text/turtle")
    if more:
        raise QueryError(f"the answer has more than {len(answer)} rows, the limit of this server; ask for less")
    if form == "json":
        return Response(answer.to_json(), media_type="application/json")
    kept_as = {"Content-Disposition": f'attachment; filename="{query.id}.csv"'}
    return Response(answer.to_csv(), media_type="text/csv; charset=utf-8", headers=kept_as)


def _form(request: Request, ending: str) -> str:
    named = ending or request.query_params.get("format", "")
    if named:
        form = named if named in _FORMS.values() else None
    else:
        try:
            form = _FORMS.get(mimeparse.best_match(list(_FORMS), request.headers.get("accept") or "*/*"))
        except (mimeparse.MimeTypeParseException, ValueError):
            form = None
    if form is None:
        raise NotAcceptableError(f"an answer comes as {', '.join(_FORMS.values())}")
    return form


routes = [
    Route("/questions", question_page.listed, name="questions"),
    Route("/questions/{name}", _question, name="question"),
]
