"""Words with offsets that quote the text, and the gaps between them."""

from __future__ import annotations

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
