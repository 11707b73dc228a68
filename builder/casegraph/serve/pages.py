"""Pages: templates that escape what they are given, and the files that they need."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

__all__ = ["STATIC", "render", "routes"]

_HERE = Path(__file__).parent
#: The folder of scripts, styles and fonts.
STATIC = _HERE / "static"
_templates = Jinja2Templates(directory=_HERE / "templates")


def render(request: Request, template: str, status: int = 200, **values: object) -> Response:
    """A page; every value is escaped."""
    return _templates.TemplateResponse(request, template, values, status_code=status)


def _home(request: Request) -> Response:
    return render(request, "home.html")


routes = [Route("/", _home, name="home")]
