"""Finding cases: by a concept and what is below it, by a saved question, by words of the text; all of them must fit."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import anyio.to_thread
from starlette.requests import Request

from casegraph.graph.terms import iri, literal
from casegraph.graph.vocabulary import CG
from casegraph.lookup import resolve_concept
from casegraph.queries.header import SavedQuery
from casegraph.queries.parameters import bind
from casegraph.serve import data
from casegraph.serve.explorer.store import PROLOGUE

__all__ = ["SAID", "Found", "Wanted", "every_word", "find", "number_of_cases", "summaries"]

#: What may be asked to be said of a concept, as a pattern of its statements.
SAID = {
    "any": "",
    "present": "FILTER NOT EXISTS { ?s cg:presence ?p . FILTER(?p != cg:Present) } "
    "FILTER NOT EXISTS { ?s cg:status/skos:broader* cg:Held } ?s cg:experiencer/a cg:Patient .",
    "suspected": "?s cg:presence ?p . FILTER(?p IN (cg:Suspected, cg:AtRisk, cg:Hypothetical)) "
    "?s cg:experiencer/a cg:Patient .",
    "absent": "?s cg:presence cg:Absent ; cg:experiencer/a cg:Patient .",
    "held": "?s cg:status/skos:broader* cg:Held ; cg:experiencer/a cg:Patient .",
}
_PREFIX = re.compile(r"^\s*PREFIX\s+[^\s:]*:\s*<[^>]*>\s*$", re.MULTILINE | re.IGNORECASE)
#: A letter and the ways to write it, so that words are found with or without their accents.
_VARIANTS = {"a": "aàâä", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oôö", "u": "uùûü", "y": "yÿ", "'": "'’", "’": "'’"}
_SHOWN_PLACES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for; an empty field asks for nothing. `said` is a key of `SAID`."""

    words: str = ""
    concept: str = ""
    said: str = "any"
    question: SavedQuery | None = None
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words or self.concept or self.question)


@dataclass(frozen=True, slots=True)
class Found:
    """A case of the list: its graph, its text, its statements by kind, and the places that answer what was looked for.

    A place is a pair of offsets in the text (code points, half open).
    """

    id: str
    graph: str
    text: str
    counts: dict[str, int]
    places: tuple[tuple[int, int], ...] = ()


async def number_of_cases(request: Request) -> int:
    """How many cases the store holds."""
    rows = await data.rows(request, PROLOGUE + "SELECT (COUNT(*) AS ?n) WHERE { ?g a cg:CaseGraph }")
    return int(rows[0]["n"])


async def find(request: Request, wanted: Wanted) -> list[str]:
    """The ids of the cases that fit, in order.

    Raises:
        UnknownConceptError: the concept names none, or several.
        ParameterError: a parameter of the question does not fit.
        OverLimitError: a search took too long.
    """
    asked = []
    if wanted.anything:
        asked.append("SELECT ?id WHERE { ?g a cg:CaseGraph ; dcterms:identifier ?id }")
    if wanted.words:
        asked.append(_by_words(wanted.words))
    if wanted.concept:
        asked.append(_by_concept(await _concept(wanted.concept), wanted.said))
    if wanted.question is not None:
        question = await anyio.to_thread.run_sync(bind, wanted.question, wanted.parameters)
        # The prefixes of the question go before the query that it is put into.
        prefixes, body = "\n".join(_PREFIX.findall(question)), _PREFIX.sub("", question)
        asked.append(f"{prefixes}\nSELECT DISTINCT (?case AS ?id) WHERE {{ {{ {body} }} }}")
    answers = await asyncio.gather(*(data.rows(request, PROLOGUE + text) for text in asked))
    sets = [{row["id"] for row in rows} for rows in answers]
    return sorted(set.intersection(*sets), key=lambda name: [_natural(part) for part in re.split(r"(\d+)", name)])


def _natural(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdecimal() else (-1, part.casefold())


async def _concept(written: str) -> str:
    found = await anyio.to_thread.run_sync(resolve_concept, written)
    return iri(found.iri)


def _by_concept(concept: str, said: str) -> str:
    # The graphs that hold such an entity come out of an index; from statement to graph each way would be walked.
    statements = f"?s cg:about ?e . {SAID[said]}" if SAID[said] else ""
    return f"""SELECT DISTINCT ?id WHERE {{
  {{ SELECT DISTINCT ?g WHERE {{ ?c rdfs:subClassOf {concept} . GRAPH ?g {{ ?e cg:concept ?c }} {statements} }} }}
  ?g dcterms:identifier ?id .
}}"""


def _by_words(words: str) -> str:
    filters = " ".join(f'FILTER(REGEX(?text, {literal(one)}, "i"))' for one in every_word(words))
    case = "?g prov:wasDerivedFrom ?report ; dcterms:identifier ?id ."
    return f"SELECT ?id WHERE {{ ?report cg:text ?text . {filters} {case} }}"


def every_word(words: str) -> list[str]:
    """A regular expression for each word, which does not mind accents; words in quotation marks belong together."""
    found = re.findall(r'["«]([^"»]+)["»]|(\S+)', words)
    parts = [part for phrase, word in found if (part := phrase.strip() or word)]
    return ["".join(map(_letter, _bare(part))) for part in parts][:8]


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def _letter(letter: str) -> str:
    if letter.isspace():
        return r"\s+"
    return f"[{_VARIANTS[letter]}]" if letter in _VARIANTS else re.escape(letter)


async def summaries(request: Request, ids: Sequence[str], wanted: Wanted) -> list[Found]:
    """What the list shows of some cases, in their order."""
    if not ids:
        return []
    names = " ".join(map(literal, ids))
    base = await data.rows(
        request,
        f"""{PROLOGUE} SELECT ?id ?g ?text WHERE {{
          VALUES ?id {{ {names} }}
          ?g dcterms:identifier ?id ; prov:wasDerivedFrom ?report . ?report cg:text ?text }}""",
    )
    by_id = {row["id"]: row for row in base}
    counted = data.rows(
        request,
        f"""{PROLOGUE} SELECT ?id ?kind (COUNT(DISTINCT ?s) AS ?n) WHERE {{
          VALUES ?id {{ {names} }} ?g dcterms:identifier ?id .
          GRAPH ?g {{ ?s cg:order ?order ; a ?kind . FILTER NOT EXISTS {{ ?s cg:inferredBy ?rule }} }}
          FILTER(STRSTARTS(STR(?kind), STR(cg:))) }} GROUP BY ?id ?kind""",
    )
    counts, places = await asyncio.gather(counted, _places(request, ids, wanted))
    kinds: dict[str, dict[str, int]] = {}
    for row in counts:
        kind = row["kind"].removeprefix(CG).removesuffix("Statement").lower()
        kinds.setdefault(row["id"], {})[kind] = int(row["n"])
    return [
        Found(
            name, by_id[name]["g"], by_id[name]["text"], kinds.get(name, {}),
            tuple(places.get(name) or _word_places(by_id[name]["text"], wanted.words))[:_SHOWN_PLACES],
        )
        for name in ids
        if name in by_id
    ]  # fmt: skip


async def _places(request: Request, ids: Sequence[str], wanted: Wanted) -> dict[str, list[tuple[int, int]]]:
    """Where the cases speak of the concept that was looked for."""
    if not wanted.concept:
        return {}
    names, concept = " ".join(map(literal, ids)), await _concept(wanted.concept)
    rows = await data.rows(
        request,
        f"""{PROLOGUE} SELECT DISTINCT ?id ?evidence ?start ?end WHERE {{
          VALUES ?id {{ {names} }} ?g dcterms:identifier ?id .
          GRAPH ?g {{ ?e cg:concept ?c }} ?c rdfs:subClassOf {concept} .
          ?s cg:about ?e ; cg:evidence ?evidence . {SAID[wanted.said]}
          FILTER NOT EXISTS {{ ?s cg:inferredBy ?rule }}
          ?evidence oa:hasSelector ?words . ?words oa:start ?start ; oa:end ?end .
        }} ORDER BY ?start""",
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append((int(row["start"]), int(row["end"])))
    return found


def _word_places(text: str, words: str) -> list[tuple[int, int]]:
    found = []
    for word in every_word(words):
        match = re.search(word, text, re.IGNORECASE)
        if match is not None:
            found.append(match.span())
    return sorted(found)
