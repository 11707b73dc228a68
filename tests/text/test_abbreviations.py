"""Short forms that a text defines itself."""

from __future__ import annotations

import pytest

from casegraph.text.abbreviations import find_abbreviations


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Une insuffisance rénale aiguë (IRA) est notée.", [("IRA", "insuffisance rénale aiguë")]),
        ("Une embolie pulmonaire (EP) et une phlébite.", [("EP", "embolie pulmonaire")]),
        ("La fraction d'éjection du ventricule gauche (FEVG).", [("FEVG", "fraction d'éjection du ventricule gauche")]),
        ("Une tumeur (T2) est opérée.", []),
        ("La patiente (Paris) est vue.", []),
        ("Un scanner. Une embolie (EP) est vue.", []),
    ],
)
def test_the_letters_must_begin_the_words(text: str, pairs: list[tuple[str, str]]) -> None:
    found = find_abbreviations(text)
    assert [(short.text, long.text) for short, long in found] == pairs
    assert all(text[span.start : span.end] == span.text for pair in found for span in pair)
