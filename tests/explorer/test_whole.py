"""What holds for every page: contrast and roles, languages, dark and narrow screens, hostile text, headers."""

from __future__ import annotations

import re
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.explorer.conftest import HOSTILE_ID, HOSTILE_TEXT, Opening

pytestmark = pytest.mark.xdist_group("explorer")
CASE = "breast-cancer-pancytopenia"
SMALL = "child-pneumonia-asthma"
PAGES = (
    "/?concept=thrombopénie", f"/case/{CASE}", f"/timeline/{CASE}", f"/graph/{CASE}", "/questions",
    "/questions/held-because", "/editor",
)  # fmt: skip


CHECKED = [path.replace(CASE, SMALL) for path in PAGES]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def problems(page: Page, only: dict[str, object]) -> list[str]:
    """What axe-core finds wrong: the rule, the element, how to mend it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {node['html'][:200]} {node['failureSummary']}" for v in found for node in v["nodes"][:2]]


@pytest.mark.parametrize("path", CHECKED)
def test_pages_meet_wcag_aa(open_page: Opening, path: str) -> None:
    page = open_page(path, reduced_motion="reduce")
    if path.startswith("/graph"):
        page.locator("a.node").first.wait_for()
    if path.startswith("/case"):
        page.locator("#text a.m").first.click()
    assert not problems(page, {"type": "tag", "values": RULES})
    page.emulate_media(color_scheme="dark")
    assert not problems(page, {"type": "rule", "values": ["color-contrast"]})


@pytest.mark.parametrize("path", PAGES)
def test_narrow_screens_scroll_in_one_direction(open_page: Opening, path: str) -> None:
    page = open_page(path, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_interface_is_french_or_english(open_page: Opening) -> None:
    page = open_page(f"/case/{CASE}", language="en-GB")
    expect(page.get_by_role("link", name="Timeline")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("heading", name="Not given or done as planned")).to_be_visible()
    page.get_by_role("link", name="FR – French").click()
    expect(page).to_have_url(re.compile(re.escape(f"/case/{CASE}") + "$"))
    expect(page.get_by_role("link", name="Chronologie")).to_be_visible()
    page.get_by_role("link", name="Questions", exact=True).click()
    expect(page.get_by_role("link", name="Quelles doses ont changé, et pourquoi ?")).to_be_visible()


@pytest.mark.parametrize("to", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(address: str, to: str) -> None:
    answer = httpx.get(f"{address}/language/en", params={"to": to})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    assert "casegraph-language=en" in answer.headers["set-cookie"]


def test_hostile_words_are_shown_as_words(open_page: Opening) -> None:
    for view in ("case", "timeline", "graph"):
        page = open_page(f"/{view}/{quote(HOSTILE_ID, safe='')}")
        expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE_ID)
        if view == "case":
            assert page.locator("#text").evaluate("element => element.textContent") == HOSTILE_TEXT
        if view == "graph":
            page.locator("a.node").first.wait_for()
        page.wait_for_timeout(100)
        assert page.evaluate("window.hit") is None
        expect(page.locator("main img, main script:not([type='application/json'])")).to_have_count(0)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?words=<script>window.hit=1</script>",
        "/?words=script",
        "/questions/absent-findings",
        "/questions/held-because",
        "/?concept=fièvre",
    ],
)
def test_hostile_words_in_lists_and_addresses(open_page: Opening, path: str) -> None:
    page = open_page(path)
    page.wait_for_timeout(50)
    assert page.evaluate("window.hit") is None
    expect(page.locator("main img, main script")).to_have_count(0)


def test_hostile_words_in_the_editor(open_page: Opening) -> None:
    page = open_page("/editor")
    page.get_by_role("textbox").first.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text("SELECT ?text WHERE { ?r cg:text ?text FILTER(CONTAINS(?text, 'onerror')) }")
    page.get_by_role("button", name="Exécuter").click()
    page.get_by_role("cell").first.wait_for()
    assert "<script>window.hit=1</script>" in page.get_by_role("cell").first.inner_text()
    assert page.evaluate("window.hit") is None


def test_every_page_forbids_inline_scripts_and_other_hosts(address: str) -> None:
    for path in PAGES:
        answer = httpx.get(address + path.partition("#")[0], headers={"accept": "text/html"}, timeout=30)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert " style=" not in answer.text
        assert "http://" not in answer.text.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
            address, ""
        )
