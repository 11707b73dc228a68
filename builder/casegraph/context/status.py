"""What was done with each treatment and procedure: verb and noun frames with their theme.

A frame's words come from the table `status-frames`; its shape says where the theme stands:
`participle` before it in the passive, after it behind "a"/"ont"; `infinitive` and `noun` after it; `near` on either
side; `subject` always before it. Rows that guard ("en cas de", "proposons de") keep a frame from being read as done.
"""

from __future__ import annotations

from dataclasses import dataclass

from casegraph.context.denial import (
    GUARDS,
    denied_behind,
    future,
    governed,
    guarded,
    hypothetical,
    is_negated,
    is_planned,
    is_prevented,
)
from casegraph.context.neighbours import has_object
from casegraph.context.presence import Said
from casegraph.context.themes import after, before, earlier, fronted, generic, nearest, noted
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = ["Status", "find_status", "is_theme"]

_HAVE = word_class("have")


_BE = word_class("be")


_DOSE = word_class("dose-nouns")


#: What may or will have to be done has not been done.
#: Drains and lesions are taken out; that stops nothing.
_TAKEN_OUT = word_class("taken-out")


@dataclass(frozen=True, slots=True)
class Status:
    """One thing said of one treatment or procedure: mention, status, and the words that say so (first and last).

    `laterality` is set where the status is only of one side ("mammographie droite (pas gauche)"). `view` is the
    sentence in which it is said; `dropped` marks a frame that says nothing of what happened (a hypothesis).
    """

    mention: int
    status: str | None
    cue: tuple[int, int]
    sentence: int
    laterality: str | None = None


def is_theme(reading: Reading, number: int) -> bool:
    """Whether a mention can have a status: a treatment, a procedure, a device, or a test that may be done or not."""
    return reading.mentions[number].kind in ("treatment", "procedure")


def find_status(reading: Reading, said: list[Said]) -> list[Status]:
    """Every status stated by a frame, in text order, then what plain mentions imply."""
    found: list[Status] = []
    for index, view in enumerate(reading.sentences):
        cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "status-frames")
        if cues:
            cues = _own_words(reading, view, cues)
            guards = [c for c in cues if c.reach in GUARDS]
            cues = [c for c in cues if c.reach not in GUARDS]
            for cue in cues:
                found += _frame(reading, index, view, cue, cues, guards, said)
            found += _directly_prevented(reading, index, view, cues, guards)
        found += _contrasts(reading, index, view)
    found = _consistent(found)
    return found + _plain_with_reason(reading, found, said) + _denied(reading, found, said)


def _denied(reading: Reading, found: list[Status], said: list[Said]) -> list[Status]:
    """What a negation before a plain treatment or test really says: not held where it denies something else.

    "sans greffe" describes, "pas d'antécédent de chirurgie" tells of no exposure, "sans extension sur le curage" denies
    the extension; "pas de chimiothérapie", "sans recours à la dialyse" are held.
    """
    stated = {s.mention for s in found}
    out = []
    for index, view in enumerate(reading.sentences):
        for number in view.mentions:
            mention, cue = reading.mentions[number], said[number].cue
            if number in stated or said[number].presence != "absent" or cue is None or not is_theme(reading, number):
                continue
            held = _held_by_negation(reading, mention.first, cue) or _never_followed(reading, number)
            if not held or not generic(reading, number):
                out.append(Status(number, "withheld" if held else None, cue, index))
    return out


_NEVER_EXPOSED = word_class("no-exposure")


_DESCRIBES = word_class("describing-negators")


_EARLIER = word_class("earlier-adjectives")


def _never_followed(reading: Reading, number: int) -> bool:
    """ "sans suivi", "sans contrôle gynécologique antérieur", "sans traitement préalable": something was not done."""
    mention = reading.mentions[number]
    words = reading.tokens.fold
    if "san" not in words[max(0, mention.first - 2) : mention.first]:
        return False
    after = set(words[mention.last + 1 : mention.last + 2])
    return reading.is_a(number, "MonitoringProcedure") or bool(_EARLIER & after)


_RESORTS = word_class("resort-nouns")


_JOINS = word_class("negation-joins")


def _held_by_negation(reading: Reading, first: int, cue: tuple[int, int]) -> bool:
    tokens = reading.tokens
    between = tokens.fold[cue[1] + 1 : first]
    if _NEVER_EXPOSED & set(tokens.fold[max(0, cue[0] - 3) : first + 3]):
        return False
    if tokens.fold[cue[0]] in ("non", "jamai"):
        return False
    if cue[1] >= first:
        return tokens.fold[cue[0]] not in _DESCRIBES
    if _DESCRIBES & set(tokens.fold[cue[0] : cue[1] + 1]) and not _RESORTS & set(between):
        return False
    if "negativité" in tokens.fold[cue[0] : cue[1] + 1]:
        return False
    mentions = {reading.mention_at[i] for i in range(cue[1] + 1, first) if i in reading.mention_at}
    if any(not is_theme(reading, n) for n in mentions):
        return False
    if (
        between
        and between[-1] in ("de", "d", "des", "du", "l")
        and any(w not in _JOINS and w not in _RESORTS for w in between)
    ):
        # "pas de matériel de bronchoscopie": something of the treatment is missing.
        return False
    loose = [
        w
        for i, w in enumerate(between, cue[1] + 1)
        if w not in _JOINS and w not in _RESORTS and i not in reading.mention_at
    ]
    return len(loose) <= 1


def _plain_with_reason(reading: Reading, found: list[Status], said: list[Said]) -> list[Status]:
    """A treatment without a frame of its own, right before a causal connector: "une antibiothérapie en raison de"."""
    stated = {s.mention for s in found}
    by_sentence: dict[int, list[Status]] = {}
    for status in found:
        by_sentence.setdefault(status.sentence, []).append(status)
    out = []
    for index, view in enumerate(reading.sentences):
        said_here = by_sentence.get(index, [])
        cues = [
            c
            for c in find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
            if c.effect == "strong"
        ]
        for number in view.mentions:
            mention = reading.mentions[number]
            if number in stated or mention.kind != "treatment" or said[number].presence != "present":
                continue
            if said[number].experiencer != "patient":
                continue
            if any(0 < mention.first - o.cue[1] <= 4 for o in said_here):
                # "suspendant le traitement en raison de": the frame has taken the word for the drug it means.
                continue
            if any(o.status == "replaced" and o.cue[1] < mention.first <= o.cue[1] + 12 for o in said_here):
                # What replaces another treatment is not itself given for the reason of the change.
                continue
            near = any(
                0 < c.first - mention.last <= 6 and not _interrupted(reading, mention.last, c.first, view) for c in cues
            )
            if near:
                out.append(Status(number, "given", (mention.first, mention.last), index))
    return out


def _interrupted(reading: Reading, left: int, right: int, view: SentenceView) -> bool:
    gap = "".join(reading.tokens.gap[left + 1 : right + 1])
    between = [
        n for n in view.mentions if left < reading.mentions[n].first < right and reading.mentions[n].kind != "site"
    ]
    verbs = {"ete", "est", "a", "ont", "etait", "sont", "qui", "n", "ne"} & set(reading.tokens.fold[left + 1 : right])
    return any(c in gap for c in ";:.,") or bool(between) or bool(verbs)


def _own_words(reading: Reading, view: SentenceView, cues: list[Cue]) -> list[Cue]:
    """The frames whose words are not part of a name or of a connector: "du fait de" holds no verb "fait"."""
    connectors = [
        c
        for c in find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
        if c.effect != "consequence" and c.last > c.first
    ]
    kept = []
    for cue in cues:
        if _inside_mention(reading, cue) or any(c.first <= cue.first <= c.last for c in connectors):
            continue
        if cue.reach == "present" and reading.tokens.text[cue.last].lower() in ("arrêt", "arret"):
            # Folding makes "arrête" and "arrêt" one word.
            cue = Cue(cue.first, cue.last, cue.effect, "noun")
        if reading.tokens.fold[cue.first] == "fait" and cue.first == cue.last and _auxiliary_fait(reading, view, cue):
            continue
        kept.append(cue)
    return kept


def _auxiliary_fait(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "a fait modifier", "a fait l'objet de", "tout à fait": no treatment was done by that "fait"."""
    if cue.last + 1 >= view.last:
        return False
    behind, before = reading.tokens.text[cue.last + 1].lower(), reading.tokens.fold[max(0, cue.first - 1) : cue.first]
    return (
        behind.endswith(("er", "ir", "re"))
        or behind in ("obstacle", "objet", "que", "qu", "part", "place")
        or (before in (["en"], ["au"], ["a"]) and behind in ("l", "de", "d"))
    )


def _inside_mention(reading: Reading, cue: Cue) -> bool:
    """Whether the cue's words are part of a treatment's own name ("traitement de maintien")."""
    number = reading.mention_at.get(cue.first)
    return (
        number is not None
        and reading.mentions[number].last >= cue.last
        and reading.mentions[number].last > reading.mentions[number].first
        and reading.mentions[number].kind != "circumstance"
    )


def _frame(
    reading: Reading, index: int, view: SentenceView, cue: Cue, cues: list[Cue], guards: list[Cue], said: list[Said]
) -> list[Status]:
    positive, _, negative = cue.effect.partition("/")
    prevented = is_prevented(reading, view, cue, guards)
    negated = is_negated(reading, view, cue) if prevented is None else prevented
    status = negative if negated else positive
    if status in ("given", "started") and is_planned(reading, view, cue, cues, guards):
        status = "planned"
    if (
        not status
        or governed(reading, cue, cues)
        or hypothetical(reading, view, cue)
        or guarded(reading, view, cue, cues, guards, status)
    ):
        return []
    if future(reading, view, cue):
        if status in CHANGED:
            return []
        if status in ("given", "started"):
            status = "planned"
    themes = _themes(reading, view, index, cue, cues, status)
    if (
        status in CHANGED
        and cue.reach in ("noun", "near", "infinitive", "dose-infinitive")
        and denied_behind(reading, view, cue, themes)
    ):
        return []
    out = []
    words = reading.tokens.fold
    for number in themes:
        if said[number].experiencer != "patient" or said[number].presence == "hypothetical":
            continue
        if (
            reading.mentions[number].kind == "procedure"
            and words[cue.last] in _TAKEN_OUT
            and status in ("stopped", "withheld")
        ):
            continue
        if words[reading.mentions[number].first] == "abstention":
            status = "withheld"
        out.append(Status(number, status, (cue.first, cue.last), index))
    return out


def _directly_prevented(
    reading: Reading, index: int, view: SentenceView, cues: list[Cue], guards: list[Cue]
) -> list[Status]:
    """ "L'obésité a empêché l'IRM": the treatment or test itself stands behind the verb."""
    out = []
    for guard in guards:
        if guard.reach != "governor" or is_negated(reading, view, guard) or hypothetical(reading, view, guard):
            continue
        if any(0 < c.first - guard.last <= 4 for c in cues):
            continue
        out += [
            Status(n, "withheld", (guard.first, guard.last), index)
            for n in after(reading, view, guard, cues, close=True)
        ]
    return out


def _themes(reading: Reading, view: SentenceView, index: int, cue: Cue, cues: list[Cue], status: str) -> list[int]:
    words = reading.tokens.fold
    shape = cue.reach
    if status in CHANGED:
        head = noted(reading, view, index, cue)
        if head:
            return head
    if shape == "subject":
        found = before(reading, view, index, cue, status)
        # "la patiente débutera l'hormonothérapie" plans its object.
        return found or (after(reading, view, cue, cues) if status == "planned" else [])
    if shape.startswith("dose-"):
        # "la dose a été réduite", or the drug itself; a tumour that shrinks is no dose.
        found = _themes(reading, view, index, Cue(cue.first, cue.last, cue.effect, shape[5:]), cues, status)
        return [n for n in found if reading.mentions[n].kind == "treatment"]
    if shape == "participle":
        # "a suspendu le cisplatine" is active: its object follows.
        previous = [
            w
            for w in words[max(view.first, cue.first - 3) : cue.first]
            if w
            not in ("pas", "pu", "du", "ensuit", "donc", "egalement", "alor", "aussi", "finalement", "definitivement")
        ]
        active = bool(previous) and previous[-1] in _HAVE and "ete" not in previous
        if active:
            found = after(reading, view, cue, cues)
            # "l'a refusée": the object stands before the auxiliary.
            pronoun = bool({"l", "les"} & set(words[max(view.first, cue.first - 3) : cue.first]))
            return found or (earlier(reading, view, index, cue, status) if pronoun else [])
        if _impersonal(reading, view, cue):
            return after(reading, view, cue, cues, close=True)
        found = before(reading, view, index, cue, status)
        if found or (cue.first > view.first + 1 and not any(c in reading.tokens.gap[cue.first] for c in ":;.\n-")):
            return found or fronted(reading, view, cue)
        return after(reading, view, cue, cues, close=True) or fronted(reading, view, cue)
    if shape == "state":
        found = before(reading, view, index, cue, status)
        # A result can be awaited as well as a test.
        tests = [
            n
            for n in view.mentions
            if reading.mentions[n].kind == "observable" and reading.mentions[n].last < cue.first
        ]
        return found + tests[-1:]
    if shape == "near":
        return nearest(reading, view, index, cue, cues, status)
    found = after(reading, view, cue, cues)
    if not found and shape == "noun" and status in CHANGED:
        found = fronted(reading, view, cue)
    if not found and status in CHANGED and not has_object(reading, view, cue):
        return before(reading, view, index, cue, status, pronoun=True)
    return found


def _impersonal(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "il n'a pas été retenu de notion de contage": what it is about stands behind the frame."""
    words = reading.tokens.fold
    return (
        "il" in words[max(view.first, cue.first - 5) : cue.first]
        and cue.last + 1 < view.last
        and words[cue.last + 1] in ("un", "une", "de", "d")
        and not reading.tokens.gap[cue.last + 1].strip(" '’")
    )


_NOT = frozenset({"pas", "non"})


def _contrasts(reading: Reading, index: int, view: SentenceView) -> list[Status]:
    """ "mammographie droite (pas gauche)", "à droite mais pas à gauche": one side was not done."""
    words = reading.tokens.fold
    out: list[Status] = []
    if _NOT.isdisjoint(words[view.first : view.last]):
        return out
    for i in range(view.first, view.last - 1):
        if words[i] not in _NOT:
            continue
        j = i + 1 if words[i + 1] not in ("a", "le", "l") else i + 2
        side = {"gauch": "left", "droit": "right"}.get(words[j]) if j < view.last else None
        if side is None:
            continue
        number = next(
            (
                n
                for n in reversed(view.mentions)
                if reading.mentions[n].last < i
                and reading.mentions[n].kind == "procedure"
                and i - reading.mentions[n].last <= 8
            ),
            None,
        )
        if number is not None:
            out.append(Status(number, "withheld", (i, j), index, side))
    return out


def _consistent(found: list[Status]) -> list[Status]:
    """One status a mention and place: of two frames on one mention in one clause the more telling one stays.

    "mis en place" inside "n'a pas été mis en place" fires once; "a pu être arrêté puis repris" keeps both.
    """
    out: list[Status] = []
    for status in found:
        same = [o for o in out if o.mention == status.mention and o.laterality == status.laterality]
        if any(o.status == status.status and o.sentence == status.sentence for o in same):
            continue
        # A plan or decision whose content is another status adds nothing ("il est décidé d'arrêter").
        weaker = [
            o
            for o in same
            if o.sentence == status.sentence and o.status in ("planned", "pending") and status.status != "planned"
        ]
        if status.status in ("planned", "pending") and any(o.sentence == status.sentence for o in same):
            continue
        for old in weaker:
            out.remove(old)
        out.append(status)
    return out
