"""A treatment of cancer that gives way to the next because of the harm it did: "compte tenu de la neuropathie, il a été
décidé de débuter le pazopanib"."""

from __future__ import annotations

from collections.abc import Set

from casegraph.context.frames import Status
from casegraph.context.groups import group_before
from casegraph.context.names import generic, of_course
from casegraph.context.presence import Said
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = ["superseded"]

_GRADE = word_class("grades")
#: Findings that a treatment of cancer is known to do, and the drugs of one.
_HARMS, _DRUGS = ("AdverseEffect", "AllergicReaction", "PeripheralNeuropathy"), "AntineoplasticAgent"
_BEGUN = ("started", "continued")
_ENDED = frozenset(CHANGED) - {"paused", "reduced", "delayed"}
_LINES = ("SecondLineTreatment", "ThirdLineTreatment", "FourthLineTreatment")
#: Sentences back to the treatment that gives way, and words from "compte tenu de" to the harm.
_BACK, _TO_HARM = 6, 6


def superseded(
    reading: Reading,
    index: int,
    view: SentenceView,
    here: list[Status],
    said: list[Said],
    gone: Set[int],
    open_: Set[int],
) -> list[Status]:
    """What was replaced, though no word says so, where harm is why another treatment of the cancer is begun.

    A progression is none: a line that was over may be followed by the next. `gone` are the mentions that were stopped
    or replaced until here, `open_` those only proposed or never given.
    """
    begun = [s for s in here if s.status in _BEGUN and s.mention in view.mentions and _of_cancer(reading, s.mention)]
    if not begun or not _harmed(reading, view, said, begun[0].cue[0]):
        return []
    new = {c for s in begun for c in _parts(reading, s.mention)}
    if any(s.status in _ENDED and s.cue[0] < begun[0].cue[0] for s in here):
        return []
    over = {c for n in gone for c in _parts(reading, n)}
    first = min(min(s.cue[0], reading.mentions[s.mention].first) for s in begun)
    for before in reversed(reading.sentences[max(0, index - _BACK) : index + 1]):
        named = [n for n in before.mentions if reading.mentions[n].last < first and _of_cancer(reading, n)]
        named = [n for n in named if not generic(reading, n) and n not in open_ and said[n].presence == "present"]
        if not named:
            continue
        group = group_before(reading, named)
        if begun[0].status != "started" and new <= {c for n in group for c in _parts(reading, n)}:
            return []  # "elle a continué le paclitaxel": of what was given, and nothing new
        left = (n for n in group if _parts(reading, n) - new and reading.mentions[n].concept not in new | over)
        return [Status(n, "replaced", begun[0].cue, index) for n in left]
    return []


def _of_cancer(reading: Reading, number: int) -> bool:
    if reading.mentions[number].concept in _LINES:
        return True
    return of_course(reading, number) and any(reading.terminology.is_a(c, _DRUGS) for c in _parts(reading, number))


def _parts(reading: Reading, number: int) -> set[str]:
    """The concept of a mention, and of a regimen those of its drugs."""
    concept = reading.mentions[number].concept
    return {*getattr(reading.concept(number), "components", ()), *({concept} if concept else ())}


def _harmed(reading: Reading, view: SentenceView, said: list[Said], begin: int) -> bool:
    """Whether a harm is told as why, before or behind what is begun."""
    harms = [n for n in view.mentions if said[n].presence == "present" and _is_harm(reading, n)]
    causes = find_cues(reading.cue_text, view.first, view.last, reading.language, "causes") if harms else []
    mentions, tokens = reading.mentions, reading.tokens
    for cause in causes:
        behind = 0 < cause.first - begin <= _TO_HARM and not tokens.parted(begin, cause.first)
        told = cause.reach == "after" and cause.effect == "strong" and (cause.first < begin or behind)
        if told and any(0 < mentions[n].first - cause.last <= _TO_HARM for n in harms):
            return True
        if cause.reach == "before" and cause.first <= begin and any(mentions[n].last < cause.first for n in harms):
            return True
    return False


def _is_harm(reading: Reading, number: int) -> bool:
    graded = reading.mentions[number].kind == "condition" and not _GRADE.isdisjoint(
        reading.tokens.behind(reading.mentions[number].last, 2)
    )
    return (graded and not reading.is_tumour_like(number)) or any(reading.is_a(number, c) for c in _HARMS)
