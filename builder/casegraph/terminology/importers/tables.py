"""Delimited tables: a header line, every row with as many fields, problems named by file and line."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from casegraph.errors import TerminologyError
from casegraph.terminology.importers.sources import Source

__all__ = ["TableRow", "column_named", "read_rows", "sniff_delimiter"]

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
_DELIMITERS = ("\t", ";", "|", ",")


class TableRow(NamedTuple):
    """One row: the line it ends at and its fields by column name."""

    line: int
    fields: Mapping[str, str]


def sniff_delimiter(line: str) -> str:
    """What separates the fields of a header line: the first of tab, semicolon, bar and comma that it holds."""
    return next((d for d in _DELIMITERS if d in line), ",")


def read_rows(
    source: Source,
    *,
    delimiter: str | None = None,
    quoted: bool | None = None,
    encoding: str = "utf-8",
    header: Sequence[str] | None = None,
) -> Iterator[TableRow]:
    """The rows of a table by column name, spaces around fields left out.

    Args:
        delimiter: what separates fields; by the header line unless given.
        quoted: whether fields may stand in quotation marks; all but tab-separated ones may unless it is said.
        header: the columns of a table that does not name them.

    Raises:
        TerminologyError: a line is not in the encoding, or has another number of fields than the header.
    """
    lines = source.lines(encoding)
    first = next(lines, None)
    if first is None:
        raise TerminologyError(f"{source.name}: the file is empty")
    delimiter = delimiter or sniff_delimiter(first)
    quoting = csv.QUOTE_MINIMAL if (delimiter != "\t" if quoted is None else quoted) else csv.QUOTE_NONE

    def whole() -> Iterator[str]:
        yield first
        yield from lines

    reader = csv.reader(
        whole(),
        delimiter=delimiter,
        quoting=quoting,  # type: ignore[arg-type]
        strict=quoting == csv.QUOTE_MINIMAL,
    )
    begun = 1
    try:
        columns = [c.strip() for c in (header if header is not None else next(reader))]
        begun = reader.line_num + 1
        for row in reader:
            begun = reader.line_num + 1
            if not any(row):
                continue
            if len(row) != len(columns):
                raise TerminologyError(
                    f"{source.name}:{reader.line_num}: {len(row)} fields where the header has {len(columns)}"
                )
            yield TableRow(reader.line_num, dict(zip(columns, map(str.strip, row), strict=True)))
    except csv.Error as error:
        # A quotation mark that nothing closes runs to the end of the file: what is wrong is where the row begins.
        raise TerminologyError(f"{source.name}:{begun}: {error}; are delimiter and quotation marks right?") from error


def column_named(source: Source, row: TableRow, wanted: str) -> str:
    """A field of a column that must be there.

    Raises:
        TerminologyError: the table has no such column; the message lists those it has.
    """
    try:
        return row.fields[wanted]
    except KeyError:
        raise TerminologyError(
            f"{source.name}:1: there is no column {wanted!r}; there are {', '.join(row.fields)}"
        ) from None
