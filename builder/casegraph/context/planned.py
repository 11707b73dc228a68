"""What a course plans from the start: a taper, a relay by the next drug. Told without a reason, it is no change;
neither is a dose that falls step by step or that was fitted to the patient.

"pendant un mois, avec diminution progressive des doses", "six bolus de cyclophosphamide relayés par l'azathioprine".
"""

from __future__ import annotations

from casegraph.context.frames import Status
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class
from casegraph.reading import Reading

__all__ = ["planned"]

_GRADUAL = word_class("gradual-words")
_RELAYS = word_class("relay-words")
_FITTED = word_class("fitted-doses")
_EXCHANGES = word_class("exchange-nouns")
_TOLD = word_class("be")


def planned(reading: Reading, status: Status) -> bool:
    """Whether a reduction or a replacement is only the next step of a course that was given as planned."""
    words = reading.tokens.fold
    first, last = status.cue
    if status.status == "replaced" and reading.mentions[status.mention].kind == "procedure":
        return words[first] in _EXCHANGES  # "le remplacement du drain est effectué": by one of its kind
    if status.status == "replaced":
        if reading.mentions[status.mention].first == last + 1:
            return False  # "relais imipénème par ertapénème" says what was relayed
        # "a été relayée par la warfarine" tells the change itself.
        return words[first] in _RELAYS and (words[first - 1] not in _TOLD if words[last] in _RELAYS else last + 1 in (
            reading.time_words))  # fmt: skip
    if status.status != "reduced":
        return False
    if not _FITTED.isdisjoint(reading.tokens.span(first, last)):
        # "des doses adaptées à la fonction rénale" may be any; "ajustées à 80 %" are lower.
        quantity = reading.quantity_after(reading.tokens.start[last])
        return quantity is None or quantity.unit != "%" or quantity.start > reading.tokens.end[last] + 2
    return not _told(reading, status) and not _GRADUAL.isdisjoint(words[max(0, first - 1) : last + 2])


def _told(reading: Reading, status: Status) -> bool:
    """ "a été progressivement diminuée" tells what was done; "introduite puis diminuée progressivement" a plan."""
    group = find_verbs(reading, reading.sentences[status.sentence]).of(*status.cue)
    return group is not None and group.finite and group.perfect and group.shared is None
