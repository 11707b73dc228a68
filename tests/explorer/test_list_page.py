"""The list of cases in a real browser: search by concept, by question, by words; counts and pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.explorer.conftest import EXAMPLES, Opening

pytestmark = pytest.mark.xdist_group("explorer")


def names(page: Page) -> list[str]:
    page.wait_for_load_state()  # a click has only asked for the page
    return page.get_by_role("heading", level=3).all_inner_texts()


def test_the_first_page_lists_every_case_with_counts(open_page: Opening) -> None:
    page = open_page("/")
    expect(page.get_by_role("status")).to_have_text(f"{len(EXAMPLES) + 1} cas")
    assert set(EXAMPLES) <= set(names(page))
    case = page.get_by_role("listitem").filter(
        has=page.get_by_role("link", name="breast-cancer-pancytopenia", exact=True)
    )
    counts = case.get_by_role("list", name="Énoncés par genre").first
    assert re.search(r"\d+ problèmes", counts.inner_text())
    assert re.search(r"\d+ traitements", counts.inner_text())


@pytest.mark.parametrize("written", ["thrombopénie", "Thrombocytopenia", "ncit:C3408", "cytopénie"])
def test_a_concept_is_found_by_label_code_or_what_is_above_it(open_page: Opening, written: str) -> None:
    page = open_page("/")
    page.get_by_label("Concept, avec tout ce qu’il comprend").fill(written)
    page.get_by_role("button", name="Chercher").click()
    assert "breast-cancer-pancytopenia" in names(page)
    assert "acute-kidney-injury" not in names(page)
    assert "sur 7" in page.get_by_role("status").inner_text()


def test_what_is_said_of_the_concept_narrows_the_search(open_page: Opening) -> None:
    page = open_page("/?concept=anticoagulation&said=held")
    assert "breast-cancer-pancytopenia" in names(page)
    page.get_by_label("Ce que le texte en dit").select_option(label="présent, donné ou fait")
    page.get_by_role("button", name="Chercher").click()
    assert "breast-cancer-pancytopenia" not in names(page)
    page = open_page("/?concept=fièvre&said=absent")
    assert "breast-cancer-pancytopenia" in names(page)


def test_suggestions_come_while_writing_and_are_taken_by_keyboard(open_page: Opening) -> None:
    page = open_page("/")
    field = page.get_by_role("combobox", name="Concept, avec tout ce qu’il comprend")
    field.press_sequentially("thrombop")
    option = page.get_by_role("option", name="thrombopénie", exact=False).first
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_have_count(1)
    field.press("Enter")
    assert "thrombop" in field.input_value()
    assert field.get_attribute("aria-expanded") == "false"


def test_words_are_found_without_accents_and_lead_to_their_place(open_page: Opening) -> None:
    page = open_page("/")
    page.get_by_label("Mots du texte").fill('"acide zoledronique" mammographie')
    page.get_by_role("button", name="Chercher").click()
    assert names(page) == ["breast-cancer-pancytopenia"]
    page.get_by_role("link", name="Acide zolédronique").click()
    assert "Acide zolédronique" in page.locator("#found").inner_text()


def test_cases_that_answer_a_question(open_page: Opening) -> None:
    page = open_page("/")
    expect(page.get_by_label("Raison", exact=True)).not_to_be_visible()
    page.get_by_label("Cas qui répondent à une question").select_option("held-because")
    page.get_by_label("Raison", exact=True).fill("insuffisance rénale")
    page.get_by_role("button", name="Chercher").click()
    assert "breast-cancer-pancytopenia" in names(page)
    assert "child-pneumonia-asthma" not in names(page)


def test_searches_that_find_nothing_say_so(open_page: Opening) -> None:
    page = open_page("/?words=ornithorynque")
    expect(page.get_by_text("Aucun cas ne convient")).to_be_visible()
    page.get_by_role("link", name="Effacer la recherche").click()
    assert len(names(page)) == len(EXAMPLES) + 1
