"""What a graph's writer can be told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casegraph.anchors import NO_ANCHORS, Anchors
from casegraph.errors import OutputError
from casegraph.graph.terms import iri
from casegraph.graph.vocabulary import LANGUAGES

__all__ = ["DEFAULT_OPTIONS", "GraphOptions"]


@dataclass(frozen=True, slots=True)
class GraphOptions:
    """How a case becomes RDF, and what other formats want to know besides.

    `base_iri` is the stem to which a case's percent-encoded id is appended; `generated_at` is an xsd:dateTime to
    record, None for none (the same input then gives the same bytes); `ontology_version` names the ontology in the
    provenance, None for the one that is shipped. `anchors` tie the axes of cases to the calendar, for formats that want
    dates; `language` is that of the labels in formats that show the ontology's, "fr" or "en";
    `vocabulary` is a folder of OMOP's vocabularies, None for none.
    """

    base_iri: str = "urn:casegraph:case:"
    generated_at: str | None = None
    ontology_version: str | None = None
    anchors: Anchors = NO_ANCHORS
    language: str = "fr"
    vocabulary: Path | None = None

    def __post_init__(self) -> None:
        """Refuse a stem from which no IRI can be made, what is no time, and a language without labels.

        Raises:
            OutputError: the stem is no absolute IRI, or has a fragment, which is for the nodes of a case; the time is
                no xsd:dateTime; the ontology has no labels in the language.
        """
        stem = self.base_iri
        if not _ABSOLUTE.match(stem) or iri(stem) != f"<{stem}>" or "#" in stem:
            raise OutputError(
                f"{stem!r} is no base IRI for cases; give an absolute IRI without #, as https://example.org/case/"
            )
        if self.generated_at is not None and not _is_date_time(self.generated_at):
            raise OutputError(f"{self.generated_at!r} is no time; write it as 2026-05-04T10:00:00Z")
        if self.language not in LANGUAGES:
            raise OutputError(f"labels are in French and English; give fr or en, not {self.language!r}")


def _is_date_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return _DATE_TIME.fullmatch(text) is not None


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?")

DEFAULT_OPTIONS = GraphOptions()
