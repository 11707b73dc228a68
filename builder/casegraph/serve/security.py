"""What guards the server against other web sites: which hosts and origins may ask, and what a page may load."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casegraph.errors import fault

__all__ = ["Guard"]

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Guard:
    """Refuses a request whose Host or Origin is not this server, and puts the headers on every answer.

    A page elsewhere whose name is made to point at 127.0.0.1 (DNS rebinding) comes with its own name as Host; a form
    or script elsewhere comes with its own Origin. What a page elsewhere has its browser fetch without an Origin (an
    image, a frame) says so itself (Fetch Metadata), and so does another server at a port of this machine. None of them
    may read reports or keep the workers busy; a link from elsewhere that a person follows may.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] = ()) -> None:
        """Guard `app`; `hosts` are names of this server besides those of the local machine."""
        self._app = app
        self._hosts = _LOCAL | frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        response = None
        if _name(f"//{host}") not in self._hosts:
            response = PlainTextResponse(f"this server is not called {host!r}\n", 421)
        elif origin is not None and _place(origin) != host.lower():
            response = PlainTextResponse(f"pages of {origin} may not ask this server\n", 403)
        elif headers.get("sec-fetch-site") in ("cross-site", "same-site") and not _is_link(scope, headers):
            response = PlainTextResponse("pages elsewhere may not ask this server\n", 403)
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                answered = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answered.setdefault(name, value)
            await send(message)

        try:
            await (response or self._app)(scope, receive, guarded)
        except ClientDisconnect:
            return
        except Exception as error:
            # Said without the message and the address, which may quote a report, and answered with the headers.
            print(f"casegraph: the server fails: {fault(error)}; please report it", file=sys.stderr, flush=True)
            if begun:
                raise ConnectionAbortedError("the answer cannot be ended") from None
            await PlainTextResponse("casegraph fails here; please report it\n", 500)(scope, receive, guarded)


def _is_link(scope: Scope, headers: Headers) -> bool:
    """Whether a person follows a link to a page: it is shown by itself, not within another page."""
    navigates = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return navigates and scope["method"] in ("GET", "HEAD")


def _place(origin: str) -> str | None:
    """The host and port of an origin as the header Host names them."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
