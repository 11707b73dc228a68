"""Starting the server on a store or on graph files."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from casegraph.serve.app import create_app
from casegraph.serve.workers import Limits
from casegraph.store.embedded import Store

__all__ = ["serve"]


def serve(
    store: Path | None, graphs: Sequence[Path], *, host: str, port: int, limits: Limits, hosts: tuple[str, ...] = ()
) -> None:
    """Serve until interrupted; graph files are loaded into a store that is gone afterwards.

    Raises:
        GraphError: there is no store in the folder, or a file holds no case graph.
    """
    if store is not None:
        Store.open(store)
        _run(store, host, port, limits, hosts)
        return
    with tempfile.TemporaryDirectory(prefix="casegraph-serve-") as folder:
        made = Store.create(Path(folder))
        for graph in graphs:
            made.load(graph)
        del made
        _run(Path(folder), host, port, limits, hosts)


def _run(folder: Path, host: str, port: int, limits: Limits, hosts: tuple[str, ...]) -> None:
    uvicorn.run(create_app(folder, limits, hosts), host=host, port=port, log_level="warning", server_header=False)
