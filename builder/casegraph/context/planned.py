"""What a course plans from the start: a taper, a relay by the next drug. Told without a reason, it is no change.

"pendant un mois, avec diminution progressive des doses", "six bolus de cyclophosphamide relayés par l'azathioprine".
"""

from __future__ import annotations

from casegraph.context.frames import Status
from casegraph.languages.words import word_class
from casegraph.reading import Reading

__all__ = ["planned"]

_GRADUAL = word_class("gradual-words")
_RELAYS = word_class("relay-words")
#: Words by which a step of a course is hung on the step before it.
_NEXT = word_class("next-step-words")
_EXCHANGES = word_class("exchange-nouns")
_TOLD = word_class("be")
_ARTICLES = frozenset({"un", "une", "d", "de"})


def planned(reading: Reading, status: Status) -> bool:
    """Whether a reduction or a replacement is only the next step of a course that was given as planned."""
    words = reading.tokens.fold
    first, last = status.cue
    if status.status == "replaced" and reading.mentions[status.mention].kind == "procedure":
        return words[first] in _EXCHANGES  # "le remplacement du drain est effectué": by one of its kind
    if status.status == "replaced":
        # "a été relayée par la warfarine" tells the change itself.
        return words[first] in _RELAYS and (words[first - 1] not in _TOLD if words[last] in _RELAYS else last + 1 in (
            reading.time_words))  # fmt: skip
    if status.status != "reduced" or _GRADUAL.isdisjoint(words[first : last + 2]):
        return False
    i = first - 1
    while i > 0 and words[i] in _ARTICLES:
        i -= 1
    return i >= 0 and words[i] in _NEXT
