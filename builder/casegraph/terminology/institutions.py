"""Diseases that only name those who deal with them: "comité des tumeurs digestives", "Joint Committee on Cancer"."""

from __future__ import annotations

from casegraph.languages.words import word_class
from casegraph.text.tokens import Tokens

__all__ = ["names_institution"]

_NOUNS, _LINKS = word_class("institution-nouns"), word_class("institution-links")
_ENGLISH = word_class("english-institutions")


def names_institution(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the disease in words `first` to `last` stands in the name of a committee, a unit, a society."""
    words = tokens.fold
    if tokens.text[first][0].isupper():
        beside = words[max(0, first - 3) : first] + words[last + 1 : last + 3]
        if not _ENGLISH.isdisjoint(beside):
            return True
    if not first or words[first - 1] not in _LINKS or words[first - 1] == "pour":
        return False
    i = first - 1
    while i >= 0 and words[i] in _LINKS and not tokens.gap[i + 1].strip("-'’ "):
        i -= 1
    return i >= 0 and words[i] in _NOUNS
