"""The commands of many cases in one place: `casegraph load`, `casegraph serve`, `casegraph store`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casegraph.errors import CasegraphError, OutputError, QueryError

if TYPE_CHECKING:
    from casegraph.store.loading import Loaded, Target

__all__ = ["load", "serve", "store_app"]

store_app = typer.Typer(help="What a store holds: casegraph load fills it.", no_args_is_help=True)
#: Triples of a load after which merging the files is worth its time: questions are answered several times as fast.
_LARGE = 1_000_000
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the store.")]


def load(
    places: Annotated[
        list[str],
        typer.Argument(metavar="GRAPH_OR_CASE...", help="Graph files of any RDF format; reports, which are read."),
    ],
    store: Annotated[Path | None, typer.Option(help="The folder of the store; made where there is none.")] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", help="Instead of a folder: a SPARQL 1.1 endpoint.")
    ] = None,
    update: Annotated[
        str | None, typer.Option(metavar="URL", help="Where the endpoint takes updates, if not at its own address.")
    ] = None,
    graph_store: Annotated[
        str | None, typer.Option(metavar="URL", help="Load by the Graph Store protocol at this address instead.")
    ] = None,
) -> None:
    """Load cases into a store, one named graph a case; one that is loaded again replaces itself.

    After a large load the files of the store are merged, as by casegraph store compact.

    Name and password for an endpoint are taken from CASEGRAPH_ENDPOINT_USER and CASEGRAPH_ENDPOINT_PASSWORD, or a
    token from CASEGRAPH_ENDPOINT_TOKEN.

    Example: casegraph load out/*.ttl reports.jsonl --store cases.store
    """
    from casegraph.store.loading import load as load_graphs
    from casegraph.store.loading import places_graphs

    if (store is None) == (endpoint is None):
        raise OutputError("where should the cases go? Name a folder with --store, or a server with --endpoint")
    target: Target
    kept = None
    if store is not None:
        from casegraph.store.embedded import Store

        target = kept = Store.create(store)
    else:
        from casegraph.store.remote import Endpoint

        server = Endpoint(endpoint or "", update=update, graph_store=graph_store)
        server.put_ontology()
        target = server
    try:
        with _progress() as told:
            done = load_graphs(places_graphs(places), target, told)
            if kept is not None and done.triples >= _LARGE:
                kept.compact()
    except KeyboardInterrupt:
        typer.echo("what is loaded is whole and kept; the same command goes on with the rest", err=True)
        raise
    if kept is not None:
        from casegraph.graph.versions import tell

        tell(kept.notices())
    typer.echo(
        f"{store or endpoint}: {done.new} new, {done.replaced} replaced, {done.unchanged} unchanged; "
        f"{done.triples} triples written"
    )


@contextmanager
def _progress() -> Iterator[Callable[[Loaded], None]]:
    """Shows how many cases are loaded where a person is looking."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("loading"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("loading", total=None)
        yield lambda done: progress.update(task, completed=done.cases)


def serve(
    graphs: Annotated[list[Path] | None, typer.Argument(metavar="GRAPH...", help="Graph files.")] = None,
    store: Annotated[Path | None, typer.Option(help="A store's folder instead of graph files.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any that is free.")] = 8765,
    host: Annotated[str, typer.Option(help="The address to listen at; whoever reaches it can read.")] = "127.0.0.1",
    name: Annotated[list[str] | None, typer.Option(help="A host name by which others may call this server.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds that a query may take.")] = 30.0,
    row_limit: Annotated[int, typer.Option(min=1, help="Rows or triples that a query may give.")] = 100_000,
    workers: Annotated[int, typer.Option(min=1, help="Queries that run at one time.")] = 2,
) -> None:
    """Serve a store or graph files: pages to explore the cases, the saved questions, a SPARQL endpoint.

    Nothing can be changed through it. Stop it with Ctrl-C.

    Example: casegraph serve report.ttl --open
    """
    if (store is None) == (not graphs):
        raise QueryError("what should be served? Name graph files, or a store with --store")
    try:
        from casegraph.serve.run import serve as run
        from casegraph.serve.workers import Limits
    except ModuleNotFoundError as error:
        raise CasegraphError(
            f"the server needs the package {error.name}; install it with: pip install 'casegraph[explorer]'"
        ) from error
    run(
        store, graphs or [], host=host, port=port, names=tuple(name or ()), open_page=open_page,
        limits=Limits(seconds=time_limit, rows=row_limit, workers=workers),
    )  # fmt: skip


@store_app.command()
def info(folder: Folder) -> None:
    """Say what a store holds: cases, triples, size, ontology.

    Example: casegraph store info cases.store
    """
    from casegraph.graph.versions import tell
    from casegraph.store.embedded import Store

    held = Store.open(folder)
    cases = sum(1 for _ in held.cases())
    size = sum(path.stat().st_size for path in folder.iterdir())
    typer.echo(f"cases     {cases:>12,}")
    typer.echo(f"triples   {len(held):>12,}  ontology included")
    typer.echo(f"on disk   {size >> 20:>12,}  MB")
    typer.echo(f"ontology  {held.ontology()}")
    tell(held.notices())


@store_app.command()
def export(
    folder: Folder,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="An N-Quads file, .nq or .nq.gz.")] = None,
    case: Annotated[list[str] | None, typer.Option("--case", help="The id or IRI of a case; all without it.")] = None,
) -> None:
    """Write the cases of a store as N-Quads, which casegraph load reads again.

    Example: casegraph store export cases.store -o cases.nq.gz
    """
    import gzip

    from casegraph.files import write_output
    from casegraph.store.embedded import Store

    held = Store.open(folder)
    names = [held.named(one) for one in case] if case else sorted(held.cases())
    content = map(held.graph, names)
    if out is None or out == Path("-"):
        for part in content:
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
        return
    packed = out.suffix.lower() == ".gz"
    # Members one after the other are one gzip file.
    write_output(out, (gzip.compress(part, 6, mtime=0) for part in content) if packed else content)


@store_app.command()
def remove(
    folder: Folder, cases: Annotated[list[str], typer.Argument(metavar="CASE...", help="Ids or IRIs of cases.")]
) -> None:
    """Remove cases from a store.

    Example: casegraph store remove cases.store patient-17
    """
    from casegraph.store.embedded import Store

    held = Store.open_to_write(folder)
    for name in [held.named(case) for case in cases]:
        held.remove(name)


@store_app.command()
def compact(folder: Folder) -> None:
    """Merge the files of a store after many loads: it gets smaller and answers faster.

    Example: casegraph store compact cases.store
    """
    from casegraph.store.embedded import Store

    Store.open_to_write(folder).compact()
