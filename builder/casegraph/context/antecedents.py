"""Whether a pronoun subject stands for a treatment: "il n'a pas été réalisé" is no person."""

from __future__ import annotations

from itertools import takewhile

from casegraph.context.frames import Frame
from casegraph.context.subjects import agrees
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading

__all__ = ["about_treatment", "offered"]


_ONLY_THINGS = word_class("things-only-participles")
#: Verbs of which a person is the subject: it is weaned from something.
_OF_PERSONS = frozenset({"sevrer"})
#: Pronouns and nouns that point back to one thing named before: "celui-ci", "ces derniers", "cet examen".
_POINTERS = word_class("back-pronouns")
#: Statuses that a person or a thing may be said to have, and kinds that a pronoun may mean instead of a treatment.
_DONE_TO, _FINDINGS = ("withheld", "resumed"), ("condition", "observable")
_ACTS = word_class("act-nouns")
_RULING_OUT = (*written_class("verbs-ruling-out"), *written_class("verbs-ruling-out-further"))
_DETERMINERS = word_class("before-nouns") - word_class("of-words")
_BRINGING = word_class("circumstance-openers")


def about_treatment(frame: Frame) -> bool:
    """Whether a pronoun subject stands for a treatment: "il n'a pas été réalisé" is no person, "il n'a pas été opéré"
    is one."""
    reading, cue = frame.reading, frame.cue
    if frame.group is not None and frame.group.verb in _OF_PERSONS:
        return False  # "il avait été sevré"
    window = set(reading.tokens.before(cue.first, 8, frame.view.first))
    if not _POINTERS.isdisjoint(window) or offered(frame):
        return True
    if frame.status == "withheld" and frame.group is not None and frame.group.verb in _RULING_OUT:
        return bool(frame.open)  # "une chimiothérapie a été évoquée, mais elle a été écartée"
    if frame.status in _DONE_TO:
        return reading.tokens.fold[cue.last] in _ONLY_THINGS or not _ACTS.isdisjoint(window)
    if frame.status == "refused":
        return True
    return not any(
        reading.mentions[n].kind in _FINDINGS
        and _may_be(reading, n, frame.status)
        and not _governed(reading, reading.mentions[n].first)
        and "(" not in reading.tokens.gap[reading.mentions[n].first]
        and cue.first - 8 <= reading.mentions[n].first < cue.first
        and (frame.group is None or agrees(reading, reading.mentions[n].first, frame.group))
        for n in frame.view.mentions
    )


def offered(frame: Frame) -> bool:
    """ "Une greffe était envisagée. Elle est impossible": whether what was planned just before is of the gender of the
    pronoun."""
    reading, tokens = frame.reading, frame.reading.tokens
    if frame.status not in _TURNED_DOWN:
        return False
    clause = takewhile(lambda k: not tokens.mark_behind(k), frame.view.back(frame.cue.first, 8))
    pronoun = next((word for k in clause if (word := tokens.text[k].lower()) in _HE | _SHE), "")
    articles = _FEMININE if pronoun in _SHE else _MASCULINE if pronoun in _HE else ()
    near = (n for view in reading.sentences[max(0, frame.index - 1) : frame.index + 1] for n in view.mentions)
    firsts = (reading.mentions[n].first for n in near if n in frame.proposed)
    before = (tokens.text[max(0, first - _TO_NAME) : first] for first in firsts if first < frame.cue.first)
    return any(word.lower() in articles for words in before for word in words)


#: Words from an article to the name: "un traitement par cisplatine".
_TO_NAME = 3
_TURNED_DOWN = ("withheld", "contraindicated", "delayed", "stopped")
_HE, _SHE = frozenset({"il", "celui", "dernier"}), frozenset({"elle", "celle", "dernière"})
_MASCULINE, _FEMININE = map(written_class, ("masculine-articles", "feminine-articles"))


def _may_be(reading: Reading, number: int, status: str) -> bool:
    """Whether a pronoun before a change may mean a finding: "une luxation, elle a été réduite", "une hémorragie, elle
    a été arrêtée"; no rash is suspended, and "X était mal toléré" names no thing."""
    if reading.tokens.fold[reading.mentions[number].first - 1] not in _DETERMINERS:
        return False
    return status not in _OF_TREATMENTS or any(reading.is_a(number, c) for c in _STOPPED_TOO)


#: Changes that are made to treatments, and the findings that can be stopped as well.
_OF_TREATMENTS, _STOPPED_TOO = (
    ("stopped", "paused", "delayed", "replaced"),
    ("Bleeding", "Seizure", "CardiacArrhythmia"),
)


def _governed(reading: Reading, first: int) -> bool:
    """ "Devant une diarrhée, elle a été arrêtée": what a preposition governs is no antecedent of the subject."""
    k = first - 1
    while k > 0 and reading.tokens.fold[k] in _DETERMINERS:
        k -= 1
    return k >= 0 and reading.tokens.fold[k] in _BRINGING and "," not in reading.tokens.gap[k + 1]
