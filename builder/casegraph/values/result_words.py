"""Results in words and signs: "HER2 positif", "CRP normale", "protéinurie : +++"."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from casegraph.languages.tables import read_table
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.records import Value
from casegraph.text.fold import fold, words
from casegraph.text.tokens import ALL_MARKS, BRACKETS, CLAUSE_MARKS, COMMA, Tokens
from casegraph.values.crosses import PLUS, SIGNS, apart, count_of, crosses, on_strip, scored, scores_apart
from casegraph.values.result import Result, measured, tested_by_name
from casegraph.values.unremarkable import ENDS, NOTHING, Wording, find_wording, showing_forms

__all__ = ["connectors", "find_words", "result_words", "tells_change", "word_of_name"]

#: How many words may stand between a test and its word.
_FAR = 10
#: Marks that end a phrase, a sentence, a clause; that join a list and that end it.
_ENDS, _STOPS, _CLAUSES = ALL_MARKS | frozenset("!?"), frozenset(";.!?"), CLAUSE_MARKS | {"\n"}
_LISTS, _APART = frozenset(",/"), CLAUSE_MARKS | BRACKETS
_NOT = word_class("result-negators")
_AND = word_class("and")
_PERSONAL, _RELATIVES = word_class("personal-pronouns"), word_class("relatives")
_NEGATED = {
    "positive": "negative",
    "negative": "positive",
    "high": "normal",
    "low": "normal",
    "normal": "abnormal",
    "abnormal": "normal",
}
#: What a finding's own name can say of its test; "maladie stable" names no test.
_FOUND, _BEYOND = frozenset({"positive", "negative"}), frozenset({"high", "low"})
_PLAIN = _FOUND | {"normal"}
_NAMED = _PLAIN | _BEYOND
#: A body measure is a number; "de taille normale" says how big an organ is.
_NUMBERS_ONLY = frozenset({"BodyHeight", "BodyWeight"})


@cache
def result_words(language: str) -> dict[str, str]:
    """The folded words that are results, with the interpretation each gives."""
    rows = read_table(language, "result-words", ("word", "interpretation"))
    return {fold(row["word"]): row["interpretation"] for row in rows}


@cache
def connectors(language: str) -> frozenset[str]:
    """The folded words that may stand between a test and its result."""
    return frozenset(fold(row["word"]) for row in read_table(language, "result-connectors", ("word",)))


def find_words(reading: Reading, view: SentenceView, owned: set[int]) -> list[Result]:
    """The results that words and crosses give to a sentence's tests.

    Args:
        owned: the mentions that have a result already.
    """
    found: dict[int, Result] = {}
    written = reading.document.text[view.sentence.start : view.sentence.end]
    for number in view.mentions if any(sign in written for sign in SIGNS) else ():
        if number not in owned and (_is_test(reading, number) or on_strip(reading, number)):
            marked = crosses(reading, view, number)
            if marked is not None:
                found[number] = marked
    stained = scores_apart(reading, view)
    for number in view.mentions:
        free = number not in owned and number not in found
        score = (scored(reading, number) or (stained and apart(reading, view, number)) or None) if free else None
        if score is not None:
            found[number] = score
    known = result_words(reading.language)
    unnamed: list[Result] = []
    if known.keys().isdisjoint(words_ := reading.tokens.fold[view.first : view.last]) and ENDS.isdisjoint(words_):
        return list(found.values())
    for i in range(view.first, view.last):
        if reading.tokens.fold[i] not in known and reading.tokens.fold[i] not in ENDS:
            continue
        named = reading.mention_at.get(i)
        if named is not None and reading.mentions[named].kind == "procedure":
            continue  # "lavage au sérum physiologique"
        nothing = find_wording(reading, view, i) if reading.tokens.fold[i] in ENDS else None
        if nothing is None and reading.tokens.fold[i] not in known:
            continue
        results = _unremarkable(reading, view, nothing) if nothing else _results_of(reading, view, i)
        for number, result in results:
            if number not in owned and (number not in found or found[number].interpretation == "abnormal"):
                found[number] = result
        if not results and nothing is None and i not in reading.mention_at:
            unnamed += _unnamed(reading, view, i)
    return [*found.values(), *unnamed]


#: A verb that has another word between itself and the result has that word for its own.
_AUXILIARIES = word_class("result-auxiliaries")


@cache
def _subjects(language: str) -> frozenset[str]:
    """The folded head words of examinations that the ontology may not know by their full name."""
    return frozenset(fold(row["word"]) for row in read_table(language, "result-subjects", ("word",)))


def _unnamed(reading: Reading, view: SentenceView, i: int) -> list[Result]:
    """The result of an examination that no concept names: "le bilan général s'est avéré normal"."""
    tokens = reading.tokens
    known, heads = connectors(reading.language), _subjects(reading.language)
    last = None
    negated = False
    for j in range(i - 1, max(view.first - 1, i - _FAR), -1):
        if tokens.mark_behind(j, _ENDS):
            return []
        word = tokens.fold[j]
        negated = negated or word in _NOT
        if word in _PRONOUNS or (last is None and _besides(tokens.fold, j)):
            return []  # "l'examen, il s'agissait d'une tumeur négative", "l'examen est par ailleurs normal"
        if last is None and (word not in known or word in heads) and word not in _NOT:
            last = j
        if last is not None and word in _AUXILIARIES:
            return []  # "le bilan avait montré un taux normal"
        if word in heads:
            number = reading.mention_at.get(j)
            if number is not None and reading.mentions[number].kind != "procedure":
                return []
            interpretation = result_words(reading.language)[tokens.fold[i]]
            interpretation = _NEGATED.get(interpretation, interpretation) if negated else interpretation
            if interpretation not in _PLAIN or last is None:
                return []
            name = (tokens.start[j], tokens.end[last])
            value = Value(tokens.text[i], tokens.start[i], tokens.end[i])
            return [Result(-1, value, interpretation, None, name, worded=True)]
    return []


def _is_test(reading: Reading, number: int) -> bool:
    mention = reading.mentions[number]
    if mention.kind == "procedure":
        return True
    if mention.kind == "assessment":
        return True
    if mention.kind not in ("observable", "treatment"):
        return False
    concept = measured(reading, number)
    return concept is not None and concept.name not in _NUMBERS_ONLY


#: A result of a serology, and the last word of a protein's name.
_REACTIVE = fold("réactive")


def _results_of(reading: Reading, view: SentenceView, i: int) -> list[tuple[int, Result]]:
    """The results that one word gives: to the name it ends, to the test before it, or to the tests after it."""
    tokens = reading.tokens
    interpretation = result_words(reading.language)[tokens.fold[i]]
    covering = reading.mention_at.get(i)
    if tokens.gap[i].endswith("-") or (tokens.fold[i] == _REACTIVE and i and tokens.fold[i - 1] == "c"):
        return []  # "anatomo-pathologique", "élévation de la protéine C réactive"
    if tells_change(reading, i):
        return []
    if covering is not None and (interpretation != "positive" or reading.mentions[covering].first < i):
        return _of_name(reading, view, covering, i, interpretation)
    number, negated = _before(reading, view, i)
    number = _tested_on(reading, view, number) if number is not None else None
    leveled = tokens.fold[i - 1] in _LEVELS or tokens.fold[i + 1 : i + 2] in _LEVEL
    if (tokens.fold[i] in _NOUNS or leveled) and (named := _after(reading, view, i, interpretation)):
        return [(n, _word(reading, view, n, i, interpretation)) for n in named]
    if number is None:
        number = _subject(reading, view, i)
    if number is not None:
        if interpretation == "abnormal" and reading.mentions[number].last == i - 1:
            return []  # "examen pathologique" is pathology
        if negated:
            interpretation = _NEGATED.get(interpretation, interpretation)
        numbers = [number]
        numbers += _shared(reading, view, number, tokens.text[i])
        numbers += _likewise(reading, view, i)
        if reading.mentions[number].kind == "procedure":
            # "l'immunomarquage est positif pour CD20": the stain found it, and the marker is.
            numbers += [n for n in _after(reading, view, i, interpretation) if n not in numbers]
    else:
        numbers = _after(reading, view, i, interpretation)
    return [
        (n, _word(reading, view, n, i, interpretation))
        for n in numbers
        if interpretation not in _BEYOND or measured(reading, n) is not None
    ]


def _of_name(
    reading: Reading, view: SentenceView, number: int, i: int, interpretation: str
) -> list[tuple[int, Result]]:
    """The result that ends a name, and is that of the tests listed before it too: "ALK et ROS1 négatifs"."""
    mention = reading.mentions[number]
    if mention.last != i or mention.first == i or not _named_with_result(reading, number):
        return []
    if interpretation not in _NAMED or (mention.kind == "procedure" and interpretation in _BEYOND):
        return []  # "maladie stable", "fibroscopie haute"
    if not _NOT.isdisjoint(reading.tokens.span(mention.first, i)):
        interpretation = _NEGATED.get(interpretation, interpretation)  # "EGFR non muté"
    test = tested_by_name(reading, number)
    own = replace(_word(reading, view, number, i, interpretation), concept=test.name if test else None)
    listed = _coordinated(reading, view, number) if reading.tokens.text[i][-1:] in "sx" else []
    return [(number, own), *((n, _word(reading, view, n, i, interpretation)) for n in listed)]


_ON = word_class("specimen-prepositions")
#: How many words may stand between a test and the specimen that it was made on.
_FAR_SPECIMEN = 5


def _tested_on(reading: Reading, view: SentenceView, number: int) -> int:
    """The test that was made on what a mention names: the PCR in "la PCR Pneumocystis sur lavage est négative"."""
    tokens, j = reading.tokens, reading.mentions[number].first - 1
    while j > view.first and tokens.fold[j] in _ARTICLES:
        j -= 1
    if tokens.fold[j] not in _ON or reading.mentions[number].kind != "procedure":
        return number
    before = [n for n in view.mentions if reading.mentions[n].last < j and _is_test(reading, n)]
    near = before and j - reading.mentions[before[-1]].last <= _FAR_SPECIMEN
    return before[-1] if near and not tokens.parted(reading.mentions[before[-1]].last, j) else number


def _named_with_result(reading: Reading, number: int) -> bool:
    """Whether a name that ends with a result is a test's ("facteur rhumatoïde positif"), not a disease's."""
    kind = reading.mentions[number].kind
    return kind in ("assessment", "procedure", "observable") or reading.is_a(number, "LaboratoryFinding")


def word_of_name(reading: Reading, number: int) -> str | None:
    """The interpretation that a finding's own last word gives: positive for "HER2 positif"."""
    mention = reading.mentions[number]
    found = result_words(reading.language).get(reading.tokens.fold[mention.last])
    if found is not None and not _NOT.isdisjoint(reading.tokens.span(mention.first, mention.last)):
        found = _NEGATED.get(found, found)  # "HER2 non surexprimé"
    return found if found in _NAMED else None


def _word(reading: Reading, view: SentenceView, number: int, i: int, interpretation: str) -> Result:
    text = reading.document.text
    start, end = reading.tokens.start[i], reading.tokens.end[i]
    marked = PLUS.match(text, end + text[end : end + 1].isspace(), view.sentence.end)
    if marked:
        end = marked.end()
    value = Value(text[start:end], start, end, count_of(marked["value"]) if marked else None)
    return Result(number, value, interpretation, worded=marked is None)


def tells_change(reading: Reading, i: int) -> bool:
    """Whether a word of level is the participle of a change, which may end anywhere: "les plaquettes ont augmenté"."""
    tokens = reading.tokens
    if result_words(reading.language).get(tokens.fold[i]) not in _BEYOND or not i:
        return False
    j = i - 1 if tokens.text[i - 1].lower() in _HAVE or i < 2 else i - 2  # "a nettement diminué"
    return tokens.text[j].lower() in _HAVE and tokens.close(i)


_HAVE = frozenset(written_class("have"))
_PRONOUNS = word_class("subject-pronouns") - word_class("definite") - word_class("which")


def _besides(words: list[str], j: int) -> bool:
    """Whether a word ends "par ailleurs", which a result is told with: "l'examen est par ailleurs normal"."""
    return words[max(0, j - 1) : j + 1] in _ELSEWHERE


def _found_so(words: list[str], j: int) -> bool:
    """Whether a word ends "on la trouve", which tells how the test before was found."""
    return j > 1 and words[j] in showing_forms() and words[j - 1] in _CLITICS and words[j - 2] in _WE


def _pointed_at(reading: Reading, view: SentenceView, pronoun: int) -> int | None:
    """The test that "on la trouve" points back to: the last thing named before it in its sentence."""
    near = (reading.mention_at[j] for j in view.back(pronoun, _FAR) if j in reading.mention_at)
    number = next((n for n in near if reading.mentions[n].kind != "site"), None)
    return number if number is not None and _is_test(reading, number) else None


_CLITICS, _WE = word_class("definite-articles"), word_class("we")
_ELSEWHERE = [words(phrase) for phrase in written_class("besides")]


def _before(reading: Reading, view: SentenceView, i: int) -> tuple[int | None, bool]:
    """The test that a word qualifies from behind, and whether it is negated."""
    tokens = reading.tokens
    known, words = connectors(reading.language), result_words(reading.language)
    negated = comma = False
    j = i - 1
    while j >= view.first and i - j <= _FAR:
        gap = tokens.gap[j + 1]
        if tokens.mark_behind(j, _STOPS):
            break
        comma = comma or tokens.mark_behind(j, COMMA)
        if ")" in gap and "(" not in gap:
            while j > view.first and "(" not in tokens.gap[j]:
                j -= 1
            j -= 1
            continue
        if j in reading.mention_at:
            number = reading.mention_at[j]
            return (
                number
                if _is_test(reading, number)
                and not (comma and j + 1 < i and not negated and not _anaphor(tokens.between(j, i)))
                else None
            ), negated
        word = tokens.fold[j]
        if _besides(tokens.fold, j):
            j -= 2
            continue
        if _found_so(tokens.fold, j):
            return _pointed_at(reading, view, j - 2), negated
        if word in _NOT:
            # "n'est pas normale, elle est élevée": the negation of the first word does not reach the second.
            negated = not comma
        elif j in reading.time_words:
            pass  # "l'ECBU du 4 mars s'avère stérile"
        elif word not in known and word not in words and j not in reading.site_at and not _describes(reading, j):
            break
        j -= 1
    return None, False


#: How many words may stand between an examination that opens a clause and its result.
_FAR_SUBJECT = 22
_COLON = frozenset(":")
_COPULAS, _VERBS = word_class("result-copulas"), word_class("telling-verbs")


def _subject(reading: Reading, view: SentenceView, i: int) -> int | None:
    """The examination that opens the clause: "La ponction lombaire faite après un scanner était normale"."""
    tokens = reading.tokens
    if tokens.mark_before(i, _COLON):
        # "ECG fait à l'entrée : normal", "le scanner a été fait ce jour : normal"
        listed = tokens.marked(view.first + 1, i - 1, COMMA)
        return _opens(reading, view, i - 1, _OTHER_CLAUSE if listed else _RELATIVES)
    known = connectors(reading.language)
    verb = i - 1
    while verb > view.first and tokens.fold[verb] not in _COPULAS:
        if tokens.fold[verb] not in known or tokens.gap[verb + 1].strip():
            return None
        verb -= 1
    return _opens(reading, view, verb)


_OTHER_CLAUSE = _VERBS | _RELATIVES


def _opens(reading: Reading, view: SentenceView, verb: int, barriers: frozenset[str] = _OTHER_CLAUSE) -> int | None:
    """The examination that opens the clause of a verb; none of the `barriers` may stand between."""
    tokens = reading.tokens
    first = verb
    while first > view.first and verb - first < _FAR_SUBJECT and not tokens.mark_before(first, _CLAUSES):
        if tokens.mark_before(first, COMMA) and _examination(reading, first, verb) is not None:
            break  # a new clause: "..., la sérologie pour ce virus était négative"
        first -= 1
        if tokens.fold[first] in barriers:
            return None
    if verb - first >= _FAR_SUBJECT:
        return None
    return _examination(reading, first, verb)


def _examination(reading: Reading, first: int, stop: int) -> int | None:
    """The examination that words `first` to `stop` begin with, articles passed over."""
    opening = next((j for j in range(first, stop) if reading.tokens.fold[j] not in _ARTICLES), None)
    number = reading.mention_at.get(opening) if opening is not None else None
    return number if number is not None and reading.mentions[number].kind == "procedure" else None


_ARTICLES = word_class("definite")


def _describes(reading: Reading, j: int) -> bool:
    """Whether an unknown word is an adjective of the examination right before it: "doppler obstétrical normal"."""
    number = reading.mention_at.get(j - 1)
    return number is not None and reading.mentions[number].kind == "procedure" and not reading.tokens.gap[j].strip()


def _anaphor(between: list[str]) -> bool:
    return not _PERSONAL.isdisjoint(between)


def _coordinated(reading: Reading, view: SentenceView, number: int) -> list[int]:
    """The tests that stand with this one in a list: "la calcémie (Ca) et la phosphorémie sont normales"."""
    tokens = reading.tokens
    out: list[int] = []
    right = number
    for n in reversed([n for n in view.mentions if n < number and reading.mentions[n].kind != "site"]):
        mention, first = reading.mentions[n], reading.mentions[right].first
        if tokens.gap[mention.first].endswith("(") and _behind_aside(tokens, mention.first - 1) == mention.last:
            continue  # a short name behind the long one
        left = _behind_aside(tokens, mention.last)
        marks = "".join(tokens.gap[left + 1 : first + 1])
        marks = marks.removeprefix(")") if left > mention.last else marks
        between = set(tokens.between(left, first))
        joined = not _AND.isdisjoint(between) or not _LISTS.isdisjoint(marks)
        if not joined or not between <= _JOINING or not _is_test(reading, n) or not _APART.isdisjoint(marks):
            break
        out.append(n)
        right = n
    return out


#: How many words a bracket behind the name of a test may hold.
_ASIDE = 6


def _behind_aside(tokens: Tokens, last: int) -> int:
    """The last word of a bracket right behind word `last`, else that word: "l'alphafœtoprotéine (AFP)"."""
    if tokens.gap[last + 1 : last + 2] != [" ("]:
        return last
    return next(
        (i for i in range(last + 1, min(last + 1 + _ASIDE, len(tokens))) if tokens.mark_behind(i, _CLOSE)), last
    )


_CLOSE = frozenset(")")


def _shared(reading: Reading, view: SentenceView, number: int, word: str) -> list[int]:
    """The tests before one that its result is said of too: a plural is, and a measure of each or of one in two parts.

    "la TSH et la T4 sont normales", "le dosage de la TSH et de la T4 est normal", "le bilan rénal et hépatique est
    normal".
    """
    listed = _coordinated(reading, view, number)
    if word[-1:] in "sx":
        return listed
    if listed and _elided(reading, listed[0], number):
        return listed[:1]
    firsts = [reading.mentions[n].first for n in (number, *listed)]
    measures = all(not _OF.isdisjoint(reading.tokens.before(first, 2, view.first)) for first in firsts)
    return listed if measures else []


def _elided(reading: Reading, before: int, number: int) -> bool:
    """Whether an examination is told by its adjective alone: "le bilan rénal et hépatique"."""
    mentions = [reading.mentions[n] for n in (before, number)]
    joining = reading.tokens.span(mentions[0].last + 1, mentions[1].first - 1)
    return all(m.kind == "procedure" for m in mentions) and len(joining) == 1 and not _AND.isdisjoint(joining)


_OF = word_class("of-words")


def _unremarkable(reading: Reading, view: SentenceView, nothing: Wording) -> list[tuple[int, Result]]:
    """The examinations that a wording says to be normal: "sans anomalie", "ne montre rien d'anormal"."""
    tokens = reading.tokens
    number, negated = nothing.test if nothing.test >= 0 else None, False
    opening = nothing.verb if nothing.verb >= 0 else nothing.first
    if number is None:
        number, negated = _before(reading, view, opening)
    if number is None:
        number = _opens(reading, view, opening) if nothing.verb >= 0 else _subject(reading, view, opening)
    if number is None or negated or not (told := _may_be_told(reading, number, nothing)):
        return []
    behind = opening - 1
    while behind in reading.time_words:
        behind -= 1
    apart = reading.mentions[number].last != behind and tokens.fold[behind] not in _COPULAS
    if apart and nothing.verb < 0 and nothing.test < 0:
        return []  # "échographie : sein droit sans anomalie"
    start, end = tokens.start[nothing.first], tokens.end[nothing.last]
    value = Value(reading.document.text[start:end], start, end)
    numbers = [number, *_coordinated(reading, view, number), *_likewise(reading, view, nothing.last)]
    return [(n, Result(n, value, "normal", worded=True, told=told == "procedure")) for n in numbers]


def _may_be_told(reading: Reading, number: int, nothing: Wording) -> str | None:
    """The kind of a mention that a wording may be told of: of an examination any, of a test that it is in its norms."""
    kind = reading.mentions[number].kind
    norms = reading.tokens.fold[nothing.last] not in NOTHING and nothing.verb < 0 and nothing.test < 0
    return kind if kind == "procedure" or (norms and kind == "observable") else None


def _likewise(reading: Reading, view: SentenceView, i: int) -> list[int]:
    """The tests that a result is said of as well: "le scanner était normal ainsi que la ponction et le fond d'œil"."""
    tokens = reading.tokens
    said = next((phrase for phrase in _AS_WELL if tokens.behind(i, len(phrase)) == phrase), None)
    if said is None:
        return []
    out: list[int] = []
    j = i + 1 + len(said)
    while j < view.last and not tokens.mark_before(j, _APART):
        number = reading.mention_at.get(j)
        if number is not None and _is_test(reading, number):
            out.append(number)
            j = reading.mentions[number].last + 1
        elif tokens.fold[j] in _JOINING or j in reading.site_at:
            j += 1
        else:
            return [] if tokens.fold[j] in _VERBS or tokens.fold[j] in _RELATIVES else out
    return out


_AS_WELL = [words(phrase) for phrase in ("ainsi que", "de même que", "tout comme")]
_NOUNS, _LEVELS = word_class("result-nouns"), word_class("level-words")
_LEVEL = [[word] for word in _LEVELS]
_JOINING = word_class("result-joins")
_TOWARDS = word_class("result-towards")


def _after(reading: Reading, view: SentenceView, i: int, interpretation: str) -> list[int]:
    """The tests after a word: "normale créatinine" next to it, "positif pour p63, p40 et GATA3" in a list.

    Of a level the test is told behind it: "taux élevé de LDH", "un faible taux d'albumine".
    """
    tokens = reading.tokens
    out: list[int] = []
    towards = False
    level = tokens.fold[i - 1] in _LEVELS
    j = i + 1
    if tokens.fold[j : j + 1] in _LEVEL and tokens.close(j) and j not in reading.mention_at:
        level, j = True, j + 1
    while j < view.last and j - i <= 4 * _FAR:
        if tokens.mark_before(j, _APART) or (tokens.mark_before(j, COMMA) and not out):
            break
        number = reading.mention_at.get(j)
        if number is not None:
            if not _is_test(reading, number) or not (towards or j == i + 1):
                break
            out.append(number)
            if not towards:
                break
            j = reading.mentions[number].last + 1
            continue
        word = tokens.fold[j]
        if word not in _TOWARDS and word not in _JOINING:
            break
        towards = towards or level or (word in _TOWARDS and interpretation in _FOUND)
        j += 1
    return out
