"""The commands of many cases in one place: `casegraph load`, `casegraph serve`, `casegraph store`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casegraph.errors import CasegraphError, QueryError

__all__ = ["load", "serve"]


def load(
    places: Annotated[list[Path], typer.Argument(metavar="GRAPH_OR_CASE...", help="Graph files.")],
    store: Annotated[Path, typer.Option(help="The folder of the store; made where there is none.")],
) -> None:
    """Load cases into a store, one named graph a case.

    Example: casegraph load out/*.ttl --store cases.store
    """
    from casegraph.store.embedded import Store

    held = Store.create(store)
    for place in places:
        held.load(place)


def serve(
    graphs: Annotated[list[Path] | None, typer.Argument(metavar="GRAPH...", help="Graph files.")] = None,
    store: Annotated[Path | None, typer.Option(help="A store's folder instead of graph files.")] = None,
    port: Annotated[int, typer.Option(help="The port on this machine.")] = 8765,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Serve a store or graph files: a SPARQL endpoint, the saved questions and pages to explore the cases.

    Example: casegraph serve report.ttl --open
    """
    if store is None and not graphs:
        raise QueryError("what should be served? Name a graph file, or a store with --store")
    try:
        from casegraph.serve.run import serve as run
        from casegraph.serve.workers import Limits
    except ModuleNotFoundError as error:
        raise CasegraphError(
            f"the server needs the package {error.name}; install it with: pip install 'casegraph[explorer]'"
        ) from error
    if open_page:
        typer.launch(f"http://127.0.0.1:{port}/")
    run(store, graphs or [], host="127.0.0.1", port=port, limits=Limits())
