"""The ledger of losses: what no exporter claims is lost, and is told of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casegraph
from casegraph.errors import OutputError
from casegraph.exchange import formats
from casegraph.exchange.formats import FORMATS, Format, write_cases
from casegraph.exchange.losses import FACTS, Ledger, LossReport, stated
from casegraph.graph.options import GraphOptions
from casegraph.records import Case
from tests.graph.made import Made, rich_case

RICH = rich_case()
ALL = [(record, name) for record in RICH.records for name in stated(record)]


def small_case() -> Case:
    made = Made("Cisplatine arrêté après une fièvre.")
    made.add("treatment", "Cisplatine", "Cisplatin", status="stopped", reasons=("m2",), cue=made.span("arrêté"))
    made.add("condition", "fièvre", "Fever", presence="present")
    return made.case()


def test_a_fact_is_a_field_that_says_something() -> None:
    treatment, fever = small_case().records
    assert stated(treatment) == ("kind", "text", "start", "end", "concept", "cue", "status", "reasons")
    assert stated(fever) == ("kind", "text", "start", "end", "concept", "presence")
    assert {name for _, name in ALL} >= set(FACTS) - {"label", "rule", "inferred", "based_on", "candidates", "section"}


def test_what_nobody_claims_is_dropped() -> None:
    ledger = Ledger(small_case())
    assert ledger.count() == len(ledger.losses()) == 14
    assert {loss.how for loss in ledger.losses()} == {"dropped"}
    assert ledger.losses()[-1].why == "no place for the presence of a condition"


def test_the_words_for_what_was_dropped_go_from_special_to_general() -> None:
    case = small_case()
    treatment, fever = case.records
    words = {
        "condition": "nothing for a condition", "treatment": "nothing for a treatment", "cue": "no cues",
        "status": "no status", "status=stopped": "never stopped", "treatment.reasons": "no reasons here",
    }  # fmt: skip
    ledger = Ledger(case, words)
    ledger.carried(treatment, "kind", "text", "start", "end")
    ledger.narrowed(treatment, "concept", "only its label")
    assert [(loss.field, loss.how, loss.why) for loss in ledger.losses() if loss.record == treatment.id] == [
        ("concept", "narrowed", "only its label"),
        ("cue", "dropped", "no cues"),
        ("status", "dropped", "never stopped"),
        ("reasons", "dropped", "no reasons here"),
    ]
    assert {loss.why for loss in ledger.losses() if loss.record == fever.id} == {"nothing for a condition"}


def test_a_claim_about_no_fact_is_a_mistake_of_the_exporter() -> None:
    case = small_case()
    ledger = Ledger(case)
    for name in ("valeu", "id", "statement"):
        with pytest.raises(ValueError, match="is no fact of a record"):
            ledger.carried(case.records[0], name)
        with pytest.raises(ValueError, match="is no fact of a record"):
            ledger.narrowed(case.records[0], name, "why")


claims = st.lists(st.tuples(st.sampled_from(range(len(ALL))), st.booleans()))


@given(claims)
def test_facts_are_carried_narrowed_or_dropped(claimed: list[tuple[int, bool]]) -> None:
    ledger = Ledger(RICH)
    carried, narrowed = set(), set()
    for number, whole in claimed:
        record, name = ALL[number]
        if whole:
            ledger.carried(record, name)
            carried.add((record.id, name))
        else:
            ledger.narrowed(record, name, "less")
            narrowed.add((record.id, name))
    losses = ledger.losses()
    told = {how: {(loss.record, loss.field) for loss in losses if loss.how == how} for how in ("dropped", "narrowed")}
    assert told["narrowed"] == narrowed
    assert told["dropped"] == {(r.id, name) for r, name in ALL} - carried - narrowed
    assert ledger.count() == len(losses) + len(carried - narrowed)
    assert [loss.start for loss in losses] == sorted(loss.start for loss in losses)


@contextmanager
def text_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[Format]:
    """A format that writes the words of conditions and nothing else."""

    def parts(case: Case, _: GraphOptions, ledger: Ledger) -> tuple[bytes, ...]:
        conditions = [r for r in case.records if r.kind == "condition"]
        for record in conditions:
            ledger.carried(record, "kind", "text")
            ledger.narrowed(record, "start", "a rank, not a place")
        return ("".join(f"{r.text}\n" for r in conditions).encode(),)

    made = Format("words", "text/plain", (".words",), False, parts, unsaid={"treatment": "only conditions have a line"})
    monkeypatch.setitem(formats.FORMATS, "words", made)
    yield made


def test_the_report_counts_and_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "lost.jsonl"
    with text_only(monkeypatch) as output:
        with LossReport(output.name, listed) as report:
            two = Made("Toux.", "c2")
            two.add("condition", "Toux")
            written = write_cases([small_case(), two.case()], tmp_path / "out", output, told=report)
        assert [path.name for path in written] == ["c1.words", "c2.words"]
        assert casegraph.losses(small_case(), "words")[0].why == "only conditions have a line"
    rows = [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 8 + 4 + 2
    assert rows[0] == {
        "case": "c1", "record": "m1", "statement": "s1", "kind": "treatment", "field": "kind", "how": "dropped",
        "why": "only conditions have a line", "text": "Cisplatine", "start": 0, "end": 10,
    }  # fmt: skip
    assert report.summary() == (
        "words: of 18 facts 12 are not said and 2 with less meaning: only conditions have a line (8); a rank, not a "
        f"place (2); no place for the end of a condition (2); 2 further reasons; {listed} lists them"
    )


def test_a_format_that_says_everything_has_no_losses() -> None:
    for name in ("turtle", "trig", "nquads", "jsonld", "rdfxml", "jsonl"):
        assert FORMATS[name].unsaid is None
        assert casegraph.losses(rich_case(), name) == []
    assert LossReport("turtle").summary() == "turtle: every fact is said"
    with pytest.raises(OutputError, match="no format is called 'fihr'"):
        casegraph.losses(rich_case(), "fihr")


def test_a_list_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder; name a file in it"), LossReport("x", tmp_path):
        pass
    (tmp_path / "file").write_bytes(b"")
    with (
        pytest.raises(OutputError, match="a file stands where its folder should be"),
        LossReport("x", tmp_path / "file" / "l.jsonl"),
    ):
        pass


def test_no_list_is_left_of_a_run_that_fails(tmp_path: Path) -> None:
    def failing() -> None:
        with LossReport("x", tmp_path / "l.jsonl") as report:
            report(Ledger(small_case()))
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="the disk is full"):
        failing()
    assert list(tmp_path.iterdir()) == []
