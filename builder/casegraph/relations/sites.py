"""Where: the body site and the side of a condition or procedure, and the concept that both compose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from casegraph.languages.tables import one_of, read_table
from casegraph.reading import Reading
from casegraph.text.fold import fold

__all__ = ["Place", "QUALIFIER_COLUMNS", "find_places", "qualifiers"]

QUALIFIER_COLUMNS = ("word", "attribute", "value")
_ATTRIBUTES = ("laterality", "severity")

#: Words that may stand between a thing and its site.
_TO_SITE = frozenset(
    "de d du des la le l les un une a au aux dan en sur sou niveau region zone partie face bord pole lob segment base sommet "
    "interieur sein tiers hauteur cote paroi versant localisation et gauch droit bilateral profond superficiel "
    "superieur inferieur moyen externe extern intern anterieur posterieur median lateral distal proximal local "
    "siegeant situé localisé touchant interessant envahissant occupant etendu predominant centré son sa ses d'allure "
    "primitif primaire secondaire metastatique suspect multipl diffus".split()
)
#: Words that end a noun phrase: what follows belongs to another statement.
_PHRASE_END = frozenset("avec san et ou qui mai par pour mesurant est etait sont a ont ni chez".split())
_KINDS = frozenset({"condition", "procedure"})


@dataclass(frozen=True, slots=True)
class Place:
    """Sites of a mention (indices of site mentions, nearest first), its side, and where its whole phrase ends."""

    sites: tuple[int, ...] = ()
    laterality: str | None = None
    last: int = -1


@cache
def qualifiers(language: str) -> dict[str, tuple[str, str]]:
    """Attribute and value by folded word."""
    rows = read_table(language, "qualifiers", QUALIFIER_COLUMNS)
    return {fold(r["word"]): (one_of(r, "attribute", _ATTRIBUTES, "qualifiers"), r["value"]) for r in rows}


def find_places(reading: Reading) -> list[Place]:
    """One `Place` for each mention."""
    places = [Place()] * len(reading.mentions)
    for view in reading.sentences:
        for number in view.mentions:
            if reading.mentions[number].kind in _KINDS:
                places[number] = _place(reading, number, view.first, view.last)
    return places


def _place(reading: Reading, number: int, first: int, last: int) -> Place:
    mention = reading.mentions[number]
    tokens = reading.tokens
    sites: list[int] = []
    side: str | None = None
    inner = [
        n
        for i in range(mention.first, max(mention.last, mention.whole) + 1)
        if (n := reading.site_at.get(i)) is not None
    ]
    sites += dict.fromkeys(inner)
    end = max(mention.last, mention.whole)
    known = qualifiers(reading.language)
    i = end + 1
    steps = 0
    joined = True
    while i < last and steps < 9:
        gap = tokens.gap[i]
        if any(c in gap for c in ",;:.!?\"") or ("(" in gap and sites) or ")" in gap:
            break
        site = reading.site_at.get(i)
        other = reading.mention_at.get(i)
        word = tokens.fold[i]
        if site is not None and (other is None or other == number):
            if sites and not joined:
                break
            sites.append(site)
            end = i = reading.mentions[site].last
            joined = False
        elif other is not None and other != number:
            break
        elif word in known and known[word][0] == "laterality":
            if side is None:
                side = known[word][1]
        elif word in _PHRASE_END and word != "et":
            break
        elif word == "et":
            # "hépatiques et pulmonaires": a further site, unless something else follows.
            if not sites or not _site_follows(reading, i, last):
                break
            joined = True
        elif word in _TO_SITE:
            joined = True
        elif len(word) <= 3 or not word.isalpha() or steps > 3:
            break
        else:
            # One describing word may stand between ("masse spiculée du sein").
            joined = False if not sites else joined
            if sites:
                break
            joined = True
        steps += 1
        i += 1
    if not inner and not sites:
        sites, side = _before(reading, mention.first, first, side)
    if side is None:
        side = _side_before(reading, mention.first, first)
    return Place(tuple(dict.fromkeys(sites)), side, end)


def _site_follows(reading: Reading, i: int, last: int) -> bool:
    j = i + 1
    while j < min(last, i + 4):
        if j in reading.site_at:
            return j not in reading.mention_at
        if reading.tokens.fold[j] not in _TO_SITE:
            return False
        j += 1
    return False


def _before(reading: Reading, mention_first: int, first: int, side: str | None) -> tuple[list[int], str | None]:
    """ "au niveau du foie, une lésion de 2 cm": a site named just before, in its own adverbial phrase."""
    words = reading.tokens.fold
    for back in range(mention_first - 1, max(first, mention_first - 6) - 1, -1):
        site = reading.site_at.get(back)
        if site is not None:
            start = reading.mentions[site].first
            lead = words[max(first, start - 4) : start]
            gap = "".join(reading.tokens.gap[reading.mentions[site].last + 1 : mention_first + 1])
            if ";" in gap or ". " in gap or not ({"niveau", "dan", "au", "sur"} & set(lead)):
                return [], side
            if not all(w in ("un", "une", "le", "la", "les", "l", "de", "des", "gauch", "droit", "plusieur", "deux") or not w.isalpha() for w in words[reading.mentions[site].last + 1 : mention_first]):
                return [], side
            return [site], side
    return [], side


def _side_before(reading: Reading, mention_first: int, first: int) -> str | None:
    known = qualifiers(reading.language)
    for back in range(mention_first - 1, max(first, mention_first - 2) - 1, -1):
        word = reading.tokens.fold[back]
        if word in known and known[word][0] == "laterality" and not any(c in reading.tokens.gap[back + 1] for c in ",;:."):
            return known[word][1] if back == mention_first - 1 else None
    return None
