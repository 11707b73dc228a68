"""How fast a report is read: medians in one run, as milliseconds for 4,500 characters, and ratios between the steps.

    python tests/benchmarks/speed.py [FILE...]

Without files the shipped examples are read. The cold command is timed as a whole process, interpreter start included.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LENGTH = 4500
ROUNDS = 30


def start_up() -> float:
    """Milliseconds from a bare interpreter to an opened lexicon, best of five."""
    code = (
        "import time; a = time.perf_counter(); from casegraph.terminology.lexicon import shipped_lexicon; "
        "shipped_lexicon(); print((time.perf_counter() - a) * 1000)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    return min(float(run.stdout) for run in runs)


def cold_build(path: Path) -> float:
    """Milliseconds of `casegraph build` as a command, median of five."""
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(5):
            begin = time.perf_counter()
            out = str(Path(folder, "case.ttl"))
            subprocess.run(
                [sys.executable, "-m", "casegraph", "build", str(path), "-o", out], check=True, capture_output=True
            )
            seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds) * 1000


def main() -> None:
    """Print the figures."""
    from casegraph.graph.infer import infer
    from casegraph.graph.writer import nquads
    from casegraph.pipeline import read_stated
    from casegraph.resources import examples_folder
    from casegraph.text.document import document_from_bytes

    paths = [Path(a) for a in sys.argv[1:]] or sorted(examples_folder().glob("*.txt"))
    steps: dict[str, list[float]] = {"read": [], "infer": [], "graph": []}
    for path in paths:
        data = path.read_bytes()
        case = read_stated(document_from_bytes(data, path.stem))
        scale = 1000 * LENGTH / len(case.document.text)
        for _ in range(ROUNDS):
            times = [time.perf_counter()]
            case = read_stated(document_from_bytes(data, path.stem))
            times.append(time.perf_counter())
            full = infer(case)
            times.append(time.perf_counter())
            nquads(full)
            times.append(time.perf_counter())
            for name, begin, end in zip(steps, times, times[1:], strict=False):
                steps[name].append((end - begin) * scale)
    medians = {name: statistics.median(values) for name, values in steps.items()}
    total = sum(medians.values())
    for name, value in medians.items():
        print(f"{name:8s} {value:7.2f} ms a case of {LENGTH} characters   {value / total:5.0%} of the whole")
    print(f"{'whole':8s} {total:7.2f} ms")
    print(f"start-up {start_up():7.1f} ms to an opened lexicon")
    print(f"command  {cold_build(paths[0]):7.1f} ms for `casegraph build` as a cold process")


if __name__ == "__main__":
    main()
