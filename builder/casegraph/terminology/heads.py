"""Which words of a neoplasm's form are the mention: the head, where a site, a grade or a description follows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from casegraph.languages.words import word_class
from casegraph.terminology.concepts import Terminology
from casegraph.terminology.lexicon import Match
from casegraph.terminology.reach import is_article
from casegraph.text.tokens import Tokens

__all__ = ["SIDES", "Head", "Inside", "genus_of", "head_of"]

#: A side is told apart from the site it stands with.
SIDES = frozenset({"droit", "gauch"})


class Head(NamedTuple):
    """The head of a form: its last word, its concept, and the last word of the whole form or -1."""

    last: int
    concept: str
    whole: int


class Inside:
    """The matches that begin at a word: which shorter forms and which sites a form holds."""

    def __init__(self, things: Sequence[Match], sites: Sequence[Match]) -> None:
        self._things: dict[int, list[Match]] = {}
        self._sites: dict[int, int] = {}
        for thing in things:
            self._things.setdefault(thing.first, []).append(thing)
        for site in sites:
            self._sites[site.first] = min(site.last, self._sites.get(site.first, site.last))

    def heads(self, match: Match) -> list[Match]:
        """The shorter forms that begin where a form does."""
        return [inner for inner in self._things.get(match.first, ()) if inner.last < match.last]

    def site_starts(self, match: Match) -> set[int]:
        """Where sites begin within a form, behind its first word."""
        inside = range(match.first + 1, match.last + 1)
        return {i for i in inside if self._sites.get(i, match.last + 1) <= match.last}

    def closes(self, match: Match, i: int, tokens: Tokens) -> bool:
        """Whether sites, with their sides, are all of a form from word `i` on."""
        while i <= match.last:
            if i in self._sites:
                i = self._sites[i]
            elif tokens.fold[i] not in SIDES and not is_article(tokens, i):
                return False
            i += 1
        return True


def head_of(tokens: Tokens, match: Match, concept: str, inside: Inside, terminology: Terminology) -> Head | None:
    """The head of a neoplasm's form, or None where all its words are the mention."""
    if match.last == match.first or not terminology.coded(concept):
        return None
    head = _before_site(tokens, match, concept, inside, terminology)
    if head is not None:
        return Head(*head, match.last - (tokens.fold[match.last] in SIDES))
    head = _described(tokens, match, concept, inside, terminology)
    if head is None:
        return None
    graded = all(w in _GRADE_WORDS for w in tokens.fold[head[0] + 1 : match.last + 1])
    return Head(*head, match.last if graded else -1)


def genus_of(match: Match, inside: Inside, terminology: Terminology) -> str | None:
    """What a finding is without the site within its name: of "fracture de la clavicule" the fracture."""
    if match.last == match.first:
        return None
    starts = inside.site_starts(match)
    for inner in sorted(inside.heads(match), key=lambda m: -m.last):
        conditions = [c for c in inner.concepts if terminology[c].kind == "condition"]
        if conditions and any(i > inner.last for i in starts):
            return conditions[0]
    return None


def _before_site(
    tokens: Tokens, match: Match, concept: str, inside: Inside, terminology: Terminology
) -> tuple[int, str] | None:
    """Where the head of a form ends, and its concept, when a site follows: "cancer" in "cancer du sein avancé".

    Words within a name that has a registry code of its own ("carcinome rénal à cellules claires") are no site, nor are
    those that make one name with their head ("tumeur stromale gastro-intestinale", "lésion occupant l'espace").
    """
    starts = inside.site_starts(match)
    if not starts:
        return None
    own = terminology[concept].code("icdo3m")
    if own is not None and own.startswith(_UNSPECIFIC):
        own = None
    best: tuple[int, str] | None = None
    for inner in inside.heads(match):
        follows = _next_word(tokens, inner.last)
        if follows not in starts or not _NAMING.isdisjoint(tokens.fold[inner.last + 1 : match.last + 1]):
            continue
        apart = follows > inner.last + 1 or inside.closes(match, follows, tokens)
        for name in inner.concepts:
            head = terminology[name]
            code = head.code("icdo3m")
            if head.kind == "condition" and (apart or own is None or code in (own, None)):
                best = max(best or (0, ""), (inner.last, name))
    return best


#: Registry codes that say no more than tumour or carcinoma.
_UNSPECIFIC = ("8000/", "8010/")


def _next_word(tokens: Tokens, i: int) -> int:
    """The word after word `i`, articles passed over."""
    i += 1
    while i < len(tokens) and (is_article(tokens, i) or tokens.fold[i] in _AT):
        i += 1
    return i


_AT = word_class("at-words")


#: Things of which a following adjective is a description, not part of the name: "masse solide", "lésion hypodense".
_DESCRIBED = frozenset({"Mass", "Lesion", "Nodule", "Lymphadenopathy", "Neoplasm"})
#: Adjectives that with such a head make one name: "lésion nodulaire", "adénopathie pathologique".
_NAMING = word_class("naming-adjectives")
_GRADE_WORDS = word_class("differentiation-words")
#: Words of a molecular subtype, which a registry tells apart from the morphology.
_SUBTYPE_WORDS = word_class("subtype-words")


def _described(
    tokens: Tokens, match: Match, concept: str, inside: Inside, terminology: Terminology
) -> tuple[int, str] | None:
    """The head of a form whose rest describes or grades it: a registry codes "masse", "carcinome séreux"."""
    code = terminology[concept].code("icdo3m")
    for inner in sorted(inside.heads(match), key=lambda t: -t.last):
        for name in inner.concepts:
            if terminology[name].kind != "condition":
                continue
            rest = tokens.fold[inner.last + 1 : match.last + 1]
            described = name in _DESCRIBED and terminology[name].code("icdo3m") == code and _NAMING.isdisjoint(rest)
            graded = all(w in _GRADE_WORDS or w in _SUBTYPE_WORDS for w in rest)
            if described or (graded and terminology.coded(name)):
                return inner.last, name
    return None
