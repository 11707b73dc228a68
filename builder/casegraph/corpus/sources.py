"""Where the documents of a corpus come from: folders, globs, JSON Lines, CSV, Parquet, zip archives.

Every source is gone through in one fixed order and never held as a whole, so that a corpus may be larger than memory.
What is wrong with a source itself (missing, no such column) is an error before anything is read; what is wrong with one
of its documents is that document's `Fault`.
"""

from __future__ import annotations

import glob
import json
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from casegraph.corpus.archives import archive_items, check_archive
from casegraph.corpus.items import Fault, Item
from casegraph.corpus.tables import check_table, is_table, require_columns, table_items
from casegraph.errors import InputError
from casegraph.inputs import TEXT_SUFFIXES, is_lines, report_lines, row_of

__all__ = ["Columns", "Sources", "open_sources"]


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns (or members) of the id and of the text are called."""

    id: str = "id"
    text: str = "text"


@dataclass(frozen=True, slots=True)
class Sources:
    """Sources that are there and have what they need: `files` with the id's stem of each, `size` their bytes."""

    files: tuple[tuple[str, str], ...] | _Folder
    columns: Columns
    size: int

    def items(self) -> Iterator[Item]:
        """The documents, always in the same order."""
        done = 0
        for path, stem in self.files:
            before = done
            for item in _items(path, stem, self.columns):
                done = before + item.done
                yield replace(item, done=done)
            with suppress(OSError):
                done = before + Path(path).stat().st_size


@dataclass(frozen=True, slots=True)
class _Folder:
    """The texts of a folder and of the folders in it, listed anew each time: a million names need no memory."""

    root: str

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for path in _walk(self.root):
            if path.lower().endswith(TEXT_SUFFIXES):
                yield path, os.path.splitext(os.path.relpath(path, self.root))[0].replace(os.sep, "/")


def open_sources(places: Iterable[str], columns: Columns = Columns(), out: Path | None = None) -> Sources:
    """Look at the sources and say what is wrong with them, before anything is read.

    A place is a text file, a folder, a pattern ("reports/**/*.txt"), or a `.jsonl`, `.csv`, `.tsv` (each also `.gz`),
    `.parquet` or `.zip` file. A folder stands for its `.txt` files and those of the folders in it (so also a folder of
    BRAT, whose `.ann` files are passed over); where it has none, for its files of rows and archives. The id of a text
    is its path within the place, without the suffix.

    Raises:
        InputError: a place is missing, empty or of no known kind, lacks a column, or `out` lies within it.
    """
    listed = list(places)
    if "-" in listed:
        raise InputError("a corpus is not read from standard input, which --resume could not go on with; save it first")
    for place in listed:
        if out is not None and Path(place).is_dir() and out.resolve().is_relative_to(Path(place).resolve()):
            raise InputError(f"{out} lies within {place}, whose files are read; choose a folder outside it")
    if len(listed) == 1 and Path(listed[0]).is_dir():
        folder = _Folder(listed[0])
        size, found = _size(path for path, _ in folder)
        if found:
            return Sources(folder, columns, size)
    files = tuple(file for place in listed for file in _files(place))
    for path, _ in files:
        _check(path, columns)
    return Sources(files, columns, _size(path for path, _ in files)[0])


def _size(paths: Iterable[str]) -> tuple[int, int]:
    size = count = 0
    for path in paths:
        count += 1
        with suppress(OSError):
            size += Path(path).stat().st_size
    return size, count


def _walk(folder: str) -> Iterator[str]:
    """The files of a folder and of the folders in it, in the order of their names; hidden ones are left out."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in entries if not entry.name.startswith("."))
    except OSError as error:
        raise InputError(f"{folder}: the folder cannot be read ({error.strerror}); check its rights") from error
    for name, is_folder in found:
        path = os.path.join(folder, name)
        if is_folder:
            yield from _walk(path) if not os.path.islink(path) else ()
        else:
            yield path


def _files(place: str) -> Iterator[tuple[str, str]]:
    """The files of a place, each with the stem of its ids."""
    path = Path(place)
    if path.is_dir():
        found = list(_Folder(place)) or [(file, "") for file in _walk(place) if _has_rows(file)]
        if not found:
            raise InputError(
                f"{place}: the folder holds no .txt file, and no .jsonl, .csv, .parquet or .zip; name another"
            )
        yield from found
    elif path.exists():
        yield place, path.stem
    elif glob.has_magic(place):
        matched = sorted(file for file in glob.iglob(place, recursive=True) if not Path(file).is_dir())
        if not matched:
            raise InputError(f"{place}: no file fits this pattern; check it")
        common = os.path.commonpath([os.path.dirname(file) or "." for file in matched])
        for file in matched:
            yield file, os.path.splitext(os.path.relpath(file, common))[0].replace(os.sep, "/")
    else:
        raise InputError(f"{place}: no such file or folder; check the name")


def _has_rows(path: str) -> bool:
    return is_lines(path) or is_table(path) or path.lower().endswith(".zip")


def _check(path: str, columns: Columns) -> None:
    if _has_rows(path) and os.path.exists(path) and not os.path.isfile(path):
        raise InputError(f"{path}: no plain file; a pipe or device could not be gone on with, save its rows first")
    if is_table(path):
        check_table(path, columns.id, columns.text)
    elif path.lower().endswith(".zip"):
        check_archive(path)
    elif is_lines(path):
        _check_lines(path, columns)


def _check_lines(path: str, columns: Columns) -> None:
    """Refuse a file whose first row has other members: every row would fail in the same way."""
    with _opened(path) as stream:
        first = next(report_lines(stream, Path(path)), None)
    if first is None:
        raise InputError(f"{path}: the file is empty; give one JSON object a line")
    try:
        row = json.loads(first[1])
    except (ValueError, RecursionError):
        return  # one bad line, which the manifest will tell
    if isinstance(row, dict):
        require_columns(path, list(row), columns.id, columns.text)


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its rights") from error


def _items(path: str, stem: str, columns: Columns) -> Iterator[Item]:
    if is_table(path):
        yield from table_items(path, columns.id, columns.text)
    elif path.lower().endswith(".zip"):
        yield from archive_items(path)
    elif is_lines(path):
        yield from _rows(path, columns)
    else:
        yield _text(path, stem)


def _text(path: str, stem: str) -> Item:
    shown, name = _printable(path), _printable(stem)
    try:
        status = os.stat(path)
    except OSError as error:
        fault = Fault("unreadable", f"{shown}: cannot be read ({error.strerror}); check its rights")
        return Item(name, shown, fault=fault)
    if not stat.S_ISREG(status.st_mode):
        return Item(name, shown, fault=Fault("unreadable", f"{shown}: no plain file; a pipe or device is not read"))
    stamp = f"{status.st_size} {status.st_mtime_ns}"
    return Item(name, shown, file=path, size=status.st_size, stamp=stamp, done=status.st_size)


def _printable(path: str) -> str:
    """A path as text: bytes of another encoding in a file's name are no characters."""
    return os.fsencode(path).decode("utf-8", "replace")


def _rows(path: str, columns: Columns) -> Iterator[Item]:
    with _opened(path) as stream:
        lines = report_lines(stream, Path(path))
        number = 0
        while True:
            try:
                number, line = next(lines)
            except StopIteration:
                return
            except InputError as error:
                # A packed file that is cut short: what came before is whole.
                yield Item(None, f"{path}:{number + 1}", fault=Fault("source cut short", str(error)))
                return
            yield _row(line, f"{path}:{number}", columns, stream.tell())


def _row(line: bytes, place: str, columns: Columns, done: int) -> Item:
    """The document of one line of JSON Lines."""
    stamp = sha256(line).hexdigest()
    try:
        case_id, text = row_of(line, place, columns.id, columns.text)
    except InputError as error:
        return Item(None, place, stamp=stamp, fault=Fault("bad row", str(error)), done=done)
    return Item(case_id, place, content=text, size=len(text), stamp=stamp, done=done)
