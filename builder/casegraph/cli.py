"""The command line. Every command is thin: it reads its words, calls the library, prints.

Heavy libraries are imported inside the commands that need them, so that a cold `casegraph build` stays under a second.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casegraph.cli_concept import concept_app
from casegraph.cli_corpus import corpus_app
from casegraph.cli_evaluate import evaluate
from casegraph.cli_store import load, serve, store_app
from casegraph.cli_system import Commands
from casegraph.cli_terminology import terminology_app
from casegraph.errors import CasegraphError, OutputError, QueryError, fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casegraph.records import Case, Document
    from casegraph.terminology.lexicon import Lexicon

__all__ = ["app", "main", "read_shown"]


app = typer.Typer(
    cls=Commands,
    name="casegraph",
    help="French clinical case reports as RDF knowledge graphs, and questions over them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(evaluate)
app.command()(load)
app.command()(serve)
app.add_typer(concept_app, name="concept")
app.add_typer(corpus_app, name="corpus")
app.add_typer(store_app, name="store")
app.add_typer(terminology_app, name="terminology")

Cases = Annotated[
    list[str], typer.Argument(metavar="CASE...", help="Reports: files, folders, .jsonl(.gz), or - for standard input.")
]
#: The exit code of a fault of casegraph's own (EX_SOFTWARE of sysexits.h).
_FAULT = 70
# What a terminal would take for a command or a new line: an id or a file's name may hold it.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: Set by --verbose: messages may quote a report.
_verbose = False


def main() -> None:
    """Run the command line: an error of casegraph is one line on standard error and its exit code.

    Nothing that may quote a report is told without --verbose. Temporary folders are removed also where the process is
    asked to end.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    # A worker is started by "python -c", for which Python would import from the folder that it is started in: whoever
    # can write there could plant a module.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    warnings.showwarning = _warn  # type: ignore[assignment]
    # Nearly all that a command makes stays: looking for garbage at every 700th object takes a fifth of a cold start.
    gc.set_threshold(50_000, 20, 20)
    try:
        app()
    except CasegraphError as error:
        more = (
            f"; it says: {error.quoted}" if _verbose else "; casegraph --verbose tells more, and may quote the report"
        )
        _tell(f"{error}{more if error.quoted else ''}")
        sys.exit(error.exit_code)
    except Exception as error:
        if _came_of_interruption(error):
            raise KeyboardInterrupt from error
        where = "".join(f" {note}" for note in getattr(error, "__notes__", ()))
        _tell(f"a fault of casegraph's own{where}: {fault(error)}; please report it")
        if _verbose:
            traceback.print_exception(error)
        sys.exit(_FAULT)


def _came_of_interruption(error: BaseException | None) -> bool:
    """Whether an error was raised while an interruption was on its way out: Ctrl-C may come between any two steps."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _tell(message: object) -> None:
    line = _CONTROL.sub(lambda found: repr(found[0])[1:-1], str(message))
    with suppress(OSError):
        print(f"casegraph: {line}", file=sys.stderr)


def _warn(message: Warning | str, *_: object) -> None:
    _tell(message)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"casegraph {version('casegraph')}")
        raise typer.Exit


@app.callback()
def _options(
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Let errors quote what they are about, also words of a report.")
    ] = False,
) -> None:
    """French clinical case reports as RDF knowledge graphs, and questions over them."""
    global _verbose
    _verbose = verbose


@app.command()
def build(
    cases: Cases,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Where to write; standard output with - or without it.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            help="turtle, trig, nquads, jsonld, rdfxml, jsonl, brat, phenopacket, fhir, graphml, gexf; in a folder: "
            "neo4j, kgx, omop (Parquet), omop-csv.",
        ),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", "-l", help="Of labels in graphml, gexf, neo4j and kgx: fr or en.")
    ] = "fr",
    losses: Annotated[
        Path | None,
        typer.Option(metavar="FILE.jsonl", help="Write what the format cannot say, one JSON object for each fact."),
    ] = None,
    index_date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE|FILE.csv",
            help="The date of day 1 (the admission) for formats that want dates; or a file of id,index_date.",
        ),
    ] = None,
    vocabulary: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="For omop: vocabularies as Athena packs them; without, concept ids are 0."),
    ] = None,
    generated_at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="The time of writing to record, as 2026-05-04T10:00:00Z; none by default."),
    ] = None,
    case_id: Annotated[
        str | None, typer.Option("--id", help="The id of a single report, instead of its file's stem.")
    ] = None,
    base_iri: Annotated[str, typer.Option(help="What the IRIs of case data begin with.")] = "urn:casegraph:case:",
    terminology: Annotated[
        list[str] | None, typer.Option(help="An added terminology to use; all of them unless named, none with none.")
    ] = None,
) -> None:
    """Read reports and write their graphs.

    Example: casegraph build report.txt -o report.ttl
    """
    from casegraph.anchors import NO_ANCHORS, read_anchors
    from casegraph.exchange.formats import FORMATS, format_named, format_of, render, write_case, write_cases
    from casegraph.exchange.losses import LossReport
    from casegraph.graph.options import GraphOptions
    from casegraph.inputs import documents, keep_apart
    from casegraph.terminology.added import open_lexicon

    if out == Path("-"):
        out = None
    keep_apart((None if to == "brat" else out, losses), cases)
    if to is not None:
        output = format_named(to)
    elif out is not None and out.suffix:
        output = format_of(out)
    else:
        output = FORMATS["turtle"]
    anchors = read_anchors(index_date) if index_date is not None else NO_ANCHORS
    options = GraphOptions(
        base_iri=base_iri, generated_at=generated_at, anchors=anchors, language=language, vocabulary=vocabulary
    )
    lexicon = open_lexicon(terminology)
    read = read_shown(documents(cases, case_id), lexicon, many=len(cases) > 1 or not cases[0].endswith(".txt"))
    several = len(cases) > 1 or _holds_many(cases[0])
    if out is None and several and not output.many:
        raise OutputError(f"a {output.name} file holds one case; name a folder with -o, or use trig, nquads or jsonl")
    with LossReport(output.name, losses) as report:
        if out is None:
            for piece in render(read, output, options, report):
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        elif output.many or out.is_dir() or several:
            write_cases(read, out, output, options, report)
        else:
            write_case(next(read), out, output, options, report)
    if output.unsaid is not None or losses is not None:
        print(report.summary(), file=sys.stderr)


def _holds_many(place: str) -> bool:
    return Path(place).is_dir() or place.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))


def read_shown(documents: Iterable[Document], lexicon: Lexicon, many: bool) -> Iterator[Case]:
    """The cases of documents; many of them show a progress bar where a person is looking."""
    from casegraph.pipeline import read

    if not many or not sys.stderr.isatty():
        for document in documents:
            yield read(document, lexicon)
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("reading"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        for document in documents:
            yield read(document, lexicon)
            progress.advance(task)


@app.command()
def query(
    name: Annotated[str, typer.Argument(metavar="NAME_OR_FILE", help="A saved query's name, or a .rq file.")],
    graphs: Annotated[
        list[Path] | None, typer.Argument(metavar="GRAPH...", help="Graph files that casegraph build wrote.")
    ] = None,
    store: Annotated[Path | None, typer.Option(help="A store's folder instead of graph files.")] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", help="A SPARQL endpoint that casegraph load has filled.")
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="A parameter of the query.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv, json or turtle.")] = "table",
) -> None:
    """Ask a saved query, or your own SPARQL, of graphs.

    Example: casegraph query held-because report.ttl -p reason=thrombopénie
    """
    from casegraph.queries.answer import Answer
    from casegraph.queries.catalogue import find_query
    from casegraph.queries.parameters import parse_assignments
    from casegraph.queries.run import ask, ask_store
    from casegraph.store.embedded import Store

    if form not in ("table", "csv", "json", "turtle"):
        raise QueryError(f"no answer format is called {form!r}; there are table, csv, json and turtle")
    asked = find_query(name)
    values = parse_assignments(parameter or ())
    if store is not None and endpoint is None:
        answer = ask_store(asked, store, values)
    elif endpoint is not None:
        from casegraph.store.remote import Endpoint

        server = Endpoint(endpoint)
        server.check()
        answer = ask(asked, server, values)
    elif graphs:
        made = Store.in_memory()
        for graph in graphs:
            made.load(graph)
        answer = ask(asked, made, values)
    else:
        raise QueryError(f"what should {name} be asked of? Name a graph file, a store with --store, or --endpoint")
    if not isinstance(answer, Answer):
        if form not in ("table", "turtle"):
            raise OutputError(f"{name} answers with triples; ask for them with --format turtle")
        typer.echo(answer.to_turtle(), nl=False)
    elif form == "turtle":
        raise OutputError(f"{name} answers with rows; ask for them as table, csv or json")
    elif form == "table":
        from rich.console import Console

        from casegraph.queries.printed import print_answer

        print_answer(answer, Console(highlight=False))
    else:
        typer.echo(answer.to_csv() if form == "csv" else answer.to_json(), nl=False)


@app.command()
def queries(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="One of them: its parameters and the columns of its answer.")
    ] = None,
    language: Annotated[str, typer.Option("--language", "-l", help="fr or en.")] = "fr",
) -> None:
    """List the saved questions, in words, or describe one.

    Example: casegraph queries held-because
    """
    from rich.console import Console

    from casegraph.queries.catalogue import find_query, saved_queries
    from casegraph.queries.printed import described, listed

    shown = described(find_query(name)) if name else listed(list(saved_queries().values()), language)
    console = Console(highlight=False)
    for part in shown:
        console.print(part)


@app.command()
def show(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A report: a file, or - for standard input.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write one HTML file instead of the terminal.")
    ] = None,
) -> None:
    """Show a report with its statements marked, in the terminal or as one HTML file.

    Example: casegraph show report.txt -o report.html
    """
    from casegraph.surface import build

    found = build(case)
    if out is not None:
        from casegraph.files import write_output
        from casegraph.inputs import keep_apart
        from casegraph.show.page import page

        keep_apart([out], [case])
        write_output(out, page(found).encode())
        return
    from rich.console import Console

    from casegraph.show.terminal import legend, marked_text

    console = Console(highlight=False)
    console.print(legend())
    console.print(marked_text(found))


@app.command()
def check(
    place: Annotated[str, typer.Argument(metavar="GRAPH|ontology", help="A graph file, or the word ontology.")],
    reasoner: Annotated[
        bool, typer.Option(help="For the ontology: let HermiT prove it consistent (needs Java).")
    ] = False,
    against: Annotated[
        Path | None, typer.Option(help="For the ontology: a folder of reference tables to look every code up in.")
    ] = None,
) -> None:
    """Check a graph (shapes, exact quotations) or the ontology (quality checks, codes, reasoner).

    Example: casegraph check report.ttl
    """
    if place == "ontology":
        from casegraph.graph.ontology_checks import check_ontology

        findings = check_ontology(reasoner=reasoner, against=against)
    else:
        from casegraph.graph.validate import check_file, known_terms

        findings = check_file(Path(place), known_terms())
    for finding in findings:
        typer.echo(str(finding))
    if findings:
        typer.echo(f"{place}: {len(findings)} finding{'s' * (len(findings) > 1)}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{place}: nothing to complain of")
