"""Finding what a status frame is about: before it, after it, coordinated, or named in an earlier sentence."""

from __future__ import annotations

from collections.abc import Sequence

from casegraph.languages.cues import Cue
from casegraph.reading import Reading, SentenceView

__all__ = ["after", "before", "group_after", "group_before", "nearest", "specific"]

#: Words that, before a treatment, make it a circumstance of what is said and not its subject.
_CIRCUMSTANCE = frozenset({"apre", "avant", "depui", "malgre", "pendant", "durant", "san", "cour", "decour"})
_LINK = frozenset({"et", "de", "d", "du", "des", "le", "la", "l", "les", "un", "une", "plu", "associé", "a", "au", "aux", "ainsi", "que", "ou", "ni", "par", "avec", "traitement", "chimiotherapi", "puis"})
_PRONOUNS = frozenset({"il", "elle", "ils", "elles", "qui", "celui", "cell", "ceux", "dernier", "derniere", "ce", "cet", "cett", "le", "la", "les", "l", "lequel", "dont"})
_GENERIC = ("Treatment", "Drug", "DrugTherapy", "DrugRegimen", "SystemicTherapy", "FirstLineTreatment", "SecondLineTreatment", "ThirdLineTreatment", "AdjuvantTreatment", "MaintenanceTreatment", "PalliativeTreatment", "NeoadjuvantTreatment")
_REACH_BACK = 3


def _is_theme(reading: Reading, number: int) -> bool:
    return reading.mentions[number].kind in ("treatment", "procedure")


def _generic(reading: Reading, number: int) -> bool:
    mention = reading.mentions[number]
    return mention.concept in _GENERIC


def _breaks(reading: Reading, left: int, right: int, commas: int = 9) -> bool:
    """Whether a clause ends between two words."""
    gap = "".join(reading.tokens.gap[left + 1 : right + 1])
    return any(c in gap for c in ";:") or ". " in gap or gap.count(",") > commas


def before(
    reading: Reading, view: SentenceView, index: int, cue: Cue, status: str, pronoun: bool = False
) -> list[int]:
    """The subject before a frame: its nearest treatment or procedure and what is coordinated with it."""
    candidates = [n for n in view.mentions if reading.mentions[n].last < cue.first and _is_theme(reading, n)]
    candidates = [n for n in candidates if not _breaks(reading, reading.mentions[n].last, cue.first)]
    if pronoun:
        # Behind an infinitive only a pronoun ("de le suspendre") or nothing points back.
        between = reading.tokens.fold[max(view.first, cue.first - 2) : cue.first]
        if not (_PRONOUNS & set(between)) and status not in ("stopped", "paused", "refused", "reduced", "delayed"):
            return []
        if status == "refused" and not _generic_after(reading, view, cue) and not candidates:
            return _earlier(reading, index)
    while candidates:
        number = candidates[-1]
        if len(candidates) > 1 and _circumstance(reading, number, cue) :
            candidates.pop()
            continue
        if not _own_clause(reading, number, cue) and not (status == "refused" and pronoun):
            candidates.pop()
            continue
        return specific(reading, view, index, group_before(reading, candidates))
    window = set(reading.tokens.fold[max(view.first, cue.first - 8) : cue.first])
    if window & {"il", "elle", "celui", "cell", "dernier", "qui", "ils", "ce", "cett", "cure", "dose", "dos", "posologi", "doses", "l", "cur", "cycl"}:
        if status in ("stopped", "paused", "delayed", "reduced", "replaced", "resumed", "refused", "withheld") and _about_treatment(reading, view, cue, status):
            return _earlier(reading, index)
    return []


def _about_treatment(reading: Reading, view: SentenceView, cue: Cue, status: str) -> bool:
    """A pronoun subject stands for a treatment only when no condition stands between it and the frame."""
    window = reading.tokens.fold[max(view.first, cue.first - 8) : cue.first]
    if status in ("withheld", "resumed") and not ({"celui", "cell", "dernier"} & set(window)):
        return False
    if status in ("refused",):
        return True
    for number in view.mentions:
        mention = reading.mentions[number]
        if mention.kind in ("condition", "observable") and cue.first - 8 <= mention.first < cue.first and "dos" not in window and "dose" not in window:
            return False
    return True


def _generic_after(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    return any(0 < reading.mentions[n].first - cue.last <= 4 for n in view.mentions)


def _circumstance(reading: Reading, number: int, cue: Cue) -> bool:
    """ "la biopsie après chimiothérapie n'a pas été faite": the treatment behind "après" is not the subject."""
    first = reading.mentions[number].first
    words = reading.tokens.fold[max(0, first - 3) : first]
    if words and words[-1] in ("par", "avec"):
        return False
    return bool(_CIRCUMSTANCE & set(words))


def _own_clause(reading: Reading, number: int, cue: Cue) -> bool:
    """Whether the mention can be the subject: no other finite clause of its own stands between."""
    mention = reading.mentions[number]
    words = reading.tokens.fold[mention.last + 1 : cue.first]
    if "qui" in words[-4:]:
        return True
    if len(words) > 22 and not {"dos", "dose", "doses", "posologi"} & set(words):
        return False
    gap = "".join(reading.tokens.gap[mention.last + 1 : cue.first + 1])
    if len(words) > 12 and "(" not in gap and "qui" not in words and "," in gap:
        return False
    return "mai" not in words


def after(reading: Reading, view: SentenceView, cue: Cue, cues: Sequence[Cue], close: bool = False) -> list[int]:
    """The object after a frame and what is coordinated with it."""
    following = [n for n in view.mentions if reading.mentions[n].last > cue.last and _is_theme(reading, n)]
    if not following:
        return []
    number = following[0]
    mention = reading.mentions[number]
    words = reading.tokens.fold[cue.last + 1 : mention.first]
    limit = 4 if close else 9
    if len(words) > limit or _breaks(reading, cue.last, mention.first, 0):
        return []
    if any(c.first > cue.last and c.last < mention.first and c.reach != "state" for c in cues):
        # Another frame stands nearer to the object: "la poursuite ou l'arrêt de X" shares it only through a conjunction.
        between = [c for c in cues if cue.last < c.first and c.last < mention.first]
        if not any(w in ("et", "ou") for w in reading.tokens.fold[cue.last + 1 : between[0].first]):
            return _nested(cue, between)
    if {"qui", "mai", "car", "devant", "raison", "pour", "apre", "suite", "malgre", "avant"} & set(words):
        return []
    index = next(i for i, v in enumerate(reading.sentences) if v is view)
    return specific(reading, view, index, group_after(reading, following))


def _nested(cue: Cue, between: Sequence[Cue]) -> list[int]:
    """A frame whose object is another frame ("décider d'arrêter") leaves the object to it."""
    del cue, between
    return []


def nearest(reading: Reading, view: SentenceView, index: int, cue: Cue, cues: Sequence[Cue], status: str) -> list[int]:
    """A frame without a fixed side ("réduction de dose"): its object after "de", else the nearest before, else after."""
    following = [n for n in view.mentions if reading.mentions[n].first > cue.last and _is_theme(reading, n)]
    if reading.tokens.fold[cue.first] == "a":
        # "FOLFOX à dose réduite (oxaliplatine ...)": what the words follow.
        directly = before(reading, view, index, cue, status)
        if directly:
            return directly
    if following and reading.mentions[following[0]].first - cue.last <= 3 and not _breaks(reading, cue.last, reading.mentions[following[0]].first, 0):
        words = reading.tokens.fold[cue.last + 1 : reading.mentions[following[0]].first]
        if not {"apre", "avant", "pour"} & set(words):
            return specific(reading, view, index, group_after(reading, following))
    found = before(reading, view, index, cue, status)
    if found:
        return found
    earlier = [n for n in view.mentions if reading.mentions[n].last < cue.first and _is_theme(reading, n)]
    if earlier:
        return specific(reading, view, index, group_before(reading, earlier))
    return after(reading, view, cue, cues) or _earlier(reading, index)


def group_before(reading: Reading, candidates: list[int]) -> list[int]:
    """The last candidate and those coordinated with it to its left."""
    group = [candidates[-1]]
    for number in reversed(candidates[:-1]):
        if not _coordinated(reading, number, group[0]):
            break
        group.insert(0, number)
    return group


def group_after(reading: Reading, following: list[int]) -> list[int]:
    """The first candidate and those coordinated with it to its right."""
    group = [following[0]]
    for number in following[1:]:
        if not _coordinated(reading, group[-1], number):
            break
        group.append(number)
    return group


def _coordinated(reading: Reading, left: int, right: int) -> bool:
    """Whether two mentions stand in one enumeration: "cisplatine et docétaxel", "aspirine 75 mg, clopidogrel"."""
    first, last = reading.mentions[left].last, reading.mentions[right].first
    words = reading.tokens.fold[first + 1 : last]
    gap = "".join(reading.tokens.gap[first + 1 : last + 1])
    if any(c in gap for c in ";:.") and not any(q.start >= reading.tokens.end[first] and q.end <= reading.tokens.start[last] for q in reading.quantities):
        return False
    if len(words) > 9:
        return False
    link = "+" in gap or "," in gap or "/" in gap or "-" in gap or {"et", "ou", "ni", "associé", "plu", "par"} & set(words)
    if not link or reading.mentions[left].kind != reading.mentions[right].kind:
        return False
    return all(w in _LINK or not w.isalpha() or len(w) <= 3 or w in ("auc", "jour", "mg", "cycle") for w in words)


def specific(reading: Reading, view: SentenceView, index: int, group: list[int]) -> list[int]:
    """The most specific names for what a group refers to: "le traitement" is the drug last named."""
    named = [n for n in group if reading.is_a(n, "Drug") or (c := reading.concept(n)) and c.components]
    if named and not all(_generic(reading, n) for n in group):
        # "la chimiothérapie, capécitabine et oxaliplatine": the drugs are what it is.
        return [n for n in group if n in named or reading.mentions[n].kind == "procedure" or reading.mentions[n].concept is None and not _generic(reading, n)]
    if not group or not all(_generic(reading, n) for n in group):
        return [n for n in group if not _generic(reading, n)] or group
    last = reading.mentions[group[-1]]
    # "le traitement par X": the name stands right behind.
    for number in view.mentions:
        mention = reading.mentions[number]
        if 0 < mention.first - last.last <= 4 and _is_theme(reading, number) and not _generic(reading, number):
            words = reading.tokens.fold[last.last + 1 : mention.first]
            if {"par", "de", "d", "avec", "a"} & set(words):
                return group_after(reading, [n for n in view.mentions if n >= number and _is_theme(reading, n)])
    earlier = [
        n
        for n in view.mentions
        if reading.mentions[n].last < reading.mentions[group[0]].first and _drug(reading, n)
    ]
    if earlier:
        return group_before(reading, earlier)
    words = reading.tokens.fold[max(view.first, reading.mentions[group[0]].first - 2) : reading.mentions[group[0]].first]
    if {"un", "une", "aucun", "autr", "nouveau"} & set(words):
        return group
    return _earlier(reading, index) or group


def _drug(reading: Reading, number: int) -> bool:
    return reading.mentions[number].kind == "treatment" and not _generic(reading, number)


def _earlier(reading: Reading, index: int) -> list[int]:
    """The treatments last named in the sentences before, at most three back."""
    for back in range(index - 1, max(-1, index - 1 - _REACH_BACK), -1):
        view = reading.sentences[back]
        named = [n for n in view.mentions if _drug(reading, n)]
        if named:
            return group_before(reading, named)
    return []
