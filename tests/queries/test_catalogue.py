"""The shipped queries as a whole, and queries from files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casegraph.errors import QueryError
from casegraph.queries.catalogue import find_query, read_queries, saved_queries
from casegraph.queries.header import SavedQuery

#: The questions of the first work package.
NAMED = [
    "held-treatments",
    "held-because",
    "procedures-not-done",
    "treatments-given",
    "dose-changes",
    "drug-exposure",
    "transfusions",
    "lab-trajectory",
    "abnormal-results",
    "tumour-markers",
    "findings-by-test",
    "diagnoses",
    "symptoms",
    "absent-findings",
    "metastatic-sites",
    "tumour-summary",
    "pending-results",
    "timeline",
    "complications",
    "encounters",
    "ungrounded-mentions",
    "concept-frequency",
]


def test_every_question_that_was_promised_is_there() -> None:
    assert set(NAMED) <= set(saved_queries())


@pytest.mark.parametrize("query", saved_queries().values(), ids=lambda query: query.id)
def test_every_row_of_every_query_brings_its_evidence(query: SavedQuery) -> None:
    names = [column.name for column in query.columns]
    assert "case" in names
    assert names[-3:] == ["sentence", "start", "end"]
    assert query.questions["fr"].endswith("?")
    assert query.questions["en"].endswith("?")
    assert "ORDER BY" in query.text


def test_every_query_is_tested_with_a_case_that_answers_and_one_that_is_silent() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    silent = set(re.findall(r'rows\("([a-z-]+)"[^\n]*\) == \[\]', tests))
    answering = set(re.findall(r'rows\(\s*"([a-z-]+)"[^=]*(?:==|=\s) \[\n?\s*[(\w]', tests))
    answering |= set(re.findall(r'found = rows\("([a-z-]+)"', tests))
    assert set(saved_queries()) - silent == set()
    assert set(saved_queries()) - answering == set()


def test_a_misspelt_name_gets_the_nearest() -> None:
    with pytest.raises(QueryError, match="no saved query is named 'held-becouse'; did you mean held-because"):
        find_query("held-becouse")
    with pytest.raises(QueryError, match="casegraph queries lists them"):
        find_query("zzz")


def test_a_query_from_a_file_needs_no_header(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?s WHERE { ?s ?p ?o }", encoding="utf-8")
    query = find_query(str(path))
    assert (query.id, query.parameters, query.columns) == ("mine", (), ())


def test_a_header_in_a_file_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("#: id mine\nSELECT ?s WHERE { ?s ?p ?o }", encoding="utf-8")
    with pytest.raises(QueryError, match="the header has no line '#: question fr"):
        find_query(str(path))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no such file"):
        find_query(str(tmp_path / "none.rq"))
    binary = tmp_path / "binary.rq"
    binary.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(QueryError, match="cannot be read"):
        find_query(str(binary))


def test_two_queries_with_one_id_are_refused(tmp_path: Path) -> None:
    for topic in ("one", "two"):
        (tmp_path / topic).mkdir()
        (tmp_path / topic / "same.rq").write_text(
            "#: id same\n#: question fr Quoi ?\n#: question en What?\n#: column s iri A thing\n"
            "SELECT ?s WHERE { ?s ?p ?o }",
            encoding="utf-8",
        )
    with pytest.raises(QueryError, match="the id same is that of"):
        read_queries(tmp_path)
