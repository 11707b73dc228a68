"""BRAT standoff in: annotations of a report, corrected by an annotator, as its statement records.

What the scheme has no place for (other types, relations, attributes, events, an annotator's own words in a note) is
told in a notice with file and line. What cannot be meant (offsets that do not fit the text, a second value of one
finding, an unknown presence) is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from casegraph.errors import UnknownConceptError
from casegraph.exchange.brat.gather import Gathered
from casegraph.exchange.brat.scheme import KIND_OF, NUMBERS, OF, PARTS, TIME, Part, full_name, one_line
from casegraph.exchange.brat.standoff import Entity, parse_standoff
from casegraph.exchange.brat.words import read_words
from casegraph.lookup import resolve_concept
from casegraph.records import Case, Document, Record, Value
from casegraph.terminology.added import open_lexicon
from casegraph.terminology.concepts import CONCEPT, Concept
from casegraph.values.numbers import tidy

__all__ = ["Annotated", "from_brat"]

#: An offset; no report is so long that it has more digits.
_OFFSET = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A report as an annotator left it; `notices` say what of the annotations has no place in a record, and where.

    The id of a record is that of its entity ("T12").
    """

    case: Case
    notices: tuple[str, ...] = ()


def from_brat(document: Document, annotations: str, place: str, written: str | None = None) -> Annotated:
    """The statement records that annotations of a report stand for.

    Args:
        document: the report.
        annotations: the content of its `.ann` file.
        place: what errors and notices call that file.
        written: the text as its file has it, where its line ends are CR LF: offsets may count both.

    Raises:
        InputError: a line breaks the format, does not fit the text, or says what cannot be; the message has file, line
            and how to mend it.
    """
    said = Gathered(parse_standoff(annotations, place), document.text, place, written)
    maker = _Maker(document, said)
    records = [maker.record(entity) for entity in said.records.values()]
    # In text order, as the reader gives them; what rules concluded comes last and keeps its own order.
    records.sort(key=lambda r: (r.inferred, *((0, 0) if r.inferred else (r.start, r.end))))
    told = tuple(f"{place}:{line}: {what}" for line, what in sorted(said.notices))
    return Annotated(Case(document, tuple(records)), told)


#: The kinds of which something is said to be there or not; an annotator who says nothing means that it is there.
_PRESENT = ("condition", "observation")


class _Maker:
    """Makes the records."""

    def __init__(self, document: Document, said: Gathered) -> None:
        self.document = document
        self.text = document.text
        self.said = said
        self.lexicon = open_lexicon()
        self.names = _Names(said.notes[name] for name in said.records)

    def record(self, entity: Entity) -> Record:
        """The record of an entity."""
        names, parts, links = self.names, self.said.parts_of[entity.id], self.said.links_of[entity.id]
        spans = _joined(self.said.spans[entity.id], self.text)
        start, end = spans[0][0], spans[-1][1]
        noted = self.said.notes[entity.id]
        kind = KIND_OF[entity.type]
        concept, known = self._concept(entity.id)
        parent = noted.get("parent")
        statement = names.statement(noted)
        words = ("severity", "grade", "rule") if kind == "time" else ("severity", "grade", "rule", "relative")
        fields: dict[str, Any] = {name: noted[name] for name in words if name in noted}
        fields |= self.said.attributes[entity.id]
        fields |= {field: tuple(targets) for field, targets in links.items()}
        fields |= {part.field: self._part(part, parts[part.field], known) for part in PARTS if part.field in parts}
        if kind == "time":
            fields["time"] = self._part(TIME, entity, None)
        if kind in _PRESENT:
            fields.setdefault("presence", "present")
        label = known.label if known is not None else ()
        if concept is not None and not label and self.said.labels.get(entity.id):
            label = (("fr", self.said.labels[entity.id]),)
        return Record(
            case=self.document.id,
            id=entity.id,
            statement=statement,
            entity=names.entity(noted),
            order=names.order(statement),
            kind=kind,
            text=self.text[start:end],
            start=start,
            end=end,
            extent=self._extent(entity.id, start, end),
            section=self.document.sentence_at(start).section,
            concept=concept,
            parent=full_name(parent) if parent is not None else None,
            label=label,
            codes=tuple(dict.fromkeys(self.said.codes[entity.id])),
            fragments=spans if len(spans) > 1 else None,
            components=known.components if known is not None else (),
            candidates=tuple(noted.get("candidates", "").split()),
            **fields,
        )

    def _extent(self, name: str, start: int, end: int) -> tuple[int, int]:
        """The extent that a note gives, widened to the words where an annotator moved them."""
        noted = self.said.notes[name].get("extent")
        if noted is None:
            return start, end
        first, _, last = noted.partition(" ")
        if not _OFFSET.fullmatch(first) or not _OFFSET.fullmatch(last) or not int(first) < int(last) <= len(self.text):
            raise self.said.error(
                self.said.line_of_note(name), f"extent={noted} is no stretch of the text; write extent=START END"
            )
        return min(start, int(first)), max(end, int(last))

    def _concept(self, name: str) -> tuple[str | None, Concept | None]:
        """The concept that an entity's note names, and what is known of it."""
        noted = self.said.notes[name].get("concept")
        if not noted:
            return None, None
        by_name = self.lexicon.terminology.by_name
        iri = full_name(noted)
        if "://" in iri:
            known = by_name.get(iri.removeprefix(CONCEPT))
            if known is None and iri.startswith(CONCEPT):
                self.said.tell(
                    self.said.line_of_note(name), f"the ontology has no concept {noted}; it is kept as it is written"
                )
            return iri, known
        try:
            known = resolve_concept(noted, lexicon=self.lexicon)
        except UnknownConceptError as error:
            raise self.said.error(self.said.line_of_note(name), str(error)) from error
        return known.iri, known

    def _part(self, part: Part, entity: Entity, concept: Concept | None) -> Any:
        """The value of a field: its words, and what its note or else the words themselves say."""
        spans = self.said.spans[entity.id]
        start, end = spans[0][0], spans[-1][1]
        text = self.text[start:end]
        members: dict[str, Any] = dict(self.said.notes[entity.id])
        of = members.pop(OF, None)
        members = {name: value for name, value in members.items() if name in part.noted}
        if of is not None and one_line(text) != of:
            self.said.tell(
                self.said.line_of_note(entity.id),
                f"the note of {entity.id} is of other words than it has now: they are read anew",
            )
            members = {}
            of = None
        if members or of is not None:
            members = {name: self._member(entity.id, name, value) for name, value in members.items()}
        else:
            members = read_words(part, text)
        if part.field == "site":
            members["codes"] = tuple(dict.fromkeys(self.said.codes[entity.id]))
            site, known = self._concept(entity.id)
            members["concept"] = site.removeprefix(CONCEPT) if site is not None else None
            if not members["codes"] and known is not None:
                members["codes"] = known.codes
        found = part.of(text, start, end, **members)
        if isinstance(found, Value) and part.field in ("value", "age"):
            members |= _canonical(found, concept)
            found = Value(text, start, end, **members)
        return found

    def _member(self, name: str, member: str, value: str) -> Any:
        if member == "unit_inferred":
            return value == "true"
        if member not in NUMBERS:
            return value
        try:
            return float(value.replace(",", "."))
        except ValueError:
            raise self.said.error(self.said.line_of_note(name), f"{member}={value} is no number") from None


class _Names:
    """The statements and entities of the records: shared where notes say so, else each its own."""

    def __init__(self, notes: Iterable[dict[str, str]]) -> None:
        self._taken = {note[name] for note in notes for name in ("statement", "entity") if name in note}
        self._numbers = {"s": count(1), "e": count(1)}
        self._orders: dict[str, int] = {}

    def statement(self, noted: dict[str, str]) -> str:
        """The name of a record's statement."""
        return noted.get("statement") or self._new("s")

    def entity(self, noted: dict[str, str]) -> str:
        """The name of a record's entity."""
        return noted.get("entity") or self._new("e")

    def order(self, statement: str) -> int:
        """The place of a statement in the order of the annotations, from 1."""
        return self._orders.setdefault(statement, len(self._orders) + 1)

    def _new(self, letter: str) -> str:
        return next(name for n in self._numbers[letter] if (name := f"{letter}{n}") not in self._taken)


def _joined(spans: tuple[tuple[int, int], ...], text: str) -> tuple[tuple[int, int], ...]:
    """The stretches, those joined that only a line's end cuts: BRAT holds none of two lines."""
    out = [spans[0]]
    for start, end in spans[1:]:
        between = text[out[-1][1] : start]
        if ("\n" in between and not between.strip()) or start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _canonical(value: Value, concept: Concept | None) -> dict[str, Any]:
    """The value in the canonical unit of its concept, where its own unit can be converted."""
    if value.number is None or value.unit is None:
        return {}
    if value.unit == "a" and (concept is None or concept.unit is None):
        return {"canonical_number": value.number, "canonical_unit": "a"}
    factor = concept.units.get(value.unit) if concept is not None else None
    if concept is None or factor is None:
        return {}
    return {"canonical_number": tidy(value.number * factor, value.text), "canonical_unit": concept.unit}
