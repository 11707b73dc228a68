"""GraphML and GEXF, as Gephi, Cytoscape, yEd and igraph open them: the network of one case or of many in one file.

What the nodes and edges hold is listed in `casegraph.exchange.network`. Here lists are one text with "; " between
their items, every attribute has one type, and a node's IRI is its attribute `iri`: the ids of these formats take fewer
characters. Characters that XML 1.0 forbids become spaces. In GEXF, where `start` and `end` are times, the offsets are
called `text_start` and `text_end`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from casegraph.exchange.losses import Ledger
from casegraph.exchange.network import network_of
from casegraph.exchange.network_losses import claim
from casegraph.graph.options import GraphOptions
from casegraph.graph.vocabulary import CONCEPT
from casegraph.store.graphs import NamedGraph, graph_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["to_gexf", "to_graphml"]

#: What XML 1.0 does not allow in a document (section 2.2, production 2).
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What an id of GraphML, an xs:NMTOKEN, may not hold, as far as it comes in IRIs.
_NO_TOKEN = re.compile(r"[^A-Za-z0-9_.:-]+")
_GEXF_NAMES = {"start": "text_start", "end": "text_end"}


def to_graphml(ledgers: Iterable[Ledger], options: GraphOptions) -> Iterator[tuple[int, bytes]]:
    """One GraphML document of all cases."""
    import networkx as nx

    out = io.BytesIO()
    # Not write_graphml: it writes otherwise where lxml happens to be installed.
    nx.write_graphml_xml(_plain(ledgers, options), out)
    yield 0, out.getvalue()


def to_gexf(ledgers: Iterable[Ledger], options: GraphOptions) -> Iterator[tuple[int, bytes]]:
    """One GEXF 1.3 document of all cases."""
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(_plain(ledgers, options, _GEXF_NAMES), version="1.3")
    # The day of writing would make the bytes differ; and networkx gives xsi another namespace than XML Schema does.
    writer.xml.find("meta").attrib.clear()
    writer.xml.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
    out = io.BytesIO()
    writer.write(out)
    yield 0, out.getvalue()


def _plain(
    ledgers: Iterable[Ledger], options: GraphOptions, names: dict[str, str] | None = None
) -> nx.MultiDiGraph[str]:
    """The network with ids and attributes that XML formats take."""
    import networkx as nx

    def graphs() -> Iterator[NamedGraph]:
        for ledger in ledgers:
            claim(ledger)
            yield graph_of(ledger.case, options)

    found = network_of(graphs(), options.language)
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for node in found:
        name = node.removeprefix(options.base_iri)
        name = f"c:{node.removeprefix(CONCEPT)}" if name.startswith(CONCEPT) else name
        name = _NO_TOKEN.sub("_", name)
        while name in taken:
            name += "_"
        ids[node] = name
        taken.add(name)
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(**found.graph)
    for node, data in found.nodes(data=True):
        plain.add_node(ids[node], iri=node, **_flat(data, names or {}))
    for number, (source, target, data) in enumerate(found.edges(data=True), 1):
        plain.add_edge(ids[source], ids[target], key=f"edge-{number}", **_flat(data, names or {}))
    return plain


def _flat(data: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(name, name): _value(value) for name, value in data.items()}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(f"{item:.12g}" if isinstance(item, float) else item for item in value)
    return _FORBIDDEN.sub(" ", value) if isinstance(value, str) else value
