"""Treatments that ended when something happened: "administré pendant dix mois jusqu'à la progression hépatique"."""

from __future__ import annotations

from casegraph.context.frames import Status
from casegraph.context.names import drug
from casegraph.context.phrases import COUNTED
from casegraph.context.presence import Said
from casegraph.context.verbs import VerbGroup, find_verbs, is_past
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = ["ended", "ended_by"]


def ended(reading: Reading, found: list[Status], said: list[Said]) -> list[Status]:
    """What was given until something went wrong: it was stopped then, though no word says so."""
    changed = {s.mention for s in found if s.status in CHANGED}
    out: list[Status] = []
    for index, view in enumerate(reading.sentences):
        if _UNTIL.isdisjoint(reading.tokens.fold[view.first : view.last]):
            continue
        here = [s for s in found if s.sentence == index]
        for k in (k for k in range(view.first, view.last) if reading.tokens.fold[k] in _UNTIL):
            if _explained(reading, view, k):
                given = [n for n in view.mentions if 0 < k - reading.mentions[n].last <= _BEFORE and drug(reading, n)]
                given = given[-1:]
            elif ended_by(reading, view, k):
                given = _given(reading, view, here, k)
            else:
                continue
            given = [n for n in given if n not in changed and said[n].presence == "present"]
            stated = {s.mention for s in here}
            out += [Status(n, "given", (k, k), index) for n in given if n not in stated]
            out += [Status(n, "stopped", (k, k), index) for n in given]
    return out


def ended_by(reading: Reading, view: SentenceView, until: int) -> list[int]:
    """The harm or turn of the disease behind "jusqu'à", up to which something was given.

    "jusqu'à la progression", "jusqu'à l'apparition d'une thrombose", "jusqu'en mai 2015, date à laquelle une récidive a
    été constatée"; not "jusqu'à progression ou toxicité", which is a plan.
    """
    fold = reading.tokens.fold
    seen: list[str] = []
    for k in view.onward(until, _TO_HARM):
        number = reading.mention_at.get(k)
        if number is not None and reading.mentions[number].kind == "condition":
            harm = any(reading.is_a(number, c) for c in _HARMS) or bool(_ONSETS & set(seen[-_TO_NAME:]))
            last = reading.mentions[number].last
            either = not _OR.isdisjoint(reading.tokens.behind(last, _TO_OR, view.last))
            return [number] if harm and not either else []
        where = reading.tokens.text[k].lower() in _WHERE and bool(seen)  # ", où l'on objective", ", moment auquel"
        if k not in reading.time_words and fold[k] not in _LEADING and not fold[k].isdecimal() and not where:
            dated = not _WHEN.isdisjoint(seen) or "que" in fold[until:k]
            if not dated or reading.tokens.mark_before(k):
                return []
        seen.append(_A_TIME if where else fold[k])
    return []


def _given(reading: Reading, view: SentenceView, here: list[Status], until: int) -> list[int]:
    """What was given up to "jusqu'à": the objects of the verb before it, or what its passive is said of."""
    group = next((g for g in reversed(find_verbs(reading, view).groups) if g.last < until), None)
    # "débuté jusqu'à progression" tells what is meant to be
    if group is None or group.verb not in _GIVING or not (is_past(group) or _at_a_date(reading, view, group, until)):
        return []
    behind = range(group.last + 1, until)
    if any(reading.mentions[n].kind in _TOLD for n in reading.mentions_from(behind.start, until)):
        return []  # "a reçu X avec une bonne réponse jusqu'à la progression"
    objects = [n for n in reading.mentions_from(behind.start, until) if drug(reading, n)]
    told = [s for s in here if s.status in _GIVEN and group.first <= s.cue[0] <= group.last]
    subjects = [s.mention for s in told if drug(reading, s.mention)]
    return list(dict.fromkeys(objects or subjects))


def _at_a_date(reading: Reading, view: SentenceView, group: VerbGroup, until: int) -> bool:
    """ "on continue X jusqu'à ce que le scanner de juin objective une progression": told with a date."""
    harm = ended_by(reading, view, until)
    last = reading.mentions[harm[-1]].first if harm else until
    dates = reading.times_within(reading.tokens.start[until], reading.tokens.end[last])
    return group.mood == "present" and any(t.kind == "date" for t in dates)


def _explained(reading: Reading, view: SentenceView, until: int) -> bool:
    """ "a continué le sorafénib jusqu'en mai en raison d'une diarrhée": what ends with a reason was stopped."""
    causes = find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
    whys = (c for c in causes if c.first > until and c.effect == "strong" and c.last > c.first)
    cause = next((c for c in whys if reading.tokens.fold[c.first] not in _DATES), None)
    return cause is not None and _only_time(reading, until + 1, cause.first)


def _only_time(reading: Reading, first: int, stop: int) -> bool:
    """Whether some words are only a date or a round: "en décembre de la même année", "au troisième cycle"."""
    words = range(first, stop)
    timed = any(i in reading.time_words or reading.tokens.fold[i] in COUNTED for i in words)
    return timed and all(
        i in reading.time_words or reading.tokens.fold[i] in _DATING or reading.tokens.text[i][0].isdecimal()
        for i in words
    )


_UNTIL, _DATING = word_class("until"), word_class("date-links") | COUNTED
#: "jusqu'en mai, date à laquelle" tells when, not why.
_DATES = word_class("date-nouns")
#: Words from a drug to "jusqu'en".
_BEFORE = 4
_GIVEN = ("given", "continued", "completed", "resumed")
_GIVING = written_class("verbs-giving-on")
_TOLD = ("condition", "observation", "procedure")
_HARMS = ("Progression", "Recurrence", "AdverseEffect")
#: Written words that lead from a date to what happened then, and what is noted for them.
_WHERE, _A_TIME = ("où", "moment"), "date"
_ONSETS, _OR, _WHEN = word_class("onset-nouns"), word_class("or"), word_class("when-words") | word_class("date-nouns")
#: Words that may lead from "jusqu'à" to what happened, beside those of a time.
_LEADING = (
    word_class("date-links") | word_class("definite-articles") | word_class("indefinite-articles") | _ONSETS | _WHEN
    | word_class("of-words") | word_class("at-or-in") | word_class("that") | word_class("demonstratives")
    | word_class("further-adjectives")
)  # fmt: skip
#: Words from "jusqu'à" to what happened, from its onset to its name, from its name to "ou".
_TO_HARM, _TO_NAME, _TO_OR = 16, 3, 4
