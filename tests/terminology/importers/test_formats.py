"""Every format: recognised, read, compiled, with its hierarchy, its kinds and its forms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casegraph.errors import TerminologyError
from casegraph.terminology.added import about, open_lexicon, user_folder
from casegraph.terminology.adding import add_terminology
from casegraph.terminology.compiled import Compiled
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Row
from casegraph.terminology.importers.registry import read_terminology, recognise
from casegraph.terminology.importers.sources import Source
from casegraph.terminology.importers.systems import from_iri, kind_of_tree, tree_parents, written_code
from tests.terminology.importers.made import BABELON, MADE, release, table


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "data"))


def rows(path: Path, options: Options | None = None) -> dict[str, Row]:
    return {row.code: row for row in read_terminology(path, None, options)[1].rows}


@pytest.mark.parametrize("form", MADE)
def test_a_format_is_recognised_and_read(form: str, tmp_path: Path) -> None:
    write, child, parent, text, _ = MADE[form]
    path = write(tmp_path)
    assert recognise(path) == form.partition(" ")[0]
    found = rows(path)
    assert parent in found[child].parents
    assert text in {term.text for term in found[child].terms}
    assert re.search(r":\d+$", str(found[child].place)), found[child].place


@pytest.mark.parametrize("form", MADE)
def test_a_format_is_added_and_matched(form: str, tmp_path: Path) -> None:
    write, child, parent, text, kind = MADE[form]
    options = Options(language="fr") if form.startswith("obo") else Options()
    note = add_terminology(write(tmp_path), None, options, name="kalt", licence="CC0",
                           kind="condition" if form == "skos" else None)  # fmt: skip
    compiled = Compiled(user_folder() / note["folder"], note)
    number = compiled.number(child)
    assert number is not None
    entry = compiled.entry(number)
    assert entry.kind == kind
    assert [compiled.entry(p).code for p in entry.parents] == [parent]
    assert compiled.number(compiled.iri(child)) == number
    (name,) = open_lexicon(["kalt"]).lookup(text)
    assert name == compiled.iri(child)


def test_what_is_gone_is_left_out(tmp_path: Path) -> None:
    for form, gone in (("snomed-rf2", "sct:999002"), ("obo", "hpo:9000003"), ("owl", "hpo:9000003"),
                       ("ncit", "ncit:C9003"), ("loinc", "loinc:9002-2")):  # fmt: skip
        folder = tmp_path / form
        folder.mkdir()
        assert gone not in rows(MADE[form][0](folder))


def test_a_release_heeds_active_flags_and_language_reference_sets(tmp_path: Path) -> None:
    found = rows(release(tmp_path / "SnomedCT"))
    terms = {(term.text, term.preferred) for term in found["sct:999001"].terms}
    assert terms == {("purpura kaltenbrunnien", True), ("purpura de Kaltenbrunn", False)}
    assert found["sct:64572001"].parents == ()


def test_matches_are_read(tmp_path: Path) -> None:
    expected = {"obo": "umls:C9000002", "owl": "umls:C9000002", "skos": "hpo:9000002", "orphanet": "umls:C9000002",
                "obo graphs": "umls:C9000002"}  # fmt: skip
    for form, match in expected.items():
        folder = tmp_path / form
        folder.mkdir()
        assert rows(MADE[form][0](folder))[MADE[form][1]].matches == (match,)
    folder = tmp_path / "csv"
    folder.mkdir()
    assert rows(table(folder))["kalt:K3"].matches == ("umls:C0040034",)


def test_version_and_licence_are_read(tmp_path: Path) -> None:
    for form, version, licence in (("obo", "2024-01-01", "CC BY 4.0"), ("orphanet", "2024-06-01", "CC BY 4.0"),
                                   ("skos", "", "CC0"), ("snomed-rf2", "20240101", "")):  # fmt: skip
        folder = tmp_path / form
        folder.mkdir()
        imported = read_terminology(MADE[form][0](folder))[1]
        assert (imported.version, imported.licence) == (version, licence)


def test_babelon_tables_alone_and_by_name(tmp_path: Path) -> None:
    alone = tmp_path / "hp-fr.babelon.tsv"
    alone.write_text(BABELON, encoding="utf-8")
    found = rows(alone)
    assert {t.text for t in found["hpo:9000002"].terms} >= {"purpura kaltenbrunnien", "Kaltenbrunn purpura"}
    ontology = MADE["obo"][0](tmp_path)
    translated = rows(ontology, Options(translations=(alone,)))
    assert "pourpre de Kaltenbrunn" in {t.text for t in translated["hpo:9000002"].terms}
    with pytest.raises(TerminologyError, match=r"hp\.obo:1: no Babelon table"):
        rows(ontology, Options(translations=(ontology,)))


def test_a_description_may_say_kind_language_tree_and_repeats(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "c,l,lang,type,tree,x\nD1,Kaltenbrunnose,fr,maladie,C01.1,UMLS:C1|nothing\n"
        "D1,Kaltenbrunnosis,en,maladie,C01.1,\nD2,Kaltenbrunnite,fr,drug,C01.1.2,\n",
        encoding="utf-8",
    )
    (tmp_path / "t.toml").write_text(
        'file = "t.csv"\nprefix = "t"\nrepeated = true\n'
        'kind = { column = "type", values = { maladie = "condition", drug = "treatment" } }\n'
        '[columns]\ncode = "c"\nlabel = "l"\nlanguage = "lang"\ntree = "tree"\nmatch = { "" = "x" }\n',
        encoding="utf-8",
    )
    found = rows(tmp_path / "t.toml")
    assert [(t.text, t.language) for t in found["t:D1"].terms] == [("Kaltenbrunnose", "fr"), ("Kaltenbrunnosis", "en")]
    assert (found["t:D1"].kind, found["t:D2"].kind) == ("condition", "treatment")
    assert found["t:D2"].parents == ("t:D1",)
    assert found["t:D1"].matches == ("umls:C1",)


def test_a_code_may_be_below_its_beginning(tmp_path: Path) -> None:
    columns = 'code = "code"\nlabel = "libelle"\nparent = "prefix"\n'
    path = table(tmp_path, "A1;kalt;;;\nA1.2;kaltbrunn;;;\nA1.23;kaltenbrunn;;;\n", columns)
    found = rows(path)
    assert found["kalt:A1.23"].parents == ("kalt:A1.2",)
    assert found["kalt:A1.2"].parents == ("kalt:A1",)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("SNOMEDCT_US:302215000", "sct:302215000"),
        ("UMLS:C0040034", "umls:C0040034"),
        ("NCI:C3408", "ncit:C3408"),
        ("MSH:D013921", "mesh:D013921"),
        ("ICD10:D69.4", "icd10:D69.4"),
        ("http://purl.obolibrary.org/obo/HP_0001873", "hpo:0001873"),
        ("PMID:123", None),
        ("words", None),
    ],
)
def test_codes_as_ontologies_write_them(written: str, code: str | None) -> None:
    assert written_code(written) == code
    assert from_iri("http://www.orpha.net/ORDO/Orphanet_58") == "orpha:58"


def test_kinds_by_tree_and_trees_that_turn_around() -> None:
    assert kind_of_tree(["C15.378"]) == "condition"
    assert kind_of_tree(["D12.776.124"]) == "observable"
    assert kind_of_tree(["Z01"]) == kind_of_tree([]) == "qualifier"
    above = tree_parents({"a": ["C1", "C2.3"], "b": ["C2", "C1.4"], "c": ["C1.4.5"]})
    assert above == {"a": [], "b": [], "c": ["b"]}


def test_a_gzipped_table_and_another_encoding(tmp_path: Path) -> None:
    import gzip

    path = table(tmp_path)
    text = path.read_text(encoding="utf-8")
    (tmp_path / "kalt.csv.gz").write_bytes(gzip.compress(text.encode("cp1252")))
    found = rows(tmp_path / "kalt.csv.gz", Options(encoding="cp1252"))
    assert found["kalt:K3"].terms[0].text == "thrombopénie"
    assert Source(path).line_of("K3") == 4
    assert Source(path).line_of("nothing") is None


def test_what_is_noted(tmp_path: Path) -> None:
    add_terminology(table(tmp_path), name="kalt")
    note = about("kalt")
    assert (note["concepts"], note["terms"], note["licence"], note["format"]) == (4, 6, "CC0", "csv")
    assert note["languages"] == {"fr": 6}


def test_a_code_of_icd_o_has_a_row_for_each_term(tmp_path: Path) -> None:
    path = tmp_path / "icdo3.tsv"
    path.write_text("code\tlibelle\n8500/3\tcarcinome de Kalt\n8500/3\tkaltome\n", encoding="utf-8")
    assert [t.text for t in rows(path)["icdo3m:8500/3"].terms] == ["carcinome de Kalt", "kaltome"]


def test_rows_without_a_code_are_skipped_and_counted(tmp_path: Path) -> None:
    top = 'licence = "CC0"\nkind = "condition"\nprefix = "kalt"\nno_code = ["other"]\n'
    path = table(tmp_path, "K1;a kalt;;;\n;b kalt;;;\nother;c kalt;;K1;\nother;d kalt;;;\nK2;e kalt;;K1;\n", top=top)
    note = add_terminology(path, name="kalt")
    assert (note["concepts"], note["skipped"], note["first_skipped"]) == (2, 3, f"{path}:3")
    coded = tmp_path / "cim10.csv"
    coded.write_text("code;libelle\nD69;Purpura kaltenbrunnien\n;Sans code\n", encoding="utf-8")
    note = add_terminology(coded, licence="own")
    assert (note["concepts"], note["skipped"], note["first_skipped"]) == (1, 1, f"{coded}:3")


def test_a_description_may_name_several_columns_of_codes_and_a_key(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "id,code,label,parent\n10,,Kalten,\n11,K1,Kaltenbrunnose,10\nother,K1.Y,Kaltite,11\nother,K1.Z,Kaltome,11\n",
        encoding="utf-8",
    )

    def described(text: str) -> dict[str, Row]:
        (tmp_path / "t.toml").write_text(f'kind = "condition"\n{text}', encoding="utf-8")
        return rows(tmp_path / "t.csv")

    columns = 'label = "label"\nparent = "parent"\nkey = "id"\n'
    found = described(f'[columns]\ncode = ["code", "id"]\n{columns}')
    assert {code: row.parents for code, row in found.items()} == {
        "t:10": (), "t:K1": ("t:10",), "t:K1.Y": ("t:K1",), "t:K1.Z": ("t:K1",)}  # fmt: skip
    # What stands below a row without a code is below what that row is below.
    (tmp_path / "t.csv").write_text("id,code,label,parent\n1,A,Kalten,\n2,-,Brunn,1\n3,B,Kaltite,2\n", encoding="utf-8")
    found = described(f'no_code = ["-"]\n[columns]\ncode = "code"\n{columns}')
    assert {code: row.parents for code, row in found.items()} == {"t:A": (), "t:B": ("t:A",)}
    (tmp_path / "t.csv").write_text("id,code,label,parent\n1,A,Kalten,\n1,B,Brunn,\n3,C,Kaltite,1\n", encoding="utf-8")
    with pytest.raises(TerminologyError, match=r"t\.csv:4: the parent '1' is the key of several codes: A, B"):
        described(f'[columns]\ncode = "code"\n{columns}')


def test_codes_may_be_told_apart_by_another_column(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("dict,code,label\nD1,A,kaltage\nD5,A,kaltome\n", encoding="utf-8")
    description = '[columns]\ncode = "code"\nlabel = "label"\n'
    (tmp_path / "t.toml").write_text(f'kind = "condition"\nlicence = "own"\n{description}', encoding="utf-8")
    with pytest.raises(TerminologyError, match=r"t\.csv:3: the code t:A stands there a second time, first at \S+:2"):
        add_terminology(tmp_path / "t.csv")
    (tmp_path / "t.toml").write_text(f'{description}within = "dict"\n', encoding="utf-8")
    assert list(rows(tmp_path / "t.csv")) == ["t:D1-A", "t:D5-A"]


def test_an_encoding_that_is_named_tells_a_format_too(tmp_path: Path) -> None:
    path = tmp_path / "cim10.csv"
    path.write_bytes("code;libelle\nD69;Kaltenbrunnose sévère\n".encode("cp1252"))
    assert recognise(path, Options(encoding="cp1252")) == "icd10"


def test_a_code_of_the_thesaurus_is_no_umls_code(tmp_path: Path) -> None:
    assert rows(MADE["owl of NCIt"][0](tmp_path))["ncit:C9001"].matches == ("umls:C9000009",)


def test_of_a_release_of_loinc_the_table_itself_is_read(tmp_path: Path) -> None:
    release_folder = MADE["loinc"][0](tmp_path)
    other = release_folder / "AccessoryFiles"
    other.mkdir()
    (other / "Imaging.csv").write_text('"LOINC_NUM","LONG_COMMON_NAME"\n"9003-3","Kalt picture"\n', encoding="utf-8")
    assert "loinc:9001-1" in rows(release_folder)
    assert "loinc:9003-3" not in rows(release_folder)


def test_tables_as_their_publishers_give_them(tmp_path: Path) -> None:
    atih = tmp_path / "LIBCIM10MULTI.TXT"
    atih.write_bytes("D69     |3|3|1|PURPURA|Purpura\nD695    |0|0|0|KALT|Kaltite sévère\n".encode("cp1252"))
    assert recognise(atih) == "icd10"
    with pytest.raises(TerminologyError, match=r"MULTI\.TXT:2: byte 30 is not utf-8; name the right one with --enc"):
        rows(atih)
    assert rows(atih, Options(encoding="cp1252"))["icd10:D69.5"].parents == ("icd10:D69",)
    icdo = tmp_path / "ICD-O-3.2.csv"
    icdo.write_text("ICDO3.2;Level;Term\n814;2;Adénomes\n8140/3;Preferred;Kaltome SAI\n8140/3;Synonym;Kaltome\n",
                    encoding="utf-8")  # fmt: skip
    found = rows(icdo, Options(language="fr"))
    assert found["icdo3m:8140/3"].parents == ("icdo3m:814",)
    assert [t.text for t in found["icdo3m:8140/3"].terms] == ["Kaltome SAI", "Kaltome"]


def test_a_folder_with_one_table_and_its_description(tmp_path: Path) -> None:
    table(tmp_path)
    assert recognise(tmp_path) == "csv"
    assert "kalt:K3" in rows(tmp_path)
    assert rows(tmp_path / "kalt.toml").keys() == rows(tmp_path).keys()
    (tmp_path / "kalt.csv").rename(tmp_path / "other.csv")
    with pytest.raises(TerminologyError, match=r'kalt\.toml: name the table in it: file = "table\.csv"'):
        rows(tmp_path)
