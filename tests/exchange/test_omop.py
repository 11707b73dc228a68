"""OMOP tables: valid by the CDM's field table, and true to what is present, absent, held and of others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import casegraph
from casegraph.anchors import Anchor, Anchors, read_anchors
from casegraph.errors import InputError, OutputError
from casegraph.exchange.formats import format_named, losses, render, write_case, write_cases
from casegraph.exchange.losses import Ledger
from casegraph.exchange.omop import NO_BIRTH, NO_DATE, NO_DAY, TABLES
from casegraph.exchange.omop.ids import Ids
from casegraph.exchange.omop.schema import tables
from casegraph.graph.options import GraphOptions
from casegraph.records import Case

OMOP = format_named("omop")
DATED = GraphOptions(anchors=read_anchors("2024-02-10"))
#: The columns of the 11 tables in OHDSI's own definition of the CDM 5.4, as numbers to hold ours against.
_COLUMNS = {"person": 18, "observation_period": 5, "visit_occurrence": 17, "condition_occurrence": 16,
            "drug_exposure": 23, "procedure_occurrence": 16, "measurement": 23, "observation": 21, "death": 7,
            "note": 16, "note_nlp": 14}  # fmt: skip
_ARROW = {"integer": pa.int32(), "float": pa.float64(), "date": pa.date32(), "datetime": pa.timestamp("us")}

Rows = list[dict[str, Any]]
Written = dict[str, Rows]


def read(folder: Path) -> Written:
    return {path.stem: parquet.read_table(path).to_pylist() for path in folder.glob("*.parquet")}


def check(folder: Path) -> Written:
    """Hold the tables of a folder against the field table: columns, types, what is required, lengths, keys."""
    found = read(folder)
    assert found.keys() == tables().keys()
    for name, table in tables().items():
        schema = parquet.read_schema(folder / f"{name}.parquet")
        assert schema.names == [field.name for field in table.fields]
        for field in table.fields:
            column = schema.field(field.name)
            assert column.type == _ARROW.get(field.type, pa.string())
            assert column.nullable != field.required
            cells = [row[field.name] for row in found[name]]
            if field.required:
                assert None not in cells, (name, field.name)
            if field.length is not None:
                assert all(len(cell) <= field.length for cell in cells if cell is not None), (name, field.name)
            if field.primary:
                assert len(set(cells)) == len(cells)
                assert all(0 < cell < 2**31 for cell in cells)
            if field.references in found:
                keys = {row[f"{field.references}_id"] for row in found[field.references]}
                assert {cell for cell in cells if cell is not None} <= keys, (name, field.name)
    _check_days(found)
    return found


def _check_days(found: Written) -> None:
    periods = {row["person_id"]: row for row in found["observation_period"]}
    assert periods.keys() == {row["person_id"] for row in found["person"]}
    visits = {row["visit_occurrence_id"]: row for row in found["visit_occurrence"]}
    for name, rows in found.items():
        starts = [f.name for f in tables()[name].fields if f.name.endswith(("_start_date", f"{name}_date"))]
        for row in rows:
            for start in starts:
                end = row.get(start.replace("_start_", "_end_")) or row[start]
                assert row[start] <= end
                if name in ("person", "note"):
                    continue
                period = periods[row["person_id"]]
                assert period["observation_period_start_date"] <= row[start], (name, row)
                assert row[start] <= period["observation_period_end_date"]
                visit = visits.get(row.get("visit_occurrence_id")) if name != "visit_occurrence" else None
                if visit is not None:
                    assert visit["visit_start_date"] <= row[start] <= visit["visit_end_date"]


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Written]:
    """Write texts as tables, checked, and give their rows."""

    def write(*texts: str, options: GraphOptions = DATED, born: int | None = 1960) -> Written:
        cases = [casegraph.build_text(text, f"case-{number}") for number, text in enumerate(texts)]
        if born is not None and options is DATED:
            options = GraphOptions(anchors=Anchors(Anchor(date(2024, 2, 10), year_of_birth=born)))
        write_cases(cases, tmp_path / "omop", OMOP, options)
        return check(tmp_path / "omop")

    return write


def values(rows: Iterable[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_the_field_table() -> None:
    assert {name: len(table.fields) for name, table in tables().items()} == _COLUMNS
    kinds = {field.type for table in tables().values() for field in table.fields}
    lengths = {f"varchar({n})" for n in (1, 10, 20, 50, 60, 250, 2000, "MAX")}
    assert kinds == {"integer", "float", "date", "datetime"} | lengths
    order = list(tables())
    assert tuple(order) == TABLES
    for name, table in tables().items():
        first = table.fields[0]
        assert first.required
        assert first.primary == (first.name == f"{name}_id") == (name != "death")
        for field in table.fields:
            if field.references in order and field.name != "preceding_visit_occurrence_id" and not field.primary:
                assert order.index(field.references) < order.index(name)


def test_every_example(tmp_path: Path) -> None:
    cases = [casegraph.example(name) for name in casegraph.examples()]
    told: list[Ledger] = []
    paths = write_cases(cases, tmp_path / "omop", OMOP, DATED, told.append)
    found = check(tmp_path / "omop")
    assert [ledger.case.id for ledger in told] == [case.id for case in cases]
    assert len(found["person"]) == len(found["note"]) == len(cases)
    assert {row["note_text"] for row in found["note"]} == {case.document.text for case in cases}
    for name in ("condition_occurrence", "drug_exposure", "measurement", "procedure_occurrence", "observation"):
        assert found[name], name
    by_note = {row["note_id"]: row["note_text"] for row in found["note"]}
    for row in found["note_nlp"]:
        start = int(row["offset"])
        words = by_note[row["note_id"]][start : start + len(row["lexical_variant"])]
        assert words == row["lexical_variant"]
    # Read back by those who read such tables.
    query = (
        f"SELECT count(*) FROM '{tmp_path}/omop/drug_exposure.parquet' d JOIN '{tmp_path}/omop/person.parquet' p "
        "USING (person_id) WHERE d.drug_exposure_end_date >= d.drug_exposure_start_date AND p.year_of_birth > 1900"
    )
    with duckdb.connect() as base:
        counted = base.execute(query).fetchall()
    assert counted == [(len(found["drug_exposure"]),)]
    assert len(pd.read_parquet(tmp_path / "omop" / "measurement.parquet")) == len(found["measurement"])
    assert all(path.is_file() for path in paths)


def test_the_sample_case(sample_case: Case, tmp_path: Path) -> None:
    write_case(sample_case, tmp_path / "omop", OMOP, DATED)
    found = check(tmp_path / "omop")
    platelets = [row for row in found["measurement"] if row["measurement_source_value"] == "LOINC:777-3"]
    assert (date(2024, 2, 14), 35.0) in values(platelets, "measurement_date", "value_as_number")
    assert not any("C64374" in row["drug_source_value"] for row in found["drug_exposure"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("À J3, thrombopénie.", {"condition_occurrence": [date(2024, 2, 12)]}),
        ("Le 5 mars 2024, embolie pulmonaire.", {"condition_occurrence": [date(2024, 3, 5)]}),
        ("Thrombopénie.", {}),
        ("À J3, pas de fièvre.", {}),
        ("À J3, suspicion d'embolie pulmonaire.", {}),
        ("À J3, risque de saignement.", {}),
        ("En mars 2023, embolie pulmonaire.", {}),
        ("Antécédents : infarctus du myocarde en 2015.", {"observation": [date(2024, 2, 10)]}),
        ("Antécédents familiaux : cancer du sein chez la mère.", {"observation": [date(2024, 2, 10)]}),
        ("Pas de cancer du sein dans la famille.", {}),
        ("Décès à J9.", {"death": [date(2024, 2, 18)]}),
        ("À J2, natrémie à 128 mmol/L.", {"measurement": [date(2024, 2, 11)]}),
        ("Natrémie à 128 mmol/L.", {}),
        ("À J2, scanner thoracique.", {"procedure_occurrence": [date(2024, 2, 11)]}),
        ("À J2, le scanner n'a pas été fait en raison d'une panne.", {}),
        ("Scanner prévu à J2.", {}),
    ],
)
def test_what_becomes_an_event(written: Callable[..., Written], text: str, expected: dict[str, list[date]]) -> None:
    found = written(text)
    events = {}
    for name in (
        "condition_occurrence",
        "observation",
        "measurement",
        "procedure_occurrence",
        "drug_exposure",
        "death",
    ):
        day = next(f.name for f in tables()[name].fields if f.name.endswith("_date"))
        if found[name]:
            events[name] = [row[day] for row in found[name]]
    assert events == expected


@pytest.mark.parametrize(
    ("text", "exists", "modifiers"),
    [
        ("Présence d'une thrombopénie.", "Y", set()),
        ("Pas de fièvre.", "N", {"Negation=true"}),
        ("Suspicion d'embolie pulmonaire.", None, {"Uncertain=true"}),
        ("Diabète chez la mère.", "N", {"Subject=family (mother)"}),
        ("Le cétuximab n'a pas été administré.", "N", {"Status=withheld"}),
        ("Rituximab prévu.", None, {"Status=planned"}),
        ("Cisplatine arrêté.", "Y", {"Status=stopped"}),
        ("Épistaxis sévère.", "Y", {"Severity=severe"}),
    ],
)
def test_terms(written: Callable[..., Written], text: str, exists: str | None, modifiers: set[str]) -> None:
    (term,) = written(text)["note_nlp"]
    assert term["term_exists"] == exists
    assert modifiers <= set(term["term_modifiers"].split(";"))
    assert term["term_temporal"] == (None if "prévu" in text else "Present")
    assert term["snippet"] == text
    assert text[int(term["offset"]) :].startswith(term["lexical_variant"])


def test_why_something_was_withheld_stands_with_the_term(written: Callable[..., Written]) -> None:
    found = written("À J2, le bévacizumab n'a pas été administré en raison d'une thrombopénie.")
    assert not found["drug_exposure"]
    (drug,) = [row for row in found["note_nlp"] if row["lexical_variant"] == "bévacizumab"]
    assert {"Status=withheld", "Reason=thrombopénie", "Time=J2"} <= set(drug["term_modifiers"].split(";"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("À J2, début de la vancomycine. Vancomycine arrêtée à J9 en raison d'une insuffisance rénale.",
         [(date(2024, 2, 11), date(2024, 2, 18), "insuffisance rénale", 8)]),
        ("Vancomycine arrêtée à J9 pour allergie.", [(date(2024, 2, 18), date(2024, 2, 18), "allergie", 1)]),
        ("À J2, début du méthotrexate. Méthotrexate suspendu à J5 pour mucite. Méthotrexate repris à J12.",
         [(date(2024, 2, 11), date(2024, 2, 14), "mucite", 4), (date(2024, 2, 21), date(2024, 2, 21), None, None)]),
        ("À J2, début de l'héparine.", [(date(2024, 2, 11), date(2024, 2, 11), None, None)]),
        ("Héparine contre-indiquée à J2 en raison d'une thrombopénie.", []),
        ("La chimiothérapie a été refusée à J2.", []),
        ("La chimiothérapie est reportée à J2 du fait d'une neutropénie.", []),
    ],
)  # fmt: skip
def test_exposures(
    written: Callable[..., Written], text: str, expected: list[tuple[date, date, str | None, int | None]]
) -> None:
    names = ("drug_exposure_start_date", "drug_exposure_end_date", "stop_reason", "days_supply")
    assert values(written(text)["drug_exposure"], *names) == expected


def test_how_a_drug_was_given(written: Callable[..., Written]) -> None:
    (drug,) = written("À J1, amoxicilline 1 g trois fois par jour per os.")["drug_exposure"]
    assert drug["sig"].startswith("1 g")
    assert (drug["dose_unit_source_value"], drug["route_source_value"], drug["route_concept_id"]) == ("g", "per os", 0)
    assert drug["drug_source_value"] == "ATC:J01CA04"


def test_pressures_bounds_and_words(written: Callable[..., Written]) -> None:
    found = written("À J1, PA 130/80 mmHg, troponine < 5 ng/L. À J2, la sérologie VIH est négative.")["measurement"]
    names = ("measurement_source_value", "value_as_number", "unit_source_value", "value_source_value")
    said = values(found, *names)
    assert ("LOINC:8480-6", 130.0, "mm[Hg]", "130/80 mmHg") in said
    assert ("LOINC:8462-4", 80.0, "mm[Hg]", "130/80 mmHg") in said
    # Without the vocabulary there is no operator, and 5 alone would be another result.
    assert [row[1:] for row in said if row[3] == "< 5 ng/L"] == [(None, "ng/L", "< 5 ng/L")]
    assert [row[1:3] for row in said if row[3] == "négative"] == [(None, None)]


def test_the_stay_holds_its_events(written: Callable[..., Written]) -> None:
    found = written("Patiente hospitalisée pour fièvre. À J2, pneumopathie. Sortie à J6.")
    (stay,) = found["visit_occurrence"]
    assert (stay["visit_start_date"], stay["visit_end_date"]) == (date(2024, 2, 10), date(2024, 2, 15))
    (condition,) = found["condition_occurrence"]
    assert condition["visit_occurrence_id"] == stay["visit_occurrence_id"] == found["note"][0]["visit_occurrence_id"]
    assert found["note"][0]["note_date"] == date(2024, 2, 15)


def test_persons(written: Callable[..., Written]) -> None:
    found = written("Femme de 45 ans.", "Homme de 71 ans.", born=None)
    names = ("person_source_value", "gender_source_value", "year_of_birth", "gender_concept_id")
    assert values(found["person"], *names) == [("case-0", "female", 1979, 0), ("case-1", "male", 1953, 0)]


def test_two_reports_of_one_person(written: Callable[..., Written], tmp_path: Path) -> None:
    table = tmp_path / "dates.csv"
    table.write_text(
        "id,index_date,person_id,year_of_birth\ncase-0,2023-01-02,17,1950\ncase-1,2024-05-01,17,1950\n",
        encoding="utf-8",
    )
    options = GraphOptions(anchors=read_anchors(str(table)))
    found = written("À J3, fièvre. Décès à J9.", "À J3, toux.", options=options)
    assert values(found["person"], "person_id", "year_of_birth") == [(17, 1950)]
    assert values(found["observation_period"], "observation_period_start_date", "observation_period_end_date") == [
        (date(2023, 1, 2), date(2024, 5, 3))
    ]
    assert {row["person_id"] for row in found["condition_occurrence"]} == {17}


def test_a_case_that_the_tables_cannot_hold_is_told_of(tmp_path: Path) -> None:
    cases = [
        casegraph.build_text(text, name) for name, text in (("a", "Femme de 45 ans."), ("b", "Toux."), ("c", "Toux."))
    ]
    anchors = Anchors(by_id={"a": Anchor(date(2024, 2, 10)), "b": Anchor(date(2024, 2, 10))})
    told: list[Ledger] = []
    with pytest.warns(UserWarning, match="left out: ") as warned:
        write_cases(cases, tmp_path / "omop", OMOP, GraphOptions(anchors=anchors), told.append)
    assert [str(w.message) for w in warned] == [f"left out: b: {NO_BIRTH}", f"left out: c: {NO_DAY}"]
    assert values(check(tmp_path / "omop")["person"], "person_source_value") == [("a",)]
    assert [{loss.why for loss in ledger.losses()} for ledger in told[1:]] == [{NO_BIRTH}, {NO_DAY}]


def test_what_cannot_be_written_says_why(tmp_path: Path) -> None:
    case = casegraph.build_text("Femme de 45 ans.")
    with pytest.raises(InputError, match=r"OMOP wants dates.*--index-date"):
        write_case(case, tmp_path / "omop", OMOP)
    with pytest.raises(InputError, match="no case could be written; case: a person needs a year of birth"):
        write_case(casegraph.build_text("À J3, toux."), tmp_path / "omop", OMOP, DATED)
    assert not list(tmp_path.rglob("*.parquet"))
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match=r"is a file; omop writes person\.parquet"):
        write_case(case, tmp_path / "file", OMOP, DATED)
    with pytest.raises(OutputError, match="omop writes 11 files; name a folder with -o"):
        next(render([case], OMOP, DATED))


def test_losses_are_told() -> None:
    def why(text: str) -> dict[tuple[str, str], str]:
        text = f"Femme de 45 ans. {text}"
        return {(loss.text, loss.field): loss.why for loss in losses(casegraph.build_text(text), OMOP, DATED)}

    assert why("Thrombopénie.")["Thrombopénie", "presence"] == NO_DATE
    assert why("Natrémie à 128 mmol/L.")["Natrémie", "value"] == NO_DATE
    assert "only in words" in why("À J3, suspicion d'embolie pulmonaire.")["embolie pulmonaire", "presence"]
    stopped = why("À J2, vancomycine arrêtée pour une insuffisance rénale aiguë.")
    assert stopped["vancomycine", "status"] == "since when is not told: written for the day of the stop"
    assert stopped["vancomycine", "reasons"] == "a stop reason holds 20 characters"
    assert ("fièvre", "presence") not in why("À J3, fièvre.")
    assert why("Femme")["Femme de 45 ans", "age"].startswith("an age is written as the year of birth")


def test_ids_do_not_depend_on_what_stands_beside(written: Callable[..., Written]) -> None:
    text = "Femme de 45 ans. À J3, fièvre."
    one = written(text, born=None)
    both = written(text, "Homme de 20 ans. À J3, toux.", born=None)
    assert one["condition_occurrence"][0] in both["condition_occurrence"]
    assert one["person"][0] in both["person"]


def test_ids_are_free_and_fit() -> None:
    ids = Ids([7])
    made = [ids.make("person", str(number)) for number in range(2000)]
    assert len(set(made) | {7}) == 2001
    assert Ids([7]).make("person", "0") == made[0]
    taken = Ids([made[0]])
    assert taken.make("person", "0") == made[0] + 1


def test_the_same_bytes_again_and_as_csv(tmp_path: Path) -> None:
    case = casegraph.example("breast-cancer-pancytopenia")
    first = write_case(case, tmp_path / "a", OMOP, DATED)
    second = write_case(case, tmp_path / "b", OMOP, DATED)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    write_case(case, tmp_path / "csv", format_named("omop-csv"), DATED)
    for path in first:
        rows = pd.read_csv(tmp_path / "csv" / f"{path.stem}.csv", keep_default_na=False)
        assert list(rows.columns) == [field.name for field in tables()[path.stem].fields]
        assert len(rows) == parquet.read_metadata(path).num_rows


@dataclass
class Athena:
    """A folder of vocabularies as Athena packs them, of made-up concepts."""

    folder: Path

    def write(self, concepts: list[tuple[Any, ...]], maps: list[tuple[int, int]]) -> None:
        head = "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code"
        rows = [f"{head}\tvalid_start_date\tvalid_end_date\tinvalid_reason"]
        rows += ["\t".join([*map(str, c[:4]), "x", c[4], c[5], "19700101", "20991231", ""]) for c in concepts]
        (self.folder / "CONCEPT.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        rows = ["concept_id_1\tconcept_id_2\trelationship_id\tvalid_start_date\tvalid_end_date\tinvalid_reason"]
        rows += [f"{a}\t{b}\tMaps to\t19700101\t20991231\t" for a, b in maps]
        rows += [f"{a}\t{b}\tIs a\t19700101\t20991231\t" for a, b in [(11, 99), (99, 11)]]
        (self.folder / "CONCEPT_RELATIONSHIP.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def vocabulary(tmp_path: Path) -> Path:
    folder = tmp_path / "athena"
    folder.mkdir()
    Athena(folder).write(
        [
            (11, 'Fever, "unspecified"', "Condition", "SNOMED", "S", "386661006"),
            (12, "Tocolytic", "Drug", "ATC", "", "C01BD01"),
            (13, "amiodarone", "Drug", "RxNorm", "S", "703"),
            (14, "Sodium", "Measurement", "LOINC", "S", "2951-2"),
            (15, "millimole per liter", "Unit", "UCUM", "S", "mmol/L"),
            (16, "FEMALE", "Gender", "Gender", "S", "F"),
            (17, "NLP", "Type Concept", "Type Concept", "S", "n"),
            (18, "Family history of clinical finding", "Observation", "SNOMED", "S", "f"),
            (19, "<", "Meas Value Operator", "SNOMED", "S", "o"),
            (20, "Bacteremia", "Observation", "SNOMED", "S", "5758002"),
            (21, "French language", "Language", "SNOMED", "S", "l"),
            (99, "other", "Condition", "SNOMED", "S", "1"),
        ],
        [(12, 13), (11, 11)],
    )
    return folder


def test_a_vocabulary_gives_the_concepts(written: Callable[..., Written], vocabulary: Path) -> None:
    options = GraphOptions(anchors=read_anchors("2024-02-10"), vocabulary=vocabulary)
    found = written(
        "Femme de 45 ans. À J2, fièvre. Fièvre chez la mère. À J2, début de l'amiodarone. À J3, natrémie < 128 mmol/L. "
        "À J3, bactériémie. À J3, toux.",
        options=options,
    )
    names = (
        "condition_concept_id",
        "condition_source_concept_id",
        "condition_source_value",
        "condition_type_concept_id",
    )
    conditions = values(found["condition_occurrence"], *names)
    assert conditions[0] == (11, 11, "SNOMED:386661006", 17)
    # What no concept of the vocabulary stands for is 0, its code kept.
    assert [row[:2] for row in conditions[1:]] == [(0, 0)]
    assert values(found["drug_exposure"], "drug_concept_id", "drug_source_concept_id") == [(13, 12)]
    columns = ("measurement_concept_id", "operator_concept_id", "value_as_number", "unit_concept_id")
    assert values(found["measurement"], *columns) == [(14, 19, 128.0, 15)]
    assert values(found["person"], "gender_concept_id") == [(16,)]
    # A concept goes to the table of its domain.
    pairs = values(found["observation"], "observation_concept_id", "value_as_concept_id")
    assert sorted(pairs, key=str) == [(18, 11), (20, None)]
    assert values(found["note"], "language_concept_id") == [(21,)]
    fever = next(row for row in found["note_nlp"] if row["lexical_variant"] == "fièvre")
    assert (fever["note_nlp_concept_id"], fever["note_nlp_source_concept_id"]) == (11, 11)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("CONCEPT.csv", None, "CONCEPT.csv is missing"),
        ("CONCEPT.csv", "concept_id,concept_name\n1,x\n", "the columns .* are missing; it is tab-separated"),
        ("CONCEPT_RELATIONSHIP.csv", "a\tb\n1\t2\n", "the columns .* are missing"),
    ],
)
def test_what_is_no_vocabulary(vocabulary: Path, tmp_path: Path, name: str, content: str | None, message: str) -> None:
    if content is None:
        (vocabulary / name).unlink()
    else:
        (vocabulary / name).write_text(content, encoding="utf-8")
    options = GraphOptions(anchors=read_anchors("2024-02-10"), vocabulary=vocabulary)
    with pytest.raises(InputError, match=message):
        write_case(casegraph.build_text("Femme de 45 ans."), tmp_path / "omop", OMOP, options)


def test_the_command(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Homme de 60 ans. Toux. À J3, fièvre.", encoding="utf-8")

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "casegraph", *map(str, words)], capture_output=True, text=True, check=False
        )

    done = run("build", report, "--to", "omop", "-o", tmp_path / "cdm", "--index-date", "2024-02-10",
               "--losses", tmp_path / "lost.jsonl", "--generated-at", "2024-03-01T08:00:00Z")  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    assert "omop: of" in done.stderr
    found = check(tmp_path / "cdm")
    assert values(found["condition_occurrence"], "condition_start_date") == [(date(2024, 2, 12),)]
    assert {row["nlp_date"] for row in found["note_nlp"]} == {date(2024, 3, 1)}
    lost = [json.loads(line) for line in (tmp_path / "lost.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ("Toux", "presence", NO_DATE) in {(loss["text"], loss["field"], loss["why"]) for loss in lost}
    refused = run("build", report, "--to", "omop", "-o", tmp_path / "other")
    assert (refused.returncode, "--index-date" in refused.stderr) == (2, True)
    helped = run("build", "--help").stdout
    assert all(word in helped for word in ("phenopacket", "omop", "--index-date", "--vocabulary"))
