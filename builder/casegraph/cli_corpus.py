"""The commands of many cases: `casegraph corpus build|stats`."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casegraph.errors import InputError, OutputError

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
    out: Annotated[str, typer.Option("-o", "--out", help="The folder to write into.")],
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
    on: Annotated[
        str, typer.Option(help="local, or spark: SOURCE is then Parquet, and OUT as Spark writes.")
    ] = "local",
    conf: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A setting of Spark: spark.master=yarn ...")
    ] = None,
) -> None:
    """Read a corpus on all cores and write its graphs, statement records and statement table, a file for 500 documents.

    A document that cannot be read is told of in OUT/manifest and counted in OUT/summary.json; the run goes on.
    Whatever ends a run, --resume goes on with it.

    Example: casegraph corpus build reports/ -o out/
    """
    if on not in ("local", "spark"):
        raise InputError(f"a corpus is built on local or spark, not on {on!r}")
    if on == "spark":
        if workers or resume:
            raise InputError("--workers and --resume are not for Spark, which has its own; leave them out")
        _on_spark(sources, out, to, id_column, text_column, time_limit, base_iri, terminology, conf or [])
        return
    if conf:
        raise InputError("--conf is for --on spark")
    from casegraph.corpus.build import build_corpus
    from casegraph.corpus.outputs import OUTPUTS

    try:
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
    except KeyboardInterrupt:
        typer.echo(f"what is done is kept in {out}; --resume goes on with it", err=True)
        raise
    rate = f", {outcome.read / outcome.seconds:.0f} a second" if outcome.read else ""
    _tell(out, outcome.summary, f"{outcome.read} now, in {_clock(outcome.seconds)}{rate}")


def _on_spark(
    sources: list[str],
    out: str,
    to: list[str] | None,
    id_column: str,
    text_column: str,
    seconds: float,
    base_iri: str,
    terminologies: list[str] | None,
    conf: list[str],
) -> None:
    from casegraph.corpus.spark import SPARK_OUTPUTS, build_on_spark, spark_session

    settings = [setting.partition("=") for setting in conf]
    for name, equals, _ in settings:
        if not equals:
            raise InputError(f"--conf {name}: NAME=VALUE is wanted, as spark.master=yarn")
    begin = time.monotonic()
    summary = build_on_spark(
        sources,
        out,
        spark=spark_session({name: value for name, _, value in settings}),
        id_column=id_column,
        text_column=text_column,
        outputs=to or SPARK_OUTPUTS,
        base_iri=base_iri,
        terminologies=terminologies,
        seconds=seconds,
    )
    _tell(out, summary, f"on Spark, in {_clock(time.monotonic() - begin)}")


def _tell(out: str, summary: dict[str, Any], how: str) -> None:
    typer.echo(
        f"{out}: {summary['documents']} documents ({how}), {summary['statements']} statements, "
        f"{summary['triples']} triples"
    )
    if summary["failed"]:
        kinds = ", ".join(f"{kind} {count}" for kind, count in summary["errors"].items())
        typer.echo(f"{summary['failed']} documents could not be read ({kinds}); {out}/manifest says why", err=True)
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


@corpus_app.command("stats")
def stats(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that casegraph corpus build wrote.")],
    form: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
    most: Annotated[int, typer.Option(min=1, help="How many rows of each to give.")] = 20,
) -> None:
    """Tell what a corpus holds: concepts, presence, what was held and why, tests, unknown phrases, odd documents.

    Example: casegraph corpus stats out/ --most 10
    """
    from casegraph.corpus.stats import SECTIONS, corpus_stats

    if form not in ("table", "json"):
        raise OutputError(f"no format is called {form!r}; there are table and json")
    found = corpus_stats(out, most)
    if form == "json":
        import json

        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    for name, rows in found.items():
        if rows:
            table = Table(*rows[0], title=SECTIONS[name][0], title_justify="left")
            for row in rows:
                table.add_row(*map(_cell, row.values()))
            console.print(table)


def _cell(value: object) -> str:
    from casegraph.terminology.concepts import CONCEPT

    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,d}"
    return "" if value is None else str(value).replace(CONCEPT, "c:")
