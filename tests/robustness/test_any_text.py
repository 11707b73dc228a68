"""Properties of every step over texts that no report is; `CASEGRAPH_EXAMPLES=50 pytest tests/robustness` tries more."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casegraph.anchors import Anchor, Anchors
from casegraph.errors import InputError
from casegraph.exchange.formats import FORMATS
from casegraph.graph.options import GraphOptions
from casegraph.graph.validate import check_case
from casegraph.graph.writer import nquads
from casegraph.pipeline import case_from_bytes, case_from_text
from casegraph.show.page import page
from casegraph.text.decode import clean, decode
from casegraph.text.document import document_from_text
from casegraph.text.tokens import tokenize
from casegraph.values.quantities import find_quantities
from casegraph.values.times import find_times
from tests.robustness.promises import broken_promises, graph_promises
from tests.robustness.texts import bytes_of_reports, headed, reports, shipped_reports, tried, values, wild


@tried(250)
@given(reports)
def test_a_report_keeps_every_promise(text: str) -> None:
    assert broken_promises(case_from_text(f"- {text}", "x")) == []


@tried(100)
@given(wild)
def test_anything_that_is_text_keeps_every_promise_or_is_refused(text: str) -> None:
    try:
        case = case_from_text(text, "x")
    except InputError:
        assert not text.strip()
    else:
        assert broken_promises(case) == []


@tried(150)
@given(bytes_of_reports)
def test_bytes_are_read_or_refused_by_name(data: bytes) -> None:
    try:
        case = case_from_bytes(data, "x")
    except InputError:
        with pytest.raises(InputError, match=r"^x: "):
            decode(data, "x")
    else:
        text, encoding = decode(data, "x")
        assert case.document.text == clean(text)
        assert case.document.encoding == encoding
        assert broken_promises(case) == []


@tried(30)
@given(st.sampled_from(shipped_reports()), st.data())
def test_a_piece_of_a_report_with_bytes_of_another_keeps_every_promise(report: bytes, data: st.DataObject) -> None:
    cuts = st.integers(0, len(report))
    a, b = sorted((data.draw(cuts), data.draw(cuts)))
    try:
        case = case_from_bytes(report[a : a + 600] + data.draw(st.binary(max_size=3)) + report[b : b + 600], "x")
    except InputError:
        return
    assert broken_promises(case) == []


@tried(60)
@given(reports, st.text(min_size=1, max_size=12).filter(str.strip))
def test_the_graph_of_a_report_parses_and_says_its_text(text: str, case_id: str) -> None:
    assert graph_promises(case_from_text(f"- {text}", case_id)) == []


@tried(25)
@given(reports)
@example("ACE élevé 2000000 fois par jour")
@example("ACE élevé J1-0")
@example("ACE élevé nie tout exclu de")
def test_the_graph_of_a_report_has_the_shapes_of_the_model(text: str) -> None:
    assert check_case(case_from_text(f"- {text}", "x")) == []


@tried(60)
@given(reports)
@example("- ACE élevé. Suites à donner et ")
def test_the_same_text_gives_the_same_graph(text: str) -> None:
    once, again = case_from_text(f"- {text}", "x"), case_from_text(f"- {text}", "x")
    assert once == again
    assert nquads(once) == nquads(again)


_TIED = GraphOptions(anchors=Anchors(Anchor(date(2016, 3, 1), 1, 1950)))


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("turtle", "nquads", "jsonl")])
def test_every_format_writes_any_report(name: str) -> None:
    @tried(6)
    @given(reports)
    def written(text: str) -> None:
        assert b"".join(FORMATS[name].written(case_from_text(f"- {text}", "x"), _TIED))

    written()


@tried(40)
@given(reports | wild)
def test_every_text_is_shown(text: str) -> None:
    assert "<main>" in page(case_from_text(f"- {text}", "x"))


@tried(300)
@given(headed | wild)
def test_sections_and_sentences_cover_a_text(text: str) -> None:
    document = document_from_text(f"- {text}", "x")
    sections, sentences = document.sections, document.sentences
    assert "".join(document.text[s.start : s.end] for s in sections) == document.text
    inside = [any(s.start <= p.start and p.end <= s.end for s in sections) for p in sentences]
    assert all(inside)
    between = [document.text[a.end : b.start] for a, b in pairwise(sentences)]
    outside = [document.text[: sentences[0].start], *between, document.text[sentences[-1].end :]]
    assert not "".join(outside).strip()


@tried(400)
@given(values | wild)
def test_quantities_and_times_are_words_of_the_text_in_order(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        assert quantity.number == quantity.number
        end = quantity.end
    end = 0
    for time in find_times(text, tokenize(text)):
        assert end <= time.start < time.end <= len(text)
        assert 0 <= time.outer <= time.start
        assert text[time.start : time.end] == text[time.start : time.end].strip()
        end = time.end
