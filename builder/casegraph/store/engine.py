"""The engine under a store: opening it beside a writer; where it fails, an error that tells how to mend it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from casegraph.errors import StoreError

__all__ = ["guarded", "open_to_read"]

#: The engine tells only in words what the system refused.
_HELD = re.compile(r"\block (hold|file)\b")
_FULL = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT))
_RIGHTS = tuple(os.strerror(number) for number in (errno.EACCES, errno.EROFS, errno.EPERM))


#: A writer that merges files may take one away between the moments that a reader learns of it and opens it.
_GONE = os.strerror(errno.ENOENT)
_TRIES, _PAUSE = 5, 0.2


def open_to_read(folder: Path) -> ox.Store:
    """The engine's store in a folder, for reading, as one moment of a load that goes on left it.

    Raises:
        StoreError: a file of the store cannot be read, or is damaged.
    """
    with guarded(folder):
        try:
            return ox.Store.read_only(str(folder))
        except (OSError, RuntimeError) as error:
            if _GONE not in str(error):
                raise
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_fixed

        again = Retrying(
            stop=stop_after_attempt(_TRIES),
            wait=wait_fixed(_PAUSE),
            retry=retry_if_exception(lambda error: _GONE in str(error)),
            reraise=True,
        )
        return again(ox.Store.read_only, str(folder))


@contextmanager
def guarded(folder: Path | None) -> Iterator[None]:
    """Turn what the engine of the store in `folder` raises, None for one in memory, into an error of ours.

    Raises:
        StoreError: a file of the store cannot be read or written, or is damaged.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and type(error) is not RuntimeError:
            raise
        # pyoxigraph raises a plain RuntimeError for files that do not fit each other.
        raise StoreError(f"{folder or 'the store in memory'}: {_mend(error)}") from error


def _mend(error: OSError | RuntimeError) -> str:
    told = str(error)
    if _HELD.search(told):
        return "another process is writing to this store; wait until it has ended, or stop it"
    for reason in _FULL:
        if reason in told:
            return (
                f"the store cannot be written ({reason}); what it held is kept: make room and go on by the same command"
            )
    for reason in _RIGHTS:
        if reason in told:
            return f"the store cannot be used ({reason}); check the rights of the folder and of what is in it"
    if isinstance(error, RuntimeError) or "orruption" in told:
        return f"the store is damaged ({told}); load its cases into a new folder"
    return f"the store cannot be used ({told}); was it changed meanwhile, or is something else in the folder?"
