"""Organisms as findings: the germ that a culture grew or an infection is due to, not one that is only looked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casegraph.languages.words import word_class

if TYPE_CHECKING:
    from casegraph.terminology.concepts import Terminology
    from casegraph.terminology.mentions import Mention
    from casegraph.text.tokens import Tokens

__all__ = ["as_findings"]

_FOUND = word_class("isolating-words")
_SOUGHT = word_class("seeking-words")
_REACH = 12


def as_findings(tokens: Tokens, mentions: list[Mention], terminology: Terminology) -> list[Mention]:
    """The mentions with each organism that was found turned into a condition.

    "La culture retrouve un Streptococcus anginosus" tells of it; "sérologie de la toxoplasmose", "vaccin contre le
    pneumocoque" do not, nor do "des bactéries" name one.
    """
    return [
        replace(m, kind="condition")
        if m.kind == "organism" and _named(m.concept, terminology) and _found(tokens, m.first)
        else m
        for m in mentions
    ]


def _named(concept: str | None, terminology: Terminology) -> bool:
    """Whether it is a genus or a species, not a whole kingdom ("virus", "bactérie")."""
    return concept not in (None, "Organism") and "Organism" not in terminology[concept].parents


def _found(tokens: Tokens, word: int) -> bool:
    """Whether a word of finding stands before, in the same sentence, and none of seeking behind it."""
    if any(c in tokens.gap[word] for c in ".;\n"):
        return False
    for i in range(word - 1, max(-1, word - _REACH - 1), -1):
        if tokens.fold[i] in _SOUGHT:
            return False
        if tokens.fold[i] in _FOUND:
            return True
        if any(c in tokens.gap[i] for c in ".;\n"):
            return False
    return False
