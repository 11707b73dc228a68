"""What a frame of a change does not tell: histories, mere possibilities, things that are only taken out."""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.frames import Frame, Theme
from casegraph.context.unnamed import for_cause
from casegraph.context.verbs import VerbGroup
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.records import CHANGED

__all__ = [
    "as_abstention",
    "contrast_only",
    "done_before",
    "ended_for",
    "never_exposed",
    "not_even_done",
    "not_in_full",
    "not_yet",
    "only_possible",
    "only_taken_out",
    "untold",
]

#: Drains and lesions are taken out; that stops nothing.
_TAKEN_OUT = word_class("taken-out")
_EXPOSURE, _DECIDING = written_class("verbs-exposure"), written_class("verbs-deciding")
_NEVER, _DEFINITE = word_class("never-before"), word_class("definite")
_BEFORE_THEN, _WOULD_HAVE = word_class("pluperfect-auxiliaries"), word_class("hearsay-auxiliaries")


def not_in_full(reading: Reading, group: VerbGroup) -> bool:
    """ "n'a jamais été donné à pleine dose": given, but less of it."""
    behind = reading.tokens.behind(group.last, _TO_FULL)
    return not _FULL.isdisjoint(behind) and not _DOSES.isdisjoint(behind) and behind[0] in _AT


def no_more(reading: Reading, group: VerbGroup) -> bool:
    """ "n'est plus donné", "n'en reçoit plus": what was given until then is not given any more."""
    tokens = reading.tokens
    inside = tokens.span(group.first, group.last)
    behind = tokens.fold[group.last + 1 : group.last + 2] if not group.perfect else []
    also = any(a == "non" and b in _NO_MORE for a, b in pairwise(inside))  # "pas non plus"
    return not also and not _NO_MORE.isdisjoint((*inside, *behind))


_NO_MORE = word_class("no-more")


#: Words from a verb to "à la dose pleine", and those that say so.
_TO_FULL, _FULL, _DOSES, _AT = 4, word_class("full-doses"), word_class("doses-told"), word_class("to")


def only_possible(reading: Reading, group: VerbGroup) -> bool:
    """ "une coloscopie pourrait être proposée", "serait faite": not done; "aurait été faite" is told by hearsay."""
    told = group.mood == "conditional" and group.modal is None
    told = told and not _WOULD_HAVE.isdisjoint(reading.tokens.fold[group.first : group.head])
    return not group.negated and not told


def not_even_done(reading: Reading, theme: Theme, status: str) -> bool:
    """ "En cas de chute, un scanner n'est pas utile": an act that is only said not to be needed was not done."""
    return status in _UNDONE and reading.mentions[theme.mention].kind == "procedure"


_UNDONE = ("withheld", "refused", "contraindicated", "delayed")


def not_yet(reading: Reading, group: VerbGroup) -> bool:
    """ "n'a pas encore été débuté": still to come, not held."""
    return "encor" in reading.tokens.span(group.first, group.last)


def never_exposed(frame: Frame, status: str) -> bool:
    """ "n'a jamais subi d'intervention", "ne recevait aucun traitement": a history or a state, nothing held."""
    group, tokens = frame.group or frame.verbs.of(frame.cue.first, frame.cue.last), frame.reading.tokens
    if status != "withheld" or group is None:
        return False
    if group.passive and group.verb == "prescrire" and tokens.behind(group.last, 1) == ["par"]:
        return not _explained(frame, group)  # "n'avait jamais été prescrite par un médecin": taken all the same
    if group.passive or group.verb not in _EXPOSURE or frame.cue.reach == "subject":
        return False  # "n'a jamais eu lieu"
    if group.mood in ("present", "imperfect") and tokens.behind(group.last, 1) == ["aucun"]:
        return True
    if _BEFORE_THEN & set(tokens.fold[group.first : group.head]) and not _explained(frame, group):
        return True  # "n'avait pas fait de rappel vaccinal depuis dix ans": before the story
    if not _DEFINITE.isdisjoint(tokens.behind(group.last, 1, frame.view.last)):
        return False  # "n'a jamais reçu la radiothérapie": the one that was meant
    window = set(tokens.fold[group.first : min(frame.view.last, group.last + 9)])
    return bool(_NEVER & window) and not _explained(frame, group)


def untold(frame: Frame, group: VerbGroup) -> bool:
    """ "n'a jamais été opéré", "n'avait pas été irradié": a state or a history, unless a reason is told."""
    words = set(frame.reading.tokens.fold[group.first : group.head])
    before = "jamai" in words or bool(_BEFORE_THEN & words) or frame.view.sentence.section == "history"
    return before and not _explained(frame, group)


def _explained(frame: Frame, group: VerbGroup) -> bool:
    causes = find_cues(frame.reading.cue_text, frame.view.first, frame.view.last, frame.reading.language, "causes")
    return any(c.effect in _TELLING_WHY and (c.first > group.last or c.first == frame.view.first) for c in causes)


_TELLING_WHY = ("strong", "absence")


def ended_for(frame: Frame, themes: tuple[Theme, ...]) -> bool:
    """ "s'est terminé en mai en raison d'une neuropathie": an end with a reason was no end that was planned."""
    reading, tokens = frame.reading, frame.reading.tokens
    behind = max([frame.cue.last, *(reading.mentions[t.mention].last for t in themes)]) + 1
    stop = min(frame.view.last, behind + _END_TO_REASON)
    for cause in find_cues(reading.cue_text, behind, stop, reading.language, "causes"):
        words = range(behind, cause.first)
        if cause.effect == "strong" and cause.last > cause.first and not tokens.marked(behind, cause.first) and not any(
                k in frame.verbs.at or k in reading.mention_at for k in words):  # fmt: skip
            return True
    return frame.cue.reach == "subject" and _harm_led(frame)


def _harm_led(frame: Frame) -> bool:
    """ "une progression a été objectivée, de sorte que X a pris fin": harm told before what follows from it."""
    reading, view = frame.reading, frame.view
    causes = find_cues(reading.cue_text, view.first, frame.cue.first, reading.language, "causes")
    leads = [c.first for c in causes if c.reach == "before"]
    harms = [n for n in view.mentions if any(reading.is_a(n, harm) for harm in _HARMS)]
    return any(reading.mentions[n].last < lead for n in harms for lead in leads)


_HARMS = ("Progression", "Recurrence", "AdverseEffect")
#: Words from the end of a treatment to its reason, a date between them.
_END_TO_REASON = 10


def contrast_only(frame: Frame, theme: Theme) -> bool:
    """ "un scanner sans injection (injection non réalisée vu X)", "une IRM non injectée": the test itself was done."""
    if not frame.reading.is_a(theme.mention, "ImagingProcedure"):
        return False
    group = frame.group
    first = group.first if group is not None else frame.cue.first
    before = range(max(frame.view.first, first - _NEAR_CONTRAST), first)
    fold, last = frame.reading.tokens.fold, frame.reading.mentions[theme.mention].last
    # "le scanner avec contraste n'est pas demandé": the test itself
    return any(fold[i] in _CONTRAST and fold[i - 1] not in _WITH and i > last for i in before)


def done_before(frame: Frame, theme: Theme, status: str) -> bool:
    """ "L'immunothérapie a pris la suite de la chirurgie": what is done once was not given up for what follows."""
    reading = frame.reading
    once = reading.mentions[theme.mention].kind == "procedure" or reading.is_a(theme.mention, "Radiotherapy")
    return once and status == "replaced" and not _SUITE.isdisjoint(reading.tokens.span(frame.cue.first, frame.cue.last))


_SUITE = word_class("following-nouns")
_WITH = word_class("with")
_CONTRAST, _NEAR_CONTRAST = frozenset({"injection", "injecté", "contrast"}), 3


def only_taken_out(frame: Frame, theme: Theme, status: str) -> bool:
    """Whether a device is only taken out, or a lesion: that stops nothing, unless it is told why of a device."""
    reading = frame.reading
    taken = reading.tokens.fold[frame.cue.last] in _TAKEN_OUT and status in ("stopped", "withheld")
    mention = reading.mentions[theme.mention]
    if status in CHANGED and reading.tokens.fold[mention.first] == "diagnostic":
        return True  # "un diagnostic histologique n'a pas été fait": none was reached
    return taken and mention.kind == "procedure" and (mention.concept is not None or not for_cause(frame))


def as_abstention(reading: Reading, theme: Theme, status: str, group: VerbGroup | None) -> str | None:
    """An abstention and an operation given up were never done; a limit set on treatment says what more is not."""
    mention = reading.mentions[theme.mention]
    if reading.is_a(theme.mention, "TreatmentLimitation"):
        if status == "withheld" and group is not None and group.negated:
            return None  # "aucune limitation n'a été décidée": nothing is kept back
        decided = status == "planned" and group is not None and group.verb in _DECIDING
        return "withheld" if decided or status in ("given", "started") else status
    ended = status == "stopped" and mention.kind == "procedure"
    given_up = ended and group is not None and (group.verb == "abandonner" or no_more(reading, group))
    return "withheld" if given_up or reading.tokens.fold[mention.first] == "abstention" else status
