"""JSON-LD with a context of prefixes: pyoxigraph writes it expanded, three times as long and hard to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from casegraph.graph.vocabulary import PREFIXES

__all__ = ["jsonld"]

_TYPE = PREFIXES["rdf"] + "type"
_XSD = PREFIXES["xsd"]
_STRING, _BOOLEAN = _XSD + "string", _XSD + "boolean"


def jsonld(triples: Iterable[ox.Triple | ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    """The triples of one graph as a JSON-LD 1.1 document, nodes and properties in the order in which they come.

    Only nodes with an IRI can be written; case graphs have no others.
    """
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject, obj = triple.subject, triple.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(obj, ox.NamedNode | ox.Literal):
            raise TypeError(f"no node of a case graph is blank or quoted: {triple}")
        node = nodes.setdefault(subject.value, {"@id": _short(subject.value, prefixes)})
        if triple.predicate.value == _TYPE:
            _append(node, "@type", _short(obj.value, prefixes))
        else:
            _append(node, _short(triple.predicate.value, prefixes), _value(obj, prefixes))
    document = {"@context": dict(prefixes), "@graph": list(nodes.values())}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _append(node: dict[str, Any], key: str, value: Any) -> None:
    if key not in node:
        node[key] = value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]


def _value(term: ox.NamedNode | ox.Literal, prefixes: Mapping[str, str]) -> Any:
    if isinstance(term, ox.NamedNode):
        return {"@id": _short(term.value, prefixes)}
    datatype = term.datatype.value
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if datatype == _STRING:
        return term.value
    if datatype == _BOOLEAN and term.value in ("true", "false"):
        return term.value == "true"
    # Numbers stay strings with a datatype: a JSON number would come back as another kind of number.
    return {"@value": term.value, "@type": _short(datatype, prefixes)}


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI as a compact one where a prefix fits."""
    for name, start in prefixes.items():
        if iri.startswith(start) and not iri.startswith("//", len(start)):
            return f"{name}:{iri[len(start) :]}"
    return iri
