"""What a graph's writer can be told."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_OPTIONS", "GraphOptions"]


@dataclass(frozen=True, slots=True)
class GraphOptions:
    """How a case becomes RDF.

    `base_iri` is the stem to which a case's percent-encoded id is appended; `generated_at` is an xsd:dateTime to
    record, None for none (the same input then gives the same bytes); `ontology_version` names the ontology in the
    provenance, None for the one that is shipped.
    """

    base_iri: str = "urn:casegraph:case:"
    generated_at: str | None = None
    ontology_version: str | None = None


DEFAULT_OPTIONS = GraphOptions()
