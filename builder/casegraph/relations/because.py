"""What the finders of reasons share: what is at hand, what a reason is, and the words that may be one."""

from __future__ import annotations

from itertools import pairwise

from casegraph.context.frames import Status
from casegraph.context.phrases import is_cycle
from casegraph.context.presence import Said
from casegraph.context.verbs import find_verbs
from casegraph.frozen import dataclass
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.tokens import CLAUSE_MARKS, COMMA

__all__ = [
    "ACTS",
    "FOLLOWS",
    "LONGEST_PHRASE",
    "REASON_KINDS",
    "TURNS",
    "WEAK_REASONS",
    "Reason",
    "Search",
    "before_noun",
    "belongs",
    "clause_end",
    "exactly",
    "explained",
    "finite",
    "fitting",
    "fronted",
    "given_for",
    "goes_well",
    "in_spite",
    "indication",
    "lacked",
    "listed",
    "opposes",
    "own_words",
    "points_back",
    "span",
]

REASON_KINDS = ("condition", "circumstance", "organism", "assessment")
#: What is done about a condition.
ACTS = ("treatment", "procedure")


LONGEST_PHRASE = 16

#: Findings that are events by themselves, and end a line of treatment.
TURNS = ("Progression", "Recurrence", "InadequateResponse")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a status holds.

    Mentions (their indices), or a phrase without concept as offsets, and the connector's words. `harm` says that the
    text blames the treatment for it.
    """

    mentions: tuple[int, ...]
    phrase: tuple[int, int] | None
    cue: tuple[int, int]
    absence: bool = False
    harm: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What is at hand while the reason of one status is looked for.

    `cues` are the sentence's connectors, `others` the words of its other frames, `statuses` those said in it, `valued`
    the mentions that carry a result, `causes` what the text says caused each condition.
    """

    reading: Reading
    view: SentenceView
    status: Status
    cues: list[Cue]
    others: list[tuple[int, int]]
    statuses: list[Status]
    said: list[Said]
    valued: set[int]
    causes: dict[int, list[int]]


#: Changes that follow on an event; a refusal or a contraindication has its reason beside it or not at all.
FOLLOWS = frozenset({"stopped", "paused", "reduced", "replaced", "delayed"})

WEAK_REASONS = frozenset(
    {"stopped", "paused", "delayed", "withheld", "refused", "contraindicated", "replaced", "reduced"}
)


def clause_end(reading: Reading, view: SentenceView, first: int) -> int:
    """The word at which the clause that begins at `first` ends."""
    tokens, verbs = reading.tokens, find_verbs(reading, view)
    depth = 0
    for i in range(first, view.last):
        gap = tokens.gap[i] if i > first else ""
        depth += gap.count("(") - gap.count(")")
        if depth < 0 or ";" in gap or ". " in gap or ("," in gap and i + 1 < view.last and tokens.fold[i] in _RESUMES):
            return i
        if ":" in gap and i - first >= _NAMED and _ANNOUNCING.isdisjoint(tokens.fold[first:i]):
            return i  # "compte tenu du stimulateur non compatible : absence de métastases"
        if "," in gap and tokens.fold[i] in _GERUND and tokens.text[i + 1 : i + 2] != [] and (
                tokens.text[i + 1].endswith("ant")):  # fmt: skip
            return i  # "en raison d'une fièvre, en supposant que"
        if "," in gap and (number := verbs.at.get(i)) is not None and verbs.groups[number].finite:
            return i  # "différé par crainte d'un rejet, était bien toléré"
    return view.last


#: Words that name a reason before a colon, and nouns that only announce what the colon lists.
_NAMED, _ANNOUNCING = 2, word_class("listing-nouns")
_RESUMES = word_class("clause-resumers")
_COLON, _APART = frozenset(":"), frozenset(".;:()")
_ENDED = frozenset(".;:\n")


def listed(reading: Reading, left: int, right: int) -> bool:
    """Whether two mentions stand in one enumeration."""
    first, last = reading.mentions[left].last, reading.mentions[right].first
    words = [reading.tokens.fold[i] for i in range(first + 1, last) if i not in reading.site_at]
    if _WHEN.isdisjoint(words):
        words = [w for i, w in enumerate(words) if not _tells_how(words, i)]
    if reading.tokens.parted(first, last, CLAUSE_MARKS) or _sets_apart(words):
        return False
    if words and words[0] in _WITH and reading.tokens.mark_before(first + 1, COMMA):
        return False  # "une toxicité, avec une bonne évolution"
    if any(a in _SHOWN and b in _SHOWN_BY for a, b in pairwise(words)):
        return False  # "une hyponatrémie, révélée par une confusion": what shows a finding is no second one
    if not _SUBJECTS.isdisjoint(words):
        return False  # "une bonne réponse, il a présenté une toxicité", "une fièvre, ce qui a permis"
    joined = reading.tokens.parted(first, last, COMMA) or not words or not (_LISTING | _BUT).isdisjoint(words)
    return _goes_on(words) or (joined and len(words) <= 6)


#: Participles of showing a finding, and what leads to what shows it.
_SHOWN, _SHOWN_BY = word_class("shown-participles"), word_class("by") | word_class("on-or-before")


def _tells_how(words: list[str], i: int) -> bool:
    """ "de grade II", "à partir du sixième cycle": how bad or when one of a list was, with its preposition."""
    told = _HOW | _ORDINALS
    return (
        words[i] in told
        or words[i].isdecimal()
        or (words[i] in _OF_WORDS | _AT and i + 1 < len(words) and words[i + 1] in told)
    )


#: Words of a grade, and of the round that a list tells of one of its things.
_WHEN = word_class("when-words")
_HOW, _ORDINALS, _AT = word_class("grade-or-round-words"), word_class("ordinal-words"), word_class("at-or-in")


def _sets_apart(words: list[str]) -> bool:
    """ "une bonne tolérance, sauf une neuropathie", "une réponse, mais avec une toxicité", "du fait d'une toux et avec
    une bonne tolérance"; not "mais aussi"."""
    if any(a in _AND and b in _WITH for a, b in pairwise(words)):
        return True
    return not _EXCEPT.isdisjoint(words) or (not _BUT.isdisjoint(words) and _ADDING.isdisjoint(words))


def _goes_on(words: list[str]) -> bool:
    """ "de la fièvre et de la progression": the preposition is said again."""
    tail = [w for w in words if w not in _DETERMINERS][-2:]
    return len(tail) == 2 and tail[0] in _AND and tail[1] in _OF_WORDS and len(words) <= _LONGEST_LIST


#: The most words from one reason to the next where the preposition is said again.
_LONGEST_LIST = 12
_AND, _BUT, _LISTING = word_class("and"), word_class("but"), word_class("listing-words")
_EXCEPT, _ADDING = word_class("exceptions") | word_class("despite"), word_class("adding-words")
_WITH, _GERUND = word_class("with"), word_class("gerund-opener")
_SUBJECTS = word_class("personal-pronouns") | word_class("which")
_ARTICLES = word_class("definite-articles") | word_class("indefinite-articles")
_DETERMINERS = _ARTICLES | word_class("possessives")
_OF_WORDS = word_class("of-words")
_EXPLAINS = word_class("explaining-words")


def belongs(reading: Reading, left: int, right: int) -> bool:
    """ "la guérison de l'ostéite", "une récidive de l'hypercalcémie": the second belongs to the first."""
    words = reading.tokens.between(reading.mentions[left].last, reading.mentions[right].first)
    return bool(words) and words[0] in _OF_WORDS and len(words) <= 2


def goes_well(reading: Reading, number: int) -> bool:
    """ "pas de drainage, suites simples": what goes well explains no change beside it."""
    return any(reading.is_a(number, course) for course in _WELL)


_WELL = (
    "FavorableCourse",
    "UneventfulCourse",
    "UneventfulPostoperativeCourse",
    "GoodTolerance",
    "GoodGeneralCondition",
)


def lacked(reading: Reading, number: int) -> bool:
    """ "une thrombopénie sans saignement", "sans fièvre ni perte de poids": what a finding comes without; "une
    neutropénie de découverte fortuite": how it was found."""
    first = reading.mentions[number].first
    if reading.is_a(number, "IncidentalFinding"):
        return True
    before = reading.tokens.before(first, _OPENED_BY, reading.sentence_of(first).first)
    return not _WITHOUT.isdisjoint(before)


_WITHOUT = word_class("without") | word_class("neither-words") | word_class("never")


def in_spite(reading: Reading, number: int) -> bool:
    """ "malgré une bonne réponse", "bien qu'il ait eu une hypoxie": what a change was made against is not why."""
    first = reading.mentions[number].first
    return not _DESPITE.isdisjoint(reading.tokens.before(first, _OPENED_BY + 1)) or _conceded(reading, first)


def _conceded(reading: Reading, word: int) -> bool:
    """Whether "bien que" opens the clause that a word stands in."""
    fold = reading.tokens.fold
    for k in range(word - 1, max(0, word - _LONGEST_CLAUSE), -1):
        if fold[k] in _THAT and fold[k - 1] == "bien" and fold[k - 2] not in _DEGREES:
            return True
        if reading.tokens.mark_before(k + 1):
            return False
    return False


#: Words of a clause; what makes "bien que" tell what followed: "si bien que", "aussi bien que".
_LONGEST_CLAUSE, _DEGREES, _THAT = 25, frozenset({"si", "aussi"}), word_class("that")


def explained(reading: Reading, left: int, right: int) -> bool:
    """ "une toxicité consistant en une mucite", "une complication à type de fistule": the second says what the
    first is."""
    tokens, last = reading.tokens, reading.mentions[left].last
    led = len(tokens.between(last, reading.mentions[right].first)) <= _LONGEST_LINK and tokens.mark_behind(last, _COLON)
    return led or exactly(reading, left, right)


def exactly(reading: Reading, left: int, right: int) -> bool:
    """ "une toxicité sous forme de crampes": words that lead from a general finding to what it was."""
    words = reading.tokens.between(reading.mentions[left].last, reading.mentions[right].first)
    return len(words) <= _LONGEST_LINK and not _EXPLAINS.isdisjoint(words)


#: The most words between a finding and what says it more exactly.
_LONGEST_LINK = 6


_NAMING, _NE = word_class("circumstance-nouns"), word_class("ne")


_GRAVITY, _LOOSE = word_class("reason-nouns"), word_class("loose-connectors")


def before_noun(reading: Reading, cue: Cue) -> bool:
    """ "devant la gravité du tableau", "après stabilisation", "pour échec": a noun that says why, known or not."""
    tokens = reading.tokens
    if tokens.fold[cue.last] not in _LOOSE:
        return False
    return not _GRAVITY.isdisjoint(tokens.behind(cue.last, 3)) or points_back(reading, cue.last + 1)


def points_back(reading: Reading, word: int) -> bool:
    """Whether "cet épisode", "cette dernière toxicité" begins at a word: a finding told before."""
    tokens = reading.tokens
    return tokens.fold[word : word + 1] != [] and tokens.fold[word] in _POINTING and (
        not _EVENTS.isdisjoint(tokens.behind(word, 2)))  # fmt: skip


_POINTING = word_class("pointing-openers") | word_class("same") | frozenset({"ces"})
_EVENTS = word_class("pointed-events")


def own_words(reading: Reading, cue: Cue, limit: int) -> tuple[int, int] | None:
    """A reason that names no known thing is kept in its own words: "faute de place en réanimation"."""
    first = cue.last + 1
    if not _NAMING.isdisjoint(reading.tokens.span(cue.first, cue.last)):
        # "par lassitude du malade", "à la demande de": the connector's noun is the reason.
        return reading.tokens.start[cue.first], reading.tokens.end[min(limit, first + 4) - 1]
    while first < limit and reading.tokens.fold[first] in _NO_REASON:
        first += 1
    if first >= limit:
        return None
    stop = min(limit, first + LONGEST_PHRASE)
    stop = next((i for i in range(first + 1, stop) if _goes_elsewhere(reading, i)), stop)
    return span(reading, first, reading.tokens.next_mark(first + 1, stop, COMMA) or stop)


def _goes_elsewhere(reading: Reading, i: int) -> bool:
    """Whether what "et" begins tells when, or of another treatment, and not why.

    "la suspicion d'un sepsis et après discussion", "un pacemaker et le scanner en raison de".
    """
    if reading.tokens.fold[i] not in _AND:
        return False
    if _negated_verb(reading, i + 1):
        return True  # "la fermeture du bloc et n'a été réalisée qu'en octobre"
    behind = i + 1 + (reading.tokens.fold[i + 1 : i + 2] != [] and reading.tokens.fold[i + 1] in _ARTICLES)
    number = reading.mention_at.get(behind)
    if number is not None and reading.mentions[number].kind in ACTS:
        after = reading.mentions[number].last + 1
        causes = find_cues(reading.cue_text, after, min(after + 3, len(reading.tokens)), reading.language, "causes")
        return any(c.first == after and c.reach == "after" for c in causes)
    return not _DATES.isdisjoint(reading.tokens.behind(i, 1))


def _negated_verb(reading: Reading, i: int) -> bool:
    """Whether "n'a", "ne sera" begins at a word: the verb of a subject before it."""
    return not _NE.isdisjoint(reading.tokens.fold[i : i + 1])


def finite(reading: Reading, first: int, stop: int) -> bool:
    """Whether a finite verb of having or being stands between two words ("à" is none)."""
    tokens = reading.tokens
    return any(tokens.fold[i] in _VERBS and tokens.text[i].lower() != "à" for i in range(first, stop))


#: Words that lead to a reason and are none of it.
_NO_REASON = _ARTICLES | _OF_WORDS | word_class("that")
_VERBS = word_class("finite-marks")
_FOR = word_class("indication-prepositions")
_BY = word_class("scale-prepositions")
_GIVEN = word_class("given-participles") | word_class("prescribed-participles")
_BEFORE_NOUNS = word_class("before-nouns")


def indication(reading: Reading, number: int) -> bool:
    """What is no reason to change a treatment: what it was given for, and a scale by which something is judged.

    "traitée au fluconazole pour une candidose", "donné pour une candidose", "une progression selon les critères
    RECIST".
    """
    first = reading.mentions[number].first
    k = first - 1
    while k > 0 and (reading.tokens.fold[k] in _BEFORE_NOUNS or k in reading.mention_at) and first - k <= _LED_BY:
        if reading.tokens.mark_before(k + 1, _ENDED):
            return False  # "pour une pneumopathie. Une toxicité a imposé"
        if reading.tokens.mark_before(k + 1, COMMA) and _is_subject(reading, number):
            return False  # "sous X pour un diabète, une toxicité a imposé"
        k -= 1
    if reading.mentions[number].kind == "assessment" and (reading.tokens.fold[k] in _BY or _joined_scale(reading, k)):
        return True
    return k >= 1 and given_for(reading, k)


def _is_subject(reading: Reading, number: int) -> bool:
    """Whether a verb stands right behind a finding, its site and adjectives between them."""
    last = reading.mentions[number].last
    view = reading.sentence_of(last)
    groups = find_verbs(reading, view).told(last, view.last)
    return bool(groups) and groups[0].first - last <= _TO_VERB and not reading.tokens.parted(last, groups[0].first)


#: Words from a subject to its verb.
_TO_VERB = 4


def given_for(reading: Reading, word: int) -> bool:
    """Whether "pour" tells what a treatment was given for: "le rituximab pour un lymphome", "prescrit pour"."""
    if word < 1 or reading.tokens.fold[word] not in _FOR or reading.tokens.mark_before(word, _APART):
        return False
    before = word - 1
    while before > 0 and before in reading.site_at:
        before -= 1
    named = reading.mention_at.get(before)
    treats = named is not None and reading.mentions[named].kind in ("treatment", "procedure")
    return treats or reading.tokens.fold[word - 1] in _GIVEN


def _joined_scale(reading: Reading, word: int) -> bool:
    """ "selon les critères RECIST et Choi": the second scale of two."""
    return reading.tokens.fold[word] in _AND and not _BY.isdisjoint(reading.tokens.before(word, _LED_BY * 2))


#: Words from "pour" to the finding.
_LED_BY = 4


def fitting(search: Search, first: int, stop: int) -> list[int]:
    """The reasons named between two words, at most three."""
    reading = search.reading
    return [
        n
        for n in reading.mentions_from(first, stop)
        if (reading.mentions[n].kind in (*REASON_KINDS, "observable") or n in search.valued)
        and not is_cycle(reading, reading.mentions[n].first)
        and not reading.is_a(n, "IncidentalFinding")
    ][:3]


def fronted(reading: Reading, view: SentenceView, number: int) -> bool:
    """ "Malgré une bonne réponse, une neuropathie a imposé": what a clause begins with is not the subject behind it."""
    first = reading.mentions[number].first
    tokens = reading.tokens
    return any(
        tokens.fold[i] in _CIRCUMSTANCES and not tokens.mark_behind(i, COMMA) for i in view.back(first, _OPENED_BY)
    )  # "Trois mois après, une ménorragie"


#: Words that open a circumstance, and how many words before its finding they may stand.
_DESPITE, _OPENED_BY = word_class("despite"), 2
_DATES = word_class("dating-words")
_CIRCUMSTANCES = _DESPITE | _DATES


def opposes(reading: Reading, i: int) -> bool:
    """Whether a word sets a clause against the one before: "mais"."""
    return reading.tokens.fold[i] in _BUT


def span(reading: Reading, first: int, stop: int) -> tuple[int, int]:
    """The offsets of the words `first` to `stop` (half open), without an "et" that they end in."""
    while stop - 1 > first and reading.tokens.fold[stop - 1] in _AND:
        stop -= 1
    return reading.tokens.start[first], reading.tokens.end[stop - 1]
