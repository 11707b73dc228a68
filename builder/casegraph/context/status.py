"""What was done with each treatment and procedure: verb and noun frames with their theme.

A frame's words come from the table `status-frames`; its reach says where the theme stands: `verb` at the object of the
verb (the subject in the passive), `noun` and `infinitive` behind it, `near` on either side, `subject` at the subject
whatever the voice, `to-do` before it, `adjective` at what it describes, `unreadable` at the laboratory test that it
describes, `shift` at what was given until then; `dose-` in front asks for something that has a dose. Rows that guard
("en cas de", "proposons de") keep a frame from being read as done.
"""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.acts import only_pointing
from casegraph.context.agreeing import (
    consistent,
    cut_short,
    not_resumed,
    told_by_noun,
    without_lacks,
    without_undone,
)
from casegraph.context.alone import left_out
from casegraph.context.besides import (
    as_abstention,
    contrast_only,
    done_before,
    ended_for,
    never_exposed,
    no_more,
    not_even_done,
    not_in_full,
    not_yet,
    only_possible,
    only_taken_out,
    untold,
)
from casegraph.context.class_names import told_here
from casegraph.context.delays import died_before, only_then, waited_before
from casegraph.context.denied import breaking, denied, gives_up_going_on
from casegraph.context.ellipses import also, contrasts, gapped, said_again
from casegraph.context.frame_words import own_words
from casegraph.context.frames import NOMINAL, OPEN, Frame, Status, Theme
from casegraph.context.groups import group_after
from casegraph.context.guards import GUARDS
from casegraph.context.likewise import likewise
from casegraph.context.lowered import arrowed, lowered, noted, passed
from casegraph.context.modality import status_of, unsaid
from casegraph.context.names import drug, generic
from casegraph.context.phrases import arrow, is_theme
from casegraph.context.plain import denied_plainly, given_with_reason, only_weighed, told_to_come
from casegraph.context.presence import Said
from casegraph.context.prevented import held_back, is_prevented, suffers
from casegraph.context.superseded import superseded
from casegraph.context.themes import change_undone, find_themes, says_of_all
from casegraph.context.to_come import named_ahead, named_along
from casegraph.context.unnamed import left_untested, placed, unnamed_objects
from casegraph.context.until import ended
from casegraph.context.verb_themes import ACTS
from casegraph.context.verbs import VerbGroup, Verbs, find_verbs, is_state
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED
from casegraph.terminology.mentions import Mention
from casegraph.text.fold import words
from casegraph.text.tokens import CLAUSE_MARKS

__all__ = ["Status", "find_status"]

_DECLINERS = word_class("patient-nouns") | word_class("decliners")
_REJECTING = written_class("verbs-rejecting")
_WANTING = written_class("verbs-wanting")
_WE, _TEAM = word_class("we"), word_class("team-nouns")
#: Words of a verb's subject: "l'équipe de gériatrie du service".
_SUBJECT = 6
_DECIDING = written_class("verbs-deciding")


#: Statuses of what may be taken up again.
_ENDED, _UNTAKEN = ("stopped", "paused"), ("withheld", "contraindicated", "refused")


_GIVEN = ("given", "started", "continued", "resumed", "completed")


class _Before:
    """What the frames before one said: the themes of the last in its sentence, and whether that only asked for them,
    the change that a later frame says did not come about; in the whole text, what was told of without a change, what
    was given, replaced, stopped, proposed or decided on, and what was not taken up."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.themes: tuple[Theme, ...] = ()
        self.open: tuple[Theme, ...] = ()
        self.undone: tuple[int, int] | None = None
        self.told: set[int] = set()
        self.given: set[int] = set()
        self.over: set[int] = set()
        self.ended: set[int] = set()
        self.proposed: set[int] = set()
        self.untaken: set[int] = set()

    def hears(self, said: list[Status]) -> list[Status]:
        """Note statuses, and hand them on."""
        for status in said:
            if status.status in _GIVEN:
                self.given.add(status.mention)
            if status.status in _ENDED:
                self.ended.add(status.mention)
            elif status.status == "resumed":
                mentions, concept = self.reading.mentions, self.reading.mentions[status.mention].concept
                self.ended = {n for n in self.ended if mentions[n].concept != concept}
            if status.status in _UNTAKEN and status.named is None:
                self.untaken.add(status.mention)
            if status.status == "replaced":
                self.over.add(status.mention)
                self.told.discard(status.mention)
            elif status.status is not None and status.status not in CHANGED and status.mention not in self.over:
                self.told.add(status.mention)
        return said


def find_status(reading: Reading, said: list[Said], unnamed: list[Mention] | None = None) -> list[Status]:
    """Every status stated by a frame, in text order, then what plain mentions imply.

    `unnamed` is filled, where it is given, with what frames are about that the mentions do not name.
    """
    found: list[Status] = []
    before = _Before(reading)
    asked: list[int] = []
    for index, view in enumerate(reading.sentences):
        before_it = len(found)
        cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "status-frames")
        if cues:
            verbs = find_verbs(reading, view)
            cues = own_words(reading, view, verbs, cues)
            guards = [c for c in cues if c.reach in GUARDS]
            cues = [c for c in cues if c.reach not in GUARDS]
            before.themes = before.open = ()
            here: list[Status] = []
            for cue in cues:
                said_here, themes = _frame(reading, index, view, verbs, cue, cues, guards, said, before, unnamed)
                said_here = [s for s in said_here if not told_by_noun(s, cue, cues, here)]
                said_here = [
                    s for s in said_here if not (cut_short(s, cues, here) or not_resumed(reading, s, cue, here))
                ]
                decided = _to_be_done(reading, verbs, cue)
                before.proposed |= {s.mention for s in said_here if s.status in OPEN or (
                    decided and s.status not in CHANGED)}  # fmt: skip
                here = [s for s in here if s.cue != before.undone]
                here = without_undone(reading, verbs, here, said_here, cue, cues) + before.hears(said_here)
                before.told |= _successors(reading, view, cue, said_here)
                before.themes = themes or before.themes
                before.open = themes if said_here and all(s.status in OPEN for s in said_here) else ()
            if unnamed is not None:
                unnamed += left_untested(reading, view, verbs)
            found += here + before.hears(held_back(reading, index, view, verbs, cues, guards, here, asked, unnamed))
            found += before.hears(gapped(reading, index, view, verbs, here))
            found += before.hears(said_again(reading, index, view, verbs, here))
            gone, open_ = before.over | before.ended, (before.proposed | before.untaken) - before.told
            found += before.hears(superseded(reading, index, view, here, said, gone, open_))
        told_here = [s for s in found[before_it:] if s.sentence == index]
        found += before.hears(contrasts(reading, index, view, told_here))
        found += before.hears(also(reading, index, view, told_here, found))
        asked = [s.mention for s in told_here if s.status in OPEN]
    until = ended(reading, found, said)
    found = consistent(reading, found)
    found += likewise(reading, found) + until
    found += denied_plainly(reading, found, said)
    found += given_with_reason(reading, found, said)
    found += left_out(reading, found)
    found += only_weighed(reading, found) + lowered(reading, found) + arrowed(reading)
    found += passed(reading, found)
    found += noted(reading, found)
    found = without_lacks(reading, found) + told_to_come(reading, found)
    return found + named_ahead(reading, found, said) + named_along(reading, found)


def _to_be_done(reading: Reading, verbs: Verbs, cue: Cue) -> bool:
    """ "il a été décidé de réaliser X": what somebody decides to do is yet to come, and may be refused."""
    group = verbs.of(cue.first, cue.last)
    if group is None or group.mood != "infinitive" or reading.tokens.fold[group.first - 1] not in _OF:
        return False
    before = verbs.before(group.first)
    return bool(before) and before[-1].verb in _DECIDING and not before[-1].negated


_OF, _OF_WORDS, _SIGNS = word_class("of"), word_class("of-words"), word_class("sign-nouns")


#: "ne sera pas donné": a treatment that is not to be given was not given.
_DONE_OR_BEGUN = ("given", "started", "resumed")
#: Reaches of frames that are no verb, or whose verb tells nothing of when.
_NO_VERBS = NOMINAL | {"to-do"}


def _frame(
    reading: Reading,
    index: int,
    view: SentenceView,
    verbs: Verbs,
    cue: Cue,
    cues: list[Cue],
    guards: list[Cue],
    said: list[Said],
    before: _Before,
    unnamed: list[Mention] | None,
) -> tuple[list[Status], tuple[Theme, ...]]:
    """What a frame says, and the themes it says it of; `before` is what other frames said before it."""
    group = verbs.of(cue.first, cue.last) if cue.reach not in _NO_VERBS else None
    positive, _, negative = cue.effect.partition("/")
    frame = Frame(reading, view, verbs, index, cue, cues, group, positive, before.themes, before.told, before.over,
                  before.open, before.ended, before.proposed, before.untaken)  # fmt: skip
    prevented = is_prevented(frame, guards)
    no = denied(frame) if prevented is None else prevented
    status = negative if no else positive
    if status in CHANGED and no and group is not None and group.modal in _WANTING and not _by_us(reading, group):
        status = "refused"
    if status in ("contraindicated", "withheld") and not no and _by_patient(reading, group):
        status = "refused"
    elif status == "refused" and group is not None and group.verb == "dire" and _by_us(reading, group):
        status = "withheld"  # "nous avons dit non à l'embolisation"
    if (status == "withheld" or (no and status == "stopped")) and group is not None and not_in_full(reading, group):
        status = "reduced"
    if status == "stopped" and group is not None and _shortened(reading, group):
        status = "reduced"
    if status == "withheld" and no and positive == "given" and group is not None and no_more(reading, group):
        status = "stopped"
    if no and positive == "completed" and group is not None and not group.modal and is_state(reading.tokens, group):
        return [], ()  # "les soins ne sont pas terminés": they go on, where "n'a pas été terminé" tells of an end
    frame = frame if status == positive else replace(frame, status=status)
    if says_of_all(frame) and (tried := change_undone(frame)) is not None:
        before.undone = tried.first, tried.last
        return [Status(t.mention, "continued", (cue.first, cue.last), index) for t in before.themes], before.themes
    themes = _of_patient(frame, _without_own(frame, find_themes(frame)), said)
    themes = told_here(frame, themes)
    left = [t for t in themes if reading.mentions[t.mention].last < cue.first]
    if status == "refused" and _by_finding(reading, view, cue):
        status = "contraindicated"
        frame = replace(frame, status=status)
    if cue.reach == "than" and group is not None and group.caused and status == "withheld" and left:
        status = "replaced"  # "une hépatite sous X a fait préférer Y"
        frame = replace(frame, status=status)
    if (death := died_before(frame)) is not None:
        return [Status(t.mention, "withheld", (death, cue.last), index) for t in themes], themes
    if waited_before(frame):
        return [Status(t.mention, "delayed", (cue.first, cue.last), index) for t in themes], themes
    if only_then(frame, themes):
        return [Status(t.mention, s, (cue.first, cue.last), index) for t in themes for s in ("delayed", status)], themes
    if no and not status and positive == "planned":
        return [Status(t.mention, None, (cue.first, cue.last), index) for t in themes], themes  # "n'était pas prévu"
    if not status or gives_up_going_on(frame):
        return [], themes
    if unsaid(frame, guards):
        instead = _to_take_its_place(frame) if status == "replaced" else []
        open_ = status not in CHANGED and group is not None and only_possible(reading, group)
        to_be = positive in _DONE_OR_BEGUN and group is not None and group.mood == "future" and group.negated
        undone = [t for t in themes if open_ or to_be or not_even_done(reading, t, status)]
        return instead + [Status(t.mention, None, (cue.first, cue.last), index) for t in undone], themes
    if (
        not themes
        and unnamed is not None
        and (status in CHANGED or placed(frame))
        and _SIGNS.isdisjoint(reading.tokens.span(cue.first, cue.last))
        and not (group is not None and group.verb in ACTS and untold(frame, group))
    ):
        unnamed += unnamed_objects(frame)
    status = status_of(frame, guards)
    if status == "completed" and ended_for(frame, themes):
        status = "stopped"
    if status == "pending" and _left_waiting(frame, themes):
        status = "paused"
    elif status == "paused" and _in_suspense(frame, themes):
        status = "withheld"
    if status == "stopped" and no and themes and all(_only_offered(before, t.mention) for t in themes):
        status = "refused"  # "X a été proposé, et elle a préféré ne pas continuer avec plus de traitements"
    if group is not None and group.verb in ACTS and status == "withheld" and not group.lone and untold(frame, group):
        return [Status(t.mention, None, (cue.first, cue.last), index) for t in themes], themes
    if never_exposed(frame, status) or (no and group is not None and not_yet(reading, group)):
        # What "aucun" denies besides is told by the negation itself.
        only_named = [t for t in themes if said[t.mention].presence == "present"]
        return [Status(t.mention, None, (cue.first, cue.last), index) for t in only_named], themes
    # "la poursuite de X a été empêchée par Y": the verb tells it, and why
    cue = next((g for g in guards if prevented and g.reach == "governor" and suffers(frame, g)), cue)
    if status in CHANGED and (broken := breaking(frame)) is not None:
        cue = Cue(*broken, cue.effect, cue.reach)
    stated = [
        Status(
            t.mention,
            "continued" if _going_on(frame, t) else as_abstention(reading, t, status, group),
            (cue.first, cue.last),
            index,
            named=_named(reading, t),
            by=t.by,
        )
        for t in themes
        if said[t.mention].experiencer == "patient"
        and (said[t.mention].presence != "hypothetical" or _by_own_words(cue, said[t.mention]))
        and not only_taken_out(frame, t, status)
        and not contrast_only(frame, t)
        and not (_going_on(frame, t) and reading.mentions[t.mention].first < view.first)  # "TRAITEMENT EN COURS" heads
        and not done_before(frame, t, status)
    ]
    return stated + [Status(n, None, (cue.first, cue.last), index) for n in only_pointing(frame, themes)], themes


def _shortened(reading: Reading, group: VerbGroup) -> bool:
    """ "deux séances ont été écourtées d'une heure": by how much, so that the rest was given."""
    behind = group.last + 1
    led = group.verb in _SHORTENING and not _OF.isdisjoint(reading.tokens.behind(group.last, 1))
    return led and any(k in reading.time_words for k in (behind, behind + 1))


_SHORTENING = written_class("verbs-shortening")


def _only_offered(before: _Before, number: int) -> bool:
    """Whether a treatment was proposed and never said to be given: it cannot be gone on with."""
    return number in before.proposed and number not in before.given


def _going_on(frame: Frame, theme: Theme) -> bool:
    """ "la corticothérapie en cours": a treatment is being given, only a test is awaited."""
    fold, first = frame.reading.tokens.fold, frame.cue.first
    state = frame.cue.reach == "state" and tuple(fold[first : frame.cue.last + 1]) == _IN_COURSE
    return state and frame.reading.mentions[theme.mention].kind == "treatment"


_IN_COURSE = tuple(words("en cours"))


def _left_waiting(frame: Frame, themes: tuple[Theme, ...]) -> bool:
    """ "on laisse le durvalumab en attente": a treatment somebody leaves so is not given; a test is only awaited."""
    drugs = bool(themes) and all(frame.reading.mentions[t.mention].kind == "treatment" for t in themes)
    leaving = [g for g in frame.verbs.before(frame.cue.first) if g.verb in _LEAVING]
    return drugs and bool(leaving) and not frame.reading.tokens.parted(leaving[-1].last, frame.cue.first, CLAUSE_MARKS)


def _in_suspense(frame: Frame, themes: tuple[Theme, ...]) -> bool:
    """ "la biopsie est restée en suspens": what is done once was not begun."""
    told = frame.reading.tokens.fold[frame.cue.last] in _SUSPENSE
    return told and bool(themes) and all(frame.reading.mentions[t.mention].kind == "procedure" for t in themes)


_SUSPENSE = frozenset(words("suspens"))
_LEAVING = written_class("verbs-leaving")


def _by_own_words(cue: Cue, said: Said) -> bool:
    """ "récusée pour toute chirurgie": what leaves other things open is the frame's own preposition here."""
    return said.cue is not None and cue.first <= said.cue[0] <= cue.last


def _without_own(frame: Frame, themes: list[Theme]) -> tuple[Theme, ...]:
    """The themes of a note without items of a list that have a frame of their own: "stop Lasilix, Eliquis en pause"."""
    mentions = frame.reading.mentions
    left, right = _item(frame, frame.cue.first)
    if not any(left <= mentions[t.mention].first < right for t in themes):
        return tuple(themes)
    return tuple(t for t in themes if not _has_its_own(frame, mentions[t.mention]))


def _of_patient(frame: Frame, themes: tuple[Theme, ...], said: list[Said]) -> tuple[Theme, ...]:
    """ "Sa fille, porteuse d'un goitre, a interrompu son traitement.": no treatment that was named for the patient."""
    here = tuple(t for t in themes if frame.reading.mentions[t.mention].first >= frame.view.first)
    theirs = len(here) < len(themes) and any(
        said[n].experiencer != "patient" and generic(frame.reading, n) and is_theme(frame.reading, n)
        for n in frame.view.mentions
    )
    return here if theirs else themes


def _item(frame: Frame, word: int) -> tuple[int, int]:
    """The words between the commas around one."""
    gap, left, right = frame.reading.tokens.gap, word, word + 1
    while left > frame.view.first and not _parts_items(gap[left]):
        left -= 1
    while right < frame.view.last and not _parts_items(gap[right]):
        right += 1
    return left, right


def _parts_items(gap: str) -> bool:
    return gap != " " and (gap.strip(" '’)").startswith((",", ";")) or arrow(gap))


def _has_its_own(frame: Frame, mention: Mention) -> bool:
    cue, (left, right) = frame.cue, _item(frame, mention.first)
    told = any(left <= group.first < right and group.finite for group in frame.verbs.groups)
    if told or left <= cue.first < right or not frame.view.first <= mention.first < frame.view.last:
        return False
    own = [c for c in frame.cues if left <= c.first < right and c.effect.partition("/")[0] in _TOLD]
    if cue.last < left:
        return any(c.first > mention.last and c.reach.removeprefix("dose-") in ("verb", "adjective") for c in own)
    return any(c.last < mention.first and c.reach == "noun" for c in own)


_TOLD = (*CHANGED, "continued", "resumed")


def _named(reading: Reading, theme: Theme) -> tuple[int, int] | None:
    """The words that name a theme here, where they are not its own mention ("C2 reporté")."""
    mention = reading.mentions[theme.mention]
    return theme.named if theme.named != (mention.first, mention.last) else None


def _to_take_its_place(frame: Frame) -> list[Status]:
    """ "propose de remplacer X par Y", "X sera remplacé par Y": Y is not given yet, and planned where that is told."""
    reading, last = frame.reading, frame.cue.last
    for number in reading.mentions_from(last + 1, min(frame.view.last, last + _NEAR)):
        between = reading.tokens.between(last, reading.mentions[number].first)
        if drug(reading, number) and (frame.cue.reach == "to" or not _INSTEAD.isdisjoint(between[-3:])):
            planned = frame.group is not None and frame.group.mood in ("future", "infinitive")
            return [Status(number, "planned" if planned else None, (frame.cue.first, last), frame.index)]
    return []


def _successors(reading: Reading, view: SentenceView, cue: Cue, said: list[Status]) -> set[int]:
    """ "X a été remplacé par Y": what "le traitement" means from then on."""
    if all(s.status != "replaced" for s in said):
        return set()
    replaced = {s.mention for s in said}
    behind = [n for n in reading.mentions_from(cue.last + 1, min(view.last, cue.last + _NEAR))
              if drug(reading, n) and n not in replaced]  # fmt: skip
    if not behind:
        return set()
    words = reading.tokens.fold[cue.last : reading.mentions[behind[0]].first]
    if cue.reach != "to" and _BY.isdisjoint(words[-_BY_NAME:]):
        return set()
    return set(group_after(reading, [n for n in view.mentions if n >= behind[0] and is_theme(reading, n)]))


#: Prepositions before what takes another's place, and words from them to it.
_BY, _BY_NAME = word_class("instead-prepositions") | word_class("at-or-in"), 4
#: Words from a replacement to what takes the place.
_NEAR = 10
_INSTEAD = word_class("instead-prepositions")


def _by_us(reading: Reading, group: VerbGroup) -> bool:
    """ "nous n'avons pas voulu faire de scanner", "l'équipe de garde n'a pas voulu" is no refusal of the patient's."""
    tokens = reading.tokens
    if group.passive:
        return False
    start = next((k for k in range(group.first, max(-1, group.first - _SUBJECT), -1) if tokens.mark_before(k)), None)
    start = max(0, group.first - _SUBJECT) if start is None else start
    if not _WE.isdisjoint(tokens.before(group.first + 1, 2)):
        return True
    subject = tokens.fold[start : group.first]
    return not _TEAM.isdisjoint(subject) and _DECLINERS.isdisjoint(subject)


def _by_patient(reading: Reading, group: VerbGroup | None) -> bool:
    """ "récusée par la patiente", "que la famille a rejetée": what others may do as well is a refusal of theirs."""
    if group is None:
        return False
    if not group.passive:
        of, by = ["", "", *reading.tokens.before(group.first, 2)][-2:]  # not "l'état du patient a fait récuser"
        return group.finite and group.verb in _REJECTING and by in _DECLINERS and of not in _OF_WORDS
    behind = reading.tokens.behind(group.last, 3)
    return behind[:1] == ["par"] and not _DECLINERS.isdisjoint(behind[1:])


def _by_finding(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "l'encéphalopathie de grade III s'y oppose": no person refuses."""
    tokens = reading.tokens
    if tokens.fold[cue.first] not in _ITSELF:
        return False
    clause = range(cue.first, view.first, -1)
    start = next((k for k in clause if tokens.marked(k - 1, k) or tokens.fold[k] in _DECLINERS), view.first)
    here = [reading.mentions[n] for n in reading.mentions_from(max(start, 1), cue.first)]
    return any(m.kind in ("condition", "observation") and tokens.fold[m.first - 1] in _NAMING for m in here)


_ITSELF, _NAMING = word_class("reflexives"), word_class("determiners")
