"""Which rows a timeline has: the statements of each thing, by group, in an order that tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from casegraph.serve.explorer.marks import states
from casegraph.serve.explorer.read import CaseView, Statement

__all__ = ["GROUPS", "SHOWN", "behind", "grouped"]

#: The groups of lanes, in their order, and those that are shown where nothing else is asked for.
GROUPS = ("curves", "treatment", "condition", "procedure", "results")
SHOWN = ("curves", "treatment", "condition")
_KIND_OF = {
    "treatment": ("treatment",),
    "condition": ("condition", "circumstance"),
    "procedure": ("procedure", "encounter"),
}
_MOST_CURVES = 8
#: Treatments belong together where they share a concept below the widest two, "treatment" and "drug" or "drug therapy".
_ALIKE = 3


def grouped(
    case: CaseView, statements: Sequence[Statement], shown: Sequence[str], ancestors: Mapping[str, frozenset[str]]
) -> dict[str, list[list[Statement]]]:
    """The lanes of each group that is shown and not empty; a lane holds the statements of one thing.

    `ancestors` are the concepts above each concept of a treatment.
    """
    curves, single = _measured(case, statements)
    found: dict[str, list[list[Statement]]] = {}
    for group in GROUPS:
        if group not in shown:
            continue
        if group in ("curves", "results"):
            lanes = curves if group == "curves" else single
        else:
            by_entity: dict[str, list[Statement]] = defaultdict(list)
            for s in statements:
                if s.kind in _KIND_OF[group]:
                    by_entity[s.entity.id].append(s)
            lanes = list(by_entity.values())
            if group == "treatment":
                lanes = _side_by_side(lanes, ancestors)
            elif group == "condition":
                lanes.sort(key=lambda lane: (all(s.presence == "Absent" for s in lane), lane[0].order))
        if lanes:
            found[group] = lanes
    return found


def _measured(case: CaseView, statements: Sequence[Statement]) -> tuple[list[list[Statement]], list[list[Statement]]]:
    """Measurements with at least two numbers in one unit, and the other results."""
    series: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    others: dict[str, list[Statement]] = defaultdict(list)
    for s in statements:
        if s.kind != "observation":
            continue
        value, concepts = s.value, s.entity.concepts
        if value is not None and value.canonical is not None and value.canonical_unit and value.high is None:
            series[concepts[0].iri if concepts else s.entity.id, value.canonical_unit].append(s)
        else:
            others[s.entity.id].append(s)
    long = [lane for lane in series.values() if len(lane) > 1]
    explained = _explaining(case)
    long.sort(key=lambda lane: (not any(s.id in explained for s in lane), -len(lane), lane[0].order))
    rest = long[_MOST_CURVES:] + [lane for lane in series.values() if len(lane) == 1] + list(others.values())
    return long[:_MOST_CURVES], sorted(rest, key=lambda lane: lane[0].order)


def _explaining(case: CaseView) -> set[str]:
    """Results from which a rule concluded what the text gives as a reason, and results that are one."""
    found = set()
    for s in case.statements:
        for reason in s.links.get("reason", ()):
            found.add(reason)
            found |= behind(case, reason)
    return found


def behind(case: CaseView, reason: str) -> set[str]:
    """The results that say of themselves what a reason says: a rule concluded its entity from them."""
    target = case.by_id.get(reason)
    if target is None or not target.entity.id:
        return set()
    return {
        basis
        for s in case.statements
        if s.rule is not None and s.entity.id == target.entity.id
        for basis in s.links.get("derived-from", ())
    }


def _side_by_side(lanes: list[list[Statement]], ancestors: Mapping[str, frozenset[str]]) -> list[list[Statement]]:
    """Treatments that were held first, each followed by those most like it in the hierarchy of concepts."""
    above = {
        id(lane): frozenset().union(*(ancestors.get(c.iri, frozenset()) for c in lane[0].entity.concepts))
        for lane in lanes
    }
    left = sorted(lanes, key=lambda lane: (not any("held" in states(s) for s in lane), lane[0].order))
    out: list[list[Statement]] = []
    while left:
        family = [left.pop(0)]
        while near := next((x for x in left if any(len(above[id(x)] & above[id(y)]) >= _ALIKE for y in family)), None):
            family.append(near)
            left.remove(near)
        out += family
    return out
