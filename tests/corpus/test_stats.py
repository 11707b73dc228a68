"""What a corpus holds, counted: against the records themselves."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from casegraph.corpus import build_corpus, corpus_stats
from casegraph.errors import InputError
from casegraph.pipeline import case_from_text
from tests.cli.test_cli import casegraph, one_line
from tests.corpus.made import folder_of, texts

REPORTS = texts(40) | {
    "poor": "Le patient est venu avec son fils et sa fille ; il est reparti content. " * 20,
    "twin": texts(1)["r000"],
    "odd": "Le patient présente une xénolithite. La xénolithite est douloureuse.",
}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stats")
    source = folder_of(REPORTS, folder / "texts")
    (source / "empty.txt").write_bytes(b"")
    build_corpus(source, folder / "out", workers=1, outputs=["parquet"])
    return folder / "out"


def test_the_counts_are_those_of_the_records(out: Path) -> None:
    found = corpus_stats(out, most=1000)
    records = [r for name, text in REPORTS.items() for r in case_from_text(text, name).records]
    (documents,) = found["documents"]
    assert documents["documents"] == len(REPORTS) + 1
    assert documents["failed"] == 1
    assert documents["records"] == len(records)
    assert found["errors"][0]["error"] == "not readable"
    statements = {(r.case, r.statement): r.kind for r in records}
    assert {row["kind"]: row["statements"] for row in found["kinds"]} == Counter(statements.values())
    absent = {(r.case, r.statement) for r in records if r.presence == "absent" and r.experiencer == "patient"}
    assert [row["statements"] for row in found["presence"] if row["presence"] == "absent"] == [len(absent)]
    mentions = Counter(r.concept for r in records if r.concept and not r.inferred)
    assert {row["concept"]: row["mentions"] for row in found["concepts"]} == mentions


def test_what_was_held_and_why(out: Path) -> None:
    found = corpus_stats(out)
    rows = {(row["reason"], row["held"], row["status"]): row["documents"] for row in found["held"]}
    assert rows["thrombopénie", "apixaban", "stopped"] == 11
    assert rows["insuffisance rénale", "cisplatine", "withheld"] == 10
    assert {row["reason"]: row["held"] for row in found["reasons"]} == {"thrombopénie": 11, "insuffisance rénale": 10}


def test_results_unknown_phrases_and_odd_documents(out: Path) -> None:
    found = corpus_stats(out)
    platelets = next(row for row in found["tests"] if row["test"] == "plaquettes")
    assert platelets["unit"] == "10*9/L"
    assert platelets["results"] == platelets["low"] == 11
    assert platelets["median"] == 36.0
    assert found["ungrounded"][0]["phrase"] == "xénolithite"
    assert found["ungrounded"][0]["mentions"] == 2
    assert {"id": "twin", "measure": "the text of r000"}.items() <= found["standing_out"][-1].items()
    assert "poor" in {row["id"] for row in found["standing_out"]}
    assert len(corpus_stats(out, most=1)["concepts"]) == 1


def test_the_command(out: Path, tmp_path: Path) -> None:
    shown = casegraph("corpus", "stats", out, "--most", "3")
    assert shown.returncode == 0
    assert "Treatments held, by reason" in shown.stdout.decode()
    plain = casegraph("corpus", "stats", out, "--format", "json")
    assert json.loads(plain.stdout) == corpus_stats(out)
    assert "there are table and json" in one_line(casegraph("corpus", "stats", out, "--format", "xml"))
    assert "holds no corpus" in one_line(casegraph("corpus", "stats", tmp_path))
    (tmp_path / "manifest").mkdir()
    with pytest.raises(InputError, match="holds no statement table; build it with --to parquet"):
        corpus_stats(tmp_path)
    (tmp_path / "parquet").mkdir()
    (tmp_path / "parquet" / "0000000.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"cannot be read .*; build it again"):
        corpus_stats(tmp_path)
