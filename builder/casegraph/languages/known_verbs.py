"""The forms of the verbs that the tables of a language pack name, compiled once into the user's cache folder."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import marisa_trie

from casegraph.kept import kept_trie
from casegraph.languages.cues import cue_verbs
from casegraph.languages.tables import language_hash
from casegraph.languages.verbs import Form, form_key, forms
from casegraph.languages.words import verb_classes, written_class
from casegraph.remembered import MOST

__all__ = ["known_forms"]


@lru_cache(maxsize=MOST)
def known_forms(word: str, language: str = "fr") -> tuple[Form, ...]:
    """The forms that a written word may be; none where it is no form of a verb that a table names."""
    entries = _trie(language).get(form_key(word))
    if entries is None:
        return ()
    lines = (line.split("\t") for line in entries[0].decode().split("\n"))
    return tuple(Form(verb, mood, bool(plural)) for verb, mood, plural in lines)


@cache
def _trie(language: str) -> marisa_trie.BytesTrie:
    return kept_trie(f"verbs-{language}-{language_hash(language)}", lambda: _entries(language))


def _entries(language: str) -> Iterator[tuple[str, bytes]]:
    """The forms by the key of the written word, as lines of verb, mood and "s" for a plural."""
    listed = {verb for name in verb_classes(language) for verb in written_class(name, language)}
    listed |= {"être", "avoir", "faire"}
    for table in ("status-frames", "causes"):
        listed |= cue_verbs(language, table)
    for key, found in forms(tuple(sorted(listed)), language).items():
        yield key, "\n".join(f"{f.verb}\t{f.mood}\t{'s' * f.plural}" for f in found).encode()
