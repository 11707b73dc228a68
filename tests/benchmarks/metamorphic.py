"""Metamorphic relations over every document of the shared corpora: what each changed of what is read.

    python -m tests.benchmarks.metamorphic [--shared ../shared] [--part developed] [--every N] [--examples N] [NAME...]

Names choose relations by their beginnings. Examples are only shown of developed documents.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.benchmarks.corpora import FILES
from tests.benchmarks.scores import part_of
from tests.reader.metamorphic.compare import Change
from tests.reader.metamorphic.frames import DENIALS, denied_wrongly, findings
from tests.reader.metamorphic.measure import Tally, read_text, try_relation, try_swap
from tests.reader.metamorphic.relations import RELATIONS
from tests.reader.metamorphic.swaps import SWAPS

#: How much of a text is shown on either side of a change, in characters.
_AROUND = 60


def _try(job: tuple[str, str, tuple[str, ...]]) -> dict[str, Tally]:
    """Every relation on one document."""
    case_id, text, names = job
    case = read_text(text, case_id)
    tallies = {r.name: try_relation(case, r) for r in RELATIONS if r.name.startswith(names)}
    return tallies | {s.name: try_swap(case, s) for s in SWAPS if s.name.startswith(names)}


def _shown(text: str, change: Change) -> str:
    facts = change.before or change.after or {}
    place = facts["place"]
    start, end = place if isinstance(place, tuple) else (0, 0)
    words = text[max(0, (start or 0) - _AROUND) : (end or 0) + _AROUND]
    told = "; ".join(
        f"{n}: {change.before[n]} -> {change.after[n]}" for n in change.fields if change.before and change.after
    )
    return f"{change.kind} {facts['kind']} {told}\n      {' '.join(words.split())}"


def main() -> None:
    """Print for each relation what it was tried on, what changed, and why."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="relations, by the beginning of their names")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    parser.add_argument("--part", choices=("developed", "checked", "all"), default="all")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--examples", type=int, default=0, metavar="N", help="changes to show of each relation")
    arguments = parser.parse_args()
    texts: dict[str, str] = {}
    for name in FILES:
        with gzip.open(arguments.shared / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        texts |= {row["id"]: row["text"] for row in rows if arguments.part in ("all", part_of(row["id"]))}
    names = tuple(arguments.names) or ("",)
    jobs = [(case_id, text, names) for case_id, text in list(texts.items())[:: arguments.every]]
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    with ProcessPoolExecutor(2) as pool:
        for found in pool.map(_try, jobs, chunksize=4):
            for name, tally in found.items():
                tallies[name].add(tally)
    print(f"{'relation':32s} {'documents':>9s} {'statements':>10s} {'changed':>8s} {'in 1000':>8s}")
    for name, tally in tallies.items():
        print(f"{name:32s} {tally.documents:9d} {tally.statements:10d} {len(tally.changes):8d} {1000 * tally.rate:8.2f}"
              + ("  MISQUOTED" if tally.misquoted else ""))  # fmt: skip
        for cause, count in tally.causes().most_common(4 if arguments.examples else 0):
            print(f"    {count:5d} {cause}")
        readable = [(i, c) for i, c in tally.changes if part_of(i) == "developed"]
        for case_id, change in readable[: arguments.examples]:
            print(f"    {case_id} {_shown(texts[case_id], change)}")
    _denials(arguments.examples, names)


def _denials(examples: int, names: tuple[str, ...]) -> None:
    """Every finding of the ontology, denied."""
    for denial in DENIALS:
        if not f"denial: {denial}".startswith(names):
            continue
        wrong = {name: denied_wrongly(name, denial) for name in findings()}
        tried = [name for name, changes in wrong.items() if changes is not None]
        failed = [name for name in tried if wrong[name]]
        rate = 1000 * len(failed) / len(tried)
        print(f"{'denial: ' + denial:32s} {'':9s} {len(tried):10d} {len(failed):8d} {rate:8.2f}")
        if examples:
            print(f"    {', '.join(failed[:examples])}")


if __name__ == "__main__":
    main()
