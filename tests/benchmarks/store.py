"""The embedded store at size: how fast it is loaded, and how long each saved question takes over all of it.

python tests/benchmarks/store.py [--cases 10000] [--folder DIR] [--shared ../shared] [--times 3] [--only held-because]

The cases are those of the shared corpora, built once and repeated under new ids until there are enough; a question over
them finds the same in each repetition. The folder and the graphs are kept where they are named; a folder is loaded only
if it holds no store. Of each question: rows, median and worst by the clock, and the median of the processor's time,
which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from casegraph.graph.terms import literal
from casegraph.graph.writer import nquads
from casegraph.pipeline import case_from_text
from casegraph.queries.catalogue import saved_queries
from casegraph.queries.run import ask
from casegraph.store.embedded import Store
from casegraph.store.graphs import case_graphs
from casegraph.store.loading import load, places_graphs
from casegraph.temporary import temporary_folder
from tests.benchmarks.corpora import FILES

#: Seconds after which a question is not asked again.
_PATIENCE = 45
_IDENTIFIER = b"<http://purl.org/dc/terms/identifier> "


def built(job: tuple[str, str]) -> bytes:
    """The graph of one report."""
    case_id, text = job
    return nquads(case_from_text(text, case_id)).encode()


def write_cases(shared: Path, count: int, out: Path) -> None:
    """Write `count` cases as N-Quads: the corpora, then the same again as ID-r1, ID-r2 ..."""
    jobs: list[tuple[str, str]] = []
    for name in FILES:
        with gzip.open(shared / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            jobs += [(row["id"], row["text"]) for row in map(json.loads, lines)]
    once = out.with_suffix(".once.nq")
    with ProcessPoolExecutor(2) as pool, once.open("wb") as stream:
        stream.writelines(pool.map(built, jobs[:count], chunksize=16))
    with out.open("wb") as stream:
        stream.writelines(_repeated(once, count))


def _repeated(once: Path, count: int) -> Iterator[bytes]:
    done = turn = 0
    while done < count:
        for graph in case_graphs(once):
            if done == count:
                return
            done += 1
            if not turn:
                yield graph.lines
                continue
            suffix = f"-r{turn}"
            stem, case_id = graph.iri.encode(), graph.iri.rpartition(":")[2]
            lines = re.sub(re.escape(b"<" + stem) + rb"(?=[#>])", b"<" + stem + suffix.encode(), graph.lines)
            named = _IDENTIFIER + literal(case_id).encode()
            yield lines.replace(named, _IDENTIFIER + literal(case_id + suffix).encode())
        turn += 1


def _say(what: str, triples: int, begun: float, used: float) -> None:
    took, used = time.perf_counter() - begun, time.process_time() - used
    rate = f"{triples / took:,.0f} triples a second by the clock, {triples / used:,.0f} a second of processor"
    print(f"{what}: {took:.0f} s, {rate}", flush=True)


def main() -> None:
    """Load and ask, and print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--graphs", type=Path, help="an N-Quads file that was written before")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", nargs="*")
    arguments = parser.parse_args()
    with temporary_folder("store") as scratch:
        folder = arguments.folder or scratch / "store"
        if not (folder / "CURRENT").exists():
            cases = arguments.graphs or scratch / "cases.nq"
            if not cases.exists():
                write_cases(arguments.shared, arguments.cases, cases)
            store = Store.create(folder)
            begun, used = time.perf_counter(), time.process_time()
            done = load(places_graphs([str(cases)]), store)
            _say(f"loaded {done.new} cases, {done.triples} triples", done.triples, begun, used)
            store.compact()
            _say("the same with merging the files", done.triples, begun, used)
            del store
        size = sum(path.stat().st_size for path in folder.iterdir())
        store = Store.open(folder)
        print(f"{len(store):,} quads, {size >> 20:,} MB on disk\n")
        print("question                    rows  median s  worst s  processor s")
        for name, query in saved_queries().items():
            if arguments.only and name not in arguments.only:
                continue
            clock: list[float] = []
            processor: list[float] = []
            rows = 0
            while len(clock) < arguments.times and sum(clock) < _PATIENCE:
                begun, used = time.perf_counter(), time.process_time()
                rows = len(ask(query, store, {}))
                clock.append(time.perf_counter() - begun)
                processor.append(time.process_time() - used)
            print(
                f"{name:<24}{rows:>8,}{statistics.median(clock):>10.2f}{max(clock):>9.2f}"
                f"{statistics.median(processor):>13.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
