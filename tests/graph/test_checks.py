"""Every quality check is silent on a sound ontology and fires on one that breaks it."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from casegraph.errors import OntologyError
from casegraph.graph.ontology_checks import add_kinds, check_ontology, checks, run_check
from casegraph.resources import data_folder

PREFIXES = """
@prefix c: <https://w3id.org/casegraph/concept/> .
@prefix cg: <https://w3id.org/casegraph/model#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rule: <https://w3id.org/casegraph/rule/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ncit: <http://purl.obolibrary.org/obo/NCIT_> .
@prefix loinc: <http://loinc.org/rdf/> .
"""
#: A small ontology in which everything is as it should be.
SOUND = """
c:ClinicalFinding a owl:Class ; skos:prefLabel "constatation"@fr , "finding"@en ; cg:kind cg:Condition .
c:BodySite a owl:Class ; skos:prefLabel "site"@fr , "site"@en ; cg:kind cg:Site .
c:Observable a owl:Class ; skos:prefLabel "paramètre"@fr , "observable"@en ; cg:kind cg:Observable .
c:Treatment a owl:Class ; skos:prefLabel "traitement"@fr , "treatment"@en ; cg:kind cg:Treatment .
c:Breast a owl:Class ; rdfs:subClassOf c:BodySite ; skos:prefLabel "sein"@fr , "breast"@en ;
    cg:registryCode "icdo3t:C50.9" .
c:Carcinoma a owl:Class ; rdfs:subClassOf c:ClinicalFinding ; skos:prefLabel "carcinome"@fr , "carcinoma"@en ;
    skos:altLabel "RP"@fr ; skos:exactMatch ncit:C2916 ; cg:registryCode "icdo3m:8010/3" .
c:BreastCarcinoma a owl:Class ; skos:prefLabel "carcinome du sein"@fr , "breast carcinoma"@en ;
    owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( c:Carcinoma
        [ a owl:Restriction ; owl:onProperty cg:hasSite ; owl:someValuesFrom c:Breast ] ) ] .
c:Fever a owl:Class ; rdfs:subClassOf c:ClinicalFinding ; skos:prefLabel "fièvre"@fr , "fever"@en .
c:Temperature a owl:Class ; rdfs:subClassOf c:Observable ; skos:prefLabel "température"@fr , "temperature"@en ;
    skos:exactMatch loinc:8310-5 ; cg:canonicalUnit "Cel" ; cg:referenceLow 36.0 ; cg:referenceHigh 37.8 ;
    cg:rangeSource "a book" ; cg:highIndicates c:Fever .
c:Regimen a owl:Class ; rdfs:subClassOf c:Treatment ; skos:prefLabel "protocole"@fr , "regimen"@en ;
    cg:component c:Drug .
c:Drug a owl:Class ; rdfs:subClassOf c:Treatment ; skos:prefLabel "rp"@fr , "drug"@en .
rule:fever a cg:Rule ; rdfs:label "fièvre"@fr , "fever"@en ; cg:analyte c:Temperature ; cg:outside cg:High ;
    cg:indicates c:Fever ; cg:source "a book" .
rule:fever-grade-1 a cg:GradeBand ; cg:ofRule rule:fever ; cg:ctcaeGrade 1 ; cg:unit "Cel" ; cg:atMost 39.0 .
"""
NEW = 'c:New a owl:Class ; rdfs:subClassOf c:ClinicalFinding ; skos:prefLabel "nouveau"@fr , "new"@en ; '

#: What is added to the sound ontology so that a check fires, and the place that the finding names.
BROKEN: dict[str, tuple[str, str]] = {
    "no-french-label": ('c:New a owl:Class ; rdfs:subClassOf c:Fever ; skos:prefLabel "new"@en .', "c:New"),
    "no-english-label": ('c:New a owl:Class ; rdfs:subClassOf c:Fever ; skos:prefLabel "neuf"@fr .', "c:New"),
    "two-preferred-labels": ('c:Fever skos:prefLabel "hyperthermie"@fr .', "c:Fever"),
    "label-language": ('c:Fever skos:altLabel "Fieber"@de .', "c:Fever"),
    "label-spacing": ('c:Fever skos:altLabel "forte  fièvre"@fr .', "c:Fever"),
    "shared-label": ('c:Fever skos:altLabel "Carcinome"@fr .', "c:"),
    "code-used-twice": ("c:Fever skos:exactMatch ncit:C2916 .", "c:Carcinoma"),
    "code-form": ("c:Fever skos:exactMatch ncit:3038 .", "c:Fever"),
    "registry-code-form": ('c:Fever cg:registryCode "8000/1" .', "c:Fever"),
    "registry-code-place": ('c:Breast cg:registryCode "icdo3m:8500/3" .', "c:Breast"),
    "registry-code-matched": ("c:Fever skos:exactMatch <http://example.org/ICD-O/8000> .", "c:Fever"),
    "orphan": ('c:New a owl:Class ; skos:prefLabel "nouveau"@fr , "new"@en .', "c:New"),
    "two-kinds": (NEW + "rdfs:subClassOf c:Treatment .", "c:New"),
    "unknown-kind": ("c:Fever cg:kind cg:Status .", "c:Fever"),
    "cycle": ("c:ClinicalFinding rdfs:subClassOf c:Fever .", "c:"),
    "unknown-concept": ("c:Fever rdfs:subClassOf c:Nowhere .", "c:Fever"),
    "definition-site": ("c:Fever cg:primarySite c:Carcinoma .", "c:Fever"),
    "component": ("c:Regimen cg:component c:Fever .", "c:Regimen"),
    "range-source": ('c:Observable cg:referenceLow 1.0 ; cg:canonicalUnit "1" .', "c:Observable"),
    "range-unit": ('c:Observable cg:referenceLow 1.0 ; cg:rangeSource "a book" .', "c:Observable"),
    "range-order": ("c:Temperature cg:referenceLowFemale 40.0 ; cg:referenceHighFemale 37.0 .", "c:Temperature"),
    "range-of-one-sex": ("c:Temperature cg:referenceHighFemale 37.0 .", "c:Temperature"),
    "measured-kind": ("c:Fever cg:lowIndicates c:Carcinoma .", "c:Fever"),
    "indicated-kind": ("c:Temperature cg:lowIndicates c:Drug .", "c:Temperature"),
    "criterion-source": ("rule:new a cg:Rule ; cg:analyte c:Temperature .", "rule:new"),
    "criterion-analyte": ("rule:fever cg:analyte c:Fever .", "rule:fever"),
    "criterion-range": ("rule:fever cg:analyte c:Observable .", "rule:fever"),
    "criterion-unit": ("rule:new cg:analyte c:Observable ; cg:below 3.0 .", "rule:new"),
    "criterion-contradiction": (
        "rule:new cg:analyte c:Temperature ; cg:outside cg:High ; cg:indicates c:Carcinoma .",
        "rule:fever",
    ),
    "band-unit": (
        'rule:f1 a cg:GradeBand ; cg:ofRule rule:fever ; cg:ctcaeGrade 1 ; cg:unit "[degF]" ; cg:atMost 102.2 .',
        "rule:f1",
    ),
    "band-limit": (
        "rule:new cg:analyte c:Observable . rule:f1 cg:ofRule rule:new ; cg:timesUpperLimit true .",
        "rule:f1",
    ),
    "profile-undeclared-property": ("c:Fever cg:nowhere c:Carcinoma .", "cg:nowhere"),
    "profile-two-kinds-of-property": ("cg:kind a owl:ObjectProperty .", "cg:kind"),
    "profile-undeclared-class": ("cg:Fever rdfs:subClassOf cg:Nowhere .", "cg:Nowhere"),
    "profile-literal-place": ('rule:fever cg:outside "high" .', "rule:fever"),
    "profile-datatype": ('c:Fever skos:editorialNote "2024-01-01"^^xsd:date .', "c:Fever"),
    "profile-restriction": (
        "c:Fever rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cg:kind ; owl:someValuesFrom c:Breast ] .",
        "c:Fever",
    ),
    "model-documented": ("cg:nowhere a owl:AnnotationProperty .", "cg:nowhere"),
}


def ontology(*turtle: str) -> ox.Store:
    """The model with some concepts, as the checks want it."""
    store = ox.Store()
    store.load(path=str(data_folder("ontology") / "model.ttl"), format=ox.RdfFormat.TURTLE)
    store.load((PREFIXES + "".join(turtle)).encode(), format=ox.RdfFormat.TURTLE)
    add_kinds(store)
    return store


PATHS = {path.stem: path for path in checks(data_folder("ontology"))}


def test_every_check_is_tested() -> None:
    assert set(PATHS) == set(BROKEN)


@pytest.mark.parametrize("name", PATHS)
def test_a_check_is_silent_on_a_sound_ontology(name: str) -> None:
    assert run_check(PATHS[name], ontology(SOUND)) == []


@pytest.mark.parametrize("name", PATHS)
def test_a_check_fires(name: str) -> None:
    added, place = BROKEN[name]
    found = run_check(PATHS[name], ontology(SOUND, added))
    assert found
    assert all(finding.check == name for finding in found)
    assert any(finding.place.startswith(place) for finding in found)


@pytest.mark.parametrize("name", PATHS)
def test_a_check_states_its_intent_in_one_line(name: str) -> None:
    first = PATHS[name].read_text(encoding="utf-8").partition("\n")[0]
    assert re.fullmatch(r"# [A-Z].{10,110}\.", first)


def test_a_short_form_in_capitals_is_not_its_lower_case() -> None:
    # "RP" of the carcinoma and "rp" would be one form if both were conditions and case did not count.
    store = ontology(SOUND, 'c:Fever skos:altLabel "rp"@fr .')
    assert run_check(PATHS["shared-label"], store) == []


def test_a_kind_of_its_own_overrides_the_one_above() -> None:
    store = ontology(SOUND, NEW + "cg:kind cg:Assessment .")
    assert run_check(PATHS["two-kinds"], store) == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("# Broken.\nSELECT ?place ?detail WHERE {", "mend the query"),
        ("# Other columns.\nSELECT ?x WHERE { ?x ?y ?z }", r"selects \?place \?detail"),
        ("# No rows.\nASK { ?x ?y ?z }", r"selects \?place \?detail"),
    ],
)
def test_a_broken_check_is_an_error(tmp_path: Path, query: str, message: str) -> None:
    path = tmp_path / "own.rq"
    path.write_text(query, encoding="utf-8")
    with pytest.raises(OntologyError, match=message):
        run_check(path, ox.Store())


def test_a_folder_without_checks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="no check"):
        checks(tmp_path)


def test_broken_turtle_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "model.ttl").write_text("cg:x a", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"model\.ttl"):
        check_ontology(tmp_path)


def test_the_shipped_ontology_is_sound() -> None:
    assert [str(finding) for finding in check_ontology()] == []
