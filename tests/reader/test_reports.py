"""Whole reports, statement by statement.

`reports/NAME.fr.txt` is a report of our own; `reports/NAME.tsv` is what it says, one row a statement record in text
order: the words, the concept ("?" where none is known), what is said (`told.said`) and a note. Each row was read
against the text before it was kept. Where the reader is known to fail, a row that the text says and the reader does not
is noted "missing", one that the reader says and the text does not "wrong", with the reason behind a colon.

    python -m tests.reader.test_reports NAME...     prints what the reader says now, as rows
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text
from tests.reader.told import said

FOLDER = Path(__file__).with_name("reports")
HEADER = ("words", "concept", "said", "note")
NAMES = sorted(path.name.removesuffix(".fr.txt") for path in FOLDER.glob("*.fr.txt"))


def rows_of(name: str) -> list[tuple[str, str, str]]:
    """What the reader says of a report."""
    text = (FOLDER / f"{name}.fr.txt").read_text(encoding="utf-8")
    case = read_stated(document_from_text(text, name))
    return [
        (" ".join(r.text.split()), (r.concept or "?").rsplit("/", 1)[-1].rsplit("#", 1)[-1], said(r, case))
        for r in case.records
    ]


@pytest.mark.parametrize("name", NAMES)
def test_report(name: str) -> None:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [(tuple(row[:3]), row[3]) for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]
    found = rows_of(name)
    expected = [row for row, note in rows if not note.startswith("missing")]
    assert [row for row in expected if row not in found] == [], "said no more"
    assert [row for row in found if row not in expected] == [], "said besides"
    assert [row for row, note in rows if note.startswith("missing") and row in found] == [], "mended: drop the note"


if __name__ == "__main__":
    for asked in sys.argv[1:]:
        print("\t".join(HEADER))
        for line in rows_of(asked):
            print("\t".join((*line, "")))
