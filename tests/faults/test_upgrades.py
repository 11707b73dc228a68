"""What a version wrote is read by the next; graphs and stores of another version are told of.

`kept/` holds what versions wrote (`tests.faults.kept` makes it). Here it is read by a casegraph whose model is called
0.2.0, by commands in forks of a process of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from casegraph.graph.ontology import ontology_version
from casegraph.graph.versions import difference
from tests.faults.conftest import CONCEPTS, written
from tests.faults.kept import ARCHIVES, QUESTIONS, unpacked
from tests.faults.ontology import small_ontology
from tests.faults.running import Commands

NEXT = "0.2.0"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Commands of a casegraph whose model is a later one."""
    folder = tmp_path_factory.mktemp("later")
    ontology = small_ontology(folder / "ontology", CONCEPTS)
    model = ontology / "model.ttl"
    text = model.read_text(encoding="utf-8")
    newer = re.sub(r'owl:versionInfo "[^"]+"', f'owl:versionInfo "{NEXT}"', text)
    assert newer != text
    model.write_text(newer, encoding="utf-8")
    (folder / "said").mkdir()
    environment = {"CASEGRAPH_ONTOLOGY": str(ontology), "CASEGRAPH_CACHE": str(folder / "cache")}
    running = Commands(folder / "said", environment | {"CASEGRAPH_DATA": str(folder / "data")})
    yield running
    running.close()


@pytest.fixture(scope="module", params=ARCHIVES)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(request.param, tmp_path_factory.mktemp("kept") / "kept")


def asked(later: Commands, question: tuple[str, ...], *place: str | Path) -> list[Mapping[str, object]]:
    parameters = [word for parameter in question[1:] for word in ("-p", parameter)]
    done = later.run("query", question[0], *place, "--format", "json", *parameters)
    assert done.code == 0, done.stderr
    assert f"of the model 0.1.0, older than {NEXT} of this casegraph; build it again from the report" in done.stderr
    rows: list[Mapping[str, object]] = json.loads(done.stdout)
    return rows


def test_a_version_is_kept() -> None:
    assert ARCHIVES


def test_a_store_of_an_older_version_answers_as_it_did(later: Commands, kept: Path) -> None:
    answers = json.loads((kept / "answers.json").read_text(encoding="utf-8"))
    assert tuple(tuple(answer[:-1]) for answer in answers) == QUESTIONS
    for *question, rows in answers:
        found = asked(later, tuple(question), "--store", kept / "store")
        assert rows
        assert [{name: row[name] for name in rows[0]} for row in found] == rows


def test_a_store_of_an_older_version_is_renewed_by_a_load(later: Commands, kept: Path, tmp_path: Path) -> None:
    told = later.run("store", "info", kept / "store")
    assert told.code == 0
    assert "holds the ontology 0.1.0-" in told.stderr
    assert "load anything to renew it" in told.stderr
    done = later.run("load", written(tmp_path / "case-9.txt", "Toux.\n"), "--store", kept / "store")
    assert done.code == 0, done.stderr
    assert "1 new, 0 replaced, 0 unchanged" in done.stdout
    assert "of the model 0.1.0, older" in done.stderr
    told = later.run("store", "info", kept / "store")
    assert f"ontology  {NEXT}-" in told.stdout
    assert "holds the ontology" not in told.stderr
    rows = asked(later, QUESTIONS[0], "--store", kept / "store")
    (answer, *_) = json.loads((kept / "answers.json").read_text(encoding="utf-8"))
    assert [(row["held"], row["start"], row["end"]) for row in rows] == [
        (row["held"], row["start"], row["end"]) for row in answer[-1]
    ]
    # Loaded again, the case of the older version is known.
    done = later.run("load", kept / "case.ttl", "--store", kept / "store")
    assert "0 new, 0 replaced, 1 unchanged" in done.stdout


def test_a_graph_of_an_older_version(later: Commands, kept: Path) -> None:
    done = later.run("check", kept / "case.ttl")
    assert done.code == 1
    assert f"of the model 0.1.0, older than {NEXT} of this casegraph" in done.stdout
    rows = asked(later, QUESTIONS[1], kept / "case.ttl")
    answers = json.loads((kept / "answers.json").read_text(encoding="utf-8"))
    assert [(row["start"], row["end"]) for row in rows] == [(row["start"], row["end"]) for row in answers[1][-1]]


def test_records_and_a_corpus_of_an_older_version(later: Commands, kept: Path, tmp_path: Path) -> None:
    done = later.run(
        "evaluate", "--gold", kept / "case.jsonl", kept / "corpus" / "jsonl", "--draws", "0", "--format", "csv"
    )
    assert done.code == 0, done.stderr
    held = next(line for line in done.stdout.splitlines() if line.startswith("held,"))
    assert ",1.0" in held
    texts = written(tmp_path / "texts" / "case.txt", "Toux.\n").parent
    line = later.run(
        "corpus", "build", texts, "-o", kept / "corpus", "--to", "nquads", "--to", "jsonl", "--resume"
    ).line
    assert "holds a corpus of other settings" in line
    assert "ontology was '0.1.0-" in line
    (manifest,) = (kept / "corpus" / "manifest").iterdir()
    rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["error"]) for row in rows] == [("case", None), ("short", None)]


def test_a_terminology_of_an_older_version(later: Commands, kept: Path, tmp_path: Path) -> None:
    env = {"CASEGRAPH_DATA": str(kept / "data")}
    report = written(tmp_path / "case-9.txt", "Kaltenbrunnose lente connue.\n")
    done = later.run("build", report, "--to", "jsonl", env=env)
    assert done.code == 0, done.stderr
    assert '"kalt:K2"' in done.stdout
    assert "concepts: 4" in later.run("terminology", "info", "kalt", env=env).stdout


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (r"ontology/0\.1\.0-\w+", f"ontology/{NEXT}-0123456789ab", "built with the ontology 0.2.0-0123456789ab, this"),
        (r"ontology/0\.1\.0-\w+", "ontology/9.0.0-0123456789ab", "of the model 9.0.0, newer than 0.2.0 of this"),
        (r"ontology/0\.1\.0-\w+", "ontology/draft", "of the model draft, other than 0.2.0 of this casegraph; build it"),
        (r"/casegraph/ontology/0\.1\.0-\w+", "/elsewhere", "names no version of the model; was it built by casegraph?"),
    ],
)
def test_graphs_of_other_versions(later: Commands, kept: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    graph = tmp_path / "case.ttl"
    graph.write_text(re.sub(old, new, (kept / "case.ttl").read_text(encoding="utf-8")), encoding="utf-8")
    done = later.run("check", graph)
    # Another ontology of the same model is no fault of the graph: only concepts that are no longer there are.
    assert told in (done.stderr if "built with" in told else done.stdout)
    assert ("version" in done.stdout) == ("built with" not in told)
    for words in (("query", "held-because", graph), ("load", graph, "--store", tmp_path / "store")):
        done = later.run(*words)
        assert done.code == 0, done.stderr
        assert f"casegraph: {graph}: {told}" in done.stderr


def test_the_same_version_is_no_difference() -> None:
    assert difference(ontology_version()) is None
    assert difference(None) is not None
