"""Pairing what is meant with what was found: one to one, as many pairs as can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from casegraph.records import Record

__all__ = ["match", "overlap", "span", "wide"]

Gold = TypeVar("Gold")
Said = TypeVar("Said")


def match(
    gold: Sequence[Gold],
    said: Sequence[Said],
    fits: Callable[[Gold, Said], bool],
    better: Callable[[Gold, Said], int] | None = None,
) -> dict[int, int]:
    """A one-to-one matching of the most pairs that fit: the index in `said` by the index in `gold`.

    Of several such matchings, the one found beginning with the pairs that `better` puts highest; without it, the one
    that goes through `gold` in order. (Augmenting paths, after Kuhn.)
    """
    edges = [[j for j, other in enumerate(said) if fits(one, other)] for one in gold]
    owner: dict[int, int] = {}
    if better is not None:
        pairs = [(-better(gold[i], said[j]), i, j) for i, near in enumerate(edges) for j in near]
        paired: set[int] = set()
        for _, i, j in sorted(pairs):
            if i not in paired and j not in owner:
                paired.add(i)
                owner[j] = i
    done = set(owner.values())
    for i in range(len(gold)):
        if i not in done:
            _augment(i, edges, owner, set())
    return {i: j for j, i in sorted(owner.items(), key=lambda item: item[1])}


def _augment(i: int, edges: Sequence[Sequence[int]], owner: dict[int, int], seen: set[int]) -> bool:
    for j in edges[i]:
        if j in seen:
            continue
        seen.add(j)
        if j not in owner or _augment(owner[j], edges, owner, seen):
            owner[j] = i
            return True
    return False


def span(record: Record) -> tuple[int, int]:
    """The offsets of a record's words."""
    return record.start, record.end


def wide(record: Record) -> tuple[int, int]:
    """The offsets of a record's words and of the whole phrase around them."""
    return min(record.start, record.extent[0]), max(record.end, record.extent[1])


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches share a character."""
    return one[0] < other[1] and other[0] < one[1]
