"""What may stand between a test and its value, and between one value and the next of the same test.

The grammar of a result: a test, its explanation in brackets, words that link or describe, a value; then further values
with their dates, and norms. A value belongs to the nearest test before it from which only such words part it.
"""

from __future__ import annotations

import re
from functools import cache

from casegraph.languages.tables import read_table
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.text.fold import fold
from casegraph.values.analytes import Analyte, of_person
from casegraph.values.norms import is_range_behind
from casegraph.values.plausible import in_scale, per_volume
from casegraph.values.quantities import Quantity
from casegraph.values.result_words import connectors, result_words

__all__ = ["describes", "follows", "linked", "points_on"]

#: How many words may stand between a test and its value: links and descriptions in all, and others among them.
_FAR, _STRANGERS = 14, 2
#: How many words there may be when one of them neither links nor describes.
_NEAR = 8
_GIVEN = word_class("given-participles")
_MASS = frozenset({"mass", "amount", "activity"})
_SHARES, _MILLIMETRES = frozenset({"multiple", "fraction"}), frozenset({"mm", "mm/h"})
_ADJECTIVES = frozenset({"qualifier", "assessment"})
_TIMES = frozenset({"s", "min", "h", "ms", "a", "mo", "wk", "d"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2050
#: A test's explanation in brackets: "FEVG (Simpson)", "CA 125 (antigène glucidique 125)", "calcium (Ca2+)".
_BRACKET = re.compile(r"\s?[®™]?\s?[(\[][^()\[\]\n]{1,60}[)\]]")
#: A bracket that is closed again before the value.
_INSIDE = re.compile(r"[(\[][^()\[\]\n]{1,60}[)\]]")
_STOP = re.compile(r";|\.\s|\n\n|\|")
_GRADE = re.compile(
    r"\bG[1-4]\b|(?:de\s)?grades?\s(?:[IV]{1,3}|[0-5])(?:\s?(?:-|/|à|ou)\s?(?:[IV]{1,3}|[0-5]))?\b", re.IGNORECASE
)
#: Endings of adjectives, participles and adverbs: the word describes the test or its value ("accélérée").
_DESCRIBES = re.compile(
    r"(?:é|ée|és|ées|ique|iques|al|ale|ales|aux|aire|aires|eux|euse|euses|if|ive|ifs|ives|ant|ante|ants|antes|ement|amment|emment"
    r"|el|elle|els|elles|ible|ibles|able|ables|ien|ienne|iens|iennes)$"
)
_COPULA, _AT_OR_OF = word_class("copulas"), word_class("at-or-in") | word_class("of")
_CONJUGATED = word_class("new-clause-verbs")


def _every(reading: Reading, quantity: Quantity) -> bool:
    """Whether how often it is given stands right behind a mass."""
    time = reading.time_after(quantity.end)
    gap = reading.document.text[quantity.end : time.outer] if time is not None else "-"
    return time is not None and time.kind == "set" and not gap.strip()


@cache
def _condition_words(language: str) -> frozenset[str]:
    """The folded words between a condition and its value: "anémie sévère à 8 g/dl", "fièvre à 39°"."""
    return frozenset(fold(row["word"]) for row in read_table(language, "condition-value-words", ("word",)))


def linked(reading: Reading, analyte: Analyte, quantity: Quantity) -> bool:
    """Whether a quantity behind a test is its value: only links, descriptions and few other words stand between."""
    text = reading.document.text
    concept = analyte.concept
    if concept.unit is None and quantity.unit is None and _FIRST_YEAR <= quantity.number <= _LAST_YEAR:
        return False  # a bare year
    if analyte.kind == "condition" and quantity.number == 0 and not in_scale(concept, quantity.number):
        return False  # "0 fièvre"
    if quantity.dimension == "time" and _TIMES.isdisjoint((concept.unit, *concept.plausible)):
        return False
    if quantity.dimension == "length" and analyte.kind == "condition" and concept.unit not in _MILLIMETRES:
        return False  # "hépatomégalie de 5 cm" is a size
    behind = reading.tokens.at(quantity.end)
    if quantity.dimension in _MASS and behind < len(reading.tokens) and reading.tokens.fold[behind] in _GIVEN:
        return False  # "fibrinogène 3 g administré au bloc"
    if quantity.dimension in _MASS and per_volume(concept.unit or "") and _every(reading, quantity):
        return False  # "IgG 25 g par mois"
    left = analyte.end
    while (bracket := _BRACKET.match(text, left, quantity.start)) is not None:
        left = bracket.end()
    gap = text[left : quantity.start].strip()
    # "(DHEA-S ; 16 ng/ml": a semicolon is a colon right before a number in the test's own unit.
    colon = gap == ";" and quantity.unit in concept.units
    if (_STOP.search(text, left, quantity.start) and not colon) or gap == "/":
        return False
    if quantity.unit is None and (_counts_things(reading, quantity) or _explains(reading, left, quantity.start)):
        return False
    gap = _INSIDE.sub(lambda m: " " * len(m.group()), _without_times(reading, left, quantity.start))
    if analyte.needs == "person":
        return _CLOSE.fullmatch(gap) is not None and of_person(reading, analyte)
    if analyte.kind == "name":
        return _CLOSE.fullmatch(gap) is not None
    first, last = reading.tokens.at(left), reading.tokens.at(quantity.start)
    return _only_links(
        reading, analyte, quantity, gap, [i for i in range(first, last) if not gap_blank(gap, reading, i, left)]
    )


def _counts_things(reading: Reading, quantity: Quantity) -> bool:
    """Whether a bare number counts what follows it: "RP après 4 cycles"."""
    i = reading.tokens.at(quantity.end)
    if i >= len(reading.tokens) or reading.tokens.gap[i].strip() or "\n" in reading.tokens.gap[i]:
        return False
    number = reading.mention_at.get(i)
    if number is not None and reading.mentions[number].kind == "treatment":
        return True  # "Plaquettes : 1 CPA"
    word, folded = reading.tokens.text[i], reading.tokens.fold[i]
    plural = word.islower() and len(word) > 3 and word[-1] in "sx" and folded not in _NO_NOUNS
    return plural and folded not in connectors(reading.language) and folded not in result_words(reading.language)


#: "dans", "après", "puis": no plurals.
_NO_NOUNS = word_class("no-plurals")
#: An open bracket with a noun before the number: "(antigène glucidique 125", "(exon 4".
_OPEN = re.compile(r"[(\[]([^()\[\]]*)$")


def _explains(reading: Reading, left: int, right: int) -> bool:
    """Whether a bare number ends an explanation in brackets rather than being a value."""
    opened = _OPEN.search(reading.document.text, left, right)
    if opened is None:
        return False
    first, last = reading.tokens.at(opened.start(1)), reading.tokens.at(right)
    known = connectors(reading.language)
    times = {t.start for t in reading.times_within(opened.start(1), right)}
    return any(
        reading.tokens.fold[i] not in known and not describes(reading, i) and reading.tokens.start[i] not in times
        for i in range(first, last)
    )


#: Between a short name and its value: "K 4,1", "T° : 38", "Sat à 95 %".
_CLOSE = re.compile(
    r"[\s\u00a0]*(?:[:=]|à|de|est à|en AA|AA)?\s*(?:environ\s|(?:dans\s)?(?:moins|plus)\sde\s)?(?:[<>≤≥]\s?)?",
    re.IGNORECASE,
)


def _without_times(reading: Reading, left: int, right: int) -> str:
    """The text between two offsets with blanks for its time expressions and grades."""
    gap = reading.document.text[left:right]
    for time in reading.times_within(left, right):
        start, end = max(time.outer, left) - left, time.end - left
        gap = gap[:start] + " " * (end - start) + gap[end:]
    return _GRADE.sub(lambda m: " " * len(m.group()), gap)


def gap_blank(gap: str, reading: Reading, i: int, left: int) -> bool:
    """Whether word `i` was blanked out of a gap that begins at offset `left`."""
    return gap[reading.tokens.start[i] - left] == " "


def _only_links(reading: Reading, analyte: Analyte, quantity: Quantity, gap: str, between: list[int]) -> bool:
    tokens = reading.tokens
    known = connectors(reading.language)
    strong = quantity.unit in analyte.concept.units
    words = [tokens.fold[i] for i in between]
    if len(words) > _FAR:
        return False
    if analyte.kind == "condition":
        return _links_condition(reading, quantity, between, known) or (strong and _over_aside(reading, gap, between))
    strangers = [i for i in between if tokens.fold[i] not in known and i not in reading.site_at]
    if strangers and strong and len(words) > 1 and words[-1] in _AT_OR_OF and words[-2] in _COPULA:
        return True  # "Les leucocytes, plus élevés que la veille, sont à 12 G/l"
    others = [i for i in strangers if not describes(reading, i)]
    if len(others) > _STRANGERS or len(strangers) > 2 * _STRANGERS:
        return False
    if any(tokens.fold[i] in _CONJUGATED for i in strangers):
        return False
    return not strangers or (len(words) <= (_NEAR if others else _FAR) and not (others and "," in gap))


#: What leads from an aside over its comma to a condition's value.
_ASIDE = re.compile(r",\s+(?:(?:mesurée?s?|chiffrée?s?|estimée?s?|évaluée?s?|contrôlée?s?)\s)?à\s*$")


def _over_aside(reading: Reading, gap: str, between: list[int]) -> bool:
    """Whether only an aside parts a condition from its value: "fébrile à son retour du bloc, à 39,2 °C"."""
    verbs = (i for i in between if reading.tokens.fold[i] in _CONJUGATED and reading.tokens.text[i].lower() != "à")
    return len(between) <= _NEAR and _ASIDE.search(gap) is not None and next(verbs, None) is None


def _links_condition(reading: Reading, quantity: Quantity, between: list[int], known: frozenset[str]) -> bool:
    """A condition's value stands close: "anémie sévère à 8 g/dl", "thrombopénie (35 000/mm3)"."""
    of_value = _condition_words(reading.language)
    tokens = reading.tokens
    return all(
        tokens.fold[i] in of_value or (quantity.unit is not None and (tokens.fold[i] in known or describes(reading, i)))
        for i in between
    )


def describes(reading: Reading, i: int) -> bool:
    """Whether an unknown word is an adjective, participle or adverb that no other thing is named by."""
    if i in reading.mention_at and reading.mentions[reading.mention_at[i]].kind not in _ADJECTIVES:
        return False
    return _DESCRIBES.search(reading.tokens.text[i].lower()) is not None


@cache
def _further(language: str) -> re.Pattern[str]:
    """Between two values of one test: "passé de 13 à 9", "40 000 puis 35 000", "111 -> 113"."""
    words = "|".join(
        sorted(
            (re.escape(r["word"]).replace(r"\ ", r"\s") for r in read_table(language, "result-series", ("word",))),
            key=len,
            reverse=True,
        )
    )
    link = rf"(?:,|/|\(|\[|-{{1,2}}\s?>|=>|→|(?:{words})(?!\w))"
    return re.compile(
        rf"[\s\u00a0]*+(?:\([^()\d]{{0,40}}\)[\s\u00a0]*+)?{link}(?:[\s\u00a0]*+{link})*[\s\u00a0]*+", re.IGNORECASE
    )


#: An arrow from one value of a course to the next: "111 (15 h) -> 113".
_ARROW = re.compile(r"(?:-{1,2}\s?>|=>|→)\s?$")
_FAR_ARROW = 60


def points_on(reading: Reading, value: Quantity, quantity: Quantity) -> bool:
    """Whether an arrow leads from one value to the next, whatever its brackets hold."""
    text = reading.document.text
    return 0 <= quantity.start - value.end <= _FAR_ARROW and _ARROW.search(text, value.end, quantity.start) is not None


_PARTICIPLE = re.compile(r"\b\w{3,}(?:é|ée|és|ées)\b")


def follows(reading: Reading, value: Quantity, quantity: Quantity) -> bool:
    """Whether a quantity is a further value of the same test as the one before it.

    Each value may have its day: "39 mg/L à J2, 21 à J4, puis 13 à J7". A norm behind a value is none.
    """
    if is_range_behind(reading, value, quantity):
        return False
    if quantity.unit is None and _counts_things(reading, quantity):
        return False
    other = value.unit is not None and quantity.unit is not None and value.dimension != quantity.dimension
    if other and _SHARES.isdisjoint((value.dimension, quantity.dimension)):
        return False  # a share or a multiple says the same value again: "1,2 l (45 %)"
    left, right = value.end, quantity.start
    if right - left > 90:
        return False
    text = reading.document.text
    if _further(reading.language).fullmatch(text, left, right):
        return True
    gap = _without_circumstances(reading, left, right)
    if value.unit in (None, quantity.unit):
        # "remontées à 120 G/l puis normalisées à 180 G/l", "s'est normalisée à 4,5 mmol/l"
        gap = _WORD.sub(_blank_of_course, gap)
    if gap == text[left:right]:
        return False
    if _DATED.fullmatch(gap):
        return True
    return _further(reading.language).fullmatch(_TO_A_DAY.sub(lambda m: " " * len(m.group()), gap)) is not None


def _without_circumstances(reading: Reading, left: int, right: int) -> str:
    """The text between two values without its times and without what was done: "avant chimiothérapie"."""
    gap = _without_times(reading, left, right)
    tokens = reading.tokens
    for i in range(tokens.at(left), tokens.at(right)):
        number = reading.mention_at.get(i)
        if number is None or reading.mentions[number].kind not in _DONE or reading.mentions[number].first != i:
            continue
        # "après la première cure": an article or one other word may stand between.
        first = next((j for j in (i - 1, i - 2, i - 3) if j >= 0 and tokens.fold[j] in _WHEN), None)
        if first is None or tokens.start[first] < left:
            continue
        start, end = tokens.start[first] - left, min(reading.mentions[number].end, right) - left
        gap = gap[:start] + " " * (end - start) + gap[end:]
    return gap


#: What was done between two values, and the words before it.
_DONE = frozenset({"treatment", "procedure", "encounter"})
_WHEN = word_class("circumstance-words")
_AUXILIARIES = word_class("course-auxiliaries")
_WORD = re.compile(r"[^\W\d_]+['’]?")


def _blank_of_course(match: re.Match[str]) -> str:
    written = match.group()
    word = fold(written.rstrip("'’"))
    return " " * len(written) if word in _AUXILIARIES or _PARTICIPLE.fullmatch(written) else written


#: What stands before a day that was blanked out: "128 mmol/L le 3 mars, contrôlée à 136".
_TO_A_DAY = re.compile(r"\b(?:à|au|le|en|dès|la)(?=\s{3})", re.IGNORECASE)
#: Values that only their dates part: "120 G/L à J3, 90 à J5".
_DATED = re.compile(
    r"(?:\s*+\(\s*+\)|\s*+(?:à|au|le|en|dès|la)\s++|\s++)\s*+,?\s*+"
    r"(?:et\s?|puis\s?|ensuite\s?)?(?:à\s|de\s)?(?:(?:au|le|à)\s++)?",
    re.IGNORECASE,
)
