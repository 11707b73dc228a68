"""Reports on the way in: files, standard input, folders, JSON Lines; each with its id, no id twice."""

from __future__ import annotations

import gzip
import json
import sys
import warnings
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from casegraph.errors import InputError, OutputError
from casegraph.records import Document
from casegraph.text.decode import MAX_BYTES
from casegraph.text.document import document_from_bytes, document_from_text
from casegraph.unpack import bounded_lines

__all__ = [
    "GUESSED",
    "TEXT_SUFFIXES",
    "documents",
    "is_lines",
    "keep_apart",
    "numbered_lines",
    "parsed",
    "read_report",
    "report_lines",
    "row_of",
]

_LINES = (".jsonl", ".ndjson")
#: What the files of reports end in.
TEXT_SUFFIXES = (".txt", ".text")
#: Encodings that no mark in the file names: a wrong guess would spoil every accent.
GUESSED = ("cp1252", "utf-16-le", "utf-16-be")


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
    if case_id is not None and (len(listed) != 1 or is_lines(listed[0]) or Path(listed[0]).is_dir()):
        raise InputError("--id names a single report; leave it out for several")
    files = [file for place in listed for file in _files(place)]
    seen: dict[str, str] = {}
    for file in files:
        if not is_lines(file):
            _claim(seen, case_id or _id(file), file)
    return _read(files, case_id, seen)


def _read(files: list[str], case_id: str | None, seen: dict[str, str]) -> Iterator[Document]:
    for file in files:
        if is_lines(file):
            for document in _lines(Path(file)):
                _claim(seen, document.id, file)
                yield document
        else:
            document = document_from_bytes(read_report(file), case_id or _id(file), name=file)
            if document.encoding in GUESSED:
                warnings.warn(f"{file}: not UTF-8, read as {document.encoding.upper()}", stacklevel=2)
            yield document


def _files(place: str) -> list[str]:
    """The files of a place, which are there; standard input stays "-"."""
    path = Path(place)
    if place == "-":
        return [place]
    if path.is_dir():
        files = sorted(str(p) for p in path.iterdir() if p.suffix.lower() in TEXT_SUFFIXES)
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


def is_lines(place: str) -> bool:
    """Whether a file is JSON Lines by its name, packed with gzip or not."""
    return place.lower().removesuffix(".gz").endswith(_LINES)


def keep_apart(outputs: Iterable[Path | None], inputs: Iterable[str | Path]) -> None:
    """Refuse to write a result where an input stands, or two results into one file.

    What ends as a report, annotations or JSON Lines do, and stands in a folder that is read, is an input.

    Raises:
        OutputError: a result would take the place of an input, or of another result.
    """
    taken: set[Path] = set()
    places = [Path(place) for place in inputs if place != "-"]
    for out in outputs:
        if out is None:
            continue
        if out.resolve() in taken:
            raise OutputError(f"{out} is to hold two results; choose another place for one of them")
        taken.add(out.resolve())
        read = out.suffix.lower() in (*TEXT_SUFFIXES, ".ann") or is_lines(out.name)
        if out.is_file() and any(
            out.samefile(place) if place.is_file() else read and out.resolve().is_relative_to(place.resolve())
            for place in places
            if place.exists()
        ):
            raise OutputError(f"{out} is one of the inputs; choose another place")


def read_report(file: str) -> bytes:
    """The bytes of one report; "-" is standard input.

    Raises:
        InputError: the file cannot be read, or is larger than a report can be.
    """
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(file)
    try:
        if path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size / 1e6
            raise InputError(f"{path}: {size:.0f} MB is more than one report ({MAX_BYTES // 10**6} MB); split it")
        with path.open("rb") as stream:
            # A device or a pipe tells no size beforehand, and may have no end.
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its rights") from error


def report_lines(stream: IO[bytes], path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of an open file of JSON Lines that are not blank, with their numbers from 1.

    Raises:
        InputError: the file cannot be read to its end, or a line is longer than a report can be.
    """
    packed = gzip.GzipFile(fileobj=stream) if path.suffix.lower() == ".gz" else stream
    try:
        for number, line in enumerate(bounded_lines(cast("IO[bytes]", packed)), 1):
            if line.strip():
                yield number, line
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read ({error}); is it whole?") from error


def numbered_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """The lines of a file of JSON Lines that are not blank, each with what an error calls it: the file and its number.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its rights") from error
    with stream:
        for number, line in report_lines(stream, path):
            yield f"{path}:{number}", line


def parsed(line: bytes, place: str) -> Any:
    """What a line of JSON Lines holds; `place` is what an error calls the line.

    Raises:
        InputError: it is no JSON.
    """
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: not a JSON object ({error}); one object a line is wanted") from error


def row_of(line: bytes, place: str, id_name: str = "id", text_name: str = "text") -> tuple[str, str]:
    """The id and the text of a line of JSON Lines; `place` is what an error calls the line.

    Raises:
        InputError: the line is no object with these two members.
    """
    row = parsed(line, place)
    if not isinstance(row, dict):
        raise InputError(f'{place}: an object with "{id_name}" and "{text_name}" is wanted')
    case_id, text = row.get(id_name), row.get(text_name)
    if not isinstance(text, str) or not isinstance(case_id, str | int):
        raise InputError(f'{place}: an object with "{id_name}" and "{text_name}" is wanted')
    return str(case_id), text


def _lines(path: Path) -> Iterator[Document]:
    for place, line in numbered_lines(path):
        case_id, text = row_of(line, place)
        try:
            yield document_from_text(text, case_id)
        except InputError as error:
            raise InputError(f"{place}: {error}") from error
