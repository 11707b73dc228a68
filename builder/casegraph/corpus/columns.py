"""The statement table: one row a statement record, its fields as columns, what has parts as one column a part.

The columns follow from `casegraph.records.Record`: `value` (a `Value`) becomes `value_text`, `value_start`,
`value_number` ...; `extent` becomes `extent_start` and `extent_end`; `label` becomes `label_fr` and `label_en`; tuples
are lists. `first` is true in the first record of each statement: where it is true, a row is a statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, get_args, get_type_hints

from casegraph.records import Case, Record

__all__ = ["Column", "columns", "rows"]

_LANGUAGES = ("fr", "en")
_SCALARS = {str: "string", int: "int", float: "double", bool: "boolean"}
_PAIRS = tuple[tuple[int, int], ...]
_NAMES = tuple[str, ...]


class Column(NamedTuple):
    """A column: its name, its type as SQL writes it ("string", "array<string>") and how to take it from a record."""

    name: str
    type: str
    take: Callable[[Record], Any]


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
    if name == "label":
        for language in _LANGUAGES:
            yield Column(f"label_{language}", "string", _label(language))
    elif kind in _SCALARS:
        yield Column(name, _SCALARS[kind], _field(name))
    elif kind == _NAMES:
        yield Column(name, "array<string>", _listed(name))
    elif kind == _PAIRS:
        yield Column(name, "array<array<int>>", _pairs(name))
    elif kind == tuple[int, int]:
        yield Column(f"{name}_start", "int", _at(name, 0))
        yield Column(f"{name}_end", "int", _at(name, 1))
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        for part in fields(kind):
            inner = _bare(hints[part.name])
            if inner in _SCALARS:
                yield Column(f"{name}_{part.name}", _SCALARS[inner], _part(name, part.name))
            else:
                yield Column(f"{name}_{part.name}", "array<string>", _list_part(name, part.name))
    else:
        raise TypeError(f"the statement table has no column for {name}: {kind}")


def _field(name: str) -> Callable[[Record], Any]:
    return lambda record: getattr(record, name)


def _listed(name: str) -> Callable[[Record], Any]:
    return lambda record: list(getattr(record, name))


def _pairs(name: str) -> Callable[[Record], Any]:
    def take(record: Record) -> Any:
        pairs = getattr(record, name)
        return None if pairs is None else [list(pair) for pair in pairs]

    return take


def _at(name: str, index: int) -> Callable[[Record], Any]:
    return lambda record: getattr(record, name)[index]


def _part(name: str, part: str) -> Callable[[Record], Any]:
    def take(record: Record) -> Any:
        whole = getattr(record, name)
        return None if whole is None else getattr(whole, part)

    return take


def _list_part(name: str, part: str) -> Callable[[Record], Any]:
    def take(record: Record) -> Any:
        whole = getattr(record, name)
        return None if whole is None else list(getattr(whole, part))

    return take


def _label(language: str) -> Callable[[Record], Any]:
    return lambda record: dict(record.label).get(language)


def rows(case: Case) -> Iterator[tuple[Record, bool]]:
    """The records of a case, each with whether it is the first of its statement."""
    seen: set[str] = set()
    for record in case.records:
        yield record, record.statement not in seen
        seen.add(record.statement)
