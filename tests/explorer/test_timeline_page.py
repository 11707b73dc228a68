"""The timeline in a real browser: curves over treatments on one axis, reasons, axes, keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.explorer.conftest import Opening

pytestmark = pytest.mark.xdist_group("explorer")
PAGE = "/timeline/breast-cancer-pancytopenia"


def point(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("group", name="Énoncés sur l’axe du cas").get_by_role("link", name=name)


def middle(locator: Locator) -> float:
    box = locator.locator(".hit-area").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def test_the_anticoagulation_waited_for_the_platelets(open_page: Opening) -> None:
    page = open_page(PAGE)
    held = point(page, re.compile("^anticoagulation prophylactique non fait"))
    assert held.locator("text").text_content() == "non fait"
    first, low, after, late = (point(page, re.compile(f"^plaquettes {n} G.L")) for n in (40, 35, 45, 99))
    started = point(page, re.compile("héparine de bas poids moléculaire.* débuté"))
    # Held on the day of the first count; started after the transfusion and the count behind it.
    assert middle(first) < middle(held) < middle(low) < middle(after) < middle(started) < middle(late)
    transfused = point(page, re.compile("^transfusion plaquettaire"))
    assert middle(low) < middle(transfused) < middle(after)
    reasons = page.locator("path.because-link")
    to_held = held.get_attribute("data-statements")
    sources = {
        reasons.nth(i).get_attribute("data-from")
        for i in range(reasons.count())
        if reasons.nth(i).get_attribute("data-to") == to_held
    }
    # From the thrombocytopenia that the text names, and from the count that says it.
    assert first.get_attribute("data-statements") in sources
    assert len(sources) == 2


def test_the_reference_range_is_shaded(open_page: Opening) -> None:
    page = open_page(PAGE)
    labels = page.locator(".chart-labels")
    assert "plaquettes" in labels.inner_text() or "plaquettes" in (labels.text_content() or "")
    assert "réf. 150–450" in (labels.text_content() or "")
    band, count = (
        page.locator("rect.band").first.bounding_box(),
        point(page, re.compile("^plaquettes 40")).bounding_box(),
    )
    assert band is not None
    assert count is not None
    # 40 lies below 150.
    assert count["y"] > band["y"] + band["height"]


def test_a_point_opens_its_card_and_leads_to_the_text(open_page: Opening) -> None:
    page = open_page(PAGE)
    point(page, re.compile("^anticoagulation prophylactique non fait")).click()
    card = page.get_by_role("article", name="anticoagulation prophylactique")
    assert "thrombopénie" in card.inner_text()
    assert "Anticoagulation préventive non débutée" in card.inner_text()
    card.get_by_role("link", name="Voir dans le texte").click()
    page.wait_for_url("**/case/**")
    page.get_by_role("article", name="anticoagulation prophylactique").wait_for()


def test_arrows_go_from_point_to_point(open_page: Opening) -> None:
    page = open_page(PAGE)
    point(page, re.compile("^plaquettes 40")).focus()
    page.keyboard.press("ArrowRight")
    assert "plaquettes 35" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="plaquettes")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("article", name="plaquettes")).not_to_be_visible()


def test_groups_and_axes_are_chosen(open_page: Opening) -> None:
    page = open_page(PAGE)
    expect(page.get_by_text("J15–J21").first).to_be_visible()
    page.get_by_label("Actes, examens, séjours").check()
    page.wait_for_url("**show=procedure**")
    expect(point(page, re.compile("^tomographie|TEP")).first).to_be_visible()
    page.get_by_label("Dates").check()
    page.wait_for_url("**axis=dates**")
    expect(page.get_by_text("03/2016").first).to_be_visible()
    page.get_by_label("Ordre du texte").check()
    page.wait_for_url("**axis=order**")
    expect(page.get_by_text("imagerie", exact=True).first).to_be_visible()


def test_the_timeline_is_a_table_too(open_page: Opening) -> None:
    page = open_page(PAGE)
    page.get_by_text("La chronologie en tableau").click()
    row = page.get_by_role("row").filter(has_text="anticoagulation prophylactique")
    assert "non fait" in row.inner_text()
