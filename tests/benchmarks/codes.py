"""What share of the disorders, findings, drugs, procedures and tests has an NCIt code that stands in the tables.

A finding is a condition that is no disorder, or an assessment. A procedure is also a treatment that is neither a drug
nor a regimen of drugs. Regimens have a line of their own, outside the sum. With the corpora, the last column weighs
each concept by the documents that write one of its forms (word by word, without the reader).

python tests/benchmarks/codes.py [--shared ../shared] [--no-corpora] [--missing]
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from casegraph.graph.codes import reference_codes
from casegraph.resources import data_folder
from casegraph.terminology.concepts import Concept
from casegraph.terminology.ontology_reader import Form, read_ontology

KINDS = ("disorder", "finding", "drug", "procedure", "test")
FILES = ("fracco-train", "e3c-fr-train", "e3c-fr-journal-raw")
PLAIN = {"procedure": "procedure", "observable": "test", "assessment": "finding"}


def kind_of(concept: Concept, above: frozenset[str]) -> str | None:
    """Which of the kinds that the measure names a concept is; None for sites, devices, organisms and the like."""
    if concept.kind == "condition":
        return "disorder" if above & {"Disorder", "Neoplasm"} else "finding"
    if concept.kind == "treatment":
        return "regimen" if "DrugRegimen" in above else "drug" if "Drug" in above else "procedure"
    return PLAIN.get(concept.kind)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded: no case, no accents, no plural."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(w[:-1] if len(w) > 3 and w[-1] in "sx" else w for w in re.findall(r"[a-z0-9]+", plain))


def documents(forms: Iterable[Form], texts: Iterable[str]) -> Counter[str]:
    """In how many of the texts a French form of each concept stands."""
    known: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for form in forms:
        if form.language == "fr":
            known[words(form.text)].add(form.concept)
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for form_words in known:
        if form_words:
            lengths[form_words[0]].add(len(form_words))
    found: Counter[str] = Counter()
    for text in texts:
        read = words(text)
        spans = {read[i : i + n] for i, word in enumerate(read) for n in lengths.get(word, ())}
        found.update({name for span in spans for name in known.get(span, ())})
    return found


def corpus_texts(shared: Path) -> list[str]:
    """The texts of every document of the corpora."""
    texts = []
    for name in FILES:
        with gzip.open(shared / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts += [str(json.loads(line)["text"]) for line in lines]
    return texts


def main() -> None:
    """Print a line for each kind, the sum, and the regimens."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    parser.add_argument("--no-corpora", action="store_true")
    parser.add_argument("--missing", action="store_true", help="list the concepts without such a code instead")
    arguments = parser.parse_args()
    terminology, forms = read_ontology(data_folder("ontology"))
    known = reference_codes(arguments.shared / "terminology")
    written = Counter[str]() if arguments.no_corpora else documents(forms, corpus_texts(arguments.shared))
    rows: Counter[tuple[str, str]] = Counter()
    for concept in terminology.concepts:
        name = concept.name
        kind = kind_of(concept, terminology.ancestors(name))
        if kind is None:
            continue
        coded = any(code.startswith("ncit:") and code in known for code in concept.codes)
        if arguments.missing and not coded:
            print(kind, name, concept.fr, concept.en, written[name], sep="\t")
        for row in {kind, "all" if kind in KINDS else kind}:
            rows[row, "n"] += 1
            rows[row, "coded"] += coded
            rows[row, "documents"] += written[name]
            rows[row, "documents coded"] += written[name] * coded
    if arguments.missing:
        return
    print("kind", "concepts", "with NCIt", "share", "share by documents", sep="\t")
    for line in (*KINDS, "all", "regimen"):
        n, codes, total, weighed = (rows[line, key] for key in ("n", "coded", "documents", "documents coded"))
        print(line, n, codes, f"{codes / n:.1%}", f"{weighed / total:.1%}" if total else "-", sep="\t")


if __name__ == "__main__":
    main()
