"""Code systems and kinds, by the tables `code-systems` and `kinds`: CURIEs from the many ways to write a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from casegraph.languages.tables import Row as TableRow
from casegraph.languages.tables import one_of, read_rows_of

__all__ = ["KINDS", "System", "curie", "from_iri", "kind_by", "kind_of_tree", "systems", "tree_parents", "written_code"]

#: The kinds that a concept of an outside terminology may have; a "qualifier" is never looked for in a text.
KINDS = (
    "condition",
    "treatment",
    "procedure",
    "observable",
    "assessment",
    "site",
    "organism",
    "device",
    "encounter",
    "circumstance",
    "qualifier",
)
_FOLDER = Path(__file__).parent


class System(NamedTuple):
    """A code system: the prefix of its CURIEs, what its IRIs begin with, the kind of all its concepts if they agree."""

    prefix: str
    iri: str
    kind: str | None


@cache
def _rows(name: str, columns: tuple[str, ...]) -> tuple[TableRow, ...]:
    return read_rows_of(_FOLDER / f"{name}.tsv", columns)


@cache
def systems() -> dict[str, System]:
    """The known code systems by prefix."""
    rows = _rows("code-systems", ("prefix", "iri", "written", "kind"))
    for row in rows:
        one_of(row, "kind", ("", *KINDS), "code-systems")
    return {r["prefix"]: System(r["prefix"], r["iri"], r["kind"] or None) for r in rows}


@cache
def _written() -> dict[str, str]:
    """The prefix by each way to write a system, in capitals."""
    out = {prefix.upper(): prefix for prefix in systems()}
    for row in _rows("code-systems", ("prefix", "iri", "written", "kind")):
        out |= {name.upper(): row["prefix"] for name in row["written"].split("|") if name}
    return out


def curie(prefix: str, code: str) -> str:
    """A code with its prefix; "HP:0001873" and "Orphanet_58" lose the one they carry, "A000" gets its point."""
    head, colon, rest = code.partition(":")
    if colon and (head.lower() == prefix or _written().get(head.upper()) == prefix):
        code = rest
    if prefix in ("icd10", "icd10cm") and len(code) > 3 and code[3] not in ".-+*":
        code = f"{code[:3]}.{code[3:]}"
    return f"{prefix}:{code}"


def written_code(text: str) -> str | None:
    """The CURIE of a cross-reference as ontologies write them ("SNOMEDCT_US:302215000"); None for unknown systems."""
    text = text.strip()
    if text.startswith("http"):
        return from_iri(text)
    head, colon, rest = text.partition(":")
    prefix = _written().get(head.upper())
    if not colon or prefix is None or not rest.strip():
        return None
    return curie(prefix, rest.strip())


#: Other IRIs of a system, before the code.
_OTHERS = {
    "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#": "ncit",
    "http://linkedlifedata.com/resource/umls/id/": "umls",
    "http://identifiers.org/snomedct/": "sct",
    "http://identifiers.org/mesh/": "mesh",
    "http://identifiers.org/omim/": "omim",
    "http://www.orpha.net/ORDO/Orphanet_": "orpha",
    "http://purl.bioontology.org/ontology/ATC/": "atc",
    "http://purl.bioontology.org/ontology/UATC/": "atc",
    "http://purl.bioontology.org/ontology/SNOMEDCT/": "sct",
    "http://purl.bioontology.org/ontology/ICD10/": "icd10",
    "http://purl.bioontology.org/ontology/MESH/": "mesh",
    "http://purl.bioontology.org/ontology/LNC/": "loinc",
    "http://hl7.org/fhir/sid/icd-10#": "icd10",
}


@cache
def _stems() -> list[tuple[str, str]]:
    known = {s.iri: s.prefix for s in systems().values()} | _OTHERS
    return sorted(known.items(), key=lambda item: -len(item[0]))


def from_iri(iri: str) -> str | None:
    """The CURIE of an IRI of a known system."""
    for stem, prefix in _stems():
        if iri.startswith(stem) and len(iri) > len(stem):
            return curie(prefix, iri[len(stem) :])
    return None


@cache
def _kinds() -> dict[tuple[str, str], str]:
    rows = _rows("kinds", ("scheme", "value", "kind"))
    return {(r["scheme"], r["value"]): one_of(r, "kind", KINDS, "kinds") for r in rows}


def kind_by(scheme: str, values: Iterable[str]) -> str | None:
    """The kind that the first telling value of a scheme ("sct-tag", "semantic-type", "code") gives."""
    table = _kinds()
    return next((kind for value in values if (kind := table.get((scheme, value)))), None)


def kind_of_tree(numbers: Iterable[str]) -> str:
    """The kind of a MeSH descriptor by its tree numbers: the longest known beginning of the first that has one."""
    table = _kinds()
    for number in numbers:
        parts = number.strip()
        while parts:
            kind = table.get(("mesh-tree", parts))
            if kind is not None:
                return kind
            parts = parts.rpartition(".")[0] if "." in parts else parts[:1] if len(parts) > 1 else ""
    return "qualifier"


def tree_parents(trees: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The codes right above each code by their tree numbers; two codes that are above each other are on a level.

    MeSH puts a descriptor at several places: strabismus is below the disorders of ocular motility, and above them.
    """
    code_of = {number: code for code, numbers in trees.items() for number in numbers}
    above = {
        code: dict.fromkeys(code_of[t] for n in numbers if (t := n.rpartition(".")[0]) in code_of)
        for code, numbers in trees.items()
    }
    return {code: [p for p in parents if code not in above[p]] for code, parents in above.items()}
