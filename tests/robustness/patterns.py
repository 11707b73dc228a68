"""Every regular expression of the package: written in its source, or put together from the tables while it reads.

`python -m tests.robustness.patterns` records what is compiled while every module is imported and reports are read,
written and asked, and prints it as JSON: the places in the source and their patterns.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import casegraph

__all__ = ["Pattern", "call_sites", "every_pattern", "recorded"]

PACKAGE = Path(casegraph.__file__).parent
_FUNCTIONS = frozenset({"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})


@dataclass(frozen=True, order=True)
class Pattern:
    """A regular expression, its flags, and the first place of the package that compiles it, as "text/fold.py:17"."""

    place: str
    pattern: str
    flags: int


@dataclass(frozen=True)
class CallSite:
    """A call of `re`; `pattern` is its first argument where the source writes it out."""

    place: str
    lines: range
    pattern: str | None


def call_sites() -> Iterator[CallSite]:
    """Every call of a function of `re` in the source of the package that takes a pattern."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=called)) if called in _FUNCTIONS:
                    first = node.args[0]
                    written = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
                    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                    yield CallSite(f"{name}:{node.lineno}", lines, written)


@cache
def recorded() -> frozenset[Pattern]:
    """What is compiled at run time, by a process of its own that begins before the package is imported."""
    command = [sys.executable, "-m", "tests.robustness.patterns"]
    root = PACKAGE.parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return frozenset(Pattern(*row) for row in json.loads(done.stdout))


def every_pattern() -> list[Pattern]:
    """The distinct patterns with their flags, those that only the source shows included."""
    found: dict[tuple[str, int], Pattern] = {}
    for pattern in sorted(recorded()):
        found.setdefault((pattern.pattern, pattern.flags), pattern)
    known = {pattern for pattern, _ in found}
    for site in call_sites():
        if site.pattern is not None and site.pattern not in known:
            found.setdefault((site.pattern, 0), Pattern(site.place, site.pattern, 0))
    return sorted(found.values())


def _record(into: set[Pattern]) -> None:
    """Note whatever the package compiles from now on; `re` compiles and caches by one function of its own."""
    inner: Any = vars(re)["_compile"]

    def compile_(pattern: Any, flags: Any) -> Any:
        frame = sys._getframe(2)
        path = Path(frame.f_code.co_filename)
        if isinstance(pattern, str | bytes) and PACKAGE in path.parents:
            written = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
            into.add(Pattern(f"{path.relative_to(PACKAGE).as_posix()}:{frame.f_lineno}", written, int(flags)))
        return inner(pattern, flags)

    vars(re)["_compile"] = compile_


def _exercise() -> None:
    """Import every module; read the shipped reports, write them in every format, ask them; read terminologies."""
    for module in pkgutil.walk_packages([str(PACKAGE)], "casegraph."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    from casegraph import example, examples, query
    from casegraph.anchors import Anchor, Anchors
    from casegraph.exchange.formats import FORMATS
    from casegraph.graph.options import GraphOptions
    from casegraph.serve.explorer import search

    options = GraphOptions(anchors=Anchors(Anchor(date(2016, 3, 1), 1, 1950)))
    cases = [example(name) for name in examples()[:3]]
    for output in FORMATS.values():
        for case in cases:
            output.written(case, options)
    query("held-because", cases, reason="thrombopénie")
    vars(search)["_word_places"](cases[0].document.text, "fièvre aiguë")
    with TemporaryDirectory() as folder:
        _read_terminologies(Path(folder))


def _read_terminologies(folder: Path) -> None:
    from casegraph.terminology.added import added
    from casegraph.terminology.adding import add_terminology
    from casegraph.terminology.importers.options import Options
    from casegraph.terminology.importers.sources import Source
    from tests.terminology.importers.made import MADE

    os.environ["CASEGRAPH_DATA"] = str(folder / "data")
    for number, (form, (write, child, *_)) in enumerate(MADE.items()):
        place = folder / form.replace(" ", "-")
        place.mkdir()
        kind = "condition" if form == "skos" else None
        language = Options(language="fr") if form.startswith("obo") else Options()
        path = write(place)
        add_terminology(path, None, language, name=f"kalt{number}", licence="CC0", kind=kind)
        if path.is_file():
            Source(path).line_naming(child)
    added()


def main() -> None:
    """Print what is compiled."""
    found: set[Pattern] = set()
    _record(found)
    for name in [name for name in sys.modules if name.partition(".")[0] == "casegraph"]:
        del sys.modules[name]
    _exercise()
    print(json.dumps([[p.place, p.pattern, p.flags] for p in sorted(found)]))


if __name__ == "__main__":
    main()
