"""The rest of a combination that goes on with one of its drugs: "poursuite de la gemcitabine seule pour toxicité"."""

from __future__ import annotations

from casegraph.context.frames import Status
from casegraph.context.groups import group_after
from casegraph.context.names import drug_named
from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView

__all__ = ["left_out"]

_ALONE, _OF = word_class("alone-words"), word_class("of-words") | word_class("by-names")
#: Words from a drug to what says that it goes on alone, and from there to why; sentences back to the combination.
_TO_ALONE, _TO_WHY, _BACK = 3, 8, 2


def left_out(reading: Reading, found: list[Status]) -> list[Status]:
    """What was stopped of a combination, where it is told why: without a reason one goes on alone as was planned.

    "Après 4 cycles de carboplatine-gemcitabine, la gemcitabine a été poursuivie seule en raison d'une neuropathie."
    """
    stated = {s.mention for s in found if s.status in _CHANGED_ALREADY}
    out: list[Status] = []
    for index, view in enumerate(reading.sentences):
        if _ALONE.isdisjoint(reading.tokens.fold[view.first : view.last]):
            continue
        for number in view.mentions:
            alone = _alone(reading, view, number) if drug_named(reading, number) else None
            if alone is None:
                continue
            whys = _whys(reading, view)
            behind = any(0 < k - alone <= _TO_WHY for k in whys)
            combined = _combined(reading, index, number)
            between = combined and any(reading.mentions[combined[-1]].last < k < alone for k in whys)
            if not (behind or between):
                if view.first not in whys:
                    continue
                # "Vu l'âge, on a prévu X et Y, puis Y seul": what opens a sentence is why of all of it
                combined = _combined(reading, index - 1, number)
            others = [n for n in combined if n not in stated]
            told = (s.cue for s in found if between and s.mention == number and s.cue[0] in range(view.first, alone))
            out += [Status(n, "stopped", next(told, (alone, alone)), index) for n in others]
    return out


_CHANGED_ALREADY = ("stopped", "replaced", "withheld", "paused")


def _alone(reading: Reading, view: SentenceView, number: int) -> int | None:
    """The word that says that a drug goes on by itself: "la gemcitabine seule", "monothérapie par gemcitabine"."""
    mention, fold = reading.mentions[number], reading.tokens.fold
    behind = (i for i in view.onward(mention.last, _TO_ALONE) if i > mention.last and fold[i] in _ALONE)
    if (word := next(behind, None)) is not None and not reading.tokens.parted(mention.last, word):
        return word
    told = find_verbs(reading, view).told(mention.last, view.last)[:1]
    near = (g.last + 1 for g in told if g.first - mention.last <= _TO_ALONE and fold[g.last + 1 : g.last + 2] != [])
    if (word := next(near, None)) is not None and fold[word] in _ALONE:
        return word  # "le pemetrexed a été poursuivi seul"
    lead = mention.first - 1
    while lead > view.first and fold[lead] in _OF:
        lead -= 1
    return lead if lead < mention.first - 1 and fold[lead] in _ALONE else None


def _whys(reading: Reading, view: SentenceView) -> list[int]:
    """The first words of the connectors that tell why of what stands before them."""
    causes = find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
    return [c.first for c in causes if c.effect == "strong" and c.reach == "after"]


def _combined(reading: Reading, index: int, number: int) -> list[int]:
    """The other drugs of the combination that was last named with a drug, or the regimen that holds it."""
    concept = reading.mentions[number].concept
    for view in reversed(reading.sentences[max(0, index - _BACK) : index + 1]):
        named = [n for n in view.mentions if n < number and drug_named(reading, n)]
        for at, first in enumerate(named):
            group = group_after(reading, named[at:])
            whole = [n for n in group if concept in _components(reading, n)]
            if whole:
                return whole
            if len(group) > 1 and any(reading.mentions[n].concept == concept for n in group):
                return [n for n in group if reading.mentions[n].concept != concept]
            if first == named[-1]:
                break
    return []


def _components(reading: Reading, number: int) -> tuple[str, ...]:
    concept = reading.concept(number)
    return concept.components if concept is not None else ()
