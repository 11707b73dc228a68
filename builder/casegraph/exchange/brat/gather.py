"""What annotations say of each entity, checked against the text and the scheme, and not yet made into records."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from casegraph.errors import InputError
from casegraph.exchange.brat.scheme import (
    ATTRIBUTES,
    FLAGS,
    KIND_OF,
    LINKS,
    NOTED,
    OF,
    PART_TYPES,
    PARTS,
    TIME,
    Part,
    one_line,
    parse_note,
)
from casegraph.exchange.brat.standoff import Entity, Relation, Standoff
from casegraph.text.decode import clean

__all__ = ["Gathered"]

_PART_OF = {part.relation: part for part in PARTS}
_LINK_OF = {relation: field for field, relation in LINKS}
_ATTRIBUTE_OF = {name: (field, values) for field, name, values in ATTRIBUTES}
#: How many of many a notice names.
_FEW = 5
_FLAG_OF = {name: field for field, name in FLAGS}


class Gathered:
    """The annotations of one text by what they are of.

    `records` and `parts` are the entities that are statements and parts of such, `spans` where each stands in the text
    (code points, half open, in order). By the id of a statement: `parts_of` its parts and `links_of` the ids it is
    linked to, both by field, `attributes` its attributes by field. By the id of an entity: `notes` the members of its
    note, `codes` its codes, `labels` what the first of them is called. `notices` say, with the line, what was left out.

    Raises:
        InputError: an entity does not fit the text, or what is said of one cannot be.
    """

    def __init__(self, found: Standoff, text: str, place: str, written: str | None) -> None:
        self.found = found
        self.text = text
        self.place = place
        self.notices: list[tuple[int, str]] = []
        self.spans = self._fitted(written)
        timed = {r.target for r in found.relations if r.type == TIME.relation}
        entities = found.entities.values()
        self.records = {e.id: e for e in entities if e.type in KIND_OF and not (e.type == "Time" and e.id in timed)}
        self.parts = {e.id: e for e in entities if e.type in PART_TYPES and e.id not in self.records}
        for entity in entities:
            if not self._is_known(entity.id):
                self.tell(entity.line, f"{entity.id} has the type {entity.type}, which the scheme does not know")
        for what, line in found.others:
            self.tell(line, f"{what} has no place in a record")
        self.codes: dict[str, list[str]] = defaultdict(list)
        self.labels: dict[str, str] = {}
        for code in found.codes:
            prefix, _, number = code.code.partition(":")
            self.codes[code.target].append(f"{prefix.lower()}:{number}")
            self.labels.setdefault(code.target, code.label)
        self.parts_of, self.links_of = self._relations()
        self.attributes = self._attributes()
        self.notes = self._notes()

    def tell(self, line: int, what: str) -> None:
        """Note what is left out."""
        self.notices.append((line, what))

    def error(self, line: int, what: str, quoted: str = "") -> InputError:
        """An error at a line; `quoted` are words of the report, see `CasegraphError`."""
        return InputError(f"{self.place}:{line}: {what}", quoted=quoted)

    def line_of_note(self, name: str) -> int:
        """The line of an entity's note, or its own."""
        return next((n.line for n in self.found.notes if n.target == name), self.found.entities[name].line)

    def _fitted(self, written: str | None) -> dict[str, tuple[tuple[int, int], ...]]:
        """The stretches of each entity in order, in the text of the document."""
        entities = self.found.entities.values()
        misfit = next((e for e in entities if not _fits(e, self.text)), None)
        if misfit is None:
            return {e.id: tuple(sorted(e.spans)) for e in entities}
        if written is not None and all(_fits(e, written) for e in entities):

            def moved(offset: int) -> int:
                return offset - written.count("\r\n", 0, offset)

            return {e.id: tuple(sorted((moved(a), moved(b)) for a, b in e.spans)) for e in entities}
        offsets = ";".join(f"{start} {end}" for start, end in misfit.spans)
        end = max(end for _, end in misfit.spans)
        if end > len(self.text):
            there, quoted = f"the text ends at {len(self.text)}", ""
        else:
            there = "the text has others there"
            quoted = f"{one_line(misfit.words)!r} and {_quoted(misfit, self.text)!r}"
        raise self.error(
            misfit.line,
            f"{misfit.id} stands for its words at {offsets}, but {there}; give the text that was annotated, or mend "
            "the offsets",
            quoted,
        )

    def _relations(self) -> tuple[dict[str, dict[str, Entity]], dict[str, dict[str, list[str]]]]:
        """The parts of each record by field, and its links by field."""
        parts: dict[str, dict[str, Entity]] = defaultdict(dict)
        links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for relation in self.found.relations:
            part, link = _PART_OF.get(relation.type), _LINK_OF.get(relation.type)
            if part is None and link is None:
                self.tell(relation.line, f"{relation.id} is a {relation.type}, which the scheme does not know")
            elif not self._is_known(relation.source) or not self._is_known(relation.target):
                self.tell(relation.line, f"{relation.id} ties what the scheme does not know and is left out")
            elif relation.source not in self.records:
                raise self._wrong_end(relation, relation.source, "begins at a statement, not at")
            elif part is not None:
                self._add_part(parts[relation.source], part, relation)
            elif relation.target not in self.records:
                raise self._wrong_end(relation, relation.target, "leads to a statement, not to")
            elif link is not None and relation.target not in links[relation.source][link]:
                links[relation.source][link].append(relation.target)
        pointed = {entity.id for by_field in parts.values() for entity in by_field.values()}
        alone = [entity for entity in self.parts.values() if entity.id not in pointed]
        if alone:
            # What is left of a statement that an annotator removed, as a rule: one notice for all of a file.
            named = ", ".join(f"{e.id} ({e.type})" for e in alone[:_FEW]) + (" ..." if len(alone) > _FEW else "")
            self.tell(alone[0].line, f"parts that no statement has: {named}; draw their relations, or remove them")
        return parts, links

    def _is_known(self, name: str) -> bool:
        return name in self.records or name in self.parts

    def _wrong_end(self, relation: Relation, end: str, how: str) -> InputError:
        entity = self.found.entities[end]
        return self.error(
            relation.line, f"{relation.id} {how} the {entity.type} {end}; draw {relation.type} anew, or remove it"
        )

    def _add_part(self, parts: dict[str, Entity], part: Part, relation: Relation) -> None:
        target = self.found.entities[relation.target]
        if target.id not in self.parts or target.type != part.entity:
            raise self.error(
                relation.line,
                f"{relation.id} is a {part.relation} that leads to a {target.type}, not to a {part.entity}",
            )
        if parts.setdefault(part.field, target) is not target:
            raise self.error(
                relation.line,
                f"{relation.source} has a {part.relation} to {parts[part.field].id} and to {target.id}; "
                f"mark the words of {relation.source} a second time for the second",
            )

    def _attributes(self) -> dict[str, dict[str, Any]]:
        out: dict[str, dict[str, Any]] = defaultdict(dict)
        for found in self.found.attributes:
            field: str
            value: Any
            if found.type in _ATTRIBUTE_OF:
                field, values = _ATTRIBUTE_OF[found.type]
                value = found.value
                if value not in values:
                    raise self.error(found.line, f"{found.type} is {value or 'nothing'}; it is {_either(values)}")
            elif found.type in _FLAG_OF:
                field, value = _FLAG_OF[found.type], True
                if found.value is not None:
                    raise self.error(found.line, f"{found.type} has no value; leave it out", repr(found.value))
            else:
                self.tell(found.line, f"{found.id} is the attribute {found.type}, which the scheme does not know")
                continue
            if found.target not in self.records:
                self.tell(found.line, f"{found.id} is a {found.type} of {found.target}, which is no statement")
            elif out[found.target].setdefault(field, value) != value:
                raise self.error(
                    found.line, f"{found.target} is {found.type} {out[found.target][field]} and {value}; remove one"
                )
        return out

    def _notes(self) -> dict[str, dict[str, str]]:
        """The members of the notes, by the id of what they are on."""
        out: dict[str, dict[str, str]] = defaultdict(dict)
        for note in self.found.notes:
            if note.type != "AnnotatorNotes" or not self._is_known(note.target):
                self.tell(note.line, f"{note.id} is a note that no record keeps")
                continue
            members, words = parse_note(note.text)
            known = self._members(note.target)
            for name, value in members.items():
                if name in known:
                    out[note.target][name] = value
                else:
                    words.append(f"{name}={value}")
            if words:
                self.tell(note.line, f"{note.id} is a note of which no record keeps all")
        return out

    def _members(self, name: str) -> frozenset[str]:
        """The members that a note may have."""
        if name in self.records:
            return frozenset((*NOTED, *TIME.noted, OF)) if self.records[name].type == "Time" else frozenset(NOTED)
        kind = self.parts[name].type
        return frozenset((OF, *(m for part in PARTS if part.entity == kind for m in part.noted)))


def _quoted(entity: Entity, text: str) -> str:
    return one_line(clean(" ".join(text[start:end] for start, end in entity.spans)))


def _fits(entity: Entity, text: str) -> bool:
    return max(end for _, end in entity.spans) <= len(text) and _quoted(entity, text) == one_line(clean(entity.words))


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
