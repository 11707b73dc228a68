"""Evaluating against gold: 1 for what was not changed, and what a hand counts for what was."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casegraph
from casegraph.errors import InputError, ParameterError
from casegraph.evaluation.counts import measure_names
from casegraph.evaluation.result import Evaluation
from casegraph.exchange.formats import FORMATS, write_cases
from casegraph.inputs import documents
from casegraph.pipeline import read
from casegraph.records import Case, to_json
from tests.exchange.test_brat_reader import cases

TEXT = (
    "Le cisplatine a été arrêté en raison d'une thrombopénie à 38 G/L. "
    "Pas de fièvre. Suspicion de pneumonie du poumon gauche. Aspirine 75 mg par jour. "
    "Sa mère a eu un cancer du sein. Hb 9,8 g/dL. Toux sèche."
)


def made(tmp_path: Path, *edits: tuple[str, str], text: str = TEXT) -> Evaluation:
    """What the reader says of a text, held against its own annotations after some edits of the `.ann`."""
    case = casegraph.build_text(text, "c1")
    write_cases([case], tmp_path, FORMATS["brat"])
    path = tmp_path / "c1.ann"
    content = path.read_text(encoding="utf-8")
    for pattern, new in edits:
        content, count = re.subn(pattern, new, content, flags=re.MULTILINE)
        assert count == 1, f"{pattern}: {count} times in\n{content}"
    path.write_text(content, encoding="utf-8")
    return casegraph.evaluate(tmp_path, [case])


def counts(found: Evaluation, name: str) -> tuple[int, int, int]:
    measure = found[name]
    return measure.hits, measure.system, measure.gold


@pytest.mark.parametrize("name", casegraph.examples())
def test_an_example_is_its_own_gold(name: str, tmp_path: Path) -> None:
    assert_perfect(casegraph.example(name), tmp_path)


def test_the_sample_case_is_its_own_gold(sample_case: Case, tmp_path: Path) -> None:
    assert_perfect(sample_case, tmp_path)


def assert_perfect(case: Case, folder: Path) -> None:
    """Graph to BRAT to gold to score; the same by JSON Lines."""
    write_cases([case], folder, FORMATS["brat"])
    write_cases([case], folder / "said.jsonl", FORMATS["jsonl"])
    for gold in (folder, folder / "said.jsonl"):
        for system in (folder, folder / "said.jsonl", [case]):
            found = casegraph.evaluate(gold, system)
            assert found.differences == ()
            assert found.notices == ()
            assert len(found.measures) > 15
            for measure in found.measures:
                assert (measure.name, measure.main.value) == (measure.name, 1.0)
                assert measure.hits == measure.system == measure.gold


def test_the_texts_are_read_where_no_system_is_given(tmp_path: Path) -> None:
    case = casegraph.example("hellp-syndrome")
    write_cases([case], tmp_path, FORMATS["brat"])
    found = casegraph.evaluate(tmp_path)
    assert found.differences == ()
    assert found.documents == (case.id,)


def test_a_finding_that_the_annotator_removed_is_spurious(tmp_path: Path) -> None:
    whole = made(tmp_path)
    total = whole["condition"].gold
    found = made(tmp_path, *gone(tmp_path, "Toux"))
    assert counts(found, "condition") == (total - 1, total, total - 1)
    assert counts(found, "condition-strict") == (total - 1, total, total - 1)
    assert counts(found, "presence-present")[0] == whole["presence-present"].gold - 1
    (one,) = [d for d in found.differences if d.measure == "condition"]
    assert (one.cause, one.gold, one.document) == ("spurious", None, "c1")
    assert one.system is not None
    assert one.system.startswith("Toux")
    assert one.sentence == "Toux sèche."
    assert (one.gold_spans, one.system_spans) == ((), ((TEXT.index("Toux"), TEXT.index("Toux") + len(one.system)),))


def gone(folder: Path, words: str) -> list[tuple[str, str]]:
    """The edits that remove an entity and all that is said of it."""
    content = (folder / "c1.ann").read_text(encoding="utf-8")
    match = re.search(rf"^(T\d+)\t\w+ \d+ \d+\t{words}.*$", content, re.MULTILINE)
    assert match is not None
    name = match[1]
    lines = [line for line in content.split("\n") if re.search(rf"(^|[ :]){name}([ \t]|$)", line)]
    return [(f"^{re.escape(line)}\n", "") for line in lines]


def test_what_the_annotator_said_otherwise_is_wrong(tmp_path: Path) -> None:
    whole = made(tmp_path)
    number = {
        name: whole[name].gold for name in ("presence", "status", "site", "value", "held", "concept", "condition")
    }
    found = made(
        tmp_path,
        (r"^(A\d+\tPresence T\d+) suspected", r"\1 present"),
        (r"^(A\d+\tStatus T\d+) stopped", r"\1 paused"),
        (r"number=38;", "number=83;"),
        (r"concept=c:Fever\b", "concept=c:Cough"),
        (r"^R\d+\tHasSite Arg1:T\d+ Arg2:T\d+\n(?=R\d+\tHasCue|A)", ""),
    )
    # Each found, and one said otherwise.
    assert counts(found, "condition") == (number["condition"],) * 3
    assert counts(found, "presence") == (number["presence"] - 1, number["presence"], number["presence"])
    assert counts(found, "presence-suspected") == (0, 1, 0)
    assert counts(found, "status") == (number["status"] - 1, number["status"], number["status"])
    assert counts(found, "status-paused") == (0, 0, 1)
    assert counts(found, "status-stopped") == (0, 1, 0)
    assert counts(found, "held") == (1, 1, 1)
    assert counts(found, "held-because") == (1, 1, 1)
    assert counts(found, "held-status") == (0, 1, 1)
    assert counts(found, "value") == (number["value"] - 1, number["value"], number["value"])
    assert counts(found, "concept") == (number["concept"] - 1, number["concept"], number["concept"])
    assert found["presence-suspected"].precision.value == 0.0
    assert found["presence-suspected"].recall.value is None
    assert found["value"].f1.value == (number["value"] - 1) / number["value"]
    wrong = {d.measure: (d.cause, d.gold, d.system) for d in found.differences}
    assert wrong["presence"] == ("wrong", "present", "suspected")
    assert wrong["status"] == wrong["held-status"] == ("wrong", "paused", "stopped")
    assert wrong["concept"] == ("wrong", "Cough", "Fever")
    assert wrong["value"] == ("wrong", "thrombopénie: 83 10*9/L", "thrombopénie: 38 10*9/L")


def test_a_reason_that_the_annotator_removed_or_added(tmp_path: Path) -> None:
    found = made(tmp_path, (r"^R\d+\tReason Arg1:T\d+ Arg2:T\d+\n", ""))
    assert counts(found, "held") == (1, 1, 1)
    assert counts(found, "held-because") == (0, 1, 1)
    assert counts(found, "reason") == (0, 1, 0)
    assert found["reason"].recall.value is None
    said = {(d.measure, d.cause): (d.gold, d.system) for d in found.differences}
    assert said["held-because", "spurious"] == (None, "thrombopénie")
    assert said["reason", "spurious"][1] == "cisplatine → thrombopénie"


def test_a_mention_of_another_kind_and_one_of_other_words(tmp_path: Path) -> None:
    whole = made(tmp_path)
    start, drug = TEXT.index("pneumonie"), TEXT.index("Aspirine")
    found = made(
        tmp_path,
        (r"^(T\d+)\tTreatment \d+ \d+\tAspirine$", f"\\1\tProcedure {drug} {drug + 8}\tAspirine"),
        (r"^(T\d+)\tCondition \d+ \d+\tpneumonie$", f"\\1\tCondition {start} {start + 5}\tpneum"),
    )  # fmt: skip
    treatments = whole["treatment"].gold
    assert counts(found, "treatment") == (treatments - 1, treatments, treatments - 1)
    assert counts(found, "procedure")[::2] == (0, 1)
    conditions = whole["condition"].gold
    assert counts(found, "condition") == (conditions,) * 3
    assert counts(found, "condition-strict") == (conditions - 1, conditions, conditions)
    said = {d.measure: (d.cause, d.gold, d.system) for d in found.differences}
    assert said["mention"] == ("wrong", "procedure: Aspirine", "treatment: Aspirine")
    assert said["condition-strict"] == ("wrong", "pneum", "pneumonie")


def test_family_history_and_side(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        (r"^A\d+\tExperiencer T\d+ family\n", ""),
        (r"^(A\d+\tLaterality T\d+) left", r"\1 right"),
    )
    assert counts(found, "experiencer") == (0, 1, 0)
    assert counts(found, "presence-family") == (0, 1, 0)
    assert counts(found, "laterality") == (0, 1, 1)


def test_documents_with_nothing_annotated_count(tmp_path: Path) -> None:
    cases = [casegraph.build_text("Toux.", "one"), casegraph.build_text("Toux. Fièvre.", "two")]
    write_cases(cases, tmp_path, FORMATS["brat"])
    (tmp_path / "two.ann").write_text("", encoding="utf-8")
    found = casegraph.evaluate(tmp_path, cases)
    assert found.documents == ("one", "two")
    assert counts(found, "condition") == (1, 3, 1)
    assert found["condition"].recall.value == 1.0
    # Drawn without "one" there is no gold and no recall; those draws are left out.
    assert (found["condition"].recall.low, found["condition"].recall.high) == (1.0, 1.0)
    assert found["condition"].precision.low == 0.0


def test_gold_and_system_that_do_not_meet(tmp_path: Path) -> None:
    one, two = casegraph.build_text("Toux.", "one"), casegraph.build_text("Fièvre.", "two")
    found = casegraph.evaluate([one, two], [two, casegraph.build_text("Toux.", "three")])
    assert found.notices == (
        "1 documents of the gold have no statement in the system: one",
        "1 documents of the system are not in the gold and left out: three",
    )
    assert counts(found, "condition") == (1, 1, 2)
    with pytest.raises(InputError, match=r"the system: none of its documents \(two \.\.\.\) is in the gold \(one"):
        casegraph.evaluate([one], [two])
    with pytest.raises(InputError, match=r"one: the texts of gold and system differ from offset 4 on"):
        casegraph.evaluate([one], [casegraph.build_text("Toux sèche.", "one")])
    with pytest.raises(InputError, match="the gold has the document 'one' twice"):
        casegraph.evaluate([one, one], [one])
    with pytest.raises(InputError, match="no such file or folder"):
        casegraph.evaluate(tmp_path / "nothing")
    (tmp_path / "x.csv").write_text("a", encoding="utf-8")
    with pytest.raises(InputError, match="neither BRAT nor JSON Lines"):
        casegraph.evaluate(tmp_path / "x.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"holds no \.ann file"):
        casegraph.evaluate(tmp_path / "empty")
    with pytest.raises(InputError, match=r"holds no \.ann and no \.jsonl file"):
        casegraph.evaluate([one], tmp_path / "empty")


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def span(words: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


GUIDE: dict[str, Any] = {
    "id": "c1",
    "held": [{"what": span("cisplatine"), "status": "stopped", "reason": span("thrombopénie")}],
    "labs": [
        {"analyte": span("Hb"), "value": span("9,8"), "unit": "g/dL", "number": 9.8},
        {"analyte": span("thrombopénie"), "value": span("38 G/L"), "unit": "G/L", "number": 83},
    ],
    "treatments": [{"what": span("Aspirine"), "status": "given"}, {"what": span("poumon"), "status": "given"}],
    "problems": [
        {"what": span("thrombopénie"), "presence": "present"},
        {"what": span("fièvre"), "presence": "absent"},
        {"what": span("pneumonie"), "presence": "present"},
        {"what": span("cancer du sein"), "presence": "family"},
    ],
}


def test_gold_that_lists_what_was_held_labs_treatments_problems(tmp_path: Path) -> None:
    texts = lines(tmp_path / "texts.jsonl", {"id": "c1", "text": TEXT}, {"id": "c2", "text": "Toux."})
    gold = lines(tmp_path / "gold.jsonl", GUIDE, {"id": "c2", "held": []})
    found = casegraph.evaluate(gold, texts=texts)
    assert counts(found, "held") == counts(found, "held-because") == counts(found, "held-status") == (1, 1, 1)
    assert counts(found, "value") == (1, 2, 2)
    assert "value-unit" not in found
    assert counts(found, "treatments-given") == (1, 1, 2)
    assert found["treatments-given"].precision.value is None
    assert found["treatments-given"].main.value == 0.5
    # "Toux sèche" is not in the gold; the second document has no list of problems and is not measured there.
    assert counts(found, "condition") == (4, 5, 4)
    assert counts(found, "presence") == (3, 5, 4)
    assert counts(found, "presence-family") == (1, 1, 1)
    said = {(d.measure, d.cause): (d.gold, d.system) for d in found.differences}
    assert said == {
        ("condition", "spurious"): (None, said["condition", "spurious"][1]),
        ("treatments-given", "missing"): ("poumon", None),
        ("presence", "wrong"): ("present", "suspected"),
        ("value", "wrong"): ("thrombopénie: 83", "thrombopénie: 38 10*9/L"),
    }


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "neither": ({"id": "c1", "text": "Toux."}, r"gold\.jsonl:1: neither a statement record nor"),
    "no list": ({"id": "c1", "held": 3}, r"gold\.jsonl:1: held is no list of objects"),
    "no span": (
        {"id": "c1", "problems": [{"what": "toux", "presence": "absent"}]},
        r"gold\.jsonl:1: what is no .*start",
    ),
    "presence": (
        {"id": "c1", "problems": [{"what": span("fièvre"), "presence": "no"}]},
        r"gold\.jsonl:1: presence is none of present, absent",
    ),
    "number": (
        {"id": "c1", "labs": [{"analyte": span("Hb"), "value": span("9,8"), "number": "9,8"}]},
        r"gold\.jsonl:1: number is no number and not null",
    ),
    "words": (
        {"id": "c1", "problems": [{"what": {"text": "toux", "start": 0, "end": 4}, "presence": "absent"}]},
        r"gold\.jsonl: c1: the words are not those that the text has at 0 to 4; give the text that was annotated",
    ),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_broken_gold_is_an_error(name: str, tmp_path: Path) -> None:
    row, message = BROKEN[name]
    texts = lines(tmp_path / "texts.jsonl", {"id": "c1", "text": TEXT})
    with pytest.raises(InputError, match=message) as raised:
        casegraph.evaluate(lines(tmp_path / "gold.jsonl", row), texts=texts)
    assert "\n" not in str(raised.value)


def test_gold_of_records_that_a_person_corrected(tmp_path: Path) -> None:
    case = casegraph.build_text(TEXT, "c1")
    rows = [to_json(record) for record in case.records]
    for row in rows:
        if row["text"] == "fièvre":
            row["presence"] = "present"
    gold, texts = lines(tmp_path / "gold.jsonl", *rows), lines(tmp_path / "t.jsonl", {"id": "c1", "text": TEXT})
    found = casegraph.evaluate(gold, texts=texts)
    assert counts(found, "presence-absent") == (0, 1, 0)
    assert [d.sentence for d in found.differences] == ["Pas de fièvre."]
    # Without the texts there is nothing to read, but what was built can be compared.
    with pytest.raises(InputError, match="the gold has no text of 'c1' to read; give the texts with --texts"):
        casegraph.evaluate(gold)
    assert [d.sentence for d in casegraph.evaluate(gold, [replace(case, document=case.document)]).differences] == [
        "Pas de fièvre."
    ]
    with pytest.raises(InputError, match=r"the id m1 of c1 stands in .*gold\.jsonl:1 already"):
        casegraph.evaluate(lines(tmp_path / "gold.jsonl", rows[0], rows[0]), [case])


def test_the_result_is_typed_and_frozen() -> None:
    case = casegraph.build_text(TEXT, "c1")
    found = casegraph.evaluate([case], [case])
    assert repr(found).startswith("<Evaluation: 1 documents, ")
    with pytest.raises(FrozenInstanceError):
        found.draws = 3  # type: ignore[misc]
    assert found.figure("held") == found.figure("held.recall") == 1.0
    with pytest.raises(ParameterError, match=r"nothing was measured as 'heldd'; there are mention"):
        found["heldd"]
    with pytest.raises(ParameterError, match=r"held\.f2: a measure has precision, recall, f1"):
        found.figure("held.f2")
    # One document says nothing of others: no interval.
    assert found["held"].f1.low is None
    head, *rows = found.to_csv().splitlines()
    assert head == (
        "measure,group,hits,system,gold,precision,precision_low,precision_high,recall,recall_low,recall_high,"
        "f1,f1_low,f1_high"
    )
    assert len(rows) == len(found.measures)
    assert json.loads(found.to_json())["measures"][0]["measure"] == "mention"


def test_every_measure_is_described_once() -> None:
    path = Path(casegraph.__file__).parent / "evaluation" / "measures.tsv"
    names = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert len(names) == len(set(names)) == len(measure_names())


NAMES = {
    "held: what": "held",
    "held: what and why": "held-because",
    "labs: analyte and value": "value",
    "treatments: recall only": "treatments-given",
    "problems: found (relaxed)": "condition",
    "problems: absent (end to end)": "presence-absent",
    "problems: suspected (end to end)": "presence-suspected",
    "problems: family (end to end)": "presence-family",
}
_LINE = re.compile(r"^(.+?)\s+P .*\((\d+) of (\d+) gold, (\d+) predicted\)$")
_RATIO = re.compile(r"^(.+?)\s+(\d+)/(\d+)")


def test_the_figures_are_those_of_the_reference_scorer(shared: Path, tmp_path: Path) -> None:
    gold, said = shared / "gold" / "dev.jsonl", tmp_path / "said.jsonl"
    wanted = {json.loads(line)["id"] for line in gold.read_text(encoding="utf-8").splitlines()}
    texts = shared / "corpora" / "fracco-train.jsonl.gz"
    write_cases((read(d) for d in documents([str(texts)]) if d.id in wanted), said, FORMATS["jsonl"])
    found = casegraph.evaluate(gold, said)
    scorer = [sys.executable, str(shared / "score" / "score.py"), "gold", str(gold), str(said)]
    printed = subprocess.run(scorer, capture_output=True, text=True, check=True).stdout.splitlines()
    theirs = {m[1]: (int(m[2]), int(m[4]), int(m[3])) for line in printed if (m := _LINE.match(line))}
    assert {name: counts(found, ours) for name, ours in NAMES.items()} == theirs
    ratios = {m[1]: (int(m[2]), int(m[3])) for line in printed if (m := _RATIO.match(line))}
    assert ratios == {
        "held: same status on hits": (found["held-status"].hits, found["held"].hits),
        "problems: same presence on hits": (found["presence"].hits, found["condition"].hits),
    }
    # Reading the texts now gives what reading them before gave.
    again = casegraph.evaluate(gold, texts=texts, draws=0)
    assert [counts(again, m.name) for m in found.measures] == [counts(found, m.name) for m in found.measures]


def test_the_annotators_page_names_every_measure() -> None:
    page = (Path(__file__).parents[2] / "docs" / "annotation.md").read_text(encoding="utf-8")
    grouped = ("-strict", "presence-", "status-")
    assert [n for n in measure_names() if f"`{n}`" not in page and not any(g in n for g in grouped)] == []


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_statements_are_their_own_gold_in_any_order(case: Case, chance: random.Random) -> None:
    shuffled = chance.sample(case.records, len(case.records))
    found = casegraph.evaluate([case], [replace(case, records=tuple(shuffled))], draws=0)
    assert found.differences == ()
    assert {measure.name: measure.main.value for measure in found.measures if measure.main.value != 1.0} == {}
