"""XML of terminologies: Orphanet's nomenclature and MeSH's descriptors, read element by element by defusedxml.

Entities, external ones above all, are refused: bombs are made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from casegraph.errors import TerminologyError
from casegraph.terminology.importers.options import Options
from casegraph.terminology.importers.records import Imported, Row, Term
from casegraph.terminology.importers.sources import Source
from casegraph.terminology.importers.systems import curie, kind_of_tree, tree_parents, written_code

__all__ = ["is_mesh", "is_orphanet", "read_mesh", "read_orphanet"]


def is_orphanet(source: Source) -> bool:
    """Whether a file is Orphanet's, by its root."""
    return b"<JDBOR" in source.head()


def is_mesh(source: Source) -> bool:
    """Whether a file holds MeSH's descriptors, by its root."""
    return b"<DescriptorRecordSet" in source.head()


def _elements(source: Source, wanted: str) -> Iterator[tuple[int, Element, Element]]:
    """Each element of a name with its line and the root; an element is forgotten once it was given."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    parser = DefusedXMLParser(target=_Builder(wanted), forbid_dtd=False, forbid_entities=True)
    builder: _Builder = parser.target
    builder.parser = parser.parser
    try:
        with source.opened() as stream:
            while part := stream.read(2**16):
                parser.feed(part)
                yield from builder.taken()
            parser.close()
            yield from builder.taken()
    except DefusedXmlException as error:
        line = parser.parser.CurrentLineNumber
        raise TerminologyError(f"{source.name}:{line}: XML entities are refused, bombs are made of them") from error
    except ParseError as error:
        if not source.declares_encoding():
            source.refuse_other_encodings()
        raise TerminologyError(f"{source.name}:{error.position[0]}: {error}; is the file whole?") from error


class _Builder:
    """Builds the wanted elements only, with the attributes of the root."""

    def __init__(self, wanted: str) -> None:
        from xml.etree.ElementTree import TreeBuilder

        self._wanted, self._builder = wanted, TreeBuilder()
        self._new = TreeBuilder
        self._depth = 0
        self._line = 0
        self.parser: Any = None
        self._root: Element | None = None
        self._taken: list[tuple[int, Element, Element]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._root is None:
            self._root = Element(tag, attributes)
        if tag == self._wanted and not self._depth:
            self._builder = self._new()
            self._line = self.parser.CurrentLineNumber
        if tag == self._wanted or self._depth:
            self._depth += 1
            self._builder.start(tag, attributes)

    def data(self, text: str) -> None:
        if self._depth:
            self._builder.data(text)

    def end(self, tag: str) -> None:
        if not self._depth:
            return
        self._builder.end(tag)
        self._depth -= 1
        if not self._depth and self._root is not None:
            self._taken.append((self._line, self._builder.close(), self._root))

    def close(self) -> None:
        """The end of the document."""

    def taken(self) -> Iterator[tuple[int, Element, Element]]:
        """The elements since the last time."""
        given, self._taken = self._taken, []
        return iter(given)


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def read_orphanet(source: Source, options: Options) -> Imported:
    """Read Orphanet's nomenclature (product 1) or a classification.

    Raises:
        TerminologyError: the file is no XML, or has entities.
    """
    licence = "CC BY 4.0" if b"CC-BY-4.0" in source.head(20000) else ""
    return Imported("Orphanet", _orphanet(source, options), _attribute(source, b"date"), licence)


def _attribute(source: Source, name: bytes) -> str:
    _, found, rest = source.head().partition(name + b'="')
    return rest.partition(b'"')[0].decode("utf-8", "replace")[:10] if found else ""


def _orphanet(source: Source, options: Options) -> Iterator[Row]:
    for line, disorder, _ in _elements(source, "Disorder"):
        code = _text(disorder.find("OrphaCode")) or _text(disorder.find("OrphaNumber"))
        if not code:
            raise TerminologyError(f"{source.name}:{line}: a disorder without an OrphaCode")
        terms = [
            Term(_text(name), (name.get("lang") or options.language or "fr")[:2], preferred)
            for path, preferred in (("Name", True), ("SynonymList/Synonym", False))
            for name in disorder.findall(path)
            if _text(name)
        ]
        matches = []
        for reference in disorder.findall("ExternalReferenceList/ExternalReference"):
            relation = _text(reference.find("DisorderMappingRelation/Name"))
            if not relation or relation.startswith("E"):
                matches.append(written_code(f"{_text(reference.find('Source'))}:{_text(reference.find('Reference'))}"))
        parents = [
            _text(target)
            for target in disorder.findall(
                "DisorderDisorderAssociationList/DisorderDisorderAssociation/TargetDisorder/OrphaCode"
            )
        ]
        yield Row(
            code=f"orpha:{code}",
            terms=tuple(dict.fromkeys(terms)),
            place=f"{source.name}:{line}",
            parents=tuple(f"orpha:{p}" for p in parents if p and p != code),
            matches=tuple(dict.fromkeys(m for m in matches if m)),
            kind="condition",
        )


def read_mesh(source: Source, options: Options) -> Imported:
    """Read MeSH's descriptors, in English or as translated ("Calcimycine[Calcimycin]").

    Raises:
        TerminologyError: the file is no XML, or has entities.
    """
    return Imported("MeSH", _mesh(source, options))


def _mesh(source: Source, options: Options) -> Iterator[Row]:
    found: list[tuple[int, str, tuple[Term, ...], list[str]]] = []
    for line, record, root in _elements(source, "DescriptorRecord"):
        language = {"fre": "fr", "eng": "en"}.get(root.get("LanguageCode", ""), options.language or "en")
        code = _text(record.find("DescriptorUI"))
        if not code:
            raise TerminologyError(f"{source.name}:{line}: a descriptor without a DescriptorUI")
        name, bracket, english = _text(record.find("DescriptorName/String")).partition("[")
        terms = [Term(name.strip(), language, True)]
        if bracket:
            terms.append(Term(english.rstrip("] "), "en", True))
        for concept in record.findall("ConceptList/Concept"):
            if concept.get("PreferredConceptYN") == "Y":
                for term in concept.findall("TermList/Term"):
                    translated = not bracket or _text(term.find("TermUI")).startswith("fre")
                    terms.append(Term(_text(term.find("String")), language if translated else "en"))
        numbers = [_text(n) for n in record.findall("TreeNumberList/TreeNumber")]
        known: dict[tuple[str, str], Term] = {}
        for one in terms:
            if one.text:
                known.setdefault(one[:2], one)
        found.append((line, code, tuple(known.values()), numbers))
    above = tree_parents({code: numbers for _, code, _, numbers in found})
    for line, code, mesh_terms, numbers in found:
        parents = tuple(curie("mesh", parent) for parent in above[code])
        kind = kind_of_tree(numbers)
        yield Row(curie("mesh", code), mesh_terms, f"{source.name}:{line}", parents, (), kind)
