"""A limit on the time that one document may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["TIME_LIMIT", "TimeLimitReached", "time_limit"]

#: Seconds that one document may take, unless another limit is given.
TIME_LIMIT = 30.0


class TimeLimitReached(BaseException):
    """The time is up. No `Exception`, so that nothing that is interrupted takes it for an error of its own."""


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise `TimeLimitReached` in the block when it takes longer than so many seconds.

    It interrupts Python code in the main thread of a process; elsewhere, and on systems without timers, there is no
    limit here. Code of libraries that never returns to Python is not interrupted either: that is for who started the
    process to end.
    """
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    running = True

    def stop(_number: int, _frame: FrameType | None) -> None:
        if running:
            raise TimeLimitReached

    before = signal.signal(signal.SIGALRM, stop)
    # Once more each second: an interruption that falls into a destructor is swallowed there.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
