"""`casegraph load` and `casegraph store`: what a store holds, out of it again, and the messages."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.test_cli import casegraph, one_line

REPORTS = {
    "a": "Aspirine arrêtée en raison d'une thrombopénie.",
    "b": "Fièvre sans frissons.",
    "c": "Toux depuis 3 jours.",
}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    reports = tmp_path / "reports.jsonl"
    reports.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in REPORTS.items()), encoding="utf-8")
    done = casegraph("load", reports, "--store", tmp_path / "store")
    assert done.returncode == 0, done.stderr
    assert b"3 new, 0 replaced, 0 unchanged" in done.stdout
    return tmp_path / "store"


def test_a_store_is_filled_asked_and_looked_at(store: Path) -> None:
    rows = casegraph("query", "held-because", "--store", store, "--format", "csv").stdout.decode().splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [["a", "Aspirine"]]
    told = casegraph("store", "info", store).stdout.decode()
    assert told.splitlines()[0].split() == ["cases", "3"]
    assert {line.split()[0] for line in told.splitlines()} == {"cases", "triples", "on", "ontology"}


def test_what_is_exported_and_removed_loads_again(store: Path, tmp_path: Path) -> None:
    whole, one = tmp_path / "all.nq.gz", tmp_path / "one.nq"
    assert casegraph("store", "export", store, "-o", whole).returncode == 0
    assert casegraph("store", "export", store, "-o", one, "--case", "b").returncode == 0
    lines = gzip.decompress(whole.read_bytes()).splitlines()
    assert sorted(line for line in lines if line.endswith(b"<urn:casegraph:case:b> .")) == sorted(
        one.read_bytes().splitlines()
    )
    assert casegraph("store", "export", store, "--case", "b").stdout == one.read_bytes()
    assert casegraph("store", "remove", store, "a", "urn:casegraph:case:b").returncode == 0
    assert casegraph("store", "info", store).stdout.split()[1] == b"1"
    assert b"2 new, 0 replaced, 1 unchanged" in casegraph("load", whole, "--store", store).stdout


def test_compacting_changes_no_answer(store: Path) -> None:
    before = casegraph("query", "absent-findings", "--store", store, "--format", "json").stdout
    assert casegraph("store", "compact", store).returncode == 0
    assert casegraph("query", "absent-findings", "--store", store, "--format", "json").stdout == before
    assert len(json.loads(before)) == 1


@pytest.mark.parametrize("command", ["info", "export", "remove", "compact"])
def test_a_folder_without_a_store_is_said_to_be_none(command: str, tmp_path: Path) -> None:
    words = [tmp_path, "a"] if command == "remove" else [tmp_path]
    assert "casegraph load CASE --store" in one_line(casegraph("store", command, *words))


def test_messages_name_what_is_missing(store: Path, tmp_path: Path) -> None:
    assert "the store holds no case of that id" in one_line(casegraph("store", "remove", store, "zz"))
    assert "the store holds no case of that id" in one_line(casegraph("store", "export", store, "--case", "zz"))
    assert "Name a folder with --store" in one_line(casegraph("load", tmp_path / "reports.jsonl"))
