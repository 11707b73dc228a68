"""The wheel as a person installs it: in a fresh environment, away from the checkout, without a network."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WHEELHOUSE = ROOT / ".wheelhouse"


def run(*arguments: str | Path, folder: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "CASEGRAPH_CACHE")}
    environment["CASEGRAPH_CACHE"] = str(folder / "cache")
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_installed_wheel_does_the_main_job(tmp_path: Path) -> None:
    if not (WHEELHOUSE / ".ready").exists():
        pytest.skip("no wheelhouse: run `make wheelhouse` once, with a package index in reach")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, folder=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "fresh"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    offline = ("--quiet", "--disable-pip-version-check", "--no-index", "--find-links", WHEELHOUSE)
    run(python, "-m", "pip", "install", *offline, wheel, folder=tmp_path)
    where = run(python, "-c", "import casegraph; print(casegraph.__file__)", folder=tmp_path)
    assert str(place) in where
    report = tmp_path / "report.txt"
    report.write_text(
        "L'aspirine a été arrêtée en raison d'une thrombopénie à 32 G/L. Pas de fièvre.", encoding="utf-8"
    )
    run(place / "bin" / "casegraph", "build", report, "-o", tmp_path / "report.ttl", folder=tmp_path)
    answer = run(
        place / "bin" / "casegraph",
        "query",
        "held-because",
        tmp_path / "report.ttl",
        "--format",
        "csv",
        folder=tmp_path,
    )
    assert "aspirine" in answer
    assert "Stopped" in answer
