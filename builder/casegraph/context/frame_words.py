"""Which words of the table of frames are frames in their sentence, and what each says there.

The same words are parts of names ("traitement de maintien"), of connectors ("du fait de") and of other verbs ("a fait
modifier"); folding makes one word of "arrête" and "arrêt"; two numbers tell whether a dose was lowered.
"""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.names import drug
from casegraph.context.narrow import narrowed
from casegraph.context.phrases import is_theme
from casegraph.context.verbs import Verbs
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.fold import fold

__all__ = ["own_words"]

#: Nouns that folding makes one word with a verb: "arrête", "switche".
_STOP_NOUNS, _SWITCH = ("arrêt", "arret", "arrêts"), "switch"
_STOP_VERBS = ("arrête", "arrêtent")
_VERBS = ("verb", "dose-verb")
_OF, _THAT, _TO = word_class("of"), word_class("that"), word_class("to")
_BY_HOW_MUCH = word_class("of-words") | word_class("by")
_FAIT_NOUNS, _FAIT_ADVERBS = word_class("fait-nouns"), word_class("fait-adverbs")
_COMPLEMENTS = word_class("bare-complements")
_INFINITIVES = ("er", "ir", "re")
_SINKING, _HAVE = written_class("verbs-sinking"), word_class("have")
#: The frame of a dose that two numbers tell to be lower.
_LOWER = "reduced/"
#: Frames whose words bring in a reason as well: "est incompatible avec X", "le temps que X descende".
_SAYS_BOTH = ("adjective", "following")


def own_words(reading: Reading, view: SentenceView, verbs: Verbs, cues: list[Cue]) -> list[Cue]:
    """The frames whose words are not part of a name or of a connector: "du fait de" holds no verb "fait"."""
    connectors = [
        c
        for c in find_cues(reading.cue_text, view.first, view.last, reading.language, "causes")
        if c.effect != "consequence" and c.last > c.first
    ]
    kept = []
    for cue in cues:
        if (
            cue.last > cue.first
            and reading.tokens.fold[cue.last] in _TO
            and any(c.first == cue.last for c in connectors)
        ):
            cue = Cue(cue.first, cue.last - 1, cue.effect, cue.reach)  # "s'est opposée au motif que"
        if (cue.reach != "lost" and _inside_mention(reading, cue)) or any(
            c.first <= cue.first <= c.last
            and not (
                c.first == cue.first and (cue.reach in _SAYS_BOTH or cue.last > c.last or _lacking(reading, verbs, cue))
            )
            for c in connectors
        ):  # "est incompatible avec X", "faute de pouvoir obtenir X", "faute de scanner" say both
            continue
        if cue.reach in _VERBS:
            group = verbs.of(cue.first, cue.last)
            if group is not None and _bare_noun(reading, view, cue):
                kept.append(Cue(cue.first, cue.last, cue.effect, "noun"))
                continue
            if group is None or not cue.first <= group.head <= cue.last:
                # Folding makes "arrête" and "arrêt" one word, and "switche" and "switch".
                written = reading.tokens.text[cue.last].lower()
                if written != _SWITCH and written not in _STOP_NOUNS:
                    continue
                cue = Cue(cue.first, cue.last, cue.effect, "to" if written == _SWITCH else "noun")
        cue = _governor_in_passive(verbs, cue)
        if reading.tokens.fold[cue.first] == "fait" and cue.first == cue.last and _auxiliary_fait(reading, view, cue):
            continue
        if _no_more_than(reading, view, cue) or _only_because(reading, view, cue) or _imaged(reading, verbs, cue):
            continue
        cue = _verb_arrete(reading, verbs, cue)
        if (held := narrowed(reading, view, verbs, cue)) is None:
            continue
        cue = held
        if cue.reach == "percent" and not _less_than_whole(reading, view, cue):
            continue
        kept.append(_of_dose(reading, view, verbs, cue))
    return kept


def _lacking(reading: Reading, verbs: Verbs, cue: Cue) -> bool:
    """ "faute d'artésunate": what stands right behind was not to be had, "faute de réponse à X" speaks of an answer.

    Behind what was not done it is why: "n'ont pas été recherchés, faute de prélèvements adéquats".
    """
    number = reading.mention_at.get(cue.last + 1)
    if number is None or not is_theme(reading, number) or cue.effect != _NOT_GIVEN:
        return False
    first = reading.sentence_of(cue.first).first
    if any(g.negated and first <= g.first < cue.first for g in verbs.groups):
        return False
    return _OF.isdisjoint(reading.tokens.behind(reading.mentions[number].last, 1))


_NOT_GIVEN = "withheld/"


def _governor_in_passive(verbs: Verbs, cue: Cue) -> Cue:
    """What a verb that prevents or permits says of its own subject in the passive."""
    group = verbs.of(cue.first, cue.last) if cue.reach == "governor" else None
    if group is None or not group.passive:
        return cue
    if cue.effect.startswith("prevented") and cue.last > cue.first:
        return Cue(cue.first, cue.last, "withheld/", "adjective")  # "rendue impossible par une carcinose"
    if cue.effect.startswith("/") and group.negated:
        return Cue(cue.first, cue.last, "/contraindicated", "verb")  # "le kétoprofène n'était pas permis"
    return cue


def _bare_noun(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "Arrêt IEC, reprise bisoprolol": in notes a noun that opens its item stands right before the drug."""
    tokens, behind = reading.tokens, cue.last + 1
    if cue.first != cue.last or tokens.fold[cue.first] not in _NOTED or behind >= view.last:
        return False
    opens = cue.first == view.first or any(c in tokens.gap[cue.first] for c in ",;:-+\n")
    number = reading.mention_at.get(behind)
    return opens and number is not None and tokens.gap[behind] == " " and drug(reading, number)


_NOTED = word_class("noted-changes")


def _verb_arrete(reading: Reading, verbs: Verbs, cue: Cue) -> Cue:
    """The verb where folding has made the noun of it: "elle arrête d'elle-même"."""
    group = verbs.of(cue.first, cue.first)
    written = reading.tokens.text[cue.first].lower()
    if cue.reach != "noun" or group is None or not group.finite or written not in _STOP_VERBS:
        return cue
    return Cue(cue.first, cue.first, "stopped/continued", "verb")


def _less_than_whole(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "à 80 % de la dose", "la dose à 75 %": less than the whole of it."""
    starts = [reading.tokens.start[max(view.first, cue.first - 2)], reading.tokens.end[cue.last]]
    for start in starts:
        quantity = reading.quantity_after(start)
        if quantity is not None and quantity.unit == "%" and quantity.start <= reading.tokens.end[cue.last] + 2:
            if reading.tokens.fold[cue.first] == "de" and _changed_by(reading, quantity.start):
                return False  # "une augmentation de 25 % de la dose"
            return quantity.number is not None and quantity.number < 100
    return False


def _changed_by(reading: Reading, start: int) -> bool:
    """ "une augmentation de 25 % de la dose", "majoré, par paliers, de 25 %": what was added or taken away, not what
    was given ("à 75 % de la dose", "a reçu 75 % de la dose", "(75 % de la dose)")."""
    word = reading.tokens.at(start)
    return reading.tokens.fold[word - 1] in _BY_HOW_MUCH and "(" not in reading.tokens.gap[word]


def _imaged(reading: Reading, verbs: Verbs, cue: Cue) -> bool:
    """ "montrait un arrêt en périphérie de la colonne opaque": a stop that an image shows, of no treatment."""
    written = reading.tokens.text[cue.first].lower()
    if cue.first < 2 or written not in _STOP_NOUNS:
        return False
    shown = verbs.at.get(cue.first - 2)
    if shown is None or verbs.groups[shown].verb not in _IMAGING:
        return False
    behind = reading.mentions_from(cue.last + 1, cue.last + 4)
    return not any(reading.mentions[n].kind == "treatment" for n in behind)


_IMAGING = written_class("verbs-imaging")


def _no_more_than(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "ne recevait plus qu'un traitement de soutien": that treatment alone goes on."""
    words = reading.tokens.fold[cue.first : min(view.last, cue.last + 3)]
    return "plu" in words and any(a == "plu" and b in _THAT for a, b in pairwise(words))


def _only_because(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "n'ont été réalisées qu'en raison de": the reason why it was done, and no delay."""
    if reading.tokens.fold[cue.last] not in _THAT or cue.last + 1 >= view.last:
        return False
    causes = find_cues(reading.cue_text, cue.last + 1, min(view.last, cue.last + 4), reading.language, "causes")
    return any(c.first == cue.last + 1 and c.effect == "strong" for c in causes)


def _of_dose(reading: Reading, view: SentenceView, verbs: Verbs, cue: Cue) -> Cue:
    """The frame of a change that two numbers tell to be of a dose: "est passé de 600 à 400 mg"."""
    if cue.last + 1 < view.last and tuple(reading.tokens.fold[cue.first : cue.last]) == ("au", "lieu"):
        return _instead_of(reading, cue)
    group = verbs.of(cue.first, cue.last)
    sinks = group is not None and group.verb in _SINKING and reading.tokens.fold[group.first] not in _HAVE
    if (cue.reach != "verb" and not sinks) or reading.tokens.fold[cue.last] not in _OF or cue.last + 1 >= view.last:
        return cue
    start = reading.tokens.start[cue.last + 1]
    before = reading.quantity_after(start)
    after = reading.quantity_after(before.end) if before is not None else None
    if before is None or after is None or before.start != start or after.unit is None:
        return cue
    to = fold(reading.document.text[before.end : after.start].strip()) in _TO
    if not to or before.number is None or after.number is None:
        return cue
    return Cue(cue.first, cue.last, _LOWER if after.number < before.number else "", "dose-subject")


def _instead_of(reading: Reading, cue: Cue) -> Cue:
    """ "120 mg au lieu de 160 mg": a lower dose, where both numbers have one unit."""
    tokens = reading.tokens
    full = reading.quantity_after(tokens.start[cue.last + 1])
    given = next((q for k in range(max(0, cue.first - 8), cue.first)
                  if (q := reading.quantity_after(tokens.start[k])) and q.start == tokens.start[k]), None)  # fmt: skip
    if full is None or given is None or full.start != tokens.start[cue.last + 1] or given.unit is None:
        return cue
    units = {u.removesuffix("/d") for u in (full.unit, given.unit) if u is not None}  # "80 mg/j au lieu de 160 mg"
    if full.number is None or given.number is None or len(units) > 1:
        return cue
    return Cue(cue.first, cue.last, _LOWER if given.number < full.number else "", "near")


def _auxiliary_fait(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """ "a fait modifier", "a fait l'objet de", "tout à fait": no treatment was done by that "fait"."""
    if cue.last + 1 >= view.last or not reading.tokens.close(cue.last + 1):
        return False
    written, behind = reading.tokens.text[cue.last + 1].lower(), reading.tokens.fold[cue.last + 1]
    if written.endswith(_INFINITIVES) or behind in _FAIT_NOUNS:
        return True
    return behind in _COMPLEMENTS and cue.first > view.first and reading.tokens.fold[cue.first - 1] in _FAIT_ADVERBS


def _inside_mention(reading: Reading, cue: Cue) -> bool:
    """Whether the cue's words are part of a treatment's own name ("traitement de maintien")."""
    number = reading.mention_at.get(cue.first)
    return (
        number is not None
        and reading.mentions[number].last >= cue.last
        and reading.mentions[number].last > reading.mentions[number].first
        and reading.mentions[number].kind != "circumstance"
    )
