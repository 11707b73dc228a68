"""Inputs that are no files, or are gone before they are read: one line that names them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.faults.conftest import REPORT, written
from tests.faults.running import Commands
from tests.faults.writers import contents

#: No device without an end may fill the memory of the machine.
LITTLE = {"memory": 2 << 30}


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("x.txt", ("build",), "the file is empty; give a report with text in it"),
        ("x.jsonl", ("build", "--to", "nquads"), "a line is longer than"),
        ("x.ttl", ("check",), "no plain file; a pipe or a device is not read, save the graph first"),
        ("x.ttl", ("query", "held-because"), "no plain file"),
        ("x.nq", ("query", "held-because"), "no plain file"),
        ("x.rq", ("query",), "is a folder or a device; give a .rq file"),
        ("x.csv", ("terminology", "add"), "no such file"),
        ("x.csv", ("corpus", "build", "-o", "out"), "no plain file; a pipe or device could not be gone on with"),
        ("x.jsonl", ("corpus", "build", "-o", "out"), "no plain file; a pipe or device could not be gone on with"),
    ],
)
def test_a_device_without_an_end(
    commands: Commands, tmp_path: Path, name: str, words: tuple[str, ...], told: str
) -> None:
    place = tmp_path / name
    place.symlink_to("/dev/zero")
    given = [str(tmp_path / word) if word == "out" else word for word in words]
    line = commands.run(*given, place, fault=LITTLE).line
    assert told in line
    assert str(place) in line


@pytest.mark.parametrize("command", [("build",), ("show",), ("check",), ("query", "held-because"), ("corpus", "build")])
@pytest.mark.parametrize("kind", ["none", "dangling", "folder", "locked"])
def test_what_is_no_file_that_can_be_read(
    commands: Commands, tmp_path: Path, command: tuple[str, ...], kind: str
) -> None:
    place = tmp_path / ("x.ttl" if command[0] in ("check", "query") else "x.txt")
    if kind == "dangling":
        place.symlink_to(tmp_path / "nowhere")
    elif kind == "folder":
        place.mkdir()
    elif kind == "locked":
        place.write_text(REPORT, encoding="utf-8")
        place.chmod(0)
    if command[0] == "corpus":
        if kind == "locked":
            return  # a row of the manifest, see tests/corpus
        command = (*command, "-o", str(tmp_path / "out"))
    line = commands.run(*command, place, fault={"modes": True}).line
    assert str(place) in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("x.txt", ("build",)),
        ("x.txt", ("show",)),
        ("x.ttl", ("check",)),
        ("x.ttl", ("query", "held-because")),
        ("x.jsonl", ("build", "--to", "nquads")),
        ("x.ann", ("evaluate", "--gold")),
    ],
)
def test_a_file_that_goes_between_its_listing_and_its_reading(
    commands: Commands, report: Path, tmp_path: Path, name: str, words: tuple[str, ...]
) -> None:
    place = tmp_path / "in" / name
    written(place, json.dumps({"id": "a", "text": "Toux."}) + "\n")
    written(place.with_suffix(".txt"))
    if name == "x.ttl":
        assert commands.run("build", report, "-o", place).code == 0
    line = commands.run(*words, place, fault={"vanish": str(place)}).line
    assert str(place) in line
    assert "No such file" in line


def test_a_report_that_goes_while_a_folder_is_read(commands: Commands, report: Path, tmp_path: Path) -> None:
    second = written(report.parent / "case-8.txt", "Toux.\n")
    out = tmp_path / "c.nq"
    out.write_text("what was there before\n", encoding="utf-8")
    line = commands.run("build", report.parent, "-o", out, fault={"vanish": str(second)}).line
    assert f"{second}: cannot be read (No such file or directory)" in line
    assert contents(tmp_path)["c.nq"] == b"what was there before\n"


def test_a_pipe_is_a_report_like_another(commands: Commands, tmp_path: Path) -> None:
    pipe = tmp_path / "x.txt"
    os.mkfifo(pipe)
    running = commands.start("build", pipe, "--to", "jsonl")
    pipe.write_text(REPORT, encoding="utf-8")
    done = running.done()
    assert done.code == 0, done.stderr
    assert '"apixaban"' in done.stdout
