"""Files that are wrong: one clear error that names file and line, and nothing half added."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from casegraph import unpack
from casegraph.errors import TerminologyError
from casegraph.terminology.added import added, open_lexicon, user_folder
from casegraph.terminology.adding import add_terminology
from casegraph.terminology.importers.options import Options
from tests.terminology.importers.made import GRAPHS, MESH, NCIT, OBO, ORPHANET, OWL, SKOS, release, table, zipped

BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY a "aaaaaaaaaa">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
"""


def _written(name: str, text: str | bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder / name

    return write


def _release_with(name: str, old: str, new: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        made = release(folder / "SnomedCT")
        (path,) = made.rglob(f"{name}*")
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return made

    return write


def _cut_zip(folder: Path) -> Path:
    path = zipped(release(folder / "SnomedCT"), folder / "SnomedCT.zip")
    path.write_bytes(path.read_bytes()[:-300])
    return path


def _damaged_zip(folder: Path) -> Path:
    path = zipped(release(folder / "SnomedCT"), folder / "SnomedCT.zip")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = next(i for i in archive.infolist() if "sct2_Concept" in i.filename).header_offset
    data[at + 110 : at + 130] = b"\x00" * 20
    path.write_bytes(data)
    return path


def _cut_gzip(folder: Path) -> Path:
    path = table(folder)
    packed = folder / "kalt.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes() * 50)[:-40])
    return packed


def _table(rows: str = "", columns: str = "", top: str = "") -> Callable[[Path], Path]:
    return lambda folder: table(folder, rows, columns, top)


def _latin(folder: Path) -> Path:
    path = table(folder)
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    return path


def _latin_release(folder: Path) -> Path:
    made = release(folder / "SnomedCT")
    (path,) = made.rglob("sct2_Description_Snapshot-fr*")
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    return made


TOP = 'licence = "CC0"\nkind = "condition"\n'
FAULTS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no file": (lambda f: f / "none.obo", r"none\.obo: no such file"),
    "an empty folder": (lambda f: f, r": holds no file"),
    "an unknown format": (_written("x.bin", b"\x00\x01"), r"x\.bin: its format is not recognised"),
    "a truncated zip": (_cut_zip, r"SnomedCT\.zip/Snapshot/\S+\.txt: cut short or damaged"),
    "a zip that is none": (_written("x.zip", b"no archive"), r"x\.zip: cut short or damaged"),
    "a damaged zip": (_damaged_zip, r"SnomedCT\.zip/Snapshot/.*: cut short or damaged"),
    "a truncated gzip": (_cut_gzip, r"kalt\.csv\.gz: cut short or damaged"),
    "a wrong column": (_table(columns='code = "kode"\nlabel = "libelle"\n'), r"kalt\.csv:1: there is no column 'kode'"),
    "a field too many": (_table("K1;a kalt;;;\nK2;b;c;d;e;f\n"), r"kalt\.csv:3: 6 fields where the header has 5"),
    "an unknown parent": (_table("K1;a kalt;;K9;\n"), r"kalt\.csv:2: the parent 'K9' is no code"),
    "a cycle": (
        _table("K1;a kalt;;K3;\nK2;b kalt;;K1;\nK3;c kalt;;K2;\n"),
        r"kalt\.csv:\d: the hierarchy goes in a circle: kalt:K\d below kalt:K\d below kalt:K\d below",
    ),
    "its own parent": (
        _table("K1;a kalt;;K1;\n"),
        r"kalt\.csv:2: the hierarchy goes in a circle: kalt:K1 below kalt:K1",
    ),
    "a duplicate code": (
        _table("K1;a kalt;;;\nK2;b kalt;;;\nK1;c kalt;;;\n"),
        r"kalt\.csv:4: the code kalt:K1 .* a second time, first at \S+kalt\.csv:2",
    ),
    "a bad encoding": (_latin, r"kalt\.csv:4: byte \d+ is not utf-8; name the right one with --encoding"),
    "a bad encoding of OBO": (
        _written("k.obo", OBO.replace("purple", "é").encode("cp1252")),
        r"k\.obo:13: byte \d+ is not",
    ),
    "a bad encoding of OBO Graphs": (
        _written("k.json", GRAPHS.replace("purpura", "é").encode("cp1252").replace(b"Kaltenbrunn", b"\xe9", 1)),
        r"k\.json:1: byte \d+ is not utf-8, .* convert the file",
    ),
    "a bad encoding of OWL": (
        _written("k.owl", OWL.replace("gone", "é").encode("cp1252")),
        r"k\.owl:9: byte \d+ is not",
    ),
    "a bad encoding of Turtle": (_written("k.ttl", SKOS.replace("disease", "é").encode("cp1252")), r"k\.ttl:5: byte"),
    "a bad encoding of Orphanet": (
        _written("fr.xml", ORPHANET.replace("Purpura", "é").replace("purpura", "é").encode("cp1252")),
        r"fr\.xml:\d+: byte \d+ is not",
    ),
    "a bad encoding of NCIt": (
        _written("T.txt", NCIT.replace("drug", "é").encode("cp1252")),
        r"T\.txt:1: byte \d+ is not",
    ),
    "a bad encoding of SNOMED CT": (_latin_release, r"sct2_Description_Snapshot-fr\S+\.txt:2: byte \d+ is not utf-8"),
    "a cycle in OBO": (
        _written("k.obo", OBO.replace("disease\n", "disease\nis_a: HP:9000002\n", 1)),
        r"k\.obo:\d+: the hi.*circle",
    ),
    "a cycle in SKOS": (
        _written("k.ttl", SKOS + "k:1 skos:broader k:2 .\n"),
        r"k\.ttl:[56]: the hierarchy goes in a circle",
    ),
    "a cycle in OWL": (
        _written(
            "k.owl",
            OWL.replace("</rdfs:label></owl", '</rdfs:label><rdfs:subClassOf rdf:resource="&obo;HP_9000002"/></owl', 1),
        ),
        r"k\.owl:[67]: the hierarchy goes in a circle",
    ),
    "a quotation mark too few": (_table('K1;a kalt;;;\nK2;"b kalt;;;\nK3;c;;;\n'), r"kalt\.csv:3: .*quotation marks"),
    "an empty table": (_written("kalt.csv", ""), r"kalt\.csv"),
    "no description": (_written("some.csv", "a;b\n1;2\n"), r"some\.csv: its format is not recognised"),
    "a description that is no TOML": (_table(columns="code = \n"), r"kalt\.toml: .*line"),
    "a description without a code": (
        _table(columns='label = "libelle"\n'),
        r"kalt\.toml: it does not say columns\.code",
    ),
    "a description that says more": (
        _table(top=TOP + "colour = 1\n"),
        r"kalt\.toml: it says colour, which means nothing",
    ),
    "an unknown kind": (_table(top='kind = "thing"\n'), r"kalt\.toml: 'thing' is no kind; there are condition"),
    "no licence": (_table(top='kind = "condition"\n'), r"kalt\.csv: say under which licence you use it"),
    "an OBO file that is none": (_written("kalt.obo", OBO + "\n[Term]\nid HP:9\n"), r"kalt\.obo:\d+: "),
    "an OBO id twice": (
        _written("kalt.obo", OBO + "\n[Term]\nid: HP:9000001\nname: again\n"),
        r"kalt\.obo:24: the id HP:9000001 .* a second time, first at \S+kalt\.obo:7",
    ),
    "OBO Graphs that are none": (_written("kalt.json", '{"graphs": 7}'), r"kalt\.json"),
    "Turtle that is none": (_written("kalt.ttl", "<http://a> a\n skos:Concept .\n"), r"kalt\.ttl:\d+: "),
    "an entity bomb in OWL": (
        _written("kalt.owl", BOMB + OWL[22:]),
        r"kalt\.owl:4: an XML entity .* refused as a bomb",
    ),
    "an outside entity in OWL": (
        _written(
            "kalt.owl", '<?xml version="1.0"?>\n<!DOCTYPE a [ <!ENTITY b SYSTEM "file:///etc/passwd"> ]>\n<a>&b;</a>'
        ),
        r"kalt\.owl:2: an XML entity",
    ),
    "an entity bomb of Orphanet": (
        _written("fr.xml", BOMB + ORPHANET[39:].replace("Purpura", "&b;")),
        r"fr\.xml:\d+: XML entities are refused",
    ),
    "an entity bomb of MeSH": (
        _written("fredesc.xml", BOMB + MESH.partition('dtd">\n')[2]),
        r"fredesc\.xml:\d+: XML entities are refused",
    ),
    "XML cut short": (_written("fr.xml", ORPHANET[:-200]), r"fr\.xml:\d+: .*is the file whole\?"),
    "a disorder without a code": (
        _written("fr.xml", ORPHANET.replace("<OrphaCode>9002</OrphaCode>", "")),
        r"fr\.xml:\d+: a disorder without",
    ),
    "a release without descriptions": (
        _written("sct2_Concept_Snapshot_INT_1.txt", "id\teffectiveTime\tactive\n"),
        r"the snapshot has no file of descriptions",
    ),
    "a release with a wrong column": (
        _release_with("sct2_Description_Snapshot-fr", "conceptId", "concept"),
        r"sct2_Description_Snapshot-fr\S+:1: there is no column 'conceptId'",
    ),
    "a release with an id twice": (
        _release_with("sct2_Concept", "64572001 | 2".replace(" | ", "\t"), "999001\t3"),
        r"sct2_Concept\S+:4: the id 999001 stands there a second time",
    ),
    "ICD-10 with another code": (
        _written(
            "cim10.txt", "D69|3|3|1|PURPURA|Purpura\nD694|0|0|0|KALT|Kalt\nwhat|0|0|0|A|B\n" + "D70|0|0|0|A|B\n" * 60
        ),
        r"cim10\.txt",
    ),
    "NCIt with a short line": (_written("Thesaurus.txt", NCIT + "C1\tx\n"), r"Thesaurus\.txt:4: 2 fields"),
}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "data"))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_error_and_nothing_is_added(fault: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.mkdir()
    bad.mkdir()
    add_terminology(table(good), name="good")
    write, message = FAULTS[fault]
    with pytest.raises(TerminologyError, match=message) as caught:
        add_terminology(write(bad), name="bad", licence=None if fault == "no licence" else "CC0")
    assert "\n" not in str(caught.value)
    assert [note["name"] for note in added()] == ["good"]
    assert sorted(p.suffix for p in user_folder().iterdir() if p.name.startswith("bad")) == []
    assert open_lexicon().lookup("kaltenbrunnose lente")


def test_a_zip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_HARMLESS", 2**16)
    made = release(tmp_path / "SnomedCT")
    (path,) = made.rglob("sct2_Concept*")
    path.write_bytes(path.read_bytes() + b"\n" * 2**22)
    with pytest.raises(TerminologyError, match=r"sct2_Concept\S+: unpacks to 4 MB or more.* refused as a bomb"):
        add_terminology(zipped(made, tmp_path / "SnomedCT.zip"), licence="CC0")
    packed = tmp_path / "kalt.csv.gz"
    packed.write_bytes(gzip.compress(table(tmp_path).read_bytes() + b"\n" * 2**22))
    with pytest.raises(TerminologyError, match=r"kalt\.csv\.gz: unpacks to .* refused as a bomb"):
        add_terminology(packed, licence="CC0")
    assert added() == []


def test_a_hierarchy_all_too_deep_is_refused(tmp_path: Path) -> None:
    rows = "K0;kalt 0;;;\n" + "".join(f"K{n};kalt {n};;K{n - 1};\n" for n in range(1, 400))
    with pytest.raises(TerminologyError, match=r"kalt\.csv:\d+: the hierarchy is deeper than 300 levels"):
        add_terminology(table(tmp_path, rows))


def test_a_release_with_a_cycle_names_it(tmp_path: Path) -> None:
    made = release(tmp_path / "SnomedCT")
    (path,) = made.rglob("sct2_Relationship*")
    path.write_text(path.read_text(encoding="utf-8").replace("23\t20020131\t0", "23\t20020131\t1"), encoding="utf-8")
    with pytest.raises(TerminologyError, match=r"sct2_Concept\S+:\d+: the hierarchy goes in a circle: sct:"):
        add_terminology(made, licence="CC0")


def test_an_encoding_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(TerminologyError, match="no encoding is called 'klingon'"):
        add_terminology(table(tmp_path), options=Options(encoding="klingon"))


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [("k.obo", OBO, "obo"), ("k.ttl", SKOS, "skos"), ("k.owl", OWL, "owl"), ("fr.xml", ORPHANET, "orphanet")],
)
def test_an_encoding_is_for_tables(tmp_path: Path, name: str, text: str, form: str) -> None:
    path = _written(name, text)(tmp_path)
    with pytest.raises(TerminologyError, match=rf"--encoding is for tables; {form} is .*iconv -f cp1252 -t utf-8"):
        add_terminology(path, licence="CC0", options=Options(encoding="cp1252"))
    assert add_terminology(path, licence="CC0", kind="condition", options=Options("fr", "UTF8"))["concepts"]


def test_a_format_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(TerminologyError, match="no format is called 'cobol'; there are snomed-rf2"):
        add_terminology(table(tmp_path), "cobol")


def test_nothing_to_look_for(tmp_path: Path) -> None:
    path = tmp_path / "hp.obo"
    path.write_text(OBO, encoding="utf-8")
    with pytest.raises(TerminologyError, match=r"no form of it can be looked for .* --language fr"):
        add_terminology(path)
