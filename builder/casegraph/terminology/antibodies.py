"""Immunoglobulins as antibodies against something: "IgG anti-toxoplasme à 189" is a serology, no IgG in g/L."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from casegraph.languages.words import word_class

if TYPE_CHECKING:
    from casegraph.terminology.mentions import Mention
    from casegraph.text.tokens import Tokens

__all__ = ["settle_antibodies"]

_TOTAL = frozenset({"ImmunoglobulinA", "ImmunoglobulinE", "ImmunoglobulinG", "ImmunoglobulinM", "Immunoglobulins"})
_WORDS = word_class("antibody-words")
#: What an allergologist calls an antigen by: "IgE d1", "IgG e91".
_ALLERGEN = re.compile(r"[defghikmotw]\d{1,3}")
_BEFORE, _BEHIND = 6, 5


def settle_antibodies(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """The mentions with each immunoglobulin that is an antibody made the result of a serology.

    "sérologie CMV : IgG positives, IgM négatives" has two; "IgG à 12 g/l" is the immunoglobulin itself.
    """
    out: list[Mention] = []
    behind = -1  # where the last antibody ends, which makes the next immunoglobulin of its sentence one
    for m in mentions:
        if m.concept in _TOTAL and not _in_grams(tokens, m.last):
            near = behind >= 0 and not any(_ends(tokens.gap[j], ".;\n") for j in range(behind + 1, m.first + 1))
            if near or _is_antibody(tokens, m, mentions):
                behind = m.last
                out.append(replace(m, concept="SerologyTest"))
                continue
        out.append(m)
    return out


def _in_grams(tokens: Tokens, last: int) -> bool:
    """Whether a mass per litre stands behind, as only the immunoglobulin itself is measured."""
    words = [w.lower() for w in tokens.text[last + 1 : last + 7]]
    return any(a == "g" and b in ("l", "dl") for a, b in pairwise(words))


def _is_antibody(tokens: Tokens, m: Mention, mentions: list[Mention]) -> bool:
    behind = range(m.last + 1, min(len(tokens), m.last + 1 + _BEHIND))
    for i in behind:
        if _ends(tokens.gap[i], ".;,\n"):
            break
        if tokens.fold[i] in _WORDS or (i == m.last + 1 and _ALLERGEN.fullmatch(tokens.text[i])):
            return True
    for i in range(m.first - 1, max(-1, m.first - 1 - _BEFORE), -1):
        if _ends(tokens.gap[i + 1], ".;,\n"):
            break
        if tokens.fold[i] in _WORDS:
            return True
    return any(o.kind == "organism" and o.first - m.last in (1, 2) for o in mentions)


def _ends(gap: str, signs: str) -> bool:
    return any(c in gap for c in signs)
