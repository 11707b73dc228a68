"""What words that point back mean: "de ce fait", "donc", "pour cette raison"."""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.frames import Status
from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.records import CHANGED
from casegraph.relations.because import ACTS, FOLLOWS, LONGEST_PHRASE, TURNS, WEAK_REASONS, Reason, Search, listed, span
from casegraph.relations.consequence import (
    ENDS_WELL,
    clause_before,
    findings_before,
    previous_findings,
    subject_findings,
)
from casegraph.relations.moves import moved_before
from casegraph.text.tokens import COMMA

__all__ = ["anaphor"]

_AND, _WITH, _WHICH = word_class("and"), word_class("with"), word_class("which")
_TO_WHICH, _SINCE = word_class("to-which"), word_class("since")
_OPEN, _DIAGNOSING = frozenset("("), written_class("verbs-diagnosing")


def anaphor(search: Search) -> Reason | None:
    """ "De ce fait", "donc", "pour cette raison": what was said just before, in the sentence or in the one before
    it."""
    reading, view, status, cues, valued = search.reading, search.view, search.status, search.cues, search.valued
    for cue in (_from_behind(search, c) for c in cues):
        if cue.effect != "anaphor" or not (cue.first - 14 <= status.cue[0] and cue.first <= status.cue[1]):
            continue
        if cue.first > status.cue[0] + 3 or (status.status in CHANGED and _comes_with(search, cue)):
            continue
        if _in_relative(search, cue) or _told_nearer(search, cue) or _in_aside(search, cue):
            continue
        if reading.tokens.fold[cue.first] in _SINCE:
            # "depuis lors, elle ne prend plus X": what was found then; "depuis lors, elle n'est pas suivie": only when
            before = findings_before(search, cue.first) if status.status in FOLLOWS else []
            if before:
                return Reason(tuple(before), None, (cue.first, cue.last))
            continue
        group = _turn_of(search, cue) or subject_findings(reading, view, cue.first, status, valued, far=True)
        if group and cue.first - view.first > 3:
            return Reason(tuple(group), None, (cue.first, cue.last))
        if (clause := clause_before(search, cue)) is not None:
            return Reason((), clause, (cue.first, cue.last))
        if status.status in CHANGED and _of_other_clause(search, cue):
            continue
        if diagnosed := _diagnosed(search, cue):
            return Reason(tuple(diagnosed), None, (cue.first, cue.last))
        previous = previous_findings(reading, status, valued, search.said, missing=True)
        first_clause = not find_verbs(reading, view).told(view.first, cue.first)
        if cue.first - view.first <= 6 or first_clause:
            if previous:
                return Reason(tuple(previous), None, (cue.first, cue.last))
            phrase = _sentence_before(reading, status, whole=cue.last > cue.first)
            if phrase is not None and status.status in WEAK_REASONS:
                return Reason((), phrase, (cue.first, cue.last))
            if moving := moved_before(search):
                return Reason(tuple(moving), None, (cue.first, cue.last))
    return None


def _from_behind(search: Search, cue: Cue) -> Cue:
    """ "X est récusé de ce fait.": words that end the clause of the change point back as those that open it."""
    tokens, view, last = search.reading.tokens, search.view, search.status.cue[1]
    ends = cue.last + 1 >= view.last or tokens.mark_behind(cue.last)
    theme = search.reading.mentions[search.status.mention].first
    if cue.effect != "anaphor" or cue.first != last + 1 or cue.first == cue.last or not ends or not (
            view.first <= theme < cue.first):  # fmt: skip
        return cue
    first = max(view.first, theme - 1)
    return Cue(first, first, cue.effect, cue.reach)


def _diagnosed(search: Search, cue: Cue) -> list[int]:
    """ "Ainsi, une bronchite a été retenue et l'aspirine a été arrêtée": the diagnosis told between the two."""
    reading, first = search.reading, search.status.cue[0]
    verbs = find_verbs(reading, search.view)
    told = [g for g in verbs.told(cue.last, first) if g.verb in _DIAGNOSING and not g.negated]
    named = [n for n in reading.mentions_from(cue.last, first) if reading.mentions[n].kind == "condition"]
    counts = {"present", "suspected"} | ({"absent"} if search.status.status in ENDS_WELL else set())
    one = len({search.said[n].presence for n in named}) == 1 and search.said[named[0]].presence in counts
    return named if told and one and all(listed(reading, a, b) for a, b in pairwise(named)) else []


def _turn_of(search: Search, cue: Cue) -> list[int]:
    """ "une progression aux dépens de la masse, et le traitement a donc été arrêté": the turn, not what it is of."""
    reading, verbs = search.reading, find_verbs(search.reading, search.view)
    before = verbs.told(search.view.first, cue.first)
    start = before[-2].last if len(before) > 1 else search.view.first
    near = reading.mentions_from(start, cue.first)
    turns = [n for n in near if any(reading.is_a(n, turn) for turn in TURNS) and search.said[n].presence == "present"]
    return turns[:1]


def _comes_with(search: Search, cue: Cue) -> bool:
    """ "on a donc maintenu X, avec un retrait des corticoïdes": a noun that only comes with what the verb tells."""
    tokens, first = search.reading.tokens, search.status.cue[0]
    verbs = find_verbs(search.reading, search.view)
    main = [g for g in verbs.told(search.view.first, first) if cue.first <= g.last]
    if verbs.of(*search.status.cue) is not None or not main:
        return False
    along = [k for k in range(main[-1].last, first) if tokens.fold[k] in _WITH and tokens.mark_before(k, COMMA)]
    # "on convient avec la famille de commencer X au lieu de Y": the verb behind goes on with what was decided
    return bool(along) and not any(along[0] < g.first < first for g in verbs.groups)


def _told_nearer(search: Search, cue: Cue) -> bool:
    """ "il a donc reçu X, avec une mauvaise tolérance, n'en recevant qu'une cure": a harm between is why."""
    reading, first = search.reading, search.status.cue[0]
    own = find_verbs(reading, search.view).of(*search.status.cue)
    if own is None or own.mood != "gerund" or not reading.tokens.mark_before(min(own.first, first), COMMA):
        return False
    return any(
        reading.is_a(n, "AdverseEffect") and search.said[n].presence == "present"
        for n in reading.mentions_from(cue.last, first)
    )


def _in_aside(search: Search, cue: Cue) -> bool:
    """ "le scanner, indiqué dans ce contexte, a été reporté": why of what the aside says only."""
    tokens, verbs = search.reading.tokens, find_verbs(search.reading, search.view)
    participle = verbs.of(cue.first - 1, cue.first - 1)
    own = verbs.of(*search.status.cue)
    return (
        participle is not None
        and own is not None
        and participle.lone
        and cue.last < own.first
        and tokens.mark_before(participle.first, COMMA)
        and tokens.parted(cue.last, own.first, COMMA)
    )


def _in_relative(search: Search, cue: Cue) -> bool:
    """ "on a donc demandé un scanner, auquel il ne s'est pas présenté": why of the main clause only."""
    tokens, own = search.reading.tokens, find_verbs(search.reading, search.view).of(*search.status.cue)
    first = own.first if own is not None and own.finite else search.status.cue[0]
    which = first - 1
    if which > cue.last and tokens.fold[which] in _WHICH and tokens.mark_before(which, _OPEN):
        return True  # "on a donc débuté X (qui a été reporté pour éviter Y)"
    return any(
        i > cue.last
        and tokens.fold[i] in _TO_WHICH
        and (tokens.mark_before(i, COMMA) or tokens.mark_before(i - 1, COMMA))
        for i in range(first - 3, first)
    )


def _of_other_clause(search: Search, cue: Cue) -> bool:
    """Whether an anaphor opens a clause of its own: "En conséquence, il a consulté, et X a été suspendu"."""
    tokens, (first, last) = search.reading.tokens, search.status.cue
    verbs = find_verbs(search.reading, search.view)
    own = verbs.of(first, last)
    stop = own.first if own is not None and own.finite else first
    return any(
        tokens.fold[i] in _AND and tokens.mark_before(i, COMMA)
        for group in verbs.told(cue.last, stop)
        if group.shared is None
        for i in range(group.last, stop)
    )


def _sentence_before(reading: Reading, status: Status, whole: bool) -> tuple[int, int] | None:
    """The sentence before in its own words, when it is short; one that names a treatment only by `whole` words such as
    "pour cette raison".

    "Il vivait seul et sans téléphone.".
    """
    view = reading.sentences[status.sentence - 1] if status.sentence else None
    if view is None or not 2 < view.last - view.first <= LONGEST_PHRASE:
        return None
    if not whole and any(reading.mentions[n].kind in ACTS for n in view.mentions):
        return None
    return span(reading, view.first, view.last)
