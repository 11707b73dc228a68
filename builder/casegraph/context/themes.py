"""What a status frame is about: the subject or object of its verb, the complement of its noun, or what it points to."""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.frames import Frame, Theme
from casegraph.context.groups import group_after
from casegraph.context.names import drug, drug_named, generic
from casegraph.context.nominal import fronted, listed_behind, near, noted, of_noun, tests_before
from casegraph.context.objects import cause_at, clause_behind, object_behind
from casegraph.context.phrases import NOTHING, Found, is_name, is_theme, object_of
from casegraph.context.references import (
    LAST_NAMED,
    before_subject,
    pointed,
    pronoun_object,
    proposed_act,
    resolved,
    said_of_one,
)
from casegraph.context.subjects import nearest_noun, subject_of
from casegraph.context.verbs import VerbGroup, adverbial_end
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.records import CHANGED
from casegraph.text.fold import words
from casegraph.text.tokens import CLAUSE_MARKS, PHRASE_MARKS

__all__ = ["ACTS", "change_undone", "find_themes", "says_of_all"]


_CONJOINED = word_class("conjunction-heads")
_GOES_ON, _POINTS = word_class("verb-joins"), word_class("pointing-ce")
_THAT, _OF_THAT, _THIS = word_class("that"), word_class("of") | word_class("that"), word_class("this")
_SELF, _AT, _OBJECTS = word_class("reflexives"), word_class("to"), word_class("object-pronouns")
_ONE_OF = word_class("indefinite-articles") | word_class("of")
_BEHIND = _ONE_OF | word_class("articles") | word_class("partitives")
_RULING_OUT, _CHANGING = written_class("verbs-ruling-out"), written_class("verbs-changing")
_NEW_BY = word_class("new-by")
_PARTING = frozenset(",;")


def find_themes(frame: Frame) -> list[Theme]:
    """The treatments and procedures that a frame is about."""
    reading, cue = frame.reading, frame.cue
    shape = cue.reach.removeprefix("dose-")
    wide = frame.status in CHANGED or shape in ("subject", "adjective", "state", "to-do")
    if wide or (frame.group is not None and frame.group.lone):
        head = noted(frame)
        # "Isoniazide : déjà reçu en 2010"; what "Biopsie : réalisée" says the heading says by itself
        drugs = cue.reach.startswith("dose-") or not wide
        if head and (not drugs or all(drug(reading, t.mention) for t in head)):
            return head
    if shape == "verb":
        found = _of_verb(frame)
    elif shape == "subject":
        subject = _own_subject(frame)
        found = _what_was_told(frame) or resolved(frame, subject, before=True)
        if not found and subject.pronoun and frame.status == "withheld":
            found = list(frame.open)  # "une biopsie était prévue, mais elle n'a pas pu se faire"
        if not found and frame.status == "planned":
            found = resolved(frame, object_behind(frame), before=False)
        if not found and cue.reach == "dose-subject":
            found = _behind_doses(frame)
    elif (
        shape == "adjective"
        and not _OF_THAT.isdisjoint(frame.reading.tokens.behind(cue.last, 1))
        and adverbial_end(reading, cue.last + 1) == cue.last + 1  # "non souhaitable d'emblée"
    ):
        found = []  # "il n'a pas été possible de": the infinitive says what
    elif shape == "adjective" and (judged := _judged(frame)) is not None:
        found = judged
    elif shape == "adjective":
        found = _what_was_told(frame) or resolved(frame, _own_subject(frame), before=True)
        if not found and frame.open and _goes_on(reading, cue.first):
            found = list(frame.open)  # "discuté avec le neuropédiatre, finalement non retenu"
    elif shape == "state":
        found = resolved(frame, _own_subject(frame), before=True) + tests_before(frame)
    elif shape == "than":
        found = _second_choice(frame)
        if not found and frame.group is not None and frame.group.caused:
            found = before_subject(frame, ())  # "une hépatite sous X a fait préférer Y"
        if not found and _to_it(frame):
            found = list(frame.open) or before_subject(frame, (), ("treatment", "procedure"))
    elif shape == "successor":
        # "Y a pris le relais", "une sonde a été posée à sa place"
        kinds = ("treatment",) if frame.group is not None else ("treatment", "procedure")
        found = before_subject(frame, _own_subject(frame).themes, kinds)
    elif shape == "lost":
        # "demandé, mais le patient a été perdu de vue", "ne s'est jamais présentée aux séances de"
        found = _lost(frame)
    elif shape == "to" and frame.group is not None and frame.group.passive and (
            not frame.group.lone and frame.group.first <= cue.first):  # fmt: skip
        found = resolved(frame, _own_subject(frame), before=True)  # "la laparoscopie a été convertie en"
    elif shape == "to":
        found = _left_behind(frame)
    elif shape == "only":
        behind = object_behind(frame)
        # "n'a reçu que deux cures": not the rounds but the treatment was stopped
        found = resolved(frame, behind, before=False) if behind.themes else _counted_of(frame) or pointed(frame)
    elif shape == "enrol":
        found = _trial(frame)
    elif shape == "act":
        found = _own_act(frame)
    elif shape == "test":
        found = [t for t in resolved(frame, _own_subject(frame), before=True) if _laboratory(reading, t.mention)]
    elif shape == "to-do":
        found = _to_do(frame)
    elif shape == "shift":
        # "on passe à une deuxième ligne", "un repos thérapeutique": what was given until then, a drug for cancer first.
        found = [t for t in pointed(frame, of="AntineoplasticAgent") if _of_drugs(reading, t.mention)]
    elif shape in ("near", "percent"):
        found = near(frame)
    else:
        found = of_noun(frame)
    if not found and frame.status == "reduced" and frame.group is None:
        found = _applied_to(frame)
    if frame.status in CHANGED and not any(_named_here(frame, t) for t in found):
        found = listed_behind(frame) or found or _to_which(frame)
    if frame.status in CHANGED and found:
        found = found + [t for t in _as_well(frame, found) + _nor(frame) if t.mention not in {f.mention for f in found}]
    if found and shape == "verb" and (frame.status in _BEGUN or (
            frame.status == "withheld" and cue.effect.partition("/")[0] in _BEGUN)):  # fmt: skip
        found = found + _named_behind(frame, found)
    if frame.status == "planned" and not found:
        found = listed_behind(frame, known=False)
    elif frame.status == "planned" and all(reading.mentions[t.mention].concept in _ACTS for t in found):
        found = found + listed_behind(frame)  # "Intervention prévue : prothèse de hanche"
    if cue.reach.startswith("dose-"):
        # A tumour or a number that shrinks is no dose.
        found = [t for t in found if reading.mentions[t.mention].kind == "treatment"]
    return found


def _named_behind(frame: Frame, found: list[Theme]) -> list[Theme]:
    """ "Un traitement a été débuté par X", "une chimiothérapie est reprise avec X et Y": what the verb's subject is."""
    reading, group = frame.reading, frame.group
    assert group is not None
    whole = all(reading.mentions[t.mention].kind == "treatment" and not drug_named(reading, t.mention) for t in found)
    if not group.passive or group.lone or not whole:
        return []
    by = next((i for i in range(group.last + 1, min(frame.view.last, group.last + _TO_NAME))
               if reading.tokens.fold[i] in _BY_NAMES and i not in reading.time_words), None)  # fmt: skip
    if by is None or reading.tokens.parted(group.last, by):
        return []
    drugs = [n for n in frame.view.mentions if reading.mentions[n].first > by and drug_named(reading, n)]
    if (
        not drugs
        or reading.mentions[drugs[0]].first - by > 3
        or reading.tokens.parted(by, reading.mentions[drugs[0]].first)
    ):
        return []
    following = [n for n in frame.view.mentions if n >= drugs[0] and is_theme(reading, n)]
    return [Theme(n) for n in group_after(reading, following)]


#: Statuses of a treatment that the verb's complement may name, and words from the verb to "par".
_BEGUN, _TO_NAME, _BY_NAMES = ("given", "started", "continued", "resumed", "planned"), 5, word_class("names-openers")


def _lost(frame: Frame) -> list[Theme]:
    """What was asked for and did not come about: "demandé, mais le patient est décédé", not "car il est décédé"."""
    words = frame.reading.tokens.between(max((c.last for c in frame.cues if c.last < frame.cue.first), default=0),
                                         frame.cue.first)  # fmt: skip
    told = frame.reading.tokens.span(frame.cue.first, frame.cue.last)
    but = next(
        (i for i in frame.view.back(frame.cue.first, _CLAUSE_BACK) if frame.reading.tokens.fold[i] in _BUT), None
    )
    if but is not None and any(but < g.first and g.last < frame.cue.first and g.finite for g in frame.verbs.groups):
        return []  # "a été décidé, mais aucune réponse n'a été vue, et le patient est décédé": it was given
    if not _DEATHS.isdisjoint(told) and _BEFORE.isdisjoint(told):
        return list(frame.open) if not _BUT.isdisjoint(words) else []
    behind = object_behind(frame)
    first = frame.reading.mentions[behind.themes[0]].first if behind.themes else frame.cue.last
    if not _DATING.isdisjoint(frame.reading.tokens.between(frame.cue.last, first)):
        return list(frame.open)  # "perdu de vue trois mois après son opération"
    return list(frame.open) or resolved(frame, behind, before=False)


#: Words back to "mais", and those by which a treatment only dates.
_CLAUSE_BACK, _DATING = 20, word_class("dating-words")
_DEATHS, _BUT, _BEFORE = word_class("death-words"), word_class("but"), word_class("before-words")


def _as_well(frame: Frame, found: list[Theme]) -> list[Theme]:
    """ "X a été arrêté, ainsi que Y", "a refusé X de même que Y": what is added shares what was said of the rest."""
    group, fold = frame.group, frame.reading.tokens.fold
    if group is None or frame.cue.reach not in ("verb", "dose-verb"):
        return []
    objects = [frame.reading.mentions[t.mention].last for t in found if not group.passive and t.named is None]
    behind = max([group.last, *(last for last in objects if last < frame.view.last)]) + 1
    for phrase in _ADDING:
        if tuple(fold[behind : behind + len(phrase)]) == phrase:
            second = object_of(frame.reading, frame.view, frame.verbs, behind + len(phrase))
            return resolved(frame, second, before=False) if second.themes else []
    return []


def _nor(frame: Frame) -> list[Theme]:
    """ "pas candidat à X en raison de Z, ni à Y": a second complement by the same preposition."""
    tokens, last = frame.reading.tokens, frame.cue.last
    if frame.cue.reach not in ("noun", "infinitive") or tokens.fold[last] not in _PREPOSITIONS_OF:
        return []
    for k in range(last + 1, min(frame.view.last - 2, last + _NOR)):
        if tokens.marked(k, k, CLAUSE_MARKS):
            return []
        if tokens.fold[k] in _NEITHER and tokens.fold[k + 1] == tokens.fold[last]:
            second = object_of(frame.reading, frame.view, frame.verbs, k + 2)
            return resolved(frame, second, before=False) if second.themes else []
    return []


#: Words from a frame to "ni à", a reason between them.
_NOR = 30
_ADDING = [tuple(words(phrase)) for phrase in written_class("adding-phrases")]
_NEITHER, _PREPOSITIONS_OF = word_class("neither-words"), word_class("to") | word_class("for") | word_class("of")


def _named_here(frame: Frame, theme: Theme) -> bool:
    """Whether a theme is named before its frame, and not only pointed to: "Traitements supprimés : X" names none."""
    first = frame.reading.mentions[theme.mention].first
    return frame.view.first <= first < frame.view.last and not generic(frame.reading, theme.mention)


def _of_verb(frame: Frame) -> list[Theme]:
    group = frame.group
    assert group is not None
    reading, view, verbs = frame.reading, frame.view, frame.verbs
    if group.verb in ACTS and frame.status in CHANGED and (group.passive or group.mood == "infinitive"):
        return _own_act(frame)
    if group.verb == "substituer" and (left := _substituted(frame, group)) is not None:
        return left
    if not group.passive and _THERE in reading.tokens.fold[group.first : group.head]:
        return pointed(frame)  # "on y a renoncé et une pleurodèse a été faite"
    if not group.passive:
        if _object_pronoun(frame, group) and not _JOINS_ON.isdisjoint(reading.tokens.behind(group.last, 1)):
            # "a préféré ne pas la recevoir et un suivi a été mis en place"
            return pronoun_object(frame, subject_of(reading, view, verbs, group).themes)
        found = object_behind(frame)
        if found.themes and _by_another(frame, group, found.themes[0]):
            named = [Theme(n) for n in found.themes[:1] if generic(reading, n)]
            return pointed(frame) or named  # "changer le traitement pour X", where no other is named
        if found.themes or found.counted:
            return resolved(frame, found, before=False)
        if found.pronoun and not found.carried:
            return pointed(frame)  # "a cessé de le prendre"
        if _object_pronoun(frame, group):
            return pronoun_object(frame, subject_of(reading, view, verbs, group).themes)
        if found.carried and group.verb in _LIMITING:
            return []  # "limiter les thérapeutiques" is of all, not of the drug named before
        if found.carried and (
            frame.status not in ("refused", "withheld") or reading.tokens.fold[found.head - 1] in _POINTS
        ):
            return pointed(frame)
        if found.carried and (acts := proposed_act(frame, found.head)):
            return acts
        if not found and (antecedent := _fronted_object(frame, group)):
            return resolved(frame, antecedent, before=True)
        if not found and frame.status in ("stopped", "paused") and _objectless(frame, group):
            return pointed(frame)
        if not found and group.mood == "gerund" and _reflexive(frame, group):
            # "six cycles de carboplatine, se terminant en avril en raison de"
            return resolved(frame, nearest_noun(reading, view, verbs, group.first, group), before=True)
        if not found and group.verb in _OF_THINGS:
            return resolved(frame, subject_of(reading, view, verbs, group), before=True)  # "les injections ont cessé"
        if frame.status == "refused" and (inner := _in_clause(frame, group)):
            return inner
        if not found and frame.status == "refused" and not clause_behind(frame, group):
            return _proposed(frame, group)
        return []
    if not group.lone:
        if _reflexive(frame, group) and (found := object_behind(frame)).themes:
            return resolved(frame, found, before=False)  # "on s'est abstenu de chimiothérapie"
        if (
            frame.previous
            and frame.status in ("refused", "withheld")
            and reading.tokens.before(group.first, 2) == _WHICH
        ):
            return list(frame.previous)  # "pour l'administration de X, ce qui a été refusé"
        if _impersonal(frame, group) and ((behind := object_behind(frame)).themes or _one_of(reading, group)):
            return resolved(frame, behind, before=False)
        if group.verb == "associer" and group.negated and (second := object_behind(frame)).themes:
            return resolved(frame, second, before=False)  # "X n'a pas pu être associé à Y": X goes on alone
        if group.first == view.first:
            return resolved(frame, object_behind(frame), before=False)  # "Ont été arrêtés l'aspirine et le fer"
        return resolved(frame, subject_of(reading, view, verbs, group), before=True)
    if group.verb in _RULING_OUT and not _once(reading, group) and not cause_at(frame, group.last + 1):
        # "HER-2 2+, écarté par FISH": a bare participle of these is said of a finding, unless behind a treatment
        number = reading.mention_at.get(group.first - 1)
        joined = not _GOES_ON.isdisjoint(reading.tokens.before(group.first, 1)) or group.first - 1 in verbs.at
        goes_on = bool(frame.previous) and joined  # "discuté, puis écarté"
        parted = "," in reading.tokens.gap[group.first]
        if not goes_on and (number is None or parted or reading.mentions[number].kind != "treatment"):
            return []
    if ":" in reading.tokens.gap[group.first] and (before := verbs.before(group.first)) and before[-1].finite:
        return resolved(
            frame, subject_of(reading, view, verbs, before[-1]), before=True
        )  # "X donnait un rash : arrêté"
    if _last_pronoun(frame, group.first):
        return pointed(frame)  # "(ce dernier suspendu en raison de"
    if tuple(reading.tokens.before(group.first, 2)) == _ONCE_WORDS and (behind := object_behind(frame)).themes:
        return resolved(frame, behind, before=False)  # "une fois retirée la perfusion de X"
    found = nearest_noun(reading, view, verbs, group.first, group)
    if frame.previous and _carries_on(reading, group):
        newer = found.themes and found.themes[0] > max(t.mention for t in frame.previous)
        newer = newer and not _joined_kind(frame, group, found.themes[0])
        if not newer or reading.mentions[found.themes[0]].first < _last_frame(frame):
            one = [t for t in frame.previous if t.mention in found.themes] if said_of_one(frame) else []
            return one or list(frame.previous)
    if not found:
        # "Non réalisé : scanner", "Initialement différée pour fièvre, la splénectomie ...".
        return fronted(frame, group.last) or (
            resolved(frame, object_behind(frame), before=False) if group.first == view.first else []
        )
    return resolved(frame, found, before=True)


def _last_pronoun(frame: Frame, first: int) -> bool:
    """Whether "ce dernier" or "celle-ci" stands right before a word."""
    written = [word.lower() for word in frame.reading.tokens.text[max(frame.view.first, first - 2) : first]]
    return not LAST_NAMED.isdisjoint(written[:1] if written[-1:] == ["ci"] else written[-1:])


def _own_act(frame: Frame) -> list[Theme]:
    """ "n'a pas été opéré", "de ne pas opérer": the verb itself names what was not done, as "non opéré" with why."""
    group = frame.group
    if group is None or frame.status not in CHANGED or (group.lone and not _non_with_reason(frame, group)):
        return []
    number = frame.reading.mention_at.get(group.head)
    return [Theme(number)] if number is not None and is_theme(frame.reading, number) else []


def _non_with_reason(frame: Frame, group: VerbGroup) -> bool:
    """ "non thrombolysé en raison du délai", "non anticoagulé (thrombopénie)"; "un cancer non opéré" says less."""
    behind = group.last + 1
    bracket = behind < frame.view.last and "(" in frame.reading.tokens.gap[behind]
    return group.negated and (bracket or cause_at(frame, behind))


def _joined_kind(frame: Frame, group: VerbGroup, number: int) -> bool:
    """ "X arrêté sur les données du scanner et remplacé par Y": no test is what "et" goes on with."""
    reading = frame.reading
    joined = reading.tokens.fold[group.first - 1] == "et" and "," not in reading.tokens.gap[group.first]
    return joined and all(reading.mentions[t.mention].kind != reading.mentions[number].kind for t in frame.previous)


_JOINS_ON, _OF_ANY = word_class("and"), word_class("of-words")
_LEADING = word_class("to") | word_class("for")
#: The pronoun of what stands behind "à".
_THERE = "y"
#: Verbs that by themselves say what was done to the patient.
ACTS = frozenset(written_class("verbs-act"))


def _goes_on(reading: Reading, word: int) -> bool:
    """Whether a comma stands before a word, or before the adverb in front of it: ", finalement non retenu"."""
    tokens = reading.tokens
    adverb = tokens.fold[word - 1].endswith("ment") or tokens.fold[word - 1] in _GOES_ON
    return "," in tokens.gap[word] or (adverb and "," in tokens.gap[word - 1])


def _to_do(frame: Frame) -> list[Theme]:
    """ "HBPM à débuter à J1": what stands before; "la biopsie est à faire": the subject; "À prévoir : IRM"."""
    reading, view, verbs, first = frame.reading, frame.view, frame.verbs, frame.cue.first
    if any(c.reach in _NOUNS and 0 < first - c.last <= _FAR_NOUN for c in frame.cues):
        return []  # "sevrage du méthotrexate à discuter": the noun says what
    if (above := verbs.at.get(first - 1)) is not None and not verbs.groups[above].lone:
        return resolved(frame, subject_of(reading, view, verbs, verbs.groups[above]), before=True)
    if first == view.first:
        return listed_behind(frame)
    return resolved(frame, _described(frame), before=True)


def _described(frame: Frame) -> Found:
    """The noun that the frame's words describe as a participle would."""
    first = frame.cue.first
    made = VerbGroup(first, frame.cue.last, first, "être", "participle")
    return nearest_noun(frame.reading, frame.view, frame.verbs, first, made)


#: Frames that are nouns, and how far before an infinitive they may stand.
_NOUNS, _FAR_NOUN = ("noun", "near", "infinitive", "dose-noun"), 9


def _what_was_told(frame: Frame) -> list[Theme]:
    """ "Une biopsie a été tentée, mais cela n'a pas été possible", "ce qui ne l'a pas été"."""
    return list(frame.previous) if says_of_all(frame) and change_undone(frame) is None else []


def says_of_all(frame: Frame) -> bool:
    """Whether what did not come about is all that the clause before told: "cela n'a pas été possible", "ce qui"."""
    own = frame.verbs.of(frame.cue.first, frame.cue.last)
    before = [own] if own is not None and not own.lone else frame.verbs.before(frame.cue.first)
    if frame.status != "withheld" or not before or not frame.previous:
        return False
    words = frame.reading.tokens.before(before[-1].first, 2, frame.view.first)
    return not _ALL_TOLD.isdisjoint(words[-1:]) or words == _WHICH


def change_undone(frame: Frame) -> Cue | None:
    """ "On a voulu arrêter X, mais cela s'est révélé impossible": the change before that did not come about."""
    before = [c for c in frame.cues if c.last < frame.cue.first]
    changed = bool(before) and before[-1].effect.partition("/")[0] in _UNDOABLE
    return before[-1] if changed else None


def _to_which(frame: Frame) -> list[Theme]:
    """ "Une chirurgie a été proposée, à laquelle elle s'est opposée": what the relative pronoun stands for."""
    reading, first = frame.reading, frame.cue.first
    k = next((i for i in frame.view.back(first, 6) if reading.tokens.fold[i] in _TO), None)
    if k is None or frame.status not in ("refused", "withheld"):
        return []
    named = [n for n in frame.view.mentions if reading.mentions[n].last < k and is_theme(reading, n)][-1:]
    # "X a été augmenté et il a été adressé pour un bilan, auquel il ne s'est pas présenté": the noun between
    between = range(reading.mentions[named[0]].last + 1, k) if named else ()
    nearer = any(i not in frame.verbs.at and is_name(reading, i) for i in between)
    return [] if nearer else [Theme(n) for n in named]


_TO = word_class("to-which")
_UNDOABLE = frozenset(CHANGED) - {"withheld", "refused", "contraindicated"}
_ALL_TOLD, _WHICH = word_class("all-told"), ["ce", "qui"]


#: Acts that a note names before a colon: "Intervention prévue : ".
_ACTS = ("Procedure", "SurgicalProcedure", "Treatment")


def _laboratory(reading: Reading, number: int) -> bool:
    """Whether a mention is a laboratory test that a frame itself made of what is measured."""
    mention = reading.mentions[number]
    return mention.concept is None and mention.parent == "LaboratoryProcedure"


def _counted_of(frame: Frame) -> list[Theme]:
    """ "n'a reçu que deux des six cures prévues de FEC": the treatment that the rounds are of."""
    reading = frame.reading
    near = [n for n in frame.view.mentions if 0 < reading.mentions[n].first - frame.cue.last <= _ABSOLUTE]
    return [Theme(n) for n in near if drug(reading, n)][:1]


def _applied_to(frame: Frame) -> list[Theme]:
    """ "Une réduction de 25 % a été appliquée au sunitinib", "a été nécessaire pour le sunitinib": of what it is."""
    reading, tokens = frame.reading, frame.reading.tokens
    told = frame.verbs.told(frame.cue.last, frame.view.last)[:1]
    if not told or tokens.parted(frame.cue.last, told[0].first):
        return []
    first = told[0].last + 1
    lead = next((i for i in range(first, min(first + 2, frame.view.last)) if tokens.fold[i] in _LEADING), None)
    found = object_of(reading, frame.view, frame.verbs, lead + 1) if lead is not None else NOTHING
    return [t for t in resolved(frame, found, before=False) if drug(reading, t.mention)] if found.themes else []


def _behind_doses(frame: Frame) -> list[Theme]:
    """ "La dose est passée de 600 à 400 mg d'imatinib": the drug behind the second dose."""
    reading, first = frame.reading, frame.cue.last + 1
    doses = reading.quantities_within(reading.tokens.start[first], reading.tokens.end[frame.view.last - 1])[:2]
    if len(doses) < 2:
        return []
    behind = reading.tokens.at(doses[1].end)
    if _OF_ANY.isdisjoint(reading.tokens.fold[behind : behind + 1]) or reading.tokens.mark_before(behind):
        return []  # "passée de 62 à 44 %, le trastuzumab"
    return resolved(frame, object_of(reading, frame.view, frame.verbs, behind), before=False)


def _trial(frame: Frame) -> list[Theme]:
    """ "n'a pas été incluse dans l'essai", "un essai a été proposé, mais elle n'a pas été incluse": the trial, the
    transplantation of a waiting list, or what was left out of a regimen."""
    reading, cue = frame.reading, frame.cue
    if (subject := _own_subject(frame)).themes:
        return resolved(frame, subject, before=True)
    what = "OrganTransplantation" if not _LISTS.isdisjoint(reading.tokens.span(cue.first, cue.last)) else (
        "ClinicalTrialEnrollment")  # fmt: skip
    trials = [n for n in frame.view.mentions if reading.is_a(n, what)]
    behind = [n for n in trials if 0 < reading.mentions[n].first - cue.last <= _CLAUSE]
    before = [n for n in trials if reading.mentions[n].last < cue.first]
    return [Theme(n) for n in behind[:1] or before[-1:]]


_LISTS = word_class("waiting-lists")
_ONCE_WORDS = tuple(words(written_class("once")[0]))


def _once(reading: Reading, group: VerbGroup) -> bool:
    """ "une fois la chirurgie exclue": an absolute clause, whose noun is given up."""
    words = map(str.lower, reading.tokens.text[max(0, group.first - _ABSOLUTE) : group.first])
    return ("une", "fois") in pairwise(words)


#: The most words from "une fois" to its participle.
_ABSOLUTE = 8


def _left_behind(frame: Frame) -> list[Theme]:
    """ "passer au létrozole": the drug given until then, where what stands behind is another."""
    new = object_behind(frame).themes
    if not any((drug(frame.reading, n) and _of_drugs(frame.reading, n)) or _comfort(frame.reading, n) for n in new):
        return []
    behind = frame.reading.tokens.behind(frame.reading.mentions[new[0]].last, 3)
    causes = find_cues(frame.reading.cue_text, frame.view.first, frame.view.last, frame.reading.language, "causes")
    if not _GOING_ON.isdisjoint(behind) and not any(c.effect == "strong" for c in causes):
        return []  # "passe au pemetrexed d'entretien": what came before is complete
    same = {frame.reading.mentions[n].concept for n in new}
    left = [t for t in pointed(frame, of=_class_of(frame.reading, new[0])) if _of_drugs(frame.reading, t.mention)]
    return left if not any(frame.reading.mentions[t.mention].concept in same for t in left) else []


#: What follows a treatment that was given to its end.
_GOING_ON = word_class("maintenance-nouns")


def _class_of(reading: Reading, number: int) -> str | None:
    """The class of drugs that a drug for cancer takes the place of."""
    return "AntineoplasticAgent" if reading.is_a(number, "AntineoplasticAgent") else None


def _comfort(reading: Reading, number: int) -> bool:
    return any(reading.is_a(number, c) for c in ("PalliativeTreatment", "SupportiveCare"))


def _of_drugs(reading: Reading, number: int) -> bool:
    """Whether a mention names a drug, drugs given together, or a treatment by drugs."""
    concept = reading.concept(number)
    return any(reading.is_a(number, c) for c in ("Drug", "DrugTherapy")) or bool(concept and concept.components)


def _reflexive(frame: Frame, group: VerbGroup) -> bool:
    words = frame.reading.tokens.fold[max(frame.view.first, group.first - 1) : group.head]
    return not _SELF.isdisjoint(words) or words[:2] == ["nou", "nou"]


def _in_clause(frame: Frame, group: VerbGroup) -> list[Theme]:
    """ "refuse que l'on pratique une amniocentèse": what the clause names first; "refuse d'être opéré": the act."""
    tokens, first = frame.reading.tokens, group.last + 1
    inner = frame.verbs.of(first + 1, first + 1)
    if inner is not None and inner.mood == "infinitive" and (inner.passive or inner.caused):
        number = frame.reading.mention_at.get(inner.head)
        return [Theme(number)] if number is not None and is_theme(frame.reading, number) else []
    if _THAT.isdisjoint(tokens.fold[first : first + 1]):
        return []
    named = [n for n in frame.view.mentions if 0 < frame.reading.mentions[n].first - first <= _CLAUSE]
    named = [n for n in named if is_theme(frame.reading, n)][:1]
    return [Theme(n) for n in named]


#: So many words behind "que" what a clause is about may stand.
_CLAUSE = 8


def _by_another(frame: Frame, group: VerbGroup, number: int) -> bool:
    """ "changer la ligne de traitement par l'exémestane": what is named is new."""
    mention = frame.reading.mentions[number]
    end = mention.last + 2 if generic(frame.reading, number) else mention.first
    between = frame.reading.tokens.between(group.last, end)
    return group.verb in _CHANGING and not _NEW_BY.isdisjoint(between)


#: Verbs that a treatment is the subject of: "les injections ont cessé", "la rééducation n'a pas pu débuter".
_OF_THINGS = frozenset({"cesser", "débuter", "commencer", "démarrer"})
_LIMITING = frozenset({"limiter", "restreindre"})


def _substituted(frame: Frame, group: VerbGroup) -> list[Theme] | None:
    """ "substituer l'apixaban à la warfarine", "y substituer l'apixaban": what gives way stands behind "à", or is "y".

    None for "la warfarine est substituée par", whose subject gives way.
    """
    reading, view = frame.reading, frame.view
    named = object_behind(frame).themes if not group.passive else ()
    if group.passive and _to_it(frame):
        return before_subject(frame, subject_of(reading, view, frame.verbs, group).themes)  # "Y lui a été substitué"
    if "y" in reading.tokens.span(max(view.first, group.first - 1), group.head):
        return pointed(frame)
    behind = reading.mentions[named[-1]].last + 1 if named else group.last + 1
    if behind >= view.last or reading.tokens.fold[behind] not in _AT:
        return None
    return resolved(frame, object_of(reading, view, frame.verbs, behind), before=False)


def _to_it(frame: Frame) -> bool:
    """ "on lui a préféré Y", "Y lui a été substitué": the pronoun stands for what gives way."""
    group = frame.verbs.of(frame.cue.first, frame.cue.last)
    if group is None:
        return False
    words = frame.reading.tokens.fold[max(frame.view.first, group.first - 1) : group.head]
    return not _TO_THEM.isdisjoint(words)


_TO_THEM = frozenset({"lui", "leur"})


def _second_choice(frame: Frame) -> list[Theme]:
    """ "préférer X à Y": Y, where both are treatments."""
    chosen = object_behind(frame)
    if not chosen.themes:
        return []
    following = [n for n in frame.view.mentions if n >= chosen.themes[0] and is_theme(frame.reading, n)]
    behind = frame.reading.mentions[group_after(frame.reading, following)[-1]].last + 1
    while behind < frame.view.last and (behind in frame.reading.site_at or _describes(frame, behind)):
        behind += 1  # "une hépatectomie gauche élargie à la radioembolisation"
    if behind >= frame.view.last or frame.reading.tokens.fold[behind] not in _AT:
        return []
    return resolved(frame, object_of(frame.reading, frame.view, frame.verbs, behind), before=False)


def _describes(frame: Frame, word: int) -> bool:
    """Whether an adjective of what stands before it, no noun of its own, stands at a word."""
    tokens = frame.reading.tokens
    if word >= frame.view.last or tokens.gap[word] != " " or word in frame.reading.mention_at:
        return False
    lone = (at := frame.verbs.at.get(word)) is not None and frame.verbs.groups[at].lone
    return lone or tokens.fold[word] in _SIDES or tokens.text[word].endswith(("é", "ée", "ie", "al", "ale", "ique"))


_SIDES = word_class("side-adjectives")


def _last_frame(frame: Frame) -> int:
    """The word at which the frame before this one ends."""
    return max((c.last for c in frame.cues if c.last < frame.cue.first), default=frame.view.first)


def _carries_on(reading: Reading, group: VerbGroup) -> bool:
    """Whether a participle goes on with what was just said: "suspendu pour fièvre, repris en mai", "puis reprise"."""
    return reading.tokens.fold[group.first - 1] in _GOES_ON or not _PARTING.isdisjoint(reading.tokens.gap[group.first])


def _judged(frame: Frame) -> list[Theme] | None:
    """ "n'ont pas jugé la chirurgie opportune", "ne l'ont pas jugée opportune": what somebody judges is the object.

    None where nobody is said to judge.
    """
    before = frame.verbs.before(frame.cue.first)
    if not before or before[-1].passive or before[-1].lone or before[-1].verb not in _JUDGING:
        return None
    group = before[-1]
    if not _OBJECTS.isdisjoint(frame.reading.tokens.fold[group.first : group.head]):
        return list(frame.open) or pointed(frame)
    named = [n for n in frame.view.mentions if group.last < frame.reading.mentions[n].first < frame.cue.first]
    named = [n for n in named if is_theme(frame.reading, n)][:1]
    return [Theme(n) for n in named] or resolved(frame, object_behind(frame), before=False)


_JUDGING = frozenset(written_class("verbs-judging"))


def _own_subject(frame: Frame) -> Found:
    """The subject of a frame that is no verb of the table: "n'a pas eu lieu", "est en attente"."""
    group = frame.verbs.of(frame.cue.first, frame.cue.last)
    if group is not None and not group.lone:
        return subject_of(frame.reading, frame.view, frame.verbs, group)
    before = frame.verbs.before(frame.cue.first)
    if before and frame.cue.first - before[-1].last <= 2 and not before[-1].lone:
        return subject_of(frame.reading, frame.view, frame.verbs, before[-1])
    return _described(frame)


def _objectless(frame: Frame, group: VerbGroup) -> bool:
    """ "pour finalement arrêter en raison d'une mucite": the reason stands where the object would."""
    return cause_at(frame, group.last + 1)


def _proposed(frame: Frame, group: VerbGroup) -> list[Theme]:
    """What is refused without being named: what the clause before proposed, or what the sentences before named."""
    before = [g for g in frame.verbs.groups if g.last < group.first and g.finite]
    if not before:
        return pointed(frame)
    found = subject_of(frame.reading, frame.view, frame.verbs, before[-1])
    if found.themes and before[-1].passive:
        return resolved(frame, found, before=True)
    return [] if found.other and before[-1].passive else pointed(frame)


_GERUND = word_class("gerund-opener")


def _object_pronoun(frame: Frame, group: VerbGroup) -> bool:
    """ "l'a refusée", "de le suspendre", "on l'arrête": the object is a pronoun inside the group."""
    opened = group.mood == "gerund" and frame.reading.tokens.fold[group.first] in _GERUND
    first = group.first + opened  # "en éliminant les graisses": what opens the gerund is none
    unit = frame.reading.quantity_words  # the "l" of "mmol/l éliminant"
    return any(frame.reading.tokens.fold[i] in _OBJECTS and i not in unit for i in range(first, group.head))


def _fronted_object(frame: Frame, group: VerbGroup) -> Found:
    """ "le tamoxifène qu'elle a interrompu", "ce que la patiente a refusé": the object stands before "que"."""
    tokens = frame.reading.tokens
    for k in frame.view.back(group.first, 6):
        if tokens.fold[k] in _THAT:
            if k > frame.view.first and tokens.fold[k - 1] in _THIS:
                return Found(pronoun=True)
            if tokens.fold[k - 1] in _CONJOINED:
                return NOTHING  # "bien que les métastases aient diminué"
            made = VerbGroup(k, k, group.head, group.verb, "participle", passive=True)
            found = nearest_noun(frame.reading, frame.view, frame.verbs, k, made)
            return found if found.themes else NOTHING
        if tokens.mark_behind(k, PHRASE_MARKS):
            return NOTHING
    return NOTHING


def _one_of(reading: Reading, group: VerbGroup) -> bool:
    """ "il n'a pas été retenu de biopsie": behind "de" or "un" stands what it is about, whatever it is."""
    return reading.tokens.fold[group.last + 1] in _ONE_OF


def _impersonal(frame: Frame, group: VerbGroup) -> bool:
    """ "il n'a pas été retenu de biopsie", "il a été renoncé à la greffe": what it is about stands behind the frame."""
    tokens = frame.reading.tokens
    if "il" not in tokens.before(group.first, 2, frame.view.first):
        return False
    to_it = frame.cue.last > group.last and tokens.fold[frame.cue.last] in _AT
    return to_it or (
        group.last + 1 < frame.view.last and tokens.fold[group.last + 1] in _BEHIND and tokens.close(group.last + 1)
    )
