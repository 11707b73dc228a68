"""Commands run with a fault: forks of one warm process (`tests.faults.zygote`), as many as a test likes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Commands", "Done", "Running"]

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code (that of a signal is negative) and what it said."""

    code: int
    stdout: str
    stderr: str

    @property
    def line(self) -> str:
        """The single line of a command that was refused: the error family's code, no traceback."""
        assert self.code == 2, (self.code, self.stderr)
        lines = self.stderr.strip().splitlines()
        assert len(lines) == 1, self.stderr
        assert lines[0].startswith("casegraph: "), self.stderr
        return lines[0]


class Running:
    """A command that runs, or has stopped itself."""

    def __init__(self, commands: Commands, pid: int, out: Path) -> None:
        self.pid = pid
        self._commands, self._out = commands, out

    def until_stopped(self) -> None:
        """Wait until it stops itself, as its fault says."""
        answer = self._commands.ask(wait=self.pid, stopped=True)
        assert "stopped" in answer, answer

    def done(self) -> Done:
        """Wait for its end."""
        answer = self._commands.ask(wait=self.pid)
        out = self._out.read_text(encoding="utf-8", errors="replace") if self._out.is_file() else ""
        return Done(answer["code"], out, answer["said"])


class Commands:
    """Starts commands; `environment` is what all of them see."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._count = 0
        path = os.pathsep.join([str(ROOT), str(ROOT / "builder"), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": path} | environment,
        )
        assert "ready" in self._answer()

    def ask(self, **asked: Any) -> dict[str, Any]:
        """Ask the warm process."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def start(
        self,
        *words: str | Path,
        fault: dict[str, Any] | None = None,
        out: str | Path | None = None,
        stdin: str | Path = os.devnull,
        closed: tuple[int, ...] = (),
        unread: bool = False,
        env: dict[str, str] | None = None,
    ) -> Running:
        """Start a command.

        `out` is where its output goes, nowhere where it is `unread`: a pipe whose reader has gone; `closed` are those
        of the standard streams that are not there.
        """
        self._count += 1
        place = Path(out) if out is not None else self._folder / f"{self._count}.out"
        answer = self.ask(
            start=[str(word) for word in words],
            out=str(place), closed=list(closed), unread=unread, fault=fault or {}, env=env or {}, **{"in": str(stdin)},
        )  # fmt: skip
        return Running(self, answer["pid"], place)

    def run(self, *words: str | Path, **how: Any) -> Done:
        """Run a command to its end, see `start`."""
        return self.start(*words, **how).done()

    def close(self) -> None:
        """End the warm process and what it has started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
