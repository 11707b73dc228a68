"""Everyday words of French are no concepts, however they fold."""

from __future__ import annotations

from pathlib import Path

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text

EVERYDAY = Path(__file__).with_name("everyday-words.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("sentence", ["{}", "Il note que {} ensuite."])
def test_an_everyday_word_is_no_concept(sentence: str) -> None:
    clinical = ("condition", "treatment", "procedure", "observation")
    found = {
        word: record.concept
        for word in EVERYDAY
        for record in read_stated(document_from_text(sentence.format(word), "mot")).records
        if record.kind in clinical
    }
    assert found == {}
