"""What a causal connector brings in: the first thing behind it and what is coordinated with it, or its own words."""

from __future__ import annotations

from casegraph.context.phrases import is_cycle
from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.relations.because import (
    ACTS,
    REASON_KINDS,
    Reason,
    Search,
    before_noun,
    belongs,
    clause_end,
    explained,
    finite,
    lacked,
    listed,
    own_words,
    points_back,
)
from casegraph.text.tokens import COMMA

__all__ = ["JOINABLE", "zone"]

_POINTING = word_class("demonstratives")
_AND, _STOPS = word_class("and"), frozenset(";.")
#: The most words from one of a list to the next, its determiner and preposition between them.
_TO_NEXT = 6
#: Effects of connectors of which two may name one change's reasons.
JOINABLE = ("strong", "weak")
#: Words from a connector to the first thing that it brings in.
_TO_FIRST = 12


def _parallel(reading: Reading, cue: Cue, first: int) -> bool:
    """ "compte tenu de la positivité des récepteurs et de la progression": one more that the connector's "de" leads."""
    fold, i = reading.tokens.fold, first - 1
    while i > cue.last and fold[i] in _THE_OR_A:
        i -= 1
    led = fold[i] in _OF and fold[cue.last] in _OF
    return led and first - cue.last <= 2 * _TO_FIRST and (fold[i - 1] in _AND or reading.tokens.mark_before(i, COMMA))


_OF, _THE_OR_A = word_class("of-words"), word_class("definite-articles") | word_class("indefinite-articles")


def _one_more(reading: Reading, left: int, right: int) -> bool:
    """Whether a comma or "et" leads to one more of a list of what is why."""
    first, last = reading.mentions[left].last, reading.mentions[right].first
    joined = reading.tokens.parted(first, last, COMMA) or not _AND.isdisjoint(reading.tokens.between(first, last))
    return joined and last - first <= _TO_NEXT and not reading.tokens.parted(first, last, _STOPS)


def zone(search: Search, cue: Cue, end: int | None = None) -> Reason | None:
    """What the connector introduces: the first thing behind it and what is coordinated with it."""
    reading, view, status, valued = search.reading, search.view, search.status, search.valued
    clause = clause_end(reading, view, cue.last + 1)
    limit = end if end is not None else clause
    limit = min([limit, *(c.first for c in search.cues if _opens_another(search, cue, c))])
    behind = [
        n
        for n in view.mentions
        if reading.mentions[n].last > cue.last
        and reading.mentions[n].first < limit
        and reading.mentions[n].kind != "site"
        and n != status.mention
        and not (reading.mentions[n].first <= status.cue[1] and status.cue[0] <= reading.mentions[n].last)
    ]
    if behind and _is_round(reading, behind[0]) and reading.mentions[behind[0]].first - cue.last <= _TO_ROUND:
        return None
    # "compte tenu de l'absence de lésion et de la progression": what is there comes before what is not
    there = [n for n in behind if search.said[n].presence != "absent" and reading.mentions[n].kind == "condition"]
    group: list[int] = []
    before = -1  # the last of the list, one that is not there included
    for number in behind:
        mention = reading.mentions[number]
        if there and not group and number < there[0] and search.said[number].presence == "absent":
            continue
        fits = mention.kind in REASON_KINDS or number in valued or (mention.kind == "observable")
        if group and lacked(reading, number):
            continue  # "en raison d'une neutropénie, jamais fébrile"
        if group:
            before = max(before, group[-1])
            if _next_frame(search, reading.mentions[before].last, mention.first):
                break
            if (
                not listed(reading, before, number)
                and not explained(reading, before, number)
                and not belongs(reading, before, number)
            ):
                if search.said[number].presence == "absent" and _one_more(reading, before, number):
                    before = number  # "compte tenu de A, de l'absence de B et de la progression"
                    continue
                break
            apart = reading.tokens.parted(reading.mentions[before].last, mention.first, COMMA)
            if not fits and mention.kind in ACTS and (apart or _explained(search, mention.last)):
                break  # "devant une cytolyse, relais par X selon la bilirubine", "pour une fièvre et Y pour une toux"
            if fits:
                group.append(number)
            continue
        if (mention.first - cue.last > _TO_FIRST and not _parallel(reading, cue, mention.first)) or (
                mention.first >= clause):  # fmt: skip
            break
        if fits or mention.kind in ACTS:
            group.append(number)
    if group and (shown := _shown_by(search, cue, group[0], limit)):
        group = shown
    if group and reading.mentions[group[0]].first - cue.last > 7 and reading.mentions[group[0]].kind != "condition":
        group = []
    absence = cue.effect == "absence"
    head = _unknown_head(search, cue, reading.mentions[group[0]].first) if group else None
    if group and reading.mentions[group[0]].kind in ACTS:
        # "l'intervalle entre l'intervention et", "car le scanner a montré": no operation, no test is why
        verbs = find_verbs(reading, view).told(reading.mentions[group[0]].last, view.last)
        told = any(g.first < limit for g in verbs)
        group = [] if told or head is not None else group
    if points_back(reading, cue.last + 1) and all(reading.mentions[n].kind in _SCALES for n in group):
        group = []  # "après cet épisode de grade 3"
    if len(group) == 1 and (worse := _gets_worse(search, cue, group[0], limit)) is not None:
        return Reason((), worse, (cue.first, cue.last), absence)
    if len(group) == 1 and _risk_of(reading, group[0]):
        return Reason((), own_words(reading, cue, limit), (cue.first, cue.last), absence)
    group = group + _and_that(search, cue, group, limit) if group else group
    if group and any(reading.mentions[n].kind != "organism" for n in group):
        first = own_words(reading, cue, head) if head else None
        return Reason(tuple(group), first, (cue.first, cue.last), absence)
    phrase = own_words(reading, cue, limit)
    if phrase is None or (cue.effect == "weak" and not before_noun(reading, cue)):
        return None
    return Reason((), phrase, (cue.first, cue.last), absence)


def _risk_of(reading: Reading, number: int) -> bool:
    """ "en raison du risque trop grand de perte du membre": a risk of what is not known is why in its own words."""
    behind = reading.tokens.behind(reading.mentions[number].last, 3)
    return reading.is_a(number, "RiskFinding") and not _OF.isdisjoint(behind)


def _gets_worse(search: Search, cue: Cue, number: int, limit: int) -> tuple[int, int] | None:
    """ "car la tumeur progressait": not the tumour is why, but what it does, in its own words."""
    reading, last = search.reading, search.reading.mentions[number].last
    if not reading.is_a(number, "Neoplasm"):
        return None  # "une neuropathie qui s'aggravait" is why by itself
    told = find_verbs(reading, search.view).told(last, limit)
    if not told or told[0].verb not in _TURNING or told[0].negated or told[0].first - last > _TO_VERB:
        return None
    return own_words(reading, cue, told[0].last + 1)


_TURNING = written_class("verbs-turning")


def _and_that(search: Search, cue: Cue, group: list[int], limit: int) -> list[int]:
    """ "car il était fébrile et que la CRP était élevée": what a second "que" brings in."""
    reading = search.reading
    fold, last = reading.tokens.fold, reading.mentions[group[-1]].last
    if fold[cue.last] not in _CONJUNCTIONS:
        return []
    at = next((k for k in range(last + 1, limit - 1) if fold[k] in _AND and fold[k + 1] in _THAT), None)
    more = zone(search, Cue(at, at + 1, cue.effect, cue.reach), limit) if at is not None else None
    return [n for n in more.mentions if n not in group] if more is not None else []


_CONJUNCTIONS, _THAT = word_class("clause-subordinators") | word_class("like"), word_class("that")


def _shown_by(search: Search, cue: Cue, number: int, limit: int) -> list[int]:
    """ "car l'infarctus présentait un remaniement hémorragique": what the finding that a clause is about shows."""
    reading = search.reading
    last = reading.mentions[number].last
    told = find_verbs(reading, search.view).told(cue.last, limit)[:1]
    if reading.mentions[number].kind != "condition":
        return []  # "car le scanner a montré": what a test shows is told in the clause's own words
    if not told or told[0].verb not in _SHOWING or told[0].negated or not last < told[0].first <= last + _TO_VERB:
        return []
    behind = [n for n in reading.mentions_from(told[0].last + 1, limit) if reading.mentions[n].kind == "condition"]
    found = behind[:1]
    for other in behind[1:]:
        if not listed(reading, found[-1], other):
            break
        found.append(other)
    return [n for n in found if search.said[n].presence != "absent"]


#: Verbs of what a finding shows, and words from a subject to its verb, its adjectives between them.
_SHOWING, _TO_VERB = written_class("verbs-of-a-site"), 4


def _explained(search: Search, last: int) -> bool:
    """Whether a connector of its own stands right behind a treatment."""
    return any(c.first == last + 1 and c.effect in JOINABLE and c.reach == "after" for c in search.cues)


def _opens_another(search: Search, cue: Cue, other: Cue) -> bool:
    """ "en raison de son efficacité douteuse, car la thrombose expliquait": a second connector behind a comma."""
    behind = other.reach == "after" and other.effect == "strong" and other.first > cue.last + 1
    return behind and "," in search.reading.tokens.gap[other.first]


_ARTICLES = word_class("determiners") | word_class("at-or-in")
_ROUNDS = word_class("cycle-nouns")
_SCALES = ("assessment", "observable")
#: Words from a connector to a round, its article between them.
_TO_ROUND = 2


def _is_round(reading: Reading, number: int) -> bool:
    """ "dans le cadre d'une deuxième ligne", "après C4": a round or a line of treatment is no reason."""
    mention = reading.mentions[number]
    if is_cycle(reading, mention.first):
        return True
    return mention.kind in ACTS and not _ROUNDS.isdisjoint(reading.tokens.span(mention.first, mention.last))


def _unknown_head(search: Search, cue: Cue, first: int) -> int | None:
    """Where what a connector names first, and no mention covers, ends before the first mention.

    0 where it leads to the mention ("l'apparition d'une fièvre" is a fever); the word behind it where it stands beside
    ("son état général et ses comorbidités"); None where the mention itself comes first or a clause begins.
    """
    reading = search.reading
    words = [i for i in range(cue.last + 1, first) if reading.tokens.fold[i] not in _ARTICLES]
    if not words or finite(reading, cue.last + 1, first) or reading.tokens.fold[cue.last + 1] in _POINTING:
        return None
    if any(is_cycle(reading, i) or reading.tokens.fold[i] in _ROUNDS for i in words):
        return 0  # "après le premier cycle, admission pour une fièvre": when, not why
    return next((i for i in words[1:] if reading.tokens.fold[i] in _AND or reading.tokens.mark_before(i, COMMA)), 0)


def _next_frame(search: Search, left: int, right: int) -> bool:
    """Whether another thing is said after a comma: "différée vu X, débutée à J2 (plaquettes 63 G/L)"."""
    return any(left < o[0] < right and search.reading.tokens.mark_before(o[0], COMMA) for o in search.others)
