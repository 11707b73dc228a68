"""Results of tests that the ontology does not know by their words: "xanthochromine à 12 mg/dl", "force 4/5"."""

from __future__ import annotations

import re
from dataclasses import replace

from casegraph.languages.qualifiers import qualifiers
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.text.fold import fold
from casegraph.text.tokens import COMMA
from casegraph.values.analytes import Analyte
from casegraph.values.fluids import cell_count_of
from casegraph.values.linking import describes
from casegraph.values.plausible import fits
from casegraph.values.quantities import Quantity
from casegraph.values.result import Result, measured, named_first, tested_by_name
from casegraph.values.result_words import connectors, result_words
from casegraph.values.valuation import result_of

__all__ = ["RETURNS", "find_grades", "find_listed", "find_unnamed", "grade_ranges"]

#: Dimensions of laboratory values; a bare mass, length or volume may be anything.
_LABORATORY = frozenset({"concentration", "count", "multiple"})
#: Words a name may hold, at most, and words that begin a phrase, stand inside a name, or name no test.
_MOST_WORDS = 7
_NAME_ENDS = frozenset(",;.)]\n")
_OPENERS, _INNER, _NEVER = word_class("name-openers"), word_class("name-joins"), word_class("no-analytes")
RETURNS = word_class("returning-nouns")
_CUT = re.compile(r"[,;.:()\[\]\n\"|•*]|\s[-–]\s|->")
#: Kinds of mentions that no such name may hold.
_OTHERS = frozenset({"treatment", "observable", "device"})
#: Beats and breaths a minute say by themselves what was counted.
_BREATHS = re.compile(
    r"(?:(?:re|in)spirations?\b|(?:mouvements|mvts?|cycles)\srespi|resp\b|rpm\b|mpm\b)", re.IGNORECASE
)
_LEAST_BREATHS, _MOST_BREATHS = 4, 120
_BEATS = re.compile(r"(?:b(?:pm|att|at|t|ts)\b|battement|pulsation|puls\b|lpm|coups)", re.IGNORECASE)
_LEAST_RATE, _MOST_RATE = 20, 300
#: A value on a clinician's scale of five, six or ten: "4/5", "3-4/5", "4+/5", "3 sur 5", "III/VI", "++/++++".
_GRADED = re.compile(
    r"(?<![\w/+.,-])(?P<value>(?:(?P<number>[0-6])(?:\s?[-–à]\s?(?P<high>[0-6]))?\s?[+-]?\s?(?:/|sur)\s?(?P<of>[56])"
    r"|(?P<ten>\d|10)(?:\s?[-–à]\s?(?P<most>\d))?\s?(?:/|sur)\s?10|[IV]{1,3}(?:-[IV]{1,3})?\s?/\s?(?:IV|VI?)|\+{1,4}\s?/\s?\+{2,4}))(?![\w/°%]|[.,]\d|\sdes?\b|\s(?!(?:dans|sous|sans|après|puis|depuis|dès|lors|pas|mais)\b)[a-zé]+s\b|\smolaire)"
)
#: What every such value has, which is found faster.
_SCALED = re.compile(r"[\dIV+-]\s{0,2}(?:/|sur)")
#: Words that go on with the subject of the grade before: "3/5 en proximal et de 1/5 en distal".
_GOES_ON = re.compile(r"(?:\bet|\bpuis|,)\s(?:de|d['’]|à|est\s(?:à|de))\s?$")


#: Nodes of a formula: "N0(0/5)", "pN0 [0/10]".
_NODES = re.compile(r"(?:\w|[pcy]?N[0-3X][a-c]?\s)[(\[]$")
#: A score by its name alone: "score SSIGN 3", "indice de Barthel à 60".
_SCORED = re.compile(
    r"\b(?P<name>(?:[Ss]core|[ÉEée]chelle|[Ii]ndice|[Ii]ndex|[Cc]lassification|[Cc]ritères)\s(?:de\s|d['’]|du\s)?"
    r"[A-Z][\w-]+(?:\s(?:et\s|de\s)?[A-Z][\w-]+){0,2})(?!\w)"
    r"\s?(?:\([^()\d]{1,40}\)\s?)?(?::|=|à|de|est\sde|était\sde|est\sà|était\sà|(?:évalué|coté|calculé|estimé)e?\sà)?\s?"
    r"(?:(?:le\s|au\s)?(?:stade|grade|type|classe|niveau)\s)?"
    r"(?P<value>(?P<number>\d{1,3}(?:[.,]\d)?)(?:\s?(?:/|sur)\s?\d{1,3})?(?:[a-c]\b|\s?points?)?|[IV]{1,3}(?:\s?[-/]\s?[IV]{1,3})?[ABCabc]?|[A-F](?=\s?(?:[,.;)]|$)))"
    r"(?![\w%/°]|[.,]\d|\s?%|\s(?:ans|mois|jours))"
)

_SCORE_NOUNS = frozenset(map(fold, ("score", "échelle", "indice", "index", "classification", "critères")))


def find_unnamed(reading: Reading, view: SentenceView, quantities: list[Quantity]) -> list[Result]:
    """The results among quantities that no known test has claimed: those in laboratory units, and beats a minute."""
    found: list[Result] = []
    text = reading.document.text
    for quantity in quantities:
        if quantity.dimension == "fingers":
            found.append(_dilation(reading, quantity))
            continue
        special = (
            _body(reading, view, quantity)
            or _mitoses(text, quantity)
            or _angle(reading, view, quantity)
            or _cells(reading, view, quantity)
            or _organ(reading, view, quantity)
        )
        if special is not None:
            found.append(special)
            continue
        rate = _rate(text, quantity)
        if _is_titre(quantity) and (name := _name_before(reading, view, quantity.start)) is not None:
            found.append(Result(-1, quantity.as_value(text, quantity.unit), None, None, name))
            continue
        laboratory = quantity.dimension in _LABORATORY and _per_volume(quantity.unit)
        if (
            quantity.shape in ("size", "pair")
            or not (rate is not None or laboratory)
            or text[quantity.end : quantity.end + 1] in _SIGNED
        ):
            continue
        name = _name_before(reading, view, quantity.start)
        if name is None and rate is not None:
            name = (quantity.start, quantity.end)
        known = _finding(reading, view, name, quantity) if name is not None and rate is None else None
        if known is not None:
            found.append(known)
        elif name is not None and not any(r.name == name for r in found):
            value = quantity.as_value(text, "/min" if rate is not None else quantity.unit)
            under = _heading(reading, view, name[0]) if rate is not None else None
            found.append(Result(-1, value, None, rate, name, under=under))
    return found


def _finding(reading: Reading, view: SentenceView, name: tuple[int, int], quantity: Quantity) -> Result | None:
    """The result of the finding that a name begins with: "une anémie d'allure inflammatoire à 7,1 g/dl"."""
    for n in view.mentions:
        mention = reading.mentions[n]
        if mention.start != name[0] or mention.kind not in ("condition", "assessment"):
            continue
        # "créatinine normale" means a normal renal function, and is a creatinine.
        concept = measured(reading, n) or tested_by_name(reading, n) or named_first(reading, n)
        if concept is not None and fits(concept, quantity):
            analyte = Analyte(mention.start, mention.end, concept, n, mention.kind)
            return result_of(reading, analyte, quantity, None, None)
    return None


def _body(reading: Reading, view: SentenceView, quantity: Quantity) -> Result | None:
    """A weight and a height side by side: "104 kg, 1,74 m", "43 kg pour 1,58 m"."""
    text = reading.document.text
    before = reading.quantities_within(view.sentence.start, quantity.start)
    behind = reading.quantity_after(quantity.end)
    if before and before[-1].unit == "kg" and _is_height(quantity) and (
            _TO_HEIGHT.fullmatch(text, before[-1].end, quantity.start)):  # fmt: skip
        concept = "BodyHeight"
    elif quantity.unit == "kg" and behind is not None and _is_height(behind) and (
            _TO_HEIGHT.fullmatch(text, quantity.end, behind.start)):  # fmt: skip
        concept = "BodyWeight"
    else:
        return None
    return Result(-1, quantity.as_value(text, quantity.unit), None, concept, (quantity.start, quantity.end))


def _is_height(quantity: Quantity) -> bool:
    """Whether a length is one that a person may have, in metres or centimetres."""
    metres = {"m": 1.0, "cm": 0.01}.get(quantity.unit or "", 0.0) * (quantity.number or 0.0)
    return _LEAST_HEIGHT <= metres <= _MOST_HEIGHT


#: The least and the most height of a person in metres, and what stands between the weight and it.
_LEAST_HEIGHT, _MOST_HEIGHT = 0.4, 2.3
_TO_HEIGHT = re.compile(r"\s*(?:\(?[^()]{1,40}\)\s*)?(?:[,;/-]|pour|et)?\s*(?:une taille de\s)?")
#: A titre is one in sixteen or more: "au 1/512"; "1/2" is a share, "< 1/10000" a risk.
_LEAST_TITRE, _MOST_TITRE = 16, 8192


def _is_titre(quantity: Quantity) -> bool:
    alone = quantity.shape == "pair" and quantity.number == 1 and quantity.comparator is None and quantity.unit is None
    return alone and _LEAST_TITRE <= (quantity.high or 0) <= _MOST_TITRE


def _mitoses(text: str, quantity: Quantity) -> Result | None:
    """ "22 mitoses pour 10 champs": the unit says what was counted."""
    if quantity.dimension != "mitoses":
        return None
    end = quantity.number_end
    value = Value(text[quantity.start : end], quantity.start, end, quantity.number, quantity.comparator, quantity.high)
    unit = end + len(text[end : quantity.end]) - len(text[end : quantity.end].lstrip())
    return Result(-1, replace(value, unit=quantity.unit), None, "MitoticIndex", (unit, quantity.end))


_ANGLES = word_class("angle-nouns")


def _angle(reading: Reading, view: SentenceView, quantity: Quantity) -> Result | None:
    """Degrees behind an angle or a movement: "flexion à 90°", "l'angle de Böhler était de 12°"."""
    if quantity.unit != "Cel":
        return None
    name = _name_before(reading, view, quantity.start)
    tokens = reading.tokens
    if name is None or _ANGLES.isdisjoint(tokens.fold[tokens.at(name[0]) : tokens.at(name[1])]):
        return None
    return Result(-1, quantity.as_value(reading.document.text, "deg"), None, None, name)


_CELLS, _OF_CELLS = re.compile(r"\s?[eéEÉcC]"), re.compile(r"(?:cellules?|éléments?|cellularité)\Z", re.IGNORECASE)


def _cells(reading: Reading, view: SentenceView, quantity: Quantity) -> Result | None:
    """Elements a volume, counted in a fluid that the sentence names: "liquide pleural : ..., 1 500 éléments/mm3",
    "LCR : cellules 8/mm3"."""
    text = reading.document.text
    if quantity.dimension != "count":
        return None
    told = _CELLS.match(text, quantity.number_end) is not None
    if not told and not ((name := _name_before(reading, view, quantity.start)) and _OF_CELLS.search(text, *name)):
        return None
    before = (reading.mentions[n] for n in reversed(view.mentions) if reading.mentions[n].end <= quantity.start)
    fluid = next((m for m in before if cell_count_of(m.concept)), None)
    if fluid is None:
        return None
    value = quantity.as_value(text, quantity.unit)
    return Result(-1, value, None, cell_count_of(fluid.concept), (fluid.start, fluid.end))


#: What leads from an organ to its size: "mesurant", "mesure environ", "de taille normale mesurant".
_MEASURED = re.compile(
    r"(?:\s(?:droite?|gauche|normale?|de\staille\snormale|augmentée?\sde\staille|globuleu(?:x|se)|palpable))*,?\s(?:qui\s)?"
    r"(?:(?:mesur(?:ant|e|ent|ait|aient)|fai(?:t|sant|sait|saient)|font|mesurée?s?\sà|estimée?s?\sà)\s"
    r"|(?:est\s|était\s)?(?:long(?:ue)?|large|haute?|épaisse?)s?\s(?:de\s|d['’])"
    r"|(?:d['’]une\s(?:hauteur|longueur|largeur|taille|épaisseur)|d['’]un\s(?:diamètre|grand\saxe))\s(?:de\s|d['’]))"
    r"(?:respectivement\s|environ\s|près\sde\s|à\speu\sprès\s|approximativement\s|presque\s)?"
)
#: What stands before an organ that is spoken of itself; "du rein", "au foie" say where something else is.
_ORGAN_OPENERS = frozenset(map(fold, ("un", "une", "le", "la", "l", "les", "des", "deux", "son", "sa", "ses", "avec")))
_PLACING = word_class("prepositions") - {"avec"}


def _organ(reading: Reading, view: SentenceView, quantity: Quantity) -> Result | None:
    """A length that an organ itself measures: "un utérus mesurant 80 mm", not "une masse du rein mesurant 5 cm"."""
    if quantity.dimension != "length":
        return None
    tokens = reading.tokens
    organ = next(
        (m for n in reversed(view.mentions) if (m := reading.mentions[n]).kind == "site" and m.end <= quantity.start),
        None,
    )
    if organ is None or not _MEASURED.fullmatch(reading.document.text, organ.end, quantity.start):
        return None
    opened = organ.first - 1
    if opened >= view.first and not tokens.gap[organ.first].strip(" '’"):
        if tokens.fold[opened] not in _ORGAN_OPENERS:
            return None
        if opened > view.first and tokens.fold[opened - 1] in _PLACING and not tokens.gap[opened].strip():
            return None  # "dans le lobe droit, mesurant 3 cm": something there
    clause = next((i for i in range(organ.first, view.first, -1) if _CUT.search(tokens.gap[i])), view.first)
    others = (reading.mentions[n] for n in view.mentions)
    if any(m.kind == "condition" and clause <= m.first < organ.first for m in others):
        return None
    return Result(-1, quantity.as_value(reading.document.text, quantity.unit), None, None, (organ.start, organ.end))


def _dilation(reading: Reading, quantity: Quantity) -> Result:
    """Fingers measure a cervix: "dilaté à 2 doigts"; the word before names it."""
    i = reading.tokens.at(quantity.start) - 1
    while i > 0 and reading.tokens.fold[i] in _INNER:
        i -= 1
    text = reading.document.text[quantity.start : quantity.end]
    value = Value(text, quantity.start, quantity.end, quantity.number, quantity.comparator, quantity.high, "{finger}")
    return Result(-1, value, None, "CervicalDilation", (reading.tokens.start[max(i, 0)], reading.tokens.end[max(i, 0)]))


def _heading(reading: Reading, view: SentenceView, start: int) -> tuple[int, int] | None:
    """The examination right before a colon: "Auscultation cardiaque : rythmique 60 bpm"."""
    for n in view.mentions:
        mention = reading.mentions[n]
        if mention.kind == "procedure" and reading.document.text[mention.end : start].strip() == ":":
            return mention.start, mention.end
    return None


def _rate(text: str, quantity: Quantity) -> str | None:
    """The concept of a rate whose unit says what was counted."""
    if quantity.dimension not in ("rate", "flow"):
        return None
    if _BREATHS.search(text, quantity.number_end, quantity.end):
        return "RespiratoryRate" if _LEAST_BREATHS <= quantity.number <= _MOST_BREATHS else None
    beats = _LEAST_RATE <= quantity.number <= _MOST_RATE and _BEATS.search(text, quantity.number_end, quantity.end)
    return "HeartRate" if beats else None


def _per_volume(unit: str | None) -> bool:
    return unit is not None and unit.endswith(("/L", "/dL", "/mL", "/uL", "/mm3", "{ULN}"))


def find_grades(reading: Reading, view: SentenceView, results: list[Result]) -> list[Result]:
    """Values on a scale whose name is no known score: "force musculaire 4/5", "score de Barthel à 60".

    Args:
        results: what was found in the sentence before.
    """
    taken = [(r.value.start, r.value.end) for r in results]
    valued = {r.mention for r in results if r.value.number is not None}
    first_of = {r.value.start: r for r in results}
    found: list[Result] = []
    text = reading.document.text
    left, right = view.sentence.start, view.sentence.end
    scaled = _SCALED.search(text, left, right)
    last: Result | None = None
    for match in _GRADED.finditer(text, left, right) if scaled else ():
        start, end = match.span("value")
        if _NODES.search(text, max(0, start - 12), start):
            continue  # nodes of a formula: "N0(0/5)"
        if any(a < end and start < b for a, b in taken):
            last = first_of.get(start, last)
            continue
        if reading.in_time(start) and reading.tokens.fold[reading.tokens.at(start) - 1] in _DAYS:
            continue  # "le 4/10"
        value = _value(match)
        told = _graded(reading, view, match)
        if told is not None and not any(told.name and a < told.name[1] and told.name[0] < b for a, b in taken):
            last = replace(told, value=value)
            found.append(last)
            continue
        if last is not None and _same_subject(reading, last.value.end, start):
            last = replace(last, value=value, interpretation=None, under=None)
            found.append(last)
            continue
        name = _name_before(reading, view, start, valued)
        placed = name is not None and match["ten"] and _only_site(reading, *name)
        if placed and any(reading.is_a(n, "Pain") for n in view.mentions):
            continue  # "la région cervicale (4/10)" tells of a pain; an eye has an acuity
        if (
            name is None
            or _counts_nodes(reading, *name)
            or any(a < name[1] and name[0] < b for a, b in [*taken, *(r.name or (0, 0) for r in found)])
        ):
            continue
        last = Result(-1, value, None, None, name)
        found.append(last)
    scored = not _SCORE_NOUNS.isdisjoint(reading.tokens.fold[view.first : view.last])
    for match in _SCORED.finditer(text, left, right) if scored else ():
        start, end = match.span("value")
        names = range(reading.tokens.at(match.start("name")), reading.tokens.at(match.end("name")))
        known = any(i in reading.mention_at for i in names) or any(a < end and start < b for a, b in taken)
        if not known and not any(r.value.start == start for r in found):
            number = float(match["number"].replace(",", ".")) if match["number"] else None
            found.append(Result(-1, Value(match["value"], start, end, number), None, None, match.span("name")))
    return found


#: A grade between two others: "3-4/5".
_BETWEEN = re.compile(r"(?<![\d/.,-])\d\s?[-–à]\s?\d\s?/\s?(?:5|6|10)(?!\d|[.,]\d|/)")


def grade_ranges(reading: Reading, view: SentenceView) -> list[tuple[int, int]]:
    """The offsets of the grades between two others in a sentence, whose numbers are no values by themselves."""
    sentence = view.sentence
    return [match.span() for match in _BETWEEN.finditer(reading.document.text, sentence.start, sentence.end)]


def _counts_nodes(reading: Reading, start: int, end: int) -> bool:
    """Whether words name lymph nodes or their removal, of which "0/6" counts those that are invaded."""
    tokens = reading.tokens
    return not _LYMPH_NODES.isdisjoint(tokens.fold[tokens.at(start) : tokens.at(end)])


def _only_site(reading: Reading, start: int, end: int) -> bool:
    """Whether words name nothing but a part of the body, which has no points of its own: "région cervicale (4/10)"."""
    tokens = reading.tokens
    return all(i in reading.site_at for i in range(tokens.at(start), tokens.at(end)))


def _value(match: re.Match[str]) -> Value:
    """A grade as a value; a sign makes it more or less than its number, which then is not told."""
    number, high = match["number"] or match["ten"], match["high"] or match["most"]
    known = number is not None and "+" not in match["value"]
    return Value(
        match["value"], *match.span("value"),
        float(number) if known else None, high=float(high) if known and high else None,
    )  # fmt: skip


#: Findings that are graded out of so many points, and what the grade is a value of.
_SCALES = (
    ("Pain", "ten", "PainScore"),
    ("MotorDeficit", "number", "MuscleStrengthGrade"),
    ("MuscleWeakness", "number", "MuscleStrengthGrade"),
    ("Hemiplegia", "number", "MuscleStrengthGrade"),
    ("Monoplegia", "number", "MuscleStrengthGrade"),
    ("Paraplegia", "number", "MuscleStrengthGrade"),
    ("Tetraplegia", "number", "MuscleStrengthGrade"),
)
_GRADING = word_class("grading-participles")
_STRENGTH, _OF_IT = word_class("strength-nouns"), ["de"]
#: How many words before a grade its finding may end.
_FAR_FINDING = 12
#: How many words that neither place nor describe may stand between them, and such as make a new clause.
_STRANGERS, _VERBS = 1, word_class("new-clause-verbs")


def _graded(reading: Reading, view: SentenceView, match: re.Match[str]) -> Result | None:
    """A pain or a weakness right before its grade, or a noun of strength, with where it is between them.

    "une douleur dans la région cervicale (4/10)", "parésie du quadriceps gauche 3-4/5", "force du bras à 4/5".
    """
    tokens, start = reading.tokens, match.start("value")
    known = connectors(reading.language)
    value = Value(match["value"], *match.span("value"))
    first, strangers = tokens.at(start), 0
    for i in view.back(first, _FAR_FINDING):
        evaluated = tokens.mark_behind(i, COMMA) and tokens.fold[i + 1] in _GRADING  # "diffuses, cotées à 6/10"
        if tokens.mark_behind(i, _NAME_ENDS - _CLOSING if i + 1 == first else _PARTS) and not evaluated:
            return None
        number = reading.mention_at.get(i)
        if number is not None and reading.is_a(number, "ClinicalScore"):
            return Result(number, value, None)
        if number is not None and reading.mentions[number].kind == "condition":
            for finding, group, scale in _SCALES:
                if match[group] and reading.is_a(number, finding):
                    mention = reading.mentions[number]
                    return Result(-1, value, None, scale, (mention.start, mention.end))
            return None
        if match["of"] == "5" and tokens.fold[i] in _STRENGTH:
            named = (j for j in range(first - 1, i, -1) if j in reading.site_at or tokens.fold[j] not in known)
            last = next(named, i)
            return Result(-1, value, None, "MuscleStrengthGrade", (tokens.start[i], tokens.end[last]))
        if number is not None and reading.mentions[number].kind in _BARRIERS:
            return None
        placed = i in reading.site_at or tokens.fold[i] in known or tokens.fold[i] in _PLACES
        of_it = tokens.fold[i - 1 : i] == _OF_IT  # "douleur de fond"
        told = tokens.fold[i] in qualifiers(reading.language) or describes(reading, i)
        if not (placed or of_it or told or tokens.fold[i] in _INNER or i in reading.time_words):
            strangers += 1
            if strangers > _STRANGERS or tokens.fold[i] in _VERBS:
                return None
    return None


#: Marks that no finding goes on over to its grade, such as may stand right before it ("[EVA] 3-4/10"), and mentions
#: that have a grade behind them for their own.
_PARTS, _CLOSING = frozenset(",;:.()[]\n"), frozenset(")]")
_BARRIERS = frozenset({"treatment", "procedure", "observable", "device"})


def _same_subject(reading: Reading, end: int, start: int) -> bool:
    """Whether a grade goes on with the name of the one before: "4/5 au deltoïde, 2/5 au biceps"."""
    gap = reading.document.text[end:start]
    if len(gap) > _FAR_SUBJECT or not _SUBJECT_ENDS.isdisjoint(gap):
        return False
    if _GOES_ON.search(gap) or _SOMEWHERE.fullmatch(gap):
        return True
    if _OWN_NAME.search(gap):
        return False  # "psoas 3/5 bilatéral, quadriceps droit 2/5": each muscle has its own
    tokens = reading.tokens
    sides = {word for word, (attribute, _) in qualifiers(reading.language).items() if attribute == "laterality"}
    known = connectors(reading.language)
    inside = range(tokens.at(end), tokens.at(start))
    return (
        bool(inside)
        and inside[0] not in reading.site_at
        and all(
            i in reading.site_at
            or tokens.fold[i] in sides
            or tokens.fold[i] in known
            or tokens.fold[i] in _PLACES
            or i in reading.time_words
            for i in inside
        )
    )


#: How far a grade may stand behind the one whose name it shares, and what says where.
_FAR_SUBJECT, _SUBJECT_ENDS = 130, frozenset(";:\n")
#: A name right behind a comma, without a word of place.
_OWN_NAME = re.compile(r",\s(?!(?:et\s)?(?:dans|à|au|aux|en|sur|puis|droite?|gauche)\b)[^\W\d_]{4,}")
#: Where a grade was taken, and that another follows: "dans la main et", "au pied,".
_SOMEWHERE = re.compile(r"\s?(?:dans|à|au|aux|en|sur)\s[^,;:/()]{1,30}(?:,|\set)\s?")
_LYMPH_NODES = word_class("lymph-node-words")
_PLACES, _DAYS = word_class("grade-places"), word_class("before-days")
#: From a result to the next one of its list: a norm in brackets, a mark, a name, a link: "LDH 97 (< 250), BHGC : 704".
_NEXT = re.compile(
    r"\s?(?:[(\[{][^()\[\]{}]{1,40}[)\]}])?\s?[,;/|.]\s?(?:et\s)?(?P<name>[^\W\d_][\w'’./+-]*(?:\s[\w'’./+-]+){0,2}?)\s?[:=]?\s?"
)
#: "12N-/12" counts nodes.
_SIGNED = ("+", "-", "/")
#: What may follow a value of a list.
_AFTER = re.compile(r"\s?(?:[,;)\]|/\n]|\.(?!\d)|$|\(|\[|\{|et\s|[A-ZÉ])")


def find_listed(
    reading: Reading, view: SentenceView, results: list[Result], quantities: list[Quantity]
) -> list[Result]:
    """Items of a list of results whose names are unknown: "GOT 44, GPT 25, FAL 89"."""
    text = reading.document.text
    ends = [r.value.end for r in results if r.value.number is not None]
    found: list[Result] = []
    for quantity in quantities:
        if quantity.unit is not None or quantity.shape != "single":
            continue
        left = max((e for e in ends if e <= quantity.start), default=-1)
        match = _NEXT.fullmatch(text, left, quantity.start) if left >= view.sentence.start else None
        if match is None or not _AFTER.match(text, quantity.end) or not _may_name(reading, *match.span("name")):
            continue
        value = Value(
            text[quantity.start : quantity.end], quantity.start, quantity.end, quantity.number, quantity.comparator
        )
        found.append(Result(-1, value, None, None, match.span("name")))
        ends.append(quantity.end)
    return found


def _may_name(reading: Reading, start: int, end: int) -> bool:
    """Whether words name an item of a list of results: no verb, preposition, thing counted, nor anything known."""
    tokens = reading.tokens
    for i in range(tokens.at(start), tokens.at(end)):
        if tokens.fold[i] in _NEVER or tokens.fold[i] in _OPENERS or i in reading.quantity_words:
            return False
        number = reading.mention_at.get(i)
        # "PCR 36" in a list of results is the French CRP.
        short = number is not None and reading.mentions[number].kind == "procedure" and tokens.text[i].isupper()
        if (number is not None and not short) or reading.in_time(tokens.start[i]):
            return False
    return True


def _name_before(
    reading: Reading, view: SentenceView, offset: int, valued: set[int] | None = None
) -> tuple[int, int] | None:
    """The noun phrase right before a value: the words that are no links, back to an article or a mark.

    None where a treatment or a known test stands in it, and where it names nothing measured ("dose de", "solution à").
    A known test may stand in the name of a grade, unless it is one of the `valued`.
    """
    tokens = reading.tokens
    known = connectors(reading.language)
    i = tokens.at(offset) - 1
    if i < view.first:
        return None
    if tokens.fold[i] in result_words(reading.language) and tokens.fold[i - 1 : i] in _COPULA:
        i -= 1  # "l'ADN viral était indétectable (< 20 copies/ml)"
    while i >= view.first and tokens.fold[i] in known and tokens.fold[i] not in _NEVER and i not in reading.mention_at:
        if tokens.mark_before(i, _NAME_ENDS) or i in reading.quantity_words:
            return None
        i -= 1
    if i < view.first or tokens.mark_behind(i, _NAME_ENDS | {"|"}):
        return None
    germ = reading.mention_at.get(i)
    if germ is not None and reading.is_a(germ, "Organism"):
        return reading.mentions[germ].start, reading.mentions[germ].end
    last, first = i, None
    while i >= view.first and last - i < _MOST_WORDS:
        word = tokens.fold[i]
        number = reading.mention_at.get(i)
        if word in _NEVER or i in reading.quantity_words or reading.in_time(reading.tokens.start[i]):
            return None
        if number is not None and reading.mentions[number].kind in _OTHERS:
            test = reading.mentions[number].kind == "observable"
            if not test or valued is None or number in valued:
                return None
        if word in _OPENERS:
            break
        if word not in _INNER:
            first = i
        if _CUT.search(tokens.gap[i]):
            break
        i -= 1
    if first is None or not _names(reading, first, last):
        return None
    return tokens.start[first], tokens.end[last]


#: Endings of participles and infinitives, which alone name nothing; "fer" is a noun.
_EARLIER = word_class("compared-values")
_COPULA = [[word] for word in word_class("copulas")]
_VERBAL = ("é", "ée", "és", "ées", "ant", "sser", "enter", "nuer", "evoir")


def _names(reading: Reading, first: int, last: int) -> bool:
    """Whether words name something: a noun is among them, not participles, links or "normalisation" alone."""
    if reading.tokens.fold[last] in RETURNS:  # "une lente diminution jusqu'à 3 UI/L" is of what was told before
        return False
    known = connectors(reading.language) | _EARLIER
    results = result_words(reading.language)
    for i in range(first, last + 1):
        written = reading.tokens.text[i]
        folded = reading.tokens.fold[i]
        noun = len(written) > 1 and written[0].isalpha() and folded not in known and folded not in results
        if noun and (written.lower().endswith("ité") or not written.lower().endswith(_VERBAL)):
            return True
    return False
