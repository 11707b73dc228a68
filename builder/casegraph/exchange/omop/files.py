"""The tables of many cases as files: Parquet, or CSV as `COPY` of a database reads it."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from casegraph.errors import InputError, OutputError
from casegraph.exchange.losses import Ledger
from casegraph.exchange.omop import NO_DAY
from casegraph.exchange.omop.convert import convert
from casegraph.exchange.omop.ids import Ids
from casegraph.exchange.omop.schema import Cell, Row, Table, tables
from casegraph.exchange.omop.vocabulary import NO_VOCABULARY, open_vocabulary
from casegraph.graph.options import GraphOptions

if TYPE_CHECKING:
    import pyarrow as pa
    from typing_extensions import Buffer

__all__ = ["to_csv", "to_parquet"]

#: Rows that are gathered before they are written.
_GROUP = 16384
_SHOWN = 5


class _Sheet(Protocol):
    """A table file under way."""

    def write(self, rows: list[list[Cell]]) -> None:
        """Append rows."""

    def close(self) -> None:
        """Finish the file."""

    def taken(self) -> bytes:
        """What has come of it since the last time."""


class _Sink(io.RawIOBase):
    """Holds what a library writes until it is taken."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, content: Buffer, /) -> int:
        size = memoryview(content).nbytes
        self._held += content
        self._at += size
        return size

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        content = bytes(self._held)
        self._held.clear()
        return content


class _Parquet:
    def __init__(self, table: Table) -> None:
        from pyarrow import parquet

        self._sink = _Sink()
        self._schema = arrow_schema(table)
        self._writer = parquet.ParquetWriter(self._sink, self._schema, compression="zstd")

    def write(self, rows: list[list[Cell]]) -> None:
        import pyarrow as pa

        columns = zip(*rows, strict=True)
        arrays = [pa.array(cells, field.type) for cells, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()

    def taken(self) -> bytes:
        return self._sink.taken()


class _Csv:
    def __init__(self, table: Table) -> None:
        self._held = io.StringIO(newline="")
        self.write([[field.name for field in table.fields]])

    def write(self, rows: list[list[Cell]]) -> None:
        csv.writer(self._held, lineterminator="\n").writerows(rows)

    def close(self) -> None:
        pass

    def taken(self) -> bytes:
        content = self._held.getvalue().encode()
        self._held = io.StringIO(newline="")
        return content


def arrow_schema(table: Table) -> pa.Schema:
    """A table's columns in Arrow's types; what the CDM requires is not nullable."""
    import pyarrow as pa

    types = {"integer": pa.int32(), "float": pa.float64(), "date": pa.date32(), "datetime": pa.timestamp("us")}
    return pa.schema([pa.field(f.name, types.get(f.type, pa.string()), nullable=not f.required) for f in table.fields])


def to_parquet(ledgers: Iterable[Ledger], options: GraphOptions) -> Iterator[tuple[int, bytes]]:
    """The tables as Parquet, see `to_csv`.

    Raises:
        OutputError: pyarrow is not installed.
        InputError: as for `to_csv`.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise OutputError("Parquet needs pyarrow: pip install 'casegraph[corpus]', or use omop-csv") from error
    return _written(ledgers, options, _Parquet)


def to_csv(ledgers: Iterable[Ledger], options: GraphOptions) -> Iterator[tuple[int, bytes]]:
    """The tables of cases as CSV, also those without rows: the number of a table and a piece of its file, in turns.

    A case that the CDM cannot hold (no date of day 1, no year of birth) is left out with a warning and told as lost.

    Raises:
        InputError: no date of day 1 is given at all, no case could be written, or the vocabularies cannot be read.
    """
    return _written(ledgers, options, _Csv)


def _written(
    ledgers: Iterable[Ledger], options: GraphOptions, sheet: Callable[[Table], _Sheet]
) -> Iterator[tuple[int, bytes]]:
    if options.anchors.everywhere is None and not options.anchors.by_id:
        raise InputError(f"OMOP wants dates, and {NO_DAY}: a date for all, or a file of id,index_date")
    vocabulary = open_vocabulary(options.vocabulary) if options.vocabulary is not None else NO_VOCABULARY
    written = _Tables([sheet(table) for table in tables().values()])
    left_out: dict[str, list[str]] = {}
    ids = Ids(a.person_id for a in options.anchors.by_id.values() if a.person_id is not None)
    for ledger in ledgers:
        rows = convert(ledger.case, options, vocabulary, ids, ledger)
        if isinstance(rows, str):
            left_out.setdefault(rows, []).append(ledger.case.id)
        else:
            written.add(rows)
            yield from written.taken()
    _tell(left_out, some=written.close(ids))
    yield from written.taken()


def _tell(left_out: dict[str, list[str]], some: bool) -> None:
    told = []
    for why, ids in left_out.items():
        more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
        told.append(f"{', '.join(ids[:_SHOWN])}{more}: {why}")
    if told and not some:
        raise InputError(f"no case could be written; {'; '.join(told)}")
    for words in told:
        warnings.warn(f"left out: {words}", stacklevel=2)


class _Tables:
    """The tables under way; persons once, and the days of a person's cases joined to one period."""

    def __init__(self, sheets: Sequence[_Sheet]) -> None:
        self._sheets = dict(zip(tables(), sheets, strict=True))
        self._held: dict[str, list[list[Cell]]] = {name: [] for name in tables()}
        self._persons: set[Cell] = set()
        self._dead: set[Cell] = set()
        self._periods: dict[Cell, Row] = {}

    def add(self, rows: list[tuple[str, Row]]) -> None:
        """Add the rows of a case."""
        for name, row in rows:
            person = row.get("person_id")
            if name == "observation_period":
                self._join(person, row)
                continue
            once = {"person": self._persons, "death": self._dead}.get(name)
            if once is not None:
                if person in once:
                    continue
                once.add(person)
            self._put(name, row)

    def _join(self, person: Cell, row: Row) -> None:
        known = self._periods.setdefault(person, row)
        for name, pick in (("observation_period_start_date", min), ("observation_period_end_date", max)):
            ours, theirs = known[name], row[name]
            assert isinstance(ours, date) and isinstance(theirs, date)  # noqa: PT018
            known[name] = pick(ours, theirs)

    def _put(self, name: str, row: Row) -> None:
        held = self._held[name]
        held.append(tables()[name].fit(row))
        if len(held) >= _GROUP:
            self._sheets[name].write(held)
            self._held[name] = []

    def taken(self) -> Iterator[tuple[int, bytes]]:
        """What has come of each file since the last time."""
        for number, sheet in enumerate(self._sheets.values()):
            content = sheet.taken()
            if content:
                yield number, content

    def close(self, ids: Ids) -> bool:
        """Write what is left and finish the files; whether there is any person."""
        for person, row in self._periods.items():
            number = ids.make("observation_period", str(person))
            self._put("observation_period", {"observation_period_id": number} | row)
        for name, sheet in self._sheets.items():
            if self._held[name]:
                sheet.write(self._held[name])
            sheet.close()
        return bool(self._persons)
