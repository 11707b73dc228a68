"""What stands around a frame's words: its subject, the object of its verb, the complement of its noun."""

from __future__ import annotations

from casegraph.context.frames import Frame
from casegraph.context.groups import without_subject
from casegraph.context.phrases import CARRIERS, NOTHING, Found, is_name, object_of
from casegraph.context.subjects import nearest_noun, subject_of
from casegraph.context.verbs import VerbGroup, adverbial_end, words_apart
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class
from casegraph.records import CHANGED
from casegraph.text.tokens import BRACKETS, CLAUSE_MARKS

__all__ = ["cause_at", "clause_behind", "described", "object_behind", "own_subject"]

_OBJECTS, _BOTH = word_class("object-pronouns"), word_class("both-words")
_GIVING = word_class("giving-infinitives")
_ENDS = word_class("end-adjectives")
_OF, _JOINS = word_class("of-words"), word_class("coordinators")
_OPENERS = _OF | word_class("definite-articles")
_NE, _THAT = word_class("ne"), word_class("that")
_OF_THAT = word_class("of") | _THAT


def object_behind(frame: Frame) -> Found:
    """The object behind the frame's words; infinitives of giving hand on ("cessé de prendre X")."""
    first = max(frame.cue.last, frame.group.last if frame.group is not None else 0) + 1
    tokens = frame.reading.tokens
    if frame.group is None and (
        _adjective(frame, first) or (tokens.fold[first : first + 1] and tokens.fold[first] in _ENDS)
    ):
        first += 1  # "un sevrage rapide de la noradrénaline"
    if _only(frame, first):
        first += 1
    if tokens.fold[first : first + 1] and tokens.fold[first] in _BOTH:
        first += 1 + (tokens.fold[first + 1 : first + 2] == ["bien"])  # "écarter tant X que Y", "aussi bien X que Y"
    if cause_at(frame, first) and "," not in tokens.gap[first]:
        return NOTHING  # "qu'il a fallu sevrer à cause d'une hyponatrémie"
    if _falls(frame, first):
        return NOTHING  # "les plaquettes ont baissé et l'aspirine a été suspendue"
    found = object_of(frame.reading, frame.view, frame.verbs, first)
    if found.other and frame.status in CHANGED:
        return _second_object(frame, first, found) or found
    if found or (frame.status not in CHANGED and frame.status != "continued"):
        return found
    first = adverbial_end(frame.reading, first) if first < frame.view.last else first
    for k in range(first, min(frame.view.last, first + 4)):
        group = frame.verbs.groups[frame.verbs.at[k]] if k in frame.verbs.at else None
        if group is not None:
            if group.mood == "infinitive" and tokens.fold[group.head] in _GIVING:
                if not _OBJECTS.isdisjoint(tokens.fold[group.first - 1 : group.head]):
                    return Found(pronoun=True)  # "a cessé de le prendre deux jours avant la ponction"
                return object_of(frame.reading, frame.view, frame.verbs, group.last + 1)
            return found
    return found


def _falls(frame: Frame, first: int) -> bool:
    """Whether a value or a sign is what a verb of lowering is said of: it has no object."""
    group, reading = frame.group, frame.reading
    if frame.cue.reach != "dose-verb" or group is None or group.mood == "infinitive" or group.passive:
        return False
    number = reading.mention_at.get(group.first - 1)
    kind = reading.mentions[number].kind if number is not None else None
    # "bien que les métastases aient diminué de 50 %", not "une somnolence a fait réduire la dose"
    valued = kind == "observable" or (
        kind == "condition" and not _OF.isdisjoint(reading.tokens.fold[first : first + 1])
    )
    return valued or not _JOINS.isdisjoint(reading.tokens.fold[first : first + 1])


def _only(frame: Frame, first: int) -> bool:
    """ "on n'a suspendu que l'amiodarone": the object stands behind "que"."""
    group, words = frame.group, frame.reading.tokens.fold
    if group is None or group.negated or _NE.isdisjoint(words[group.first : group.head]):
        return False
    return not _THAT.isdisjoint(words[first : first + 1])


def _adjective(frame: Frame, first: int) -> bool:
    """Whether an adjective stands between the frame's noun and "de"."""
    tokens, view = frame.reading.tokens, frame.view
    if first + 1 >= view.last or tokens.fold[first + 1] not in _OF or first in frame.reading.mention_at:
        return False
    plain = not tokens.gap[first].strip() and not tokens.gap[first + 1].strip()
    return plain and is_name(frame.reading, first) and tokens.fold[first] not in CARRIERS


def _finding(frame: Frame, found: Found) -> bool:
    number = frame.reading.mention_at.get(found.head)
    return number is not None and frame.reading.mentions[number].kind == "condition"


def _second_object(frame: Frame, first: int, found: Found) -> Found:
    """A treatment coordinated with an object that is none: "arrêter le tabac et le méthotrexate"."""
    tokens = frame.reading.tokens
    if tokens.fold[first] == "diagnostic":
        return NOTHING  # "un retard de diagnostic et de traitement"
    for k in frame.view.onward(first, 7):
        if k in frame.verbs.at or tokens.mark_before(k, CLAUSE_MARKS | BRACKETS):
            return NOTHING
        if tokens.fold[k - 1] in _JOINS and tokens.fold[k] in _OPENERS:
            second = object_of(frame.reading, frame.view, frame.verbs, k)
            if _finding(frame, found) and not second.carried:
                return NOTHING  # "réduisant la douleur et les hormones", but "... et la dose de morphine"
            if second.themes and without_subject(frame, [-1, *second.themes])[1:]:
                return second
            return NOTHING
    return NOTHING


def cause_at(frame: Frame, first: int) -> bool:
    """Whether a connector of a reason begins at a word, or behind the negation there."""
    first += not _NOT.isdisjoint(frame.reading.tokens.fold[first : first + 1])  # "n'accepte pas par crainte de"
    stop = min(frame.view.last, first + 3)
    causes = find_cues(frame.reading.cue_text, first, stop, frame.reading.language, "causes")
    return any(c.first == first and c.effect == "strong" for c in causes)


def clause_behind(frame: Frame, group: VerbGroup) -> bool:
    """ "refuse d'être inclus dans un essai": the object is a clause that names no treatment."""
    tokens, first = frame.reading.tokens, group.last + 1
    first += not _NOT.isdisjoint(tokens.fold[first : first + 1])  # "n'acceptait pas de perdre ses cheveux"
    if _OF_THAT.isdisjoint(tokens.fold[first : first + 1]):
        return False
    return any(k in frame.verbs.at for k in frame.view.onward(first, 3))


_NOT = word_class("negators")


def own_subject(frame: Frame) -> Found:
    """The subject of a frame that is no verb of the table: "n'a pas eu lieu", "est en attente"."""
    group = frame.verbs.of(frame.cue.first, frame.cue.last)
    if group is not None and not group.lone:
        return subject_of(frame.reading, frame.view, frame.verbs, group)
    before = frame.verbs.before(frame.cue.first)
    near = before and words_apart(frame.reading.tokens, before[-1], frame.cue.first) < _TO_VERB
    if near and not before[-1].lone:
        return subject_of(frame.reading, frame.view, frame.verbs, before[-1])
    return described(frame)


#: Words that are no adverbs stand nearer than this between a verb and its adjective.
_TO_VERB = 2


def described(frame: Frame) -> Found:
    """The noun that the frame's words describe as a participle would."""
    first = frame.cue.first
    made = VerbGroup(first, frame.cue.last, first, "être", "participle")
    return nearest_noun(frame.reading, frame.view, frame.verbs, first, made)
