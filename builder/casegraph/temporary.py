"""Folders for what lasts as long as a command: private to the user, and removed however the command ends.

A process that ends by an error, by Ctrl-C or by being asked to (SIGTERM) removes its own; what a process that was
killed left behind, the next one removes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["temporary_folder"]

_LOCK = ".lock"
#: Seconds after which a folder that nobody holds was left behind, and is not only just being made.
_YOUNG = 60.0


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """An empty folder that only this user can read, gone when the block ends; `purpose` is a word of its name."""
    prefix = f"casegraph-{purpose}-"
    with suppress(OSError):
        _remove_left(prefix)
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name, _held(Path(name)):
        inner = Path(name, "data")
        inner.mkdir(mode=0o700)
        yield inner


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder; the system lets go of it when the process ends, however it ends."""
    with (folder / _LOCK).open("wb") as lock:
        _is_free(lock.fileno())
        yield


def _is_free(lock: int) -> bool:
    """Hold a lock where nobody else does; False where somebody does, or the system has no such locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_left(prefix: str) -> None:
    """Remove the folders of this user that begin so and that no process holds."""
    for place in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with suppress(OSError):
            status = place.lstat()
            if status.st_uid == os.getuid() and time.time() - status.st_mtime > _YOUNG:
                with (place / _LOCK).open("rb") as lock:
                    if _is_free(lock.fileno()):
                        shutil.rmtree(place, ignore_errors=True)
