"""What a statement says, as the rows of its card in the side panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from casegraph.graph.vocabulary import CONCEPT
from casegraph.serve.explorer.marks import states
from casegraph.serve.explorer.numbers import number, unit
from casegraph.serve.explorer.read import CaseView, Concept, Quantity, Statement
from casegraph.serve.texts import Texts

__all__ = ["Card", "Item", "Row", "Words", "cards", "reference"]

#: How a card names a link from the other end.
_BACK = {
    "reason": "is-reason-of",
    "cause": "is-cause-of",
    "shown-by": "has-shown",
    "replaced-by": "replaces",
    "derived-from": "was-basis-of",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a row: words, the statement or mention that they lead to, a second part in small print."""

    words: str
    statement: str = ""
    mention: str = ""
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a card: the key of its label in the texts, and its parts."""

    key: str
    parts: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A statement as it is shown: title, what stands under it, rows, the sentence that says it first in pieces."""

    id: str
    kind: str
    title: str
    other: str
    said: str
    states: tuple[str, ...] = ()
    rows: tuple[Row, ...] = field(default=())
    sentence: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: those of the interface and those of the model's values."""

    texts: Texts
    terms: dict[str, dict[str, str]]

    def term(self, name: str | None) -> str:
        """A value of the model ("Withheld") in words; nothing for none."""
        if name is None:
            return ""
        return self.terms.get(name, {}).get(self.texts.language) or name

    def said(self, statement: Statement) -> str:
        """Presence or status in words, with whether it is past."""
        parts = [self.term(statement.status or statement.presence)]
        if statement.history:
            parts.append(self.texts("history"))
        return ", ".join(filter(None, parts))

    def name(self, statement: Statement) -> str:
        """What a statement is about: its concept, or the words of the case."""
        if statement.kind == "patient":
            return self.texts("patient")
        if statement.kind == "time":
            return statement.when.text if statement.when else self.texts("kind.time")
        return statement.entity.name(self.texts.language)

    def when(self, statement: Statement) -> str:
        """The time of a statement: the words, and the day or date that they mean."""
        when = statement.when
        if when is None:
            return ""
        exact = self.days(when.day_from, when.day_to) or when.date or ""
        return f"{when.text} ({exact})" if exact and exact.casefold() != when.text.casefold() else when.text

    def days(self, first: float | None, last: float | None) -> str:
        """Days of the case's axis: "J5", "J15–J21"; nothing for none."""
        if first is None:
            return ""
        day = self.texts("day-letter")
        begin = f"{day}{number(first, self.texts.language)}"
        return begin if last is None or last == first else f"{begin}–{day}{number(last, self.texts.language)}"

    def value(self, value: Quantity) -> str:
        """The value as written; behind it the canonical one where it differs."""
        canonical = ""
        if value.canonical is not None and value.canonical_unit and value.canonical_unit != "1":
            written = f"{number(value.canonical, self.texts.language)} {unit(value.canonical_unit)}"
            if written.replace(" ", "") != value.text.replace(" ", ""):
                canonical = f" = {written}"
        return value.text + canonical


def reference(concepts: Iterable[Concept], sex: str | None) -> tuple[float | None, float | None] | None:
    """The adult reference range of what was measured, that of the patient's sex where it differs; None without one."""
    for concept in concepts:
        for wanted in (sex or "", ""):
            if wanted in concept.ranges:
                return concept.ranges[wanted]
    return None


def cards(case: CaseView, words: Words) -> list[Card]:
    """A card for every statement, in the order of the text."""
    return [_card(case, statement, words) for statement in case.statements]


def _card(case: CaseView, statement: Statement, words: Words) -> Card:
    language = words.texts.language
    other = "en" if language == "fr" else "fr"
    concepts = statement.entity.concepts
    rows = [row for make in _ROWS for row in make(case, statement, words)]
    second = concepts[0].labels.get(other, "") if concepts else ""
    return Card(
        statement.id, "encounter" if statement.kind == "patient" else statement.kind, words.name(statement), second,
        words.said(statement), states(statement), tuple(rows), _sentence(case, statement),
    )  # fmt: skip


def _sentence(case: CaseView, statement: Statement) -> tuple[tuple[str, bool], ...]:
    """The sentence of the first mention in pieces, each with whether it is what the statement rests on."""
    if not statement.mentions:
        return ()
    first = statement.mentions[0]
    sentence = case.sentence_at(first.start)
    spans = [span for span in ((first.start, first.end), first.value, first.cue) if span is not None]
    out = []
    at = sentence.start
    for start, end in sorted(spans):
        if at <= start and end <= sentence.end:
            out += [(case.words(at, start), False), (case.words(start, end), True)]
            at = end
    return tuple(piece for piece in (*out, (case.words(at, sentence.end), False)) if piece[0])


def _row(key: str, *said: str) -> list[Row]:
    found = tuple(Item(one) for one in said if one)
    return [Row(key, found)] if found else []


def _what(case: CaseView, statement: Statement, words: Words) -> list[Row]:
    del case
    rows = []
    if statement.person != "patient":
        rows += _row("who", statement.kinship or words.texts(f"person.{statement.person}"))
    value, interpretation = statement.value, words.term(statement.interpretation)
    if value is not None:
        rows.append(Row("value", (Item(words.value(value), note=interpretation),)))
        if value.unit_inferred:
            rows += _row("unit", words.texts("unit-inferred"))
    elif interpretation:
        rows += _row("result", interpretation)
    return rows


def _range(case: CaseView, statement: Statement, words: Words) -> list[Row]:
    limits = reference(statement.entity.concepts, case.sex)
    if limits is None or statement.value is None or statement.value.canonical_unit is None:
        return []
    language, name = words.texts.language, unit(statement.value.canonical_unit)
    low, high = limits
    if low is not None and high is not None:
        return _row("reference", f"{number(low, language)} – {number(high, language)} {name}")
    sign, limit = ("≥", low) if low is not None else ("≤", high)
    return _row("reference", f"{sign} {number(limit or 0.0, language)} {name}")


def _more(case: CaseView, statement: Statement, words: Words) -> list[Row]:
    del case
    entity = statement.entity
    rows = _row("site", ", ".join(filter(None, (*entity.sites, words.term(entity.laterality)))))
    if statement.size is not None:
        rows += _row("size", words.value(statement.size))
    for name, said in statement.details:
        rows += _row(name, said)
    return rows + _row("when", words.when(statement))


def _evidence(case: CaseView, statement: Statement, words: Words) -> list[Row]:
    del words
    quoted = [Item(case.words(m.start, m.end), mention=m.id) for m in statement.mentions]
    return [Row("evidence", tuple(quoted))] if quoted and statement.rule is None else []


def _links(case: CaseView, statement: Statement, words: Words) -> list[Row]:
    rows = []
    for name, targets in statement.links.items():
        items = tuple(_to(case, target, words) for target in targets if target in case.by_id)
        if items:
            rows.append(Row(name, items))
    if statement.rule is not None:
        rows += _row("rule", statement.rule)
    back: dict[str, list[Item]] = {}
    for name, source in case.resting.get(statement.id, ()):
        back.setdefault(_BACK[name], []).append(_to(case, source, words))
    return rows + [Row(name, tuple(items)) for name, items in back.items()]


def _to(case: CaseView, target: str, words: Words) -> Item:
    statement = case.by_id[target]
    note = words.said(statement) if statement.kind != "condition" or statement.presence != "Present" else ""
    if statement.value is not None and statement.kind == "observation":
        note = statement.value.text
    return Item(words.name(statement), statement=target, kind=statement.kind, note=note)


def _ontology(case: CaseView, statement: Statement, words: Words) -> list[Row]:
    del case
    entity = statement.entity
    if statement.kind in ("patient", "time") or not entity.id:
        return []
    rows = []
    if entity.concepts:
        title = words.name(statement)
        names = [(c.iri.replace(CONCEPT, "c:"), c.name(words.texts.language)) for c in entity.concepts]
        items = tuple(Item(name, note=label if label != title else "") for name, label in names)
        rows.append(Row("concept", items))
        codes = dict.fromkeys(code for concept in entity.concepts for code in concept.codes)
    else:
        rows += _row("concept", words.texts("no-concept"))
        rows += _row("nearest", *(c.name(words.texts.language) for c in entity.nearest))
        codes = dict.fromkeys(entity.codes)
    return rows + _row("codes", *codes)


_ROWS: tuple[Callable[[CaseView, Statement, Words], list[Row]], ...] = (
    _what, _range, _more, _links, _evidence, _ontology
)  # fmt: skip
