"""What the pages are laid out from, without a browser: reading a graph back, axes, numbers, texts."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

import casegraph
from casegraph.graph.writer import ntriples
from casegraph.languages.tables import read_table
from casegraph.queries.catalogue import saved_queries
from casegraph.serve.explorer.axis import Axis, axis_of, choose, place
from casegraph.serve.explorer.cards import Words
from casegraph.serve.explorer.marks import pieces
from casegraph.serve.explorer.network import network
from casegraph.serve.explorer.numbers import number, unit
from casegraph.serve.explorer.read import CaseView, Entity, Statement, When, read_case
from casegraph.serve.explorer.search import every_word
from casegraph.serve.texts import LANGUAGES, texts
from casegraph.text.sections import NO_SECTIONS
from tests.explorer.conftest import EXAMPLES, hostile_case


def view(case: casegraph.Case) -> CaseView:
    return read_case(ox.parse(ntriples(case).encode(), format=ox.RdfFormat.N_TRIPLES))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_graph_gives_back_every_statement_with_its_words(name: str) -> None:
    case = casegraph.example(name)
    read = view(case)
    assert read.text == case.document.text
    told = {r.id: r for r in case.records}
    assert {m.id for s in read.statements for m in s.mentions} == set(told)
    for s in read.statements:
        records = [r for r in case.records if r.statement == s.id]
        assert s.kind == records[0].kind
        assert [read.words(m.start, m.end) for m in s.mentions] == [
            r.text for r in sorted(records, key=lambda r: r.start)
        ]
        assert set(s.links.get("reason", ())) == {told[i].statement for r in records for i in r.reasons}
        assert (s.value.text if s.value else None) == next(
            (q.text for r in records for q in (r.value or r.age,) if q), None
        )


@pytest.mark.parametrize("case", [casegraph.example(EXAMPLES[2]), hostile_case()], ids=["example", "hostile"])
def test_the_pieces_are_the_text(case: casegraph.Case) -> None:
    read = view(case)
    for found in (None, (0, 10), (30, 90), (0, 10**9)):
        cut = pieces(read, found)
        assert "".join(piece.words for piece in cut) == read.text
        assert sum(piece.opens for piece in cut) == sum(piece.closes for piece in cut) == (found is not None)


def statement(order: int, when: When | None) -> Statement:
    return Statement(f"s{order}", "condition", Entity(f"e{order}", "condition", "x"), order, when=when)


def test_the_axis_on_which_most_stands_is_chosen() -> None:
    days = [statement(i, When(f"J{i}", i, i)) for i in (1, 2, 5)]
    dates = [statement(9, When("2019", date="2019")), statement(10, When("mars 2020", date="2020-03"))]
    assert choose(days + dates) == ("days", ["days", "dates", "order"])
    assert choose(dates) == ("dates", ["dates", "order"])
    assert choose(days + dates, "order")[0] == "order"
    assert choose([statement(1, None)]) == ("order", ["order"])


def test_partial_dates_are_as_long_as_they_are() -> None:
    def length(date: str) -> float | None:
        found = place(statement(1, When(date, date=date)), "dates")
        return found[1] - found[0] if found else None

    assert [length(d) for d in ("2020-02-03", "2020-02", "2020", "2019-12")] == [1, 29, 366, 31]
    assert [length(d) for d in ("2020-02-31", "XXXX-02-03", "hier")] == [None, None, None]


def test_the_axis_keeps_order_and_shortens_what_is_empty() -> None:
    axis = axis_of("days", [(1, 2), (5, 6), (400, 401), (15, 22)])
    positions = [axis.at(x) for x in (-5, 1, 1.5, 2, 4, 5, 6, 18, 22, 300, 400, 401, 999)]
    assert positions == sorted(positions)
    assert axis.at(2) - axis.at(1) == pytest.approx(1)
    assert axis.at(400) - axis.at(22) <= 4
    assert len(axis.breaks) == 3
    assert Axis("days", (), (), (), ()).length == 1


def test_statements_of_one_day_follow_each_other_within_it() -> None:
    axis = axis_of("days", [(5, 6)])
    spread = axis.spread([("b", (5, 6), 7), ("a", (5, 6), 3), ("c", (5, 6), 9)])
    assert 0 < spread["a"] < spread["b"] < spread["c"] < 1


def test_the_graph_begins_small_and_with_what_was_held() -> None:
    for name in EXAMPLES:
        drawn = network(view(casegraph.example(name)), Words(texts("fr"), {}))
        ids = {node.id for node in drawn.nodes}
        assert 0 < len(drawn.first) <= 30
        assert set(drawn.first) <= ids
        assert {end for edge in drawn.edges for end in (edge.source, edge.target)} <= ids


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (13.9, "13,9", "13.9"),
        (150000, "150\N{NARROW NO-BREAK SPACE}000", "150\N{NARROW NO-BREAK SPACE}000"),
        (40, "40", "40"),
        (0.00002, "0,00002", "0.00002"),
        (-1.5, "-1,5", "-1.5"),
    ],
)
def test_numbers(value: float, french: str, english: str) -> None:
    assert (number(value, "fr"), number(value, "en")) == (french, english)


def test_units() -> None:
    assert [unit(u) for u in ("10*9/L", "umol/L", "Cel", "mm[Hg]", "[IU]/L", "mL/min/{1.73_m2}")] == [
        "10⁹/L", "µmol/L", "°C", "mmHg", "IU/L", "mL/min/1.73_m²",
    ]  # fmt: skip


def test_words_are_looked_for_as_they_are_meant() -> None:
    assert every_word("oedeme") == ["[oôö][eéèêë]d[eéèêë]m[eéèêë]"]
    assert every_word("Créatinine «acide  urique»")[1].startswith("[aàâä][cç]")
    assert every_word("a.b(c")[0] == r"[aàâä]\.b\([cç]"


def test_every_language_has_every_text() -> None:
    for language in LANGUAGES:
        say = texts(language)
        for query in saved_queries().values():
            assert say.has(f"topic.{query.topic}")
            for column in query.columns:
                assert say.has(f"column.{column.name}"), column.name
            for parameter in query.parameters:
                assert say.has(f"parameter.{parameter.name}"), parameter.name
        for row in read_table("fr", "sections", ("heading", "section")):
            assert row["section"] in NO_SECTIONS or say.has(f"section.{row['section']}")
    assert texts("fr").count("cases", 0) == "0 cas"
    assert texts("en").count("statements", 0) == "0 statements"
    assert texts("en").count("statements", 1) == "1 statement"


@pytest.mark.xdist_group("explorer")
def test_pages_are_asked_without_a_browser(address: str) -> None:
    with httpx.Client(base_url=address, headers={"accept": "text/html"}, timeout=60) as client:
        for name in EXAMPLES:
            for page in ("case", "timeline", "graph"):
                assert client.get(f"/{page}/{name}").status_code == 200
        for query in ("axis=order", "axis=dates&show=results&show=procedure", "zoom=2.5", "zoom=x&axis=x&show=x"):
            assert client.get(f"/timeline/{EXAMPLES[2]}?{query}").status_code == 200
        for query in (
            "page=2",
            "page=x",
            "page=99999999999",
            "said=x",
            "question=x",
            "words=%22",
            "words=((",
            "concept=%00",
        ):
            assert client.get(f"/?{query}").status_code in (200, 400)
        assert client.get(f"/case/{EXAMPLES[0]}?at=999999-1000000").status_code == 200
        assert client.get(f"/case/{EXAMPLES[0]}?at=5-2").status_code == 200
        assert client.get("/concepts?q=").json() == []
        found = client.get("/concepts?q=thrombop&kind=condition").json()
        assert "thrombopénie" in [concept["label"] for concept in found]
        assert {concept["kind"] for concept in found} == {"condition"}
        english = client.get("/concepts?q=thrombop", headers={"accept-language": "de, en-US;q=0.8, fr;q=0.2"}).json()
        assert "thrombocytopenia" in [concept["label"] for concept in english]
