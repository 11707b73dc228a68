"""Documents in tables: CSV (and TSV, packed or not) and Parquet, with a column of ids and one of texts."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from casegraph.corpus.items import Fault, Item
from casegraph.errors import InputError
from casegraph.text.decode import MAX_BYTES
from casegraph.unpack import open_gzip, unpacked

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

__all__ = ["check_table", "is_table", "require_columns", "table_items"]

_CSV = (".csv", ".tsv")
_PARQUET = (".parquet", ".pq")
#: Rows of a Parquet file that are in memory at once.
_BATCH = 64
_CHUNK = 1 << 20
#: The longest line of a table: a report may be in one cell.
_LONGEST = 2 * MAX_BYTES
#: What columns are called, and no report.
_COLUMN = re.compile(r"[\w.:-]{1,40}")
_SHOWN = 300


def is_table(path: str) -> bool:
    """Whether a file is a table by its name."""
    return _is_csv(path) or path.lower().endswith(_PARQUET)


def _is_csv(path: str) -> bool:
    return path.lower().removesuffix(".gz").endswith(_CSV)


def require_columns(path: str, there: list[str], *wanted: str) -> None:
    """Refuse a table that lacks a column.

    Raises:
        InputError: one is missing; the message lists those there are.
    """
    for name in wanted:
        if name not in there:
            # A table without a header begins with a report.
            plain = all(_COLUMN.fullmatch(str(column)) for column in there)
            told = f"there are {', '.join(map(str, there))}" if plain else f"there are {len(there)}; is there a header?"
            raise InputError(
                f"{path}: no column is called {name!r}; {told}: "
                "name those of the id and of the text with --id-column and --text-column",
                quoted="" if plain else ", ".join(map(str, there))[:_SHOWN],
            )


def check_table(path: str, id_column: str, text_column: str) -> None:
    """Look at a table's head.

    Raises:
        InputError: it cannot be read, is empty, or lacks a column.
    """
    if _is_csv(path):
        with _csv_rows(path) as (header, _, _):
            require_columns(path, header, id_column, text_column)
    else:
        with _parquet(path) as table:
            require_columns(path, table.schema_arrow.names, id_column, text_column)


def table_items(path: str, id_column: str, text_column: str) -> Iterator[Item]:
    """The documents of a table, in its order."""
    rows = _from_csv if _is_csv(path) else _from_parquet
    number = 0
    try:
        for number, case_id, text, done in rows(path, id_column, text_column):
            yield _item(case_id, text, f"{path}:{number}", done)
    except (OSError, EOFError, zlib.error, ValueError, csv.Error) as error:
        # pyarrow's errors are of these too; what came before is whole.
        yield Item(None, f"{path}:{number + 1}", fault=Fault("source cut short", f"{path}: cannot be read ({error})"))


def _item(case_id: Any, text: Any, place: str, done: int) -> Item:
    if case_id is None or case_id == "":
        return Item(None, place, fault=Fault("bad row", f"{place}: the row has no id"), done=done)
    name = str(case_id)
    if not isinstance(text, str):
        kind = "nothing" if text is None else type(text).__name__
        message = f"{place}: a text is wanted, there is {kind}"
        return Item(name, place, stamp=kind, fault=Fault("bad row", message), done=done)
    size = len(text)
    return Item(name, place, content=text, size=size, stamp=_stamp(name, text), done=done)


def _stamp(name: str, text: str) -> str:
    return sha256(f"{name}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def _from_csv(path: str, id_column: str, text_column: str) -> Iterator[tuple[int, str | None, str | None, int]]:
    with _csv_rows(path) as (header, rows, raw):
        first, second = header.index(id_column), header.index(text_column)
        for row in rows:
            if row:
                cells: list[str | None] = [*row, *(None,) * (len(header) - len(row))]
                yield rows.line_num + 1, cells[first], cells[second], raw.tell()


@contextmanager
def _csv_rows(path: str) -> Iterator[tuple[list[str], Any, IO[bytes]]]:
    """The header, the reader of the rows and the file underneath.

    The delimiter is the one of `; , tab |` that the header has most of; the encoding is UTF-8 where the whole file is,
    else CP1252, in which office programs save.

    Raises:
        InputError: the file cannot be read or is empty.
    """
    csv.field_size_limit(MAX_BYTES)
    try:
        encoding = "utf-8-sig" if all(_decodes(_chunks(path))) else "cp1252"
        with open(path, "rb") as raw:
            gz = path.lower().endswith(".gz")
            packed = unpacked(gzip.GzipFile(fileobj=raw), os.path.getsize(path)) if gz else raw
            lines = io.TextIOWrapper(packed, encoding=encoding, errors="replace", newline="")
            head = lines.readline(_CHUNK)
            delimiter = max(";,\t|", key=head.count) if not path.lower().endswith((".tsv", ".tsv.gz")) else "\t"
            header = next(csv.reader([head], delimiter=delimiter), [])
            if not header:
                raise InputError(f"{path}: the file is empty; a first line with the names of the columns is wanted")
            yield [name.strip() for name in header], csv.reader(_bounded(lines), delimiter=delimiter), raw
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read ({error}); is it whole?") from error


def _bounded(lines: io.TextIOWrapper) -> Iterator[str]:
    for line in iter(lambda: lines.readline(_LONGEST + 1), ""):
        if len(line) > _LONGEST:
            raise OSError(f"a line is longer than {_LONGEST >> 20} million characters")
        yield line


def _chunks(path: str) -> Iterator[bytes]:
    with open_gzip(Path(path)) if path.lower().endswith(".gz") else open(path, "rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _decodes(chunks: Iterable[bytes]) -> Iterator[bool]:
    """Whether each piece goes on as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in chunks:
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            yield False
            return
        yield True


def _from_parquet(path: str, id_column: str, text_column: str) -> Iterator[tuple[int, Any, Any, int]]:
    size, number = os.path.getsize(path), 0
    with _parquet(path) as table:
        rows = table.metadata.num_rows or 1
        for batch in table.iter_batches(_BATCH, columns=list({id_column, text_column})):
            for case_id, text in zip(
                batch.column(id_column).to_pylist(), batch.column(text_column).to_pylist(), strict=True
            ):
                number += 1
                yield number, case_id, text, size * number // rows


@contextmanager
def _parquet(path: str) -> Iterator[ParquetFile]:
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise InputError(f"{path}: Parquet needs pyarrow; pip install 'casegraph[corpus]'") from error
    try:
        opened = ParquetFile(path, memory_map=True)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: no Parquet file ({error})") from error
    with opened as table:
        yield table
