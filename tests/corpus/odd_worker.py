"""A worker to which some documents do harm: as `work`, but for what their text asks for."""

from __future__ import annotations

import errno
import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

import pytest

from casegraph.corpus import documents, outputs
from casegraph.corpus.worker import Job, work
from casegraph.exchange.statements import to_jsonl
from casegraph.pipeline import read


def odd_work(connection: Connection, job: Job) -> None:
    def odd(document: Any, lexicon: Any) -> Any:
        text = document.text
        if "SLEEP" in text:
            time.sleep(60)
        if "DEAF" in text:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
            time.sleep(60)
        if "DIE" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "RAISE" in text:
            raise ZeroDivisionError("on purpose")
        return read(document, lexicon)

    pytest.MonkeyPatch().setattr(documents, "read", odd)
    work(connection, job)


def full_work(connection: Connection, job: Job) -> None:
    """As on a disk that is full once some statements are written."""

    def full(case: Any, options: Any) -> bytes:
        if case.id == "r025":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return to_jsonl(case, options)

    pytest.MonkeyPatch().setattr(outputs, "to_jsonl", full)
    work(connection, job)


def no_work(_connection: Connection, _job: Job) -> None:
    os._exit(3)
