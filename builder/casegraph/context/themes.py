"""What a status frame is about: the subject or object of its verb, the complement of its noun, or what it points to."""

from __future__ import annotations

from dataclasses import dataclass

from casegraph.context.phrases import NOTHING, Found, in_time, is_theme, nearest_noun, object_of, subject_of
from casegraph.context.verbs import VerbGroup, Verbs
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = ["Frame", "Theme", "find_themes", "generic"]

_LINK = word_class("treatment-links")
_POINTERS = word_class("theme-pointers")
_INSTEAD = word_class("instead-prepositions")
_GIVING = word_class("giving-infinitives")
_NAMING = word_class("naming-links")
_BARRED = word_class("list-breakers")
_GOES_ON = word_class("verb-joins")
#: Before a bare noun ("son arrêt", "une suspension") these say that a treatment is meant.
_BARE = frozenset({"son", "sa", "leur", "dont", "l", "un", "une", "d", "le", "la"})
_POINTED_AT = frozenset({"stopped", "paused", "delayed", "reduced", "replaced", "resumed", "refused", "withheld"})
#: Statuses of which a test or an operation may be the theme that a pronoun stands for: they have no dose.
_OF_PROCEDURES = frozenset({"delayed", "refused", "withheld", "contraindicated"})
_REACH_BACK = 3
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


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame found in a sentence: its cue, the verb group of the cue (None for a noun), and the status it says."""

    reading: Reading
    view: SentenceView
    verbs: Verbs
    index: int
    cue: Cue
    cues: list[Cue]
    group: VerbGroup | None
    status: str
    previous: tuple[Theme, ...] = ()
    told: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Theme:
    """A treatment or procedure; `named` are the words that name it here where they are no mention ("2e cycle")."""

    mention: int
    named: tuple[int, int] | None = None


def find_themes(frame: Frame) -> list[Theme]:
    """The treatments and procedures that a frame is about."""
    reading, cue = frame.reading, frame.cue
    shape = cue.reach.removeprefix("dose-")
    if frame.status in CHANGED:
        head = _noted(frame)
        if head:
            return head
    if shape == "verb":
        found = _of_verb(frame)
    elif shape == "subject":
        found = _resolved(frame, _own_subject(frame), before=True)
        if not found and frame.status == "planned":
            found = _resolved(frame, _behind(frame), before=False)
    elif shape == "adjective":
        found = _resolved(frame, _own_subject(frame), before=True)
    elif shape == "state":
        found = _resolved(frame, _own_subject(frame), before=True) + _tests_before(frame)
    elif shape == "near":
        found = _near(frame)
    else:
        found = _of_noun(frame)
    if cue.reach.startswith("dose-"):
        # A tumour or a number that shrinks is no dose.
        found = [t for t in found if reading.mentions[t.mention].kind == "treatment"]
    return found


def _of_verb(frame: Frame) -> list[Theme]:
    group = frame.group
    assert group is not None
    reading, view, verbs = frame.reading, frame.view, frame.verbs
    if not group.passive:
        found = _behind(frame)
        if found.themes or found.counted:
            return _resolved(frame, found, before=False)
        if _object_pronoun(frame, group) or (found.carried and frame.status not in ("refused", "withheld")):
            return _pointed(frame, found.counted)
        if not found and (antecedent := _fronted_object(frame, group)):
            return _resolved(frame, antecedent, before=True)
        if not found and frame.status in ("stopped", "paused") and _objectless(frame, group):
            return _pointed(frame)
        if not found and frame.status == "refused" and not _clause_behind(frame, group):
            return _proposed(frame, group)
        return []
    if not group.lone:
        if _impersonal(frame, group):
            return _resolved(frame, _behind(frame), before=False)
        return _resolved(frame, subject_of(reading, view, verbs, group), before=True)
    found = nearest_noun(reading, view, verbs, group.first, group)
    if frame.previous and _carries_on(reading, view, group):
        newer = found.themes and found.themes[0] > max(t.mention for t in frame.previous)
        if not newer or reading.mentions[found.themes[0]].first < _last_frame(frame):
            return list(frame.previous)
    if not found:
        # "Non réalisé : scanner", "Initialement différée pour fièvre, la splénectomie ...".
        return _fronted(frame, group.last) or (
            _resolved(frame, _behind(frame), before=False) if group.first == view.first else []
        )
    return _resolved(frame, found, before=True)


def _last_frame(frame: Frame) -> int:
    """The word at which the frame before this one ends."""
    return max((c.last for c in frame.cues if c.last < frame.cue.first), default=frame.view.first)


def _carries_on(reading: Reading, view: SentenceView, group: VerbGroup) -> bool:
    """Whether a participle goes on with what was just said: "suspendu pour fièvre, repris en mai", "puis reprise"."""
    if group.first <= view.first:
        return False
    gap, before = reading.tokens.gap[group.first], reading.tokens.fold[group.first - 1]
    return any(c in gap for c in ",;") or before in _GOES_ON


def _own_subject(frame: Frame) -> Found:
    """The subject of a frame that is no verb of the table: "n'a pas eu lieu", "est en attente"."""
    group = frame.verbs.of(frame.cue.first, frame.cue.last)
    if group is not None and not group.lone:
        return subject_of(frame.reading, frame.view, frame.verbs, group)
    before = frame.verbs.before(frame.cue.first)
    if before and frame.cue.first - before[-1].last <= 2 and not before[-1].lone:
        return subject_of(frame.reading, frame.view, frame.verbs, before[-1])
    made = VerbGroup(frame.cue.first, frame.cue.last, frame.cue.first, "être", "participle")
    return nearest_noun(frame.reading, frame.view, frame.verbs, frame.cue.first, made)


def _behind(frame: Frame) -> Found:
    """The object behind the frame's words; infinitives of giving hand on ("cessé de prendre X")."""
    first = max(frame.cue.last, frame.group.last if frame.group is not None else 0) + 1
    tokens = frame.reading.tokens
    found = object_of(frame.reading, frame.view, frame.verbs, first)
    if found.other and frame.status in CHANGED:
        return _second_object(frame, first) or found
    if found or frame.status not in CHANGED:
        return found
    for k in range(first, min(frame.view.last, first + 4)):
        group = frame.verbs.groups[frame.verbs.at[k]] if k in frame.verbs.at else None
        if group is not None:
            if group.mood == "infinitive" and tokens.fold[group.head] in _GIVING:
                return object_of(frame.reading, frame.view, frame.verbs, group.last + 1)
            return found
    return found


def _second_object(frame: Frame, first: int) -> Found:
    """A treatment coordinated with an object that is none: "arrêter le tabac et le méthotrexate"."""
    tokens = frame.reading.tokens
    for k in range(first + 1, min(frame.view.last, first + 8)):
        if k in frame.verbs.at or any(c in tokens.gap[k] for c in ";:.()"):
            return NOTHING
        if tokens.fold[k - 1] in ("et", "ou", "ni") and tokens.fold[k] in ("le", "la", "l", "les", "de", "d", "du"):
            found = object_of(frame.reading, frame.view, frame.verbs, k)
            if found.themes and _without_subject(frame, [-1, *found.themes])[1:]:
                return found
            return NOTHING
    return NOTHING


def _clause_behind(frame: Frame, group: VerbGroup) -> bool:
    """ "refuse d'être inclus dans un essai": the object is a clause that names no treatment."""
    tokens, first = frame.reading.tokens, group.last + 1
    if tokens.fold[first : first + 1] not in (["de"], ["d"], ["que"], ["qu"]):
        return False
    return any(k in frame.verbs.at for k in range(first + 1, min(frame.view.last, first + 4)))


def _objectless(frame: Frame, group: VerbGroup) -> bool:
    """ "pour finalement arrêter en raison d'une mucite": the reason stands where the object would."""
    first, stop = group.last + 1, frame.view.last
    causes = find_cues(frame.reading.cue_text, first, min(stop, first + 3), frame.reading.language, "causes")
    return any(c.first == first and c.effect == "strong" for c in causes)


def _proposed(frame: Frame, group: VerbGroup) -> list[Theme]:
    """What is refused without being named: what the clause before proposed, or what the sentences before named."""
    before = [g for g in frame.verbs.groups if g.last < group.first and g.finite]
    if not before:
        return _pointed(frame)
    found = subject_of(frame.reading, frame.view, frame.verbs, before[-1])
    if found.themes and before[-1].passive:
        return _resolved(frame, found, before=True)
    return [] if found.other and before[-1].passive else _pointed(frame)


def _object_pronoun(frame: Frame, group: VerbGroup) -> bool:
    """ "l'a refusée", "de le suspendre", "on l'arrête": the object is a pronoun inside the group."""
    words = frame.reading.tokens.fold[group.first : group.head]
    return bool({"l", "le", "la", "les"} & set(words))


def _fronted_object(frame: Frame, group: VerbGroup) -> Found:
    """ "le tamoxifène qu'elle a interrompu", "ce que la patiente a refusé": the object stands before "que"."""
    tokens = frame.reading.tokens
    for k in range(group.first - 1, max(frame.view.first, group.first - 6) - 1, -1):
        if tokens.fold[k] in ("que", "qu"):
            if k > frame.view.first and tokens.fold[k - 1] in ("ce", "c"):
                return Found(pronoun=True)
            made = VerbGroup(k, k, group.head, group.verb, "participle", passive=True)
            found = nearest_noun(frame.reading, frame.view, frame.verbs, k, made)
            return found if found.themes else NOTHING
        if any(c in tokens.gap[k + 1] for c in ",;:."):
            return NOTHING
    return NOTHING


def _impersonal(frame: Frame, group: VerbGroup) -> bool:
    """ "il n'a pas été retenu de biopsie": what it is about stands behind the frame."""
    tokens = frame.reading.tokens
    return (
        "il" in tokens.fold[max(frame.view.first, group.first - 2) : group.first]
        and group.last + 1 < frame.view.last
        and tokens.fold[group.last + 1] in ("un", "une", "de", "d")
        and not tokens.gap[group.last + 1].strip(" '’")
    )


def _of_noun(frame: Frame) -> list[Theme]:
    reading, view, cue = frame.reading, frame.view, frame.cue
    found = _behind(frame)
    if found.themes or found.counted:
        nested = _nested(frame, found)
        return [] if nested else _resolved(frame, found, before=False)
    if found.other or cue.reach in ("infinitive", "finite"):
        return []
    if found.carried or found.pronoun:
        return _pointed(frame)
    if cue.reach.startswith("dose-") and not _dose_context(frame):
        return []
    open_ended = reading.tokens.fold[cue.last] in ("de", "d", "du", "des") and cue.last > cue.first
    if open_ended and cue.last + 1 < view.last and not in_time(reading, cue.last + 1):
        return []
    fronted = _fronted(frame, cue.last)
    if fronted:
        return fronted
    if _rest(frame):
        return []
    gap = reading.tokens.gap[cue.first]
    before = set(reading.tokens.fold[max(view.first, cue.first - 2) : cue.first])
    opened = any(c in gap for c in ",:(.+/-") or cue.first == view.first or bool(_BARE & before)
    return _pointed(frame) if opened and frame.status in _POINTED_AT else []


def _rest(frame: Frame) -> bool:
    """ "4 semaines de prise et 2 semaines d'arrêt": a rest that belongs to the regimen; one with a reason is none."""
    tokens, first, last = frame.reading.tokens, frame.cue.first, frame.cue.last
    timed = first - 2 >= frame.view.first and tokens.fold[first - 1] == "d" and in_time(frame.reading, first - 2)
    behind = tokens.fold[last + 1 : min(frame.view.last, last + 2)]
    return timed and not {"pour", "devant", "en", "suit", "lié", "motivé"} & set(behind)


def _nested(frame: Frame, found: Found) -> bool:
    """Whether another frame stands nearer to the object: "décision d'arrêt de X" leaves it to "arrêt"."""
    if not found.themes:
        return False
    first = frame.reading.mentions[found.themes[0]].first
    inner = [c for c in frame.cues if frame.cue.last < c.first and c.last < first and c.reach != "state"]
    words = frame.reading.tokens.fold[frame.cue.last + 1 : first]
    if not inner or {"et", "ou"} & set(words):
        return False
    outer = frame.cue.effect.partition("/")[0]
    # "le report de la reprise de X": the outer frame says what became of X.
    return not (
        outer in ("delayed", "refused", "contraindicated", "withheld", "paused")
        and all(c.effect.partition("/")[0] not in CHANGED for c in inner)
    )


def _dose_context(frame: Frame) -> bool:
    """Whether a bare reduction ("réduction de 25 %") is of a dose: a treatment stands before it, and no finding."""
    view, cue = frame.view, frame.cue
    for number in reversed([n for n in view.mentions if frame.reading.mentions[n].last < cue.first]):
        kind = frame.reading.mentions[number].kind
        if kind in ("treatment", "procedure"):
            return kind == "treatment"
        if kind in ("condition", "observable") and cue.first - frame.reading.mentions[number].last < 8:
            return False
    return False


def _near(frame: Frame) -> list[Theme]:
    """A frame without a fixed side ("réduction de dose", "à dose réduite"): its object, else what stands before."""
    reading, view, cue = frame.reading, frame.view, frame.cue
    if reading.tokens.fold[cue.first] != "a":
        found = _behind(frame)
        if found.themes or found.counted:
            return _resolved(frame, found, before=False)
        if found.other:
            return []
    before = [n for n in view.mentions if reading.mentions[n].last < cue.first and _drug(reading, n)]
    if before:
        return [Theme(n) for n in _specific(frame, _group_before(reading, before))]
    return _pointed(frame)


def _tests_before(frame: Frame) -> list[Theme]:
    """A result can be awaited as well as a test: "le résultat de la FISH pour HER2 est en attente"."""
    reading = frame.reading
    before = [n for n in frame.view.mentions if reading.mentions[n].last < frame.cue.first]
    tests = [n for n in before if reading.mentions[n].kind == "observable"]
    named = [n for n in before if reading.mentions[n].kind == "procedure"]
    return [Theme(n) for n in named[-1:] + tests[-1:]]


def _noted(frame: Frame) -> list[Theme]:
    """The heading of a note whose word the frame is: "AVK : suspendus", "Coloscopie : non faite", "Biopsie : refus"."""
    tokens, view, reading, cue = frame.reading.tokens, frame.view, frame.reading, frame.cue
    start = min(cue.first, frame.group.first if frame.group is not None else cue.first)
    while start > view.first and tokens.fold[start - 1] in ("non", "pas", "a", "ete") and ":" not in tokens.gap[start]:
        start -= 1
    if start <= view.first or ":" not in tokens.gap[start] or (frame.group is not None and not frame.group.passive):
        return []
    head = [n for n in view.mentions if is_theme(reading, n) and 0 < start - reading.mentions[n].last <= 3]
    if not head or any(tokens.fold[i] in ("de", "d") for i in range(reading.mentions[head[-1]].last + 1, start)):
        return []
    if cue.reach == "noun" and _behind(frame).themes:
        return []
    return [Theme(n) for n in _specific(frame, _group_before(reading, head))]


def _fronted(frame: Frame, last: int) -> list[Theme]:
    """The subject behind a fronted frame: "Après une pause, le méthotrexate a été repris"."""
    tokens, view, reading = frame.reading.tokens, frame.view, frame.reading
    if frame.cue.first - view.first > 3:
        return []
    for i in range(last + 1, min(view.last, last + 14)):
        if "," not in tokens.gap[i] or tokens.text[i][0].isdigit():
            continue
        if tokens.fold[i] not in ("le", "la", "l", "les", "son", "sa"):
            return []
        following = [n for n in view.mentions if is_theme(reading, n) and 0 <= reading.mentions[n].first - i <= 2]
        return [Theme(n) for n in _group_after(reading, following)] if following else []
    return []


def _resolved(frame: Frame, found: Found, before: bool) -> list[Theme]:
    """The themes for what was found: names with what is coordinated, or what a pronoun or a carrier points to."""
    reading, view = frame.reading, frame.view
    if found.themes:
        if before:
            group = list(found.themes) if len(found.themes) > 1 else _with_names(frame, found)
        else:
            following = [n for n in view.mentions if n >= found.themes[0] and is_theme(reading, n)]
            group = _without_subject(frame, _group_after(reading, following))
            if frame.cue.effect.startswith("replaced"):
                group = _until_substitute(reading, group)
        return [Theme(n) for n in _specific(frame, group)]
    if found.counted is not None:
        return _pointed(frame, found.counted)
    if found.carried or found.pronoun:
        if frame.status not in _POINTED_AT:
            return []
        if found.pronoun and not _about_treatment(frame):
            return []
        return _pointed(frame)
    return []


def _with_names(frame: Frame, found: Found) -> list[int]:
    """A subject with the names behind it: "la chimiothérapie, capécitabine et oxaliplatine", "X par Y"."""
    reading, view = frame.reading, frame.view
    number = found.themes[0]
    if found.nearest:
        before = [n for n in view.mentions if n <= number and is_theme(reading, n)]
        return _group_before(reading, before) if before else [number]
    stop = frame.group.first if frame.group is not None else frame.cue.first
    following = [n for n in view.mentions if n >= number and reading.mentions[n].last < stop and is_theme(reading, n)]
    return _group_after(reading, following) if following else [number]


_ONLY_THINGS = word_class("things-only-participles")


def _about_treatment(frame: Frame) -> bool:
    """Whether a pronoun subject stands for a treatment: "il n'a pas été réalisé" is no person, "il n'a pas été opéré"
    is one."""
    reading, cue = frame.reading, frame.cue
    window = set(reading.tokens.fold[max(frame.view.first, cue.first - 8) : cue.first])
    if frame.status in ("withheld", "resumed") and not {"celui", "cel", "dernier", "examen"} & window:
        return reading.tokens.fold[cue.last] in _ONLY_THINGS
    if frame.status == "refused" or {"celui", "cel", "dernier"} & window:
        return True
    return not any(
        reading.mentions[n].kind in ("condition", "observable")
        and cue.first - 8 <= reading.mentions[n].first < cue.first
        for n in frame.view.mentions
    )


def _pointed(frame: Frame, counted: tuple[int, int] | None = None) -> list[Theme]:
    """What a pronoun, "la dose" or "le 2e cycle" stands for: the treatment last named, here or in sentences before."""
    reading, view, cue = frame.reading, frame.view, frame.cue
    fits = _namable if frame.status in _OF_PROCEDURES and counted is None else _drug
    start = min(cue.first, frame.group.first if frame.group is not None else cue.first)
    named = [n for n in view.mentions if reading.mentions[n].last < start and fits(reading, n)]
    group = _real(reading, _group_before(reading, named)) if named else _earlier(frame, fits is _namable)
    if counted is None and "dernier" in reading.tokens.fold[max(view.first, start - 8) : start]:
        group = group[-1:]
    if counted is None:
        return [Theme(n) for n in group]
    if not group:
        generics = [n for n, m in enumerate(reading.mentions) if m.last < counted[0] and generic(reading, n)]
        group = generics[-1:]
    return [Theme(n, counted) for n in group[:1]]


def _without_subject(frame: Frame, group: list[int]) -> list[int]:
    """The objects without one that is the subject of what follows: "suspendre X, et Y a été introduit"."""
    tokens = frame.reading.tokens
    for k in range(1, len(group)):
        last = frame.reading.mentions[group[k]].last
        for word in range(last + 1, min(frame.view.last, last + 4)):
            if any(c in tokens.gap[word] for c in ",;:.()") or tokens.fold[word] in ("et", "ou", "qui", "pui"):
                break
            number = frame.verbs.at.get(word)
            if number is not None and frame.verbs.groups[number].finite:
                return group[:k]
    return group


def _until_substitute(reading: Reading, group: list[int]) -> list[int]:
    """ "remplacement de X par Y": Y is not what was replaced."""
    for k in range(1, len(group)):
        left, right = reading.mentions[group[k - 1]], reading.mentions[group[k]]
        if _INSTEAD & set(reading.tokens.fold[left.last + 1 : right.first]):
            return group[:k]
    return group


def _group_before(reading: Reading, candidates: list[int]) -> list[int]:
    """The last candidate and those coordinated with it to its left."""
    group = [candidates[-1]]
    for number in reversed(candidates[:-1]):
        if not _coordinated(reading, number, group[0]):
            break
        group.insert(0, number)
    return group


def _group_after(reading: Reading, following: list[int]) -> list[int]:
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
    link = "+" in gap or "," in gap or "/" in gap or "-" in gap or _NAMING & set(words)
    if not link or _BARRED & set(words) or reading.mentions[left].kind != reading.mentions[right].kind:
        return False
    return all(w in _LINK or not w.isalpha() or len(w) <= 3 or w in ("auc", "jour", "mg", "cycle") for w in words)


def generic(reading: Reading, number: int) -> bool:
    """Whether a mention only says "traitement": it stands for a drug named elsewhere."""
    return reading.mentions[number].concept in _GENERIC


def _bracketed(frame: Frame, number: int) -> list[int]:
    """The names in brackets behind a treatment: "le traitement spécifique (atropine et pralidoxime)"."""
    reading, view = frame.reading, frame.view
    if reading.mentions[number].kind != "treatment" or reading.is_a(number, "Drug"):
        return []
    gap, last = reading.tokens.gap, reading.mentions[number].last
    opened = next((k for k in (last + 1, last + 2) if k < view.last and "(" in gap[k]), None)
    if opened is None or (opened == last + 2 and gap[last + 1] != " "):
        return []
    inside = [n for n in view.mentions if 0 <= reading.mentions[n].first - opened <= 1 and _drug(reading, n)]
    return (
        _group_after(reading, [n for n in view.mentions if n >= inside[0] and is_theme(reading, n)]) if inside else []
    )


def _drug(reading: Reading, number: int) -> bool:
    return reading.mentions[number].kind == "treatment" and not generic(reading, number)


def _namable(reading: Reading, number: int) -> bool:
    return is_theme(reading, number) and not generic(reading, number)


def _real(reading: Reading, group: list[int]) -> list[int]:
    """Of "la troisième ligne, capécitabine et oxaliplatine" the drugs."""
    return [n for n in group if reading.is_a(n, "Drug") or ((c := reading.concept(n)) and c.components)] or group


def _specific(frame: Frame, group: list[int]) -> list[int]:
    """The most specific names for what a group refers to: "le traitement" is the drug last named."""
    reading, view = frame.reading, frame.view
    inside = _bracketed(frame, group[-1]) if group else []
    if inside:
        return inside
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
        if 0 < mention.first - last.last <= 4 and is_theme(reading, number) and not generic(reading, number):
            words = reading.tokens.fold[last.last + 1 : mention.first]
            if {"par", "avec", "a"} & set(words) or ({"de", "d"} & set(words) and len(words) <= 2):
                return _group_after(reading, [n for n in view.mentions if n >= number and is_theme(reading, n)])
    first = reading.mentions[group[0]].first
    earlier = [n for n in view.mentions if reading.mentions[n].last < first and _drug(reading, n)]
    if earlier:
        return _group_before(reading, earlier)
    before_it = reading.tokens.fold[max(view.first, first - 2) : first]
    if {"un", "une", "aucun", "autr", "nouveau"} & set(before_it):
        return group
    if frame.status in ("withheld", "refused") and before_it[-1:] in (["de"], ["d"]):
        return group  # "n'a pas commencé de traitement"
    return _earlier(frame) or group


def _earlier(frame: Frame, procedures: bool = False) -> list[int]:
    """The treatments last named in the sentences before, at most three back.

    One that was said to be given or started comes before one only named ("sans réponse au lopéramide").
    """
    reading = frame.reading
    fits = _namable if procedures else _drug
    named: list[int] = []
    for back in range(frame.index - 1, max(-1, frame.index - 1 - _REACH_BACK), -1):
        here = [n for n in reading.sentences[back].mentions if fits(reading, n)]
        told = [n for n in here if n in frame.told]
        if told:
            return _real(reading, _group_before(reading, [n for n in here if n <= told[-1]]))
        named = named or here
    return _real(reading, _group_before(reading, named)) if named else []
