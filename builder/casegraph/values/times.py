"""Time expressions: calendar dates kept as partial as written, days of the stay, durations, ages, frequencies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import compress, repeat

from casegraph.languages.words import word_class, written_class
from casegraph.records import Sentence
from casegraph.remembered import MOST
from casegraph.text.fold import fold, words
from casegraph.text.tabular import in_line_of_days
from casegraph.text.tokens import Tokens
from casegraph.values.ages import is_age
from casegraph.values.bare_days import find_bare_days
from casegraph.values.numbers import number_words, ordinals
from casegraph.values.time_expression import TimeExpression
from casegraph.values.time_pattern import (
    BEFORE,
    ISO,
    MONTHS,
    PERIODS,
    SEASONS,
    frequencies,
    lookup,
    relatives,
    time_pattern,
)

__all__ = ["TO_ITS_VALUE", "find_times"]

#: What leads from a day to the value of that day: "J1 : 12, J3 : 35".
TO_ITS_VALUE = re.compile(r"\s?[:=]\s?(?=\d|\Z)")


@cache
def _counted(language: str) -> frozenset[str]:
    """The folded words that can follow a number word in a time expression."""
    counts = {word for name in (*number_words(language), *ordinals(language)) for word in words(name)}
    periods = {fold(name + ending) for name in PERIODS for ending in ("", "s")}
    return frozenset(periods | counts | word_class("count-follows"))


@cache
def _after_digits(language: str) -> frozenset[str]:
    """The folded words that can follow a number in digits, behind one space, in a time expression."""
    expressions = [words(e) for e in (*frequencies(language), *relatives(language))]
    fixed = {name[1] for name in expressions if len(name) > 1 and name[0][0].isdecimal()}
    return (
        _counted(language) | fixed | {fold(name) for name in MONTHS} | word_class("ordinal-endings") | word_class("to")
    )


def _only_a_number(tokens: Tokens, i: int, language: str) -> bool:
    """Whether no time expression begins at a number, by what is behind it: "12 mg", "8 patients", "à 12. Le"."""
    if i + 1 >= len(tokens) or not tokens.text[i].isdecimal():
        return False
    word, written, gap = tokens.fold[i + 1], tokens.text[i + 1], tokens.gap[i + 1]
    if gap[0] in _BEHIND_NUMBER and not written[0].isdecimal():
        return True
    if gap != " ":
        return False
    if word == "au" and i + 2 < len(tokens) and tokens.text[i + 2].isdecimal():
        return False  # "du 3 au 7 mai"
    return written.isalpha() and written[0].islower() and word not in _after_digits(language)


#: Marks behind a number with which only a further number makes a time: "12/03", "3,5 jours".
_BEHIND_NUMBER = frozenset(",.;:)]/%")


@cache
def _triggers(language: str) -> dict[str, frozenset[str] | None]:
    """The folded words that a time expression can begin with, each with those that can follow; None stands for any.

    Digits begin one in any case.
    """
    counts = [words(name) for name in (*number_words(language), *ordinals(language))]
    counted = _counted(language) | {_DIGITS}
    out: dict[str, frozenset[str] | None] = {name[0]: counted for name in counts}
    out |= dict.fromkeys(word_class("weekdays"), frozenset({fold("premier"), fold("dernier"), _DIGITS}))
    out |= dict.fromkeys(("j", "d", "h", "x", fold("années"), fold("jour")), frozenset({_DIGITS}))
    out |= dict.fromkeys(word_class("each"), counted | {"les"})
    out |= dict.fromkeys(map(fold, SEASONS.split("|")), frozenset({"de", _DIGITS}))
    for expression in (*frequencies(language), *relatives(language)):
        name, known = words(expression), out.get(words(expression)[0], frozenset())
        if not expression.startswith("/"):
            out[name[0]] = known | {name[1]} if len(name) > 1 and known is not None else None
    out |= dict.fromkeys(map(fold, MONTHS))
    return {word: follows for word, follows in out.items() if not word[0].isdecimal()}


@lru_cache(maxsize=MOST)
def _begins(word: str, language: str) -> bool:
    """Whether a time expression can begin with a folded word."""
    return word[0].isdecimal() or word in _triggers(language) or (word[0] in "jhx" and word[1:].isdecimal())


def _goes_on(folded: list[str], i: int, follows: frozenset[str]) -> bool:
    return i < len(folded) and (folded[i] in follows or (folded[i][0].isdecimal() and _DIGITS in follows))


#: Stands for any digits among the words that follow another.
_DIGITS = "0"


@cache
def _rates(language: str) -> frozenset[str]:
    """The folded words of the rates that a stroke begins: "/jour"."""
    return frozenset(words(rate)[0] for rate in frequencies(language) if rate.startswith("/"))


#: What stands right before a rate or a number of times.
_SIGNS = ("/", "×")
#: A year on its own is a date after one of these words, or after a bracket or comma.
_BEFORE_YEAR = word_class("before-year")
_YEAR = re.compile(r"(?:19[3-9]|20[0-4])\d")
_AGAINST, _SINCE = word_class("against-prefixes"), word_class("since")
#: What stands right behind a number of four digits that is no year, and behind a year in brackets.
_NO_YEAR, _BEHIND_YEAR = ("/", "²", "%"), (")", ",", " ", ";")
#: Two years are a stretch of time after one of these: "de 2010 à 2014", "entre 2010 et 2014".
_BEFORE_DAYS = word_class("before-days")
_BEFORE_YEARS = _BEFORE_YEAR | word_class("before-years")


_DAILY, _DAILY_LIFE = frozenset({fold("quotidien"), fold("quotidienne")}), word_class("daily-life-nouns")


def find_times(
    text: str, tokens: Tokens, sentences: Sequence[Sentence] = (), language: str = "fr"
) -> list[TimeExpression]:
    """Every time expression of a text, in order; none goes on behind the end of the sentence that it begins in."""
    found: list[TimeExpression] = []
    pattern, triggers, rates = time_pattern(language), _triggers(language), _rates(language)
    ends = [sentence.end for sentence in sentences]
    last = 0
    folded = tokens.fold
    signed = {i for i, gap in enumerate(tokens.gap) if gap != " " and gap.endswith(_SIGNS)}
    # Most words begin no time expression.
    begun = compress(range(len(folded)), map(_begins, folded, repeat(language)))
    for i in sorted(signed.union(begun)):
        word, sign = folded[i], tokens.gap[i][-1:] if i in signed else ""
        start = tokens.start[i]
        if start < last or (i and folded[i - 1] in _AGAINST):
            continue
        if word in _DAILY and i and folded[i - 1] in _DAILY_LIFE:
            continue  # "gêne dans la vie quotidienne"
        follows = triggers.get(word)
        if follows is not None and not sign and not _goes_on(folded, i + 1, follows):
            continue
        match = None
        if sign or not _only_a_number(tokens, i, language):
            at = bisect_right(ends, start)
            stop = ends[at] if at < len(ends) else len(text)
            rate = sign and (sign != "/" or word in rates)
            match = pattern.match(text, start - len(sign), stop) if rate else None
            if match is None and (not sign or _begins(word, language)):
                match = pattern.match(text, start, stop)
            if match and match["numeric"] and _rated(tokens, i):
                continue
        if match:
            expression = _expression(text, match, tokens.fold[i - 1] if i else "", language)
        else:
            expression = _year(text, tokens, i)
            if expression is None and _listed_past(sentences, ends, start):
                expression = _year_in_list(text, tokens, i)
        if expression is not None:
            years = (expression.duration or "").endswith("Y")  # "une femme enceinte de 24 ans"
            if expression.kind in ("duration", "age") and not years and _with_child(folded, i):
                expression = replace(expression, kind="relative", relation="gestation")
            elif expression.kind == "duration" and expression.relation is None and is_age(tokens, i):
                expression = replace(expression, kind="age", relation="age")
            found.append(expression)
            last = expression.end
    alone = find_bare_days(text, found, sentences)
    return sorted(found + alone, key=lambda t: t.start) if alone else found


def _with_child(folded: list[str], i: int) -> bool:
    """ "enceinte de 20 semaines", "une grossesse de 6 mois": how far the pregnancy is, nobody's age."""
    return not _PREGNANT.isdisjoint(folded[max(0, i - 2) : i])


_PREGNANT = word_class("pregnant-words")


def _rated(tokens: Tokens, i: int) -> bool:
    """Whether three numbers are a score at three times: "Apgar 9/10/10", "Apgar coté à 6/8/10"."""
    for k in range(i - 1, max(-1, i - 4), -1):
        if tokens.gap[k + 1].strip(" :="):
            return False
        if tokens.fold[k] in _IN_A_ROW:
            return True
    return False


_IN_A_ROW = word_class("rated-in-a-row")


def _year(text: str, tokens: Tokens, i: int) -> TimeExpression | None:
    if not _YEAR.fullmatch(tokens.text[i]) or text[tokens.end[i] : tokens.end[i] + 1] in _NO_YEAR:
        return None
    gap = tokens.gap[i].strip()
    if i and gap == "" and tokens.fold[i - 1] in _BEFORE_YEAR:
        relation = "since" if tokens.fold[i - 1] in _SINCE else None
        start, end = tokens.start[i], tokens.end[i]
        return TimeExpression(start, end, tokens.start[i - 1], "date", date=tokens.text[i], relation=relation)
    if gap.endswith("(") and text[tokens.end[i] : tokens.end[i] + 1] in _BEHIND_YEAR:
        return TimeExpression(tokens.start[i], tokens.end[i], tokens.start[i], "date", date=tokens.text[i])
    return None


def _listed_past(sentences: Sequence[Sentence], ends: list[int], start: int) -> bool:
    """Whether an offset is in a section of what the patient had before."""
    at = bisect_right(ends, start)
    return at < len(ends) and sentences[at].section == "history"


def _year_in_list(text: str, tokens: Tokens, i: int) -> TimeExpression | None:
    """A year that stands right behind an item of the history: "IDM 2012 stenté, cholécystectomie 2003"."""
    if not i or not _YEAR.fullmatch(tokens.text[i]) or tokens.gap[i] != " " or not tokens.text[i - 1].isalpha():
        return None
    if _UNIT_BEHIND.match(text, tokens.end[i]):
        return None
    return TimeExpression(tokens.start[i], tokens.end[i], tokens.start[i], "date", date=tokens.text[i])


#: What makes a number behind a name a value: "CPK 2015 UI/L".
_UNIT_BEHIND = re.compile(r"\s?(?:[/%²x×]|[,.]\d|(?:[µmnpkdc]?(?:g|mol|l|ui|u|eq|m)|pa|h|j)\b)", re.IGNORECASE)


def _expression(text: str, match: re.Match[str], before: str, language: str) -> TimeExpression | None:
    """What a match says; `before` is the word that stands before it."""
    start, end = match.span()
    kind = match.lastgroup
    outer, relation = _relation(text, start) if before in _RELATING else (start, None)
    if kind == "iso":
        return TimeExpression(start, end, outer, "date", date=match["iso"], relation=relation)
    if kind == "years":
        known = before in _BEFORE_YEARS
        return TimeExpression(start, end, outer, "date", date=match["firstyear"]) if known else None
    if kind == "daymonth":
        # "le 12/03"; a pressure of "12/08" has no such word before it
        date = f"XXXX-{match['smonth']}-{int(match['sday']):02}"
        heads = _heads_line(text, start) and _BEHIND_HEAD.match(text, end)
        known = before in _BEFORE_DAYS or bool(heads) or in_line_of_days(text, start)
        return TimeExpression(start, end, outer, "date", date=date, relation=relation) if known else None
    if kind == "decade":
        return TimeExpression(start, end, outer, "relative", relation="before")
    if kind == "clock":
        duration = f"PT{int(match['ch'])}H{int(match['cm'])}M"
        return TimeExpression(start, end, outer, "relative", relation="clock", duration=duration)
    if kind == "numeric":
        return None if _SIZED.match(text, end) else _numeric(match, outer, relation)
    if kind == "monthyear":
        month, year = match["monthyear"].split("/")
        return TimeExpression(start, end, outer, "date", date=f"{year}-{int(month):02}", relation=relation)
    if kind == "dmy":
        return _day_month_year(match, outer, relation)
    if kind == "season":
        return TimeExpression(start, end, outer, "date", date=match["syear"], relation=relation)
    if kind == "jday":
        spacing = _EQUALS.search(text, max(0, start - 3), start)  # "J1 = J22": how far apart rounds are
        return None if before in _NAMED_D or spacing else _j_day(match, outer)
    if kind == "hour":
        return TimeExpression(start, end, outer, "relative", relation="hour", duration=f"PT{match['hn']}H")
    if kind == "oday":
        if _SEDIMENTATION.search(text, max(0, start - 16), start):
            return None
        return _ordinal_day(match, outer, language)
    for group, number, unit in (("every", "en", "eunit"), ("times", "tn", "tunit"), ("times2", "t2n", "t2unit")):
        if kind == group:
            value = _count(match[number], language) if match[number] else 1.0
            period = _period(match[unit])
            every = value if group == "every" else (1 / value if value else None)
            return TimeExpression(start, end, start, "set", every=_round(every), period=period)
    if kind == "freq":
        key = lookup(match["freq"], tuple(frequencies(language)))
        if key in _DAYTIMES and before not in _DOSE_ENDS and not before[-1:].isdecimal():
            return None  # "40 mg le matin", not "il est tombé le matin"
        every, period = frequencies(language)[key]
        return TimeExpression(start, end, start, "set", every=every, period=period)
    if kind == "rel":
        key = lookup(match["rel"], tuple(relatives(language)))
        relative, day = relatives(language)[key]
        if not relative:
            return TimeExpression(start, end, start, "day", day_from=day, day_to=day)
        return TimeExpression(start, end, start, "relative", relation=relative, day_from=day, day_to=day)
    falling = _FALLING.match(match["n"])
    if falling is not None and float(falling[1]) >= float(falling[2]):
        return None  # "7 à 1 min": a value and its minute
    if match["unit"] in _CLOCK and (_VALUE_AT.match(match["n"]) or _DECIMALS.search(text, max(0, start - 2), start)):
        return None  # "1,67 à 16h": a value and its hour
    if _HOUR.fullmatch(match["n"]) and _of_the_clock(text, match):
        return TimeExpression(start, end, outer, "relative", relation="clock", duration=f"PT{int(match['n'])}H")
    return _duration(text, match, outer, relation, language)


#: Times of the day that say how often behind a dose only, and the words that a dose ends with.
_DAYTIMES, _DOSE_ENDS = ("le matin", "le midi"), word_class("dose-ends")
#: "à 1 min et 5 min": which value is of which, the order alone says.
_AND_ANOTHER = re.compile(r"\s(?:et|puis)\s(?:à\s)?\d")
#: "mesurant 21/11/25 cm": three sides.
_SIZED = re.compile(r"\s?[cm]m\b")
_EQUALS = re.compile(r"=\s?\Z")
_FALLING = re.compile(r"(\d+)\s?à\s?(\d+)$")
_DECIMALS = re.compile(r"\d[.,]\Z")
_VALUE_AT, _HOUR, _CLOCK = re.compile(r"\d+[.,]\d+\s?à\s?\d+$"), re.compile(r"[01]?\d|2[0-4]"), ("h", "H")
#: What stands behind the day and the hour of a note's line: "20/11 9h - Douleur", "20/11 : stable".
_BEHIND_HEAD = re.compile(r"\s?(?:[-–—:]\s|\n|\Z|(?:à\s)?(?:[01]?\d|2[0-4])\s?h)")
#: What tells an hour of the clock: "vers 22 h", "le 3 mars à 14 h", "hier à 8 heures", "10 heures du matin".
_TOWARDS = re.compile(
    rf"\b(?:vers|hier|avant-hier|demain|matin|midi|soir|veille|lendemain|même\sjour|(?:{'|'.join(MONTHS)})(?:\s\d{{4}})?"
    r"|\d\d?/\d\d?(?:/\d{2,4})?)\s(?:vers\s|à\s)?\Z",
    re.IGNORECASE,
)
_OF_THE_DAY = re.compile(r"\s(?:du\s(?:matin|soir)|de\sl['’]après[\s-]midi|précises|pile)\b", re.IGNORECASE)
_COUNTED_FROM = re.compile(r"\s(?:de|d['’]|après|plus|post)", re.IGNORECASE)
_BEFORE_HOUR = re.compile(
    r"[^\S\n]*(?:[-–•*]\s)?(?:(?:0?[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])(?:/\d{2,4})?[ ,]\s?(?:à\s)?)?"
)


def _heads_line(text: str, start: int) -> bool:
    """Whether a day, or an hour behind it, is what a line of notes begins with: "20/11 9h - Douleur"."""
    return _BEFORE_HOUR.fullmatch(text, text.rfind("\n", 0, start) + 1, start) is not None


def _of_the_clock(text: str, match: re.Match[str]) -> bool:
    """Whether a number of hours is one of the clock: at the head of a note's line, or said with its day."""
    start, end = match.span()
    if match["unit"] in _CLOCK and _heads_line(text, start) and _BEHIND_HEAD.match(text, end):
        return True
    if not match["unit"].lower().startswith("h"):
        return False
    if _OF_THE_DAY.match(text, end):
        return True
    return not _COUNTED_FROM.match(text, end) and _TOWARDS.search(text, max(0, start - 32), start) is not None


#: A dose that is taken once in a stretch of hours: "5 mg/4 h", "10 mg/kg/8h"; that of one or 24 hours is a rate.
_DOSED_PER = re.compile(r"(?:\d\s?(?:[mµ]g|mcg|g|UI|cp)|/kg)\s?/\s?\Z")
#: An amount whose rate a unit goes on to tell: "250 ml par 24 heures", "1,2 g par heure".
_AMOUNT_PER = re.compile(r"\d\s?(?:[µmcd]?[gLl]|cc|litres?|grammes?|[µmn]?mol|m[EÉ]q|mosm)(?:/kg)?\spar\s\Z")
#: Words before a letter that is no day: "vitamine D 12 ng/ml".
_NAMED_D = word_class("letter-names")
#: The first hour of a sedimentation rate belongs to its unit: "20 mm à la première heure".
_SEDIMENTATION = re.compile(r"(?<![^\W\d])mm\s?(?:/|à|en|de|pour|dans|lors\sde)?\s?(?:la\s)?\Z", re.IGNORECASE)


def _round(every: float | None) -> float | None:
    """To six places; None for what is told too often to be a frequency: "2000000 fois par jour"."""
    return round(every, 6) or None if every is not None else None


#: The last words of everything that `BEFORE` matches.
_RELATING = word_class("time-prepositions")


def _relation(text: str, start: int) -> tuple[int, str | None]:
    window = text[max(0, start - 40) : start]
    for match in BEFORE.finditer(window):
        if match.end() == len(window):
            return start - len(window) + match.start(), match.lastgroup
    return start, None


def _numeric(match: re.Match[str], outer: int, relation: str | None) -> TimeExpression | None:
    day, month, year = (int(p) for p in re.split(r"[/.-]", match["numeric"]))
    if year < 100:
        year += 2000 if year < 50 else 1900
    date = f"{year}-{month:02}-{day:02}"
    return TimeExpression(match.start(), match.end(), outer, "date", date=date, relation=relation)


_MONTH_WORDS = written_class("month-words")
_NO_DIGIT = re.compile(r"\D")


def _day_month_year(match: re.Match[str], outer: int, relation: str | None) -> TimeExpression | None:
    name = match["month"].lower()
    alone = match["dday"] is None and match["year"] is None
    # A month's name alone is only a date when it is not another word ("mars", "juin" are; "sept", "jan" are not).
    if alone and len(name) < 5 and name not in _MONTH_WORDS:
        return None
    month = f"{MONTHS[name]:02}"
    first = match["dfrom"] or match["dday"]  # "du 3 au 29 janvier": from the first of two days on
    day = _NO_DIGIT.sub("", first or "") or ("1" if first else "")
    year = match["year"] or "XXXX"
    date = f"{year}-{month}" + (f"-{int(day):02}" if day else "")
    return TimeExpression(match.start(), match.end(), outer, "date", date=date, relation=relation)


def _j_day(match: re.Match[str], outer: int) -> TimeExpression:
    number = float(match["jn"]) * (-1 if match["jsign"] == "-" else 1)
    last = max(number, float(match["jm"])) if match["jm"] else number  # "J1-0" is no stretch
    anchor = (match["jstay"] or match["jsince"] or match["janchor"] or "").lower() or None
    return TimeExpression(match.start(), match.end(), outer, "day", day_from=number, day_to=last, anchor=anchor)


_DAY_UNITS, _NIGHT_UNITS, _WEEK_UNITS = (written_class(name) for name in ("day-units", "night-units", "week-units"))
#: What is counted by a time of its own, no day of the stay.
_COUNTED_LIVES = written_class("life-stretches")


def _ordinal_day(match: re.Match[str], outer: int, language: str) -> TimeExpression | None:
    word = match["ord"].lower()
    number = int(_NO_DIGIT.sub("", word)) if word[0].isdecimal() else ordinals(language)[word]
    unit = match["ounit"].lower()
    anchor = match["anchor"].lower() if match["anchor"] else None
    if number is None:
        return TimeExpression(match.start(), match.end(), outer, "relative", relation="recent")
    start: float | None = None
    stop: float | None = None
    if unit in _DAY_UNITS:
        start = stop = float(number)
    elif unit in _WEEK_UNITS:
        start, stop = 7.0 * (number - 1) + 1, 7.0 * number
    if start is None or anchor in _COUNTED_LIVES:
        return TimeExpression(match.start(), match.end(), outer, "relative", relation="order", anchor=anchor)
    if unit in _NIGHT_UNITS:
        stop = start + 1
    return TimeExpression(match.start(), match.end(), outer, "day", day_from=start, day_to=stop, anchor=anchor)


#: Between two counts: "2-3 jours", "deux ou trois jours".
_COUNTS = re.compile(r"\s?(?:-|à|ou)\s?(?=\d)|\s(?:à|ou)\s")


def _count(written: str, language: str) -> float | None:
    first = _COUNTS.split(written.lower())[0]
    if first[:1].isdecimal():
        return float(first.replace(",", "."))
    return number_words(language).get(first)


def _period(written: str) -> str:
    word = written.lower()
    return PERIODS.get(word) or PERIODS.get(word.removesuffix("s")) or PERIODS[word.removesuffix("es")]


#: "il a 35 ans, ...": an age, unlike "il a trois ans de recul".
_HAS_YEARS, _SAYS_AGE = (
    re.compile(
        r"(?:\b(?:il|elle|patiente?|malade)|\b(?:mme|madame|monsieur|m\.|mr)\s[A-ZÉ][\w.]{0,14})\s(?:a|avait)\s\Z",
        re.IGNORECASE,
    ),
    re.compile(r"\s?(?:[,.;)]|$|et\b)"),
)
#: How many days a unit has that counts the days of a stay.
_DAYS = {"h": 1 / 24, "d": 1.0, "wk": 7.0}
_EARLIER = written_class("earlier-endings")
#: Units of one letter, which only a number in digits counts.
_LETTERS = ("h", "H", "j", "J", "sa")
_AGES, _LONG = ("age", "atage"), ("a", "mo", "h", "min")


#: So many "J" and more are joules, not days.
_JOULES = 100


def _duration(
    text: str, match: re.Match[str], outer: int, relation: str | None, language: str
) -> TimeExpression | None:
    period = _period(match["unit"])
    written = match["unit"]
    if written in _LETTERS and not match["n"][0].isdecimal():
        return None
    number = _count(match["n"], language)
    if _DOSED_PER.search(text, max(0, match.start() - 9), match.start()) and period == "h" and number not in (1, 24):
        return TimeExpression(match.start(), match.end(), match.start(), "set", every=number, period=period)
    if text[match.start() - 1 : match.start()] == "/":
        return None
    if number in (1, 24) and period == "h" and _AMOUNT_PER.search(text, max(0, match.start() - 16), match.start()):
        return None  # "250 ml par 24 heures": a unit
    if written == "J" and number is not None and number >= _JOULES:
        return None  # "un choc de 200 J"
    if number is not None and match["half"]:
        number += 0.5
    for further, smaller, each in (("months", "mo", 12), ("days", "d", 7)):
        more = _count(match[further], language) if match[further] else None
        if number is not None and more is not None:
            period, number = smaller, each * number + more  # "trois ans et quatre mois" are 40 months
    iso = ISO.get(period, "P{}D").format(f"{number:g}" if number is not None else "X")
    if match["stay"] and number is not None and period in _DAYS:
        day = 1 + number * _DAYS[period]
        return TimeExpression(match.start(), match.end(), outer, "day", day_from=day, day_to=day)
    if match["age"] or relation in _AGES:
        return TimeExpression(
            match.start(),
            match.end("smaller" if match["smaller"] else "unit"),
            outer,
            "age",
            relation="age",
            duration=iso,
        )
    if period == "a" and relation is None and _HAS_YEARS.search(text, max(0, match.start() - 30), match.start()) and (
            _SAYS_AGE.match(text, match.end())):  # fmt: skip
        return TimeExpression(match.start(), match.end("unit"), outer, "age", relation="age", duration=iso)
    if match["term"] or written.lower() == "sa":
        # "à 33 semaines d'aménorrhée", "38 SA": how far the pregnancy is
        return TimeExpression(match.start(), match.end(), outer, "relative", relation="gestation", duration=iso)
    if match["post"]:
        return TimeExpression(match.start(), match.end("unit"), outer, "relative", relation="after", duration=iso)
    if relation == "at" and (period not in _LONG or _AND_ANOTHER.match(text, match.end())):
        relation = None
    if match["stay"] and relation is None:
        relation = "later"
    if match["first"] and relation is None:
        relation = "within"
    if match["after"]:
        relation = "before" if match["after"].strip() in _EARLIER else "later"
    return TimeExpression(match.start(), match.end(), outer, "duration", relation=relation, duration=iso)
