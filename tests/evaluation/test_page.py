"""The page of differences: what it holds, that nothing in a text is run, and how it works in a browser."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

import casegraph
from casegraph.evaluation.counts import Difference
from casegraph.evaluation.page import page
from casegraph.evaluation.result import Evaluation
from casegraph.records import Case, Record
from tests.explorer.conftest import FLAGS, HOSTILE_ID, HOSTILE_TEXT, chromium
from tests.explorer.test_whole import RULES, problems


def changed(case: Case) -> Case:
    """A case as an annotator may have left it: some statements gone, some said otherwise."""
    records: list[Record] = []
    for number, record in enumerate(case.records):
        if number % 7 == 3 and not record.inferred:
            continue
        if record.presence == "absent":
            record = replace(record, presence="present")
        if record.status == "stopped":
            record = replace(record, status="paused", reasons=())
        records.append(record)
    return replace(case, records=tuple(records))


@pytest.fixture(scope="module")
def found() -> Evaluation:
    cases = [casegraph.example(name) for name in ("hellp-syndrome", "lymphoma-febrile-neutropenia")]
    cases.append(casegraph.build_text(HOSTILE_TEXT, HOSTILE_ID))
    return casegraph.evaluate([changed(case) for case in cases], cases)


def test_every_difference_stands_in_its_sentence(found: Evaluation) -> None:
    written = found.page("en")
    assert written.count('<li class="diff') == len(found.differences) > 30
    for one in found.differences:
        assert one.sentence
        start, end = (*one.gold_spans, *one.system_spans)[0]
        assert 0 <= start - one.sentence_start < end - one.sentence_start <= len(one.sentence)
        assert one.gold_spans or one.gold is None
        assert one.system_spans or one.system is None
    items = re.findall(r'<p class="excerpt">(.*?)</p>', written, re.DOTALL)
    said = [unescape(re.sub(r"</?mark[^>]*>", "", item)) for item in items]
    assert sorted(said) == sorted(one.sentence for one in found.differences)


def test_nothing_is_fetched_and_only_its_own_script_runs(found: Evaluation) -> None:
    written = found.page()
    assert "window.hit" in written
    assert re.findall(r"<script>", written) == ["<script>"]
    assert not re.search(r"<(img|link|iframe|svg/onload|b)\b", written)
    assert not re.search(
        r"url\(|@import|@font-face|\bsrc=(?!x onerror)", written.replace("&quot;", '"').split("<body>")[0]
    )
    (script,) = re.findall(r"<script>(.*?)</script>", written, re.DOTALL)
    policy = unescape(re.findall(r'Content-Security-Policy" content="(.*?)"', written)[0])
    assert policy.startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in policy


def test_figures_are_written_as_the_language_writes_them(found: Evaluation) -> None:
    french, english = found.page("fr"), found.page("en")
    assert '<html lang="fr">' in french
    assert "<h1>Évaluation</h1>" in french
    assert "présent" in french
    assert '<td class="n">1,00' in french
    assert '<html lang="en">' in english
    assert "<h1>Evaluation</h1>" in english
    assert '<td class="n">1.00' in english


def test_no_difference_and_too_many() -> None:
    case = casegraph.build_text("Toux.", "one")
    assert "Aucun écart." in casegraph.evaluate([case], [case]).page()
    one = Difference("one", "condition", "missing", "condition", "Toux", None, ((0, 4),), (), "Toux.", 0)
    many = Evaluation(("one",), (), (one,) * 501)
    written = page(many, "en")
    assert written.count('<li class="diff') == 500
    assert "The first 500 of 501; --format json gives all." in written


@pytest.fixture(scope="module")
def address(found: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "errors.html"
    path.write_text(found.page("en"), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    place = chromium()
    if place is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=place, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_in_a_browser(browser: object, address: str, found: Evaluation, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[attr-defined]
    shown = context.new_page()
    errors: list[str] = []
    shown.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    shown.goto(address)
    assert problems(shown, {"type": "tag", "values": RULES}) == []
    items = shown.locator("li.diff:visible")
    assert items.count() == len(found.differences)
    assert shown.evaluate("window.hit") is None
    shown.get_by_label("spurious").uncheck()
    shown.get_by_label("missing").uncheck()
    assert items.count() == sum(one.cause == "wrong" for one in found.differences)
    shown.get_by_label("Measure", exact=True).select_option("status")
    status = [one for one in found.differences if one.cause == "wrong" and one.measure == "status"]
    assert items.count() == len(status) > 0
    assert shown.get_by_role("status").inner_text() == f"{len(status)} of {len(found.differences)} differences shown"
    # A count in the table leads to its differences, by keyboard as well.
    shown.get_by_label("spurious").check()
    shown.get_by_label("missing").check()
    link = shown.locator('a[data-pick="presence"]')
    link.focus()
    shown.keyboard.press("Enter")
    assert items.count() == sum(one.measure == "presence" for one in found.differences)
    shown.get_by_label("Words of the sentence or the document").fill("zzzz")
    assert items.count() == 0
    assert errors == []
    context.close()
