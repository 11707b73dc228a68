"""Words with offsets that quote the text, and the gaps between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casegraph.text.fold import WORD, fold
from casegraph.text.tokens import tokenize

TEXT = "L'Hb est à 9,5\u202fg/dl\u00a0; pas d'œdème."


def test_offsets_quote_the_text_and_gaps_fill_the_rest() -> None:
    tokens = tokenize(TEXT)
    assert tokens.text == ["L", "Hb", "est", "à", "9", "5", "g", "dl", "pas", "d", "œdème"]
    assert all(TEXT[a:b] == w for a, b, w in zip(tokens.start, tokens.end, tokens.text, strict=True))
    rebuilt = "".join(gap + word for gap, word in zip(tokens.gap, tokens.text, strict=True))
    assert TEXT.startswith(rebuilt)
    assert len(tokens) == len(tokens.fold) == 11


def test_at_gives_the_first_word_from_an_offset_on() -> None:
    tokens = tokenize(TEXT)
    assert tokens.at(0) == 0
    assert tokens.at(1) == 1
    assert tokens.at(len(TEXT)) == len(tokens)


def test_a_text_without_words_has_none() -> None:
    assert len(tokenize(" … ; « »")) == 0


#: Characters of two sets of bytes, blanks of all kinds, letters and digits that only Unicode has, and joiners.
ODD = "aéŒ9²ªßΒ ı'’-._,;\n\t\x0b\x1c\x85\u00a0\u202f\u2028\x81\x00\u00ad\u0301\u200dβ\U0001d7d8\ud800"


@given(st.text(st.sampled_from(ODD), max_size=12) | st.text(max_size=12))
def test_words_are_those_of_the_pattern_whatever_the_characters(text: str) -> None:
    tokens = tokenize(text)
    words = list(WORD.finditer(text))
    assert tokens.text == [word.group() for word in words]
    assert tokens.start == [word.start() for word in words]
    assert tokens.end == [word.end() for word in words]
    assert tokens.fold == [fold(word.group()) for word in words]
    ends = [0, *(word.end() for word in words)]
    assert tokens.gap == [text[end : word.start()] for end, word in zip(ends, words, strict=False)]


def test_offsets_are_counted_when_asked_for_and_nothing_else_is_there() -> None:
    tokens = tokenize("Toux sèche")
    folded = tokens.folded_as(["toux", "seche"])
    assert (folded.fold, folded.text, folded.end) == (["toux", "seche"], ["Toux", "sèche"], [4, 10])
    with pytest.raises(AttributeError, match="'offset'"):
        tokens.offset  # noqa: B018
