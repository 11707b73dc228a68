"""`casegraph evaluate`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from casegraph import build_text
from casegraph.exchange.formats import FORMATS, write_cases
from tests.cli.test_cli import casegraph, one_line

REPORT = "Aspirine arrêtée en raison d'une thrombopénie à 38 G/L. Pas de fièvre."


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder that an annotator corrected: the fever is there after all."""
    folder = tmp_path / "gold"
    write_cases([build_text(REPORT, name) for name in ("one", "two")], folder, FORMATS["brat"])
    path = folder / "two.ann"
    path.write_text(re.sub(r"Presence (T\d+) absent", r"Presence \1 present", path.read_text("utf-8")), "utf-8")
    return folder


def test_the_table_and_the_page(gold: Path, tmp_path: Path) -> None:
    done = casegraph("evaluate", "--gold", gold, "--page", tmp_path / "errors.html")
    assert done.returncode == 0
    assert done.stderr == b""
    table = done.stdout.decode()
    assert "2 documents; 95 % intervals by 1000 draws of documents" in table
    assert re.search(r"^ held-because +1\.00 +1\.00 +1\.00 +1\.00–1\.00 +2 +2 +2 *$", table, re.MULTILINE)
    assert re.search(r"^ presence-absent +0\.50 +1\.00 +0\.67 +0\.00–1\.00 +1 +2 +1 *$", table, re.MULTILINE)
    written = (tmp_path / "errors.html").read_text(encoding="utf-8")
    assert '<mark class="b">fièvre</mark>' in written


def test_csv_and_json_and_what_was_built_before(gold: Path, tmp_path: Path) -> None:
    said = tmp_path / "said.jsonl"
    assert casegraph("build", gold, "--to", "jsonl", "-o", said).returncode == 0
    done = casegraph("evaluate", said, "--gold", gold, "--format", "csv", "--draws", "0")
    rows = {row["measure"]: row for row in csv.DictReader(io.StringIO(done.stdout.decode()))}
    assert (rows["presence"]["f1"], rows["presence"]["f1_low"]) == ("0.75", "")
    assert casegraph("evaluate", "--gold", gold, "--format", "csv", "--draws", "0").stdout == done.stdout
    found = json.loads(casegraph("evaluate", gold, "--gold", gold, "--format", "json").stdout)
    assert found["documents"] == 2
    assert found["differences"] == []


def test_figures_that_fall_below_end_with_one(gold: Path) -> None:
    good = casegraph("evaluate", "--gold", gold, "--least", "held=1", "--least", "presence.recall=0.75")
    assert good.returncode == 0
    done = casegraph("evaluate", "--gold", gold, "--least", "presence=0.9", "--least", "size=0.5", "--least", "held=1")
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "presence: 0.7500 is below 0.9",
        "size: not measured, of which at least 0.5 is wanted",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--least", "held"], "--least held: FIELD=0.8 is wanted, FIELD one of mention,"),
        (["--least", "hold=0.8"], "--least hold=0.8: FIELD=0.8 is wanted"),
        (["--least", "held=80"], "a number between 0 and 1 is wanted"),
        (["--least", "held.f2=0.8"], "held.f2: a measure has precision, recall, f1, not 'f2'"),
        (["--format", "xml"], "no format is called 'xml'; there are table, csv and json"),
        (["-l", "de"], "the page has no language 'de'; there are fr and en"),
        (["--texts", "x"], "--texts is for gold in JSON Lines"),
        (["nothing.jsonl"], "nothing.jsonl: no such file or folder; check the name"),
    ],
)
def test_misuse_is_one_line(gold: Path, arguments: list[str], message: str) -> None:
    assert message in one_line(casegraph("evaluate", "--gold", gold, *arguments))


def test_a_broken_annotation_is_one_line(gold: Path) -> None:
    with (gold / "two.ann").open("a", encoding="utf-8") as stream:
        stream.write("T1\tCondition 0 8\tAspirine\n")
    assert re.search(
        r"gold/two\.ann:\d+: the id T1 stands on line 1 already", one_line(casegraph("evaluate", "--gold", gold))
    )


def test_what_could_not_be_used_is_told(gold: Path) -> None:
    with (gold / "two.ann").open("a", encoding="utf-8") as stream:
        stream.write("T99\tDrug 0 8\tAspirine\n")
    done = casegraph("evaluate", "--gold", gold)
    assert done.returncode == 0
    assert re.fullmatch(r"casegraph: .*two\.ann:\d+: T99 has the type Drug, .*\n", done.stderr.decode())


def test_help_has_an_example() -> None:
    assert "casegraph evaluate --gold annotated/" in casegraph("evaluate", "--help").stdout.decode()
