"""The tables of the Common Data Model as data: fields, types, what is required, keys (`fields.tsv`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from casegraph.languages.tables import read_rows_of

__all__ = ["Cell", "Field", "Row", "Table", "tables"]

from datetime import date

#: What a row may hold; a datetime is never written, since a report gives no hours.
Cell = str | int | float | date | None
Row = dict[str, Cell]

_COLUMNS = ("table", "field", "required", "type", "key", "references")
_VARCHAR = re.compile(r"varchar\((\d+)\)")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its CDM type ("integer", "float", "date", "datetime", "varchar(50)", "varchar(MAX)").

    `references` names the table that its values are keys of.
    """

    name: str
    type: str
    required: bool
    primary: bool
    references: str | None

    @property
    def length(self) -> int | None:
        """How many characters a varchar holds, None for other types and without a limit."""
        match = _VARCHAR.fullmatch(self.type)
        return int(match[1]) if match else None


@dataclass(frozen=True)
class Table:
    """A table and its columns in order."""

    name: str
    fields: tuple[Field, ...]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The columns by name."""
        return {field.name: field for field in self.fields}

    def fit(self, row: Row) -> list[Cell]:
        """The cells of a row in the order of the columns, words cut to what a column holds."""
        assert row.keys() <= self.by_name.keys(), (self.name, row.keys() - self.by_name.keys())
        return [_cut(row.get(field.name), field.length) for field in self.fields]


def _cut(cell: Cell, length: int | None) -> Cell:
    return cell[:length] if isinstance(cell, str) and length is not None else cell


@cache
def tables() -> dict[str, Table]:
    """The tables by name, in an order in which each comes after those that its rows refer to."""
    found: dict[str, list[Field]] = {}
    for row in read_rows_of(Path(__file__).with_name("fields.tsv"), _COLUMNS):
        found.setdefault(row["table"], []).append(
            Field(
                row["field"], row["type"], row["required"] == "yes", row["key"] == "primary", row["references"] or None
            )
        )
    return {name: Table(name, tuple(fields)) for name, fields in found.items()}
