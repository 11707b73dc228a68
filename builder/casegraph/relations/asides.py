"""Reasons without a connector: in brackets, behind a colon, in a loose clause beside the frame."""

from __future__ import annotations

from casegraph.context.frames import Status
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.relations.because import LONGEST_PHRASE, WEAK_REASONS, Reason, Search, finite, fitting, span

__all__ = ["beside", "circumstance", "opening", "parenthesis"]


def parenthesis(search: Search) -> Reason | None:
    """ "suspendus (INR à 8)", "arrêt (hypothyroïdie)": what stands in brackets behind the frame."""
    reading, view, status, others, valued = search.reading, search.view, search.status, search.others, search.valued
    if status.status not in WEAK_REASONS:
        return None
    tokens = reading.tokens
    start = _mark_behind(reading, view, status, others, "(")
    if start is None:
        return _listed_note(reading, view, status, valued)
    stop = next((i for i in range(start + 1, view.last) if ")" in tokens.gap[i]), view.last)
    group = fitting(reading, view, start, stop, valued)
    if group:
        return Reason(tuple(group), None, (start, start))
    numbers = any(t.isdigit() for t in tokens.text[start:stop])
    if not numbers and status.status == "contraindicated" and stop - start <= 4:
        return Reason((), span(reading, start, stop), (start, start))
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
    return Reason((), span(reading, start, stop), (start, start))


def _listed_note(reading: Reading, view: SentenceView, status: Status, valued: set[int]) -> Reason | None:
    """ "bisoprolol (suspendu, bradycardie)": the frame and its reason inside one pair of brackets."""
    tokens = reading.tokens
    opening, behind = status.cue[0], status.cue[1] + 1
    if behind >= view.last or "(" not in tokens.gap[opening] or "," not in tokens.gap[behind]:
        return None
    stop = next((i for i in range(behind, view.last) if ")" in tokens.gap[i]), view.last)
    group = fitting(reading, view, behind, stop, valued)
    return Reason(tuple(group), None, (behind, behind)) if group else None


def circumstance(search: Search) -> Reason | None:
    """A wish, a lack, a refusal named in the clause is why, without a connector: "par conviction religieuse"."""
    reading, view, status, others = search.reading, search.view, search.status, search.others
    if status.status not in WEAK_REASONS:
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


_ABSOLUTE = word_class("absolute-participles")


def beside(search: Search) -> Reason | None:
    """A loose clause behind the frame: ", le patient étant fébrile", ", plaquettes à 22 G/L", ": thrombopénie"."""
    reading, view, status, others, said, valued = (
        search.reading,
        search.view,
        search.status,
        search.others,
        search.said,
        search.valued,
    )
    if status.status not in WEAK_REASONS:
        return None
    tokens = reading.tokens
    start = _mark_behind(reading, view, status, others, ",:")
    if start is None:
        return None
    if tokens.fold[start] in ("avec", "pui", "et", "san", "mai", "apre", "avant", "malgré", "qui"):
        return None
    stop = _absolute_end(reading, view, start)
    words = tokens.fold[start:stop]
    group = fitting(reading, view, start, stop, valued)
    participle = next((k for k, w in enumerate(words[:9]) if w in _ABSOLUTE), None)
    if participle is not None and "ne" not in words[:0]:
        if participle == 0 and words[0] != "ayant":
            # "présentant une réponse" is said of the patient, and no reason.
            return None
        if group:
            return Reason(tuple(group), None, (start, start))
        return Reason((), span(reading, start, min(stop, start + LONGEST_PHRASE)), (start, start))
    if not group or finite(reading, start, stop) or reading.mentions[group[0]].first - start > 2 or stop < view.last:
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
        if (any(c in gap for c in ",:;()") and not tokens.text[i][0].isdigit()) or any(
            o[0] <= i <= o[1] for o in others
        ):
            return None
        if tokens.fold[i] in ("et", "mai"):
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
            or ("," in gap and not (tokens.text[i][0].isdigit() and tokens.text[i - 1][-1].isdigit()))
        ):
            return i
    return view.last


def opening(search: Search) -> Reason | None:
    """What opens the sentence or is set beside the subject.

    "La maladie ayant progressé, X est arrêté", "X, mal toléré, ...", "Myasthénie : X".
    """
    reading, view, status, others, said, valued = (
        search.reading,
        search.view,
        search.status,
        search.others,
        search.said,
        search.valued,
    )
    if status.status not in WEAK_REASONS:
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
    group = fitting(reading, view, start, stop, valued)
    if _ABSOLUTE & set(words[:9]) and words[0] not in ("qui", "il", "elle"):
        return (
            Reason(tuple(group), None, (start, start))
            if group
            else Reason((), span(reading, start, min(stop, start + LONGEST_PHRASE)), (start, start))
        )
    if (
        ":" in tokens.gap[stop]
        and start == view.first
        and group
        and stop - start <= 8
        and not finite(reading, start, stop)
        and all(said[n].presence != "absent" for n in group)
    ):
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
            group = fitting(reading, view, start, status.cue[0], valued)
            if group:
                return Reason(tuple(group), None, (start, start + 1))
            return Reason((), span(reading, start, start + 2), (start, start + 1))
    return None
