"""When: which time expression a mention goes with, and the days of the stay that go on over sentences."""

from __future__ import annotations

import re

from casegraph.context.verbs import find_verbs
from casegraph.languages.cues import find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import TimeRef
from casegraph.relations.time_reach import anchored, aside_reach, dated_item, goes_onward, is_cut_off, of_item_before
from casegraph.values.time_expression import TimeExpression

__all__ = ["assign_times", "to_ref"]

_ADVERBS = word_class("time-adverbs")
_OPERATIVE, _COURSE_SUBJECTS = word_class("operative-adjectives"), word_class("course-subjects")

#: An expression of the stay's own axis goes on until another one, at most this many sentences of its section.
_CARRIES = 3
#: What ends a stay.
_LEAVING = ("HospitalDischarge", "Transfer", "Death")
#: How far from the beginning of its sentence the day may stand that the next sentences tell of, in characters.
_HEAD = 12
#: So many days in one sentence are a schedule.
_MANY = 3
#: How far a word that only qualifies another reaches ("tumeur récemment diagnostiquée"), in characters.
_BESIDE = 25
#: How far an only expression reaches over a comma, in characters, where it does not open its sentence.
_FAR_FROM = 120
#: How far behind a finding how long it has lasted may stand, in characters, and what stands nowhere between.
_IN_PHRASE, _PHRASE_END = 40, re.compile(r"[,;:.()]|\b(?:et|ou|puis|avec|sans|chez|est|était|a|avait)\b", re.IGNORECASE)
_POINTS = ("date", "day", "relative")
#: Words and signs by which a sentence steps forward in time.
_STEP = re.compile(r"[,;:]|\b(?:puis|suivie?s?|ensuite|qui)\b", re.IGNORECASE)
#: Words by which a sentence goes on to what the patient came for.
_COMING = re.compile(r"\b(?:ayant|pour|admise?|hospitalisée?|adressée?|consult\w+)\b", re.IGNORECASE)
#: Expressions that, where they open a sentence, tell when all of it was.
_MOVING = ("later", "before", "ago")
#: What opens an item of a list on a line of its own: "- ", "3. ".
_ITEM = re.compile(r"\n\s*(?:[-–•*]|\d{1,2}\s?[.)/])\s")
_POINTING = ("later", "ago", "since", "before", "at")
_AROUND = ("before", "during", "after")
_TO_COME, _ACTS = frozenset({"planned", "delayed", "resumed"}), ("verb", "infinitive")
_STAYS, _AT_AGE = written_class("stay-nouns"), written_class("age-openers")
#: What only describes the patient, behind what the time is of.
_DESCRIPTION = re.compile(r"[,;:]\s(?:sans|avec antécédent|et sans)\b")


def to_ref(reading: Reading, expression: TimeExpression) -> TimeRef:
    """The record's view of a time expression."""
    relative = expression.relation
    if expression.kind == "set":
        relative = "recurrent"
    elif expression.kind == "age":
        relative = "age"
    elif relative is None and expression.kind == "duration":
        relative = "duration"
    elif expression.kind == "day" and expression.anchor is not None and expression.anchor not in _STAYS:
        relative = expression.anchor
    own_axis = (expression.kind == "day" and relative is None) or relative == "at-admission"
    return TimeRef(
        reading.document.text[expression.start : expression.end],
        expression.start,
        expression.end,
        expression.date,
        expression.day_from if own_axis or (expression.kind == "day" and relative is None) else None,
        expression.day_to if own_axis or (expression.kind == "day" and relative is None) else None,
        relative,
        expression.duration,
    )


def assign_times(reading: Reading) -> list[TimeExpression | None]:
    """For each mention its time expression, or None."""
    out: list[TimeExpression | None] = [None] * len(reading.mentions)
    running: tuple[TimeExpression, int, str] | None = None
    for view in reading.sentences:
        sentence = view.sentence
        told = reading.times_within(sentence.start, sentence.end)
        inside = [
            t
            for t in told
            if t.kind != "set" and not _not_of_story(reading, t) and (t.kind != "age" or _dated(reading, t))
        ]
        points = [t for t in inside if t.kind in (*_POINTS, "age") or t.relation in _POINTING]
        anchors = [n for t in points for n in anchored(reading, view, t)]
        reach = {t.start: aside_reach(reading, view, t) for t in points}
        items = {t.start: dated_item(reading, view, t) for t in points}
        for number in view.mentions if points else ():
            mention = reading.mentions[number]
            if mention.kind == "site" or number in anchors:
                continue
            reaching = [t for t in points if (r := reach[t.start]) is None or r[0] <= mention.start < r[1]]
            owned = [t for t in reaching if (i := items[t.start]) is not None and of_item_before(
                reading, view, number, t, i)]  # fmt: skip
            wall = min((t.start for t in owned if mention.start < t.start), default=sentence.end)
            reaching = [t for t in reaching if t not in owned and t.start < wall]
            labelled = [t for t in reaching if reading.document.text[mention.end : t.start].strip() == ":"]
            labelled = labelled or [t for t in reaching if _lasted(reading, number, t)]
            nearest = _nearest(reading, mention.start, mention.end, labelled or reaching)
            if nearest is None or is_cut_off(reading, view, number, nearest):
                continue
            if mention.kind == "encounter" and nearest.relation == "since":
                continue  # "admis pour une toux depuis un mois": the cough has lasted, not the stay
            out[number] = nearest
        if running is not None and (
            sentence.section != running[2]
            or sentence.index - running[1] > _CARRIES
            or any(t.kind != "set" for t in told)
            or _ITEM.match(reading.document.text, sentence.start - 1)
            or _behind_item(reading, view, running[1])
            or goes_onward(reading, view)
            or _apart(reading, view)
        ):
            running = None
        if running is not None:
            for number in view.mentions:
                if reading.mentions[number].kind != "site":
                    out[number] = running[0]
        stay = [t for t in points if t.kind == "day" or t.relation == "at-admission" or t.kind == "date"]
        if stay:
            # A day of the stay goes on, and one from an operation that heads its sentence; the last of many does not:
            # "retour à domicile au 6e jour postopératoire", "cures à J15, J30, J60 et J90".
            heads = stay[-1].outer - sentence.start <= _HEAD
            own = heads or (to_ref(reading, stay[-1]).relative is None and _tells(reading, view))
            goes_on = stay[-1].kind == "day" and own and len(stay) < _MANY
            goes_on = goes_on and reach[stay[-1].start] is None and (stay[-1].day_from or 0) >= 0
            goes_on = goes_on and not _leaves(reading, view) and not _still_to_come(reading, view)
            running = (stay[-1], sentence.index, sentence.section) if goes_on else None
    return out


_BULLETS = "-–—•*·►▪◦"


def _behind_item(reading: Reading, view: SentenceView, index: int) -> bool:
    """Whether a sentence opens the line below an item of a list, in which a day stood."""
    text, item = reading.document.text, reading.sentences[index].sentence
    return text[view.sentence.start - 1] == "\n" and text[item.start] in _BULLETS


def _apart(reading: Reading, view: SentenceView) -> bool:
    """Whether a sentence opens a paragraph or an item of a list."""
    text, start = reading.document.text, view.sentence.start
    return _PARAGRAPH.search(text, max(0, start - _GAP), start) is not None


#: What stands before the first word of a paragraph or an item, and within how many characters.
_PARAGRAPH, _GAP = re.compile(r"\n\s*(?:\n|[-–—•·*►▪◦]\s*\Z)"), 12


def _tells(reading: Reading, view: SentenceView) -> bool:
    """Whether a sentence tells with a verb; in a note, "dobutamine sevrée J5" is the day of that alone."""
    return any(g.finite for g in find_verbs(reading, view).groups)


def _leaves(reading: Reading, view: SentenceView) -> bool:
    """Whether a sentence tells that the patient left, after which its day goes on no more."""
    return any(reading.mentions[n].concept in _LEAVING for n in view.mentions)


_BIRTH_RELATED, _CARE = word_class("birth-adjectives"), word_class("care-nouns")
_WEANED, _BORN = word_class("weaned-words"), word_class("birth-words")


def _not_of_story(reading: Reading, t: TimeExpression) -> bool:
    """Whether a time is that of a birth or of an abstinence: "né en 1951", "tabagisme sevré depuis 13 ans"."""
    i = reading.tokens.at(t.outer)
    before = reading.tokens.fold[i - 1 : i] if i else []
    weaned = t.relation == "since" and not _WEANED.isdisjoint(before)
    if t.kind == "relative" and reading.tokens.fold[reading.tokens.at(t.start)] in _BIRTH_RELATED:
        return not _CARE.isdisjoint(before)  # "aucune consultation prénatale": a kind of care
    return weaned or (t.kind == "date" and not _BORN.isdisjoint(reading.tokens.fold[max(0, i - 2) : i]))


def _still_to_come(reading: Reading, view: SentenceView) -> bool:
    """Whether a sentence tells of another day, not of what comes next: "prévue à J1, repoussée à J3", "repris à J6"."""
    cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "status-frames")
    told = {c.effect.partition("/")[0] for c in cues if c.reach in _ACTS}
    again = any(g.verb == _MEETING and g.mood in _MEET_MOODS for g in find_verbs(reading, view).groups)
    return again or not told.isdisjoint(_TO_COME)  # "Je la revois à J1"


#: The verb of an appointment, and its moods.
_MEETING, _MEET_MOODS = "revoir", ("present", "future")


def _dated(reading: Reading, age: TimeExpression) -> bool:
    """Whether an age tells when ("depuis l'âge de 8 ans"), unlike the patient's own ("âgé de 58 ans")."""
    return reading.document.text[age.outer : age.start].lower().startswith(_AT_AGE)


def _nearest(reading: Reading, start: int, end: int, points: list[TimeExpression]) -> TimeExpression | None:
    """The nearest expression; one that opens the sentence or clause counts for all of it."""
    if not points:
        return None
    text = reading.document.text
    points = [t for t in points if not _qualifies(reading, t) or _touches(start, end, t)]
    if not points:
        return None
    if len(points) == 1:
        only = points[0]
        opening = only.outer - reading.document.sentence_at(only.start).start < 25
        if only.relation == "later" and end <= only.outer and _STEP.search(text, end, only.outer):
            return None  # "fièvre, puis trois jours plus tard éruption": the step forward is the second one's
        if (only.kind == "duration" or only.relation == "since") and not (opening and only.relation in _MOVING):
            return only if _close(reading, start, end, only) else None
        between = text[only.end : start] if only.end <= start else text[end : only.start]
        if not opening and "," in between and len(between) > _FAR_FROM:
            return None
        return only if opening or not _DESCRIPTION.search(between) else None

    def distance(t: TimeExpression) -> float:
        if t.end <= start:
            between = text[t.end : start]
            opens = t.outer - reading.document.sentence_at(t.start).start < 4
            if t.relation == "since" and not opens and _COMING.search(between):
                return len(between) + 200  # "diabétique depuis six ans, admis pour une toux": that long was the first
            return len(between) + (0 if opens else 25) * between.count(",") + 40 * between.count(";")
        between = text[end : t.outer]
        step = 100 if t.relation == "later" and _STEP.search(between) else 0
        return len(between) + 25 * between.count(",") + 40 * between.count(";") + 10 + step

    best = min(points, key=distance)
    if best.relation == "later" and end <= best.outer and _STEP.search(text, end, best.outer):
        return None
    return best if best.kind != "duration" or _close(reading, start, end, best) else None


def _qualifies(reading: Reading, t: TimeExpression) -> bool:
    """Whether an expression is an adverb within its clause: "une toxoplasmose récemment acquise"."""
    i = reading.tokens.at(t.start)
    if t.start == reading.document.sentence_at(t.start).start:
        return False
    if t.kind == "relative" and t.relation in _AROUND and reading.tokens.fold[i] in _OPERATIVE:
        # "l'aspect peropératoire d'une tumeur", not "les suites postopératoires sont marquées par une fièvre"
        return reading.tokens.fold[i - 1] not in _COURSE_SUBJECTS
    return reading.tokens.fold[i] in _ADVERBS


def _lasted(reading: Reading, number: int, t: TimeExpression) -> bool:
    """Whether an expression right behind a finding tells how long it has lasted: "une toux depuis trois semaines"."""
    mention = reading.mentions[number]
    return (
        mention.kind == "condition"
        and t.relation == "since"
        and 0 <= t.outer - mention.end <= _IN_PHRASE
        and _PHRASE_END.search(reading.document.text, mention.end, t.outer) is None
    )


def _touches(start: int, end: int, t: TimeExpression) -> bool:
    return (t.start - end if t.start >= end else start - t.end) <= _BESIDE


def _close(reading: Reading, start: int, end: int, t: TimeExpression) -> bool:
    """A duration ("depuis deux mois") goes with what stands in its own phrase."""
    left, right = (end, t.outer) if t.start >= end else (t.end, start)
    return right - left < 70 and ";" not in reading.document.text[max(0, left) : max(0, right)]
