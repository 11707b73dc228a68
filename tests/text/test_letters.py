"""Capitals and lost accents, letter for letter: what is read in their place is as long as what stands there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casegraph.text.accents import with_accents
from casegraph.text.capitals import capital_lines, with_small_letters
from casegraph.text.normalise import normalise


def read(text: str) -> str:
    found = normalise(text)
    return found.text if found else text


@pytest.mark.parametrize(
    ("written", "as_read"),
    [
        ("LA PATIENTE A ETE OPEREE LE 3 MARS 2019.", "La patiente a été opérée le 3 mars 2019."),
        ("SCANNER SANS SIGNE D'EP. LE PATIENT A UNE HTA.", "Scanner sans signe d'EP. Le patient a une HTA."),
        ("TUMEUR CLASSEE PT2N1M0 DE 12 MM DE DIAMETRE", "Tumeur classée pT2N1M0 de 12 mm de diamètre"),
        ("PLAQUETTES 95 G/L, CRP 12 MG/L, TA 90/60 MM HG", "Plaquettes 95 g/L, CRP 12 mg/L, TA 90/60 mm Hg"),
        ("HEPATITE A CONNUE, VACCINEE A DEUX REPRISES", "Hépatite A connue, vaccinée à deux reprises"),
        ("Le patient a ete hospitalise.", "Le patient a été hospitalisé."),
        ("Il a une toux, traitee a domicile. Ramipril arrete.", "Il a une toux, traitée à domicile. Ramipril arrêté."),
        ("On arrete le ramipril apres un scanner de controle.", "On arrete le ramipril après un scanner de contrôle."),
    ],
)
def test_letters(written: str, as_read: str) -> None:
    assert read(written) == as_read


@pytest.mark.parametrize(
    "text",
    [
        "Scanner TAP : pas d'EP. ECG normal.",
        "ANTECEDENTS\nAsthme traité.",
        "MALADIE DE CROHN\nLe patient a été opéré.",
        "The patient was treated after three days of fever.",
        "Patient sous aspirine.",
    ],
)
def test_what_is_written_as_usual_stays(text: str) -> None:
    assert read(text) == text


def test_a_line_that_was_cut_goes_on_with_its_sentence() -> None:
    text = "LE PATIENT A ETE HOSPITALISE EN URGENCE POUR UNE DOULEUR\nTHORACIQUE APPARUE LE MATIN."
    assert "douleur\nthoracique" in read(text)
    assert "douleur.\nThoracique" in read(text.replace("DOULEUR", "DOULEUR."))


@given(st.text(alphabet="AEÉIOUBCDTMSLRİ '’.,:/0123456789µG\nabeé", max_size=80))
def test_the_text_stays_as_long(text: str) -> None:
    small = with_small_letters(text, capital_lines(text))
    assert len(small) == len(text)
    assert len(with_accents(small, [(0, len(text))])) == len(text)


@pytest.mark.parametrize(
    ("written", "as_read"),
    [
        ("une throm-\nbopénie", "une thrombopénie"),
        ("n'a pas été débu-\n   tée", "n'a pas été débutée"),
        ("un scanner thoraco-\nabdominal", "un scanner thoraco-abdominal"),
        ("il a peut-\nêtre", "il a peut-être"),
        ("examens :\n- fièvre\n- toux", "examens :\n- fièvre\n- toux"),
        ("de 2-\n3 jours", "de 2-\n3 jours"),
    ],
)
def test_words_that_a_line_cuts(written: str, as_read: str) -> None:
    assert read(written) == as_read


def test_two_words_without_accents_are_no_chance() -> None:
    text = "patient diabetique hospitalise pour pneumopathie, evolution favorable, augmentin arrete pour rash"
    assert "arrêté pour rash" in read(text)
    assert read("Patient sous aspirine pour un stent.") == "Patient sous aspirine pour un stent."
