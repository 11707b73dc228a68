"""The text of a case in a real browser: marks, cards, curves, keyboard, print."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.explorer.conftest import Opening

pytestmark = pytest.mark.xdist_group("explorer")
CASE = "/case/breast-cancer-pancytopenia"


def mark(page: Page, words: str) -> Locator:
    return page.get_by_role("region", name="Texte du compte rendu").get_by_role("link", name=words, exact=True).first


def style(locator: Locator, name: str) -> str:
    return str(locator.evaluate(f"element => getComputedStyle(element).{name}"))


def test_the_text_stands_as_it_was_written(open_page: Opening) -> None:
    import casegraph

    page = open_page(CASE)
    shown = page.locator("#text").evaluate("element => element.textContent")
    assert shown == casegraph.example("breast-cancer-pancytopenia").document.text


def test_marks_differ_by_kind_and_by_what_is_said(open_page: Opening) -> None:
    page = open_page(CASE)
    assert style(mark(page, "fièvre"), "textDecorationLine") == "line-through"
    assert style(mark(page, "embolie pulmonaire"), "borderBottomStyle") == "dotted"
    assert style(mark(page, "diabète de type 2"), "borderBottomStyle") == "double"
    kinds = [mark(page, words) for words in ("thrombopénie", "morphine orale", "TEP-TDM au 18-FDG", "Hb")]
    assert len({style(kind, "borderBottomColor") for kind in kinds}) == 4
    assert mark(page, "fièvre").get_attribute("aria-description") == "problème, absent"


def test_a_click_shows_everything_about_a_statement(open_page: Opening) -> None:
    page = open_page(CASE)
    panel = page.get_by_role("complementary", name="Ce que dit le texte")
    mark(page, "Anticoagulation préventive").click()
    card = panel.get_by_role("article", name="anticoagulation prophylactique")
    for words in (
        "Prophylactic Anticoagulation",
        "non fait",
        "à l'entrée (J1)",
        "thrombopénie",
        "débutée",
        "c:ProphylacticAnticoagulation",
    ):
        assert words in card.inner_text()
    card.get_by_role("link", name="thrombopénie").click()
    reason = panel.get_by_role("article", name="thrombopénie")
    text = reason.inner_text()
    for words in ("Raison de", "anticoagulation prophylactique", "ncit:C3408", "présent"):
        assert words in text
    page.get_by_role("link", name="40 G/L").click()
    result = panel.get_by_role("article", name="plaquettes")
    for words in ("40 G/L = 40 10⁹/L", "bas", "150 – 450 10⁹/L", "J1", "On en déduit", "thrombopénie"):
        assert words in result.inner_text()
    page.keyboard.press("Escape")
    expect(result).not_to_be_visible()
    expect(panel.get_by_role("heading", name="Non donné ou non fait comme prévu")).to_be_visible()


def test_what_was_held_and_why_stands_beside_the_text(open_page: Opening) -> None:
    page = open_page(CASE)
    row = page.get_by_role("listitem").filter(has_text="acide zolédronique").first
    assert "reporté" in row.inner_text()
    assert "insuffisance rénale" in row.inner_text()


def test_reasons_and_findings_are_curves_between_marks(open_page: Opening) -> None:
    page = open_page(CASE)
    curves = page.locator("#curves path.reason")
    assert curves.count() >= 5
    assert page.locator("#curves path.shown-by").count() >= 5
    page.get_by_label("Résultats des examens").uncheck()
    expect(page.locator("#curves path.shown-by")).to_have_count(0)
    mark(page, "Anticoagulation préventive").click()
    expect(page.locator("#curves path.lit")).to_have_count(1)
    ends = page.locator("#curves path.lit").get_attribute("d")
    assert ends is not None
    # The curve begins at the reason and ends at the treatment.
    x, y = map(float, ends.split()[-2:])
    box, sheet = mark(page, "Anticoagulation préventive").bounding_box(), page.locator("#curves").bounding_box()
    assert box is not None
    assert sheet is not None
    assert box["x"] - 2 <= sheet["x"] + x <= box["x"] + box["width"] + 2
    assert abs(sheet["y"] + y - (box["y"] + box["height"])) < 8 or abs(sheet["y"] + y - box["y"]) < 8


def test_kinds_are_taken_out_and_put_back(open_page: Opening) -> None:
    page = open_page(CASE)
    transparent = "rgba(0, 0, 0, 0)"
    assert style(mark(page, "morphine orale"), "backgroundColor") != transparent
    page.get_by_role("checkbox", name="Traitements").uncheck()
    assert style(mark(page, "morphine orale"), "backgroundColor") == transparent
    assert style(mark(page, "thrombopénie"), "backgroundColor") != transparent


def test_the_keyboard_goes_from_mark_to_mark(open_page: Opening) -> None:
    page = open_page(CASE)
    focused = "document.activeElement.textContent"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Aller au contenu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the way back to the list
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "HOSPITALISATION"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "Hypercalcémie"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="hypercalcémie")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("article", name="hypercalcémie")).not_to_be_visible()
    assert page.evaluate(focused) == "Hypercalcémie"


def test_an_address_leads_to_a_place_of_the_text(open_page: Opening) -> None:
    import casegraph

    text = casegraph.example("breast-cancer-pancytopenia").document.text
    at = text.index("thrombopénie")
    page = open_page(f"{CASE}?at={at}-{at + len('thrombopénie')}")
    assert "Anticoagulation préventive non débutée" in page.locator("#found").inner_text()
    page.get_by_role("article", name="thrombopénie").wait_for()
    box = page.locator("#found").bounding_box()
    assert box is not None
    assert 0 < box["y"] < 720


def test_without_a_script_a_mark_still_opens_its_card(open_page: Opening) -> None:
    page = open_page(CASE, java_script_enabled=False)
    mark(page, "thrombopénie").click()
    expect(page.get_by_role("article", name="thrombopénie")).to_be_visible()


def test_a_printed_case_is_its_text_and_what_was_held(open_page: Opening) -> None:
    page = open_page(CASE)
    page.emulate_media(media="print")
    expect(page.locator("#text")).to_be_visible()
    expect(page.get_by_text("Non donné ou non fait comme prévu")).to_be_visible()
    for hidden in (".top", ".tabs", "#curves", ".legend"):
        expect(page.locator(hidden).first).not_to_be_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_case_that_is_not_there_is_said_in_a_page(open_page: Opening) -> None:
    import httpx

    page = open_page("/")
    answer = httpx.get(page.url + "case/nobody", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "no case is named" in answer.text
