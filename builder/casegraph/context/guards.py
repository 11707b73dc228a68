"""Words beside a frame by which the sentence speaks of a guideline, a study, a question, a plan, somebody else.

Rows of the table `status-frames` whose reach is a guard: `sentence` and `opening` guard what follows them in the
sentence (`opening` only as its first words), `following` the frame right behind, `preceding` and `close` the frame
before (`close` only where no mark, join or verb stands between), `around` either side.
"""

from __future__ import annotations

from casegraph.context.frames import Frame
from casegraph.context.governors import narrated
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.records import CHANGED
from casegraph.text.tokens import ALL_MARKS, COMMA

__all__ = ["GUARDS", "awaited", "guarded"]

GUARDS = frozenset({"name", "sentence", "opening", "around", "following", "preceding", "close", "governor"})
_AWAITED, _BEFORE, _BEHIND = ("subject", "to-do"), ("sentence", "around"), ("preceding", "around")
_BEING = frozenset(written_class("verbs-of-being"))
#: Words of such an aside.
_ASIDE = 6
_CLOSE, _SEMICOLON = frozenset(")"), frozenset(";")


def _unparted(frame: Frame, word: int) -> bool:
    """Whether no mark, join or verb stands between a noun or infinitive and a word behind it."""
    tokens, after = frame.reading.tokens, frame.cue.last + 1
    if frame.group is not None and frame.group.mood != "infinitive":
        return False
    if tokens.marked(after, word, ALL_MARKS | {"\n"}) or "et" in tokens.fold[after:word]:
        return False
    # "l'arrêt de l'aspirine est à discuter"
    verbs = [frame.verbs.groups[frame.verbs.at[k]].verb for k in range(after, word) if k in frame.verbs.at]
    return _BEING.issuperset(verbs)


def awaited(frame: Frame, guards: list[Cue]) -> bool:
    """Whether what a frame names is still to come: "sevrage à discuter", "relais de l'héparine à prévoir"."""
    near = [g for g in guards if g.reach == "close"]
    near += [c for c in frame.cues if c.effect.startswith("planned") and c.reach in _AWAITED]
    return any(0 < c.first - frame.cue.last <= 9 and _unparted(frame, c.first) for c in near)


def _parted(frame: Frame, guard: Cue) -> bool:
    """Whether what a guard is about is another frame: "propose de remplacer X plutôt que Y"."""
    between = (c for c in frame.cues if guard.last < c.first and c.last < frame.cue.first)
    return any(c.reach == "verb" and c.effect.partition("/")[0] in CHANGED for c in between)


_IF, _SO = word_class("if"), (["bien"], ["non"])
_PERIODS = word_class("years-and-seasons")
_ARTICLES, _UNTIL = word_class("definite"), word_class("until")


def _on_condition(frame: Frame) -> bool:
    """Whether a condition follows right behind: "est contre-indiqué si la clairance baisse", "stop AINS si douleur"."""
    reading = frame.reading
    i = max(frame.cue.last, frame.group.last if frame.group is not None else 0) + 1
    while i < frame.view.last and (i in reading.mention_at or reading.tokens.fold[i] in _ARTICLES):
        i += 1
    parted = i >= frame.view.last or reading.tokens.gap[i].strip(" \n")
    return not parted and reading.tokens.fold[i] in _IF and reading.tokens.behind(i, 1) not in _SO


def _as_a_rule(frame: Frame, guard: Cue) -> bool:
    """Whether a condition stands behind what was done as a habit: "nous repoussions la cure en cas de fièvre"."""
    group, tokens = frame.group, frame.reading.tokens
    habit = group is not None and group.mood in _HABITS and not (group.perfect or group.passive or group.lone)
    return habit and frame.cue.last < guard.first and not tokens.parted(frame.cue.last, guard.first, ALL_MARKS)


_HABITS = ("imperfect", "present")


def _instruction(frame: Frame) -> bool:
    """Whether an infinitive opens the sentence: it tells what to do."""
    return frame.group is not None and frame.group.mood == "infinitive" and frame.group.first == frame.view.first


def _dated(frame: Frame, word: int) -> bool:
    """Whether a year, a month or a season begins at a word: "à la fin de 2015", "à la fin de l'été"."""
    tokens = frame.reading.tokens
    word += word < frame.view.last and tokens.fold[word] in _ARTICLES
    if word >= frame.view.last:
        return False
    year = tokens.text[word].isdecimal() and len(tokens.text[word]) == len("2015")
    return year or word in frame.reading.time_words or tokens.fold[word] in _PERIODS


def _of_an_aside(frame: Frame, guard: Cue) -> bool:
    """ "la radiothérapie, habituellement simultanée, est repoussée": what is usual is told between commas only."""
    tokens = frame.reading.tokens
    closes = tokens.next_mark(guard.last + 1, min(frame.cue.first, guard.last + _ASIDE), COMMA)
    return tokens.mark_before(guard.first, COMMA) and closes is not None


def guarded(frame: Frame, guards: list[Cue]) -> bool:
    """A guideline, a question, somebody else, an end that was planned."""
    if frame.status not in CHANGED:
        return False
    cue, tokens = frame.cue, frame.reading.tokens
    if _on_condition(frame):
        return True
    for guard in guards:
        if guard.reach == "sentence" and tokens.parted(guard.last, cue.first, _CLOSE):
            # "(indispensable en cas d'anomalie)" says nothing of the rest.
            continue
        if guard.effect.endswith("habitual") and (narrated(frame) or _of_an_aside(frame, guard)):
            continue
        if guard.reach in _BEFORE and guard.first < cue.first:
            return True
        if guard.effect.endswith("habitual") and guard.reach == "sentence" and (
                guard.first == cue.last + 1 or _as_a_rule(frame, guard)):  # fmt: skip
            return True  # "on reporte généralement", "on repoussait X en cas de fièvre"
        if guard.reach == "sentence" and guard.first > cue.last and _instruction(frame):
            return True  # "Interrompre X en cas de toux"
        if guard.effect.endswith("general") and frame.group is None and guard.first > cue.last and not narrated(frame):
            return True  # "L'arrêt de X était un facteur fréquent dans notre étude"
        if guard.reach == "opening" and guard.first < cue.first and frame.reading.opens(frame.view, guard.first):
            return True  # "dans l'étude", "le bras placebo"
        if guard.reach == "following" and 0 < cue.first - guard.last <= 5 and not _parted(frame, guard):
            return True
        if (
            guard.reach in _BEHIND
            and 0 < guard.first - cue.last <= 9
            and not tokens.parted(cue.last, guard.first, _SEMICOLON)
        ):
            return True
    if awaited(frame, guards):
        return True
    if any(o.effect.startswith("planned") and o.reach == "infinitive" and o.last == cue.first - 1 for o in frame.cues):
        return True  # "un projet d'arrêter l'oxycodone"
    if frame.status != "delayed" and any(
        o.effect.startswith("completed")
        and o.reach == "noun"
        and 0 < o.first - cue.last <= 7
        and o.last > o.first
        and tokens.fold[o.first - 1] not in _UNTIL
        and not _dated(frame, o.last + 1)
        for o in frame.cues
    ):
        # "arrêtée à J7, au terme du traitement": it ended because it was complete; "jusqu'à la fin de" tells how long.
        return True
    view = frame.view
    return frame.reading.document.text[view.sentence.start : view.sentence.end].rstrip().endswith("?")
