"""The registry of formats, and writing files whole or not at all."""

from __future__ import annotations

import os
import stat
import unicodedata
from datetime import date
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casegraph.anchors import Anchor, Anchors
from casegraph.errors import GraphError, InputError, OutputError
from casegraph.exchange.file_names import Stems, file_stem
from casegraph.exchange.formats import FORMATS, format_named, format_of, render, write_case, write_cases
from casegraph.exchange.omop.schema import tables
from casegraph.files import open_atomically, write_atomically, write_output
from casegraph.graph.options import GraphOptions
from casegraph.records import Case
from tests.graph.made import Made, rich_case

#: What the formats that want dates and a person need to know besides the case.
DATED = GraphOptions(anchors=Anchors(Anchor(date(2024, 2, 10), year_of_birth=1960)))


def test_the_formats() -> None:
    assert {name: (found.suffixes, found.many) for name, found in FORMATS.items()} == {
        "turtle": ((".ttl",), False),
        "trig": ((".trig",), True),
        "nquads": ((".nq",), True),
        "jsonld": ((".jsonld",), False),
        "rdfxml": ((".rdf",), False),
        "jsonl": ((".jsonl",), True),
        "brat": ((".txt", ".ann"), False),
        "phenopacket": ((".phenopacket.json",), False),
        "fhir": ((".fhir.json",), False),
        "graphml": ((".graphml",), True),
        "gexf": ((".gexf",), True),
        "neo4j": (("nodes.csv", "relationships.csv"), True),
        "kgx": (("nodes.tsv", "edges.tsv"), True),
        "omop": (tuple(f"{name}.parquet" for name in tables()), True),
        "omop-csv": (tuple(f"{name}.csv" for name in tables()), True),
    }


def test_a_format_by_its_name() -> None:
    assert format_named("trig").name == "trig"
    with pytest.raises(OutputError, match="no format is called 'xml'; there are turtle, trig"):
        format_named("xml")


@pytest.mark.parametrize(
    ("name", "expected"), [("a.ttl", "turtle"), ("a.NQ", "nquads"), ("a.jsonl", "jsonl"), ("a.ann", "brat")]
)
def test_a_format_by_a_files_name(name: str, expected: str) -> None:
    assert format_of(Path(name)).name == expected


@pytest.mark.parametrize("name", ["a", "a.txt", "a.csv"])
def test_a_files_name_that_says_no_format(name: str) -> None:
    with pytest.raises(OutputError, match=r"no format goes by this name; use one of \.ttl"):
        format_of(Path(name))


@pytest.mark.parametrize("name", FORMATS)
def test_one_case_in_one_place(tmp_path: Path, name: str) -> None:
    output = FORMATS[name]
    out = tmp_path if output.folder else tmp_path / f"x{output.suffixes[-1]}"
    written = write_case(rich_case(), out, output, DATED)
    assert written == [tmp_path / (suffix if output.folder else f"x{suffix}") for suffix in output.suffixes]
    assert all(path.stat().st_size for path in written)
    assert sorted(tmp_path.iterdir()) == sorted(written)


@pytest.mark.parametrize("name", FORMATS)
def test_several_cases(tmp_path: Path, name: str) -> None:
    output = FORMATS[name]
    cases = [rich_case("one"), rich_case("two")]
    out = tmp_path / "out"
    written = write_cases(cases, out, output, DATED)
    if output.folder:
        assert written == [out / name for name in output.suffixes]
    elif output.many:
        assert written == [out]
    else:
        names = [f"{case.id}{suffix}" for case in cases for suffix in output.suffixes]
        assert [path.name for path in written] == names + (["annotation.conf"] if name == "brat" else [])
        assert sorted(out.iterdir()) == sorted(written)


def test_writing_a_stem_of_brat(tmp_path: Path) -> None:
    written = write_case(rich_case(), tmp_path / "cas.1", FORMATS["brat"])
    assert [path.name for path in written] == ["cas.1.txt", "cas.1.ann"]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is a file; several cases in turtle need a folder"):
        write_cases([rich_case()], tmp_path / "out", FORMATS["turtle"])
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_file_where_the_folder_of_tables_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"is a file; neo4j writes nodes\.csv, relationships\.csv into a folder"):
        write_cases([rich_case()], tmp_path / "out", FORMATS["neo4j"])
    with pytest.raises(OutputError, match="kgx writes 2 files; name a folder with -o"):
        list(render([rich_case()], FORMATS["kgx"]))


def test_tables_appear_whole_or_not_at_all(tmp_path: Path) -> None:
    made = Made("Fièvre.")
    made.add("condition", "Fièvre", presence="perhaps")
    with pytest.raises(GraphError):
        write_cases([rich_case("one"), made.case()], tmp_path / "out", FORMATS["kgx"])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_is_not_named_like_a_file_of_one_case(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"all\.ttl: a turtle file holds one case; name a folder"):
        write_cases([rich_case("one"), rich_case("two")], tmp_path / "all.ttl", FORMATS["turtle"])
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "all.ttl").mkdir()
    assert [path.name for path in write_cases([rich_case("one")], tmp_path / "all.ttl", FORMATS["turtle"])] == [
        "one.ttl"
    ]


def test_two_cases_with_one_id_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "all.nq"
    with pytest.raises(InputError, match="two cases have the id 'c1'"):
        write_cases([rich_case(), rich_case()], out, FORMATS["nquads"])
    assert list(tmp_path.iterdir()) == []


def test_what_one_file_cannot_hold() -> None:
    with pytest.raises(OutputError, match="a turtle file holds one case"):
        list(render([rich_case("one"), rich_case("two")], FORMATS["turtle"]))
    with pytest.raises(OutputError, match="brat writes 2 files a case"):
        list(render([rich_case()], FORMATS["brat"]))


def test_nothing_is_left_of_a_case_that_cannot_be_written(tmp_path: Path) -> None:
    made = Made("Fièvre.")
    made.add("condition", "Fièvre", presence="perhaps")
    out = tmp_path / "all.nq"
    out.write_text("before", encoding="utf-8")
    with pytest.raises(GraphError):
        write_cases([rich_case("one"), made.case()], out, FORMATS["nquads"])
    assert out.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("case_id", "stem"),
    [
        ("cas 1", "cas 1"),
        ("é_1.2", "é_1.2"),
        ("a/b", "a%2Fb"),
        ("..", "%2E%2E"),
        ("a:b*?", "a%3Ab%2A%3F"),
        ("a\0b\n\x1b", "a%00b%0A%1B"),
        ("..\\..\\x", "%2E.%5C..%5Cx"),
        ("C:\\x", "C%3A%5Cx"),
        ("nul", "%6Eul"),
        ("COM1.fr", "%43OM1.fr"),
        ("console", "console"),
        ("a.", "a%2E"),
        ("a ", "a%20"),
        ("~", "~"),
        ("\u202eexe.x", "%E2%80%AEexe.x"),
        ("e\u0301", "e%CC%81"),
        ("㎏", "%E3%8E%8F"),
    ],
)
def test_file_names_from_ids(case_id: str, stem: str) -> None:
    assert file_stem(case_id) == stem
    assert unquote(stem) == case_id


@given(
    st.lists(st.text(st.sampled_from("aAéÉß. /%2e\0\\:nulNUL") | st.characters(codec="utf-8"), min_size=1), unique=True)
)
def test_a_name_of_its_own_for_each_id(ids: list[str]) -> None:
    stems = Stems((".ttl",))
    names = [stems.of(case_id) for case_id in ids if len(case_id) < 20]
    assert [unquote(name) for name in names] == [case_id for case_id in ids if len(case_id) < 20]
    assert len({unicodedata.normalize("NFD", name.casefold()) for name in names}) == len(names)
    for name in names:
        assert Path("out", name).parent == Path("out")
        assert PureWindowsPath("out", name).parent == PureWindowsPath("out")
        assert not PureWindowsPath(name).is_reserved()
        assert name.isprintable()


def test_ids_that_differ_in_capitals_only_keep_their_files(tmp_path: Path) -> None:
    cases = [rich_case(name) for name in ("Cas", "cas", "CAS")]
    paths = write_cases(cases, tmp_path / "out", FORMATS["turtle"])
    assert [path.name for path in paths] == ["Cas.ttl", "%63%61%73.ttl", "%43%41%53.ttl"]


def test_an_id_that_is_too_long_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="too long for the name of a file"):
        write_cases([rich_case("x" * 300)], tmp_path / "out", FORMATS["turtle"])
    (path,) = write_cases([rich_case("漢" * 78)], tmp_path / "out", FORMATS["turtle"])
    assert path.is_file()


def test_an_id_cannot_leave_the_folder(tmp_path: Path) -> None:
    case = rich_case("../../escape")
    (path,) = write_cases([case], tmp_path / "out", FORMATS["turtle"])
    assert path.parent == tmp_path / "out"
    assert path.is_file()


def test_no_case_makes_an_empty_result(tmp_path: Path) -> None:
    nothing: list[Case] = []
    assert write_cases(nothing, tmp_path / "all.jsonl", FORMATS["jsonl"]) == [tmp_path / "all.jsonl"]
    assert (tmp_path / "all.jsonl").read_bytes() == b""
    assert write_cases(nothing, tmp_path / "out", FORMATS["brat"]) == []


def _write_half(path: Path) -> None:
    with open_atomically(path) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt


def test_a_failing_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "x.ttl"
    write_atomically(path, b"old")
    with pytest.raises(KeyboardInterrupt):
        _write_half(path)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_new_file_has_the_rights_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "x", [b"a", b"b"])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640
    assert (tmp_path / "x").read_bytes() == b"ab"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder; name a file in it"):
        write_output(tmp_path, b"x")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be written"):
        write_output(tmp_path / "file" / "x.ttl", b"x")
