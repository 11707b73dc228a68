"""Every row of `named-findings` names a finding as its example shows, and none in its counter-example."""

from __future__ import annotations

import re

import pytest

from casegraph.languages.tables import read_table
from casegraph.pipeline import read_stated
from casegraph.records import Record
from casegraph.terminology.named import COLUMNS
from casegraph.text.document import document_from_text

ROWS = read_table("fr", "named-findings", COLUMNS)


def named(text: str, head: str) -> list[Record]:
    """The conditions of a sentence that begin with one of the general words."""
    heads = tuple(head.split("|"))
    records = read_stated(document_from_text(text, "t")).records
    return [r for r in records if r.kind == "condition" and r.text.lower().startswith(heads)]


@pytest.mark.parametrize("row", ROWS, ids=[row["head"] for row in ROWS])
def test_a_row_names_what_its_example_shows(row: dict[str, str]) -> None:
    marked = re.search(r"\[(.+?)\]", row["example"])
    assert marked, row
    text = row["example"].replace("[", "").replace("]", "")
    assert [r.text for r in named(f"On note {text}.", row["head"])] == [marked[1]]
    assert named(f"On note {row['counter-example']}.", row["head"]) == []
