"""The reader against the marked sentences: one test a line of `sentences/*.txt`, named by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text

from .agreement import disagreements
from .markup import Item, parse_file

FILES = sorted(Path(__file__).with_name("sentences").glob("*.txt"))
ITEMS = [item for file in FILES for item in parse_file(file)]


@pytest.mark.parametrize("item", ITEMS, ids=[f"{item.file}:{item.line}" for item in ITEMS])
def test_sentence(item: Item) -> None:
    case = read_stated(document_from_text(item.text, f"{item.file}:{item.line}"))
    complaints = disagreements(item, case)
    assert not complaints, "\n  ".join([f"{item.phenomenon}: {item.text}", *complaints])


def test_no_sentence_stands_in_two_files() -> None:
    first: dict[str, str] = {}
    for item in ITEMS:
        here = f"{item.file}:{item.line}"
        assert first.setdefault(item.text, here) == here, f"{here}: the sentence of {first[item.text]} again"
