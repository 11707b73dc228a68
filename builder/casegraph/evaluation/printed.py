"""The figures in the terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from casegraph.evaluation.intervals import Figure
from casegraph.evaluation.result import Evaluation, Measure

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_evaluation", "written"]


def print_evaluation(found: Evaluation, console: Console) -> None:
    """Print a table: a row a measure, its figures and counts; an interval of each figure where there is room, else of
    the last.
    """
    from rich import box
    from rich.table import Table

    wide = console.width >= _WIDE
    table = Table(
        box=box.SIMPLE_HEAD, title=_title(found), title_justify="left", header_style="bold", padding=(0, 1, 0, 0)
    )
    table.add_column("measure", no_wrap=True)
    for name in ("precision", "recall", "F1") if wide else ("P", "R", "F1", "interval"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("hits", "system", "gold"):
        table.add_column(name, justify="right", no_wrap=True)
    for _, measures in groupby(found.measures, key=lambda m: m.group):
        for measure in measures:
            table.add_row(*_row(measure, wide))
        table.add_section()
    console.print(table)


#: From how many columns on each figure is given with its interval.
_WIDE = 110


def _title(found: Evaluation) -> str:
    number = len(found.documents)
    sure = f"95 % intervals by {found.draws} draws of documents" if number > 1 and found.draws else "no intervals"
    return f"{number} document{'s' * (number != 1)}; {sure}"


def _row(measure: Measure, wide: bool) -> list[str]:
    figures = [measure.precision, measure.recall, measure.f1]
    if wide:
        shown = [f"{_value(f)} {_interval(f)}".strip() for f in figures]
    else:
        shown = [*map(_value, figures), _interval(measure.main)]
    system = "" if measure.recall_only else f"{measure.system:,d}"
    return [measure.name, *shown, f"{measure.hits:,d}", system, f"{measure.gold:,d}"]


def _value(found: Figure) -> str:
    return "" if found.value is None else written(found.value)


def _interval(found: Figure) -> str:
    if found.low is None or found.high is None:
        return ""
    return f"[dim]{written(found.low)}–{written(found.high)}[/]"


def written(number: float) -> str:
    """A figure to two digits; no 1 for what is not quite all, no 0 for what is not nothing."""
    if 0.995 <= number < 1:
        return ">0.99"
    if 0 < number < 0.005:
        return "<0.01"
    return f"{number:.2f}"
