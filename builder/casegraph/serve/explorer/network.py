"""The things of a case and the links between them: what the graph page draws, and where it begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from casegraph.serve.explorer.cards import Words
from casegraph.serve.explorer.marks import states
from casegraph.serve.explorer.numbers import number, unit
from casegraph.serve.explorer.read import LINKS, CaseView, Statement

__all__ = ["Edge", "Network", "Node", "network"]

_MOST_VALUES = 4
_FEW = 14


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the case: its name, what is said of it in short, the statements about it."""

    id: str
    kind: str
    label: str
    said: str
    states: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """From what explains to what it explains; `kind` is a name of `LINKS`."""

    source: str
    target: str
    kind: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges, and the ids of the nodes that are shown first."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    first: tuple[str, ...]

    def plain(self) -> dict[str, object]:
        """The network as plain data for the page's script."""
        return asdict(self)


def network(case: CaseView, words: Words) -> Network:
    """The things of a case that the text speaks of, and how they are linked."""
    by_entity: dict[str, list[Statement]] = defaultdict(list)
    for s in case.statements:
        if s.kind not in ("time", "patient") and s.entity.id:
            by_entity[s.entity.id].append(s)
    joined: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for s in case.statements:
        for name in LINKS:
            for target in s.links.get(name, ()):
                other = case.by_id.get(target)
                if other is None or other.entity.id not in by_entity or s.entity.id not in by_entity:
                    continue
                ends = (other.entity.id, s.entity.id)
                if name == "replaced-by":
                    ends = ends[::-1]
                if ends[0] != ends[1]:
                    joined[*ends, name] += [target, s.id]
    edges = tuple(Edge(a, b, name, tuple(dict.fromkeys(ids))) for (a, b, name), ids in joined.items())
    nodes = tuple(_node(entity, said, words) for entity, said in by_entity.items())
    return Network(nodes, edges, tuple(_first(by_entity, edges)))


def _node(entity: str, statements: list[Statement], words: Words) -> Node:
    first = min(statements, key=lambda s: (s.rule is not None, "held" not in states(s), s.order))
    return Node(
        entity, first.kind, words.name(first), _said(first, statements, words), states(first),
        tuple(s.id for s in statements),
    )  # fmt: skip


def _said(first: Statement, statements: list[Statement], words: Words) -> str:
    """The values of a measurement in order; the status of a treatment; the presence where it is not plain."""
    values = [s.value for s in statements if s.value is not None]
    if values:
        numbers = [v for v in values if v.canonical is not None and v.high is None]
        if len(numbers) > 1 and len({v.canonical_unit for v in numbers}) == 1:
            shown = [number(float(f"{v.canonical or 0:.3g}"), words.texts.language) for v in numbers[:_MOST_VALUES]]
            more = " …" if len(numbers) > _MOST_VALUES else ""
            return f"{' → '.join(shown)}{more} {unit(numbers[0].canonical_unit or '')}".strip()
        return values[0].text
    if first.interpretation:
        return words.term(first.interpretation)
    if first.presence == "Present" and not first.history:
        return ""
    if first.presence == "Present":
        return words.texts("history")
    told = dict.fromkeys(words.term(s.status or s.presence) for s in statements if s.rule is None)
    return ", ".join(list(filter(None, told))[:3])


def _first(by_entity: dict[str, list[Statement]], edges: Iterable[Edge]) -> list[str]:
    """Where the graph begins: what was held or changed, why, and what the reasons were concluded from.

    A case without such begins with its causes, else with its richest test, else with its first problems.
    """
    links = list(edges)
    reasons = [edge for edge in links if edge.kind == "reason"]
    begin = [
        edge for edge in reasons if any("held" in states(s) or s.status == "Reduced" for s in by_entity[edge.target])
    ]
    chosen = dict.fromkeys(end for edge in begin or reasons for end in (edge.source, edge.target))
    for edge in links:
        if edge.kind == "derived-from" and edge.target in chosen:
            chosen[edge.source] = None
    if not chosen:
        causes = [edge for edge in links if edge.kind == "cause"]
        chosen = dict.fromkeys(end for edge in causes[:_FEW] for end in (edge.source, edge.target))
    if not chosen:
        shown = [edge for edge in links if edge.kind == "shown-by"]
        tests = sorted({edge.source for edge in shown}, key=lambda test: -sum(edge.source == test for edge in shown))
        chosen = dict.fromkeys([edge.target for edge in shown if tests and edge.source == tests[0]][:_FEW] + tests[:1])
    if not chosen:
        chosen = dict.fromkeys([e for e, said in by_entity.items() if said[0].kind == "condition"][: _FEW // 2])
    return list(chosen)
