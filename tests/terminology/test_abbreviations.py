"""Short forms that a text defines itself."""

from __future__ import annotations

import pytest

from casegraph.text.abbreviations import find_abbreviations


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Une insuffisance rénale aiguë (IRA) est notée.", "IRA", "insuffisance rénale aiguë"),
        ("Suivi d'une hypertension artérielle (HTA).", "HTA", "hypertension artérielle"),
        ("Nodule du quadrant supéro-externe (CSE) droit.", "CSE", "quadrant supéro-externe"),
        (
            "Une tomographie par émission de positons au 18F-FDG (TEP) est demandée.",
            "TEP",
            "tomographie par émission de positons",
        ),
    ],
)
def test_the_long_form_stands_before_the_bracket(text: str, short: str, long: str) -> None:
    ((found, meaning),) = find_abbreviations(text)
    assert (found.text, meaning.text) == (short, long)
    assert text[found.start : found.end] == short
    assert text[meaning.start : meaning.end] == long


@pytest.mark.parametrize(
    "text",
    [
        "Hospitalisé en mars (CHU) pour un bilan.",
        "Plaquettes basses (Lille).",
        "Insuffisance rénale. Aiguë (IRA).",
        "Fièvre (38).",
    ],
)
def test_a_bracket_is_no_definition_by_itself(text: str) -> None:
    assert find_abbreviations(text) == []
