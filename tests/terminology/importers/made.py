"""Small files in every format of outside terminologies, all of the same invented disease and its kin."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

__all__ = ["MADE", "release", "table", "zipped"]

IS_A, FSN, SYNONYM = "116680003", "900000000000003001", "900000000000013009"
PREFERRED, ACCEPTABLE = "900000000000548007", "900000000000549004"


def _lines(*rows: str) -> str:
    return "".join(f"{row}\n" for row in rows)


def table(folder: Path, rows: str = "", columns: str = "", top: str = "") -> Path:
    """A table with its description beside it."""
    head = "code;libelle;synonymes;parent;umls\n"
    text = rows or _lines(
        "K1;maladie de Kaltenbrunn;;;",
        "K2;kaltenbrunnose lente;VKL|kaltenbrunnose torpide;K1;",
        "K3;thrombopénie;;K1;C0040034",
        "K4;purpura kaltenbrunnien;;K3;",
    )
    (folder / "kalt.csv").write_text(head + text, encoding="utf-8")
    description = columns or _lines(
        'code = "code"',
        'label = { fr = "libelle" }',
        'synonym = { fr = "synonymes" }',
        'parent = "parent"',
        'match = { umls = "umls" }',
    )
    top = top or _lines('title = "Kalt"', 'licence = "CC0"', 'kind = "condition"', 'prefix = "kalt"')
    (folder / "kalt.toml").write_text(f"{top}[columns]\n{description}", encoding="utf-8")
    return folder / "kalt.csv"


def release(folder: Path) -> Path:
    """A SNOMED CT snapshot with a French extension in a folder."""
    terminology = folder / "Snapshot" / "Terminology"
    language = folder / "Snapshot" / "Refset" / "Language"
    terminology.mkdir(parents=True)
    language.mkdir(parents=True)

    def write(place: Path, name: str, columns: str, *rows: str) -> None:
        text = _lines(columns, *rows).replace(" | ", "\t")
        (place / f"{name}.txt").write_text(text, encoding="utf-8")

    write(
        terminology,
        "sct2_Concept_Snapshot_INT_20240101",
        "id | effectiveTime | active | moduleId | definitionStatusId",
        "64572001 | 20020131 | 1 | 0 | 0",
        "302215000 | 20020131 | 1 | 0 | 0",
        "999001 | 20020131 | 1 | 0 | 0",
        "999002 | 20020131 | 0 | 0 | 0",
    )
    columns = "id | effectiveTime | active | moduleId | conceptId | languageCode | typeId | term | caseSignificanceId"
    write(
        terminology,
        "sct2_Description_Snapshot-en_INT_20240101",
        columns,
        f"1 | 20020131 | 1 | 0 | 64572001 | en | {FSN} | Disease (disorder) | 0",
        f"2 | 20020131 | 1 | 0 | 302215000 | en | {FSN} | Thrombocytopenic disorder (disorder) | 0",
        f"3 | 20020131 | 1 | 0 | 999001 | en | {FSN} | Kaltenbrunn purpura (disorder) | 0",
        f"4 | 20020131 | 1 | 0 | 999002 | en | {FSN} | Gone (disorder) | 0",
    )
    write(
        terminology,
        "sct2_Description_Snapshot-fr_FR_20240601",
        columns,
        f"11 | 20240601 | 1 | 0 | 302215000 | fr | {SYNONYM} | thrombopénie | 0",
        f"12 | 20240601 | 1 | 0 | 999001 | fr | {SYNONYM} | purpura kaltenbrunnien | 0",
        f"13 | 20240601 | 1 | 0 | 999001 | fr | {SYNONYM} | purpura de Kaltenbrunn | 0",
        f"14 | 20240601 | 1 | 0 | 999001 | fr | {SYNONYM} | pourpre refusé | 0",
        f"15 | 20240601 | 0 | 0 | 999001 | fr | {SYNONYM} | pourpre périmé | 0",
    )
    columns = "id | effectiveTime | active | moduleId | sourceId | destinationId | relationshipGroup | typeId | x | y"
    write(
        terminology,
        "sct2_Relationship_Snapshot_INT_20240101",
        columns,
        f"21 | 20020131 | 1 | 0 | 302215000 | 64572001 | 0 | {IS_A} | 0 | 0",
        f"22 | 20020131 | 1 | 0 | 999001 | 302215000 | 0 | {IS_A} | 0 | 0",
        f"23 | 20020131 | 0 | 0 | 64572001 | 999001 | 0 | {IS_A} | 0 | 0",
    )
    write(
        language,
        "der2_cRefset_LanguageSnapshot-fr_FR_20240601",
        "id | effectiveTime | active | moduleId | refsetId | referencedComponentId | acceptabilityId",
        f"a | 20240601 | 1 | 0 | 9 | 11 | {PREFERRED}",
        f"b | 20240601 | 1 | 0 | 9 | 12 | {PREFERRED}",
        f"c | 20240601 | 1 | 0 | 9 | 13 | {ACCEPTABLE}",
        f"d | 20240601 | 0 | 0 | 9 | 14 | {ACCEPTABLE}",
    )
    return folder


def zipped(folder: Path, target: Path) -> Path:
    """A folder as a zip archive."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return target


def _file(name: str, text: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return write


OBO = """format-version: 1.2
data-version: kalt/2024-01-01
ontology: kalt
property_value: http://purl.org/dc/terms/license "CC BY 4.0" xsd:string

[Term]
id: HP:9000001
name: Kaltenbrunn disease

[Term]
id: HP:9000002
name: Kaltenbrunn purpura
synonym: "purple \\"Kaltenbrunn\\"" EXACT []
synonym: "purple" RELATED []
xref: UMLS:C9000002
is_a: HP:9000001 ! Kaltenbrunn disease

[Term]
id: HP:9000003
name: gone
is_obsolete: true
"""
BABELON = _lines(
    "source_language\ttranslation_language\tsubject_id\tpredicate_id\tsource_value\ttranslation_value\ttranslation_status",
    "en\tfr\tHP:9000001\trdfs:label\tKaltenbrunn disease\tmaladie de Kaltenbrunn\tOFFICIAL",
    "en\tfr\tHP:9000002\trdfs:label\tKaltenbrunn purpura\tpurpura kaltenbrunnien\tOFFICIAL",
    "en\tfr\tHP:9000002\toio:hasExactSynonym\tpurple\tpourpre de Kaltenbrunn\tOFFICIAL",
    "en\tfr\tHP:9000002\tIAO:0000115\tdefinition\tune définition\tOFFICIAL",
)
GRAPHS = json.dumps(
    {
        "graphs": [
            {
                "id": "http://purl.obolibrary.org/obo/hp.json",
                "nodes": [
                    {"id": "http://purl.obolibrary.org/obo/HP_9000001", "lbl": "Kaltenbrunn disease", "type": "CLASS"},
                    {
                        "id": "http://purl.obolibrary.org/obo/HP_9000002",
                        "lbl": "Kaltenbrunn purpura",
                        "type": "CLASS",
                        "meta": {"xrefs": [{"val": "UMLS:C9000002"}]},
                    },
                ],
                "edges": [
                    {
                        "sub": "http://purl.obolibrary.org/obo/HP_9000002",
                        "pred": "is_a",
                        "obj": "http://purl.obolibrary.org/obo/HP_9000001",
                    }
                ],
            }
        ]
    }
)
SKOS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix k: <http://example.org/kalt/> .
k: a skos:ConceptScheme ; dcterms:title "Kalt" ; dcterms:license "CC0" .
k:1 a skos:Concept ; skos:prefLabel "maladie de Kaltenbrunn"@fr , "Kaltenbrunn disease"@en ; skos:narrower k:2 .
k:2 a skos:Concept ; skos:prefLabel "purpura kaltenbrunnien"@fr ; skos:altLabel "pourpre de Kaltenbrunn"@fr ;
    skos:exactMatch <http://purl.obolibrary.org/obo/HP_9000002> .
"""
OWL = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [ <!ENTITY obo "http://purl.obolibrary.org/obo/"> ]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
    xmlns:owl="http://www.w3.org/2002/07/owl#" xmlns:oio="http://www.geneontology.org/formats/oboInOwl#">
  <owl:Ontology rdf:about="&obo;hp.owl"><owl:versionInfo>2024-01-01</owl:versionInfo></owl:Ontology>
  <owl:Class rdf:about="&obo;HP_9000001"><rdfs:label xml:lang="fr">maladie de Kaltenbrunn</rdfs:label></owl:Class>
  <owl:Class rdf:about="&obo;HP_9000002"><rdfs:label xml:lang="fr">purpura kaltenbrunnien</rdfs:label>
    <oio:hasDbXref>UMLS:C9000002</oio:hasDbXref><rdfs:subClassOf rdf:resource="&obo;HP_9000001"/></owl:Class>
  <owl:Class rdf:about="&obo;HP_9000003"><rdfs:label>gone</rdfs:label>
    <owl:deprecated rdf:datatype="http://www.w3.org/2001/XMLSchema#boolean">true</owl:deprecated></owl:Class>
</rdf:RDF>
"""
NCIT_OWL = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix n: <http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#> .
n:C9001 a owl:Class ; rdfs:label "Kaltenbrunn Drug" ; n:P90 "kaltenbrunnine" ; n:P207 "C9000009" ; n:NHC0 "C9001" ;
    n:P106 "Pharmacologic Substance" .
n:C9002 a owl:Class ; rdfs:label "Kaltenbrunn Tablet" ; rdfs:subClassOf n:C9001 .
"""
EVS = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
NCIT = _lines(
    f"C9001\t<{EVS}#C9001>\t\tKaltenbrunn Drug|kaltenbrunnine\tA drug.\t\t\tPharmacologic Substance\t",
    f"C9002\t<{EVS}#C9002>\tC9001\tKaltenbrunn Tablet\tOne.\t\t\tClinical Drug\t",
    f"C9003\t<{EVS}#C9003>\tC9001\tGone\tOne.\t\tRetired_Concept\tFinding\t",
)
ORPHANET = """<?xml version="1.0" encoding="UTF-8"?>
<JDBOR date="2024-06-01 08:00:00" version="1">
  <Availability><Licence><ShortIdentifier>CC-BY-4.0</ShortIdentifier></Licence></Availability>
  <DisorderList count="2">
    <Disorder id="1"><OrphaCode>9001</OrphaCode><Name lang="fr">Maladie de Kaltenbrunn</Name></Disorder>
    <Disorder id="2"><OrphaCode>9002</OrphaCode><Name lang="fr">Purpura kaltenbrunnien</Name>
      <SynonymList count="1"><Synonym lang="fr">Pourpre de Kaltenbrunn</Synonym></SynonymList>
      <ExternalReferenceList count="2">
        <ExternalReference id="3"><Source>UMLS</Source><Reference>C9000002</Reference>
          <DisorderMappingRelation id="4"><Name lang="en">E (Exact mapping)</Name></DisorderMappingRelation>
        </ExternalReference>
        <ExternalReference id="5"><Source>ICD-10</Source><Reference>D69.4</Reference>
          <DisorderMappingRelation id="6"><Name lang="en">NTBT (narrower)</Name></DisorderMappingRelation>
        </ExternalReference>
      </ExternalReferenceList>
      <DisorderDisorderAssociationList count="1"><DisorderDisorderAssociation>
        <TargetDisorder id="1"><OrphaCode>9001</OrphaCode></TargetDisorder>
      </DisorderDisorderAssociation></DisorderDisorderAssociationList>
    </Disorder>
  </DisorderList>
</JDBOR>
"""
MESH = """<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "desc2024.dtd">
<DescriptorRecordSet LanguageCode="fre">
  <DescriptorRecord DescriptorClass="1"><DescriptorUI>D900001</DescriptorUI>
    <DescriptorName><String>Maladie de Kaltenbrunn[Kaltenbrunn Disease]</String></DescriptorName>
    <TreeNumberList><TreeNumber>C15.900</TreeNumber></TreeNumberList></DescriptorRecord>
  <DescriptorRecord DescriptorClass="1"><DescriptorUI>D900002</DescriptorUI>
    <DescriptorName><String>Purpura kaltenbrunnien[Kaltenbrunn Purpura]</String></DescriptorName>
    <TreeNumberList><TreeNumber>C15.900.100</TreeNumber></TreeNumberList>
    <ConceptList><Concept PreferredConceptYN="Y"><TermList>
      <Term><TermUI>fre0001</TermUI><String>Pourpre de Kaltenbrunn</String></Term>
      <Term><TermUI>T1</TermUI><String>Kaltenbrunn Purple</String></Term></TermList></Concept>
      <Concept PreferredConceptYN="N"><TermList><Term><TermUI>fre0002</TermUI><String>Rougeur</String></Term></TermList>
      </Concept></ConceptList></DescriptorRecord>
</DescriptorRecordSet>
"""


def _loinc(folder: Path) -> Path:
    place = folder / "loinc"
    place.mkdir()
    (place / "Loinc.csv").write_text(
        _lines(
            '"LOINC_NUM","COMPONENT","STATUS","SHORTNAME","LONG_COMMON_NAME"',
            '"9001-1","Kaltenbrunn","ACTIVE","Kalt Ser","Kaltenbrunn factor, total"',
            '"9002-2","Gone","DEPRECATED","Gone","Gone"',
        ),
        encoding="utf-8",
    )
    (place / "frFR18LinguisticVariant.csv").write_text(
        _lines('"LOINC_NUM","LONG_COMMON_NAME"', '"9001-1","facteur de Kaltenbrunn"'), encoding="utf-8"
    )
    (place / "ComponentHierarchyBySystem.csv").write_text(
        _lines(
            '"PATH_TO_ROOT","SEQUENCE","IMMEDIATE_PARENT","CODE","CODE_TEXT"',
            '"","1","","LP9-1","Kalt"',
            '"LP9-1","1","LP9-1","9001-1","Kaltenbrunn factor"',
        ),
        encoding="utf-8",
    )
    return place


def _babelon(folder: Path) -> Path:
    place = folder / "hp"
    place.mkdir()
    _file("hp.obo", OBO)(place)
    _file("hp-fr.babelon.tsv", BABELON)(place)
    return place


#: For each format: what writes its file or folder, a child, its parent, a form of the child and its kind.
MADE: dict[str, tuple[Callable[[Path], Path], str, str, str, str]] = {
    "csv": (table, "kalt:K4", "kalt:K3", "purpura kaltenbrunnien", "condition"),
    "snomed-rf2": (
        lambda f: release(f / "SnomedCT"),
        "sct:999001",
        "sct:302215000",
        "purpura de Kaltenbrunn",
        "condition",
    ),
    "snomed-rf2 in a zip": (
        lambda f: zipped(release(f / "SnomedCT"), f / "SnomedCT.zip"),
        "sct:999001",
        "sct:302215000",
        "purpura kaltenbrunnien",
        "condition",
    ),
    "babelon": (_babelon, "hpo:9000002", "hpo:9000001", "pourpre de Kaltenbrunn", "condition"),
    "skos": (_file("kalt.ttl", SKOS), "kalt:2", "kalt:1", "pourpre de Kaltenbrunn", "condition"),
    "owl": (_file("hp.owl", OWL), "hpo:9000002", "hpo:9000001", "purpura kaltenbrunnien", "condition"),
    "owl of NCIt": (_file("ncit.ttl", NCIT_OWL), "ncit:C9002", "ncit:C9001", "Kaltenbrunn Tablet", "treatment"),
    "ncit": (_file("Thesaurus.txt", NCIT), "ncit:C9002", "ncit:C9001", "Kaltenbrunn Tablet", "treatment"),
    "obo": (_file("hp.obo", OBO), "hpo:9000002", "hpo:9000001", 'purple "Kaltenbrunn"', "condition"),
    "obo graphs": (_file("hp.json", GRAPHS), "hpo:9000002", "hpo:9000001", "Kaltenbrunn purpura", "condition"),
    "atc": (
        _file(
            "atc.csv",
            "ATC code,ATC level name\nB01,antikaltenbrunnics\nB01AX,others\nB01AX99,kaltenbrunnine\n"
            "B01AX99,kaltenbrunnine\n",
        ),
        "atc:B01AX99",
        "atc:B01AX",
        "kaltenbrunnine",
        "treatment",
    ),
    "icd10": (
        _file("cim10.txt", "D69|3|3|1|PURPURA|Purpura\nD694|0|0|0|PURPURA KALT|Purpura kaltenbrunnien\n"),
        "icd10:D69.4",
        "icd10:D69",
        "Purpura kaltenbrunnien",
        "condition",
    ),
    "icdo3": (
        _file("icdo3.tsv", "code\tlibelle\nC50\tsein\nC50.9\tsein kaltenbrunnien\n8500/3\tcarcinome\n"),
        "icdo3t:C50.9",
        "icdo3t:C50",
        "sein kaltenbrunnien",
        "site",
    ),
    "loinc": (_loinc, "loinc:9001-1", "loinc:LP9-1", "facteur de Kaltenbrunn", "observable"),
    "orphanet": (_file("fr_product1.xml", ORPHANET), "orpha:9002", "orpha:9001", "Pourpre de Kaltenbrunn", "condition"),
    "mesh": (_file("fredesc.xml", MESH), "mesh:D900002", "mesh:D900001", "Pourpre de Kaltenbrunn", "condition"),
}
