"""Statement records as JSON Lines."""

from __future__ import annotations

import json

from casegraph.exchange.formats import FORMATS, render
from casegraph.records import to_json
from tests.graph.made import Made, rich_case


def test_one_object_a_line_one_line_a_mention() -> None:
    case = rich_case()
    lines = b"".join(render([case], FORMATS["jsonl"])).decode().splitlines()
    assert [json.loads(line) for line in lines] == [to_json(record) for record in case.records]
    assert json.loads(lines[3])["statement"] == json.loads(lines[4])["statement"]


def test_keys_are_those_of_the_record_in_its_order() -> None:
    line = next(iter(b"".join(render([rich_case()], FORMATS["jsonl"])).decode().splitlines()))
    keys = list(json.loads(line))
    assert keys[:9] == ["case", "id", "statement", "entity", "order", "kind", "text", "start", "end"]


def test_line_separators_inside_a_text_do_not_cut_a_line() -> None:
    words = "fièvre\u2028haute\u2029et\x85vive"
    made = Made(words)
    made.add("condition", words, presence="present")
    document = b"".join(render([made.case()], FORMATS["jsonl"])).decode()
    assert len(document.splitlines()) == 1
    assert json.loads(document)["text"] == words


def test_several_cases_follow_each_other() -> None:
    lines = b"".join(render([rich_case("one"), rich_case("two")], FORMATS["jsonl"])).decode().splitlines()
    assert [json.loads(line)["case"] for line in lines] == ["one"] * 17 + ["two"] * 17
