"""How French writes a time: the one pattern of time expressions and the tables behind it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from casegraph.languages.tables import read_table
from casegraph.values.numbers import number_words, ordinals

__all__ = ["BEFORE", "ISO", "MONTHS", "PERIODS", "SEASONS", "frequencies", "lookup", "relatives", "time_pattern"]

#: UCUM time codes by the words for them.
PERIODS = {
    "minute": "min", "min": "min", "mn": "min", "heure": "h", "h": "h", "jour": "d", "j": "d", "journée": "d",
    "nuit": "d",
    "semaine": "wk", "sem": "wk", "mois": "mo", "trimestre": "q", "an": "a", "année": "a", "seconde": "s", "sa": "wk",
    "décennie": "10a", "soir": "d", "matin": "d", "décade": "10a", "siècle": "100a",
}  # fmt: skip
ISO = {"min": "PT{}M", "h": "PT{}H", "d": "P{}D", "wk": "P{}W", "mo": "P{}M", "a": "P{}Y", "s": "PT{}S", "q": "P{}Q"}
MONTHS = {
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
SEASONS = "printemps|été|automne|hiver"


@cache
def time_pattern(language: str) -> re.Pattern[str]:
    """The pattern of every time expression; the name of the last group that matched says its kind."""
    numbers = "|".join(sorted(map(re.escape, number_words(language)), key=len, reverse=True))
    # A longer row of digits is a number of the patient's or of a file's.
    whole = r"\d{1,9}(?!\d)"
    count = rf"(?:{whole}(?:[.,]{whole})?(?:\s?(?:-|à|ou)\s?{whole})?|(?:{numbers})(?:\s(?:à|ou)\s(?:{numbers}))?)"
    ordinal = rf"(?:\d{{1,2}}\s?(?:ème|eme|ième|ère|er|e|è|nd|nde)|{'|'.join(map(re.escape, ordinals(language)))})"
    month = "|".join(sorted(MONTHS, key=len, reverse=True))
    periods = (
        r"minutes?|min|mn|heures?|h|journées?|jours?|j|nuits?|semaines?|sem|mois|trimestres?|années?|ans?|secondes?|sa"
        r"|décennies?"
    )
    day = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s)?(?:0?[1-9]|[12]\d|3[01]|1\s?er|premier)"
    stay = (
        r"(?:\s(?:de\s|d['’]|du\s)?(?:l['’]|son\s|sa\s|la\s|cette\s)?"
        r"(?P<anchor>admission|hospitalisation|entrée|séjour|évolution|traitement|(?:post|pré|per)[\s-]?opératoire|vie|grossesse"
        r"|intervention|cure|cycle|chimiothérapie|antibiothérapie|corticothérapie|gestation|aménorrhée|post[\s-]?partum|transfusion))?"
    )
    since = (
        r"(?:l['’]|la\s|un\s|une\s|son\s|sa\s|cette\s)?(?P<jsince>accouchement|césarienne|intervention|chirurgie|opération|greffe"
        r"|transplantation|naissance|vaccination|traitement|antibiothérapie|corticothérapie|chimiothérapie|cure|évolution"
        r"|transfusion|traumatisme|brûlure|accident)"
    )
    smaller = (
        rf"(?P<smaller>(?:(?<=ans)|(?<=an))\s(?:et\s)?(?P<months>{count})\smois\b(?!\s(?:après|plus)\b)"
        rf"|(?:(?<=semaine)|(?<=semaines))\s(?:et\s)?(?P<days>{count})\sjours?\b(?!\s(?:avant|après|plus|par|sur)\b))?"
    )
    frequency = "|".join(sorted((_flexible(e) for e in frequencies(language)), key=len, reverse=True))
    relative = "|".join(sorted((_flexible(e) for e in relatives(language)), key=len, reverse=True))
    return re.compile(
        rf"(?P<iso>\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b)"
        rf"|(?P<numeric>\b(?:0?[1-9]|[12]\d|3[01])(?:(?P<sep>[/.-])(?:0?[1-9]|1[0-2])(?P=sep)(?:(?:19|20)\d\d|\d\d)"
        rf"|\s?/\s?(?:0?[1-9]|1[0-2])\s?/\s?(?:19|20)\d\d)\b)"
        rf"|(?P<daymonth>\b(?P<sday>0?[1-9]|[12]\d|3[01])/(?P<smonth>0[1-9]|1[0-2])\b(?!/))"
        rf"|(?P<years>\b(?P<firstyear>(?:19|20)\d\d)\s?(?:à|et|-|–)\s?(?:19|20)\d\d\b)"
        rf"|(?P<decade>\bannées\s(?P<dyear>(?:19|20)?\d0)\b)"
        rf"|(?P<clock>\b(?P<ch>[01]?\d|2[0-4])\s?h\s?(?P<cm>[0-5]\d)\b)"
        rf"|(?P<monthyear>\b(?:0?[1-9]|1[0-2])/(?:19|20)\d\d\b)"
        rf"|(?P<dmy>\b(?:(?P<dfrom>0?[1-9]|[12]\d|3[01]|1\s?er)\s(?:au|-|à)\s(?=\d))?(?P<dday>{day})?\s?\b(?P<month>{month})(?!\s(?:{periods})\b)\.?(?:(?:\s(?:de\s)?|/)(?P<year>(?:19|20)\d\d))?\b)"
        rf"|(?P<season>\b(?:{SEASONS})\s(?:de\s)?(?P<syear>(?:19|20)\d\d)\b)"
        rf"|(?P<jday>(?:\b[JjD]\s?|(?<=[,;]\s(?:au|le)\s)jour\s|(?<=\bet\s(?:au|le)\s)jour\s|(?<=(?-i:Au|Le)\s)jour\s)(?P<jsign>[+-]?)\s?(?P<jn>\d{{1,3}})(?:\s?(?:-|à|au)\s?[Jj]?\s?\+?(?P<jm>\d{{1,3}}))?\b(?!\s?(?:mg|g|ml|=)(?!\w))(?<!=)(?:\s(?:d['’]|de\s|du\s)?(?P<janchor>(?:post|pré)[\s-]?opératoire|post[\s-]?partum|vie|(?:l['’]|son\s)(?P<jstay>admission|hospitalisation|entrée)|{since})s?)?)"
        rf"|(?P<hour>\b(?<!\.)H\s?(?P<hn>\d{{1,2}})\b(?!\s?ans?\b))"
        rf"|(?P<oday>\b(?P<ord>{ordinal})\s(?P<ounit>jour|nuit|semaine|mois|année|minute|heure|trimestre)s?\b{stay})"
        rf"|(?P<every>\b(?:tou(?:te)?s\sles|chaque)\s(?:(?P<en>{count})\s?)?(?P<eunit>{periods})\b)"
        rf"|(?P<times>\b(?P<tn>{count})\s(?:fois|prises?|injections?|comprimés?)\s?(?:par|/)\s?(?P<tunit>{periods})\b)"
        rf"|(?P<times2>[x×]\s?(?P<t2n>\d)\s?(?:/|par)\s?(?P<t2unit>{periods})\b)"
        rf"|(?P<freq>(?:\b|(?<=\s)(?=/)|(?<=\d)(?=/))(?:{frequency})\b(?!\smême))"
        rf"|(?P<dur>\b(?P<n>{count})\s?(?P<first>premi(?:er|ère)s\s)?(?P<unit>{periods})\b(?P<half>\set\sdemie?)?{smaller}(?P<plus>\s?\+\s?\d+\s?(?:jours?|j)\b)?(?P<after>\s(?:plus\s?tard|plutard|par\sla\ssuite|après(?!\s(?:l['’]|son\s)(?:admission|entrée|arrivée|hospitalisation)\b)|auparavant|avant|plus\stôt)\b)?(?P<age>\sd['’]âge)?(?P<post>\s(?:(?:du|de\sla|de\sl['’]|en)\s?)?(?:post[\s-]?partum|(?:période\s)?post[\s-]?opératoire))?(?P<term>\s(?:d['’]\s?aménorrhées?|de\s(?:grossesse|gestation)))?"
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
def frequencies(language: str) -> dict[str, tuple[float, str]]:
    """The words for how often something is done, each with how many periods and the period's UCUM code."""
    rows = read_table(language, "frequencies", ("expression", "every", "period"))
    return {row["expression"]: (float(row["every"]), row["period"]) for row in rows}


@cache
def relatives(language: str) -> dict[str, tuple[str, float | None]]:
    """The words for when something was, each with its relation and, where it has one, its day of the stay."""
    rows = read_table(language, "relative-times", ("expression", "relative", "day"))
    return {row["expression"]: (row["relative"], float(row["day"]) if row["day"] else None) for row in rows}


# The letters that its words begin with are asked for first: most places of a text have none of them.
BEFORE = re.compile(
    r"(?=[aàâbdeéfghijmnprsv])(?:"
    r"(?P<within>(?:dans|durant|pendant|en|au\scours\sdes?)\s(?:les\s)?premi[eè]re?s\s|en\s|dans\s(?!les\s))|"
    r"(?P<since>depuis(?!\sl['’]âge)(?:\senviron|\splus\sde|\sprès\sde|\sau\smoins)?\s|évoluant\sdepuis\s)|(?P<ago>(?:début\s)?remont(?:e|ait|ant|erait)\sà(?:\senviron)?\s|il\sy\s?['’]?a(?:\senviron|\splus\sde|\sprès\sde)?\s|dat(?:ant|ait|e)\s(?:de\s(?:plus\sde\s|environ\s)?|d['’]))"
    r"|(?P<during>(?:pendant|durant|sur|au\scours\sde|au\scours\sdes|pour\sune\sdurée\sde|d['’]une\sdurée\sde|durée\sde)(?:\senviron|\sune\spériode\sde)?\s(?:les\s)?)"
    r"|(?P<later>(?:après|dans\sles)(?:\senviron)?\s|(?:au\sbout|à\sl['’]issue|au\sterme)\s(?:de\s|d['’]\s?)(?:environ\s)?)"
    r"|(?P<age>(?:âgée?s?|agée?s?)\s(?:de|d['’])\s?(?:environ\s)?|(?:femme|homme|patiente?|fille|garçon|enfant|nourrisson|fillette|garçonnet|dame|sujet|adolescente?|bébé|nouveau[\s-]née?|prématurée?|personne|jeune\shomme|jeune\sfille|jeune\sfemme|monsieur|sexe\s(?:féminin|masculin))(?:\s\w+)?,?\s(?:de|d['’])\s?)"
    r"|(?P<before>avant\s)|(?P<atage>(?:[àa]|dès|depuis|vers)\sl['’]âge\sde\s)|(?P<at>à\s))",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def lookup(written: str, keys: tuple[str, ...]) -> str:
    """The table's expression that a match stands for: the longest one whose plain letters begin it."""
    plain = _letters(written)
    best = [key for key in keys if plain.startswith(_letters(key))]
    if not best:
        raise AssertionError(written)
    return max(best, key=len)


@cache
def _letters(text: str) -> str:
    return re.sub(r"[\s-]", "", text.lower().replace("’", "'"))
