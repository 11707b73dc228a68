"""Queries run in worker processes: one that outlasts its time is ended with its process, and the process replaced.

Questions of casegraph itself (the saved ones, the pages) and SPARQL of strangers have workers apart, so that whoever
asks too much of the endpoint keeps nobody from the pages.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import TimeoutError as Expired
from dataclasses import dataclass
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from casegraph.errors import CasegraphError
from casegraph.serve.work import Asked, Found, answer, start

__all__ = ["Limits", "OverLimitError", "Workers"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds of time, rows or triples and bytes of answer."""

    seconds: float = 30.0
    rows: int = 100_000
    size: int = 64 << 20


class OverLimitError(CasegraphError):
    """A query took longer than it may, or more than its process can hold."""


class Workers:
    """The worker processes over one store."""

    def __init__(self, folder: Path, limits: Limits, count: int = 2) -> None:
        """Start `count` workers for casegraph's own questions and as many, which yield to them, for all others."""
        self._limits = limits
        context = multiprocessing.get_context("spawn")
        self._own, self._strangers = (
            ProcessPool(count, initializer=start, initargs=(folder, priority), context=context) for priority in (0, 5)
        )

    async def ask(self, text: str, *, own: bool = False, rows: int | None = None) -> Found:
        """Ask a query; `rows` may lower the number of rows, not raise it.

        Raises:
            QueryError: the text is not valid SPARQL, is an update, or asks another machine.
            OverLimitError: the query was stopped.
        """
        limits = self._limits
        most = limits.rows if rows is None else min(rows, limits.rows)
        pool = self._own if own else self._strangers
        future = pool.schedule(answer, args=[Asked(text, most, limits.size)], timeout=limits.seconds)
        try:
            return await asyncio.wrap_future(future)
        except Expired:
            raise OverLimitError(
                f"the query took longer than {limits.seconds:g} seconds and was stopped; ask for less"
            ) from None
        except ProcessExpired as error:
            raise OverLimitError("the query took more memory than it may and was stopped; ask for less") from error

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        for pool in (self._own, self._strangers):
            pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it unannotated
            pool.join()
