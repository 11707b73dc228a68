"""The Python surface of a corpus: its names are frozen and documented, and importing it costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from casegraph import corpus

NAMES = [
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


def test_the_public_names_are_these_and_documented() -> None:
    assert sorted(corpus.__all__) == NAMES
    assert set(NAMES) <= set(dir(corpus))
    for name in NAMES:
        assert (getattr(corpus, name).__doc__ or "").strip()
    with pytest.raises(AttributeError, match="no attribute"):
        _ = corpus.nothing


def test_importing_is_light() -> None:
    code = (
        "import sys, casegraph.corpus as c\n"
        "print(sorted({'pyarrow', 'pandas', 'duckdb', 'pyspark', 'pyoxigraph'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
