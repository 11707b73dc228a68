"""Answers and the list of saved queries as a person reads them in the terminal."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from casegraph.errors import QueryError
from casegraph.graph.vocabulary import CG, CONCEPT, LANGUAGES, RULE
from casegraph.queries.answer import Answer, Cell, written
from casegraph.queries.header import SavedQuery

__all__ = ["described", "listed", "print_answer"]

#: Columns that say where the words stand; a table shows the sentence instead.
_PLACE = ("start", "end")
_WIDTH_OF_A_COLUMN = 14
_NAMESPACES = {CONCEPT: "c:", CG: "cg:", RULE: "rule:"}


def print_answer(answer: Answer, console: Console) -> None:
    """The rows as a table; empty columns and offsets are left out. On a narrow screen each row is a block of lines."""
    console.print(answer.query.questions.get("fr", answer.query.id), style="bold")
    if not len(answer):
        console.print("Aucune réponse.")
        return
    shown = [c.name for c in answer.columns if c.name not in _PLACE and any(row[c.name] is not None for row in answer)]
    rows = [{name: _cell(row[name]) for name in shown} for row in answer]
    if console.width < _WIDTH_OF_A_COLUMN * len(shown):
        for row in rows:
            block = Table.grid(padding=(0, 2))
            for name, cell in row.items():
                if cell:
                    block.add_row(f"[dim]{name}[/dim]", escape(cell))
            console.print(block)
            console.rule(style="dim")
        return
    table = Table(show_lines=True)
    for name in shown:
        table.add_column(name, overflow="fold", ratio=3 if name == "sentence" else None)
    for row in rows:
        table.add_row(*map(escape, row.values()))
    console.print(table)


def _cell(cell: Cell) -> str:
    text = written(cell)
    for namespace, prefix in _NAMESPACES.items():
        if text.startswith(namespace):
            return prefix + text.removeprefix(namespace)
    return text


def listed(queries: list[SavedQuery], language: str) -> list[RenderableType]:
    """The saved queries by topic: name, question and parameters of each.

    Raises:
        QueryError: questions are not asked in that language.
    """
    if language not in LANGUAGES:
        raise QueryError(f"no question is asked in {language!r}; there are {' and '.join(LANGUAGES)}")
    out: list[RenderableType] = []
    for topic, found in groupby(queries, key=lambda query: query.topic):
        grid = Table.grid(padding=(0, 2))
        grid.add_column(width=max(len(query.id) for query in queries), no_wrap=True)
        for query in found:
            question = Text(query.questions[language])
            for parameter in query.parameters:
                question.append(f"\n-p {parameter.name}={parameter.default}", style="dim")
            grid.add_row(query.id, question)
        out += [Text(topic, style="bold"), Padding(grid, (0, 0, 1, 2))]
    return out


def described(query: SavedQuery) -> list[RenderableType]:
    """One saved query: its question, its parameters with their defaults, and every column of its answer."""
    out: list[RenderableType] = [Text(query.id, style="bold"), *map(Text, query.questions.values())]
    parameters = [(f"-p {p.name}={p.default}", p.type, p.meaning) for p in query.parameters]
    columns = [(c.name, f"{c.type} [{c.unit}]" if c.unit else c.type, c.meaning) for c in query.columns]
    for title, rows in (("parameters", parameters), ("columns", columns)):
        if rows:
            grid = Table.grid(padding=(0, 2))
            for row in rows:
                grid.add_row(*map(escape, row))
            out += [Text(f"\n{title}", style="bold"), Padding(grid, (0, 0, 0, 2))]
    return out
