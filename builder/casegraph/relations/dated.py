"""Ends that only date something else: "deux mois après l'arrêt du traitement"."""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.frames import Status
from casegraph.context.phrases import arrow
from casegraph.context.planned import planned
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.relations.because import WEAK_REASONS, Reason

__all__ = ["dating_words", "keep_told"]

_ENDS = frozenset({"stopped", "paused"})


def keep_told(
    reading: Reading, statuses: list[Status], reasons: list[Reason | None]
) -> tuple[list[Status], list[Reason | None]]:
    """Leave out an end that only dates something else ("deux mois après l'arrêt du traitement") and has no reason."""
    statuses, reasons = _one_change(reading, statuses, reasons)
    known: set[tuple[str | None, str | None]] = set()
    kept: list[tuple[Status, Reason | None]] = []
    for status, reason in sorted(zip(statuses, reasons, strict=True), key=lambda pair: pair[0].cue):
        what = (reading.mentions[status.mention].concept, status.status)
        ended = {(what[0], end) for end in _ENDS} if status.status in _ENDS else {what}
        again = not known.isdisjoint(ended) and dating_words(reading, status)  # "Après une fenêtre, X a été repris"
        if what in known and _by_told(reading, status):
            continue
        if _no_more_wanted(reading, status, reason):
            kept.append((replace(status, status=None), None))
            continue
        if planned(reading, status) and (reason is None or (
                status.status == "replaced" and not reason.harm and reason.cue[0] < status.cue[0])):  # fmt: skip
            continue  # a relay is no change for what comes before it: "Devant X, un bolus est fait, relayé par Y"
        if reason is None and _closes(reading, status):
            continue
        if reason is not None or status.status not in WEAK_REASONS or not (again or _dates(reading, status)):
            kept.append((status, reason))
            known.add(what)
    return [s for s, _ in kept], [r for _, r in kept]


def _by_told(reading: Reading, status: Status) -> bool:
    """ "La toxicité a disparu avec la réduction de la dose": what a change told before has done, no new one."""
    view = reading.sentences[status.sentence]
    before = reading.tokens.before(status.cue[0], 2, view.first)
    return status.mention not in view.mentions and len(before) == 2 and before[0] in _WITH and before[1] in _DEFINITE


_WITH = word_class("with") | word_class("despite")
_DEFINITE = word_class("definite-articles")


def _closes(reading: Reading, status: Status) -> bool:
    """ "Une radiothérapie a été faite, mettant fin au traitement": the last of it, as it was meant."""
    group = find_verbs(reading, reading.sentences[status.sentence]).of(*status.cue)
    return status.status == "stopped" and group is not None and group.verb == "mettre" and group.mood == "gerund"


#: What is taken until a child is wanted: its end alone tells of nothing held.
_CONTRACEPTION = ("OralContraceptive", "ContraceptionTherapy")


def _no_more_wanted(reading: Reading, status: Status, reason: Reason | None) -> bool:
    """ "contraception arrêtée depuis deux ans", "pilule interrompue en vue d'une grossesse": no ill effect ended it."""
    if status.status != "stopped" or not any(reading.is_a(status.mention, c) for c in _CONTRACEPTION):
        return False
    return reason is None or (bool(reason.mentions) and all(reading.is_a(n, "Pregnancy") for n in reason.mentions))


def _one_change(
    reading: Reading, statuses: list[Status], reasons: list[Reason | None]
) -> tuple[list[Status], list[Reason | None]]:
    """ "arrêté en mars (allergie) et remplacé par": one change and its reason, not two; a planned relay is none.

    Nor does a count tell another: "ne recevant que deux cures, car il a été suspendu".
    """
    own = {(s.mention, s.sentence) for s in statuses if s.status in _ENDS and not _counts(reading, s)}
    told = [n for n, s in enumerate(statuses) if not (_counts(reading, s) and (s.mention, s.sentence) in own)]
    statuses, reasons = [statuses[n] for n in told], [reasons[n] for n in told]
    ended = {(s.mention, s.sentence): r for s, r in zip(statuses, reasons, strict=True) if s.status in _ENDS}
    replaced = {
        where
        for s in statuses
        if s.status == "replaced" and not (ended.get(where := (s.mention, s.sentence)) and planned(reading, s))
    }
    kept = [
        (s, _nearer(r, ended.get((s.mention, s.sentence))) if s.status == "replaced" else r)
        for s, r in zip(statuses, reasons, strict=True)
        if s.status not in _ENDS or (s.mention, s.sentence) not in replaced
    ]
    return [s for s, _ in kept], [r for _, r in kept]


def _nearer(own: Reason | None, of_end: Reason | None) -> Reason | None:
    """ "Les plaquettes chutent ; devant une possible X, Y est arrêté et on passe à Z": the one told nearer."""
    if own is None or of_end is None:
        return own or of_end
    return of_end if own.cue < of_end.cue else own


def _counts(reading: Reading, status: Status) -> bool:
    """ "n'a reçu que deux cures": that no more was given."""
    return status.status in _ENDS and reading.tokens.fold[status.cue[1]] in _THAT


_THAT = word_class("that")
_EVEN = word_class("same")
_DATING, _POSSESSIVES = word_class("dating-words"), word_class("possessives")


def _dates(reading: Reading, status: Status) -> bool:
    # "après l'arrêt du cisplatine" names what was stopped; "après l'arrêt du traitement" only dates.
    if 0 < reading.mentions[status.mention].first - status.cue[1] <= 6 and (
        status.status != "stopped" or reading.is_a(status.mention, "Drug")
    ):
        return False
    if not _POSSESSIVES.isdisjoint(reading.tokens.fold[max(0, status.cue[0] - 1) : status.cue[0]]):
        return False  # "une décroissance jusqu'à son arrêt" tells the end
    return dating_words(reading, status)


def dating_words(reading: Reading, status: Status) -> bool:
    """Whether "après", "depuis" or "la date de" stands right before the frame, over its times."""
    if arrow(reading.tokens.gap[status.cue[0]]):
        return False  # "300 mg depuis août → 200 mg"
    first, opening = status.cue[0], reading.sentences[status.sentence].first
    while first > opening and first - 1 in reading.time_words:
        first -= 1
    near = range(max(opening, min(first, status.cue[0]) - 3), first)
    dating = [i for i in near if reading.tokens.fold[i] in _DATING]
    return bool(dating) and _EVEN.isdisjoint(reading.tokens.before(dating[0], 1, opening))  # "même après l'arrêt de X"
