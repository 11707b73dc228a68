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
Both are fresh processes that did nothing else before; times are the best of nine rounds. The last two rows take the job
apart: its matching step alone is C over hashed words, made ready by its normaliser; ours folds words as it cuts them
and is Python over a mapped trie.
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
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from casegraph.kept import cache_folder
from casegraph.terminology.added import keep, open_lexicon
from casegraph.terminology.compiled import stop_reason
from casegraph.terminology.importers.described import read_described
from casegraph.terminology.importers.options import Options
from casegraph.text.fold import plain
from casegraph.text.tokens import tokenize
from tests.benchmarks.corpus import shared_texts
from tests.benchmarks.terminologies import real_terms, texts

VERSION = "0.23.0"
#: Reads texts each time it is told to, and answers with the CPU seconds: first those of its start.
TAKES_TURNS = """
import json, sys, time
texts = json.load(open(sys.argv[1]))
{start}
print(json.dumps(time.process_time()), flush=True)
for _ in sys.stdin:
    begin = time.process_time()
    for text in texts:
        {read}
    print(json.dumps(time.process_time() - begin), flush=True)
"""
READS_OURS = TAKES_TURNS.format(
    start="""from casegraph.pipeline import case_from_text
from casegraph.graph.writer import nquads
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.exchange.statements import to_jsonl
from casegraph.terminology.lexicon import shipped_lexicon
shipped_lexicon()""",
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
    nlp.add_pipe("eds." + name, config=given.get(name, {}))""",
    read="nlp(text)",
)
#: Rounds of the terms.
ROUNDS = 9
THEIRS = """
import json, sys, time
import edsnlp, edsnlp.pipes
terms = json.load(open(sys.argv[1])); texts = json.load(open(sys.argv[2])); rounds = int(sys.argv[4])

def best(job):
    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        job()
        spent.append(time.process_time() - begin)
    return min(spent)

nlp = edsnlp.blank("eds")
nlp.add_pipe("eds.normalizer")
begin = time.process_time()
nlp.add_pipe("eds.terminology", name="terms", config=dict(
    label="term", terms={str(n): [t] for n, t in enumerate(terms)}, attr="NORM", span_setter={"found": True}))
load = time.process_time() - begin
pipe = nlp.get_pipe("terms")
whole = best(lambda: [nlp(t) for t in texts])
docs = [nlp(t) for t in texts]
alone = best(lambda: [list(pipe.process(doc)) for doc in docs])
cut = edsnlp.blank("eds")
cutting = best(lambda: [cut(t) for t in texts])
cut.add_pipe("eds.normalizer", config=dict(pollution=False))
without = best(lambda: [cut(t) for t in texts]) + alone
spans = [[(s.start_char, s.end_char) for s in d.spans["found"]] for d in docs]
json.dump({"load": load, "whole": whole, "without": without, "cutting": cutting, "alone": alone, "spans": spans},
          open(sys.argv[3], "w"))
"""
#: A form of so many letters that has capitals counts only as written.
SHORT = 4
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


def best(job: Callable[[], object]) -> float:
    """CPU seconds of a job at its best, as theirs are taken."""
    spent = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        job()
        spent.append(time.process_time() - begin)
    return min(spent)


def matched(found: list[str]) -> tuple[dict[str, float], list[Spans]]:
    """CPU seconds to open the terms, to match from the text, to cut and to match alone; the spans of each text.

    Every occurrence of a form is found, with what it means; the reader's rules come later and are no part of this.
    """
    open_lexicon(["none"])
    begin = time.process_time()
    (layer,) = open_lexicon(["terms"]).layers  # type: ignore[attr-defined]
    seconds = {"load": time.process_time() - begin}
    seconds["whole"] = best(lambda: [layer.find(tokenize(text)) for text in found])
    tokens = [tokenize(text) for text in found]
    seconds["alone"] = best(lambda: [layer.find(t) for t in tokens])
    seconds["cutting"] = best(lambda: [tokenize(text) for text in found])
    return seconds, [{(t.start[m.first], t.end[m.last]) for m in layer.find(t)} for t in tokens]


def causes(terms: list[str], found: list[str], ours: list[Spans], theirs: list[list[list[int]]]) -> None:
    """Print how many of their matches are ours, and of those that are not how many have which cause, with forms."""
    short = {plain(t) for t in terms if len(t) <= SHORT and not t.islower()}
    written = {t.lower() for t in terms}
    why: dict[str, Counter[str]] = {}
    for text, own, other in zip(found, ours, theirs, strict=True):
        for start, end in {(span[0], span[1]) for span in other}:
            form = text[start:end].lower()
            if (start, end) in own:
                cause = "the same"
            elif any(s <= start and end <= e for s, e in own):
                cause = "ours is longer"
            elif (stopped := stop_reason(text[start:end])) is not None:
                cause = stopped
            elif plain(form) in short:
                cause = "a form of up to four letters with a capital, which counts as written"
            elif form not in written:
                cause = "another word by its last accent (cyanosé, cyanose), which theirs leaves out"
            else:
                cause = "missed"
            why.setdefault(cause, Counter())[form] += 1
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
    """A process that reads the texts each time it is its turn."""

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

    def turn(self) -> float:
        """Let it read all texts once; the CPU seconds."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self.answer()

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
    own, other = (statistics.median(side) / len(found) for side in zip(*turns, strict=True))
    ratio = statistics.median(b / a for a, b in turns)
    start = statistics.median(starts)
    print(
        f"{len(found)} texts of {sum(map(len, found)) // len(found)} characters; EDS-NLP matches: {arguments.matcher}"
    )
    print(f"{'CPU':28s} {'casegraph':>12s} {'EDS-NLP':>12s} {'ratio':>8s}")
    print(f"{'start-up':28s} {start:11.2f}s {begun:11.2f}s {begun / start:7.1f}x")
    print(f"{'a document':28s} {own * 1000:10.1f}ms {other * 1000:10.1f}ms {ratio:7.1f}x")


def compare_terms(arguments: argparse.Namespace, python: str) -> None:
    """Print the figures of the terms and the differences."""
    terms = [t for t in real_terms(arguments.shared) if "\t" not in t and '"' not in t][: arguments.terms]
    found = texts(arguments.shared, 100)
    print(f"{len(terms):,d} terms, {len(found)} texts, {sum(map(len, found)):,d} characters")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CASEGRAPH_DATA"] = name
        once = compiled(folder, terms)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
            own, spans = fresh.submit(matched, found).result()
        paths = [folder / n for n in ("terms.json", "texts.json", "theirs.json")]
        paths[0].write_text(json.dumps(terms), encoding="utf-8")
        paths[1].write_text(json.dumps(found), encoding="utf-8")
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        command = [python, "-c", THEIRS, *map(str, paths), str(ROUNDS)]
        subprocess.run(command, check=True, env=environment, stderr=subprocess.DEVNULL)
        theirs = json.loads(paths[2].read_text(encoding="utf-8"))
    print(f"{'CPU milliseconds':52s} {'casegraph':>10s} {'EDS-NLP':>10s} {'ratio':>8s}")
    for what, mine, other in (
        ("compile the terms, once", once, theirs["load"]),
        ("open them, at every start", own["load"], theirs["load"]),
        ("from a text to its matches", own["whole"], theirs["whole"]),
        ("the same, theirs without removal of pollution", own["whole"], theirs["without"]),
        ("cutting into words alone", own["cutting"], theirs["cutting"]),
        ("matching alone, words cut and normalised before", own["alone"], theirs["alone"]),
    ):
        print(f"{what:52s} {1000 * mine:10.1f} {1000 * other:10.1f} {other / mine:7.1f}x")
    print("their matches, and ours beside them:")
    causes(terms, found, spans, theirs["spans"])


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
