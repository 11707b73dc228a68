"""BRAT standoff files."""

from __future__ import annotations

import re

import casegraph
from casegraph.exchange.brat.writer import annotation_conf, to_brat
from casegraph.exchange.formats import FORMATS, losses
from casegraph.exchange.losses import Ledger
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.records import Case
from tests.graph.made import Made, rich_case


def annotated(case: Case) -> tuple[str, list[str]]:
    text, annotations = to_brat(case, DEFAULT_OPTIONS, Ledger(case))
    return text.decode(), annotations.decode().splitlines()


def starting(lines: list[str], kind: str) -> list[str]:
    return [line for line in lines if line.startswith(kind)]


def test_entities_quote_the_text_at_their_offsets() -> None:
    text, lines = annotated(rich_case())
    assert text == rich_case().document.text
    for line in starting(lines, "T"):
        name, where, words = line.split("\t")
        assert re.fullmatch(r"T\d+", name)
        pieces = [piece.split() for piece in where.split(" ", 1)[1].split(";")]
        assert " ".join(text[int(start) : int(end)] for start, end in pieces) == words


def test_each_record_is_an_entity_of_its_kind() -> None:
    _, lines = annotated(rich_case())
    kinds = [line.split("\t")[1].split()[0] for line in starting(lines, "T")]
    assert kinds[:8] == [
        "Patient", "Condition", "Encounter", "Observation", "Observation", "Observation", "Condition", "Procedure",
    ]  # fmt: skip
    assert {"Value", "Site", "Dose", "Frequency", "Cycle", "Route", "Duration", "Time", "Cue"} < set(kinds)


def test_a_discontinuous_mention_has_its_parts() -> None:
    _, lines = annotated(rich_case())
    (line,) = [line for line in lines if line.endswith("\thépatite C")]
    assert re.search(r"Condition \d+ \d+;\d+ \d+\t", line)


def test_a_mention_over_two_lines_is_cut_at_the_line_end() -> None:
    made = Made("Fièvre\n\nhectique.")
    made.add("condition", "Fièvre\n\nhectique", presence="present")
    _, lines = annotated(made.case())
    assert lines[0] == "T1\tCondition 0 6;8 16\tFièvre hectique"


def test_relations_attributes_codes_and_notes() -> None:
    made = Made("Cisplatine 80 mg arrêté pour fièvre à gauche.")
    made.add(
        "treatment", "Cisplatine", "Cisplatin", status="stopped", reasons=("m2",), dose=made.dose("80 mg", 80, "mg")
    )
    made.add(
        "condition",
        "fièvre",
        "Fever",
        presence="present",
        laterality="left",
        history=True,
        severity="haute",
        codes=("ncit:C3038", "hpo:0001945"),
        label=(("fr", "fièvre"), ("en", "fever")),
    )
    _, lines = annotated(made.case())
    assert lines == [
        "T1\tTreatment 0 10\tCisplatine",
        "T2\tCondition 29 35\tfièvre",
        "T3\tDose 11 16\t80 mg",
        "#1\tAnnotatorNotes T3\tnumber=80; unit=mg; of=80 mg",
        "R1\tHasDose Arg1:T1 Arg2:T3",
        "R2\tReason Arg1:T1 Arg2:T2",
        "A1\tStatus T1 stopped",
        "#2\tAnnotatorNotes T1\tconcept=c:Cisplatin",
        "A2\tPresence T2 present",
        "A3\tLaterality T2 left",
        "A4\tHistory T2",
        "N1\tReference T2 ncit:C3038\tfièvre",
        "N2\tReference T2 hpo:0001945\tfièvre",
        "#3\tAnnotatorNotes T2\tconcept=c:Fever; severity=haute",
    ]


def test_a_part_that_records_share_is_one_entity() -> None:
    made = Made("Fièvre et toux le matin.")
    time = made.time("le matin")
    for words in ("Fièvre", "toux"):
        made.add("condition", words, presence="present", time=time)
    _, lines = annotated(made.case())
    assert [line for line in lines if "\tTime " in line] == ["T3\tTime 15 23\tle matin"]
    assert [line.split("\t")[1] for line in starting(lines, "R")] == [
        "HasTime Arg1:T1 Arg2:T3",
        "HasTime Arg1:T2 Arg2:T3",
    ]


def test_an_inferred_record_rests_on_its_basis() -> None:
    made = Made("Plaquettes 30.")
    made.add("observation", "Plaquettes", "PlateletCount", value=made.value("30", 30.0, "10*9/L"))
    made.add("condition", "Plaquettes", "Thrombocytopenia", inferred=True, rule="low-platelets", based_on=("m1",))
    _, lines = annotated(made.case())
    assert "A1\tInferred T2" in lines
    assert any(line.endswith("\tBasedOn Arg1:T2 Arg2:T1") for line in lines)


def test_the_configuration_declares_what_the_annotations_use() -> None:
    conf = annotation_conf().decode()
    sections = dict(re.findall(r"\[(\w+)\]\n((?:.+\n)*)", conf))
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    _, lines = annotated(rich_case())
    declared = {name: {row.split("\t")[0] for row in rows.splitlines()} for name, rows in sections.items()}
    assert {line.split("\t")[1].split()[0] for line in starting(lines, "T")} <= declared["entities"]
    assert {line.split("\t")[1].split()[0] for line in starting(lines, "R")} <= declared["relations"]
    assert {line.split("\t")[1].split()[0] for line in starting(lines, "A")} <= declared["attributes"]


def test_what_brat_does_not_say_is_told() -> None:
    case = rich_case()
    found = losses(case, FORMATS["brat"])
    assert {(loss.field, loss.how) for loss in found} == {("value", "narrowed"), ("components", "dropped")}
    example = losses(casegraph.example("hellp-syndrome"), FORMATS["brat"])
    assert {(loss.field, loss.how) for loss in example} <= {
        ("value", "narrowed"), ("label", "narrowed"), ("section", "dropped"), ("components", "dropped"),
    }  # fmt: skip
