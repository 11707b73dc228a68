"""A reason that no connector marks: the event told in the clause or sentence right before the change.

"Le diagnostic de toxidermie était retenu et la carbamazépine était interrompue", "Elle a développé une mucite. La dose
a été réduite": what just happened is why, for a change that was decided or made then.
"""

from __future__ import annotations

from casegraph.context.governors import governor
from casegraph.context.planned import planned
from casegraph.context.verbs import VerbGroup, Verbs, find_verbs
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import SentenceView
from casegraph.records import CHANGED
from casegraph.relations.because import ACTS, FOLLOWS, Reason, Search, opposes
from casegraph.relations.connectors import at_the_time
from casegraph.relations.dated import dating_words
from casegraph.relations.events import one_treatment, opened_apart
from casegraph.relations.explaining import explaining, is_harm, is_turn, listed_from, may_explain
from casegraph.relations.happened import began, told_last, turn
from casegraph.relations.moves import healed
from casegraph.relations.noted import concluded, graded, noted_before, noted_here, over_heading, over_notes
from casegraph.text.tokens import COMMA

__all__ = ["told_before"]

_COMINGS = written_class("verbs-coming")
_DECIDING = written_class("verbs-deciding")
_GIVING_UP, _REJECTING = written_class("verbs-giving-up"), written_class("verbs-rejecting")
_REPORTING = written_class("verbs-reporting")
_MORE = word_class("no-more")
#: Verbs of taking up a treatment again.
_TAKING_UP = written_class("verbs-taking-up")
_AND, _WHICH = word_class("and"), word_class("which")
_WHICH_IT_IS = word_class("that") | word_class("to-which")
_ARTICLES = word_class("definite-articles") | word_class("indefinite-articles")
_SEQUENCES = written_class("verbs-sequence")
_DATES = word_class("dating-words") | word_class("despite")
_ENDED, _TURNED_DOWN = frozenset({"stopped", "replaced"}), ("withheld", "contraindicated")
#: What is done about an event: verbs of acts, and what they say of a treatment.
_MEASURES = frozenset(written_class("verbs-doing-acts")) | set(written_class("verbs-giving-at-once"))
_ANSWERS = (
    {"recevoir"}
    | _MEASURES
    | set(written_class("verbs-beginning"))
    | {"traiter", "sortir", "motiver", "nécessiter", "justifier"}
)
_GIVEN_FOR_IT = _MEASURES | set(written_class("verbs-beginning")) | {"recevoir", "traiter"}
_TAKEN = FOLLOWS | {"started", "given", "continued", "pending", "resumed", "withheld"}
_TOLD_MOODS = ("past", "present", "imperfect", "gerund")
_FINDINGS = ("condition", "assessment")
_BEING_TAKEN = word_class("under")
_THAT, _PLUPERFECT = word_class("that"), word_class("pluperfect-auxiliaries")
#: Words from the subject to the verb of a turn.
_LONGEST = 10
#: Words from a verb to a complement.
_COMPLEMENT = 6
_ROUNDS = word_class("round-nouns") | word_class("dose-nouns")
_BULLETS = "-–—•·*►▪◦"


def told_before(search: Search) -> Reason | None:
    """The finding told right before the change."""
    status = search.status
    verbs = find_verbs(search.reading, search.view)
    over = healed(search, verbs)
    if over is not None or _only_dates(search) or _relayed(verbs, status.cue):
        return over
    own = verbs.of(*status.cue)
    if own is not None and own.mood == "gerund" and (noted := noted_here(search, own.first)) is not None:
        return noted  # "a reçu X, avec une asthénie de grade 3, n'en recevant qu'une cure"
    main = _main(search, verbs)
    if main is None:
        # "a montré une amélioration, avec l'arrêt de l'oxygène": the verb before the noun tells the event.
        before = verbs.told(search.view.first, status.cue[0])
        if verbs.of(*status.cue) is not None and before and before[-1].verb in _DECIDING:
            main = before[-1]  # "il a été décidé d'irradier, sans administrer la deuxième cure"
        elif status.status not in FOLLOWS:
            return noted_here(search, status.cue[0]) if not before else None
        else:
            if not before and (noted := noted_here(search, status.cue[0]) or began(search, search.view, status.cue[0])):
                return noted
            stop = status.cue[0]
            beside = own is not None and own.mood == "gerund"  # "elle a été transfusée, X étant arrêté"
            while before and (_beside_act(search, verbs, before[-1]) or (beside and _measure(search, before[-1]))) and (
                    not told_last(search, search.view, stop)):  # fmt: skip
                stop = before.pop().first  # "X a été prescrit à la place de Y": an act tells no event of its own
            return told_last(search, search.view, stop) if before else _sentence_before(search)
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
        return turn(search, previous) or _harmed_by_it(search, previous)
    if not given_up and before and _joined_to_finding(search, verbs, main, before[-1]):
        return told_last(search, search.view, stop)
    if status.status not in FOLLOWS and not given_up:
        return noted_here(search, stop) if not before else None  # "La deuxième semaine, neutrophiles à 680 : on saute"
    while before and (_measure(search, before[-1]) or _came_in(search, before[-1], stop)) and (
            not told_last(search, search.view, stop)):  # fmt: skip
        # "on constate X, on ajoute Y et on arrête Z": measures that answer one event
        stop = _clause_first(search, before.pop())
    if before:
        return told_last(search, search.view, stop)
    return told_last(search, search.view, stop) or noted_here(search, stop) or _sentence_before(search)


def _joined_to_finding(search: Search, verbs: Verbs, main: VerbGroup, event: VerbGroup) -> bool:
    """ "L'échographie montre une sténose sévère et l'opération n'est pas réalisée": what was found, and so not done."""
    undone = search.status.status == "withheld" and main.passive and main.negated
    if not undone or event.verb not in _SHOWING or event.negated:
        return False
    first = _clause_first(search, main)
    joined = not _AND.isdisjoint(search.reading.tokens.before(first, 1)) or (
        not _AND.isdisjoint(search.reading.tokens.fold[first : first + 1]))  # fmt: skip
    own = search.reading.mentions[search.status.mention].first >= first  # "les épreuves A et B étaient non réalisées"
    return joined and own and not verbs.told(event.last + 1, main.first)


_SHOWING = (*written_class("verbs-showing"), *written_class("verbs-finding"))


def _clause_first(search: Search, group: VerbGroup) -> int:
    """Where the clause of a verb begins: with its subject, in the passive."""
    tokens, first = search.reading.tokens, group.first
    if not group.passive:
        return first
    while first > search.view.first and not tokens.mark_before(first) and tokens.fold[first - 1] not in _AND:
        first -= 1
    return first


def _came_in(search: Search, group: VerbGroup, stop: int) -> bool:
    """ "Il est admis avec de la prednisone et X est suspendu": where the patient went, with what was given there."""
    named = search.reading.mentions_from(group.last, stop)
    acts = any(search.reading.mentions[n].kind in ACTS for n in named)
    return group.verb in _COMINGS and (acts or not any(may_explain(search, n) for n in named))


def _beside_act(search: Search, verbs: Verbs, act: VerbGroup) -> bool:
    """Whether a noun of change is a complement of an act: "X a été donné à la place de Y"."""
    status, tokens = search.status, search.reading.tokens
    if status.status not in ("replaced", "reduced") or verbs.of(*status.cue) is not None:
        return False
    near = 0 < status.cue[0] - act.last <= _COMPLEMENT and not tokens.parted(act.last, status.cue[0])
    return near and _measure(search, act)


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
    if _one_round(search):
        return True  # "les deux injections restantes ne sont pas administrées"
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
            return turn(search, reading.sentences[status.sentence - 1])  # "Progression. On ne donne pas le 3e cycle"
        return None  # "On décide de ne pas": what was never begun needs a word that says why
    changed = (s for s in search.statuses if s.mention == status.mention and s.status in CHANGED)
    if status.sentence == 0 or any(s.cue < status.cue for s in changed):
        return None  # "n'a pu être faite, l'appareil étant en panne ; elle est reprogrammée": why was told there
    if _explained_before(search):
        return None
    previous = reading.sentences[status.sentence - 1]
    if previous.sentence.section != search.view.sentence.section:
        return None
    if previous.sentence.start in {s.start for s in reading.document.sections if s.body > s.start}:
        return over_heading(search)
    told = concluded(search, previous) or told_last(search, previous, previous.last) or noted_before(search, previous)
    told = told or _before_measures(search, previous)
    if told is not None and told.mentions and _why_there(search, previous, told.mentions[0]):
        return None
    if told is None and status.sentence > 1:
        told = _two_before(search, previous)
    return told or (turn(search, previous) if status.status in _ENDED else None)


def _explained_before(search: Search) -> bool:
    """ "X n'est pas introduit compte tenu de Z, et Y est réduit": the sentence has told why of another change."""
    changed = [s.cue[1] for s in search.statuses if s.status in CHANGED and s.mention != search.status.mention]
    why = [c.first for c in search.cues if c.effect == "strong"]
    return any(last < first < search.status.cue[0] for first in why for last in changed)


def _two_before(search: Search, previous: SentenceView) -> Reason | None:
    """The event two sentences before, where the one between only says where the patient went, what was done about it
    or what a progression was found with."""
    before = search.reading.sentences[search.status.sentence - 2]
    if before.sentence.section != previous.sentence.section:
        return None
    if _only_moved(search, previous) or _only_measures(search, previous):
        return told_last(search, before, before.last) or noted_before(search, before)
    if (noted := over_notes(search, previous)) is not None:
        return noted
    if (harm := _over_undone(search)) is not None:
        return harm
    told = told_last(search, before, before.last) if _noted_besides(search, previous) else None
    followed = search.status.status in _ENDED | {"paused"}  # "Troponine négative. X a été arrêté"
    return told if told is not None and (followed or any(is_turn(search, n) for n in told.mentions)) else None


def _over_undone(search: Search) -> Reason | None:
    """ "Les transaminases sont à 7 N. Sérologies négatives. La biopsie a été refusée. X est suspendu": the harm before
    what was not done about it and what tests did not find."""
    sentences, index = search.reading.sentences, search.status.sentence - 1
    passed = 0
    while index > 0 and passed < _PASSED:
        besides = passed > 0 and _noted_besides(search, sentences[index])
        if not besides and not _only_undone(search, sentences[index]):
            break
        index, passed = index - 1, passed + 1
    view = sentences[index]
    if not passed or search.status.status not in FOLLOWS or view.sentence.section != search.view.sentence.section:
        return None
    told = told_last(search, view, view.last) or noted_before(search, view)
    tumour = told is not None and any(search.reading.is_tumour_like(n) for n in told.mentions)
    return told if told is not None and told.mentions and not tumour else None


def _only_undone(search: Search, view: SentenceView) -> bool:
    """ "La biopsie a été refusée par le patient.": an act that did not come about, and nothing that happened."""
    told = find_verbs(search.reading, view).told(view.first, view.last)
    acts = [n for n in view.mentions if search.reading.mentions[n].kind == "procedure"]
    undone = bool(told) and all(g.passive and (g.negated or g.verb in _REFUSING) for g in told)
    named = (n for n in view.mentions if search.reading.mentions[n].kind == "condition")
    return bool(acts) and undone and not any(may_explain(search, n) for n in named)


#: The most sentences passed over; verbs by which an act did not come about.
_PASSED, _REFUSING = 3, written_class("verbs-not-doing")


def _only_measures(search: Search, view: SentenceView) -> bool:
    """ "On transfuse et une embolisation est réalisée.": what was done about an event, and no change."""
    told = find_verbs(search.reading, view).told(view.first, view.last)
    acts = bool(told) and all(g.verb in _GIVEN_FOR_IT and not g.negated for g in told)
    return acts and not any(may_explain(search, n) or one_treatment(search, n) for n in view.mentions)


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
        if (found := told_last(search, view, stop)) is not None:
            return found
    return None


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
    """ "Elle a reçu un cycle de X, avec une pancytopénie. X est exclu": what came with the same treatment."""
    given = next((n for n in view.mentions if one_treatment(search, n)), None)
    harms = [] if given is None else explaining(search, search.reading.mentions[given].last, view.last)
    harms = [n for n in harms if is_harm(search, n) or graded(search, n)]
    return listed_from(search, harms, (view.first, view.first))


def _noted_besides(search: Search, view: SentenceView) -> bool:
    """ "Masse pulmonaire stable.", "Pas d'atteinte osseuse.": what a report of a progression goes on with."""
    kinds = {search.reading.mentions[n].kind for n in view.mentions}
    named = not kinds.isdisjoint(ACTS) or any(may_explain(search, n) and is_harm(search, n) for n in view.mentions)
    verbs = find_verbs(search.reading, view).told(view.first, view.last)
    return not any(g.finite for g in verbs) and not named and view.last - view.first <= _LONGEST


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
