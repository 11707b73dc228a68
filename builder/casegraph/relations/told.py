"""A reason that no connector marks: the event told in the clause or sentence right before the change.

"Le diagnostic de toxidermie était retenu et la carbamazépine était interrompue", "Elle a développé une mucite. La dose
a été réduite": what just happened is why, for a change that was decided or made then.
"""

from __future__ import annotations

from casegraph.context.governors import governor
from casegraph.context.names import namable
from casegraph.context.planned import planned
from casegraph.context.verbs import VerbGroup, Verbs, find_verbs
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import SentenceView
from casegraph.records import CHANGED
from casegraph.relations.because import (
    ACTS,
    FOLLOWS,
    Reason,
    Search,
    fronted,
    listed,
    opposes,
    span,
)
from casegraph.relations.connectors import at_the_time
from casegraph.relations.dated import dating_words
from casegraph.relations.events import contrast, one_treatment, opened_apart
from casegraph.relations.explaining import (
    courses,
    explaining,
    is_harm,
    is_turn,
    led_by,
    listed_from,
    may_explain,
    results_told,
    with_results,
)
from casegraph.relations.moves import healed, moved
from casegraph.relations.notes import treats
from casegraph.text.fold import words as folded_words
from casegraph.text.tokens import COMMA

__all__ = ["told_before"]

_EVENTS = written_class("verbs-event")
_COMINGS = written_class("verbs-coming")
_CARED_FOR = folded_words("en charge")
_MARKED, _DIAGNOSED = ("marquer", "émailler"), "diagnostiquer"
_TURNING = written_class("verbs-turning")
_OPENS = (word_class("clause-subordinators") | word_class("and")) - word_class("like")
_NAMELESS = word_class("no-noun-subjects")
_STATES = ("présenter", "avoir", "être", "souffrir")
_DECIDING = written_class("verbs-deciding")
_GIVING_UP, _REJECTING = written_class("verbs-giving-up"), written_class("verbs-rejecting")
_REPORTING = written_class("verbs-reporting")
_SEEN, _MORE = word_class("seen-adjectives"), word_class("no-more")
#: Verbs of taking up a treatment again.
_TAKING_UP = ("reprendre", "réintroduire", "réadministrer")
_AND, _WITH, _WHICH = word_class("and"), word_class("with"), word_class("which")
_LONG_TIMES, _LATER = word_class("long-times"), word_class("later-words")
_WHICH_IT_IS = word_class("that") | word_class("to-which")
_ARTICLES = word_class("definite-articles") | word_class("indefinite-articles")
_SEQUENCES = written_class("verbs-sequence")
_DATES = word_class("dating-words") | word_class("despite")
_ENDED, _TURNED_DOWN = frozenset({"stopped", "replaced"}), ("withheld", "contraindicated")
#: What is done about an event: verbs of acts, and what they say of a treatment.
_MEASURES = frozenset(written_class("verbs-doing-acts")) | {"transfuser", "donner", "introduire", "instaurer"}
_ANSWERS = (
    {"recevoir"}
    | _MEASURES
    | set(written_class("verbs-beginning"))
    | {"traiter", "sortir", "motiver", "nécessiter", "justifier"}
)
_TAKEN = FOLLOWS | {"started", "given", "pending", "resumed", "withheld"}
_PERFECT = word_class("perfect-auxiliaries")
_TOLD_MOODS, _UNREAL_MOODS = ("past", "present", "imperfect", "gerund"), ("conditional", "future")
_FINDINGS = ("condition", "assessment")
_BEING_TAKEN = word_class("under")
_GRADE, _THAT, _PLUPERFECT = word_class("grades"), word_class("that"), word_class("pluperfect-auxiliaries")
_MARKS = frozenset(",;:")
_ONSETS = word_class("onset-nouns")
#: Verbs whose gerund tells what came of a treatment: "le pazopanib a été donné, présentant une toxicité".
_SHOWING = ("présenter", "développer", "montrer", "révéler", "objectiver")
_WHEN, _NTH = word_class("event-time-openers"), word_class("ordinal-words")
#: Words from the subject to the verb of a turn.
_LONGEST = 10
#: Words from "avec" to the finding that came with a treatment.
_NEAR = 4


def told_before(search: Search) -> Reason | None:
    """The finding told right before the change."""
    status = search.status
    verbs = find_verbs(search.reading, search.view)
    over = healed(search, verbs)
    if over is not None or _only_dates(search) or _relayed(verbs, status.cue):
        return over
    own = verbs.of(*status.cue)
    if own is not None and own.mood == "gerund" and (noted := _noted(search, own.first)) is not None:
        return noted  # "a reçu X, avec une asthénie de grade 3, n'en recevant qu'une cure"
    main = _main(search, verbs)
    if main is None:
        # "a montré une amélioration, avec l'arrêt de l'oxygène": the verb before the noun tells the event.
        before = verbs.told(search.view.first, status.cue[0])
        if verbs.of(*status.cue) is not None and before and before[-1].verb in _DECIDING:
            main = before[-1]  # "il a été décidé d'irradier, sans administrer la deuxième cure"
        elif status.status not in FOLLOWS:
            return _noted(search, status.cue[0]) if not before else None
        else:
            if not before and (noted := _noted(search, status.cue[0]) or _began(search, search.view, status.cue[0])):
                return noted
            stop = status.cue[0]
            beside = own is not None and own.mood == "gerund"  # "elle a été transfusée, X étant arrêté"
            while before and (_beside_act(search, verbs, before[-1]) or (beside and _measure(search, before[-1]))) and (
                    not _told(search, search.view, stop)):  # fmt: skip
                stop = before.pop().first  # "X a été prescrit à la place de Y": an act tells no event of its own
            return _told(search, search.view, stop) if before else _sentence_before(search)
    if _background(search, verbs, main):
        return None
    before = verbs.told(search.view.first, main.first)
    stop = main.first
    if _WHICH_IT_IS & set(search.reading.tokens.behind(search.reading.mentions[status.mention].last, 1)):
        stop = min(stop, search.reading.mentions[status.mention].first)  # "et l'X, que la patiente prenait, fut arrêté"
        before = [g for g in before if g.last < stop]
    given_up = status.status == "withheld" and (_decided(main, bool(before)) or _ended_by_not(search, main))
    if not before and status.sentence and _rejected(search):
        previous = search.reading.sentences[status.sentence - 1]  # "Progression. Tout traitement est exclu"
        return _turn(search, previous) or _harmed_by_it(search, previous)
    if status.status not in FOLLOWS and not given_up:
        return _noted(search, stop) if not before else None  # "La deuxième semaine, neutrophiles à 680 : on saute"
    while before and (_measure(search, before[-1]) or _came_in(search, before[-1], stop)) and (
            not _told(search, search.view, stop)):  # fmt: skip
        stop = before.pop().first  # "on constate X, on ajoute Y et on arrête Z": measures that answer one event
    if before:
        return _told(search, search.view, stop)
    return _told(search, search.view, stop) or _noted(search, stop) or _sentence_before(search)


def _came_in(search: Search, group: VerbGroup, stop: int) -> bool:
    """ "Il est admis avec de la prednisone et X est suspendu": where the patient went, with what was given there."""
    named = search.reading.mentions_from(group.last, stop)
    return group.verb in _COMINGS and any(search.reading.mentions[n].kind in ACTS for n in named)


def _beside_act(search: Search, verbs: Verbs, act: VerbGroup) -> bool:
    """Whether a noun of change is a complement of an act: "X a été donné à la place de Y"."""
    status, tokens = search.status, search.reading.tokens
    if status.status not in ("replaced", "reduced") or verbs.of(*status.cue) is not None:
        return False
    near = 0 < status.cue[0] - act.last <= _COMPLEMENT and not tokens.parted(act.last, status.cue[0])
    return near and _measure(search, act)


#: Words from a verb to a complement.
_COMPLEMENT = 6


def _noted(search: Search, stop: int) -> Reason | None:
    """ "Progression en mai et arrêt de X", "Neuropathie de grade 3, avec arrêt de X": a finding without a verb
    that ends or harms a treatment, and the change joined to it."""
    reading, status = search.reading, search.status
    if status.status not in FOLLOWS | {"withheld"} or search.view.sentence.section == "history":
        return None
    found = explaining(search, search.view.first, stop)
    found = [n for n in found if reading.mentions[n].kind == "condition"]
    if _timed(search, search.view, stop):
        if status.status not in FOLLOWS:  # "une crise, résolutive -> Valium non donné": only a harm is why
            found = [n for n in found if is_harm(search, n) or _graded(search, n)]
        found = found or results_told(search, search.view.first, stop)
    elif status.status not in FOLLOWS or not found or not any(
            tells(search, found[-1]) for tells in (_measured_before_colon, is_harm, _graded, _new)):  # fmt: skip
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


def _timed(search: Search, view: SentenceView, stop: int) -> bool:
    """ "À la troisième semaine, fièvre", "Lors du sixième cycle, protéinurie": whether a stretch without a verb opens
    with when it was, and what was found then follows the comma."""
    reading, first = search.reading, view.first
    comma = reading.tokens.next_mark(first + 1, min(stop, first + _LONGEST), COMMA | _COLON)
    opens = reading.tokens.fold[first] in _WHEN | _NTH or first in reading.time_words
    if comma is None or not opens or find_verbs(reading, view).told(first, stop):
        return False
    when = reading.tokens.fold[first:comma]
    return any(i in reading.time_words for i in range(first, comma)) or not (_ROUNDS | _NTH).isdisjoint(when)


def _measured_before_colon(search: Search, number: int) -> bool:
    """ "cytolyse à 9 N : on arrête X": its value and a colon stand behind a finding; a bare one heads what is given
    for it ("diabète : on arrête la metformine")."""
    reading, last = search.reading, search.reading.mentions[number].last
    while last + 1 < search.view.last and not reading.tokens.mark_behind(last, _COLON) and (
            last + 1 in reading.quantity_words or reading.tokens.fold[last + 1] in _AT_VALUES):  # fmt: skip
        last += 1
    return last > reading.mentions[number].last and reading.tokens.mark_behind(last, _COLON)


_NEW = word_class("new-adjectives")
_SEMICOLON = frozenset(";")
_COLON, _AT_VALUES = frozenset(":"), word_class("at-or-in") | {"n"}


def _new(search: Search, number: int) -> bool:
    """ "IRM : nouvelles lésions, fingolimod stoppé": what was not there before."""
    return not _NEW.isdisjoint(
        search.reading.tokens.before(search.reading.mentions[number].first, 1, search.view.first)
    )


def _graded(search: Search, number: int) -> bool:
    """ "neuropathie de grade 3": graded as a toxicity is."""
    return not _GRADE.isdisjoint(search.reading.tokens.behind(search.reading.mentions[number].last, 2))


def _measure(search: Search, group: VerbGroup) -> bool:
    """ "Trois culots ont été transfusés, le tamoxifène a été arrêté": one of several measures that answer one event."""
    return group.verb in _MEASURES or any(
        s.cue[0] <= group.last and group.first <= s.cue[1] and s.status in _TAKEN for s in search.statuses
    )


def _ended_by_not(search: Search, group: VerbGroup) -> bool:
    """Whether what is not done ends what was: "ne lui a plus été administré", "n'a pas été repris", or a drug named
    before that was not given then."""
    reading, mention = search.reading, search.reading.mentions[search.status.mention]
    told = group.mood == "infinitive" or (group.passive and group.mood in _TOLD_MOODS)
    if not group.negated or not told or mention.kind != "treatment":
        return False
    if group.verb in _TAKING_UP or not _MORE.isdisjoint(reading.tokens.span(group.first, group.last)):
        return True
    before = min(mention.first, search.view.first)
    return mention.concept is not None and reading.last_of([mention.concept], before) is not None


def _decided(main: VerbGroup, after_event: bool) -> bool:
    """Whether something was given up then: "il a été décidé de ne pas", "a été annulé", "n'a donc pas pu"."""
    given_up = main.verb in _GIVING_UP and not main.negated
    return main.verb in _DECIDING or given_up or (main.modal == "pouvoir" and after_event)


def _sentence_before(search: Search) -> Reason | None:
    """What the sentence before tells last: "Le bilan montrait une cytolyse. Arrêt de l'isoniazide."."""
    reading, status = search.reading, search.status
    if reading.document.text[search.view.sentence.start] in _BULLETS:
        return None  # one item of a list says nothing of the next
    if opposes(reading, search.view.first) or _noun_first(search) or opened_apart(search):
        return None  # "Cependant, elle l'a arrêté", "Diminution des douleurs, abandon de la morphine"
    if planned(reading, status):
        return None  # "L'acuité remontait à 5/10. La prednisone, ramenée progressivement à 10 mg, ..."
    own = find_verbs(reading, search.view).of(*status.cue)
    if status.status not in FOLLOWS and not _called_off(search) and not (own and _ended_by_not(search, own)):
        if status.sentence and status.status == "withheld" and _one_round(search):
            return _turn(search, reading.sentences[status.sentence - 1])  # "Progression. On ne donne pas le 3e cycle"
        return None  # "On décide de ne pas": what was never begun needs a word that says why
    changed = (s for s in search.statuses if s.mention == status.mention and s.status in CHANGED)
    if status.sentence == 0 or any(s.cue < status.cue for s in changed):
        return None  # "n'a pu être faite, l'appareil étant en panne ; elle est reprogrammée": why was told there
    previous = reading.sentences[status.sentence - 1]
    if previous.sentence.section != search.view.sentence.section:
        return None
    if previous.sentence.start in {s.start for s in reading.document.sections if s.body > s.start}:
        return _over_heading(search)
    told = _concluded(search, previous) or _told(search, previous, previous.last) or _noted_before(search, previous)
    told = told or _before_measures(search, previous)
    if told is not None and told.mentions and _why_there(search, previous, told.mentions[0]):
        return None
    if told is None and status.sentence > 1:
        told = _two_before(search, previous)
    return told or (_turn(search, previous) if status.status in _ENDED else None)


def _over_heading(search: Search) -> Reason | None:
    """ "DIAGNOSTIC Hépatite toxique. TRAITEMENT On arrête l'isoniazide.": the harm that the section before ends with."""
    reading, index = search.reading, search.status.sentence
    if index < _OVER or search.view.sentence.section != "treatment" or search.status.status not in _ENDED | {"paused"}:
        return None
    before = reading.sentences[index - _OVER]
    harms = [n for n in explaining(search, before.first, before.last) if reading.is_a(n, "AdverseEffect")]
    return listed_from(search, harms[-1:], (before.first, before.first))


#: Sentences back over a heading to the end of the section before.
_OVER = 2


def _concluded(search: Search, view: SentenceView) -> Reason | None:
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


def _two_before(search: Search, previous: SentenceView) -> Reason | None:
    """The event two sentences before, where the one between only says where the patient went, what was done about it
    or what a progression was found with."""
    before = search.reading.sentences[search.status.sentence - 2]
    if before.sentence.section != previous.sentence.section:
        return None
    if _only_moved(search, previous) or _only_measures(search, previous):
        return _told(search, before, before.last) or _noted_before(search, before)
    if (noted := _over_notes(search, previous)) is not None:
        return noted
    told = _told(search, before, before.last) if _noted_besides(search, previous) else None
    followed = search.status.status in _ENDED | {"paused"}  # "Troponine négative. X a été arrêté"
    return told if told is not None and (followed or any(is_turn(search, n) for n in told.mentions)) else None


def _over_notes(search: Search, previous: SentenceView) -> Reason | None:
    """ "En mai, hématémèse. Endoscopie : varices. Octréotide cinq jours. X a été arrêté": the event that opens a row of
    notes without verbs, of what was found and done about it."""
    index = search.status.sentence - 1
    for view in reversed(search.reading.sentences[max(0, index - _NOTES) : index + 1]):
        verbs = find_verbs(search.reading, view).told(view.first, view.last)
        if verbs or view.sentence.section != previous.sentence.section or any(
                one_treatment(search, n) for n in view.mentions):  # fmt: skip
            return None
        if _timed(search, view, view.last):
            return _noted_before(search, view) if view is not previous else None
    return None


#: Sentences back over a row of notes.
_NOTES = 3


def _only_measures(search: Search, view: SentenceView) -> bool:
    """ "On transfuse et une embolisation est réalisée.": what was done about an event, and nothing of what is changed."""
    told = find_verbs(search.reading, view).told(view.first, view.last)
    acts = bool(told) and all(g.verb in _MEASURES | _BEGINNING and not g.negated for g in told)
    return acts and not any(may_explain(search, n) or one_treatment(search, n) for n in view.mentions)


def _noted_before(search: Search, view: SentenceView) -> Reason | None:
    """ "Toxicité cutanée grade 3. Panitumumab arrêté.": in notes without verbs, what harms a treatment right before."""
    verbs = find_verbs(search.reading, view)
    own = find_verbs(search.reading, search.view).of(*search.status.cue)
    if verbs.told(view.first, view.last) or view.sentence.section in _OF_OLD:
        return None
    if _timed(search, view, view.last):
        found = [n for n in explaining(search, view.first, view.last) if search.reading.mentions[n].kind == "condition"]
        found = found or results_told(search, view.first, view.last)
        return _with_all(search, found, (view.first, view.first))
    if own is None or not own.lone or view.last - view.first > _LONGEST:
        return None
    label = next((i for i in range(view.first, view.last) if ":" in search.reading.tokens.gap[i]), None)
    if label is not None:  # "Sur le plan rénal : insuffisance aiguë. Ramipril arrêté"
        under = [n for n in explaining(search, label, view.last) if _goes_badly(search, n)]
        return listed_from(search, under, (label, label)) if under and not treats(search, under) else None
    found = explaining(search, view.first, view.last)[-1:]
    harms = [n for n in found if is_harm(search, n) or _graded(search, n) or _new(search, n)]
    return listed_from(search, harms, (view.first, view.first))


def _with_all(search: Search, found: list[int], cue: tuple[int, int]) -> Reason | None:
    """The findings of one stretch, a few at most: "fièvre à 39,5 °C avec frissons et hypotension"."""
    return Reason(tuple(found[:_FEW]), None, cue) if found else None


_OF_OLD, _FEW = ("history", "medication"), 3


def _goes_badly(search: Search, number: int) -> bool:
    """Whether a finding is a disorder, and not the tumour that is treated: not "abdomen souple"."""
    return search.reading.is_a(number, "Disorder") and not search.reading.is_tumour_like(number)


def _before_measures(search: Search, view: SentenceView) -> Reason | None:
    """ "une thrombose a été découverte et un anticoagulant a été débuté": the event that a measure answered, where the
    measure is not what is changed then."""
    reading, tokens = search.reading, search.reading.tokens
    told = find_verbs(reading, view).told(view.first, view.last)
    own = search.reading.mentions[search.status.mention]
    while len(told) > 1 and told[-1].verb in _ANSWERS and not told[-1].negated:
        stop, last = told[-1].first, told[-2].last
        named = reading.mentions_from(last, view.last)
        same = view.first <= own.first < view.last or any(one_treatment(search, n) for n in named)
        if same or not any(tokens.fold[i] in _AND or tokens.mark_before(i, COMMA) for i in range(last + 1, stop + 1)):
            return None
        told.pop()
        if (found := _told(search, view, stop)) is not None:
            return found
    return None


_ROUNDS = word_class("round-nouns")
_BULLETS = "-–—•·*►▪◦"


def _called_off(search: Search) -> bool:
    """ "a été annulé": what was to be was given up then."""
    group = find_verbs(search.reading, search.view).of(*search.status.cue)
    return group is not None and group.verb in _GIVING_UP and not group.negated


def _one_round(search: Search) -> bool:
    """Whether it is a round of what was given before: "le troisième cycle de BEP"."""
    theme = search.reading.mentions[search.status.mention]
    return search.status.named is not None or not _ROUNDS.isdisjoint(search.reading.tokens.before(theme.first, 2))


def _rejected(search: Search) -> bool:
    """ "est exclu", "a été récusée": what could have been done was decided against."""
    group = find_verbs(search.reading, search.view).of(*search.status.cue)
    return group is not None and group.passive and group.verb in _REJECTING and search.status.status in _TURNED_DOWN


def _noun_first(search: Search) -> bool:
    """Whether a finding without a verb stands before the change in its own sentence."""
    first = search.view.first
    ill = [n for n in search.reading.mentions_from(first, search.status.cue[0]) if _is_finding(search, n)]
    return bool(ill) and not find_verbs(search.reading, search.view).told(first, search.status.cue[0])


def _is_finding(search: Search, number: int) -> bool:
    return search.reading.mentions[number].kind in _FINDINGS


def _why_there(search: Search, view: SentenceView, number: int) -> bool:
    """ "La quétiapine a été diminuée parce qu'elle était somnolente.": the finding is why of another change."""
    reading, first = search.reading, search.reading.mentions[number].first
    causes = find_cues(reading.cue_text, view.first, first, reading.language, "causes")
    why = [c for c in causes if c.effect == "strong" and first - c.last <= _LONGEST]
    if not why:
        return False
    frames = find_cues(reading.cue_text, view.first, why[-1].first, reading.language, "status-frames")
    return any(c.effect.partition("/")[0] in CHANGED for c in frames)


def _only_moved(search: Search, view: SentenceView) -> bool:
    """ "Elle a été hospitalisée.": a short sentence of where the patient went, between an event and what it led to."""
    groups = find_verbs(search.reading, view).told(view.first, len(search.reading.tokens))
    named = any(may_explain(search, n) for n in view.mentions)
    return len(groups) == 1 and groups[0].verb in _COMINGS and not named and view.last - view.first <= _LONGEST


def _harmed_by_it(search: Search, view: SentenceView) -> Reason | None:
    """ "Elle a reçu un cycle de X, avec une pancytopénie de grade 4. X est exclu": what came with the same treatment."""
    given = next((n for n in view.mentions if one_treatment(search, n)), None)
    harms = [] if given is None else explaining(search, search.reading.mentions[given].last, view.last)
    harms = [n for n in harms if is_harm(search, n) or _graded(search, n)]
    return listed_from(search, harms, (view.first, view.first))


def _noted_besides(search: Search, view: SentenceView) -> bool:
    """ "Masse pulmonaire stable.", "Pas d'atteinte osseuse.": what a report of a progression goes on with."""
    kinds = {search.reading.mentions[n].kind for n in view.mentions}
    named = not kinds.isdisjoint(ACTS) or any(may_explain(search, n) and is_harm(search, n) for n in view.mentions)
    verbs = find_verbs(search.reading, view).told(view.first, view.last)
    return not any(g.finite for g in verbs) and not named and view.last - view.first <= _LONGEST


def _told(search: Search, view: SentenceView, stop: int) -> Reason | None:
    """What a sentence tells last before a word: a finding, or a turn for the worse in its own words."""
    groups = [g for g in find_verbs(search.reading, view).groups if g.last < stop]
    while groups and (opened := contrast(search, groups)) is not None:
        stop, groups = opened, [g for g in groups if g.last < opened]
    before = [g for g in groups if g.finite or (g.mood == "gerund" and g.verb in _SHOWING)]
    came = _came(search, stop, before[-1].last if before else view.first) or (
        _began(search, view, stop) if not before else None)  # fmt: skip
    if came is not None or not before or (view is not search.view and _apart(search, before[-1])):
        return came or (_with_verb(search, view, stop) if not before else None)
    return _turned(search, before[-1], stop) or _event(search, view, before, stop) or _came_with(
        search, before[-1], stop) or _worse(search, view, groups[-1])  # fmt: skip


def _turned(search: Search, last: VerbGroup, stop: int) -> Reason | None:
    """ "on a commencé X, mais la maladie a progressé": a turn whose name has its verb, behind the last other verb."""
    tokens, mentions = search.reading.tokens, search.reading.mentions
    found = [n for n in explaining(search, last.last + 1, stop) if is_turn(search, n)]
    found = [n for n in found if not _PERFECT.isdisjoint(tokens.span(mentions[n].first, mentions[n].last))]
    return listed_from(search, found[-1:], (last.first, last.last))


def _with_verb(search: Search, view: SentenceView, stop: int) -> Reason | None:
    """ "L'état général s'est dégradé.": a finding whose name its verb parts, in a clause without another verb."""
    tokens, mentions = search.reading.tokens, search.reading.mentions
    found = [
        n
        for n in explaining(search, view.first, stop)
        if not _COPULAS.isdisjoint(tokens.span(mentions[n].first, mentions[n].last))
    ]
    return listed_from(search, found[-1:], (mentions[found[-1]].first, mentions[found[-1]].last)) if found else None


_COPULAS = word_class("copulas")


def _came_with(search: Search, last: VerbGroup, stop: int) -> Reason | None:
    """ "a reçu trois cycles, avec une progression": what came with the treatment, good or bad, and no state before."""
    tokens, mentions = search.reading.tokens, search.reading.mentions
    found = [n for n in explaining(search, last.last, stop) if mentions[n].kind == "condition" and is_harm(search, n)]
    found = [n for n in found if not _WITH.isdisjoint(tokens.before(mentions[n].first, _NEAR, last.last))]
    return listed_from(search, found, (last.first, last.last))


def _began(search: Search, view: SentenceView, stop: int) -> Reason | None:
    """ "À J10, apparition d'une thrombopénie.": an event without a verb."""
    words, mentions = search.reading.tokens.fold, search.reading.mentions
    noun = next((i for i in range(view.first, stop) if words[i] in _ONSETS), None)
    if noun is None:
        return None
    found = explaining(search, noun, stop)
    near = found if found and mentions[found[0]].first - noun <= _NEAR else []
    return listed_from(search, near, (noun, noun))


def _worse(search: Search, view: SentenceView, group: VerbGroup) -> Reason | None:
    """ "la fonction rénale s'est détériorée", "considérée comme ayant progressé": a turn that no finding names."""
    if group.verb not in _TURNING or group.negated or group.mood not in _TOLD_MOODS:
        return None
    tokens, start = search.reading.tokens, group.first
    while start > view.first and tokens.fold[start - 1] not in _OPENS and not tokens.mark_before(start):
        start -= 1
    if not 0 < group.first - start <= _LONGEST or tokens.fold[start] in _NAMELESS:
        return None
    return Reason((), span(search.reading, start, group.last + 1), (group.first, group.last))


def _apart(search: Search, event: VerbGroup) -> bool:
    """Whether the sentence before tells a state, and the change has a time of its own: "Il présentait X. Y a été arrêté
    en 2015"."""
    reading, last = search.reading, search.status.cue[1]
    behind = find_verbs(reading, search.view).told(last, search.view.last)
    stop = reading.tokens.next_mark(last + 1, search.view.last, COMMA) or search.view.last
    stop = min(stop, behind[0].first) if behind else stop  # "réduite dans les cycles restants, terminés en avril"
    dated = any(
        t.kind == "date" for t in reading.times_within(search.view.sentence.start, reading.tokens.end[stop - 1])
    )
    words = set(reading.tokens.span(last + 1, stop - 1))
    dated = dated or not (_LONG_TIMES.isdisjoint(words) or _LATER.isdisjoint(words))  # "arrêté l'hiver suivant"
    return event.mood == "imperfect" and (event.verb in _STATES or event.perfect) and dated


def _turn(search: Search, view: SentenceView) -> Reason | None:
    """The progression or relapse that a sentence tells, with a verb or without: "Nouvelle progression hépatique."."""
    course = courses(search, view)
    if not course or not may_explain(search, course[-1]) or not is_turn(search, course[-1]):
        return None
    mention = search.reading.mentions[course[-1]]
    return Reason((course[-1],), None, (mention.first, mention.last))


def _main(search: Search, verbs: Verbs) -> VerbGroup | None:
    """The finite verb of the clause that says the change: its own, or the one that governs it."""
    first, last = search.status.cue
    group = verbs.of(first, last)
    if group is not None and group.shared is not None:
        group = verbs.groups[group.shared]
    for _ in range(3):
        if group is not None and group.finite:
            return _deciding(search, verbs, group)
        above = governor(search.reading, search.view, verbs, group.first if group is not None else first)
        if above is None or above is group:
            break
        group = above
    return None


def _deciding(search: Search, verbs: Verbs, group: VerbGroup) -> VerbGroup:
    """The verb of decision that a clause depends on: "la réunion a jugé qu'elle n'était plus candidate à"."""
    above = verbs.told(search.view.first, group.first)
    if not above or above[-1].verb not in _DECIDING or group.first - above[-1].last > 4:
        return group
    between = search.reading.tokens.between(above[-1].last, group.first)
    return group if _THAT.isdisjoint(between) else above[-1]


def _only_dates(search: Search) -> bool:
    """ "malgré l'arrêt de", "après une fenêtre de": what was told does not lead to the change."""
    first = search.status.cue[0]
    return (
        at_the_time(search)
        or dating_words(search.reading, search.status)
        or not _DATES.isdisjoint(search.reading.tokens.before(first, 3, search.view.first))
    )


def _relayed(verbs: Verbs, cue: tuple[int, int]) -> bool:
    """ "trois bolus relayés par la voie orale": a sequence that was planned, not a consequence."""
    group = verbs.of(*cue)
    return group is not None and group.verb in _SEQUENCES


def _background(search: Search, verbs: Verbs, main: VerbGroup) -> bool:
    """ "qui avait été suspendue", "elle rapportait un arrêt": told as earlier than what stands before it."""
    if main.verb in _REPORTING:
        return True
    words = search.reading.tokens.fold[max(search.view.first, main.first - 1) : main.head]
    relative = not _WHICH.isdisjoint(words[:1]) and main.modal != "devoir"  # "sous X, qui a dû être arrêté" follows
    return (relative and not _under(search, verbs, main)) or not _PLUPERFECT.isdisjoint(words)


def _under(search: Search, verbs: Verbs, main: VerbGroup) -> bool:
    """ "une cytolyse est apparue sous X, qui a été arrêté": the relative goes on with what was being taken."""
    tokens, mention = search.reading.tokens, search.reading.mentions[search.status.mention]
    which = main.first - 1
    lead = mention.first - 1
    while lead > search.view.first and tokens.fold[lead] in _ARTICLES:
        lead -= 1
    event = next((g.last for g in reversed(verbs.groups) if g.finite and g.last < lead), search.view.first)
    parted = any("," in tokens.gap[i] for i in range(event + 1, lead + 1))
    return mention.last == which - 1 and "," in tokens.gap[which] and tokens.fold[lead] in _BEING_TAKEN and not parted


def _event(search: Search, view: SentenceView, before: list[VerbGroup], stop: int) -> Reason | None:
    """What the last verb before the change tells: its object, or its subject where it has none."""
    reading = search.reading
    event = before[-1]
    seen = event.verb == "être" and not _SEEN.isdisjoint(reading.tokens.behind(event.last, 1))
    comes = event.verb in _COMINGS or (event.passive and reading.tokens.behind(event.last, 2) == _CARED_FOR)
    start = before[-2].last + 1 if len(before) > 1 else view.first
    if event.mood not in _UNREAL_MOODS and (group := moved(search, start, event)):
        return listed_from(search, group, (event.first, event.last))
    persists = event.negated and event.verb in _HEALING  # "les douleurs ne cédaient pas"
    shown = _to_show(search, view, event)
    told = (comes or event.verb in _EVENTS or shown or _begins_with(search, event)) and not event.negated
    if not (told or persists) or event.mood in _UNREAL_MOODS:
        return None
    fits = [n for n in view.mentions if may_explain(search, n)] or results_told(search, start, stop)
    behind = [n for n in fits if n in reading.mentions_from((shown or event).last + 1, stop)]
    ahead = [n for n in fits if n in reading.mentions_from(start, event.last + 1)]
    ahead = [n for n in ahead if not fronted(reading, view, n)] or ahead
    if comes:
        found = led_by(search, behind, event.last)
        if not found and event.verb == _DIAGNOSED:  # "elle a été diagnostiquée d'une hémorragie"
            found = [n for n in behind if reading.mentions[n].kind == "condition"]
        found = found or (ahead if event.passive and event.verb in _EVENTS else [])  # "X a été diagnostiquée"
        if not found and event.verb in _MARKED and behind and reading.mentions[behind[0]].first - event.last <= _NEAR:
            found = behind  # "a été émaillée d'une cytolyse"
    else:
        with_it = behind and not _WITH.isdisjoint(
            reading.tokens.before(reading.mentions[behind[0]].first, 2, event.last)
        )
        found = (ahead or behind) if event.passive or seen or with_it else (behind or ahead)
    course = courses(search, view)
    if found and is_turn(search, found[0]) and course and not is_turn(search, course[-1]):
        return None  # "une progression, puis une réponse": the last turn counts
    return listed_from(search, with_results(search, found, event.last), (event.first, event.last))


def _to_show(search: Search, view: SentenceView, event: VerbGroup) -> VerbGroup | None:
    """The infinitive of "elle a commencé à présenter un prurit"."""
    behind = next((g for g in find_verbs(search.reading, view).groups if g.first > event.last), None)
    near = behind is not None and behind.mood == "infinitive" and behind.first - event.last <= _TO_SHOW
    return behind if near and behind.verb in _EVENTS and event.verb in _BEGINNING and not event.passive else None


_TO_SHOW = 2


def _begins_with(search: Search, event: VerbGroup) -> bool:
    """ "elle débute avec une toux", "il a débuté un exanthème", "il maintenait une thrombopénie": how an illness began
    or went on."""
    reading, last = search.reading, event.last
    if event.verb not in _BEGINNING | _KEEPING or event.passive:
        return False
    ill = next((n for n in reading.mentions_from(last + 1, last + 1 + _NEAR)), None)
    return not _WITH.isdisjoint(reading.tokens.behind(last, 1)) or (
        ill is not None and reading.mentions[ill].kind == "condition" and event.verb in _SHOWN_BY
    )


_BEGINNING, _KEEPING = frozenset(written_class("verbs-beginning")), frozenset({"maintenir", "conserver"})
_SHOWN_BY = _KEEPING | {"débuter"}
_HEALING = frozenset(written_class("verbs-healing"))


def _came(search: Search, stop: int, after: int) -> Reason | None:
    """ "a consulté en urgence pour une fièvre", behind the last verb: an encounter is an event, and says what for."""
    mentions = search.reading.mentions
    met = [n for n in search.reading.mentions_from(after, stop) if mentions[n].kind == "encounter"]
    if not met:
        return None
    last = mentions[met[-1]].last
    return listed_from(search, led_by(search, explaining(search, last, stop), last), (mentions[met[-1]].first, last))
