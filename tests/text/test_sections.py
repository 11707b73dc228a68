"""Headings in many wordings, and reports that have none."""

from __future__ import annotations

from itertools import pairwise

import pytest

from casegraph.text.sections import find_sections


def _named(text: str) -> list[tuple[str, str]]:
    return [(s.name, text[s.body : s.end].strip()) for s in find_sections(text)]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Antécédents", "history"),
        ("ANTÉCÉDENTS", "history"),
        ("ANTECEDENTS", "history"),
        ("Antécédents :", "history"),
        ("1. Antécédents", "history"),
        ("II - ANTÉCÉDENTS", "history"),
        ("A) Antécédents :", "history"),
        ("- Antécédents :", "history"),
        ("• Antécédents", "history"),
        ("**Antécédents**", "history"),
        ("# Antécédents", "history"),
        ("Antécédents familiaux", "family-history"),
        ("ANTÉCÉDENTS FAMILIAUX :", "family-history"),
        ("Histoire de la maladie", "present-illness"),
        ("HDM :", "present-illness"),
        ("Anamnèse", "present-illness"),
        ("Motif d'hospitalisation", "reason"),
        ("Motif d’hospitalisation :", "reason"),
        ("Examen clinique", "examination"),
        ("EXAMEN PHYSIQUE", "examination"),
        ("Biologie :", "laboratory"),
        ("Imagerie", "imaging"),
        ("Examens complémentaires", "investigations"),
        ("Anatomopathologie :", "pathology"),
        ("Diagnostic", "diagnosis"),
        ("Traitement", "treatment"),
        ("Évolution", "course"),
        ("EVOLUTION :", "course"),
        ("Conclusion", "conclusion"),
        ("Discussion", "discussion"),
        ("Allergies :", "allergies"),
    ],
)
def test_a_heading_is_known_in_many_wordings(heading: str, name: str) -> None:
    text = f"Rapport du service\n\n{heading}\nLe texte de la partie.\n"
    assert _named(text)[-1] == (name, "Le texte de la partie.")


def test_the_sections_cover_the_text_without_holes() -> None:
    text = "Préambule.\nAntécédents\nHTA.\n\nExamen clinique : fièvre.\nSuite de l'examen.\nÉvolution\nFavorable."
    sections = find_sections(text)
    assert sections[0].start == 0
    assert sections[-1].end == len(text)
    assert all(a.end == b.start for a, b in pairwise(sections))


def test_empty_lines_before_the_first_heading_are_its_own() -> None:
    section, *_ = find_sections("\n\n  \nMOTIF\nFièvre.\nHISTOIRE\nToux.")
    assert (section.name, section.start, section.body) == ("reason", 0, 10)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Elle vient afin d'évaluer le\ntraitement.\nPuis une toux est apparue.", ["report"]),
        ("Anamnèse\nUne toux.\ntraitement\nAspirine.", ["present-illness", "treatment"]),
        ("Anamnèse\n\ntraitement\nAspirine.", ["present-illness", "treatment"]),
    ],
)
def test_the_end_of_a_sentence_on_a_line_of_its_own_is_no_heading(text: str, names: list[str]) -> None:
    assert [section.name for section in find_sections(text)] == names


def test_what_follows_a_colon_ends_with_its_line() -> None:
    assert _named("Antécédents\nHTA.\nAllergies : pénicilline\nDiabète.") == [
        ("history", "HTA."), ("allergies", "pénicilline"), ("history", "Diabète."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Une femme de 54 ans consulte pour une fièvre. L'examen clinique est normal.",
        "Le traitement a été arrêté.\nL'évolution a été favorable.",
        "L'examen clinique a montré :\nun abdomen souple.",
        "Fièvre\nToux\n",
    ],
)
def test_a_report_without_headings_is_one_section(text: str) -> None:
    assert [(s.name, s.start, s.end) for s in find_sections(text)] == [("report", 0, len(text))]


def test_a_sentence_that_begins_with_a_headings_word_is_no_heading() -> None:
    assert [s.name for s in find_sections("Traitement par aspirine arrêté en mars.\nExamen clinique normal.")] == [
        "report"
    ]


def test_what_follows_another_matter_is_no_history() -> None:
    text = "Antécédents\nHTA\n\nHistoire : chute le 1er mai.\n\nLe 3, tramadol arrêté.\n"
    assert [s.name for s in find_sections(text)] == ["history", "present-illness", "report"]


def test_a_heading_may_open_its_paragraph() -> None:
    text = "Premier cas. Un garçon tousse.\nDiscussion. La toux est fréquente.\nElle guérit.\nFièvre. Un mot.\n"
    assert [s.name for s in find_sections(text)] == ["present-illness", "discussion"]


def test_a_label_of_an_organ_system_opens_no_section_of_its_own() -> None:
    text = "Évolution\nBonne.\nInfectieux : amoxicilline.\nDigestif : alimentation.\n"
    assert {s.name for s in find_sections(text)} == {"course"}


def test_a_discussion_before_what_is_proposed_is_of_the_patient() -> None:
    text = "DISCUSSION\n- docétaxel non retenu\n\nPROPOSITION\n1. sotorasib\n"
    assert [s.name for s in find_sections(text)] == ["course", "plan"]
    text = "Observation\nUne toux.\n\nDiscussion\nLa toux est fréquente.\n\nConclusion\nElle guérit.\n"
    assert [s.name for s in find_sections(text)] == ["present-illness", "discussion", "conclusion"]


def test_the_headings_of_a_case_journal() -> None:
    text = "Introduction\nRare.\n\nPatient et observation\nToux.\n\nIntervention thérapeutique\nRien.\n"
    assert [s.name for s in find_sections(text)] == ["discussion", "present-illness", "treatment"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Antécédents :\n- HTA\n- Diabète\nLa patiente consulte ce jour pour une dyspnée depuis trois jours.\n",
            ["history", "report"],
        ),
        ("Antécédents :\n- HTA\nBiologie du 12/03/2024 : Hb 9 g/dl.\n", ["history", "report"]),
        ("Antécédents :\nHTA\nÉvolution à J3 : fièvre.\n", ["history", "report"]),
        ("Antécédents\nHTA\nÀ l'examen : fièvre.\nAbdomen souple.\n", ["history", "examination", "report"]),
        # An item, a short line and a dated event of old belong to the list.
        ("Antécédents :\n- HTA\n- Cholécystectomie compliquée d'un abcès drainé sous scanner en 2010\n", ["history"]),
        ("Antécédents :\n- HTA\nCholécystectomie en 2010\n", ["history"]),
        ("Antécédents :\nHTA\nInfarctus en 2010 : stent.\n", ["history"]),
    ],
)  # fmt: skip
def test_a_list_of_what_was_before_ends(text: str, names: list[str]) -> None:
    assert [s.name for s in find_sections(text)] == names


def test_a_plural_heading_is_not_its_singular() -> None:
    assert [s.name for s in find_sections("Suites :\nextubation à J3.\n")] == ["course"]
    assert [s.name for s in find_sections("Suite :\ncontrôle à trois mois.\n")] == ["plan"]
