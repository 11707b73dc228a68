"""The server's own description, OpenAPI 3.1 at `/openapi.json`: every address, what it takes and what it answers.

The saved questions are described from their headers. That the description names every route and tells the truth of it
is tested by asking the server whatever the description allows, and what it does not (schemathesis).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from casegraph.graph.writer import software_version
from casegraph.queries.catalogue import saved_queries
from casegraph.queries.header import KINDS, Parameter, SavedQuery
from casegraph.serve.explorer.case_page import ZOOMS
from casegraph.serve.explorer.lanes import GROUPS
from casegraph.serve.explorer.search import SAID
from casegraph.serve.negotiation import GRAPHS, ROWS
from casegraph.serve.texts import LANGUAGES

__all__ = ["description", "routes"]

_Schema = dict[str, Any]
_TEXT: _Schema = {"type": "string"}
#: What a mistake is answered with: a page for people, one line for programs.
_SAID = {kind: {"schema": _TEXT} for kind in ("text/plain", "text/html")}
_ANSWERS = {
    "400": "The request is mistaken; the answer says how to mend it.",
    "403": "A page elsewhere asks, or a change is asked for.",
    "404": "There is nothing of that name.",
    "406": "The answer does not come in the form that is asked for.",
    "415": "A query is sent in no form that is read.",
    "421": "The server is not called by this name.",
    "503": "The answer took longer, or more memory, than the server allows.",
}
#: Every request may be refused for where it comes from, and every answer that asks the store for what it takes.
_ALWAYS = ("400", "403", "421", "503")


def _operation(
    summary: str, content: _Schema, parameters: list[_Schema] | None = None, also: tuple[str, ...] = ()
) -> _Schema:
    refused = {code: {"description": _ANSWERS[code], "content": _SAID} for code in sorted({*_ALWAYS, *also})}
    found: _Schema = {"summary": summary, "responses": {"200": {"description": "The answer.", "content": content}}}
    found["responses"] |= refused
    return found | ({"parameters": parameters} if parameters else {})


def _query(name: str, meaning: str, schema: _Schema = _TEXT) -> _Schema:
    return {"name": name, "in": "query", "description": meaning, "schema": schema}


def _loose(name: str, meaning: str, *values: str) -> _Schema:
    """A parameter of a page, which passes over what is none of its values."""
    return _query(name, f"{meaning} One of {', '.join(values)}; others are passed over.") | _such(*values)


def _page(of: str) -> _Schema:
    return _query("page", f"Which page of {of}, from 1; the first where it is no number.") | _such("2")


def _such(*values: str) -> _Schema:
    return {"examples": {value: {"value": value} for value in values[:2]}}


def _in_path(name: str, meaning: str, schema: _Schema) -> _Schema:
    return {"name": name, "in": "path", "required": True, "description": meaning, "schema": schema}


def _page_of(summary: str, *parameters: _Schema, also: tuple[str, ...] = ()) -> _Schema:
    return {"get": _operation(summary, {"text/html": {"schema": _TEXT}}, list(parameters), also)}


def _value(parameter: Parameter) -> _Schema:
    return {"integer": {"type": "integer"}, "decimal": {"type": "number"}}.get(parameter.type, _TEXT)


def _question(query: SavedQuery) -> _Schema:
    row = {"type": "object", "required": [column.name for column in query.columns]}
    content = {
        "application/json": {"schema": {"type": "array", "items": row}},
        "text/csv": {"schema": _TEXT},
        "text/html": {"schema": _TEXT},
    }
    parameters = [_query(p.name, p.meaning, _value(p)) for p in query.parameters]
    parameters += [
        _query("format", "The form of the answer, before what is accepted.", {"enum": ["csv", "json", "html"]}),
        _page("the answers, for html"),
    ]
    return {"get": _operation(query.questions["en"], content, parameters, ("406",))}


def _sparql() -> _Schema:
    kinds = [*(form.media_type for form in ROWS.values()), *(form.media_type for form in GRAPHS.values())]
    forms: _Schema = {kind.partition(";")[0]: {"schema": {}} for kind in kinds}
    graphs = {"type": "array", "items": _TEXT}
    named = {
        "query": _TEXT,
        "default-graph-uri": graphs,
        "named-graph-uri": graphs,
    }
    answer = _operation(
        "A SPARQL 1.1 query; without one, by GET, the description of the service.", forms, also=("406", "415")
    )
    given = [
        _query("query", "A query: SELECT, ASK, CONSTRUCT or DESCRIBE."),
        _query("default-graph-uri", "The graphs that the query asks; all of them unless named.", graphs),
        _query("named-graph-uri", "The graphs that it may name.", graphs),
        _loose("format", "The form of the answer, before what is accepted.", *ROWS, *GRAPHS),
    ]
    body = {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "required": ["query"], "properties": named}
            },
            "application/sparql-query": {"schema": _TEXT},
        },
    }
    return {"get": answer | {"parameters": given}, "post": answer | {"requestBody": body}}


@cache
def description() -> dict[str, Any]:
    """The description as the object that `/openapi.json` answers with."""
    # A dot alone, or two, are taken out of an address before it is sent.
    case = _in_path("id", "The id of a case.", {"type": "string", "minLength": 1, "not": {"enum": [".", ".."]}})
    language = _in_path("language", "The language.", {"enum": list(LANGUAGES)})
    suggested = {"type": "object", "required": ["label", "other", "kind", "name"]}
    to = _query("to", "The page of this server to go back to.")
    plain = {"application/json": {"schema": {"type": "object"}}}
    chosen = _operation("Keep a language for the pages.", {}, [language, to], ("404",))
    chosen["responses"]["303"] = {"description": "Back to the page."}
    del chosen["responses"]["200"]
    paths: _Schema = {
        "/": _page_of(
            "The list of cases, and the search for them.",
            _query("words", "Words that the text holds."),
            _query("concept", "A concept, by label, name or code."),
            _loose("said", "What is said of it.", *SAID),
            _loose("question", "A saved question that the case answers.", *saved_queries()),
            _page("the list"),
        ),
        "/case/{id}": _page_of(
            "The text of a case with its statements marked.",
            case,
            _query("at", "The offsets of the words to show, as 120-134."),
            also=("404",),
        ),
        "/timeline/{id}": _page_of(
            "The timeline of a case.",
            case,
            _query("axis", "Which axis of time."),
            _loose("show", "What is shown; may be given again.", *GROUPS),
            _loose("zoom", "How large.", *ZOOMS),
            also=("404",),
        ),
        "/graph/{id}": _page_of("The graph of a case.", case, also=("404",)),
        "/editor": _page_of(
            "The SPARQL editor.", _loose("question", "A saved question to begin with.", *saved_queries())
        ),
        "/questions": _page_of("The saved questions."),
        **{f"/questions/{name}": _question(query) for name, query in saved_queries().items()},
        "/concepts": {
            "get": _operation(
                "Concepts for what somebody has begun to write.",
                {"application/json": {"schema": {"type": "array", "items": suggested}}},
                [_query("q", "What is written so far."), _loose("kind", "Of this kind only.", *KINDS)],
            )
        },
        "/sparql": _sparql(),
        "/language/{language}": {"get": chosen},
        "/health": {"get": _operation("Whether the server answers.", plain)},
        "/openapi.json": {"get": _operation("This description.", plain)},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "casegraph",
            "version": software_version(),
            "description": "Case reports as graphs: pages, saved questions, SPARQL. Nothing can be changed through it.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
    }


async def _described(_request: Request) -> Response:
    return JSONResponse(description())


routes = [Route("/openapi.json", _described, name="openapi")]
