"""The command line as a process: `casegraph` and `python -m casegraph`.

However a command ends, it says so in one line on standard error and by its exit code: 0 is good, 1 a finding, 2 a
mistaken input or a place that cannot be written, 130 an interruption (Ctrl-C), 143 a request to end (SIGTERM). Whoever
reads the output may stop reading (`casegraph query ... | head`): that is no error.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["main"]

_INTERRUPTED = 130
_SAID = {_INTERRUPTED: "interrupted", 129: "ended from outside (SIGHUP)", 143: "ended from outside (SIGTERM)"}


def main() -> None:
    """Run the command that the words of the command line ask for, and leave."""
    try:
        try:
            _run()
        except SystemExit as ended:
            _leave(ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1)
    except KeyboardInterrupt:  # while modules were loaded, or at the very end
        _leave(_INTERRUPTED)


def _run() -> None:
    _open_streams()
    from casegraph.cli import main as command

    command()


def _leave(code: int) -> None:
    """End with an exit code; what standard output still holds is written, or the error said."""
    if code in _SAID:
        _say(_SAID[code])
    try:
        sys.stdout.flush()
    except OSError:
        # Said already, where it was an error; the interpreter would say it again.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _say(message: str) -> None:
    with suppress(OSError):
        print(f"casegraph: {message}", file=sys.stderr)


def _open_streams() -> None:
    """Give a process that was started without standard streams (`>&-`) ones that refuse, or drop, what is written."""
    if sys.stdin is None:
        sys.stdin = _nothing(os.O_RDONLY, "r")
    if sys.stdout is None:
        # Open for reading, so that writing fails, as it does on a closed one.
        sys.stdout = _nothing(os.O_RDONLY, "w")
    if sys.stderr is None:
        sys.stderr = _nothing(os.O_WRONLY, "w")


def _nothing(flags: int, mode: str) -> TextIO:
    return cast("TextIO", os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


if __name__ == "__main__":
    main()
