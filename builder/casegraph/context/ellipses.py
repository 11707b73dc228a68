"""Statuses told without a verb of their own: "X a été arrêté pour une fièvre et Y pour une toux", "Y l'a été en juin",
"à droite mais pas à gauche".
"""

from __future__ import annotations

from casegraph.context.frames import Status
from casegraph.context.phrases import is_theme
from casegraph.context.subjects import subject_of
from casegraph.context.verbs import Verbs
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = ["also", "contrasts", "gapped", "said_again"]


def said_again(reading: Reading, index: int, view: SentenceView, verbs: Verbs, here: list[Status]) -> list[Status]:
    """ "X a été arrêté en mai ; Y l'a été en juin": "l'a été" stands for the participle before it."""
    out: list[Status] = []
    words = reading.tokens.fold
    for group in verbs.groups:
        again = group.verb == "être" and group.finite and group.perfect and not (group.negated or group.modal)
        if not again or _IT not in words[group.first - 1 : group.head]:
            continue
        before = [s for s in here if s.cue[1] < group.first and s.status in CHANGED]
        told = verbs.of(*before[-1].cue) if before else None
        if told is None or not told.passive:
            continue
        themes = [n for n in subject_of(reading, view, verbs, group).themes if is_theme(reading, n)]
        new = [n for n in themes if reading.mentions[n].first > told.last]
        status = _affirmed(reading, before[-1]) if told.negated else before[-1].status
        out += [Status(n, status, (group.first, group.last), index) for n in new]
    return out


def _affirmed(reading: Reading, status: Status) -> str | None:
    """ "X n'a pas été donné, mais Y l'a été": what the verb says where nothing denies it."""
    first, last = status.cue
    cues = find_cues(reading.cue_text, first, last + 1, reading.language, "status-frames")
    said = (c.effect.partition("/")[0] for c in cues if (c.first, c.last) == status.cue)
    return next(said, "") or None


#: The pronoun of what was just told: "l'a été".
_IT = "l"


def gapped(reading: Reading, index: int, view: SentenceView, verbs: Verbs, here: list[Status]) -> list[Status]:
    """ "X a été arrêté pour une fièvre et Y pour une toux": Y shares the verb, and has a reason of its own."""
    out: list[Status] = []
    causes = [c for c in find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
              if c.effect in ("strong", "weak") and c.reach == "after"]  # fmt: skip
    if not causes:
        return out
    told = {s.mention for s in here}
    for number in view.mentions:
        mention, cue = (
            reading.mentions[number],
            next((c for c in causes if c.first == reading.mentions[number].last + 1), None),
        )
        join = mention.first - 1 - (reading.tokens.fold[mention.first - 1] in _PRONOUN)
        if cue is None or number in told or mention.kind not in ("treatment", "procedure") or join < view.first:
            continue
        before = [s for s in here if s.cue[1] < join and s.status in CHANGED]
        if not before or reading.tokens.fold[join] not in _THEN or join == mention.first - 1:
            continue
        last = before[-1]
        explained = any(last.cue[1] < c.first < join for c in causes)
        if explained and not any(last.cue[1] < g.first < mention.first for g in verbs.groups):
            out.append(Status(number, last.status, (mention.first, mention.last), index))
    return out


def also(reading: Reading, index: int, view: SentenceView, here: list[Status], before: list[Status]) -> list[Status]:
    """ "X suspendu pour une hypotension, Y également.", "Gliclazide aussi, ...": the change said right before."""
    tokens, told = reading.tokens, {s.mention for s in here if s.status is not None}
    earlier = [s for s in before if s.sentence == index - 1 and s.status in CHANGED]
    out: list[Status] = []
    for number in view.mentions:
        mention, word = reading.mentions[number], reading.mentions[number].last + 1
        if mention.kind != "treatment" or number in told or word >= view.last or tokens.fold[word] not in _ALSO:
            continue
        opens = mention.first <= view.first + 1
        alone = word + 1 == view.last or tokens.mark_behind(word)
        if not alone or not (opens or tokens.mark_before(mention.first) or tokens.mark_before(mention.first - 1)):
            continue
        changed = [s for s in here if s.cue[1] < mention.first and s.status in CHANGED] or (earlier if opens else [])
        if changed:
            out.append(Status(number, changed[-1].status, (word, word), index))
    return out


_ALSO = word_class("as-well-adverbs")
_THEN = word_class("and-then")
_PRONOUN = word_class("definite-articles")
_NOT, _BUT = word_class("not-so"), word_class("but")
_TO_SIDE = word_class("to-side")
#: Words from an act to the side that was left out: "faite au genou gauche, mais non au droit".
_TO_OTHER_SIDE = 10
_SIDES = dict.fromkeys(word_class("left"), "left") | dict.fromkeys(word_class("right"), "right")


def _not_too(reading: Reading, number: int, word: int, here: list[Status]) -> bool:
    """ "Il a reçu la doxorubicine mais pas le cisplatine": whether an act is set against one that was given or
    done; not "X, mais pas Y, a été arrêtée"."""
    kind = reading.mentions[number].kind
    given = [s for s in here if s.status in _GIVEN and s.cue[1] < word and reading.mentions[s.mention].kind == kind]
    return is_theme(reading, number) and bool(given) and not any(s.status in CHANGED for s in here)


_GIVEN = ("given", "started", "continued", "completed", "resumed")


def contrasts(reading: Reading, index: int, view: SentenceView, here: list[Status]) -> list[Status]:
    """ "mammographie droite (pas gauche)", "à droite mais pas à gauche", "l'IgG est dosée, mais pas l'IgM": one of two
    was not done."""
    words = reading.tokens.fold
    out: list[Status] = []
    if _NOT.isdisjoint(words[view.first : view.last]):
        return out
    for i in range(view.first, view.last - 1):
        if words[i] not in _NOT:
            continue
        tested = reading.mention_at.get(i + 1 if words[i + 1] not in _PRONOUN else i + 2)
        left_out = tested is not None and words[i - 1] in _BUT and _not_too(reading, tested, i, here)
        if tested is not None and (reading.mentions[tested].parent == "LaboratoryProcedure" or left_out):
            out.append(Status(tested, "withheld", (i, i), index))
            continue
        j = i + 1 if words[i + 1] not in _TO_SIDE else i + 2
        side = _SIDES.get(words[j]) if j < view.last else None
        if side is None:
            continue
        number = next(
            (
                n
                for n in reversed(view.mentions)
                if reading.mentions[n].last < i
                and reading.mentions[n].kind == "procedure"
                and i - reading.mentions[n].last <= _TO_OTHER_SIDE
            ),
            None,
        )
        if number is not None:
            out.append(Status(number, "withheld", (i, j), index, side))
    return out
