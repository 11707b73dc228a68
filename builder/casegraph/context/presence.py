"""What is said of each condition: present, absent, suspected, at risk, hypothetical; whose it is; past or current.

A cue reaches over its own clause and stops at a causal connector, a contrast, a relative, a verb. A list under one
negation goes on over its commas ("sans fièvre, ni frissons, ni toux").
"""

from __future__ import annotations

from dataclasses import replace

from casegraph.context.backward import answers, around, backward, end_with_sites, searched, touching
from casegraph.context.forward import forward
from casegraph.context.negation import at_no_time, negated_verbs, parted, turned
from casegraph.context.phrases import is_theme, so_much
from casegraph.context.relatives import family_scope, owns
from casegraph.context.supposed import alternatives, examples, only_if, supposed
from casegraph.context.verbs import find_verbs
from casegraph.context.whose import about, maternal, of_another
from casegraph.frozen import dataclass
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.tokens import BRACKETS

__all__ = ["Said", "find_presence", "whose_word"]

#: The stronger word wins where two cues reach one mention.
_STRENGTH = {"present": 0, "suspected": 1, "at-risk": 2, "hypothetical": 3, "absent": 4}
#: What a finding is no more that was found where it was searched for, or confirmed.
_SETTLED_BY = {"found": "hypothetical", "confirmed": "suspected"}
#: What is searched for, excluded or gone is a finding; a treatment after such words is another matter.
_FINDINGS_ONLY = ("ruled-out", "resolved")
_FINDING_KINDS = ("condition", "assessment", "observable", "organism")
_PATIENT = word_class("patient-nouns")
_FAMILY_SECTION, _DISCUSSION, _HYPOTHESES = "family-history", "discussion", "hypotheses"
_NE = word_class("ne")
#: "menace d'accouchement prématuré" is itself the diagnosis.
_THREATS, _SOMEBODY = word_class("threat-nouns"), word_class("we")
_MOTHER, _NO_WORDS = "family:mother", Cue(-1, -1, "family:mother", "own")


@dataclass(frozen=True, slots=True)
class Said:
    """What the text says of one mention. `cue` is the words' first and last index, or None where nothing says so."""

    presence: str = "present"
    experiencer: str = "patient"
    relative: str | None = None
    history: bool = False
    resolved: bool = False
    negated: bool = False
    cue: tuple[int, int] | None = None


def find_presence(reading: Reading, known: tuple[Reading, list[Said]] | None = None) -> list[Said]:
    """One `Said` for each mention of the reading, whatever its kind.

    Args:
        known: an earlier reading of the report, with what was said of its mentions: sentences with the same mentions
            are not read again.
    """
    said = [Said()] * len(reading.mentions)
    patient = about(reading)
    same = set()
    for view, now in known[0].unchanged(reading) if known else ():
        same.add(now.first)
        for before, number in zip(view.mentions, now.mentions, strict=True):
            said[number] = known[1][before] if known else Said()
    for view in reading.sentences:
        if view.mentions and view.first not in same:
            _sentence(reading, view, said, patient)
    return said


def whose_word(reading: Reading, first: int) -> Said:
    """Whose a result is that no mention names: "le nouveau-né pesait 3 200 g" in the report of his mother."""
    view = reading.sentence_of(first)
    patient = about(reading)
    for cue in reversed(find_cues(reading.cue_text, view.first, first, reading.language, "cues")):
        if cue.effect.startswith("family:") and of_another(reading, cue, patient) and owns(reading, view, cue, first):
            return Said(experiencer="family", relative=cue.effect.split(":")[1])
    return Said()


def _sentence(reading: Reading, view: SentenceView, said: list[Said], patient: str | None) -> None:
    cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "cues")
    inside = {i for n in view.mentions for i in range(reading.mentions[n].first, reading.mentions[n].last + 1)}
    # A cue inside a concept's own name is part of the name ("non à petites cellules"); "risque de chute" is a risk.
    # "Elle consulte" opens a clause, whatever names it.
    stays = {
        i
        for n in view.mentions
        if reading.mentions[n].kind == "encounter"
        for i in range(reading.mentions[n].first, reading.mentions[n].last + 1)
    }
    cues = [
        c
        for c in cues
        if (c.effect == "at-risk" and reading.tokens.fold[c.first] not in _THREATS)
        or (c.effect == "boundary" and c.first in stays)
        or not inside.issuperset(range(c.first, c.last + 1))
    ]
    cues = [c for c in cues if not (c.effect == "family:child" and (_introduced(reading, c) or _thread(reading, c)))]
    cues = [c for c in cues if of_another(reading, c, patient) and not at_no_time(reading, view, c.first)]
    cues = [c for c in cues if not _mere_history(reading, c)]
    # "n'est pas exclu qu'il s'agisse de": the longer wording counts
    verbs = [v for v in negated_verbs(reading, view) if not any(c.first == v.first and c.last > v.last for c in cues)]
    spans = [range(v.first, v.last + 1) for v in verbs]
    told = cues
    cues = [
        c
        for c in cues
        if not _proven(reading, view, c) and not _degree(reading, view, c) and not _counts(reading, view, c)
    ]
    cues += [c for c in parted(reading, view) if not any(_tells(t, c) for t in told)]
    # "absence de résolution de la fièvre": what is not gone is there.
    ends = {c.last for c in [*cues, *verbs] if c.effect == "absent"}
    cues = [
        c
        for c in cues
        if c.effect != "resolved" or (ends.isdisjoint((c.first - 1, c.first - 2)) and not _done_by(reading, view, c))
    ]
    cues = [turned(reading, view, c) for c in cues if not any(c.first in s for s in spans)] + verbs
    cues = [only_if(reading, view, supposed(reading, view, c)) for c in cues]
    section = view.sentence.section
    named = {n for n in view.mentions if reading.mentions[n].parent == "FamilyHistoryFinding"}
    if section == _FAMILY_SECTION and not _PATIENT.isdisjoint(reading.tokens.span(view.first, view.first + 1)):
        section = "report"  # "Antécédents familiaux : néant. Le patient ..."
    if section == _DISCUSSION and _of_ours(reading, view):
        section = "report"
    effects: dict[int, list[tuple[str, Cue]]] = {}
    # What "aurait pu faire suspecter" or "n'exclut pas" brings in is no longer under an earlier "sans".
    stops = [c for c in cues if c.effect in ("boundary", "hypothetical", "found", "confirmed")] + verbs
    for cue in cues:
        if cue.effect == "boundary":
            continue
        findings_only = cue.effect in _FINDINGS_ONLY or _of_subjects(reading, cue, cues)
        for number in _reached(reading, view, cue, stops):
            if _told_before(reading, view, cue, number, said):
                continue
            if not findings_only or reading.mentions[number].kind in _FINDING_KINDS:
                effects.setdefault(number, []).append((cue.effect, cue))
    listed = section == _HYPOTHESES and not any(g.finite for g in find_verbs(reading, view).groups)
    weighed = set(view.mentions) if listed else _opposed(reading, view) | _questioned(reading, view)
    weighed |= alternatives(reading, view)
    for number in view.mentions:
        doubted = number in weighed or _by_look(reading, number)
        # "Antécédents familiaux : pas d'antécédents familiaux de cancer" is said of the patient.
        if maternal(reading, number, section, patient) and not any(
            e.startswith("family:") for e, _ in effects.get(number, ())
        ):
            effects.setdefault(number, []).append((_MOTHER, _NO_WORDS))
        said[number] = _combine(effects.get(number, []), "report" if number in named else section, doubted)
    for cue in cues:
        for number in _only_then(reading, view, cue):
            said[number] = replace(said[number], presence="hypothetical", cue=(cue.first, cue.last))
    for number in view.mentions:
        named_before = _abbreviated(reading, number)
        if named_before is not None:
            said[number] = said[named_before]
    for number in view.mentions:
        if said[number].presence == "suspected":
            for example in examples(reading, view, number):
                if said[example].presence == "present":
                    said[example] = said[number]


def _tells(cue: Cue, parted: Cue) -> bool:
    """Whether a cue says already what one with its words parted would say, or says why it doubts nothing.

    "a confirmé la suspicion clinique de" doubts nothing.
    """
    if not cue.first <= parted.first <= cue.last:
        return False
    return cue.effect != parted.effect or (cue.reach == parted.reach and parted.last <= cue.last)


def _told_before(reading: Reading, view: SentenceView, cue: Cue, number: int, said: list[Said]) -> bool:
    """Whether a doubt is of what a finding told before caused: "arythmie probablement liée à l'hyperkaliémie"."""
    tokens, mention = reading.tokens, reading.mentions[number]
    if cue.effect != "suspected" or mention.concept is None or mention.first - cue.last > 2:
        return False
    by_cause = tokens.fold[cue.last] in _TO and not _CAUSED.isdisjoint(tokens.span(cue.first, cue.last))
    if not by_cause and tokens.fold[cue.last] not in _BY:
        return False
    written = tokens.text[cue.last].lower() in _FUSED or not _DEFINITE.isdisjoint(
        tokens.between(cue.last, mention.first)
    )
    same = reading.by_concept.get(mention.concept, [])
    return written and any(n < view.mentions[0] and said[n].presence == "present" for n in same)


_CAUSED, _TO, _BY = word_class("caused-adjectives"), word_class("to"), word_class("by")
_FUSED = written_class("fused-to")


def _thread(reading: Reading, cue: Cue) -> bool:
    """Whether what looks like a son is a thread: "reliés par un fil"."""
    return reading.tokens.text[cue.last].lower() in _THREADS


_THREADS = frozenset(written_class("threads"))


def _of_subjects(reading: Reading, cue: Cue, cues: list[Cue]) -> bool:
    """Whether "ni" joins the subjects of a verb that shows nothing: "ni la TDM ni l'IRM ne montraient de lésion"."""
    fold = reading.tokens.fold
    return fold[cue.first] == "ni" and any(
        c.effect == "absent" and c.reach == "after" and c.first > cue.last and fold[c.first] in _NE for c in cues
    )


def _abbreviated(reading: Reading, number: int) -> int | None:
    """The mention that one in brackets names once more: "évocateur de sclérose en plaques (SEP)"."""
    mention = reading.mentions[number]
    if mention.kind != "condition" or reading.tokens.gap[mention.first].strip() != "(":
        return None
    behind = reading.document.text[reading.tokens.end[mention.last] : reading.tokens.end[mention.last] + 1]
    if behind != ")":
        return None
    for named in range(number - 1, max(number - 4, -1), -1):
        other = reading.mentions[named]
        if other.kind == "condition":
            short = reading.tokens.text[mention.first]
            same = other.concept == mention.concept or (mention.first == mention.last and short.isupper())
            return named if same and end_with_sites(reading, named, mention.first) + 1 == mention.first else None
    return None


def _closes(reading: Reading, cue: Cue) -> bool:
    """ "pas de nodule suspect, aires libres": an adjective behind its noun, and no verb that has an object."""
    gap = reading.tokens.gap
    named = cue.first - 1 in reading.mention_at and not gap[cue.first].strip()
    return named and "".join(gap[cue.last + 1 : cue.last + 2]).startswith((",", ".", ";", ")"))


def _as_well(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> list[int]:
    """What is doubted or excluded besides: "une torsion a été évoquée ainsi que le diagnostic d'appendicite"."""
    words = reading.tokens.behind(cue.last, 2)
    if "," in "".join(reading.tokens.gap[cue.last + 1 : cue.last + 2]):
        return []  # "une opacité pour laquelle un abcès n'a pas été exclu, ainsi qu'un épanchement"
    if _ALSO.isdisjoint(words[:1]) or _THAT.isdisjoint(words[1:]):
        return []
    return forward(reading, view, Cue(cue.first, cue.last + 2, cue.effect, "after"), stops)[:1]


def _degree(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether "si" tells how much: "si intense qu'il a fallu arrêter la colchicine"."""
    return cue.effect == "hypothetical" and cue.first == cue.last and so_much(reading, cue.first, view.last)


_ALSO, _THAT = word_class("aside-pointers"), word_class("that")


def _counts(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether a nought is part of a number or a score: "fièvre 0", "0 ulcère", not "douleur 0/10", "dose 0,5"."""
    tokens, behind = reading.tokens, cue.last + 1
    if tokens.text[cue.first] != "0" or behind >= view.last:
        return False
    gap = tokens.gap[behind]
    if _nought_of(reading, view, cue):
        return False
    return gap[:1] not in (",", ";", ".", ")", "\n") or (len(gap) == 1 and tokens.text[behind][0].isdecimal())


def _nought_of(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """The finding that a nought denies which opens an item of a note: "0 ulcère, 0 fièvre"."""
    tokens, behind = reading.tokens, cue.last + 1
    if tokens.text[cue.first] != "0" or behind >= view.last or tokens.gap[behind] != " ":
        return []
    if cue.first > view.first and _OPENING.isdisjoint(tokens.gap[cue.first]):
        return []
    other = reading.mention_at.get(behind)
    return [other] if other is not None and reading.mentions[other].kind == "condition" else []


#: Marks behind which an item of a note begins.
_OPENING = frozenset(",;:\n-•+")


def _only_then(reading: Reading, view: SentenceView, cue: Cue) -> list[int]:
    """What is to be done in a case that has not come: "si fièvre : hémocultures", "en cas de récidive, amoxicilline".

    A finite verb behind the comma tells what is or was done then.
    """
    tokens = reading.tokens
    if cue.effect != "hypothetical" or tokens.fold[cue.first] not in _CONDITIONS or not _opens_item(reading, view, cue):
        return []
    mark = next((i for i in range(cue.last + 1, view.last) if _parts(tokens.gap[i], tokens.text[i])), None)
    if mark is None:
        return []
    if "," in tokens.gap[mark] and any(g.finite and g.first > cue.last for g in find_verbs(reading, view).groups):
        return []
    stop = next((i for i in range(mark + 1, view.last) if ";" in tokens.gap[i]), view.last)
    acts = [n for n in view.mentions if mark <= reading.mentions[n].first < stop]
    return [n for n in acts if reading.mentions[n].kind in ("treatment", "procedure")]


#: The first words of a condition: "si", "s'il", "en cas de".
_CONDITIONS = word_class("if") | {"s", "en"}


def _opens_item(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether a condition opens its sentence or what stands behind a semicolon or a dash."""
    return cue.first == view.first or not {";", "-", "\n", ":"}.isdisjoint(reading.tokens.gap[cue.first])


def _parts(gap: str, word: str) -> bool:
    """Whether a mark parts a condition from what is to be done then; a comma within a number does not."""
    return (bool({":", "→", ">", "⇒"} & set(gap)) and not gap.strip().startswith(">")) or (
        "," in gap and not (gap == "," and word[0].isdecimal())
    )


def _done_by(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether somebody ended something, or what ended it is told: "a cessé le tocilizumab", "résolue grâce à X"."""
    if cue.reach == "before" and cue.first == cue.last and not _ENDED_BY.isdisjoint(reading.tokens.behind(cue.last, 1)):
        return True
    somebody = not _SOMEBODY.isdisjoint(reading.tokens.before(cue.first, 1, view.first))
    named = reading.mention_at.get(cue.last + 2) if cue.last + 2 < view.last else None
    object_ = not reading.tokens.mark_behind(cue.last) and not _DEFINITE.isdisjoint(reading.tokens.behind(cue.last, 1))
    return cue.reach == "before" and (somebody or (object_ and named is not None and is_theme(reading, named)))


_ENDED_BY = word_class("ended-by-words")


def _introduced(reading: Reading, cue: Cue) -> bool:
    """Whether a child of so many years is the patient: "Une fille de 8 ans est admise"."""
    tokens = reading.tokens
    if tokens.fold[cue.first] not in _ONE:
        return False
    end = tokens.end[cue.last]
    return any(t.kind == "age" and t.start - end < _AGE_NEAR for t in reading.times_within(end, end + _AGE_NEAR))


_AGE_NEAR = 16


def _of_ours(reading: Reading, view: SentenceView) -> bool:
    """Whether a discussion comes back to the case: "chez notre patiente", "dans notre observation"."""
    words = reading.tokens.fold[view.first : view.last]
    return any(word in _OUR and not _CASE.isdisjoint(words[i + 1 : i + 3]) for i, word in enumerate(words))


_OUR, _CASE = word_class("our-one"), word_class("case-nouns")


def _general(reading: Reading, view: SentenceView) -> bool:
    """Whether a sentence about the literature keeps off the patient: "selon les auteurs", not "notre patient"."""
    words = reading.tokens.fold[view.first : view.last]
    return _PATIENT.isdisjoint(words) and _OURS.isdisjoint(words)


_OURS = word_class("our-words")
_TISSUE, _OF = word_class("tissue-words"), word_class("of-words")
_PLEADING, _SOURCES = word_class("pleading-words"), word_class("source-nouns")
_DEFINITE, _ONE = word_class("definite-articles"), word_class("indefinite-articles")


def _proven(reading: Reading, view: SentenceView, cue: Cue) -> bool:
    """Whether tissue speaks: what histology is "en faveur de" or "plaide pour" is the diagnosis, not a suspicion."""
    fold = reading.tokens.fold
    if (
        cue.effect == "suspected"
        and "differentiel" in reading.tokens.span(cue.first, cue.last)
        and fold[cue.last] in _OF
    ):
        # "le diagnostic différentiel de la cholestase": the thing to be explained is there.
        return fold[cue.last] == "du" or not _DEFINITE.isdisjoint(reading.tokens.behind(cue.last, 1))
    if cue.effect == "suspected" and cue.reach == "after" and _cause_of(reading, cue):
        return True
    if cue.effect != "suspected" or _PLEADING.isdisjoint(reading.tokens.span(cue.first, cue.last)):
        return False
    # An examination of tissue that opens the sentence speaks to its end.
    near = {*reading.tokens.before(cue.first, 20, view.first), *fold[view.first : min(view.first + 3, cue.first)]}
    return not _TISSUE.isdisjoint(near)


def _cause_of(reading: Reading, cue: Cue) -> bool:
    """Whether what follows has the cause that is doubted, and so is there: "la cause possible de la fièvre"."""
    tokens = reading.tokens
    return not _SOURCES.isdisjoint(tokens.span(cue.first, cue.last)) and not _OF.isdisjoint(tokens.behind(cue.last, 1))


def _mere_history(reading: Reading, cue: Cue) -> bool:
    """Whether "antécédents" stands by itself and heads no list: "Antécédents : HTA, goitre" does."""
    alone = cue.effect == "history" and cue.first == cue.last and reading.tokens.fold[cue.first] in _HISTORY
    return alone and not reading.tokens.mark_behind(cue.last, _COLON)


_HISTORY, _COLON = word_class("history-lists"), frozenset(":")


def _combine(effects: list[tuple[str, Cue]], section: str, questioned: bool) -> Said:
    presence, cue_words = "present", None
    if questioned:
        presence = "suspected"
    relative: str | None = None
    history = section == "history"
    resolved = False
    neutral = [c for e, c in effects if e == "neutral"]
    settled = {_SETTLED_BY[e] for e, _ in effects if e in _SETTLED_BY}
    for effect, cue in effects:
        if effect.startswith("family:"):
            relative = effect.split(":")[1]
        elif effect == "history":
            history = True
        elif effect == "elsewhere":
            section = _DISCUSSION
        elif effect in _FINDINGS_ONLY:
            resolved = resolved or effect == "resolved"
            presence, cue_words = "absent", (cue.first, cue.last)
        elif effect in _STRENGTH and _STRENGTH[effect] > _STRENGTH[presence]:
            if (effect == "absent" and neutral) or effect in settled:
                continue
            presence, cue_words = effect, (cue.first, cue.last)
    if section == _FAMILY_SECTION and relative is None:
        relative = "relative"
    experiencer = "family" if relative else "other" if section == _DISCUSSION else "patient"
    return Said(presence, experiencer, relative, history, resolved, presence == "absent", cue_words)


def _by_look(reading: Reading, number: int) -> bool:
    """Whether a tumour is told of by its look alone: "un épaississement d'allure maligne", "d'aspect métastatique"."""
    mention, fold = reading.mentions[number], reading.tokens.fold
    if mention.kind != "condition":
        return False
    looks = next((i for i in range(mention.last - 1, max(0, mention.first - 2), -1) if fold[i] in _LOOKS), 0)
    told = looks > 0 and fold[looks - 1] in _OF
    return told and (reading.is_a(number, "Neoplasm") or reading.is_a(number, "SuspiciousFinding"))


_LOOKS = word_class("look-nouns")


def _questioned(reading: Reading, view: SentenceView) -> set[int]:
    """The mentions that a question mark follows, behind their sites: "EP ou pneumopathie ?", "(angiome du foie ?)"."""
    out: set[int] = set()
    if "?" not in reading.document.text[view.sentence.start : view.sentence.end]:
        return out
    for number in view.mentions:
        end = end_with_sites(reading, number, view.last)
        after = reading.document.text[reading.tokens.end[end] :][:3].lstrip(" \u00a0\u202f()")
        if after.startswith("?"):
            out.add(number)
            first = reading.mentions[number].first
            if reading.tokens.gap[first].strip() == "/":
                out |= {n for n in view.mentions if end_with_sites(reading, n, first) + 1 == first}
            else:
                out |= _choices(reading, view, first)
    return out


def _choices(reading: Reading, view: SentenceView, first: int) -> set[int]:
    """What a question asks before its last "ou": "un AVC, une migraine ou bien une épilepsie ?"."""
    out: set[int] = set()
    stop = _or_before(reading, first)
    while stop < first:
        found = [n for n in view.mentions if end_with_sites(reading, n, stop) + 1 == stop]
        out.update(found)
        first = min((reading.mentions[n].first for n in found), default=stop)
        # A comma goes on with things that have an article each: "douleur, une embolie ou une péricardite ?"
        article = first - 1
        listed = not _ONE.isdisjoint(reading.tokens.fold[article:first]) and reading.tokens.gap[article].strip() == ","
        before = [n for n in view.mentions if reading.mentions[n].last < article] if listed and found else []
        own = bool(before) and not _ONE.isdisjoint(reading.tokens.before(reading.mentions[before[-1]].first, 1))
        stop = article if own else first
    return out


def _or_before(reading: Reading, first: int) -> int:
    """The first word of "ou", "ou bien", "ou plutôt une" before a word, or that word."""
    tokens = reading.tokens
    for i in range(first - 1, max(0, first - 4), -1):
        if tokens.mark_behind(i):
            return first
        if tokens.fold[i] in _OR:
            return i
        if tokens.fold[i] not in _BETWEEN:
            return first
    return first


_OR = word_class("or")
_BETWEEN = word_class("or-adverbs") | word_class("indefinite-articles")
_DIAGNOSES = word_class("diagnosis-nouns") | word_class("doubt-nouns")


def _in_bracket_of_another(reading: Reading, number: int, cue: Cue) -> bool:
    """Whether a cue stands in a bracket with a subject of its own: "les lésions (certaines avaient disparu)"."""
    tokens = reading.tokens
    opens = next((i for i in range(cue.first, reading.mentions[number].last, -1) if "(" in tokens.gap[i]), None)
    return opens is not None and not tokens.parted(opens, cue.first) and not _SOME.isdisjoint(
        tokens.fold[opens : cue.first])  # fmt: skip


_SOME = word_class("some-words")
#: Words from a diagnosis to what became of it.
_DIAGNOSIS_NEAR = 9
_VERSUS = word_class("versus")


def _opposed(reading: Reading, view: SentenceView) -> set[int]:
    """The conditions that "versus" weighs against each other: "une rechute vs une toxicité"."""
    fold = reading.tokens.fold
    out: set[int] = set()
    for i in range(view.first + 1, view.last - 1):
        if fold[i] in _VERSUS:
            conditions = [n for n in view.mentions if reading.mentions[n].kind == "condition"]
            left = [n for n in conditions if 0 < i - end_with_sites(reading, n, i) <= 2]
            right = [n for n in conditions if 0 < reading.mentions[n].first - i <= 2]
            if left and right:
                out |= {left[-1], right[0]}
    return out


def _reached(reading: Reading, view: SentenceView, cue: Cue, stops: list[Cue]) -> list[int]:
    """The mentions that a cue reaches."""
    if cue.reach == "sentence":
        return list(view.mentions) if _general(reading, view) else []
    if cue.reach == "own":
        return [n for n in view.mentions if cue.first <= reading.mentions[n].first <= cue.last]
    if cue.reach == "clause":
        return family_scope(reading, view, cue)
    if cue.reach == "touching" and (named := _nought_of(reading, view, cue)):
        return named
    if cue.effect == "absent" and answers(reading, view, cue):
        return touching(reading, view, cue)
    if cue.reach == "touching":
        return touching(reading, view, cue)
    if cue.reach == "either":
        return backward(reading, view, cue) or forward(reading, view, cue, stops)
    if cue.reach == "next":
        opened = reading.tokens.mark_behind(cue.last, BRACKETS)  # "non (saignement)"
        near = [n for n in forward(reading, view, cue, stops) if reading.mentions[n].first <= cue.last + 1]
        return near if not opened else []
    if cue.reach == "after" and cue.effect == "suspected" and _closes(reading, cue):
        return []
    if cue.reach == "after":
        return forward(reading, view, cue, stops)
    if cue.reach == "before":
        reached = [n for n in backward(reading, view, cue) if not _in_bracket_of_another(reading, n, cue)]
        if cue.effect == "confirmed" and reached:
            # "la suspicion d'une anémie secondaire à un saignement a été confirmée": of both
            return [n for n in view.mentions if n >= min(reached) and reading.mentions[n].last < cue.first]
        return reached + _as_well(reading, view, cue, stops)
    if cue.reach == "before-diagnosis":
        words = reading.tokens.before(cue.first, _DIAGNOSIS_NEAR, view.first)
        return [] if _DIAGNOSES.isdisjoint(words) else backward(reading, view, cue)
    if cue.reach == "before-search":
        return searched(reading, view, cue)
    return around(reading, view, cue, stops)
