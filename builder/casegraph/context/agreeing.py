"""Which of several statuses of one treatment stay: what a noun told, what a later verb undoes, what is said again."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter

from casegraph.context.frames import OPEN, Status
from casegraph.context.verbs import Verbs
from casegraph.languages.cues import Cue
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.records import CHANGED
from casegraph.text.tokens import CLAUSE_MARKS

__all__ = ["consistent", "cut_short", "not_resumed", "told_by_noun", "without_lacks", "without_undone"]


def _nouns_told(cues: list[Cue]) -> set[tuple[int, int]]:
    """The words of the frames that are nouns of doing: "la poursuite de", "la réalisation de"."""
    return {(c.first, c.last) for c in cues if c.reach == "infinitive"}


def told_by_noun(status: Status, cue: Cue, cues: list[Cue], here: list[Status]) -> bool:
    """ "La poursuite de X n'a pas été possible": the noun has said what became of X; not in "réalisation d'une X, qui
    s'est avérée impossible"."""
    nouns = _nouns_told(cues)
    told = [s.status for s in here if s.mention == status.mention and s.cue in nouns]
    return cue.reach == "adjective" and bool(told) and (told[-1] in CHANGED or status.status not in CHANGED)


def not_resumed(reading: Reading, status: Status, cue: Cue, here: list[Status]) -> bool:
    """ "X a été arrêté et n'a pas été repris": that it was not taken up again is no second change."""
    before = {s.status for s in here if s.mention == status.mention and s.cue[1] < cue.first}
    therefore = not _THEREFORE.isdisjoint(reading.tokens.fold[max(0, cue.first - _TO_THEREFORE) : cue.first])
    if status.status == "withheld" and therefore and not _BARRED.isdisjoint(before):
        return True  # "La biopsie est contre-indiquée et n'est donc pas réalisée"
    return status.status == "withheld" and cue.effect.startswith("resumed") and "stopped" in before


#: What is barred, and words from "donc" to the verb that draws the consequence.
_BARRED, _THEREFORE, _TO_THEREFORE = frozenset({"contraindicated", "refused"}), word_class("therefore-words"), 4


def without_lacks(reading: Reading, found: list[Status]) -> list[Status]:
    """ "La dialyse a été différée faute d'héparine": what was lacking is why, and no change of its own."""
    lacked = {s for s in found if s.status == "withheld" and _for_lack(reading, s)}
    held = [s for s in found if s.status in CHANGED and s not in lacked]

    def tells_why(lack: Status) -> bool:
        first = reading.mentions[lack.mention].first
        return any(
            s.sentence == lack.sentence
            and reading.mentions[s.mention].concept != reading.mentions[lack.mention].concept
            and not reading.tokens.parted(min(first, s.cue[0]), max(first, s.cue[0]), CLAUSE_MARKS)
            for s in held
        )

    return [replace(s, status=None) if s in lacked and tells_why(s) else s for s in found]


def _for_lack(reading: Reading, status: Status) -> bool:
    """Whether "faute de" leads to what a status is of."""
    return not _LACK.isdisjoint(reading.tokens.before(reading.mentions[status.mention].first, 3))


_LACK = word_class("lack-nouns")


def cut_short(status: Status, cues: list[Cue], here: list[Status]) -> bool:
    """ "Seules deux cures de X ont été administrées en raison de": that they were given is not what it tells."""
    short = {(c.first, c.last) for c in cues if c.reach == "only"}
    return status.status == "given" and any(s.mention == status.mention and s.cue in short for s in here)


def without_undone(reading: Reading, verbs: Verbs, here: list[Status], said: list[Status], cue: Cue,
                    cues: list[Cue]) -> list[Status]:  # fmt: skip
    """The statuses before an adjective or a passive without what a noun told as done that it says was not: "la
    réalisation de X s'est avérée impossible", "l'administration de X a été suspendue"."""
    group = verbs.of(cue.first, cue.last) if cue.reach == "verb" else None
    if cue.reach != "adjective" and (group is None or not group.passive or group.lone):
        return here
    nouns = _nouns_told(cues)
    undone = {s.mention for s in said if s.status in CHANGED and s.status not in _LATER}
    if group is not None:  # the noun heads the subject of the verb
        nouns = {n for n in nouns if n[0] < group.first and not verbs.told(n[1], group.first)}
        nouns = {n for n in nouns if not reading.tokens.parted(n[1], group.first)}
    return [s for s in here if s.cue not in nouns or s.mention not in undone or s.status in CHANGED]


#: Changes of what is done all the same: "la reprise de X à dose réduite".
_LATER = ("reduced",)


def _only_ordered(reading: Reading, before: Status, status: Status) -> bool:
    """ "Tramadol prescrit, non donné", "prescrit, que les parents n'ont pas donné": an order that was not carried out
    started nothing."""
    if before.sentence != status.sentence or (before.status, status.status) != ("started", "withheld"):
        return False
    far = _FAR if not _ORDERS.isdisjoint(reading.tokens.span(*before.cue)) else _NOT_CARRIED_OUT
    return 0 < status.cue[0] - before.cue[1] <= far


#: Words from an order to what says that it was not carried out.
_NOT_CARRIED_OUT, _FAR, _ORDERS = 3, 16, word_class("orders")


def consistent(reading: Reading, found: list[Status]) -> list[Status]:
    """One status a mention and place: of two frames on one mention in one clause the more telling one stays.

    "mis en place" inside "n'a pas été mis en place" fires once; "a pu être arrêté puis repris" keeps both.
    """
    out: dict[tuple[int, str | None, tuple[int, int] | None], list[tuple[int, Status]]] = {}
    for number, status in enumerate(found):
        kept = out.setdefault((status.mention, status.laterality, status.named), [])
        here = [o.status for _, o in kept if o.sentence == status.sentence]
        if status.status in here or (here and status.status in (*OPEN, None)):
            continue
        # A plan or decision whose content is another status adds nothing ("il est décidé d'arrêter").
        kept[:] = [(n, o) for n, o in kept if o.sentence != status.sentence or o.status not in (*OPEN, None)]
        kept[:] = [(n, o) for n, o in kept if not _only_ordered(reading, o, status)]
        kept.append((number, status))
    return [status for _, status in sorted((one for kept in out.values() for one in kept), key=itemgetter(0))]
