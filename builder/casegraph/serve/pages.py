"""Pages: templates that escape what they are given, in the language of the reader, and the files that they need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import StrictUndefined
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import Scope

from casegraph.serve.texts import COOKIE, LANGUAGES, language_of, texts

__all__ = ["STATIC", "Static", "address", "render", "routes"]

_HERE = Path(__file__).parent
#: The folder of scripts, styles and fonts.
STATIC = _HERE / "static"
_YEAR = 365 * 24 * 3600


def address(
    page: str, case_id: str = "", /, anchor: str = "", also: Mapping[str, object] | None = None, **given: object
) -> str:
    """The path of a page: "case", "timeline" or "graph" of a case by its id, or another one; empty values are left out.

    `also` are further parameters of the address, over which `given` goes.
    """
    path = f"/{page}" if page else "/"
    if case_id:
        path += "/" + quote(case_id, safe="")
    pairs = [(key, value) for key, value in {**(also or {}), **given}.items() if value not in (None, "", False)]
    return path + (f"?{urlencode(pairs)}" if pairs else "") + (f"#{quote(anchor)}" if anchor else "")


_templates = Jinja2Templates(directory=_HERE / "templates")
_templates.env.undefined = StrictUndefined
_templates.env.trim_blocks = _templates.env.lstrip_blocks = True
_templates.env.globals["address"] = address
# French sets a space before these signs, at which no line may end.
_templates.env.filters["tied"] = lambda text: re.sub(r" (?=[?!:;»])|(?<=«) ", "\N{NO-BREAK SPACE}", text)


def render(
    request: Request, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
) -> Response:
    """A page; every value is escaped, and `t` gives the texts of the reader's language."""
    language = language_of(request)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    given = {"t": texts(language), "language": language, "languages": LANGUAGES, "here": here, **values}
    return _templates.TemplateResponse(request, template, given, status_code=status, headers=headers)


def _language(request: Request) -> Response:
    """Keep the chosen language and go back to the page that it was chosen on; nowhere else."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        return PlainTextResponse(f"no language is called {language!r}; there are {', '.join(LANGUAGES)}\n", 404)
    target = URL(request.query_params.get("to", "/"))
    back = str(target) if not target.netloc and not target.scheme and target.path.startswith("/") else "/"
    # Two slashes, or one with a backslash, would name another host.
    response = RedirectResponse(back if not back.startswith(("//", "/\\")) else "/", 303)
    response.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="strict")
    return response


class Static(StaticFiles):
    """The files of the pages, which a browser keeps and asks again whether they are new."""

    def file_response(self, full_path: object, stat_result: object, scope: Scope, status_code: int = 200) -> Response:
        """The file, with leave to keep it."""
        response = super().file_response(full_path, stat_result, scope, status_code)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response


routes = [Route("/language/{language}", _language, name="language")]
