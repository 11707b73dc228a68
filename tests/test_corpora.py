"""A sample of the real texts: nothing raises, offsets are exact, graphs are valid; all of them in tests/benchmarks."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.benchmarks.corpora import FILES, judge

EVERY = 60


@pytest.mark.parametrize("name", FILES)
def test_a_sample_of_the_corpus(shared: Path, name: str) -> None:
    with gzip.open(shared / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    chosen = rows[:: min(EVERY, len(rows) // 2)]
    assert len(chosen) >= 2
    findings = [finding for row in chosen for finding in judge((row["id"], row["text"], True))]
    assert findings == []
