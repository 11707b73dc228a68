"""The application: its routes, its guard, its errors, its workers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from casegraph.errors import CasegraphError
from casegraph.lookup import suggest_concepts
from casegraph.serve import openapi, pages, questions, sparql
from casegraph.serve.explorer import case_page, editor_page, list_page
from casegraph.serve.explorer.store import UnknownCaseError
from casegraph.serve.negotiation import NotAcceptableError
from casegraph.serve.questions import NotFoundError
from casegraph.serve.security import Guard
from casegraph.serve.workers import Limits, OverLimitError, Workers

__all__ = ["create_app"]

#: The areas of the server, each with its routes.
_AREAS = (pages, list_page, case_page, editor_page, questions, sparql, openapi)

#: What an error answers with; any other of casegraph is a mistaken request.
_STATUS = {OverLimitError: 503, NotAcceptableError: 406, NotFoundError: 404, UnknownCaseError: 404}


def create_app(folder: Path, limits: Limits | None = None, hosts: tuple[str, ...] = ()) -> Starlette:
    """The application over the store in `folder`; `hosts` are names it may be called by besides the local ones.

    The workers start with the application and end with it.
    """

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        app.state.workers = Workers(folder, limits or Limits())
        try:
            # The first page finds the workers with the store open, and the forms of all concepts read.
            await asyncio.gather(
                *(app.state.workers.ask("ASK {}", own=True) for _ in range(2)),
                asyncio.to_thread(suggest_concepts, "casegraph", 1),
            )
            yield
        finally:
            app.state.workers.close()

    routes = [route for area in _AREAS for route in area.routes]
    return Starlette(
        routes=[
            *routes,
            Route("/health", _health, name="health"),
            Mount("/static", pages.Static(directory=pages.STATIC), name="static"),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={CasegraphError: _failed},
        lifespan=running,
    )


async def _health(request: Request) -> Response:
    await request.app.state.workers.ask("ASK { ?s ?p ?o }", own=True)
    return JSONResponse({"status": "ok"})


async def _failed(request: Request, error: Exception) -> Response:
    """An error of casegraph is what the client did wrong, or asked too much: a page for people, else a line."""
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)
    if "text/html" in request.headers.get("accept", ""):
        return pages.render(request, "error.html", status, message=str(error))
    return PlainTextResponse(f"{error}\n", status)
