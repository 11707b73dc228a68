"""What guards the server against other web sites: which hosts and origins may ask, and what a page may load."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    or script elsewhere comes with its own Origin. Neither may read reports.
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
        elif origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            response = PlainTextResponse(f"pages of {origin} may not ask this server\n", 403)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answered.setdefault(name, value)
            await send(message)

        await (response or self._app)(scope, receive, guarded)


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
