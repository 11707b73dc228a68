"""What inference needs of the ontology, and no more: the rules, and the facts about the concepts they answer to.

It is drawn from the whole ontology once and kept in the user's cache folder as JSON, keyed by the hash of the ontology
files, so that reading a case never loads the ontology.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from casegraph.errors import OntologyError
from casegraph.graph.closure import hierarchy
from casegraph.graph.limits import FACT, Facts, spell_out
from casegraph.graph.ontology import ontology_version, read_ontology_files
from casegraph.graph.vocabulary import CONCEPT
from casegraph.kept import cache_folder, collector_paused, forget_unused, read_kept, write_kept
from casegraph.resources import data_folder
from casegraph.terminology.concepts import Terminology
from casegraph.terminology.lexicon import shipped_lexicon

__all__ = ["ConceptFacts", "Conclusion", "Rule", "RuleBase", "build_rules", "shipped_rules"]

_INDICATES = re.compile(r"fact#indicates> <([^>]+)>")
_COMMENT = re.compile(r"^#.*\n", re.MULTILINE)
_NEEDS = re.compile(r"^# needs: (.+)$", re.MULTILINE)
#: Changes whenever what is kept in the cache does.
_LAYOUT = "7"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A concept that rules conclude to, as records carry it."""

    label: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query of `ontology/rules`: its file's name and its text without comments.

    `needs` are fact terms without which it concludes nothing, from its line `# needs: fact:pattern`, and which every
    statement that it goes by leads to: a query costs a part of a millisecond even where it finds nothing.
    """

    name: str
    query: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class RuleBase:
    """The rules, in the order of their names, and what they read of the ontology.

    `conclusions` are the concepts that the rules conclude to, by IRI.
    """

    rules: tuple[Rule, ...]
    facts: Facts
    conclusions: dict[str, Conclusion]

    def answers(self, concept: str) -> bool:
        """Whether some rule answers to a concept."""
        return concept in self.facts.links

    def facts_of(self, said: Mapping[str, ConceptFacts], sex: str, *, child: bool) -> str:
        """The N-Triples that the queries read where a case says something of some concepts.

        `sex` is the local name of the patient's in the model; for a child, limits that hold for adults are left out.
        """
        lines: list[str] = []
        nodes: dict[str, None] = {}
        facts = self.facts
        for concept in sorted(said):
            for line, node in facts.links[concept]:
                if (node in facts.sexes and sex not in facts.sexes[node]) or (child and node in facts.adults):
                    continue
                if said[concept].counts(facts.stretches.get(node), facts.words.get(node)):
                    lines.append(line)
                    nodes[node] = None
        return "".join(lines + [facts.nodes[node] for node in nodes])


@dataclass(frozen=True, slots=True)
class ConceptFacts:
    """What the results of one concept say: readings (unit, lowest, highest), and words with the units of their results.

    It tells which limits and cues can count for the concept; whether they do the rules decide.
    """

    readings: list[tuple[str, float, float]] = field(default_factory=list)
    words: list[tuple[str, frozenset[str]]] = field(default_factory=list)

    def counts(self, stretch: tuple[str, float, float] | None, word: tuple[str, str] | None) -> bool:
        """Whether a limit of that stretch or a cue of that word can count; everything else always can."""
        if stretch is not None:
            unit, lowest, highest = stretch
            return any(own == unit and lowest <= low and high <= highest for own, low, high in self.readings)
        if word is not None:
            return any(said == word[0] and word[1] not in units for said, units in self.words)
        return True


@cache
def shipped_rules() -> RuleBase:
    """The rules of the shipped ontology, from the cache or drawn from it now.

    Raises:
        OntologyError: the ontology is missing or broken.
    """
    folder = data_folder("ontology")
    place = cache_folder() / f"rules-{_LAYOUT}-{ontology_version(folder)}.json"
    try:
        with collector_paused():
            return _from_plain(json.loads(read_kept(place)))
    except (OSError, ValueError, KeyError, TypeError):
        rules = build_rules(folder, shipped_lexicon().terminology)
    try:
        write_kept(place, json.dumps(asdict(rules), ensure_ascii=False, default=sorted).encode())
        forget_unused(place, "rules-")
    except OSError as error:
        warnings.warn(
            f"the rules cannot be kept in {place.parent} ({error.strerror}); they are prepared again at each start",
            stacklevel=2,
        )
    return rules


def build_rules(folder: Path, terminology: Terminology | None = None) -> RuleBase:
    """Draw the rules from an ontology folder.

    `terminology` is what the reader made of that folder, read anew where it is not given.

    Raises:
        OntologyError: the folder has no rules, or a file is not Turtle.
    """
    from casegraph.terminology.ontology_reader import read_ontology

    paths = sorted((folder / "rules").glob("*.rq"))
    if not paths:
        raise OntologyError(f"{folder / 'rules'}: no rule (*.rq) found; install the package again")
    store = read_ontology_files(folder)
    facts = spell_out(store, hierarchy(store))
    terminology = terminology or read_ontology(folder)[0]
    conclusions = {}
    for iri in sorted({iri for lines in facts.nodes.values() for iri in _INDICATES.findall(lines)}):
        concept = terminology.by_name.get(iri.removeprefix(CONCEPT))
        conclusions[iri] = Conclusion(concept.label, concept.codes) if concept else Conclusion((), ())
    return RuleBase(tuple(_rule(path) for path in paths), facts, conclusions)


def _rule(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8")
    needs = _NEEDS.search(text)
    terms = tuple(f"<{FACT}{name.removeprefix('fact:')}>" for name in needs[1].split()) if needs else ()
    return Rule(path.name, _COMMENT.sub("", text), terms)


def _from_plain(plain: dict[str, Any]) -> RuleBase:
    conclusions = {
        iri: Conclusion(tuple((language, text) for language, text in value["label"]), tuple(value["codes"]))
        for iri, value in plain["conclusions"].items()
    }
    rules = tuple(Rule(rule["name"], rule["query"], tuple(rule["needs"])) for rule in plain["rules"])
    links = {concept: [(line, node) for line, node in found] for concept, found in plain["facts"]["links"].items()}
    facts = plain["facts"]
    stretches = {node: (unit, lowest, highest) for node, (unit, lowest, highest) in facts["stretches"].items()}
    words = {node: (interpretation, unit) for node, (interpretation, unit) in facts["words"].items()}
    ranges = {concept: (low, high) for concept, (low, high) in facts["ranges"].items()}
    kept = Facts(links, facts["nodes"], facts["sexes"], set(facts["adults"]), stretches, words, ranges)
    return RuleBase(rules, kept, conclusions)
