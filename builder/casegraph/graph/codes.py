"""Verifying the ontology's codes against tables of reference, which are not shipped.

A folder of tables holds gzipped TSV files with a header: `ncit_subset` (code, umls_cui), `snomed_gps_2020-09` (sctid),
`onto_xrefs` (ontology, id, umls_cui, snomedct), `dicom_ps316_concepts` (scheme, code), `hl7_mcode_ips_codings` (system,
code), `atc_en_fr` (atc), `loinc_common_lab` and `nabm_fr_loinc` (loinc), `icdo3_en` (axis, code).
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from casegraph.errors import OntologyError
from casegraph.graph.findings import Finding
from casegraph.graph.vocabulary import CG, CONCEPT
from casegraph.terminology.ontology_reader import curie

__all__ = ["code_findings", "reference_codes"]

_EXACT_MATCH = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
_REGISTRY_CODE = ox.NamedNode(CG + "registryCode")
_NAMES = {"ncit": "NCIt", "sct": "SNOMED CT", "umls": "UMLS", "hpo": "HPO", "atc": "ATC", "loinc": "LOINC"}


def code_findings(store: ox.Store, tables: Path) -> list[Finding]:
    """The codes of the ontology in a store's default graph that no table of their terminology holds.

    Raises:
        OntologyError: a table is missing.
    """
    known = reference_codes(tables)
    found = []
    for predicate in (_EXACT_MATCH, _REGISTRY_CODE):
        for quad in store.quads_for_pattern(None, predicate, None, ox.DefaultGraph()):
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode | ox.Literal):
                continue
            code = curie(quad.object.value) or quad.object.value
            system = code.partition(":")[0]
            if code not in known:
                name = _NAMES.get(system, "ICD-O-3" if system.startswith("icdo3") else "any terminology")
                place = quad.subject.value.replace(CONCEPT, "c:")
                found.append(Finding(place, "code", f"{code} is not in the tables of {name}; correct or remove it"))
    return sorted(found)


def reference_codes(tables: Path) -> set[str]:
    """Every code of the tables, as `ncit:C3408`, `icdo3m:8500/3`.

    Raises:
        OntologyError: a table is missing, or lacks a column.
    """
    known: set[str] = set()
    for name, read in _READERS.items():
        path = tables / f"{name}.tsv.gz"
        try:
            with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                    known.update(read(row))
        except OSError as error:
            raise OntologyError(f"{path}: no such table; name a folder of reference tables") from error
        except KeyError as error:
            raise OntologyError(f"{path}: the table has no column {error}") from error
    return known


def _several(prefix: str, value: str) -> Iterator[str]:
    for code in (value or "").replace(",", "|").split("|"):
        if code.strip():
            yield f"{prefix}:{code.strip()}"


def _ncit(row: dict[str, str]) -> Iterator[str]:
    yield f"ncit:{row['code']}"
    yield from _several("umls", row["umls_cui"])
    yield from _several("sct", row["snomedct"])


def _xrefs(row: dict[str, str]) -> Iterator[str]:
    if row["ontology"] == "HPO":
        yield f"hpo:{row['id'].removeprefix('HP:')}"
    yield from _several("umls", row["umls_cui"])
    yield from _several("sct", row["snomedct"])


#: How the tables of several terminologies name them.
_SCHEMES = {
    "SCT": "sct",
    "SNOMEDCT": "sct",
    "LN": "loinc",
    "LOINC": "loinc",
    "NCIt": "ncit",
    "NCIT": "ncit",
    "UMLS": "umls",
}


def _coded(row: dict[str, str]) -> Iterator[str]:
    prefix = _SCHEMES.get(row["scheme"] if "scheme" in row else row["system"])
    if prefix is not None:
        yield f"{prefix}:{row['code']}"


def _icdo3(row: dict[str, str]) -> Iterator[str]:
    code = row["code"]
    if row["axis"] != "morphology":
        yield f"icdo3t:{code}"
        return
    yield f"icdo3m:{code}"
    # The table lists each histology with its usual behaviours; uncertain, metastatic and uncertain whether primary go
    # with any (ICD-O-3, rule F).
    histology = code.partition("/")[0]
    yield f"icdo3m:{histology}/1"
    yield f"icdo3m:{histology}/6"
    yield f"icdo3m:{histology}/9"


_READERS: dict[str, Callable[[dict[str, str]], Iterator[str]]] = {
    "ncit_subset": _ncit,
    "snomed_gps_2020-09": lambda row: iter([f"sct:{row['sctid']}"]),
    "onto_xrefs": _xrefs,
    "dicom_ps316_concepts": _coded,
    "hl7_mcode_ips_codings": _coded,
    "atc_en_fr": lambda row: iter([f"atc:{row['atc']}"]),
    "loinc_common_lab": lambda row: iter([f"loinc:{row['loinc']}"]),
    "nabm_fr_loinc": lambda row: iter([f"loinc:{row['loinc']}"]),
    "icdo3_en": _icdo3,
}
