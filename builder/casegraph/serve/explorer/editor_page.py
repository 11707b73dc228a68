"""The SPARQL editor: a query of the reader's own, or a saved question to start from."""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from casegraph.graph.vocabulary import PREFIXES
from casegraph.queries.catalogue import saved_queries
from casegraph.queries.parameters import bind
from casegraph.serve.pages import render

__all__ = ["routes"]

_START = """# Treatments and procedures, how often the cases say each was held, and the label of each
SELECT ?label (COUNT(DISTINCT ?statement) AS ?times)
WHERE {
  ?statement cg:status/skos:broader* cg:Held ; cg:about/cg:concept ?concept .
  ?concept skos:prefLabel ?label .
  FILTER(LANG(?label) = "%s")
}
GROUP BY ?label
ORDER BY DESC(?times) ?label
LIMIT 50
"""


async def _editor(request: Request) -> Response:
    """The editor with a query to begin with.

    Raises:
        ParameterError: a parameter of the address does not fit the question.
        UnknownConceptError: a parameter names no concept.
    """
    asked = request.query_params
    query = saved_queries().get(asked.get("question", ""))
    text = ""
    if query is not None:
        names = {parameter.name for parameter in query.parameters}
        given = {name: asked.getlist(name) for name in names if asked.get(name)}
        bound = await anyio.to_thread.run_sync(bind, query, given)
        text = "\n".join(line for line in bound.splitlines() if not line.startswith("#:")).strip() + "\n"
    return render(
        request, "editor.html", area="editor", text=text, start=_START, queries=list(saved_queries().values()),
        question=query.id if query else "", prefixes={**PREFIXES, "skos": "http://www.w3.org/2004/02/skos/core#"},
    )  # fmt: skip


routes = [Route("/editor", _editor, name="editor")]
