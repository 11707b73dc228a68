"""The statement table says what the records say, to every library that reads Parquet."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from casegraph.corpus.columns import columns
from casegraph.corpus.frames import FRAME_SCHEMA, build_frame
from casegraph.corpus.table import StatementTable, arrow_schema
from casegraph.pipeline import case_from_text
from casegraph.records import Case, Record
from tests.corpus.made import texts

TEXT = (
    "Patiente de 62 ans. Mère atteinte d'un cancer du sein. L'apixaban 5 mg deux fois par jour a été arrêté au J5 en "
    "raison d'une thrombopénie à 32 G/L. TA 130/80 mmHg. Nodule du lobe supérieur droit de 12 mm. Pas de fièvre."
)


@pytest.fixture(scope="module")
def case() -> Case:
    return case_from_text(TEXT, "a")


@pytest.fixture(scope="module")
def table(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "t.parquet"
    with path.open("wb") as stream, StatementTable(stream) as written:
        written.add(case)
    return path


def expected(record: Record) -> dict[str, Any]:
    """A record as the table has it, worked out from its JSON."""
    out: dict[str, Any] = {"label_fr": dict(record.label).get("fr"), "label_en": dict(record.label).get("en")}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name == "extent":
            out["extent_start"], out["extent_end"] = value
        elif hasattr(value, "start"):
            out |= {f"{field.name}_{f.name}": getattr(value, f.name) for f in fields(value)}
        elif field.name != "label" and f"{field.name}" in {c.name for c in columns()}:
            out[field.name] = value
    return json.loads(json.dumps(out))  # type: ignore[no-any-return]  # tuples become lists


def test_the_table_holds_every_field_of_every_record(case: Case, table: Path) -> None:
    tables = duckdb.read_parquet(str(table))
    found = [dict(zip(tables.columns, row, strict=True)) for row in tables.fetchall()]
    assert len(found) == len(case.records) > 8
    covered = set()
    for row, record in zip(found, case.records, strict=True):
        wanted = expected(record)
        assert {name: value for name, value in row.items() if value is not None and name not in wanted} == {
            "first": row["first"]
        }
        assert {name: row[name] for name in wanted} == wanted
        covered |= {name for name, value in wanted.items() if value not in (None, [], False)}
    assert covered >= {"value_canonical_number", "dose_number", "frequency_every", "time_day_from", "reasons",
                       "relative", "size_number", "site_concept", "laterality", "age_number", "codes"}  # fmt: skip
    assert sum(row["first"] for row in found) == len({record.statement for record in case.records})


def test_pandas_reads_it(case: Case, table: Path) -> None:
    frame = pd.read_parquet(table)
    held = frame[frame["status"] == "stopped"]
    assert held["label_fr"].tolist() == ["apixaban"]
    assert frame.loc[frame["label_fr"] == "plaquettes", "value_canonical_number"].tolist() == [32.0]
    assert len(frame) == len(case.records)


def test_the_schemas_of_spark_and_arrow_name_the_same_columns() -> None:
    names = arrow_schema().names
    assert names == [*(c.name for c in columns()), "first"]
    assert all(f"{name}: " in FRAME_SCHEMA for name in names)


def test_a_frame_gives_a_row_for_each_document() -> None:
    reports = texts(3)
    frame = pd.DataFrame({"key": [1.0, 2.0, None, 4.0, "x", "y"], "note": [*reports.values(), None, b"Toux.", ""]})
    found = build_frame(frame, id_column="key", text_column="note", twice={"2"})
    assert found["id"].fillna("none").tolist() == ["1", "2", "none", "4", "x", "y"]
    assert found["error_kind"].fillna("").tolist() == [
        "", "duplicate id", "bad row", "bad row", "bad row", "not readable"]  # fmt: skip
    case = case_from_text(reports["r000"], "1")
    assert len(found["statement_records"][0]) == len(case.records)
    assert found["statement_records"][0][0]["text"] == case.records[0].text
    assert found["nquads"][0].count("\n") == found["triples"][0] > 100
    assert found["nquads"].isna().tolist() == [False, True, True, True, True, True]
    assert len(build_frame(frame.head(0), id_column="key", text_column="note")) == 0
