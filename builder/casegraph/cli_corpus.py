"""The commands of many cases: `casegraph corpus build|stats`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casegraph.corpus.build import Progress

__all__ = ["corpus_app"]

corpus_app = typer.Typer(help="Many cases: built in parallel, resumable; what they hold.", no_args_is_help=True)


@corpus_app.command("build")
def build(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="A folder of texts (also BRAT), a pattern, .jsonl(.gz), .csv(.gz), .parquet or .zip.",
        ),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write into.")],
    to: Annotated[list[str] | None, typer.Option("--to", help="nquads, jsonl, parquet; all unless named.")] = None,
    id_column: Annotated[str, typer.Option(help="What rows call the id.")] = "id",
    text_column: Annotated[str, typer.Option(help="What rows call the text.")] = "text",
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that read; one a core unless given.")] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds that one document may take.")] = 30.0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last run into OUT ended.")] = False,
    base_iri: Annotated[str, typer.Option(help="What the IRIs of case data begin with.")] = "urn:casegraph:case:",
    terminology: Annotated[
        list[str] | None, typer.Option(help="An added terminology to use; all of them unless named, none with none.")
    ] = None,
) -> None:
    """Read a corpus on all cores and write its graphs, statement records and statement table, a file for 500 documents.

    A document that cannot be read is told of in OUT/manifest and counted in OUT/summary.json; the run goes on.
    Whatever ends a run, --resume goes on with it.

    Example: casegraph corpus build reports/ -o out/
    """
    from casegraph.corpus.build import build_corpus
    from casegraph.corpus.outputs import OUTPUTS

    with _shown() as told:
        outcome = build_corpus(
            sources,
            out,
            id_column=id_column,
            text_column=text_column,
            outputs=to or OUTPUTS,
            base_iri=base_iri,
            terminologies=terminology,
            workers=workers,
            seconds=time_limit,
            resume=resume,
            told=told,
        )
    summary = outcome.summary
    rate = f", {outcome.read / outcome.seconds:.0f} a second" if outcome.read else ""
    typer.echo(
        f"{out}: {summary['documents']} documents ({outcome.read} now, in {_clock(outcome.seconds)}{rate}), "
        f"{summary['statements']} statements, {summary['triples']} triples"
    )
    if summary["failed"]:
        kinds = ", ".join(f"{kind} {count}" for kind, count in summary["errors"].items())
        typer.echo(f"{summary['failed']} documents could not be read ({kinds}); {out / 'manifest'} says why", err=True)
        if summary["failed"] == summary["documents"]:
            raise typer.Exit(1)


class _Told:
    """Passes the progress of a run on to a bar that is drawn a few times a second."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.fields[documents]:,d} documents"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(elapsed_when_finished=True),
        )
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self.bar.add_task("", total=1.0, documents=0, rate="")

    def __call__(self, progress: Progress) -> None:
        task = self.bar.tasks[self._task]
        rate = progress.read / task.elapsed if task.elapsed else 0.0
        self.bar.update(
            self._task,
            completed=progress.part,
            documents=progress.read + progress.kept,
            rate=f"{rate:.0f} a second" if progress.read else "",
        )


@contextmanager
def _shown() -> Iterator[Callable[[Progress], None]]:
    """Hears how far a run is: a bar where a person is looking, else nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    told = _Told()
    with told.bar:
        yield told


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"
