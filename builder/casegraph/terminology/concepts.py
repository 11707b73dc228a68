"""Concepts of the ontology as the reader sees them: small plain objects, without RDF."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Any

from casegraph.remembered import MOST, Remembered

__all__ = ["Concept", "Definition", "Terminology", "concept_iri", "is_outside"]

#: Where a concept's IRI begins; a record gives the full IRI, the reader works with local names.
CONCEPT = "https://w3id.org/casegraph/concept/"


def is_outside(name: str) -> bool:
    """Whether a concept's name is that of an outside terminology's concept, which is its IRI."""
    return ":" in name


def concept_iri(name: str) -> str:
    """The IRI of a concept by its name: a local name of the ontology, or an IRI already."""
    return name if ":" in name else CONCEPT + name


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept.

    `kind` is the model's word in lower case ("condition", "treatment", "procedure", "observable", "site", "organism",
    "device", "circumstance", "encounter"). `units` maps each UCUM unit that can be converted to the canonical unit to
    its factor. `low` and `high` are the adult reference range in the canonical unit, `possible_low` and `possible_high`
    the values beyond which a bare number cannot be in that unit. `treats` are the conditions a treatment is given for,
    `allergens` the drugs that an allergy is to.
    """

    name: str
    kind: str
    fr: str
    en: str
    parents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    primary_site: str | None = None
    part_of: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    unit: str | None = None
    units: dict[str, float] = field(default_factory=dict)
    plausible: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    low_indicates: tuple[str, ...] = ()
    high_indicates: tuple[str, ...] = ()
    normal_indicates: tuple[str, ...] = ()
    possible_low: float | None = None
    possible_high: float | None = None
    treats: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The concept's IRI."""
        return concept_iri(self.name)

    @property
    def label(self) -> tuple[tuple[str, str], ...]:
        """The preferred labels by language."""
        return (("fr", self.fr), ("en", self.en))

    def code(self, system: str) -> str | None:
        """The first code of a system, without its prefix, for example `code("icdo3m")` -> "8500/3"."""
        prefix = system + ":"
        for code in self.codes:
            if code.startswith(prefix):
                return code[len(prefix) :]
        return None


@dataclass(frozen=True, slots=True)
class Definition:
    """A concept defined as its genus at a site: breast carcinoma is a carcinoma with site breast."""

    concept: str
    genus: tuple[str, ...]
    site: str


class Terminology:
    """The concepts by name, their hierarchy, and the definitions that compose one from genus and site."""

    def __init__(self, concepts: list[Concept], definitions: list[Definition]) -> None:
        self.concepts = concepts
        self.by_name = {c.name: c for c in concepts}
        self.definitions = definitions
        self._ancestors: dict[str, frozenset[str]] = {}
        self._around: dict[str, tuple[str, ...]] = {}
        self._coded: dict[str, bool] = {}
        self._malignant: dict[str, bool] = {}
        self._kinds: Remembered[tuple[str, ...], frozenset[str]] = Remembered(
            lambda names: frozenset(self.by_name[name].kind for name in names)
        )
        self.compose = lru_cache(maxsize=MOST)(self._compose)

    def __getitem__(self, name: str) -> Concept:
        return self.by_name[name]

    def ancestors(self, name: str) -> frozenset[str]:
        """The concept itself and everything above it."""
        known = self._ancestors.get(name)
        if known is None:
            above = {name}
            concept = self.by_name.get(name)
            for parent in concept.parents if concept else ():
                above |= self.ancestors(parent)
            known = self._ancestors[name] = frozenset(above)
        return known

    def is_a(self, name: str | None, ancestor: str) -> bool:
        """Whether `ancestor` is the concept itself or above it."""
        return name is not None and ancestor in (self._ancestors.get(name) or self.ancestors(name))

    def any_of(self, names: tuple[str, ...], kind: str) -> bool:
        """Whether one of some concepts is of a kind."""
        return kind in self._kinds[names]

    @cached_property
    def _by_site(self) -> dict[str, list[Definition]]:
        index: dict[str, list[Definition]] = {}
        for definition in self.definitions:
            index.setdefault(definition.site, []).append(definition)
        return index

    @cached_property
    def _wholes(self) -> dict[str, tuple[str, ...]]:
        return {c.name: c.part_of for c in self.concepts if c.part_of}

    def treated_by(self, treatment: str) -> frozenset[str]:
        """The conditions that a treatment, or what it is a kind of, is given for in general."""
        above = (self.by_name[a] for a in self.ancestors(treatment) if a in self.by_name)
        return frozenset(condition for concept in above for condition in concept.treats)

    @cached_property
    def _allergies(self) -> dict[str, str]:
        return {allergen: concept.name for concept in self.concepts for allergen in concept.allergens}

    def allergy_to(self, treatment: str) -> str | None:
        """The allergy to a drug, else to the nearest of what it is a kind of."""
        known = self._allergies
        return next((known[name] for name in (treatment, *sorted(self.ancestors(treatment))) if name in known), None)

    def wholes(self, site: str) -> tuple[str, ...]:
        """The site, what it is a kind of and what it is part of, nearest first."""
        known = self._around.get(site)
        if known is not None:
            return known
        out: list[str] = []
        queue = [site]
        while queue:
            name = queue.pop(0)
            if name in out:
                continue
            out.append(name)
            concept = self.by_name.get(name)
            queue += list(concept.parents if concept else ()) + list(self._wholes.get(name, ()))
        return self._around.setdefault(site, tuple(out))

    def _compose(self, genus: str, site: str) -> str | None:
        """The most specific concept defined as (something above) `genus` at (something around) `site`."""
        above = self.ancestors(genus)
        best: tuple[int, int, str] | None = None
        for distance, place in enumerate(self.wholes(site)):
            for definition in self._by_site.get(place, ()):
                if all(g in above for g in definition.genus):
                    depth = max(len(self.ancestors(g)) for g in definition.genus)
                    if best is None or (depth, -distance) > best[:2]:
                        best = (depth, -distance, definition.concept)
        if best is None:
            return None
        # The composed concept must say at least as much as the genus said on its own.
        composed = best[2]
        return composed if genus in self.ancestors(composed) else None

    def coded(self, name: str) -> bool:
        """Whether a tumour registry codes a concept, by itself or by what it is a kind of."""
        known = self._coded.get(name)
        if known is None:
            above = self.ancestors(name)
            known = any(self.by_name[a].code("icdo3m") for a in above if a in self.by_name)
            self._coded[name] = known
        return known

    def malignant(self, name: str) -> bool:
        """Whether a concept tells of a cancer: only in such a report does a registry code what is called a lesion.

        A course alone tells of none: the recurrence of a dermatosis.
        """
        known = self._malignant.get(name)
        if known is None:
            code = self.by_name[name].code("icdo3m")
            known = code is not None and code[-2:] in ("/2", "/3", "/6") and self.is_a(name, "Neoplasm")
            self._malignant[name] = known
        return known

    def registered(self, name: str) -> bool:
        """Whether a tumour registry codes a concept, by itself, by what it is a kind of, or once its site is told."""
        return self.coded(name) or name in self._coded_at_site

    @cached_property
    def _coded_at_site(self) -> frozenset[str]:
        coded = (d for d in self.definitions if self.by_name[d.concept].code("icdo3m"))
        return frozenset(g for d in coded for g in d.genus)

    def to_plain(self) -> dict[str, Any]:
        """The terminology as JSON-ready lists, in a fixed order; equal unit tables are written once.

        A concept is its first fields, lists as one string, and a table of the fields that only some concepts have.
        """
        tables: list[dict[str, float]] = []
        rows: list[list[Any]] = []
        for c in self.concepts:
            rest = {f.name: value for f in _RARE if (value := getattr(c, f.name)) not in (None, ())}
            if c.units:
                if c.units not in tables:
                    tables.append(c.units)
                rest["units"] = tables.index(c.units)
            else:
                del rest["units"]
            rows.append([c.name, c.kind, c.fr, c.en, " ".join(c.parents), " ".join(c.codes), *([rest] if rest else [])])
        return {
            "units": tables,
            "concepts": rows,
            "definitions": [[d.concept, d.genus, d.site] for d in self.definitions],
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Terminology:
        """The inverse of `to_plain`."""
        tables = plain["units"]
        concepts = []
        for name, kind, fr, en, parents, codes, *rest in plain["concepts"]:
            fields_: dict[str, Any] = (
                {key: tuple(v) if type(v) is list else v for key, v in rest[0].items()} if rest else {}
            )
            if "units" in fields_:
                fields_["units"] = tables[fields_["units"]]
            concepts.append(Concept(name, kind, fr, en, tuple(parents.split()), tuple(codes.split()), **fields_))
        return cls(concepts, [Definition(d[0], tuple(d[1]), d[2]) for d in plain["definitions"]])


_RARE = fields(Concept)[6:]
