"""How fast a report is read, and how its length tells.

    python tests/benchmarks/speed.py [FILE...]

Without files the shipped examples are read. The steps are CPU time of the process, which other work on the machine
disturbs less than a clock does: medians of many rounds, as milliseconds for 4,500 characters. Start-up and the cold
command are wall-clock time of a whole process. The last table gives, for texts of growing length, CPU time for one
character in relation to the shortest of them: 1.0 throughout is linear.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LENGTH = 4500
ROUNDS = 30
#: How often a report is repeated, and how many times the shortest hard text a longer one is.
REPEATS = (1, 2, 4, 8, 16, 32, 64)
SIZES = (1, 4, 16)


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


def steps(paths: list[Path]) -> dict[str, float]:
    """CPU milliseconds of each step for a case of `LENGTH` characters, median over all rounds."""
    from casegraph.graph.infer import infer
    from casegraph.graph.writer import nquads
    from casegraph.pipeline import read_stated
    from casegraph.text.document import document_from_bytes

    measured: dict[str, list[float]] = {"read": [], "infer": [], "graph": []}
    for path in paths:
        data = path.read_bytes()
        case = read_stated(document_from_bytes(data, path.stem))
        scale = 1000 * LENGTH / len(case.document.text)
        for _ in range(ROUNDS):
            times = [time.process_time()]
            case = read_stated(document_from_bytes(data, path.stem))
            times.append(time.process_time())
            full = infer(case)
            times.append(time.process_time())
            nquads(full)
            times.append(time.process_time())
            for name, begin, end in zip(measured, times, times[1:], strict=False):
                measured[name].append((end - begin) * scale)
    return {name: statistics.median(values) for name, values in measured.items()}


def hard_texts(report: str) -> dict[str, Callable[[int], str]]:
    """Texts that no report is, each made for a multiple of its shortest length."""
    words = [word for word in re.sub(r"[.!?;:,\n]+", " ", report).split() if not re.search(r"\d", word)]

    def of_words(joint: str) -> Callable[[int], str]:
        return lambda k: joint.join((words * (6250 * k // len(words) + 1))[: 6250 * k])

    return {
        "words without a full stop": of_words(" "),
        "words with commas only": of_words(", "),
        "one line of digits": lambda k: "1234567890" * (2500 * k),
        "nested brackets": lambda k: "Toux " + "(" * (625 * k) + "fièvre" + ")" * (625 * k),
        "one word repeated": lambda k: "fièvre " * (2000 * k),
        "one value repeated": lambda k: "plaquettes à 40 000 " * (700 * k),
        "one denial repeated": lambda k: "pas de fièvre " * (800 * k),
        "one long word": lambda k: "abcdefghij" * (2500 * k),
        "full stops": lambda k: "fièvre" + "." * (10000 * k) + "toux",
        "blank lines": lambda k: "fièvre" + "\n" * (10000 * k) + "toux",
        "bullets": lambda k: "- fièvre\n" * (800 * k),
        "dates": lambda k: "le 12/03/2016 " * (800 * k),
    }


def growth(make: Callable[[int], str], sizes: tuple[int, ...]) -> list[float]:
    """CPU time for one character of texts of several sizes, in relation to the first."""
    from casegraph.graph.writer import nquads
    from casegraph.pipeline import case_from_text

    spent = []
    for size in sizes:
        text = make(size)
        best = float("inf")
        for _ in range(3 if size == sizes[0] else 1):
            begin = time.process_time()
            nquads(case_from_text(text, "long"))
            best = min(best, time.process_time() - begin)
        spent.append(best / len(text))
    return [one / spent[0] for one in spent]


def main() -> None:
    """Print the figures."""
    from casegraph.resources import examples_folder

    paths = [Path(a) for a in sys.argv[1:]] or sorted(examples_folder().glob("*.txt"))
    medians = steps(paths)
    total = sum(medians.values())
    for name, value in medians.items():
        print(f"{name:8s} {value:7.2f} ms CPU a case of {LENGTH} characters   {value / total:5.0%} of the whole")
    print(f"{'whole':8s} {total:7.2f} ms CPU")
    print(f"start-up {start_up():7.1f} ms wall clock to an opened lexicon")
    print(f"command  {cold_build(paths[0]):7.1f} ms wall clock for `casegraph build` as a cold process")
    report = paths[0].read_text(encoding="utf-8")
    print("\nCPU time for one character, in relation to the shortest text")
    print(f"{'a report, times':28s}" + "".join(f"{n:7d}" for n in REPEATS))
    print(" " * 28 + "".join(f"{ratio:7.2f}" for ratio in growth(lambda k: report * k, REPEATS)))
    print(f"{'hard texts, times':28s}" + "".join(f"{n:7d}" for n in SIZES))
    for name, make in hard_texts(report).items():
        print(f"{name:28s}" + "".join(f"{ratio:7.2f}" for ratio in growth(make, SIZES)), flush=True)


if __name__ == "__main__":
    main()
