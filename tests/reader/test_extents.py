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
        ("Sarcome opéré. Masse de 3 cm du lobe moyen, stable.", {"Sarcome", "Masse de 3 cm du lobe moyen"}),
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


@pytest.mark.parametrize(
    ("text", "words", "sites"),
    [
        # A list of places goes on with the articles it began with.
        ("Nodules du foie, de la rate et du rein.", "Nodules", {"foie", "rate", "rein"}),
        ("Arthrite touchant les 2 poignets, les 2 coudes.", "Arthrite", {"poignets", "coudes"}),
        ("Arthrite de la cheville, la hanche et le genou.", "Arthrite", {"cheville", "hanche", "genou"}),
        ("Métastases hépatiques, osseuses et de la rate.", "Métastases", {"hépatiques", "osseuses", "rate"}),
        ("Nodules sur le tronc, les membres et le cuir chevelu.", "Nodules", {"tronc", "membres", "cuir chevelu"}),
        # Another article opens another clause.
        ("Un œdème sous-cutané important, des poumons hyperéchogènes.", "œdème sous-cutané", {"sous-cutané"}),
        ("Une dilatation biliaire, le foie est de taille normale.", "dilatation biliaire", {"biliaire"}),
        ("Une fracture au niveau du sacrum, les reins étant intacts.", "fracture", {"sacrum"}),
        ("Une lésion du pancréas, la rate mesurant 15 cm.", "lésion", {"pancréas"}),
    ],
)  # fmt: skip
def test_the_places_of_a_list(text: str, words: str, sites: set[str]) -> None:
    found = [r for r in read_stated(document_from_text(text, "x")).records if r.text == words and r.site is not None]
    assert {text[r.site.start : r.site.end] for r in found if r.site and r.site.start is not None} == sites


@pytest.mark.parametrize(
    ("text", "words", "coded"),
    [
        ("Carcinome du sein. Récidive des douleurs lombaires.", "Récidive", False),
        ("Carcinome du sein. Récurrence de la dyspnée.", "Récurrence", False),
        ("Carcinome du sein, épanchement pleural massif récidivant.", "récidivant", False),
        ("Carcinome du sein. Récidive de la maladie de Crohn.", "Récidive", False),
        ("Carcinome du sein. Récidive de la maladie.", "Récidive", True),
        ("Carcinome du sein. Récidive de la tumeur.", "Récidive", True),
        ("Carcinome du sein. Récidive hépatique, dyspnée.", "Récidive", True),
        ("Carcinome du sein. Lésions de psoriasis.", "Lésions", False),
        ("Carcinome du sein. Lésions hépatiques.", "Lésions", True),
        ("Lésions cutanées des membres chez un diabétique.", "Lésions cutanées", False),
        ("Tumeur du rein de 3 cm.", "Tumeur du rein", True),
    ],
)
def test_a_registry_codes_the_course_of_a_tumour_only(text: str, words: str, coded: bool) -> None:
    (record,) = [r for r in read_stated(document_from_text(text, "x")).records if r.text == words]
    assert any(c.startswith("icdo3m:") for c in record.codes) is coded
