"""Reasons that a connector brings in, behind the frame ("arrêté en raison de X") or before ("Devant X, on arrête")."""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.verbs import VerbGroup, Verbs, find_verbs
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED
from casegraph.relations.because import (
    ACTS,
    REASON_KINDS,
    WEAK_REASONS,
    Reason,
    Search,
    before_noun,
    belongs,
    clause_end,
    explained,
    finite,
    given_for,
    listed,
    opposes,
    own_words,
    points_back,
)
from casegraph.relations.claims import of_finding, on_noun, same_list, within
from casegraph.relations.dated import dating_words
from casegraph.relations.loose import holds_reason, lived_through
from casegraph.text.tokens import COMMA, PHRASE_MARKS, Tokens

__all__ = [
    "aimed",
    "at_the_time",
    "connectors",
    "explained_behind",
    "following",
    "following_loosely",
    "named",
    "preceding",
    "preceding_openly",
    "preceding_plainly",
]

_POINTING = word_class("demonstratives")
_SEEN, _LIKE = word_class("seen"), word_class("like")
#: What the subject of a clause begins with.
_SUBJECTS = word_class("subject-pronouns") | word_class("determiners")
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


_WHEN = word_class("when-words")


def _to_come(reading: Reading, verbs: Verbs, cue: Cue) -> bool:
    """Whether "quand" opens what has yet to come: "sera faite quand le traitement sera allégé"."""
    behind = verbs.told(cue.last, len(reading.tokens))[:1]
    return reading.tokens.fold[cue.first] in _WHEN and any(g.mood == "future" for g in behind)


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
    return _following(search, [c for c in search.cues if c.effect not in ("purpose", "weak")])


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
            return _zone(search, Cue(told[0].first, told[0].last, "strong", "after"))
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
                return _zone(there, cue)
    return None


#: Words from "la raison de" to the change.
_TO_CHANGE, _WHY, _THE = 3, word_class("why-nouns"), word_class("definite-articles")


def following_loosely(search: Search) -> Reason | None:
    """The loose connector behind the frame: "arrêté devant X", "interrompu pour X"."""
    return _following(search, [c for c in search.cues if c.effect != "purpose"])


def aimed(search: Search) -> Reason | None:
    """What a change is meant to reach or avoid, where nothing else is why: "suspendu afin d'éviter un saignement"."""
    if search.status.status not in WEAK_REASONS:
        return None
    aims = [c for c in search.cues if c.effect == "purpose"]
    return _following(search, aims) or _preceding(search, aims)


def _following(search: Search, cues: list[Cue]) -> Reason | None:
    reading, status, others = search.reading, search.status, search.others
    for cue in cues:
        if cue.reach != "after" or cue.first <= status.cue[1]:
            continue
        between = [o for o in others if status.cue[1] < o[0] < cue.first]
        if any(not same_list(search, o) or _explained_before(search, o) for o in between):
            return None
        if _opens_next(search, cue):
            return None
        if any(o[0] <= cue.first <= o[1] for o in others) or of_finding(search, cue):
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
            if not _WITHOUT.isdisjoint(reading.tokens.before(cue.first, 2)):
                continue  # "ramené à 1 mg/m2, sans répercussion sur la réponse"
            if reading.tokens.fold[cue.first] in _BY and not _DECLINERS.isdisjoint(reading.tokens.behind(cue.last, 2)):
                continue  # "refusé par le patient": who, not why
            if status.status == "refused" and lived_through(search, cue):
                return Reason(
                    (), own_words(reading, cue, clause_end(reading, search.view, cue.last + 1)), (cue.first, cue.last)
                )
            if status.status not in WEAK_REASONS or not holds_reason(search, cue):
                continue
            after = max(status.cue[1], theme.last if theme.first > status.cue[1] else status.cue[1]) + 1
            if sum(i not in reading.quantity_words for i in range(after, cue.first)) > _TO_LOOSE:
                continue
        reason = _zone(search, cue)
        if reason is not None:
            return reason
    return None


_WITHOUT, _NOR = word_class("without"), word_class("neither-words")
#: Words from a change to a loose connector, doses left out; those who decline.
_TO_LOOSE, _DECLINERS = 7, word_class("patient-nouns") | word_class("decliners")


def _of_another(search: Search, cue: Cue) -> bool:
    """Whether "par" belongs to a verb behind the frame: "après l'arrêt de X, marquée par l'apparition d'une fièvre"."""
    groups = find_verbs(search.reading, search.view).groups
    return any(search.status.cue[1] < g.first and g.last < cue.first for g in groups)


def _of_a_verb(search: Search, cue: Cue) -> bool:
    """Whether a preposition stands right behind the verb of another clause, whose complement it opens."""
    own = _behind_other_verb(search, cue)
    return own is not None and own.finite


def _behind_other_verb(search: Search, cue: Cue) -> VerbGroup | None:
    """The verb of the frame, where a connector stands right behind the finite verb of another clause."""
    verbs = find_verbs(search.reading, search.view)
    own, at = verbs.of(*search.status.cue), verbs.at.get(cue.first - 1)
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
    last = max([last, *(reading.mentions[s.mention].last for s in told)])
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


def _joined(reading: Reading, i: int) -> bool:
    """Whether a word joins a clause to the one before it."""
    return reading.tokens.fold[i] in _COORDINATORS or opposes(reading, i)


def _opens_next(search: Search, cue: Cue) -> bool:
    """Whether "et", "mais" and a connector begin what follows: "a été débuté, mais en raison de X, Y a été arrêté"."""
    tokens = search.reading.tokens
    if (
        cue.first == search.view.first
        or tokens.fold[cue.first] in _BY | _WITH
        or not _joined(search.reading, cue.first - 1)
    ):
        return False
    comma = tokens.next_mark(cue.last + 1, search.view.last, COMMA)
    return comma is not None and bool(find_verbs(search.reading, search.view).told(comma, search.view.last))


def _clause_changes(search: Search, left: int, right: int) -> bool:
    """Whether a new subject begins between two words: ", et la patiente a été admise en raison de"."""
    tokens = search.reading.tokens
    if not _BUT.isdisjoint(tokens.between(left, right)):
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
            or tokens.text[i].endswith("ant")
        )
        for i in range(left + 2, right)
        # "et, en raison de X, on a": what stands between the commas belongs to what "et" begins.
    ) or (right > left + 1 and "," in tokens.gap[right] and tokens.fold[right - 1] in _AND)


#: The most words from a comma to the verb of a clause that it parts, the subject between them.
_SUBJECT = 5


#: Words from a connector to the first thing that it brings in.
_TO_FIRST = 12


def _parallel(reading: Reading, cue: Cue, first: int) -> bool:
    """ "compte tenu de la positivité des récepteurs et de la progression": one more that the connector's "de" leads."""
    fold, i = reading.tokens.fold, first - 1
    while i > cue.last and fold[i] in _ARTICLES:
        i -= 1
    led = fold[i] in _OF and fold[cue.last] in _OF
    return led and first - cue.last <= 2 * _TO_FIRST and (fold[i - 1] in _AND or reading.tokens.mark_before(i, COMMA))


_OF, _ARTICLES = word_class("of-words"), word_class("definite-articles") | word_class("indefinite-articles")


def _one_more(reading: Reading, left: int, right: int) -> bool:
    """Whether a comma or "et" leads to one more of a list of what is why."""
    first, last = reading.mentions[left].last, reading.mentions[right].first
    joined = reading.tokens.parted(first, last, COMMA) or not _AND.isdisjoint(reading.tokens.between(first, last))
    return joined and last - first <= _SUBJECT + 1 and not reading.tokens.parted(first, last, _STOPS)


def _zone(search: Search, cue: Cue, end: int | None = None) -> Reason | None:
    """What the connector introduces: the first thing behind it and what is coordinated with it."""
    reading, view, status, valued = search.reading, search.view, search.status, search.valued
    clause = clause_end(reading, view, cue.last + 1)
    limit = end if end is not None else clause
    limit = min([limit, *(c.first for c in search.cues if _opens_another(search, cue, c))])
    behind = [
        n
        for n in view.mentions
        if reading.mentions[n].last > cue.last
        and reading.mentions[n].first < limit
        and reading.mentions[n].kind != "site"
        and n != status.mention
        and not (reading.mentions[n].first <= status.cue[1] and status.cue[0] <= reading.mentions[n].last)
    ]
    if behind and _is_round(reading, behind[0]) and reading.mentions[behind[0]].first - cue.last <= _TO_ROUND:
        return None
    # "compte tenu de l'absence de lésion et de la progression": what is there comes before what is not
    there = [n for n in behind if search.said[n].presence != "absent" and reading.mentions[n].kind == "condition"]
    group: list[int] = []
    before = -1  # the last of the list, one that is not there included
    for number in behind:
        mention = reading.mentions[number]
        if there and not group and number < there[0] and search.said[number].presence == "absent":
            continue
        fits = mention.kind in REASON_KINDS or number in valued or (mention.kind == "observable")
        if group:
            before = max(before, group[-1])
            if _next_frame(search, reading.mentions[before].last, mention.first):
                break
            if (
                not listed(reading, before, number)
                and not explained(reading, before, number)
                and not belongs(reading, before, number)
            ):
                if search.said[number].presence == "absent" and _one_more(reading, before, number):
                    before = number  # "compte tenu de A, de l'absence de B et de la progression"
                    continue
                break
            apart = reading.tokens.parted(reading.mentions[before].last, mention.first, COMMA)
            if not fits and mention.kind in ACTS and (apart or _explained(search, mention.last)):
                break  # "devant une cytolyse, relais par X selon la bilirubine", "pour une fièvre et Y pour une toux"
            if fits:
                group.append(number)
            continue
        if (mention.first - cue.last > _TO_FIRST and not _parallel(reading, cue, mention.first)) or (
                mention.first >= clause):  # fmt: skip
            break
        if fits or mention.kind in ACTS:
            group.append(number)
    if group and reading.mentions[group[0]].first - cue.last > 7 and reading.mentions[group[0]].kind != "condition":
        group = []
    absence = cue.effect == "absence"
    head = _unknown_head(search, cue, reading.mentions[group[0]].first) if group else None
    if group and reading.mentions[group[0]].kind in ACTS:
        # "l'intervalle entre l'intervention et", "car le scanner a montré": no operation, no test is why
        verbs = find_verbs(reading, view).told(reading.mentions[group[0]].last, view.last)
        told = any(g.first < limit for g in verbs)
        group = [] if told or head is not None else group
    if points_back(reading, cue.last + 1) and all(reading.mentions[n].kind in _SCALES for n in group):
        group = []  # "après cet épisode de grade 3"
    if group and any(reading.mentions[n].kind != "organism" for n in group):
        first = own_words(reading, cue, head) if head else None
        return Reason(tuple(group), first, (cue.first, cue.last), absence)
    phrase = own_words(reading, cue, limit)
    if phrase is None or (cue.effect == "weak" and not before_noun(reading, cue)):
        return None
    return Reason((), phrase, (cue.first, cue.last), absence)


def _explained(search: Search, last: int) -> bool:
    """Whether a connector of its own stands right behind a treatment."""
    return any(c.first == last + 1 and c.effect in _JOINABLE and c.reach == "after" for c in search.cues)


def _opens_another(search: Search, cue: Cue, other: Cue) -> bool:
    """ "en raison de son efficacité douteuse, car la thrombose expliquait": a second connector behind a comma."""
    behind = other.reach == "after" and other.effect == "strong" and other.first > cue.last + 1
    return behind and "," in search.reading.tokens.gap[other.first]


_ARTICLES = word_class("determiners") | word_class("at-or-in")
_ROUNDS = word_class("cycle-nouns")
_SCALES = ("assessment", "observable")
#: Words from a connector to a round, its article between them.
_TO_ROUND = 2


def _is_round(reading: Reading, number: int) -> bool:
    """ "dans le cadre d'une deuxième ligne": a round or a line of treatment is no reason."""
    mention = reading.mentions[number]
    return mention.kind in ACTS and not _ROUNDS.isdisjoint(reading.tokens.span(mention.first, mention.last))


def _unknown_head(search: Search, cue: Cue, first: int) -> int | None:
    """Where what a connector names first, and no mention covers, ends before the first mention.

    0 where it leads to the mention ("l'apparition d'une fièvre" is a fever); the word behind it where it stands beside
    ("son état général et ses comorbidités"); None where the mention itself comes first or a clause begins.
    """
    reading = search.reading
    words = [i for i in range(cue.last + 1, first) if reading.tokens.fold[i] not in _ARTICLES]
    if not words or finite(reading, cue.last + 1, first) or reading.tokens.fold[cue.last + 1] in _POINTING:
        return None
    return next((i for i in words[1:] if reading.tokens.fold[i] in _AND or reading.tokens.mark_before(i, COMMA)), 0)


def _next_frame(search: Search, left: int, right: int) -> bool:
    """Whether another thing is said after a comma: "différée vu X, débutée à J2 (plaquettes 63 G/L)"."""
    return any(left < o[0] < right and search.reading.tokens.mark_before(o[0], COMMA) for o in search.others)


def preceding_plainly(search: Search) -> Reason | None:
    """The plain connector before the frame, which counts more than what stands beside: "Vu X, on arrête Y"."""
    return _preceding(search, [c for c in search.cues if c.effect in ("strong", "absence")])


def preceding_openly(search: Search) -> Reason | None:
    """The connector before the frame that does not only date it: "Devant X, on arrête Y, le patient étant Z"."""
    cues = [c for c in search.cues if c.effect not in _BEHIND and search.reading.tokens.fold[c.first] not in _LATER]
    return _preceding(search, cues)


def preceding(search: Search) -> Reason | None:
    """The connector before the frame: "En raison de X, le traitement a été arrêté", "Après X, on arrête"."""
    return _preceding(search, [c for c in search.cues if c.effect not in _BEHIND])


#: Connectors that only tell why of what stands before them.
_BEHIND = ("purpose", "explanation")


def _preceding(search: Search, cues: list[Cue]) -> Reason | None:
    reading, status = search.reading, search.status
    theme = reading.mentions[status.mention].first
    if at_the_time(search):
        return None
    for cue in reversed([c for c in cues if c.reach == "after" and c.last < status.cue[0]]):
        if of_finding(search, cue) or not _reaches(search, cue):
            continue
        end = min(status.cue[0], theme) if theme > cue.last else status.cue[0]
        reason = _zone(search, cue, end)
        if reason is not None and reason.mentions:
            return _with_first(search, cue, reason)
        comma = reading.tokens.next_mark(cue.last + 2, end, COMMA)
        if reason is not None and comma is not None and cue.effect != "weak":
            return _zone(search, cue, comma)
    return None


def _with_first(search: Search, second: Cue, reason: Reason) -> Reason:
    """ "Étant donné X, et compte tenu de Y, il a été décidé de": what the connector before names is why as well."""
    reading = search.reading
    before = [c for c in search.cues if c.reach == "after" and c.last < second.first - 1 and c.effect in _JOINABLE]
    joined = (
        bool(before)
        and second.effect in _JOINABLE
        and reading.tokens.fold[second.first - 1] in _AND
        and _reaches(search, before[-1])
    )
    if not joined or find_verbs(reading, search.view).told(before[-1].last, second.first):
        return reason
    also = _zone(search, before[-1], second.first - 1)
    if also is None:
        return reason
    return replace(reason, mentions=(*also.mentions, *reason.mentions), phrase=also.phrase or reason.phrase)


#: Effects of connectors of which two may name one change's reasons.
_JOINABLE = ("strong", "weak")


def at_the_time(search: Search) -> bool:
    """ "Devant les rechutes à l'arrêt du traitement, une biopsie est faite": the stop only dates."""
    words, first = search.reading.tokens.fold, search.status.cue[0]
    if words[max(0, first - 2) : first] != ["a", "l"]:
        return False
    verbs = find_verbs(search.reading, search.view)
    return not any(g.last in (first - 3, first - 2) for g in verbs.groups) and not any(
        c.effect == "consequence" and c.last >= first - 3 and c.first < first for c in search.cues
    )


def _reaches(search: Search, cue: Cue) -> bool:
    """Whether a connector before the frame explains it: it opens the clause, and no other frame stands between."""
    reading, view, status = search.reading, search.view, search.status
    tokens, others = reading.tokens, search.others
    near = any(0 < cue.first - o[1] <= 2 and "," not in reading.gap(o[1], cue.first) for o in others)
    if near and not _opens_next(search, cue):
        return False  # "débutée pour une démence, a été arrêtée": why it was begun
    if given_for(reading, cue.first) and "," not in tokens.gap[cue.first]:
        return False  # "l'anticoagulation pour une embolie est contre-indiquée"
    beside = reading.mentions[status.mention].last + 1 == cue.first == cue.last and "," not in tokens.gap[cue.first]
    if beside and tokens.fold[cue.first] in _ON:
        return False  # "une radiothérapie sur la tumeur n'a pas été faite"
    if _on_other_verb(search, cue):
        return False  # "évoquée compte tenu de la marge, mais n'a pas été faite": why it was thought of
    if _set_against(search, cue):
        return False  # "Vu la réponse, X est poursuivi, mais une neuropathie survient, et Y est donc arrêté"
    own = find_verbs(reading, view).of(*status.cue)
    if own is not None and own.lone and own.shared is None and _clauses_on(search, cue):
        return False  # "Vu X, elle a été mise sous Y, traitement arrêté à la sortie"
    between = sum(cue.last < o[0] < status.cue[0] for o in others)
    most = 0 if tokens.fold[cue.last] in _LOOSE else 1
    if not most and _tells_more(search, cue):
        return False  # "Après une bonne réponse, une neuropathie est apparue, et X a été arrêté"
    if between and (cue.first - view.first > 3 or _clauses_on(search, cue) > most):
        return False  # "En raison de X, on fait Y, et Z est proposé, que la patiente refuse"
    opens = (
        cue.first - view.first <= 3 or tokens.mark_before(cue.first, PHRASE_MARKS) or _joined(reading, cue.first - 1)
    )
    claimed = any(o[1] < cue.first for o in others) or within(search, cue) or on_noun(search, cue)
    if not opens and (cue.effect != "strong" or claimed):
        return False  # "antibiothérapie débutée en raison de X, et Y obtenu sous Z": X explains what is before it
    # "Au jour 14, avec un QTc à 512 ms"
    dated = any(i in reading.time_words for i in range(view.first, cue.first)) and tokens.mark_before(cue.first, COMMA)
    timed = dated and cue.first - view.first <= _TIME
    if tokens.fold[cue.last] in _WITH and ((cue.first - view.first > 1 and not timed) or _nothing_wrong(search, cue)):
        return False  # ", avec une bonne tolérance, ..." came with what stands before it
    if cue.effect == "weak" and (status.status not in WEAK_REASONS or not holds_reason(search, cue)):
        return False
    if (cue.effect == "weak" or opens) and _same_complement(search, cue):
        return False
    return opens or reading.mentions[status.mention].last >= cue.first or status.cue[0] - cue.last <= 14


def _on_other_verb(search: Search, cue: Cue) -> bool:
    """Whether a connector stands right behind the verb of another clause, which "mais" sets against the own one."""
    own = _behind_other_verb(search, cue)
    return own is not None and any(opposes(search.reading, i) for i in range(cue.last + 1, own.first))


def _set_against(search: Search, cue: Cue) -> bool:
    """Whether "mais" and a clause of its own stand between what a connector's sentence tells and the frame."""
    reading, verbs = search.reading, find_verbs(search.reading, search.view)
    own = verbs.of(*search.status.cue)
    stop = own.first if own is not None else search.status.cue[0]
    end = clause_end(reading, search.view, cue.last + 1)
    told = verbs.told(end, stop) + ([own] if own is not None and own.finite else [])
    return any(
        opposes(reading, i) and any(g.last < i for g in told) and any(g.first > i for g in told)
        for i in range(end, stop)
    )


def _same_complement(search: Search, cue: Cue) -> bool:
    """ "un OAP sur fibrillation et arrêt du diurétique": the connector brings in the change as well."""
    tokens, first = search.reading.tokens, search.status.cue[0]
    if find_verbs(search.reading, search.view).of(*search.status.cue) is not None:
        return False
    join = first - 1
    while join > cue.last and (tokens.fold[join] in _ARTICLES or (join == first - 1 and tokens.fold[join] in _SEVERAL)):
        join -= 1
    return tokens.fold[join] in _AND and not tokens.parted(cue.last, first - 1, COMMA)


_ON = word_class("specimen-prepositions")
#: The most words of a time that opens a sentence.
_TIME = 6
_SEVERAL = word_class("new-adjectives") | word_class("other-adjectives")
_LATER = word_class("behind-in-time")
_LOOSE = _WITH | _LATER
_THERE = word_class("there-adjectives")


def _nothing_wrong(search: Search, cue: Cue) -> bool:
    """ "Avec une FEVG préservée": what is as it should be comes with the change, and is no reason."""
    tokens = search.reading.tokens
    stop = tokens.next_mark(cue.last + 1, search.view.last, COMMA) or search.view.last
    return not _THERE.isdisjoint(tokens.between(cue.last, stop))


def _tells_more(search: Search, cue: Cue) -> bool:
    """Whether a finding is told of in a clause of its own between what a connector brings in and the frame."""
    reading, end = search.reading, clause_end(search.reading, search.view, cue.last + 1)
    found = [n for n in reading.mentions_from(end, search.status.cue[0]) if reading.mentions[n].kind == "condition"]
    verbs = find_verbs(reading, search.view)
    return any(verbs.told(reading.mentions[n].last, search.status.cue[0]) for n in found)


def _clauses_on(search: Search, cue: Cue) -> int:
    """How many clauses stand between a connector and the frame, the verb that a gerund goes with left out."""
    verbs = find_verbs(search.reading, search.view)
    own = verbs.of(*search.status.cue)
    stop = own.first if own is not None else search.status.cue[0]
    end = clause_end(search.reading, search.view, cue.last + 1)
    clauses = sum(g.shared is None for g in verbs.told(end, stop))
    return clauses - (own is not None and own.mood == "gerund")
