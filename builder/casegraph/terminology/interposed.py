"""Names with an adjective, a verb or a short form set in: "altération rapide de l'état général"."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import lru_cache
from itertools import compress

from casegraph.languages.words import word_class
from casegraph.remembered import MOST
from casegraph.terminology.concepts import Terminology
from casegraph.terminology.heads import SIDES
from casegraph.terminology.lexicon import Lexicon, Match
from casegraph.terminology.reach import is_article
from casegraph.terminology.stop_forms import is_siteless_form
from casegraph.text.tokens import Tokens

__all__ = ["find_around_short", "find_interposed", "find_predicated"]

_INSERTED = word_class("inserted-adjectives")
#: Words that a name goes on with behind the adjectives: "déficit congénital en facteur V".
_OF = word_class("of-words") | {"en"}
_FALLS = word_class("falling-nouns")
_JOINS = frozenset({"et", "ou", "tre", "plu", "assez"})
#: So many words of a name may stand behind the adjectives.
_LONGEST_REST = 6
_JOINING = " '’-\u2010\n"


def find_interposed(
    tokens: Tokens, things: Sequence[Match], sites: Container[int], lexicon: Lexicon, language: str
) -> list[Match]:
    """The names of conditions that adjectives of degree or course part from their "de".

    A head that is a condition by itself and stands before a body site needs no such name: finding and site are told
    apart and put together again. Nor does a fall: "chute brutale du taux de plaquettes" tells of a value.

    Args:
        things: every match of something else than a site.
        sites: the first words of the sites.
    """
    any_of = lexicon.terminology.any_of
    ends: dict[int, list[Match]] = {}
    for match in things:
        ends.setdefault(match.last, []).append(match)
    out = []
    for i in compress(range(1, len(tokens)), map(_INSERTED.__contains__, tokens.fold[1:])):
        head = tokens.fold[i - 1]
        if head in _INSERTED or head in _FALLS:
            continue
        behind = _behind_adjectives(tokens, i)
        if behind is None:
            continue
        named = [m for m in ends.get(i - 1, ()) if any_of(m.concepts, "condition")]
        if not all(is_siteless_form(tokens, m, language) for m in named) and _of_site(tokens, behind, sites):
            continue
        found = _name(tokens, i - 1, behind, lexicon)
        if found is not None:
            out.append(found)
    return out


def _behind_adjectives(tokens: Tokens, i: int) -> int | None:
    """The "de" behind adjectives that begin at word `i`: "rapide et importante de"; None where none follows."""
    while i < len(tokens) and not tokens.gap[i].strip(_JOINING):
        if tokens.fold[i] in _OF:
            return i
        if tokens.fold[i] not in _INSERTED and tokens.fold[i] not in _JOINS and not tokens.text[i].endswith("ment"):
            return None
        i += 1
    return None


def _of_site(tokens: Tokens, i: int, sites: Container[int]) -> bool:
    """Whether nothing but articles stands between word `i` and a site."""
    while i < len(tokens) and i not in sites:
        if not is_article(tokens, i):
            return False
        i += 1
    return True


def _name(tokens: Tokens, head: int, behind: int, lexicon: Lexicon) -> Match | None:
    """The longest form of a condition that a head makes with the words from `behind` on."""
    words = [tokens.fold[head]]
    found = None
    for i in range(behind, min(len(tokens), behind + 2 * _LONGEST_REST)):
        if tokens.gap[i].strip(_JOINING) or len(words) > _LONGEST_REST:
            break
        if is_article(tokens, i):
            continue
        words.append(tokens.fold[i])
        concepts = lexicon.named(words)
        if concepts and all(lexicon.terminology[c].kind == "condition" for c in concepts):
            found = Match(head, i, concepts)
    return found


_COPULAS = word_class("copulas")
#: How it went is told by more verbs, and of a ground or time that belongs to no name.
_COURSES, _GROUNDS = word_class("course-nouns"), word_class("course-domains")
_COURSE_VERBS = word_class("course-verbs") | _COPULAS
_AUXILIARIES = word_class("have")
_LISTING, _EXAMINED = word_class("list-joins"), word_class("act-nouns")
_TOLD = ("condition", "assessment")
#: So many words of a name may stand before the verb, and so many behind it.
_LONGEST_PART = 4


def find_predicated(tokens: Tokens, things: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """The names that a verb parts: "les réflexes rotuliens étaient abolis", "la nuque est raide".

    What is a condition by the words behind the verb alone needs no such name, and of a test or a finding before it
    something is told: "la douleur était rebelle", "les hémocultures étaient positives".
    """
    terminology = lexicon.terminology
    told = [m for m in things if not _vital(m.concepts, terminology)]
    known = {i for m in told for i in range(m.first, m.last + 1)}
    any_known = {i for m in things for i in range(m.first, m.last + 1)}
    out = []
    for i in compress(range(len(tokens)), map(_COPULAS.__contains__, tokens.fold)):
        behind = _predicate_at(tokens, i + 1)
        if behind < len(tokens) and behind not in known:
            found = _predicate(tokens, i, behind, lexicon)
            if found is None:
                continue
            taken = known if terminology.any_of(found.concepts, "condition") else any_known
            if taken.isdisjoint(range(found.first, i)):
                out += [found, *_further_subjects(tokens, found, behind, lexicon)]
    for i in compress(range(len(tokens)), map(_COURSES.__contains__, tokens.fold)):
        found = _course(tokens, i, lexicon)
        if found is not None and known.isdisjoint(range(i, found.last + 1)):
            out.append(found)
    return out


@lru_cache(maxsize=MOST)
def _vital(concepts: tuple[str, ...], terminology: Terminology) -> bool:
    """Whether words name nothing but vital signs."""
    return all(terminology.is_a(c, "VitalSign") for c in concepts)


def _predicate_at(tokens: Tokens, i: int) -> int:
    """The first word at `i` or behind it that is no adverb."""
    while i < len(tokens) and (tokens.fold[i] in _JOINS or tokens.text[i].endswith("ment")):
        i += 1
    return i


def _course(tokens: Tokens, noun: int, lexicon: Lexicon) -> Match | None:
    """How it went, over the ground and the verb: "l'évolution clinique et biologique a été rapidement favorable"."""
    i = noun + 1
    while i < len(tokens) and (tokens.fold[i] in _GROUNDS or (i > noun + 1 and tokens.fold[i] in _JOINS)):
        i += 1
    while i < len(tokens) and (tokens.fold[i] in _AUXILIARIES or tokens.fold[i] in _COURSE_VERBS):
        i += 1
    i = _predicate_at(tokens, i)
    if i == len(tokens) or any(c.strip(f"{_JOINING},") for c in tokens.gap[noun + 1 : i + 1]):
        return None
    concepts = lexicon.named([tokens.fold[noun], tokens.fold[i]])
    told = concepts and all(lexicon.terminology[c].kind in _TOLD for c in concepts)
    return Match(noun, i, concepts) if told else None


def _further_subjects(tokens: Tokens, found: Match, behind: int, lexicon: Lexicon) -> list[Match]:
    """The nouns that share a verb with the one before it: "la sensibilité et la motricité étaient conservées"."""
    predicate = [tokens.fold[i] for i in range(behind, found.last + 1) if not is_article(tokens, i)]
    out: list[Match] = []
    i = found.first - 1
    while i > 0:
        joined = "," in tokens.gap[i + 1]
        while i > 0 and (is_article(tokens, i) or tokens.fold[i] in _LISTING):
            joined = joined or tokens.fold[i] in _LISTING or "," in tokens.gap[i]
            i -= 1
        concepts = lexicon.named([tokens.fold[i], *predicate]) if joined else ()
        if not concepts or any(lexicon.terminology[c].kind not in _TOLD for c in concepts):
            break
        out.append(Match(i, i, concepts))
        i -= 1
    return out


def _predicate(tokens: Tokens, verb: int, behind: int, lexicon: Lexicon) -> Match | None:
    """The longest form of a condition that the words before a verb make with those from `behind` on."""
    subjects: list[tuple[int, list[str]]] = []
    i = verb - 1 if tokens.fold[verb - 1] not in _REFLEXIVES else verb - 2  # "l'état général s'est altéré"
    i, words = _before_owner(tokens, i), list[str]()
    if tokens.fold[i] in _EXAMINED:
        return None  # "le reste de l'examen est normal": its result is told
    while i >= 0 and len(words) < _LONGEST_PART and not tokens.gap[i + 1].strip(_JOINING):
        if not is_article(tokens, i) and (words or tokens.fold[i] not in SIDES):
            words = [tokens.fold[i], *words]
            subjects.insert(0, (i, words))
        i -= 1
    predicate: list[str] = []
    found: Match | None = None
    for last in range(behind, min(len(tokens), behind + _LONGEST_PART)):
        if any(tokens.gap[k].strip(_JOINING) for k in range(verb + 1 if last == behind else last, last + 1)):
            break
        if is_article(tokens, last):
            continue
        predicate.append(tokens.fold[last])
        for first, subject in subjects:
            concepts = lexicon.named([*subject, *predicate])
            if concepts and all(lexicon.terminology[c].kind in _TOLD for c in concepts):
                found = Match(first, last, concepts)
                break
    return found


def _before_owner(tokens: Tokens, i: int) -> int:
    """The word before "du patient" where that ends at a word: "l'état général du patient était altéré"."""
    of = i
    while of > 0 and (of == i or is_article(tokens, of)) and tokens.fold[i] in _PATIENTS and not tokens.gap[of].strip(
            _JOINING):  # fmt: skip
        of -= 1
        if tokens.fold[of] in _OF:
            return of - 1
    return i


_PATIENTS, _REFLEXIVES = word_class("patient-nouns"), word_class("reflexives")


def find_around_short(tokens: Tokens, things: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """The names that go on behind their own short form: "la tomodensitométrie (TDM) cérébrale" is one of the brain."""
    out = []
    for match in things:
        short = match.last + 1
        if short + 1 >= len(tokens) or tokens.gap[short] != " (" or tokens.gap[short + 1] != ") ":
            continue
        name = [tokens.fold[i] for i in range(match.first, short) if not is_article(tokens, i)]
        for begun in (name, [tokens.fold[short]]):
            found = _gone_on(tokens, match, short + 1, begun, lexicon)
            if found is not None:
                out.append(found)
                break
    return out


def _gone_on(tokens: Tokens, match: Match, i: int, words: list[str], lexicon: Lexicon) -> Match | None:
    """The longest narrower name that some words make with those from `i` on."""
    found = None
    for last in range(i, min(len(tokens), i + _LONGEST_PART)):
        if last > i and tokens.gap[last].strip(_JOINING):
            break
        if is_article(tokens, last):
            continue
        words = [*words, tokens.fold[last]]
        is_a = lexicon.terminology.is_a
        concepts = tuple(c for c in lexicon.named(words) if any(c != m and is_a(c, m) for m in match.concepts))
        if concepts:
            found = Match(match.first, last, concepts)
    return found
