"""Which of several frames and nouns a connector of a reason belongs to."""

from __future__ import annotations

from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class
from casegraph.records import CHANGED
from casegraph.relations.because import Search
from casegraph.text.tokens import COMMA

__all__ = ["of_finding", "on_noun", "same_list", "within"]

_JOINS, _APART = word_class("verb-joins"), word_class("list-partings")


def same_list(search: Search, other: tuple[int, int]) -> bool:
    """Two frames that share a reason: "arrêté puis repris" do not, "arrêté et remplacé" do."""
    own = search.status
    words = search.reading.tokens.between(own.cue[1], other[0])
    if any(s.cue == other and s.status not in CHANGED and s.mention != own.mention for s in search.statuses):
        return False  # "d'arrêter X et de poursuivre Y pour la douleur"
    return (
        (len(words) <= 4 or _two_infinitives(search, other))
        and not _JOINS.isdisjoint(words)
        and _APART.isdisjoint(words)
    )


def _two_infinitives(search: Search, other: tuple[int, int]) -> bool:
    """ "a nécessité de réduire la dose puis, en mai, de l'arrêter en raison de": both have one verb above."""
    verbs = find_verbs(search.reading, search.view)
    first, last = search.status.cue
    one, two = verbs.of(first, last), verbs.of(*other)
    if one is None or two is None or one.mood != "infinitive" or two.mood != "infinitive":
        return False
    return not verbs.told(last, other[0]) and not any(
        c.effect in ("strong", "consequence") and last < c.first < other[0] for c in search.cues
    )


def on_noun(search: Search, cue: Cue) -> bool:
    """ "une déshydratation secondaire à la diarrhée, et X a été suspendu": the connector belongs to the noun."""
    number = search.reading.mention_at.get(cue.first - 1)
    ill = number is not None and search.reading.mentions[number].kind == "condition"
    return ill and search.status.cue[0] > cue.last and search.reading.mentions[search.status.mention].last > cue.first


def of_finding(search: Search, cue: Cue) -> bool:
    """ "arrêté pour une thrombopénie liée à une cirrhose": the words right behind a finding tell its own cause."""
    reading = search.reading
    words = reading.tokens.span(cue.first, min(cue.first + 1, cue.last))
    number = reading.mention_at.get(cue.first - 1)
    if number is None or _FINDING_CAUSES.isdisjoint(words) or reading.tokens.mark_before(cue.first):
        return False
    return reading.mentions[number].kind == "condition"


_FINDING_CAUSES = word_class("finding-causes")


def within(search: Search, cue: Cue) -> bool:
    """Whether a connector is inside what another introduces: "suite à une myosite secondaire au traitement, X"."""
    tokens, first = search.reading.tokens, search.view.first
    return any(
        other.reach == "after"
        and other.effect == "strong"
        and other.last < cue.first
        and (other.first - first <= 3 or tokens.mark_before(other.first, COMMA))
        and not tokens.parted(other.last, cue.first)
        for other in search.cues
    )
