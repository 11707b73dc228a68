"""In which form an answer is given: what the client accepts, or the format that the address names."""

from __future__ import annotations

from collections.abc import Mapping

import mimeparse
import pyoxigraph as ox
from starlette.requests import Request

from casegraph.errors import CasegraphError

__all__ = ["GRAPHS", "ROWS", "NotAcceptableError", "chosen"]

#: The forms of rows and truth values, the preferred one first.
ROWS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
#: The forms of triples.
GRAPHS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "rdfxml": ox.RdfFormat.RDF_XML,
          "jsonld": ox.RdfFormat.JSON_LD}  # fmt: skip
#: Broader names under which clients ask for them.
_ALIASES = {
    "application/json": "json", "application/xml": "xml", "text/xml": "xml", "text/plain": "ntriples",
    "text/n3": "turtle", "application/x-turtle": "turtle", "application/turtle": "turtle",
}  # fmt: skip


class NotAcceptableError(CasegraphError):
    """The client asks for a form that there is none of."""


def chosen(request: Request, forms: Mapping[str, ox.QueryResultsFormat] | Mapping[str, ox.RdfFormat]) -> str | None:
    """The name of the form to answer in; None where the client accepts none of these.

    A parameter `format` that names one goes before the header.
    """
    named = request.query_params.get("format")
    if named in forms:
        return named
    offered = {form.media_type.partition(";")[0]: name for name, form in forms.items()}
    offered |= {alias: name for alias, name in _ALIASES.items() if name in forms and alias not in offered}
    accepted = request.headers.get("accept") or "*/*"
    try:
        # Of equals it takes the last one.
        best = mimeparse.best_match(list(reversed(offered)), accepted)
    except (mimeparse.MimeTypeParseException, ValueError):
        return None
    return offered.get(best)
