"""A small ontology of its own for tests of the lexicon."""

from __future__ import annotations

from pathlib import Path

from casegraph.terminology.lexicon import Lexicon, shipped_lexicon

TURTLE = """
@prefix c: <https://w3id.org/casegraph/concept/> .
@prefix cg: <https://w3id.org/casegraph/model#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix umls: <https://uts.nlm.nih.gov/uts/umls/concept/> .

c:Condition a owl:Class ; cg:kind cg:Condition ; skos:prefLabel "affection"@fr , "condition"@en .
c:Carcinoma a owl:Class ; rdfs:subClassOf c:Condition ; cg:registryCode "icdo3m:8010/3" ;
    skos:prefLabel "carcinome"@fr , "carcinoma"@en .
c:Site a owl:Class ; cg:kind cg:Site ; skos:prefLabel "structure anatomique"@fr , "body site"@en .
c:Breast a owl:Class ; rdfs:subClassOf c:Site ; cg:registryCode "icdo3t:C50.9" ;
    skos:prefLabel "sein"@fr , "breast"@en ; skos:altLabel "mammaire"@fr .
c:Nipple a owl:Class ; rdfs:subClassOf c:Site ; cg:partOf c:Breast ; skos:prefLabel "mamelon"@fr , "nipple"@en .
c:BreastCarcinoma a owl:Class ; rdfs:subClassOf c:Carcinoma ; skos:exactMatch umls:C0678222 ;
    owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( c:Carcinoma
        [ a owl:Restriction ; owl:onProperty cg:hasSite ; owl:someValuesFrom c:Breast ] ) ] ;
    skos:prefLabel "carcinome mammaire"@fr , "breast carcinoma"@en .
c:Embolism a owl:Class ; rdfs:subClassOf c:Condition ; skos:prefLabel "embolie"@fr , "embolism"@en ;
    skos:altLabel "EP"@fr .
"""


def write_ontology(folder: Path, turtle: str = TURTLE) -> Path:
    """An ontology folder with one module."""
    (folder / "concepts").mkdir(parents=True)
    (folder / "concepts" / "small.ttl").write_text(turtle, encoding="utf-8")
    return folder


def fresh_lexicon() -> Lexicon:
    """The shipped lexicon as a new process would get it."""
    shipped_lexicon.cache_clear()
    try:
        return shipped_lexicon()
    finally:
        shipped_lexicon.cache_clear()
