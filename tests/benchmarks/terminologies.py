"""How outside terminologies are compiled, opened and matched, at 5,000 and 1,000,000 terms, in one run.

    python -m tests.benchmarks.terminologies [--terms 1000000] [--shared ../shared]

The terms are the French ones of the tables of the shared folder, filled up with made-up ones that begin as real ones
do; the texts are 40 of its journal cases.
Times are CPU seconds of this process, but for the cold command, which is a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from casegraph.resources import examples_folder
from casegraph.terminology.added import keep, open_lexicon, user_folder
from casegraph.terminology.importers.described import read_described
from casegraph.terminology.importers.options import Options
from casegraph.text.tokens import Tokens, tokenize
from tests.benchmarks.speed import as_installed

SEED = 7
HEADS = [
    "syndrome",
    "maladie",
    "tumeur",
    "fracture",
    "carcinome",
    "lésion",
    "déficit",
    "anomalie",
    "insuffisance",
    "hypertrophie",
    "sténose",
    "infection",
    "hémorragie",
    "douleur",
    "malformation",
    "dystrophie",
    "neuropathie",
    "arthrite",
    "thrombose",
    "ulcère",
    "kyste",
    "abcès",
    "plaie",
    "brûlure",
]
STEMS = [
    "cardi",
    "neur",
    "hépat",
    "néphr",
    "gastr",
    "derm",
    "ostéo",
    "myo",
    "angi",
    "pneum",
    "col",
    "encéphal",
    "rétin",
    "laryng",
]
ENDINGS = ["ite", "ose", "ome", "algie", "pathie", "ique", "al", "aire", "ienne", "plasie"]
SYLLABLES = [a + b for a in "bcdfglmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "on", "in")]
TOML = """title = "made up"
licence = "none"
kind = "condition"
prefix = "made"
repeated = true
separator = ""
[columns]
code = "code"
label = { fr = "label" }
parent = "parent"
"""


#: Tables of the shared folder with their columns of French terms.
REAL = {
    "cim10_fr": ("libelle_long", "libelle_court"),
    "mesh_fr_en": ("terms_fr_or_other",),
    "hpo_fr": ("label_fr", "synonyms_fr"),
    "orphanet_fr": ("nom_fr", "synonymes_fr"),
    "cim11_fr_en": ("label_fr",),
    "ccam_fr": ("libelle",),
    "ans_jdv_fr": ("label_fr",),
    "atc_drugs_fr_romedi": ("noms_fr",),
    "romedi_terms_fr": ("terme",),
}


def texts(shared: Path, count: int = 40) -> list[str]:
    """Journal cases of the shared folder."""
    with gzip.open(shared / "corpora/e3c-fr-journal-raw.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line, _ in zip(lines, range(count), strict=False)]


def real_terms(shared: Path) -> list[str]:
    """The French terms of the tables of the shared folder, in an order of chance."""
    found: dict[str, None] = {}
    for name, columns in REAL.items():
        with gzip.open(shared / "terminology" / f"{name}.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                found |= dict.fromkeys(t for c in columns for t in (row[c] or "").split("|") if t and ";" not in t)
    terms = sorted(found)
    random.Random(SEED).shuffle(terms)
    return terms


def write_table(folder: Path, terms: int, real: list[str], words: list[str]) -> Path:
    """A table of terms, three to a concept, eight concepts below each: the real ones, then made-up ones."""
    chance = random.Random(SEED)
    path = folder / f"made{terms}.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("code;label;parent\n")
        for number in range(terms):
            concept = number // 3
            parent = f"{concept // 8}" if concept and number % 3 == 0 else ""
            if number < len(real):
                term = real[number]
            else:
                name = "".join(chance.choice(SYLLABLES) for _ in range(4))
                parts = [chance.choice(HEADS), chance.choice(STEMS) + chance.choice(ENDINGS)][chance.randrange(2) :]
                term = " ".join([*parts, chance.choice(words), name] if chance.random() < 0.5 else [*parts, name])
            out.write(f"{concept};{term};{parent}\n")
    path.with_suffix(".toml").write_text(TOML, encoding="utf-8")
    return path


def add(path: Path) -> tuple[float, dict[str, int]]:
    """CPU seconds to compile a table, and what is noted of it."""
    begin = time.process_time()
    note = {"format": "csv", "source": str(path), "licence": "none", "added": "2000-01-01"}
    made = keep(path.stem, read_described(path, Options()), note)
    return time.process_time() - begin, made


def matching(names: list[str], tokens: list[Tokens]) -> tuple[dict[str, float], dict[str, int]]:
    """CPU seconds to find every form in some texts, and the number found, with each terminology added.

    By turns, so that a busy machine slows them all alike; medians of the rounds.
    """
    lexicons = {name: open_lexicon([name]) for name in names}
    seconds: dict[str, list[float]] = {name: [] for name in names}
    found = {}
    for _ in range(15):
        for name, lexicon in lexicons.items():
            begin = time.process_time()
            found[name] = sum(len(lexicon.find(t)) for t in tokens)
            seconds[name].append(time.process_time() - begin)
    return {name: statistics.median(values) for name, values in seconds.items()}, found


def cold(arguments: list[str]) -> tuple[float, float]:
    """Seconds by the clock and of the processor of `casegraph build` as a cold process, medians of five."""
    clock, used = [], []
    report = str(sorted(examples_folder().glob("*.txt"))[0])
    for _ in range(5):
        before = os.times()
        begin = time.perf_counter()
        command = [sys.executable, "-m", "casegraph", "build", report, "--to", "nquads", *arguments]
        subprocess.run(command, check=True, capture_output=True, env=as_installed())
        clock.append(time.perf_counter() - begin)
        after = os.times()
        used.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return statistics.median(clock), statistics.median(used)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--terms", type=int, default=1_000_000)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    arguments = parser.parse_args()
    tokens = [tokenize(text) for text in texts(arguments.shared)]
    words = sorted({w for t in tokens for w in t.text if w.isalpha() and w.islower() and len(w) > 4})
    real = real_terms(arguments.shared)
    print(f"{len(real):,d} real terms")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CASEGRAPH_DATA"] = folder
        sizes = {f"made{terms}": terms for terms in (5000, arguments.terms)}
        for name, terms in sizes.items():
            seconds, note = add(write_table(Path(folder), terms, real, words))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            size = sum(p.stat().st_size for p in (user_folder() / str(note["folder"])).iterdir()) / 1e6
            print(
                f"compile  {terms:9,d} terms {seconds:7.1f} s   peak memory {peak:.2f} GB   {size:.0f} MB on the disk"
            )
            begin = time.process_time()
            lexicon = open_lexicon([name])
            opened = time.process_time()
            lexicon.find(tokens[0])
            print(f"open     {terms:9,d} terms {1000 * (opened - begin):7.1f} ms, "
                  f"{1000 * (time.process_time() - opened):.1f} ms for the first text")  # fmt: skip
        took, found = matching(["none", *sizes], tokens)
        for name in took:
            rate = sum(map(len, tokens)) / took[name]
            print(f"match    {sizes.get(name, 0):9,d} terms {rate:9,.0f} words/s   {found[name]} found")
        small, large = sizes
        print(f"speed with {arguments.terms:,d} terms: {took[small] / took[large]:.2f} of that with 5,000")
        for what, option in (("none", "none"), (f"{arguments.terms:,d} terms", f"made{arguments.terms}")):
            clock, used = cold(["--terminology", option])
            print(f"cold     {what:>15s} {clock:6.2f} s by the clock, {used:.2f} s of the processor")


if __name__ == "__main__":
    main()
