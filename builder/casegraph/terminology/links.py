"""Which concepts of an outside terminology are concepts of the shipped ontology, by the codes that both give.

A code that the ontology gives a concept (`skos:exactMatch`) and that is the outside concept's own code makes the two
one. So does a cross-reference, where it names one concept and no other concept claims it. Everything else is a
conflict: it is reported, and the two stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from casegraph.terminology.compiled import Compiled
from casegraph.terminology.concepts import Terminology

__all__ = ["Conflict", "Links", "above_in", "find_links", "identifying_codes"]

#: Systems whose codes say that two concepts are the same. A registry codes many concepts alike: ICD-O-3 is none.
_IDENTIFYING = frozenset({"ncit", "sct", "umls", "hpo", "loinc", "atc"})
#: Kinds that terminologies cut differently: the same test is a procedure in one and something observed in another.
_ALIKE = (
    frozenset({"condition", "assessment", "qualifier", "circumstance"}),
    frozenset({"procedure", "observable", "assessment", "treatment", "encounter"}),
    frozenset({"treatment", "observable", "organism"}),
)


def identifying_codes(shipped: Terminology) -> frozenset[str]:
    """The codes of the ontology that say that an outside concept is the same."""
    return frozenset(code for c in shipped.concepts for code in c.codes if code.partition(":")[0] in _IDENTIFYING)


class Conflict(NamedTuple):
    """Why concepts that mappings call the same were left apart: the outside codes, the shipped names, the reason."""

    codes: tuple[str, ...]
    concepts: tuple[str, ...]
    reason: str

    def __str__(self) -> str:
        shipped = ", ".join(f"c:{name}" for name in self.concepts)
        return f"{', '.join(self.codes)} and {shipped}: {self.reason}"


@dataclass(frozen=True)
class Links:
    """The shipped concept of an outside concept's number, the codes that each so gains, and what was left apart."""

    concepts: dict[int, str]
    codes: dict[str, tuple[str, ...]]
    conflicts: tuple[Conflict, ...]

    def to_plain(self) -> dict[str, Any]:
        """The links as JSON-ready data."""
        return {"concepts": sorted(self.concepts.items()), "codes": self.codes, "conflicts": list(self.conflicts)}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Links:
        """The inverse of `to_plain`."""
        conflicts = tuple(Conflict(tuple(c), tuple(n), reason) for c, n, reason in plain["conflicts"])
        codes = {name: tuple(found) for name, found in plain["codes"].items()}
        return cls({int(number): str(name) for number, name in plain["concepts"]}, codes, conflicts)


def find_links(compiled: Compiled, shipped: Terminology) -> Links:
    """Link a terminology to the shipped ontology; what contradicts itself is left apart."""
    own: dict[int, dict[str, None]] = {}
    matched: dict[int, dict[str, None]] = {}
    for concept in shipped.concepts:
        for code in concept.codes:
            if code.partition(":")[0] in _IDENTIFYING:
                for number, is_own in compiled.claims(code):
                    (own if is_own else matched).setdefault(number, {})[concept.name] = None
    links: dict[int, str] = {}
    conflicts: list[Conflict] = []

    def conflict(numbers: Iterable[int], names: Iterable[str], reason: str) -> None:
        conflicts.append(Conflict(tuple(compiled.entry(n).code for n in numbers), tuple(names), reason))

    taken: set[str] = set()
    for number, names in own.items():
        if len(names) > 1:
            conflict([number], names, "its code is that of several concepts")
            continue
        (name,) = names
        links[number] = name
        taken.add(name)
    claimed: dict[str, list[int]] = {}
    for number, names in matched.items():
        others = [name for name in names if name != links.get(number)]
        if number in links or number in own:
            if others and number in links:
                conflict([number], others, f"its code says c:{links[number]}, a cross-reference something else")
        elif len(others) > 1:
            conflict([number], others, "its cross-references name several concepts")
        else:
            claimed.setdefault(others[0], []).append(number)
    for name, numbers in claimed.items():
        if name in taken:
            conflict(numbers, [name], "a cross-reference says they are the same, but another concept has its code")
        elif len(numbers) > 1:
            conflict(numbers, [name], "several concepts have cross-references to it")
        elif not _fit(compiled.entry(numbers[0]).kind, shipped[name].kind):
            kinds = f"a {compiled.entry(numbers[0]).kind} and a {shipped[name].kind}"
            conflict(numbers, [name], f"a cross-reference says they are the same, but they are {kinds}")
        else:
            links[numbers[0]] = name
    for number, above in _turned_around(compiled, shipped, links):
        name = links.pop(number)
        conflict([number], [name], f"it lies below {above} there and above it in the ontology")
    codes: dict[str, tuple[str, ...]] = {}
    for number, name in sorted(links.items()):
        entry, has = compiled.entry(number), shipped[name].codes
        gained = [code for code in (entry.code, *entry.matches) if code not in has]
        systems = {code.partition(":")[0] for code in has}
        # A cross-reference adds what the ontology says nothing of; where it says something else, it is reported.
        other = [code for code in gained[:] if code != entry.code and code.partition(":")[0] in systems]
        codes[name] = tuple(dict.fromkeys((*codes.get(name, ()), *(c for c in gained if c not in other))))
        if other and _IDENTIFYING.intersection(code.partition(":")[0] for code in other):
            conflict([number], [name], f"they are one, but it also gives {', '.join(other)}")
    return Links(links, codes, tuple(sorted(conflicts)))


def _fit(one: str, other: str) -> bool:
    return one == other or any(one in alike and other in alike for alike in _ALIKE)


def _turned_around(compiled: Compiled, shipped: Terminology, links: dict[int, str]) -> list[tuple[int, str]]:
    """The linked concepts that lie below another linked one outside, and above it in the shipped ontology."""
    found = []
    for number, name in links.items():
        for above in above_in(compiled, number):
            other = links.get(above)
            if other is not None and other != name and name in shipped.ancestors(other):
                found.append((number, compiled.entry(above).code))
                break
    return found


def above_in(compiled: Compiled, number: int) -> list[int]:
    """The numbers of everything above a concept in its own terminology, the nearest first."""
    out: dict[int, None] = {}
    queue = list(compiled.entry(number).parents)
    for parent in queue:
        if parent not in out:
            out[parent] = None
            queue.extend(compiled.entry(parent).parents)
    return list(out)
