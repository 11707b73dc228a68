"""What the verb of a status frame is about: its object, its subject in the passive, what a pronoun stands for."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from casegraph.context.acts import proposed_act
from casegraph.context.earlier import dosed_in
from casegraph.context.frames import Frame, Theme
from casegraph.context.names import generic
from casegraph.context.nominal import fronted
from casegraph.context.objects import cause_at, clause_behind, object_behind
from casegraph.context.phrases import NOTHING, THERE, Found, is_name, is_theme, object_of
from casegraph.context.references import (
    LAST_NAMED,
    before_subject,
    combined,
    one_of_two,
    pointed,
    pronoun_object,
    resolved,
    said_of_one,
)
from casegraph.context.subjects import agrees, nearest_noun, subject_of
from casegraph.context.verbs import VerbGroup, has_object_pronoun
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.records import CHANGED
from casegraph.text.fold import words
from casegraph.text.tokens import COMMA, PHRASE_MARKS

__all__ = ["ACTS", "fronted_object", "goes_on", "of_verb", "own_act", "to_it", "to_which"]

_CONJOINED = word_class("conjunction-heads")
_GOES_ON, _POINTS, _ITS = word_class("verb-joins"), word_class("pointing-ce"), word_class("possessives")
_THAT, _THIS = word_class("that"), word_class("this")
_SELF, _AT = word_class("reflexives"), word_class("to")
_RAISING = written_class("verbs-raising")
_ONE_OF = word_class("indefinite-articles") | word_class("of")
_BEHIND = _ONE_OF | word_class("articles") | word_class("partitives")
_DOUBTING = written_class("verbs-doubting")
_RULED_OUT = (*written_class("verbs-ruling-out"), "éliminer")
_RULING_OUT, _CHANGING = written_class("verbs-ruling-out"), written_class("verbs-changing")
_NEW_BY = word_class("new-by")
_PARTING = frozenset(",;")


def of_verb(frame: Frame) -> list[Theme]:
    """The object of the frame's verb, its subject in the passive, or what stands for either."""
    group = frame.group
    if group is None:
        return []  # "nie tout exclu de": words of a verb that stand in no group of one
    reading, view, verbs = frame.reading, frame.view, frame.verbs
    if group.verb in ACTS and frame.status in CHANGED and (group.passive or group.caused or group.mood == "infinitive"):
        return own_act(frame)
    if group.verb == "substituer" and (left := _substituted(frame, group)) is not None:
        return left
    if not group.passive and THERE in reading.tokens.fold[group.first : group.head]:
        placed = object_behind(frame) if frame.status not in CHANGED else None  # "on y a injecté de la triamcinolone"
        if placed is not None and placed.themes:
            return resolved(frame, placed, before=False)
        return pointed(frame)  # "on y a renoncé et une pleurodèse a été faite"
    if not group.passive:
        if frame.status in CHANGED and _reflexive(frame, group) and (told := _of_itself(frame, group)):
            return told
        if has_object_pronoun(reading, group) and _rules_out(frame, group):
            return []  # "on a craint une perforation, puis on l'a éliminée"
        if has_object_pronoun(reading, group) and not _JOINS_ON.isdisjoint(reading.tokens.behind(group.last, 1)):
            # "a préféré ne pas la recevoir et un suivi a été mis en place"
            return pronoun_object(frame, subject_of(reading, view, verbs, group).themes)
        found = object_behind(frame)
        if found.themes and _by_another(frame, group, found.themes[0]):
            named = [Theme(n) for n in found.themes[:1] if generic(reading, n)]
            return pointed(frame) or named  # "changer le traitement pour X", where no other is named
        if found.themes or (found.counted and not has_object_pronoun(reading, group)):
            return resolved(frame, found, before=False)  # not "conduisant à l'arrêter au septième cycle"
        if found.pronoun and not found.carried:
            return pointed(frame)  # "a cessé de le prendre"
        if has_object_pronoun(reading, group):
            return pronoun_object(frame, subject_of(reading, view, verbs, group).themes)
        if found.carried and group.verb in _LIMITING:
            return []  # "limiter les thérapeutiques" is of all, not of the drug named before
        if found.carried and (
            frame.status not in ("refused", "withheld") or reading.tokens.fold[found.head - 1] in _POINTS | _ITS
        ):
            return pointed(frame)
        if found.carried and (acts := proposed_act(frame, found.head)):
            return acts
        raised = verbs.of(group.last + 2, group.last + 2)
        if raised is not None and raised.mood == "infinitive" and raised.verb in _RAISING:
            return []  # "sous sertraline, qu'elle a refusé d'augmenter"
        if not found and (antecedent := fronted_object(frame, group)):
            return resolved(frame, antecedent, before=True)
        if not found and _of_unknown(frame, group):
            return []  # "une forme injectable, qu'elle a refusée": what has no name here, and no drug named before
        if not found and frame.status in ("stopped", "paused") and _objectless(frame, group):
            return pointed(frame)
        if not found and group.mood == "gerund" and _reflexive(frame, group):
            # "six cycles de carboplatine, se terminant en avril en raison de"
            return resolved(frame, nearest_noun(reading, view, verbs, group.first, group), before=True)
        if not found and group.verb in _OF_THINGS and not _to_act(frame, group):
            return resolved(frame, subject_of(reading, view, verbs, group), before=True)  # "les injections ont cessé"
        if frame.status == "refused" and (inner := _in_clause(frame, group)):
            return inner
        if not found and frame.status == "refused" and not clause_behind(frame, group):
            return _proposed(frame, group)
        if not found and frame.status == "reduced":
            # "la dose est descendue à 40 mg", "une akathisie a obligé à descendre à 3 mg"
            own = _of_itself(frame, group)
            return own or (pointed(frame) if (group.modal or group.mood == "infinitive") and dosed_in(frame) else [])
        return []
    if not group.lone:
        if frame.status != "reduced" and _reflexive(frame, group) and (found := object_behind(frame)).themes:
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
        if group.mood == "gerund" and reading.tokens.mark_before(group.first, COMMA) and _inverted(frame, group):
            return resolved(frame, object_behind(frame), before=False)  # "étant reporté le cinquième cycle"
        if group.first == view.first or _by_which(reading, group):
            # "Ont été arrêtés l'aspirine et le fer", "une neutropénie, par laquelle est omis le jour 8"
            return resolved(frame, object_behind(frame), before=False)
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
    if (meant := one_of_two(frame, (group.first - 1, group.first - 1))) is not None:
        return [Theme(meant)]  # "et le second, maintenu, ..."
    # "faite malgré le stimulateur, arrêté pour l'examen"
    beside = found.other and found.head == group.first - 1 and reading.tokens.fold[found.head - 2] in _DESPITE
    over = ")" in reading.tokens.gap[group.first]  # "X contre-indiqué (fièvre sous Y), remplacé par"
    if frame.previous and _carries_on(reading, group) and not beside and not (over and found.themes):
        newer = found.themes and found.themes[0] > max(t.mention for t in frame.previous)
        newer = newer and not _joined_kind(frame, group, found.themes[0])
        if not newer or reading.mentions[found.themes[0]].first < _last_frame(frame):
            of_one = said_of_one(frame) and not (found.themes and combined(reading, found.themes[0]))
            one = [t for t in frame.previous if t.mention in found.themes] if of_one else []
            return one or list(frame.previous)
    if not found:
        # "Non réalisé : scanner", "Initialement différée pour fièvre, la splénectomie ...".
        if (front := fronted(frame, group.last)) or group.first != view.first:
            return front
        if not object_behind(frame) and (frame.status in _ENDING or dosed_in(frame)):
            # "X, 40 mg. Stoppé en mai.", "Ramené à 20 mg devant une toux, il ..."
            said = replace(group, passive=True)
            found_before = pointed(frame)
            if any(agrees(reading, reading.mentions[t.mention].first, said) for t in found_before):
                return found_before
            return before_subject(frame, tuple(t.mention for t in found_before))
        return resolved(frame, object_behind(frame), before=False)
    return resolved(frame, found, before=True)


def _rules_out(frame: Frame, group: VerbGroup) -> bool:
    """Whether a verb of ruling out has the finding named right before it, or what was doubted, for its pronoun."""
    mentions = frame.reading.mentions
    before = [n for n in frame.view.mentions if mentions[n].last < group.first]
    doubted = [g for g in frame.verbs.groups if g.last < group.first and g.verb in _DOUBTING]
    found = bool(before) and mentions[before[-1]].kind == "condition"
    return group.verb in _RULED_OUT and (found or (bool(doubted) and not before))


def _last_pronoun(frame: Frame, first: int) -> bool:
    """Whether "ce dernier" or "celle-ci" stands right before a word."""
    written = [word.lower() for word in frame.reading.tokens.text[max(frame.view.first, first - 2) : first]]
    return not LAST_NAMED.isdisjoint(written[:1] if written[-1:] == ["ci"] else written[-1:])


def own_act(frame: Frame) -> list[Theme]:
    """ "n'a pas été opéré", "de ne pas opérer": the verb itself names what was not done, as "non opéré" with why."""
    group = frame.group
    if group is None or frame.status not in CHANGED or (group.lone and not _non_with_reason(frame, group)):
        return []
    number = frame.reading.mention_at.get(group.head)
    if number is None or not is_theme(frame.reading, number):
        return []
    mentions = frame.reading.mentions
    offered = [n for n in frame.view.mentions if n < number and n in frame.proposed and mentions[n].kind == "procedure"]
    # "une résection est proposée, mais il préfère ne pas être opéré"
    return [Theme(offered[-1] if offered and mentions[number].concept == _OPERATED else number)]


#: What "opéré" says without saying which operation.
_OPERATED = "OperativeProcedure"


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


_JOINS_ON = word_class("and")
#: Verbs that by themselves say what was done to the patient.
ACTS = frozenset(written_class("verbs-act"))


def goes_on(reading: Reading, word: int) -> bool:
    """Whether a comma stands before a word, or before the adverb in front of it: ", finalement non retenu"."""
    tokens = reading.tokens
    adverb = tokens.fold[word - 1].endswith("ment") or tokens.fold[word - 1] in _GOES_ON
    return "," in tokens.gap[word] or (adverb and "," in tokens.gap[word - 1])


_WHICH = ["ce", "qui"]
_ONCE_WORDS = tuple(words(written_class("once")[0]))


def _once(reading: Reading, group: VerbGroup) -> bool:
    """ "une fois la chirurgie exclue": an absolute clause, whose noun is given up."""
    words = map(str.lower, reading.tokens.text[max(0, group.first - _ABSOLUTE) : group.first])
    return ("une", "fois") in pairwise(words)


#: The most words from "une fois" to its participle.
_ABSOLUTE = 8


def _inverted(frame: Frame, group: VerbGroup) -> bool:
    """ "n'étant pas administrés le paclitaxel ni l'X": whether the subject stands right behind, with its article."""
    behind = frame.reading.tokens.behind(group.last, 1)
    found = object_behind(frame)
    near = found.counted is not None or any(
        frame.reading.mentions[n].first - group.last <= _TO_SUBJECT for n in found.themes)  # fmt: skip
    return near and not _THE.isdisjoint(behind)


#: Words from a participle to its subject, the article between them.
_TO_SUBJECT, _THE = 3, word_class("definite-articles")


def _reflexive(frame: Frame, group: VerbGroup) -> bool:
    words = frame.reading.tokens.fold[max(frame.view.first, group.first - 1) : group.head]
    return not _SELF.isdisjoint(words) or words[:2] == ["nou", "nou"]


def _of_itself(frame: Frame, group: VerbGroup) -> list[Theme]:
    """ "le cisplatine ne s'administre pas", "la dose se réduit": a treatment, no person, is the subject."""
    subject = subject_of(frame.reading, frame.view, frame.verbs, group)
    if not (subject.themes or subject.counted or subject.carried) or subject.pronoun:
        return []
    return resolved(frame, subject, before=True)


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
_OF_THINGS = frozenset(written_class("verbs-ending-a-thing"))
_LIMITING = frozenset(written_class("verbs-limiting"))
#: Changes of what the sentence before told of.
_ENDING = ("stopped", "paused", "replaced")


def _substituted(frame: Frame, group: VerbGroup) -> list[Theme] | None:
    """ "substituer l'apixaban à la warfarine", "y substituer l'apixaban": what gives way stands behind "à", or is "y".

    None for "la warfarine est substituée par", whose subject gives way.
    """
    reading, view = frame.reading, frame.view
    named = object_behind(frame).themes if not group.passive else ()
    if group.passive and to_it(frame):
        new = subject_of(reading, view, frame.verbs, group).themes or _some_new(frame, group)
        return before_subject(frame, new)  # "Y lui a été substitué"
    if left := to_which(frame):  # "X, auquel on substitue Y"
        return left
    if to_it(frame):  # "on lui substitue Y", "une réaction au plasma a conduit à lui substituer Y"
        harmful = [n for n in view.mentions if reading.mentions[n].last < group.first and _reaction_to(reading, n)]
        return [Theme(harmful[-1])] if harmful else pointed(frame)
    if "y" in reading.tokens.span(max(view.first, group.first - 1), group.head):
        return pointed(frame)
    behind = reading.mentions[named[-1]].last + 1 if named else group.last + 1
    if behind >= view.last or reading.tokens.fold[behind] not in _AT:
        return None
    return resolved(frame, object_of(reading, view, frame.verbs, behind), before=False)


def to_which(frame: Frame) -> list[Theme]:
    """ "Une chirurgie a été proposée, à laquelle elle s'est opposée": what the relative pronoun stands for."""
    reading, first = frame.reading, frame.cue.first
    k = next((i for i in frame.view.back(first, 6) if reading.tokens.fold[i] in _TO_WHICH), None)
    if k is None:
        return []
    named = [n for n in frame.view.mentions if reading.mentions[n].last < k and is_theme(reading, n)][-1:]
    # "X a été augmenté et il a été adressé pour un bilan, auquel il ne s'est pas présenté": the noun between
    between = range(reading.mentions[named[0]].last + 1, k) if named else ()
    nearer = any(i not in frame.verbs.at and is_name(reading, i) for i in between)
    return [] if nearer else [Theme(n) for n in named]


_TO_WHICH = word_class("to-which")


def _by_which(reading: Reading, group: VerbGroup) -> bool:
    """Whether "par laquelle" or "pour laquelle" stands right before a verb, whose subject then stands behind it."""
    before = reading.tokens.before(group.first, 2)
    return not _TO_WHICH.isdisjoint(before[-1:]) and not _NEW_BY.isdisjoint(before[:1])


def _reaction_to(reading: Reading, number: int) -> bool:
    """ "une réaction sévère au plasma": a treatment that a finding right before it came of."""
    mention, tokens = reading.mentions[number], reading.tokens
    led = mention.kind == "treatment" and tokens.fold[mention.first - 1] in _HARMED_BY
    near = reading.mentions_from(max(0, mention.first - _TO_HARM), mention.first)
    harm = not _HARMS.isdisjoint(tokens.before(mention.first, _TO_HARM))
    return led and (harm or any(reading.mentions[n].kind == "condition" for n in near))


#: Words from a reaction to what it is to, and what leads to that.
_TO_HARM, _HARMED_BY, _HARMS = 4, _AT | word_class("under"), word_class("pointed-harms")


def _some_new(frame: Frame, group: VerbGroup) -> tuple[int, ...]:
    """ "de la warfarine lui a été substituée": a partitive opens the subject right before the verb."""
    reading = frame.reading
    near = [n for n in frame.view.mentions if 0 < group.first - reading.mentions[n].last <= 2 and is_theme(reading, n)]
    return tuple(n for n in near if not _PARTITIVE.isdisjoint(reading.tokens.before(reading.mentions[n].first, 2)))


_PARTITIVE = word_class("of-words")


def to_it(frame: Frame) -> bool:
    """ "on lui a préféré Y", "Y lui a été substitué": the pronoun stands for what gives way."""
    group = frame.verbs.of(frame.cue.first, frame.cue.last)
    if group is None:
        return False
    words = frame.reading.tokens.fold[max(frame.view.first, group.first - 1) : group.head]
    return not _TO_THEM.isdisjoint(words)


_TO_THEM = frozenset({"lui", "leur"})


def _last_frame(frame: Frame) -> int:
    """The word at which the frame before this one ends."""
    return max((c.last for c in frame.cues if c.last < frame.cue.first), default=frame.view.first)


_DESPITE = word_class("despite")


def _carries_on(reading: Reading, group: VerbGroup) -> bool:
    """Whether a participle goes on with what was just said: "suspendu pour fièvre, repris en mai", "puis reprise"."""
    return reading.tokens.fold[group.first - 1] in _GOES_ON or not _PARTING.isdisjoint(reading.tokens.gap[group.first])


def _objectless(frame: Frame, group: VerbGroup) -> bool:
    """ "pour finalement arrêter en raison d'une mucite": the reason stands where the object would."""
    return cause_at(frame, group.last + 1)


def _to_act(frame: Frame, group: VerbGroup) -> bool:
    """ "a cessé de se présenter aux examens": what ended is what somebody did, no treatment named before."""
    behind = frame.reading.tokens.behind(group.last, 3, frame.view.last)
    if len(behind) < 2 or behind[0] not in _TO_DO:
        return False
    act = behind[2:][0] if behind[1] in _SELF and len(behind) > 2 else behind[1]
    return act.endswith(_INFINITIVES)


_TO_DO, _INFINITIVES = word_class("infinitive-prepositions"), ("er", "ir", "re")


def _proposed(frame: Frame, group: VerbGroup) -> list[Theme]:
    """What is refused without being named: what the clause before proposed, or what the sentences before named."""
    before = [g for g in frame.verbs.groups if g.last < group.first and g.finite]
    if not before:
        return pointed(frame)
    found = subject_of(frame.reading, frame.view, frame.verbs, before[-1])
    if found.themes and before[-1].passive:
        return resolved(frame, found, before=True)
    return [] if found.other and before[-1].passive else pointed(frame)


def fronted_object(frame: Frame, group: VerbGroup) -> Found:
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


def _of_unknown(frame: Frame, group: VerbGroup) -> bool:
    """Whether a verb is of a relative whose noun is not known: "un bilan du sommeil, qu'il a refusé"."""
    tokens = frame.reading.tokens
    that = group.first - 2
    if that <= frame.view.first or tokens.fold[that] not in _THAT or tokens.fold[that + 1] not in _SUBJECTS:
        return False
    if tokens.fold[that - 1] in _NO_NOUN:
        return False
    for k in frame.view.back(that, _ASIDE):
        if k in frame.reading.mention_at or (k in frame.verbs.at and not frame.verbs.groups[frame.verbs.at[k]].lone):
            return k in frame.verbs.at and k < that - 1  # "une transfusion de produits sanguins, qu'elle a refusée"
        if tokens.mark_before(k):
            break
    return True


_SUBJECTS, _ASIDE = word_class("personal-pronouns"), 6
#: What a relative does not belong to: "bien que", "ce que", "proposée à la patiente, qu'elle n'accepte pas".
_NO_NOUN = _CONJOINED | _THIS | word_class("patient-nouns") | word_class("decliners")


def _one_of(reading: Reading, group: VerbGroup) -> bool:
    """ "il n'a pas été retenu de biopsie": behind "de" or "un" stands what it is about, whatever it is."""
    return reading.tokens.fold[group.last + 1] in _ONE_OF


def _impersonal(frame: Frame, group: VerbGroup) -> bool:
    """ "il n'a pas été retenu de biopsie", "il a été renoncé à la greffe": what it is about stands behind the frame."""
    tokens = frame.reading.tokens
    if "il" not in tokens.before(group.first, 2, frame.view.first):
        return False
    to_it = frame.cue.last > group.last and tokens.fold[frame.cue.last] in _AT
    behind = group.last + 1
    if to_it or behind >= frame.view.last or behind in frame.reading.time_words:
        return to_it  # "il est interrompu une semaine"
    return tokens.fold[behind] in _BEHIND and tokens.close(behind)
