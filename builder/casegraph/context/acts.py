"""Acts that are only pointed to: "cette procédure", "le patient a refusé l'intervention"."""

from __future__ import annotations

from collections.abc import Sequence

from casegraph.context.frames import Frame, Theme
from casegraph.context.names import namable
from casegraph.languages.words import word_class
from casegraph.reading import Reading

__all__ = ["ANY_ACT", "OF_PROCEDURES", "only_pointing", "procedure_before", "proposed_act", "that_procedure"]

#: Statuses of which a test or an operation may be the theme that a pronoun stands for: they have no dose.
OF_PROCEDURES = frozenset({"delayed", "refused", "withheld", "contraindicated"})
_POINTS, _THE, _OF = word_class("pointing-ce"), word_class("definite-articles"), word_class("of")


def that_procedure(reading: Reading, number: int) -> bool:
    """Whether a mention only points back: "cette procédure", "cet examen"."""
    mention = reading.mentions[number]
    return mention.concept in ("Procedure", "DiagnosticProcedure") and reading.tokens.fold[mention.first - 1] in _POINTS


def proposed_act(frame: Frame, word: int) -> list[Theme]:
    """ "Un cathétérisme a été décidé, mais le patient a refusé l'intervention": the act that was to be done."""
    lead = _THE | _OF | _POINTS if frame.status == "refused" else _THE  # "ne souhaitait pas subir d'intervention"
    if frame.status not in OF_PROCEDURES or frame.reading.tokens.fold[word - 1] not in lead:
        return []
    mentions = frame.reading.mentions
    if acts := [t for t in frame.open if mentions[t.mention].kind == "procedure"]:
        return acts
    if frame.reading.tokens.fold[word] not in _ACTS:
        return []  # "La chirurgie a été exclue" names what it is
    for view in reversed(frame.reading.sentences[max(0, frame.index - 2) : frame.index + 1]):
        named = [n for n in view.mentions if mentions[n].last < word and mentions[n].kind == "procedure"]
        decided = [n for n in named if n in frame.proposed]
        # "La résection était prévue. L'ECBU étant positif, l'intervention a été repoussée"
        named = decided + [n for n in named if not frame.reading.is_a(n, "DiagnosticProcedure")]
        if named:
            return [Theme(decided[-1])] if decided else []
    return []


def only_pointing(frame: Frame, themes: Sequence[Theme]) -> list[int]:
    """The mentions beside a frame that only point back to what it is about: "le patient a refusé l'intervention"."""
    reading, own = frame.reading, {t.mention for t in themes}
    if not own or not own <= frame.proposed:
        return []
    near = reading.mentions_from(max(frame.view.first, frame.cue.first - _TO_ACT), min(
        frame.view.last, frame.cue.last + _TO_ACT))  # fmt: skip
    return [
        n
        for n in near
        if n not in own
        and n > max(own)
        and reading.mentions[n].concept in ANY_ACT
        and reading.tokens.fold[reading.mentions[n].first - 1] in _THE | _POINTS
    ]


#: Names of an act that say no more than that it is one; words between one and its frame.
_ACTS = word_class("pointed-acts")
ANY_ACT, _TO_ACT = ("Procedure", "DiagnosticProcedure", "SurgicalProcedure"), 8


def procedure_before(frame: Frame, word: int) -> list[int]:
    """The operation or test last named before a word, in its sentence."""
    reading = frame.reading
    before = [n for n in frame.view.mentions if reading.mentions[n].last < word and namable(reading, n)]
    return [n for n in before if not reading.is_a(n, "Drug")][-1:]
