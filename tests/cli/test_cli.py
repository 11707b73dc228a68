"""The commands as a person runs them: what they print, how they end, and that bad input gets one clear line."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from casegraph.resources import examples_folder

REPORT = (
    "L'apixaban a été arrêté en raison d'une thrombopénie à 32 G/L.\nPas de fièvre. Suspicion d'embolie pulmonaire.\n"
)


def casegraph(*words: str | Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "casegraph", *map(str, words)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def one_line(done: subprocess.CompletedProcess[bytes]) -> str:
    """The single line of a refusal."""
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    lines = done.stderr.decode().strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("casegraph: ")
    return lines[0]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "case-7.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def graph(report: Path) -> Path:
    out = report.with_suffix(".ttl")
    assert casegraph("build", report, "-o", out).returncode == 0
    return out


@pytest.mark.parametrize("suffix", [".ttl", ".trig", ".nq", ".jsonld", ".rdf", ".jsonl"])
def test_build_writes_each_format_by_its_name_and_twice_the_same_bytes(report: Path, suffix: str) -> None:
    out = report.with_suffix(suffix)
    assert casegraph("build", report, "-o", out).returncode == 0
    first = out.read_bytes()
    assert b"case-7" in first
    assert casegraph("build", report, "-o", out).returncode == 0
    assert out.read_bytes() == first


def test_build_to_brat_and_to_standard_output(report: Path, tmp_path: Path) -> None:
    assert casegraph("build", report, "--to", "brat", "-o", tmp_path / "brat" / "case-7.ann").returncode == 0
    assert (tmp_path / "brat" / "case-7.txt").read_text(encoding="utf-8") == REPORT
    assert "apixaban" in (tmp_path / "brat" / "case-7.ann").read_text(encoding="utf-8")
    done = casegraph("build", "-", "--id", "piped", "--to", "jsonl", stdin=REPORT.encode("utf-16"))
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert {r["case"] for r in records} == {"piped"}
    assert {r["text"] for r in records} >= {"apixaban", "thrombopénie", "fièvre"}
    assert casegraph("build", report, "--id", "piped", "--to", "jsonl", "-o", "-").stdout == done.stdout


def test_build_writes_networks_in_the_language_that_is_asked_for(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "case.graphml"
    done = casegraph("build", report, "-o", out, "--language", "en")
    assert done.returncode == 0
    assert "thrombocytopenia" in out.read_text(encoding="utf-8")
    assert b"--losses FILE lists them" in done.stderr
    assert casegraph("build", report, "--to", "neo4j", "-o", tmp_path / "tables").returncode == 0
    assert {path.name for path in (tmp_path / "tables").iterdir()} == {"nodes.csv", "relationships.csv"}
    assert "give fr or en, not 'de'" in one_line(casegraph("build", report, "-o", out, "-l", "de"))
    assert "name a folder with -o" in one_line(casegraph("build", report, "--to", "kgx"))


def test_build_lists_what_a_format_cannot_say(report: Path, tmp_path: Path) -> None:
    done = casegraph("build", report, "-o", tmp_path / "c.nq", "--losses", tmp_path / "lost.jsonl")
    assert done.stderr.decode() == "nquads: every fact is said\n"
    assert (tmp_path / "lost.jsonl").read_bytes() == b""
    assert casegraph("build", report, "-o", tmp_path / "c.nq").stderr == b""
    assert "is a folder; name a file in it" in one_line(
        casegraph("build", report, "--to", "nquads", "--losses", tmp_path)
    )


def test_build_to_fhir_tells_what_it_cannot_say(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.json"
    done = casegraph("build", report, "--to", "fhir", "-o", out)
    assert done.returncode == 0
    assert json.loads(out.read_bytes())["resourceType"] == "Bundle"
    (line,) = done.stderr.decode().splitlines()
    assert line == "fhir: every fact is said"
    report.write_text("Toux. Revenir en cas de fièvre.", encoding="utf-8")
    listed = tmp_path / "lost.jsonl"
    (line,) = casegraph("build", report, "--to", "fhir", "-o", out, "--losses", listed).stderr.decode().splitlines()
    assert line.startswith("fhir: of ")
    assert line.endswith(f"{listed} lists them")
    rows = [json.loads(row) for row in listed.read_text(encoding="utf-8").splitlines()]
    assert {row["text"] for row in rows} == {"fièvre"}
    (tmp_path / "case-8.txt").write_text("Toux.", encoding="utf-8")
    folder = tmp_path / "many"
    assert casegraph("build", report, tmp_path / "case-8.txt", "--to", "fhir", "-o", folder).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == ["case-7.fhir.json", "case-8.fhir.json"]


def test_build_reads_json_lines_and_folders_whatever_the_order(tmp_path: Path) -> None:
    rows = [{"id": "b", "text": "Pas de toux."}, {"id": "a", "text": "Fièvre à 39°C."}]
    packed = tmp_path / "cases.jsonl.gz"
    with gzip.open(packed, "wt", encoding="utf-8") as stream:
        stream.write("".join(json.dumps(row) + "\n" for row in rows))
    assert casegraph("build", packed, "-o", tmp_path / "many.nq").returncode == 0
    graphs = {
        quad.graph_name.value
        for quad in ox.parse(path=str(tmp_path / "many.nq"))
        if isinstance(quad, ox.Quad) and isinstance(quad.graph_name, ox.NamedNode)
    }
    assert graphs == {"urn:casegraph:case:a", "urn:casegraph:case:b"}
    folder = tmp_path / "texts"
    folder.mkdir()
    for row in rows:
        (folder / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")
    assert casegraph("build", folder, "-o", tmp_path / "graphs").returncode == 0
    assert sorted(p.name for p in (tmp_path / "graphs").iterdir()) == ["a.ttl", "b.ttl"]


def test_query_gives_rows_as_table_csv_and_json(graph: Path) -> None:
    table = casegraph("query", "held-because", graph, "-p", "reason=thrombocytopenia")
    assert table.returncode == 0
    assert "apixaban" in table.stdout.decode()
    csv = casegraph("query", "held-because", graph, "--format", "csv").stdout.decode().splitlines()
    assert csv[0].startswith("case,held,")
    assert len(csv) == 2
    rows = json.loads(casegraph("query", "held-because", graph, "-p", "reason=ncit:C3408", "--format", "json").stdout)
    assert [(r["held"], r["status"].rsplit("#", 1)[1]) for r in rows] == [("apixaban", "Stopped")]
    nothing = casegraph("query", "held-because", graph, "-p", "reason=fièvre")
    assert "Aucune réponse" in nothing.stdout.decode()


def test_query_runs_sparql_of_ones_own(graph: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_text(
        "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/casegraph/model#ConditionStatement> }", encoding="utf-8"
    )
    assert json.loads(casegraph("query", own, graph, "--format", "json").stdout)[0]["n"] >= 3


def test_queries_lists_every_saved_question_in_words() -> None:
    listed = casegraph("queries", "--language", "en").stdout.decode()
    for topic in ("treatments", "procedures", "results", "conditions", "oncology", "course", "ontology"):
        assert topic in listed


def test_queries_describes_one_with_its_parameters_and_every_column() -> None:
    said = casegraph("queries", "lab-trajectory").stdout.decode()
    assert "-p test=c:PlateletCount" in said
    for column in ("case", "value", "canonicalUnit", "sentence", "start", "end"):
        assert column in said
    assert "did you mean" in one_line(casegraph("queries", "lab-trajectories"))
    assert "fr and en" in one_line(casegraph("queries", "--language", "de"))


def test_show_marks_the_text_in_the_terminal_and_as_a_page(report: Path, tmp_path: Path) -> None:
    assert "thrombopénie" in casegraph("show", report).stdout.decode()
    assert casegraph("show", report, "-o", tmp_path / "page.html").returncode == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    two = tmp_path / "two.jsonl"
    two.write_text('{"id": "a", "text": "Toux."}\n{"id": "b", "text": "Toux."}\n', encoding="utf-8")
    assert "several reports" in one_line(casegraph("show", two))
    assert 'class="m condition absent"' in page
    assert "<script" not in page


def test_check_passes_a_graph_and_names_what_is_wrong_in_a_broken_one(graph: Path, tmp_path: Path) -> None:
    assert casegraph("check", graph).returncode == 0
    broken = tmp_path / "broken.ttl"
    broken.write_text(
        graph.read_text(encoding="utf-8").replace('oa:exact "thrombopénie"', 'oa:exact "thrombose"'), encoding="utf-8"
    )
    done = casegraph("check", broken)
    assert done.returncode == 1
    assert "thrombose" in done.stdout.decode()


def test_concept_find_and_show() -> None:
    found = casegraph("concept", "find", "thrombopénie").stdout.decode()
    assert "c:Thrombocytopenia" in found.splitlines()[0]
    shown = casegraph("concept", "show", "ncit:C3408").stdout.decode()
    assert "plaquettopénie" in shown
    assert "above:" in shown
    assert "condition" in one_line(casegraph("concept", "find", "toux", "--kind", "banana"))
    unknown = casegraph("concept", "show", "trombopenie")
    assert "thrombopénie" in one_line(unknown)


def test_version_and_help_with_an_example() -> None:
    assert casegraph("--version").stdout.decode().startswith("casegraph ")
    for command in ("build", "query", "queries", "show", "check"):
        assert "Example: casegraph" in casegraph(command, "--help").stdout.decode()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "empty"),
        ("binary.txt", bytes(range(256)) * 40, "not a text file"),
        ("huge.txt", b"a" * 50_000_000, "more than one report"),
        ("rows.jsonl", b'{"id": "x"}\n', "rows.jsonl:1"),
        ("rows2.jsonl", b'{"id": "x", "text": "toux"}\nnot json\n', "rows2.jsonl:2"),
    ],
)
def test_a_mistaken_input_gets_one_line_and_leaves_nothing(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    out = tmp_path / "out" / "case.nq"
    line = one_line(casegraph("build", path, "-o", out))
    assert says in line
    assert name in line or path.stem in line
    assert not out.exists()
    assert not out.parent.exists() or list(out.parent.iterdir()) == []


def test_other_misuse_gets_one_line(tmp_path: Path, report: Path, graph: Path) -> None:
    assert "no such file" in one_line(casegraph("build", tmp_path / "missing.txt"))
    (tmp_path / "nothing").mkdir()
    assert "no .txt" in one_line(casegraph("build", tmp_path / "nothing", "-o", tmp_path / "out"))
    twin = tmp_path / "twin"
    twin.mkdir()
    (twin / report.name).write_text("Toux.", encoding="utf-8")
    assert "case-7" in one_line(casegraph("build", report, twin / report.name, "-o", tmp_path / "two.nq"))
    assert "--id" in one_line(casegraph("build", report, twin, "--id", "x", "-o", tmp_path / "two.nq"))
    assert "format" in one_line(casegraph("build", report, "-o", tmp_path / "case.xyz"))
    assert "format" in one_line(casegraph("build", report, "--to", "excel"))
    assert "held-because" in one_line(casegraph("query", "held-becuase", graph))
    assert "parameter" in one_line(casegraph("query", "held-because", graph, "-p", "colour=red"))
    assert "Name a graph" in one_line(casegraph("query", "held-because"))
    assert "no such file" in one_line(casegraph("query", "held-because", tmp_path / "no.ttl"))
    assert "format" in one_line(casegraph("query", "held-because", graph, "--format", "pdf"))
    other = tmp_path / "other.txt"
    other.write_text("Toux.", encoding="utf-8")
    assert "one case" in one_line(casegraph("build", report, other))
    assert "one case" in one_line(casegraph("build", report, other, "-o", tmp_path / "both.ttl"))
    assert not (tmp_path / "both.ttl").exists()
    assert "base IRI" in one_line(casegraph("build", report, "--base-iri", "not an iri"))


def test_every_example_builds_and_is_valid(tmp_path: Path) -> None:
    examples = sorted(examples_folder().glob("*.txt"))
    assert len(examples) >= 4
    assert casegraph("build", *examples, "-o", tmp_path).returncode == 0
    graphs = sorted(tmp_path.glob("*.ttl"))
    assert len(graphs) == len(examples)
    for graph in graphs:
        done = casegraph("check", graph)
        assert done.returncode == 0, done.stdout.decode()
