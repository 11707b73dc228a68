"""Ctrl-C at a hundred points of the commands that write.

A point is the number of a call or return within the program, so that it is the same place on every machine. Half of
the points lie anywhere, half between the first write and the end. After each the exit code is 130, the last line says
so, and each file is as it was or as it should be.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casegraph.store.graphs import DIGEST
from tests.faults.running import Commands, Done
from tests.faults.writers import WRITERS, contents, inputs, leftovers
from tests.terminology.importers.made import table

#: How many points there are of each kind of command: 55 + 14 + 6 + 6 + 4 + 8 + 4 + 4 = 101.
OUTPUTS, LOADS, REPLACES, REMOVES, COMPACTS, ADDS, FORGETS, CORPORA = 5, 14, 6, 6, 4, 8, 4, 4


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Path:
    return inputs(tmp_path_factory.mktemp("given"), store)


def points(commands: Commands, place: Path, words: tuple[str | Path, ...], many: int, **how: Any) -> Iterator[int]:
    """Run a command to its end, counting, and choose points of it."""
    done = commands.run(*words, fault={"count": str(place)}, **how)
    assert done.code == 0, done.stderr
    total, *writes = json.loads(place.read_text(encoding="utf-8"))
    # What the engine of a store writes is not seen from Python.
    first = writes[0] if writes else 1
    chance = random.Random(f"{words[0]} {Path(words[1]).name} {many}")
    # Where threads share the work the count is not quite the same each time: the last hundredth may lie behind the end.
    total = max(first + 1, total - total // 100)
    for number in range(many):
        yield chance.randint(1, total) if number % 2 else chance.randint(first, total)


def interrupted(done: Done) -> Done:
    """Check how a command ended that was interrupted."""
    assert done.code == 130, (done.code, done.stderr)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.stderr.splitlines()[-1] == "casegraph: interrupted"
    return done


@pytest.mark.parametrize("name", WRITERS)
def test_a_result_is_the_old_or_the_new_one(commands: Commands, given: Path, tmp_path: Path, name: str) -> None:
    out, temporary = tmp_path / "out", tmp_path / "temporary"
    writer, words = WRITERS[name], WRITERS[name].words(given, out)
    out.mkdir()
    temporary.mkdir()
    new: dict[str, bytes] = {}
    for point in points(commands, tmp_path / "count", words, OUTPUTS):
        new = new or contents(out)
        old = {file: b"what was there before\n" for file in new if not file.endswith(".txt")}
        shutil.rmtree(out)
        out.mkdir()
        for file, content in old.items():
            (out / file).write_bytes(content)
        interrupted(commands.run(*words, fault={"interrupt": point}, env={"TMPDIR": str(temporary)}))
        now = contents(out)
        for file, content in now.items():
            assert content in (old.get(file), new[file]), file
        if writer.together:
            assert now in (old, new)
        assert leftovers(out) == []
        assert contents(temporary) == {}


def rows(commands: Commands, folder: Path) -> str:
    """What a store holds: every graph with its digest."""
    done = commands.run("store", "export", folder)
    assert done.code == 0, done.stderr
    assert DIGEST not in done.stdout
    return done.stdout


def test_a_load_into_a_new_store_goes_on(commands: Commands, given: Path, tmp_path: Path) -> None:
    graphs, folder = tmp_path / "c.nq", tmp_path / "store"
    assert commands.run("build", given / "texts", "-o", graphs).code == 0
    words = ("load", graphs, "--store", folder)
    whole, states = "", set()
    for point in points(commands, tmp_path / "count", words, LOADS):
        whole = whole or rows(commands, folder)
        shutil.rmtree(folder)
        interrupted(commands.run(*words, fault={"interrupt": point}))
        if (folder / "CURRENT").exists():
            done = commands.run("store", "export", folder)
            if done.code:
                assert "the ontology in this store is not whole" in done.line
                assert f"load anything with --store {folder}" in done.line
            states.add((done.code, done.stdout))
            assert done.stdout in ("", whole)
        else:
            states.add((-1, ""))
        assert commands.run(*words).code == 0
        assert rows(commands, folder) == whole
    # It was interrupted in more than one state.
    assert len(states) > 1


def old_and_new(
    commands: Commands, store: Path, folder: Path, words: tuple[str | Path, ...], many: int
) -> tuple[str, str]:
    """What a store says before a command and after it; wherever that is interrupted, it says one of the two."""
    shutil.copytree(store, folder)
    old, new = rows(commands, folder), ""
    for point in points(commands, folder.parent / "count", words, many):
        new = new or rows(commands, folder)
        shutil.rmtree(folder)
        shutil.copytree(store, folder)
        interrupted(commands.run(*words, fault={"interrupt": point}))
        assert rows(commands, folder) in (old, new)
    return old, new


def test_a_load_that_replaces_a_case(commands: Commands, store: Path, tmp_path: Path) -> None:
    graph, folder = tmp_path / "c.nq", tmp_path / "store"
    text = tmp_path / "case-7.txt"
    text.write_text("Fièvre et toux.\n", encoding="utf-8")
    assert commands.run("build", text, "-o", graph).code == 0
    old, new = old_and_new(commands, store, folder, ("load", graph, "--store", folder), REPLACES)
    assert old != new


@pytest.mark.parametrize(("command", "many"), [("remove", REMOVES), ("compact", COMPACTS)])
def test_the_upkeep_of_a_store(commands: Commands, store: Path, tmp_path: Path, command: str, many: int) -> None:
    folder = tmp_path / "store"
    words: tuple[str | Path, ...] = ("store", command, folder)
    if command == "remove":
        words += ("case-7",)
    old, new = old_and_new(commands, store, folder, words, many)
    assert (old == new) == (command == "compact")


def test_a_terminology_is_the_old_or_the_new_one(commands: Commands, tmp_path: Path) -> None:
    data = tmp_path / "data"
    env = {"CASEGRAPH_DATA": str(data)}
    folder = data / "terminologies"

    def known() -> str:
        done = commands.run("terminology", "info", "kalt", env=env)
        assert done.code == 0, done.stderr
        return next(line for line in done.stdout.splitlines() if line.startswith("concepts: "))

    def reset() -> None:
        shutil.rmtree(data, ignore_errors=True)
        table(tmp_path)
        assert commands.run("terminology", "add", tmp_path / "kalt.csv", env=env).code == 0
        table(tmp_path, "K1;maladie de Brunnkalt;;;\n")

    words: tuple[str | Path, ...] = ("terminology", "add", tmp_path / "kalt.csv", "--replace")
    reset()
    old, new = known(), ""
    for point in points(commands, tmp_path / "count", words, ADDS, env=env):
        new = new or known()
        reset()
        interrupted(commands.run(*words, fault={"interrupt": point}, env=env))
        assert known() in (old, new)
        # What it left, if anything, the next one takes away.
        assert commands.run(*words, env=env).code == 0
        assert known() == new
        assert len(list(folder.iterdir())) == 2
    assert old != new
    words = ("terminology", "remove", "kalt")
    for point in points(commands, tmp_path / "count", words, FORGETS, env=env):
        reset()
        interrupted(commands.run(*words, fault={"interrupt": point}, env=env))
        if (folder / "kalt.json").exists():
            assert known() == old
        else:
            assert "none was added yet" in commands.run("terminology", "list", env=env).stdout
        assert commands.run("terminology", "add", tmp_path / "kalt.csv", "--replace", env=env).code == 0
        assert len(list(folder.iterdir())) == 2


def test_a_corpus_goes_on(commands: Commands, given: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("corpus", "build", given / "texts", "-o", out, "--workers", "1", "--to", "nquads", "--to", "jsonl")

    def results() -> dict[str, bytes]:
        found = contents(out)
        return {file: content for file, content in found.items() if not file.startswith(("manifest/", "."))}

    whole: dict[str, bytes] = {}
    for point in points(commands, tmp_path / "count", words, CORPORA):
        whole = whole or results()
        shutil.rmtree(out)
        done = interrupted(commands.run(*words, fault={"interrupt": point}))
        if (out / "settings.json").exists():
            assert f"what is done is kept in {out}; --resume goes on with it" in done.stderr
        again = commands.run(*words, "--resume")
        assert again.code == 0, again.stderr
        assert results() == whole
        assert [name for name in leftovers(out) if name != ".lock"] == []


BREAKS = """
import sys
import casegraph.__main__, casegraph.cli

def broken():
    try:
        raise {cause}
    finally:
        raise RuntimeError("release unlocked lock")

casegraph.cli.app = broken
casegraph.__main__.main()
"""


@pytest.mark.parametrize(("cause", "code"), [("KeyboardInterrupt", 130), ("ValueError", 70)])
def test_what_an_interruption_breaks_on_its_way_out_is_the_interruption(cause: str, code: int) -> None:
    """As the exit of a lock does that Ctrl-C kept from being taken."""
    command = [sys.executable, "-c", BREAKS.format(cause=cause)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == code
    assert (run.stderr == "casegraph: interrupted\n") == (code == 130)
