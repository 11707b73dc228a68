"""Worker processes that read shards, each of which may hang or die without harm to the run.

`concurrent.futures` gives up all of its workers when one of them dies, and cannot end one that hangs; so the workers
are held here one by one. A worker says which document it is at: one that is far beyond its time is killed and the
document recorded, and so is a document at which two workers have died. The shard is read again without it.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from casegraph.corpus.items import Fault
from casegraph.corpus.plan import Shard
from casegraph.corpus.worker import Job, Task, work
from casegraph.errors import CasegraphError

__all__ = ["Pool", "Step"]

#: A worker interrupts itself at the limit; it is killed so many seconds later.
_GRACE = 5.0
#: A document at which so many workers died is passed over.
_STRIKES = 2
#: So many workers that die before their first document are no accident.
_FALSE_STARTS = 3
_LOOK = 0.5
_SAFE_PATH = "PYTHONSAFEPATH"


@dataclass(frozen=True, slots=True)
class Step:
    """What has happened: a document was begun (`state` None), or a shard is done."""

    state: dict[str, Any] | None = None
    memory: int = 0


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    task: Task | None = None
    position: int | None = None
    since: float = field(default_factory=time.monotonic)


class Pool:
    """So many worker processes for one job; none is left when its block ends."""

    def __init__(self, workers: int, job: Job) -> None:
        self._job = job
        # Not forked: whoever calls may have threads, whose locks a forked process would find taken.
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._count = workers
        self._again: deque[Task] = deque()
        self._strikes: Counter[tuple[int, int]] = Counter()
        self._false_starts = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.connection.close()
            # A shard under way is of no use: it has no state file, so it is read again.
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()

    def run(self, shards: Iterator[Shard]) -> Iterator[Step]:
        """Read shards; what happens on the way.

        Raises:
            OSError: nothing can be written any more.
            CasegraphError: no worker can be started.
        """
        following = next(shards, None)
        while True:
            while (self._again or following is not None) and (worker := self._idle()) is not None:
                if self._again:
                    self._give(worker, self._again.popleft())
                elif following is not None:
                    self._give(worker, Task(following, {}))
                    following = next(shards, None)
            busy = {worker.connection: worker for worker in self._workers if worker.task is not None}
            if not busy:
                return
            for connection in wait(list(busy), _LOOK):
                yield from self._hear(busy[connection])  # type: ignore[index]  # what was waited for comes back
            self._end_late()

    def _idle(self) -> _Worker | None:
        for worker in self._workers:
            if worker.task is None:
                return worker
        if len(self._workers) == self._count:
            return None
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self._job), daemon=True)
        with _safe_path():
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))
        return self._workers[-1]

    def _give(self, worker: _Worker, task: Task) -> None:
        worker.task, worker.position, worker.since = task, None, time.monotonic()
        # A worker that has died meanwhile is noticed when it is listened to.
        with suppress(OSError):
            worker.connection.send(task)

    def _hear(self, worker: _Worker) -> Iterator[Step]:
        try:
            kind, *rest = worker.connection.recv()
        except (EOFError, OSError):
            self._lost(worker)
            return
        if kind == "at":
            worker.position, worker.since = rest[0], time.monotonic()
            self._false_starts = 0
            yield Step()
        elif kind == "done":
            worker.task = None
            yield Step(*rest)
        else:
            raise OSError(*rest)

    def _end_late(self) -> None:
        if self._job.seconds is None:
            return
        late = time.monotonic() - self._job.seconds - _GRACE
        for worker in [w for w in self._workers if w.task and w.position is not None and w.since < late]:
            self._lost(worker, late=True)

    def _lost(self, worker: _Worker, *, late: bool = False) -> None:
        """End a worker that hangs or has died, and have its shard read again."""
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)
        task, position = worker.task, worker.position
        assert task is not None
        if position is None:
            self._false_starts += 1
            if self._false_starts == _FALSE_STARTS:
                raise CasegraphError(
                    f"the workers end before they read anything ({_ending(worker.process)}); is there enough memory? "
                    "In a script, call build_corpus under: if __name__ == '__main__':"
                )
        else:
            place = task.shard.items[position].place
            self._strikes[task.shard.number, position] += 1
            if late:
                message = f"{place}: took longer than {self._job.seconds:g} s; --time-limit allows more"
                task.faults[position] = Fault("time limit", message)
            elif self._strikes[task.shard.number, position] == _STRIKES:
                message = f"{place}: two workers have ended at it ({_ending(worker.process)})"
                task.faults[position] = Fault("worker lost", message)
        self._again.append(task)


@contextmanager
def _safe_path() -> Iterator[None]:
    """Let a Python that is started import nothing from the folder that it is started in, where others may write.

    It is started by "python -c", which would put that folder before all others.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _ending(process: BaseProcess) -> str:
    code = process.exitcode or 0
    return f"signal {-code}" if code < 0 else f"exit code {code}"
