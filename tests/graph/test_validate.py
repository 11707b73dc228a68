"""Checking graph files: what is reported, with the place, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from casegraph.errors import GraphError
from casegraph.exchange.formats import FORMATS, write_cases
from casegraph.graph.findings import Finding
from casegraph.graph.validate import check_case, check_file, check_graph, known_terms
from casegraph.graph.vocabulary import CG, CONCEPT
from casegraph.graph.writer import nquads

from .made import BASE, Made, rich_case

NQ = ox.RdfFormat.N_QUADS


def written(**replaced: str) -> bytes:
    """The rich case as N-Quads with some stretches of text replaced."""
    text = nquads(rich_case())
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def test_a_finding_reads_as_a_line() -> None:
    assert str(Finding("#s1", "offsets", "wrong")) == "#s1: wrong (offsets)"


def test_words_that_do_not_stand_at_their_offsets() -> None:
    content = nquads(rich_case()).replace('exact> "Nodule"', 'exact> "Nodules"').encode()
    (finding,) = check_graph(content, NQ)
    assert finding.place == f"{BASE}#m7-words"
    assert finding.message == "'Nodules' is quoted, but 'Nodule' stands at 189-195"


def test_offsets_beyond_the_text() -> None:
    made = Made("Fièvre.")
    made.add("condition", "Fièvre", "Fever", presence="present")
    content = nquads(made.case()).replace('"6"^^', '"60"^^').encode()
    assert "the offsets 0 and 60 leave the text, which has 7 code points" in {
        f.message for f in check_graph(content, NQ)
    }


def test_offsets_that_are_no_numbers() -> None:
    made = Made("Fièvre.")
    made.add("condition", "Fièvre", "Fever", presence="present")
    content = nquads(made.case()).replace('"6"^^', '"six"^^').encode()
    assert any("are no counts of code points" in finding.message for finding in check_graph(content, NQ))


def test_offsets_count_code_points() -> None:
    made = Made("𝛼𝛽 fièvre e\u0301levée.")
    made.add("condition", "fièvre", "Fever", presence="present")
    assert check_case(made.case()) == []


def test_a_graph_without_its_text() -> None:
    lines = [line for line in nquads(rich_case()).splitlines() if "model#text>" not in line]
    messages = {finding.message for finding in check_graph("\n".join(lines).encode(), NQ)}
    assert "a case graph holds the text of one report, this one 0" in messages


def test_a_link_to_nothing() -> None:
    lines = [line for line in nquads(rich_case()).splitlines() if not line.startswith(f"<{BASE}#s7-size>")]
    found = check_graph("\n".join(lines).encode(), NQ)
    assert any(f.check == "dangling" and f.place == f"{BASE}#s7" and f"{BASE}#s7-size" in f.message for f in found)


def test_concepts_that_the_ontology_does_not_have() -> None:
    content = nquads(rich_case()).encode()
    terms = [term for quad in ox.parse(content, format=NQ) for term in (quad.predicate, quad.object)]
    used = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    assert check_graph(content, NQ, used) == []
    (finding,) = check_graph(content, NQ, used - {CONCEPT + "Thrombocytopenia"})
    assert finding.check == "concept"
    assert "Thrombocytopenia is no concept of the ontology" in finding.message


def test_words_of_the_model_that_it_does_not_know() -> None:
    content = nquads(rich_case()).encode()
    misspelt = content.replace(b"model#severity>", b"model#sevrity>")
    found = {f.message for f in check_graph(misspelt, NQ, known_terms()) if f.check == "term"}
    assert found == {f"{CG}sevrity is no term of the model"}


def test_known_terms_are_those_of_the_ontology() -> None:
    known = known_terms()
    assert {CONCEPT + "Thrombocytopenia", CG + "Withheld", CG + "severity", CG + "CaseGraph"} <= known
    assert all(name.startswith((CONCEPT, CG)) for name in known)


def test_a_finding_gives_the_words_of_its_place() -> None:
    content = nquads(rich_case())
    (finding,) = check_graph(content.replace("model#Stopped>", "model#Held>").encode(), NQ)
    assert finding.words == "cisplatine"
    assert "('cisplatine'): a status is one of those of the model" in str(finding)
    broken = content.replace('oa#exact> "Nodule"', 'oa#exact> "nodule"')
    (finding,) = check_graph(broken.encode(), NQ)
    assert str(finding).count("nodule") == 1


def test_an_age_is_held_to_the_shape_of_a_value() -> None:
    content = nquads(rich_case())
    lines = [line for line in content.splitlines() if "#s1>" in line and "model#canonicalUnit>" in line]
    assert len(lines) == 1
    broken = content.replace(lines[0] + "\n", "")
    assert "a canonical value has its unit" in " ".join(f.message for f in check_graph(broken.encode(), NQ))


@pytest.mark.parametrize("name", ["turtle", "trig", "nquads", "jsonld", "rdfxml"])
def test_every_rdf_format_is_valid_as_written(tmp_path: Path, name: str) -> None:
    output = FORMATS[name]
    out = tmp_path / f"cases{output.suffixes[0]}" if output.many else tmp_path
    for path in write_cases([rich_case("one"), rich_case("two")], out, output):
        assert check_file(path) == []


def test_each_case_of_a_file_is_checked() -> None:
    content = (nquads(rich_case("one")) + nquads(rich_case("two"))).replace(
        '<urn:casegraph:case:two#m7-words> <http://www.w3.org/ns/oa#exact> "Nodule"',
        '<urn:casegraph:case:two#m7-words> <http://www.w3.org/ns/oa#exact> "nodule"',
    )
    (finding,) = check_graph(content.encode(), NQ)
    assert finding.place == "urn:casegraph:case:two#m7-words"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("case.txt", b"", "not a graph file by its name"),
        ("case.ttl", b"@prefix", "the file is no valid Turtle"),
        ("case.ttl", b"<urn:a> <urn:b> <urn:c> .", "no case graph found"),
        ("case.nq", b"\xff\xfe\x00", "the file is no valid N-Quads"),
    ],
)
def test_what_is_no_case_graph(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GraphError) as error:
        check_file(path)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no such file"):
        check_file(tmp_path / "case.ttl")
