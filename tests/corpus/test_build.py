"""A corpus is built the same however it is built, and whatever ends a run on the way."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from casegraph.corpus import Progress, build_corpus, pool
from casegraph.corpus.worker import work
from casegraph.errors import CasegraphError, InputError, OutputError
from casegraph.exchange.statements import to_jsonl
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.graph.writer import nquads
from casegraph.pipeline import case_from_bytes
from tests.corpus.made import built, contents, folder_of, lines_of, manifest, quads, texts
from tests.corpus.odd_worker import full_work, no_work, odd_work


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(texts(47), tmp_path_factory.mktemp("corpus") / "texts")


@pytest.fixture(scope="module")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an undisturbed build with one worker."""
    return built(corpus, tmp_path_factory.mktemp("expected") / "out", workers=1)


def test_a_build_holds_what_reading_each_report_gives(corpus: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in expected.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    cases = [case_from_bytes(p.read_bytes(), p.stem) for p in sorted(corpus.iterdir())]
    assert quads(tmp_path) == "".join(nquads(case) for case in cases)
    lines = subprocess.run(["gzip", "-dc", *sorted((tmp_path / "jsonl").iterdir())], capture_output=True, check=True)
    assert lines.stdout == b"".join(to_jsonl(case, DEFAULT_OPTIONS) for case in cases)
    assert len(list(ox.parse(quads(tmp_path).encode(), format=ox.RdfFormat.N_QUADS))) > 1000
    summary = json.loads(expected["summary.json"])
    assert summary["documents"] == 47
    assert summary["shards"] == 5
    assert summary["failed"] == 0
    assert summary["records"] == sum(len(case.records) for case in cases)
    assert summary["triples"] == quads(tmp_path).count("\n")


def test_two_workers_give_the_same_bytes_as_one(corpus: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    assert built(corpus, tmp_path / "out") == expected


def test_the_manifest_tells_of_each_document(corpus: Path, tmp_path: Path) -> None:
    build_corpus(corpus, tmp_path / "out", outputs=["nquads"], workers=1)
    rows = manifest(tmp_path / "out")
    assert [row["id"] for row in rows] == sorted(texts(47))
    for row in rows:
        assert len(row["sha256"]) == 64
        assert row["triples"] > row["statements"] > 0
        assert row["ontology"]
        assert row["seconds"] > 0
        assert row["error"] is None
    assert not (tmp_path / "out" / "jsonl").exists()


def test_one_bad_document_stops_nothing(tmp_path: Path) -> None:
    source = folder_of(texts(6), tmp_path / "texts")
    (source / "empty.txt").write_bytes(b"")
    (source / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (source / "r000.text").write_text("Toux.", encoding="utf-8")
    (source / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(source / "pipe.txt")
    (source / "latin.txt").write_bytes("Fièvre à 39 °C, thrombopénie.".encode("cp1252"))
    outcome = build_corpus(source, tmp_path / "out", workers=1)
    assert outcome.summary["documents"] == 12
    assert outcome.summary["errors"] == {"not readable": 2, "unreadable": 2, "duplicate id": 1}
    rows = {row["source"].rpartition("/")[2]: row for row in manifest(tmp_path / "out")}
    assert "the file is empty" in rows["empty.txt"]["error"]
    assert "not a text file" in rows["binary.txt"]["error"]
    # "r000.text" comes before "r000.txt".
    assert "the id 'r000' is already that of" in rows["r000.txt"]["error"]
    assert rows["latin.txt"]["note"] == "not UTF-8, read as CP1252"
    assert rows["latin.txt"]["statements"] > 0


def test_what_is_done_is_not_done_again(corpus: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert built(corpus, out) == expected
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.gz")}
    with pytest.raises(InputError, match="already holds a corpus; go on with it with --resume"):
        build_corpus(corpus, out)
    outcome = build_corpus(corpus, out, shard_documents=10, resume=True)
    assert outcome.read == 0
    assert contents(out) == expected
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.gz")} == times
    with pytest.raises(InputError, match=r"base_iri was .urn:casegraph:case:., now .https://example\.org/."):
        build_corpus(corpus, out, shard_documents=10, resume=True, base_iri="https://example.org/")


def test_what_was_lost_or_has_changed_is_read_again(tmp_path: Path) -> None:
    source = folder_of(texts(30), tmp_path / "texts")
    out = tmp_path / "out"
    built(source, out)
    (out / "jsonl" / "0000001.jsonl.gz").unlink()
    (source / "r003.txt").write_text("Pas de toux, fièvre.", encoding="utf-8")
    for name in range(21, 30):
        (source / f"r{name:03d}.txt").unlink()
    (source / "r020.txt").unlink()
    outcome = build_corpus(source, out, shard_documents=10, workers=1, resume=True)
    assert outcome.read == 20
    assert outcome.summary["documents"] == 20
    assert not (out / "nquads" / "0000002.nq.gz").exists()
    fresh = built(source, tmp_path / "fresh")
    changed = {name for name, content in contents(out).items() if fresh.get(name) != content}
    # The size at which a shard ends is kept from the first run.
    assert changed <= {"settings.json"}


def test_two_runs_do_not_write_into_one_folder(corpus: Path, tmp_path: Path) -> None:
    seen: list[object] = []

    def again(_: Progress) -> None:
        if not seen:
            with pytest.raises(InputError, match="another run is writing into") as caught:
                build_corpus(corpus, tmp_path / "out", resume=True)
            seen.append(caught)

    built(corpus, tmp_path / "out", told=again)
    assert len(seen) == 1


def killing(when: Callable[[int], bool]) -> Callable[[Progress], None]:
    """Kills a worker with SIGKILL where `when` says so, by how many steps there were."""
    steps = 0

    def told(_: Progress) -> None:
        nonlocal steps
        steps += 1
        if when(steps):
            victim = random.choice(multiprocessing.active_children())
            assert victim.pid is not None
            os.kill(victim.pid, signal.SIGKILL)

    return told


def test_a_killed_worker_loses_nothing(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The victims are any: the same document may be struck more than once, by no fault of its own.
    monkeypatch.setattr(pool, "_STRIKES", 4)
    assert built(corpus, tmp_path / "out", told=killing(lambda step: step in (3, 17, 40))) == expected


@pytest.mark.parametrize("attempt", range(3))
def test_a_killed_run_goes_on_where_it_was(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path, attempt: int
) -> None:
    out = tmp_path / "out"
    code = "import sys; from casegraph.corpus import build_corpus\n" \
           "if __name__ == '__main__':\n" \
           "    build_corpus(sys.argv[1], sys.argv[2], shard_documents=10, workers=2, resume=True)"  # fmt: skip
    script = tmp_path / "run.py"
    script.write_text(code, encoding="utf-8")
    chance = random.Random(time.time_ns() + attempt)
    for _ in range(3):
        run = subprocess.Popen([sys.executable, str(script), str(corpus), str(out)], stderr=subprocess.PIPE)
        time.sleep(chance.uniform(0.3, 2.5))
        run.kill()
        run.wait()
        assert run.stderr is not None
        run.stderr.close()
        # Its workers end as soon as they notice; they may still hold the folder's files for a moment, never its lock.
    assert built(corpus, out, resume=True) == expected


def test_documents_that_hang_or_kill_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "work", odd_work)
    monkeypatch.setattr(pool, "_GRACE", 2.0)
    reports = texts(20)
    for name, word in (("r002", "SLEEP"), ("r005", "DEAF"), ("r013", "DIE"), ("r017", "RAISE")):
        reports[name] += f" {word}."
    outcome = build_corpus(
        lines_of(reports, tmp_path / "rows.jsonl"), tmp_path / "out", shard_documents=10, workers=2, seconds=6.0
    )
    assert outcome.summary["errors"] == {"time limit": 2, "internal error": 1, "worker lost": 1}
    assert outcome.summary["documents"] == 20
    errors = {row["id"]: row["error"] for row in manifest(tmp_path / "out") if row["error"]}
    assert "rows.jsonl:3: took longer than 6 s; --time-limit allows more" in errors["r002"]
    assert "took longer than 6 s" in errors["r005"]
    assert "two workers have ended at it (signal 9)" in errors["r013"]
    assert "ZeroDivisionError at odd_worker.py" in errors["r017"]
    assert multiprocessing.active_children() == []
    # Those that took too long are read again where they have more time; the others are what they are.
    monkeypatch.setattr(pool, "work", work)
    again = build_corpus(tmp_path / "rows.jsonl", tmp_path / "out", shard_documents=10, seconds=60.0, resume=True)
    assert again.read == 10
    assert again.summary["errors"] == {"internal error": 1, "worker lost": 1}


def test_workers_that_cannot_start_are_said(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "work", no_work)
    with pytest.raises(CasegraphError, match=r"the workers end before they read anything \(exit code 3\)"):
        build_corpus(corpus, tmp_path / "out")


def test_a_full_disk_ends_the_run_which_can_go_on(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr(pool, "work", full_work)
        with pytest.raises(OutputError, match=r"out cannot be written \(No space left on device\); .* --resume"):
            built(corpus, out, workers=1)
    assert sorted(path.name for path in (out / "state").iterdir()) == ["0000000.json", "0000001.json"]
    assert not (out / "summary.json").exists()
    assert built(corpus, out, resume=True) == expected


def test_a_file_that_the_system_does_not_let_grow_ends_the_run(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "casegraph", "corpus", "build", str(corpus), "-o", str(out)]

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))

    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=small)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot be written (File too large)" in done.stderr
    assert subprocess.run([*command, "--resume"], capture_output=True, check=False).returncode == 0
    assert len(manifest(out)) == 47


def test_a_corpus_of_no_document_has_counts(tmp_path: Path) -> None:
    (tmp_path / "head.csv").write_text("id;text\n", encoding="utf-8")
    outcome = build_corpus(tmp_path / "head.csv", tmp_path / "out")
    assert outcome.summary["documents"] == outcome.summary["shards"] == outcome.read == 0


def test_ctrl_c_ends_the_run_which_can_go_on(corpus: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"

    def interrupted(progress: Progress) -> None:
        if progress.read == 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        built(corpus, out, told=interrupted)
    assert multiprocessing.active_children() == []
    assert built(corpus, out, resume=True) == expected


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"outputs": ["turtle"]}, "no output is called 'turtle'"),
        ({"outputs": []}, "no output is asked for"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    corpus: Path, tmp_path: Path, options: dict[str, list[str]], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        build_corpus(corpus, tmp_path / "out", **options)  # type: ignore[arg-type]


def test_out_is_a_folder_of_its_own(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lies within"):
        build_corpus(corpus, corpus / "out")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.doc").write_bytes(b"")
    with pytest.raises(InputError, match="is not empty and holds no corpus"):
        build_corpus(corpus, tmp_path / "taken")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="is a file; name a folder"):
        build_corpus(corpus, tmp_path / "file")
