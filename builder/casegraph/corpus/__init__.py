"""Many cases: a corpus read in parallel, resumable, on one machine or on a Spark cluster; tables and counts over it.

    from casegraph.corpus import build_corpus, corpus_stats

    if __name__ == "__main__":                    # the workers import the script that starts them
        outcome = build_corpus("reports/", "out/")
        print(outcome.summary["documents"], corpus_stats("out/")["presence"])

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casegraph.corpus.build import Outcome, Progress, build_corpus
    from casegraph.corpus.frames import FRAME_SCHEMA, build_frame, build_frames
    from casegraph.corpus.spark import build_on_spark, ship_lexicon
    from casegraph.corpus.stats import corpus_stats

__all__ = [
    "FRAME_SCHEMA",
    "Outcome",
    "Progress",
    "build_corpus",
    "build_frame",
    "build_frames",
    "build_on_spark",
    "corpus_stats",
    "ship_lexicon",
]

_HOMES = {
    "FRAME_SCHEMA": "frames",
    "Outcome": "build",
    "Progress": "build",
    "build_corpus": "build",
    "build_frame": "frames",
    "build_frames": "frames",
    "build_on_spark": "spark",
    "corpus_stats": "stats",
    "ship_lexicon": "spark",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'casegraph.corpus' has no attribute {name!r}")
    return getattr(import_module(f"casegraph.corpus.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
