"""The server, started for the tests as a person starts it: by the command, in a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Answered:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "")


@contextmanager
def serving(*arguments: str | Path) -> Iterator[str]:
    """The address of `casegraph serve ARGUMENTS` at a free port, without the slash at its end."""
    command = [sys.executable, "-m", "casegraph", "serve", *map(str, arguments), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found is not None, said + process.stderr.read()
        try:
            yield found[0].rstrip("/")
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def ask(address: str, data: bytes | None = None, method: str | None = None, **headers: str) -> Answered:
    """One request; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, data=data, headers=named, method=method)
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return _answered(response)
    except urllib.error.HTTPError as error:
        return _answered(error)


def _answered(response: Any) -> Answered:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answered(response.status, headers, response.read().decode())
