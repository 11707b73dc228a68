"""How fast a report is read, and how its length tells.

    python tests/benchmarks/speed.py [FILE...]

Without files the shipped examples are read. All figures are CPU time, which other work on the machine disturbs less
than a clock does. The steps are the best of many rounds for each report, as milliseconds for 4,500 characters; start-up
and the cold command are the best of several whole processes. A loop of plain Python is timed beside them: figures of
two machines, or of a busy and a quiet one, compare as multiples of it. The last table gives, for texts of growing
length, CPU time for one character in relation to the shortest of them: 1.0 throughout is linear.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from casegraph.kept import cache_folder

LENGTH = 4500
ROUNDS = 30
#: How often a report is repeated, and how many times the shortest hard text a longer one is.
REPEATS = (1, 2, 4, 8, 16, 32, 64)
SIZES = (1, 4, 16)


def reference() -> float:
    """CPU milliseconds of a fixed loop."""
    begin = time.process_time()
    total = 0
    for number in range(300_000):
        total += number & 7
    return (time.process_time() - begin) * 1000


def as_installed() -> dict[str, str]:
    """The environment with the bytecode kept, as it is of an installed package, whatever that of the machine says."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # In the user's own folder: bytecode is code.
    return kept | {"PYTHONPYCACHEPREFIX": str(cache_folder() / "bytecode")}


def process(*arguments: str) -> float:
    """CPU milliseconds of a whole Python process, best of five."""
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=as_installed())
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent) * 1000


def start_up() -> float:
    """From a bare interpreter to an opened lexicon."""
    return process("-c", "from casegraph.terminology.lexicon import shipped_lexicon; shipped_lexicon()")


def cold_build(path: Path) -> float:
    """`casegraph build` as a command."""
    with tempfile.TemporaryDirectory() as folder:
        return process("-m", "casegraph", "build", str(path), "-o", str(Path(folder, "case.ttl")))


def steps(paths: list[Path]) -> dict[str, float]:
    """CPU milliseconds of each step for `LENGTH` characters of these reports, each at its best."""
    from casegraph.graph.infer import infer
    from casegraph.graph.writer import nquads
    from casegraph.pipeline import read_stated
    from casegraph.text.document import document_from_bytes

    best: dict[str, float] = dict.fromkeys(("read", "infer", "graph"), 0.0)
    characters = 0
    for path in paths:
        data = path.read_bytes()
        characters += len(read_stated(document_from_bytes(data, path.stem)).document.text)
        rounds = []
        for _ in range(ROUNDS):
            times = [time.process_time()]
            case = read_stated(document_from_bytes(data, path.stem))
            times.append(time.process_time())
            full = infer(case)
            times.append(time.process_time())
            nquads(full)
            times.append(time.process_time())
            rounds.append([end - begin for begin, end in pairwise(times)])
        for name, spent in zip(best, zip(*rounds, strict=True), strict=True):
            best[name] += min(spent)
    return {name: 1000 * spent * LENGTH / characters for name, spent in best.items()}


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
    loop = min(reference() for _ in range(ROUNDS))
    best = steps(paths)
    total = sum(best.values())
    loop = min(loop, *(reference() for _ in range(ROUNDS)))

    def line(name: str, value: float, what: str) -> str:
        return f"{name:9s} {value:7.2f} ms CPU {value / loop:7.2f} times the loop   {what}"

    print(line("loop", loop, "a fixed loop of plain Python"))
    for name, value in best.items():
        print(line(name, value, f"a case of {LENGTH} characters, {value / total:.0%} of the whole"))
    print(line("whole", total, f"a case of {LENGTH} characters"))
    print(line("start-up", start_up(), "from a bare interpreter to an opened lexicon"))
    print(line("command", cold_build(paths[0]), "`casegraph build` as a cold process"))
    report = paths[0].read_text(encoding="utf-8")
    print("\nCPU time for one character, in relation to the shortest text")
    print(f"{'a report, times':28s}" + "".join(f"{n:7d}" for n in REPEATS))
    print(" " * 28 + "".join(f"{ratio:7.2f}" for ratio in growth(lambda k: report * k, REPEATS)))
    print(f"{'hard texts, times':28s}" + "".join(f"{n:7d}" for n in SIZES))
    for name, make in hard_texts(report).items():
        print(f"{name:28s}" + "".join(f"{ratio:7.2f}" for ratio in growth(make, SIZES)), flush=True)


if __name__ == "__main__":
    main()
