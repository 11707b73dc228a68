"""Statement records in: what `--to jsonl` wrote comes back, what a person broke is an error with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import casegraph
from casegraph.errors import InputError
from casegraph.exchange.records import json_lines, record_of
from casegraph.records import to_json
from tests.graph.made import rich_case

LEAST: dict[str, Any] = {"case": "c1", "id": "m1", "kind": "condition", "text": "fièvre", "start": 0, "end": 6}


def test_records_come_back_whole() -> None:
    for case in (rich_case(), casegraph.example("hellp-syndrome")):
        for record in case.records:
            assert record_of(json.loads(json.dumps(to_json(record))), "x") == record


def test_a_size_is_a_value_of_its_condition() -> None:
    [record] = casegraph.build_text("Nodule de 12 mm.", "x").records
    row = to_json(record)
    assert record.value is None
    assert row["value"] == row["size"]
    assert row["value"]["number"] == 12.0


def test_what_a_person_leaves_out_is_as_in_a_new_record() -> None:
    record = record_of(LEAST, "x")
    assert (record.extent, record.section, record.experiencer, record.presence) == ((0, 6), "report", "patient", None)


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "missing": ({"text": None}, r"x:1: a statement record has case, id, .*; text is missing"),
    "unknown": ({"presense": "absent"}, r"x:1: a statement record has no member 'presense'; remove it"),
    "kind": ({"kind": "drug"}, r"x:1: kind is none of condition, observation"),
    "presence": ({"presence": "no"}, r"x:1: presence is none of present, absent"),
    "offsets": ({"start": 6}, r"x:1: start and end are no offsets that hold a stretch of a text"),
    "extent": ({"extent": [1]}, r"x:1: extent is no list of offsets, as \[0, 0\]"),
    "list": ({"codes": "ncit:C1"}, r"x:1: codes is no list, which is wanted"),
    "part": ({"value": 3}, r"x:1: value: an object with \"text\", \"start\" and \"end\" is wanted"),
    "member of a part": (
        {"value": {"text": "3", "start": 1, "end": 2, "numbr": 3}}, r"x:1: value has no member 'numbr'; remove it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_record_is_an_error(name: str) -> None:
    change, message = BROKEN[name]
    with pytest.raises(InputError, match=message):
        record_of(LEAST | change, "x:1")


def test_a_line_that_is_no_object_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(LEAST) + "\n\n[1]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.jsonl:3: not a JSON object; one object a line is wanted"):
        list(json_lines(path))
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.jsonl:1: not a JSON object"):
        list(json_lines(path))
    with pytest.raises(InputError, match=r"none\.jsonl: cannot be read"):
        list(json_lines(tmp_path / "none.jsonl"))
