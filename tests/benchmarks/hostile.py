"""What texts that are made to take long cost, beside plain reports of the same length.

    python -m tests.benchmarks.hostile [--size 1000000] [NAME...]
    python -m tests.benchmarks.hostile --sizes

For each text of `tests/robustness/hostile.py`: CPU time for one character, read and written, as a multiple of that of
the shipped reports repeated to a fortieth of the length and to the whole of it. Both columns of a text that takes time
in proportion to its length are about the same.

`--sizes`: the same for lengths that somebody would try: a report of 10 MB, 100,000 words without a full stop, 10,000
brackets in each other, 1 MB of digits, one word a million times. The last column compares a character's cost with that
in a fortieth of the text: 1 is linear.
"""

from __future__ import annotations

import argparse
import resource
import time

from casegraph.errors import InputError
from casegraph.exchange.statements import to_jsonl
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.graph.writer import nquads
from casegraph.pipeline import case_from_text
from tests.robustness.hostile import HOSTILE, plain

__all__ = ["cost"]

#: What somebody would try, and its characters; the whole of a report is the shipped ones again and again.
SIZES = (
    ("a report of 10 MB", "plain", 10_000_000),
    ("100,000 words without a full stop", "words without a full stop", 640_000),
    ("10,000 brackets in each other", "nested brackets", 20_000),
    ("10,000 findings in brackets in each other", "nested brackets of findings", 180_000),
    ("1 MB of digits", "digits", 1_000_000),
    ("one word a million times", "one word repeated", 7_000_000),
    ("one unknown word a million times", "one word unknown", 8_000_000),
)


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


def tell_sizes() -> None:
    """Print the table of `SIZES`."""
    cost(plain(10_000))
    print(f"{'':44s}{'characters':>12s}{'seconds':>10s}{'times plain text':>18s}{'times a fortieth':>18s}")
    for told, name, size in SIZES:
        make = HOSTILE.get(name, plain)
        own, ordinary, short = cost(make(size)), cost(plain(size)), cost(make(size // 40))
        print(f"{told:44s}{size:12,d}{own * size / 1e6:10.1f}{own / ordinary:18.2f}{own / short:18.2f}", flush=True)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--sizes", action="store_true", help="the lengths that somebody would try, instead")
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    if arguments.sizes:
        tell_sizes()
        return
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
