"""KGX tables: nodes and edges in the terms of the Biolink Model, of any number of cases.

    kgx transform --input-format tsv --output-format nt --output cases.nt nodes.tsv edges.tsv

Categories, predicates and the first columns are those of the Biolink Model 4.4.6; the further columns are the
attributes that `casegraph.exchange.network` lists. A thing of a case is a node of its own with the codes of its concept
as `xref`, and its concept is a node that all cases share, under the first code of it whose prefix the model knows, so
that the tables can be merged with other knowledge graphs.

A patient has a phenotype where a condition is present, `negated` where it is absent; what is only suspected or feared
is `biolink:related_to_at_instance_level` with its `state`, as is all for which the model has no predicate that says the
same: `original_predicate` then tells which property of the casegraph model it is. What a text says has the knowledge
level `not_provided`, as the model asks of text mining, what a rule concluded `logical_entailment`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from casegraph.exchange.losses import Ledger
from casegraph.exchange.network_tables import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, cell, networks
from casegraph.graph.options import GraphOptions
from casegraph.graph.vocabulary import CG, CONCEPT, PREFIXES

__all__ = ["CATEGORIES", "PREDICATES", "to_kgx"]

_NODE = ("id", "category", "name", "description", "xref", "provided_by", "iri", "supporting_text")
_EDGE = (
    "id", "subject", "predicate", "object", "category", "negated", "knowledge_level", "agent_type", "provided_by",
    "original_predicate", "supporting_text",
)  # fmt: skip
#: Attributes that stand in a column of the model's own.
_STANDING = {"words", "codes", "sentence"}
#: Attributes that are called as a slot of the model which means something else.
_RENAMED = {"mentions": "mention_count", "unit": "unit_code"}
#: The class of the model for each kind of node, for a concept by the kind of its things.
CATEGORIES = {
    "condition": "biolink:DiseaseOrPhenotypicFeature",
    "observation": "biolink:ClinicalFinding",
    "observable": "biolink:ClinicalFinding",
    "treatment": "biolink:Treatment",
    "procedure": "biolink:Procedure",
    "encounter": "biolink:ClinicalEntity",
    "site": "biolink:AnatomicalEntity",
    "device": "biolink:Device",
    "organism": "biolink:OrganismTaxon",
    "patient": "biolink:Case",
    "relative": "biolink:IndividualOrganism",
    "other-person": "biolink:IndividualOrganism",
}
_OTHER = "biolink:NamedThing"
#: The predicates that say the same as an edge; "cause" goes the other way round.
PREDICATES = {
    "cause": "biolink:causes",
    "site": "biolink:located_in",
    "component": "biolink:has_part",
    "has-component": "biolink:has_part",
    "concept": "biolink:related_to",
    "phenotype": "biolink:has_phenotype",
    "given for": "biolink:applied_to_treat",
    "": "biolink:related_to_at_instance_level",
}
#: The properties of the casegraph model that are called otherwise than the edges.
_PROPERTIES = {
    "shown-by": CG + "shownBy",
    "replaced-by": CG + "replacedBy",
    "has-component": CG + "hasComponent",
    "site": CG + "hasSite",
    "derived-from": PREFIXES["prov"] + "wasDerivedFrom",
}
_GIVEN = frozenset({"started", "given", "continued", "resumed", "completed"})
#: The prefixes of the Biolink Model by ours; codes of other systems keep ours.
_PREFIXES = {
    "ncit": "NCIT", "sct": "SNOMEDCT", "umls": "UMLS", "hpo": "HP", "loinc": "LOINC", "mondo": "MONDO", "doid": "DOID",
    "uberon": "UBERON", "fma": "FMA", "chebi": "CHEBI", "maxo": "MAXO", "ncbitaxon": "NCBITaxon", "efo": "EFO",
    "mesh": "MESH", "icd10": "ICD10", "omim": "OMIM",
}  # fmt: skip


def to_kgx(ledgers: Iterable[Ledger], options: GraphOptions) -> Iterator[tuple[int, bytes]]:
    """The two tables of all cases, case by case: as many as the disk holds."""
    nodes = [name for name in NODE_ATTRIBUTES if name not in _STANDING]
    edges = [name for name in EDGE_ATTRIBUTES if name not in _STANDING]
    yield 0, _row([*_NODE, *(_RENAMED.get(name, name) for name in nodes)])
    yield 1, _row([*_EDGE, *edges])
    written: set[str] = set()
    for network in networks(ledgers, options):
        ids = {node: _curie(node, data, options) for node, data in network.nodes(data=True)}
        for node, data in network.nodes(data=True):
            if ids[node] not in written:
                kind = data["concept_kind"] if data["kind"] == "concept" and "concept_kind" in data else data["kind"]
                xref = [code for code in _codes(data) if code != ids[node]]
                first = [ids[node], CATEGORIES.get(kind, _OTHER), data["label"], data.get("words"), xref, "casegraph"]
                yield 0, _row([*first, node, data.get("sentence"), *(data.get(name) for name in nodes)])
            if data["kind"] == "concept":
                written.add(ids[node])
        for source, target, key, data in network.edges(keys=True, data=True):
            ends = ids[source], ids[target]
            said = network.nodes[source], network.nodes[target]
            yield 1, _row([*_edge(*ends, *said, key, data), *(data.get(name) for name in edges)])


def _edge(
    source: str, target: str, subject: dict[str, Any], goal: dict[str, Any], key: str, data: dict[str, Any]
) -> list[Any]:
    """The columns of the model for an edge."""
    kind = data["kind"]
    name = f"{source}.{key.replace(' ', '.')}" + ("" if "statement" in data else f".{target.replace(':', '_')}")
    predicate, negated = PREDICATES.get(kind, PREDICATES[""]), None
    if kind in ("cause", "experiencer"):
        source, target = target, source
    if kind == "experiencer" and subject["kind"] == "condition" and subject.get("state") in ("present", "absent"):
        predicate, negated = PREDICATES["phenotype"], subject["state"] == "absent"
    elif (
        kind == "reason"
        and data.get("state") in _GIVEN
        and (subject["kind"], goal["kind"]) == ("treatment", "condition")
    ):
        predicate = PREDICATES["given for"]
    ruled = "rule" in data or (kind == "experiencer" and subject["inferred"])
    level, agent = ("logical_entailment", "automated_agent") if ruled else ("not_provided", "text_mining_agent")
    text = data.get("sentence") or (subject.get("sentence") if kind in ("experiencer", "site", "component") else None)
    original = _PROPERTIES.get(kind, CG + kind)
    return [
        name, source, predicate, target, "biolink:Association", negated, level, agent, "casegraph", original, text
    ]  # fmt: skip


def _curie(node: str, data: dict[str, Any], options: GraphOptions) -> str:
    """A node's id: a code of a concept, else its name in the ontology; of a thing its name within its case."""
    if data["kind"] != "concept":
        return "case:" + node.removeprefix(options.base_iri).replace(":", "%3A").replace("/", "%2F")
    known = [code for code in _codes(data) if code.partition(":")[0] in _PREFIXES.values()]
    name = node.removeprefix(CONCEPT).replace(":", "%3A").replace("/", "%2F")
    return known[0] if known else f"casegraph:{name}"


def _codes(data: dict[str, Any]) -> list[str]:
    """The codes as the model writes them: HP:0001873."""
    parts = [code.partition(":") for code in data.get("codes", ())]
    return [f"{_PREFIXES.get(prefix, prefix)}:{code}" for prefix, _, code in parts]


def _row(cells: Iterable[Any]) -> bytes:
    # KGX reads its tables without quotation marks: what stands between two tabs is the cell.
    return ("\t".join(cell(one, "|") for one in cells) + "\n").encode()
