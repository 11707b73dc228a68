"""What the pages ask of the store, in SPARQL of their own."""

from __future__ import annotations

from starlette.requests import Request

from casegraph.errors import CasegraphError, GraphError
from casegraph.graph.ontology import ONTOLOGY_GRAPH
from casegraph.graph.terms import iri, literal
from casegraph.graph.vocabulary import (
    CG,
    ENTITY_CLASS,
    INTERPRETATIONS,
    LATERALITIES,
    PREFIXES,
    PRESENCE,
    STATUS,
)
from casegraph.serve import data
from casegraph.serve.explorer.read import CaseView, read_case

__all__ = ["PROLOGUE", "UnknownCaseError", "ancestors", "case_view", "model_terms"]

#: The prefixes of a query of the pages.
PROLOGUE = "".join(f"PREFIX {p}: <{n}>\n" for p, n in PREFIXES.items())
PROLOGUE += "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
#: The graph of a case, and of its concepts what a page shows of them.
_CASE = """
CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ GRAPH {graph} {{ ?s ?p ?o }} }}
  UNION
  {{
    {{ SELECT DISTINCT ?s WHERE {{ GRAPH {graph} {{ ?x cg:concept|cg:nearestConcept ?s }} }} }}
    ?s ?p ?o .
    # A list of values would be joined with every triple; a filter is asked of the few that a concept has.
    FILTER(?p IN (skos:prefLabel, skos:exactMatch, cg:registryCode, skos:notation, cg:referenceLow, cg:referenceHigh,
      cg:referenceLowFemale, cg:referenceHighFemale, cg:referenceLowMale, cg:referenceHighMale))
  }}
}}"""


class UnknownCaseError(CasegraphError):
    """The store holds no case of that id."""


async def case_view(request: Request, case_id: str) -> CaseView:
    """One case with everything that its pages show.

    Raises:
        UnknownCaseError: no case has that id.
    """
    text = f"SELECT ?g WHERE {{ ?g dcterms:identifier {literal(case_id)} ; a cg:CaseGraph }} LIMIT 1"
    found = await data.rows(request, PROLOGUE + text)
    if not found:
        raise UnknownCaseError(f"no case is named {case_id!r}; the list of cases shows their names")
    asked = PROLOGUE + _CASE.format(graph=iri(found[0]["g"]))
    triples = data.solutions(await data.workers(request).ask(asked, own=True))
    if not isinstance(triples, list):
        raise GraphError(f"the graph of {case_id!r} cannot be read")
    return read_case(triples)


_NAMED = {
    term: None for terms in (PRESENCE, STATUS, INTERPRETATIONS, LATERALITIES, ENTITY_CLASS) for term in terms.values()
}
# Only these, one by one: a path from every label of the store would take half a second.
_TERMS = f"""SELECT ?term ?label (LANG(?label) AS ?language) WHERE {{
  VALUES ?term {{ {" ".join(_NAMED)} }} GRAPH {ONTOLOGY_GRAPH} {{ ?term skos:prefLabel|rdfs:label ?label }}
}}"""


async def model_terms(request: Request) -> dict[str, dict[str, str]]:
    """The model's own terms ("Withheld", "Treatment") by local name, each with its labels by language; asked once."""
    known: dict[str, dict[str, str]] | None = getattr(request.app.state, "model_terms", None)
    if known is None:
        known = {}
        for row in await data.rows(request, PROLOGUE + _TERMS):
            known.setdefault(row["term"].removeprefix(CG), {})[row["language"]] = row["label"]
        request.app.state.model_terms = known
    return known


async def ancestors(request: Request, case: CaseView, kind: str) -> dict[str, frozenset[str]]:
    """The concepts above each concept of the case's entities of a kind, themselves included."""
    concepts = {c.iri for s in case.statements if s.kind == kind for c in s.entity.concepts}
    if not concepts:
        return {}
    names = " ".join(map(iri, sorted(concepts)))
    found: dict[str, set[str]] = {}
    for row in await data.rows(
        request, f"{PROLOGUE} SELECT ?c ?above WHERE {{ VALUES ?c {{ {names} }} ?c rdfs:subClassOf ?above }}"
    ):
        found.setdefault(row["c"], set()).add(row["above"])
    return {concept: frozenset(above) for concept, above in found.items()}
