"""How far a form may reach from a word: over its articles, up to what cuts a stretch of words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress

from casegraph.languages.words import word_class
from casegraph.remembered import Remembered
from casegraph.terminology.forms import ARTICLES
from casegraph.text.tokens import Tokens

__all__ = ["Reach", "is_apart", "is_article", "reach_of"]

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
        "prenant",
    }
)
_INFINITIVE = ("r", "re")
# What may stand between two words of one form: spaces, hyphens, apostrophes, a slash, a point without space.
_INSIDE = frozenset(" \u00a0\u202f\u2009-\u2010\u2011'’/+")
#: Prefixes that some reports part from their word.
_PREFIXES = word_class("parted-prefixes")
_APOSTROPHES = frozenset("'’ʼ`´")
_HYPHENS = frozenset({"-", "\u2010", "\u2011"})
_ELIDED = frozenset({"l", "d"})
_WHOLE_ARTICLES = ARTICLES - _ELIDED


@dataclass(frozen=True, slots=True)
class Reach:
    """A text's words as forms see them.

    `next_word[i]` is the folded word behind word i, articles passed over, and "" behind the last. `article[i]` says
    whether word i is an article, which forms leave out, and `cut[i]` whether punctuation before it ends every form.
    `hyphens` are the words that a mere hyphen joins with the word before, or a space with a prefix: "hyper tension".
    """

    next_word: list[str]
    article: list[bool]
    cut: bytes
    hyphens: list[int]


def reach_of(tokens: Tokens) -> Reach:
    """How far forms may reach in a text."""
    places, folded = range(len(tokens)), tokens.fold
    joints = bytes(map(_JOINTS.__getitem__, tokens.gap))
    article = list(map(_WHOLE_ARTICLES.__contains__, folded))
    for i in compress(places, joints.translate(_IS_APOSTROPHE)):
        if i and folded[i - 1] in _ELIDED:
            article[i - 1] = True
    next_word = folded[1:]
    next_word.append("")
    # From the last one back: behind an article stands already what it passes on.
    for i in reversed(list(compress(places, article))):
        next_word[i - 1] = next_word[i]
    next_word[-1] = ""  # what stands behind an article that is first is behind none
    cut = bytearray(joints.translate(_IS_CUT))
    for i in compress(places, bytes(cut)):
        if tokens.gap[i] == ". " and i and _initial(tokens, i):
            cut[i] = 0
    joined = list(compress(places, joints.translate(_IS_HYPHEN)))
    prefixed = [
        i + 1 for i in compress(places, map(_PREFIXES.__contains__, folded)) if tokens.gap[i + 1 : i + 2] == [" "]
    ]
    return Reach(next_word, article, bytes(cut), sorted([*joined, *prefixed]) if prefixed else joined)


def _initial(tokens: Tokens, i: int) -> bool:
    """Whether a point only ends an initial: "E. coli"."""
    return len(tokens.text[i - 1]) == 1 and tokens.text[i - 1].isupper() and tokens.text[i].islower()


def is_article(tokens: Tokens, i: int) -> bool:
    """Whether a word is an article that forms leave out, and not a letter of a name ("vitamine D", "hépatite D")."""
    folded = tokens.fold[i]
    if folded in _ELIDED:
        return i + 1 < len(tokens) and tokens.gap[i + 1][:1] in _APOSTROPHES
    return folded in _WHOLE_ARTICLES


def is_apart(tokens: Tokens, i: int) -> bool:
    """Whether an article begins something new: "l'hôpital le jour même" is no "hôpital de jour".

    Behind a participle, an infinitive or a negation it does not: "lésion occupant l'espace", "difficulté à ouvrir la
    bouche", "ne remplit pas les critères".
    """
    before = tokens.fold[i - 1]
    if tokens.fold[i] not in _DEFINITE or before in _PREPOSITIONS or before == "pas" or before.endswith("ant"):
        return False
    return not (i > 1 and before.endswith(_INFINITIVE) and tokens.fold[i - 2] == "a")


#: Bits of what stands between two words: whether it ends every form, is a mere hyphen, begins with an apostrophe.
_CUT, _HYPHEN, _APOSTROPHE = 1, 2, 4
_IS_CUT, _IS_HYPHEN, _IS_APOSTROPHE = (
    bytes(bool(byte & bit) for byte in range(256)) for bit in (_CUT, _HYPHEN, _APOSTROPHE)
)


def _joint(gap: str) -> int:
    cuts = gap not in ("", ".") and (gap.count("\n") > 1 or not all(c in _INSIDE or c == "\n" for c in gap))
    return _CUT * cuts | _HYPHEN * (gap in _HYPHENS) | _APOSTROPHE * (gap[:1] in _APOSTROPHES)


_JOINTS: Remembered[str, int] = Remembered(_joint, 4096)
