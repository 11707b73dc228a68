"""What is made of the shipped data once and kept for every later start, in the user's private cache folder.

It is plain data, keyed by the hash of the files it is made of and of the code that makes it, and written whole or not
at all. Where the folder cannot be written, it is made anew at each start, with a warning.
"""

from __future__ import annotations

import gc
import os
import shutil
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import marisa_trie

__all__ = ["cache_folder", "collector_paused", "forget_unused", "hash_of", "kept_trie", "note_use"]


def cache_folder() -> Path:
    """The user's private cache folder of casegraph; the variable CASEGRAPH_CACHE names another one."""
    override = os.environ.get("CASEGRAPH_CACHE")
    if override:
        return Path(override)
    from platformdirs import user_cache_path

    return user_cache_path("casegraph")


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
        trie.load(str(place))
    except (OSError, RuntimeError):  # not there, or cut short
        trie = marisa_trie.BytesTrie(entries())
    else:
        note_use(place)
        return trie
    from casegraph.files import write_atomically

    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(place, trie.tobytes())
        forget_unused(place, name.rpartition("-")[0] + "-")
    except OSError as error:
        # Said once, whatever else cannot be kept there.
        warnings.warn(
            f"nothing can be kept in {place.parent} ({error.strerror}); it is compiled again at each start",
            stacklevel=1,
        )
    return trie
