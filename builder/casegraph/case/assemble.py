"""From mentions and what is said of them to statement records: entities, statements, order."""

from __future__ import annotations

from dataclasses import replace

from casegraph.case.allergies import showed_allergy
from casegraph.case.coding import codes_of
from casegraph.case.drafts import make_drafts
from casegraph.case.entities import Entities
from casegraph.case.found import Draft, Findings
from casegraph.case.placing import concept_of, extent_of, most_exact, named_side, site_of
from casegraph.case.timing import duration_of, time_of
from casegraph.context.names import drug, generic
from casegraph.context.presence import Said, whose_word
from casegraph.context.subjects import subject_of
from casegraph.context.verbs import find_verbs
from casegraph.languages.words import word_class
from casegraph.reading import Reading
from casegraph.records import Case, Record, Span, Value
from casegraph.relations.attributes import Attributes
from casegraph.relations.posology import changed_dose
from casegraph.relations.reasons import Reason
from casegraph.relations.sites import Place
from casegraph.terminology.concepts import concept_iri, is_outside

__all__ = ["assemble"]


#: How far before a value a bracket opens that sets it aside, in characters: "(118", "(contre 118".
_ASIDE = 9


def assemble(reading: Reading, findings: Findings) -> Case:
    """The case: one record for each mention and statement, in text order."""
    drafts = make_drafts(reading, findings)
    drafts.sort(key=lambda d: (d.start, d.end, d.kind, d.status or "", d.group))
    ids: dict[int, str] = {}
    phrases: dict[tuple[int, int], str] = {}
    for number, draft in enumerate(drafts, 1):
        if draft.phrase:
            phrases[draft.start, draft.end] = f"m{number}"
        elif draft.mention >= 0:
            ids.setdefault(draft.mention, f"m{number}")
    entities = Entities(reading)
    latest = _latest(reading, drafts)
    records = [
        _record(reading, findings, draft, f"m{number}", entities, ids, latest, phrases)
        for number, draft in enumerate(drafts, 1)
    ]
    return Case(reading.document, tuple(records), findings.abbreviations)


def _record(
    reading: Reading,
    findings: Findings,
    draft: Draft,
    record_id: str,
    entities: Entities,
    ids: dict[int, str],
    latest: dict[int, str],
    phrases: dict[tuple[int, int], str],
) -> Record:
    text = reading.document.text
    sentence = reading.document.sentence_at(draft.start)
    number = draft.mention
    if number >= 0:
        said = findings.said[number]
    else:
        said = whose_word(reading, reading.tokens.at(draft.start)) if draft.kind == "observation" else Said()
    here = number >= 0 and not draft.elsewhere
    attributes = _own_attributes(reading, draft, findings) if draft.here >= 0 else Attributes()
    place = findings.places[number] if here else Place()
    concept_name = concept_of(reading, findings, draft)
    concept = reading.terminology.by_name.get(concept_name) if concept_name else None
    parent = reading.mentions[number].parent if number >= 0 and concept is None else None
    site = site_of(reading, draft.named)
    told = site_of(reading, most_exact(reading, place.groups[draft.group], concept_name)) if place.groups else None
    side = place.sides[draft.group] if place.sides else place.laterality or named_side(reading, number)
    laterality = draft.laterality or side
    time = time_of(reading, findings, draft)
    worded = _only_a_word(draft)
    value = draft.result.value if draft.result and not worded else None
    entity = entities.entity(draft.kind, number, concept_name, draft.start, draft.end, told, laterality, said,
                             time if draft.status in _DONE else None)  # fmt: skip
    statement = entities.statement(draft.kind, entity, draft.presence, draft.status, said, sentence, value, time,
                                   draft.laterality, draft.result.interpretation if draft.result else None)  # fmt: skip
    start, end = extent_of(reading, place, draft, sentence.start)
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
        codes=codes_of(reading, number, concept) if concept else (),
        cue=_cue(reading, draft, said, worded),
        fragments=_fragments(reading, draft),
        presence=draft.presence,
        experiencer=said.experiencer,
        relative=said.relative,
        history=(said.history or showed_allergy(reading, draft)) and draft.kind in _WITH_HISTORY,
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
        duration=attributes.duration
        or (duration_of(reading, findings, number) if is_condition and time is not None else None),
        reasons=_reasons(draft.reason, latest, phrases) if draft.reason else (),
        causes=_ids_of(_real_causes(findings, number), ids) if is_condition else (),
        shown_by=_ids_of(findings.shown.get(number, ()), ids) if draft.kind in ("condition", "observation") else (),
        replaced_by=_replacement(reading, draft, ids),
        components=concept.components if concept else (),
        time=time,
        candidates=_candidates(reading, number),
    )


def _own_attributes(reading: Reading, draft: Draft, findings: Findings) -> Attributes:
    """The attributes of a draft's mention without those that stand behind another of its changes.

    "X suspendu deux semaines puis repris à 200 mg, arrêté après la 6e injection": each has its own. "a été débuté avec
    X hebdomadaire à dose réduite": what a change follows right behind is told of both.
    """
    attributes = findings.attributes[draft.here]
    if draft.status is None or draft.cue is None:
        return attributes
    if (dose := changed_dose(reading, draft.status, draft.cue, draft.end)) is not None:
        attributes = replace(attributes, dose=dose)
    others = [cue for cue in findings.cues.get(draft.mention, ()) if cue != draft.cue]
    if not others:
        return attributes
    own = draft.cue[0]

    def another(start: int, end: int) -> bool:
        word = reading.tokens.at(start)
        if own == reading.tokens.at(end) and not reading.tokens.mark_before(own):
            return False
        before = [first for first, last in others if last < word]  # "réintroduit à demi-dose": the cue is the dose
        return bool(before) and start > draft.end and (own > word or max(before) > own)

    told = {name: getattr(attributes, name) for name in ("dose", "frequency", "cycle", "duration")}
    gone: dict[str, None] = {n: None for n, span in told.items() if span and another(span.start, span.end)}
    return replace(attributes, **gone) if gone else attributes


def _fragments(reading: Reading, draft: Draft) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The two parts of a name that a site stands within."""
    if draft.mention < 0 or draft.elsewhere:
        return None
    mention, tokens = reading.mentions[draft.mention], reading.tokens
    if mention.within is None or not mention.first < mention.within[0] <= mention.within[1] < mention.last:
        return None
    return (draft.start, tokens.end[mention.within[0] - 1]), (tokens.start[mention.within[1] + 1], draft.end)


def _candidates(reading: Reading, number: int) -> tuple[str, ...]:
    """What else the words may mean, where an outside terminology has a say in it."""
    if number < 0 or not reading.mentions[number].others:
        return ()
    mention = reading.mentions[number]
    if not any(map(is_outside, (mention.concept or "", *mention.others))):
        return ()
    return tuple(concept_iri(name) for name in mention.others)


#: An act that was done has its day; one that was only meant for another day may be the same.
_DONE = frozenset({"given", "completed"})
_WITH_HISTORY = ("condition", "procedure", "treatment")
_INSTEAD = word_class("instead-prepositions")


def _real_causes(findings: Findings, number: int) -> list[int]:
    """The causes of a condition that is there; what is gone or was never there caused nothing and has no cause."""
    if number < 0 or findings.said[number].presence == "absent":
        return []
    return [n for n in findings.causes.get(number, ()) if findings.said[n].presence != "absent"]


def _only_a_word(draft: Draft) -> bool:
    """A test's "positif" or "normale" is its whole result: the interpretation says it, the word is its cue.

    What an examination found in words ("scanner normal") stays its value; so do crosses and stages, which grade.
    """
    if draft.result is not None and draft.result.told:
        return True
    if draft.result is None or draft.kind != "observation" or draft.result.interpretation is None:
        return False
    return draft.result.value.number is None and draft.result.worded


def _cue(reading: Reading, draft: Draft, said: Said, worded: bool) -> Span | None:
    if worded and draft.result is not None:
        return reading.document.span(draft.result.value.start, draft.result.value.end)
    cue = draft.cue or (said.cue if draft.kind == "condition" else None)
    return reading.document.span(reading.tokens.start[cue[0]], reading.tokens.end[cue[1]]) if cue else None


def _age(text: str, patient: tuple[int, int, float | None]) -> Value | None:
    start, end, years = patient
    if not years:
        return None
    return Value(text[start:end], start, end, years, unit="a", canonical_number=years, canonical_unit="a")


def _ids_of(mentions: tuple[int, ...] | list[int], ids: dict[int, str]) -> tuple[str, ...]:
    return tuple(ids[n] for n in mentions if n in ids)


def _reasons(reason: Reason, latest: dict[int, str], phrases: dict[tuple[int, int], str]) -> tuple[str, ...]:
    return _ids_of(reason.mentions, latest) + ((phrases[reason.phrase],) if reason.phrase else ())


def _latest(reading: Reading, drafts: list[Draft]) -> dict[int, str]:
    """Of each mention the record that a reason means: of values that follow each other the last.

    "la FEVG étant passée de 62 à 44 %", not "la créatinine étant à 186 (118 en janvier)".
    """
    out: dict[int, str] = {}
    kinds: dict[int, str] = {}
    for number, draft in enumerate(drafts, 1):
        if draft.mention < 0 or draft.phrase:
            continue
        value = draft.result.value if draft.result is not None else None
        aside = value is not None and "(" in reading.document.text[max(0, value.start - _ASIDE) : value.start]
        kind = kinds.setdefault(draft.mention, draft.kind)
        if draft.mention not in out or (value is not None and not aside and draft.kind == kind):
            out[draft.mention] = f"m{number}"
    return out


def _replacement(reading: Reading, draft: Draft, ids: dict[int, str]) -> tuple[str, ...]:
    """ "remplacé par X", "changer A et B pour X": the treatment behind the word that names the substitute."""
    if draft.status != "replaced" or draft.cue is None:
        return ()
    if subject := _taking_place(reading, draft.cue):
        return _ids_of(subject, ids)
    last = draft.cue[1]
    group = find_verbs(reading, reading.sentence_of(last)).of(*draft.cue)
    put = group is not None and group.verb == "substituer" and not group.passive  # "substituer X à Y"
    for number in reading.mentions_from(last + 1, last + 10):
        mention = reading.mentions[number]
        if mention.kind != "treatment" or number == draft.mention:
            continue
        if any(c in gap for gap in reading.tokens.gap[last + 1 : mention.first + 1] for c in ";.:"):
            return ()
        if not generic(reading, number) and (put or not _INSTEAD.isdisjoint(reading.tokens.fold[last : mention.first])):
            return _ids_of([number], ids)
    return ()


def _taking_place(reading: Reading, cue: tuple[int, int]) -> list[int]:
    """ "une deuxième ligne par X l'a remplacé", "X remplaçait le Y": the treatments that the subject names."""
    view = reading.sentence_of(cue[0])
    verbs = find_verbs(reading, view)
    group = verbs.of(*cue)
    if group is None or group.passive or not group.finite or group.verb != "remplacer":
        return []
    subject = subject_of(reading, view, verbs, group).themes[:1]
    named = reading.mentions_from(reading.mentions[subject[0]].first, group.first) if subject else ()
    return [n for n in named if drug(reading, n)]
