"""Where: the body site and the side of a condition or procedure, and the concept that both compose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from casegraph.languages.tables import one_of, read_table
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.text.fold import fold

__all__ = ["QUALIFIER_COLUMNS", "Place", "find_places", "qualifiers"]

QUALIFIER_COLUMNS = ("word", "attribute", "value")
_ATTRIBUTES = ("laterality", "severity")

#: Words that may stand between a thing and its site.
_TO_SITE = word_class("to-site-words")
#: Words that end a noun phrase: what follows belongs to another statement.
_PHRASE_END = word_class("site-phrase-ends")
_KINDS = frozenset({"condition", "procedure"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention is: sites (indices of site mentions) in groups, its side, and the last word of its whole phrase.

    Each group is one place, told ever more precisely ("pulmonaire", "lobe supérieur droit"); several groups are several
    places ("hépatiques et osseuses"), each with the last word of its own phrase.
    """

    groups: tuple[tuple[int, ...], ...] = ()
    laterality: str | None = None
    last: int = -1

    @property
    def sites(self) -> tuple[int, ...]:
        """All sites of all groups."""
        return tuple(site for group in self.groups for site in group)


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
    end = max(mention.last, mention.whole)
    inner = [n for i in range(mention.first, end + 1) if (n := reading.site_at.get(i)) is not None]
    groups: list[list[int]] = [list(dict.fromkeys(inner))] if inner else []
    end, side = _walk(reading, number, end, last, groups)
    if not groups:
        before, side = _before(reading, mention.first, first, side)
        groups = [before] if before else []
    if side is None:
        side = _side_before(reading, mention.first, first)
    return Place(tuple(tuple(dict.fromkeys(g)) for g in groups), side, end)


def _walk(reading: Reading, number: int, end: int, last: int, groups: list[list[int]]) -> tuple[int, str | None]:
    """Go on from the end of a mention through its adjectives, sizes and prepositions, collecting sites."""
    tokens, known = reading.tokens, qualifiers(reading.language)
    side: str | None = None
    i, steps, strangers = end + 1, 0, 0
    joined, fresh = True, False
    while i < last and steps < _LONGEST_PHRASE:
        if _short_form(reading, i, last):
            # "carcinome canalaire infiltrant (CCI) du sein"
            i += 1
            continue
        word, gap = tokens.fold[i], tokens.gap[i].strip()
        if gap == ")" and _short_form(reading, i - 1, last):
            gap = ""
        measured = i in reading.quantity_words
        after_measure = i - 1 in reading.quantity_words
        if (
            gap
            and gap not in _INSIDE_PHRASE
            and not (gap in ("(", "),", ")", ",", "x") and (measured or after_measure))
        ):
            listed = _listed(reading, i, last) if gap in (",", "/") and groups else None
            if listed is not None:
                i = listed
                joined = fresh = True
            elif gap == "(" and i in reading.site_at and i not in reading.mention_at:
                joined = True
            else:
                break
            word, measured = tokens.fold[i], i in reading.quantity_words
        site, other = reading.site_at.get(i), reading.mention_at.get(i)
        if measured:
            pass
        elif site is not None and (other is None or other == number or reading.mentions[other].kind == "qualifier"):
            if groups and not joined:
                break
            if fresh or not groups:
                groups.append([])
            groups[-1].append(site)
            end = i = reading.mentions[site].last
            joined, fresh = True, False
        elif other is not None and other != number and _describes(reading, other, i, end):
            i = reading.mentions[other].last
        elif other is not None and other != number and not _transparent(reading, other):
            break
        elif word in known and known[word][0] == "laterality":
            side = side or known[word][1]
        elif word == "deux" and i + 1 in reading.site_at:
            side = side or "bilateral"
        elif word in _GRADING or (word in _ROMAN and tokens.fold[i - 1] in _GRADING):
            pass
        elif word in ("et", "ou", "ni", "voire", "mai"):
            if i + 1 in reading.quantity_words and not groups:
                i += 1
                continue
            if not groups or not _site_follows(reading, i, last):
                break
            joined = fresh = True
        elif (told := _told_at(reading, i, last)) is not None:
            i, joined, fresh = told, True, fresh
        elif word in _PHRASE_END:
            break
        elif word not in _TO_SITE:
            strangers += 1
            if strangers > 2 or groups or len(word) <= 2:
                break
        steps += 1
        i += 1
    return end, side


_LONGEST_PHRASE = 16
_GRADING = word_class("grading-words")
_ROMAN = word_class("grade-numbers")
_INSIDE_PHRASE = frozenset({"", "-", "'", "’", "\u2010", "\u2011"})


def _describes(reading: Reading, other: int, i: int, end: int) -> bool:
    """A participle that names a finding of its own ("lésion ulcérée du sein") does not end the phrase it stands in."""
    mention = reading.mentions[other]
    return mention.first == mention.last == i and i - end <= 3 and reading.tokens.fold[i].endswith("é")


def _short_form(reading: Reading, i: int, last: int) -> bool:
    """Whether a word is a short form alone in its brackets that is no site."""
    tokens = reading.tokens
    if i + 1 >= last or not tokens.text[i].isupper() or i in reading.site_at:
        return False
    return tokens.gap[i].strip() == "(" and tokens.gap[i + 1].strip() == ")"


def _transparent(reading: Reading, other: int) -> bool:
    """Whether a mention may stand between a thing and its site: a description, a grade."""
    kind = reading.mentions[other].kind
    return kind in ("qualifier", "assessment") or (kind == "observable" and reading.is_a(other, "HistologicGrade"))


def _listed(reading: Reading, i: int, last: int) -> int | None:
    """The site that goes on with a list after a comma or slash: "médiastinales, hilaires", "le foie, les poumons"."""
    j = i
    while j < min(last, i + 4) and j not in reading.site_at:
        if reading.tokens.fold[j] not in _BEFORE_SITE:
            return None
        j += 1
    if j >= last or j not in reading.site_at or j in reading.mention_at:
        return None
    after = reading.mentions[reading.site_at[j]].last + 1
    following = reading.mention_at.get(after) if after < last else None
    if following is not None and reading.mentions[following].kind == "condition":
        return None
    return j


_BEFORE_SITE = word_class("before-site-words")
_TELLS = word_class("telling-verbs")
_SEEN = word_class("seen-participles")


def _told_at(reading: Reading, i: int, last: int) -> int | None:
    """The preposition behind a verb that only says where a thing was found: "a été découvert dans le lobe"."""
    words = reading.tokens.fold
    if words[i] not in _TELLS:
        return None
    j = i + 1
    while j < min(last, i + 6) and (words[j].endswith("é") or words[j] in _SEEN or words[j] in ("en", "egalement")):
        if reading.tokens.gap[j].strip():
            return None
        j += 1
    if j == i + 1 or j + 1 >= last or words[j] not in _WHERE or not _site_follows(reading, j - 1, last):
        return None
    return j


_WHERE = word_class("place-prepositions")


def _site_follows(reading: Reading, i: int, last: int) -> bool:
    j = i + 1
    while j < min(last, i + 5):
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
            headed = ":" in gap and start - first <= 2
            if ";" in gap or ". " in gap or not (headed or {"niveau", "dan", "au", "sur"} & set(lead)):
                return [], side
            if not all(
                w in ("un", "une", "le", "la", "les", "l", "de", "des", "gauch", "droit", "plusieur", "deux")
                or not w.isalpha()
                for w in words[reading.mentions[site].last + 1 : mention_first]
            ):
                return [], side
            return [site], side
    return [], side


def _side_before(reading: Reading, mention_first: int, first: int) -> str | None:
    known = qualifiers(reading.language)
    for back in range(mention_first - 1, max(first, mention_first - 2) - 1, -1):
        word = reading.tokens.fold[back]
        if (
            word in known
            and known[word][0] == "laterality"
            and not any(c in reading.tokens.gap[back + 1] for c in ",;:.")
        ):
            return known[word][1] if back == mention_first - 1 else None
    return None
