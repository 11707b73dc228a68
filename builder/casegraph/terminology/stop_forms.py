"""Everyday forms that never count on their own, or only in some reports, as rows of the table `stop-forms`."""

from __future__ import annotations

from functools import cache

from casegraph.languages.tables import one_of, read_table
from casegraph.languages.words import word_class
from casegraph.terminology.lexicon import Match
from casegraph.text.fold import fold
from casegraph.text.tokens import Tokens

__all__ = ["is_stopped", "is_stopped_without_cancer", "said_of_who_has_it", "stopped_as_written"]

_COLUMNS = ("form", "match", "reason")
_KINDS = ("folded", "exact", "adjective", "no-cancer", "noun")


def said_of_who_has_it(language: str) -> frozenset[str]:
    """Folded words that before a condition only say who has it: "atteinte d'un carcinome"."""
    return _forms(language)["adjective"]


def stopped_as_written(language: str) -> frozenset[str]:
    """The forms in lower case that never count as they are written, though others that fold alike do."""
    return _forms(language)["exact"]


def is_stopped(tokens: Tokens, match: Match, language: str) -> bool:
    """Whether the words are an everyday form that never counts on its own."""
    forms = _forms(language)
    if match.first == match.last:
        if tokens.fold[match.first] in forms["noun"] and not _is_noun(tokens, match.first):
            return True
        return tokens.fold[match.first] in forms["folded"] or tokens.text[match.first].lower() in forms["exact"]
    return " ".join(tokens.fold[match.first : match.last + 1]) in forms["folded"]


def is_stopped_without_cancer(tokens: Tokens, match: Match, language: str) -> bool:
    """Whether words name something of a tumour only in a report of cancer: "déficit d'extension du coude"."""
    return " ".join(tokens.fold[match.first : match.last + 1]) in _forms(language)["no-cancer"]


def _is_noun(tokens: Tokens, i: int) -> bool:
    """Whether a word that is mostly an adjective is a noun here, behind an article: "d'un primitif colique"."""
    written = tokens.text[i].lower().removesuffix("s")
    return fold(written) == tokens.fold[i] and not written.endswith("e") and i > 0 and tokens.fold[i - 1] in _ARTICLES


_ARTICLES = word_class("determiners")


@cache
def _forms(language: str) -> dict[str, frozenset[str]]:
    """The forms by how they are compared: as written, or by their folded words."""
    out: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    for row in read_table(language, "stop-forms", _COLUMNS):
        kind = one_of(row, "match", _KINDS, "stop-forms")
        out[kind].add(row["form"] if kind == "exact" else " ".join(map(fold, row["form"].split())))
    return {kind: frozenset(forms) for kind, forms in out.items()}
