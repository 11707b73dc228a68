"""Where sentences end, and the full stops, line ends and bullets that do not end one."""

from __future__ import annotations

import pytest

from casegraph.text.sections import find_sections
from casegraph.text.sentences import find_sentences


def _sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in find_sentences(text, find_sections(text))]


@pytest.mark.parametrize(
    "whole",
    [
        "M. D. a consulté le 3 mars.",
        "Le Dr. Martin a vu Mme. B. en consultation.",
        "Une anémie (p. ex. ferriprive) est évoquée.",
        "Une anémie, c.-à-d. une baisse de l'hémoglobine, est notée.",
        "Hb 9.5 g/dl, plaquettes 45.000 et CRP 12.3 mg/l.",
        "Hb 9,5 g/dl et CRP 12,3 mg/l.",
        "Une dose de 1 cp. par jour est donnée.",
        "Une marge de 2 mm. en profondeur est laissée.",
        "La troponine est à 38 ng\n/L, stable.",
        "Le CA 15.3 est normal.",
        "Cf. le compte rendu du 12.03.2014.",
        "Staphylococcus spp. est isolé.",
        "La tumeur (fig. 2) mesure 3 cm.",
        "Elle prend du fer\net du calcium.",
        "Traitement par J. Dupont et al. en 2010.",
        "Mme N.K. 31 ans, est enceinte.",
        "Mr. OB, 58 ans, tousse.",
        "Monsieur B.R.T. Antillais, fume.",
    ],
)
def test_one_sentence_stays_whole(whole: str) -> None:
    assert _sentences(whole) == [whole]


def test_sentences_that_begin_with_small_letters() -> None:
    parts = ["pas de fièvre.", "toux depuis 3 j.", "tdm normale, p. ex. sans nodule.", "sortie le lendemain."]
    assert _sentences(" ".join(parts)) == parts
    assert len(_sentences("Isolement de Candida spp. et de S. aureus. Pas de fièvre. toux.")) == 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hb 10 g/dl. Le reste est normal.", ["Hb 10 g/dl.", "Le reste est normal."]),
        ("Il pèse 70 kg. Il fume.", ["Il pèse 70 kg.", "Il fume."]),
        ("Le nodule a 12 mm. Le foie est sain.", ["Le nodule a 12 mm.", "Le foie est sain."]),
        ("Fibrinogène à 0,45 g. Le scanner suit.", ["Fibrinogène à 0,45 g.", "Le scanner suit."]),
        ("Pouls à 48/min. Il sort.", ["Pouls à 48/min.", "Il sort."]),
        ("Que faire ? On opère !", ["Que faire ?", "On opère !"]),
        ("EP ? Un scanner est fait.", ["EP ?", "Un scanner est fait."]),
        ("Tumeur de stade C. Il est opéré.", ["Tumeur de stade C.", "Il est opéré."]),
        ("Une étude l'a montré [12]. Le cas est rare.", ["Une étude l'a montré [12].", "Le cas est rare."]),
        ("Le cas est rare. [12] Il est grave.", ["Le cas est rare. [12]", "Il est grave."]),
        ("Il dit « ça va. » Il sort.", ["Il dit « ça va. »", "Il sort."]),
        ("Fièvre.Toux.", ["Fièvre.", "Toux."]),
        ("Elle est porteuse du V.H.C. Elle fume.", ["Elle est porteuse du V.H.C.", "Elle fume."]),
        ("Fièvre… Toux.", ["Fièvre…", "Toux."]),
        ("Fièvre\n\nToux", ["Fièvre", "Toux"]),
        ("Fièvre\nToux sèche", ["Fièvre", "Toux sèche"]),
        ("- fièvre\n- toux\n- dyspnée", ["- fièvre", "- toux", "- dyspnée"]),
        ("• fièvre\n• toux", ["• fièvre", "• toux"]),
        ("1. fièvre\n2. toux", ["1. fièvre", "2. toux"]),
        ("1) fièvre\n2) toux", ["1) fièvre", "2) toux"]),
        ("Elle est vue par le Dr.\nElle sort.", ["Elle est vue par le Dr.", "Elle sort."]),
    ],
)
def test_sentences_are_cut(text: str, parts: list[str]) -> None:
    assert _sentences(text) == parts


def test_a_heading_is_a_sentence_of_its_own() -> None:
    assert _sentences("Biologie : Hb 9 g/dl.") == ["Biologie :", "Hb 9 g/dl."]


def test_sentences_know_their_section_and_their_order() -> None:
    text = "Antécédents\nHTA. Diabète.\nÉvolution\nFavorable."
    sentences = find_sentences(text, find_sections(text))
    assert [s.index for s in sentences] == list(range(5))
    assert [s.section for s in sentences] == ["history"] * 3 + ["course"] * 2


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("ATCD :\nasthme\nappendicectomie en 2011 compliquée d'un abcès\nfracture 2020\n", 4),
        ("ATCD :\nAsthme\nAppendicectomie en 2011 compliquée d'un abcès\nFracture 2020\n", 4),
        # Wrapped prose, a sentence within, a list that goes on over its commas.
        ("Antécédents :\nappendicectomie en 2011 compliquée\nd'un abcès drainé et\nd'une éventration.\n", 2),
        ("ATCD :\nasthme,\nappendicectomie en 2011 compliquée d'un abcès,\nfracture\n", 2),
    ],
)  # fmt: skip
def test_a_list_without_bullets_has_one_thing_a_line(text: str, sentences: int) -> None:
    assert len(find_sentences(text, find_sections(text))) == sentences
