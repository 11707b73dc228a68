"""Reasons that stand before the change: the subject of a verb of consequence, the findings told before a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from casegraph.context.frames import Status
from casegraph.context.groups import of_posology
from casegraph.context.presence import Said
from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.relations.because import (
    ACTS,
    LONGEST_PHRASE,
    REASON_KINDS,
    WEAK_REASONS,
    Reason,
    Search,
    belongs,
    exactly,
    finite,
    fronted,
    goes_well,
    in_spite,
    indication,
    lacked,
    listed,
    span,
)
from casegraph.text.tokens import BRACKETS, COMMA

__all__ = [
    "ENDS_WELL",
    "clause_before",
    "consequence",
    "excluding",
    "findings_before",
    "previous_findings",
    "subject_findings",
]


def consequence(search: Search) -> Reason | None:
    """ "X a imposé l'arrêt de Y", "X nécessitant une réduction de dose": the subject of the consequence verb."""
    reading, view, status, cues, others, valued = (
        search.reading,
        search.view,
        search.status,
        search.cues,
        search.others,
        search.valued,
    )
    found = [
        c
        for c in cues
        if c.effect == "consequence"
        and c.first <= status.cue[1]
        and status.cue[0] - c.last <= 12
        and (c.first < status.cue[0] or c.last <= status.cue[1] or status.status == "contraindicated")
    ]
    theme = reading.mentions[status.mention]
    said = find_verbs(reading, view).of(*status.cue)
    if view.first <= theme.first and theme.last < status.cue[0] and said is not None and said.passive and not _owned(
            reading, status):  # fmt: skip
        # In the passive the theme is the subject, and what comes before it is no cause.
        found = [c for c in found if c.last < theme.first and said.first - theme.last <= _TO_VERB]
    for cue in reversed(found):
        if any(cue.last < o[0] < status.cue[0] for o in others) or _set_beside(search, cue):
            continue
        if _not_needed(search, cue) or _by_those_who_treat(search, cue):
            continue
        if (phrase := _with_which(search, cue)) is not None:
            return Reason((), phrase, (cue.first, cue.last))
        points = _which_of(search, cue)
        group = subject_findings(reading, view, cue.first, status, valued, far=points is not None)
        if group and points is not None:
            group = _with_no_more(reading, group)[points]  # "A et B, cette dernière ayant fait arrêter"
        if group:
            return Reason(tuple(group), None, (cue.first, cue.last))
        phrase = _subject_words(reading, view, cue.first, others)
        pointing = phrase is None or reading.tokens.fold[view.first] in _POINTING or points is not None
        if pointing and status.sentence > 0 and cue.first - view.first <= 4:
            previous = previous_findings(reading, status, valued, search.said)
            if points is not None:
                previous = previous[points]
            if previous:
                return Reason(tuple(previous), None, (cue.first, cue.last))
        if phrase is None and status.status in WEAK_REASONS:
            if _told_of_all(search, cue):
                phrase = clause_before(search, cue)
            elif _goes_with(search, cue):
                phrase = _without_treatment(search, clause_before(search, cue))
        if phrase is not None and status.status in WEAK_REASONS:
            return Reason((), phrase, (cue.first, cue.last))
    return None


#: Words from a subject to its verb.
_TO_VERB = 2


def _which_of(search: Search, cue: Cue) -> slice | None:
    """Which of several findings the subject of a verb points to: "cette dernière", "la première", "la seconde"."""
    words = search.reading.tokens.before(cue.first, _POINTER, search.view.first)
    for lead, word in pairwise(words):
        if lead in _POINTING and word in _LAST:
            return slice(-1, None)
        if lead in _ARTICLES and word in _FIRST_OF:
            return slice(0, 1)
        if lead in _ARTICLES and word in _SECOND_OF:
            return slice(1, 2)
    return None


def _with_no_more(reading: Reading, group: list[int]) -> list[int]:
    """The findings of a list without what only tells more of the one before it: "une phlébite post-partum"."""
    mentions = reading.mentions
    return group[:1] + [b for a, b in pairwise(group) if mentions[b].first - mentions[a].last > 1]


#: Words before a verb in which such a subject stands: "cette dernière valeur ayant fait arrêter".
_POINTER, _LAST = 4, word_class("last-adjectives")
_FIRST_OF, _SECOND_OF = word_class("first-of-two"), word_class("second-of-two")


def _by_those_who_treat(search: Search, cue: Cue) -> bool:
    """ "Le néphrologue l'a fait arrêter devant un DFG à 44": who had it stopped, and why stands behind."""
    words = search.reading.tokens.before(cue.first, _POINTER, search.view.first)
    return any(a in _ARTICLES and b in _TEAM for a, b in pairwise(words))


def _not_needed(search: Search, cue: Cue) -> bool:
    """ "L'anémie n'a pas nécessité de transfusion": what led to nothing is no reason; "n'a pas permis" is one."""
    group = find_verbs(search.reading, search.view).of(cue.first, cue.last)
    return group is not None and group.negated and group.verb not in _PERMITTING


def _without_treatment(search: Search, clause: tuple[int, int] | None) -> tuple[int, int] | None:
    """A clause that names no treatment: "X a été maintenu, nécessitant" tells no reason."""
    if clause is None:
        return None
    reading = search.reading
    named = reading.mentions_from(reading.tokens.at(clause[0]), reading.tokens.at(clause[1]))
    return None if any(reading.mentions[n].kind in ACTS for n in named) else clause


def excluding(search: Search) -> Reason | None:
    """ "a montré des métastases, excluant tout geste chirurgical": what the clause before tells is why."""
    status, verbs = search.status, find_verbs(search.reading, search.view)
    group = verbs.of(*status.cue)
    if group is None and status.status == "contraindicated":
        told = verbs.told(search.view.first, status.cue[0])[-1:]
        led = told and told[0].verb in _BEING and not told[0].negated and status.cue[0] - told[0].last <= _NEAR
        return _barring(search, told[0].first) if led else None  # "Une cirrhose est une contre-indication à X"
    if status.status not in _BARRED or group is None or group.verb not in _EXCLUDING or group.passive:
        return None
    all_told = search.reading.tokens.before(group.first, 2) == _ALL_THAT  # ", ce qui a exclu sa reprise"
    if not all_told:
        if group.mood in _FINITE:
            return _barring(search, group.first)
        before = verbs.told(search.view.first, group.first)
        shown = bool(before) and before[-1].verb in _SHOWING and group.mood == "gerund"
        if not shown or not search.reading.tokens.mark_before(group.first, COMMA):
            return None  # "le comité a revu le dossier, excluant": somebody decides
    found = subject_findings(search.reading, search.view, group.first, status, search.valued)
    there = [n for n in found if search.said[n].presence == "present"]
    return Reason(tuple(there), None, status.cue) if there else None


_ALL_THAT = ["ce", "qui"]


def _barring(search: Search, first: int) -> Reason | None:
    """ "La toxicité a exclu la reprise de X": the finding that is the subject right before the verb."""
    mentions, tokens = search.reading.mentions, search.reading.tokens
    found = [n for n in search.view.mentions if mentions[n].last < first and (
        mentions[n].kind == "condition" or n in search.valued or _heads(search.reading, search.view, n))]  # fmt: skip
    there = [n for n in found if search.said[n].presence == "present" and search.said[n].experiencer == "patient"]
    there = [n for n in there if not indication(search.reading, n)]
    there = [n for k, n in enumerate(there) if all(listed(search.reading, a, b) for a, b in pairwise(there[k:]))]
    last = search.reading.over_bracket(mentions[found[-1]].last) if found else 0
    between = sum(i not in search.reading.quantity_words for i in range(last + 1, first))
    if not there or there[-1] != found[-1] or between >= _NEAR or tokens.parted(last, first, _ENDS):
        return None
    if not _AND.isdisjoint(tokens.between(last, first)):
        return None  # "on a vu la masse et exclu la chirurgie"
    return Reason(tuple(there), None, search.status.cue)


def _heads(reading: Reading, view: SentenceView, number: int) -> bool:
    """Whether a test opens its sentence, its article before it: "Le statut KRAS excluait l'emploi de X"."""
    mention = reading.mentions[number]
    article = mention.first - 1
    return mention.kind == "observable" and article == view.first and reading.tokens.fold[article] in _ARTICLES


#: Moods of what was so, and words from a subject to its verb, its adjectives between them.
_FINITE, _NEAR = ("past", "present", "imperfect"), 4


def _goes_with(search: Search, cue: Cue) -> bool:
    """ "son état s'est dégradé, empêchant le début de": a gerund behind a comma goes with the clause before it."""
    group = find_verbs(search.reading, search.view).of(cue.first, cue.last)
    return group is not None and group.mood == "gerund" and search.reading.tokens.mark_before(group.first, COMMA)


def _told_of_all(search: Search, cue: Cue) -> bool:
    """ "la collecte a échoué, ce qui a empêché la greffe": what the clause before tells is the subject."""
    words = search.reading.tokens.fold[max(search.view.first, cue.first - 2) : cue.first]
    return len(words) == 2 and words[0] in _POINTING and words[1] in _WHICH


def _set_beside(search: Search, cue: Cue) -> bool:
    """ "nécessitant des neuroleptiques, traitement arrêté depuis": a participle behind a comma is led to by nothing."""
    own = find_verbs(search.reading, search.view).of(*search.status.cue)
    lone = own is not None and own.lone and own.shared is None
    return lone and search.reading.tokens.parted(cue.last, search.status.cue[0], COMMA)


def _with_which(search: Search, cue: Cue) -> tuple[int, int] | None:
    """ "avec une normalisation du transit qui permet": what the relative is of, where no finding is named by it."""
    reading, which = search.reading, cue.first - 1
    if which <= search.view.first or reading.tokens.fold[which] not in _WHICH:
        return None
    lead = next((i for i in search.view.back(which, _RELATED) if reading.tokens.fold[i] in _WITH), None)
    if lead is None or which - lead < 3 or search.status.status not in WEAK_REASONS:
        return None
    named = any(reading.mentions[n].kind != "site" for n in reading.mentions_from(lead, which))
    return None if named else span(reading, lead + 1, which)


#: Words of what a relative is of.
_RELATED = 9


def _owned(reading: Reading, status: Status) -> bool:
    """ "a conduit à son arrêt": the frame is a noun that points back to its treatment."""
    return not _POSSESSIVES.isdisjoint(reading.tokens.before(status.cue[0], 2))


_WITH_DRUG = word_class("of-words") | {"avec", "entre", "sous"}
_POINTING = word_class("demonstratives")
_BARRED = frozenset({"withheld", "contraindicated"})
_STOPS, _ENDS, _MEASURES = frozenset(";."), frozenset(",;:"), ("assessment", "observable")
#: What a finding does by itself, and the verbs that tell one.
_BEING = written_class("verbs-being-a-thing")
_EXCLUDING = written_class("verbs-excluding")
_SHOWING, _PERMITTING = written_class("verbs-showing-findings"), written_class("verbs-permitting")
_JOINS = word_class("clause-joins") | word_class("but")
_TEAM = word_class("team-nouns")
_NO_NOUN = word_class("no-noun-subjects") | _TEAM
_ARTICLES, _POSSESSIVES = word_class("definite"), word_class("possessives")
_AND, _WITH, _WHICH = word_class("and"), word_class("with"), word_class("which")


def _subject_words(
    reading: Reading, view: SentenceView, first: int, others: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """The subject of a consequence verb in its own words: "L'échappement biologique a conduit à"."""
    tokens = reading.tokens
    start = first
    while start > view.first and not tokens.mark_before(start):
        start -= 1
    while start < first and tokens.fold[start] in _JOINS:
        start += 1
    words = tokens.fold[start:first]
    if (
        not 2 <= len(words) <= 10
        or _NO_NOUN & set(words[:2])
        or finite(reading, start, first)
        or any(start <= o[0] < first and not _heads_subject(reading, start, o[0]) for o in others)
    ):
        return None
    named = [i for i in range(start, first) if (n := reading.mention_at.get(i)) is not None
             and reading.mentions[n].kind == "treatment"]  # fmt: skip
    of = next((i for i in range(named[0] - 1, start, -1) if tokens.fold[i] not in _ARTICLES), start) if (
        named) else start  # fmt: skip
    if named and not (of - start >= 2 and tokens.fold[of] in _WITH_DRUG):
        return None  # "Le traitement a nécessité"; "Le coût du", "une interaction avec le traitement" are more
    return span(reading, start, first)


def _heads_subject(reading: Reading, start: int, word: int) -> bool:
    """Whether a noun of beginning opens a subject: "L'introduction de la rifampicine a imposé l'arrêt de X"."""
    return word - start <= 1 and reading.tokens.fold[word] in _BEGINNINGS


_BEGINNINGS = word_class("begun-subject-nouns")


def subject_findings(
    reading: Reading, view: SentenceView, first: int, status: Status, valued: set[int], far: bool = False
) -> list[int]:
    """The findings that are the subject of what stands at a word, or that words there point back to with `far`."""
    group: list[int] = []
    first = _without_bracket(reading, view, first)
    before = [n for n in view.mentions if reading.mentions[n].last < first]
    for number in reversed(before):
        mention = reading.mentions[number]
        if mention.kind == "site" or number == status.mention or _inside(reading, number):
            continue
        if lacked(reading, number) and _comes_without(reading, before, number):
            continue  # "une thrombopénie sans saignement a imposé"
        fits = mention.kind in REASON_KINDS or number in valued or mention.kind == "observable"
        fits = fits and not indication(reading, number) and not in_spite(reading, number)
        if group:
            joined = belongs(reading, number, group[0]) or _joined(reading, number, group[0])
            told = find_verbs(reading, view).told(mention.last, reading.mentions[group[0]].first)
            if not fits or not joined or fronted(reading, view, number) or any(g.verb in _SHOWING for g in told):
                break
            group.insert(0, number)
        elif fits:
            away = sum(not of_posology(reading, i) for i in range(mention.last + 1, first))
            if (reading.tokens.parted(mention.last, first, _STOPS) and not far) or away > _FAR:
                break
            group.append(number)
        elif first - mention.last > _PASSED:
            break
    return group


def _inside(reading: Reading, number: int) -> bool:
    """Whether a test only stands in the name of the finding before it: "une augmentation des transaminases"."""
    return number > 0 and reading.mentions[number].last <= reading.mentions[number - 1].last


def _joined(reading: Reading, left: int, right: int) -> bool:
    """Whether two findings are of one list, or the second tells more of the first: its grade, value, what it was."""
    return listed(reading, left, right) or _graded(reading, left, right) or exactly(reading, left, right)


def _comes_without(reading: Reading, before: Sequence[int], number: int) -> bool:
    """Whether what is not there belongs to a finding told before it, with no verb and no full stop between them."""
    mentions = reading.mentions
    told = [n for n in before if n < number and mentions[n].kind == "condition" and not lacked(reading, n)]
    if not told:
        return False
    last, first = mentions[told[-1]].last, mentions[number].first
    apart = reading.tokens.parted(last, first, _STOPS) or first - last > _LACKING
    return not apart and not find_verbs(reading, reading.sentence_of(first)).told(last, first)


#: Words from a subject to its verb or to what points back to it, the doses between them apart.
_FAR = 15
#: Words over which nothing else may be named: "sous deuxième ligne à base de X, ce qui a conduit à".
_PASSED = 8
#: Words from a finding to what it comes without.
_LACKING = 12


def _without_bracket(reading: Reading, view: SentenceView, first: int) -> int:
    """ "une progression a été détectée (CA 125 à 90), ce qui": where a bracket that adds to a verb's clause begins."""
    tokens = reading.tokens
    closed = next((i for i in range(first, max(view.first, first - _NEAR), -1) if tokens.mark_before(i, _CLOSED)), None)
    opened = next((i for i in range(closed or 0, view.first, -1) if tokens.mark_before(i, _OPEN)), None)
    return opened if opened is not None and find_verbs(reading, view).at.get(opened - 1) is not None else first


def _graded(reading: Reading, left: int, right: int) -> bool:
    """ "neuropathie de grade 2", "toxicité (neutropénie)", "ménorragie avec une hémoglobine à 7": the grade, the
    bracket or the value belongs to what stands before it."""
    first, last = reading.mentions[left].last, reading.mentions[right].first
    if last - first <= _TO_BRACKET and reading.tokens.mark_before(last, _OPEN):
        return True  # "une réaction de grade 3 (érythème, bronchospasme)"
    return last - first <= 3 and (
        reading.mentions[right].kind in _MEASURES or reading.tokens.mark_before(last, BRACKETS)
    )


#: Words from a finding to the bracket that says what it was.
_TO_BRACKET, _OPEN, _CLOSED = 5, frozenset("("), frozenset(")")


def clause_before(search: Search, cue: Cue) -> tuple[int, int] | None:
    """ "le bénéfice maximal avait été atteint, il a donc été décidé d'arrêter": the clause in its own words."""
    reading, view = search.reading, search.view
    verbs = find_verbs(reading, view)
    own = verbs.of(cue.first, cue.last)
    main = own.first if own is not None else cue.first
    before = verbs.told(view.first, main)
    if search.status.status not in WEAK_REASONS or not before:
        return None
    stop = next((i for i in view.back(main + 1, main - before[-1].last) if reading.tokens.mark_before(i, _ENDS)), None)
    start = before[-1].first
    while start > view.first and reading.tokens.fold[start - 1] not in _CLAUSE_OPENERS and not (
            reading.tokens.mark_before(start)):  # fmt: skip
        start -= 1
    named = reading.mention_at.get(start - 2) if reading.tokens.fold[start - 1] in _WHICH else None
    if named is not None and start - 2 >= view.first:
        start = reading.mentions[named].first  # "une radiothérapie, qui a été faite en mai, de sorte que"
    if stop is None or not 2 < stop - start <= LONGEST_PHRASE or reading.tokens.fold[start] in _NO_NOUN:
        return None
    return span(reading, start, stop)


_CLAUSE_OPENERS = word_class("clause-subordinators") | _AND


def findings_before(search: Search, word: int, far: bool = False) -> list[int]:
    """The findings that words at a place point back to: told before in the sentence, or in the one before it.

    With `far`, over a sentence that tells of none, or only that all went well.
    """
    reading, view, status = search.reading, search.view, search.status
    here = subject_findings(reading, view, word, status, search.valued, far=True)
    here = [n for n in here if search.said[n].presence == "present"]
    found = here or previous_findings(reading, status, search.valued, search.said)
    if far and status.sentence > 1 and all(goes_well(reading, n) for n in found):
        before = replace(status, sentence=status.sentence - 1)
        return previous_findings(reading, before, search.valued, search.said) or found
    return found


def previous_findings(
    reading: Reading, status: Status, valued: set[int], said: list[Said], missing: bool = False
) -> list[int]:
    """The conditions that end the sentence before; with `missing` what is not there counts where nothing is."""
    if status.sentence == 0:
        return []
    view = reading.sentences[status.sentence - 1]
    group: list[int] = []
    for number in reversed(view.mentions):
        mention = reading.mentions[number]
        graded = reading.is_a(number, "CTCAEGrade")  # "une diarrhée de grade 3 selon les critères CTCAE"
        lacking = lacked(reading, number) and _comes_without(reading, view.mentions, number)
        well = goes_well(reading, number) and status.status not in ENDS_WELL  # "qui a évolué favorablement"
        well = well or _to_another(reading, status, number)
        if (
            mention.kind == "site"
            or graded
            or lacking
            or well
            or _inside(reading, number)
            or _its_germ(reading, number)
        ):
            continue
        fits = (mention.kind in REASON_KINDS or number in valued) and not indication(reading, number)
        fits = fits and not in_spite(reading, number) and not reading.is_a(number, "Asymptomatic")
        if group and not (fits and _joined(reading, number, group[0]) and not fronted(reading, view, number)):
            break
        if fits:
            group.insert(0, number)
    # "Absence de goitre. Ce tableau a justifié": what is not there is no reason, a missing response is one.
    there = [n for n in group if said[n].presence != "absent" or reading.mentions[n].kind != "condition"]
    there = [n for n in there if not goes_well(reading, n)] or there
    return there or (group if missing and status.status in ENDS_WELL else [])


def _its_germ(reading: Reading, number: int) -> bool:
    """ "une neutropénie fébrile à E. coli": the germ only tells more of the condition before it."""
    mentions = reading.mentions
    if mentions[number].kind != "organism" or not number:
        return False
    return mentions[number - 1].kind == "condition" and mentions[number].first - mentions[number - 1].last <= _TO_GERM


#: Words from a condition to its germ: "à", "due à un".
_TO_GERM = 4


def _to_another(reading: Reading, status: Status, number: int) -> bool:
    """ "une neutropénie fébrile, avec une bonne réponse à la pipéracilline": how well something else did."""
    last = reading.mentions[number].last
    to = next((n for n in reading.mentions_from(last + 1, last + _TO_TREATMENT)), None)
    if to is None or reading.mentions[to].kind != "treatment" or not reading.is_a(number, "TreatmentResponse"):
        return False
    return reading.mentions[to].concept != reading.mentions[status.mention].concept


#: Words from a response to what it was to.
_TO_TREATMENT = 5
#: Changes that a disease which is gone explains: "Aucune récidive n'est notée. L'anticoagulant est donc arrêté."
ENDS_WELL = frozenset({"stopped", "paused", "reduced", "withheld", "contraindicated"})
