"""The shipped lexicon and outside terminologies as one lexicon.

A concept of an outside terminology that a report meets is taken up, with everything above it, into the terminology that
the reader works with; one that is linked to a shipped concept is that concept. Nothing else of it is ever read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from casegraph.records import OutsideConcept
from casegraph.remembered import Remembered
from casegraph.terminology.compiled import Compiled
from casegraph.terminology.concepts import Concept, Terminology, concept_iri, is_outside
from casegraph.terminology.importers.records import Term
from casegraph.terminology.lexicon import Beginning, Lexicon, Match
from casegraph.terminology.links import Links
from casegraph.terminology.reach import reach_of
from casegraph.text.tokens import Tokens

__all__ = ["JoinedLexicon", "Layer", "labels_of"]


@dataclass(frozen=True, slots=True)
class _TakenUp(Concept):
    """A concept of an outside terminology: `labels` in the languages it has, `source` the terminology's name."""

    labels: tuple[tuple[str, str], ...] = ()
    source: str = ""

    @property
    def label(self) -> tuple[tuple[str, str], ...]:
        """The preferred labels by language."""
        return self.labels


def labels_of(terms: Sequence[Term]) -> tuple[tuple[str, str], ...]:
    """The preferred French and English label, or the first way to write it; another language where it has neither."""
    found: dict[str, str] = {}
    for term in sorted(terms, key=lambda t: not t.preferred):
        found.setdefault(term.language, term.text)
    kept = tuple((language, found[language]) for language in ("fr", "en") if language in found)
    return kept or tuple(found.items())[:1]


#: Up to how many ways on from one word are listed; of more the trie is asked.
_FEW = 256


class _Asked:
    """The words that may stand behind one, of so many that they are asked for one by one."""

    def __init__(self, first: str, stems: Any) -> None:
        self._known: Remembered[str, bool] = Remembered(lambda second: first + second in stems, 4 * _FEW)

    def __contains__(self, word: Any) -> bool:
        return self._known[word]


class Layer(Lexicon):
    """The forms of one outside terminology; the names of its matches are IRIs, or local names where they are linked."""

    def __init__(self, compiled: Compiled, links: Links, terminology: Terminology) -> None:
        super().__init__(terminology, compiled.tries, compiled.about["layout"])
        self.compiled, self.links = compiled, links
        self._taken = dict(links.concepts)
        self._names = _Names(self)  # type: ignore[assignment]
        #: The layers that are read together, this one among them, and the concepts that they are just taking up.
        self.beside: tuple[Layer, ...] = (self,)
        self.taking: set[str] = set()
        self._roots = {c.kind: c.name for c in terminology.concepts if not c.parents}

    def _read_beginning(self, word: str) -> Beginning | None:
        """How forms go on that begin with a word; of a large terminology they are asked for, not listed."""
        alone = word + " "
        key = alone if alone in self._trie else None
        keys = list(islice(self.compiled.stems.iterkeys(alone), _FEW))
        if not keys:
            return Beginning(word, key, ()) if key else None
        if len(keys) == _FEW:
            return Beginning(word, key, _Asked(alone, self.compiled.stems))
        return Beginning(word, key, frozenset(k[len(alone) :].partition(" ")[0] for k in keys))

    def _read_stem(self, stem: str) -> str | None:
        """The form that some words are; of a large terminology its own trie of beginnings answers sooner."""
        if stem not in self.compiled.stems:
            return None
        return key if (key := stem + " ") in self._trie else ""

    def take_up(self, number: int) -> str:
        """The name of a concept, known to the terminology from now on, as is all that is above it."""
        name = self._taken.get(number)
        if name is None:
            name = self._taken[number] = self._take_up(number)
        return name

    def _take_up(self, number: int) -> str:
        entry = self.compiled.entry(number)
        iri = self.compiled.iri(entry.code)
        by_name = self.terminology.by_name
        if iri in by_name or iri in self.taking:
            return iri
        # A table of translations and the ontology it translates give one concept: names, codes and place of both.
        entries = [entry]
        same = [(layer, also) for layer in self.beside
                if layer is not self and (also := layer.compiled.number(iri)) is not None]  # fmt: skip
        for layer, also in same:
            if also in layer.links.concepts:
                return layer.links.concepts[also]
        self.taking.add(iri)
        parents = dict.fromkeys(map(self.take_up, entry.parents))
        for layer, also in same:
            entries.append(layer.compiled.entry(also))
            parents |= dict.fromkeys(map(layer.take_up, entries[-1].parents))
        self.taking.discard(iri)
        # What two terminologies put above each other is above neither.
        above = tuple(parent for parent in parents if parent not in self.taking and parent != iri)
        if not above and entry.kind in self._roots:
            above = (self._roots[entry.kind],)
        labels = labels_of([term for one in entries for term in one.terms])
        texts = dict(labels)
        fr = texts.get("fr") or next(iter(texts.values()), entry.code)
        by_name[iri] = _TakenUp(
            name=iri,
            kind=entry.kind,
            fr=fr,
            en=texts.get("en") or fr,
            parents=above,
            codes=tuple(dict.fromkeys((entry.code, *(code for one in entries for code in one.matches)))),
            labels=labels,
            source=self.compiled.name,
        )
        return iri


class _Names(Sequence[str]):
    """The name of each concept of a layer by its number, found when it is asked for."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def __getitem__(self, number: Any) -> Any:
        return self._layer.take_up(number)

    def __len__(self) -> int:
        return len(self._layer.compiled)


class _Words:
    """The long words that any of several lexicons knows."""

    def __init__(self, tries: Sequence[Any]) -> None:
        self._tries = tries

    def __contains__(self, word: str) -> bool:
        return any(word in trie for trie in self._tries)


class JoinedLexicon(Lexicon):
    """The shipped lexicon with outside terminologies behind it, the first added first."""

    def __init__(self, shipped: Lexicon, added: Sequence[tuple[Compiled, Links]]) -> None:
        terminology = Terminology(_with_codes(shipped.terminology, added), shipped.terminology.definitions)
        super().__init__(terminology, shipped.tries, shipped.version)
        self._shipped = shipped
        self.layers = tuple(Layer(compiled, links, terminology) for compiled, links in added)
        taking: set[str] = set()
        for layer in self.layers:
            layer.beside, layer.taking = self.layers, taking
        # A word that an outside terminology knows is no misspelling of one that the shipped lexicon knows.
        self._words = _Words([self._words, *(layer.tries.words for layer in self.layers)])
        self._same: dict[str, list[tuple[Layer, int]]] = {}
        for layer in self.layers:
            for number, name in layer.links.concepts.items():
                self._same.setdefault(name, []).append((layer, number))

    def find(self, tokens: Tokens) -> list[Match]:
        """Every occurrence of a form in any of the lexicons; one that several know has the concepts of all."""
        reach = reach_of(tokens)
        found = self.find_within(tokens, reach)
        known = {(match.first, match.last): place for place, match in enumerate(found)}
        outside: dict[tuple[int, int], dict[str, None]] = {}
        for layer in self.layers:
            for match in layer.find_within(tokens, reach):
                # "hémoglobine à 12" is no haemoglobin A.
                word = tokens.text[match.last]
                if len(word) == 1 and word.isalpha() and not word.isupper():
                    continue
                outside.setdefault((match.first, match.last), {}).update(dict.fromkeys(match.concepts))
        for (first, last), names in outside.items():
            place = known.get((first, last))
            if place is None:
                found.append(Match(first, last, tuple(names)))
            else:
                # What the ontology itself knows is read as it says; the others are candidates beside it.
                match = found[place]
                found[place] = match._replace(others=tuple(n for n in names if n not in match.concepts))
        found.sort(key=lambda match: (match.first, -match.last))
        return found

    def named(self, folded: list[str]) -> tuple[str, ...]:
        """The concepts of a form given as its folded words, articles left out."""
        names = [*super().named(folded), *(name for layer in self.layers for name in layer.named(folded))]
        return tuple(dict.fromkeys(names))

    def lookup(self, text: str) -> tuple[str, ...]:
        """The concepts that a form on its own may mean."""
        names = [*super().lookup(text), *(name for layer in self.layers for name in layer.lookup(text))]
        return tuple(dict.fromkeys(names))

    def coded(self, code: str) -> list[Concept]:
        """The concepts of a code or an IRI, shipped and outside ones; or what refers to it where it is nobody's own."""
        names = [c.name for c in self._shipped.coded(code)]
        for layer in self.layers:
            number = layer.compiled.number(code)
            if number is not None:
                names.append(layer.take_up(number))
        names = names or [c.name for c in super().coded(code)]
        return [self.terminology[name] for name in dict.fromkeys(names)]

    def forms_of(self, name: str) -> list[tuple[str, Term]]:
        """The ways that outside terminologies write a concept, each with the terminology's name."""
        out = []
        for layer in self.layers:
            number = layer.compiled.number(name)
            numbers = [n for of, n in self._same.get(name, ()) if of is layer] + ([] if number is None else [number])
            out += [(layer.compiled.name, term) for n in numbers for term in layer.compiled.entry(n).terms]
        return out

    def outside(self, names: Iterable[str]) -> tuple[OutsideConcept, ...]:
        """What outside terminologies say of the concepts that a case uses, and of everything above those.

        The concepts used come first, each with all that is above it in any of the hierarchies; what is only above
        another has what is directly above it.
        """
        used: dict[str, OutsideConcept] = {}
        further: dict[str, None] = {}
        for name in dict.fromkeys(names):
            above = self._above(name)
            if not is_outside(name):
                known = self.terminology.ancestors(name)
                above = [a for a in above if a not in known]
                if not above:
                    continue
            used[name] = self._described(name, above, used=True)
            further |= dict.fromkeys(filter(is_outside, above))
        for name in further:
            if name not in used:
                used[name] = self._described(name, self.terminology[name].parents, used=False)
        return tuple(used.values())

    def _described(self, name: str, above: Iterable[str], *, used: bool) -> OutsideConcept:
        concept = self.terminology[name]
        same = [layer.compiled.iri(layer.compiled.entry(n).code) for layer, n in self._same.get(name, ())]
        return OutsideConcept(
            iri=concept.iri,
            labels=concept.label,
            codes=concept.codes,
            above=tuple(map(concept_iri, above)),
            used=used,
            source=concept.source if isinstance(concept, _TakenUp) else None,
            same=tuple(same),
        )

    def _above(self, name: str) -> list[str]:
        """Everything above a concept in the shipped hierarchy and those that its equals outside stand in."""
        seen: dict[str, None] = {}
        queue = [name]
        for at in queue:
            if at in seen:
                continue
            seen[at] = None
            queue += self.terminology[at].parents
            for layer, number in self._same.get(at, ()):
                queue += [layer.take_up(parent) for parent in layer.compiled.entry(number).parents]
        del seen[name]
        return list(seen)


def _with_codes(shipped: Terminology, added: Sequence[tuple[Compiled, Links]]) -> list[Concept]:
    """The shipped concepts, those that outside ones are linked to with the codes of both."""
    gained: dict[str, tuple[str, ...]] = {}
    for _, links in added:
        for name, codes in links.codes.items():
            gained[name] = (*gained.get(name, ()), *codes)
    return [
        replace(c, codes=tuple(dict.fromkeys((*c.codes, *gained[c.name])))) if c.name in gained else c
        for c in shipped.concepts
    ]
