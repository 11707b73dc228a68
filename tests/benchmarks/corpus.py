"""How fast a corpus is built, on one core and on two, how much memory a worker takes, and where the time goes.

    python -m tests.benchmarks.corpus [--repeat 20000] [--rounds 5] [--shared ../shared] [--no-rounds] [--no-steps]

The texts are the 1,290 of the shared corpora. They are built with one worker and with two in turns, so that other work
on the machine meets both: the medians, and the median of the ratios of the rounds. `--repeat` then builds so many
documents once with one worker and once with two, and gives the most memory that a worker held after its first thousand
documents and at the end. The steps are CPU time of one process. Rates are by the clock: they mean something on a quiet
machine only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import GzipFile
from io import BytesIO
from pathlib import Path
from typing import Any

FILES = ("fracco-train", "e3c-fr-train", "e3c-fr-journal-raw")
FIRST = 1000
#: The names in `casegraph.pipeline` that are timed, by the step that they belong to.
STEPS = {
    "text: sections, sentences": ("document_from_text",),
    "words, short forms": ("tokenize", "find_abbreviations"),
    "concepts": ("find_mentions",),
    "times and quantities": ("find_times", "find_quantities", "assign_times"),
    "presence": ("find_presence",),
    "results": ("find_results",),
    "status and reasons": ("find_status", "find_reasons", "keep_told"),
    "sites, attributes, links": ("find_places", "find_attributes", "find_shown", "find_causes"),
    "statements": ("assemble",),
}


def shared_texts(shared: Path) -> list[tuple[str, str]]:
    """The ids and texts of the shared corpora."""
    found = []
    for name in FILES:
        with gzip.open(shared / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            found += [(f"{name}-{row['id']}", row["text"]) for row in map(json.loads, lines)]
    return found


def write_lines(texts: list[tuple[str, str]], count: int, path: Path) -> int:
    """So many documents as JSON Lines, the texts over and over; the bytes of the texts."""
    size = 0
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            name, text = texts[number % len(texts)]
            lines.write(json.dumps({"id": f"{name}-{number}", "text": text}, ensure_ascii=False) + "\n")
            size += len(text.encode())
    return size


def build(source: Path, workers: int) -> tuple[float, list[tuple[int, int]]]:
    """Seconds of a build, and how many documents were read when a worker held so much memory at most."""
    from casegraph.corpus import Progress, build_corpus

    held = [(0, 0)]

    def told(progress: Progress) -> None:
        if progress.memory > held[-1][1]:
            held.append((progress.read, progress.memory))

    with tempfile.TemporaryDirectory(dir=source.parent) as out:
        outcome = build_corpus(source, Path(out, "out"), workers=workers, told=told)
    assert outcome.summary["failed"] == 0, outcome.summary
    return outcome.seconds, held


def rounds(source: Path, count: int, size: int, how_many: int) -> None:
    """Builds with one worker and with two, in turns."""
    turns = [(build(source, 1)[0], build(source, 2)[0]) for _ in range(how_many)]
    for workers, spent in zip((1, 2), zip(*turns, strict=True), strict=True):
        middle = statistics.median(spent)
        print(
            f"{workers} worker(s): {middle:7.1f} s  {count / middle:7.1f} documents/s  {size / middle / 1e6:6.3f} MB/s"
        )
    print(f"speed-up on two: {statistics.median(one / two for one, two in turns):.2f}", flush=True)


def memory(source: Path, workers: int) -> float:
    """One build with its memory; its seconds."""
    seconds, held = build(source, workers)
    early = max((most for read, most in held if read <= FIRST * workers), default=0) or held[1][1]
    print(f"{workers} worker(s): {seconds:.0f} s; the most memory of a worker: {early / 1e6:.0f} MB after about "
          f"{FIRST} documents each, {held[-1][1] / 1e6:.0f} MB at the end", flush=True)  # fmt: skip
    return seconds


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """CPU seconds of each step while the block runs."""
    from casegraph import pipeline

    spent = dict.fromkeys(STEPS, 0.0)
    plain = {name: getattr(pipeline, name) for names in STEPS.values() for name in names}

    def watched(step: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*arguments: Any) -> Any:
            begin = time.process_time()
            try:
                return call(*arguments)
            finally:
                spent[step] += time.process_time() - begin

        return watching

    for step, names in STEPS.items():
        for name in names:
            setattr(pipeline, name, watched(step, plain[name]))
    try:
        yield spent
    finally:
        for name, call in plain.items():
            setattr(pipeline, name, call)


def steps(texts: list[tuple[str, str]]) -> None:
    """Print what each step of a build takes."""
    from casegraph import pipeline
    from casegraph.corpus.table import StatementTable
    from casegraph.exchange.statements import to_jsonl
    from casegraph.graph import infer
    from casegraph.graph.options import DEFAULT_OPTIONS
    from casegraph.graph.writer import nquads

    for name, text in texts[::50]:
        nquads(pipeline.case_from_text(text, name))
    after = dict.fromkeys(("rules", "graph: N-Quads", "records: JSON Lines", "table: Parquet", "packing: gzip"), 0.0)
    packed = GzipFile(fileobj=BytesIO(), mode="wb", compresslevel=3)
    with timed() as spent, StatementTable(BytesIO()) as table:
        read_text = vars(pipeline)["document_from_text"]  # as it is timed
        whole = time.process_time()
        for name, text in texts:
            case = pipeline.read_stated(read_text(text, name))
            marks = [time.process_time()]
            case = infer.infer(case)
            marks.append(time.process_time())
            quads = nquads(case).encode()
            marks.append(time.process_time())
            lines = to_jsonl(case, DEFAULT_OPTIONS)
            marks.append(time.process_time())
            table.add(case)
            marks.append(time.process_time())
            packed.write(quads)
            packed.write(lines)
            marks.append(time.process_time())
            for step, begin, end in zip(after, marks, marks[1:], strict=False):
                after[step] += end - begin
        whole = time.process_time() - whole
    spent |= after
    spent["the rest"] = whole - sum(spent.values())
    print(f"\n{len(texts)} texts, {whole / len(texts) * 1000:.1f} ms CPU each")
    for step, seconds in spent.items():
        print(f"{step:28s} {seconds / len(texts) * 1000:6.2f} ms  {seconds / whole:4.0%}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-rounds", action="store_true")
    parser.add_argument("--no-steps", action="store_true")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    arguments = parser.parse_args()
    texts = shared_texts(arguments.shared)
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "texts.jsonl")
        if not arguments.no_rounds:
            size = write_lines(texts, len(texts), source)
            print(f"{len(texts)} documents, {size / 1e6:.2f} MB")
            rounds(source, len(texts), size, arguments.rounds)
        if arguments.repeat:
            size = write_lines(texts, arguments.repeat, source)
            print(f"{arguments.repeat} documents, {size / 1e6:.2f} MB")
            two, one = memory(source, 2), memory(source, 1)
            for workers, spent in ((1, one), (2, two)):
                print(f"{workers} worker(s): {arguments.repeat / spent:.1f} documents/s, {size / spent / 1e6:.3f} MB/s")
            print(f"speed-up on two: {one / two:.2f}", flush=True)
    if not arguments.no_steps:
        steps(texts[::4])
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
