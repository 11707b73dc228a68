"""Reasons without a connector: in brackets, behind a colon, in a loose clause beside the frame."""

from __future__ import annotations

import re
from itertools import pairwise

from casegraph.context.names import generic, of_cancer
from casegraph.context.phrases import arrow
from casegraph.context.verbs import adverbial_end, find_verbs
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.records import CHANGED
from casegraph.relations.because import (
    ACTS,
    LONGEST_PHRASE,
    TURNS,
    WEAK_REASONS,
    Reason,
    Search,
    finite,
    fitting,
    goes_well,
    indication,
    opposes,
    span,
)
from casegraph.relations.notes import treats
from casegraph.text.fold import words as folded_words
from casegraph.text.tokens import CLAUSE_MARKS, COMMA

__all__ = ["beside", "further", "lost", "opening", "parenthesis", "with_which"]

_IN_BRACKETS = word_class("bracket-reasons")
_ABSOLUTE = word_class("absolute-participles")
_KEEPING = "maintenant"  # of "se maintenir", or "now"
_GOING_ON = frozenset(
    (
        *written_class("verbs-giving-on"),
        *written_class("verbs-going-on-at"),
        *written_class("verbs-beside-changes"),
    )
)
_OF_ITSELF = word_class("self-telling-participles")
_NO_ASIDE = word_class("aside-stops")
_EFFECTS = word_class("effect-nouns")
_UNFIT, _WELL_TOLD = word_class("unfit-words"), word_class("organ-tellings")
_JUDGED = word_class("judged-participles")
_POINTS = word_class("pointing-ce")
_PERSONS = word_class("patient-nouns") | word_class("child-words") | word_class("physician-nouns")
_TITLES = word_class("titles")
_FRAIL = word_class("patient-frailty")
_AND, _WITHOUT, _AT = word_class("and"), word_class("without"), word_class("person-prepositions")
_THE = word_class("definite-articles")
_WHICH, _RELATIVES, _PRONOUNS = word_class("which"), word_class("relatives"), word_class("personal-pronouns")
_NE, _REFLEXIVES = word_class("ne"), word_class("reflexives")
_BARRED = frozenset({"withheld", "contraindicated"})
_NOT_DONE = _BARRED | {"refused"}
_GIVEN_UP = frozenset({"stopped", "replaced"})
_THERE = frozenset({"present", "suspected"})
_ONCE = [folded_words(phrase) for phrase in written_class("once")]
_TELLS_OF = word_class("patient-attributes")
_BARS = _FRAIL | {w for w in _TELLS_OF if not w.endswith("ant")}
#: The most words of an aside that tells why by itself.
_SHORT = 5
_OPEN, _CLOSED, _COLON, _SEMICOLON = frozenset("("), frozenset(")"), frozenset(":"), frozenset(";")
_OPENS, _STOPS = frozenset(",:;"), frozenset(",:;()")
#: Words from a fronted clause to what it explains.
_FAR = 12
#: Words from a fronted clause to the drug, a kind of treatment before its name: "la deuxième ligne à base de X".
_TO_DRUG = 7


def parenthesis(search: Search) -> Reason | None:
    """ "suspendus (INR à 8)", "arrêt (hypothyroïdie)": what stands in brackets behind the frame."""
    reading, view, status = search.reading, search.view, search.status
    if status.status not in WEAK_REASONS:
        return None
    tokens = reading.tokens
    start = _mark_behind(search, _OPEN)
    if start is None:
        return _listed_note(search)
    stop = tokens.next_mark(start + 1, view.last, _CLOSED) or view.last
    group = fitting(search, start, stop)
    if not all(any(reading.is_a(n, grading) for grading in _GRADINGS) for n in group):
        return Reason(tuple(group), None, (start, start))
    words = range(start, stop)
    organ = all(i in reading.site_at for i in words)
    if any(tokens.text[i].isdecimal() for i in words):
        return None
    short = status.status == "contraindicated" and len(words) <= 4 and not organ
    if short or (2 <= len(words) <= _LONG_NOTE and _IN_BRACKETS & set(tokens.fold[start:stop])):
        return Reason((), span(reading, start, stop), (start, start))
    return None


#: Words of a note that tells why.
_LONG_NOTE = 8
#: How bad something was, not what it was: "(grade 3 selon la CTCAE)".
_GRADINGS = ("CTCAEGrade", "HistologicGrade")


def _listed_note(search: Search) -> Reason | None:
    """ "bisoprolol (suspendu, bradycardie)": the frame and its reason inside one pair of brackets."""
    tokens, (first, last) = search.reading.tokens, search.status.cue
    if not tokens.mark_before(first, _OPEN) or not tokens.mark_behind(last, COMMA):
        return None
    behind = last + 1
    group = fitting(search, behind, tokens.next_mark(behind, search.view.last, _CLOSED) or search.view.last)
    return Reason(tuple(group), None, (behind, behind)) if group else None


def lost(search: Search) -> Reason | None:
    """ "La surveillance n'a pu se faire, cette femme étant perdue de vue": who does not come is not treated."""
    reading, status = search.reading, search.status
    if status.status != "withheld":
        return None
    for number in search.view.mentions:
        mention = reading.mentions[number]
        left, right = sorted((mention.first, status.cue[0]))
        if reading.is_a(number, "LossToFollowUp") and not any(left < o[0] < right for o in search.others):
            return Reason((number,), None, (mention.first, mention.last))
    return None


def with_which(search: Search) -> Reason | None:
    """ "L'IRM était impossible avec le stimulateur", "n'était pas envisageable à 84 ans": what stands against it."""
    tokens, reading, first = search.reading.tokens, search.reading, search.status.cue[1] + 1
    own = find_verbs(reading, search.view).of(*search.status.cue)
    no_more = own is not None and own.negated and own.modal == "pouvoir"  # "ne peut plus être donné avec une clairance"
    if (search.status.status not in _BARRED and not no_more) or first + 1 >= search.view.last:
        return None
    aged = _AT_AGE.match(reading.document.text, tokens.end[first - 1])
    if aged is not None:
        return Reason((), aged.span("age"), (first, first))
    # "je n'ai pas retenu la chirurgie chez cette patiente fragile"
    last = reading.mentions[search.status.mention].last
    behind = last + 1 if first <= last < search.view.last - 1 else first
    if (barred := _barred_in(search, adverbial_end(reading, behind))) is not None:
        return barred
    if tokens.fold[first] not in _WITH or tokens.fold[first + 1] not in _NAMED or tokens.mark_before(first):
        return None
    stop = _clause_end(search, first + 1)
    if not _PERSONS.isdisjoint(tokens.fold[first + 1 : stop]):
        return None  # "décidée avec la famille"
    group = [n for n in fitting(search, first + 1, stop) if reading.mentions[n].first - first <= _SHORT]
    return _named_or_said(search, group, first + 1, stop)


def _barred_in(search: Search, first: int) -> Reason | None:
    """ "L'IRM était impossible chez ce patient porteur d'un stimulateur": what is told of whom it is barred in."""
    tokens = search.reading.tokens
    person = next((i for i in range(first + 1, min(first + 4, search.view.last)) if tokens.fold[i] in _PERSONS), None)
    if person is None or tokens.fold[first] not in _AT or tokens.fold[first + 1] not in _POINTS:
        return None
    if tokens.mark_before(first):
        return None
    stop = _clause_end(search, person)
    group = [n for n in fitting(search, person + 1, stop) if not indication(search.reading, n)]
    near = group and search.reading.mentions[group[0]].first - person <= _SHORT
    if not near and tokens.fold[person + 1 : stop] and tokens.fold[person + 1] in _BARS:
        return Reason((), span(search.reading, person + 1, stop), (first, first))  # "âgé de 88 ans et dénutri"
    return Reason(tuple(group), None, (first, first)) if near and _ill(search, group) else None


#: "à 84 ans", "à l'âge de quatre-vingt-quatre ans".
_AT_AGE = re.compile(r"\s+à\s+(?P<age>(?:l['’]âge\s+de\s+)?(?:\d{1,3}|(?:[\w-]+\s){0,2}[\w-]+)\sans)\b")
#: Words that open what is named behind "avec": "avec un tel taux".
_WITH, _NAMED = word_class("with"), word_class("determiners")


def beside(search: Search) -> Reason | None:
    """A loose clause behind the frame: ", le patient étant fébrile", ", plaquettes à 22 G/L", ": thrombopénie"."""
    reading, view = search.reading, search.view
    if search.status.status not in WEAK_REASONS:
        return None
    tokens = reading.tokens
    start = _mark_behind(search, COMMA | _COLON)
    if start is None:
        return None
    if tokens.mark_before(start, _COLON):
        return _after_colon(search, start)
    stop = _clause_end(search, start)
    words = tokens.fold[start:stop]
    group = fitting(search, start, stop)
    if words[0] in _WITHOUT and not _EFFECTS.isdisjoint(words[1:4]) and search.status.status in _GIVEN_UP:
        return _named_or_said(search, group, start, stop)  # "a abandonné X, sans effet après trois mois"
    if words[0] in _NO_ASIDE:
        return None
    unfit = words[0] in _UNFIT or (words[0] in _PERSONS and not _UNFIT.isdisjoint(words[1:2]))
    if unfit and stop - start <= _SHORT:
        return _named_or_said(search, group, start, stop)  # "abandonnée, mal vécue", "patient trop instable"
    participle = next((k for k, w in enumerate(words[:9]) if w in _ABSOLUTE or (k and _acts_on(words, k))), None)
    if participle is not None and _tells_of_another(search, start, stop):
        return None  # "X a été arrêté, Y étant poursuivi"
    if participle is not None:
        whose = words[1:2] and words[1] in _THE and not _PERSONS.isdisjoint(words[2:3])  # "présentant le patient X"
        if participle == 0 and words[0] not in _OF_ITSELF and not whose:
            # "présentant une réponse" is said of the patient, and no reason; ", étant porteur d'un stimulateur" is one.
            return None
        if participle == 0 and not _WELL_TOLD.isdisjoint(words[1:2]):
            return None  # "n'a pu être dosé au début, étant normal au contrôle": how it was later
        return _named_or_said(search, group, start, stop)
    spoken = find_verbs(reading, view).told(start, stop)
    if (note := _noted_behind(search, start, stop, group)) is not None:
        return note
    if (
        not group
        or spoken
        or tokens.text[start].endswith("ant")  # ", obtenant une réponse": what came of it
        or finite(reading, start, stop)
        or reading.mentions[group[0]].first - start > 2
        or stop < view.last
    ):
        return None
    if any(search.said[n].presence == "absent" or goes_well(search.reading, n) for n in group):
        return None
    if reading.mentions[group[0]].kind == "observable" and group[0] not in search.valued:
        return None  # "réduite, TSH à contrôler"
    return Reason(tuple(group), None, (start, start))


def _noted_behind(search: Search, start: int, stop: int, group: list[int]) -> Reason | None:
    """ "Holter non posé, la patiente arrache les électrodes", "X interrompu, pic en hausse": a note that ends with why,
    in words that name no finding."""
    tokens, own = search.reading.tokens, find_verbs(search.reading, search.view).of(*search.status.cue)
    if group or stop < search.view.last or not 2 <= stop - start <= _LONG_NOTE or tokens.text[start].endswith("ant"):
        return None
    if find_cues(search.reading.cue_text, start, stop, search.reading.language, "status-frames"):
        return None
    if any(search.reading.mentions[n].kind == "treatment" for n in search.reading.mentions_from(start, stop)):
        return None
    told = find_verbs(search.reading, search.view).told(start, stop)
    barred = search.status.status in _NOT_DONE and own is not None and own.lone and bool(told)
    short = not told and not (_IN_BRACKETS | _MOVED).isdisjoint(tokens.fold[start:stop])
    return Reason((), span(search.reading, start, stop), (start, start)) if barred or short else None


#: Words of a value that moved: "pic en hausse".
_MOVED = word_class("moved-words")


def _tells_of_another(search: Search, start: int, stop: int) -> bool:
    """ "X a été arrêté, Y étant poursuivi", "le 5-FU étant administré seul", "le patient étant adressé en soins
    palliatifs"; not "le patient étant sous Y"."""
    verbs = find_verbs(search.reading, search.view).groups
    if any(start <= g.first < stop and g.verb in _SENDING for g in verbs):
        return True
    for status in search.statuses:
        if not start <= status.cue[0] < stop:
            continue
        if search.status.status in _PUT_OFF and status.status == "planned":
            continue  # "l'aspirine est suspendue, une coloscopie étant programmée"
        heads = 0 <= search.reading.mentions[status.mention].first - start <= _TO_HEAD
        if status.status in _GOES_ON or (heads and status.mention != search.status.mention):
            return True
    return False


_SENDING = written_class("verbs-sending-on")
#: Words before the noun that heads a clause.
_TO_HEAD = 2
_GOES_ON, _PUT_OFF = ("continued", "resumed", "completed"), ("delayed", "paused", "withheld")


def _after_colon(search: Search, start: int) -> Reason | None:
    """ "définitivement arrêté en août : ascite, bilirubine à 78": a colon behind a change explains it."""
    reading, last = search.reading, search.view.last
    stop = reading.tokens.next_mark(start + 1, last, CLAUSE_MARKS) or last
    group = fitting(search, start, stop)
    told = find_verbs(reading, search.view).told(start, stop)
    own = bool(find_cues(reading.cue_text, start, stop, reading.language, "status-frames"))
    if not group and told and not own and search.status.status in _NOT_DONE and stop - start <= LONGEST_PHRASE:
        return Reason(
            (), span(reading, start, stop), (start, start)
        )  # "n'ont pas été posés : le ventricule était ouvert"
    acts = any(reading.mentions[n].kind in ACTS for n in reading.mentions_from(start, stop))
    short = 2 <= stop - start <= _LONG_NOTE and not _IN_BRACKETS.isdisjoint(reading.tokens.fold[start:stop])
    if not group and short and not (told or own or acts) and search.status.status in _NOT_DONE:
        return Reason(
            (), span(reading, start, stop), (start, start)
        )  # "Thrombectomie récusée : occlusion trop distale"
    if not group or any(search.said[n].presence == "absent" for n in group):
        return None
    if reading.mentions[group[0]].first - start > (8 if told or finite(reading, start, stop) else 2):
        return None
    return Reason(tuple(group), None, (start, start))


def _named_or_said(search: Search, group: list[int], start: int, stop: int) -> Reason | None:
    """The findings that a clause names, or else the clause in its own words: none where it tells how treatment went on,
    "le tramétinib se maintenant à la même dose", "étant reprise ensuite"."""
    if group:
        return Reason(tuple(group), None, (start, start))
    gerund = next((g for g in find_verbs(search.reading, search.view).groups if start <= g.first < stop), None)
    kept = any(a in _REFLEXIVES and b == _KEEPING for a, b in pairwise(search.reading.tokens.fold[start:stop]))
    words = search.reading.tokens.fold[start:stop]
    kept = kept or words[:2] == ["se", "considerant"]
    if kept or (gerund is not None and gerund.mood == "gerund" and gerund.verb in _GOING_ON and not gerund.negated):
        return None
    return Reason((), span(search.reading, start, min(stop, start + LONGEST_PHRASE)), (start, start))


def _mark_behind(search: Search, marks: frozenset[str]) -> int | None:
    """The word behind the first of some marks that follows the frame, over its times and doses only."""
    reading = search.reading
    tokens, theme = reading.tokens, reading.mentions[search.status.mention]
    end = search.status.cue[1]
    if end < theme.first and theme.first - end < 10:
        # "arrêt de la vancomycine et de la gentamicine (IRA)": behind the last of a list
        listed = [reading.mentions[s.mention] for s in search.statuses if s.cue == search.status.cue]
        end = max(m.last for m in listed if m.first >= theme.first)
    for i in range(end + 1, min(search.view.last, end + _TO_MARK)):
        if tokens.mark_before(i, marks):
            return i
        if tokens.mark_before(i, _STOPS) and not tokens.text[i][0].isdecimal():
            return None
        if any(i in range(o[0], o[1] + 1) for o in search.others):
            return None
        if tokens.fold[i] in _AND or opposes(reading, i):
            return None
        number = reading.mention_at.get(i)
        if number is not None and reading.mentions[number].kind == "condition":
            return None
    return None


#: Words from a change to its bracket, a date and what came instead between them.
_TO_MARK = 12


def _clause_end(search: Search, first: int) -> int:
    tokens, last = search.reading.tokens, search.view.last
    for i in range(first + 1, last):
        decimal = tokens.text[i][0].isdecimal() and tokens.text[i - 1][-1].isdecimal()
        if tokens.mark_before(i, CLAUSE_MARKS | _CLOSED) or (tokens.mark_before(i, COMMA) and not decimal):
            return i
    return last


def opening(search: Search) -> Reason | None:
    """What opens the sentence or is set beside the subject.

    "La maladie ayant progressé, X est arrêté", "X, mal toléré, ...", "Myasthénie : X".
    """
    reading, view, status = search.reading, search.view, search.status
    if status.status not in WEAK_REASONS:
        return None
    tokens = reading.tokens
    theme = reading.mentions[status.mention]
    own = find_verbs(reading, view).of(*status.cue)
    first = min(theme.first, status.cue[0], own.first if own is not None and own.finite else theme.first)
    first = first if theme.first >= view.first else status.cue[0]
    if own is not None and own.finite and view.first <= theme.last < own.first and (
            _parted_note(search, theme.last, own.first) and _by_pronoun(search, own.first)):  # fmt: skip
        first = own.first  # "Après 14 mois de X, la maladie étant stable, la dose est abaissée"
    if view.first <= theme.last < status.cue[0]:
        aside = _aside(search, theme.last)
        if aside is not None:
            return aside
    stop = next(
        (i for i in range(first, view.first, -1) if tokens.mark_before(i, _OPENS) or arrow(tokens.gap[i])),
        None,
    )
    if (
        stop is None
        or first - stop > _FAR
        or tokens.mark_before(stop, _SEMICOLON)
        or any(s.cue[0] < stop and s.cue != status.cue and s.status in CHANGED for s in search.statuses)
    ):
        return None
    start = stop - 1
    while (
        start > view.first
        and not tokens.mark_before(start, CLAUSE_MARKS)
        and not (tokens.mark_before(start, COMMA) and not tokens.text[start][0].isdecimal())
    ):
        start -= 1
    if (
        tokens.mark_before(stop, _COLON)
        and stop - view.first <= _LONG_HEADING
        and not finite(reading, view.first, stop)
    ):
        start = view.first  # "Plaquettes 41 G/L, TP 38 % : X suspendu"
    words = tokens.fold[start:stop]
    group = fitting(search, start, stop)
    if (
        start > view.first
        and tokens.mark_before(start, COMMA)
        and tokens.mark_before(stop, COMMA)
        and (tokens.fold[start - 1] in _PERSONS or not _TITLES.isdisjoint(tokens.before(start - 1, 2, view.first)))
    ):
        # "le patient, porteur d'un stimulateur, n'a pas eu d'IRM"
        barred = status.status in _BARRED
        if barred and words[0] in _FRAIL:
            return _named_or_said(search, group, start, stop)
        if barred and not _WHICH.isdisjoint(words[:2]) and _ill(search, group):
            return Reason(tuple(group), None, (start, start))  # "la patiente, qui présentait une cirrhose, n'a pas"
        told = words[0] in _TELLS_OF and not any(search.said[n].presence == "absent" for n in group)
        return _named_or_said(search, group, start, stop) if told and (group or words[0] in _RELATIVES) else None
    if first - stop > _TO_DRUG:
        return None
    if group and arrow(tokens.gap[stop]):
        return Reason(tuple(group), None, (start, start))  # "neuropathie G2 -> arrêt oxaliplatine"
    unfit = words[0] in _UNFIT or (words[0] in _JUDGED | _PERSONS and not _UNFIT.isdisjoint(words[1:3]))
    if unfit or (words[0] in _WITHOUT and not _EFFECTS.isdisjoint(words[1:4])) or (group and _once_over(search, start)):
        return _named_or_said(search, group, start, stop)
    barred = status.status in _BARRED
    first_in = barred and start == view.first and tokens.mark_before(stop, COMMA)
    if first_in and words[0] in _AT and not _PERSONS.isdisjoint(words) and _ill(search, group):
        return Reason(tuple(group), None, (start, start))  # "Chez cette patiente cirrhotique, X n'a pas été proposé"
    if first_in and words[0] in _BARS:
        return _named_or_said(search, group, start, stop)  # "Porteuse d'une valve mécanique, elle n'a pas pu"
    if own is None and tokens.fold[status.cue[0]] in _WITHOUT:
        return None  # "Femme ayant bénéficié d'une mammoplastie, sans antécédent et sans suivi"
    loose = _ABSOLUTE & set(words[:9]) or _denied_gerund(words) or _absolute(search, start, stop)
    if loose and words[0] not in _PRONOUNS | _WHICH:
        return _named_or_said(search, group, start, stop)
    untimed = sum(i not in reading.time_words for i in range(start, stop))
    headed = tokens.mark_before(stop, _COLON) and start == view.first and group and untimed <= _LONGEST_HEAD
    headed = headed and not treats(search, group) and not _indicated(search, group)
    if headed and not finite(reading, start, stop) and all(search.said[n].presence != "absent" for n in group):
        return Reason(tuple(group), None, (start, start))
    return None


def _indicated(search: Search, group: list[int]) -> bool:
    """ "Cancer du sein sous tamoxifène : arrêt": a tumour is what the drug is for, unless it came back or grew."""
    reading = search.reading
    tumours = all(reading.is_tumour_like(n) and not any(reading.is_a(n, turn) for turn in TURNS) for n in group)
    return tumours and of_cancer(reading, search.status.mention)


#: Words of values or findings before a colon, which are why of what follows it.
_LONG_HEADING, _LONGEST_HEAD = 14, 12


def _parted_note(search: Search, left: int, right: int) -> bool:
    """Whether a comma, or the colon of a note without a verb, stands between two words: "cytolyse sous X : il"."""
    tokens = search.reading.tokens
    noted = not find_verbs(search.reading, search.view).told(search.view.first, right)
    return tokens.parted(left, right, COMMA | _COLON if noted else COMMA)


def _by_pronoun(search: Search, word: int) -> bool:
    """Whether what a verb is said of stands behind the last comma before it, and only points to the treatment."""
    tokens = search.reading.tokens
    start = next((i for i in range(word, search.view.first, -1) if tokens.mark_before(i, COMMA | _COLON)), word)
    named = search.reading.mentions_from(start, word)
    pointing = not _POINTS.isdisjoint(tokens.fold[start : start + 1])  # "ce médicament n'a plus été donné"
    return start < word and (not named or (pointing and all(generic(search.reading, n) for n in named)))


def _ill(search: Search, group: list[int]) -> bool:
    """Whether some findings are there, and the patient's own."""
    said = [search.said[n] for n in group]
    return bool(group) and all(s.presence in _THERE and s.experiencer == "patient" for s in said)


def _denied_gerund(words: list[str]) -> bool:
    """ "le saignement ne se tarissant pas": an absolute clause, whatever its verb."""
    return any(a in _NE | _REFLEXIVES and b.endswith("ant") for a, b in pairwise(words)) and (not _NE.isdisjoint(words))


def _acts_on(words: list[str], k: int) -> bool:
    """ "l'état respiratoire s'y opposant", "une aorte porcelaine y faisant obstacle", "le patient s'agitant"."""
    return words[k].endswith("ant") and words[k - 1] in _SELF and words[0] not in _PRONOUNS | _WHICH


_SELF = _REFLEXIVES | {"y"}


def _absolute(search: Search, start: int, stop: int) -> bool:
    """Whether a clause is a noun with its gerund: "les métastases occupant les deux lobes", "la patiente faisant des
    malaises"."""
    reading, words = search.reading, search.reading.tokens.fold
    if words[start] not in _HEADS:
        return False
    verbs = find_verbs(reading, search.view)
    for k in range(start + 2, min(stop, start + _TO_GERUND)):
        known = (at := verbs.at.get(k)) is not None and verbs.groups[at].mood == "gerund"
        acts = words[k].endswith("ant") and k not in reading.mention_at
        acts = acts and (words[k - 1] in _PERSONS or not _OBJECT.isdisjoint(words[k + 1 : k + 2]))
        if (known or acts) and words[k - 1] not in _GERUND_OPENER:
            return True
    return False


#: Words that open the noun of an absolute clause, words to its gerund, and those that open the gerund's object.
_HEADS, _TO_GERUND = word_class("determiners") - word_class("of"), 13
_OBJECT, _GERUND_OPENER = (
    word_class("definite-articles") | word_class("indefinite-articles"),
    word_class("gerund-opener"),
)


def further(search: Search) -> Reason | None:
    """An absolute clause behind more than the change: "réduite de 120 à 60 mg, la patiente ayant eu un rash"."""
    reading, tokens, status = search.reading, search.reading.tokens, search.status
    if status.status not in WEAK_REASONS:
        return None
    verbs = find_verbs(reading, search.view)
    told = [s for s in search.statuses if s.cue == status.cue]
    first = max([status.cue[1], *(m.last for s in told if (m := reading.mentions[s.mention]).last < search.view.last)])
    for start in range(first + 1, search.view.last):
        if tokens.mark_before(start, CLAUSE_MARKS):
            return None
        finite_between = (at := verbs.at.get(start)) is not None and verbs.groups[at].finite
        other = any(o[0] <= start <= o[1] for o in search.others)
        if (finite_between or other) and not tokens.mark_before(start, COMMA):
            return None
        if not tokens.mark_before(start, COMMA) or tokens.text[start][0].isdecimal():
            continue
        if start in reading.time_words or start + 1 in reading.time_words:
            continue  # "arrêté en mai, un mois avant la date prévue"
        stop = _clause_end(search, start)
        if (
            not _tells_of_another(search, start, stop)
            and _absolute(search, start, stop)
            and tokens.fold[start] not in _PRONOUNS | _WHICH
        ):
            return _named_or_said(search, fitting(search, start, stop), start, stop)
    return None


def _once_over(search: Search, start: int) -> bool:
    """ "une fois la fièvre disparue": the clause that tells what is over opens with this."""
    return search.reading.tokens.fold[start : start + 2] in _ONCE


def _aside(search: Search, theme_last: int) -> Reason | None:
    """ "La vinorelbine, mal tolérée (vomissements), a été arrêtée", "inefficace après six mois, il est remplacé"."""
    tokens, cue = search.reading.tokens, search.status.cue[0]
    for start in range(theme_last + 1, min(theme_last + 7, cue)):
        without = tokens.fold[start] in _WITHOUT and tokens.fold[start + 1] in _EFFECTS
        if without or tokens.fold[start] in _UNFIT:
            stop = tokens.next_mark(start + 1, cue, COMMA) or min(start + 2, cue)
            return _named_or_said(search, fitting(search, start, cue), start, stop)
        if start in search.reading.mention_at:
            return None
    return None
