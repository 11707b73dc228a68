"""The concept, the sites and the extent of a record."""

from __future__ import annotations

from casegraph.case.found import Draft, Findings
from casegraph.languages.qualifiers import qualifiers
from casegraph.reading import Reading
from casegraph.records import Site
from casegraph.relations.attributes import behind_grade
from casegraph.relations.sites import Place, told_apart
from casegraph.values.results import measured

__all__ = ["concept_of", "extent_of", "most_exact", "named_side", "named_sites", "site_of"]


def concept_of(reading: Reading, findings: Findings, draft: Draft) -> str | None:
    """The name of a draft's concept: its result's test, what was composed for its place, else its mention's own."""
    if draft.concept is not None:
        return draft.concept
    if draft.mention < 0:
        return draft.result.concept if draft.result else None
    if draft.kind == "observation" and draft.result is not None and draft.result.concept is not None:
        return draft.result.concept
    if draft.kind == "observation" and reading.mentions[draft.mention].kind != "assessment":
        concept = measured(reading, draft.mention)
        return concept.name if concept else None
    return findings.composed[draft.mention][draft.group] or reading.mentions[draft.mention].concept


def extent_of(reading: Reading, place: Place, draft: Draft, sentence_start: int) -> tuple[int, int]:
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


def named_sites(reading: Reading, findings: Findings, draft: Draft) -> list[int]:
    """The site mentions of a draft's place, the most exact first; each gives a record, -1 where there is none.

    "une masse pulmonaire au niveau du lobe moyen" tells its place twice, "le lobe moyen du poumon" once.
    """
    groups = findings.places[draft.mention].groups
    if not groups:
        return [-1]
    main = most_exact(reading, groups[draft.group], concept_of(reading, findings, draft))
    if draft.kind != "condition" or not reading.is_tumour_like(draft.mention):
        return [main]
    return [main, *told_apart(reading, groups[draft.group], main)]


def most_exact(reading: Reading, group: tuple[int, ...], concept_name: str | None) -> int:
    """The site mention of a group that says most, seen from the concept that it is told of."""
    terminology = reading.terminology
    above = terminology.ancestors(concept_name) if concept_name else frozenset()
    defined = {s for a in above if a in terminology.by_name for s in terminology[a].sites}

    def rank(site: int) -> tuple[int, int, int]:
        wholes = terminology.wholes(reading.mentions[site].concept or "")
        # The site that the concept itself is defined by, or a part of it, beats a word that only looks like one.
        return (any(d in wholes for d in defined), len(wholes), -site)

    return group[0] if len(group) == 1 else max(group, key=rank)


def site_of(reading: Reading, number: int) -> Site | None:
    """The site that a mention names; None for -1."""
    if number < 0:
        return None
    mention = reading.mentions[number]
    concept = reading.terminology.by_name.get(mention.concept or "")
    text = reading.document.text[mention.start : mention.end]
    return Site(text, mention.start, mention.end, concept.name if concept else None, concept.codes if concept else ())


def named_side(reading: Reading, number: int) -> str | None:
    """The side that a condition's own name ends with: "hernie inguinale droite", "pneumopathie bilatérale"."""
    if number < 0 or reading.mentions[number].kind != "condition":
        return None
    mention = reading.mentions[number]
    last = max(mention.last, mention.whole)
    if last in reading.site_at:
        return None  # "hématome du muscle grand droit": the name of the muscle
    attribute, value = qualifiers(reading.language).get(reading.tokens.fold[last], ("", ""))
    return value if attribute == "laterality" and last > mention.first else None
