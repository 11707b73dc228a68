"""Which test shows what, and what one condition causes."""

from __future__ import annotations

from casegraph.context.verbs import find_verbs, is_state
from casegraph.languages.cues import Cue, find_cues
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.text.fold import words as folded_words
from casegraph.text.tokens import CLAUSE_MARKS, COMMA, PHRASE_MARKS

__all__ = ["find_causes", "find_shown"]

_TEST = ("DiagnosticProcedure", "SurgicalProcedure", "InterventionalProcedure", "BiopsyProcedure")
_AT, _ARTICLES = word_class("showing-prepositions"), word_class("definite-articles")
_AT_EXAMINATION = [folded_words(phrase) for phrase in written_class("at-examination")]
_EXAMINATION = word_class("examinations")
_NO_EXAMINATION = ("HistoryTaking", "SurgicalProcedure", "ObstetricProcedure")
_PATIENT = word_class("patient-nouns")
_THE = word_class("definite-articles") | word_class("our")
_TREATED = word_class("treated-participles")
_AND, _CHEZ, _GERUND = word_class("and"), word_class("person-prepositions"), word_class("gerund-opener")
_HAVING = word_class("patient-verbs")
_BACK = word_class("back-pronouns")
_PERSONAL, _TELLING = word_class("personal-pronouns"), word_class("patient-telling")
_PRONOUNS = word_class("test-pronouns")
_CONSEQUENCE = word_class("consequence-participles")
_SURGERY = "SurgicalProcedure"
_COLON, _SEMICOLON, _PARTS = frozenset(":"), frozenset(";"), frozenset(",;")


def _tests(reading: Reading, numbers: tuple[int, ...] | list[int]) -> list[int]:
    return [
        n
        for n in numbers
        if reading.mentions[n].kind == "procedure"
        and any(reading.is_a(n, t) for t in _TEST)
        and not reading.is_a(n, "SurgicalIncision")
    ]


def find_shown(reading: Reading, undone: frozenset[int], normal: frozenset[int]) -> dict[int, list[int]]:
    """Per condition or result (mention index) the tests that show it, by showing verbs, a colon, or "au scanner".

    Args:
        undone: tests (mention indices) that were not done: they show nothing, nor what stands behind them.
        normal: tests told to be normal: what another one shows they do not.
    """
    shown: dict[int, list[int]] = {}
    earlier: list[int] = []
    for view in reading.sentences:
        cues = find_cues(reading.cue_text, view.first, view.last, reading.language, "showing-verbs")
        tests = _tests(reading, view.mentions)
        missing = [reading.mentions[n].first for n in tests if n in undone]
        tests = [n for n in tests if n not in undone]
        verbs = [c.first for c in cues]
        claims: list[tuple[int, list[int]]] = []
        for cue in cues:
            group = _group(reading, [n for n in tests if reading.mentions[n].last < _verb(reading, view, cue)])
            if group and cue.first - reading.mentions[group[-1]].last > 25:
                group = []
            words = reading.tokens.fold[max(view.first, cue.first - 2) : cue.first]
            told = _PERSONAL & set(words) and reading.tokens.fold[cue.first] in _TELLING
            if not group and _PRONOUNS & set(words) and not told:
                # "L'interrogatoire ... . L'examen notait": that is another one.
                # And an examination is no operation: "Il a été opéré. L'examen a trouvé".
                asked = any(reading.is_a(n, t) for n in earlier for t in _NO_EXAMINATION)
                if _at_examination(reading, view, cue.first):
                    asked, earlier = True, [n for n in earlier if reading.is_a(n, "ClinicalExamination")]
                group = [] if asked and reading.tokens.fold[cue.first - 1] in _EXAMINATION else earlier
            if group:
                claims.append((cue.last, group))
        claims += _colons(reading, view, tests) if tests else []
        claims = [(w, [n for n in g if n not in normal or n == g[-1]]) for w, g in claims]
        claims.sort(key=lambda c: c[0])
        for position, (word, group) in enumerate(claims):
            end = claims[position + 1][0] if position + 1 < len(claims) else view.last
            if position + 1 < len(claims):
                end = (
                    min(reading.mentions[claims[position + 1][1][0]].first, end)
                    if reading.mentions[claims[position + 1][1][0]].first > word
                    else end
                )
            end = _patient_again(reading, word, min([end, *(i for i in missing if i > word)]))
            end = _new_clause(reading, view, word, end)
            end = next((i for i in range(word + 2, end) if reading.tokens.fold[i] in _CONSEQUENCE), end)
            for number in view.mentions:
                mention = reading.mentions[number]
                if word < mention.first < end and mention.kind in ("condition", "observable"):
                    shown.setdefault(number, group)
        for number in view.mentions:
            if reading.mentions[number].kind == "condition":
                test = _named_at(reading, number, tests)
                if test is not None and (number not in shown or _last_before(reading, view, number, test)):
                    shown[number] = [test]
        if tests:
            earlier = _group(reading, tests)
        elif verbs == [] and len(view.mentions) > 0:
            earlier = earlier if view.sentence.end - view.sentence.start < 120 else []
    return shown


def _verb(reading: Reading, view: SentenceView, cue: Cue) -> int:
    """Before which word the test stands that shows: of a gerund its main verb's ("l'IRM confirme X en montrant Y")."""
    if reading.tokens.fold[cue.first - 1] not in _GERUND:
        return cue.first
    main = find_verbs(reading, view).told(view.first, cue.first)
    return main[-1].first if main else cue.first


def _at_examination(reading: Reading, view: SentenceView, stop: int) -> bool:
    """Whether "à l'examen" opens a sentence: the patient is examined, whatever was done before."""
    return reading.tokens.fold[view.first : min(view.first + 3, stop)] in _AT_EXAMINATION


def _patient_again(reading: Reading, word: int, end: int) -> int:
    """Where a clause about the patient ends what a test shows: "montrait une stase, la patiente présentait ..."."""
    tokens, fold = reading.tokens, reading.tokens.fold
    for i in range(word + 2, min(end, len(fold) - 1)):
        subject = fold[i] in _PATIENT and fold[i - 1] in _THE and fold[i + 1] in _HAVING and fold[i - 2] not in _CHEZ
        near = range(max(word + 1, i - 4), i)
        if subject and any(tokens.mark_before(k, _PARTS) or fold[k] in _AND for k in near):
            return i
    return end


def _new_clause(reading: Reading, view: SentenceView, word: int, end: int) -> int:
    """Where a semicolon opens a clause with a verb or a test: "n'a rien montré ; la tumeur a été classée T1"."""
    marks = [i for i in range(word + 2, end) if reading.tokens.mark_before(i, _SEMICOLON)]
    if not marks:
        return end
    opened = [g.first for g in find_verbs(reading, view).groups if g.finite]
    opened += [reading.mentions[n].first for n in _tests(reading, view.mentions)]
    return next((i for i in marks if any(i <= first < i + _CLAUSE for first in opened)), end)


#: How many words into a clause its verb or test stands.
_CLAUSE = 6


def _group(reading: Reading, tests: list[int]) -> list[int]:
    """The last test and the one coordinated with it ("la cytoponction et la biopsie ont ...")."""
    group = tests[-1:]
    for number in reversed(tests[:-1]):
        left, right = reading.mentions[number].last, reading.mentions[group[0]].first
        words = [reading.tokens.fold[i] for i in range(left + 1, right) if i not in reading.site_at]
        listed = not _AND.isdisjoint(words) or (reading.tokens.parted(left, right, COMMA) and len(group) > 1)
        apart = reading.is_a(number, _SURGERY) != reading.is_a(group[0], _SURGERY)
        if not listed or apart or len(words) > 5 or reading.tokens.parted(left, right, CLAUSE_MARKS):
            break
        group.insert(0, number)
    return group


def _colons(reading: Reading, view: SentenceView, tests: list[int]) -> list[tuple[int, list[int]]]:
    """ "Scanner thoracique : masse du lobe supérieur" """
    out: list[tuple[int, list[int]]] = []
    if ":" not in reading.document.text[view.sentence.start : view.sentence.end]:
        return out
    for i in range(view.first + 1, view.last):
        if reading.tokens.mark_before(i, _COLON):
            head = _before_bracket(reading, view, i)
            group = [n for n in tests if reading.mentions[n].last < head]
            near = group and head - reading.mentions[group[-1]].last <= 6
            if near and not _to_come(reading, view, reading.mentions[group[-1]].last, head):
                out.append((i - 1, _group(reading, group)))
    return out


def _to_come(reading: Reading, view: SentenceView, last: int, stop: int) -> bool:
    """ "une exérèse est programmée : une récidive est suspectée": a colon that leads to why it is to be done."""
    behind = find_verbs(reading, view).told(last, stop)
    if not behind or behind[-1].mood == "future":
        return bool(behind)
    return behind[-1].verb in _OFFERING and is_state(reading.tokens, behind[-1])


_OFFERING = written_class("verbs-offering")


def _before_bracket(reading: Reading, view: SentenceView, i: int) -> int:
    """The word that opens the bracket right before a colon, else the word behind the colon: "TDM (non injectée) :"."""
    gap = reading.tokens.gap
    if ")" not in gap[i].partition(":")[0]:
        return i
    return next((j for j in range(i - 1, view.first, -1) if "(" in gap[j]), i)


def _last_before(reading: Reading, view: SentenceView, number: int, test: int) -> bool:
    """Whether no other condition stands between a condition and its test: "une pâleur et une anémie à la biologie"."""
    return not any(number < n < test and reading.mentions[n].kind == "condition" for n in view.mentions)


def _named_at(reading: Reading, number: int, tests: list[int]) -> int | None:
    """ "une masse visible au scanner", "adénopathies à l'échographie"; not "un cancer traité par chirurgie"."""
    mention = reading.mentions[number]
    for test in tests:
        first = reading.mentions[test].first
        if not mention.last < first <= mention.last + 8:
            continue
        between = reading.tokens.between(mention.last, first)
        lead = [w for w in between[-2:] if w not in _ARTICLES]
        parted = reading.tokens.parted(mention.last, first, PHRASE_MARKS)
        if not _AT.isdisjoint(lead[-1:]) and _TREATED.isdisjoint(between) and not parted:
            return test
    return None


_OF, _GRADES = word_class("of-words"), word_class("grades")
_CAUSES = ("condition", "treatment", "procedure", "organism")


def find_causes(reading: Reading) -> dict[int, list[int]]:
    """Per condition what the text says caused it: "une insuffisance rénale secondaire à un sepsis"."""
    causes: dict[int, list[int]] = {}
    for view in reading.sentences:
        if len(view.mentions) < 2:
            continue
        for cue in find_cues(reading.cue_text, view.first, view.last, reading.language, "condition-causes"):
            pair = _cause(reading, view, cue)
            if pair is not None and pair[1] not in causes.get(pair[0], ()):
                causes.setdefault(pair[0], []).append(pair[1])
    return causes


_COLON = frozenset(":")


def _cause(reading: Reading, view: SentenceView, cue: Cue) -> tuple[int, int] | None:
    """The condition that a cue says was caused, and its cause."""
    mentions = reading.mentions
    known = [n for n in view.mentions if mentions[n].kind in _CAUSES]
    if not _BACK.isdisjoint(reading.tokens.behind(cue.last, 2)):
        # "... sous statine, imputée à celle-ci": the cause is what was named last.
        left = [n for n in known if mentions[n].last < cue.first][-2:]
        return (left[0], left[1]) if len(left) == 2 and mentions[left[0]].kind == "condition" else None
    left = [n for n in known if 0 < cue.first - _end(reading, n, view) <= 3]
    right = [n for n in known if 0 < mentions[n].first - cue.last <= 5]
    if not left or not right:
        return None
    headed = mentions[left[-1]].first == view.first and reading.tokens.mark_before(cue.first, _COLON)
    if reading.tokens.parted(mentions[left[-1]].last, cue.first, CLAUSE_MARKS) and not headed:
        return None  # but "Hyponatrémie : imputée à la sertraline"
    effect, cause = (left[-1], right[0]) if cue.effect == "caused-by" else (right[0], left[-1])
    return (effect, cause) if mentions[effect].kind == "condition" and effect != cause else None


def _end(reading: Reading, number: int, view: SentenceView) -> int:
    """The last word of a condition with the sites behind it."""
    end = reading.mentions[number].last
    for site in view.mentions:
        mention = reading.mentions[site]
        if mention.kind == "site" and 0 < mention.first - end <= 3:
            end = mention.last
    for quantity in reading.quantities_within(reading.tokens.end[end], view.sentence.end)[:1]:
        first = reading.tokens.at(quantity.start)
        if first - end <= 2 and not reading.tokens.gap[end + 1].strip(" ("):
            end = reading.tokens.at(quantity.end - 1)  # "une hyponatrémie à 124 mmol/L imputée à"
    graded = reading.tokens.behind(end, 2)
    return end + 3 if not _OF.isdisjoint(graded[:1]) and not _GRADES.isdisjoint(graded[1:]) else end
