"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from casegraph.errors import OutputError

__all__ = [
    "open_atomically",
    "open_output",
    "open_outputs",
    "open_together",
    "sync_folder",
    "write_atomically",
    "write_output",
]


@contextmanager
def open_atomically(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing under a temporary name beside it, see `open_together`."""
    with open_together([path]) as (stream,):
        yield stream


@contextmanager
def open_together(paths: Sequence[Path]) -> Iterator[list[BinaryIO]]:
    """Open files for writing under temporary names beside them; they get their own names when the block ends well.

    The bytes of all of them reach the disk before the first name does. Where the block fails, the files that stood
    there before still stand and nothing else is left. Missing folders are made. Where a link stands, what it leads to
    is replaced; what is no file, a device or a pipe, is written as it is. A file that is replaced leaves its rights to
    the new one.

    Raises:
        OSError: the folder cannot be written.
    """
    parts = [_part(path) for path in paths]
    try:
        with ExitStack() as stack:
            streams: list[BinaryIO] = []
            for temporary, place in parts:
                if temporary is None:
                    streams.append(stack.enter_context(place.open("wb")))
                else:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    streams.append(stack.enter_context(open(temporary, "xb", opener=_private)))
            yield streams
            for stream, (temporary, _) in zip(streams, parts, strict=True):
                stream.flush()
                if temporary is not None:
                    os.fsync(stream.fileno())
        with _undisturbed():
            for temporary, place in parts:
                if temporary is not None:
                    # A new result has the rights that the user's umask gives any new file.
                    temporary.chmod(stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o666 & ~_umask())
                    temporary.replace(place)
    except BaseException:
        for temporary, _ in parts:
            if temporary is not None:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
        raise


def _part(path: Path) -> tuple[Path | None, Path]:
    """The temporary name of a file, by which it is removed whatever interrupts its making, and its own."""
    if path.exists() and not path.is_file():
        return None, path
    place = Path(os.path.realpath(path))
    # A name may be 255 bytes long, and a letter four of them.
    return place.with_name(f".{place.name[:40]}.{os.urandom(6).hex()}.part"), place


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait, where the system can: of files that belong together all get their names."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def write_atomically(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a whole file, see `open_atomically`."""
    with open_atomically(path) as stream:
        for part in (content,) if isinstance(content, bytes) else content:
            stream.write(part)


@contextmanager
def open_output(path: Path) -> Iterator[BinaryIO]:
    """Open a result that the user asked for, see `open_outputs`."""
    with open_outputs([path]) as (stream,):
        yield stream


@contextmanager
def open_outputs(paths: Sequence[Path]) -> Iterator[list[BinaryIO]]:
    """Open results that the user asked for and that belong together, see `open_together`.

    Raises:
        OutputError: a place is a folder, or cannot be written.
    """
    try:
        for path in paths:
            if path.is_dir():
                raise OutputError(f"{path} is a folder; name a file in it")
        with open_together(paths) as streams:
            yield streams
    except OSError as error:
        named = paths[0] if len(paths) == 1 else paths[0].parent
        reason = "a file stands where its folder should be" if isinstance(error, FileExistsError) else error.strerror
        raise OutputError(f"{named} cannot be written ({reason or error}); choose another place") from error


def write_output(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a result that the user asked for.

    Raises:
        OutputError: the place is a folder, or cannot be written.
    """
    with open_output(path) as stream:
        for part in (content,) if isinstance(content, bytes) else content:
            stream.write(part)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
