"""Whether what a frame says was denied: "n'a pas été réalisé", "sans report", "n'a pas permis de réaliser"."""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.frames import NOMINAL, TOLD_OF, Frame
from casegraph.context.governors import governor
from casegraph.context.phrases import not_possible
from casegraph.context.verbs import HANGING, VerbGroup, words_apart
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView

__all__ = ["breaking", "denied", "gives_up_going_on", "impossible", "renounced", "subject_denies", "verb_behind"]

_NE = word_class("ne")
_JUDGING = frozenset(written_class("verbs-judging"))
#: Words from a judgement to what is judged.
_JUDGED = 8
_EITHER = word_class("either")
_ENDS = word_class("clause-subordinators") | _EITHER
_NEED = word_class("needs")
_NOT_OR_NO_MORE = frozenset({"pas"}) | word_class("no-more")
_WHEN = word_class("circumstance-words")
_OTHER = word_class("other-adjectives")
_OF = word_class("of")
_THAT = word_class("that")
_NOT_OF = word_class("absence-words")
_LIFTED = word_class("lifted")
_DENIERS = word_class("before-particles")
_WITHOUT = word_class("without-words")
_BEING = written_class("verbs-of-being")
_FOLLOWING = written_class("verbs-following")
_BROKEN = word_class("broken-participles")
_CONTINUITY = word_class("continuity-nouns")
_BE = word_class("be")
_BINDING = written_class("verbs-binding")
_LIFTING = written_class("verbs-lifting")
#: "On a renoncé à poursuivre X": what a verb of giving up governs was not gone on with.
_RENOUNCING, _GONE_ON = written_class("verbs-renouncing"), ("continued", "resumed")
_ANY = word_class("bare-dets")
_NON = word_class("non-words")
_NEITHER = word_class("neither-words")
_UNDONE = word_class("without")
#: Words from a noun of change to what was done to it: "la continuité du traitement a été affectée".
_TO_BROKEN = 9


def denied(frame: Frame) -> bool:
    """Whether the frame is denied, by its own negation or by that of the verb or noun that governs it.

    "n'a pas été réalisé", "sans report", "n'a pas permis de réaliser", "n'a pas conduit à l'arrêt".
    """
    group = frame.group
    if frame.cue.reach == "adjective":
        if not _NON.isdisjoint(frame.reading.tokens.before(frame.cue.first, 1, frame.view.first)):
            return True  # "trachéotomie non nécessaire"
        if frame.reading.tokens.fold[frame.cue.first] in _NON:
            return False  # ", finalement non retenue": the frame's own word
        own = frame.verbs.of(frame.cue.first, frame.cue.last)
        if own is not None and own.first < frame.cue.first:
            return own.negated  # "n'était pas justifiée"
        above = frame.verbs.before(frame.cue.first)
        far = _JUDGED if above and above[-1].verb in _JUDGING else 2  # "n'ont pas jugé la chirurgie opportune"
        return bool(above) and above[-1].negated and words_apart(frame.reading.tokens, above[-1], frame.cue.first) < far
    if group is not None:
        neither = not _NEITHER.isdisjoint(frame.reading.tokens.behind(group.last, 1))  # "d'administrer ni X ni Y"
        if group.negated or neither or subject_denies(frame.reading, frame.view, group):
            return True
        return group.mood in HANGING and (impossible(frame, group) or _governed_denial(frame, group.first))
    words, first = frame.reading.tokens.fold, frame.cue.first
    if words[first] in _NE or not _NOT_OR_NO_MORE.isdisjoint(frame.reading.tokens.span(first, frame.cue.last)):
        return False
    near = frame.reading.tokens.before(first, 4, frame.view.first)
    if frame.cue.reach in NOMINAL and (
        not _WITHOUT.isdisjoint(near[-2:])
        or not _LIFTED.isdisjoint(near)
        or (near[-2:-1] and near[-2] in _NOT_OF and near[-1] in _OF)
        or _still_absent(frame)
    ):
        return True
    if not _DENIERS.isdisjoint(near[-1:]) and frame.cue.reach != "noun":
        return True
    own = frame.verbs.of(frame.cue.first, frame.cue.last)
    if own is not None and own.negated:
        return True
    if own is not None and _attributive(frame, own):
        return False
    if frame.cue.reach == "finite":
        return False  # "ne montrait aucune activité sous valproate" denies another thing
    behind = verb_behind(frame)
    if behind is not None and behind.verb in _LIFTING:
        return not behind.negated  # "la suspension de X a été levée"
    if (broken := breaking(frame)) is not None:
        return _NOT_OR_NO_MORE.isdisjoint(frame.reading.tokens.before(broken[0], 2))
    # "l'arrêt n'a pas été suivi d'une amélioration" denies no stop
    if behind is None or not behind.negated or behind.verb in _FOLLOWING:
        return _governed_denial(frame, first)
    return behind.passive or behind.verb in _BEING or _governed_denial(frame, first)


def breaking(frame: Frame) -> tuple[int, int] | None:
    """The words by which the continuity of a treatment was broken: "la continuité du traitement a été affectée"."""
    fold = frame.reading.tokens.fold
    if frame.group is not None or fold[frame.cue.first] not in _CONTINUITY:
        return None
    for k in frame.view.onward(frame.cue.last, _TO_BROKEN):
        if frame.reading.tokens.mark_before(k):
            return None
        if fold[k] in _BROKEN and fold[k - 1] in _BE:
            return k - 1, k
    return None


def _still_absent(frame: Frame) -> bool:
    """ "l'absence de symptôme et d'autre contre-indication": the second is absent as well."""
    words = frame.reading.tokens.before(frame.cue.first, _SECOND, frame.view.first)
    return not _NOT_OF.isdisjoint(words) and not _OTHER.isdisjoint(words[-1:])


#: Words from an absence to the second thing that is absent.
_SECOND = 11


def subject_denies(reading: Reading, view: SentenceView, group: VerbGroup) -> bool:
    """ "sans que la biopsie ait été réalisée", "sans examen complémentaire réalisé"."""
    if group.mood == "subjunctive":
        words = reading.tokens.before(group.first, 12, view.first)
        return any(a == "san" and b in _THAT for a, b in pairwise(words))
    number = reading.mention_at.get(group.first - 1) if group.lone else None
    if number is None:
        return False
    lead = reading.tokens.before(reading.mentions[number].first, 2, view.first)
    return not _UNDONE.isdisjoint(lead[-1:] if _ANY.isdisjoint(lead[-1:]) else lead)  # "sans aucun examen réalisé"


def _attributive(frame: Frame, group: VerbGroup) -> bool:
    """ "n'a pas été isolé dans les échantillons envoyés en culture": the participle of a known thing is no clause."""
    tokens, first = frame.reading.tokens, group.first
    before = tokens.before(first, 3, frame.view.first)
    near = group.lone and group.mood == "participle" and len(before) == 3 and not tokens.gap[first].strip()
    return near and before[0] in _PLACES and before[1] in _KNOWN


_PLACES = word_class("place-prepositions")


_KNOWN = word_class("definite-articles") | word_class("demonstratives")


def impossible(frame: Frame, group: VerbGroup) -> bool:
    """ "l'impossibilité d'opérer", "sans qu'il soit possible de réaliser une biopsie": the infinitive did not come."""
    if not_possible(frame.reading, group.first):
        return True
    above = governor(frame.reading, frame.view, frame.verbs, group.first)
    return above is not None and subject_denies(frame.reading, frame.view, above)


def _needless(frame: Frame, first: int) -> bool:
    """ "sans nécessité de reporter la cure ni d'arrêter", "sans besoin de réduction"."""
    tokens = frame.reading.tokens
    for k in frame.view.back(first, 10):
        verb = frame.verbs.at.get(k)
        if tokens.mark_behind(k) or (verb is not None and frame.verbs.groups[verb].finite):
            return False  # "sans besoin de repos, et la dose a été réduite"
        if tokens.fold[k - 1] == "san" and tokens.fold[k] in _NEED:
            return True
    return False


def _none_of(frame: Frame, first: int) -> bool:
    """ "sans toxicité ni anomalie ayant conduit à un report": what would have led to it was not there."""
    tokens = frame.reading.tokens
    for k in frame.view.back(first, 10):
        if tokens.fold[k] in _WITHOUT or (tokens.fold[k] == "pas" and tokens.fold[k + 1] in _OF):
            return True
        if (number := frame.verbs.at.get(k)) is not None:
            return frame.verbs.groups[number].negated and tokens.fold[k + 1] in _OF  # "n'a pas eu d'effet imposant"
        if tokens.mark_before(k) or tokens.fold[k] == "mais":
            return False
    return False


def _governed_denial(frame: Frame, first: int) -> bool:
    if _needless(frame, first):
        return True
    above = governor(frame.reading, frame.view, frame.verbs, first)
    if above is None or above.head >= first:
        return False
    if above.verb in _BINDING and frame.group is not None:
        return above.negated
    if not above.negated and renounced(frame):
        return True
    words = frame.reading.tokens.between(above.last, first)
    if above.mood == "gerund" and not above.negated and _none_of(frame, above.first):
        return True
    if _WHEN & set(words):
        return False  # "n'a pas changé après l'administration de"
    return above.negated or "impossibl" in words


def verb_behind(frame: Frame) -> VerbGroup | None:
    """The verb of which a nominal frame and its complement are the subject."""
    tokens, verbs, cue = frame.reading.tokens, frame.verbs, frame.cue
    if cue.reach not in TOLD_OF:
        return None
    above = governor(frame.reading, frame.view, verbs, cue.first)
    if above is not None and above.last < cue.first and not above.lone:
        return None
    for k in frame.view.onward(cue.last, 13):
        # "la poursuite de X et de Y", "une réduction de la dose ou un arrêt a été envisagé"
        coordinated = tokens.fold[k] in _EITHER and (
            not _OF.isdisjoint(tokens.behind(k, 1))
            or any(c.reach in TOLD_OF and 0 < c.first - k <= 2 for c in frame.cues)
        )
        if tokens.mark_before(k) or (tokens.fold[k] in _ENDS and not coordinated):
            return None
        number = verbs.at.get(k)
        if number is not None:
            group = verbs.groups[number]
            return group if group.finite or group.lone else None
    return None


def renounced(frame: Frame) -> bool:
    """ "On a renoncé à poursuivre X": going on, governed by a verb of giving up."""
    if frame.group is None or not frame.cue.effect.startswith(_GONE_ON):
        return False
    above = governor(frame.reading, frame.view, frame.verbs, frame.group.first)
    return above is not None and above.verb in _RENOUNCING


def gives_up_going_on(frame: Frame) -> bool:
    """Whether a verb of giving up governs one of going on, which says what became of the treatment."""
    if frame.group is None or frame.group.verb not in _RENOUNCING:
        return False
    behind = frame.verbs.of(frame.cue.last + 1, frame.cue.last + 2)
    return behind is not None and any(
        c.effect.startswith(_GONE_ON) and behind.first <= c.first <= behind.last for c in frame.cues
    )
