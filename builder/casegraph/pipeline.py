"""The way of the data: the one place that knows the order of the steps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from casegraph.case.assemble import assemble
from casegraph.case.found import Findings
from casegraph.case.offsets import told_in
from casegraph.context.frames import OPEN, Status
from casegraph.context.presence import Said, find_presence
from casegraph.context.status import find_status
from casegraph.reading import Reading, covers
from casegraph.records import CHANGED, Case, Document, Span
from casegraph.relations.attributes import find_attributes
from casegraph.relations.dated import keep_told
from casegraph.relations.findings import find_causes, find_shown
from casegraph.relations.reasons import find_reasons
from casegraph.relations.sites import Place, find_places
from casegraph.relations.times import assign_times
from casegraph.terminology.concepts import CONCEPT, Terminology
from casegraph.terminology.lexicon import Lexicon, shipped_lexicon
from casegraph.terminology.mentions import Mention, find_mentions
from casegraph.text.abbreviations import find_abbreviations
from casegraph.text.document import as_read, document_from_bytes, document_from_text
from casegraph.text.tokens import tokenize
from casegraph.values.analytes import short_names
from casegraph.values.quantities import find_quantities
from casegraph.values.result import Result
from casegraph.values.results import find_results
from casegraph.values.time_expression import TimeExpression
from casegraph.values.times import find_times

__all__ = ["case_from_bytes", "case_from_text", "read"]


def case_from_bytes(data: bytes, case_id: str, lexicon: Lexicon | None = None) -> Case:
    """Read a report from its bytes into a case, inferred statements included.

    Raises:
        InputError: the bytes hold no text.
    """
    return read(document_from_bytes(data, case_id), lexicon)


def case_from_text(text: str, case_id: str, lexicon: Lexicon | None = None) -> Case:
    """Read a report that is already a string.

    Raises:
        InputError: the text is empty.
    """
    return read(document_from_text(text, case_id), lexicon)


def read(document: Document, lexicon: Lexicon | None = None) -> Case:
    """Every step from a document to its case; `lexicon` is the shipped one unless given."""
    from casegraph.graph.infer import infer

    lexicon = lexicon or shipped_lexicon()
    try:
        case = infer(read_stated(document, lexicon))
    except Exception as error:
        error.add_note(f"while reading {document.id}")
        raise
    names = (n for r in case.records for n in (r.concept, r.parent, r.site.concept if r.site else None) if n)
    outside = lexicon.outside([name.removeprefix(CONCEPT) for name in names])
    return replace(case, outside=outside) if outside else case


def read_stated(document: Document, lexicon: Lexicon | None = None) -> Case:
    """The case as the text states it, without inferred statements."""
    lexicon = lexicon or shipped_lexicon()
    normalised = as_read(document)
    if normalised is None:
        return _stated(document, lexicon)
    return told_in(document, normalised[1], _stated(normalised[0], lexicon))


def _stated(document: Document, lexicon: Lexicon) -> Case:
    tokens = tokenize(document.text)
    abbreviations = find_abbreviations(document.text)
    times = find_times(document.text, tokens, document.sentences)
    mentions = find_mentions(document, tokens, lexicon, _meanings(abbreviations, lexicon))
    starts = [t.start for t in times]
    mentions = [m for m in mentions if m.kind != "encounter" or not covers(times, starts, m.start)]
    times = _without_minutes(document.text, times, mentions, lexicon.terminology)
    quantities = find_quantities(_masked(document.text, mentions, times))
    reading = Reading(document, tokens, lexicon.terminology, mentions, quantities, times)
    reading, said, statuses = _held(reading)
    results = find_results(reading)
    if (named := _named_by_values(reading, statuses, results)) is not None:
        before, reading, said, statuses = reading, *_held(reading.with_mentions(named), (reading, said))
        results = _renumbered(results, before, reading) or find_results(reading)
    causes = find_causes(reading)
    statuses, reasons = keep_told(reading, statuses, find_reasons(reading, statuses, said, results, causes))
    places = find_places(reading)
    shown = find_shown(reading, _undone(statuses), _normal(results))
    findings = Findings(
        said=said,
        statuses=_shown_done(statuses, shown),
        reasons=reasons,
        results=results,
        places=places,
        attributes=find_attributes(
            reading,
            places,
            {r.value.start for r in results},
            frozenset(n for n, told in enumerate(said) if told.presence == "absent"),
        ),
        shown=shown,
        causes=causes,
        times=assign_times(reading),
        composed=_composed(reading, places, lexicon),
        abbreviations=tuple(abbreviations),
        patient=reading.patient,
    )
    return assemble(reading, findings)


def _renumbered(results: list[Result], before: Reading, now: Reading) -> list[Result] | None:
    """The results of a reading as those of one in which some of their names are mentions; None where the name of a
    value without a unit is, which may lend it one."""
    numbers = {(m.first, m.last, m.kind): n for n, m in enumerate(now.mentions)}
    starts = {m.start: n for n, m in enumerate(now.mentions) if m.kind == "observable"}
    out = []
    for result in results:
        if result.mention >= 0:
            mention = before.mentions[result.mention]
            number = numbers.get((mention.first, mention.last, mention.kind), -1)
        else:
            number = starts.get(result.name[0], -1) if result.name else -1
            if number >= 0 and result.value.unit is None:
                return None
        out.append(replace(result, mention=number))
    return out


def _held(
    reading: Reading, known: tuple[Reading, list[Said]] | None = None
) -> tuple[Reading, list[Said], list[Status]]:
    """What is said of the mentions and their statuses, with the things held that no concept names added."""
    said = find_presence(reading, known)
    unnamed: list[Mention] = []
    statuses = find_status(reading, said, unnamed)
    if not unnamed:
        return reading, said, statuses
    taken = {m.first for m in unnamed}
    mentions = [m for m in reading.mentions if m.first not in taken or m.kind not in ("device", "observable")]
    mentions = sorted([*mentions, *{m.first: m for m in unnamed}.values()], key=lambda m: (m.first, -m.last))
    before, reading = reading, reading.with_mentions(mentions)
    said = find_presence(reading, (before, said))
    return reading, said, find_status(reading, said)


def _named_by_values(reading: Reading, statuses: list[Status], results: list[Result]) -> list[Mention] | None:
    """The mentions with the tests that only a value behind them tells ("Plq 32", "K 5,9"), which may be why; None where
    no such test stands beside a change of treatment."""
    changed = (s.sentence for s in statuses if s.status in CHANGED)
    beside = {i for sentence in changed for i in (sentence - 1, sentence, sentence + 1)}
    found: dict[int, Mention] = {}
    known = short_names(reading.language)
    for result in results:
        if result.mention >= 0 or result.concept is None or result.name is None:
            continue
        if known.get(reading.document.text[slice(*result.name)], ("", "person"))[1] == "person":
            continue  # "pesait 70 kg": no name
        first, last = reading.tokens.at(result.name[0]), reading.tokens.at(result.name[1]) - 1
        named = reading.mention_at.get(first)
        free = named is None or reading.mentions[named].concept == result.concept  # "Na" of "Na+"
        test = reading.terminology[result.concept].kind == "observable"
        if test and free and reading.sentence_of(first).sentence.index in beside:
            found[first] = Mention(first, last, *result.name, "observable", result.concept)
    kept = (m for m in reading.mentions if m.first not in found)
    return sorted([*kept, *found.values()], key=lambda m: (m.first, -m.last)) if found else None


#: Statuses of a test that was not done.
_NOT_DONE = ("withheld", "refused", "contraindicated", "delayed")


def _undone(statuses: list[Status]) -> frozenset[int]:
    """The mentions of which nothing but that they were not done is said."""
    done = {s.mention for s in statuses if s.status not in _NOT_DONE or s.laterality is not None}
    return frozenset(s.mention for s in statuses) - done


def _shown_done(statuses: list[Status], shown: Mapping[int, Sequence[int]]) -> list[Status]:
    """The statuses with a test that shows something as done: "une IRM a été demandée, qui a montré un AVC"."""
    showing = {test for tests in shown.values() for test in tests}
    return [replace(s, status="completed") if s.status in OPEN and s.mention in showing else s for s in statuses]


def _normal(results: list[Result]) -> frozenset[int]:
    """The mentions that are told to be normal in words."""
    return frozenset(r.mention for r in results if r.worded and r.interpretation == "normal")


def _meanings(abbreviations: list[tuple[Span, Span]], lexicon: Lexicon) -> dict[str, str]:
    """What the text's own short forms mean: the concept of their long form."""
    out = {}
    for short, long in abbreviations:
        found = lexicon.lookup(long.text)
        if found:
            out[short.text] = found[0]
    return out


_DIGITS = re.compile(r"\d")


def _masked(text: str, mentions: list[Mention], times: list[TimeExpression]) -> str:
    """The text without the digits inside names ("CA 15.3") and time expressions, which are no quantities."""
    spans = [(m.start, m.end) for m in mentions if _DIGITS.search(text, m.start, m.end) and not _in_unit(text, m)]
    spans += [
        (t.start, t.end) for t in times if not (t.kind == "set" and text[t.start] == "/") and not _seconds(text, t)
    ]
    if _OXYGEN.search(text):
        spans += [match.span(match.lastindex or 0) for match in _SUBSCRIPT.finditer(text)]
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += [text[at:start], "_" * (end - start)]
            at = end
    return "".join([*pieces, text[at:]])


#: The digit of a gas that stands apart from it: "saturation en O 2", "PaCO 2"; what all such have is found faster.
_OXYGEN = re.compile(r"O\s[23]")
_SUBSCRIPT = re.compile(r"\b(?:[SPF][apiv]?)?C?O\s([23])\b(?!\s?[.,]\d)|\bHCO\s(3)\b")
_SECONDS = re.compile(r"\d\s?(?:s|sec|secondes?)$")


def _seconds(text: str, time: TimeExpression) -> bool:
    """Whether a time is some seconds, which tests of clotting and of circulation are measured in."""
    return time.kind == "duration" and _SECONDS.search(text[time.start : time.end]) is not None


_MINUTES = re.compile(r"\d\s?(?:min|mn|minutes?)$")
#: What may stand between a test and its minutes: "temps de saignement (Ivy) était allongé à 16 min".
_TO_MINUTES = re.compile(r"[^.;\n]{0,45}")


def _without_minutes(
    text: str, times: list[TimeExpression], mentions: list[Mention], terminology: Terminology
) -> list[TimeExpression]:
    """The times without the values of tests that are measured in minutes."""
    ends = sorted(m.end for m in mentions if m.concept and terminology[m.concept].unit == "min")
    if not ends:
        return times

    def is_value(time: TimeExpression) -> bool:
        nearest = bisect_right(ends, time.start) - 1
        return (
            time.kind == "duration"
            and nearest >= 0
            and _MINUTES.search(text[time.start : time.end]) is not None
            and _TO_MINUTES.fullmatch(text, ends[nearest], time.start) is not None
        )

    return [t for t in times if not is_value(t)]


def _composed(reading: Reading, places: list[Place], lexicon: Lexicon) -> list[tuple[str | None, ...]]:
    """For each mention, for each of its places: the concept that both compose by the ontology's definitions."""
    out: list[tuple[str | None, ...]] = []
    for mention, place in zip(reading.mentions, places, strict=True):
        first = mention.concept
        # Of "métastases hépatiques et osseuses" the second place composes with the head alone.
        rest = mention.genus or first
        groups = [_compose(reading, mention, rest if n else first, g) for n, g in enumerate(place.groups)] or [first]
        if len(place.groups) > 1 and _names_place(reading, mention, place.groups[0]):
            for n, group in enumerate(place.groups[1:], 1):
                groups[n] = _renamed(reading, mention, group, lexicon) or groups[n]
        out.append(tuple(groups))
    return out


def _names_place(reading: Reading, mention: Mention, group: tuple[int, ...]) -> bool:
    """Whether a name is one word and its place, as "abcès du foie", not "lésion métastatique du foie"."""
    if mention.kind != "condition" or mention.first == mention.last:
        return False
    words = set(range(mention.first + 1, mention.last + 1))
    for site in group:
        words -= set(range(reading.mentions[site].first, reading.mentions[site].last + 1))
    return len(words) < mention.last - mention.first and not any(len(reading.tokens.fold[i]) > 3 for i in words)


def _renamed(reading: Reading, mention: Mention, group: tuple[int, ...], lexicon: Lexicon) -> str | None:
    """What the first word of a name and a further place name together: "troubles urinaires ou digestifs"."""
    words = reading.tokens.text
    for site in group:
        place = reading.mentions[site]
        named = lexicon.lookup(" ".join([words[mention.first], *words[place.first : place.last + 1]]))
        for concept in named:
            if concept in reading.terminology.by_name and reading.terminology[concept].kind == "condition":
                return concept
    return None


def _compose(reading: Reading, mention: Mention, concept: str | None, group: tuple[int, ...]) -> str | None:
    if mention.kind != "condition" or concept is None:
        return concept
    for site in reversed(group):
        where = reading.mentions[site].concept
        composed = reading.terminology.compose(concept, where) if where else None
        if composed is not None:
            return composed
    return concept


def _in_unit(text: str, mention: Mention) -> bool:
    """Whether what looks like a vertebra is the end of a unit: "µmol.L-1"."""
    return mention.kind == "site" and text[mention.start - 1 : mention.start] in (".", "·", "⋅")
