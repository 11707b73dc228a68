"""The causal connectors of a sentence, and the reasons that those behind a change bring in: "arrêté en raison de X"."""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.groups import of_posology
from casegraph.context.verbs import VerbGroup, Verbs, find_verbs, is_adverb
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED
from casegraph.relations.because import (
    WEAK_REASONS,
    Reason,
    Search,
    clause_end,
    opposes,
    own_words,
)
from casegraph.relations.claims import of_finding, same_list
from casegraph.relations.dated import dating_words
from casegraph.relations.loose import holds_reason, lived_through
from casegraph.relations.zones import zone
from casegraph.text.tokens import COMMA, PHRASE_MARKS, Tokens

__all__ = [
    "at_the_time",
    "behind_other_verb",
    "connectors",
    "explained_behind",
    "following",
    "following_loosely",
    "joins_on",
    "named",
    "opens_next",
    "told_behind",
]

_SEEN, _LIKE = word_class("seen"), word_class("like")
#: What the subject of a clause begins with.
_SUBJECTS = word_class("subject-pronouns") | word_class("determiners") | word_class("no-one")
_AS_WELL, _THAT = word_class("aside-pointers"), word_class("that")
_NOUN_CONNECTORS = word_class("noun-connectors")
_AND, _AND_THEN, _BY, _WITH = (word_class(name) for name in ("and", "and-then", "by", "with"))
_PRONOUNS = word_class("personal-pronouns")
_SUBORDINATORS = word_class("clause-subordinators")
_BUT = word_class("but")
#: Marks before what opens a clause, behind one; brackets.
_OPENS, _STOPS, _OPEN, _CLOSED = PHRASE_MARKS | {"\n"}, frozenset(";."), frozenset("("), frozenset(")")
_COLON = frozenset(":")


def connectors(reading: Reading, view: SentenceView) -> list[Cue]:
    """The causal connectors of a sentence, a verb of consequence with its auxiliary and pronouns."""
    cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
    verbs = find_verbs(reading, view)
    kept = [c for c in cues if not _inside_name(reading, c) and not _no_verb(reading, verbs, c)]
    kept = [_with_auxiliary(reading.tokens, verbs, c) for c in kept if not _to_come(reading, verbs, c)]
    if kept and kept[0].effect == "weak" and _at_sight(reading, view, verbs, kept[0]):
        kept[0] = Cue(view.first, kept[0].last, "strong", kept[0].reach)
    return kept


def _at_sight(reading: Reading, view: SentenceView, verbs: Verbs, cue: Cue) -> bool:
    """ "Devant l'âge du patient, la dose a été réduite": what opens a sentence before a comma is why."""
    if cue.first != view.first or reading.tokens.fold[cue.first] not in _AT_SIGHT:
        return False
    told = verbs.told(cue.last, view.last)
    return bool(told) and reading.tokens.next_mark(cue.last + 1, told[0].first + 1, COMMA) is not None


_AT_SIGHT, _SO_MUCH = word_class("sight-prepositions"), frozenset({"tant"})


def _with_auxiliary(tokens: Tokens, verbs: Verbs, cue: Cue) -> Cue:
    """A verb of consequence with its auxiliary and pronouns: what stands before them is its subject.

    "motif :" is no form of "motiver" and tells why.
    """
    if cue.effect == "consequence" and cue.first == cue.last and tokens.fold[cue.first] in _WHY and (
            tokens.mark_behind(cue.last, _COLON)):  # fmt: skip
        return Cue(cue.first, cue.last, "explanation", "after")
    group = verbs.of(cue.first, cue.last) if cue.effect == "consequence" else None
    if group is None or group.lone or group.first >= cue.first:
        return cue
    return Cue(group.first, cue.last, cue.effect, cue.reach)


_WHEN, _UNTIL, _DATED = word_class("when-words"), word_class("until"), word_class("date-nouns")


def _to_come(reading: Reading, verbs: Verbs, cue: Cue) -> bool:
    """Whether "quand" opens what has yet to come: "sera faite quand le traitement sera allégé"."""
    if reading.tokens.fold[cue.first] in _DATED and not _UNTIL.isdisjoint(reading.tokens.before(cue.first, _TO_DATE)):
        return True  # "retardé jusqu'au 6 mars, date à laquelle"
    behind = verbs.told(cue.last, len(reading.tokens))[:1]
    return reading.tokens.fold[cue.first] in _WHEN and any(g.mood == "future" for g in behind)


#: Words of a date behind "jusqu'à".
_TO_DATE = 6


def _no_verb(reading: Reading, verbs: Verbs, cue: Cue) -> bool:
    """Whether a verb of consequence is none: a noun ("la nécessité de"), in the passive, "faire" without infinitive."""
    if reading.tokens.fold[cue.first] in _LIKE and cue.first == cue.last:
        # "Comme il restait fébrile, ..." gives a reason; "utilisé comme antiprotéinurique", "comme prévu" do not.
        opens = cue.first == 0 or reading.tokens.mark_before(cue.first, _OPENS)
        return not opens or _SUBJECTS.isdisjoint(reading.tokens.behind(cue.last, 1))
    if reading.tokens.fold[cue.first] in _SO_MUCH and cue.first < cue.last and _THAT.isdisjoint(
            reading.tokens.span(cue.first, cue.last)):  # fmt: skip
        # "tant la dyspnée s'aggravait"; "tant la chirurgie que la radiothérapie" names two things
        told = verbs.told(cue.last, len(reading.tokens))[:1]
        return not told or not _THAT.isdisjoint(reading.tokens.between(cue.last, told[0].first))
    if cue.effect == "anaphor" and reading.tokens.fold[cue.first] in _AS_WELL:
        return not _THAT.isdisjoint(reading.tokens.behind(cue.last, 1))  # "X ainsi que Y"
    if reading.tokens.fold[cue.first] in _SEEN and cue.first == cue.last:
        seen = verbs.of(cue.first, cue.last)
        return seen is not None and not seen.lone and seen.shared is None  # "le patient a été vu"
    if cue.effect == "explanation" and verbs.of(cue.first, cue.last) is None:
        return not reading.tokens.mark_behind(cue.last, _COLON)  # "Motif : X"; "en cause", "le motif de l'arrêt"
    if cue.effect != "consequence" or reading.tokens.fold[cue.first] in _NOUN_CONNECTORS:
        return False
    group = verbs.of(cue.first, cue.last)
    if group is None or group.passive:
        return True
    return group.head in range(cue.first, cue.last + 1) and group.verb == "faire" and cue.first == cue.last


def _inside_name(reading: Reading, cue: Cue) -> bool:
    """Whether the connector is part of a name; a circumstance's name ("à la demande de la patiente") keeps it."""
    number = reading.mention_at.get(cue.first)
    if number is not None and reading.mentions[number].kind == "treatment" and (
            cue.first > reading.mentions[number].first):  # fmt: skip
        return True  # "l'actinomycine D à partir de"
    if number is None or number != reading.mention_at.get(cue.last):
        return False
    return reading.mentions[number].kind != "circumstance"


def following(search: Search) -> Reason | None:
    """The connector behind the frame: "arrêté en raison de"; another frame between them claims it first."""
    return told_behind(search, [c for c in search.cues if c.effect not in ("purpose", "weak", "same")])


def named(search: Search) -> Reason | None:
    """ "La raison de l'arrêt de X était Y": a noun that says that what follows is why."""
    reading, status = search.reading, search.status
    verbs = find_verbs(reading, search.view)
    for cue in search.cues:
        near = 0 < status.cue[0] - cue.last <= _TO_CHANGE and cue.effect == "consequence"
        if not near or reading.tokens.fold[cue.first] not in _WHY or reading.tokens.fold[cue.first - 1] not in _THE:
            continue
        told = verbs.told(max(status.cue[1], reading.mentions[status.mention].last), search.view.last)
        if told and told[0].verb == "être" and not told[0].negated:
            return zone(search, Cue(told[0].first, told[0].last, "strong", "after"))
    return None


def explained_behind(search: Search) -> Reason | None:
    """ "L'aspirine est arrêtée. Motif : hémorragie.", "Cet arrêt était motivé par": why is told in words of their own.

    Such words open the clause behind a semicolon, or the sentence behind the last change of a sentence.
    """
    reading, status = search.reading, search.status
    if status.status not in WEAK_REASONS:
        return None
    if any(s.status in CHANGED and s.cue[0] > status.cue[1] and not same_list(search, s.cue) for s in search.statuses):
        return None
    behind = reading.sentences[status.sentence + 1 : status.sentence + 2]
    for there in (search, *(replace(search, view=v, cues=connectors(reading, v)) for v in behind)):
        for cue in there.cues:
            opens = cue.first == there.view.first or reading.tokens.mark_before(cue.first, _STOPS)
            if cue.effect == "explanation" and opens and cue.first > status.cue[1]:
                why = zone(there, cue)
                return None if why is not None and _of_an_aside(there, cue, why) else why
        if there is not search and status.status in CHANGED and (indeed := _indeed(there)) is not None:
            return zone(there, indeed)
    return None


def _of_an_aside(search: Search, cue: Cue, reason: Reason) -> bool:
    """ "C'est que le patient, grand fumeur, avait ...": what stands between commas is not yet what is told."""
    tokens = search.reading.tokens
    firsts = [search.reading.mentions[n].first for n in reason.mentions]
    return tokens.fold[cue.last] in _THAT and any(tokens.parted(cue.last, first, COMMA) for first in firsts)


def _indeed(search: Search) -> Cue | None:
    """ "X a été arrêté. L'IRM montrait en effet une récidive": words by which a sentence explains the one before."""
    fold, view = search.reading.tokens.fold, search.view
    told = find_verbs(search.reading, view).told(view.first, view.last)[:1]
    near = range(told[0].last + 1, min(told[0].last + 3, view.last - 1)) if told and not told[0].negated else ()
    k = next((k for k in near if fold[k : k + 2] == _INDEED), None)
    return Cue(k, k + 1, "strong", "after") if k is not None else None


_INDEED = ["en", "effet"]


#: Words from "la raison de" to the change.
_TO_CHANGE, _WHY, _THE = 3, word_class("why-nouns"), word_class("definite-articles")


def following_loosely(search: Search) -> Reason | None:
    """The loose connector behind the frame: "arrêté devant X", "interrompu pour X"."""
    return told_behind(search, [c for c in search.cues if c.effect not in ("purpose", "same")])


def told_behind(search: Search, cues: list[Cue]) -> Reason | None:
    """What the first of some connectors that belongs to the change brings in behind it."""
    reading, status, others = search.reading, search.status, search.others
    for cue in cues:
        if cue.reach != "after" or cue.first <= status.cue[1]:
            continue
        if cue.effect == "absence" and reading.tokens.mark_before(cue.first, COMMA) and _reason_opens(search):
            continue  # "Du fait d'une neuropathie, X est arrêté, en l'absence de progression"
        between = [
            o
            for o in others
            if status.cue[1] < o[0] < cue.first and not (_only_meant(search, o) or _of_relative(search, o, cue))
        ]
        if any(not same_list(search, o) or _explained_before(search, o) for o in between):
            return None
        if opens_next(search, cue) or _of_main_clause(search, cue):
            return None
        if any(o[0] <= cue.first <= o[1] for o in others) or of_finding(search, cue) or _of_what_was_not(search, cue):
            continue
        if reading.tokens.parted(status.cue[1], cue.first, _STOPS):
            return None
        gap = reading.gap(status.cue[1], cue.first)
        if ")" in gap and "(" not in gap:
            return None
        theme = reading.mentions[status.mention]
        if _other_clause(search, cue):
            return None
        nor = not _NOR.isdisjoint(reading.tokens.fold[cue.last : theme.first])
        if nor and any(c.reach == "after" and c.first > theme.last for c in cues):
            continue  # "n'était candidate ni à X en raison de Y, ni à Z, compte tenu de W": each its own
        if reading.tokens.parted(status.cue[1], cue.first, COMMA) and dating_words(reading, status):
            return None  # "deux mois après l'arrêt de X, étant donné que Y, on reprend"
        if _clause_changes(search, status.cue[1], cue.first):
            return None
        if status.status not in WEAK_REASONS and any(
            s.mention != status.mention and status.cue[1] < reading.mentions[s.mention].first < cue.first
            for s in search.statuses
        ):
            return None  # the reason is that of the treatment right before it
        if cue.effect == "weak":
            if reading.tokens.fold[cue.first] in _BY and (status.status == "replaced" or _of_another(search, cue)):
                continue
            barred = status.status == "contraindicated" and cue.first == status.cue[1] + 1
            barred = barred and not reading.tokens.mark_before(cue.first)
            if reading.tokens.fold[cue.first] in _WITH and not barred:
                continue  # what came with it; "contre-indiqué avec une clairance à 40"
            if _of_a_verb(search, cue):
                continue  # "n'a pas été retenue par le comité, qui a opté pour une greffe"
            if _behind_without(search, cue):
                continue
            if reading.tokens.fold[cue.first] in _BY and not _DECLINERS.isdisjoint(reading.tokens.behind(cue.last, 2)):
                continue  # "refusé par le patient": who, not why
            if status.status == "refused" and lived_through(search, cue):
                return _in_own_words(search, cue)
            if reading.tokens.fold[cue.first] in _BY and _barred_by(search, cue):
                return zone(search, cue) or _in_own_words(search, cue)
            if status.status not in WEAK_REASONS or not holds_reason(search, cue):
                continue
            after = reading.over_bracket(theme.last if theme.first > status.cue[1] else status.cue[1]) + 1
            if sum(not of_posology(reading, i) for i in range(after, cue.first)) > _TO_LOOSE:
                continue
        reason = zone(search, cue)
        if reason is not None:
            return reason
    return None


def _in_own_words(search: Search, cue: Cue) -> Reason:
    """The rest of the connector's clause, as it is written."""
    stop = clause_end(search.reading, search.view, cue.last + 1)
    return Reason((), own_words(search.reading, cue, stop), (cue.first, cue.last))


def _barred_by(search: Search, cue: Cue) -> bool:
    """ "contre-indiquée par l'état hémodynamique": behind "par" stands why, if no person."""
    tokens, first = search.reading.tokens, cue.last + 1
    if tokens.fold[search.status.cue[0]] not in _AGAINST or first + 1 >= search.view.last:
        return False
    return tokens.fold[first] in _NOUN_FOLLOWS and tokens.fold[first + 1] not in _WHO


def _reason_opens(search: Search) -> bool:
    """Whether a reason opens the sentence: "en raison d'une fièvre, ..."."""
    first = search.view.first
    return any(c.first == first and c.effect == "strong" and c.first < c.last for c in search.cues)


def _behind_without(search: Search, cue: Cue) -> bool:
    """ "ramené à 1 mg/m2, sans répercussion sur la réponse", "suivi sans antibiotique pour sa cystite": no reason.

    What "par" or a risk brings in behind a treatment that was left out says why: "sans bléomycine par insuffisance".
    """
    tokens = search.reading.tokens
    without = next((k for k in range(max(0, cue.first - 2), cue.first) if tokens.fold[k] in _WITHOUT), None)
    own = without is not None and without == search.status.cue[0]
    why = tokens.fold[cue.first] in _BY or not _RISKS.isdisjoint(tokens.behind(cue.last, 2))
    return without is not None and not (own and why)


_WITHOUT, _NOR, _RISKS = word_class("without"), word_class("neither-words"), word_class("risk-nouns")
#: Words from a change to a loose connector, doses left out; those who decline.
_TO_LOOSE, _DECLINERS = 7, word_class("patient-nouns") | word_class("decliners")
#: Those who decide; what a cause behind "contre-indiqué par" begins with.
_WHO = _DECLINERS | word_class("team-nouns") | word_class("no-noun-subjects")
_AGAINST, _NOUN_FOLLOWS = word_class("against-words"), word_class("definite") | word_class("articles")


def _of_another(search: Search, cue: Cue) -> bool:
    """Whether "par" belongs to a verb behind the frame: "après l'arrêt de X, marquée par l'apparition d'une fièvre"."""
    groups = find_verbs(search.reading, search.view).groups
    return any(search.status.cue[1] < g.first and g.last < cue.first for g in groups)


#: The noun that is written as a participle of "reprendre" is.
_TIMES_OVER = "reprises"


def _of_a_verb(search: Search, cue: Cue) -> bool:
    """Whether a preposition stands right behind the verb of another clause, whose complement it opens."""
    verbs = find_verbs(search.reading, search.view)
    at = verbs.at.get(cue.first - 1)
    beside = verbs.groups[at] if at is not None else None
    if beside is not None and search.reading.tokens.text[beside.first].lower() == _TIMES_OVER:
        return False  # "différé à deux reprises pour une fièvre"
    if beside is not None and beside.lone and beside.shared is None and beside.first > search.status.cue[1]:
        return True  # "n'a pas été faite chez ce patient suivi pour un lymphome"
    own = behind_other_verb(search, cue)
    return own is not None and own.finite


_PATIENTS, _TO = word_class("patient-nouns"), word_class("to")


def behind_other_verb(search: Search, cue: Cue) -> VerbGroup | None:
    """The verb of the frame, where a connector stands right behind the finite verb of another clause."""
    verbs, fold = find_verbs(search.reading, search.view), search.reading.tokens.fold
    behind = cue.first - 1
    if fold[behind] in _PATIENTS and behind - 2 > search.view.first:
        to = next((n for n in (1, 2) if fold[behind - n] in _TO), None)  # "proposée à la patiente", "au malade"
        behind -= to + 1 if to is not None else 0
    own, at = verbs.of(*search.status.cue), verbs.at.get(behind)
    return own if at is not None and verbs.groups[at].finite and verbs.groups[at] is not own else None


def _explained_before(search: Search, other: tuple[int, int]) -> bool:
    """Whether a bracket stands right behind a frame that another follows: "X arrêté (ALAT), Y suspendu car fièvre"."""
    tokens, last = search.reading.tokens, search.status.cue[1]
    return tokens.mark_behind(last, _OPEN) and tokens.parted(last, other[0], _CLOSED)


def _other_clause(search: Search, cue: Cue) -> bool:
    """Whether a verb of its own stands before the connector: "a exclu la chirurgie et a décidé, vu X", "X a été arrêté,
    et la patiente a été admise pour Y"."""
    reading, (first, last) = search.reading, search.status.cue
    # "l'arrêt de X et de Y a été décidé": what is between belongs to the frame
    told = [s for s in search.statuses if s.cue == (first, last) or (
        last < s.cue[0] < cue.first and _of_one_verb(search, s.cue))]  # fmt: skip
    last = reading.over_bracket(max([last, *(reading.mentions[s.mention].last for s in told)]))
    for group in find_verbs(reading, search.view).told(last, cue.first):
        between = set(reading.tokens.between(last, group.first))
        joined = not _AND.isdisjoint(between) or reading.tokens.parted(last, group.first - 1, COMMA)
        if joined and group.shared is None and _SUBORDINATORS.isdisjoint(between):
            return True
    return False


def _of_one_verb(search: Search, other: tuple[int, int]) -> bool:
    """Whether another frame is a noun beside this one: "l'arrêt de X et une réduction de Y ont été décidés"."""
    verbs = find_verbs(search.reading, search.view)
    nouns = all(verbs.of(*cue) is None for cue in (search.status.cue, other))
    behind = next((g for g in verbs.groups if g.first > other[1]), None)
    return nouns and behind is not None and behind.plural and same_list(search, other)


_COORDINATORS = word_class("clause-joins")


def joins_on(reading: Reading, i: int) -> bool:
    """Whether a word joins a clause to the one before it."""
    return reading.tokens.fold[i] in _COORDINATORS or opposes(reading, i)


def opens_next(search: Search, cue: Cue) -> bool:
    """Whether "et", "mais" and a connector begin what follows: "a été débuté, mais en raison de X, Y a été arrêté"."""
    tokens = search.reading.tokens
    if (
        cue.first == search.view.first
        or tokens.fold[cue.first] in _BY | _WITH
        or not joins_on(search.reading, cue.first - 1)
    ):
        return False
    comma = tokens.next_mark(cue.last + 1, search.view.last, COMMA)
    return comma is not None and bool(find_verbs(search.reading, search.view).told(comma, search.view.last))


def _clause_changes(search: Search, left: int, right: int) -> bool:
    """Whether a new subject begins between two words: ", et la patiente a été admise en raison de"."""
    tokens = search.reading.tokens
    if any(tokens.fold[i] in _BUT and not _conceded(search, i) for i in range(left + 1, right)):
        return True
    groups = [g for g in find_verbs(search.reading, search.view).groups if left < g.first < right]
    verbs = [g.first for g in groups if not g.lone]
    absolute = [g.first for g in groups if g.mood == "gerund"]
    if any("," in tokens.gap[i] and i < g < i + _SUBJECT for i in range(left + 1, right) for g in absolute):
        return True  # ", la sonde n'ayant pu être posée en raison de"
    return any(
        "," in tokens.gap[i]
        and (
            tokens.fold[i] in _PRONOUNS | _WITH
            or (tokens.fold[i] in _AND_THEN and any(i <= v for v in verbs))
            or (tokens.text[i].endswith("ant") and not is_adverb(tokens.fold[i]))
        )
        for i in range(left + 2, right)
        # "et, en raison de X, on a": what stands between the commas belongs to what "et" begins.
    ) or (right > left + 1 and "," in tokens.gap[right] and tokens.fold[right - 1] in _AND)


def _conceded(search: Search, i: int) -> bool:
    """ "n'a pas reçu X, pourtant discutée, en raison de": a participle between commas, no clause of its own."""
    tokens, verbs = search.reading.tokens, find_verbs(search.reading, search.view)
    at = verbs.at.get(i + 1)
    if at is None or not is_adverb(tokens.fold[i]) or "," not in tokens.gap[i]:
        return False
    group = verbs.groups[at]
    return (group.lone or group.shared is not None) and tokens.mark_behind(group.last, COMMA)


def _of_what_was_not(search: Search, cue: Cue) -> bool:
    """ "donné avec du retard, sans réduire les doses compte tenu de": why the doses were not reduced."""
    tokens, own = search.reading.tokens, search.status.cue[1]
    before = [g for g in find_verbs(search.reading, search.view).groups if own < g.first and g.last < cue.first]
    return any(
        g.mood == "infinitive"
        and g.negated
        and tokens.fold[g.first - 1] in _WITHOUT
        and tokens.mark_before(g.first - 1)
        for g in before[-1:]
    )


def _only_meant(search: Search, other: tuple[int, int]) -> bool:
    """ "X n'a pas été faite, pourtant prévue, en raison de": an aside that says no more than what was meant to be."""
    own, tokens = search.status, search.reading.tokens
    said = [s for s in search.statuses if s.cue == other]
    return (
        bool(said)
        and all(s.mention == own.mention and s.status in (None, "planned") for s in said)
        and any(tokens.mark_before(i, COMMA) for i in (other[0] - 1, other[0]))
        and tokens.mark_behind(other[1], COMMA)
    )


def _of_main_clause(search: Search, cue: Cue) -> bool:
    """The same seen from the relative: the reason behind the comma is none of why the drug had been given."""
    own = search.status
    above = [s for s in search.statuses if s.mention == own.mention and s.status in CHANGED and s.cue[1] < own.cue[0]]
    return own.status not in CHANGED and any(_of_relative(replace(search, status=s), own.cue, cue) for s in above)


def _of_relative(search: Search, inner: tuple[int, int], cue: Cue) -> bool:
    """ "Je n'ai pas repris l'irbésartan qu'elle recevait avant la greffe, étant donné ...": why it was not taken up."""
    own, tokens = search.status, search.reading.tokens
    told = [s for s in search.statuses if s.cue == inner]
    behind = search.reading.mentions[own.mention].last + 1
    return (
        own.status in CHANGED
        and own.cue[1] < behind < inner[0]
        and tokens.fold[behind] in _THAT
        and all(s.mention == own.mention and s.status not in CHANGED for s in told)
        and tokens.mark_before(cue.first, COMMA)
    )


#: The most words from a comma to the verb of a clause that it parts, the subject between them.
_SUBJECT = 5


def at_the_time(search: Search) -> bool:
    """ "Devant les rechutes à l'arrêt du traitement, une biopsie est faite": the stop only dates."""
    words, first = search.reading.tokens.fold, search.status.cue[0]
    if words[max(0, first - 2) : first] != ["a", "l"]:
        return False
    verbs = find_verbs(search.reading, search.view)
    return not any(g.last in (first - 3, first - 2) for g in verbs.groups) and not any(
        c.effect == "consequence" and c.last >= first - 3 and c.first < first for c in search.cues
    )
