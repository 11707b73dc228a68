"""What a worker process does: take a shard, read it, write it, tell how it went, take the next."""

from __future__ import annotations

import gc
import signal
import sys
import warnings
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from casegraph.corpus.items import Fault
from casegraph.corpus.plan import Shard
from casegraph.graph.options import GraphOptions

__all__ = ["Job", "Task", "work"]


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for every shard of a run."""

    out: Path
    outputs: tuple[str, ...]
    options: GraphOptions
    terminologies: tuple[str, ...] | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to read, and the documents in it that ended or held up a worker before, by their position."""

    shard: Shard
    faults: dict[int, Fault]


def work(connection: Connection, job: Job) -> None:
    """Read the shards that come until the connection closes.

    Says ("at", position) before each document, ("done", state, peak memory in bytes) after a shard, ("stop", message)
    where nothing can be written.
    """
    from casegraph.corpus.documents import open_warm
    from casegraph.corpus.outputs import write_shard

    # Ctrl-C goes to every process of the terminal; whoever started the workers ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000, 20, 20)
    warnings.simplefilter("ignore")
    lexicon = open_warm(job.terminologies)
    try:
        while True:
            task: Task = connection.recv()
            try:
                state = write_shard(
                    task.shard, job.out, job.outputs, lexicon, job.options, job.seconds, task.faults,
                    lambda position: connection.send(("at", position)),
                )  # fmt: skip
            except (BrokenPipeError, ConnectionResetError):
                return
            except OSError as error:
                connection.send(("stop", error.errno, error.strerror or str(error)))
                return
            connection.send(("done", state, peak_memory()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        # The other end is gone: with it whoever wants the work.
        return


def peak_memory() -> int:
    """The most memory that this process has held, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    most: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
