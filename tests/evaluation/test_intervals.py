"""Matching and confidence intervals."""

from __future__ import annotations

import random
import statistics

from hypothesis import given
from hypothesis import strategies as st

from casegraph.evaluation.intervals import Figure, figures
from casegraph.evaluation.matching import match

Table = list[list[tuple[int, int, int]]]


def test_the_most_pairs_are_found_one_to_one() -> None:
    fits = {("a", "x"), ("a", "y"), ("b", "x")}
    assert match("ab", "xy", lambda g, s: (g, s) in fits) == {0: 1, 1: 0}
    assert match("abc", "x", lambda g, s: g == "b" and s == "x") == {1: 0}
    assert match("", "x", lambda _g, _s: True) == {}


def test_of_several_matchings_the_better_pairs_come_first() -> None:
    assert match("ab", "ab", lambda _g, _s: True, lambda g, s: g == s) == {0: 0, 1: 1}
    assert match("ba", "ab", lambda _g, _s: True, lambda g, s: g == s) == {0: 1, 1: 0}
    # The best pair is given up where it would cost another.
    fits = {("a", "x"), ("a", "y"), ("b", "x")}
    assert match("ab", "xy", lambda g, s: (g, s) in fits, lambda g, s: (g, s) == ("a", "x")) == {0: 1, 1: 0}


edges = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20)


@given(edges, st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.integers(0, 3)))
def test_a_preference_costs_no_pair(fits: set[tuple[int, int]], liking: dict[tuple[int, int], int]) -> None:
    plain = match(range(6), range(6), lambda g, s: (g, s) in fits)
    liked = match(range(6), range(6), lambda g, s: (g, s) in fits, lambda g, s: liking.get((g, s), 0))
    assert len(liked) == len(plain)
    for found in (plain, liked):
        assert set(found.items()) <= fits
        assert len(set(found.values())) == len(found)


TABLE: Table = [[(n % 7, 8, 5 + n % 3), (0, 0, 0), (n % 2, n % 2, 1)] for n in range(60)]


def test_figures_and_intervals_of_many_documents() -> None:
    first, nothing, third = figures(TABLE, draws=2000, seed=1)
    hits, system, gold = (sum(row[0][i] for row in TABLE) for i in range(3))
    assert first.precision.value == hits / system
    assert first.recall.value == hits / gold
    assert first.f1.value == 2 * hits / (system + gold)
    assert nothing.f1 == Figure(None)
    assert (third.precision.value, third.precision.low, third.precision.high) == (1.0, 1.0, 1.0)
    for found in (first.precision, first.recall, first.f1):
        assert found.low is not None
        assert found.value is not None
        assert found.high is not None
        assert found.low < found.value < found.high


def test_the_interval_is_that_of_drawing_document_by_document() -> None:
    (found, *_) = figures(TABLE, draws=4000, seed=3)
    chance = random.Random(5)
    drawn = []
    for _ in range(4000):
        rows = chance.choices([row[0] for row in TABLE], k=len(TABLE))
        hits, system, gold = (sum(row[i] for row in rows) for i in range(3))
        drawn.append(2 * hits / (system + gold))
    cuts = statistics.quantiles(drawn, n=40, method="inclusive")
    assert found.f1.low is not None
    assert found.f1.high is not None
    assert abs(found.f1.low - cuts[0]) < 0.006
    assert abs(found.f1.high - cuts[-1]) < 0.006


def test_the_same_seed_gives_the_same_and_many_documents_are_drawn_in_blocks() -> None:
    assert figures(TABLE, draws=100, seed=7) == figures(TABLE, draws=100, seed=7)
    assert figures(TABLE, draws=100, seed=7) != figures(TABLE, draws=100, seed=8)
    many: Table = [[(n % 2, 1, 1)] for n in range(100_000)]
    ((found),) = figures(many, draws=200, seed=0)
    assert found.recall.value == 0.5
    assert found.recall.low is not None
    assert found.recall.high is not None
    # Of so many documents the binomial's own interval: 0.5 ± 1.96 · sqrt(0.25 / 100 000).
    assert abs(found.recall.low - 0.4969) < 0.0008
    assert abs(found.recall.high - 0.5031) < 0.0008


def test_one_document_or_no_draws_give_no_interval() -> None:
    assert figures(TABLE[1:2], draws=100, seed=0)[0].f1 == Figure(2 / 14)
    assert figures(TABLE, draws=0, seed=0)[0].f1.low is None
