"""Queries run in worker processes: one that outlasts its time is ended with its process, and the process replaced.

Questions of casegraph itself (the saved ones, the pages) and SPARQL of strangers have workers apart, so that whoever
asks too much of the endpoint keeps nobody from the pages.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from concurrent.futures import TimeoutError as Expired
from dataclasses import dataclass
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from casegraph.errors import CasegraphError
from casegraph.serve.work import Asked, Found, answer, start
from casegraph.store.sparql import check_reads_only

#: Queries that may wait or run, for each worker.
_MOST_WAITING = 16
#: How the C library of Linux keeps memory for its next use, read only as a process starts: RocksDB asks for a few
#: kilobytes at each look-up, and half of a query's time went into finding them (CONTRIBUTING, "A store at size").
_ALLOCATION = "glibc.malloc.tcache_max=8192:glibc.malloc.tcache_count=127"

__all__ = ["Limits", "OverLimitError", "Workers"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may take: seconds of time, rows or triples and bytes of answer; how many run at one time.

    `memory` is what one worker may hold, in bytes.
    """

    seconds: float = 30.0
    rows: int = 100_000
    size: int = 64 << 20
    workers: int = 2
    memory: int = 4 << 30


class OverLimitError(CasegraphError):
    """A query took longer than it may, or more than its process can hold."""


class Workers:
    """The worker processes over one store."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        """Start the workers for casegraph's own questions and as many, which yield to them, for all others."""
        self._limits = limits
        self._waiting = {True: 0, False: 0}
        os.environ.setdefault("GLIBC_TUNABLES", _ALLOCATION)
        context = multiprocessing.get_context("spawn")
        self._own, self._strangers = (
            ProcessPool(limits.workers, initializer=start, initargs=(folder, priority, limits.memory), context=context)
            for priority in (0, 5)
        )

    async def ask(self, asked: Asked | str, *, own: bool = False, rows: int | None = None) -> Found:
        """Ask a query; `rows` may lower the number of rows, not raise it.

        Raises:
            QueryError: the text is not valid SPARQL, is an update, or asks another machine.
            OverLimitError: the query was stopped, or too many wait already.
        """
        limits = self._limits
        if isinstance(asked, str):
            asked = Asked(asked)
        # Said here, a mistake needs no worker.
        check_reads_only(asked.text)
        most = limits.rows if rows is None else min(rows, limits.rows)
        pool = self._own if own else self._strangers
        if self._waiting[own] >= _MOST_WAITING * limits.workers:
            raise OverLimitError("too many queries wait already; ask again in a while")
        self._waiting[own] += 1
        try:
            future = pool.schedule(answer, args=[asked, most, limits.size], timeout=limits.seconds)
            return await asyncio.wrap_future(future)
        except Expired:
            raise OverLimitError(
                f"the query took longer than {limits.seconds:g} seconds and was stopped; ask for less"
            ) from None
        except ProcessExpired as error:
            raise OverLimitError("the query took more memory than it may and was stopped; ask for less") from error
        finally:
            self._waiting[own] -= 1

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        for pool in (self._own, self._strangers):
            pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it unannotated
            pool.join()
