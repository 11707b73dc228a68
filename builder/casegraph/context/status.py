"""What was done with each treatment and procedure: verb and noun frames with their theme.

A frame's words come from the table `status-frames`; its shape says where the theme stands:
`participle` before it in the passive, after it behind "a"/"ont"; `infinitive` and `noun` after it; `near` on either side.
"""

from __future__ import annotations

from dataclasses import dataclass

from casegraph.context.presence import Said
from casegraph.context.themes import after, before, nearest
from casegraph.languages.cues import Cue, find_cues
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = ["Status", "find_status", "is_theme"]

_NEGATION = frozenset({"pas", "plu", "jamai", "aucun", "non", "ni", "guer", "point"})
_NE = frozenset({"ne", "n"})
_HAVE = frozenset({"a", "ont", "avait", "avaient", "avon", "ai", "ayant", "aura", "auron", "ait"})
_BE = frozenset({"été", "est", "sont", "etait", "etaient", "etre", "fut", "furent", "soit", "sera", "seront", "serait", "etant"})
_IF = frozenset({"si", "sil"})
_CONDITIONAL = ("rait", "raient")
#: Words that end in a conditional's letters without being one.
_NOT_CONDITIONAL = frozenset({"retrait", "extrait", "attrait", "portrait", "trait"})
_FUTURE = frozenset({"sera", "seront"})


@dataclass(frozen=True, slots=True)
class Status:
    """One thing said of one treatment or procedure: mention, status, and the words that say so (first and last).

    `laterality` is set where the status is only of one side ("mammographie droite (pas gauche)"). `view` is the
    sentence in which it is said; `dropped` marks a frame that says nothing of what happened (a hypothesis).
    """

    mention: int
    status: str
    cue: tuple[int, int]
    sentence: int
    laterality: str | None = None


def is_theme(reading: Reading, number: int) -> bool:
    """Whether a mention can have a status: a treatment, a procedure, a device, or a test that may be done or not."""
    return reading.mentions[number].kind in ("treatment", "procedure")


def find_status(reading: Reading, said: list[Said]) -> list[Status]:
    """Every status stated by a frame, in text order, then what plain mentions imply."""
    found: list[Status] = []
    for index, view in enumerate(reading.sentences):
        cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "status-frames")
        cues = [c for c in cues if not _inside_mention(reading, c)]
        for cue in cues:
            found += _frame(reading, index, view, cue, cues, said)
        found += _contrasts(reading, index, view)
    found = _consistent(found)
    return found + _plain_with_reason(reading, found, said)


def _plain_with_reason(reading: Reading, found: list[Status], said: list[Said]) -> list[Status]:
    """A treatment without a frame of its own, right before a causal connector: "une antibiothérapie en raison de"."""
    stated = {s.mention for s in found}
    out = []
    for index, view in enumerate(reading.sentences):
        cues = [c for c in find_cues(reading.cue_text, view.first, view.last, reading.language, "causes") if c.effect == "strong"]
        for number in view.mentions:
            mention = reading.mentions[number]
            if number in stated or mention.kind != "treatment" or said[number].presence != "present":
                continue
            if said[number].experiencer != "patient":
                continue
            near = any(0 < c.first - mention.last <= 6 and not _interrupted(reading, mention.last, c.first, view) for c in cues)
            if near:
                out.append(Status(number, "given", (mention.first, mention.last), index))
    return out


def _interrupted(reading: Reading, left: int, right: int, view: SentenceView) -> bool:
    gap = "".join(reading.tokens.gap[left + 1 : right + 1])
    between = [n for n in view.mentions if left < reading.mentions[n].first < right and reading.mentions[n].kind != "site"]
    verbs = {"été", "est", "a", "ont", "etait", "sont", "qui", "n", "ne"} & set(reading.tokens.fold[left + 1 : right])
    return any(c in gap for c in ";:.,") or bool(between) or bool(verbs)


def _inside_mention(reading: Reading, cue: Cue) -> bool:
    """Whether the cue's words are part of a treatment's own name ("traitement de maintien")."""
    number = reading.mention_at.get(cue.first)
    return number is not None and reading.mentions[number].last >= cue.last and reading.mentions[number].last > reading.mentions[number].first


def _frame(
    reading: Reading, index: int, view: SentenceView, cue: Cue, cues: list[Cue], said: list[Said]
) -> list[Status]:
    positive, _, negative = cue.effect.partition("/")
    negated = _negated(reading, view, cue)
    status = negative if negated else positive
    if not status or _hypothetical(reading, view, cue):
        return []
    if _future(reading, view, cue) and status in ("given", "started"):
        status = "planned"
    themes = _themes(reading, view, index, cue, cues, status)
    out = []
    for number in themes:
        if said[number].experiencer != "patient" or said[number].presence == "hypothetical":
            continue
        out.append(Status(number, status, (cue.first, cue.last), index))
    return out


def _negated(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    words = reading.tokens.fold
    window = words[max(view.first, cue.first - 7) : cue.first]
    if cue.reach in ("infinitive", "finite", "present") and words[cue.first] in _NE:
        return False
    if window and window[-1] == "non":
        return True
    for back, word in enumerate(reversed(window)):
        if word in _NE and (back == 0 or _NEGATION & set(window[len(window) - back :]) or "pu" in window or _NEGATION & set(words[cue.first : cue.last + 1])):
            return True
        if word in ("mai", "et", "que") or any(c in reading.tokens.gap[cue.first - back] for c in ",;:.("):
            break
    if cue.reach == "finite" and words[cue.first - 1 : cue.first] and words[cue.first - 1] in _NE:
        return True
    if cue.reach == "participle" and _NEGATION & set(window[-3:]) and _NE & set(window):
        return True
    # "n'a jamais reçu", "sans avoir reçu".
    return bool(window) and (window[-1] == "jamai" or window[-2:] in (["san", "avoir"], ["san", "etre"]))


def _hypothetical(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """A condition, a wish or a guideline: "si", "en cas de", "pourrait être arrêté", "il faudrait arrêter"."""
    words = reading.tokens.fold
    for i in range(cue.first - 1, max(view.first, cue.first - 12) - 1, -1):
        word = words[i]
        if any(c in reading.tokens.gap[i + 1] for c in ";:.") and i + 1 <= cue.first:
            return False
        if word in _IF or (word == "ca" and i and words[i - 1] == "en"):
            return True
        if cue.first - i <= 3 and word.endswith(_CONDITIONAL) and word not in _NOT_CONDITIONAL:
            return True
    return False


def _future(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    words = reading.tokens.fold[max(view.first, cue.first - 3) : cue.first]
    return bool(_FUTURE & set(words))


def _themes(reading: Reading, view: SentenceView, index: int, cue: Cue, cues: list[Cue], status: str) -> list[int]:
    words = reading.tokens.fold
    shape = cue.reach
    if shape == "dose-participle":
        window = words[max(view.first, cue.first - 12) : cue.last + 4]
        if not {"dos", "doses", "posologi", "dose"} & set(window):
            return []
        shape = "participle"
    if shape == "participle":
        # "a suspendu le cisplatine" is active: its object follows.
        previous = [w for w in words[max(view.first, cue.first - 3) : cue.first] if w not in ("pas", "pu", "du", "ensuit", "donc", "egalement", "alor", "aussi", "finalement", "définitivement")]
        active = bool(previous) and previous[-1] in _HAVE and "été" not in previous
        if active:
            return after(reading, view, cue, cues) or before(reading, view, index, cue, status)
        found = before(reading, view, index, cue, status)
        return found or after(reading, view, cue, cues, close=True)
    if shape == "state":
        found = before(reading, view, index, cue, status)
        # A result can be awaited as well as a test.
        tests = [n for n in view.mentions if reading.mentions[n].kind == "observable" and reading.mentions[n].last < cue.first]
        return found + tests[-1:]
    if shape == "near":
        return nearest(reading, view, index, cue, cues, status)
    found = after(reading, view, cue, cues)
    if not found and status in CHANGED:
        return before(reading, view, index, cue, status, pronoun=True)
    return found


def _contrasts(reading: Reading, index: int, view: SentenceView) -> list[Status]:
    """ "mammographie droite (pas gauche)", "à droite mais pas à gauche": one side was not done."""
    words = reading.tokens.fold
    out = []
    for i in range(view.first, view.last - 1):
        if words[i] not in ("pas", "non"):
            continue
        j = i + 1 if words[i + 1] not in ("a", "le", "l") else i + 2
        side = {"gauch": "left", "droit": "right"}.get(words[j]) if j < view.last else None
        if side is None:
            continue
        number = next(
            (n for n in reversed(view.mentions) if reading.mentions[n].last < i and reading.mentions[n].kind == "procedure" and i - reading.mentions[n].last <= 8),
            None,
        )
        if number is not None:
            out.append(Status(number, "withheld", (i, j), index, side))
    return out


def _consistent(found: list[Status]) -> list[Status]:
    """One status a mention and place: of two frames on one mention in one clause the more telling one stays.

    "mis en place" inside "n'a pas été mis en place" fires once; "a pu être arrêté puis repris" keeps both.
    """
    out: list[Status] = []
    for status in found:
        same = [o for o in out if o.mention == status.mention and o.laterality == status.laterality]
        if any(o.status == status.status and o.sentence == status.sentence for o in same):
            continue
        # A plan or decision whose content is another status adds nothing ("il est décidé d'arrêter").
        weaker = [o for o in same if o.sentence == status.sentence and o.status in ("planned", "pending") and status.status != "planned"]
        if status.status in ("planned", "pending") and any(o.sentence == status.sentence for o in same):
            continue
        for old in weaker:
            out.remove(old)
        out.append(status)
    return out
