"""What a patient does not bear: the drugs of a list of allergies, and how an allergy showed."""

from __future__ import annotations

from casegraph.case.found import Draft
from casegraph.context.names import generic
from casegraph.context.presence import Said
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.text.tokens import CLAUSE_MARKS

__all__ = ["allergy", "showed_allergy"]

#: The section that lists what is not borne, the allergy to a drug that has no concept of its own, and any allergy.
_SECTION, _TO_DRUG, _ANY = "allergies", "DrugAllergy", "Allergy"
#: What joins the drugs of one allergy: "allergie à la pénicilline, à l'aspirine et au paracétamol".
_TO = word_class("to")
_AND = word_class("and") | word_class("or") | word_class("neither-words")
_LINKS = _TO | _AND | word_class("definite-articles")


def allergy(reading: Reading, number: int, said: list[Said]) -> Draft | None:
    """The allergy that the name of a drug stands for in a list of allergies; None for what is said to be given.

    It is as much there as the one that its list goes on from: "pas d'allergie à l'iode ni à la pénicilline".
    """
    mention = reading.mentions[number]
    if mention.concept is None or not reading.is_a(number, "Drug"):
        return None
    told = number if _under_heading(reading, number) else _goes_on_from(reading, number)
    if told is None:
        return None
    presence = said[told].presence if said[told].presence in ("absent", "suspected", "hypothetical") else "present"
    concept = reading.terminology.allergy_to(mention.concept) or _TO_DRUG
    return Draft(number, "condition", mention.start, mention.end, presence, concept=concept)


def _under_heading(reading: Reading, number: int) -> bool:
    """Whether a mention stands under the heading of the allergies, and no verb nor dose tells that it was taken."""
    mention = reading.mentions[number]
    view = reading.sentence_of(mention.first)
    if view.sentence.section != _SECTION:
        return False
    verbs = find_verbs(reading, view)
    taken = any(0 < g.first - mention.last <= _NEAR_VERB for g in verbs.groups)  # "codéine prise sans problème"
    if taken or verbs.told(view.first, view.last):
        return False
    dosed = reading.quantities_within(mention.end, mention.end + _NEAR_DOSE)
    return not dosed and not any(n < number and generic(reading, n) for n in view.mentions)


def _goes_on_from(reading: Reading, number: int) -> int | None:
    """The allergy that a list of drugs goes on from: "allergie à X, à Y"."""
    for before in range(number - 1, max(-1, number - 1 - _LONGEST), -1):
        left, right = reading.mentions[before].last, reading.mentions[before + 1].first
        words = reading.tokens.between(left, right)
        led = not _TO.isdisjoint(words) or not _AND.isdisjoint(words[:1])
        if not led or not _LINKS.issuperset(words) or reading.tokens.parted(left, right, CLAUSE_MARKS):
            return None
        if reading.is_a(before, _ANY):
            return before
        if not reading.is_a(before, "Drug"):
            return None
    return None


#: So far behind a drug its dose may stand, in characters; so many drugs may be joined to one allergy.
_NEAR_DOSE, _LONGEST = 8, 6
#: Words from a drug to what is told of it.
_NEAR_VERB = 2


def showed_allergy(reading: Reading, draft: Draft) -> bool:
    """ "Allergies : pénicilline (urticaire)": how an allergy showed is of the past."""
    if draft.kind != "condition" or draft.mention < 0 or draft.concept is not None:
        return False
    listed = reading.sentence_of(reading.mentions[draft.mention].first).sentence.section == _SECTION
    return listed and not reading.is_a(draft.mention, _ANY)
