"""What a time says of X: waited for before it was done, done only then, not done before the patient died."""

from __future__ import annotations

from casegraph.context.frames import Frame, Theme
from casegraph.languages.words import word_class, written_class
from casegraph.text.fold import words

__all__ = ["died_before", "only_then", "waited_before"]


def waited_before(frame: Frame) -> bool:
    """ "Il a été décidé d'attendre la cicatrisation avant d'effectuer X", "attendre J10 pour débuter X": X was put
    off."""
    group, tokens = frame.group, frame.reading.tokens
    if group is None or group.mood != "infinitive" or frame.status not in _BEGUN:
        return False
    waited = [g for g in frame.verbs.before(group.first) if g.verb in _AWAITING and group.first - g.last <= _WAIT]
    lead = tokens.before(group.first, 2, frame.view.first)
    timed = bool(waited) and any(k in frame.reading.time_words for k in range(waited[-1].last, group.first))
    if _BEFORE_WORDS.isdisjoint(lead[:1]) and not (timed and lead[-1:] == ["pour"]):
        return False
    return bool(waited) and waited[-1].mood not in ("future", "conditional") and not waited[-1].negated


def died_before(frame: Frame) -> int | None:
    """The word of a death before X could begin: "décédé d'un choc avant l'initiation de X", not "deux jours avant", and
    "décédé avant que X ne soit donné"."""
    reading, view = frame.reading, frame.view
    fold, first = reading.tokens.fold, frame.cue.first
    if frame.group is not None and frame.group.mood == "subjunctive" and frame.status in _BEGUN:
        return _died_before_that(frame, frame.group.first)
    before = first - 1 - (fold[first - 1] not in _BEFORE_WORDS)
    if frame.group is not None or frame.status not in _BEGUN or before <= view.first:
        return None
    near = reading.times_within(reading.tokens.start[max(view.first, before - _TO_TIME)], reading.tokens.start[before])
    if fold[before] not in _BEFORE_WORDS or any(t.duration for t in near):
        return None
    death = next((k for k in range(before - 1, view.first - 1, -1) if fold[k] in _DEATHS), None)
    told = frame.verbs.told(death + 1, before) if death is not None else []
    return death if all(g.verb in _COMING for g in told) else None  # "le décès est survenu au troisième jour, avant"


def _died_before_that(frame: Frame, first: int) -> int | None:
    """The word of a death before a clause: "décédé à J2, avant que la moindre chirurgie ne soit réalisée"."""
    fold = frame.reading.tokens.fold
    back = frame.view.back(first, _CLAUSE)
    that = next((k for k in back if fold[k] in _BEFORE_WORDS and fold[k + 1] in _THAT), None)
    return None if that is None else next((k for k in frame.view.back(that, _CLAUSE) if fold[k] in _DEATHS), None)


def only_then(frame: Frame, themes: tuple[Theme, ...]) -> bool:
    """ "on n'a commencé X qu'en juin", "ce n'est qu'en juin que X a pu débuter": later than it was meant to be."""
    group, reading, view, fold = frame.group, frame.reading, frame.view, frame.reading.tokens.fold
    if group is None or group.negated or frame.status not in _BEGUN or not themes:
        return False
    if group.passive:
        return _only_later(frame)
    said = max([group.last, *(m.last for t in themes if (m := reading.mentions[t.mention]).last < view.last)])
    if not _NE.isdisjoint(fold[group.first : group.head]) and not _THAT.isdisjoint(fold[said + 1 : said + 2]):
        return _timed(frame, said + 2)
    cleft = [k for k in range(view.first, group.first - len(_IT_IS_ONLY)) if fold[k : k + 4] == _IT_IS_ONLY]
    return bool(cleft) and _timed(frame, cleft[0] + 4) and not _THAT.isdisjoint(fold[cleft[0] + 4 : group.first])


def _only_later(frame: Frame) -> bool:
    """ "n'est ajouté qu'à partir du troisième cycle", "n'a été posée que le 29 janvier", "n'a pu être reprise que neuf
    semaines après l'opération"."""
    group, reading, tokens, fold = frame.group, frame.reading, frame.reading.tokens, frame.reading.tokens.fold
    assert group is not None
    that = max(group.last, frame.cue.last) + 1
    last = min(frame.view.last, that + 1 + _TO_TIME)
    if _NE.isdisjoint(fold[group.first : group.head]) or _THAT.isdisjoint(fold[that : that + 1]):
        return False
    if not _ONCE.isdisjoint(fold[that + 1 : that + 2]) or _timed(frame, that + 1):
        return True
    if any(fold[that + 1 : that + 1 + len(lead)] == lead for lead in _ONCE_THAT):
        return True
    near = reading.times_within(tokens.start[that], tokens.end[last - 1])
    if not _ON_DAYS.isdisjoint(fold[that + 1 : that + 2]) and any(t.kind == "date" and not t.relation for t in near):
        return True
    counted = any(k in reading.time_words for k in range(that + 1, last))
    return counted and not _LATER.isdisjoint(fold[that + 1 : last + 1])


def _timed(frame: Frame, first: int) -> bool:
    """Whether a time when begins at a word: "en juin", "au bout de six semaines", not "le soir", "pendant un mois"."""
    if _AT_TIMES.isdisjoint(frame.reading.tokens.fold[first : first + 1]):
        return False
    return any(k in frame.reading.time_words for k in range(first, min(frame.view.last, first + _TO_TIME)))


#: What a day or a month stands behind: "le 3 mars", "en mars", not "jusqu'au", "du 3 au 5".
_ON_DAYS = frozenset(words("le en"))
_LATER, _ONCE = word_class("later-words"), word_class("once-words")
_ONCE_THAT = tuple(map(words, written_class("once-phrases")))
_NE, _THAT, _AT_TIMES = word_class("ne"), word_class("that"), word_class("at-times")
#: "ce n'est que", and words from it to the number or the name of a time.
_IT_IS_ONLY, _TO_TIME = ["ce", "n", "est", "qu"], 6


#: Words of a clause back from its verb, and from "avant que" to a death.
_CLAUSE = 14
_DEATHS, _COMING = word_class("death-words"), written_class("verbs-be-perfect")
#: Words from waiting to what was put off.
_BEFORE_WORDS = word_class("before-words")
_BEGUN, _AWAITING, _WAIT = ("given", "started", "resumed"), frozenset(written_class("verbs-awaiting")), 14
