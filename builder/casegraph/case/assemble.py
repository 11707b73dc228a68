"""From mentions and what is said of them to statement records: entities, statements, order."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from casegraph.case.entities import Entities
from casegraph.context.frames import Status
from casegraph.context.presence import Said
from casegraph.context.references import generic
from casegraph.context.relatives import died_of
from casegraph.languages.qualifiers import qualifiers
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.records import Case, Record, Site, Span, TimeRef, Value
from casegraph.relations.attributes import Attributes, behind_grade
from casegraph.relations.reasons import Reason
from casegraph.relations.sites import Place, told_apart
from casegraph.relations.times import to_ref
from casegraph.terminology.concepts import Concept, concept_iri, is_outside
from casegraph.values.results import Result, measured
from casegraph.values.times import TimeExpression

__all__ = ["Findings", "assemble"]

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


@dataclass(frozen=True)
class Findings:
    """What every step found; all lists run parallel to the mentions unless said otherwise."""

    said: list[Said]
    statuses: list[Status]
    reasons: list[Reason | None]  # parallel to statuses
    results: list[Result]
    places: list[Place]
    attributes: list[Attributes]
    shown: dict[int, list[int]]
    causes: dict[int, list[int]]
    times: list[TimeExpression | None]
    composed: list[tuple[str | None, ...]]  # one for each place of the mention
    abbreviations: tuple[tuple[Span, Span], ...]
    patient: tuple[int, int, float | None] | None


@dataclass(slots=True)
class _Draft:
    """A record before it has its ids: the mention, what it says, and links to other mentions."""

    mention: int
    kind: str
    start: int
    end: int
    presence: str | None = None
    status: str | None = None
    result: Result | None = None
    reason: Reason | None = None
    laterality: str | None = None
    cue: tuple[int, int] | None = None
    phrase: bool = False
    group: int = 0
    named: int = -1  # the site mention to give
    time: TimeExpression | None = None
    elsewhere: bool = False  # named here by other words than the mention's ("le 2e cycle")


def assemble(reading: Reading, findings: Findings) -> Case:
    """The case: one record for each mention and statement, in text order."""
    drafts = _drafts(reading, findings)
    drafts.sort(key=lambda d: (d.start, d.end, d.kind, d.status or "", d.group))
    ids: dict[int, list[str]] = defaultdict(list)
    phrases: dict[tuple[int, int], str] = {}
    for number, draft in enumerate(drafts, 1):
        if draft.phrase:
            phrases[draft.start, draft.end] = f"m{number}"
        elif draft.mention >= 0:
            ids[draft.mention].append(f"m{number}")
    entities = Entities(reading)
    records = [
        _record(reading, findings, draft, f"m{number}", entities, ids, phrases)
        for number, draft in enumerate(drafts, 1)
    ]
    return Case(reading.document, tuple(records), findings.abbreviations)


def _drafts(reading: Reading, findings: Findings) -> list[_Draft]:
    drafts: list[_Draft] = []
    by_mention: dict[int, list[tuple[Status, Reason | None]]] = defaultdict(list)
    for status, reason in zip(findings.statuses, findings.reasons, strict=True):
        by_mention[status.mention].append((status, reason))
    values: dict[int, list[Result]] = defaultdict(list)
    for result in findings.results:
        values[result.mention].append(result)
    reason_mentions = {n for r in findings.reasons if r is not None for n in r.mentions}
    for number, mention in enumerate(reading.mentions):
        said = findings.said[number]
        results = values.get(number, [])
        as_test = bool(results) and measured(reading, number) is not None
        if as_test and mention.kind == "condition":
            # The condition stays what it is; its value is a result of the test that shows it.
            drafts += [_Draft(number, "observation", mention.start, mention.end, "present", None, r) for r in results]
            results, as_test = [], False
        if as_test or (mention.kind == "observable" and (number in reason_mentions or by_mention.get(number))):
            statuses = [s for s, _ in by_mention.get(number, []) if s.status == "pending"]
            for result in results or [None]:  # type: ignore[list-item]
                read_as = "present" if results else said.presence
                waits = "pending" if statuses and not results else None
                drafts.append(_Draft(number, "observation", mention.start, mention.end, read_as, waits, result))
            continue
        if mention.kind in _SILENT or (mention.kind == "circumstance" and number not in reason_mentions):
            continue
        if said.experiencer == "family" and died_of(reading, number):
            continue
        kind = _KIND[mention.kind]
        if kind in ("treatment", "procedure") or (kind == "encounter" and by_mention.get(number)):
            drafts += _treatment(reading, number, said, by_mention.get(number, []), results)
        else:
            # A finding at several places gives a record for each.
            presence = said.presence if kind in ("condition", "observation") else None
            for group in range(max(1, len(findings.places[number].groups))):
                draft = _Draft(number, kind, mention.start, mention.end, presence,
                               result=results[0] if results else None, group=group)  # fmt: skip
                for site in _named_sites(reading, findings, draft):
                    drafts.append(draft if site == draft.named else replace(draft, named=site))
    drafts += [_of_result(r) for r in findings.results if r.mention < 0]
    drafts += _phrases(findings)
    drafts += _times(reading, findings, drafts)
    if findings.patient is not None:
        start, end, _ = findings.patient
        drafts.append(_Draft(-1, "patient", start, end))
    return drafts


def _treatment(
    reading: Reading, number: int, said: Said, stated: list[tuple[Status, Reason | None]], results: list[Result]
) -> list[_Draft]:
    mention = reading.mentions[number]
    kind = _KIND[mention.kind]
    out = []
    result = results[0] if results else None
    for status, reason in stated:
        side, cue, named = status.laterality, status.cue, status.named
        start, end = mention.start, mention.end
        if named is not None:
            start, end = reading.tokens.start[named[0]], reading.tokens.end[named[1]]
        out.append(
            _Draft(number, kind, start, end, None, status.status, result, reason, side, cue, elsewhere=bool(named))
        )
    if not any(s.laterality is None and s.named is None for s, _ in stated):
        implied = _implied(reading, number, said)
        why = said.cue if implied == "withheld" else None
        out.insert(0, _Draft(number, kind, mention.start, mention.end, None, implied, result, cue=why))
    return out


#: Words before a drug that is named for what it does to the patient or the germ, not as given.
_NOT_GIVEN = word_class("not-given-before")


def _implied(reading: Reading, number: int, said: Said) -> str | None:
    """What a plain mention says: done or given, unless it is negated, hypothetical, somebody else's or an allergy's."""
    mention = reading.mentions[number]
    if said.experiencer != "patient" or said.presence in ("hypothetical", "at-risk"):
        return None
    words = reading.tokens.fold[max(0, mention.first - 4) : mention.first]
    if not _NOT_GIVEN.isdisjoint(words):
        return None
    if said.presence == "absent":
        return "withheld" if not _unspecific(mention.concept) else None
    if said.presence == "suspected":
        return None
    return "completed" if mention.kind == "procedure" else "given"


def _of_result(result: Result) -> _Draft:
    """A result without a mention: of a test; of an examination that no concept names, where it is only a word."""
    start, end = result.name or (result.value.start, result.value.end)
    if result.concept is None and result.interpretation is not None and result.value.number is None:
        return _Draft(-1, "procedure", start, end, None, "completed", result)
    return _Draft(-1, "observation", start, end, "present", result=result)


def _only_a_word(draft: _Draft) -> bool:
    """A test's "positif" or "normale" is its whole result: the interpretation says it, the word is its cue.

    What an examination found in words ("scanner normal") stays its value; so do crosses and stages, which grade.
    """
    if draft.result is None or draft.kind != "observation" or draft.result.interpretation is None:
        return False
    return draft.result.value.number is None and draft.result.worded


def _named_side(reading: Reading, number: int) -> str | None:
    """The side that a condition's own name ends with: "hernie inguinale droite"."""
    if number < 0 or reading.mentions[number].kind != "condition":
        return None
    mention = reading.mentions[number]
    attribute, value = qualifiers(reading.language).get(reading.tokens.fold[mention.last], ("", ""))
    return value if attribute == "laterality" and mention.last > mention.first else None


_UNSPECIFIC = frozenset(
    {"Treatment", "Procedure", "DiagnosticProcedure", "Drug", "MonitoringProcedure", "ClinicalExamination"}
)


def _unspecific(concept: str | None) -> bool:
    return concept in _UNSPECIFIC


def _phrases(findings: Findings) -> list[_Draft]:
    """Reasons that name no known thing, each once, as circumstances in their own words."""
    spans = dict.fromkeys(r.phrase for r in findings.reasons if r is not None and r.phrase is not None)
    return [_Draft(-1, "circumstance", start, end, phrase=True) for start, end in spans]


def _times(reading: Reading, findings: Findings, drafts: list[_Draft]) -> list[_Draft]:
    """Time expressions that no record carries."""
    carried = {
        t.start
        for d in drafts
        if d.mention >= 0
        and (t := _time_of_value(reading, d) or _time_of_status(reading, d) or findings.times[d.mention]) is not None
    }
    text = reading.document.text
    # "/j" and "x 3/j" are rates of doses, not times.
    own = [t for t in reading.times if t.kind != "age" and not (t.kind == "set" and text[t.start] in "/xX×")]
    return [_Draft(-1, "time", t.start, t.end, time=t) for t in own if t.start not in carried]


def _record(
    reading: Reading,
    findings: Findings,
    draft: _Draft,
    record_id: str,
    entities: Entities,
    ids: dict[int, list[str]],
    phrases: dict[tuple[int, int], str],
) -> Record:
    text = reading.document.text
    sentence = reading.document.sentence_at(draft.start)
    number = draft.mention
    said = findings.said[number] if number >= 0 else Said()
    here = number >= 0 and not draft.elsewhere
    attributes = findings.attributes[number] if here else Attributes()
    place = findings.places[number] if here else Place()
    concept_name = _concept(reading, findings, draft)
    concept = reading.terminology.by_name.get(concept_name) if concept_name else None
    parent = reading.mentions[number].parent if number >= 0 and concept is None else None
    site = _site(reading, draft.named)
    told = _site(reading, _most_exact(reading, place.groups[draft.group], concept_name)) if place.groups else None
    laterality = draft.laterality or place.laterality or _named_side(reading, number)
    time = _time(reading, findings, draft)
    worded = _only_a_word(draft)
    value = draft.result.value if draft.result and not worded else None
    entity = entities.entity(draft.kind, number, concept_name, draft.start, draft.end, told, laterality, said)
    statement = entities.statement(draft.kind, entity, draft.presence, draft.status, said, sentence, value, time,
                                   draft.laterality, draft.result.interpretation if draft.result else None)  # fmt: skip
    start, end = _extent(reading, place, draft, sentence.start)
    if draft.result is not None and draft.result.under is not None:
        start, end = min(start, draft.result.under[0]), max(end, draft.result.under[1])
    is_condition = draft.kind == "condition"
    return Record(
        case=reading.document.id,
        id=record_id,
        statement=statement,
        entity=entity,
        order=int(statement[1:]),
        kind=draft.kind,
        text=text[draft.start : draft.end],
        start=draft.start,
        end=draft.end,
        extent=(start, end),
        section=sentence.section,
        concept=concept.iri if concept else None,
        parent=reading.terminology[parent].iri if parent and parent in reading.terminology.by_name else None,
        label=concept.label if concept else (),
        codes=_codes(reading, number, concept) if concept else (),
        cue=_cue(reading, draft, said, worded),
        presence=draft.presence,
        experiencer=said.experiencer,
        relative=said.relative,
        history=said.history and draft.kind in ("condition", "procedure", "treatment"),
        severity=attributes.severity,
        grade=attributes.grade,
        size=attributes.size,
        site=site if draft.kind in ("condition", "procedure") else None,
        laterality=laterality,
        value=value,
        interpretation=draft.result.interpretation if draft.result else None,
        age=_age(text, findings.patient) if draft.kind == "patient" and findings.patient is not None else None,
        status=draft.status,
        dose=attributes.dose,
        frequency=attributes.frequency,
        cycle=attributes.cycle,
        route=attributes.route,
        duration=attributes.duration or (_duration(reading, findings, number) if is_condition else None),
        reasons=_ids_of(draft.reason.mentions, ids, 1) + _phrase_id(draft.reason, phrases) if draft.reason else (),
        causes=_ids_of(_real_causes(findings, number), ids, 1) if is_condition else (),
        shown_by=_ids_of(findings.shown.get(number, ()), ids, 1) if draft.kind in ("condition", "observation") else (),
        replaced_by=_replacement(reading, draft, ids),
        components=concept.components if concept else (),
        time=time,
        candidates=_candidates(reading, number),
    )


def _candidates(reading: Reading, number: int) -> tuple[str, ...]:
    """What else the words may mean, where an outside terminology has a say in it."""
    if number < 0:
        return ()
    mention = reading.mentions[number]
    if not any(map(is_outside, (mention.concept or "", *mention.others))):
        return ()
    return tuple(concept_iri(name) for name in mention.others)


_GRADES = word_class("differentiation-words")
_INSTEAD = word_class("instead-prepositions")


def _codes(reading: Reading, number: int, concept: Concept) -> tuple[str, ...]:
    """The codes of a record's concept; a registry's morphology leaves the grade to a digit of its own.

    "carcinome séreux de haut grade" is the high grade carcinoma in NCIt and the serous one, 8441/3, in ICD-O-3.
    """
    mention = reading.mentions[number] if number >= 0 else None
    if mention is None or mention.genus is None or mention.whole <= mention.last:
        return concept.codes
    code = reading.terminology[mention.genus].code("icdo3m")
    if code is None or not _GRADES.issuperset(reading.tokens.fold[mention.last + 1 : mention.whole + 1]):
        return concept.codes
    return tuple(f"icdo3m:{code}" if c.startswith("icdo3m:") else c for c in concept.codes)


def _concept(reading: Reading, findings: Findings, draft: _Draft) -> str | None:
    if draft.mention < 0:
        return draft.result.concept if draft.result else None
    if draft.kind == "observation" and draft.result is not None and draft.result.concept is not None:
        return draft.result.concept
    if draft.kind == "observation" and reading.mentions[draft.mention].kind != "assessment":
        concept = measured(reading, draft.mention)
        return concept.name if concept else None
    return findings.composed[draft.mention][draft.group] or reading.mentions[draft.mention].concept


def _extent(reading: Reading, place: Place, draft: _Draft, sentence_start: int) -> tuple[int, int]:
    """The whole phrase: the mention, its form, sites, a tumour's grade; a site before it only when it is near."""
    start, end = draft.start, draft.end
    if draft.mention < 0 or draft.elsewhere:
        return start, end
    whole = reading.mentions[draft.mention].whole
    if whole >= 0:
        end = max(end, reading.tokens.end[whole])
    for site in place.sites:
        mention = reading.mentions[site]
        end = max(end, mention.end)
        if sentence_start <= mention.start < start and start - mention.start <= _NEAR_SITE:
            start = mention.start
    if draft.kind == "condition" and reading.is_tumour_like(draft.mention):
        end = behind_grade(reading.document.text, end)
    return start, end


_NEAR_SITE = 60


def _named_sites(reading: Reading, findings: Findings, draft: _Draft) -> list[int]:
    """The site mentions of a draft's place, the most exact first; each gives a record, -1 where there is none.

    "une masse pulmonaire au niveau du lobe moyen" tells its place twice, "le lobe moyen du poumon" once.
    """
    groups = findings.places[draft.mention].groups
    if not groups:
        return [-1]
    main = _most_exact(reading, groups[draft.group], _concept(reading, findings, draft))
    if draft.kind != "condition" or not reading.is_tumour_like(draft.mention):
        return [main]
    return [main, *told_apart(reading, groups[draft.group], main)]


def _most_exact(reading: Reading, group: tuple[int, ...], concept_name: str | None) -> int:
    terminology = reading.terminology
    above = terminology.ancestors(concept_name) if concept_name else frozenset()
    defined = {s for a in above if a in terminology.by_name for s in terminology[a].sites}

    def rank(site: int) -> tuple[int, int, int]:
        wholes = terminology.wholes(reading.mentions[site].concept or "")
        # The site that the concept itself is defined by, or a part of it, beats a word that only looks like one.
        return (any(d in wholes for d in defined), len(wholes), -site)

    return group[0] if len(group) == 1 else max(group, key=rank)


def _site(reading: Reading, number: int) -> Site | None:
    if number < 0:
        return None
    mention = reading.mentions[number]
    concept = reading.terminology.by_name.get(mention.concept or "")
    text = reading.document.text[mention.start : mention.end]
    return Site(text, mention.start, mention.end, concept.name if concept else None, concept.codes if concept else ())


def _time(reading: Reading, findings: Findings, draft: _Draft) -> TimeRef | None:
    if draft.time is not None:
        return to_ref(reading, draft.time)
    if draft.mention < 0 or draft.elsewhere:
        return None
    own = _time_of_value(reading, draft) or _time_of_status(reading, draft)
    expression = own or (None if _of_another(reading, findings, draft) else findings.times[draft.mention])
    return to_ref(reading, expression) if expression is not None else None


def _of_another(reading: Reading, findings: Findings, draft: _Draft) -> bool:
    """Whether the time near a test's name is that of a later value of it: "Hb 6,8 (12,9 en août)"."""
    time = findings.times[draft.mention]
    if time is None or draft.result is None or draft.kind != "observation" or time.start < draft.result.value.end:
        return False
    text = reading.document.text
    return any(
        r.mention == draft.mention
        and draft.result.value.end < r.value.start < time.start
        and _TO_ITS_DAY.fullmatch(text, r.value.end, time.start) is not None
        and "(" in text[draft.result.value.end : r.value.start]
        for r in findings.results
    )


def _time_of_status(reading: Reading, draft: _Draft) -> TimeExpression | None:
    """The day that stands right behind what was done: "débuté à J4, interrompu à J7"."""
    if draft.status is None or draft.cue is None or draft.result is not None:
        return None
    end = reading.tokens.end[draft.cue[1]]
    time = reading.time_after(end)
    if time is None or time.kind not in ("day", "date"):
        return None
    return time if _TO_ITS_DAY.fullmatch(reading.document.text, end, time.start) else None


#: What may stand between a value and its own day: "39 mg/L à J2", "120 G/L (J3)", "90 le 5 mars".
_TO_ITS_DAY = re.compile(r"\s*\(?\s*(?:à|au|le|en|dès|du)?\s*", re.IGNORECASE)


def _time_of_value(reading: Reading, draft: _Draft) -> TimeExpression | None:
    """The day that stands right behind a value: of several values of one test each may have its own."""
    if draft.result is None or draft.kind != "observation":
        return None
    end = draft.result.value.end
    time = reading.time_after(end)
    if time is None or time.kind not in ("day", "date"):
        return None
    return time if _TO_ITS_DAY.fullmatch(reading.document.text, end, time.start) else None


#: Ways to say when that hold a length of time and still are a moment: "il y a 4 ans", "au bout de 3 mois".
_MOMENTS = ("later", "ago", "at", "before", "after")


def _real_causes(findings: Findings, number: int) -> list[int]:
    """The causes of a condition that is there; what is gone or was never there caused nothing and has no cause."""
    if number < 0 or findings.said[number].presence == "absent":
        return []
    return [n for n in findings.causes.get(number, ()) if findings.said[n].presence != "absent"]


def _duration(reading: Reading, findings: Findings, number: int) -> Span | None:
    """How long a finding has lasted: "douleur depuis 3 jours", not "fièvre 3 jours après"."""
    expression = findings.times[number] if number >= 0 else None
    if expression is None or expression.kind != "duration" or expression.relation in _MOMENTS:
        return None
    return reading.document.span(expression.start, expression.end)


def _cue(reading: Reading, draft: _Draft, said: Said, worded: bool) -> Span | None:
    if worded and draft.result is not None:
        return reading.document.span(draft.result.value.start, draft.result.value.end)
    cue = draft.cue or (said.cue if draft.kind == "condition" else None)
    return reading.document.span(reading.tokens.start[cue[0]], reading.tokens.end[cue[1]]) if cue else None


def _age(text: str, patient: tuple[int, int, float | None]) -> Value | None:
    start, end, years = patient
    if not years:
        return None
    return Value(text[start:end], start, end, years, unit="a", canonical_number=years, canonical_unit="a")


def _ids_of(mentions: tuple[int, ...] | list[int], ids: dict[int, list[str]], most: int) -> tuple[str, ...]:
    return tuple(i for n in mentions for i in ids.get(n, [])[:most])


def _phrase_id(reason: Reason, phrases: dict[tuple[int, int], str]) -> tuple[str, ...]:
    return (phrases[reason.phrase],) if reason.phrase else ()


def _replacement(reading: Reading, draft: _Draft, ids: dict[int, list[str]]) -> tuple[str, ...]:
    """ "remplacé par X", "changer A et B pour X": the treatment behind the word that names the substitute."""
    if draft.status != "replaced" or draft.cue is None:
        return ()
    last = draft.cue[1]
    for number, mention in enumerate(reading.mentions):
        if mention.kind != "treatment" or not 0 < mention.first - last <= 9 or number == draft.mention:
            continue
        if any(c in gap for gap in reading.tokens.gap[last + 1 : mention.first + 1] for c in ";.:"):
            return ()
        if not generic(reading, number) and not _INSTEAD.isdisjoint(reading.tokens.fold[last : mention.first]):
            return tuple(ids.get(number, [])[:1])
    return ()
