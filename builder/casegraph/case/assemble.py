"""From mentions and what is said of them to statement records: entities, statements, order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from casegraph.case.entities import Entities
from casegraph.context.presence import Said
from casegraph.context.status import Status
from casegraph.reading import Reading
from casegraph.records import Case, Record, Site, Span, TimeRef, Value
from casegraph.relations.attributes import Attributes
from casegraph.relations.reasons import Reason
from casegraph.relations.sites import Place
from casegraph.relations.times import to_ref
from casegraph.values.results import Result, measured
from casegraph.values.times import TimeExpression

__all__ = ["Findings", "assemble"]

_KIND = {
    "condition": "condition",
    "treatment": "treatment",
    "procedure": "procedure",
    "encounter": "encounter",
    "circumstance": "circumstance",
}
#: Kinds of concepts that make no record on their own; a circumstance counts only as a reason.
_SILENT = frozenset({"site", "organism", "device", "observable"})


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
    composed: list[str | None]
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
    time: TimeExpression | None = None


def assemble(reading: Reading, findings: Findings) -> Case:
    """The case: one record for each mention and statement, in text order."""
    drafts = _drafts(reading, findings)
    drafts.sort(key=lambda d: (d.start, d.end, d.kind, d.status or ""))
    ids: dict[int, list[str]] = defaultdict(list)
    phrases: dict[tuple[int, int], str] = {}
    for number, draft in enumerate(drafts, 1):
        if draft.phrase:
            phrases[draft.start, draft.end] = f"m{number}"
        elif draft.mention >= 0:
            ids[draft.mention].append(f"m{number}")
    entities = Entities(reading)
    records = [
        _record(reading, findings, draft, f"m{number}", entities, ids, phrases) for number, draft in enumerate(drafts, 1)
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
        if as_test or (mention.kind == "observable" and (number in reason_mentions or by_mention.get(number))):
            statuses = [s for s, _ in by_mention.get(number, []) if s.status == "pending"]
            for result in results or [None]:  # type: ignore[list-item]
                drafts.append(
                    _Draft(number, "observation", mention.start, mention.end, said.presence if not results else "present",
                           "pending" if statuses and not results else None, result)
                )  # fmt: skip
            continue
        if mention.kind in _SILENT or (mention.kind == "circumstance" and number not in reason_mentions):
            continue
        kind = _KIND[mention.kind]
        if kind in ("treatment", "procedure"):
            drafts += _treatment(reading, number, said, by_mention.get(number, []), results)
        else:
            drafts.append(_Draft(number, kind, mention.start, mention.end, said.presence if kind == "condition" else None,
                                 result=results[0] if results else None))  # fmt: skip
    drafts += [
        _Draft(-1, "observation", r.value.start, r.value.end, "present", result=r) for r in findings.results if r.mention < 0
    ]
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
        out.append(_Draft(number, kind, mention.start, mention.end, None, status.status, result, reason, status.laterality, status.cue))
    if not any(s.laterality is None for s, _ in stated):
        implied = _implied(reading, number, said)
        out.insert(0, _Draft(number, kind, mention.start, mention.end, None, implied, result, cue=said.cue if implied == "withheld" else None))
    return out


def _implied(reading: Reading, number: int, said: Said) -> str | None:
    """What a plain mention says: done or given, unless it is negated, hypothetical, somebody else's or an allergy's."""
    mention = reading.mentions[number]
    if said.experiencer != "patient" or said.presence in ("hypothetical", "at-risk"):
        return None
    words = reading.tokens.fold[max(0, mention.first - 4) : mention.first]
    if {"allergi", "allergiqu", "intoleranc", "hypersensibilité", "resistant", "resistanc", "sensibl", "refractair"} & set(words):
        return None
    if said.presence == "absent":
        return "withheld" if not _unspecific(mention.concept) else None
    if said.presence == "suspected":
        return None
    return "completed" if mention.kind == "procedure" else "given"


def _unspecific(concept: str | None) -> bool:
    return concept in ("Treatment", "Procedure", "DiagnosticProcedure", "Drug", "MonitoringProcedure", "ClinicalExamination")


def _phrases(findings: Findings) -> list[_Draft]:
    """Reasons that name no known thing, each once, as circumstances in their own words."""
    spans = dict.fromkeys(r.phrase for r in findings.reasons if r is not None and r.phrase is not None)
    return [_Draft(-1, "circumstance", start, end, phrase=True) for start, end in spans]


def _times(reading: Reading, findings: Findings, drafts: list[_Draft]) -> list[_Draft]:
    """Time expressions that no record carries."""
    carried = {t.start for d in drafts if d.mention >= 0 and (t := findings.times[d.mention]) is not None}
    return [
        _Draft(-1, "time", t.start, t.end, time=t)
        for t in reading.times
        if t.kind != "age" and t.start not in carried
    ]


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
    attributes = findings.attributes[number] if number >= 0 else Attributes()
    place = findings.places[number] if number >= 0 else Place()
    concept_name = _concept(reading, findings, draft)
    concept = reading.terminology.by_name.get(concept_name) if concept_name else None
    parent = reading.mentions[number].parent if number >= 0 and concept is None else None
    site = _site(reading, place)
    laterality = draft.laterality or place.laterality
    time = _time(reading, findings, draft)
    value = draft.result.value if draft.result else None
    if draft.kind == "patient" and findings.patient is not None:
        value = _age(text, findings.patient)
    entity = entities.entity(draft.kind, number, concept_name, draft.start, draft.end, site, laterality, said)
    statement = entities.statement(draft.kind, entity, draft.presence, draft.status, said, sentence, value, time,
                                   draft.laterality, draft.result.interpretation if draft.result else None)  # fmt: skip
    end = max(draft.end, reading.tokens.end[max(place.last, 0)]) if number >= 0 and place.sites else draft.end
    if number >= 0 and reading.mentions[number].whole >= 0:
        end = max(end, reading.tokens.end[reading.mentions[number].whole])
    start = min([draft.start, *(reading.mentions[s].start for s in place.sites if reading.mentions[s].start > sentence.start)])
    start = draft.start if draft.start - start > 60 else start
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
        extent=(start, max(end, draft.end)),
        section=sentence.section,
        concept=concept.iri if concept else None,
        parent=reading.terminology[parent].iri if parent and parent in reading.terminology.by_name else None,
        label=concept.label if concept else (),
        codes=concept.codes if concept else (),
        cue=_cue(reading, draft, said),
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
        status=draft.status,
        dose=attributes.dose,
        frequency=attributes.frequency,
        cycle=attributes.cycle,
        route=attributes.route,
        duration=attributes.duration or (_duration(reading, findings, number) if is_condition else None),
        reasons=_ids_of(draft.reason.mentions, ids, 1) + _phrase_id(draft.reason, phrases) if draft.reason else (),
        causes=_ids_of(findings.causes.get(number, ()), ids, 1) if is_condition else (),
        shown_by=_ids_of(findings.shown.get(number, ()), ids, 1) if draft.kind in ("condition", "observation") else (),
        replaced_by=_replacement(reading, draft, ids),
        components=concept.components if concept else (),
        time=time,
    )


def _concept(reading: Reading, findings: Findings, draft: _Draft) -> str | None:
    if draft.mention < 0:
        return "TNMStage" if draft.kind == "observation" else None
    if draft.kind == "observation":
        concept = measured(reading, draft.mention)
        return concept.name if concept else None
    return findings.composed[draft.mention] or reading.mentions[draft.mention].concept


def _site(reading: Reading, place: Place) -> Site | None:
    if not place.sites:
        return None
    # The most precise site says most; of the rest the extent keeps the words.
    number = max(place.sites, key=lambda s: (len(reading.terminology.wholes(reading.mentions[s].concept or "")), -s))
    number = place.sites[0] if reading.mentions[number].concept is None else number
    mention = reading.mentions[number]
    concept = reading.terminology.by_name.get(mention.concept or "")
    text = reading.document.text[mention.start : mention.end]
    return Site(text, mention.start, mention.end, concept.name if concept else None, concept.codes if concept else ())


def _time(reading: Reading, findings: Findings, draft: _Draft) -> TimeRef | None:
    if draft.time is not None:
        return to_ref(reading, draft.time)
    if draft.mention < 0:
        return None
    expression = findings.times[draft.mention]
    return to_ref(reading, expression) if expression is not None else None


def _duration(reading: Reading, findings: Findings, number: int) -> Span | None:
    expression = findings.times[number] if number >= 0 else None
    if expression is None or expression.kind != "duration":
        return None
    return reading.document.span(expression.start, expression.end)


def _cue(reading: Reading, draft: _Draft, said: Said) -> Span | None:
    cue = draft.cue or (said.cue if draft.kind == "condition" else None)
    return reading.document.span(reading.tokens.start[cue[0]], reading.tokens.end[cue[1]]) if cue else None


def _age(text: str, patient: tuple[int, int, float | None]) -> Value | None:
    start, end, years = patient
    return Value(text[start:end], start, end, years, unit="a", canonical_number=years, canonical_unit="a") if years else None


def _ids_of(mentions: tuple[int, ...] | list[int], ids: dict[int, list[str]], most: int) -> tuple[str, ...]:
    return tuple(i for n in mentions for i in ids.get(n, [])[:most])


def _phrase_id(reason: Reason, phrases: dict[tuple[int, int], str]) -> tuple[str, ...]:
    return (phrases[reason.phrase],) if reason.phrase else ()


def _replacement(reading: Reading, draft: _Draft, ids: dict[int, list[str]]) -> tuple[str, ...]:
    """ "remplacé par X": the treatment right behind the frame."""
    if draft.status != "replaced" or draft.cue is None:
        return ()
    for number, mention in enumerate(reading.mentions):
        if mention.kind == "treatment" and 0 < mention.first - draft.cue[1] <= 8 and number != draft.mention:
            return tuple(ids.get(number, [])[:1])
    return ()
