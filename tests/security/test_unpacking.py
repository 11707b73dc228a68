"""XML, zip and gzip of strangers: bombs, entities, and names that lead elsewhere."""

from __future__ import annotations

import gzip
import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from casegraph import unpack
from casegraph.corpus.build import build_corpus
from casegraph.corpus.sources import open_sources
from casegraph.errors import CasegraphError, GraphError, InputError, TerminologyError
from casegraph.graph.validate import check_file
from casegraph.inputs import documents
from casegraph.store.graphs import case_graphs
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.rdf import read_rdf
from casegraph.terminology.importers.registry import read_terminology
from casegraph.terminology.importers.sources import Source

RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="urn:s#">'
    '<rdf:Description rdf:about="urn:a"><s:p>&a;</s:p></rdf:Description></rdf:RDF>'
)
ENTITIES = {
    "others": '<!ENTITY b "lol"><!ENTITY a "&b;&b;">',
    "single quotes": "<!ENTITY b 'lol'><!ENTITY a '&b;&b;'>",
    "long": f'<!ENTITY a "{"x" * 5000}">',
    "file": '<!ENTITY a SYSTEM "file:///etc/passwd">',
    "address": '<!ENTITY a PUBLIC "x" "http://127.0.0.1:1/">',
    "parameter": '<!ENTITY % p "x"><!ENTITY a "%p;">',
    "parameter file": '<!ENTITY % p SYSTEM "file:///etc/passwd">',
    "late": "<!-- " + "x" * 3_000_000 + ' --><!ENTITY b "lol"><!ENTITY a "&b;&b;">',
    "at the edge": "<!-- " + "x" * (2**16 - 40) + ' --><!ENTITY b "lol"><!ENTITY a "&b;&b;">',
}


@pytest.mark.parametrize("name", list(ENTITIES))
@pytest.mark.parametrize("packed", [False, True])
def test_entities_of_which_bombs_are_made(tmp_path: Path, name: str, packed: bool) -> None:
    content = f'<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [{ENTITIES[name]}]>\n{RDF}'.encode()
    path = tmp_path / ("a.rdf.gz" if packed else "a.rdf")
    path.write_bytes(gzip.compress(content) if packed else content)
    for read in (lambda: list(case_graphs(path)), lambda: check_file(path)):
        with pytest.raises(GraphError, match=r"a\.rdf(\.gz)?:2: an XML entity .* refused as a bomb"):
            read()
    with pytest.raises(TerminologyError, match=r":2: an XML entity .* refused as a bomb"):
        read_rdf(Source(path), Options())


def test_the_entities_of_ontologies_pass(tmp_path: Path) -> None:
    path = tmp_path / "a.owl"
    head = '<!DOCTYPE rdf:RDF [\n<!ENTITY rdfs "http://www.w3.org/2000/01/rdf-schema#" >\n<!ENTITY a "x">\n]>\n'
    path.write_text(head + RDF, encoding="utf-8")
    with pytest.raises(GraphError, match="holds no case graph"):
        list(case_graphs(path))


def test_other_encodings_hide_no_entity(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-32", "utf-7"):
        path = tmp_path / f"{encoding}.rdf"
        content = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE r [{ENTITIES["others"]}]>{RDF}'
        path.write_bytes(content.encode(encoding))
        with pytest.raises(GraphError):
            list(case_graphs(path))


def test_nothing_is_fetched_for_a_context_or_an_import(tmp_path: Path) -> None:
    """The tests run without a network: what would be fetched is an error or is passed over."""
    remote = tmp_path / "a.jsonld"
    remote.write_text('{"@context": "http://127.0.0.1:1/context", "@id": "urn:a", "b": "c"}', encoding="utf-8")
    local = tmp_path / "b.jsonld"
    local.write_text('{"@context": "file:///etc/passwd", "@id": "urn:a", "b": "c"}', encoding="utf-8")
    for path in (remote, local):
        with pytest.raises(GraphError):
            list(case_graphs(path))


BOMB = gzip.compress(b" " * 2**22)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("a.nq.gz", lambda path: list(case_graphs(path))),
        ("a.ttl.gz", lambda path: list(case_graphs(path))),
        ("a.ttl.gz", check_file),
        ("a.jsonl.gz", lambda path: list(documents([str(path)]))),
        ("a.jsonl", lambda path: list(documents([str(path)]))),
        ("a.csv.gz", lambda path: list(open_sources([str(path)]).items())),
        ("a.ttl.gz", lambda path: read_terminology(path, None, Options())),
    ],
)
def test_what_unpacks_to_far_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, read: Callable[[Path], object]
) -> None:
    monkeypatch.setattr(unpack, "_HARMLESS", 2**16)
    monkeypatch.setattr(unpack, "_LONGEST_LINE", 2**20)
    path = tmp_path / name
    path.write_bytes(BOMB if name.endswith(".gz") else b" " * 2**22)
    with pytest.raises(CasegraphError, match=r"unpacks to|longer than"):
        read(path)


def zipped(path: Path, members: dict[str, bytes], **how: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, **how)
    return path


def read_archive(tmp_path: Path, archive: Path) -> tuple[list[dict[str, object]], set[Path]]:
    """The manifest of a corpus of an archive, and what there is besides the corpus and the archive."""
    out = tmp_path / "in" / "out"
    build_corpus(archive, out, outputs=["nquads"], workers=1)
    rows = [json.loads(line) for path in (out / "manifest").iterdir() for line in path.open(encoding="utf-8")]
    return rows, {path for path in tmp_path.rglob("*") if not path.is_relative_to(tmp_path / "in")} - {archive}


def test_members_of_an_archive_lead_nowhere(tmp_path: Path) -> None:
    report = "Pas de fièvre.".encode()
    names = ["../../a.txt", "/etc/b.txt", "a/../../c.txt", "..\\..\\d.txt", "\\e.txt", "C:\\f.txt", "good.txt"]
    archive = zipped(tmp_path / "a.zip", dict.fromkeys(names, report))
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(link, "/etc/passwd")
        opened.writestr("nested.zip", BOMB)
    rows, besides = read_archive(tmp_path, archive)
    told = {str(row["id"]): row["error_kind"] for row in rows}
    assert besides == set()
    assert told.pop("good") is None
    assert told.pop("C:/f") is None, "a name like any other: nothing is unpacked"
    # What a link says is no report, or one of a few words; never what it leads to.
    assert told.pop("link") is None
    assert set(told.values()) == {"unsafe archive member"}
    assert len(told) == 5
    quads = b"".join(gzip.decompress(path.read_bytes()) for path in (tmp_path / "in/out/nquads").iterdir())
    assert b"root:" not in quads


def test_bombs_and_locks_in_an_archive(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"bomb.txt": b" " * 19_000_000, "good.txt": b"Toux et douleur."})
    content = archive.read_bytes()
    # The flag of a member with a password, in its heading and in the list.
    locked = tmp_path / "locked.zip"
    one = zipped(tmp_path / "one.zip", {"a.txt": b"Toux et douleur."}).read_bytes()
    locked.write_bytes(one.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"))  # fmt: skip
    assert {row["id"]: row["error_kind"] for row in read_archive(tmp_path, archive)[0]} == {
        "bomb": "unsafe archive member", "good": None
    }  # fmt: skip
    ((item,),) = (list(open_sources([str(locked)]).items()),)
    assert item.fault is not None
    assert "password" in item.fault.message
    # A size that is told smaller than it is gives no more than was told.
    lying = tmp_path / "lying.zip"
    lying.write_bytes(content.replace((19_000_000).to_bytes(4, "little"), (500).to_bytes(4, "little")))
    for item in open_sources([str(lying)]).items():
        assert item.fault is not None or len(item.content or b"") <= 500
    cut = tmp_path / "cut.zip"
    cut.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match="no zip archive"):
        open_sources([str(cut)])


def test_many_members_that_share_their_bytes(tmp_path: Path) -> None:
    """An overlapping archive: every entry of its list leads to the same packed bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", b"Toux. " * 150_000)
        first = archive.infolist()[0]
        for number in range(1, 400):
            again = zipfile.ZipInfo(f"{number}.txt")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type", "flag_bits"):
                setattr(again, name, getattr(first, name))
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
    path = tmp_path / "overlapping.zip"
    path.write_bytes(packed.getvalue())
    with pytest.raises(InputError, match="that unpack to"):
        open_sources([str(path)])
