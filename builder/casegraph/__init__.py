"""casegraph turns clinical case reports into RDF knowledge graphs and answers questions over them.

    >>> import casegraph
    >>> case = casegraph.build_text("Aspirine arrêtée en raison d'une thrombopénie.", "demo")
    >>> [(row["held"], row["reasonText"]) for row in casegraph.query("held-because", case)]
    [('Aspirine', 'thrombopénie')]

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casegraph.errors import CasegraphError
    from casegraph.exchange.network import to_networkx
    from casegraph.graph.owl_view import classify, to_owlready2
    from casegraph.records import Case, Record
    from casegraph.surface import (
        build,
        build_text,
        concept,
        evaluate,
        example,
        examples,
        load,
        losses,
        page,
        query,
        to_rdflib,
        write,
    )

__all__ = [
    "Case",
    "CasegraphError",
    "Record",
    "build",
    "build_text",
    "classify",
    "concept",
    "evaluate",
    "example",
    "examples",
    "load",
    "losses",
    "page",
    "query",
    "to_networkx",
    "to_owlready2",
    "to_rdflib",
    "write",
]

_HOMES = {
    "CasegraphError": "casegraph.errors",
    "Case": "casegraph.records",
    "Record": "casegraph.records",
    "classify": "casegraph.graph.owl_view",
    "to_networkx": "casegraph.exchange.network",
    "to_owlready2": "casegraph.graph.owl_view",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'casegraph' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "casegraph.surface")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
