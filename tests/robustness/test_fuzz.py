"""The fuzzer runs for a fixed count and finds nothing; longer by hand, see fuzz.py."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris", reason="atheris is for Linux on x86-64 only")

ROOT = Path(__file__).parents[2]


def test_fuzzing_finds_nothing(tmp_path: Path) -> None:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "tests.robustness.fuzz", "-runs=2500", "-seed=1", "-max_len=600"]
    command.append(f"-artifact_prefix={tmp_path}/")
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True,
                          errors="replace", check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert "Done 2500 runs" in done.stderr
