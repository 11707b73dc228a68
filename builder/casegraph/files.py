"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from casegraph.errors import OutputError

__all__ = ["open_atomically", "open_output", "write_atomically", "write_output"]


@contextmanager
def open_atomically(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing under a temporary name beside it; it gets its own name when the block ends well.

    The bytes reach the disk before the name does. Where the block fails, the file that stood there before still stands
    and nothing else is left. Missing folders are made.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name may be 255 bytes long, and a letter four of them.
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes a private file; a result has the rights that the user's umask gives any new file.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_atomically(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a whole file, see `open_atomically`."""
    with open_atomically(path) as stream:
        for part in (content,) if isinstance(content, bytes) else content:
            stream.write(part)


@contextmanager
def open_output(path: Path) -> Iterator[BinaryIO]:
    """Open a result that the user asked for, see `open_atomically`.

    Raises:
        OutputError: the place is a folder, or cannot be written.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder; name a file in it")
    try:
        with open_atomically(path) as stream:
            yield stream
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror}); choose another place with -o") from error


def write_output(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a result that the user asked for.

    Raises:
        OutputError: the place is a folder, or cannot be written.
    """
    with open_output(path) as stream:
        for part in (content,) if isinstance(content, bytes) else content:
            stream.write(part)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
