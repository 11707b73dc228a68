"""The graph of a case in a real browser: where it begins, growing, filtering, zooming."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.explorer.conftest import Opening

pytestmark = pytest.mark.xdist_group("explorer")
PAGE = "/graph/breast-cancer-pancytopenia"


def node(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Choses du cas et leurs liens").get_by_role("link", name=re.compile(name))


def test_it_begins_with_what_was_held_and_why(open_page: Opening) -> None:
    page = open_page(PAGE)
    for name in (
        "^anticoagulation prophylactique, non fait",
        "^thrombopénie",
        "^plaquettes, 40 → 35 → 45 → 99",
        "^acide zolédronique, reporté",
    ):
        node(page, name).wait_for()
    assert page.locator("a.node").count() < 20
    expect(page.get_by_text("raison de", exact=True).first).to_be_visible()
    # What explains stands left of what it explains.
    places = [node(page, name).bounding_box() for name in ("^plaquettes", "^thrombopénie", "^anticoagulation")]
    lefts = [place["x"] for place in places if place]
    assert lefts == sorted(lefts)
    assert len(lefts) == 3


def test_neighbours_are_added_and_taken_away(open_page: Opening) -> None:
    page = open_page("/graph/lymphoma-febrile-neutropenia")
    platelets = node(page, "^plaquettes")
    platelets.wait_for()
    before = page.locator("a.node").count()
    assert "voisin" in (platelets.get_attribute("aria-label") or "")
    platelets.click()
    page.get_by_role("button", name="Développer").click()
    node(page, "^numération").wait_for()
    grown = page.locator("a.node").count()
    assert grown > before
    node(page, "^numération").click()
    page.get_by_role("button", name="Masquer").click()
    expect(page.locator("a.node")).to_have_count(grown - 1)
    page.get_by_role("button", name="Revenir au début").click()
    expect(page.locator("a.node")).to_have_count(before)
    assert f"{before} choses montrées" in page.get_by_role("status").inner_text()


def test_kinds_are_filtered(open_page: Opening) -> None:
    page = open_page(PAGE)
    node(page, "^thrombopénie").wait_for()
    page.get_by_role("checkbox", name="Problèmes").uncheck()
    expect(node(page, "^thrombopénie")).to_have_count(0)
    expect(node(page, "^anticoagulation")).to_have_count(1)


def test_it_zooms_and_fits(open_page: Opening) -> None:
    page = open_page(PAGE)
    held = node(page, "^anticoagulation")
    held.wait_for()
    page.wait_for_timeout(450)
    narrow = held.bounding_box()
    page.get_by_role("button", name="Agrandir").click()
    wide = held.bounding_box()
    assert narrow is not None
    assert wide is not None
    assert wide["width"] > narrow["width"] * 1.2
    page.get_by_role("button", name="Tout voir").click()
    again = held.bounding_box()
    assert again is not None
    assert abs(again["width"] - narrow["width"]) < 2


def test_a_node_opens_the_cards_of_its_statements(open_page: Opening) -> None:
    page = open_page(PAGE)
    node(page, "^plaquettes").click()
    expect(page.get_by_role("article", name="plaquettes")).to_have_count(4)


def test_by_keyboard(open_page: Opening) -> None:
    page = open_page(PAGE)
    node(page, "^plaquettes").focus()
    page.keyboard.press("ArrowRight")
    assert "thrombopénie" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="thrombopénie").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("article", name="thrombopénie").first).not_to_be_visible()


def test_the_links_are_a_table_too(open_page: Opening) -> None:
    page = open_page(PAGE)
    page.get_by_text("Les liens en tableau").click()
    row = page.get_by_role("row").filter(has_text="raison de").filter(has_text="anticoagulation prophylactique")
    assert "thrombopénie" in row.inner_text()
