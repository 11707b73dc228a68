"""Texts in a zip archive, read in memory one at a time: nothing is unpacked, so no name of it leads anywhere."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from casegraph.corpus.items import Fault, Item
from casegraph.errors import InputError
from casegraph.inputs import TEXT_SUFFIXES
from casegraph.text.decode import MAX_BYTES

__all__ = ["archive_items", "check_archive"]

#: Text packs at about four to one, a page of blanks at a few dozen; what says it unpacks to more is a bomb.
_MOST_PACKED = 200
#: Below so many bytes nothing is a bomb.
_SMALL = 1_000_000


def check_archive(path: str) -> None:
    """Look at an archive's list of contents.

    Raises:
        InputError: it is no zip archive, holds no text, or says it unpacks to far more than texts can.
    """
    members = _texts(path)
    if not members:
        raise InputError(f"{path}: the archive holds no .txt file; unpack other kinds first")
    # A single member that bursts is its own fault; here many that share the same bytes are told.
    packed = os.path.getsize(path)
    total = sum(m.file_size for m in members if not _refused(m, path))
    if total > max(_SMALL, _MOST_PACKED * packed):
        raise InputError(f"{path}: {packed} bytes that unpack to {total}: no archive of reports does; not read")


def archive_items(path: str) -> Iterator[Item]:
    """The texts of an archive, in the order of their names."""
    done = 0
    with zipfile.ZipFile(path) as archive:
        for member in _texts(path):
            done += member.compress_size
            yield _item(archive, member, f"{path}:{member.filename}", done)


def _texts(path: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise InputError(f"{path}: no zip archive, or a damaged one ({error})") from error
    texts = (m for m in members if m.filename.lower().endswith(TEXT_SUFFIXES) and not _is_hidden(m.filename))
    return sorted(texts, key=lambda m: (m.filename, m.header_offset))


def _path(name: str) -> PurePosixPath:
    """A member's name as a path; some programs write backslashes against the standard."""
    return PurePosixPath(name.replace("\\", "/"))


def _is_hidden(name: str) -> bool:
    """Whether a member is a system's own: macOS puts a twin of each file into `__MACOSX`."""
    path = _path(name)
    return path.name.startswith(".") or path.parts[0] == "__MACOSX"


def _item(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: str, done: int) -> Item:
    name = str(_path(member.filename).with_suffix(""))
    stamp = f"{member.CRC} {member.file_size}"
    content, fault = None, _refused(member, place)
    if fault is None:
        try:
            with archive.open(member) as stream:
                content = stream.read(MAX_BYTES + 1)
        except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, NotImplementedError) as e:
            fault = Fault("unreadable", f"{place}: cannot be read ({e}); is the archive whole and without a password?")
    return Item(name, place, content=content, size=member.file_size, stamp=stamp, fault=fault, done=done)


def _refused(member: zipfile.ZipInfo, place: str) -> Fault | None:
    path = _path(member.filename)
    if path.is_absolute() or ".." in path.parts:
        return Fault("unsafe archive member", f"{place}: the name leads out of the archive; rename it")
    if member.file_size > MAX_BYTES or member.file_size > max(_SMALL, _MOST_PACKED * max(1, member.compress_size)):
        return Fault("unsafe archive member", f"{place}: unpacks to {member.file_size} bytes, more than a report")
    return None
