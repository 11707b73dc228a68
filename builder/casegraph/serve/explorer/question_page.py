"""The saved questions in words, a form for their parameters, and the table of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from casegraph.errors import ParameterError, UnknownConceptError
from casegraph.graph.vocabulary import CG, CONCEPT, RULE
from casegraph.queries.answer import Answer, Cell, written
from casegraph.queries.catalogue import saved_queries
from casegraph.queries.header import Column, SavedQuery
from casegraph.serve import data
from casegraph.serve.explorer.cards import Words
from casegraph.serve.explorer.case_page import words_of
from casegraph.serve.explorer.list_page import parameter_default
from casegraph.serve.explorer.numbers import number, unit
from casegraph.serve.pages import address, render
from casegraph.terminology.added import open_lexicon

__all__ = ["answered", "listed"]

_ON_A_PAGE = 100
#: Columns that say where the words stand: a link instead.
_PLACE = ("start", "end")
#: Columns that others say in words already; they stand in the CSV file.
_SHORT = ("unitInferred", "canonicalUnit", "doseUnit")


async def listed(request: Request) -> Response:
    """Every question by topic."""
    topics = [(topic, list(found)) for topic, found in groupby(saved_queries().values(), key=lambda query: query.topic)]
    return render(request, "questions.html", area="questions", topics=topics)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cell as it is shown; `link` is where its words stand."""

    text: str
    link: str = ""
    note: str = ""


async def answered(request: Request, query: SavedQuery) -> Response:
    """One question with its parameters and its answers."""
    words = await words_of(request)
    asked = request.query_params
    given = {p.name: [v for v in map(str.strip, asked.getlist(p.name)) if v] for p in query.parameters}
    given = {name: values for name, values in given.items() if values}
    page = int(asked["page"]) if asked.get("page", "").isdecimal() and len(asked["page"]) < 6 else 1
    page = max(1, page)
    answer, more, error = None, False, ""
    try:
        found, more = await data.ask(request, query, given, page * _ON_A_PAGE)
        answer = found if isinstance(found, Answer) else None
    except (UnknownConceptError, ParameterError) as wrong:
        error = str(wrong)
    rows = answer.rows[(page - 1) * _ON_A_PAGE :] if answer else ()
    columns = _columns(answer, rows) if answer else []
    form = {p.name: (given.get(p.name) or [""])[0] for p in query.parameters}
    return render(
        request, "question.html", 400 if error else 200,
        area="questions", query=query, form=form, error=error, page=page, more=more, size=_ON_A_PAGE,
        total=len(answer) if answer else 0, columns=columns, default=parameter_default,
        rows=[([_cell(column, row, words) for column in columns], _sentence(row)) for row in rows],
        csv=_address(query, given, "format", "csv"), here_page=lambda n: _address(query, given, "page", n),
        editor=address("editor", question=query.id, also={k: v[0] for k, v in given.items()}),
        cases=address("", question=query.id, also={f"{query.id}.{k}": v[0] for k, v in given.items()})
        if any(column.name == "case" for column in query.columns) else "",
    )  # fmt: skip


def _address(query: SavedQuery, given: Mapping[str, list[str]], key: str, value: object) -> str:
    first: dict[str, object] = {name: values[0] for name, values in given.items()}
    return address("questions/" + query.id, also={**first, key: value})


def _columns(answer: Answer, rows: tuple[Mapping[str, Cell], ...]) -> list[Column]:
    """The columns that are shown: those with something in them; the sentence stands under them."""
    return [
        column
        for column in answer.columns
        if column.name not in (*_PLACE, *_SHORT, "sentence")
        and any(row[column.name] not in (None, "", False) for row in rows)
    ]


def _cell(column: Column, row: Mapping[str, Cell], words: Words) -> _Shown:
    cell, language = row[column.name], words.texts.language
    if cell is None:
        return _Shown("")
    if isinstance(cell, bool):
        return _Shown(words.texts("yes" if cell else "no"))
    if isinstance(cell, int | float):
        if column.name in ("day", "dayTo"):
            return _Shown(words.days(float(cell), None))
        name = (
            row.get("canonicalUnit")
            if column.name == "canonical"
            else row.get("doseUnit")
            if column.name == "doseValue"
            else None
        )
        return _Shown(f"{number(float(cell), language)} {unit(str(name)) if name else ''}".strip())
    text = written(cell)
    if column.name == "case":
        return _Shown(text, _place(row))
    if text.startswith(CONCEPT):
        concept = open_lexicon().terminology.by_name.get(text.removeprefix(CONCEPT))
        return _Shown(dict(concept.label)[language] if concept else text.replace(CONCEPT, "c:"))
    if text.startswith(CG):
        return _Shown(words.term(text.removeprefix(CG)))
    return _Shown(text.removeprefix(RULE))


def _sentence(row: Mapping[str, Cell]) -> _Shown | None:
    """The sentence of an answer, with the address of its place in the case."""
    text = row.get("sentence")
    return _Shown(str(text), _place(row)) if text else None


def _place(row: Mapping[str, Cell]) -> str:
    case, start, end = row.get("case"), row.get("start"), row.get("end")
    place = f"{start}-{end}" if start is not None and end is not None else ""
    return address("case", str(case), at=place) if case is not None else ""
