"""Reports on the way in: files, standard input, folders, JSON Lines; each with its id, no id twice."""

from __future__ import annotations

import gzip
import json
import sys
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


def documents(places: Iterable[str], case_id: str | None = None) -> Iterator[Document]:
    """The reports of several places, one after the other.

    A place is a text file, a folder of `.txt` files, a `.jsonl` file (`.gz` too) of objects with "id" and "text", or
    "-" for standard input. A file's stem is its id, unless `case_id` names the single report's.

    Raises:
        InputError: a place is missing, unreadable, empty or no text; two reports have one id; an id for several.
    """
    seen: dict[str, str] = {}
    listed = list(places)
    if case_id is not None and (len(listed) != 1 or _is_lines(listed[0]) or Path(listed[0]).is_dir()):
        raise InputError("--id names a single report; leave it out for several")
    for place in listed:
        for document in _at(place, case_id):
            if document.id in seen:
                raise InputError(
                    f"{place}: the id {document.id!r} is already that of {seen[document.id]}; rename one of them"
                )
            seen[document.id] = place
            yield document


def _at(place: str, case_id: str | None) -> Iterator[Document]:
    if place == "-":
        yield document_from_bytes(sys.stdin.buffer.read(MAX_BYTES + 1), case_id or "stdin")
        return
    path = Path(place)
    if path.is_dir():
        files = sorted(p for p in path.iterdir() if p.suffix.lower() in _TEXT)
        if not files:
            raise InputError(f"{path}: the folder holds no .txt file; name the reports themselves")
        for file in files:
            yield document_from_bytes(_bytes(file), file.stem)
        return
    if _is_lines(place):
        yield from _lines(path)
        return
    yield document_from_bytes(_bytes(path), case_id or path.stem)


def _is_lines(place: str) -> bool:
    return place.lower().removesuffix(".gz").endswith(_LINES)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size / 1e6
            raise InputError(f"{path}: {size:.0f} MB is more than one report ({MAX_BYTES // 10**6} MB); split it")
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the name") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its rights") from error


def _lines(path: Path) -> Iterator[Document]:
    try:
        with cast("IO[bytes]", gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _row(path, number, line)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the name") from None
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
