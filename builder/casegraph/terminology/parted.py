"""Names that a body site stands within: "carcinome pulmonaire microcytaire", "hernie inguinale droite étranglée"."""

from __future__ import annotations

from collections.abc import Sequence

from casegraph.languages.qualifiers import qualifiers
from casegraph.languages.words import word_class
from casegraph.terminology.concepts import Terminology
from casegraph.terminology.heads import SIDES
from casegraph.terminology.lexicon import Lexicon, Match
from casegraph.terminology.reach import is_article
from casegraph.text.tokens import Tokens

__all__ = ["find_parted"]

#: So many words of a name may stand behind the site within it.
_LONGEST_REST = 6


def find_parted(
    tokens: Tokens, things: Sequence[Match], sites: Sequence[Match], lexicon: Lexicon
) -> dict[Match, tuple[int, int]]:
    """The names that a site parts, each with the first and last word that are not its own.

    The words before the site are a form of a condition, and with the words behind it a form of a narrower condition:
    "carcinome ... à cellules claires". A form that the lexicon knows as it stands in the text goes before.
    """
    ends: dict[int, int] = {}
    for site in sites:
        ends[site.first] = max(site.last, ends.get(site.first, -1))
    known = {(m.first, m.last) for m in things}
    out: dict[Match, tuple[int, int]] = {}
    for head in things:
        if head.last + 2 >= len(tokens) or not lexicon.terminology.any_of(head.concepts, "condition"):
            continue
        last = _behind_sites(tokens, head.last, ends)
        if last is None:
            continue
        words = [tokens.fold[i] for i in range(head.first, head.last + 1) if not is_article(tokens, i)]
        found = _rest(tokens, words, last, head, lexicon)
        if found is not None and (found.first, found.last) not in known:
            out[found] = (head.last + 1, last)
    return out


def _behind_sites(tokens: Tokens, last: int, ends: dict[int, int]) -> int | None:
    """The last word of the sites, with their sides, that stand right behind word `last`; None where there are none."""
    found: int | None = None
    i = last + 1
    while i < len(tokens) and not tokens.gap[i].strip(_JOINING):
        if i in ends:
            i = found = ends[i]
        elif found is not None and tokens.fold[i] in SIDES:
            found = i
        elif not (is_article(tokens, i) or tokens.fold[i] in _AT):
            break
        i += 1
    return found


def _rest(tokens: Tokens, words: list[str], last: int, head: Match, lexicon: Lexicon) -> Match | None:
    """The longest form that the words of a head make with the words behind the sites."""
    terminology = lexicon.terminology
    coded = any(terminology.coded(c) for c in head.concepts)
    rest: list[str] = []
    found = None
    for i in range(last + 1, min(len(tokens), last + 1 + _LONGEST_REST)):
        if tokens.gap[i].strip(_JOINING):
            break
        if is_article(tokens, i):
            if not rest:
                break
            continue
        rest.append(tokens.fold[i])
        narrower = tuple(
            name
            for name in lexicon.named([*words, *rest])
            if any(_narrows(name, above, terminology) for above in head.concepts)
        )
        if narrower and not (_DESCRIBING if coded else _DESCRIBING_OTHERS).issuperset(rest):
            found = Match(head.first, i, narrower)
    return found


def _narrows(name: str, above: str, terminology: Terminology) -> bool:
    """Whether a concept is a kind of another, and not only the same neoplasm graded, staged or described.

    A registry's code tells: "tumeur maligne" has another behaviour than "tumeur", "carcinome à petites cellules"
    another histology than "carcinome"; "lésion nodulaire" and "mélanome métastatique" have that of their head.
    """
    if name == above or terminology[name].kind != "condition" or not terminology.is_a(name, above):
        return False
    whole, part = terminology[above].code("icdo3m"), terminology[name].code("icdo3m")
    if whole is None or part is None:
        return whole is part
    return part not in (whole, _UNCERTAIN) if whole.startswith(_UNSPECIFIC) else whole[:4] != part[:4]


#: The registry's code of a neoplasm of which no histology is told.
_UNSPECIFIC = "8000/"
#: A neoplasm of which it is not told whether it is the first: what is only seen ("hypermétabolique").
_UNCERTAIN = "8000/9"
#: Words that grade or qualify a finding and make no name of its own.
_DESCRIBING = word_class("differentiation-words") | frozenset(qualifiers("fr"))
_DESCRIBING_OTHERS = _DESCRIBING | word_class("course-adjectives")
#: What may stand between the words of one name.
_JOINING = " '’-\n\t"
_AT = word_class("at-words")
