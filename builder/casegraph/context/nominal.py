"""What a nominal frame is about: the complement of its noun, what a heading or a colon names, what stands near it."""

from __future__ import annotations

from casegraph.context.class_names import meant
from casegraph.context.frames import Frame, Theme
from casegraph.context.groups import dosed_before, group_after, group_before, of_posology, only_posology
from casegraph.context.names import drug, generic, remedy
from casegraph.context.objects import cause_at, object_behind
from casegraph.context.phrases import (
    COUNTED,
    THERE,
    Found,
    arrow,
    in_time,
    is_cycle,
    is_name,
    is_theme,
    noun_phrase,
    numbered,
    object_of,
)
from casegraph.context.references import POINTED_AT, pointed, resolved
from casegraph.context.subjects import subject_of
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading
from casegraph.records import CHANGED

__all__ = ["fronted", "listed_behind", "near", "noted", "of_noun", "round_given", "tests_before"]


#: Before a bare noun ("son arrêt", "une suspension") these say that a treatment is meant.
_BARE = word_class("bare-openers")
#: "huit mois de lapatinib, avec arrêt pour progression".
_BRINGS, _LOOSELY = word_class("bringing-words"), word_class("loose-reasons")
_ARTICLES = word_class("articles") | word_class("new-adjectives")
_OF_WORDS = word_class("of-words")
_SUPPORT = word_class("support-nouns")
_REST_REASONS, _EITHER = word_class("rest-reasons"), word_class("either")
_AT_DOSE, _NEED = word_class("dose-prepositions"), word_class("needed-amounts")
_OWNED, _ITS = word_class("possessed-articles"), word_class("possessives")
#: Marks before a bare noun that open what is told of the treatment before it.
_OPENING, _SEMICOLON = frozenset(":(.+/-"), frozenset(";")
#: What a nominal frame says of another that it governs: "le report de la reprise de X".
_OPEN_ENDED, _FINDINGS = ("infinitive", "finite"), ("condition", "observable")
_OUTER = ("delayed", "refused", "contraindicated", "withheld", "paused", "stopped", "reduced")


def listed_behind(frame: Frame, known: bool = True) -> list[Theme]:
    """ "Ont été arrêtés : ramipril, furosémide", "Arrêt : metformine": what a colon opens behind the frame.

    Unless `known`, things without a concept may stand in the list: "À prévoir : contrôle du poids, scanner".
    """
    reading, first = frame.reading, frame.cue.last + 1
    while first in reading.time_words or (first < frame.view.last and reading.tokens.fold[first] in _OF_PRESCRIPTION):
        if not reading.tokens.close(first):
            break
        first += 1  # "supprimés à l'entrée : atorvastatine", "retirés de l'ordonnance : zopiclone"
    if first >= frame.view.last or ":" not in reading.tokens.gap[first]:
        return []
    following = [n for n in frame.view.mentions if reading.mentions[n].first >= first and is_theme(reading, n)]
    if not known:
        return [Theme(n) for n in following]
    if not following or reading.mentions[following[0]].first - first > 1:
        return []
    return [Theme(n) for n in group_after(reading, following)]


_OF_PRESCRIPTION = word_class("prescription-words")


def of_noun(frame: Frame) -> list[Theme]:
    """The complement of the frame's noun, what stands before it where it is bare, or what it points to."""
    reading, view, cue = frame.reading, frame.view, frame.cue
    if named := _stop_behind(frame):
        return named
    found = object_behind(frame)
    if found.themes and not _NEED.isdisjoint(reading.tokens.between(cue.last, reading.mentions[found.themes[0]].first)):
        return []  # "une diminution du besoin d'opioïdes"
    if found.themes or found.counted:
        nested = _nested(frame, found) or (_rest(frame) and all(generic(reading, n) for n in found.themes))
        return [] if nested else resolved(frame, found, before=False)
    if found.carried and frame.status in POINTED_AT and reading.tokens.fold[found.head - 1] in _ITS:
        return pointed(frame)  # "ce qui empêche sa poursuite"
    share = _share(frame)
    dated = share > cue.last and any(of_posology(reading, i) for i in view.onward(share, _TO_DAYS))
    if (found.other and not dated) or cue.reach in _OPEN_ENDED:
        return []  # but "une réduction de 20 % les jours 1 et 15"
    if found.carried and _of_finding(frame, found.head):
        return []  # "une réduction de plus de la moitié des lésions"
    if found.carried and frame.status == "reduced":
        return pointed(frame, round_given(frame))
    if found.carried or found.pronoun:
        return pointed(frame)
    if cue.reach.startswith("dose-") and not _dose_context(frame):
        return []
    open_ended = reading.tokens.fold[cue.last] in _OF_WORDS and cue.last > cue.first
    if share > cue.last:
        # "avec une réduction de 25 %" is of a dose, "une réponse d'une réduction de 25 %" is not
        open_ended = _complement(frame)
    if open_ended and cue.last + 1 < view.last and not in_time(reading, cue.last + 1):
        return []
    if front := fronted(frame, cue.last):
        return front
    if _rest(frame):
        return []
    gap = reading.tokens.gap[cue.first]
    before = set(reading.tokens.before(cue.first + 1, 3, view.first))  # "son remplacement"
    bare = reading.tokens.fold[cue.last] != "retrait"  # ", retrait à la douleur"
    opened = not _OPENING.isdisjoint(gap) or cue.first == view.first or ("," in gap and bare)
    opened = opened or ("," not in gap and bool(_BARE & before))
    opened = opened or (bare and cause_at(frame, share + 1))  # "plusieurs interruptions en raison de"
    opened = opened or bool(before & _BRINGS and _LOOSELY.intersection(reading.tokens.behind(share, 1)))
    opened = opened or THERE in reading.tokens.fold[cue.first : cue.last]  # "son état respiratoire s'y opposait"
    of_round = round_given(frame) if frame.status == "reduced" else None
    return pointed(frame, of_round) if (opened or of_round) and frame.status in POINTED_AT else []


def _share(frame: Frame) -> int:
    """The last word of the share that a dose is lowered by, "réduction de 25 %", or of the frame where none is told."""
    tokens, last = frame.reading.tokens, frame.cue.last
    share = frame.reading.quantity_after(tokens.end[last] + 1) if frame.cue.reach.startswith("dose-") else None
    if share is None or share.unit != "%":
        return last
    while last + 1 < frame.view.last and tokens.start[last + 1] < share.end:
        last += 1
    return last


def _of_finding(frame: Frame, head: int) -> bool:
    """Whether a finding or a site hangs on a noun by "de": "la moitié des lésions"."""
    reading = frame.reading
    behind = next((n for n in frame.view.mentions if reading.mentions[n].first > head), None)
    if behind is None or reading.mentions[behind].first - head > _TO_COMPLEMENT:
        return False
    return reading.mentions[behind].kind in (*_FINDINGS, "site") and not _OF_WORDS.isdisjoint(
        reading.tokens.between(head, reading.mentions[behind].first)
    )


#: Words from a noun to its complement, and from the share of a dose to the days of which it is.
_TO_COMPLEMENT, _TO_DAYS = 3, 2


def _stop_behind(frame: Frame) -> list[Theme]:
    """ "AINS stop", "Kardégic, Plavix stop", "IEC arrêt ce jour": the word of an order, right behind what it stops."""
    reading, first = frame.reading, frame.cue.first
    if frame.cue.last > first or reading.tokens.fold[first] not in _ORDERS or reading.tokens.gap[first].strip(" "):
        return []
    before = dosed_before(reading, frame.view, first)
    if before is None:
        return []
    head = [n for n in frame.view.mentions if n <= before and is_theme(reading, n)]
    return meant(frame, group_before(reading, head))


_ORDERS = word_class("noted-changes")


def _complement(frame: Frame) -> bool:
    """Whether the frame's noun hangs on another by "de": "une réponse d'une réduction de"""
    k = frame.cue.first - 1
    while k > frame.view.first and frame.reading.tokens.fold[k] in _ARTICLES:
        k -= 1
    return frame.reading.tokens.fold[k] in _OF_WORDS


def _rest(frame: Frame) -> bool:
    """ "4 semaines de prise et 2 semaines d'arrêt": a rest that belongs to the regimen; one with a reason is none."""
    tokens, first, last = frame.reading.tokens, frame.cue.first, frame.cue.last
    timed = first - 2 >= frame.view.first and tokens.fold[first - 1] in _OF_WORDS and in_time(frame.reading, first - 2)
    behind = tokens.behind(last, 1, frame.view.last)
    return timed and _REST_REASONS.isdisjoint(behind)


def _nested(frame: Frame, found: Found) -> bool:
    """Whether another frame stands nearer to the object: "décision d'arrêt de X" leaves it to "arrêt"."""
    if not found.themes:
        return False
    first = frame.reading.mentions[found.themes[0]].first
    inner = [c for c in frame.cues if frame.cue.last < c.first and c.last < first and c.reach != "state"]
    words = frame.reading.tokens.between(frame.cue.last, first)
    if not inner or not _EITHER.isdisjoint(words):
        return False
    outer = frame.cue.effect.partition("/")[0]
    # "le report de la reprise de X": the outer frame says what became of X.
    return not (outer in _OUTER and all(c.effect.partition("/")[0] not in CHANGED for c in inner))


def _dose_context(frame: Frame) -> bool:
    """Whether a bare reduction ("réduction de 25 %") is of a dose: a treatment stands before it, and no finding."""
    view, cue = frame.view, frame.cue
    for number in reversed([n for n in view.mentions if frame.reading.mentions[n].last < cue.first]):
        kind = frame.reading.mentions[number].kind
        if is_theme(frame.reading, number):
            return kind == "treatment"
        if kind in _FINDINGS and cue.first - frame.reading.mentions[number].last < 8:
            return False
    return round_given(frame) is not None  # "le quatrième cycle a été administré avec une réduction de 25 %"


def near(frame: Frame) -> list[Theme]:
    """A frame without a fixed side ("réduction de dose", "à dose réduite"): its object, else what stands before."""
    reading, view, cue = frame.reading, frame.view, frame.cue
    beside = {reading.tokens.fold[cue.first], reading.tokens.fold[cue.last]}
    if _AT_DOSE.isdisjoint(beside) and cue.reach != "versus":
        found = object_behind(frame)
        if found.themes or found.counted:
            return resolved(frame, found, before=False)
        if found.other and tuple(reading.tokens.span(cue.first, cue.first + 1)) != _INSTEAD_OF:
            return []  # but "80 mg au lieu des 160 mg habituels"
    if (round_ := round_given(frame)) is not None:
        return pointed(frame, round_)
    before = [n for n in view.mentions if reading.mentions[n].last < cue.first and drug(reading, n)]
    before = [n for n in before if not _in_support(reading, n)] or before
    if before:
        themes = meant(frame, group_before(reading, before))
        if len(themes) > 1 and frame.status == "reduced":  # "avec G-CSF et l'étoposide à 80 %"
            themes = [t for t in themes if not remedy(reading, t.mention)] or themes
        return themes
    named = [n for n in view.mentions if reading.mentions[n].last < cue.first and generic(reading, n)]
    return pointed(frame) or [Theme(n) for n in named[-1:]]


_INSTEAD_OF = ("au", "lieu")


def round_given(frame: Frame) -> tuple[int, int] | None:
    """ "le deuxième cycle avec une réduction à 80 %": the round before the frame, or that of the verb that gives it."""
    reading, last = frame.reading, frame.cue.first - 1
    if last > frame.view.first and reading.tokens.fold[last] in COUNTED and not reading.tokens.mark_before(last + 1):
        return numbered(reading, frame.view, last, None)
    giving = frame.verbs.before(frame.cue.first)[-1:]
    if not giving or giving[0].verb not in _GIVING or frame.cue.first - giving[0].last > _TO_DOSE:
        return None
    group = giving[0]
    found = Found() if group.lone else subject_of(reading, frame.view, frame.verbs, group) if group.passive else (
        object_of(reading, frame.view, frame.verbs, group.last + 1))  # fmt: skip
    return found.counted if not found.themes else None


#: Verbs that give a round, and words from one to the dose it is given at: "a pu être faite avec une nouvelle".
_GIVING, _TO_DOSE = written_class("verbs-giving"), 8


def _in_support(reading: Reading, number: int) -> bool:
    """ "avec un soutien par G-CSF": given beside the treatment whose dose is spoken of."""
    first = reading.mentions[number].first
    return not _SUPPORT.isdisjoint(reading.tokens.before(first, 4))


def tests_before(frame: Frame) -> list[Theme]:
    """A result can be awaited as well as a test: "le résultat de la FISH pour HER2 est en attente"."""
    reading = frame.reading
    before = [n for n in frame.view.mentions if reading.mentions[n].last < frame.cue.first]
    if (
        before
        and reading.mentions[before[-1]].last == frame.cue.first - 1
        and reading.mentions[before[-1]].kind == "condition"
    ):
        return []  # "des leucocytes élevés témoignant d'une infection en cours"
    tests = [n for n in before if reading.mentions[n].kind == "observable"]
    named = [n for n in before if reading.mentions[n].kind == "procedure"]
    return [Theme(n) for n in named[-1:] + tests[-1:]]


def noted(frame: Frame) -> list[Theme]:
    """The heading of a note whose word the frame is: "AVK : suspendus", "Biopsie : refus", "Aspirine 75 mg → STOP"."""
    tokens, view, reading, cue = frame.reading.tokens, frame.view, frame.reading, frame.cue
    start = min(cue.first, frame.group.first if frame.group is not None else cue.first)
    while start > view.first and _passed(frame, start - 1) and _goes_on(tokens.gap[start]):
        start -= 1
    said = start
    changed = frame.status in CHANGED
    while changed and start > view.first and _told(frame, start - 1, said) and _goes_on(tokens.gap[start]):
        start -= 1
    group = frame.group
    if not any("," in gap for gap in tokens.gap[said : cue.first + 1]) and tokens.fold[said] not in _THEN:
        start = said  # "Sertraline : anxiété réduite" is said of the anxiety
    done = group is None or group.passive or (group.mood == "infinitive" and tokens.fold[start] == "a")
    if start <= view.first or not _marked(tokens.gap[start]) or not (done or _order(frame)):
        return []
    head = _heading(frame, start)
    if not head or (cue.reach == "noun" and (object_behind(frame).themes or _about_finding(frame))):
        return []
    if start < said and not all(drug(reading, n) for n in head):
        return []  # "Coloscopie : polype, retiré"
    return meant(frame, group_before(reading, head))


def _about_finding(frame: Frame) -> bool:
    """ "IRM : pas d'argument pour une ostéite": what the words of the frame are about is a finding."""
    reading = frame.reading
    for i in frame.view.onward(frame.cue.last, _TO_FINDING):
        if i in reading.mention_at:
            return reading.mentions[reading.mention_at[i]].kind == "condition"
        if reading.tokens.fold[i] not in _ARTICLES or reading.tokens.mark_before(i):
            return False
    return False


#: Words from a frame to the finding that it is about, with an article between.
_TO_FINDING = 2
#: What stands between the words of a note.
_WITHIN = " '’,/"
#: Words of a note before its word: "non faite", "a été arrêté", "à faire", "début différé".
_FROM_TO = word_class("of-words") | word_class("to")
_LINKING, _DATING = word_class("note-openers"), word_class("date-openers")


def _passed(frame: Frame, word: int) -> bool:
    """Whether a word between a colon and a frame is passed over: "discuté puis non retenu", "prévu le 12/03"."""
    group, reading = frame.verbs.of(word, word), frame.reading
    folded = reading.tokens.fold[word]
    dated = in_time(reading, word) or (folded in _DATING and in_time(reading, word + 1))
    lone = group is not None and group.lone and not _of_another_noun(frame, word)
    return dated or folded in _LINKING or is_cycle(reading, word) or lone


def _told(frame: Frame, word: int, said: int) -> bool:
    """Whether a word may be of what was told of a drug before a change: "Tocilizumab : très efficace, interrompu"."""
    reading, group = frame.reading, frame.verbs.of(word, word)
    number = reading.mention_at.get(word)
    other = number is not None and is_theme(reading, number)
    other = other or _of_another_noun(frame, word)
    return not other and (group is None or not group.finite) and said - word <= _MOST_TOLD


def _of_another_noun(frame: Frame, word: int) -> bool:
    """ "Sevrage tabagique : patchs proposés, refusés": a participle right behind a noun of its own."""
    group, reading = frame.verbs.of(word, word), frame.reading
    if group is None or not group.lone or word - 1 < frame.view.first or reading.tokens.mark_before(word):
        return False
    return is_name(reading, word - 1) and not in_time(reading, word - 1)


_THEN = word_class("verb-joins")
#: Words of what is told under a drug before its change.
_MOST_TOLD = 14


def _goes_on(gap: str) -> bool:
    """Whether nothing that ends an item stands between two words of a note."""
    return gap == "-" or not gap.strip(_WITHIN)


def _marked(gap: str) -> bool:
    """Whether a colon or an arrow parts a heading from its note."""
    return ":" in gap or arrow(gap)


def _heading(frame: Frame, start: int) -> list[int]:
    """The treatments and tests of a heading: right before a colon, before an arrow also in front of how it is given."""
    tokens, reading = frame.reading.tokens, frame.reading
    themes = [n for n in frame.view.mentions if is_theme(reading, n) and reading.mentions[n].last < start]
    near = [n for n in themes if start - reading.mentions[n].last <= _NOTE]
    if not near and themes and only_posology(reading, reading.mentions[themes[-1]].last, start):
        near = themes  # "Apixaban 5 mg x 2 (FA) : ramené à 2,5 mg"
    if not near and themes and all(_dating(reading, k) for k in range(reading.mentions[themes[-1]].last + 1, start)):
        near = themes  # "Étanercept de mai 2023 à janvier 2024 : arrêté"
    if not near and arrow(tokens.gap[start]) and themes and not _told_between(frame, themes[-1], start):
        near = themes
    return near


#: Words from a heading to its colon.
_NOTE = 3


def _dating(reading: Reading, word: int) -> bool:
    """Whether a word belongs to the time in which a drug was taken: "de mai 2023 à janvier 2024"."""
    return in_time(reading, word) or reading.tokens.fold[word] in _DATING | _FROM_TO


def _told_between(frame: Frame, number: int, start: int) -> bool:
    """Whether a verb or a finding stands between a treatment and an arrow, or the arrow is in another item."""
    reading, last = frame.reading, frame.reading.mentions[number].last
    verbs = any(k in frame.verbs.at for k in range(last + 1, start))
    found = any(last < reading.mentions[n].first < start for n in frame.view.mentions)
    return verbs or found or reading.tokens.parted(last, start - 1, _SEMICOLON)


def _order(frame: Frame) -> bool:
    """Whether a note orders something of its heading: "Lovenox : sauter la dose de ce soir", "ne pas reprendre"."""
    group, reading = frame.group, frame.reading
    if group is None or group.mood != "infinitive":
        return False
    found = object_behind(frame)
    if found.carried or found.themes:
        return found.carried
    article, noun = [*reading.tokens.behind(group.last, 2, frame.view.last), "", ""][:2]
    if group.negated and article in _HOW_TAKEN:
        return False  # "ne pas donner à jeun", "ne pas prendre avec du lait"
    # "ne pas donner de laitages" has an object of its own, "ne pas donner le matin" has none
    return article not in _OBJECT_ARTICLES or noun in _WHEN_TAKEN


_WHEN_TAKEN, _HOW_TAKEN = word_class("posology-marks"), word_class("to") | word_class("with") | word_class("without")
_OBJECT_ARTICLES = word_class("definite-articles") | word_class("indefinite-articles") | word_class("of-words")


def fronted(frame: Frame, last: int) -> list[Theme]:
    """The subject behind a fronted frame: "Après une pause, le méthotrexate a été repris"."""
    tokens, view, reading = frame.reading.tokens, frame.view, frame.reading
    if frame.cue.first - view.first > 3:
        return []
    for i in view.onward(last, 13):
        if "," not in tokens.gap[i] or tokens.text[i][0].isdecimal():
            continue
        if tokens.fold[i] not in _OWNED:
            return []
        following = [n for n in view.mentions if is_theme(reading, n) and 0 <= reading.mentions[n].first - i <= 2]
        if not following:
            found = noun_phrase(reading, view, frame.verbs, i, view.last)
            following = list(found.themes) if found.carried else []  # "Repoussée, la troisième perfusion de docétaxel"
        return [Theme(n) for n in group_after(reading, following)] if following else []
    return []
