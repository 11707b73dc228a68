"""The things of a case: one node for the records that share an entity, with concept, words, site and side."""

from __future__ import annotations

from collections.abc import Iterable

from casegraph.graph.lines import A, Lines
from casegraph.graph.terms import boolean, iri, literal
from casegraph.graph.vocabulary import CONCEPT, ENTITY_CLASS, LANGUAGE, LATERALITIES, PREFIXES, SEXES, cg
from casegraph.graph.words import term
from casegraph.records import Record, Site
from casegraph.terminology.concepts import concept_iri

__all__ = ["entity_name", "write_entity", "write_person"]

_LABEL = f"<{PREFIXES['rdfs']}label>"
_CONCEPT, _SITE, _LATERALITY = cg("concept"), cg("hasSite"), cg("laterality")


def entity_name(record: Record) -> str:
    """The local name of the node that a record is about; every record about the patient is about one node."""
    return "patient" if record.kind == "patient" else record.entity


def write_entity(lines: Lines, records: list[Record]) -> None:
    """Write the entity of some records.

    Several mentions may carry several concepts (a tumour named loosely, then exactly): the entity is of each.
    """
    first = records[0]
    node = lines.node(entity_name(first))
    pairs = [(A, term(ENTITY_CLASS, first.kind, "kind", first))]
    concepts = dict.fromkeys([r.concept for r in records if r.concept])
    pairs += [(_CONCEPT, iri(concept)) for concept in concepts]
    if not concepts:
        pairs.append((cg("ungrounded"), boolean(True)))
        pairs += [(cg("nearestConcept"), iri(parent)) for parent in dict.fromkeys(r.parent for r in records) if parent]
        pairs += [(cg("code"), literal(code)) for code in dict.fromkeys(c for r in records for c in r.codes)]
    # Of what only rules concluded, the words are those of what they rest on: "Hb" names no anaemia.
    words = dict(first.label).get(LANGUAGE, first.text) if first.inferred else first.text
    pairs.append((_LABEL, literal(words, LANGUAGE)))
    components = dict.fromkeys([name for r in records for name in r.components])
    pairs += [(cg("component"), iri(concept_iri(name))) for name in components]
    sides = dict.fromkeys([term(LATERALITIES, r.laterality, "laterality", r) for r in records if r.laterality])
    pairs += [(_LATERALITY, side) for side in sides]
    for record in records:
        if record.site is not None:
            site = _site(lines, first.entity, record.site, record)
            if (_SITE, site) not in pairs:
                pairs.append((_SITE, site))
    lines.add(node, *pairs)


def _site(lines: Lines, entity: str, site: Site, record: Record) -> str:
    """The place of an entity; mentions that name the same place (or the same words) share it."""
    name = site.concept.removeprefix(CONCEPT) if site.concept else f"{site.start}-{site.end}"
    node = lines.node(f"{entity}-site-{name}")
    if lines.first_time(node):
        pairs = [(A, cg("Site")), (_LABEL, literal(site.text, LANGUAGE))]
        if site.concept:
            pairs.append((_CONCEPT, iri(concept_iri(name))))
        else:
            pairs.append((cg("ungrounded"), boolean(True)))
            pairs += [(cg("code"), literal(code)) for code in site.codes]
        lines.add(node, *pairs)
    if record.laterality:
        side = term(LATERALITIES, record.laterality, "laterality", record)
        if lines.first_time(f"{node} {side}"):
            lines.add(node, (_LATERALITY, side))
    return node


def write_person(lines: Lines, record: Record) -> str:
    """The person of whom a record speaks, written once."""
    if record.experiencer == "patient":
        return lines.node("patient")
    if record.experiencer == "family":
        relative = (record.relative or "").strip().lower()
        node = lines.node(f"family-{relative.replace(' ', '-')}" if relative else "family")
        pairs = [(A, cg("FamilyMember"))]
        if relative:
            pairs.append((cg("kinship"), literal(relative)))
    else:
        node, pairs = lines.node("other-person"), [(A, cg("OtherPerson"))]
    if lines.first_time(node):
        lines.add(node, *pairs)
    return node


def write_patient(lines: Lines, sex: str | None) -> None:
    """The patient, with the sex where the report says it."""
    pairs = [(A, cg("Patient"))]
    if sex is not None:
        pairs.append((cg("sex"), SEXES[sex]))
    lines.add(lines.node("patient"), *pairs)


def by_entity(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The records of each entity in the order of first mention; times have none, the patient is written apart."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        if record.kind in ENTITY_CLASS:
            groups.setdefault(record.entity, []).append(record)
    return groups
