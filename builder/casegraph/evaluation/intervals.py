"""Figures of a measure and how sure they are: documents are drawn anew, with replacement, and counted again.

The interval is that of the percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13):
what 95 of 100 draws give. Documents are drawn, not mentions, because those of one document are alike. A draw in which a
figure is not defined (nothing found, nothing to find) is left out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Figure", "Figures", "figures"]

#: How many numbers a block of draws may hold: 64 MB of them.
_BLOCK = 8_000_000
_LEVEL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure between 0 and 1 and its 95 % confidence interval; each None where it is not defined.

    An interval needs two documents.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1."""

    precision: Figure
    recall: Figure
    f1: Figure


def figures(counts: Sequence[Sequence[tuple[int, int, int]]], draws: int, seed: int) -> list[Figures]:
    """The figures of each measure.

    Args:
        counts: for each document, for each measure: hits, what the system has, what the gold has.
        draws: how often the documents are drawn anew; 0 for no intervals.
        seed: what the draws begin with; the same seed gives the same intervals.
    """
    import numpy as np

    table = np.asarray(counts, dtype=np.int64)
    whole = _rates(table.sum(axis=0)[np.newaxis])
    number, measures = table.shape[:2]
    if number < 2 or draws < 1:
        low = high = np.full((3, measures), np.nan)
    else:
        drawn = _drawn(table.reshape(number, -1).astype(float), draws, seed).reshape(draws, measures, 3)
        low, high = _percentiles(_rates(drawn))
    return [
        Figures(*(Figure(_known(whole[f, 0, m]), _known(low[f, m]), _known(high[f, m])) for f in range(3)))
        for m in range(measures)
    ]


def _drawn(table: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """The counts of each draw: how often each document is drawn, times its counts."""
    import numpy as np

    number = len(table)
    generator = np.random.default_rng(seed)
    chances = np.full(number, 1 / number)
    block = max(1, _BLOCK // number)
    pieces = []
    for first in range(0, draws, block):
        times = generator.multinomial(number, chances, size=min(block, draws - first))
        # Floats multiply many times faster than whole numbers, and are exact at these sizes.
        pieces.append(times.astype(float) @ table)
    return np.concatenate(pieces)


def _rates(counts: np.ndarray) -> np.ndarray:
    """Precision, recall and F1 (first axis) of counts (draw, measure, hits and system and gold)."""
    import numpy as np

    hits, system, gold = (counts[..., i] for i in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.stack([hits / system, hits / gold, 2 * hits / (system + gold)])


def _percentiles(rates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the intervals, by figure and measure."""
    import warnings

    import numpy as np

    with warnings.catch_warnings():
        # A measure of which no draw has anything.
        warnings.filterwarnings("ignore", "All-NaN slice encountered")
        low, high = np.nanpercentile(rates, _LEVEL, axis=1)
    return low, high


def _known(number: float) -> float | None:
    return None if number != number else float(number)
