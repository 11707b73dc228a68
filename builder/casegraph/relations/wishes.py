"""A wish that led to a change: "a choisi de privilégier sa qualité de vie et n'a plus voulu de cure"."""

from __future__ import annotations

from casegraph.context.governors import governor
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.records import CHANGED
from casegraph.relations.because import ACTS, LONGEST_PHRASE, WEAK_REASONS, Reason, Search, clause_end, opposes, span

__all__ = ["asked_for", "wished", "wished_before", "wished_behind"]

_WISHING, _DECIDING = written_class("verbs-preferring"), written_class("verbs-deciding-oneself")
_AND, _NE = word_class("and"), word_class("ne") | word_class("clitics")


def wished(search: Search) -> Reason | None:
    """What the patient prefers, wants or fears, where the same subject then changes or refuses a treatment."""
    reading, view = search.reading, search.view
    tokens, verbs = reading.tokens, find_verbs(reading, view)
    own = verbs.of(*search.status.cue)
    if own is None or not own.finite or own.passive or search.status.status not in WEAK_REASONS:
        return None
    join = own.first - 1
    while join > view.first and tokens.fold[join] in _NE:
        join -= 1
    before = [g for g in verbs.groups if g.last < join]
    finite = [g for g in before if g.finite]
    if tokens.fold[join] not in _AND or not finite or not 1 < join - finite[-1].first <= LONGEST_PHRASE:
        return None
    first, stop = finite[-1].first, join
    told = finite[-1]
    wishes = told.verb in _WISHING or told.modal in _WISHING
    wishes = wishes or (told.verb in _DECIDING and any(g.verb in _WISHING for g in before if g.first > first))
    treats = any(first <= reading.mentions[n].first < stop and reading.mentions[n].kind in ACTS for n in view.mentions)
    return Reason((), span(reading, first, stop), (first, first)) if wishes and not treats else None


def wished_before(search: Search) -> Reason | None:
    """ "Elle ne voulait plus d'hôpital. La radiothérapie n'a pas été faite.": a wish told last in the sentence before,
    where nothing else is told before what was given up."""
    reading, status = search.reading, search.status
    if status.status not in _GIVEN_UP or not status.sentence or opposes(reading, search.view.first):
        return None
    view = reading.sentences[status.sentence - 1]
    told = find_verbs(reading, view).told(view.first, view.last)
    own = find_verbs(reading, search.view).of(*status.cue)
    earlier = [g for g in find_verbs(reading, search.view).told(search.view.first, status.cue[0]) if g is not own]
    if not told or own is None or not own.passive or earlier:
        return None
    wish = told[-1]
    wants = wish.verb in _WISHING or wish.modal in _WISHING or (wish.verb == "vouloir" and wish.negated)
    theirs = not _THEY.isdisjoint(reading.tokens.before(wish.first, 2, view.first))
    treats = any(reading.mentions[n].kind in ACTS for n in reading.mentions_from(wish.first, view.last))
    if not wants or not theirs or treats or view.sentence.section != search.view.sentence.section:
        return None
    stop = min(view.last, wish.first + LONGEST_PHRASE)
    return Reason((), span(reading, wish.first, stop), (wish.first, wish.first))


def wished_behind(search: Search) -> Reason | None:
    """What whoever refuses wants or thinks of it, told behind: "n'a pas été acceptée par la patiente, qui veut garder
    son pied", "a refusé l'insuline, qu'elle juge trop contraignante", "a refusé le transfert et préfère rentrer"."""
    reading, status, view = search.reading, search.status, search.view
    tokens, theme = reading.tokens, reading.mentions[status.mention]
    last = max(status.cue[1], theme.last if theme.last < view.last else 0)
    told = find_verbs(reading, view).told(last, view.last)
    if status.status != "refused" or not told or any(last < o[0] < told[0].head for o in search.others):
        return None
    group, opener = told[0], tokens.before(told[0].first, 2, view.first)
    stop = clause_end(reading, view, group.last + 1)
    if group.last + 1 >= stop or tokens.parted(last, group.first, _FURTHER):
        return None
    if group.verb in _JUDGING and not _THAT.isdisjoint(opener[:1]) and not _THEY.isdisjoint(opener[1:]):
        return Reason((), span(reading, group.last + 1, stop), (group.first, group.first))
    wants = (group.verb in _WISHING or group.modal in _WISHING) and not group.negated
    treats = any(reading.mentions[n].kind in ACTS for n in reading.mentions_from(last + 1, stop))
    if not wants or treats or _JOINS.isdisjoint(opener[-1:]):
        return None
    return Reason((), span(reading, group.first, stop), (group.first, group.first))


def asked_for(search: Search) -> Reason | None:
    """ "Elle a demandé une pause thérapeutique", "le patient a réclamé l'arrêt du traitement": who asks for a change
    wants it; not "l'anesthésiste a demandé l'arrêt de l'aspirine"."""
    reading, view, status = search.reading, search.view, search.status
    if status.status not in CHANGED:
        return None
    verbs = find_verbs(reading, view)
    own = verbs.of(*status.cue)
    first = own.first if own is not None else status.cue[0]
    asking = governor(reading, view, verbs, first)
    if asking is None or asking.head >= first or asking.verb not in _ASKING or asking.passive or asking.negated:
        return None
    who = reading.tokens.before(asking.first, 2, view.first)
    theirs = not _THEY.isdisjoint(who) and asking.finite and not asking.caused
    return Reason((), span(reading, asking.first, asking.last + 1), (asking.first, asking.first)) if theirs else None


_ASKING = written_class("verbs-asking")
_JUDGING, _THAT, _JOINS = written_class("verbs-judging"), word_class("that"), word_class("which") | word_class("and")
#: Marks behind which another clause begins.
_FURTHER = frozenset(";:.")
_GIVEN_UP = ("withheld", "refused", "stopped")
_THEY = word_class("patient-nouns") | word_class("decliners") | word_class("personal-pronouns")
