"""Everyday forms that never count on their own, as rows of the table `stop-forms`."""

from __future__ import annotations

from functools import cache

from casegraph.languages.tables import one_of, read_table
from casegraph.terminology.lexicon import Match
from casegraph.text.fold import fold
from casegraph.text.tokens import Tokens

__all__ = ["is_stopped", "said_of_who_has_it"]

_COLUMNS = ("form", "match", "reason")


def said_of_who_has_it(language: str) -> frozenset[str]:
    """Folded words that before a condition only say who has it: "atteinte d'un carcinome"."""
    return _forms(language)[2]


def is_stopped(tokens: Tokens, match: Match, language: str) -> bool:
    """Whether the words are an everyday form that never counts on its own."""
    folded, exact, _ = _forms(language)
    if match.first == match.last:
        return tokens.fold[match.first] in folded or tokens.text[match.first].lower() in exact
    return " ".join(tokens.fold[match.first : match.last + 1]) in folded


@cache
def _forms(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Forms that never count, folded and as written, and those that are adjectives before a condition."""
    rows = read_table(language, "stop-forms", _COLUMNS)
    for row in rows:
        one_of(row, "match", ("folded", "exact", "adjective"), "stop-forms")
    return (
        frozenset(" ".join(map(fold, row["form"].split())) for row in rows if row["match"] == "folded"),
        frozenset(row["form"] for row in rows if row["match"] == "exact"),
        frozenset(fold(row["form"]) for row in rows if row["match"] == "adjective"),
    )
