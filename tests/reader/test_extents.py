"""The whole phrase of a tumour: its description, its sites, its grade."""

from __future__ import annotations

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Sarcome rétropéritonéal de haut grade.", {"Sarcome rétropéritonéal de haut grade"}),
        ("Carcinome de l'endomètre peu différencié, stade II.", {"Carcinome de l'endomètre peu différencié"}),
        ("Adénocarcinome du rectum de grade 2 opéré.", {"Adénocarcinome du rectum de grade 2"}),
        ("Masse de 3 cm du lobe moyen, stable.", {"Masse de 3 cm du lobe moyen"}),
        ("Métastases hépatiques et osseuses.", {"Métastases hépatiques et osseuses"}),
        # A grade of something else is no part of the phrase.
        ("Métastase hépatique, toxicité de grade 3.", {"Métastase hépatique"}),
        ("Tumeur du rein ; grade 2 à la relecture.", {"Tumeur du rein"}),
    ],
)
def test_the_extent_of_a_tumour(text: str, phrases: set[str]) -> None:
    records = read_stated(document_from_text(text, "x")).records
    tumours = [r for r in records if r.kind == "condition" and any(c.startswith("icdo3m:") for c in r.codes)]
    assert {text[r.extent[0] : r.extent[1]] for r in tumours} == phrases
