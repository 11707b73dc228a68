"""Every command that writes, where it cannot: it says so in one line, and what stood there before still stands."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import REPORT, written
from tests.faults.running import Commands
from tests.faults.writers import WRITERS, contents, inputs, leftovers


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Path:
    return inputs(tmp_path_factory.mktemp("given"), store)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder in which every writer's files stand already, with other content."""
    folder = tmp_path / "out"
    folder.mkdir()
    for writer in WRITERS.values():
        for name in writer.files:
            (folder / name).write_text("what was there before\n", encoding="utf-8")
    # BRAT writes the text beside the annotations, and never over another text.
    (folder / "case-7.txt").write_text(REPORT, encoding="utf-8")
    return folder


@contextmanager
def nothing_written(folder: Path) -> Iterator[None]:
    before = contents(folder)
    yield
    assert contents(folder) == before


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a full disk": ({"limit": 100}, "cannot be written (File too large); choose another place"),
    "no rename": ({"fail": ["os.rename", "", errno.EIO]}, "cannot be written (Input/output error); choose another"),
    "no room for a new name": (
        {"fail": ["open", ".part", errno.ENOSPC]},
        "cannot be written (No space left on device); choose another place",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", WRITERS)
def test_what_cannot_be_written_leaves_what_was_there(
    commands: Commands, given: Path, out: Path, name: str, fault: str
) -> None:
    with nothing_written(out):
        line = commands.run(*WRITERS[name].words(given, out), fault=FAULTS[fault][0]).line
    assert FAULTS[fault][1] in line
    assert str(out) in line


@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_without_the_right_to_write(commands: Commands, given: Path, out: Path, name: str) -> None:
    out.chmod(0o555)
    try:
        with nothing_written(out):
            line = commands.run(*WRITERS[name].words(given, out), fault={"modes": True}).line
    finally:
        out.chmod(0o755)
    assert "cannot be written (Permission denied); choose another place" in line
    assert str(out) in line


@pytest.mark.parametrize("name", WRITERS)
def test_without_a_fault_all_is_new(commands: Commands, given: Path, out: Path, name: str) -> None:
    before = contents(out)
    done = commands.run(*WRITERS[name].words(given, out))
    assert done.code == 0, done.stderr
    after = contents(out)
    changed = {file for file in after if after[file] != before.get(file)}
    assert changed >= set(WRITERS[name].files) - {"case-7.txt"}
    assert leftovers(out) == []


def test_a_disk_that_is_really_full(commands: Commands, given: Path, tmp_path: Path) -> None:
    """A file system of 64 KB in memory, nearly full: a graph, a store, a corpus."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("only root can make a small disk")
    try:
        (disk / "filler").write_bytes(bytes(52_000))
        with nothing_written(disk):
            line = commands.run("build", given / "texts", "-o", disk / "c.nq").line
            assert f"{disk / 'c.nq'} cannot be written (No space left on device); choose another place" in line
        line = commands.run("load", given / "texts", "--store", disk / "store").line
        assert f"{disk / 'store'}: the store cannot be written (No space left on device)" in line
        assert "make room and go on by the same command" in line
        shutil.rmtree(disk / "store", ignore_errors=True)
        line = commands.run("corpus", "build", given / "texts", "-o", disk / "corpus", "--workers", "1").line
        assert "cannot be written (No space left on device); what is done is kept: mend that and go on with" in line
        (disk / "filler").unlink()
        again = ("corpus", "build", given / "texts", "-o", disk / "corpus", "--workers", "1", "--resume")
        done = commands.run(*again)
        assert done.code == 0, done.stderr
        assert leftovers(disk) == ["corpus/.lock"] or leftovers(disk) == []
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (
            "folder.ttl/x.ttl/y.ttl",
            "cannot be written (a file stands where its folder should be); choose another place",
        ),
        ("é" * 200 + ".ttl", "File name too long; check the name"),
    ],
)
def test_places_that_cannot_be(commands: Commands, report: Path, tmp_path: Path, place: str, told: str) -> None:
    (tmp_path / "folder.ttl").mkdir()
    (tmp_path / "folder.ttl" / "x.ttl").write_text("a file", encoding="utf-8")
    with nothing_written(tmp_path):
        assert told in commands.run("build", report, "-o", tmp_path / place).line


def test_a_long_name_has_room_for_its_temporary_one(commands: Commands, report: Path, tmp_path: Path) -> None:
    place = tmp_path / ("é" * 125 + ".ttl")
    assert commands.run("build", report, "-o", place).code == 0
    assert place.is_file()


def test_the_output_onto_a_folder(commands: Commands, report: Path, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    with nothing_written(tmp_path):
        for words in (
            ("build", report, "--to", "nquads", "-o", tmp_path / "d"),
            ("show", report, "-o", tmp_path / "d"),
            ("build", report, "--to", "nquads", "--losses", tmp_path / "d"),
        ):
            assert f"{tmp_path / 'd'} is a folder; name a file in it" in commands.run(*words).line


def test_devices_and_pipes_are_written_to_and_stay_what_they_are(
    commands: Commands, report: Path, tmp_path: Path
) -> None:
    assert commands.run("build", report, "-o", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()
    assert "/dev/full cannot be written (No space left" in commands.run("build", report, "-o", "/dev/full").line
    assert Path("/dev/full").is_char_device()
    pipe = tmp_path / "pipe.ttl"
    os.mkfifo(pipe)
    running = commands.start("build", report, "-o", pipe)
    assert b"cg:CaseGraph" in pipe.read_bytes()
    assert running.done().code == 0
    assert pipe.is_fifo()


def test_a_link_leads_to_what_is_written(commands: Commands, report: Path, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    link = tmp_path / "c.ttl"
    link.symlink_to(tmp_path / "far" / "c.ttl")
    for _ in range(2):  # where it leads nowhere yet, and where it leads to a file
        assert commands.run("build", report, "-o", link).code == 0
        assert link.is_symlink()
        assert (tmp_path / "far" / "c.ttl").stat().st_size > 1000
    assert leftovers(tmp_path) == []


def test_the_rights_of_a_file_outlast_its_content(commands: Commands, report: Path, tmp_path: Path) -> None:
    place = written(tmp_path / "c.ttl")
    place.chmod(0o600)
    assert commands.run("build", report, "-o", place).code == 0
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_report_is_never_written_over(commands: Commands, report: Path, tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    text = written(tmp_path / "gold" / "case-7.txt", "Toux.\r\nFièvre.")
    (tmp_path / "gold" / "case-7.ann").write_bytes(b"")
    with nothing_written(tmp_path):
        for words in (
            ("build", report, "--to", "turtle", "-o", report),
            ("build", report, "--to", "nquads", "-o", report.parent / ".." / "texts" / report.name),
            ("build", report.parent, "--to", "nquads", "-o", report),
            ("build", report, "-o", tmp_path / "c.nq", "--losses", report),
            ("show", report, "-o", report),
            ("evaluate", "--gold", text.parent, "--page", text),
        ):
            assert "is one of the inputs; choose another place" in commands.run(*words).line
        same = ("build", report, "-o", tmp_path / "c.nq", "--losses", tmp_path / "c.nq")
        assert "is to hold two results; choose another place for one" in commands.run(*same).line
        # BRAT wants the text with its line ends beside the annotations.
        line = commands.run("build", text, "--to", "brat", "-o", text.parent).line
        assert "another text stands there, to which the annotations would not fit; choose another folder" in line
    assert commands.run("build", report.parent, "--to", "brat", "-o", report.parent).code == 0
    assert report.read_text(encoding="utf-8") == REPORT


#: Commands that print.
PRINTING: dict[str, Callable[[Path], tuple[str | Path, ...]]] = {
    "build": lambda i: ("build", i / "texts" / "case-7.txt"),
    "query": lambda i: ("query", "held-because", "--store", i / "store"),
    "query csv": lambda i: ("query", "held-because", "--store", i / "store", "--format", "csv"),
    "queries": lambda _: ("queries",),
    "show": lambda i: ("show", i / "texts" / "case-7.txt"),
    "evaluate": lambda i: ("evaluate", "--gold", i / "gold", "--draws", "0"),
    "export": lambda i: ("store", "export", i / "store"),
    "info": lambda i: ("store", "info", i / "store"),
    "concept": lambda _: ("concept", "show", "fièvre"),
}


@pytest.mark.parametrize("name", PRINTING)
def test_standard_output_that_is_full_or_closed(commands: Commands, given: Path, name: str) -> None:
    words = PRINTING[name](given)
    line = commands.run(*words, out="/dev/full").line
    assert "the output cannot be written (No space left on device); send it to another place" in line
    line = commands.run(*words, closed=(1,)).line
    assert "the output cannot be written (Bad file descriptor)" in line


@pytest.mark.parametrize("name", PRINTING)
def test_whoever_reads_may_stop_reading(commands: Commands, given: Path, name: str) -> None:
    done = commands.run(*PRINTING[name](given), unread=True)
    assert (done.code, done.stderr) == (0, "")


def test_messages_that_nobody_can_read_stay_out_of_the_result(commands: Commands, tmp_path: Path) -> None:
    done = commands.run("build", tmp_path / "none.txt", closed=(2,))
    assert (done.code, done.stdout) == (2, "")
