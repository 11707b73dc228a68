"""Why: the reason of a status, by causal connectors, consequence verbs, parentheses and anaphora."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casegraph.context.presence import Said
from casegraph.context.status import Status
from casegraph.languages.cues import Cue, find_cues
from casegraph.reading import Reading, SentenceView
from casegraph.values.results import Result

__all__ = ["Reason", "find_reasons", "keep_told"]

_REASON_KINDS = ("condition", "circumstance", "organism")
_ITEMS = frozenset({"et", "ou", "de", "d", "du", "des", "le", "la", "l", "les", "un", "une", "ainsi", "que", "avec", "associé", "a", "ni", "egalement"})
_LONGEST_PHRASE = 16


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a status holds: mentions (their indices), or a phrase without concept as offsets, and the connector's words."""

    mentions: tuple[int, ...]
    phrase: tuple[int, int] | None
    cue: tuple[int, int]
    absence: bool = False


def find_reasons(reading: Reading, statuses: list[Status], said: list[Said], results: list[Result]) -> list[Reason | None]:
    """For each status its reason, or None where the text gives none."""
    valued = {r.mention for r in results if r.mention >= 0}
    return [_reason(reading, status, statuses, said, valued) for status in statuses]


def keep_told(
    reading: Reading, statuses: list[Status], reasons: list[Reason | None]
) -> tuple[list[Status], list[Reason | None]]:
    """Leave out an end that only dates something else ("deux mois après l'arrêt du traitement") and has no reason."""
    kept = [
        (s, r)
        for s, r in zip(statuses, reasons, strict=True)
        if r is not None or s.status not in _WEAK_REASONS or not _dates(reading, s)
    ]
    return [s for s, _ in kept], [r for _, r in kept]


_DATING = frozenset({"apre", "depui", "avant", "lor", "date", "dat", "jusqu"})


def _dates(reading: Reading, status: Status) -> bool:
    first = status.cue[0]
    return bool(_DATING & set(reading.tokens.fold[max(0, first - 3) : first])) and status.cue[0] < reading.mentions[status.mention].first


def _reason(reading: Reading, status: Status, statuses: list[Status], said: list[Said], valued: set[int]) -> Reason | None:
    view = reading.sentences[status.sentence]
    cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
    cues = [c for c in cues if c.first not in reading.mention_at or reading.mention_at[c.first] != reading.mention_at.get(c.last)]
    others = sorted({s.cue for s in statuses if s.sentence == status.sentence and s.cue != status.cue})
    reason = _following(reading, view, status, cues, others, said, valued, statuses)
    if reason is not None:
        return reason
    for find in (_parenthesis, _preceding, _consequence, _anaphor):
        reason = find(reading, view, status, cues, others, said, valued)
        if reason is not None:
            return reason
    return None


def _following(
    reading: Reading,
    view: SentenceView,
    status: Status,
    cues: list[Cue],
    others: list[tuple[int, int]],
    said: list[Said],
    valued: set[int],
    statuses: list[Status],
) -> Reason | None:
    """The connector behind the frame: "arrêté en raison de"; another frame between them claims it first."""
    for cue in cues:
        if cue.reach != "after" or cue.first <= status.cue[1]:
            continue
        if any(status.cue[1] < o[0] < cue.first and not _same_list(reading, o, status.cue) for o in others):
            return None
        gap = "".join(reading.tokens.gap[status.cue[1] + 1 : cue.first + 1])
        if ";" in gap or ". " in gap:
            return None
        theme = reading.mentions[status.mention]
        if _clause_changes(reading, status.cue[1], cue.first):
            return None
        if status.status not in _WEAK_REASONS and any(
            s.mention != status.mention and status.cue[1] < reading.mentions[s.mention].first < cue.first
            for s in statuses
            if s.sentence == status.sentence
        ):
            # The reason is that of the treatment right before it.
            return None
        if cue.effect == "weak":
            if status.status not in _WEAK_REASONS or not _holds_reason(reading, cue, said, valued):
                continue
            if cue.first - max(status.cue[1], theme.last if theme.first > status.cue[1] else status.cue[1]) > 6:
                continue
        reason = _zone(reading, view, cue, said, valued, status)
        if reason is not None:
            return reason
    return None


def _clause_changes(reading: Reading, left: int, right: int) -> bool:
    """Whether a new subject begins between two words: ", et la patiente a été admise en raison de"."""
    tokens = reading.tokens
    return any(
        "," in tokens.gap[i] and tokens.fold[i] in ("et", "mai", "il", "elle", "puis") for i in range(left + 2, right)
    )


_WEAK_REASONS = frozenset({"stopped", "paused", "delayed", "withheld", "refused", "contraindicated", "replaced", "reduced"})


def _same_list(reading: Reading, other: tuple[int, int], own: tuple[int, int]) -> bool:
    """Two frames that share a reason: "arrêté puis repris" do not, "arrêté et remplacé" do."""
    words = reading.tokens.fold[own[1] + 1 : other[0]]
    return len(words) <= 3 and "et" in words


def _holds_reason(reading: Reading, cue: Cue, said: list[Said], valued: set[int]) -> bool:
    """A weak connector ("pour", "devant") needs a condition or a value right behind it."""
    for i in range(cue.last + 1, cue.last + 5):
        number = reading.mention_at.get(i)
        if number is not None:
            kind = reading.mentions[number].kind
            return kind == "condition" or number in valued
    return False


def _zone(
    reading: Reading, view: SentenceView, cue: Cue, said: list[Said], valued: set[int], status: Status, end: int | None = None
) -> Reason | None:
    """What the connector introduces: the first thing behind it and what is coordinated with it."""
    limit = end if end is not None else _clause_end(reading, view, cue.last + 1)
    group: list[int] = []
    for number in view.mentions:
        mention = reading.mentions[number]
        if mention.first <= cue.last or mention.first >= limit or mention.kind == "site" or number == status.mention:
            continue
        fits = mention.kind in _REASON_KINDS or number in valued or (mention.kind == "observable")
        if group:
            if not _listed(reading, group[-1], number) and not _explained(reading, group[-1], number):
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
    if group:
        return Reason(tuple(group), None, (cue.first, cue.last), absence)
    phrase = _phrase(reading, view, cue, limit)
    if phrase is None or cue.effect == "weak":
        return None
    return Reason((), phrase, (cue.first, cue.last), absence)


def _clause_end(reading: Reading, view: SentenceView, first: int) -> int:
    """The word at which the clause that begins at `first` ends."""
    tokens = reading.tokens
    depth = 0
    for i in range(first, view.last):
        gap = tokens.gap[i] if i > first else ""
        depth += gap.count("(") - gap.count(")")
        if depth < 0 or ";" in gap or ". " in gap or "," in gap and i + 1 < view.last and tokens.fold[i] in _RESUMES:
            return i
    return view.last


_RESUMES = frozenset({"il", "elle", "on", "nou", "le", "la", "les", "l", "ce", "mai", "pui", "avec", "et", "un", "une", "qui", "ce", "cett", "san", "ayant", "ell", "apre", "dont", "son", "sa", "permettant", "obtenant"})


def _listed(reading: Reading, left: int, right: int) -> bool:
    first, last = reading.mentions[left].last, reading.mentions[right].first
    gap = "".join(reading.tokens.gap[first + 1 : last + 1])
    words = [w for i, w in enumerate(reading.tokens.fold[first + 1 : last], first + 1) if i not in reading.site_at]
    return not any(c in gap for c in ";:.") and ("," in gap or {"et", "ou", "ainsi", "associé", "avec"} & set(words) != set() or not words) and len(words) <= 6


_EXPLAINS = frozenset({"consistant", "typ", "comme", "savoir", "notamment", "principalement", "essentiellement"})


def _explained(reading: Reading, left: int, right: int) -> bool:
    """ "une toxicité consistant en une mucite", "une complication à type de fistule": the second says what the first is."""
    words = reading.tokens.fold[reading.mentions[left].last + 1 : reading.mentions[right].first]
    return len(words) <= 6 and bool(_EXPLAINS & set(words))


def _phrase(reading: Reading, view: SentenceView, cue: Cue, limit: int) -> tuple[int, int] | None:
    """A reason that names no known thing is kept in its own words: "faute de place en réanimation"."""
    first = cue.last + 1
    while first < limit and reading.tokens.fold[first] in ("de", "d", "du", "des", "le", "la", "l", "les", "un", "une", "que", "qu"):
        first += 1
    last = first
    while last < min(limit, first + _LONGEST_PHRASE):
        if last > first and "," in reading.tokens.gap[last]:
            break
        last += 1
    if last <= first:
        return None
    return reading.tokens.start[first], reading.tokens.end[last - 1]


def _parenthesis(
    reading: Reading, view: SentenceView, status: Status, cues: list[Cue], others: list[tuple[int, int]], said: list[Said], valued: set[int]
) -> Reason | None:
    """ "suspendus (INR à 8)", "non faite : thrombopénie": what stands in brackets or after a colon behind the frame."""
    if status.status not in _WEAK_REASONS:
        return None
    tokens = reading.tokens
    theme = reading.mentions[status.mention]
    start = max(status.cue[1], theme.last if theme.first > status.cue[1] and theme.first - status.cue[1] < 10 else status.cue[1])
    if start + 1 >= view.last:
        return None
    gap = tokens.gap[start + 1]
    if "(" not in gap and ":" not in gap:
        return None
    stop = re.compile(r"\)|$")
    close = stop.search(reading.document.text, tokens.start[start + 1])
    right = close.start() if close and "(" in gap else view.sentence.end
    group = [
        n
        for n in view.mentions
        if tokens.start[start + 1] <= reading.mentions[n].start < right
        and (reading.mentions[n].kind in _REASON_KINDS or n in valued)
    ]
    return Reason(tuple(group[:3]), None, (start + 1, start + 1)) if group else None


def _preceding(
    reading: Reading, view: SentenceView, status: Status, cues: list[Cue], others: list[tuple[int, int]], said: list[Said], valued: set[int]
) -> Reason | None:
    """The connector before the frame: "En raison de X, le traitement a été arrêté", "Devant X, on arrête"."""
    for cue in reversed([c for c in cues if c.reach == "after" and c.last < status.cue[0]]):
        if any(cue.last < o[0] < status.cue[0] for o in others):
            continue
        opening = cue.first - view.first <= 3 or "," in reading.tokens.gap[cue.first] or "." in reading.tokens.gap[cue.first]
        if not opening and cue.effect != "strong":
            continue
        if cue.effect == "weak" and (status.status not in _WEAK_REASONS or not _holds_reason(reading, cue, said, valued)):
            continue
        if not opening and reading.mentions[status.mention].last < cue.first and status.cue[0] - cue.last > 14:
            continue
        end = min(status.cue[0], reading.mentions[status.mention].first if reading.mentions[status.mention].first > cue.last else status.cue[0])
        reason = _zone(reading, view, cue, said, valued, status, end)
        if reason is not None and reason.mentions:
            return reason
        comma = next((i for i in range(cue.last + 2, end) if "," in reading.tokens.gap[i]), None)
        if reason is not None and comma is not None and cue.effect == "strong":
            return _zone(reading, view, cue, said, valued, status, comma)
    return None


def _consequence(
    reading: Reading, view: SentenceView, status: Status, cues: list[Cue], others: list[tuple[int, int]], said: list[Said], valued: set[int]
) -> Reason | None:
    """ "X a imposé l'arrêt de Y", "X nécessitant une réduction de dose": the subject of the consequence verb."""
    found = [c for c in cues if c.effect == "consequence" and c.last <= status.cue[0] and status.cue[0] - c.last <= 12]
    if not found and status.status == "contraindicated":
        # "contre-indiquer" is its own consequence verb.
        found = [c for c in cues if c.effect == "consequence" and c.first == status.cue[0]]
    for cue in reversed(found):
        if any(cue.last < o[0] < status.cue[0] for o in others):
            continue
        group = _subject(reading, view, cue.first, status, valued)
        if group:
            return Reason(tuple(group), None, (cue.first, cue.last))
        if reading.tokens.fold[view.first : cue.first] and status.sentence > 0 and cue.first - view.first <= 4:
            previous = _previous(reading, status, valued)
            if previous:
                return Reason(tuple(previous), None, (cue.first, cue.last))
    return None


def _subject(reading: Reading, view: SentenceView, first: int, status: Status, valued: set[int]) -> list[int]:
    group: list[int] = []
    for number in reversed([n for n in view.mentions if reading.mentions[n].last < first]):
        mention = reading.mentions[number]
        if mention.kind == "site" or number == status.mention:
            continue
        fits = mention.kind in _REASON_KINDS or number in valued
        if group:
            if not (fits and _listed(reading, number, group[0])):
                break
            group.insert(0, number)
        elif fits:
            gap = "".join(reading.tokens.gap[mention.last + 1 : first + 1])
            if ";" in gap or ". " in gap or first - mention.last > 16:
                break
            group.append(number)
        elif first - mention.last > 6:
            break
    return group


def _anaphor(
    reading: Reading, view: SentenceView, status: Status, cues: list[Cue], others: list[tuple[int, int]], said: list[Said], valued: set[int]
) -> Reason | None:
    """ "De ce fait", "donc", "pour cette raison": what was said just before, in the sentence or in the one before it."""
    for cue in cues:
        if cue.effect != "anaphor" or not (cue.first - 14 <= status.cue[0] and cue.first <= status.cue[1]):
            continue
        if cue.first > status.cue[0] + 3:
            continue
        group = _subject(reading, view, min(cue.first, reading.mentions[status.mention].first), status, valued)
        if group and cue.first - view.first > 3:
            return Reason(tuple(group), None, (cue.first, cue.last))
        previous = _previous(reading, status, valued)
        if previous and cue.first - view.first <= 6:
            return Reason(tuple(previous), None, (cue.first, cue.last))
    return None


def _previous(reading: Reading, status: Status, valued: set[int]) -> list[int]:
    """The conditions that end the sentence before."""
    if status.sentence == 0:
        return []
    view = reading.sentences[status.sentence - 1]
    group: list[int] = []
    for number in reversed(view.mentions):
        mention = reading.mentions[number]
        if mention.kind == "site":
            continue
        fits = mention.kind in _REASON_KINDS or number in valued
        if group and not (fits and _listed(reading, number, group[0])):
            break
        if fits:
            group.insert(0, number)
    return group
