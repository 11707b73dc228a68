"""Ids and names of strangers: none of them leaves its folder, and none ends in a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from casegraph.cli import app
from casegraph.errors import InputError, QueryError, TerminologyError
from casegraph.exchange.brat.folder import read_brat
from casegraph.queries.catalogue import find_query
from casegraph.terminology.added import added, remove, user_folder

#: Ids that would name a place elsewhere, a device, or no file at all, if they were taken as they are.
IDS = [
    "../../x", "..", ".", "/etc/passwd", "a/b", "a\\b", "..\\..\\x", "C:\\x", "C:x", "\0", "a\0b", "a\nb", "\x1b[2J",
    "~", "~root", "-o", "--help", "con", "NUL.txt", "COM1", "a.", "a ", " a", "%2e%2e%2f", "%00", "$(id)", "`id`",
    "a;b|c&d", "*", "?", "{a,b}", "\u202egnp.x",
    "\ufeff", "é", "e\u0301", "ﬁ", "漢字", "😀", "<a>", '"', "'", "a\tb", "urn:x#y",
]  # fmt: skip


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], input=given)


@pytest.mark.parametrize("to", ["turtle", "brat"])
def test_ids_of_strangers_stay_in_the_folder(tmp_path: Path, to: str) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps({"id": i, "text": "Pas de fièvre."}) + "\n" for i in IDS), encoding="utf-8")
    out = tmp_path / "in" / "out"
    before = set(tmp_path.rglob("*"))
    done = run("build", rows, "--to", to, "-o", out, "--terminology", "none")
    assert done.exit_code == 0, done.exception
    made = set(tmp_path.rglob("*")) - before - {out, out.parent}
    assert all(p.parent == out and p.is_file() for p in made)
    assert all(p.name.isprintable() and not p.name.startswith(".") for p in made)
    if to == "turtle":
        assert len(made) == len(IDS)
    else:
        assert sorted(one.case.document.id for one in read_brat(out)[0]) == sorted(IDS)


@pytest.mark.parametrize("case_id", ["", "  ", "\ud800", "a\udcff"])
def test_an_id_that_is_none_is_refused(tmp_path: Path, case_id: str) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": case_id, "text": "Pas de fièvre."}) + "\n", encoding="utf-8")
    done = run("build", rows, "--to", "turtle", "-o", tmp_path / "out")
    assert isinstance(done.exception, InputError)
    assert f"{rows}:1: " in str(done.exception)
    assert sorted(p.name for p in tmp_path.iterdir()) in (["rows.jsonl"], ["out", "rows.jsonl"])
    corpus = run("corpus", "build", rows, "-o", tmp_path / "corpus", "--workers", "1", "--to", "nquads")
    assert corpus.exit_code == 1
    (row,) = (json.loads(line) for p in (tmp_path / "corpus/manifest").iterdir() for line in p.open(encoding="utf-8"))
    assert row["error"]


@pytest.mark.parametrize(
    "name", ["../../x", "/etc/passwd", "..", "held-because/../x", "held-because\0", "a\nb", "%2e%2e"]
)
def test_names_of_queries_are_no_paths(name: str) -> None:
    with pytest.raises(QueryError, match="no saved query is named"):
        find_query(name)
    with pytest.raises(QueryError):
        find_query(f"{name}\0.rq")


def test_names_of_terminologies_are_no_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "data"))
    user_folder().mkdir(parents=True, mode=0o700)
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    for name in ("../../other", str(other.with_suffix("")), "..", ".", "a/b", "a.b", "A", "none", ""):
        with pytest.raises(TerminologyError, match="no terminology is called"):
            remove(name)
        added_as = run("terminology", "add", other, "--name", name, "--licence", "x")
        assert isinstance(added_as.exception, TerminologyError)
    assert other.exists()


@pytest.mark.parametrize(
    "folder", ["..", "../..", "/", "", ".", "hp.1.0a/../../..", "other.1.0a", "hp.1.0a\\..", None, 3]
)
def test_a_note_that_names_a_folder_elsewhere_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str | int | None
) -> None:
    monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "data"))
    user_folder().mkdir(parents=True, mode=0o700)
    (tmp_path / "kept").write_text("x", encoding="utf-8")
    note = {"name": "hp", "added": "2026-01-01", "folder": folder}
    (user_folder() / "hp.json").write_text(json.dumps(note), encoding="utf-8")
    with pytest.raises(TerminologyError, match="damaged"):
        added()
    remove("hp")
    assert (tmp_path / "kept").exists()
    assert list(user_folder().iterdir()) == []
