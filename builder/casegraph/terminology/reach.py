"""How far a form may reach from a word: over its articles, up to what cuts a stretch of words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress

from casegraph.remembered import Remembered
from casegraph.terminology.forms import ARTICLES
from casegraph.text.tokens import Tokens

__all__ = ["Reach", "is_article", "reach_of"]

_DEFINITE = frozenset({"la", "le", "les", "l"})
_PREPOSITIONS = frozenset(
    {
        "de",
        "d",
        "a",
        "sur",
        "sou",
        "dan",
        "en",
        "par",
        "pour",
        "avec",
        "chez",
        "contr",
        "entr",
        "du",
        "tou",
        "tout",
        "toutes",
    }
)
# What may stand between two words of one form: spaces, hyphens, apostrophes, a slash, a point without space.
_INSIDE = frozenset(" \u00a0\u202f\u2009-\u2010\u2011'’/+")
_APOSTROPHES = frozenset("'’ʼ`´")
_CAPITAL_ARTICLES = frozenset(a.upper() for a in ARTICLES)


@dataclass(frozen=True, slots=True)
class Reach:
    """A text's words as forms see them.

    `next_word[i]` is the folded word behind word i, articles passed over, and "" where nothing joins the two. `cut[i]`
    says whether every form ends before word i, `article[i]` whether it is an article, which forms leave out.
    """

    next_word: list[str]
    cut: list[bool]
    article: list[bool]


def reach_of(tokens: Tokens) -> Reach:
    """How far forms may reach in a text."""
    places, folded, texts, gaps = range(len(tokens)), tokens.fold, tokens.text, tokens.gap
    cut = list(map(_CUTTING.__getitem__, gaps))
    article = list(map(ARTICLES.__contains__, folded))
    next_word = folded[1:]
    next_word.append("")
    for i in compress(places, cut):
        next_word[i - 1] = ""
    for i in reversed(list(compress(places, article))):
        if (not texts[i].islower() or len(texts[i]) == 1) and not is_article(tokens, i):
            article[i] = False
            continue
        # "l'hôpital le jour même" is no "hôpital de jour".
        if folded[i] in _DEFINITE and folded[i - 1] not in _PREPOSITIONS:
            cut[i] = True
            next_word[i - 1] = ""
        elif not cut[i]:
            next_word[i - 1] = next_word[i]
    next_word[-1] = ""  # what stands before the first word is behind none
    return Reach(next_word, cut, article)


def is_article(tokens: Tokens, i: int) -> bool:
    """Whether a word is an article that forms leave out, and not a letter of a name ("vitamine D", "hépatite D")."""
    if tokens.fold[i] not in ARTICLES:
        return False
    text = tokens.text[i]
    if len(text) == 1:
        return i + 1 < len(tokens) and tokens.gap[i + 1][:1] in _APOSTROPHES
    return not text.isupper() or text in _CAPITAL_ARTICLES


def _cuts(gap: str) -> bool:
    if gap in ("", "."):
        return False
    return gap.count("\n") > 1 or not all(c in _INSIDE or c == "\n" for c in gap)


_CUTTING: Remembered[str, bool] = Remembered(_cuts, 4096)
