"""Why: the reason of a status, by causal connectors, consequence verbs, parentheses and anaphora."""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.frames import Status
from casegraph.context.presence import Said
from casegraph.context.theme_shapes import topic_openers
from casegraph.context.until import ended_by
from casegraph.context.verbs import Verbs, find_verbs
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.records import CHANGED
from casegraph.relations.asides import beside, further, lost, opening, parenthesis, with_which
from casegraph.relations.because import TURNS, Reason, Search, points_back, span
from casegraph.relations.blame import blamed
from casegraph.relations.connectors import connectors, explained_behind, following, following_loosely, named
from casegraph.relations.connectors_before import (
    aimed,
    awaited,
    preceding,
    preceding_openly,
    preceding_plainly,
    preceding_undone,
)
from casegraph.relations.consequence import consequence, excluding, findings_before
from casegraph.relations.dated import dating_words
from casegraph.relations.heads import with_head
from casegraph.relations.notes import found_under
from casegraph.relations.pointers import anaphor
from casegraph.relations.told import told_before
from casegraph.relations.wishes import asked_for, wished, wished_before, wished_behind
from casegraph.text.fold import words
from casegraph.text.tokens import COMMA
from casegraph.values.results import Result

__all__ = ["Reason", "find_reasons"]


def find_reasons(
    reading: Reading,
    statuses: list[Status],
    said: list[Said],
    results: list[Result],
    causes: dict[int, list[int]],
) -> list[Reason | None]:
    """For each status its reason, or None where the text gives none; `causes` are those of the conditions."""
    valued = {r.mention for r in results if r.mention >= 0}
    found = []
    beside: dict[int, list[int]] = {}
    for number, status in enumerate(statuses):
        beside.setdefault(status.sentence, []).append(number)
    for status in statuses:
        view = reading.sentences[status.sentence]
        here = [statuses[n] for n in beside[status.sentence]]
        others = sorted({s.cue for s in here if s.cue != status.cue and not _plain(reading, s)})
        found.append(
            _reason(Search(reading, view, status, connectors(reading, view), others, here, said, valued, causes))
        )
    found = [None if r is not None and _of_lack(reading, s, r) else r for s, r in zip(statuses, found, strict=True)]
    found = [
        None if r is not None and (_if_only(s, r, said) or _aim(reading, s, r)) else r
        for s, r in zip(statuses, found, strict=True)
    ]
    found = _of_one_frame(statuses, found)
    found = [_intended(reading, s, r) for s, r in zip(statuses, found, strict=True)]
    explained = {
        sentence: [(statuses[n], r) for n in told if (r := found[n]) is not None and statuses[n].status in CHANGED]
        for sentence, told in beside.items()
    }
    found = [r or _shared(reading, s, explained[s.sentence]) for s, r in zip(statuses, found, strict=True)]
    together = {sentence: [(statuses[n], found[n]) for n in told] for sentence, told in beside.items()}
    found = [r or _for_both(reading, s, together[s.sentence]) for s, r in zip(statuses, found, strict=True)]
    return [r or _same(reading, statuses, found, own) for own, r in zip(statuses, found, strict=True)]


def _of_lack(reading: Reading, status: Status, reason: Reason) -> bool:
    """ "Le scanner a été fait sans injection en raison de X": why something was left out, not why the rest was done."""
    near = reading.tokens.before(reason.cue[0], _TO_LACK, status.cue[1] + 1)
    lacking = not _WITHOUT.isdisjoint(near) and _HASTE.isdisjoint(near)  # "sans attendre en raison de"
    return status.status not in CHANGED and status.cue[1] < reason.cue[0] and lacking


def _if_only(status: Status, reason: Reason, said: list[Said]) -> bool:
    """ "sera repris en l'absence de saignement": a condition on which what is planned depends is no reason."""
    supposed = {said[n].presence for n in reason.mentions} == {"hypothetical"}
    return status.status == "planned" and supposed and reason.absence


def _aim(reading: Reading, status: Status, reason: Reason) -> bool:
    """ "Pour l'anémie, elle refuse toute transfusion": what a treatment is for is not why it is refused."""
    fronted = reason.cue[1] < status.cue[0] and set(reading.tokens.span(*reason.cue)) <= _FOR
    return status.status == "refused" and fronted and bool(reason.mentions)


#: Words from "sans" to the connector behind what was left out.
_TO_LACK, _HASTE = 4, word_class("haste-words")


def _of_one_frame(statuses: list[Status], found: list[Reason | None]) -> list[Reason | None]:
    """What one frame says of several treatments has one reason: "X (AUC 5) et Y (175 mg/m2) ont été arrêtés"."""
    told = {(s.cue, s.status): r for s, r in zip(statuses, found, strict=True) if r is not None}
    return [r or (told.get((s.cue, s.status)) if s.status in CHANGED else None)
            for s, r in zip(statuses, found, strict=True)]  # fmt: skip


def _same(reading: Reading, statuses: list[Status], found: list[Reason | None], own: Status) -> Reason | None:
    """ "pour la même raison": the reason of the change that was told last before, two sentences back at most."""
    if own.status not in CHANGED:
        return None
    view = reading.sentences[own.sentence]
    cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
    again = _as_well(reading, own)
    if not again and not any(c.effect == "same" for c in cues):
        return None
    before = [
        (s.sentence, s.cue, r)
        for s, r in zip(statuses, found, strict=True)
        if r is not None
        and s.status in CHANGED
        and own.sentence - (1 if again else 2) <= s.sentence
        and s.cue < own.cue
        and not (again and s.mention == own.mention)
    ]
    return max(before, key=lambda told: told[:2])[2] if before else None


def _as_well(reading: Reading, own: Status) -> bool:
    """ "X est arrêté devant une hyperkaliémie. Y a également été suspendu": one more for what the first was for."""
    view = reading.sentences[own.sentence]
    verbs = find_verbs(reading, view)
    group = verbs.of(*own.cue)
    if own.cue[0] == own.cue[1] and reading.tokens.fold[own.cue[0]] in _ALSO:
        return True  # "Gliclazide aussi"
    if group is None or not group.finite or verbs.told(view.first, group.first):
        return False
    return not _ALSO.isdisjoint(reading.tokens.span(group.first, group.last))


_ALSO = word_class("as-well-adverbs")


def _shared(reading: Reading, own: Status, others: list[tuple[Status, Reason]]) -> Reason | None:
    """What stands before both of two changes is why of both: "a permis de réduire la dose de X et d'arrêter Y".

    `others` are the changes of the sentence that have a reason.
    """
    if own.status not in CHANGED:
        return None
    for status, reason in others:
        if _barred(status, own) or _one_of_list(reading, own, status) or _left_out(reading, own, reason):
            return reason
        if not reason.cue[1] < status.cue[0] < own.cue[0]:
            continue
        theme = reading.mentions[own.mention].first
        starts = [own.cue[0], *([theme] if status.cue[1] < theme < own.cue[0] else [])]
        verbs = find_verbs(reading, reading.sentences[own.sentence])
        joined = any(_goes_on_with(reading, status.cue[1], start) for start in starts) or _elided(reading, own, verbs)
        if joined and not any(
            g.finite and g.shared is None and status.cue[1] < g.first <= own.cue[0] for g in verbs.groups
        ):
            return reason
    return None


def _elided(reading: Reading, own: Status, verbs: Verbs) -> bool:
    """ "Devant un hématome, X a été suspendu, l'aspirine arrêtée": a participle that shares the verb before it."""
    group, theme = verbs.of(*own.cue), reading.mentions[own.mention]
    if group is None or not group.lone or not 0 < group.first - theme.last <= _TO_PARTICIPLE:
        return False
    opens = theme.first - (reading.tokens.fold[theme.first - 1] in _DEFINITE)
    return reading.tokens.mark_before(opens, COMMA) and opens < theme.first


_DEFINITE, _TO_PARTICIPLE = word_class("definite-articles"), 3


def _left_out(reading: Reading, own: Status, reason: Reason) -> bool:
    """ "Vu l'insuffisance rénale, X est suspendu et le scanner est fait sans contraste": what opens the sentence."""
    opens = reason.cue[0] == reading.sentences[own.sentence].first
    return opens and own.status == "withheld" and not _WITHOUT.isdisjoint(reading.tokens.span(*own.cue))


_WITHOUT = word_class("without")


def _for_both(reading: Reading, own: Status, told: list[tuple[Status, Reason | None]]) -> Reason | None:
    """ "X a été arrêté et Y débuté en raison de Z": what Y was begun for is why X was stopped.

    `told` are the statuses of the sentence, with their reasons.
    """
    if own.status not in _BROKEN_OFF:
        return None
    for status, reason in told:
        theme = reading.mentions[status.mention].first
        beside = own.cue[1] < theme < status.cue[0] <= theme + _OWN_VERB
        if reason is None or not beside or status.status not in _GIVEN_THEN or reason.cue[0] <= status.cue[1]:
            continue
        words = reading.tokens.fold[own.cue[1] + 1 : theme]
        if words and words[0] in _AND_THEN and len(words) <= _JOINED:
            return reason
    return None


#: What is given in place of another; words from its name to its verb, and from "et" to its name.
_GIVEN_THEN, _OWN_VERB, _JOINED = frozenset({"started", "given"}), 4, 5


def _goes_on_with(reading: Reading, last: int, word: int) -> bool:
    """Whether "et" or "puis" leads to a word, its article and preposition between them."""
    join = word - 1
    while join > last and reading.tokens.fold[join] in _BETWEEN:
        join -= 1
    return reading.tokens.fold[join] in _AND_THEN


def _one_of_list(reading: Reading, own: Status, status: Status) -> bool:
    """ "L'administration de X ou de Y n'était pas appropriée en raison de Z": what is said of one is said of both."""
    last, first = reading.mentions[own.mention].last, reading.mentions[status.mention].first
    words = [w for w in reading.tokens.fold[last + 1 : first] if w not in _BETWEEN]
    both = status.status == own.status and own.cue[0] < last < first < status.cue[0]
    return both and len(words) == 1 and words[0] in _EITHER


def _barred(status: Status, own: Status) -> bool:
    """ "la metformine, contre-indiquée du fait de X, a été arrêtée": what bars a treatment is why it was stopped.

    What it was stopped for is why it is taken up at a lower dose.
    """
    same = status.mention == own.mention and status.sentence == own.sentence
    if same and own.status == "reduced" and status.status in _BROKEN_OFF and status.cue[1] < own.cue[0]:
        return True  # "suspendu pour une fièvre, puis repris à 5 mg"
    return same and status.status == "contraindicated" and own.status != "contraindicated"


_ARTICLES = word_class("definite-articles") | word_class("indefinite-articles")
_BETWEEN = (
    word_class("of-words") | word_class("at-or-in") | _ARTICLES | word_class("ne") | word_class("negating-particles")
)
_AND_THEN, _EITHER = word_class("and-then"), word_class("either")
_DEATHS, _LACK = word_class("death-words"), word_class("lack-nouns") | word_class("absence-nouns")
_SHORTAGES = word_class("shortage-words")
_OF, _FOR = word_class("of-words") | word_class("gerund-opener"), word_class("for")
_AT_DOSE, _ONCE = word_class("at-dose"), words("une fois")
_HAVING = written_class("verbs-having-at-hand")
_POINTING, _TOO = word_class("pointing-openers"), word_class("unfit-degrees")
_OPENERS = word_class("clause-subordinators")
_HARMS = word_class("pointed-harms")
_LAST, _WITH = word_class("last-adjectives"), word_class("with")
#: What may stand behind a bare noun.
_NOT_OF_NAMES = word_class("of-words") | word_class("at-or-in") | word_class("and")
_BROKEN_OFF = frozenset({"stopped", "paused"})
_GOES_ON = frozenset({"continued", "resumed"})
_BEGUN = frozenset({"planned", "started", "given", "continued", "resumed"})


def _intended(reading: Reading, status: Status, reason: Reason | None) -> Reason | None:
    """Of several reasons for a treatment begun those that it treats, where the ontology knows one.

    "Hb 8 g/dL et plaquettes 20 G/L. Des globules rouges sont donc transfusés": the haemoglobin is why.
    """
    treatment = reading.mentions[status.mention].concept
    if reason is None or len(reason.mentions) < 2 or treatment is None or status.status not in _BEGUN:
        return reason
    treated = reading.terminology.treated_by(treatment)
    kept = tuple(n for n in reason.mentions if any(reading.means(n, condition) for condition in treated))
    return replace(reason, mentions=kept) if kept else reason


def _reason(search: Search) -> Reason | None:
    """What the first finder finds that is more than the frame's own words; nothing for what was not decided."""
    status = search.status
    if status.status is None or _up_to(search):
        return None
    tokens, word = search.reading.tokens, status.cue[0]
    by_dose = tokens.fold[word] in _AT_DOSE and tokens.text[word] != "a" and status.status == "reduced"
    by_dose = by_dose and not any(s.mention == status.mention and s.status in _GOES_ON for s in search.statuses)
    # "traité par X à dose réduite": what comes before is why X was chosen
    dated = dating_words(search.reading, status) and "," in search.reading.gap(
        status.cue[1], min(search.view.last - 1, status.cue[1] + _NEAR))  # fmt: skip
    # "4 mois après l'arrêt de X, la maladie étant stable, on reprend": what follows is why of what was done then
    again = status.status == "reduced" and any(
        s.mention == status.mention and s.status == "resumed" and (s.cue[0] == status.cue[0] or _by_the_way(search))
        for s in search.statuses
    )  # "la FEVG s'étant normalisée, X est repris à 5 mg": that is why it was taken up again
    begun = any(s.mention == status.mention and s.status in ("started", "planned") for s in search.statuses)
    once = tokens.fold[search.view.first : search.view.first + 2] == _ONCE  # "Une fois la fièvre tombée, X à 75 %"
    at_dose = (
        _BY_DOSE if begun or again or once else (*_BY_DOSE, anaphor, preceding, opening)
    )  # "La maladie ayant progressé, X à 75 % est débuté"
    for find in at_dose if by_dose or again else _DATED if dated else _FINDERS:
        reason = find(search)
        if reason is not None and not _is_cue(search, reason) and not _is_topic(search, reason):
            reason = with_head(search, _resolved(search, reason))
            return None if any(no_reason(search, reason) for no_reason in _NO_REASONS) else reason
    return None


def _in_spite(search: Search, reason: Reason) -> bool:
    """ "une polyarthrite avait fait hésiter, mais X a été maintenu": what goes on all the same has no such reason."""
    status = search.status
    if status.status not in _GOES_ON or reason.cue[1] >= status.cue[0]:
        return False
    return not _CONTRAST.isdisjoint(search.reading.tokens.fold[reason.cue[1] : status.cue[0]])


def _of_both(search: Search, reason: Reason) -> bool:
    """ "Vu l'impossibilité d'un transfert, vu le terme, une césarienne": two reasons for what follows."""
    status, tokens = search.status, search.reading.tokens
    joined = status.cue[1] < reason.cue[0] == reason.cue[1] and "," in tokens.gap[reason.cue[0]]
    opener = tokens.fold[reason.cue[0]]
    return joined and opener not in _DETERMINERS and opener in tokens.before(status.cue[0], 2, search.view.first)


def _next_of_list(search: Search, reason: Reason) -> bool:
    """ "ammoniémie non dosée, AFP 6": of two tests of a list, one not done, the other is no reason."""
    status, reading = search.status, search.reading
    if status.status != "withheld" or not reading.is_a(status.mention, "LaboratoryProcedure"):
        return False
    beside = status.cue[1] + 1 == reason.cue[0] and "," in reading.tokens.gap[reason.cue[0]]
    return beside and len(reason.mentions) == 1 and reading.mentions[reason.mentions[0]].kind == "observable"


def _is_topic(search: Search, reason: Reason) -> bool:
    """ "S'agissant de l'insuffisance cardiaque, X a cédé la place à Y": what a sentence is about is no event."""
    first, tokens = search.view.first, search.reading.tokens
    if all(len(opener) == 1 for opener in topic_openers(search.reading, search.view)):
        return False  # "Pour" alone may open a reason
    end = next((i for i in range(first + 1, search.view.last) if "," in tokens.gap[i]), search.view.first)
    return bool(reason.mentions) and all(first <= search.reading.mentions[n].first < end for n in reason.mentions)


def _of_beginning(search: Search, reason: Reason) -> bool:
    """ "Devant la progression, X est débuté avec une réduction de 25 %": why X was begun, not why with less of it."""
    status, reading = search.status, search.reading
    if status.status != "reduced" or reason.cue[0] > status.cue[0]:
        return False
    if not reason.mentions:
        theme = reading.mentions[status.mention].first
        return _by_the_way(search) and reason.cue[0] < theme < status.cue[0]
    begun = any(s.mention == status.mention and s.status in _BEGUN for s in search.statuses)
    return begun and all(any(reading.is_a(n, turn) for turn in TURNS) for n in reason.mentions)


def _by_the_way(search: Search) -> bool:
    """ "reprendre X en diminuant la dose": a gerund tells how it was taken up again."""
    own = find_verbs(search.reading, search.view).of(*search.status.cue)
    return own is not None and own.mood == "gerund"


def _plain(reading: Reading, status: Status) -> bool:
    """Whether a status is only implied by the treatment's own words, which claim no connector from a frame."""
    mention = reading.mentions[status.mention]
    if not _LACK.isdisjoint(reading.tokens.span(*status.cue)):
        return True  # "non fait faute de scanner", "en l'absence de scanner": why, and no frame of its own
    return status.cue == (mention.first, mention.last)


def _resolved(search: Search, reason: Reason) -> Reason:
    """ "Au vu de ce résultat", "en raison de cette toxicité": what was found before, where the words only point to
    it."""
    if reason.mentions:
        told = [m for n in reason.mentions for m in _pointed_to(search, reason, n)]
        return replace(reason, mentions=tuple(dict.fromkeys(told)))
    if reason.phrase is None:
        return reason
    first, last = search.reading.tokens.at(reason.phrase[0]), search.reading.tokens.at(reason.phrase[1]) - 1
    back = points_back(search.reading, first)
    if not back and search.reading.tokens.fold[first] not in _POINTING:
        return reason
    if not back and last - first > 1 and search.status.status in CHANGED:
        return reason  # "en raison de ce caractère réfractaire" says more than "au vu de ce résultat"
    before = findings_before(search, reason.cue[0], far=not _HARMS.isdisjoint(search.reading.tokens.span(first, last)))
    before = [n for n in before if search.reading.mentions[n].kind != "circumstance"]
    return Reason(tuple(before), None, reason.cue) if before else reason


def _pointed_to(search: Search, reason: Reason, number: int) -> list[int]:
    """What a finding means that only points back; the last of them for "cette dernière toxicité"."""
    tokens, mention = search.reading.tokens, search.reading.mentions[number]
    opener = mention.first - 1
    last = opener > 0 and tokens.fold[opener] in _LAST
    opener -= last
    bare = mention.first == mention.last and (
        mention.last + 1 >= search.view.last
        or tokens.mark_before(mention.last + 1)
        or tokens.fold[mention.last + 1] in _NOT_OF_NAMES
    )
    if opener < 0 or not bare or not points_back(search.reading, opener):
        return [number]
    if mention.concept is not None and (same := _named_before(search, number)):
        return same  # "une toxicité hépatique ... En raison de cette toxicité"
    harm = not _HARMS.isdisjoint(tokens.span(mention.first, mention.last))
    before = findings_before(search, min(reason.cue[0], opener), far=harm)
    before = [n for n in before if search.reading.mentions[n].kind == "condition" or n in search.valued]
    if last:  # "un érythème avec des fissures": the last of a list is what the others come with
        alone = [n for n in before if _WITH.isdisjoint(tokens.before(search.reading.mentions[n].first, 2))]
        before = (alone or before)[-1:]
    return before or [number]


def _named_before(search: Search, number: int) -> list[int]:
    """The finding of a kind that was named last, in the sentence or one of two before it."""
    reading, kind = search.reading, search.reading.mentions[number].concept or ""
    first = reading.sentences[max(0, search.status.sentence - 2)].first
    return [
        n
        for n in range(number)
        if reading.mentions[n].first >= first and reading.is_a(n, kind) and search.said[n].presence != "absent"
    ][-1:]


def _is_cue(search: Search, reason: Reason) -> bool:
    """Whether a reason is nothing but the frame itself: "refusée par la patiente"."""
    first, last = search.status.cue
    spans = [(search.reading.mentions[n].first, search.reading.mentions[n].last) for n in reason.mentions]
    return reason.cue != search.status.cue and bool(spans) and all(a <= last and b >= first for a, b in spans)


def _until(search: Search) -> Reason | None:
    """ "administré jusqu'à la progression": what put an end to it."""
    if search.status.status != "stopped" or search.reading.tokens.fold[search.status.cue[0]] not in _UNTIL:
        return None
    harm = ended_by(search.reading, search.view, search.status.cue[0])
    return Reason(tuple(harm), None, search.status.cue) if harm else None


def _up_to(search: Search) -> bool:
    """ "a reçu X jusqu'en mai, lorsqu'une toxicité est apparue": that explains the end of X, not that it was given."""
    own = search.status
    ends = (s for s in search.statuses if s.mention == own.mention and s.status == "stopped")
    return own.status in _GIVEN and any(search.reading.tokens.fold[s.cue[0]] in _UNTIL for s in ends)


_UNTIL, _GIVEN = word_class("until"), ("given", "continued", "completed")


def _predicate(search: Search) -> Reason | None:
    """ "un prélèvement insuffisant pour l'étude", "une patiente trop fragile pour la chirurgie": the frame says why."""
    first, last = search.status.cue
    tokens = search.reading.tokens
    death = next((i for i in range(first, last + 1) if tokens.fold[i] in _DEATHS), None)
    if death is not None:
        return Reason((), span(search.reading, death, death + 1), (first, last))
    if search.status.status == "withheld" and not _SHORTAGES.isdisjoint(tokens.span(first, last)):
        # "vu l'indisponibilité du dérivé", "mais le patient a été perdu de vue"
        stop = last if tokens.fold[last] in _OF | _FOR else last + 1
        return Reason((), span(search.reading, first, max(stop, first + 1)), (first, last))
    lacked = [g for g in find_verbs(search.reading, search.view).groups if g.negated and g.verb in _HAVING]
    if search.status.status == "withheld" and lacked and lacked[-1].last == first - 1:
        start = _clause_start(search, lacked[-1].first)  # "l'hôpital ne disposait pas de mitomycine"
        return Reason((), span(search.reading, start, first + 1), (first, last))
    if tokens.fold[first] not in _TOO:
        return None
    stop = next((i for i in range(first, last + 1) if tokens.fold[i] in _FOR), last + 1)
    found = tuple(
        n for n in search.reading.mentions_from(first, stop) if search.reading.mentions[n].kind == "condition"
    )
    if found:  # "trop dyspnéique pour la chirurgie"
        return Reason(found, None, (first, last))
    start = _clause_start(search, first)
    if start <= search.reading.mentions[search.status.mention].first < stop:
        return None  # "La rachianesthésie était trop risquée": which says of it no more
    return Reason((), span(search.reading, start, stop), (first, last))


def _clause_start(search: Search, word: int) -> int:
    """Where the clause around a word begins, a few words before it."""
    tokens = search.reading.tokens
    start = word
    while start > max(search.view.first, word - _SUBJECT) and not tokens.mark_before(start):
        if tokens.fold[start - 1] in _OPENERS:
            break
        start -= 1
    return start


#: The most words of the subject of a frame that says itself why.
_SUBJECT = 8


#: Words behind an end that only dates within which a comma begins what it dates.
_NEAR = 8

_CONTRAST, _DETERMINERS = word_class("but"), word_class("determiners")
#: What was found where it is no reason.
_NO_REASONS = (_of_beginning, _in_spite, _of_both, _next_of_list)
#: In this order: the first that finds a reason gives it.
_FINDERS = (
    _until,
    following,
    _predicate,
    named,
    awaited,
    consequence,
    preceding_undone,
    following_loosely,
    parenthesis,
    found_under,
    preceding_plainly,
    preceding_openly,
    anaphor,
    beside,
    preceding,
    excluding,
    with_which,
    opening,
    further,
    lost,
    aimed,
    wished,
    explained_behind,
    told_before,
    wished_before,
    wished_behind,
    asked_for,
    blamed,
)
#: The finders for a dose that stands behind a treatment.
_BY_DOSE = (following, parenthesis, beside)
#: The finders for an end that only dates something else.
_DATED = (following, consequence, following_loosely, parenthesis, blamed)
