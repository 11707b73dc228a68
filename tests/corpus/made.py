"""Small corpora that the tests make, and what a build of one holds."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from casegraph.corpus import build_corpus
from casegraph.corpus.outputs import FOLDERS

_TEXTS = (
    "L'apixaban a été arrêté en raison d'une thrombopénie à {n} G/L. Pas de fièvre.",
    "Femme de {n} ans. Suspicion d'embolie pulmonaire. La TDM retrouve un nodule du lobe supérieur droit.",
    "Créatinine à {n} µmol/L. Le cisplatine n'a pas été administré du fait de l'insuffisance rénale.",
    "Patient de {n} ans, hypertendu, sous ramipril. Toux depuis trois jours.",
)


def texts(count: int) -> dict[str, str]:
    """So many reports, by their id."""
    return {f"r{n:03d}": _TEXTS[n % len(_TEXTS)].format(n=20 + n) for n in range(count)}


def folder_of(reports: dict[str, str], place: Path) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    for name, text in reports.items():
        (place / f"{name}.txt").write_text(text, encoding="utf-8")
    return place


def lines_of(reports: dict[str, str], place: Path) -> Path:
    rows = (json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n" for name, text in reports.items())
    place.write_text("".join(rows), encoding="utf-8")
    return place


def manifest(out: Path) -> list[dict[str, Any]]:
    """The rows of a manifest, in the order of the corpus."""
    return [json.loads(line) for path in sorted((out / "manifest").iterdir()) for line in path.open(encoding="utf-8")]


def quads(out: Path) -> str:
    """The N-Quads of a corpus."""
    return "".join(gzip.decompress(path.read_bytes()).decode() for path in sorted((out / "nquads").iterdir()))


def contents(out: Path) -> dict[str, bytes]:
    """Every file of a build, without the seconds of the manifest."""
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.name != ".lock":
            found[str(path.relative_to(out))] = path.read_bytes()
    for name in [n for n in found if n.startswith("manifest/")]:
        rows = [json.loads(line) for line in found[name].splitlines()]
        found[name] = json.dumps([{k: v for k, v in row.items() if k != "seconds"} for row in rows]).encode()
    return found


def built(source: Path, out: Path, **options: Any) -> dict[str, bytes]:
    """A corpus built in shards of ten; its files."""
    build_corpus(source, out, **{"shard_documents": 10, "workers": 2, **options})
    assert {path.name for path in out.iterdir() if path.is_dir()} <= set(FOLDERS)
    return contents(out)
