"""A reason that no connector marks: the event told in the clause or sentence right before the change.

"Le diagnostic de toxidermie était retenu et la carbamazépine était interrompue", "Elle a développé une mucite. La dose
a été réduite": what just happened is why, for a change that was decided or made then.
"""

from __future__ import annotations

from casegraph.context.modality import governor
from casegraph.context.verbs import VerbGroup, Verbs, find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.reading import SentenceView
from casegraph.relations.because import Reason, Search, listed

__all__ = ["told_before"]

_EVENTS = written_class("verbs-event")
_DECIDING = written_class("verbs-deciding")
_SEQUENCES = written_class("verbs-sequence")
_DATES = word_class("dating-words") | word_class("despite")
#: Changes that follow on an event; a refusal or a contraindication has its reason beside it or not at all.
_FOLLOWS = frozenset({"stopped", "paused", "reduced", "replaced", "delayed"})
_MOST = 3


def told_before(search: Search) -> Reason | None:
    """The finding told right before the change."""
    reading, view, status = search.reading, search.view, search.status
    verbs = find_verbs(reading, view)
    if _only_dates(search) or _relayed(verbs, status.cue):
        return None
    main = _main(search, verbs)
    if main is None:
        # "a montré une amélioration, avec l'arrêt de l'oxygène": the verb before the noun tells the event.
        before = [g for g in verbs.groups if g.last < status.cue[0] and g.finite]
        if verbs.of(*status.cue) is not None and before and before[-1].verb in _DECIDING:
            main = before[-1]  # "il a été décidé d'irradier, sans administrer la deuxième cure"
        elif status.status not in _FOLLOWS:
            return None
        else:
            return _event(search, view, before, status.cue[0]) if before else _sentence_before(search)
    if _background(search, main):
        return None
    before = [g for g in verbs.groups if g.last < main.first and g.finite]
    unable = main.modal == "pouvoir" and bool(before)
    if status.status not in _FOLLOWS and not (status.status == "withheld" and (main.verb in _DECIDING or unable)):
        return None
    if before:
        return _event(search, view, before, main.first)
    return _sentence_before(search)


def _sentence_before(search: Search) -> Reason | None:
    """What the sentence before tells last: "Le bilan montrait une cytolyse. Arrêt de l'isoniazide."."""
    reading, view, status = search.reading, search.view, search.status
    if status.sentence == 0:
        return None
    previous = reading.sentences[status.sentence - 1]
    if previous.sentence.section != view.sentence.section:
        return None
    finite = [g for g in find_verbs(reading, previous).groups if g.finite]
    return _event(search, previous, finite, previous.last) if finite else None


def _main(search: Search, verbs: Verbs) -> VerbGroup | None:
    """The finite verb of the clause that says the change: its own, or the one that governs it."""
    first, last = search.status.cue
    group = verbs.of(first, last)
    if group is not None and group.shared is not None:
        group = verbs.groups[group.shared]
    for _ in range(3):
        if group is not None and group.finite:
            return group
        above = governor(search.reading, search.view, verbs, group.first if group is not None else first)
        if above is None or above is group:
            break
        group = above
    return None


def _only_dates(search: Search) -> bool:
    """ "malgré l'arrêt de", "après une fenêtre de": what was told does not lead to the change."""
    first = search.status.cue[0]
    return bool(_DATES & set(search.reading.tokens.fold[max(search.view.first, first - 3) : first]))


def _relayed(verbs: Verbs, cue: tuple[int, int]) -> bool:
    """ "trois bolus relayés par la voie orale": a sequence that was planned, not a consequence."""
    group = verbs.of(*cue)
    return group is not None and group.verb in _SEQUENCES


def _background(search: Search, main: VerbGroup) -> bool:
    """ "qui avait été suspendue": told as earlier than what stands before it."""
    words = search.reading.tokens.fold[max(search.view.first, main.first - 1) : main.head]
    return "qui" in words[:1] or bool({"avait", "avaient"} & set(words))


def _event(search: Search, view: SentenceView, before: list[VerbGroup], stop: int) -> Reason | None:
    """What the last verb before the change tells: its object, or its subject where it has none."""
    reading = search.reading
    event = before[-1]
    if event.verb not in _EVENTS or event.negated or event.mood in ("conditional", "future"):
        return None
    start = before[-2].last + 1 if len(before) > 1 else view.first
    fits = [n for n in view.mentions if _fits(search, n)]
    behind = [n for n in fits if event.last < reading.mentions[n].first < stop]
    ahead = [n for n in fits if start <= reading.mentions[n].first < event.first]
    found = (ahead or behind) if event.passive else (behind or ahead)
    if not found:
        return None
    group = [found[0]]
    for number in found[1:]:
        if not listed(reading, group[-1], number):
            break
        group.append(number)
    return Reason(tuple(group[:_MOST]), None, (event.first, event.last))


def _fits(search: Search, number: int) -> bool:
    said = search.said[number]
    if search.reading.mentions[number].kind not in ("condition", "assessment") or number == search.status.mention:
        return False
    if number in search.valued and search.reading.mentions[number].kind == "assessment":
        return False
    return said.presence in ("present", "suspected") and said.experiencer == "patient" and not said.history
