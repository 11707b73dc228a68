"""Outside terminologies against `eds.terminology` of EDS-NLP: the same terms, the same texts, in one run.

    python tests/benchmarks/edsnlp.py --python /tmp/edsenv/bin/python [--terms 100000] [--shared ../shared]

EDS-NLP runs in an environment of its own, `--python`; it is no part of the project. Its matches are those of its terms
in lower case without accents (`attr="NORM"`, which its normaliser makes); each that is not found here is counted by its
cause. Both are fresh processes that did nothing else before; times are CPU time, the best of nine rounds. The last two
rows take the job apart: its matching step alone is C over hashed words, made ready by its normaliser; ours folds words
as it cuts them and is Python over a mapped trie.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from casegraph.terminology.added import keep, open_lexicon
from casegraph.terminology.compiled import stop_reason
from casegraph.terminology.importers.described import read_described
from casegraph.terminology.importers.options import Options
from casegraph.text.fold import plain
from casegraph.text.tokens import tokenize
from tests.benchmarks.terminologies import real_terms, texts

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


def main() -> None:
    """Print the figures and the differences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", required=True, help="an interpreter that has EDS-NLP")
    parser.add_argument("--terms", type=int, default=100_000)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    arguments = parser.parse_args()
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
        command = [arguments.python, "-c", THEIRS, *map(str, paths), str(ROUNDS)]
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


if __name__ == "__main__":
    main()
