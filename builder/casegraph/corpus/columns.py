"""The statement table: one row a statement record, its fields as columns, what has parts as one column a part.

The columns follow from `casegraph.records.Record`: `value` (a `Value`) becomes `value_text`, `value_start`,
`value_number` ...; `extent` becomes `extent_start` and `extent_end`; `label` becomes `label_fr` and `label_en`; tuples
are lists. `first` is true in the first record of each statement: where it is true, a row is a statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache, partial
from operator import attrgetter, itemgetter
from types import UnionType
from typing import Any, NamedTuple, get_args, get_type_hints

from casegraph.graph.vocabulary import LANGUAGES
from casegraph.records import Record

__all__ = ["Column", "columns", "firsts"]

_SCALARS = {str: "string", int: "int", float: "double", bool: "boolean"}


class Column(NamedTuple):
    """A column: its name, its type as SQL writes it ("string", "array<string>"), and its cells for some records."""

    name: str
    type: str
    take: Callable[[Sequence[Record]], list[Any]]


@cache
def columns() -> tuple[Column, ...]:
    """The columns of the table, but `first`, which is the last one."""
    hints = get_type_hints(Record)
    return tuple(column for field in fields(Record) for column in _of(field.name, _bare(hints[field.name])))


def _bare(hint: Any) -> Any:
    """A type without its None."""
    if isinstance(hint, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    return hint


def _of(name: str, kind: Any) -> Iterator[Column]:
    field = attrgetter(name)
    if name == "label":
        for language in LANGUAGES:
            yield Column(f"label_{language}", "string", _taking(field, partial(_labelled, language)))
    elif kind == tuple[int, int]:
        yield Column(f"{name}_start", "int", _taking(field, itemgetter(0)))
        yield Column(f"{name}_end", "int", _taking(field, itemgetter(1)))
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        for part in fields(kind):
            sql, cell = _cell(name, _bare(hints[part.name]))
            yield Column(f"{name}_{part.name}", sql, _taking(field, attrgetter(part.name), cell))
    else:
        sql, cell = _cell(name, kind)
        yield Column(name, sql, _taking(field, cell))


def _cell(name: str, kind: Any) -> tuple[str, Callable[[Any], Any] | None]:
    """The type of a cell, and how to make it of a field's value where it is not the value itself."""
    if kind in _SCALARS:
        return _SCALARS[kind], None
    if kind == tuple[str, ...]:
        return "array<string>", list
    if kind == tuple[tuple[int, int], ...]:
        return "array<array<int>>", _pairs
    raise TypeError(f"the statement table has no column for {name}: {kind}")


def _pairs(pairs: tuple[tuple[int, int], ...]) -> list[list[int]]:
    return [list(pair) for pair in pairs]


def _labelled(language: str, label: tuple[tuple[str, str], ...]) -> str | None:
    return dict(label).get(language)


def _taking(
    field: Callable[[Any], Any], *steps: Callable[[Any], Any] | None
) -> Callable[[Sequence[Record]], list[Any]]:
    """Takes a field of each record and goes on with what is not None; column by column, which costs a third."""
    calls = [step for step in steps if step is not None]

    def take(records: Sequence[Record]) -> list[Any]:
        cells = list(map(field, records))
        for call in calls:
            cells = [None if cell is None else call(cell) for cell in cells]
        return cells

    return take


def firsts(records: Sequence[Record]) -> list[bool]:
    """For each record of some whole cases whether it is the first of its statement."""
    seen: set[tuple[str, str]] = set()
    out = []
    for record in records:
        key = record.case, record.statement
        out.append(key not in seen)
        seen.add(key)
    return out
