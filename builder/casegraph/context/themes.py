"""Finding what a status frame is about: before it, after it, coordinated, or named in an earlier sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from casegraph.context.neighbours import other_object, other_subject
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = [
    "after",
    "before",
    "earlier",
    "generic",
    "group_after",
    "group_before",
    "nearest",
    "noted",
    "specific",
]

#: Words that, before a treatment, make it a circumstance of what is said and not its subject.
_CIRCUMSTANCE = word_class("circumstance-prepositions")


_LINK = word_class("treatment-links")


_PRONOUNS = word_class("theme-pronouns")


_GOVERNING = frozenset({"delayed", "refused", "contraindicated", "withheld", "paused"})


_GENERIC = (
    "Treatment",
    "Drug",
    "DrugTherapy",
    "DrugRegimen",
    "SystemicTherapy",
    "FirstLineTreatment",
    "SecondLineTreatment",
    "ThirdLineTreatment",
    "AdjuvantTreatment",
    "MaintenanceTreatment",
    "PalliativeTreatment",
    "NeoadjuvantTreatment",
)


_REACH_BACK = 3


def _is_theme(reading: Reading, number: int) -> bool:
    return reading.mentions[number].kind in ("treatment", "procedure")


def generic(reading: Reading, number: int) -> bool:
    """Whether a mention only says "traitement": it stands for a drug named elsewhere."""
    mention = reading.mentions[number]
    return mention.concept in _GENERIC


def _breaks(reading: Reading, left: int, right: int, commas: int = 9) -> bool:
    """Whether a clause ends between two words."""
    gap = "".join(reading.tokens.gap[left + 1 : right + 1])
    return any(c in gap for c in ";:") or ". " in gap or gap.count(",") > commas


#: What may stand for a treatment named earlier, and the statuses that point back so.
_POINTERS = word_class("theme-pointers")
_POINTED_AT = frozenset({"stopped", "paused", "delayed", "reduced", "replaced", "resumed", "refused", "withheld"})


def before(reading: Reading, view: SentenceView, index: int, cue: Cue, status: str, pronoun: bool = False) -> list[int]:
    """The subject before a frame: its nearest treatment or procedure and what is coordinated with it."""
    candidates = [n for n in view.mentions if reading.mentions[n].last < cue.first and _is_theme(reading, n)]
    candidates = [n for n in candidates if not _breaks(reading, reading.mentions[n].last, cue.first)]
    if not pronoun and candidates and other_subject(reading, cue, candidates[-1]):
        return []
    if pronoun:
        # Behind an infinitive only a pronoun ("de le suspendre") or nothing points back.
        between = reading.tokens.fold[max(view.first, cue.first - 2) : cue.first]
        if cue.reach == "noun" and not (
            {"son", "sa", "leur", "dont", "d"} & set(between) or any(c in reading.tokens.gap[cue.first] for c in ",:(.")
        ):
            return []
        if not (_PRONOUNS & set(between)) and status not in ("stopped", "paused", "refused", "reduced", "delayed"):
            return []
        if status == "refused" and not _generic_after(reading, view, cue) and not candidates:
            return earlier(reading, view, index, cue, status)
    excepted = False
    while candidates:
        number = candidates[-1]
        if len(candidates) > 1 and _circumstance(reading, number):
            candidates.pop()
            continue
        if {"mai", "sauf", "hormi", "excepté", "contrairement"} & set(
            reading.tokens.fold[max(view.first, reading.mentions[number].first - 3) : reading.mentions[number].first]
        ):
            candidates.pop()
            excepted = True
            continue
        if not (excepted or _own_clause(reading, number, cue)) and not (status == "refused" and pronoun):
            candidates.pop()
            continue
        return specific(reading, view, index, group_before(reading, candidates))
    window = set(reading.tokens.fold[max(view.first, cue.first - 8) : cue.first])
    if status in _POINTED_AT and window & _POINTERS and _about_treatment(reading, view, cue, status):
        return earlier(reading, view, index, cue, status)
    return []


def earlier(reading: Reading, view: SentenceView, index: int, cue: Cue, status: str) -> list[int]:
    """What a pronoun or "la dose" stands for: the treatment last named, in the sentence itself or in those before.

    Tests and operations count where the status fits them: they are put off, refused or not done, but have no dose.
    """
    procedures = status in ("delayed", "refused", "withheld", "contraindicated")
    window = reading.tokens.fold[max(view.first, cue.first - 8) : cue.first]
    fits = _namable if procedures else _drug
    named = [n for n in view.mentions if reading.mentions[n].last < cue.first and fits(reading, n)]
    group = _real(reading, group_before(reading, named)) if named else _earlier(reading, index, procedures)
    return group[-1:] if "dernier" in window else group


def _namable(reading: Reading, number: int) -> bool:
    return _is_theme(reading, number) and not generic(reading, number)


def noted(reading: Reading, view: SentenceView, index: int, cue: Cue) -> list[int]:
    """The heading of a note whose word the frame is: "AVK : suspendus", "Coloscopie : non faite", "Biopsie : refus"."""
    tokens = reading.tokens
    start = cue.first
    if start > view.first and tokens.fold[start - 1] in ("non", "pas", "a", "ete") and ":" not in tokens.gap[start]:
        start -= 1
    if start <= view.first or ":" not in tokens.gap[start] or cue.reach in ("infinitive", "finite", "present"):
        return []
    head = [n for n in view.mentions if _is_theme(reading, n) and 0 < start - reading.mentions[n].last <= 3]
    if not head or any(tokens.fold[i] in ("de", "d") for i in range(reading.mentions[head[-1]].last + 1, start)):
        return []
    if cue.reach == "noun" and any(
        0 < reading.mentions[n].first - cue.last <= 3 and _is_theme(reading, n) for n in view.mentions
    ):
        return []
    return specific(reading, view, index, group_before(reading, head))


def fronted(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """The subject behind a fronted frame.

    "Initialement différée pour fièvre, la splénectomie ...", "Après une pause, X ...".
    """
    tokens = reading.tokens
    if cue.first - view.first > 3:
        return []
    for i in range(cue.last + 1, min(view.last, cue.last + 14)):
        if "," not in tokens.gap[i]:
            continue
        if tokens.text[i][0].isdigit():
            continue
        following = [n for n in view.mentions if _is_theme(reading, n) and 0 <= reading.mentions[n].first - i <= 2]
        determined = tokens.fold[i] in ("le", "la", "l", "les", "son", "sa")
        return group_after(reading, following) if following and determined else []
    return []


def _real(reading: Reading, group: list[int]) -> list[int]:
    """Of "la troisième ligne, capécitabine et oxaliplatine" the drugs."""
    return [n for n in group if reading.is_a(n, "Drug") or ((c := reading.concept(n)) and c.components)] or group


_ONLY_THINGS = word_class("things-only-participles")


def _about_treatment(reading: Reading, view: SentenceView, cue: Cue, status: str) -> bool:
    """A pronoun subject stands for a treatment only when no condition stands between it and the frame."""
    window = reading.tokens.fold[max(view.first, cue.first - 8) : cue.first]
    if status in ("withheld", "resumed") and not {"celui", "cel", "dernier", "examen"} & set(window):
        # "il n'a pas été réalisé" is no person; "il n'a pas été opéré" is.
        return reading.tokens.fold[cue.last] in _ONLY_THINGS
    if status == "refused" or {"celui", "cel", "dernier"} & set(window):
        return True
    for number in view.mentions:
        mention = reading.mentions[number]
        if (
            mention.kind in ("condition", "observable")
            and cue.first - 8 <= mention.first < cue.first
            and "dos" not in window
            and "dose" not in window
        ):
            return False
    return True


def _generic_after(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    return any(0 < reading.mentions[n].first - cue.last <= 4 for n in view.mentions)


def _circumstance(reading: Reading, number: int) -> bool:
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
    if len(words) > 22 and not {"dos", "dose", "posologi"} & set(words):
        return False
    gap = "".join(reading.tokens.gap[mention.last + 1 : cue.first + 1])
    if "," in reading.tokens.gap[mention.last + 1]:
        # What follows the name between commas is an aside: "la chirurgie, reportée à cause d'une grippe, n'a ...".
        return "mai" not in words
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
        # Another frame stands nearer to the object; "la poursuite ou l'arrêt de X" share it.
        between = [c for c in cues if cue.last < c.first and c.last < mention.first]
        if (
            cue.reach != "state"
            and cue.effect.partition("/")[0] in _GOVERNING
            and all(c.effect.partition("/")[0] not in CHANGED for c in between)
        ):
            # "le report de la reprise de X", "a retardé l'administration de X": the outer frame says what became of X.
            return specific(reading, view, _index(reading, view), group_after(reading, following))
        if not any(w in ("et", "ou") for w in reading.tokens.fold[cue.last + 1 : between[0].first]):
            return _nested(cue, between)
    barred = {"qui", "mai", "car", "devant", "raison", "suit", "malgré", "avant"}
    if not cue.effect.startswith("contraindicated"):
        barred.add("pour")
    if cue.reach != "noun":
        barred.add("apre")
    if barred & set(words):
        return []
    if other_object(reading, cue, mention.first):
        return []
    group = group_after(reading, following)
    if cue.effect.startswith("replaced"):
        group = _until_substitute(reading, group)
    return specific(reading, view, _index(reading, view), group)


def _index(reading: Reading, view: SentenceView) -> int:
    return bisect_left(reading.sentences, view.first, key=lambda v: v.first)


_INSTEAD = word_class("instead-prepositions")


def _until_substitute(reading: Reading, group: list[int]) -> list[int]:
    """ "remplacement de X par Y": Y is not what was replaced."""
    for k in range(1, len(group)):
        if _INSTEAD & set(
            reading.tokens.fold[reading.mentions[group[k - 1]].last + 1 : reading.mentions[group[k]].first]
        ):
            return group[:k]
    return group


def _nested(cue: Cue, between: Sequence[Cue]) -> list[int]:
    """A frame whose object is another frame ("décider d'arrêter") leaves the object to it."""
    del cue, between
    return []


def nearest(reading: Reading, view: SentenceView, index: int, cue: Cue, cues: Sequence[Cue], status: str) -> list[int]:
    """A frame without a fixed side ("réduction de dose").

    Its object after "de", else the nearest before, else after.
    """
    following = [n for n in view.mentions if reading.mentions[n].first > cue.last and _is_theme(reading, n)]
    if reading.tokens.fold[cue.first] == "a":
        # "FOLFOX à dose réduite (oxaliplatine ...)": what the words follow.
        directly = before(reading, view, index, cue, status)
        if directly:
            return directly
    if (
        following
        and reading.mentions[following[0]].first - cue.last <= 3
        and not _breaks(reading, cue.last, reading.mentions[following[0]].first, 0)
    ):
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
    if any(c in gap for c in ";:.") and not any(
        q.start >= reading.tokens.end[first] and q.end <= reading.tokens.start[last] for q in reading.quantities
    ):
        return False
    if len(words) > 9:
        return False
    link = (
        "+" in gap or "," in gap or "/" in gap or "-" in gap or {"et", "ou", "ni", "associé", "plu", "par"} & set(words)
    )
    if not link or reading.mentions[left].kind != reading.mentions[right].kind:
        return False
    return all(w in _LINK or not w.isalpha() or len(w) <= 3 or w in ("auc", "jour", "mg", "cycle") for w in words)


def specific(reading: Reading, view: SentenceView, index: int, group: list[int]) -> list[int]:
    """The most specific names for what a group refers to: "le traitement" is the drug last named."""
    named = [n for n in group if reading.is_a(n, "Drug") or ((c := reading.concept(n)) and c.components)]
    if named and not all(generic(reading, n) for n in group):
        # "la chimiothérapie, capécitabine et oxaliplatine": the drugs are what it is.
        return [
            n
            for n in group
            if n in named
            or reading.mentions[n].kind == "procedure"
            or (reading.mentions[n].concept is None and not generic(reading, n))
        ]
    if not group or not all(generic(reading, n) for n in group):
        return [n for n in group if not generic(reading, n)] or group
    last = reading.mentions[group[-1]]
    # "le traitement par X": the name stands right behind.
    for number in view.mentions:
        mention = reading.mentions[number]
        if 0 < mention.first - last.last <= 4 and _is_theme(reading, number) and not generic(reading, number):
            words = reading.tokens.fold[last.last + 1 : mention.first]
            if {"par", "avec", "a"} & set(words) or ({"de", "d"} & set(words) and len(words) <= 2):
                return group_after(reading, [n for n in view.mentions if n >= number and _is_theme(reading, n)])
    earlier = [
        n for n in view.mentions if reading.mentions[n].last < reading.mentions[group[0]].first and _drug(reading, n)
    ]
    if earlier:
        return group_before(reading, earlier)
    words = reading.tokens.fold[
        max(view.first, reading.mentions[group[0]].first - 2) : reading.mentions[group[0]].first
    ]
    if {"un", "une", "aucun", "autr", "nouveau"} & set(words):
        return group
    return _earlier(reading, index) or group


def _drug(reading: Reading, number: int) -> bool:
    return reading.mentions[number].kind == "treatment" and not generic(reading, number)


def _earlier(reading: Reading, index: int, procedures: bool = False) -> list[int]:
    """The treatments last named in the sentences before, at most three back."""
    fits = _namable if procedures else _drug
    for back in range(index - 1, max(-1, index - 1 - _REACH_BACK), -1):
        view = reading.sentences[back]
        named = [n for n in view.mentions if fits(reading, n)]
        if named:
            return _real(reading, group_before(reading, named))
    return []
