"""What a clause or sentence with a verb tells last: a finding, or a turn for the worse in its own words.

"Elle a développé une mucite.", "on a commencé X, mais la maladie a progressé", "la fonction rénale s'est détériorée":
each function takes the words of a sentence up to the change, and gives the event as the reason of it, or None.
"""

from __future__ import annotations

from casegraph.context.verbs import VerbGroup, find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.reading import SentenceView
from casegraph.relations.because import ACTS, FOLLOWS, LONGEST_PHRASE, Reason, Search, fronted, span
from casegraph.relations.events import contrast
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
from casegraph.relations.moves import moved
from casegraph.text.fold import words as folded_words
from casegraph.text.tokens import CLAUSE_MARKS, COMMA

__all__ = ["began", "told_last", "turn"]

_EVENTS = written_class("verbs-event")
_COMINGS = written_class("verbs-coming")
_CARED_FOR = folded_words("en charge")
_MARKED, _DIAGNOSED = written_class("verbs-marking"), "diagnostiquer"
_TURNING = written_class("verbs-turning")
_OPENS = (word_class("clause-subordinators") | word_class("and")) - word_class("like")
_NAMELESS = word_class("no-noun-subjects")
_STATES = written_class("verbs-having")
_SEEN = word_class("seen-adjectives")
_WITH = word_class("with")
_LONG_TIMES, _LATER = word_class("long-times"), word_class("later-words")
_PERFECT = word_class("perfect-auxiliaries")
_TOLD_MOODS, _UNREAL_MOODS = ("past", "present", "imperfect", "gerund"), ("conditional", "future")
_ONSETS = word_class("onset-nouns")
#: Verbs whose gerund tells what came of a treatment: "le pazopanib a été donné, présentant une toxicité".
_SHOWING = written_class("verbs-coming-to-show")
#: Words from the subject to the verb of a turn.
_LONGEST = 10
#: Words from "avec" to the finding that came with a treatment.
_NEAR = 4
_COPULAS = word_class("copulas")
_TO_SHOW = 2
_BEGINNING, _KEEPING = frozenset(written_class("verbs-beginning")), frozenset(written_class("verbs-conserving"))
_SHOWN_BY = _KEEPING | {"débuter"}
_HEALING = frozenset(written_class("verbs-healing"))


def told_last(search: Search, view: SentenceView, stop: int) -> Reason | None:
    """What a sentence tells last before a word: a finding, or a turn for the worse in its own words."""
    groups = [g for g in find_verbs(search.reading, view).groups if g.last < stop]
    while groups and (opened := contrast(search, groups)) is not None:
        stop, groups = opened, [g for g in groups if g.last < opened]
    before = [g for g in groups if g.finite or (g.mood == "gerund" and g.verb in _SHOWING)]
    came = _came(search, stop, before[-1].last if before else view.first) or (
        began(search, view, stop) if not before else None)  # fmt: skip
    if came is not None or not before or (view is not search.view and _apart(search, before[-1])):
        return came or (_with_verb(search, view, stop) if not before else None)
    return (
        _turned(search, before[-1], stop)
        or _event(search, view, before, stop)
        or _came_with(search, before[-1], stop)
        or _worse(search, view, groups[-1])
        or _complained(search, before[-1], stop)
        or _said(search, before, stop)
    )


def _said(search: Search, before: list[VerbGroup], stop: int) -> Reason | None:
    """ "La patiente dit qu'elle ne sent plus ses doigts.": a complaint in words that name nothing."""
    tokens, telling = search.reading.tokens, next((g for g in before if g.verb in _TELLING and not g.negated), None)
    if telling is None or telling.passive or search.status.status not in FOLLOWS:
        return None
    first = telling.last + 1
    theirs = not _THEY.isdisjoint(tokens.before(telling.first, 2))
    if not theirs or first >= stop or _THAT.isdisjoint(tokens.fold[first : first + 1]):
        return None
    end = tokens.next_mark(first + 1, min(stop, first + LONGEST_PHRASE), CLAUSE_MARKS) or min(
        stop, first + LONGEST_PHRASE)  # fmt: skip
    treats = any(search.reading.mentions[n].kind in ACTS for n in search.reading.mentions_from(first, end))
    says_nothing = end - first <= _SHORTEST  # "elle signale qu'elle a cessé X"
    return (
        None
        if treats or says_nothing
        else Reason((), span(search.reading, first + 1, end), (telling.first, telling.last))
    )


_COMPLAINING, _WHOSE, _SHORTEST = "plaindre", word_class("relative-pronouns"), 2
_TELLING, _THAT = frozenset((*written_class("verbs-reporting"), "dire")), word_class("that")


def _complained(search: Search, last: VerbGroup, stop: int) -> Reason | None:
    """ "Elle dit qu'elle ne sent plus ses doigts.", "Il ne peut plus boutonner sa chemise.": what the patient can no
    longer do, in its own words."""
    tokens = search.reading.tokens
    no_more = last.negated and not _MORE.isdisjoint(tokens.span(last.first, last.head + 1))
    patient = not _THEY.isdisjoint(tokens.before(last.first, 1)) and search.status.status in FOLLOWS
    if not no_more or not patient or last.passive or last.verb in _GIVEN_ON:
        return None
    end = min(stop, last.first + LONGEST_PHRASE)
    end = tokens.next_mark(last.last + 1, end, CLAUSE_MARKS) or end
    return Reason((), span(search.reading, last.first, end), (last.first, last.last))


_MORE, _THEY = word_class("no-more"), word_class("personal-pronouns") | word_class("patient-nouns")
#: What is no more taken is no complaint.
_GIVEN_ON = frozenset((*written_class("verbs-giving-on"), *written_class("verbs-doing-acts"), "prendre", "recevoir"))


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


def _came_with(search: Search, last: VerbGroup, stop: int) -> Reason | None:
    """ "a reçu trois cycles, avec une progression": what came with the treatment, good or bad, and no state before."""
    tokens, mentions = search.reading.tokens, search.reading.mentions
    found = [n for n in explaining(search, last.last, stop) if mentions[n].kind == "condition" and is_harm(search, n)]
    found = [n for n in found if not _WITH.isdisjoint(tokens.before(mentions[n].first, _NEAR, last.last))]
    return listed_from(search, found, (last.first, last.last))


def began(search: Search, view: SentenceView, stop: int) -> Reason | None:
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


def turn(search: Search, view: SentenceView) -> Reason | None:
    """The progression or relapse that a sentence tells, with a verb or without: "Nouvelle progression hépatique."."""
    course = courses(search, view)
    if not course or not may_explain(search, course[-1]) or not is_turn(search, course[-1]):
        return None
    mention = search.reading.mentions[course[-1]]
    return Reason((course[-1],), None, (mention.first, mention.last))


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
    complains = event.verb == _COMPLAINING and _WHOSE.isdisjoint(reading.tokens.before(event.first, 3, view.first))
    told = comes or event.verb in _EVENTS or shown or complains or _begins_with(search, event)
    told = told and not event.negated
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
    if behind is None or behind.mood != "infinitive" or behind.first - event.last > _TO_SHOW:
        return None
    return behind if behind.verb in _EVENTS and event.verb in _BEGINNING and not event.passive else None


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


def _came(search: Search, stop: int, after: int) -> Reason | None:
    """ "a consulté en urgence pour une fièvre", behind the last verb: an encounter is an event, and says what for."""
    mentions = search.reading.mentions
    met = [n for n in search.reading.mentions_from(after, stop) if mentions[n].kind == "encounter"]
    if not met:
        return None
    last = mentions[met[-1]].last
    return listed_from(search, led_by(search, explaining(search, last, stop), last), (mentions[met[-1]].first, last))
