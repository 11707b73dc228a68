"""What a note under the name of a drug found before it says the change: "Bisoprolol 5 mg : bradycardie à 48, arrêt"."""

from __future__ import annotations

from casegraph.context.names import drug
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class
from casegraph.relations.because import ACTS, WEAK_REASONS, Reason, Search, fitting

__all__ = ["found_under", "treats"]

#: The most words of what a note found.
_LONGEST = 14


def found_under(search: Search) -> Reason | None:
    """The findings between the colon behind a drug's name and the change: not what it is given for."""
    reading, tokens, status = search.reading, search.reading.tokens, search.status
    theme = reading.mentions[status.mention]
    if status.status not in WEAK_REASONS or not drug(reading, status.mention) or theme.first < search.view.first:
        return None
    stop = status.cue[0]
    start = next((i for i in range(theme.last + 1, stop) if ":" in tokens.gap[i]), None)
    if start is None or stop - start > _LONGEST:
        return None
    told = any(g.finite for g in find_verbs(reading, search.view).told(start, stop))
    acts = any(reading.mentions[n].kind in ACTS for n in reading.mentions_from(start, stop))
    if told or acts or any(start <= first < stop for first, _ in search.others):
        return None
    found = [n for n in fitting(search, start, stop) if search.said[n].presence in _THERE]
    found = found or _harm_under(search)
    return Reason(tuple(found), None, (start, start)) if found and not treats(search, found) else None


def _harm_under(search: Search) -> list[int]:
    """ "Bronchospasme lors de la perfusion de X : arrêt": what the heading tells of that came under the drug."""
    reading, theme = search.reading, search.reading.mentions[search.status.mention]
    harms = [n for n in fitting(search, search.view.first, theme.first) if reading.mentions[n].kind == "condition"]
    harms = [n for n in harms if search.said[n].presence in _THERE and not reading.is_tumour_like(n)]
    between = reading.tokens.between(reading.mentions[harms[-1]].last, theme.first) if harms else []
    return harms if not _UNDER.isdisjoint(between) else []


_UNDER = word_class("under") | word_class("during-words") | word_class("behind-in-time")
_THERE = ("present", "suspected")


def treats(search: Search, group: list[int]) -> bool:
    """Whether a heading is what the treatment is given for: "Ostéoporose : le zolédronate est reporté"."""
    treatment = search.reading.mentions[search.status.mention].concept
    treated = search.reading.terminology.treated_by(treatment) if treatment is not None else ()
    return any(search.reading.means(n, condition) for condition in treated for n in group)
