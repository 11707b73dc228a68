"""The list of cases, and the search for them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from casegraph.errors import ParameterError, UnknownConceptError
from casegraph.lookup import resolve_concept, suggest_concepts
from casegraph.queries.catalogue import saved_queries
from casegraph.queries.header import KINDS as CONCEPT_KINDS
from casegraph.serve.explorer.marks import KINDS
from casegraph.serve.explorer.search import SAID, Found, Wanted, find, number_of_cases, summaries
from casegraph.serve.pages import render
from casegraph.serve.texts import language_of

__all__ = ["parameter_default", "routes"]

_ON_A_PAGE = 20
_AROUND = 70
_BEGINNING = 210
_SUGGESTED = 12


async def _cases(request: Request) -> Response:
    wanted, question = _wanted(request)
    error, ids = "", list[str]()
    try:
        total, ids = await asyncio.gather(number_of_cases(request), find(request, wanted))
    except (UnknownConceptError, ParameterError) as wrong:
        total, error = await number_of_cases(request), str(wrong)
    last = max(1, -(-len(ids) // _ON_A_PAGE))
    asked = request.query_params.get("page", "1")
    page = min(last, max(1, int(asked))) if asked.isdecimal() and len(asked) < 9 else 1
    shown = await summaries(request, ids[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE], wanted)
    queries = [query for query in saved_queries().values() if any(c.name == "case" for c in query.columns)]
    given = {key: value for key, value in request.query_params.items() if key != "page" and value}
    return render(
        request, "cases.html", 400 if error else 200,
        wanted=wanted, question=question, queries=queries, said=list(SAID), kinds=KINDS, error=error,
        total=total, number=len(ids), page=page, last=last, given=given,
        found=[(case, _excerpts(case)) for case in shown], first=(page - 1) * _ON_A_PAGE + 1,
        default=parameter_default,
    )  # fmt: skip


def _wanted(request: Request) -> tuple[Wanted, str]:
    """What the address asks for, and the id of the question."""
    given = request.query_params
    query = saved_queries().get(given.get("question", ""))
    parameters: dict[str, Sequence[str]] = {}
    for parameter in query.parameters if query else ():
        value = given.get(f"{query.id}.{parameter.name}", "").strip()  # type: ignore[union-attr]
        if value:
            parameters[parameter.name] = [value]
    said = given.get("said", "any")
    wanted = Wanted(
        given.get("words", "").strip(), given.get("concept", "").strip(), said if said in SAID else "any",
        query, parameters,
    )  # fmt: skip
    return wanted, query.id if query else ""


def _excerpts(case: Found) -> list[tuple[str, str, str, str]]:
    """What the list quotes: before, the words that were found, behind, and their place as the case page takes it."""
    text = case.text
    if not case.places:
        beginning = " ".join(text[: _BEGINNING * 2].split())
        if len(beginning) > _BEGINNING:
            beginning = beginning[:_BEGINNING].rpartition(" ")[0].rstrip(".,;:") + "…"
        return [("", "", beginning, "")]
    out = []
    for start, end in case.places:
        left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
        before, behind = text[left:start].rpartition("\n")[2], text[end:right].partition("\n")[0]
        if len(before) == start - left and left:
            before = "…" + before.partition(" ")[2]
        if len(behind) == right - end and right < len(text):
            behind = behind.rpartition(" ")[0] + "…"
        out.append((before, text[start:end], behind, f"{start}-{end}"))
    return out


def parameter_default(default: str, language: str) -> str:
    """The default of a parameter as a form shows it: the label of a concept, else what stands in the query."""
    if not default.startswith("c:"):
        return default.strip('"')
    return dict(resolve_concept(default).label).get(language, default)


async def _concepts(request: Request) -> Response:
    """Concepts whose labels or codes begin with, or hold, what a reader has written so far, as JSON."""
    text, kind = request.query_params.get("q", ""), request.query_params.get("kind", "")
    wanted = kind if kind in CONCEPT_KINDS else None
    found = await anyio.to_thread.run_sync(lambda: suggest_concepts(text, _SUGGESTED, wanted)) if text.strip() else []
    language = language_of(request)
    other = "en" if language == "fr" else "fr"
    return JSONResponse([
        {"label": dict(c.label)[language], "other": dict(c.label)[other], "kind": c.kind, "name": c.name} for c in found
    ])  # fmt: skip


routes = [Route("/", _cases, name="home"), Route("/concepts", _concepts, name="concepts")]
