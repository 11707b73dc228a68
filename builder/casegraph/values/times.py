"""Time expressions: calendar dates kept as partial as written, days of the stay, durations, ages, frequencies."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from casegraph.frozen import dataclass
from casegraph.languages.tables import read_table
from casegraph.languages.words import word_class
from casegraph.text.fold import fold, words
from casegraph.text.tokens import Tokens
from casegraph.values.ages import is_age
from casegraph.values.numbers import number_words, ordinals

__all__ = ["TimeExpression", "find_times"]

#: UCUM time codes by the words for them.
_PERIODS = {
    "minute": "min", "min": "min", "mn": "min", "heure": "h", "h": "h", "jour": "d", "j": "d", "journée": "d",
    "nuit": "d",
    "semaine": "wk", "sem": "wk", "mois": "mo", "trimestre": "q", "an": "a", "année": "a", "seconde": "s", "sa": "wk",
    "décennie": "10a", "soir": "d", "matin": "d", "décade": "10a", "siècle": "100a",
}  # fmt: skip
_ISO = {"min": "PT{}M", "h": "PT{}H", "d": "P{}D", "wk": "P{}W", "mo": "P{}M", "a": "P{}Y", "s": "PT{}S", "q": "P{}Q"}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier|janv|jan", "février|fevrier|févr|fév", "mars", "avril|avr", "mai", "juin", "juillet|juil",
            "août|aout", "septembre|sept", "octobre|oct", "novembre|nov", "décembre|decembre|déc",
        ),
        1,
    )
    for name in names.split("|")
}  # fmt: skip
_SEASONS = "printemps|été|automne|hiver"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A stretch of text that says when, how long or how often.

    `kind` is "date", "day" (a day of the stay), "duration", "age", "set" (how often) or "relative". `relation` is what
    a preposition before it makes of it ("since", "during", "ago", "later", "at", "within"), `start`..`end` leaves
    the preposition out, `outer` is where it begins with it.
    """

    start: int
    end: int
    outer: int
    kind: str
    date: str | None = None
    day_from: float | None = None
    day_to: float | None = None
    relation: str | None = None
    duration: str | None = None
    every: float | None = None
    period: str | None = None
    anchor: str | None = None


@cache
def _pattern(language: str) -> re.Pattern[str]:
    numbers = "|".join(sorted(map(re.escape, number_words(language)), key=len, reverse=True))
    count = rf"(?:\d+(?:[.,]\d+)?(?:\s?(?:-|à|ou)\s?\d+)?|(?:{numbers})(?:\s(?:à|ou)\s(?:{numbers}))?)"
    ordinal = rf"(?:\d{{1,2}}\s?(?:ème|eme|ième|ère|er|e|è|nd|nde)|{'|'.join(map(re.escape, ordinals(language)))})"
    month = "|".join(sorted(_MONTHS, key=len, reverse=True))
    periods = (
        r"minutes?|min|mn|heures?|h|journées?|jours?|j|nuits?|semaines?|sem|mois|trimestres?|années?|ans?|secondes?|sa"
        r"|décennies?"
    )
    day = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s)?(?:0?[1-9]|[12]\d|3[01]|1\s?er|premier)"
    stay = (
        r"(?:\s(?:de\s|d['’])?(?:l['’]|son\s|sa\s|la\s|cette\s)?"
        r"(?P<anchor>admission|hospitalisation|entrée|séjour|évolution|traitement|(?:post|pré|per)[\s-]?opératoire|vie|grossesse"
        r"|intervention|cure|cycle|chimiothérapie|antibiothérapie|corticothérapie|gestation|aménorrhée|post[\s-]?partum|transfusion))?"
    )
    frequency = "|".join(sorted((_flexible(e) for e in _frequencies(language)), key=len, reverse=True))
    relative = "|".join(sorted((_flexible(e) for e in _relatives(language)), key=len, reverse=True))
    return re.compile(
        rf"(?P<iso>\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b)"
        rf"|(?P<numeric>\b(?:0?[1-9]|[12]\d|3[01])(?P<sep>[/.-])(?:0?[1-9]|1[0-2])(?P=sep)(?:(?:19|20)\d\d|\d\d)\b)"
        rf"|(?P<daymonth>\b(?P<sday>0?[1-9]|[12]\d|3[01])/(?P<smonth>0[1-9]|1[0-2])\b(?!/))"
        rf"|(?P<years>\b(?P<firstyear>(?:19|20)\d\d)\s?(?:à|et|-|–)\s?(?:19|20)\d\d\b)"
        rf"|(?P<decade>\bannées\s(?P<dyear>(?:19|20)?\d0)\b)"
        rf"|(?P<clock>\b(?P<ch>[01]?\d|2[0-4])\s?h\s?(?P<cm>[0-5]\d)\b)"
        rf"|(?P<monthyear>\b(?:0?[1-9]|1[0-2])/(?:19|20)\d\d\b)"
        rf"|(?P<dmy>\b(?P<dday>{day})?\s?\b(?P<month>{month})(?!\s(?:{periods})\b)\.?(?:\s(?:de\s)?(?P<year>(?:19|20)\d\d))?\b)"
        rf"|(?P<season>\b(?:{_SEASONS})\s(?:de\s)?(?P<syear>(?:19|20)\d\d)\b)"
        rf"|(?P<jday>\b[JjD]\s?(?P<jsign>[+-]?)\s?(?P<jn>\d{{1,3}})(?:\s?(?:-|à|au)\s?[Jj]?\s?\+?(?P<jm>\d{{1,3}}))?\b(?!\s?(?:mg|g|ml)\b)(?:\s(?:post|pré)[\s-]?opératoires?)?)"
        rf"|(?P<hour>\bH\s?(?P<hn>\d{{1,2}})\b)"
        rf"|(?P<oday>\b(?P<ord>{ordinal})\s(?P<ounit>jour|nuit|semaine|mois|année|minute|heure|trimestre)s?\b{stay})"
        rf"|(?P<every>\b(?:tou(?:te)?s\sles|chaque)\s(?:(?P<en>{count})\s)?(?P<eunit>{periods})\b)"
        rf"|(?P<times>\b(?P<tn>{count})\s(?:fois|prises?|injections?|comprimés?)\s?(?:par|/)\s?(?P<tunit>{periods})\b)"
        rf"|(?P<times2>[x×]\s?(?P<t2n>\d)\s?(?:/|par)\s?(?P<t2unit>{periods})\b)"
        rf"|(?P<freq>(?:\b|(?<=\s)(?=/)|(?<=\d)(?=/))(?:{frequency})\b)"
        rf"|(?P<dur>\b(?P<n>{count})\s?(?P<unit>{periods})\b(?P<half>\set\sdemie?)?(?P<plus>\s?\+\s?\d+\s?(?:jours?|j)\b)?(?P<after>\s(?:plus\stard|après(?!\s(?:l['’]|son\s)(?:admission|entrée|arrivée|hospitalisation)\b)|auparavant|avant|plus\stôt)\b)?(?P<age>\sd['’]âge)?"
        rf"(?P<stay>\saprès\s(?:l['’]|son\s)(?:admission|entrée|arrivée|hospitalisation)\b)?)"
        rf"|(?P<rel>\b(?:{relative})\b)",
        re.IGNORECASE,
    )


def _flexible(expression: str) -> str:
    """An expression with its plural and feminine endings, either apostrophe, and any hyphen or space."""
    words = []
    for word in re.split(r"\s", expression):
        base = re.escape(word).replace("'", "['’]").replace(r"\-", r"[\s-]?")
        if len(word) > 5 and word[-1].isalpha():
            base = re.sub(
                r"el$", "el(?:le)?", re.sub(r"(?<=[^s])$", "(?:ne|e)?s?", base) if not word.endswith("s") else base
            )
        words.append(base)
    return r"\s".join(words)


@cache
def _frequencies(language: str) -> dict[str, tuple[float, str]]:
    rows = read_table(language, "frequencies", ("expression", "every", "period"))
    return {row["expression"]: (float(row["every"]), row["period"]) for row in rows}


@cache
def _relatives(language: str) -> dict[str, tuple[str, float | None]]:
    rows = read_table(language, "relative-times", ("expression", "relative", "day"))
    return {row["expression"]: (row["relative"], float(row["day"]) if row["day"] else None) for row in rows}


_BEFORE = re.compile(
    r"(?P<since>depuis(?!\sl['’]âge)(?:\senviron|\splus\sde|\sprès\sde|\sau\smoins)?\s|évoluant\sdepuis\s)|(?P<ago>il\sy\sa(?:\senviron|\splus\sde)?\s)"
    r"|(?P<during>(?:pendant|durant|sur|au\scours\sde|au\scours\sdes|pour\sune\sdurée\sde|d['’]une\sdurée\sde|durée\sde)(?:\senviron|\sune\spériode\sde)?\s(?:les\s)?)"
    r"|(?P<later>(?:après|au\sbout\sde|à\sl['’]issue\sde|dans\sles)(?:\senviron)?\s)|(?P<within>(?:en|dans)\s(?:les\s)?)"
    r"|(?P<age>(?:âgée?s?|agée?s?)\s(?:de|d['’])\s?(?:environ\s)?|(?:femme|homme|patiente?|fille|garçon|enfant|nourrisson|fillette|garçonnet|dame|sujet|adolescente?|bébé|personne|jeune\shomme|jeune\sfille|jeune\sfemme|monsieur|sexe\s(?:féminin|masculin))(?:\s\w+)?,?\s(?:de|d['’])\s?)"
    r"|(?P<before>avant\s)|(?P<atage>(?:[àa]|dès|depuis|vers)\sl['’]âge\sde\s)|(?P<at>à\s)",
    re.IGNORECASE,
)


#: How many words are kept at hand.
_KEPT = 65536


@cache
def _counted(language: str) -> frozenset[str]:
    """The folded words that can follow a number word in a time expression."""
    counts = {word for name in (*number_words(language), *ordinals(language)) for word in words(name)}
    periods = {fold(name + ending) for name in _PERIODS for ending in ("", "s")}
    return frozenset(periods | counts | word_class("count-follows"))


@cache
def _after_digits(language: str) -> frozenset[str]:
    """The folded words that can follow a number in digits, behind one space, in a time expression."""
    expressions = [words(e) for e in (*_frequencies(language), *_relatives(language))]
    fixed = {name[1] for name in expressions if len(name) > 1 and name[0][0].isdigit()}
    return _counted(language) | fixed | {fold(name) for name in _MONTHS} | word_class("ordinal-endings")


def _only_a_number(tokens: Tokens, i: int, language: str) -> bool:
    """Whether no time expression begins at a number, by the plain word behind it: "12 mg", "8 patients"."""
    if i + 1 >= len(tokens) or tokens.gap[i + 1] != " " or not tokens.text[i].isdecimal():
        return False
    word, written = tokens.fold[i + 1], tokens.text[i + 1]
    return written.isalpha() and written[0].islower() and word not in _after_digits(language)


@cache
def _triggers(language: str) -> dict[str, frozenset[str] | None]:
    """The folded words that a time expression can begin with, each with those that can follow; None stands for any.

    Digits begin one and follow one in any case.
    """
    counts = [words(name) for name in (*number_words(language), *ordinals(language))]
    counted = _counted(language)
    out: dict[str, frozenset[str] | None] = {name[0]: counted for name in counts}
    out |= dict.fromkeys(word_class("weekdays"), frozenset({fold("premier"), fold("dernier")}))
    out |= dict.fromkeys(("j", "d", "h", "x", fold("années")), frozenset())
    out |= dict.fromkeys(word_class("each"), counted | {"les"})
    for expression in (*_frequencies(language), *_relatives(language)):
        name, known = words(expression), out.get(words(expression)[0], frozenset())
        if not expression.startswith("/"):
            out[name[0]] = known | {name[1]} if len(name) > 1 and known is not None else None
    out |= dict.fromkeys(map(fold, (*_MONTHS, *_SEASONS.split("|"))))
    return {word: follows for word, follows in out.items() if not word[0].isdigit()}


@lru_cache(maxsize=_KEPT)
def _begins(word: str, language: str) -> bool:
    """Whether a time expression can begin with a folded word."""
    return word[0].isdigit() or word in _triggers(language) or (word[0] in "jh" and word[1:].isdigit())


def _goes_on(folded: list[str], i: int, follows: frozenset[str]) -> bool:
    return i < len(folded) and (folded[i] in follows or folded[i][0].isdigit())


#: What stands right before a rate or a number of times.
_SIGNS = ("/", "×")
#: A year on its own is a date after one of these words, or after a bracket or comma.
_BEFORE_YEAR = word_class("before-year")
_YEAR = re.compile(r"(?:19[3-9]|20[0-4])\d")
#: Two years are a stretch of time after one of these: "de 2010 à 2014", "entre 2010 et 2014".
_BEFORE_DAYS = word_class("before-days")
_BEFORE_YEARS = _BEFORE_YEAR | word_class("before-years")


_DAILY, _DAILY_LIFE = frozenset({fold("quotidien"), fold("quotidienne")}), word_class("daily-life-nouns")


def find_times(text: str, tokens: Tokens, language: str = "fr") -> list[TimeExpression]:
    """Every time expression of a text, in order."""
    found: list[TimeExpression] = []
    pattern, triggers = _pattern(language), _triggers(language)
    last = 0
    folded = tokens.fold
    for i, (word, gap) in enumerate(zip(folded, tokens.gap, strict=True)):
        sign = gap[-1:] if gap != " " and gap.endswith(_SIGNS) else ""
        if not sign and not _begins(word, language):
            continue
        start = tokens.start[i]
        if start < last or (i and folded[i - 1] == "anti"):
            continue
        if word in _DAILY and i and folded[i - 1] in _DAILY_LIFE:
            continue  # "gêne dans la vie quotidienne"
        follows = triggers.get(word)
        if follows is not None and not sign and not _goes_on(folded, i + 1, follows):
            continue
        match = None
        if sign or not _only_a_number(tokens, i, language):
            match = pattern.match(text, start - len(sign)) or (pattern.match(text, start) if sign else None)
        expression = (
            _expression(text, match, tokens.fold[i - 1] if i else "", language) if match else _year(text, tokens, i)
        )
        if expression is not None:
            if expression.kind == "duration" and expression.relation is None and is_age(tokens, i):
                expression = replace(expression, kind="age", relation="age")
            found.append(expression)
            last = expression.end
    return found


def _year(text: str, tokens: Tokens, i: int) -> TimeExpression | None:
    if not _YEAR.fullmatch(tokens.text[i]) or text[tokens.end[i] : tokens.end[i] + 1] in ("/", "²", "%"):
        return None
    gap = tokens.gap[i].strip()
    if i and gap == "" and tokens.fold[i - 1] in _BEFORE_YEAR:
        return TimeExpression(tokens.start[i], tokens.end[i], tokens.start[i - 1], "date", date=tokens.text[i])
    if gap.endswith("(") and text[tokens.end[i] : tokens.end[i] + 1] in (")", ",", " ", ";"):
        return TimeExpression(tokens.start[i], tokens.end[i], tokens.start[i], "date", date=tokens.text[i])
    return None


def _expression(text: str, match: re.Match[str], before: str, language: str) -> TimeExpression | None:
    """What a match says; `before` is the word that stands before it."""
    start, end = match.span()
    kind = match.lastgroup
    groups = match.groupdict()
    outer, relation = _relation(text, start) if before in _RELATING else (start, None)
    if groups["iso"]:
        return TimeExpression(start, end, outer, "date", date=match["iso"], relation=relation)
    if groups["years"]:
        known = before in _BEFORE_YEARS
        return TimeExpression(start, end, outer, "date", date=match["firstyear"]) if known else None
    if groups["daymonth"]:
        # "le 12/03"; a pressure of "12/08" has no such word before it
        date = f"XXXX-{match['smonth']}-{int(match['sday']):02}"
        known = before in _BEFORE_DAYS
        return TimeExpression(start, end, outer, "date", date=date, relation=relation) if known else None
    if groups["decade"]:
        return TimeExpression(start, end, outer, "relative", relation="before")
    if groups["clock"]:
        duration = f"PT{int(match['ch'])}H{int(match['cm'])}M"
        return TimeExpression(start, end, outer, "relative", relation="hour", duration=duration)
    if groups["numeric"]:
        return _numeric(match, outer, relation)
    if groups["monthyear"]:
        month, year = match["monthyear"].split("/")
        return TimeExpression(start, end, outer, "date", date=f"{year}-{int(month):02}", relation=relation)
    if groups["dmy"]:
        return _day_month_year(match, outer, relation)
    if groups["season"]:
        return TimeExpression(start, end, outer, "date", date=match["syear"], relation=relation)
    if groups["jday"]:
        return None if before in _NAMED_D else _j_day(match, outer)
    if groups["hour"]:
        return TimeExpression(start, end, outer, "relative", relation="hour", duration=f"PT{match['hn']}H")
    if groups["oday"]:
        if _SEDIMENTATION.search(text, max(0, start - 16), start):
            return None
        return _ordinal_day(match, outer, language)
    for group, number, unit in (("every", "en", "eunit"), ("times", "tn", "tunit"), ("times2", "t2n", "t2unit")):
        if groups[group]:
            value = _count(match[number], language) if match[number] else 1.0
            period = _period(match[unit])
            every = value if group == "every" else (1 / value if value else None)
            return TimeExpression(start, end, start, "set", every=_round(every), period=period)
    if groups["freq"]:
        key = _lookup(match["freq"], tuple(_frequencies(language)))
        every, period = _frequencies(language)[key]
        return TimeExpression(start, end, start, "set", every=every, period=period)
    if groups["rel"]:
        key = _lookup(match["rel"], tuple(_relatives(language)))
        relative, day = _relatives(language)[key]
        if not relative:
            return TimeExpression(start, end, start, "day", day_from=day, day_to=day)
        return TimeExpression(start, end, start, "relative", relation=relative, day_from=day, day_to=day)
    if groups["dur"]:
        falling = _FALLING.match(match["n"])
        if falling is not None and float(falling[1]) >= float(falling[2]):
            return None  # "7 à 1 min": a value and its minute
        return _duration(text, match, outer, relation, language)
    raise AssertionError(kind)


_FALLING = re.compile(r"(\d+)\s?à\s?(\d+)$")
#: Words before a letter that is no day: "vitamine D 12 ng/ml".
_NAMED_D = word_class("letter-names")
#: The first hour of a sedimentation rate belongs to its unit: "20 mm à la première heure".
_SEDIMENTATION = re.compile(r"\bmm\s?(?:/|à|en|de|pour|dans|lors\sde)?\s?(?:la\s)?\Z", re.IGNORECASE)


def _round(every: float | None) -> float | None:
    return round(every, 6) if every is not None else None


#: The last words of everything that `_BEFORE` matches.
_RELATING = word_class("time-prepositions")


def _relation(text: str, start: int) -> tuple[int, str | None]:
    window = text[max(0, start - 40) : start]
    for match in _BEFORE.finditer(window):
        if match.end() == len(window):
            return start - len(window) + match.start(), match.lastgroup
    return start, None


def _numeric(match: re.Match[str], outer: int, relation: str | None) -> TimeExpression | None:
    day, month, year = (int(p) for p in re.split(r"[/.-]", match["numeric"]))
    if year < 100:
        year += 2000 if year < 50 else 1900
    date = f"{year}-{month:02}-{day:02}"
    return TimeExpression(match.start(), match.end(), outer, "date", date=date, relation=relation)


def _day_month_year(match: re.Match[str], outer: int, relation: str | None) -> TimeExpression | None:
    name = match["month"].lower()
    alone = match["dday"] is None and match["year"] is None
    # A month's name alone is only a date when it is not another word ("mars", "juin" are; "sept", "jan" are not).
    if alone and len(name) < 5 and name not in ("mars", "juin", "août"):
        return None
    month = f"{_MONTHS[name]:02}"
    day = re.sub(r"\D", "", match["dday"] or "") or ("1" if match["dday"] else "")
    year = match["year"] or "XXXX"
    date = f"{year}-{month}" + (f"-{int(day):02}" if day else "")
    return TimeExpression(match.start(), match.end(), outer, "date", date=date, relation=relation)


def _j_day(match: re.Match[str], outer: int) -> TimeExpression:
    number = float(match["jn"]) * (-1 if match["jsign"] == "-" else 1)
    last = float(match["jm"]) if match["jm"] else number
    return TimeExpression(match.start(), match.end(), outer, "day", day_from=number, day_to=last, anchor=None)


def _ordinal_day(match: re.Match[str], outer: int, language: str) -> TimeExpression | None:
    word = match["ord"].lower()
    number = int(re.sub(r"\D", "", word)) if word[0].isdigit() else ordinals(language)[word]
    unit = match["ounit"].lower()
    anchor = match["anchor"].lower() if match["anchor"] else None
    if number is None:
        return TimeExpression(match.start(), match.end(), outer, "relative", relation="recent")
    start: float | None = None
    stop: float | None = None
    if unit in ("jour", "nuit"):
        start = stop = float(number)
    elif unit == "semaine":
        start, stop = 7.0 * (number - 1) + 1, 7.0 * number
    if start is None or anchor in ("vie", "grossesse", "gestation", "aménorrhée"):
        return TimeExpression(match.start(), match.end(), outer, "relative", relation="order", anchor=anchor)
    if unit == "nuit":
        stop = start + 1
    return TimeExpression(match.start(), match.end(), outer, "day", day_from=start, day_to=stop, anchor=anchor)


def _count(written: str, language: str) -> float | None:
    first = re.split(r"\s?(?:-|à|ou)\s?(?=\d)|\s(?:à|ou)\s", written.lower())[0]
    if first[:1].isdigit():
        return float(first.replace(",", "."))
    return number_words(language).get(first)


def _period(written: str) -> str:
    word = written.lower()
    return _PERIODS.get(word) or _PERIODS.get(word.removesuffix("s")) or _PERIODS[word.removesuffix("es")]


def _duration(
    text: str, match: re.Match[str], outer: int, relation: str | None, language: str
) -> TimeExpression | None:
    period = _period(match["unit"])
    written = match["unit"]
    if written in ("h", "H", "j", "J", "sa") and not match["n"][0].isdigit():
        return None
    if text[match.start() - 1 : match.start()] == "/" or (
        match["n"].lower() in ("un", "une") and written in ("h", "j")
    ):
        return None
    number = _count(match["n"], language)
    if number is not None and match["half"]:
        number += 0.5
    iso = _ISO.get(period, "P{}D").format(f"{number:g}" if number is not None else "X")
    if match["stay"] and number is not None and period in ("h", "d"):
        day = 1 + (number / 24 if period == "h" else number)
        return TimeExpression(match.start(), match.end(), outer, "day", day_from=day, day_to=day)
    if match["age"] or relation in ("age", "atage"):
        return TimeExpression(match.start(), match.end("unit"), outer, "age", relation="age", duration=iso)
    if relation == "at" and period not in ("a", "mo"):
        relation = None
    if match["after"]:
        relation = "before" if match["after"].strip() in ("auparavant", "avant", "plus tôt") else "later"
    return TimeExpression(match.start(), match.end(), outer, "duration", relation=relation, duration=iso)


@lru_cache(maxsize=1024)
def _lookup(written: str, keys: tuple[str, ...]) -> str:
    """The table's expression that a match stands for: the longest one whose plain letters begin it."""
    plain = _letters(written)
    best = [key for key in keys if plain.startswith(_letters(key))]
    if not best:
        raise AssertionError(written)
    return max(best, key=len)


@cache
def _letters(text: str) -> str:
    return re.sub(r"[\s-]", "", text.lower().replace("’", "'"))
