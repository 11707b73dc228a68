"""The marked report: exact words, every state, nothing of the text read as markup."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

from casegraph.pipeline import case_from_text
from casegraph.show.marks import marks
from casegraph.show.page import page
from casegraph.show.terminal import legend, marked_text

TEXT = (
    "Mère décédée d'un cancer du sein. Pas de fièvre. Suspicion d'embolie pulmonaire. "
    "L'aspirine a été arrêtée en raison d'une thrombopénie à 32 G/L. <script>alert('x')</script> & \"toux\"."
)


def test_marks_do_not_overlap_and_cover_the_words_of_their_records() -> None:
    case = case_from_text(TEXT, "show")
    found = marks(case)
    assert found
    for left, right in pairwise(found):
        assert left.end <= right.start
    shown = {case.document.text[m.start : m.end]: m.states for m in found}
    assert shown["fièvre"] == ("absent",)
    assert shown["embolie pulmonaire"] == ("suspected",)
    assert shown["aspirine"] == ("held",)
    assert ("family",) in shown.values()


def test_a_mark_is_shown_in_each_of_its_states() -> None:
    case = case_from_text("Antécédents familiaux : pas de cancer du sein chez sa mère.", "family")
    assert "family absent" in page(case)
    spans = {str(span.style) for span in marked_text(case).spans}
    assert any("strike" in style and "dim italic" in style for style in spans)


def test_the_page_shows_the_text_itself_and_runs_nothing() -> None:
    case = case_from_text(TEXT, "show <b>")
    html = page(case)
    body = html.split("<main>")[1].split("</main>")[0]
    without_cards = re.sub(r'<span class="card".*?</dl></span>', "", body)
    assert unescape(re.sub(r"<[^>]+>", "", without_cards)) == TEXT
    assert "<script" not in html
    assert "show <b>" not in html
    assert "default-src 'none'" in html
    assert "raison" in html


def test_the_terminal_shows_the_text_itself() -> None:
    case = case_from_text(TEXT, "show")
    assert marked_text(case).plain == TEXT
    assert legend().plain.split()[0] == "problème"
    assert "non fait, arrêté" in legend().plain


def test_cards_speak_the_language_of_the_page() -> None:
    html = page(case_from_text(TEXT, "show"))
    for word in ("suspecté", "arrêté", "bas"):
        assert f"{word}</dd>" in html
    for word in ("suspected", "stopped", "low"):
        assert f"{word}</dd>" not in html
