"""A coverage-guided fuzzer: bytes are decoded, read, written as records and as a graph, and held against every promise.

    python -m tests.robustness.fuzz                          # for ever, over the shipped reports and what it finds
    python -m tests.robustness.fuzz -runs=3000 -seed=1       # as the tests run it
    python -m tests.robustness.fuzz -max_total_time=3600 -max_len=2000 out/fuzz

Options are libFuzzer's (https://llvm.org/docs/LibFuzzer.html), a folder keeps what reached new code. What breaks a
promise is left in a file `crash-...`; it belongs into test_found.py. Needs atheris, which is for Linux.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["casegraph"]):
    from casegraph.errors import InputError
    from casegraph.pipeline import case_from_bytes
    from casegraph.values.quantities import find_quantities

from tests.robustness.promises import broken_promises, graph_promises
from tests.robustness.texts import shipped_reports

__all__ = ["one"]


class BrokenPromiseError(Exception):
    """Some bytes make a case that does not keep a promise."""


def one(data: bytes) -> None:
    """Read some bytes.

    Raises:
        BrokenPromiseError: what is read does not keep a promise.
    """
    try:
        case = case_from_bytes(data, "x")
    except InputError:
        return
    wrong = broken_promises(case) + graph_promises(case)
    wrong += [f"{q} leaves the text" for q in find_quantities(case.document.text) if q.end > len(case.document.text)]
    if wrong:
        raise BrokenPromiseError(f"{case.document.text!r}: {wrong}")


def seeds(folder: Path) -> None:
    """The paragraphs of the shipped reports, each a file: the corpus that fuzzing begins with."""
    pieces = [piece for report in shipped_reports() for piece in report.split(b"\n") if len(piece) > 20]
    for number, piece in enumerate(pieces):
        (folder / f"{number:04}").write_bytes(piece[:600])


def main() -> None:
    """Fuzz by the options of the command line."""
    options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        seeds(Path(folder))
        kept = [option for option in options if not option.startswith("-")]
        flags = [option for option in options if option.startswith("-")]
        atheris.Setup([sys.argv[0], *flags, *kept, folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
