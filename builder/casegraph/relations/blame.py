"""A treatment that the text blames for a condition: its stop needs no other reason.

"Une encéphalopathie due à l'ifosfamide. ... L'ifosfamide est arrêté", "Le voriconazole est incriminé et arrêté".
"""

from __future__ import annotations

from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.relations.because import Reason, Search

__all__ = ["blamed"]

_DESPITE = word_class("despite")
_BE, _TO, _WHICH = word_class("be"), word_class("at-or-in"), word_class("which")
#: Changes that a harm done by the treatment explains.
_AFTER_HARM = frozenset({"withheld", "stopped", "paused", "reduced", "replaced", "contraindicated"})
#: How many sentences a blame reaches ahead: for the very drug, for a drug of the class blamed, for another treatment.
_REACH_SAME, _REACH, _REACH_GENERAL = 12, 5, 1


def blamed(search: Search) -> Reason | None:
    """The last condition, before the change, of which the text says that this treatment caused it."""
    reading, status, causes = search.reading, search.status, search.causes
    if status.status not in _AFTER_HARM or not _DESPITE.isdisjoint(reading.tokens.before(status.cue[0], 3)):
        return None  # "mauvaise tolérance, malgré une réduction de la dose"
    drug = reading.is_a(status.mention, "Drug")
    start, of_class, near = (
        reading.sentences[max(0, status.sentence - back)].first
        for back in (_REACH_SAME if drug else _REACH_GENERAL, _REACH if drug else _REACH_GENERAL, 1)
    )
    to_drug = _to_drug(search, near)
    for condition in reversed(reading.mentions_from(start, search.view.last)):
        if condition not in causes and condition not in to_drug:
            continue
        mention, said = reading.mentions[condition], search.said[condition]
        if said.presence not in ("present", "suspected") or said.experiencer != "patient" or said.history:
            continue
        if any(
            _same(reading, cause, status.mention, by_class=mention.first >= of_class)
            and (mention.first < status.cue[0] or _which_is(reading, cause))
            for cause in causes.get(condition, [status.mention])
        ):
            return Reason((condition,), None, (mention.first, mention.last), harm=True)
    return None


def _to_drug(search: Search, start: int) -> list[int]:
    """ "une toxidermie au sulfaméthoxazole": the conditions whose name goes on with the treatment held."""
    reading, out = search.reading, []
    for number in reading.mentions_from(start, search.status.cue[0]):
        mention = reading.mentions[number]
        if mention.kind != "condition":
            continue
        behind = mention.last + 1
        if _TO.isdisjoint(reading.tokens.fold[behind : behind + 1]):
            continue
        drug = next((reading.mention_at[i] for i in (behind + 1, behind + 2) if i in reading.mention_at), None)
        if drug is not None and _same(reading, drug, search.status.mention):
            out.append(number)
    return out


def _which_is(reading: Reading, cause: int) -> bool:
    """ "on arrête la carbamazépine, qui est responsable d'une éruption", "qui donnait une éruption": told behind."""
    behind = reading.mentions[cause].last + 1
    if _WHICH.isdisjoint(reading.tokens.fold[behind : behind + 1]):
        return False
    stop = min(len(reading.tokens), behind + _TO_HARM)
    told = find_cues(reading.cue_text, behind + 1, stop, reading.language, "condition-causes")
    return reading.tokens.fold[behind + 1] in _BE or any(c.effect == "causes" for c in told)


#: Words from "qui" to the verb of harm and its object.
_TO_HARM = 6


def _same(reading: Reading, cause: int, held: int, by_class: bool = True) -> bool:
    """Whether a cause is the treatment held, by its name or by its class ("la chimiothérapie" for the cisplatine)."""
    if reading.mentions[cause].kind not in ("treatment", "procedure"):
        return False
    one, other = reading.mentions[cause].concept, reading.mentions[held].concept
    if cause == held or (one is not None and one == other):
        return True
    if not by_class:
        return False
    return other is not None and one is not None and (reading.is_a(held, one) or reading.is_a(cause, other))
