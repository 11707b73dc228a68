"""The commands of many cases as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import casegraph, one_line
from tests.corpus.made import folder_of, manifest, texts


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = folder_of(texts(7), tmp_path_factory.mktemp("source") / "texts")
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def out(source: Path) -> Path:
    place = source.parent / "out"
    done = casegraph("corpus", "build", source, "-o", place, "--workers", "1")
    assert done.returncode == 0
    assert b"8 documents (8 now, in " in done.stdout
    assert done.stderr.decode().splitlines() == [
        f"1 documents could not be read (not readable 1); {place / 'manifest'} says why"
    ]
    return place


def test_build_and_resume(source: Path, out: Path) -> None:
    assert len(manifest(out)) == 8
    assert json.loads((out / "summary.json").read_bytes())["failed"] == 1
    assert "already holds a corpus" in one_line(casegraph("corpus", "build", source, "-o", out))
    again = casegraph("corpus", "build", source, "-o", out, "--resume")
    assert again.returncode == 0
    assert b"8 documents (0 now" in again.stdout


def test_a_corpus_of_which_nothing_can_be_read_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_bytes(b"")
    done = casegraph("corpus", "build", tmp_path / "texts", "-o", tmp_path / "out", "--to", "nquads")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_what_is_wrong_is_one_line(tmp_path: Path, source: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "the folder holds no .txt file" in one_line(
        casegraph("corpus", "build", tmp_path / "empty", "-o", tmp_path / "o")
    )
    assert "no output is called 'turtle'" in one_line(
        casegraph("corpus", "build", source, "-o", tmp_path / "o", "--to", "turtle")
    )
    (tmp_path / "t.csv").write_text("nid;note\n1;Toux\n", encoding="utf-8")
    assert "there are nid, note" in one_line(casegraph("corpus", "build", tmp_path / "t.csv", "-o", tmp_path / "o"))
    assert not (tmp_path / "o").exists()


def test_a_bar_is_shown_where_a_person_is_looking(source: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m casegraph corpus build {source} -o {tmp_path / 'o'} --workers 1"
    done = subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True, text=True, check=False)
    if done.returncode == 127:
        pytest.skip("no `script` command to make a terminal with")
    assert "documents" in done.stdout
    assert "%" in done.stdout
