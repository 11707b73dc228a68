"""Every document of the shared corpora: no exception, every promise of a case kept, every graph valid by SHACL.

python -m tests.benchmarks.corpora [--shared ../shared] [--every N] [--no-shapes]
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

FILES = ("fracco-train", "e3c-fr-train", "e3c-fr-journal-raw")


def judge(job: tuple[str, str, bool]) -> list[str]:
    """What is wrong with one document, a line a finding."""
    from casegraph.graph.validate import check_case
    from casegraph.graph.writer import nquads
    from casegraph.pipeline import case_from_text
    from tests.robustness.promises import broken_promises

    case_id, text, shapes = job
    try:
        case = case_from_text(text, case_id)
        wrong = [f"{case_id}: {broken}" for broken in broken_promises(case)]
        nquads(case)
        if shapes:
            wrong += [f"{case_id}: {finding}" for finding in check_case(case)]
    except Exception as error:  # this is the benchmark's question: does any document raise?
        return [f"{case_id}: {type(error).__name__}: {error}"]
    return wrong


def main() -> None:
    """Print each finding and the count of documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--no-shapes", action="store_true")
    arguments = parser.parse_args()
    jobs: list[tuple[str, str, bool]] = []
    for name in FILES:
        with gzip.open(arguments.shared / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
        jobs += [(row["id"], row["text"], not arguments.no_shapes) for row in rows[:: arguments.every]]
    found: Counter[bool] = Counter()
    with ProcessPoolExecutor(2) as pool:
        for findings in pool.map(judge, jobs, chunksize=8):
            found[bool(findings)] += 1
            for finding in findings:
                print(finding)
    print(f"{len(jobs)} documents, {found[True]} with findings")


if __name__ == "__main__":
    main()
