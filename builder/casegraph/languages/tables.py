"""Reading the tables of a language pack: tab-separated, a header line, `#` comments, every field checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from casegraph.errors import TableError
from casegraph.kept import hash_of
from casegraph.resources import language_folder

__all__ = ["Row", "language_hash", "one_of", "read_rows_of", "read_table"]

Row = Mapping[str, str]


@cache
def read_table(language: str, name: str, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows of `languages/<language>/<name>.tsv` by column name.

    Raises:
        TableError: the file is missing, its header is not `columns`, or a row has another number of fields.
    """
    return read_rows_of(language_folder(language) / f"{name}.tsv", columns)


def read_rows_of(path: Path, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows of a shipped table by column name, see `read_table`."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise TableError(f"{path}: the table cannot be read ({error.strerror}); install the package again") from error
    header = tuple(lines[0].split("\t"))
    if header != columns:
        raise TableError(f"{path}:1: the columns are {', '.join(header)}; they should be {', '.join(columns)}")
    rows: list[Row] = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split("\t")]
        if len(fields) != len(columns):
            raise TableError(f"{path}:{number}: {len(fields)} fields where {len(columns)} are wanted: {line[:60]!r}")
        rows.append(dict(zip(columns, fields, strict=True)) | {"line": str(number)})
    return tuple(rows)


@cache
def language_hash(language: str) -> str:
    """A hash of the tables of a language pack and of the code that compiles them."""
    here = Path(__file__).parent
    folded = here.parent / "text" / "fold.py"
    return hash_of([*sorted(language_folder(language).glob("*.tsv")), *sorted(here.glob("*.py")), folded])


def one_of(row: Row, column: str, allowed: Collection[str], table: str) -> str:
    """The value of a column that may only hold one of some words.

    Raises:
        TableError: it holds another one.
    """
    value = row[column]
    if value not in allowed:
        raise TableError(f"{table}.tsv:{row['line']}: {column} is {value!r}; it may be {', '.join(sorted(allowed))}")
    return value
