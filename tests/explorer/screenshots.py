"""Takes the three pictures of the README: `python -m tests.explorer.screenshots` from the top of a checkout."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from casegraph.serve.workers import Limits
from tests.explorer.conftest import FLAGS, chromium, example_store, serving

PLACE = Path(__file__).parent / "screenshots"
CASE = "breast-cancer-pancytopenia"
#: Name, address, what is clicked first, height in pixels.
VIEWS = (
    ("case", f"/case/{CASE}", "#text a.m.held:has-text('Anticoagulation préventive')", 860),
    ("timeline", f"/timeline/{CASE}", "", 900),
    ("graph", f"/graph/{CASE}", "", 760),
)


def main() -> None:
    """Serve the examples and take the pictures."""
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder) / "cases.store"
        example_store(store)
        with serving(store, Limits()) as address:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            for name, path, click, height in VIEWS:
                page = browser.new_page(
                    locale="fr-FR", viewport={"width": 1280, "height": height}, reduced_motion="reduce"
                )
                page.goto(address + path, wait_until="networkidle")
                if click:
                    page.locator(click).first.click()
                    page.locator(click).first.scroll_into_view_if_needed()
                    page.evaluate("document.activeElement.blur()")
                page.wait_for_timeout(500)
                page.screenshot(path=PLACE / f"{name}.png")
            browser.close()


if __name__ == "__main__":
    main()
