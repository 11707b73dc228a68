"""What the marks of the sentences cannot ask: numbers and units of doses, spans of time, cues, links, whole phrases.

`fields.tsv`: a text, and one of its records as `told` writes it, field by field.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text
from tests.reader.told import told

ROWS = [
    (row["text"], row["words"], row["told"])
    for row in csv.DictReader(Path(__file__).with_name("fields.tsv").open(encoding="utf-8", newline=""), delimiter="\t")
]


@pytest.mark.parametrize(("text", "words", "expected"), ROWS, ids=[f"{t[:40]}-{w}" for t, w, _ in ROWS])
def test_fields(text: str, words: str, expected: str) -> None:
    case = read_stated(document_from_text(text, "c"))
    records = [r for r in case.records if r.text == words]
    assert expected in [told(r, case) for r in records]
