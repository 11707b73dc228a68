"""What a graph's writer can be told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casegraph.errors import OutputError
from casegraph.graph.terms import iri

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

    def __post_init__(self) -> None:
        """Refuse a stem from which no IRI can be made.

        Raises:
            OutputError: it is no absolute IRI, or has a fragment, which is for the nodes of a case.
        """
        stem = self.base_iri
        if not _ABSOLUTE.match(stem) or iri(stem) != f"<{stem}>" or "#" in stem:
            raise OutputError(
                f"{stem!r} is no base IRI for cases; give an absolute IRI without #, as https://example.org/case/"
            )


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")

DEFAULT_OPTIONS = GraphOptions()
