"""Figures of the reader on annotated texts: what was developed on, what was only checked on, and all.

    python tests/benchmarks/scores.py [--shared ../shared] [--add "what changed"]

Reads the annotated corpora beside the checkout, runs the reader over them, splits the documents by a hash of their id
(one third is held out: its errors are never read), and scores each part with the scorer of the shared folder. With
`--add` a row of the table `scores.tsv` is written for the current commit.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from casegraph.pipeline import read_stated
from casegraph.records import to_json
from casegraph.text.document import document_from_text

TABLE = Path(__file__).with_name("scores.tsv")
PARTS = ("developed", "checked", "all")
#: Scorer mode, gold file, texts.
SETS = (
    ("gold", "gold/dev.jsonl", "corpora/fracco-train.jsonl.gz"),
    ("fracco", "corpora/fracco-train.jsonl.gz", "corpora/fracco-train.jsonl.gz"),
    ("e3c", "corpora/e3c-fr-train.jsonl.gz", "corpora/e3c-fr-train.jsonl.gz"),
)
_LINE = re.compile(r"^(?P<name>.+?)\s+P [\d.]+  R (?P<recall>[\d.]+)  F1 (?P<f1>[\d.]+)")


def part_of(case_id: str) -> str:
    """Which part a document belongs to: a third is "checked", by a hash that nobody chose."""
    return "checked" if int(hashlib.sha1(case_id.encode()).hexdigest(), 16) % 3 == 0 else "developed"


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a (compressed) JSON Lines file."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def statements(row: dict[str, Any]) -> tuple[str, str]:
    """The id of a document and its statement records as JSON Lines."""
    case = read_stated(document_from_text(row["text"], row["id"]))
    return row["id"], "".join(json.dumps(to_json(r), ensure_ascii=False) + "\n" for r in case.records)


def measure(shared: Path) -> dict[str, dict[str, float]]:
    """Each measure's F1 (recall for the measure that is recall only) by part."""
    out: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as pool:
        for mode, gold, texts in SETS:
            wanted = {row["id"] for row in rows(shared / gold)}
            documents = [row for row in rows(shared / texts) if row["id"] in wanted]
            found = dict(pool.map(statements, documents, chunksize=8))
            for part in PARTS:
                gold_file, said = Path(folder, "gold.jsonl"), Path(folder, "said.jsonl")
                chosen = [row for row in rows(shared / gold) if part in ("all", part_of(row["id"]))]
                gold_file.write_text("".join(json.dumps(row) + "\n" for row in chosen), encoding="utf-8")
                said.write_text("".join(found[row["id"]] for row in chosen), encoding="utf-8")
                scorer = [sys.executable, str(shared / "score/score.py"), mode, str(gold_file), str(said)]
                printed = subprocess.run(scorer, capture_output=True, text=True, check=True).stdout
                for line in printed.splitlines():
                    match = _LINE.match(line)
                    if match:
                        value = match["recall"] if "recall" in match["name"] else match["f1"]
                        out.setdefault(f"{mode}: {match['name']}", {})[part] = float(value)
    return out


def main() -> None:
    """Print the figures, and add them to the table where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    parser.add_argument("--add", metavar="WHAT", help="write a row of scores.tsv, saying what changed")
    arguments = parser.parse_args()
    if not arguments.shared.is_dir():
        raise SystemExit(f"{arguments.shared}: not there; name the folder of the annotated texts with --shared")
    figures = measure(arguments.shared)
    print(f"{'measure':52s} {'developed':>9s} {'checked':>9s} {'all':>9s}")
    for name, by_part in figures.items():
        print(f"{name:52s} " + " ".join(f"{by_part[part]:9.3f}" for part in PARTS))
    if arguments.add:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        new = not TABLE.exists()
        with TABLE.open("a", encoding="utf-8") as table:
            if new:
                table.write("commit\twhat\tmeasure\tdeveloped\tchecked\tall\n")
            for name, by_part in figures.items():
                values = "\t".join(f"{by_part[part]:.3f}" for part in PARTS)
                table.write(f"{commit.stdout.strip()}\t{arguments.add}\t{name}\t{values}\n")


if __name__ == "__main__":
    main()
