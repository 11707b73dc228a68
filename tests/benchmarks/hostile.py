"""What texts that are made to take long cost, beside plain reports of the same length.

    python -m tests.benchmarks.hostile [--size 1000000] [NAME...]

For each text of `tests/robustness/hostile.py`: CPU time for one character, read and written, as a multiple of that of
the shipped reports repeated to a fortieth of the length and to the whole of it. Both columns of a text that takes time
in proportion to its length are about the same.
"""

from __future__ import annotations

import argparse
import time

from casegraph.errors import InputError
from casegraph.exchange.statements import to_jsonl
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.graph.writer import nquads
from casegraph.pipeline import case_from_text
from tests.robustness.hostile import HOSTILE, plain

__all__ = ["cost"]


def cost(text: str) -> float:
    """CPU microseconds for one character."""
    begin = time.process_time()
    try:
        case = case_from_text(text, "x")
    except InputError:
        pass
    else:
        nquads(case)
        to_jsonl(case, DEFAULT_OPTIONS)
    return (time.process_time() - begin) / len(text) * 1e6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    sizes = (arguments.size // 40, arguments.size)
    cost(plain(sizes[0]))
    own = {size: cost(plain(size)) for size in sizes}
    print(
        f"plain reports, microseconds a character: {own[sizes[0]]:.2f} at {sizes[0]}, {own[sizes[1]]:.2f} at {sizes[1]}"
    )
    print(f"{'times the plain text, at':44s}" + "".join(f"{size:>10d}" for size in sizes))
    for name in arguments.names or HOSTILE:
        print(f"{name:44s}" + "".join(f"{cost(HOSTILE[name](size)) / own[size]:10.2f}" for size in sizes), flush=True)


if __name__ == "__main__":
    main()
