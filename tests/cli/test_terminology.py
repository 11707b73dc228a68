"""`casegraph terminology add|list|info|remove` and `build --terminology` as a person runs them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import casegraph, one_line
from tests.terminology.importers.made import table

REPORT = "Une kaltenbrunnose torpide, sans fièvre.\n"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "data"))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "r.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def codes(*words: str | Path) -> list[str]:
    done = casegraph("build", *words, "--to", "jsonl")
    assert done.returncode == 0, done.stderr
    return [code for line in done.stdout.splitlines() for code in json.loads(line)["codes"]]


def test_add_list_info_build_remove(tmp_path: Path, report: Path) -> None:
    assert "kalt:K2" not in codes(report)
    assert b"none was added yet" in casegraph("terminology", "list").stdout
    done = casegraph("terminology", "add", table(tmp_path))
    assert done.returncode == 0, done.stderr
    assert b"kalt: 4 concepts, 6 terms" in done.stdout
    assert b"linked to the ontology: 1 concepts; conflicts: 0" in done.stdout
    listed = casegraph("terminology", "list").stdout.decode()
    for word in ("kalt", "CC0", "fr", "MB"):
        assert word in listed
    info = casegraph("terminology", "info", "kalt", "--conflicts").stdout.decode()
    for line in ("licence: CC0", "format: csv", "kinds: condition 4", "concepts: 4"):
        assert line in info
    assert "kalt:K2" in codes(report)
    assert "kalt:K2" in codes(report, "--terminology", "kalt")
    assert "kalt:K2" not in codes(report, "--terminology", "none")
    shown = casegraph("concept", "show", "kalt:K4").stdout.decode()
    assert "kalt:K4  purpura kaltenbrunnien" in shown
    assert "c:Thrombocytopenia" in shown
    assert "fr (kalt): thrombopénie" in casegraph("concept", "show", "kalt:K3").stdout.decode()
    assert b"kalt is removed" in casegraph("terminology", "remove", "kalt").stdout
    assert "kalt:K2" not in codes(report)


def test_wrong_uses_are_one_line(tmp_path: Path, report: Path) -> None:
    assert "no terminology is called 'kalt'" in one_line(casegraph("build", report, "--terminology", "kalt"))
    assert "no terminology is called 'kalt'" in one_line(casegraph("terminology", "remove", "kalt"))
    assert "no such file" in one_line(casegraph("terminology", "add", tmp_path / "gone.obo"))
    path = table(tmp_path, top='kind = "condition"\n')
    assert "say under which licence" in one_line(casegraph("terminology", "add", path))
    done = casegraph("terminology", "add", path, "--licence", "own", "--name", "mine", "--as", "csv")
    assert done.returncode == 0, done.stderr
    assert "is called mine already" in one_line(casegraph("terminology", "add", path, "--name", "mine"))
    assert casegraph("terminology", "add", path, "--licence", "own", "--name", "mine", "--replace").returncode == 0


def test_help_has_an_example() -> None:
    for command in ("add", "list", "info", "remove"):
        assert (
            f"Example: casegraph terminology {command}".encode() in casegraph("terminology", command, "--help").stdout
        )


def test_the_importers_cost_a_build_nothing(report: Path) -> None:
    import subprocess

    code = (
        "import sys; sys.argv = ['casegraph', 'build', sys.argv[1]]\n"
        "from casegraph.cli import app\n"
        "try: app()\nexcept SystemExit: pass\n"
        "print([m for m in sys.modules if 'importers' in m or m in ('fastobo', 'defusedxml', 'mmap')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(report)], capture_output=True, check=True)
    assert done.stderr.strip() == b"[]"
