"""Headers of saved queries are read strictly: what is wrong is said with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from casegraph.errors import QueryError
from casegraph.queries.header import Column, Parameter, parse_query

GOOD = """\
#: id held-things
#: question fr Quoi ?
#: question en What?
#: parameter reason concept/condition The reason
#: column case text The case
#: column start integer [characters] Where it begins

# A free comment with GRAPH ?g { } in it.
PREFIX c: <https://w3id.org/casegraph/concept/>
SELECT DISTINCT ?case (MIN(?at) AS ?start)
WHERE {
  VALUES ?reason { c:Fever c:Cough }
  ?graph ?case ?at .
}
GROUP BY ?case
"""
PLACE = Path("queries/things/held-things.rq")


def test_a_whole_header() -> None:
    query = parse_query(GOOD, PLACE)
    assert (query.id, query.topic) == ("held-things", "things")
    assert query.questions == {"fr": "Quoi ?", "en": "What?"}
    assert query.parameters == (Parameter("reason", "concept/condition", "The reason", "c:Fever c:Cough"),)
    assert query.columns == (
        Column("case", "text", "The case"),
        Column("start", "integer", "Where it begins", "characters"),
    )
    assert query.column("start").unit == "characters"
    assert query.column("elsewhere") == Column("elsewhere", "text", "")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("#: id held-things", "#: name held-things", 1, "unknown header line 'name'; it may be id, question"),
        ("#: id held-things", "#: id Held Things", 1, "is no id"),
        ("#: id held-things", "#: id held-things\n#: id held-things", 2, "the id is given twice"),
        ("#: question fr Quoi ?", "#: question de Was?", 2, "write '#: question fr ...'"),
        ("#: question fr Quoi ?", "#: question en Why?", 3, "the question in 'en' is given twice"),
        ("concept/condition The reason", "concept/mood The reason", 4, "the type is one of concept"),
        ("concept/condition The reason", "concept/condition", 4, "write '#: parameter reason TYPE MEANING'"),
        ("#: parameter reason", "#: parameter re-ason", 4, "is no parameter name"),
        ("#: column case text The case", "#: column case words The case", 5, "the type is one of concept, term"),
        ("#: column case text The case", "#: column start text The case", 6, "the column start is given twice"),
        ("[characters] ", "[] ", 6, "write '#: column start TYPE [UNIT] MEANING'"),
        ("VALUES ?reason {", "VALUES ?cause {", 12, "VALUES ?cause without a header line"),
        ("{ c:Fever c:Cough }", "{ }", 12, "VALUES ?reason has no default"),
        (
            "  VALUES ?reason { c:Fever c:Cough }",
            "  VALUES ?reason { c:Fever }\n  VALUES ?reason { c:Cough }",
            13,
            "a second VALUES line for ?reason",
        ),
        ("  ?graph ?case ?at .", "  GRAPH ?g { ?graph ?case ?at }", 13, "has no GRAPH clause"),
        ("?case (MIN", "?cases (MIN", 10, "SELECT gives cases, start but the header describes case, start"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    with pytest.raises(QueryError) as caught:
        parse_query(GOOD.replace(old, new, 1), PLACE)
    assert str(caught.value).startswith(f"{PLACE}:{line}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ("#: id held-things\n", "the header has no line '#: id NAME'"),
        ("#: question en What?\n", "the header has no line '#: question en ...'"),
        ("  VALUES ?reason { c:Fever c:Cough }\n", "the parameter reason has no line"),
        ("SELECT DISTINCT ?case (MIN(?at) AS ?start)\n", "a saved query is a SELECT or a CONSTRUCT"),
    ],
)
def test_what_is_missing_is_said(old: str, message: str) -> None:
    with pytest.raises(QueryError, match=message.replace("(", r"\(").replace("?", r"\?")):
        parse_query(GOOD.replace(old, ""), PLACE)


def test_the_id_is_the_file_s_name() -> None:
    with pytest.raises(QueryError, match=r"the id is held-things but the file is named other\.rq"):
        parse_query(GOOD, Path("queries/things/other.rq"))


def test_a_construct_has_no_columns() -> None:
    header = "#: id held-things\n#: question fr Quoi ?\n#: question en What?\n"
    body = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }\n"
    assert parse_query(header + body, PLACE).columns == ()
    with pytest.raises(QueryError, match="a CONSTRUCT query has no columns"):
        parse_query(header + "#: column s iri A thing\n" + body, PLACE)
