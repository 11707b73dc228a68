"""Concepts of outside terminologies in a graph: those that the case uses, and what is above them.

A query asks for what is below a concept in one step, over the closed hierarchy: so a concept that the case uses is
written below itself and below everything above it, the others below what is directly above them.
"""

from __future__ import annotations

from collections.abc import Iterable

from casegraph.graph.lines import A, Lines
from casegraph.graph.terms import iri, literal
from casegraph.graph.vocabulary import PREFIXES
from casegraph.records import OutsideConcept
from casegraph.terminology.concepts import CONCEPT

__all__ = ["write_outside"]

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_CLASS = "<http://www.w3.org/2002/07/owl#Class>"
_LABEL, _CODE, _SAME = f"<{_SKOS}prefLabel>", f"<{_SKOS}notation>", f"<{_SKOS}exactMatch>"
_BELOW = f"<{PREFIXES['rdfs']}subClassOf>"


def write_outside(lines: Lines, concepts: Iterable[OutsideConcept]) -> None:
    """Write what outside terminologies say of the concepts of a case; of a shipped one only what they add."""
    for concept in concepts:
        node = iri(concept.iri)
        pairs: list[tuple[str, str]] = []
        if not concept.iri.startswith(CONCEPT):
            pairs += [(A, _CLASS)]
            pairs += [(_LABEL, literal(text, language)) for language, text in concept.labels]
            pairs += [(_CODE, literal(code)) for code in concept.codes[:1]]
            pairs += [(_BELOW, node)]
        pairs += [(_SAME, iri(same)) for same in concept.same]
        pairs += [(_BELOW, iri(above)) for above in dict.fromkeys((*concept.same, *concept.above))]
        lines.add(node, *pairs)
