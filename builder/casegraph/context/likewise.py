"""What shares the change told before it, without its word: "Y l'a été également", "l'arrêt de X et celui de Y"."""

from __future__ import annotations

from casegraph.context.frames import Status
from casegraph.context.phrases import is_theme
from casegraph.context.subjects import subject_of
from casegraph.context.verbs import VerbGroup, find_verbs, has_object_pronoun
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = ["likewise"]

_OF, _ONE, _THE = word_class("of-words"), word_class("that-of"), word_class("definite-articles")


def likewise(reading: Reading, found: list[Status]) -> list[Status]:
    """The statuses that only point to the change told last before them, in their sentence or the one before it."""
    out: list[Status] = []
    told = {s.sentence for s in found}
    for index, view in enumerate(reading.sentences):
        if index in told or index - 1 in told:
            before = [s for s in found if s.sentence in (index - 1, index)]
            out += _done_too(reading, index, view, before) + _that_of(reading, index, view, before)
    return out


def _done_too(reading: Reading, index: int, view: SentenceView, before: list[Status]) -> list[Status]:
    """ "X a été arrêté. Y l'a été également.": "l'" stands for the participle."""
    out: list[Status] = []
    verbs = find_verbs(reading, view)
    for group in verbs.groups:
        if not _bare(reading, group):
            continue
        last = max((s.cue for s in before if s.cue[1] < group.first), default=None)
        changed = _said_by(reading, last) if last is not None else None
        told = {s.mention for s in before if s.cue == last}
        out += [
            Status(n, changed, (group.first, group.last), index)
            for n in subject_of(reading, view, verbs, group).themes
            if changed is not None and is_theme(reading, n) and n not in told
        ]
    return out


def _said_by(reading: Reading, cue: tuple[int, int]) -> str | None:
    """The change that a verb says where nothing denies it: "X n'a pas été arrêté, mais Y l'avait été"."""
    frames = find_cues(reading.cue_text, cue[0], cue[1] + 1, reading.language, "status-frames")
    said = [c.effect.partition("/")[0] for c in frames if (c.first, c.last) == cue]
    return said[0] if said and said[0] in CHANGED else None


def _bare(reading: Reading, group: VerbGroup) -> bool:
    """Whether a verb is "l'a été", with no participle of its own."""
    been = group.verb == "être" and group.perfect and not group.passive and not group.negated
    return been and has_object_pronoun(reading, group)


def _that_of(reading: Reading, index: int, view: SentenceView, before: list[Status]) -> list[Status]:
    """ "L'arrêt de X et celui de Y": "celui de" stands for the noun of the change before it."""
    tokens, verbs, out = reading.tokens, find_verbs(reading, view), list[Status]()
    if _ONE.isdisjoint(tokens.fold[view.first : view.last]):
        return out
    for k in range(view.first + 1, view.last - 2):
        if tokens.fold[k] not in _ONE or tokens.fold[k + 1] not in _OF:
            continue
        nouns = [s for s in before if s.sentence == index and s.cue[1] < k and verbs.of(*s.cue) is None]
        nouns = nouns if nouns and nouns[-1].status in CHANGED else []
        number = reading.mention_at.get(k + 2 + (tokens.fold[k + 2] in _THE))
        told = {s.mention for s in before}
        if nouns and k - nouns[-1].cue[1] <= _NEAR and number is not None and number not in told:
            drug = reading.mentions[number].kind == reading.mentions[nouns[-1].mention].kind
            out += [Status(number, nouns[-1].status, (k, k + 1), index)] if drug else []
    return out


#: Words from the noun of a change to what stands for it.
_NEAR = 8
