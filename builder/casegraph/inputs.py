"""Reports on the way in: files, standard input, folders, JSON Lines; each with its id, no id twice."""

from __future__ import annotations

import gzip
import json
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from casegraph.errors import InputError
from casegraph.records import Document
from casegraph.text.decode import MAX_BYTES
from casegraph.text.document import document_from_bytes, document_from_text

__all__ = ["documents"]

_LINES = (".jsonl", ".ndjson")
_TEXT = (".txt", ".text")
#: Encodings that no mark in the file names: a wrong guess would spoil every accent.
_GUESSED = ("cp1252", "utf-16-le", "utf-16-be")


def documents(places: Iterable[str], case_id: str | None = None) -> Iterator[Document]:
    """The reports of several places, one after the other.

    A place is a text file, a folder of `.txt` files, a `.jsonl` file (`.gz` too) of objects with "id" and "text", or
    "-" for standard input. A file's stem is its id, unless `case_id` names the single report's. What can be said
    without reading, a missing file or two with one id, is said before the first report is given; an encoding that had
    to be guessed is said in a warning.

    Raises:
        InputError: a place is missing, unreadable, empty or no text; two reports have one id; an id for several.
    """
    listed = list(places)
    if case_id is not None and (len(listed) != 1 or _is_lines(listed[0]) or Path(listed[0]).is_dir()):
        raise InputError("--id names a single report; leave it out for several")
    files = [file for place in listed for file in _files(place)]
    seen: dict[str, str] = {}
    for file in files:
        if not _is_lines(file):
            _claim(seen, case_id or _id(file), file)
    return _read(files, case_id, seen)


def _read(files: list[str], case_id: str | None, seen: dict[str, str]) -> Iterator[Document]:
    for file in files:
        if _is_lines(file):
            for document in _lines(Path(file)):
                _claim(seen, document.id, file)
                yield document
        else:
            document = document_from_bytes(_bytes(file), case_id or _id(file), name=file)
            if document.encoding in _GUESSED:
                warnings.warn(f"{file}: not UTF-8, read as {document.encoding.upper()}", stacklevel=2)
            yield document


def _files(place: str) -> list[str]:
    """The files of a place, which are there; standard input stays "-"."""
    path = Path(place)
    if place == "-":
        return [place]
    if path.is_dir():
        files = sorted(str(p) for p in path.iterdir() if p.suffix.lower() in _TEXT)
        if not files:
            raise InputError(f"{path}: the folder holds no .txt file; name the reports themselves")
        return files
    if not path.exists():
        raise InputError(f"{path}: no such file; check the name")
    return [place]


def _id(file: str) -> str:
    return "stdin" if file == "-" else Path(file).stem


def _claim(seen: dict[str, str], case_id: str, file: str) -> None:
    """Note whose an id is.

    Raises:
        InputError: it is another report's.
    """
    if case_id in seen:
        raise InputError(
            f"{file}: the id {case_id!r} is already that of a report in {seen[case_id]}; rename one of them"
        )
    seen[case_id] = file


def _is_lines(place: str) -> bool:
    return place.lower().removesuffix(".gz").endswith(_LINES)


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(file)
    try:
        if path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size / 1e6
            raise InputError(f"{path}: {size:.0f} MB is more than one report ({MAX_BYTES // 10**6} MB); split it")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its rights") from error


def _lines(path: Path) -> Iterator[Document]:
    try:
        with cast("IO[bytes]", gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _row(path, number, line)
    except (OSError, EOFError) as error:
        raise InputError(f"{path}: cannot be read ({error}); is it whole?") from error


def _row(path: Path, number: int, line: bytes) -> Document:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{path}:{number}: not a JSON object ({error}); one object a line is wanted") from error
    wrong = (
        not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str | int)
    )
    if wrong:
        raise InputError(f'{path}:{number}: an object with "id" and "text" is wanted')
    try:
        return document_from_text(row["text"], str(row["id"]))
    except InputError as error:
        raise InputError(f"{path}:{number}: {error}") from error
