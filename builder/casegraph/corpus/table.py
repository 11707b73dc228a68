"""The statement table as Parquet, written a few thousand rows at a time."""

from __future__ import annotations

from types import TracebackType
from typing import IO

import pyarrow as pa
from pyarrow import parquet

from casegraph.corpus.columns import columns, firsts
from casegraph.records import Case, Record

__all__ = ["StatementTable", "arrow_schema"]

#: Rows that are gathered before they are written as one row group.
_GROUP = 8192
_TYPES = {
    "string": pa.string(),
    "int": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "array<string>": pa.list_(pa.string()),
    "array<array<int>>": pa.list_(pa.list_(pa.int32())),
}


def arrow_schema() -> pa.Schema:
    """The columns of the statement table, see `casegraph.corpus.columns`."""
    found = [pa.field(column.name, _TYPES[column.type]) for column in columns()]
    return pa.schema([*found, pa.field("first", pa.bool_())])


class StatementTable:
    """Writes the records of cases as Parquet into a stream; whole when its block ends."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._schema = arrow_schema()
        # zstd, not gzip as for the lines: every reader of Parquet knows it, and it packs better in less time.
        self._writer = parquet.ParquetWriter(stream, self._schema, compression="zstd")
        self._held: list[Record] = []

    def add(self, case: Case) -> None:
        """Write the records of a case."""
        self._held += case.records
        if len(self._held) >= _GROUP:
            self._write()

    def _write(self) -> None:
        cells = [*(column.take(self._held) for column in columns()), firsts(self._held)]
        arrays = [pa.array(column, field.type) for column, field in zip(cells, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._held = []

    def __enter__(self) -> StatementTable:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is None and self._held:
            self._write()
        self._writer.close()
