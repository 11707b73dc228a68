"""Why: the reason of a status, by causal connectors, consequence verbs, parentheses and anaphora."""

from __future__ import annotations

from dataclasses import dataclass

from casegraph.context.presence import Said
from casegraph.context.status import Status
from casegraph.languages.cues import Cue, find_cues
from casegraph.reading import Reading, SentenceView
from casegraph.values.results import Result

__all__ = ["Reason", "find_reasons", "keep_told"]

_REASON_KINDS = ("condition", "circumstance", "organism", "assessment")
_ITEMS = frozenset(
    {
        "et",
        "ou",
        "de",
        "d",
        "du",
        "des",
        "le",
        "la",
        "l",
        "les",
        "un",
        "une",
        "ainsi",
        "que",
        "avec",
        "associé",
        "a",
        "ni",
        "egalement",
    }
)
_LONGEST_PHRASE = 16


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a status holds: mentions (their indices), or a phrase without concept as offsets, and the connector's words."""

    mentions: tuple[int, ...]
    phrase: tuple[int, int] | None
    cue: tuple[int, int]
    absence: bool = False


def find_reasons(
    reading: Reading, statuses: list[Status], said: list[Said], results: list[Result]
) -> list[Reason | None]:
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
    # "après l'arrêt du cisplatine" names what was stopped; "après l'arrêt du traitement" only dates.
    if 0 < reading.mentions[status.mention].first - status.cue[1] <= 4 and (
        status.status != "stopped" or reading.is_a(status.mention, "Drug")
    ):
        return False
    return bool(_DATING & set(reading.tokens.fold[max(0, first - 3) : first]))


def _reason(
    reading: Reading, status: Status, statuses: list[Status], said: list[Said], valued: set[int]
) -> Reason | None:
    view = reading.sentences[status.sentence]
    cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
    cues = [c for c in cues if not _inside_name(reading, c)]
    others = sorted({s.cue for s in statuses if s.sentence == status.sentence and s.cue != status.cue})
    behind_only = reading.tokens.fold[status.cue[0]] == "a" and status.status == "reduced"
    reason = _following(reading, view, status, cues, others, said, valued, statuses)
    if reason is not None:
        return reason
    if behind_only:
        # "traité par X à dose réduite": what comes before is why X was chosen.
        return None
    for find in (_consequence, _parenthesis, _beside, _preceding, _opening, _circumstance, _anaphor):
        reason = find(reading, view, status, cues, others, said, valued)
        if reason is not None:
            return reason
    return None


def _inside_name(reading: Reading, cue: Cue) -> bool:
    """Whether the connector is part of a name; a circumstance's name ("à la demande de la patiente") keeps it."""
    number = reading.mention_at.get(cue.first)
    if number is None or number != reading.mention_at.get(cue.last):
        return False
    return reading.mentions[number].kind != "circumstance"


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
        if cue.reach == "after" and any(o[0] <= cue.first <= o[1] for o in others):
            continue
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
            if reading.tokens.fold[cue.first] == "avec":
                # "avec" behind a frame is what came with it; only a sentence opens with its reason so.
                continue
            if status.status not in _WEAK_REASONS or not _holds_reason(reading, cue, said, valued):
                continue
            if cue.first - max(status.cue[1], theme.last if theme.first > status.cue[1] else status.cue[1]) > 8:
                continue
        reason = _zone(reading, view, cue, said, valued, status)
        if reason is not None:
            return reason
    return None


def _clause_changes(reading: Reading, left: int, right: int) -> bool:
    """Whether a new subject begins between two words: ", et la patiente a été admise en raison de"."""
    tokens = reading.tokens
    return any(
        "," in tokens.gap[i]
        and (tokens.fold[i] in ("et", "mai", "il", "elle", "pui", "avec") or tokens.text[i].endswith("ant"))
        for i in range(left + 2, right)
    )


_WEAK_REASONS = frozenset(
    {"stopped", "paused", "delayed", "withheld", "refused", "contraindicated", "replaced", "reduced"}
)


def _same_list(reading: Reading, other: tuple[int, int], own: tuple[int, int]) -> bool:
    """Two frames that share a reason: "arrêté puis repris" do not, "arrêté et remplacé" do."""
    words = reading.tokens.fold[own[1] + 1 : other[0]]
    return (
        len(words) <= 4
        and bool({"et", "pui", "ou", "voir"} & set(words))
        and not {"repri", "pour", "devant"} & set(words)
    )


def _holds_reason(reading: Reading, cue: Cue, said: list[Said], valued: set[int]) -> bool:
    """A weak connector ("pour", "devant") needs a condition or a value right behind it; "pour" may name what is done instead."""
    word = reading.tokens.fold[cue.last]
    for i in range(cue.last + 1, min(cue.last + 6, len(reading.tokens))):
        if any(c in reading.tokens.gap[i] for c in ";:.()"):
            return False
        number = reading.mention_at.get(i)
        if number is not None:
            kind = reading.mentions[number].kind
            if word == "par":
                return kind in ("condition", "circumstance") and i - cue.last <= 3
            return (
                kind in _REASON_KINDS
                or kind == "observable"
                or number in valued
                or (word == "pour"
                and kind == "procedure")
            )
    return False


def _zone(
    reading: Reading,
    view: SentenceView,
    cue: Cue,
    said: list[Said],
    valued: set[int],
    status: Status,
    end: int | None = None,
) -> Reason | None:
    """What the connector introduces: the first thing behind it and what is coordinated with it."""
    limit = end if end is not None else _clause_end(reading, view, cue.last + 1)
    group: list[int] = []
    for number in view.mentions:
        mention = reading.mentions[number]
        if mention.last <= cue.last or mention.first >= limit or mention.kind == "site" or number == status.mention:
            continue
        fits = mention.kind in _REASON_KINDS or number in valued or (mention.kind == "observable")
        if group:
            if (
                not _listed(reading, group[-1], number)
                and not _explained(reading, group[-1], number)
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
        if depth < 0 or ";" in gap or ". " in gap or ("," in gap and i + 1 < view.last and tokens.fold[i] in _RESUMES):
            return i
    return view.last


_RESUMES = frozenset(
    {
        "il",
        "elle",
        "on",
        "nou",
        "le",
        "la",
        "les",
        "l",
        "ce",
        "mai",
        "pui",
        "avec",
        "et",
        "un",
        "une",
        "qui",
        "cett",
        "san",
        "ayant",
        "ell",
        "apre",
        "dont",
        "son",
        "sa",
        "permettant",
        "obtenant",
    }
)


def _listed(reading: Reading, left: int, right: int) -> bool:
    first, last = reading.mentions[left].last, reading.mentions[right].first
    gap = "".join(reading.tokens.gap[first + 1 : last + 1])
    words = [w for i, w in enumerate(reading.tokens.fold[first + 1 : last], first + 1) if i not in reading.site_at]
    return (
        not any(c in gap for c in ";:.")
        and ("," in gap or {"et", "ou", "ainsi", "associé", "avec"} & set(words) != set() or not words)
        and len(words) <= 6
    )


_EXPLAINS = frozenset({"consistant", "typ", "comm", "savoir", "notamment", "principalement", "essentiellement"})


def _of(reading: Reading, left: int, right: int) -> bool:
    """ "la guérison de l'ostéite", "une récidive de l'hypercalcémie": the second belongs to the first."""
    words = reading.tokens.fold[reading.mentions[left].last + 1 : reading.mentions[right].first]
    return bool(words) and words[0] in ("de", "d", "du", "des") and len(words) <= 2


def _explained(reading: Reading, left: int, right: int) -> bool:
    """ "une toxicité consistant en une mucite", "une complication à type de fistule": the second says what the first is."""
    words = reading.tokens.fold[reading.mentions[left].last + 1 : reading.mentions[right].first]
    return len(words) <= 6 and bool(_EXPLAINS & set(words))


_NAMING = frozenset(
    {"lassitud", "demand", "volonté", "souhait", "choi", "directiv", "princip", "souci", "refu"}
)


def _phrase(reading: Reading, view: SentenceView, cue: Cue, limit: int) -> tuple[int, int] | None:
    """A reason that names no known thing is kept in its own words: "faute de place en réanimation"."""
    first = cue.last + 1
    if _NAMING & set(reading.tokens.fold[cue.first : cue.last + 1]):
        # "par lassitude du malade", "à la demande de": the connector's noun is the reason.
        return reading.tokens.start[cue.first], reading.tokens.end[min(limit, first + 4) - 1]
    while first < limit and reading.tokens.fold[first] in (
        "de",
        "d",
        "du",
        "des",
        "le",
        "la",
        "l",
        "les",
        "un",
        "une",
        "que",
        "qu",
    ):
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
    reading: Reading,
    view: SentenceView,
    status: Status,
    cues: list[Cue],
    others: list[tuple[int, int]],
    said: list[Said],
    valued: set[int],
) -> Reason | None:
    """ "suspendus (INR à 8)", "arrêt (hypothyroïdie)": what stands in brackets behind the frame."""
    if status.status not in _WEAK_REASONS:
        return None
    tokens = reading.tokens
    start = _mark_behind(reading, view, status, others, "(")
    if start is None:
        return _listed_note(reading, view, status, valued)
    stop = next((i for i in range(start + 1, view.last) if ")" in tokens.gap[i]), view.last)
    group = _fitting(reading, view, start, stop, valued)
    if group:
        return Reason(tuple(group), None, (start, start))
    numbers = any(t.isdigit() for t in tokens.text[start:stop])
    if not numbers and status.status == "contraindicated" and stop - start <= 4:
        return Reason((), _span(reading, start, stop), (start, start))
    if (
        numbers
        or stop - start < 2
        or stop - start > 8
        or not {
            "insuffisant",
            "trop",
            "refu",
            "absenc",
            "manqu",
            "pann",
            "defaut",
            "cour",
            "impossibl",
            "echec",
            "pas",
            "non",
        }
        & set(tokens.fold[start:stop])
    ):
        return None
    return Reason((), _span(reading, start, stop), (start, start))


def _listed_note(reading: Reading, view: SentenceView, status: Status, valued: set[int]) -> Reason | None:
    """ "bisoprolol (suspendu, bradycardie)": the frame and its reason inside one pair of brackets."""
    tokens = reading.tokens
    opening, behind = status.cue[0], status.cue[1] + 1
    if behind >= view.last or "(" not in tokens.gap[opening] or "," not in tokens.gap[behind]:
        return None
    stop = next((i for i in range(behind, view.last) if ")" in tokens.gap[i]), view.last)
    group = _fitting(reading, view, behind, stop, valued)
    return Reason(tuple(group), None, (behind, behind)) if group else None


def _preceding(
    reading: Reading,
    view: SentenceView,
    status: Status,
    cues: list[Cue],
    others: list[tuple[int, int]],
    said: list[Said],
    valued: set[int],
) -> Reason | None:
    """The connector before the frame: "En raison de X, le traitement a été arrêté", "Devant X, on arrête"."""
    for cue in reversed([c for c in cues if c.reach == "after" and c.last < status.cue[0]]):
        if cue.first - view.first > 3 and any(cue.last < o[0] < status.cue[0] for o in others):
            continue
        opening = (
            cue.first - view.first <= 3 or "," in reading.tokens.gap[cue.first] or "." in reading.tokens.gap[cue.first]
        )
        if not opening and cue.effect != "strong":
            continue
        if cue.effect == "weak" and (
            status.status not in _WEAK_REASONS or not _holds_reason(reading, cue, said, valued)
        ):
            continue
        if not opening and reading.mentions[status.mention].last < cue.first and status.cue[0] - cue.last > 14:
            continue
        end = min(
            status.cue[0],
            reading.mentions[status.mention].first
            if reading.mentions[status.mention].first > cue.last
            else status.cue[0],
        )
        reason = _zone(reading, view, cue, said, valued, status, end)
        if reason is not None and reason.mentions:
            return reason
        comma = next((i for i in range(cue.last + 2, end) if "," in reading.tokens.gap[i]), None)
        if reason is not None and comma is not None and cue.effect != "weak":
            return _zone(reading, view, cue, said, valued, status, comma)
    return None


def _consequence(
    reading: Reading,
    view: SentenceView,
    status: Status,
    cues: list[Cue],
    others: list[tuple[int, int]],
    said: list[Said],
    valued: set[int],
) -> Reason | None:
    """ "X a imposé l'arrêt de Y", "X nécessitant une réduction de dose": the subject of the consequence verb."""
    found = [
        c
        for c in cues
        if c.effect == "consequence"
        and c.first <= status.cue[1]
        and status.cue[0] - c.last <= 12
        and (c.first < status.cue[0] or c.last <= status.cue[1] or status.status == "contraindicated")
    ]
    theme = reading.mentions[status.mention]
    if view.first <= theme.first and theme.last < status.cue[0]:
        # In the passive the theme is the subject, and what comes before it is no cause.
        found = [c for c in found if c.last < theme.first and status.cue[0] - theme.last <= 4]
    for cue in reversed(found):
        if any(cue.last < o[0] < status.cue[0] for o in others):
            continue
        group = _subject(reading, view, cue.first, status, valued)
        if group:
            return Reason(tuple(group), None, (cue.first, cue.last))
        if status.sentence > 0 and cue.first - view.first <= 4:
            previous = _previous(reading, status, valued)
            if previous:
                return Reason(tuple(previous), None, (cue.first, cue.last))
        phrase = _subject_words(reading, view, cue.first, others)
        if phrase is not None and status.status in _WEAK_REASONS:
            return Reason((), phrase, (cue.first, cue.last))
    return None


_NO_NOUN = frozenset({"il", "elle", "on", "nou", "ce", "cela", "ceci", "qui", "c", "ils", "patient", "je"})


def _subject_words(
    reading: Reading, view: SentenceView, first: int, others: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """The subject of a consequence verb in its own words: "L'échappement biologique a conduit à"."""
    tokens = reading.tokens
    start = first
    while start > view.first and not any(c in tokens.gap[start] for c in ",;:()"):
        start -= 1
    words = tokens.fold[start:first]
    if (
        not 2 <= len(words) <= 10
        or _NO_NOUN & set(words[:2])
        or _finite(reading, start, first)
        or any(start <= o[0] < first for o in others)
    ):
        return None
    if any(
        reading.mentions[n].kind in ("treatment",)
        for i in range(start, first)
        if (n := reading.mention_at.get(i)) is not None
    ):
        return None
    return _span(reading, start, first)


def _subject(
    reading: Reading, view: SentenceView, first: int, status: Status, valued: set[int], far: bool = False
) -> list[int]:
    group: list[int] = []
    for number in reversed([n for n in view.mentions if reading.mentions[n].last < first]):
        mention = reading.mentions[number]
        if mention.kind == "site" or number == status.mention:
            continue
        fits = mention.kind in _REASON_KINDS or number in valued or mention.kind == "observable"
        if group:
            if not (fits and (_listed(reading, number, group[0]) or _graded(reading, number, group[0]))):
                break
            group.insert(0, number)
        elif fits:
            gap = "".join(reading.tokens.gap[mention.last + 1 : first + 1])
            if ((";" in gap or ". " in gap) and not far) or first - mention.last > 16:
                break
            group.append(number)
        elif first - mention.last > 6:
            break
    return group


def _circumstance(
    reading: Reading,
    view: SentenceView,
    status: Status,
    cues: list[Cue],
    others: list[tuple[int, int]],
    said: list[Said],
    valued: set[int],
) -> Reason | None:
    """A wish, a lack, a refusal named in the clause is why, without a connector: "par conviction religieuse"."""
    if status.status not in _WEAK_REASONS:
        return None
    for number in view.mentions:
        mention = reading.mentions[number]
        if mention.kind != "circumstance" or (mention.first <= status.cue[1] and mention.last >= status.cue[0]):
            continue
        left, right = sorted((mention.first, status.cue[0]))
        if right - left > 16 or any(left < o[0] < right for o in others):
            continue
        if any(c in "".join(reading.tokens.gap[left + 1 : right + 1]) for c in ";"):
            continue
        return Reason((number,), None, (mention.first, mention.first))
    return None


_ABSOLUTE = frozenset(
    {
        "etant",
        "ayant",
        "devenant",
        "restant",
        "persistant",
        "voulant",
        "souhaitant",
        "refusant",
        "depassant",
        "pouvant",
        "presentant",
        "jugeant",
        "progressant",
        "craignant",
        "montrant",
        "objectivant",
        "necessitant",
        "atteignant",
    }
)


def _finite(reading: Reading, first: int, stop: int) -> bool:
    """Whether a finite verb of having or being stands between two words ("à" is none)."""
    tokens = reading.tokens
    return any(tokens.fold[i] in _VERBS and tokens.text[i].lower() != "à" for i in range(first, stop))


_VERBS = frozenset(
    {"a", "ont", "est", "sont", "avait", "etait", "etaient", "fut", "furent", "ete", "sera", "qui", "pui"}
)


def _beside(
    reading: Reading,
    view: SentenceView,
    status: Status,
    cues: list[Cue],
    others: list[tuple[int, int]],
    said: list[Said],
    valued: set[int],
) -> Reason | None:
    """A loose clause behind the frame: ", le patient étant fébrile", ", plaquettes à 22 G/L", ": thrombopénie"."""
    if status.status not in _WEAK_REASONS:
        return None
    tokens = reading.tokens
    start = _mark_behind(reading, view, status, others, ",:")
    if start is None:
        return None
    if tokens.fold[start] in ("avec", "pui", "et", "san", "mai", "apre", "avant", "malgré", "qui"):
        return None
    stop = _absolute_end(reading, view, start)
    words = tokens.fold[start:stop]
    group = _fitting(reading, view, start, stop, valued)
    participle = next((k for k, w in enumerate(words[:9]) if w in _ABSOLUTE), None)
    if participle is not None and "ne" not in words[:0]:
        if participle == 0 and words[0] != "ayant":
            # "présentant une réponse" is said of the patient, and no reason.
            return None
        if group:
            return Reason(tuple(group), None, (start, start))
        return Reason((), _span(reading, start, min(stop, start + _LONGEST_PHRASE)), (start, start))
    if not group or _finite(reading, start, stop) or reading.mentions[group[0]].first - start > 2 or stop < view.last:
        return None
    if any(said[n].presence == "absent" for n in group):
        return None
    return Reason(tuple(group), None, (start, start))


def _mark_behind(
    reading: Reading, view: SentenceView, status: Status, others: list[tuple[int, int]], marks: str
) -> int | None:
    """The word behind the first of some marks that follows the frame, over its times and doses only."""
    tokens = reading.tokens
    theme = reading.mentions[status.mention]
    end = status.cue[1]
    if end < theme.first and theme.first - end < 10:
        end = theme.last
    for i in range(end + 1, min(view.last, end + 9)):
        gap = tokens.gap[i]
        if any(c in gap for c in marks):
            return i
        if (any(c in gap for c in ",:;()") and not tokens.text[i][0].isdigit()) or any(o[0] <= i <= o[1] for o in others):
            return None
        number = reading.mention_at.get(i)
        if number is not None and reading.mentions[number].kind == "condition":
            return None
    return None


def _absolute_end(reading: Reading, view: SentenceView, first: int) -> int:
    tokens = reading.tokens
    for i in range(first + 1, view.last):
        gap = tokens.gap[i]
        if (
            any(c in gap for c in ";:)")
            or ". " in gap
            or ("," in gap
            and not (tokens.text[i][0].isdigit() and tokens.text[i - 1][-1].isdigit()))
        ):
            return i
    return view.last


def _fitting(reading: Reading, view: SentenceView, first: int, stop: int, valued: set[int]) -> list[int]:
    """The reasons named between two words, at most three."""
    return [
        n
        for n in view.mentions
        if first <= reading.mentions[n].first < stop
        and (reading.mentions[n].kind in _REASON_KINDS or n in valued or reading.mentions[n].kind == "observable")
    ][:3]


def _span(reading: Reading, first: int, stop: int) -> tuple[int, int]:
    return reading.tokens.start[first], reading.tokens.end[stop - 1]


def _opening(
    reading: Reading,
    view: SentenceView,
    status: Status,
    cues: list[Cue],
    others: list[tuple[int, int]],
    said: list[Said],
    valued: set[int],
) -> Reason | None:
    """What opens the sentence or is set beside the subject: "La maladie ayant progressé, X est arrêté", "X, mal toléré, ...", "Myasthénie : X"."""
    if status.status not in _WEAK_REASONS:
        return None
    tokens = reading.tokens
    theme = reading.mentions[status.mention]
    first = min(theme.first, status.cue[0]) if theme.first >= view.first else status.cue[0]
    if view.first <= theme.last < status.cue[0]:
        aside = _aside(reading, view, theme.last, status, valued)
        if aside is not None:
            return aside
    stop = next((i for i in range(first, view.first, -1) if any(c in tokens.gap[i] for c in ",:;")), None)
    if stop is None or first - stop > 5 or ";" in tokens.gap[stop] or any(o[0] < stop for o in others):
        return None
    start = stop - 1
    while (
        start > view.first
        and not any(c in tokens.gap[start] for c in ";:")
        and not ("," in tokens.gap[start] and not tokens.text[start][0].isdigit())
    ):
        start -= 1
    words = tokens.fold[start:stop]
    group = _fitting(reading, view, start, stop, valued)
    if _ABSOLUTE & set(words[:9]) and words[0] not in ("qui", "il", "elle"):
        return (
            Reason(tuple(group), None, (start, start))
            if group
            else Reason((), _span(reading, start, min(stop, start + _LONGEST_PHRASE)), (start, start))
        )
    if (
        ":" in tokens.gap[stop]
        and start == view.first
        and group
        and stop - start <= 8
        and not _finite(reading, start, stop)
    ):
        if all(said[n].presence != "absent" for n in group):
            return Reason(tuple(group), None, (start, start))
    return None


_ILL_BORNE = (
    ["mal", "toleré"],
    ["mal", "toler"],
    ["mal", "supporté"],
    ["san", "effet"],
    ["san", "efficacité"],
    ["san", "benefic"],
    ["devenu", "inefficac"],
)


def _aside(reading: Reading, view: SentenceView, theme_last: int, status: Status, valued: set[int]) -> Reason | None:
    """ "La vinorelbine, mal tolérée (vomissements), a été arrêtée"."""
    tokens = reading.tokens
    words = tokens.fold[theme_last + 1 : status.cue[0]]
    for k in range(min(6, len(words) - 1)):
        if words[k : k + 2] in _ILL_BORNE:
            start = theme_last + 1 + k
            group = _fitting(reading, view, start, status.cue[0], valued)
            if group:
                return Reason(tuple(group), None, (start, start + 1))
            return Reason((), _span(reading, start, start + 2), (start, start + 1))
    return None


def _graded(reading: Reading, left: int, right: int) -> bool:
    """ "neuropathie de grade 2", "toxicité (neutropénie)": the grade or the bracket belongs to what stands before it."""
    first, last = reading.mentions[left].last, reading.mentions[right].first
    return last - first <= 2 and (
        reading.mentions[right].kind in ("assessment", "observable") or "(" in reading.tokens.gap[last]
    )


def _anaphor(
    reading: Reading,
    view: SentenceView,
    status: Status,
    cues: list[Cue],
    others: list[tuple[int, int]],
    said: list[Said],
    valued: set[int],
) -> Reason | None:
    """ "De ce fait", "donc", "pour cette raison": what was said just before, in the sentence or in the one before it."""
    for cue in cues:
        if cue.effect != "anaphor" or not (cue.first - 14 <= status.cue[0] and cue.first <= status.cue[1]):
            continue
        if cue.first > status.cue[0] + 3:
            continue
        group = _subject(reading, view, cue.first, status, valued, far=True)
        if group and cue.first - view.first > 3:
            return Reason(tuple(group), None, (cue.first, cue.last))
        previous = _previous(reading, status, valued)
        if cue.first - view.first <= 6:
            if previous:
                return Reason(tuple(previous), None, (cue.first, cue.last))
            phrase = _sentence_before(reading, status)
            if phrase is not None and status.status in _WEAK_REASONS and cue.first == view.first:
                return Reason((), phrase, (cue.first, cue.last))
    return None


def _sentence_before(reading: Reading, status: Status) -> tuple[int, int] | None:
    """The sentence before in its own words, when it is short and names no treatment: "Il vivait seul et sans téléphone."."""
    view = reading.sentences[status.sentence - 1] if status.sentence else None
    if view is None or not 2 < view.last - view.first <= _LONGEST_PHRASE:
        return None
    if any(reading.mentions[n].kind in ("treatment", "procedure") for n in view.mentions):
        return None
    return _span(reading, view.first, view.last)


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
