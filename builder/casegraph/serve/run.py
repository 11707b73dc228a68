"""Starting the server on a store or on graph files."""

from __future__ import annotations

import socket
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from casegraph.errors import OutputError
from casegraph.graph.versions import tell
from casegraph.serve.app import create_app
from casegraph.serve.http import Http
from casegraph.serve.workers import Limits
from casegraph.store.embedded import Store
from casegraph.temporary import temporary_folder

__all__ = ["serve"]


def serve(
    store: Path | None,
    graphs: Sequence[Path],
    *,
    host: str,
    port: int,
    limits: Limits,
    names: tuple[str, ...] = (),
    open_page: bool = False,
) -> None:
    """Serve until interrupted; graph files are loaded into a store that is gone afterwards.

    Args:
        store: the folder of a store, None for graph files.
        graphs: graph files.
        host: the address to listen at.
        port: the port, 0 for any that is free.
        limits: what queries may take.
        names: host names besides the local ones by which the server may be called.
        open_page: whether to open the first page in a browser.

    Raises:
        GraphError: there is no store in the folder, or a file holds no case graph.
        OutputError: the port is taken.
    """
    with ExitStack() as stack:
        listening = stack.enter_context(_listen(host, port))
        if store is not None:
            tell(Store.open(store).notices())
        else:
            store = stack.enter_context(temporary_folder("serve"))
            made = Store.create(store)
            for graph in graphs:
                made.load(graph)
            del made
        _run(create_app(store, limits, (*names, host)), listening, open_page)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise OutputError(f"{host}:{port} cannot be listened at ({error.strerror}); choose another --port") from error


def _run(app: Starlette, listening: socket.socket, open_page: bool) -> None:
    host, port = listening.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    print(f"casegraph: serving at {address} (Ctrl-C stops)", file=sys.stderr, flush=True)
    if open_page:
        webbrowser.open(address)
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, http=Http, ws="none", timeout_graceful_shutdown=2
    )
    uvicorn.Server(config).run(sockets=[listening])
