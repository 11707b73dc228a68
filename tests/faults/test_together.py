"""Two processes at one place: two that write one file, two loaders, a reader while a load is at it, two runs."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

from tests.faults.conftest import written
from tests.faults.running import Commands
from tests.faults.writers import contents, leftovers


def test_two_builds_into_one_file(commands: Commands, report: Path, tmp_path: Path) -> None:
    """The first stops before it gives its file the name, the second writes all of its own; whoever is last stays."""
    other = written(tmp_path / "texts" / "case-8.txt", "Toux sans fièvre.\n")
    out = tmp_path / "out" / "c.ttl"
    first = commands.start("build", report, "-o", out, fault={"stop": ["os.rename", "c.ttl"]})
    first.until_stopped()
    assert commands.run("build", other, "-o", out).code == 0
    assert b"case-8" in out.read_bytes()
    os.kill(first.pid, signal.SIGCONT)
    assert first.done().code == 0
    assert list(contents(out.parent)) == ["c.ttl"]
    both = out.read_bytes()
    assert commands.run("build", report, "-o", out).code == 0
    assert out.read_bytes() == both


def test_two_builds_at_once_again_and_again(commands: Commands, report: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "texts" / "case-8.txt", "Toux sans fièvre.\n")
    out = tmp_path / "out" / "c.nq"
    whole = set()
    for place in (report, other):
        assert commands.run("build", place, "-o", out).code == 0
        whole.add(out.read_bytes())
    for _ in range(5):
        running = [commands.start("build", place, "-o", out) for place in (report, other)]
        assert [one.done().code for one in running] == [0, 0]
        assert out.read_bytes() in whole
        assert leftovers(out.parent) == []


def test_two_loaders_into_one_store(commands: Commands, report: Path, store: Path, tmp_path: Path) -> None:
    """While one holds the store, the other is told so and changes nothing; readers read what is whole."""
    folder, graph = tmp_path / "store", tmp_path / "case-9.nq"
    shutil.copytree(store, folder)
    text = written(tmp_path / "case-9.txt", "Toux.\n")
    assert commands.run("build", text, "-o", graph).code == 0
    first = commands.start("load", graph, "--store", folder, fault={"stop": ["open", "case-9.nq"]})
    first.until_stopped()
    for words in (
        ("load", report, "--store", folder),
        ("store", "remove", folder, "case-7"),
        ("store", "compact", folder),
    ):
        line = commands.run(*words).line
        assert f"{folder}: another process is writing to this store; wait until it has ended, or stop it" in line
    for place, known in ((folder, "case-7"), (store, "case-7")):
        done = commands.run("query", "held-because", "--store", place, "--format", "csv")
        assert (done.code, done.stderr) == (0, "")
        assert known in done.stdout
    os.kill(first.pid, signal.SIGCONT)
    done = first.done()
    assert done.code == 0, done.stderr
    assert "1 new, 0 replaced, 0 unchanged" in done.stdout
    assert "1 unchanged" in commands.run("load", graph, "--store", folder).stdout


def test_readers_during_a_load(commands: Commands, store: Path, tmp_path: Path) -> None:
    """Cases are loaded and merged in one process; in others every answer is one that the store had before or after."""
    folder, rows = tmp_path / "store", tmp_path / "rows.jsonl"
    shutil.copytree(store, folder)
    text = "Aspirine arrêtée en raison d'une thrombopénie."
    rows.write_text("".join(f'{{"id": "n{n}", "text": "{text}"}}\n' for n in range(60)), encoding="utf-8")
    before = len(commands.run("query", "held-because", "--store", folder, "--format", "csv").stdout.splitlines())
    graph = tmp_path / "rows.nq"
    assert commands.run("build", rows, "-o", graph).code == 0
    for words in (("load", graph, "--store", folder), ("store", "compact", folder)):
        writer = commands.start(*words)
        for _ in range(3):
            done = commands.run("query", "held-because", "--store", folder, "--format", "csv")
            assert done.code == 0, done.stderr
            assert before <= len(done.stdout.splitlines()) <= before + 60
        assert writer.done().code == 0
    done = commands.run("store", "info", folder)
    assert done.stdout.splitlines()[0].split() == ["cases", "62"]


def test_a_store_that_is_being_made_is_no_store_yet(commands: Commands, store: Path, tmp_path: Path) -> None:
    """A reader that comes before the ontology is in, and what a loader leaves that was killed then."""
    folder, graph = tmp_path / "store", tmp_path / "case-9.nq"
    assert commands.run("build", written(tmp_path / "case-9.txt", "Toux.\n"), "-o", graph).code == 0
    loader = commands.start("load", graph, "--store", folder, fault={"stop": ["open", "ontology-"]})
    loader.until_stopped()
    line = commands.run("query", "held-because", "--store", folder).line
    assert f"{folder}: the ontology in this store is not whole" in line
    os.kill(loader.pid, signal.SIGKILL)
    assert loader.done().code == -signal.SIGKILL
    assert "is not whole" in commands.run("store", "info", folder).line
    assert "1 new" in commands.run("load", graph, "--store", folder).stdout
    assert commands.run("query", "held-because", "--store", folder).code == 0
    assert store != folder


def test_files_of_a_store_that_are_gone(commands: Commands, store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(store, folder)
    for path in folder.glob("*.sst"):
        path.unlink()
    for words in (
        ("query", "held-because", "--store", folder),
        ("store", "info", folder),
        ("store", "export", folder),
        ("store", "compact", folder),
        ("load", tmp_path / "none.txt", "--store", folder),
    ):
        line = commands.run(*words).line
        assert f"{folder}: the store is damaged" in line
        assert "load its cases into a new folder" in line


def test_a_store_without_the_right_to_write(commands: Commands, store: Path, report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(store, folder)
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    try:
        modes = {"modes": True}
        asked = commands.run("query", "held-because", "--store", folder, "--format", "csv", fault=modes)
        assert (asked.code, asked.stderr) == (0, "")
        for words in (("load", report, "--store", folder), ("store", "remove", folder, "case-7")):
            line = commands.run(*words, fault=modes).line
            assert "cannot be used (Permission denied); check the rights of the folder" in line
    finally:
        folder.chmod(0o755)


def test_two_runs_into_one_corpus(commands: Commands, report: Path, tmp_path: Path) -> None:
    words = ("corpus", "build", report.parent, "-o", tmp_path / "out", "--workers", "1", "--to", "nquads")
    first = commands.start(*words, fault={"stop": ["open", "settings.json"]})
    first.until_stopped()
    assert "another run is writing into" in commands.run(*words, "--resume").line
    os.kill(first.pid, signal.SIGCONT)
    assert first.done().code == 0


def test_two_terminologies_of_one_name_at_once(commands: Commands, tmp_path: Path) -> None:
    from tests.terminology.importers.made import table

    env = {"CASEGRAPH_DATA": str(tmp_path / "data")}
    words = ("terminology", "add", table(tmp_path), "--replace")
    first = commands.start(*words, env=env, fault={"stop": ["os.rename", "kalt.json"]})
    first.until_stopped()
    assert commands.run(*words, env=env).code == 0
    os.kill(first.pid, signal.SIGCONT)
    done = first.done()
    assert done.code == 0, done.stderr
    assert commands.run("terminology", "info", "kalt", env=env).code == 0
    # What neither note names is taken away by the next one.
    assert commands.run(*words, env=env).code == 0
    assert len(list((tmp_path / "data" / "terminologies").iterdir())) == 2
