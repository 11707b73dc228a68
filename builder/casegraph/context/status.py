"""What was done with each treatment and procedure: verb and noun frames with their theme.

A frame's words come from the table `status-frames`; its shape says where the theme stands:
`participle` before it in the passive, after it behind "a"/"ont"; `infinitive` and `noun` after it; `near` on either side.
"""

from __future__ import annotations

from dataclasses import dataclass

from casegraph.context.presence import Said
from casegraph.context.themes import after, before, earlier, fronted, generic, has_object, nearest, noted
from casegraph.languages.cues import Cue, find_cues
from casegraph.reading import Reading, SentenceView
from casegraph.records import CHANGED

__all__ = ["Status", "find_status", "is_theme"]

_NEGATION = frozenset({"pas", "plu", "jamai", "aucun", "non", "ni", "guer", "point"})
_NE = frozenset({"ne", "n"})
_HAVE = frozenset({"a", "ont", "avait", "avaient", "avon", "ai", "ayant", "aura", "auron", "ait"})
_BE = frozenset(
    {"ete", "est", "sont", "etait", "etaient", "etre", "fut", "furent", "soit", "sera", "seront", "serait", "etant"}
)
_IF = frozenset({"si", "sil"})
_CONDITIONAL = ("rait", "raient")
#: Words that end in a conditional's letters without being one.
_NOT_CONDITIONAL = frozenset({"retrait", "extrait", "attrait", "portrait", "trait"})
_DOSE = frozenset({"dos", "dose", "posologi"})
_FUTURE = frozenset({"sera", "seront"})
#: What may or will have to be done has not been done.
#: Drains and lesions are taken out; that stops nothing.
_TAKEN_OUT = frozenset({"retiré", "supprimé", "retrait", "ecarté"})
_MODAL = frozenset(
    {"devra", "devront", "pourra", "pourront", "faudra", "peut", "peuvent", "doit", "doivent", "fallait"}
)


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
            guards = [c for c in cues if c.reach in _GUARDS]
            cues = [c for c in cues if c.reach not in _GUARDS]
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
            held = _held_by_negation(reading, mention.first, cue)
            if not held or not generic(reading, number):
                out.append(Status(number, "withheld" if held else None, cue, index))
    return out


_NEVER_EXPOSED = frozenset({"necessit", "necessité", "necessitait", "necessitant", "justifi", "besoin"}) | frozenset(
    {
        "antecedent",
        "notion",
        "pris",
        "prend",
        "histoir",
        "consommation",
        "habituel",
        "allergi",
        "exposition",
        "sign",
        "argument",
    }
)
_DESCRIBES = frozenset({"san", "hor"})
_RESORTS = frozenset({"recour", "realisation", "administration", "indication", "possibilité", "acce"})
_JOINS = frozenset(
    {
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
        "ni",
        "ou",
        "et",
        "a",
        "au",
        "tout",
        "aucun",
        "autr",
        "eu",
        "nouvell",
        "san",
        "pas",
        "non",
    }
)


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
    out = []
    for index, view in enumerate(reading.sentences):
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
            if any(o.sentence == index and 0 < mention.first - o.cue[1] <= 4 for o in found):
                # "suspendant le traitement en raison de": the frame has taken the word for the drug it means.
                continue
            if any(
                o.status == "replaced" and o.sentence == index and o.cue[1] < mention.first <= o.cue[1] + 12
                for o in found
            ):
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
        or (before in (["en"], ["au"], ["a"])
        and behind in ("l", "de", "d"))
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
    prevented = _prevented(reading, view, cue, guards)
    negated = _negated(reading, view, cue) if prevented is None else prevented
    status = negative if negated else positive
    if (
        not status
        or _governed(reading, view, cue, cues)
        or _hypothetical(reading, view, cue)
        or _guarded(reading, view, cue, cues, guards, status)
    ):
        return []
    if _future(reading, view, cue):
        if status in CHANGED:
            return []
        if status in ("given", "started"):
            status = "planned"
    themes = _themes(reading, view, index, cue, cues, status)
    if (
        status in CHANGED
        and cue.reach in ("noun", "near", "infinitive", "dose-infinitive")
        and _denied_behind(reading, view, cue, themes)
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


def _negated(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether the frame is denied: by "ne ... pas" around it, "aucun ... ne", "sans", "pas de" before it."""
    words = reading.tokens.fold
    own = words[cue.first : cue.last + 1]
    if cue.reach in ("infinitive", "finite", "present", "participle", "governor") and own[0] in _NE:
        return False
    start = _clause_start(reading, view, cue.first)
    # "nouveau-né" folds to "ne" too.
    window = [
        "né" if words[i] == "ne" and reading.tokens.text[i].lower() != "ne" else words[i]
        for i in range(max(start, cue.first - 9), cue.first)
    ]
    if window and window[-1] in ("non", "jamai"):
        return True
    if cue.reach in ("noun", "near"):
        return _no_noun(window, words[max(view.first, cue.first - 2) : cue.first])
    if words[max(view.first, cue.first - 2) : cue.first] in (["san", "avoir"], ["san", "etre"]) or window[-1:] == [
        "san"
    ]:
        return True
    for place in range(len(window) - 1, -1, -1):
        if window[place] not in _NE:
            continue
        behind = words[cue.last + 1 : min(view.last, cue.last + 4)]
        if "que" in behind[:1] or "qu" in behind[:1]:
            return False
        inside = set(window[place:]) | set(own)
        subject = words[max(view.first, cue.first - 22) : cue.first - len(window) + place]
        return (
            bool((_NEGATION | {"pu", "put", "peut", "pouvait", "pouvant"}) & inside)
            or bool({"aucun", "ni", "nul"} & set(subject))
            or place == len(window) - 1
            or bool({"aucun", "ni"} & set(behind))
        )
    return False


def _no_noun(window: list[str], right: list[str]) -> bool:
    """ "sans report", "ni diminution de dose", "aucune réduction", "pas d'indication à"."""
    near = window[-4:]
    ne = next((k for k, w in enumerate(window) if w in _NE), None)
    if ne is not None and _NEGATION & set(window[ne:]):
        # "n'a pas conduit à l'arrêt".
        return True
    return (
        bool({"san", "aucun"} & set(near[-2:]))
        or "ni" in near[-2:]
        or near[-2:] in (["pas", "de"], ["pas", "d"])
        or right in (["levé", "de"], ["absenc", "de"], ["absenc", "d"])
        or "levé" in near
    )


def _clause_start(reading: Reading, view: SentenceView, first: int) -> int:
    """The word at which the clause of a frame begins, looking back."""
    tokens = reading.tokens
    for i in range(first, view.first, -1):
        if (
            any(c in tokens.gap[i] for c in ";:(")
            or ". " in tokens.gap[i]
            or "," in tokens.gap[i]
            or tokens.fold[i - 1] in ("mai", "pui")
        ):
            return i
        if i < first and tokens.fold[i - 1] == "et" and tokens.fold[i] not in ("n", "ne"):
            return i
    return view.first


_GUARDS = frozenset({"name", "sentence", "following", "preceding", "governor"})
_PLANS = frozenset({"proposé", "prevu", "envisagé", "discuté", "suggeré", "programmé", "planifié"})


def _prevented(reading: Reading, view: SentenceView, cue: Cue, guards: list[Cue]) -> bool | None:
    """Whether "a empêché", "n'a pas permis" governs the frame; None where no such verb does."""
    for guard in guards:
        if guard.reach == "governor" and 0 < cue.first - guard.last <= 4:
            # "n'a pas empêché la poursuite" prevents nothing.
            return not _negated(reading, view, guard)
    return None


def _directly_prevented(
    reading: Reading, index: int, view: SentenceView, cues: list[Cue], guards: list[Cue]
) -> list[Status]:
    """ "L'obésité a empêché l'IRM": the treatment or test itself stands behind the verb."""
    out = []
    for guard in guards:
        if guard.reach != "governor" or _negated(reading, view, guard) or _hypothetical(reading, view, guard):
            continue
        if any(0 < c.first - guard.last <= 4 for c in cues):
            continue
        out += [
            Status(n, "withheld", (guard.first, guard.last), index)
            for n in after(reading, view, guard, cues, close=True)
        ]
    return out


_GOVERNING = frozenset({"delayed", "refused", "contraindicated", "withheld", "paused"})


def _governed(reading: Reading, view: SentenceView, cue: Cue, cues: list[Cue]) -> bool:
    """Whether another frame right before it takes the frame as its object: "a retardé la reprise de", "refus de débuter"."""
    if cue.reach not in ("infinitive", "noun", "near", "dose-infinitive"):
        return False
    if cue.effect.partition("/")[0] in CHANGED:
        # "pas d'indication à suspendre", "refuse d'arrêter": what is refused is the stop.
        return any(
            c.effect.partition("/")[0] in ("withheld", "refused")
            and c.reach in ("noun", "infinitive")
            and 0 < cue.first - c.last <= 2
            and not _punctuated(reading, c.last, cue.first)
            for c in cues
        )
    return any(
        c.effect.partition("/")[0] in _GOVERNING
        and 0 < cue.first - c.last <= 3
        and not _punctuated(reading, c.last, cue.first)
        and not {"et", "ou", "pui"} & set(reading.tokens.fold[c.last + 1 : cue.first])
        for c in cues
    )


def _punctuated(reading: Reading, left: int, right: int) -> bool:
    return any(c in "".join(reading.tokens.gap[left + 1 : right + 1]) for c in ",;:.()")


def _guarded(reading: Reading, view: SentenceView, cue: Cue, cues: list[Cue], guards: list[Cue], status: str) -> bool:
    """Whether the sentence only speaks of the frame: a guideline, a plan, a question, somebody else."""
    if status not in CHANGED:
        return False
    for guard in guards:
        if guard.reach == "sentence" and ")" in "".join(reading.tokens.gap[guard.last + 1 : cue.first + 1]):
            # "(indispensable en cas d'anomalie)" says nothing of the rest.
            continue
        if guard.reach == "sentence" and (guard.first < cue.first or guard.effect == "hypothetical"):
            return True
        if guard.reach == "following" and 0 < cue.first - guard.last <= 5:
            return True
        if (
            guard.reach == "preceding"
            and 0 < guard.first - cue.last <= 9
            and ";" not in "".join(reading.tokens.gap[cue.last + 1 : guard.first + 1])
        ):
            return True
    if any(
        o.effect.startswith("completed")
        and o.reach == "participle"
        and 0 < o.first - cue.last <= 7
        and o.last > o.first
        for o in cues
    ):
        # "arrêtée à J7, au terme du traitement": it ended because it was complete.
        return True
    if cue.reach in ("infinitive", "present", "noun"):
        # "il est envisagé d'espacer puis d'arrêter": a plan and what it plans.
        for other in cues:
            if (
                other.effect.startswith("planned")
                and 0 < cue.first - other.last <= 5
                and (other.reach == "infinitive" or reading.tokens.fold[other.first] in _PLANS)
            ):
                return True
    return reading.document.text[view.sentence.start : view.sentence.end].rstrip().endswith("?")


_WEIGHED = frozenset(
    {
        "discuté",
        "evoqué",
        "envisagé",
        "prevu",
        "programmé",
        "planifié",
        "proposé",
        "souhaité",
        "suggeré",
        "refusé",
        "redouté",
    }
)


def _denied_behind(reading: Reading, view: SentenceView, cue: Cue, themes: list[int]) -> bool:
    """Whether the verb behind a nominal frame takes it back: "l'arrêt de X n'a pas été nécessaire", "a été discuté"."""
    last = max(
        [cue.last, *(reading.mentions[n].last for n in themes if cue.last < reading.mentions[n].last < cue.last + 12)]
    )
    tokens = reading.tokens
    words: list[str] = []
    for i in range(last + 1, min(view.last, last + 9)):
        if any(c in tokens.gap[i] for c in ",;:.(") or tokens.fold[i] in ("et", "mai", "qui", "pui", "car"):
            break
        words.append(tokens.fold[i])
    if words:
        if _NE & set(words[:4]) and _NEGATION & set(words[:6]):
            return True
        if bool({"est", "a", "sera", "etait", "avait"} & set(words[:3])) and bool(
            (_WEIGHED | {"prevu"}) & set(words[:5])
        ):
            return True
        if words[:1] == ["expos"]:
            return True
        return any((w.endswith(("era", "eront")) and len(w) > 5) or w in _FUTURE for w in words[:6])
    return False


def _hypothetical(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """A condition, a wish or a guideline: "si", "en cas de", "pourrait être arrêté", "il faudrait arrêter"."""
    words = reading.tokens.fold
    for i in range(cue.first - 1, max(view.first, cue.first - 12) - 1, -1):
        word = words[i]
        if any(c in reading.tokens.gap[i + 1] for c in ";:.") and i + 1 <= cue.first:
            return False
        if (word in _IF and words[i + 1] != "bien") or (word == "ca" and i and words[i - 1] == "en"):
            return True
        if (
            cue.first - i == 1
            and word in ("tout", "toute")
            and cue.reach in ("noun", "near")
            and "avant" in words[max(view.first, cue.first - 4) : cue.first]
        ):
            return True
        if cue.first - i <= 4 and ((word.endswith(_CONDITIONAL) and word not in _NOT_CONDITIONAL) or word in _MODAL):
            return True
    return False


def _future(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    words = reading.tokens.fold[max(view.first, cue.first - 3) : cue.first]
    return bool(_FUTURE & set(words))


def _themes(reading: Reading, view: SentenceView, index: int, cue: Cue, cues: list[Cue], status: str) -> list[int]:
    words = reading.tokens.fold
    shape = cue.reach
    if status in CHANGED:
        head = noted(reading, view, index, cue)
        if head:
            return head
    if shape == "subject":
        return before(reading, view, index, cue, status)
    if shape.startswith("dose-"):
        # "la dose a été réduite", or the drug itself; a tumour that shrinks is no dose.
        window = words[max(view.first, cue.first - 12) : cue.last + 4]
        found = _themes(reading, view, index, Cue(cue.first, cue.last, cue.effect, shape[5:]), cues, status)
        return [n for n in found if reading.mentions[n].kind == "treatment"]
    if shape == "participle":
        # "a suspendu le cisplatine" is active: its object follows.
        previous = [
            w
            for w in words[max(view.first, cue.first - 3) : cue.first]
            if w
            not in ("pas", "pu", "du", "ensuit", "donc", "egalement", "alor", "aussi", "finalement", "définitivement")
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


def _contrasts(reading: Reading, index: int, view: SentenceView) -> list[Status]:
    """ "mammographie droite (pas gauche)", "à droite mais pas à gauche": one side was not done."""
    words = reading.tokens.fold
    out = []
    for i in range(view.first, view.last - 1):
        if words[i] not in ("pas", "non"):
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
