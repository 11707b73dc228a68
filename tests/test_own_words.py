"""Nothing kept here quotes a text that is only lent: facts and codes may be carried over, sentences may not."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SHARED

ROOT = Path(__file__).parents[1]
#: So many words in a row are somebody's sentence; fewer may be the language's ("n'a pas été réalisée en raison d'une").
WORDS = 10
_WORD = re.compile(r"\w+")
#: The judgement behind a marked mention of the sentence files: "[fièvre](condition absent)".
_MARKUP = re.compile(r"(?<=\])\([^)]*\)")


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Each run of so many words as are somebody's."""
    words = [word.lower() for word in _WORD.findall(_MARKUP.sub("", text))]
    return (tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1))


def _lent() -> Iterator[tuple[str, str]]:
    """The name and the text of each shared text."""
    for path in sorted((SHARED / "cases").glob("*.txt")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((SHARED / "corpora").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield row["id"], row["text"]


def _kept() -> Iterator[tuple[str, str]]:
    """The name and the text of each file under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture; a file that is about to go


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared texts are not beside the checkout")
def test_no_file_quotes_a_shared_text() -> None:
    """A run of words that a kept file has in common with a shared text is named with both."""
    whose = {hash(run): name for name, text in _lent() for run in _runs(text)}
    quoted = {
        f"{kept}: {' '.join(run)!r} stands in {whose[hash(run)]}"
        for kept, text in _kept()
        for run in _runs(text)
        if hash(run) in whose
    }
    assert not quoted


def test_a_quotation_would_be_found() -> None:
    """Marks and punctuation do not hide what stands in another text; one word fewer is no quotation."""
    text = "Devant la fièvre, l'interne de garde arrête la perfusion."
    marked = "Devant la [fièvre](condition present), l'interne de garde arrête la [perfusion](stopped)."
    assert set(_runs(text)) == set(_runs(marked))
    assert len(list(_runs(text))) == 1
    assert not list(_runs("Devant la fièvre, l'interne de garde arrête tout"))
