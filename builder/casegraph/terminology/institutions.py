"""Diseases that only name those who deal with them: "comité des tumeurs digestives", "Joint Committee on Cancer"."""

from __future__ import annotations

from casegraph.languages.words import word_class, written_class
from casegraph.text.tokens import Tokens

__all__ = ["names_institution"]

_NOUNS, _LINKS = word_class("institution-nouns"), word_class("institution-links")
_ENGLISH = frozenset(written_class("english-institutions"))


def names_institution(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the disease in words `first` to `last` stands in the name of a committee, a unit, a society."""
    words = tokens.fold
    if tokens.text[first][0].isupper() and _in_english(tokens, first, last):
        return True
    if not first or words[first - 1] not in _LINKS or words[first - 1] == "pour":
        return False
    i = first - 1
    while i >= 0 and words[i] in _LINKS and not tokens.gap[i + 1].strip("-'’ "):
        i -= 1
    return i >= 0 and words[i] in _NOUNS and not tokens.gap[i + 1].strip("-'’ ")


#: How long "of", "on" and "for" are at most.
_LINK = 3


def _in_english(tokens: Tokens, first: int, last: int) -> bool:
    """Whether an English word of such names stands beside: with a capital as well, or right before ("on Cancer").

    French has "on", "groupe" and "centre" in any sentence.
    """
    for i in (*range(max(0, first - 3), first), *range(last + 1, min(last + 3, len(tokens)))):
        written = tokens.text[i]
        if written.lower() in _ENGLISH and (i == first - 1 or (written[0].isupper() and len(written) > _LINK)):
            return True
    return False
