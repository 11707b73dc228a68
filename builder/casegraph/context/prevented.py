"""What a verb of preventing or permitting says of the treatment behind it: "a empêché", "n'a pas permis l'IRM"."""

from __future__ import annotations

from casegraph.context.frames import OPEN, Frame, Status
from casegraph.context.themes import find_themes
from casegraph.context.unnamed import unnamed_objects
from casegraph.context.verbs import Verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.terminology.mentions import Mention

__all__ = ["held_back", "is_prevented", "suffers"]


def is_prevented(frame: Frame, guards: list[Cue]) -> bool | None:
    """Whether "a empêché", "n'a pas permis" governs the frame; None where no such verb does."""
    first = frame.group.first if frame.group is not None else frame.cue.first
    for guard in guards:
        if guard.reach == "governor" and 0 < first - guard.last <= 4 and not _own_clause(frame, guard):
            return _prevents(frame.verbs, guard)
        if guard.reach == "governor" and suffers(frame, guard):
            return _prevents(frame.verbs, guard)
    return None


def suffers(frame: Frame, guard: Cue) -> bool:
    """ "la poursuite du docétaxel a été empêchée": the frame's noun is the subject of the verb that prevents."""
    group = frame.verbs.of(guard.first, guard.last)
    if frame.group is not None or group is None or not (group.passive and group.finite):
        return False
    if not 0 < group.first - frame.cue.last <= _TO_VERB:
        return False
    between = frame.verbs.told(frame.cue.last, group.first)
    return not between and not frame.reading.tokens.parted(frame.cue.last, group.first)


#: Words from a noun to the verb that it is the subject of.
_TO_VERB = 12


def _own_clause(frame: Frame, guard: Cue) -> bool:
    """ "X l'a empêché, et une transfusion a été faite": a verb behind a comma is governed by none before it."""
    group = frame.group
    return group is not None and group.finite and frame.reading.tokens.marked(guard.last + 1, group.first)


def _prevents(verbs: Verbs, guard: Cue) -> bool | None:
    """Whether a verb prevents: "a empêché", "n'a pas permis"; one that lets happen says nothing of the frame."""
    group = verbs.of(guard.first, guard.last)
    no = group is not None and group.negated
    if guard.effect.startswith("prevented"):
        # "n'a pas empêché la poursuite" prevents nothing.
        return not no
    return True if no else None


def held_back(
    reading: Reading,
    index: int,
    view: SentenceView,
    verbs: Verbs,
    cues: list[Cue],
    guards: list[Cue],
    here: list[Status],
    asked: list[int],
    unnamed: list[Mention] | None,
) -> list[Status]:
    """ "L'obésité a empêché l'IRM": the treatment or test itself stands behind the verb, or what was planned before it,
    here or as told in `asked` in the sentence before: "une IRM était prévue, mais l'obésité ne l'a pas permise"."""
    out = []
    open_ = ([s.mention for s in here if s.status in OPEN] or asked)[-1:]
    for guard in guards:
        if guard.reach != "governor" or any(0 < c.first - guard.last <= 4 for c in cues):
            continue
        group = verbs.of(guard.first, guard.last)
        if not _prevents(verbs, guard) or (group is not None and group.mood == "conditional"):
            continue
        frame = Frame(reading, view, verbs, index, Cue(guard.first, guard.last, "withheld", "infinitive"), cues, group,
                      "withheld")  # fmt: skip
        themes = [(t.mention, t.named) for t in find_themes(frame)]
        if not themes and unnamed is not None:
            unnamed += [m for m in unnamed_objects(frame) if m.parent == "LaboratoryProcedure"]
        if not themes and group is not None and _PRONOUN & set(reading.tokens.fold[group.first : group.head]):
            themes = [(n, None) for n in open_]
        out += [Status(n, "withheld", (guard.first, guard.last), index, named=named) for n, named in themes]
    return out


_PRONOUN = word_class("object-pronouns")  # "ne l'a pas permise", "nous en a dissuadés"
