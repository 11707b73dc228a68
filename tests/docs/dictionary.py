"""The data dictionary: docs/data-dictionary.md from `casegraph.records` and `ontology/model.ttl`.

`make docs` writes it; a test holds it up to date.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from casegraph import records
from casegraph.graph.vocabulary import CG, INTERPRETATIONS, LATERALITIES, PREFIXES
from casegraph.resources import data_folder

PLACE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
_RDFS, _SKOS, _OWL = PREFIXES["rdfs"], "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2002/07/owl#"
_MORE = {"obo": "http://purl.obolibrary.org/obo/", "owl": _OWL, "skos": _SKOS}
#: The classes of the parts of a record, in the order of the document, and what a column of each is called.
_PARTS = (records.Value, records.Dose, records.Frequency, records.Site, records.TimeRef, records.Span)
#: The words that a field may hold, by the field.
_VALUES = {
    "kind": records.KINDS,
    "presence": records.PRESENCES,
    "status": records.STATUSES,
    "experiencer": ("patient", "family", "other"),
    "laterality": tuple(LATERALITIES),
    "interpretation": tuple(INTERPRETATIONS),
}
#: How JSON writes a field whose type says too little.
_WRITTEN = {
    "extent": "[start, end]",
    "fragments": "list of [start, end], or null",
    "label": "object of texts by language, or null",
}
_HEAD = """# Data dictionary

Written by `make docs` from `builder/casegraph/records.py` and `ontology/model.ttl`; edit those.

The same facts are written in two ways: as **statement records** (`--to jsonl`), one JSON object for each mention, and
as an **RDF graph**, whose classes and properties are those of the **model**. Which field becomes which triple is told
in `builder/casegraph/graph/writer.py`.

Offsets are code points of the text as it stands in the graph, half open: `text[start:end]` is what is quoted. Units are
UCUM codes. Days count from the admission, which is day 1.
"""


def document() -> str:
    """The whole document."""
    return "\n".join([_HEAD, *_records(), *_model()]).rstrip() + "\n"


def _records() -> Iterator[str]:
    yield "## The statement record\n"
    yield from _fields(records.Record)
    for name, words in _VALUES.items():
        yield f"`{name}` is one of: {', '.join(words)}.\n"
    for part in _PARTS:
        yield f"### {_PART_NAMES[part.__name__]}\n"
        yield f"{_summary(part)}\n"
        yield from _fields(part)


_PART_NAMES = {
    "Value": "value, size, age",
    "Dose": "dose",
    "Frequency": "frequency",
    "Site": "site",
    "TimeRef": "time",
    "Span": "words (cue, cycle, route, duration)",
}
_PART_OF = {
    "Value": "value", "Dose": "dose", "Frequency": "frequency", "Site": "site", "TimeRef": "time", "Span": "words"
}  # fmt: skip


def _fields(kind: type) -> Iterator[str]:
    told = attributes(kind)
    yield "| field | JSON | holds |"
    yield "| --- | --- | --- |"
    for field in dataclasses.fields(kind):
        yield f"| `{field.name}` | {_json_type(field.name, str(field.type))} | {_cell(told[field.name])} |"
    yield ""


def attributes(kind: type) -> dict[str, str]:
    """What the docstring of a class says of each of its attributes."""
    text = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2]
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        begun = re.match(r"    (\w+): (.+)", line)
        if begun:
            name = begun[1]
            found[name] = begun[2]
        elif line.strip() and name:
            found[name] += " " + line.strip()
    return found


def _summary(kind: type) -> str:
    return inspect.cleandoc(kind.__doc__ or "").splitlines()[0]


def _json_type(name: str, annotation: str) -> str:
    if name in _WRITTEN:
        return _WRITTEN[name]
    optional = " or null" if "None" in annotation else ""
    plain = annotation.removesuffix(" | None")
    if plain.startswith("tuple[str"):
        return "list of texts"
    words = {"str": "text", "int": "integer", "float": "number", "bool": "true or false"}
    return (words.get(plain) or f"object, see {_PART_OF[plain]}") + optional


class _Model:
    """The triples of model.ttl in the order of the file."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, list[ox.Literal | str]]] = {}
        for triple in ox.parse(path=data_folder("ontology") / "model.ttl", format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode):
                term = triple.object
                value = term if isinstance(term, ox.Literal) else str(getattr(term, "value", term))
                self.of.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(value)

    def names(self, node: str, predicate: str) -> list[str]:
        """The things that a property names, as prefixed names."""
        return [_short(value) for value in self.of[node].get(predicate, ()) if isinstance(value, str)]

    def text(self, node: str, predicate: str, language: str) -> str:
        """The text of a property in a language."""
        values = self.of[node].get(predicate, ())
        return next((v.value for v in values if isinstance(v, ox.Literal) and v.language == language), "")

    def kinds(self, *kinds: str) -> list[str]:
        """The terms of the model that are of one of these types."""
        of_type = PREFIXES["rdf"] + "type"
        return [n for n in self.of if n.startswith(CG) and set(self.of[n].get(of_type, ())) & set(kinds)]


def _model() -> Iterator[str]:
    model = _Model()
    prefixes = ", ".join(f"`{name}:` {iri}" for name, iri in {**PREFIXES, **_MORE}.items())
    yield "## The model\n"
    yield f"Prefixes: {prefixes}.\n"
    yield "### Classes\n"
    yield "| class | French, English | below | is |"
    yield "| --- | --- | --- | --- |"
    for node in model.kinds(_OWL + "Class"):
        above = ", ".join(f"`{name}`" for name in model.names(node, _RDFS + "subClassOf"))
        yield _row(f"`{_short(node)}`", _labels(model, node, _RDFS + "label"), above, _definition(model, node))
    yield ""
    for title, kind, note in (
        ("Properties between things", "ObjectProperty", "From a thing of the domain to one of the range."),
        ("Properties with a literal value", "DatatypeProperty", "From a thing of the domain to a value of a datatype."),
        ("Annotation properties", "AnnotationProperty", "Towards classes, and those of concepts."),
    ):  # fmt: skip
        yield f"### {title}\n"
        yield f"{note}\n"
        yield "| property | French, English | domain | range | below | holds |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for node in model.kinds(_OWL + kind):
            ends = [_listed(model.names(node, _RDFS + name)) for name in ("domain", "range", "subPropertyOf")]
            yield _row(f"`{_short(node)}`", _labels(model, node, _RDFS + "label"), *ends, _definition(model, node))
        yield ""
    yield "### Values\n"
    yield "| value | of | French, English | broader | means |"
    yield "| --- | --- | --- | --- | --- |"
    for node in model.kinds(_OWL + "NamedIndividual"):
        of = [name for name in model.names(node, PREFIXES["rdf"] + "type") if name.startswith("cg:")]
        broader = _listed(model.names(node, _SKOS + "broader"))
        labels = _labels(model, node, _SKOS + "prefLabel")
        yield _row(f"`{_short(node)}`", _listed(of), labels, broader, _definition(model, node))
    yield ""


def _labels(model: _Model, node: str, predicate: str) -> str:
    return ", ".join(model.text(node, predicate, language) for language in ("fr", "en"))


def _definition(model: _Model, node: str) -> str:
    return model.text(node, _SKOS + "definition", "en")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _short(iri: str) -> str:
    for prefix, stem in {**PREFIXES, **_MORE}.items():
        if iri.startswith(stem):
            return f"{prefix}:{iri[len(stem) :]}"
    return iri


if __name__ == "__main__":
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(document(), encoding="utf-8")
