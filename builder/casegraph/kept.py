"""What is made of the shipped data once and kept for every later start, in the user's private cache folder.

It is plain data, keyed by the hash of the files it is made of and of the code that makes it, with a hash of its own,
and written whole or not at all. Where the folder cannot be written, or another account can write it, it is made anew at
each start, with a warning: what is mapped into memory must be what casegraph wrote.
"""

from __future__ import annotations

import errno
import gc
import os
import shutil
import stat
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import marisa_trie

__all__ = [
    "cache_folder",
    "check_private",
    "collector_paused",
    "forget_unused",
    "hash_of",
    "kept_trie",
    "note_use",
    "read_kept",
    "write_kept",
]


def cache_folder() -> Path:
    """The user's private cache folder of casegraph; the variable CASEGRAPH_CACHE names another one."""
    override = os.environ.get("CASEGRAPH_CACHE")
    if override:
        return Path(override)
    from platformdirs import user_cache_path

    return user_cache_path("casegraph")


def check_private(place: Path) -> None:
    """See that no other account but the system's own (root) can have written a folder or file.

    Raises:
        PermissionError: another account owns it, or may write it.
        OSError: it is not there.
    """
    if os.name != "posix":
        return
    status = place.stat()
    if status.st_uid not in (os.geteuid(), 0):
        raise PermissionError(errno.EACCES, "it belongs to another account")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EACCES, "other accounts may write there: chmod go-w, or name another folder")


def write_kept(place: Path, content: bytes) -> None:
    """Keep a file in the cache folder, with its hash before it.

    Raises:
        OSError: the folder cannot be written, or is not the user's alone.
    """
    from casegraph.files import write_atomically

    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    check_private(place.parent)
    write_atomically(place, (sha256(content).digest(), content))
    place.chmod(0o600)


def read_kept(place: Path) -> bytes:
    """A file that `write_kept` wrote.

    Raises:
        OSError: it is not there, or not the user's alone.
        ValueError: it is not as it was written.
    """
    check_private(place.parent)
    check_private(place)
    kept = place.read_bytes()
    content = memoryview(kept)[_DIGEST:]
    if sha256(content).digest() != kept[:_DIGEST]:
        raise ValueError(f"{place} is damaged")
    note_use(place)
    return content.tobytes()


#: Bytes of a hash.
_DIGEST = 32
#: After how many days without use what another version of casegraph made is removed.
_UNUSED_DAYS = 14
_DAY = 86400.0


def note_use(place: Path) -> None:
    """Note that a file or folder of the cache is in use; once a day is enough."""
    with suppress(OSError):
        if time.time() - place.stat().st_mtime > _DAY:
            os.utime(place)


def forget_unused(place: Path, family: str) -> None:
    """Remove what other versions made beside a file or folder and nobody used for two weeks.

    `family` is what its name and theirs begin with; what processes left behind that were killed while they wrote begins
    with a point before it. A process that has such a file mapped goes on with it.
    """
    oldest = time.time() - _UNUSED_DAYS * _DAY
    with suppress(OSError):
        for other in place.parent.iterdir():
            with suppress(OSError):
                if other != place and other.name.lstrip(".").startswith(family) and other.stat().st_mtime < oldest:
                    if other.is_dir():
                        shutil.rmtree(other, ignore_errors=True)
                    else:
                        other.unlink()


def hash_of(paths: Iterable[Path]) -> str:
    """A hash of files, with their names."""
    digest = sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause Python's garbage collector: looking for garbage among objects that all stay costs more than making them."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def kept_trie(name: str, entries: Callable[[], Iterable[tuple[str, bytes]]]) -> marisa_trie.BytesTrie:
    """A trie from strings to bytes, from the cache or made now of `entries`; `name` holds the hash of what they are."""
    place = cache_folder() / f"{name}.marisa"
    trie = marisa_trie.BytesTrie()
    try:
        trie.frombytes(read_kept(place))
    except (OSError, ValueError):
        trie = marisa_trie.BytesTrie(entries())
    else:
        return trie
    try:
        write_kept(place, trie.tobytes())
        forget_unused(place, name.rpartition("-")[0] + "-")
    except OSError as error:
        # Said once, whatever else cannot be kept there.
        warnings.warn(
            f"nothing can be kept in {place.parent} ({error.strerror}); it is compiled again at each start",
            stacklevel=1,
        )
    return trie
