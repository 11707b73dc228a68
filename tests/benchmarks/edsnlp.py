"""Outside terminologies against `eds.terminology` of EDS-NLP: the same terms, the same texts, in one run.

    python tests/benchmarks/edsnlp.py --python /tmp/edsenv/bin/python [--terms 100000] [--shared ../shared]

EDS-NLP runs in an environment of its own, `--python`; it is no part of the project. Times are CPU seconds. Its matches
are those of its terms in lower case without accents (`attr="NORM"`); each that is not found here is listed with why:
inside a longer match, a form of the stop list, or missed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from casegraph.terminology.added import keep, open_lexicon
from casegraph.terminology.compiled import is_stop_form
from casegraph.terminology.importers.described import read_described
from casegraph.terminology.importers.options import Options
from casegraph.text.tokens import tokenize
from tests.benchmarks.terminologies import real_terms, texts

THEIRS = """
import json, sys, time
import edsnlp, edsnlp.pipes
terms = json.load(open(sys.argv[1])); texts = json.load(open(sys.argv[2]))
nlp = edsnlp.blank("eds")
nlp.add_pipe("eds.normalizer")
begin = time.process_time()
nlp.add_pipe("eds.terminology", name="terms", config=dict(
    label="term", terms={str(n): [t] for n, t in enumerate(terms)}, attr="NORM", span_setter={"found": True}))
load = time.process_time() - begin
rounds, alone = [], []
for _ in range(3):
    begin = time.process_time()
    docs = [nlp(t) for t in texts]
    rounds.append(time.process_time() - begin)
pipe = nlp.get_pipe("terms")
for _ in range(3):
    begin = time.process_time()
    for doc in docs:
        list(pipe.process(doc))
    alone.append(time.process_time() - begin)
spans = [[(s.start_char, s.end_char) for s in d.spans["found"]] for d in docs]
json.dump({"load": load, "all": min(rounds), "match": min(alone), "spans": spans}, open(sys.argv[3], "w"))
"""
#: A form of so many letters that has capitals counts only as written.
SHORT = 4
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


def ours(folder: Path, terms: list[str], found: list[str]) -> tuple[list[float], list[Spans]]:
    """CPU seconds to compile, to open, to match from the text, and to match alone; the spans of each text."""
    table = folder / "terms.tsv"
    table.write_text("code\tlabel\n" + "".join(f"{n}\t{t}\n" for n, t in enumerate(terms)), encoding="utf-8")
    table.with_suffix(".toml").write_text(TOML, encoding="utf-8")
    open_lexicon(["none"])
    begin = time.process_time()
    keep("terms", read_described(table, Options()), {"format": "csv", "source": "", "licence": "", "added": ""})
    compiled = time.process_time() - begin
    begin = time.process_time()
    (layer,) = open_lexicon(["terms"]).layers  # type: ignore[attr-defined]
    opened = time.process_time() - begin
    rounds, alone = [], []
    for _ in range(3):
        begin = time.process_time()
        for text in found:
            layer.find(tokenize(text))
        rounds.append(time.process_time() - begin)
    tokens = [tokenize(text) for text in found]
    for _ in range(3):
        begin = time.process_time()
        for one in tokens:
            layer.find(one)
        alone.append(time.process_time() - begin)
    spans = [{(t.start[m.first], t.end[m.last]) for m in layer.find(t)} for t in tokens]
    return [compiled, opened, min(rounds), min(alone)], spans


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
        (compiled, opened, everything, alone), spans = ours(folder, terms, found)
        paths = [folder / n for n in ("terms.json", "texts.json", "theirs.json")]
        paths[0].write_text(json.dumps(terms), encoding="utf-8")
        paths[1].write_text(json.dumps(found), encoding="utf-8")
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        command = [arguments.python, "-c", THEIRS, *map(str, paths)]
        subprocess.run(command, check=True, env=environment, stderr=subprocess.DEVNULL)
        theirs = json.loads(paths[2].read_text(encoding="utf-8"))
    print(f"{'':28s} {'casegraph':>10s} {'EDS-NLP':>10s} {'ratio':>8s}")
    for what, own, other in (
        ("compile the terms, once", compiled, theirs["load"]),
        ("open them, at every start", opened, theirs["load"]),
        ("match, from the text", everything, theirs["all"]),
        ("match, the texts cut", alone, theirs["match"]),
    ):
        print(f"{what:28s} {own:9.3f}s {other:9.3f}s {other / own:7.1f}x")
    short = {t.lower() for t in terms if len(t) <= SHORT and not t.islower()}
    why: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    accents: Counter[str] = Counter()
    written = {t.lower() for t in terms}
    for text, own_spans, other in zip(found, spans, theirs["spans"], strict=True):
        for start, end in {(span[0], span[1]) for span in other}:
            if (start, end) in own_spans:
                why["the same"] += 1
            elif any(s <= start and end <= e for s, e in own_spans):
                why["ours is longer"] += 1
            elif is_stop_form(text[start:end]):
                why["on the stop list, or too short"] += 1
            elif text[start:end].lower() in short:
                why["a short form in capitals, which counts as written"] += 1
            elif text[start:end].lower() not in written:
                why["other accents than the term's, which theirs leaves out"] += 1
                accents[text[start:end].lower()] += 1
            else:
                why["missed"] += 1
                missed[text[start:end].lower()] += 1
        why["only ours"] += sum(all(not (s <= a and b <= e) for a, b in other) for s, e in own_spans)
    print("; ".join(f"{what}: {count}" for what, count in why.most_common()))
    print("accents: " + ", ".join(f"{form} {count}" for form, count in accents.most_common()))
    for form, count in missed.most_common():
        print(f"  missed {count} x {form!r}")


if __name__ == "__main__":
    main()
