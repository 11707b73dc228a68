"""Where: the body site and the side of a condition or procedure, and the concept that both compose."""

from __future__ import annotations

from casegraph.frozen import dataclass
from casegraph.languages.qualifiers import qualifiers, side_of
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.relations.phrases import follow_phrase

__all__ = ["Place", "find_places", "told_apart"]

_KINDS = frozenset({"condition", "procedure"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention is: sites (indices of site mentions) in groups, its side, and the last word of its whole phrase.

    `sides` are those of the groups, of several.

    Each group is one place, told ever more precisely ("pulmonaire", "lobe supérieur droit"); several groups are several
    places ("hépatiques et osseuses"), each with the last word of its own phrase.
    """

    groups: tuple[tuple[int, ...], ...] = ()
    laterality: str | None = None
    last: int = -1
    sides: tuple[str | None, ...] = ()

    @property
    def sites(self) -> tuple[int, ...]:
        """All sites of all groups."""
        if len(self.groups) == 1:
            return self.groups[0]
        return tuple(site for group in self.groups for site in group)


def find_places(reading: Reading) -> list[Place]:
    """One `Place` for each mention."""
    places = [Place()] * len(reading.mentions)
    for view in reading.sentences:
        for number in view.mentions:
            if reading.mentions[number].kind in _KINDS:
                places[number] = _place(reading, number, view.first, view.last)
    return places


def told_apart(reading: Reading, group: tuple[int, ...], main: int) -> list[int]:
    """The sites of a place that stand apart from its most exact one: "pulmonaire" in "pulmonaire dans le lobe moyen".

    What only completes a name ("lobe moyen du poumon") is no place of its own.
    """
    out = []
    for site in group:
        first, second = sorted((reading.mentions[site], reading.mentions[main]), key=lambda m: m.first)
        between = reading.tokens.fold[first.last + 1 : second.first]
        if site != main and not _WITHIN_NAME.issuperset(between):
            out.append(site)
    return out


_WITHIN_NAME = word_class("site-name-words")


def _place(reading: Reading, number: int, first: int, last: int) -> Place:
    mention = reading.mentions[number]
    end = max(mention.last, mention.whole)
    inner = [n for i in range(mention.first, end + 1) if (n := reading.site_at.get(i)) is not None]
    inner = [n for n in inner if reading.mentions[n].first > mention.last or _is_place(reading, number, n)]
    groups: list[list[int]] = [list(dict.fromkeys(inner))] if inner else []
    phrase = follow_phrase(reading, number, end, last, groups)
    end, side = phrase.end, phrase.side
    if mention.within is not None and side is None:
        named = reading.tokens.fold[mention.within[0] : mention.within[1] + 1]
        side = next((s for s in map(side_of, named) if s), None)
    if not groups:
        before, side = _before(reading, mention.first, first, side)
        groups = [before] if before else []
    if side is None:
        side = _side_before(reading, mention.first, first)
    sides: tuple[str | None, ...] = ()
    if len(groups) > 1 and phrase.sides:
        sides = tuple(phrase.sides.get(n) for n in range(len(groups)))
    return Place(tuple(tuple(dict.fromkeys(g)) for g in groups), side, end, sides)


def _is_place(reading: Reading, number: int, site: int) -> bool:
    """Whether a site within the very name of a tumour is where it is: the kidney in "carcinome rénal à ... claires".

    In the name of a histology it is none: "tumeur stromale gastro-intestinale", "sarcome alvéolaire"; nor is what
    the body gives off where it is what is found: "sueurs nocturnes".
    """
    mention = reading.mentions[site]
    if mention.first == reading.mentions[number].first and reading.is_a(site, "BodySubstance"):
        return False
    words = reading.tokens.fold[mention.first : mention.last + 1]
    return _HISTOLOGIES.isdisjoint(words) or not reading.is_tumour_like(number)


_HISTOLOGIES = word_class("histology-words")
_CARRIES = word_class("carrying-words")
_NIVEAU = word_class("site-headers")
_BETWEEN = word_class("before-finding-words")
#: So many words may stand between a site and the finding behind it, so many of them unknown.
_NEAR_BEFORE, _UNKNOWN_BEFORE = 8, 2


def _before(reading: Reading, mention_first: int, first: int, side: str | None) -> tuple[list[int], str | None]:
    """A site named just before a finding: "au niveau du foie, une lésion", "Foie avec de multiples nodules".

    The site is told there, so it is no part of another thing's name ("scanner thoracique : masse").
    """
    tokens = reading.tokens
    words, gaps = tokens.fold, tokens.gap
    for back in range(mention_first - 1, max(first, mention_first - _NEAR_BEFORE) - 1, -1):
        site = reading.site_at.get(back)
        if site is None:
            if back in reading.mention_at:
                break
            continue
        start, end = reading.mentions[site].first, reading.mentions[site].last
        gap = "".join(gaps[end + 1 : mention_first + 1])
        if back in reading.mention_at or ";" in gap or ". " in gap or ")" in gap:
            break
        between = words[end + 1 : mention_first]
        lead = words[max(first, start - 4) : start]
        opens = start == first or all(w in _BETWEEN for w in words[first:start]) or ". " in gaps[start]
        carried = not _CARRIES.isdisjoint(between) or (":" in gap and start - first <= 2)
        if not (carried and opens) and not (_NIVEAU & set(lead) and _CARRIES.isdisjoint(between)):
            break
        unknown = [w for w in between if w.isalpha() and w not in _BETWEEN and w not in _CARRIES]
        if len(unknown) > (_UNKNOWN_BEFORE if carried else 0):
            break
        sides = (side_of(w) for w in words[end + 1 : mention_first])
        return [site], side or next((s for s in sides if s), None)
    return [], side


def _side_before(reading: Reading, mention_first: int, first: int) -> str | None:
    known = qualifiers(reading.language)
    for back in range(mention_first - 1, max(first, mention_first - 2) - 1, -1):
        word = reading.tokens.fold[back]
        if (
            word in known
            and known[word][0] == "laterality"
            and not any(c in reading.tokens.gap[back + 1] for c in ",;:.()")
        ):
            return known[word][1] if back == mention_first - 1 else None
    return None
