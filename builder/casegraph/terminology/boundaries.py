"""Where a mention of a finding begins and ends: which words beside its form belong to its name.

A name takes in the adjective of its site ("lésion cutanée", "atteinte musculaire") and of its course ("insuffisance
rénale aiguë"), and the organ that an adjective says something of ("cœur hypoplasique"). It leaves out how bad it is and
on how many sides ("anémie sévère"), and the word that only introduces it ("notion de consanguinité"). The concept and
the extent stay as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from casegraph.languages.words import word_class
from casegraph.terminology.reach import is_article
from casegraph.terminology.stop_forms import said_of_who_has_it
from casegraph.text.fold import words

if TYPE_CHECKING:
    from casegraph.terminology.concepts import Terminology
    from casegraph.terminology.mentions import Mention
    from casegraph.text.tokens import Tokens

__all__ = ["settle_boundaries"]

_OPENERS = word_class("opening-nouns")
_COURSE = word_class("course-adjectives")


def settle_boundaries(
    tokens: Tokens, mentions: list[Mention], terminology: Terminology, of_cancer: bool, language: str = "fr"
) -> list[Mention]:
    """The mentions, sorted, with the boundaries of their findings settled.

    Args:
        of_cancer: whether the report tells of a cancer; then a registry's heads ("lésion", "adénopathie") stand alone.
    """
    mentions = _without_adjectives(tokens, mentions, language)
    sites = {m.first: m for m in mentions if m.kind == "site"}
    things = {i for m in mentions if m.kind != "site" for i in range(m.first, m.last + 1)}
    out: list[Mention] = []
    for mention in mentions:
        if mention.kind == "condition" and mention.whole < 0:
            if not (of_cancer and mention.concept and terminology.registered(mention.concept)):
                mention = _without_degree(tokens, _without_opener(tokens, mention, terminology))
                mention = _with_adjectives(tokens, mention, sites, things)
                mention = _with_organ(tokens, mention, out, terminology)
            if _coordinated(tokens, mention, out, terminology):
                mention = replace(mention, kind="qualifier")
        out.append(mention)
    return sorted(out, key=lambda m: (m.first, -m.last))


def _without_adjectives(tokens: Tokens, mentions: list[Mention], language: str) -> list[Mention]:
    """The mentions without words that only describe the condition beside them.

    "atteinte d'un carcinome" says that the patient has the carcinoma; "phlegmon abcédé" and "lésion ulcérée" are one
    finding each, whose adjective becomes a qualifier.
    """
    adjectives = said_of_who_has_it(language)
    out: list[Mention] = []
    for number, mention in enumerate(mentions):
        if mention.kind == "condition" and mention.first == mention.last:
            if tokens.fold[mention.first] in adjectives and _has_object(tokens, mentions, number):
                continue
            before = out[-1] if out else None
            if before is not None and before.kind == "condition" and _follows(tokens, before, mention):
                mention = replace(mention, kind="qualifier")
        out.append(mention)
    return out


def _has_object(tokens: Tokens, mentions: Sequence[Mention], number: int) -> bool:
    """Whether a condition follows behind nothing but articles: "atteinte d'un ..."."""
    i = mentions[number].last + 1
    if i >= len(tokens) or tokens.fold[i] not in ("de", "d"):
        return False
    while i < len(tokens) and is_article(tokens, i):
        i += 1
    return any(m.first == i and m.kind == "condition" for m in mentions[number + 1 : number + 3])


_DESCRIBING = ("eux", "euse", "euses")


def _follows(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    """Whether an adjective stands right behind a condition."""
    i = mention.first
    if max(before.last, before.whole) != i - 1 or tokens.gap[i] != " ":
        return False
    return tokens.fold[i].endswith("é") or tokens.text[i].lower().endswith(_DESCRIBING)


def _cut(tokens: Tokens, mention: Mention, first: int, last: int) -> Mention:
    return replace(mention, first=first, last=last, start=tokens.start[first], end=tokens.end[last])


def _without_opener(tokens: Tokens, mention: Mention, terminology: Terminology) -> Mention:
    """ "notion de consanguinité", "épisode infectieux", "aspect de peau d'orange": the first word is no part of it."""
    first = mention.first
    if first == mention.last or tokens.fold[first] not in _OPENERS:
        return mention
    if mention.concept is not None and words(terminology[mention.concept].fr)[0] == tokens.fold[first]:
        return mention  # "épisode dépressif" is the name itself
    first += 1
    while first < mention.last and is_article(tokens, first):
        first += 1
    return _cut(tokens, mention, first, mention.last)


#: Adjectives of degree and of both sides; not those that make a name ("thrombose profonde", "otite moyenne").
_DEGREES = word_class("degree-adjectives")


def _without_degree(tokens: Tokens, mention: Mention) -> Mention:
    """ "anémie sévère", "saignement minime", "galactorrhée bilatérale": the degree and the sides are told apart."""
    last = mention.last
    while last > mention.first and tokens.fold[last] in _DEGREES:
        last -= 1
    if last == mention.last or is_article(tokens, last):
        return mention
    return replace(_cut(tokens, mention, mention.first, last), whole=mention.last)


def _with_adjectives(tokens: Tokens, mention: Mention, sites: dict[int, Mention], things: set[int]) -> Mention:
    """The finding with the adjectives of its site and course right behind it: "lésion cutanée", "atteinte rénale"."""
    last = mention.last
    i = last + 1
    while i < len(tokens) and tokens.gap[i] in (" ", "-") and i not in things:
        site = sites.get(i)
        if site is not None:
            last = site.last
        elif tokens.fold[i] in _COURSE and not _opens_complement(tokens, i):
            last = i
        else:
            break
        i = last + 1
    return mention if last == mention.last else _cut(tokens, mention, mention.first, last)


def _opens_complement(tokens: Tokens, i: int) -> bool:
    """ "secondaire à une chute" tells a cause."""
    return i + 1 < len(tokens) and tokens.fold[i + 1] in ("a", "au", "aux") and not tokens.gap[i + 1].strip()


def _with_organ(tokens: Tokens, mention: Mention, before: Sequence[Mention], terminology: Terminology) -> Mention:
    """The adjective that says what is wrong with the organ before it, with the organ: "cœur hypoplasique"."""
    if not is_adjective(tokens, mention, terminology):
        return mention
    organ = next((m for m in reversed(before[-3:]) if m.kind == "site"), None)
    if organ is None or any(m.kind != "site" and m.last >= organ.first for m in before[-3:]):
        return mention
    if tokens.gap[organ.first].strip() == "" and organ.first and tokens.fold[organ.first - 1] not in _BEFORE_NOUN:
        return mention
    between = range(organ.last + 1, mention.first + 1)
    if any(tokens.gap[i] != " " for i in between) or any(tokens.fold[i] not in _SIDES for i in between[:-1]):
        return mention
    return _cut(tokens, mention, organ.first, mention.last)


_SIDES = frozenset({"droit", "gauch"})
_BEFORE_NOUN = word_class("determiners") | {"deux", "avec", "et"}


def _coordinated(tokens: Tokens, mention: Mention, before: Sequence[Mention], terminology: Terminology) -> bool:
    """Whether an adjective only says more of the finding before it, or of a tissue.

    "tuméfactions molles et douloureuses", "éruption vésiculo-papuleuse", "des cloisons fibreuses".
    """
    if mention.first != mention.last or not is_adjective(tokens, mention, terminology):
        return False
    if tokens.fold[mention.first] in _TISSUE:
        return True
    noun = next((m for m in reversed(before[-4:]) if m.kind not in ("site", "qualifier")), None)
    if noun is None or noun.kind != "condition" or is_adjective(tokens, noun, terminology):
        return False
    if tokens.fold[noun.first].endswith(_STATES):
        return False
    between = range(max(noun.last, noun.whole) + 1, mention.first)
    gaps = (tokens.gap[i].strip() for i in (*between, mention.first))
    if len(between) > _LONGEST_CHAIN or not all(gap in ("", "-", ",") for gap in gaps):
        return False
    known = {i for m in before[-4:] if m.kind in ("site", "qualifier") for i in range(m.first, m.last + 1)}
    return all(i in known or tokens.fold[i] in _JOINS or _agrees(tokens, i) for i in between)


#: Adjectives of a tissue or a fluid, which name no finding on their own.
_TISSUE = word_class("tissue-adjectives")
#: Endings of adjectives that say how the patient is, and describe no finding: "fébrile", "somnolent".
_STATES = ("il", "ent")
_LONGEST_CHAIN = 5
_JOINS = frozenset({"et", "ou", "voire", "tre", "peu", "non"})


_PEOPLE = word_class("people-nouns")


def _agrees(tokens: Tokens, i: int) -> bool:
    """Whether a word may be an adjective of a list of adjectives, by its ending."""
    if tokens.fold[i] in _PEOPLE:
        return False  # "un lymphome, père diabétique"
    compound = i + 1 < len(tokens) and tokens.gap[i + 1] == "-"
    return compound or tokens.fold[i].endswith(_ENDINGS) or tokens.text[i].lower().endswith((*_WRITTEN, "e", "es"))


def is_adjective(tokens: Tokens, mention: Mention, terminology: Terminology) -> bool:
    """Whether a finding is told by an adjective or a participle, not by its noun: "hypoplasique", "dilaté"."""
    if mention.concept is None or mention.kind != "condition":
        return False
    word = tokens.fold[mention.first]
    if not word.endswith(_ENDINGS) and not tokens.text[mention.first].lower().endswith(_WRITTEN):
        return False
    return word != words(terminology[mention.concept].fr)[0]


_ENDINGS = ("é", "iqu", "eu", "if", "al", "air", "ant", "oid")
_WRITTEN = ("euse", "euses", "eux", "ive", "ives")
