"""Why: the reason of a status, by causal connectors, consequence verbs, parentheses and anaphora."""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.frames import Status
from casegraph.context.planned import planned
from casegraph.context.presence import Said
from casegraph.context.verbs import Verbs, find_verbs
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.relations.asides import beside, circumstance, opening, parenthesis
from casegraph.relations.because import (
    REASON_KINDS,
    WEAK_REASONS,
    Reason,
    Search,
    before_noun,
    clause_end,
    explained,
    listed,
    own_words,
    span,
)
from casegraph.relations.consequence import anaphor, consequence, previous_findings
from casegraph.relations.told import told_before
from casegraph.values.results import Result

__all__ = ["Reason", "find_reasons", "keep_told"]

_NOUN_CONNECTORS = word_class("noun-connectors")


def find_reasons(
    reading: Reading, statuses: list[Status], said: list[Said], results: list[Result]
) -> list[Reason | None]:
    """For each status its reason, or None where the text gives none."""
    valued = {r.mention for r in results if r.mention >= 0}
    return [_intended(reading, status, _reason(reading, status, statuses, said, valued)) for status in statuses]


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


def keep_told(
    reading: Reading, statuses: list[Status], reasons: list[Reason | None]
) -> tuple[list[Status], list[Reason | None]]:
    """Leave out an end that only dates something else ("deux mois après l'arrêt du traitement") and has no reason."""
    known: set[tuple[str | None, str | None]] = set()
    kept = []
    for status, reason in sorted(zip(statuses, reasons, strict=True), key=lambda pair: pair[0].cue):
        what = (reading.mentions[status.mention].concept, status.status)
        again = what in known and _dating_words(reading, status)
        if reason is None and planned(reading, status):
            continue
        if reason is not None or status.status not in WEAK_REASONS or not (again or _dates(reading, status)):
            kept.append((status, reason))
            known.add(what)
    return [s for s, _ in kept], [r for _, r in kept]


_DATING = word_class("dating-words")


def _dates(reading: Reading, status: Status) -> bool:
    # "après l'arrêt du cisplatine" names what was stopped; "après l'arrêt du traitement" only dates.
    if 0 < reading.mentions[status.mention].first - status.cue[1] <= 4 and (
        status.status != "stopped" or reading.is_a(status.mention, "Drug")
    ):
        return False
    if {"son", "leur"} & set(reading.tokens.fold[max(0, status.cue[0] - 1) : status.cue[0]]):
        return False  # "une décroissance jusqu'à son arrêt" tells the end
    return _dating_words(reading, status)


def _dating_words(reading: Reading, status: Status) -> bool:
    first = status.cue[0]
    while first > 0 and first - 1 in reading.time_words:
        first -= 1
    near = reading.tokens.fold[max(0, first - 3) : first] + reading.tokens.fold[max(0, status.cue[0] - 3) : first]
    return bool(_DATING & set(near))


def _reason(
    reading: Reading, status: Status, statuses: list[Status], said: list[Said], valued: set[int]
) -> Reason | None:
    view = reading.sentences[status.sentence]
    cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
    verbs = find_verbs(reading, view)
    cues = [_with_auxiliary(verbs, c) for c in cues if not _inside_name(reading, c) and not _no_verb(reading, verbs, c)]
    others = sorted({s.cue for s in statuses if s.sentence == status.sentence and s.cue != status.cue})
    search = Search(reading, view, status, cues, others, said, valued)
    behind_only = reading.tokens.fold[status.cue[0]] == "a" and status.status == "reduced"
    reason = _following(search, statuses)
    if reason is not None and not _is_cue(search, reason):
        return _resolved(search, reason)
    if behind_only:
        return None  # "traité par X à dose réduite": what comes before is why X was chosen
    for find in (
        _predicate,
        consequence,
        parenthesis,
        beside,
        _preceding,
        opening,
        circumstance,
        anaphor,
        told_before,
    ):
        reason = find(search)
        if reason is not None and not _is_cue(search, reason):
            return _resolved(search, reason)
    return None


def _resolved(search: Search, reason: Reason) -> Reason:
    """ "Au vu de ce résultat": what was found before, where the words only point to it."""
    if reason.mentions or reason.phrase is None:
        return reason
    first = search.reading.tokens.at(reason.phrase[0])
    if search.reading.tokens.fold[first] not in ("ce", "cet", "cel", "tout") or search.status.sentence == 0:
        return reason
    before = previous_findings(search.reading, search.status, search.valued, search.said)
    return Reason(tuple(before), None, reason.cue) if before else reason


def _is_cue(search: Search, reason: Reason) -> bool:
    """Whether a reason is nothing but the frame itself: "refusée par la patiente"."""
    first, last = search.status.cue
    spans = [(search.reading.mentions[n].first, search.reading.mentions[n].last) for n in reason.mentions]
    return bool(spans) and all(a <= last and b >= first for a, b in spans)


def _with_auxiliary(verbs: Verbs, cue: Cue) -> Cue:
    """A verb of consequence with its auxiliary and pronouns: what stands before them is its subject."""
    group = verbs.of(cue.first, cue.last) if cue.effect == "consequence" else None
    if group is None or group.lone or group.first >= cue.first:
        return cue
    return Cue(group.first, cue.last, cue.effect, cue.reach)


def _no_verb(reading: Reading, verbs: Verbs, cue: Cue) -> bool:
    """Whether a verb of consequence is none: a noun ("la nécessité de"), in the passive, "faire" without infinitive."""
    if reading.tokens.fold[cue.first] == "comm" and cue.first == cue.last:
        # "Comme il restait fébrile, ..." gives a reason; "utilisé comme antiprotéinurique" does not.
        before = reading.tokens.gap[cue.first]
        return cue.first > 0 and not any(c in before for c in ",;:.\n")
    if cue.effect != "consequence" or reading.tokens.fold[cue.first] in _NOUN_CONNECTORS:
        return False
    group = verbs.of(cue.first, cue.last)
    if group is None or group.passive:
        return True
    return group.head in range(cue.first, cue.last + 1) and group.verb == "faire" and cue.first == cue.last


def _inside_name(reading: Reading, cue: Cue) -> bool:
    """Whether the connector is part of a name; a circumstance's name ("à la demande de la patiente") keeps it."""
    number = reading.mention_at.get(cue.first)
    if number is None or number != reading.mention_at.get(cue.last):
        return False
    return reading.mentions[number].kind != "circumstance"


def _following(search: Search, statuses: list[Status]) -> Reason | None:
    """The connector behind the frame: "arrêté en raison de"; another frame between them claims it first."""
    reading, status, cues = search.reading, search.status, search.cues
    others, valued = search.others, search.valued
    for cue in cues:
        if cue.reach != "after" or cue.first <= status.cue[1]:
            continue
        if any(status.cue[1] < o[0] < cue.first and not _same_list(reading, o, status.cue) for o in others):
            return None
        if cue.reach == "after" and any(o[0] <= cue.first <= o[1] for o in others):
            continue
        gap = "".join(reading.tokens.gap[status.cue[1] + 1 : cue.first + 1])
        if ";" in gap or ". " in gap or (")" in gap and "(" not in gap):
            return None
        theme = reading.mentions[status.mention]
        if _other_clause(search, cue):
            return None
        if "," in gap and _dating_words(reading, status):
            return None  # "deux mois après l'arrêt de X, étant donné que Y, on reprend"
        if _clause_changes(reading, status.cue[1], cue.first):
            return None
        if status.status not in WEAK_REASONS and any(
            s.mention != status.mention and status.cue[1] < reading.mentions[s.mention].first < cue.first
            for s in statuses
            if s.sentence == status.sentence
        ):
            return None  # the reason is that of the treatment right before it
        if cue.effect == "weak":
            if reading.tokens.fold[cue.first] == "par" and status.status == "replaced":
                continue
            if reading.tokens.fold[cue.first] == "avec":
                continue  # what came with it; only a sentence opens with its reason so
            if status.status not in WEAK_REASONS or not _holds_reason(reading, cue, valued):
                continue
            if cue.first - max(status.cue[1], theme.last if theme.first > status.cue[1] else status.cue[1]) > 8:
                continue
        reason = _zone(search, cue)
        if reason is not None:
            return reason
    return None


def _other_clause(search: Search, cue: Cue) -> bool:
    """Whether a verb of its own stands before the connector: "a exclu la chirurgie et a décidé, vu X"."""
    reading, (_, last) = search.reading, search.status.cue
    for group in find_verbs(reading, search.view).groups:
        if not (last < group.first and group.last < cue.first and group.finite and group.shared is None):
            continue
        before = reading.tokens.fold[max(search.view.first, group.first - 2) : group.first]
        if "et" in before and not {"qui", "que", "qu", "dont"} & set(before):
            return True
    return False


def _clause_changes(reading: Reading, left: int, right: int) -> bool:
    """Whether a new subject begins between two words: ", et la patiente a été admise en raison de"."""
    tokens = reading.tokens
    if "mai" in tokens.fold[left + 1 : right]:
        return True
    return any(
        "," in tokens.gap[i]
        and (tokens.fold[i] in ("et", "mai", "il", "elle", "pui", "avec") or tokens.text[i].endswith("ant"))
        for i in range(left + 2, right)
        # "et, en raison de X, on a": what stands between the commas belongs to what "et" begins.
    ) or (right > left + 1 and "," in tokens.gap[right] and tokens.fold[right - 1] == "et")


def _same_list(reading: Reading, other: tuple[int, int], own: tuple[int, int]) -> bool:
    """Two frames that share a reason: "arrêté puis repris" do not, "arrêté et remplacé" do."""
    words = reading.tokens.fold[own[1] + 1 : other[0]]
    return (
        len(words) <= 4
        and bool({"et", "pui", "ou", "voir"} & set(words))
        and not {"repri", "pour", "devant"} & set(words)
    )


_CHECKS = word_class("checking-nouns")


def _holds_reason(reading: Reading, cue: Cue, valued: set[int]) -> bool:
    """A weak connector ("pour", "devant") needs a condition or a value right behind it; "pour" may name what is
    done instead."""
    word = reading.tokens.fold[cue.last]
    if before_noun(reading, cue):
        return True
    if cue.last + 1 < len(reading.tokens) and reading.tokens.fold[cue.last + 1] in _CHECKS:
        # "Après confirmation d'une FEVG de 68 %": what was checked first is no reason of a change.
        return False
    for i in range(cue.last + 1, min(cue.last + 6, len(reading.tokens))):
        if any(c in reading.tokens.gap[i] for c in ";:.()"):
            return False
        number = reading.mention_at.get(i)
        if number is not None:
            kind = reading.mentions[number].kind
            if word == "par":
                return kind in ("condition", "circumstance") and i - cue.last <= 3
            return (
                kind in REASON_KINDS
                or kind == "observable"
                or number in valued
                or (word == "pour" and kind == "procedure")
            )
    return False


def _zone(search: Search, cue: Cue, end: int | None = None) -> Reason | None:
    """What the connector introduces: the first thing behind it and what is coordinated with it."""
    reading, view, status, valued = search.reading, search.view, search.status, search.valued
    limit = end if end is not None else clause_end(reading, view, cue.last + 1)
    behind = [
        n
        for n in view.mentions
        if reading.mentions[n].last > cue.last
        and reading.mentions[n].first < limit
        and reading.mentions[n].kind != "site"
        and n != status.mention
    ]
    # "compte tenu de l'absence de lésion et de la progression": what is there comes before what is not
    there = [n for n in behind if search.said[n].presence != "absent" and reading.mentions[n].kind == "condition"]
    group: list[int] = []
    for number in behind:
        mention = reading.mentions[number]
        if there and not group and number < there[0] and search.said[number].presence == "absent":
            continue
        fits = mention.kind in REASON_KINDS or number in valued or (mention.kind == "observable")
        if group:
            if _next_frame(search, reading.mentions[group[-1]].last, mention.first):
                break
            if (
                not listed(reading, group[-1], number)
                and not explained(reading, group[-1], number)
                and not _of(reading, group[-1], number)
            ):
                break
            if fits:
                group.append(number)
            continue
        if mention.first - cue.last > 12:
            break
        if fits or mention.kind in ("treatment", "procedure"):
            group.append(number)
    if group and reading.mentions[group[0]].first - cue.last > 7 and reading.mentions[group[0]].kind != "condition":
        group = []
    absence = cue.effect == "absence"
    if group and any(reading.mentions[n].kind != "organism" for n in group):
        return Reason(tuple(group), None, (cue.first, cue.last), absence)
    phrase = own_words(reading, cue, limit)
    if phrase is None or (cue.effect == "weak" and not before_noun(reading, cue)):
        return None
    return Reason((), phrase, (cue.first, cue.last), absence)


def _next_frame(search: Search, left: int, right: int) -> bool:
    """Whether another thing is said after a comma: "différée vu X, débutée à J2 (plaquettes 63 G/L)"."""
    return any(left < o[0] < right and "," in search.reading.tokens.gap[o[0]] for o in search.others)


def _of(reading: Reading, left: int, right: int) -> bool:
    """ "la guérison de l'ostéite", "une récidive de l'hypercalcémie": the second belongs to the first."""
    words = reading.tokens.fold[reading.mentions[left].last + 1 : reading.mentions[right].first]
    return bool(words) and words[0] in ("de", "d", "du", "des") and len(words) <= 2


def _preceding(search: Search) -> Reason | None:
    """The connector before the frame: "En raison de X, le traitement a été arrêté", "Devant X, on arrête"."""
    reading, view, status, cues = search.reading, search.view, search.status, search.cues
    others, valued = search.others, search.valued
    for cue in reversed([c for c in cues if c.reach == "after" and c.last < status.cue[0]]):
        if cue.first - view.first > 3 and any(cue.last < o[0] < status.cue[0] for o in others):
            continue
        opening = (
            cue.first - view.first <= 3 or "," in reading.tokens.gap[cue.first] or "." in reading.tokens.gap[cue.first]
        )
        claimed = any(o[1] < cue.first for o in others) or _within(search, cue)
        if not opening and (cue.effect != "strong" or claimed):
            continue  # "antibiothérapie débutée en raison de X, et Y obtenu sous Z": X explains what is before it
        if reading.tokens.fold[cue.last] == "avec" and cue.first - view.first > 1:
            continue  # ", avec une bonne tolérance, ..." came with what stands before it
        if cue.effect == "weak" and (status.status not in WEAK_REASONS or not _holds_reason(reading, cue, valued)):
            continue
        if not opening and reading.mentions[status.mention].last < cue.first and status.cue[0] - cue.last > 14:
            continue
        end = min(
            status.cue[0],
            reading.mentions[status.mention].first
            if reading.mentions[status.mention].first > cue.last
            else status.cue[0],
        )
        reason = _zone(search, cue, end)
        if reason is not None and reason.mentions:
            return reason
        comma = next((i for i in range(cue.last + 2, end) if "," in reading.tokens.gap[i]), None)
        if reason is not None and comma is not None and cue.effect != "weak":
            return _zone(search, cue, comma)
    return None


def _within(search: Search, cue: Cue) -> bool:
    """Whether a connector is inside what another introduces: "suite à une myosite secondaire au traitement, X"."""
    gap, first = search.reading.tokens.gap, search.view.first
    return any(
        other.reach == "after"
        and other.effect == "strong"
        and other.last < cue.first
        and (other.first - first <= 3 or "," in gap[other.first])
        and not any(mark in gap[i] for i in range(other.last + 1, cue.first + 1) for mark in ",;:.()")
        for other in search.cues
    )


def _predicate(search: Search) -> Reason | None:
    """ "un prélèvement insuffisant pour l'étude", "une patiente trop fragile pour la chirurgie": the frame says why."""
    first, last = search.status.cue
    tokens = search.reading.tokens
    if tokens.fold[first] not in ("insuffisant", "trop"):
        return None
    start = first
    while start > max(search.view.first, first - 8) and not any(c in tokens.gap[start] for c in ",;:()"):
        if tokens.fold[start - 1] in ("que", "car"):
            break
        start -= 1
    return Reason((), span(search.reading, start, last), (first, last))
