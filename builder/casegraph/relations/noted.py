"""What notes without a verb tell right before a change: "Progression en mai et arrêt de X", "Lors du sixième cycle,
protéinurie. X est arrêté", "DIAGNOSTIC Hépatite toxique. TRAITEMENT On arrête X".
"""

from __future__ import annotations

import re

from casegraph.context.names import namable
from casegraph.context.phrases import is_cycle
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class
from casegraph.reading import SentenceView
from casegraph.relations.because import FOLLOWS, Reason, Search, listed
from casegraph.relations.events import one_treatment
from casegraph.relations.explaining import explaining, is_harm, listed_from, results_told
from casegraph.relations.notes import treats
from casegraph.text.tokens import COMMA

__all__ = ["concluded", "graded", "noted_before", "noted_here", "over_heading", "over_notes", "timed"]

_AND, _WITH = word_class("and"), word_class("with")
_ENDED = frozenset({"stopped", "replaced"})
_GRADE = word_class("grades")
_MARKS = frozenset(",;:")
_WHEN, _NTH = word_class("event-time-openers"), word_class("ordinal-words")
#: Words from the subject to the verb of a turn.
_LONGEST = 10
#: Words from "avec" to the finding that came with a treatment.
_NEAR = 4
_NEW = word_class("new-adjectives")
_SEMICOLON = frozenset(";")
_COLON, _AT_VALUES = frozenset(":"), word_class("at-or-in") | {"n"}
#: Sentences back over a heading to the end of the section before.
_OVER = 2
#: Sentences back over a row of notes.
_NOTES = 3
_OF_OLD, _FEW = ("history", "medication"), 3
_ROUNDS = word_class("round-nouns")


def noted_here(search: Search, stop: int) -> Reason | None:
    """ "Progression en mai et arrêt de X", "Neuropathie de grade 3, avec arrêt de X": a finding without a verb
    that ends or harms a treatment, and the change joined to it."""
    reading, status = search.reading, search.status
    if status.status not in FOLLOWS | {"withheld"} or search.view.sentence.section == "history":
        return None
    found = explaining(search, search.view.first, stop)
    found = [n for n in found if reading.mentions[n].kind == "condition"]
    if timed(search, search.view, stop):
        if status.status not in FOLLOWS:  # "une crise, résolutive -> Valium non donné": only a harm is why
            found = [n for n in found if is_harm(search, n) or graded(search, n)]
        values = [n for n in results_told(search, search.view.first, stop) if n not in found]
        found = sorted(found + values) if status.status in FOLLOWS or not found else found
    elif status.status not in FOLLOWS or not found or not any(
            tells(search, found[-1]) for tells in (_measured_before_colon, is_harm, graded, _new)):  # fmt: skip
        return None
    if not found:
        return None
    after, theme = reading.mentions[found[-1]].last + 1, reading.mentions[status.mention]
    end = min(stop, theme.first) if theme.first >= after else stop
    joined = any(
        reading.tokens.fold[i] in _AND | _WITH or reading.tokens.mark_before(i, _MARKS) for i in range(after, end + 1)
    )
    apart = reading.tokens.next_mark(after, end + 1, _SEMICOLON) or after  # "fièvre, admis avec X ; Y est arrêté"
    named = any(namable(reading, n) and n != status.mention for n in reading.mentions_from(apart, end))
    if not joined or named or end - apart > _LONGEST:
        return None
    return _last_list(search, found, (after - 1, after - 1))


def _last_list(search: Search, found: list[int], cue: tuple[int, int]) -> Reason | None:
    """The last of some findings with those listed before it: "exanthème de grade 3 et syndrome main-pied"."""
    first = len(found) - 1
    while first > 0 and listed(search.reading, found[first - 1], found[first]):
        first -= 1
    return listed_from(search, found[first:], cue)


def timed(search: Search, view: SentenceView, stop: int) -> bool:
    """ "À la troisième semaine, fièvre", "Lors du sixième cycle, protéinurie": whether a stretch without a verb opens
    with when it was, and what was found then follows the comma."""
    reading, first = search.reading, view.first
    comma = reading.tokens.next_mark(first + 1, min(stop, first + _LONGEST), COMMA | _COLON)
    opens = reading.tokens.fold[first] in _WHEN | _NTH or first in reading.time_words or is_cycle(reading, first)
    if comma is None or not opens or find_verbs(reading, view).told(first, stop):
        return False
    when = reading.tokens.fold[first:comma]
    timed = is_cycle(reading, first) or any(i in reading.time_words for i in range(first, comma))
    return timed or not (_ROUNDS | _NTH).isdisjoint(when)


def _measured_before_colon(search: Search, number: int) -> bool:
    """ "cytolyse à 9 N : on arrête X": its value and a colon stand behind a finding; a bare one heads what is given
    for it ("diabète : on arrête la metformine")."""
    reading, last = search.reading, search.reading.mentions[number].last
    while last + 1 < search.view.last and not reading.tokens.mark_behind(last, _COLON) and (
            last + 1 in reading.quantity_words or reading.tokens.fold[last + 1] in _AT_VALUES):  # fmt: skip
        last += 1
    return last > reading.mentions[number].last and reading.tokens.mark_behind(last, _COLON)


def _new(search: Search, number: int) -> bool:
    """ "IRM : nouvelles lésions, fingolimod stoppé": what was not there before."""
    return not _NEW.isdisjoint(
        search.reading.tokens.before(search.reading.mentions[number].first, 1, search.view.first)
    )


def graded(search: Search, number: int) -> bool:
    """ "neuropathie de grade 3": graded as a toxicity is."""
    return not _GRADE.isdisjoint(search.reading.tokens.behind(search.reading.mentions[number].last, 2))


def over_heading(search: Search) -> Reason | None:
    """ "DIAGNOSTIC Hépatite toxique. TRAITEMENT On arrête X.": the harm that the section before ends with."""
    reading, index = search.reading, search.status.sentence
    if index < _OVER or search.view.sentence.section != "treatment" or search.status.status not in _ENDED | {"paused"}:
        return None
    before = reading.sentences[index - _OVER]
    harms = [n for n in explaining(search, before.first, before.last) if reading.is_a(n, "AdverseEffect")]
    return listed_from(search, harms[-1:], (before.first, before.first))


def concluded(search: Search, view: SentenceView) -> Reason | None:
    """ "Elle a de la fièvre, un nodule cavitaire au scanner : aspergillose.": the diagnosis that a colon ends a row of
    findings with."""
    if search.status.status not in _ENDED | {"paused", "withheld"}:
        return None
    tokens = search.reading.tokens
    colon = next((i for i in range(view.last - 1, view.first, -1) if tokens.mark_before(i, _COLON)), None)
    found = [] if colon is None else explaining(search, colon, view.last)
    before = [] if colon is None else explaining(search, view.first, colon) or results_told(search, view.first, colon)
    alone = len(found) == 1 and bool(before) and search.reading.mentions[found[0]].first - (colon or 0) <= _NEAR
    short = alone and view.last - search.reading.mentions[found[0]].last <= _NEAR
    disorder = short and _goes_badly(search, found[0])
    return Reason((found[0],), None, (colon or 0, colon or 0)) if disorder else None


def over_notes(search: Search, previous: SentenceView) -> Reason | None:
    """ "En mai, hématémèse. Endoscopie : varices. Octréotide cinq jours. X a été arrêté": the event that opens a row of
    notes without verbs, of what was found and done about it."""
    index = search.status.sentence - 1
    for view in reversed(search.reading.sentences[max(0, index - _NOTES) : index + 1]):
        verbs = find_verbs(search.reading, view).told(view.first, view.last)
        if verbs or view.sentence.section != previous.sentence.section or any(
                one_treatment(search, n) for n in view.mentions):  # fmt: skip
            return None
        if timed(search, view, view.last):
            return noted_before(search, view) if view is not previous else None
    return None


def noted_before(search: Search, view: SentenceView) -> Reason | None:
    """ "Toxicité cutanée grade 3. Panitumumab arrêté.": in notes without verbs, what harms a treatment right before."""
    verbs = find_verbs(search.reading, view)
    own = find_verbs(search.reading, search.view).of(*search.status.cue)
    if verbs.told(view.first, view.last) or view.sentence.section in _OF_OLD:
        return None
    if timed(search, view, view.last):
        found = [n for n in explaining(search, view.first, view.last) if search.reading.mentions[n].kind == "condition"]
        found = found or results_told(search, view.first, view.last)
        return Reason(tuple(found[:_FEW]), None, (view.first, view.first)) if found else None
    if _heads_problem(search, view):
        found = [n for n in explaining(search, view.first, view.last) if _goes_badly(search, n)]
        return listed_from(search, found, (view.first, view.first)) if not treats(search, found) else None
    if own is None or not own.lone or view.last - view.first > _LONGEST:
        return None
    label = next((i for i in range(view.first, view.last) if ":" in search.reading.tokens.gap[i]), None)
    if label is not None:  # "Sur le plan rénal : insuffisance aiguë. Ramipril arrêté"
        under = [n for n in explaining(search, label, view.last) if _goes_badly(search, n)]
        return listed_from(search, under, (label, label)) if under and not treats(search, under) else None
    found = explaining(search, view.first, view.last)[-1:]
    harms = [n for n in found if is_harm(search, n) or graded(search, n) or _new(search, n)]
    return listed_from(search, harms, (view.first, view.first))


def _heads_problem(search: Search, view: SentenceView) -> bool:
    """Whether a sentence is the numbered name of a problem, and the change is told on the same line."""
    text, start = search.reading.document.text, view.sentence.start
    numbered = _PROBLEM.search(text[max(0, start - _NUMBER) : start + _NUMBER]) is not None
    return numbered and "\n" not in text[view.sentence.end : search.view.sentence.start]


#: The number of a problem in a list of them, and its most characters: "2) Hyponatrémie. L'indapamide a été enlevé".
_PROBLEM, _NUMBER = re.compile(r"(?:\A|\n)\s*\d{1,2}\s?[).]\s"), 6


def _goes_badly(search: Search, number: int) -> bool:
    """Whether a finding is a disorder, and not the tumour that is treated: not "abdomen souple"."""
    return search.reading.is_a(number, "Disorder") and not search.reading.is_tumour_like(number)
