"""The command that measures: `casegraph evaluate`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casegraph.errors import OutputError, ParameterError

if TYPE_CHECKING:
    from casegraph.evaluation.result import Evaluation
    from casegraph.records import Case, Document

__all__ = ["evaluate"]


def evaluate(
    gold: Annotated[
        Path,
        typer.Option(
            "--gold",
            metavar="DIR_OR_FILE",
            help="A folder of BRAT (.txt and .ann), or JSON Lines: statement records that were corrected, or lists of "
            "what was held, labs, treatments and problems.",
        ),
    ],
    system: Annotated[
        Path | None,
        typer.Argument(
            metavar="SYSTEM",
            help="What was built before: a folder of BRAT, statement records (.jsonl), or OUT/jsonl of corpus build. "
            "Without it the texts of the gold are read now.",
        ),
    ] = None,
    texts: Annotated[
        Path | None, typer.Option(help="The texts of gold in JSON Lines: a folder, or .jsonl(.gz) of id and text.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    page: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Also write a page of the errors in their sentences.")
    ] = None,
    language: Annotated[str, typer.Option("--language", "-l", help="The page's: fr or en.")] = "fr",
    least: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=NUMBER",
            help="Exit with 1 where a figure falls below: held=0.8 (its F1), presence.recall=0.9.",
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option(min=0, help="How often documents are drawn for the intervals; 0 for none.")
    ] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="What the draws begin with.")] = 0,
    terminology: Annotated[
        list[str] | None, typer.Option(help="An added terminology to use; all of them unless named, none with none.")
    ] = None,
) -> None:
    """Measure what was read against gold: precision, recall, F1 with 95 % intervals, and every error in its sentence.

    Write BRAT with casegraph build CASE... --to brat -o FOLDER, correct it, and give FOLDER as --gold.

    Example: casegraph evaluate --gold annotated/ --page errors.html --least held-because=0.8
    """
    from casegraph.evaluation.run import evaluate as measured
    from casegraph.graph.vocabulary import LANGUAGES
    from casegraph.inputs import keep_apart
    from casegraph.terminology.added import open_lexicon

    if form not in ("table", "csv", "json"):
        raise OutputError(f"no format is called {form!r}; there are table, csv and json")
    if language not in LANGUAGES:
        raise OutputError(f"the page has no language {language!r}; there are fr and en")
    keep_apart([page], [place for place in (gold, system, texts) if place is not None])
    limits = [_limit(written) for written in least or ()]

    def reader(documents: Iterable[Document]) -> Iterator[Case]:
        from casegraph.cli import read_shown

        return read_shown(documents, open_lexicon(terminology), many=True)

    found = measured(gold, system, texts=texts, draws=draws, seed=seed, reader=reader)
    _tell(found.notices)
    if page is not None:
        from casegraph.files import write_output

        write_output(page, found.page(language).encode())
    if form == "table":
        from rich.console import Console

        from casegraph.evaluation.printed import print_evaluation

        print_evaluation(found, Console(highlight=False))
    else:
        typer.echo(found.to_csv() if form == "csv" else found.to_json(), nl=False)
    if _below(found, limits):
        raise typer.Exit(1)


#: How many notices are told in full.
_MOST = 20


def _tell(notices: tuple[str, ...]) -> None:
    for notice in notices[:_MOST]:
        typer.echo(f"casegraph: {notice}", err=True)
    if len(notices) > _MOST:
        typer.echo(f"casegraph: and {len(notices) - _MOST} more of this kind; --format json lists all", err=True)


def _limit(written: str) -> tuple[str, float]:
    """The field and the least figure of `--least FIELD=NUMBER`.

    Raises:
        ParameterError: it is no such pair, or the number is not between 0 and 1.
    """
    from casegraph.evaluation.counts import measure_names

    field, equals, number = written.partition("=")
    name = field.partition(".")[0]
    if not equals or name not in measure_names():
        raise ParameterError(f"--least {written}: FIELD=0.8 is wanted, FIELD one of {', '.join(measure_names())}")
    try:
        limit = float(number)
    except ValueError:
        limit = -1.0
    if not 0 <= limit <= 1:
        raise ParameterError(f"--least {written}: a number between 0 and 1 is wanted")
    return field, limit


def _below(found: Evaluation, limits: list[tuple[str, float]]) -> bool:
    """Tell which figures fall below their limit, or are not there to be compared with it."""
    below = False
    for field, limit in limits:
        figure = found.figure(field) if field.partition(".")[0] in found else None
        if figure is None:
            below = True
            print(f"{field}: not measured, of which at least {limit:g} is wanted", file=sys.stderr)
        elif figure < limit:
            below = True
            print(f"{field}: {figure:.4f} is below {limit:g}", file=sys.stderr)
    return below
