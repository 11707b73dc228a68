"""Reasons whose connector stands before the change: "Devant X, on arrête Y", "vu X, la dose a été réduite"."""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.relations.because import (
    WEAK_REASONS,
    Reason,
    Search,
    clause_end,
    given_for,
    opposes,
)
from casegraph.relations.claims import of_finding, on_noun, within
from casegraph.relations.connectors import at_the_time, behind_other_verb, joins_on, opens_next, told_behind
from casegraph.relations.loose import holds_reason
from casegraph.relations.zones import JOINABLE, zone
from casegraph.text.tokens import COMMA, PHRASE_MARKS

__all__ = ["aimed", "awaited", "preceding", "preceding_openly", "preceding_plainly", "preceding_undone"]

_AND, _WITH = word_class("and"), word_class("with")
_ARTICLES = word_class("determiners") | word_class("at-or-in")


def preceding_plainly(search: Search) -> Reason | None:
    """The plain connector before the frame, which counts more than what stands beside: "Vu X, on arrête Y"."""
    return _preceding(search, [c for c in search.cues if c.effect in ("strong", "absence")])


def preceding_undone(search: Search) -> Reason | None:
    """ "Compte tenu de son âge, il n'a pas été fait de X devant ce Y": why X was not done stands first, what it was for
    behind it."""
    reading, view = search.reading, search.view
    verbs = find_verbs(reading, view)
    own = verbs.of(*search.status.cue)
    opening = [c for c in search.cues if c.effect in ("strong", "absence") and c.first == view.first]
    if own is None or not own.negated or not opening or search.status.status not in _UNDONE:
        return None
    told = verbs.told(opening[0].last, view.last)[:1]
    comma = reading.tokens.next_mark(opening[0].last + 1, own.first + 1, COMMA)
    return _preceding(search, opening) if told == [own] and comma is not None else None


_UNDONE = frozenset({"withheld", "contraindicated"})


def preceding_openly(search: Search) -> Reason | None:
    """The connector before the frame that does not only date it: "Devant X, on arrête Y, le patient étant Z"."""
    cues = [c for c in search.cues if c.effect not in _BEHIND and search.reading.tokens.fold[c.first] not in _LATER]
    return _preceding(search, cues)


def preceding(search: Search) -> Reason | None:
    """The connector before the frame: "En raison de X, le traitement a été arrêté", "Après X, on arrête"."""
    return _preceding(search, [c for c in search.cues if c.effect not in _BEHIND])


#: Connectors that only tell why of what stands before them.
_BEHIND = ("purpose", "explanation")


def _preceding(search: Search, cues: list[Cue]) -> Reason | None:
    reading, status = search.reading, search.status
    theme = reading.mentions[status.mention].first
    if at_the_time(search):
        return None
    for cue in reversed([c for c in cues if c.reach == "after" and c.last < status.cue[0]]):
        if of_finding(search, cue) or not _reaches(search, cue):
            continue
        end = min(status.cue[0], theme) if theme > cue.last else status.cue[0]
        reason = zone(search, cue, end)
        if reason is not None and reason.mentions:
            return _with_first(search, cue, reason)
        close = _closing(search, cue, end)
        if reason is not None and close is not None and cue.effect != "weak":
            return zone(search, cue, close)
    return None


def _closing(search: Search, cue: Cue, end: int) -> int | None:
    """The word that a fronted reason in its own words ends before: behind a comma, or the "que" of "c'est ... que"."""
    tokens = search.reading.tokens
    if tokens.before(cue.first, 2, search.view.first) == _IT_IS:
        return next((i for i in range(cue.last + 1, end) if tokens.fold[i] in _THAT), None)
    own = not _NAMING.isdisjoint(tokens.span(cue.first, cue.last))  # "Par choix personnel, elle"
    return tokens.next_mark(cue.last + (1 if own else 2), end, COMMA)


_IT_IS, _THAT, _NAMING = ["c", "est"], word_class("that"), word_class("circumstance-nouns")


def _with_first(search: Search, second: Cue, reason: Reason) -> Reason:
    """ "Étant donné X, et compte tenu de Y, il a été décidé de": what the connector before names is why as well."""
    reading = search.reading
    before = [c for c in search.cues if c.reach == "after" and c.last < second.first - 1 and c.effect in JOINABLE]
    joined = (
        bool(before)
        and second.effect in JOINABLE
        and reading.tokens.fold[second.first - 1] in _AND
        and _reaches(search, before[-1])
    )
    if not joined or find_verbs(reading, search.view).told(before[-1].last, second.first):
        return reason
    also = zone(search, before[-1], second.first - 1)
    if also is None:
        return reason
    return replace(reason, mentions=(*also.mentions, *reason.mentions), phrase=also.phrase or reason.phrase)


def _reaches(search: Search, cue: Cue) -> bool:
    """Whether a connector before the frame explains it: it opens the clause, and no other frame stands between."""
    reading, view, status = search.reading, search.view, search.status
    tokens, others = reading.tokens, search.others
    near = any(0 < cue.first - o[1] <= 2 and "," not in reading.gap(o[1], cue.first) for o in others)
    if near and not opens_next(search, cue):
        return False  # "débutée pour une démence, a été arrêtée": why it was begun
    if given_for(reading, cue.first) and "," not in tokens.gap[cue.first]:
        return False  # "l'anticoagulation pour une embolie est contre-indiquée"
    beside = reading.mentions[status.mention].last + 1 == cue.first == cue.last and "," not in tokens.gap[cue.first]
    if beside and tokens.fold[cue.first] in _ON:
        return False  # "une radiothérapie sur la tumeur n'a pas été faite"
    if _on_other_verb(search, cue):
        return False  # "évoquée compte tenu de la marge, mais n'a pas été faite": why it was thought of
    if _set_against(search, cue):
        return False  # "Vu la réponse, X est poursuivi, mais une neuropathie survient, et Y est donc arrêté"
    own = find_verbs(reading, view).of(*status.cue)
    if own is not None and own.lone and own.shared is None and _clauses_on(search, cue):
        return False  # "Vu X, elle a été mise sous Y, traitement arrêté à la sortie"
    between = sum(cue.last < o[0] < status.cue[0] for o in others)
    most = 0 if tokens.fold[cue.last] in _LOOSE else 1
    if not most and _tells_more(search, cue):
        return False  # "Après une bonne réponse, une neuropathie est apparue, et X a été arrêté"
    if between and (cue.first - view.first > 3 or _clauses_on(search, cue) > most):
        return False  # "En raison de X, on fait Y, et Z est proposé, que la patiente refuse"
    opens = (
        cue.first - view.first <= 3 or tokens.mark_before(cue.first, PHRASE_MARKS) or joins_on(reading, cue.first - 1)
    )
    claimed = any(o[1] < cue.first for o in others) or within(search, cue) or on_noun(search, cue)
    if not opens and (cue.effect != "strong" or claimed):
        return False  # "antibiothérapie débutée en raison de X, et Y obtenu sous Z": X explains what is before it
    # "Au jour 14, avec un QTc à 512 ms"
    dated = any(i in reading.time_words for i in range(view.first, cue.first)) and tokens.mark_before(cue.first, COMMA)
    timed = dated and cue.first - view.first <= _TIME
    if tokens.fold[cue.last] in _WITH and ((cue.first - view.first > 1 and not timed) or _nothing_wrong(search, cue)):
        return False  # ", avec une bonne tolérance, ..." came with what stands before it
    if cue.effect == "weak" and (status.status not in WEAK_REASONS or not holds_reason(search, cue)):
        return False
    if (cue.effect == "weak" or opens) and _same_complement(search, cue):
        return False
    return opens or reading.mentions[status.mention].last >= cue.first or status.cue[0] - cue.last <= 14


def _on_other_verb(search: Search, cue: Cue) -> bool:
    """Whether a connector stands right behind the verb of another clause, which "mais" sets against the own one."""
    if _on_weighing(search, cue):
        return True
    own = behind_other_verb(search, cue)
    return own is not None and any(opposes(search.reading, i) for i in range(cue.last + 1, own.first))


def _on_weighing(search: Search, cue: Cue) -> bool:
    """ "La greffe, proposée en raison d'une récidive, n'a pas été faite": why it was thought of, between commas."""
    verbs, tokens = find_verbs(search.reading, search.view), search.reading.tokens
    at = verbs.at.get(cue.first - 1)
    group = verbs.groups[at] if at is not None else None
    if group is None or group.verb not in _WEIGHING:
        return False
    opened = range(max(search.view.first, group.first - _TO_THAT), group.first)
    aside = tokens.mark_before(group.first, COMMA) if group.lone else any(
        tokens.fold[k] in _THAT and tokens.mark_before(k, COMMA) for k in opened)  # fmt: skip
    if not aside:
        return False  # ", que nous aurions proposée en raison de X, la patiente n'en a pas voulu"
    return tokens.parted(cue.last, search.status.cue[0], COMMA)


_WEIGHING = written_class("verbs-weighing")
#: What opens a relative clause, and words from it to its verb.
_THAT, _TO_THAT = word_class("that"), 3


def _set_against(search: Search, cue: Cue) -> bool:
    """Whether "mais" and a clause of its own stand between what a connector's sentence tells and the frame."""
    reading, verbs = search.reading, find_verbs(search.reading, search.view)
    own = verbs.of(*search.status.cue)
    stop = own.first if own is not None else search.status.cue[0]
    end = clause_end(reading, search.view, cue.last + 1)
    told = verbs.told(end, stop) + ([own] if own is not None and own.finite else [])
    return any(
        opposes(reading, i) and any(g.last < i for g in told) and any(g.first > i for g in told)
        for i in range(end, stop)
    )


def _same_complement(search: Search, cue: Cue) -> bool:
    """ "un OAP sur fibrillation et arrêt du diurétique": the connector brings in the change as well."""
    tokens, first = search.reading.tokens, search.status.cue[0]
    if find_verbs(search.reading, search.view).of(*search.status.cue) is not None:
        return False
    join = first - 1
    while join > cue.last and (tokens.fold[join] in _ARTICLES or (join == first - 1 and tokens.fold[join] in _SEVERAL)):
        join -= 1
    return tokens.fold[join] in _AND and not tokens.parted(cue.last, first - 1, COMMA)


_ON = word_class("specimen-prepositions")
#: The most words of a time that opens a sentence.
_TIME = 6
_SEVERAL = word_class("new-adjectives") | word_class("other-adjectives")
_LATER = word_class("behind-in-time")
_LOOSE = _WITH | _LATER
_THERE = word_class("there-adjectives")


def _nothing_wrong(search: Search, cue: Cue) -> bool:
    """ "Avec une FEVG préservée": what is as it should be comes with the change, and is no reason."""
    tokens = search.reading.tokens
    stop = tokens.next_mark(cue.last + 1, search.view.last, COMMA) or search.view.last
    return not _THERE.isdisjoint(tokens.between(cue.last, stop))


def _tells_more(search: Search, cue: Cue) -> bool:
    """Whether a finding is told of in a clause of its own between what a connector brings in and the frame."""
    reading, end = search.reading, clause_end(search.reading, search.view, cue.last + 1)
    found = [n for n in reading.mentions_from(end, search.status.cue[0]) if reading.mentions[n].kind == "condition"]
    verbs = find_verbs(reading, search.view)
    return any(verbs.told(reading.mentions[n].last, search.status.cue[0]) for n in found)


def _clauses_on(search: Search, cue: Cue) -> int:
    """How many clauses stand between a connector and the frame, the verb that a gerund goes with left out."""
    verbs = find_verbs(search.reading, search.view)
    own = verbs.of(*search.status.cue)
    stop = own.first if own is not None else search.status.cue[0]
    end = clause_end(search.reading, search.view, cue.last + 1)
    clauses = sum(g.shared is None for g in verbs.told(end, stop))
    return clauses - (own is not None and own.mood == "gerund")


def awaited(search: Search) -> Reason | None:
    """ "différée jusqu'à correction de l'hypocalcémie", "baissé en vue des ECT": what must be over first, or comes."""
    if search.status.status not in WEAK_REASONS:
        return None
    fold, cues = search.reading.tokens.fold, search.cues
    if any(c.effect in ("strong", "weak") and c.first == search.view.first for c in cues):
        return None  # "En raison d'une mucite, X est suspendu en attendant l'avis"
    return told_behind(search, [c for c in cues if c.effect == "purpose" and fold[c.first] in _UNTIL | _IN_VIEW])


_UNTIL, _IN_VIEW = word_class("until"), word_class("in-view")


def aimed(search: Search) -> Reason | None:
    """What a change is meant to reach or avoid, where nothing else is why: "suspendu afin d'éviter un saignement"."""
    if search.status.status not in WEAK_REASONS:
        return None
    aims = [c for c in search.cues if c.effect == "purpose"]
    return told_behind(search, aims) or _preceding(search, aims)
