"""What a loose connector ("devant", "pour", "après", "lors de") needs behind it to tell a reason."""

from __future__ import annotations

from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.relations.because import REASON_KINDS, TURNS, Search, before_noun

__all__ = ["holds_reason", "lived_through"]

_CHECKS, _AIMS = word_class("checking-nouns"), word_class("aim-nouns")
_AFTER, _BY, _DURING, _FOR = (word_class(name) for name in ("behind-in-time", "by", "during", "for"))
_OVER = word_class("over-nouns")
_BEING = word_class("existence-nouns") | word_class("onset-nouns")
_BARRING = ("device", "assessment", "observation")
_OF_ITSELF, _APART = ("condition", "circumstance"), frozenset(";:.()")


_WHAT = ["ce", "qui"]


def holds_reason(search: Search, cue: Cue) -> bool:
    """A weak connector ("pour", "devant") needs a condition or a value right behind it; "pour" may name what is
    done instead."""
    reading = search.reading
    word = reading.tokens.fold[cue.last]
    if word in _FOR and reading.tokens.behind(cue.last, 2) == _WHAT:
        return False  # "Pour ce qui est de l'insuffisance cardiaque, X a cédé la place à Y": what it is about
    denied = find_verbs(reading, search.view).of(*search.status.cue)
    undone = search.status.status == "withheld" or (denied is not None and denied.negated)
    if undone and reading.tokens.fold[cue.first] in _AFTER and not _OVER.isdisjoint(
            reading.tokens.behind(cue.last, 2)):  # fmt: skip
        return False  # "Après normalisation des transaminases, il a été décidé de ne plus donner X"
    if before_noun(reading, cue):
        return True
    behind = find_verbs(reading, search.view).of(cue.last + 1, cue.last + 1)
    if word in _FOR and (behind.mood == "infinitive" if behind is not None else _unknown_verb(reading, cue.last + 1)):
        return False  # "remplacé par X pour traiter Y": what X is for
    if word in _FOR and not _AIMS.isdisjoint(reading.tokens.behind(cue.last, 2)):
        return False  # "la morphine réduite, pour le contrôle de la douleur"
    if reading.tokens.fold[cue.first] in _AFTER and cue.last + 1 in reading.time_words:
        return False  # "arrêté après cinq ans de réponse"
    if cue.last + 1 < len(reading.tokens) and reading.tokens.fold[cue.last + 1] in _CHECKS:
        # "Après confirmation d'une FEVG de 68 %": what was checked first is no reason of a change.
        return False
    i, stop = cue.last + 1, cue.last + 6
    if not _BEING.isdisjoint(reading.tokens.behind(cue.last, 2)):
        stop += 3  # "devant la présence d'une importante hépatomégalie"
    while i < min(stop, len(reading.tokens)):
        if reading.tokens.mark_before(i, _APART):
            return False
        number = reading.mention_at.get(i)
        if number is not None and reading.mentions[number].kind == "encounter":
            i, stop = reading.mentions[number].last, reading.mentions[number].last + 4  # "après une admission pour"
        elif number is not None:
            kind = reading.mentions[number].kind
            if reading.tokens.fold[cue.first] in _DURING:
                return any(reading.is_a(number, event) for event in (*TURNS, "AdverseEffect"))
            if word in _BY:
                barring = search.status.status == "contraindicated" and (kind in _BARRING or number in search.valued)
                return (kind in _OF_ITSELF or barring) and i - cue.last <= 3
            if reading.tokens.fold[cue.first] in _AFTER and kind == "assessment" and number not in search.valued:
                return any(reading.is_a(number, turn) for turn in TURNS)  # "Après une bonne réponse" only tells when
            return (
                kind in REASON_KINDS
                or kind == "observable"
                or number in search.valued
                or (word in _FOR and kind == "procedure")
            )
        i += 1
    return False


def _unknown_verb(reading: Reading, word: int) -> bool:
    """Whether a word can only be an infinitive: "pour isoler le germe", not "pour cancer"."""
    named = word in reading.mention_at or word >= len(reading.tokens)
    return not named and reading.tokens.text[word].lower().endswith(_INFINITIVES)


_INFINITIVES = ("er", "ir")
#: What leads to a decision, and is none of its reasons: "après avoir discuté avec sa famille".
_TALKING = written_class("verbs-weighing")


def lived_through(search: Search, cue: Cue) -> bool:
    """ "a refusé après avoir été traitée dix ans": what the patient has been through is why they refuse."""
    behind = find_verbs(search.reading, search.view).of(cue.last + 1, cue.last + 1)
    through = behind is not None and behind.mood == "infinitive" and behind.verb not in _TALKING
    return search.reading.tokens.fold[cue.first] in _AFTER and through
