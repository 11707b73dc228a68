"""Looking into the ontology: from what a person writes - a label, a local name, a code, an IRI - to the concept."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from casegraph.errors import UnknownConceptError
from casegraph.terminology.added import open_lexicon
from casegraph.terminology.concepts import CONCEPT, Concept, is_outside
from casegraph.terminology.lexicon import Lexicon
from casegraph.text.fold import plain

__all__ = ["ConceptForms", "concept_forms", "find_concepts", "resolve_concept", "shown", "suggest_concepts"]

_CODE = re.compile(r"[a-z][a-z0-9]*:\S+")
_NEAREST = 5
_SKOS = "http://www.w3.org/2004/02/skos/core#"


def resolve_concept(text: str, kind: str | None = None, lexicon: Lexicon | None = None) -> Concept:
    """The one concept that `text` names.

    Args:
        text: a French or English label or form ("thrombopénie"), a local name ("c:Thrombocytopenia" or without "c:"),
            a code ("ncit:C3408", "icdo3m:8500/3") or the concept's IRI. Accents and capitals of a label do not matter.
        kind: only concepts of this kind ("condition", "observable" ...); None for any.
        lexicon: where to look, the shipped one unless given.

    Raises:
        UnknownConceptError: no concept of that kind is named so (the message lists the nearest), or several are.
    """
    lexicon = lexicon or open_lexicon()
    wrong_kind: Concept | None = None
    for found in _ways(text.strip(), lexicon):
        fitting = [c for c in found if kind is None or c.kind == kind]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise UnknownConceptError(f"'{text}' may be {_listed(fitting)}; give one of these")
        wrong_kind = wrong_kind or next(iter(found), None)
    if wrong_kind is not None:
        raise UnknownConceptError(
            f"'{text}' is {shown(wrong_kind)}, of the kind {wrong_kind.kind}; a {kind} is asked for"
        )
    near = find_concepts(text, kind, lexicon)[:_NEAREST]
    raise UnknownConceptError(
        f"no concept is named '{text}'"
        + (f"; the nearest: {_listed(near)}" if near else "; casegraph concept find WORDS looks for one")
    )


def find_concepts(text: str, kind: str | None = None, lexicon: Lexicon | None = None) -> list[Concept]:
    """The concepts whose labels, forms, name or codes match `text`, the best first: named so, holding it, alike."""
    lexicon = lexicon or open_lexicon()
    found = {c.name: c for way in _ways(text.strip(), lexicon) for c in way}
    wanted = _plain(text)
    forms = _by_form()
    if wanted:
        inside = [form for form in forms if wanted in form]
        inside.sort(key=lambda form: (not form.startswith(wanted), len(form), form))
        for form in inside + difflib.get_close_matches(wanted, forms, n=_NEAREST, cutoff=0.75):
            found |= {n: lexicon.terminology[n] for n in forms[form] if n in lexicon.terminology.by_name}
    return [c for c in found.values() if kind is None or c.kind == kind]


def suggest_concepts(text: str, most: int, kind: str | None = None) -> list[Concept]:
    """At most `most` concepts for what somebody has begun to write: named so or coded so, then begun, then holding it.

    Unlike `find_concepts` it looks for nothing alike, so that it answers between two strokes of a key.
    """
    lexicon = open_lexicon()
    found = {c.name: c for way in _ways(text.strip(), lexicon) for c in way if kind is None or c.kind == kind}
    wanted = _plain(text)
    inside = [form for form in _by_form() if wanted in form] if wanted else []
    inside.sort(key=lambda form: (not form.startswith(wanted), f" {wanted}" not in form, len(form), form))
    for form in inside:
        if len(found) >= most:
            break
        for name in _by_form()[form]:
            concept = lexicon.terminology.by_name.get(name)
            if concept is not None and (kind is None or concept.kind == kind):
                found.setdefault(name, concept)
    return list(found.values())[:most]


def shown(concept: Concept) -> str:
    """A concept as messages name it: "c:Thrombocytopenia", or the code of an outside terminology's."""
    return concept.codes[0] if is_outside(concept.name) else f"c:{concept.name}"


def _listed(concepts: list[Concept]) -> str:
    named = ", ".join(f"{shown(c)} ({c.fr})" for c in concepts[:_NEAREST])
    more = len(concepts) - _NEAREST
    return named + (f" and {more} more" if more > 0 else "")


def _ways(text: str, lexicon: Lexicon) -> Iterable[list[Concept]]:
    """What `text` may name, the surest reading first; a reading that finds nothing is empty."""
    by_name = lexicon.terminology.by_name
    name = text.strip("<>").removeprefix(CONCEPT).removeprefix("c:")
    yield [by_name[name]] if name in by_name else []
    if _CODE.fullmatch(text) or "://" in text:
        yield lexicon.coded(text.strip("<>"))
    wanted = _plain(text)
    yield [by_name[found] for found in _by_label(lexicon).get(wanted, ())]
    yield [by_name[found] for found in sorted(lexicon.lookup(text))]
    yield [by_name[found] for found in _by_form().get(wanted, ()) if found in by_name]


class ConceptForms(NamedTuple):
    """The ways to write a concept, by language: preferred label first, hidden ones (misspellings) last."""

    preferred: dict[str, str]
    others: dict[str, list[str]]
    hidden: dict[str, list[str]]


def concept_forms(name: str) -> ConceptForms:
    """Every label and form of a concept, from the shipped ontology; empty for a name it does not have."""
    preferred: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    hidden: dict[str, list[str]] = {}
    for concept, property_, text, language in _labels():
        if concept == name:
            if property_ == "prefLabel":
                preferred[language] = text
            else:
                (others if property_ == "altLabel" else hidden).setdefault(language, []).append(text)
    return ConceptForms(preferred, others, hidden)


@cache
def _labels() -> list[tuple[str, str, str, str]]:
    """Local name, label property, text and language of every label of the shipped ontology, in a fixed order."""
    import pyoxigraph as ox

    from casegraph.graph.ontology import ontology_files

    wanted = {ox.NamedNode(_SKOS + name): name for name in ("prefLabel", "altLabel", "hiddenLabel")}
    out = []
    # The files themselves: opening them as a store with its closure takes four times as long.
    for path in ontology_files():
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            property_ = wanted.get(triple.predicate)
            if property_ is None or not isinstance(triple.subject, ox.NamedNode):
                continue
            subject, label = triple.subject.value, triple.object
            if isinstance(label, ox.Literal) and subject.startswith(CONCEPT):
                out.append((subject.removeprefix(CONCEPT), property_, label.value, label.language or ""))
    return sorted(out)


@lru_cache(maxsize=2)
def _by_label(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """The names of the concepts by their preferred labels in plain form, in the order of the terminology."""
    out: dict[str, dict[str, None]] = {}
    for concept in lexicon.terminology.concepts:
        for label in (concept.fr, concept.en):
            out.setdefault(_plain(label), {})[concept.name] = None
    return {label: tuple(names) for label, names in out.items()}


@cache
def _by_form() -> dict[str, tuple[str, ...]]:
    """The local names of the concepts that each form may mean, in either language, by the plain form."""
    out: dict[str, dict[str, None]] = {}
    for concept, _, text, _ in _labels():
        out.setdefault(_plain(text), {})[concept] = None
    return {form: tuple(names) for form, names in out.items()}


def _plain(text: str) -> str:
    """A label without capitals, accents, ligatures and doubled spaces."""
    return " ".join(plain(word) for word in text.replace("’", "'").split())
