"""Whether a status frame is really said: negation, hypothesis, plan, guideline, and the verbs that govern it."""

from __future__ import annotations

from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = [
    "GUARDS",
    "denied_behind",
    "future",
    "governed",
    "guarded",
    "hypothetical",
    "is_negated",
    "is_planned",
    "is_prevented",
]

_NEGATION = word_class("negators")


_NE = word_class("ne")


_IF = word_class("if")


_CONDITIONAL = ("rait", "raient")


#: Words that end in a conditional's letters without being one.
_NOT_CONDITIONAL = word_class("not-conditional")


_FUTURE = word_class("future-be")


_MODAL = word_class("modals")


def is_negated(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether the frame is denied: by "ne ... pas" around it, "aucun ... ne", "sans", "pas de" before it."""
    words = reading.tokens.fold
    own = words[cue.first : cue.last + 1]
    if cue.reach in ("infinitive", "finite", "present", "participle", "governor") and own[0] in _NE:
        return False
    start = _clause_start(reading, view, cue.first)
    # "nouveau-né" folds to "ne" too.
    window = [
        "né" if words[i] == "ne" and reading.tokens.text[i].lower() != "ne" else words[i]
        for i in range(max(start, cue.first - 9), cue.first)
    ]
    if window and window[-1] in ("non", "jamai"):
        return True
    if own == ["sou"]:
        # "n'ont pas régressé sous X" denies another verb.
        return window[-1:] == ["pas"]
    if cue.reach in ("noun", "near"):
        return _no_noun(window, words[max(view.first, cue.first - 2) : cue.first])
    if words[max(view.first, cue.first - 2) : cue.first] in (["san", "avoir"], ["san", "etre"]) or window[-1:] == [
        "san"
    ]:
        return True
    for place in range(len(window) - 1, -1, -1):
        if window[place] not in _NE:
            continue
        behind = words[cue.last + 1 : min(view.last, cue.last + 4)]
        if "que" in behind[:1] or "qu" in behind[:1]:
            return False
        inside = set(window[place:]) | set(own)
        subject = words[max(view.first, cue.first - 22) : cue.first - len(window) + place]
        return (
            bool((_NEGATION | {"pu", "put", "peut", "pouvait", "pouvant"}) & inside)
            or bool({"aucun", "ni", "nul"} & set(subject))
            or place == len(window) - 1
            or bool({"aucun", "ni"} & set(behind))
        )
    return False


def _no_noun(window: list[str], right: list[str]) -> bool:
    """ "sans report", "ni diminution de dose", "aucune réduction", "pas d'indication à"."""
    near = window[-4:]
    ne = next((k for k, w in enumerate(window) if w in _NE), None)
    if ne is not None and _NEGATION & set(window[ne:]):
        # "n'a pas conduit à l'arrêt".
        return True
    return (
        bool({"san", "aucun"} & set(near[-2:]))
        or "ni" in near[-2:]
        or near[-2:] in (["pas", "de"], ["pas", "d"])
        or right in (["levé", "de"], ["absenc", "de"], ["absenc", "d"])
        or "levé" in near
    )


def _clause_start(reading: Reading, view: SentenceView, first: int) -> int:
    """The word at which the clause of a frame begins, looking back."""
    tokens = reading.tokens
    for i in range(first, view.first, -1):
        if (
            any(c in tokens.gap[i] for c in ";:(")
            or ". " in tokens.gap[i]
            or "," in tokens.gap[i]
            or tokens.fold[i - 1] in ("mai", "pui")
        ):
            return i
        if i < first and tokens.fold[i - 1] == "et" and tokens.fold[i] not in ("n", "ne"):
            return i
    return view.first


GUARDS = frozenset({"name", "sentence", "following", "preceding", "governor"})


_PLANS = word_class("plan-participles")


def is_prevented(reading: Reading, view: SentenceView, cue: Cue, guards: list[Cue]) -> bool | None:
    """Whether "a empêché", "n'a pas permis" governs the frame; None where no such verb does."""
    for guard in guards:
        if guard.reach == "governor" and 0 < cue.first - guard.last <= 4:
            # "n'a pas empêché la poursuite" prevents nothing.
            return not is_negated(reading, view, guard)
    return None


_GOVERNING = frozenset({"delayed", "refused", "contraindicated", "withheld", "paused"})


def governed(reading: Reading, cue: Cue, cues: list[Cue]) -> bool:
    """Whether another frame right before it takes the frame as its object.

    "a retardé la reprise de", "refus de débuter".
    """
    if cue.reach not in ("infinitive", "noun", "near", "dose-infinitive"):
        return False
    if cue.effect.partition("/")[0] in CHANGED:
        # "pas d'indication à suspendre", "refuse d'arrêter": what is refused is the stop.
        return any(
            c.effect.partition("/")[0] in ("withheld", "refused")
            and c.reach in ("noun", "infinitive")
            and 0 < cue.first - c.last <= 2
            and not _punctuated(reading, c.last, cue.first)
            for c in cues
        )
    return any(
        c.effect.partition("/")[0] in _GOVERNING
        and 0 < cue.first - c.last <= 3
        and not _punctuated(reading, c.last, cue.first)
        and not {"et", "ou", "pui"} & set(reading.tokens.fold[c.last + 1 : cue.first])
        for c in cues
    )


def _punctuated(reading: Reading, left: int, right: int) -> bool:
    return any(c in "".join(reading.tokens.gap[left + 1 : right + 1]) for c in ",;:.()")


def is_planned(reading: Reading, view: SentenceView, cue: Cue, cues: list[Cue], guards: list[Cue]) -> bool:
    """Whether what is said to be given is still to be: "doit être réalisé", "il est proposé de débuter"."""
    words = reading.tokens.fold
    if words[cue.first - 1 : cue.first] == ["etre"] and cue.reach == "participle":
        return bool({"doit", "doivent", "devra", "devront"} & set(words[max(view.first, cue.first - 3) : cue.first]))
    if cue.reach != "infinitive":
        return False
    if any(
        g.effect.startswith("unsaid") and 0 < cue.first - g.last <= 2 and words[g.first] in _PLANNING for g in guards
    ):
        return True
    return any(words[c.first] in _PLANS and 0 < cue.first - c.last <= 2 for c in cues)


_PLANNING = word_class("plan-verbs")


def guarded(reading: Reading, view: SentenceView, cue: Cue, cues: list[Cue], guards: list[Cue], status: str) -> bool:
    """Whether the sentence only speaks of the frame: a guideline, a plan, a question, somebody else."""
    if status not in CHANGED:
        return False
    for guard in guards:
        if guard.reach == "sentence" and ")" in "".join(reading.tokens.gap[guard.last + 1 : cue.first + 1]):
            # "(indispensable en cas d'anomalie)" says nothing of the rest.
            continue
        if guard.reach == "sentence" and (guard.first < cue.first or guard.effect == "hypothetical"):
            return True
        if guard.reach == "following" and 0 < cue.first - guard.last <= 5:
            return True
        if (
            guard.reach == "preceding"
            and 0 < guard.first - cue.last <= 9
            and ";" not in "".join(reading.tokens.gap[cue.last + 1 : guard.first + 1])
        ):
            return True
    if any(
        o.effect.startswith("completed")
        and o.reach == "participle"
        and 0 < o.first - cue.last <= 7
        and o.last > o.first
        for o in cues
    ):
        # "arrêtée à J7, au terme du traitement": it ended because it was complete.
        return True
    if cue.reach in ("infinitive", "present", "noun"):
        # "il est envisagé d'espacer puis d'arrêter": a plan and what it plans.
        for other in cues:
            if (
                other.effect.startswith("planned")
                and 0 < cue.first - other.last <= 5
                and (other.reach == "infinitive" or reading.tokens.fold[other.first] in _PLANS)
            ):
                return True
    return reading.document.text[view.sentence.start : view.sentence.end].rstrip().endswith("?")


_WEIGHED = word_class("weighed-participles")


def denied_behind(reading: Reading, view: SentenceView, cue: Cue, themes: list[int]) -> bool:
    """Whether the verb behind a nominal frame takes it back: "l'arrêt de X n'a pas été nécessaire", "a été discuté"."""
    last = max(
        [cue.last, *(reading.mentions[n].last for n in themes if cue.last < reading.mentions[n].last < cue.last + 12)]
    )
    tokens = reading.tokens
    words: list[str] = []
    for i in range(last + 1, min(view.last, last + 9)):
        if any(c in tokens.gap[i] for c in ",;:.(") or tokens.fold[i] in ("et", "mai", "qui", "pui", "car"):
            break
        words.append(tokens.fold[i])
    if words:
        if _NE & set(words[:4]) and _NEGATION & set(words[:6]):
            return True
        if bool({"est", "a", "sera", "etait", "avait"} & set(words[:3])) and bool(
            (_WEIGHED | {"prevu"}) & set(words[:5])
        ):
            return True
        if words[:1] == ["expos"]:
            return True
        return any((w.endswith(("era", "eront")) and len(w) > 5) or w in _FUTURE for w in words[:6])
    return False


def hypothetical(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """A condition, a wish or a guideline: "si", "en cas de", "pourrait être arrêté", "il faudrait arrêter"."""
    words = reading.tokens.fold
    for i in range(cue.first - 1, max(view.first, cue.first - 12) - 1, -1):
        word = words[i]
        if any(c in reading.tokens.gap[i + 1] for c in ";:.") and i + 1 <= cue.first:
            return False
        if (word in _IF and words[i + 1] != "bien") or (word == "ca" and i and words[i - 1] == "en"):
            return True
        if (
            cue.first - i == 1
            and word in ("tout", "toute")
            and cue.reach in ("noun", "near")
            and "avant" in words[max(view.first, cue.first - 4) : cue.first]
        ):
            return True
        if cue.first - i <= 4 and (
            (word.endswith(_CONDITIONAL) and word not in _NOT_CONDITIONAL)
            or (word in _MODAL and not (cue.effect.startswith("given") or cue.effect.startswith("started")))
        ):
            return True
    return False


def future(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether the frame is only to come: "sera débuté"."""
    words = reading.tokens.fold[max(view.first, cue.first - 3) : cue.first]
    return bool(_FUTURE & set(words))
