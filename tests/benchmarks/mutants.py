"""Mutation testing of context, relations and values: does a test notice when their code is changed?

    python -m tests.benchmarks.mutants [--share PERCENT] [--seed N] [--only PART] [--survivors FILE]

mutmut makes the mutants: one small change each in the body of a function ("and" to "or", an argument left out, a
number one higher). Tables and expressions of a module itself and decorated functions are left alone. pytest collects
the tests once; a trace tells which of them run the changed statement; for each mutant a child process is forked, gets
the changed code in place of the function's and runs those tests, the ones that killed others of its function first,
until one fails. An error, a memory or time limit that is passed counts as noticed. A statement that only runs where a
table is made once is judged by all tests.

With `--share` so many in a hundred are drawn from each file; without it all are run, which takes hours (see
CONTRIBUTING.md). Interrupted (Ctrl-C), it reports what it has run, in random order. Survivors are listed unless
`mutants.tsv` has judged them; `--survivors` writes all of them as rows for that table. The interval is Wilson's (1927),
at 95 %.
"""

from __future__ import annotations

import argparse
import csv
import gc
import importlib
import math
import os
import random
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import TYPE_CHECKING, NoReturn

import libcst
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings
from libcst.metadata import CodeRange, MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.file_mutation import Mutation, create_mutations, deep_replace

if TYPE_CHECKING:
    from _typeshed import TraceFunction

PACKAGES = ("context", "relations", "values")
#: The tests that judge: those of the reader, which are about these packages and take seconds.
TESTS = ("tests/reader", "tests/context", "tests/values")
#: Among them, what reads whole corpora again and again, and is not asked.
LONG = "tests/reader/metamorphic"
BUILDER = Path("builder")
JUDGED = Path(__file__).with_suffix(".tsv")
#: Processor seconds that a test may take, and bytes of memory that a mutant may take besides.
SECONDS, MEMORY = 10, 2 << 30

Line = tuple[str, int]
Key = tuple[str, str, str]
#: Letters of the code on each side of a change that are shown.
AROUND = 30


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where it is, how it is told, the changed function's code, the lines of the changed statement."""

    file: str
    function: str
    told: str
    source: str
    lines: range

    @property
    def package(self) -> str:
        return self.file.partition("/")[0]

    @property
    def key(self) -> Key:
        return self.file, self.function, self.told


def mutants_of(path: Path, share: float, rng: random.Random) -> tuple[int, list[Mutant]]:
    """How many mutants a file has, and a share of them."""
    module, mutations, _, _ = create_mutations(str(path), path.read_text(encoding="utf-8"))
    inside = [m for m in mutations if isinstance(m.contained_by_top_level_function, libcst.FunctionDef)]
    wanted = share * len(inside)
    chosen = rng.sample(inside, int(wanted) + (rng.random() < wanted % 1))
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    positions, parents = wrapper.resolve(PositionProvider), wrapper.resolve(ParentNodeProvider)
    file = path.relative_to(BUILDER / "casegraph").as_posix()
    return len(inside), [_mutant(file, mutation, module, positions, parents) for mutation in chosen]


def _mutant(
    file: str,
    mutation: Mutation,
    module: libcst.Module,
    positions: Mapping[libcst.CSTNode, CodeRange],
    parents: Mapping[libcst.CSTNode, libcst.CSTNode],
) -> Mutant:
    function = mutation.contained_by_top_level_function
    assert isinstance(function, libcst.FunctionDef)
    name = function.name.value
    block = parents[function]
    owner = None if block is module else parents[block]
    if isinstance(owner, libcst.ClassDef):
        name = f"{owner.name.value}.{name}"
    node: libcst.CSTNode = mutation.original_node
    while not isinstance(node, libcst.SimpleStatementLine | libcst.BaseCompoundStatement):
        node = parents[node]
    first, last = positions[node].start.line, positions[node].end.line
    if isinstance(node, libcst.BaseCompoundStatement):
        last = max(first, positions[node.body].start.line - 1)
    return Mutant(file, name, *_changed(function, mutation), range(first, last + 1))


def _changed(function: libcst.FunctionDef, mutation: Mutation) -> tuple[str, str]:
    """What the change is, and the function's code with it."""
    changed = deep_replace(function, mutation.original_node, mutation.mutated_node)
    assert isinstance(changed, libcst.FunctionDef)
    before, after = (libcst.Module(body=[f]).code for f in (function, changed))
    old, new = " ".join(before.split()), " ".join(after.split())
    start = _alike(old, new)
    same = min(_alike(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    left, right = old[max(0, start - AROUND) : start], old[len(old) - same :][:AROUND]
    return f"{left}⟦{old[start : len(old) - same]}→{new[start : len(new) - same]}⟧{right}", after


def _alike(one: str, other: str) -> int:
    """How many letters two strings begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def put_in(mutant: Mutant) -> None:
    """The function runs the changed code from now on, whoever holds it."""
    module = importlib.import_module("casegraph." + mutant.file.removesuffix(".py").replace("/", "."))
    owner, _, name = mutant.function.rpartition(".")
    source = mutant.source
    if owner:
        source = f"class {owner}:\n" + "".join(f"    {line}\n" for line in source.splitlines())
    space: dict[str, object] = dict(vars(module))
    code = compile("from __future__ import annotations\n" + source, mutant.file, "exec", dont_inherit=True)
    exec(code, space)
    old, new = (vars(s[owner])[name] if owner else s[name] for s in (vars(module), space))
    assert isinstance(old, FunctionType)
    assert isinstance(new, FunctionType)
    old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__


def _cached() -> list[_lru_cache_wrapper[object]]:
    names = tuple(f"casegraph.{package}." for package in PACKAGES)
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(names)]
    return [thing for m in modules for thing in vars(m).values() if isinstance(thing, _lru_cache_wrapper)]


def forget() -> None:
    """Empty the caches of the packages, so that tables are made again."""
    for cached in _cached():
        cached.cache_clear()


def passes(item: pytest.Item) -> bool:
    """Whether a test passes; one without fixtures is called without pytest's own work around it."""
    assert isinstance(item, pytest.Function)
    arguments = item.callspec.params if hasattr(item, "callspec") else {}
    if not set(item.fixturenames) <= set(arguments) or item.cls:
        return all(report.passed for report in runtestprotocol(item, log=False, nextitem=None))
    try:
        item.function(**arguments)
    except (KeyboardInterrupt, pytest.exit.Exception):
        raise
    except BaseException:
        return False
    return True


@dataclass
class Bench:
    """The tests, and which of them run each line of a file."""

    items: list[pytest.Item]
    lines: defaultdict[Line, list[int]] = field(default_factory=lambda: defaultdict(list))
    once: set[Line] = field(default_factory=set)
    killers: defaultdict[tuple[str, str], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def prepare(self) -> None:
        """Run the tests once and note the lines that each runs; those run for a cache go into `once`."""
        forget()
        folders = tuple(str((BUILDER / "casegraph" / package).resolve()) for package in PACKAGES)
        cached = {t.__wrapped__.__code__ for t in _cached()}
        ours: dict[CodeType, bool] = {}
        seen: set[Line] = set()
        depth = 0

        def call(frame: FrameType, _event: str, _: object) -> TraceFunction | None:
            nonlocal depth
            code = frame.f_code
            if code not in ours:
                ours[code] = code.co_filename.startswith(folders)
            if not ours[code]:
                return None
            depth += code in cached
            return line

        def line(frame: FrameType, event: str, _: object) -> TraceFunction:
            nonlocal depth
            if event == "line":
                seen.add((frame.f_code.co_filename, frame.f_lineno))
                if depth:
                    self.once.add((frame.f_code.co_filename, frame.f_lineno))
            elif event == "return":
                depth -= frame.f_code in cached
            return line

        for number, item in enumerate(self.items):
            seen.clear()
            sys.settrace(call)
            passed = passes(item)
            sys.settrace(None)
            if not passed:
                raise SystemExit(f"mutants: {item.nodeid} fails or is skipped without any mutant")
            for where in seen:
                self.lines[where].append(number)

    def judges(self, mutant: Mutant, rng: random.Random) -> list[int]:
        """The numbers of the tests that run a mutant, in the order to run them in."""
        file = str((BUILDER / "casegraph" / mutant.file).resolve())
        places = [(file, line) for line in mutant.lines]
        if self.once.isdisjoint(places):
            numbers = sorted({number for place in places for number in self.lines.get(place, ())})
        else:
            numbers = list(range(len(self.items)))
        rng.shuffle(numbers)
        killers = self.killers[mutant.file, mutant.function]
        return sorted(numbers, key=lambda n: -killers[n])

    def run(self, mutant: Mutant, rng: random.Random) -> str:
        """What becomes of a mutant: killed, survived, or not run by any test."""
        judges = self.judges(mutant, rng)
        if not judges:
            return "not run"
        status, killer = self._forked(mutant, judges)
        if status == os.EX_SOFTWARE:
            raise SystemExit(f"mutants: {mutant.file} {mutant.function} cannot be changed: {mutant.told}")
        if killer:
            self.killers[mutant.file, mutant.function][int(killer)] += 1
        return "killed" if status else "survived"

    def control(self) -> None:
        """Without a change the tests must pass in a child, too."""
        status, failed = self._forked(None, list(range(len(self.items))))
        if status:
            raise SystemExit(f"mutants: {self.items[int(failed)].nodeid if failed else 'a test'} fails in a child")

    def _forked(self, mutant: Mutant | None, judges: list[int]) -> tuple[int, str]:
        """The end of a child that runs the tests, 0 where all pass, and the number of the one that failed."""
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.close(read)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            self._child(mutant, judges, write)
        os.close(write)
        with os.fdopen(read) as pipe:
            killer = pipe.read()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), killer

    def _child(self, mutant: Mutant | None, judges: list[int], write: int) -> NoReturn:
        status = os.EX_SOFTWARE
        try:
            if mutant:
                put_in(mutant)
            forget()
            status = 1
            taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
            for number in judges:
                signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
                if not passes(self.items[number]):
                    os.write(write, str(number).encode())
                    break
            else:
                status = 0
        finally:
            os._exit(status)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval of a share that holds with 95 %."""
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def judged() -> dict[Key, str]:
    """The judgement of each survivor that was looked at, by file, function and change."""
    with JUDGED.open(encoding="utf-8", newline="") as rows:
        return {(r["file"], r["function"], r["change"]): r["judgement"] for r in csv.DictReader(rows, delimiter="\t")}


class Plugin:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.rng = random.Random(options.seed)
        self.fates: dict[Mutant, str] = {}
        self.known = judged()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        paths = [p for package in PACKAGES for p in sorted((BUILDER / "casegraph" / package).glob("*.py"))]
        found = [mutants_of(p, self.options.share / 100, self.rng) for p in paths if self.options.only in str(p)]
        chosen = [mutant for _, of_file in found for mutant in of_file]
        self.rng.shuffle(chosen)
        print(f"{sum(n for n, _ in found)} mutants, {len(chosen)} drawn; {len(session.items)} tests", flush=True)
        bench = Bench(session.items)
        begin = time.process_time()
        bench.prepare()
        print(f"{time.process_time() - begin:.0f} s to see which test runs which line", flush=True)
        gc.collect()
        gc.freeze()
        bench.control()
        begin = time.monotonic()
        try:
            for number, mutant in enumerate(chosen, start=1):
                fate = self.fates[mutant] = bench.run(mutant, self.rng)
                if fate != "killed" and mutant.key not in self.known:
                    print(f"{fate} {mutant.file}:{mutant.lines.start} {mutant.function}: {mutant.told}", flush=True)
                if number % 100 == 0:
                    gone = sum(f == "killed" for f in self.fates.values())
                    print(f"{number}: {gone / number:.1%} killed, {time.monotonic() - begin:.0f} s", flush=True)
        except KeyboardInterrupt:
            print("interrupted: what was run until now is a sample all the same")
        return True


def report(fates: dict[Mutant, str], known: dict[Key, str]) -> None:
    """The table by package, and how the survivors were judged."""
    print(f"{'package':10} {'run':>6} {'killed':>7} {'survived':>9} {'not run':>8}  share killed")
    for package in (*PACKAGES, "all"):
        count = Counter(fate for m, fate in fates.items() if package in (m.package, "all"))
        total = count.total()
        if total:
            low, high = wilson(count["killed"], total)
            figures = f"{total:6} {count['killed']:7} {count['survived']:9} {count['not run']:8}"
            print(f"{package:10} {figures}  {count['killed'] / total:.1%} ({low:.1%} to {high:.1%})")
    left = [m for m, fate in fates.items() if fate != "killed"]
    print("judged:", dict(Counter(known.get(m.key, "not yet") for m in left)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=100, metavar="PERCENT", help="how many of the mutants are drawn")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--only", default="", metavar="PART", help="of files with this in their path")
    parser.add_argument("--survivors", type=Path, metavar="FILE", help="where the survivors are written as rows")
    options = parser.parse_args()
    settings.register_profile("mutants", deadline=None, database=None, derandomize=True)
    settings.load_profile("mutants")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background, too
    plugin = Plugin(options)
    arguments = ["-q", "-s", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly", f"--ignore={LONG}", *TESTS]
    code = pytest.main(arguments, plugins=[plugin])
    if not plugin.fates:
        sys.exit(int(code) or 1)
    report(plugin.fates, plugin.known)
    spent = sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{spent / 60:.0f} minutes of processor time")
    if options.survivors:
        rows = sorted((m.file, m.function, m.told, fate) for m, fate in plugin.fates.items() if fate != "killed")
        with options.survivors.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter="\t").writerows([("file", "function", "change", "judgement"), *rows])


if __name__ == "__main__":
    main()
