"""A change of weight that is told by its kilos: "une perte de 6 kg", "a pris 4 kilos"."""

from __future__ import annotations

from casegraph.languages.words import word_class
from casegraph.terminology.lexicon import Match
from casegraph.text.tokens import Tokens

__all__ = ["find_weight_changes"]

_LOST, _GAINED = word_class("losing-words"), word_class("gaining-words")
_KILOS, _ABOUT = word_class("kilo-words"), word_class("amount-words")
#: How many words may stand between the change and the kilos: "perte d'environ une dizaine de kilos".
_NEAR = 6


def find_weight_changes(tokens: Tokens) -> list[Match]:
    """The words that tell a change of weight, each as its finding."""
    out = []
    for i, word in enumerate(tokens.fold):
        if (word in _LOST or word in _GAINED) and _kilos_behind(tokens, i):
            out.append(Match(i, i, ("WeightLoss" if word in _LOST else "WeightGain",)))
    return out


def _kilos_behind(tokens: Tokens, i: int) -> bool:
    """Whether nothing but an amount stands between a word and the kilos behind it."""
    for j in range(i + 1, min(i + _NEAR, len(tokens))):
        if tokens.gap[j].strip(" ,+-'’~≈"):
            return False
        if tokens.fold[j] in _KILOS:
            return j > i + 1
        if tokens.fold[j] not in _ABOUT and not tokens.text[j][0].isdecimal():
            return False
    return False
