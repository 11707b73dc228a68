"""What is made of the shipped data once and kept for every later start, in the user's private cache folder.

It is plain data, keyed by the hash of the files it is made of and of the code that makes it, and written whole or not
at all. Where the folder cannot be written, it is made anew at each start, with a warning.
"""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import marisa_trie

__all__ = ["cache_folder", "collector_paused", "hash_of", "kept_trie"]


def cache_folder() -> Path:
    """The user's private cache folder of casegraph; the variable CASEGRAPH_CACHE names another one."""
    override = os.environ.get("CASEGRAPH_CACHE")
    if override:
        return Path(override)
    from platformdirs import user_cache_path

    return user_cache_path("casegraph")


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
        return trie.load(str(place))
    except (OSError, RuntimeError):  # not there, or cut short
        trie = marisa_trie.BytesTrie(entries())
    from casegraph.files import write_atomically

    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(place, trie.tobytes())
    except OSError as error:
        # Said once, whatever else cannot be kept there.
        warnings.warn(
            f"nothing can be kept in {place.parent} ({error.strerror}); it is compiled again at each start",
            stacklevel=1,
        )
    return trie
