"""casegraph beside EDS-NLP, in one run, each on the same texts.

    python -m tests.benchmarks.edsnlp reading [--matcher simstring] [--every 10] [--rounds 5]
    python -m tests.benchmarks.edsnlp terms [--terms 100000]

EDS-NLP is no part of the project: it runs in an environment of its own, made in the cache folder at the first run
(which needs a package index), or in that of `--python`. Times are CPU seconds of whole processes, with one thread each.

`reading`: what EDS-NLP has that is nearest to a report read by casegraph: sentences, its sixteen disorder matchers,
ICD-10 terms, drugs, quantities with ranges, dates, negation, hypothesis, history, family. Its terms are matched as
written (`--matcher exact`) or approximately (`simstring`), which its documentation advises since the other finds
little; casegraph matches inflected and misspelt forms as well, and also finds statuses, reasons, sites, results and
times, infers, and writes N-Quads and JSON Lines. The two take turns, so that other work on the machine meets both.

`terms`: outside terminologies against `eds.terminology`, the same terms. Its matches are those of its terms in lower
case without accents (`attr="NORM"`, which its normaliser makes); each that is not found here is counted by its cause.
Matching is from a text to the offsets of every form. Both are fresh processes that did nothing else before and take
turns; times are the best of nine rounds and their median. The last rows take the job apart: its matching step alone is
C over hashed words, made ready by its normaliser; ours folds words as it cuts them and is Python over a mapped trie.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from casegraph.kept import cache_folder
from casegraph.terminology.added import keep
from casegraph.terminology.importers.described import read_described
from casegraph.terminology.importers.options import Options
from casegraph.terminology.outside_forms import stop_reason
from casegraph.text.fold import plain
from tests.benchmarks.corpus import shared_texts
from tests.benchmarks.terminologies import real_terms, texts

VERSION = "0.23.0"
#: Reads texts each time it is told to, and answers with the CPU seconds: first those of its start. Asked for "found" it
#: answers with the number of places at which it finds a disorder or a drug.
TAKES_TURNS = """
import json, sys, time
texts = json.load(open(sys.argv[1]))
{start}
print(json.dumps(time.process_time()), flush=True)
for job in sys.stdin:
    if job.strip() == "found":
        print(json.dumps(sum(len(places(text)) for text in texts)), flush=True)
        continue
    begin = time.process_time()
    for text in texts:
        {read}
    print(json.dumps(time.process_time() - begin), flush=True)
"""
READS_OURS = TAKES_TURNS.format(
    start="""from casegraph.pipeline import case_from_text, read_stated
from casegraph.text.document import document_from_text
from casegraph.graph.writer import nquads
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.exchange.statements import to_jsonl
from casegraph.terminology.lexicon import shipped_lexicon
shipped_lexicon()
def places(text):
    told = [r for r in read_stated(document_from_text(text, "case")).records if r.kind in ("condition", "treatment")]
    return {(record.start, record.end) for record in told if record.concept}""",
    read="""case = case_from_text(text, "case")
        nquads(case).encode()
        to_jsonl(case, DEFAULT_OPTIONS)""",
)
READS_THEIRS = TAKES_TURNS.format(
    start="""import edsnlp
nlp = edsnlp.blank("eds")
matcher = {"term_matcher": sys.argv[2]}
given = {"cim10": matcher, "drugs": matcher, "quantities": {"quantities": "all", "extract_ranges": True}}
for name in (
    "normalizer sentences aids cerebrovascular_accident ckd congestive_heart_failure connective_tissue_disease copd "
    "dementia diabetes hemiplegia leukemia liver_disease lymphoma myocardial_infarction peptic_ulcer_disease "
    "peripheral_vascular_disease solid_tumor cim10 drugs quantities dates negation hypothesis history family"
).split():
    nlp.add_pipe("eds." + name, config=given.get(name, {}))
def places(text):
    return {(span.start, span.end) for span in nlp(text).ents}""",
    read="nlp(text)",
)
#: Rounds of the terms.
ROUNDS = 9
#: Opens the terms, and then does each job when it is told its name, and answers with its CPU seconds.
TERMS = """
import json, sys, time
texts = json.load(open(sys.argv[2]))
{start}
print(json.dumps(load), flush=True)
for name in sys.stdin:
    job = jobs[name.strip()]
    begin = time.process_time()
    job()
    print(json.dumps(time.process_time() - begin), flush=True)
json.dump(spans(), open(sys.argv[3], "w"))
"""
OURS = TERMS.format(
    start="""from casegraph.terminology.added import open_lexicon
from casegraph.text.tokens import tokenize
open_lexicon(["none"])
begin = time.process_time()
(layer,) = open_lexicon(["terms"]).layers
load = time.process_time() - begin
cut = [tokenize(text) for text in texts]
def offsets(tokens):
    start, end = tokens.start, tokens.end
    return [(start[m.first], end[m.last]) for m in layer.find(tokens)]
def spans():
    return [sorted(set(offsets(tokens))) for tokens in cut]
jobs = {
    "whole": lambda: [offsets(tokenize(text)) for text in texts],
    "cutting": lambda: [tokenize(text) for text in texts],
    "alone": lambda: [layer.find(tokens) for tokens in cut],
}"""
)
THEIRS = TERMS.format(
    start="""import edsnlp, edsnlp.pipes
terms = json.load(open(sys.argv[1]))
nlp = edsnlp.blank("eds")
nlp.add_pipe("eds.normalizer")
begin = time.process_time()
nlp.add_pipe("eds.terminology", name="terms", config=dict(
    label="term", terms={str(n): [t] for n, t in enumerate(terms)}, attr="NORM", span_setter={"found": True}))
load = time.process_time() - begin
pipe = nlp.get_pipe("terms")
docs = [nlp(text) for text in texts]
bare = edsnlp.blank("eds")
unpolluted = edsnlp.blank("eds")
unpolluted.add_pipe("eds.normalizer", config=dict(pollution=False))
def offsets(doc):
    return [(span.start_char, span.end_char) for span in doc.spans["found"]]
def spans():
    return [offsets(doc) for doc in docs]
jobs = {
    "whole": lambda: [offsets(nlp(text)) for text in texts],
    "without": lambda: [unpolluted(text) for text in texts] and [list(pipe.process(doc)) for doc in docs],
    "cutting": lambda: [bare(text) for text in texts],
    "alone": lambda: [list(pipe.process(doc)) for doc in docs],
}"""
)
#: What is compared, and the job of each side.
JOBS = (
    ("from a text to its matches", "whole", "whole"),
    ("the same, theirs without removal of pollution", "whole", "without"),
    ("cutting into words alone", "cutting", "cutting"),
    ("matching alone, words cut and normalised before", "alone", "alone"),
)
#: How many forms of each cause are shown.
SHOWN = 12
TOML = """licence = "none"
kind = "condition"
prefix = "t"
separator = ""
delimiter = "\\t"
[columns]
code = "code"
label = "label"
"""


Spans = set[tuple[int, int]]


def compiled(folder: Path, terms: list[str]) -> float:
    """CPU seconds to compile the terms, once."""
    table = folder / "terms.tsv"
    table.write_text("code\tlabel\n" + "".join(f"{n}\t{t}\n" for n, t in enumerate(terms)), encoding="utf-8")
    table.with_suffix(".toml").write_text(TOML, encoding="utf-8")
    begin = time.process_time()
    keep("terms", read_described(table, Options()), {"format": "csv", "source": "", "licence": "", "added": ""})
    return time.process_time() - begin


def causes(terms: list[str], found: list[str], ours: list[Spans], theirs: list[list[list[int]]]) -> None:
    """Print how many of their matches are ours, and of those that are not how many have which cause, with forms.

    What they match by is looked up without case and accents, as they do; a form is on the stop list where every term
    that is written so is.
    """
    written: dict[str, list[str]] = {}
    for term in terms:
        written.setdefault(plain(term), []).append(term)
    why: dict[str, Counter[str]] = {}
    for text, own, other in zip(found, ours, theirs, strict=True):
        for start, end in {(span[0], span[1]) for span in other}:
            form = text[start:end]
            reasons = [stop_reason(term, form) for term in written.get(plain(form), (form,))]
            if (start, end) in own:
                cause = "the same"
            elif any(s <= start and end <= e for s, e in own):
                cause = "ours is longer"
            elif all(reasons):
                cause = f"on the stop list: {reasons[0]}"
            else:
                cause = "missed"
            why.setdefault(cause, Counter())[form.lower()] += 1
        for start, end in own:
            if all(not (start <= a and b <= end) for a, b in other):
                why.setdefault("only ours", Counter())[text[start:end].lower()] += 1
    for cause, forms in sorted(why.items(), key=lambda item: -item[1].total()):
        most = len(forms) if cause == "missed" else SHOWN
        print(f"{forms.total():6d}  {cause}: " + ", ".join(f"{form!r} {n}" for form, n in forms.most_common(most)))


def environment() -> str:
    """The interpreter of an environment that has EDS-NLP, made now where there is none."""
    folder = cache_folder() / f"edsnlp-{VERSION}"
    python = folder / "bin" / "python"
    if not (folder / ".ready").exists():
        print(f"making an environment with EDS-NLP {VERSION} in {folder}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"edsnlp=={VERSION}"], check=True)
        (folder / ".ready").touch()
    return str(python)


class Reader:
    """A process that does a job each time it is its turn."""

    def __init__(self, *command: str) -> None:
        alone = {k: v for k, v in os.environ.items() if k != "PYTHONPATH" or command[0] == sys.executable}
        alone |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._name = command[0]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=alone
        )

    def answer(self) -> float:
        """The CPU seconds it tells next."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self._name} ended; run it by hand to see why")
        return float(line)

    def turn(self, job: str = "") -> float:
        """Let it do a job once; the CPU seconds."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{job}\n")
        self._process.stdin.flush()
        return self.answer()

    def finish(self) -> None:
        """Let it write what it found, and end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        if self._process.wait():
            raise SystemExit(f"{self._name} ended; run it by hand to see why")

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def compare_reading(arguments: argparse.Namespace, python: str) -> None:
    """Print start-up and reading, each side's median, and the ratios."""
    found = [text for _, text in shared_texts(arguments.shared)][:: arguments.every]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "texts.json")
        path.write_text(json.dumps(found), encoding="utf-8")
        ours = [sys.executable, "-c", READS_OURS, str(path)]
        starts = []
        for _ in range(arguments.rounds):
            with Reader(*ours) as reader:
                starts.append(reader.answer())
        with Reader(*ours) as mine, Reader(python, "-c", READS_THEIRS, str(path), arguments.matcher) as theirs:
            starts.append(mine.answer())
            begun = theirs.answer()
            turns = [(mine.turn(), theirs.turn()) for _ in range(arguments.rounds)]
            places = [reader.turn("found") / len(found) for reader in (mine, theirs)]
    own, other = (statistics.median(side) / len(found) for side in zip(*turns, strict=True))
    ratio = statistics.median(b / a for a, b in turns)
    start = statistics.median(starts)
    print(
        f"{len(found)} texts of {sum(map(len, found)) // len(found)} characters; EDS-NLP matches: {arguments.matcher}"
    )
    print(f"{'CPU':28s} {'casegraph':>12s} {'EDS-NLP':>12s} {'ratio':>8s}")
    print(f"{'start-up':28s} {start:11.2f}s {begun:11.2f}s {begun / start:7.1f}x")
    print(f"{'a document':28s} {own * 1000:10.1f}ms {other * 1000:10.1f}ms {ratio:7.1f}x")
    print(f"{'disorders and drugs in one':28s} {places[0]:12.1f} {places[1]:12.1f}")


def compare_terms(arguments: argparse.Namespace, python: str) -> None:
    """Print the figures of the terms and the differences."""
    terms = [t for t in real_terms(arguments.shared) if "\t" not in t and '"' not in t][: arguments.terms]
    found = texts(arguments.shared, 100)
    print(f"{len(terms):,d} terms, {len(found)} texts, {sum(map(len, found)):,d} characters")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CASEGRAPH_DATA"] = name
        once = compiled(folder, terms)
        paths = [folder / n for n in ("terms.json", "texts.json", "ours.json", "theirs.json")]
        paths[0].write_text(json.dumps(terms), encoding="utf-8")
        paths[1].write_text(json.dumps(found), encoding="utf-8")
        files = list(map(str, paths))
        with (
            Reader(sys.executable, "-c", OURS, *files[:3]) as mine,
            Reader(python, "-c", THEIRS, *files[:2], files[3]) as other,
        ):
            opened, loaded = mine.answer(), other.answer()
            rows = [("compile the terms, once", once, loaded), ("open them, at every start", opened, loaded)]
            for what, own, its in JOBS:
                turns = [(mine.turn(own), other.turn(its)) for _ in range(ROUNDS)]
                rows.append((what, *map(min, zip(*turns, strict=True))))
                rows.append(("    median of the rounds", *map(statistics.median, zip(*turns, strict=True))))
            mine.finish()
            other.finish()
        spans = [{(s, e) for s, e in text} for text in json.loads(paths[2].read_text(encoding="utf-8"))]
        theirs = json.loads(paths[3].read_text(encoding="utf-8"))
    print(f"{'CPU milliseconds':52s} {'casegraph':>10s} {'EDS-NLP':>10s} {'ratio':>8s}")
    for what, seconds, others in rows:
        print(f"{what:52s} {1000 * seconds:10.1f} {1000 * others:10.1f} {others / seconds:7.1f}x")
    print("their matches, and ours beside them:")
    causes(terms, found, spans, theirs)


def main() -> None:
    """Print the figures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("reading", "terms"))
    parser.add_argument("--python", help="an interpreter that has EDS-NLP")
    parser.add_argument("--matcher", choices=("exact", "simstring"), default="simstring")
    parser.add_argument("--every", type=int, default=10, help="take every so many texts")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--terms", type=int, default=100_000)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    arguments = parser.parse_args()
    python = arguments.python or environment()
    {"reading": compare_reading, "terms": compare_terms}[arguments.what](arguments, python)


if __name__ == "__main__":
    main()
