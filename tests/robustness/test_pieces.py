"""Pieces of sentences: a report may begin, break off or be cut anywhere, and no rule may look beyond its ends."""

from __future__ import annotations

import os
import random

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text
from tests.reader.test_sentences import ITEMS

#: `CASEGRAPH_EXAMPLES=50 pytest tests/robustness` tries so many times more.
TRIED = 4000 * int(os.environ.get("CASEGRAPH_EXAMPLES", "1"))
SEED = 20261130


def _piece(chance: random.Random) -> str:
    """The beginning, the end or the middle of a sentence, or one begun and gone on with as another."""
    words = chance.choice(ITEMS).text.split(" ")
    left, right = sorted((chance.randrange(len(words)), chance.randint(1, len(words))))
    other = chance.choice(ITEMS).text.split(" ")
    pieces = (
        words[left:],
        words[:right],
        words[left : max(right, left + 1)],
        words[:right] + other[chance.randrange(len(other)) :],
    )
    return " ".join(chance.choice(pieces))


@pytest.mark.parametrize("text", ["++/++++.", "fait", "Il a fait écarter tant"])
def test_what_once_could_not_be_read(text: str) -> None:
    assert all(text[r.start : r.end] == r.text for r in read_stated(document_from_text(text, "piece")).records)


def test_a_piece_of_any_sentence_is_read() -> None:
    chance = random.Random(SEED)
    for _ in range(TRIED):
        text = _piece(chance)
        if text.strip():
            case = read_stated(document_from_text(text, "piece"))
            assert all(text[r.start : r.end] == r.text for r in case.records if r.start is not None), text


@pytest.mark.parametrize("digits", range(1900, 2020, 7))
def test_no_name_stands_over_the_cut_of_a_text_without_full_stops(digits: int) -> None:
    text = "ACE élevé " * 4 + "1" * (digits - 50) + " ACE élevé " + "mots " * 300
    document = document_from_text(f"- {text}", "piece")
    sentences = [(s.start, s.end) for s in document.sentences]
    for record in read_stated(document).records:
        assert any(start <= record.start and record.end <= end for start, end in sentences), record.text
