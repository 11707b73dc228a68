"""The drafts of the records: one for each mention and statement, before they are numbered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from casegraph.case.allergies import allergy
from casegraph.case.found import Draft, Findings
from casegraph.case.placing import named_sites
from casegraph.case.timing import time_of_status, time_of_value
from casegraph.context.frames import Status
from casegraph.context.groups import group_before
from casegraph.context.phrases import before_any
from casegraph.context.presence import Said
from casegraph.context.relatives import died_of
from casegraph.context.verbs import adverbial_end, find_verbs
from casegraph.languages.words import word_class, written_class
from casegraph.reading import Reading, SentenceView
from casegraph.relations.posology import is_dose
from casegraph.relations.reasons import Reason
from casegraph.terminology.mentions import Mention
from casegraph.values.results import Result, measured
from casegraph.values.time_expression import TimeExpression

__all__ = ["make_drafts"]

_KIND = {
    "condition": "condition",
    "treatment": "treatment",
    "procedure": "procedure",
    "encounter": "encounter",
    "circumstance": "circumstance",
    "assessment": "observation",
}
#: Kinds of concepts that make no record on their own; a circumstance counts only as a reason.
_SILENT = frozenset({"site", "organism", "device", "observable", "qualifier"})


def make_drafts(reading: Reading, findings: Findings) -> list[Draft]:
    """The drafts of a case, not yet in text order."""
    drafts: list[Draft] = []
    by_mention: dict[int, list[tuple[Status, Reason | None]]] = defaultdict(list)
    for status, reason in zip(findings.statuses, findings.reasons, strict=True):
        by_mention[status.mention].append((status, reason))
    pointing = {s.by for s in findings.statuses if s.by is not None}
    values: dict[int, list[Result]] = defaultdict(list)
    for result in findings.results:
        values[result.mention].append(result)
    reason_mentions = {n for r in findings.reasons if r is not None for n in r.mentions}
    tested = {r.name for r in findings.results if r.mention < 0}
    for number, mention in enumerate(reading.mentions):
        said = findings.said[number]
        results = values.get(number, [])
        as_test = bool(results) and measured(reading, number) is not None
        if as_test and mention.kind == "condition":
            # The condition stays what it is; its value is a result of the test that shows it. What "troponine élevée"
            # says in its own words is no result where it is denied or only thought of.
            shown = [r for r in results if said.presence not in _UNREAL or not _own_word(mention, r)]
            drafts += [Draft(number, "observation", mention.start, mention.end, "present", None, r) for r in shown]
            results, as_test = [], False
        if as_test or (mention.kind == "observable" and (number in reason_mentions or by_mention.get(number))):
            statuses = [s for s, _ in by_mention.get(number, []) if s.status == "pending"]
            for result in results or [None]:  # type: ignore[list-item]
                read_as = "present" if results else said.presence
                waits = "pending" if statuses and not results else None
                drafts.append(Draft(number, "observation", mention.start, mention.end, read_as, waits, result))
            continue
        if mention.kind in _SILENT or (mention.kind == "circumstance" and number not in reason_mentions):
            continue
        if mention.kind == "treatment" and (mention.start, mention.end) in tested:
            continue  # "récepteurs hormonaux : œstrogènes 80 %": the receptor, not the drug
        if said.experiencer == "family" and died_of(reading, number):
            continue
        kind = _KIND[mention.kind]
        if kind in _OF_CARE and not by_mention.get(number) and _never_was(reading, number, said):
            continue
        if (
            kind == "treatment"
            and not by_mention.get(number)
            and (listed := allergy(reading, number, findings.said)) is not None
        ):
            drafts.append(listed)
            continue
        if kind in ("treatment", "procedure") or (kind == "encounter" and by_mention.get(number)):
            drafts += _treatment(reading, number, said, by_mention, pointing, results)
        else:
            # A finding at several places gives a record for each.
            presence = said.presence if kind in ("condition", "observation") else None
            if kind == "observation" and results and results[0].value.number is not None:
                presence = "present"  # "sans signe de lutte, normocarde à 80": it was measured
            for group in range(max(1, len(findings.places[number].groups))):
                draft = Draft(number, kind, mention.start, mention.end, presence,
                               result=results[0] if results else None, group=group)  # fmt: skip
                for site in named_sites(reading, findings, draft):
                    drafts.append(draft if site == draft.named else replace(draft, named=site))
    drafts += [_of_result(r) for r in findings.results if r.mention < 0]
    drafts += _phrases(findings)
    for draft in drafts:
        if draft.mention >= 0:
            draft.own_time = time_of_value(reading, draft) or time_of_status(reading, draft)
    drafts += _times(reading, findings, drafts)
    if findings.patient is not None:
        start, end, _ = findings.patient
        drafts.append(Draft(-1, "patient", start, end))
    return drafts


#: Kinds that a negated verb can itself name: "n'a pas été hospitalisé", "la grossesse n'a pas été suivie".
_OF_CARE = ("encounter", "procedure")


def _never_was(reading: Reading, number: int, said: Said) -> bool:
    """Whether a stay or visit did not take place: "pas d'hospitalisation", "n'a pas été hospitalisé"."""
    word = reading.mentions[number].first
    verbs = find_verbs(reading, reading.sentence_of(word))
    group = verbs.at.get(word)
    denied = said.presence == "absent" and reading.mentions[number].kind == "encounter"
    return denied or (group is not None and verbs.groups[group].negated)


_UNREAL = frozenset({"absent", "hypothetical", "at-risk"})


def _own_word(mention: Mention, result: Result) -> bool:
    return mention.start <= result.value.start and result.value.end <= mention.end


def _treatment(
    reading: Reading,
    number: int,
    said: Said,
    by_mention: dict[int, list[tuple[Status, Reason | None]]],
    pointing: set[int],
    results: list[Result],
) -> list[Draft]:
    mention = reading.mentions[number]
    kind = _KIND[mention.kind]
    out = []
    result = results[0] if results else None
    stated = by_mention.get(number, [])
    for status, reason in stated:
        if number in pointing and status.status is None:
            continue
        side, cue, named, by = status.laterality, status.cue, status.named, -1
        if named is None and status.by is not None and mention.last < reading.sentences[status.sentence].first:
            by, pointer = status.by, reading.mentions[status.by]
            named = pointer.first, pointer.last
        start, end = mention.start, mention.end
        if named is not None:
            start, end = reading.tokens.start[named[0]], reading.tokens.end[named[1]]
        out.append(
            Draft(
                number, kind, start, end, None, status.status, result, reason, side, cue, elsewhere=bool(named), by=by
            )
        )
    if number not in pointing and not any(d.laterality is None and not d.elsewhere for d in out):
        implied = _implied(reading, number, said)
        if implied in _DONE and (_proposed(reading, number) or _planned_with(reading, number, by_mention)):
            implied = "planned"
        why = said.cue if implied == "withheld" else None
        out.insert(0, Draft(number, kind, mention.start, mention.end, None, implied, result, cue=why))
    return out


#: What a plain mention says, and the words by which one treatment goes on from another.
_DONE = ("given", "completed")
_FOLLOWED, _PASSED = word_class("followed-by-words"), word_class("function-words")


def _proposed(reading: Reading, number: int) -> bool:
    """Whether a plain mention stands under a heading of what is meant to be done ("Proposition : T-DM1, 14 cycles"), or
    beside a time to come ("Scanner dans 6 mois")."""
    if reading.tokens.fold[reading.mentions[number].last] in _MEANT:
        return True  # "césarienne programmée à 38 SA"
    view = reading.sentence_of(reading.mentions[number].first)
    told = any(g.finite for g in find_verbs(reading, view).groups)
    if not _NEXT.isdisjoint(reading.tokens.before(reading.mentions[number].first, _TO_NEXT, view.first)):
        return not told  # "Prochaine séance de ligatures le 12 février"
    to_come = (t for t in reading.times_within(view.sentence.start, view.sentence.end) if t.relation == "within")
    if told or any(_in_time_to_come(reading, t) for t in to_come):
        return not told
    measured = reading.is_a(number, "DiagnosticProcedure") and _measures(reading, view, reading.mentions[number].end)
    return view.sentence.section == "plan" and not measured


def _measures(reading: Reading, view: SentenceView, end: int) -> bool:
    """ "À la biologie : Hb 11 g/dL": a test with its results."""
    return any(q.unit and not is_dose(q) for q in reading.quantities_within(end, view.sentence.end))


_MEANT, _NEXT = word_class("planned-participles"), word_class("next-adjectives")
#: Words from "prochaine" to what is next.
_TO_NEXT = 4


def _in_time_to_come(reading: Reading, time: TimeExpression) -> bool:
    """ "dans 6 mois", not "dans les six mois"."""
    return reading.document.text[time.outer : time.start].strip().lower() == "dans"


def _planned_with(reading: Reading, number: int, by_mention: dict[int, list[tuple[Status, Reason | None]]]) -> bool:
    """Whether a treatment goes on from one that is only planned: "une chimiothérapie est prévue, suivie d'une ..."."""
    first = reading.mentions[number].first
    before = next(
        (n for n in range(number - 1, -1, -1) if reading.mentions[n].kind in ("treatment", "procedure")), None
    )
    stated = [s for s, _ in by_mention.get(before, [])] if before is not None else []
    if before is None or not stated or any(s.status != "planned" for s in stated):
        return False
    cue = {i for s in stated for i in range(s.cue[0], s.cue[1] + 1)}
    between = [
        i for i in range(reading.mentions[before].last + 1, first) if i not in cue and i not in reading.mention_at
    ]
    words = {reading.tokens.fold[i] for i in between}
    if not words & _FOLLOWED or not words <= _FOLLOWED | _PASSED:
        return False
    return not any(c in gap for gap in reading.tokens.gap[between[0] : first + 1] for c in ".;:(")


#: Words before a drug that is named for what it does to the patient or the germ, not as given.
_NOT_GIVEN = word_class("not-given-before")


def _only_wanted(reading: Reading, view: SentenceView, mention: Mention) -> bool:
    """ "souhaite être opérée", "a accepté de se faire opérer": an act told by its own verb, that is yet to come."""
    verbs = find_verbs(reading, view)
    group, first = verbs.of(mention.last, mention.last), mention.first
    if group is not None:
        if group.head != mention.last or not group.passive:
            return False
        if group.mood != "infinitive":
            return group.modal in _WANTING
        first = group.first
    elif reading.tokens.fold[first] not in _REFLEXIVE:  # the name holds its verb: "se faire opérer"
        return False
    above = [g for g in verbs.before(first) if g.finite][-1:]
    return any(g.verb in _WILLING and _words_apart(reading, g.last, first) <= _TO_ACT for g in above)


def _words_apart(reading: Reading, last: int, first: int) -> int:
    """How many words part a verb from an act, adverbs of several words apart: "ne souhaite pas, à ce stade, être"."""
    apart, i = 0, last + 1
    while i < first:
        behind = adverbial_end(reading, i)
        apart += behind == i
        i = max(behind, i + 1)
    return apart


_WANTING = written_class("verbs-wanting")
#: Verbs by which somebody is willing that something be done, and words from one to the act.
_WILLING, _TO_ACT = frozenset((*_WANTING, *written_class("verbs-willing"))), 3
_REFLEXIVE = word_class("reflexives")


def _implied(reading: Reading, number: int, said: Said) -> str | None:
    """What a plain mention says: done or given, unless it is negated, hypothetical, somebody else's or an allergy's."""
    mention = reading.mentions[number]
    if said.experiencer != "patient" or said.presence in ("hypothetical", "at-risk"):
        return None
    view = reading.sentence_of(mention.first)
    if view.sentence.section == "allergies":
        return None
    opens = reading.behind_bracket(max(view.first, _whole(reading, mention.first) - 4), mention.first)
    words = reading.tokens.fold[opens : mention.first]
    if before_any(words) or _weighed_against(reading, mention):
        return None
    if not _NOT_GIVEN.isdisjoint(words) or _tried_on_germ(reading, number) or _on_condition(reading, mention):
        return None
    if _only_wanted(reading, view, mention):
        return None
    if said.presence == "absent":
        return "withheld" if not _unspecific(mention.concept) else None
    if said.presence == "suspected":
        return None
    return "completed" if mention.kind == "procedure" else "given"


_IF, _NEED = word_class("if"), word_class("need-nouns")
#: Words from a need to the treatment needed: "la nécessité de la mise en œuvre d'un".
_NEAR_NEED, _IN_CASE = 10, ("en", "cas")


def _weighed_against(reading: Reading, mention: Mention) -> bool:
    """ "SSIAD vs SSR", "chirurgie versus radiothérapie": of two ways neither is taken yet."""
    beside = (mention.first - 1, mention.last + 1)
    return any(0 <= i < len(reading.tokens) and reading.tokens.fold[i] in _VERSUS for i in beside)


_VERSUS = word_class("versus")


def _on_condition(reading: Reading, mention: Mention) -> bool:
    """Whether a treatment is only for what is not there yet: "transfusion si Hb < 7", "la nécessité de X en cas de"."""
    behind = mention.last + 1
    needed = not _NEED.isdisjoint(reading.tokens.before(mention.first, _NEAR_NEED))
    if needed and tuple(reading.tokens.behind(mention.last, 2)) == _IN_CASE:
        return True
    if reading.tokens.fold[behind : behind + 1] == [] or reading.tokens.fold[behind] not in _IF:
        return False
    tested = reading.mention_at.get(behind + 1)
    return tested is not None and reading.mentions[tested].kind == "observable"


_MARKS = written_class("susceptibility-marks")


def _tried_on_germ(reading: Reading, number: int) -> bool:
    """ "amoxicilline R", "sensible à la vancomycine et au linézolide": an antibiogram's drugs are not given."""
    if not reading.is_a(number, "AntiInfective"):
        return False
    mention, tokens = reading.mentions[number], reading.tokens
    behind = mention.last + 1
    if behind < len(tokens) and tokens.text[behind] in _MARKS and tokens.gap[behind].strip(" :=(") == "":
        return True
    view = reading.sentence_of(mention.first)
    listed = group_before(
        reading, [n for n in view.mentions if n <= number and reading.mentions[n].kind == "treatment"]
    )
    first = reading.mentions[listed[0]].first
    return listed[0] != number and not _NOT_GIVEN.isdisjoint(tokens.fold[max(view.first, first - 4) : first])


_EXAMPLE = word_class("example-words")


def _whole(reading: Reading, first: int) -> int:
    """Where a class begins that a drug is an example of: "les quinolones, notamment la ciprofloxacine"."""
    i = first - 1
    while (
        i > 0
        and (reading.tokens.fold[i] in _PASSED or reading.tokens.fold[i] in _EXAMPLE)
        and i not in reading.mention_at
    ):
        i -= 1
    number = reading.mention_at.get(i)
    if number is None or _EXAMPLE.isdisjoint(reading.tokens.fold[i + 1 : first]):
        return first
    return reading.mentions[number].first


def _of_result(result: Result) -> Draft:
    """A result without a mention: of a test; of an examination that no concept names, where it is only a word."""
    start, end = result.name or (result.value.start, result.value.end)
    if result.concept is None and result.interpretation is not None and result.value.number is None:
        return Draft(-1, "procedure", start, end, None, "completed", result)
    return Draft(-1, "observation", start, end, "present", result=result)


_UNSPECIFIC = frozenset(
    {"Treatment", "Procedure", "DiagnosticProcedure", "Drug", "MonitoringProcedure", "ClinicalExamination"}
)


def _unspecific(concept: str | None) -> bool:
    return concept in _UNSPECIFIC


def _phrases(findings: Findings) -> list[Draft]:
    """Reasons that name no known thing, each once, as circumstances in their own words."""
    spans = dict.fromkeys(r.phrase for r in findings.reasons if r is not None and r.phrase is not None)
    return [Draft(-1, "circumstance", start, end, phrase=True) for start, end in spans]


#: Kinds whose names may hold a word of time: "protéinurie de 24 h", "suites postopératoires simples".
_NAMED = ("observable", "procedure", "assessment")


def _times(reading: Reading, findings: Findings, drafts: list[Draft]) -> list[Draft]:
    """Time expressions that no record carries."""
    carried = {t.start for d in drafts if d.mention >= 0 and (t := d.own_time or findings.times[d.mention]) is not None}
    text = reading.document.text
    # "/j" and "x 3/j" are rates of doses, not times.
    values = [d.result.value for d in drafts if d.result is not None]
    valued = {t.start for v in values for t in reading.times_over(v.start, v.end)}
    # "protéinurie de 24 h": the hours are the test's.
    named = [m for m in reading.mentions if m.kind in _NAMED and m.last > m.first]
    valued |= {t.start for m in named for t in reading.times_within(m.start + 1, m.end) if t.end <= m.end}
    told = [t for t in reading.times if t.kind != "age" and t.start not in valued]
    own = [t for t in told if not (t.kind == "set" and text[t.start] in "/xX×")]
    return [Draft(-1, "time", t.start, t.end, time=t) for t in own if t.start not in carried]
