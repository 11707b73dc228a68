"""What holds of every case, whatever the text: what properties, fuzzing and the corpora are held against."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise

import pyoxigraph as ox

from casegraph.exchange.records import record_of
from casegraph.exchange.statements import to_jsonl
from casegraph.graph.options import DEFAULT_OPTIONS
from casegraph.graph.writer import nquads
from casegraph.records import Case, Document, Record

__all__ = ["broken_promises", "graph_promises"]

_LINKS = ("reasons", "causes", "shown_by", "replaced_by", "based_on")


def broken_promises(case: Case) -> list[str]:
    """What a case does not keep, a line each: of its document, its spans, its links, its JSON Lines."""
    return [*_of_document(case.document), *_of_spans(case), *_of_links(case), *_of_lines(case)]


def graph_promises(case: Case) -> list[str]:
    """What the graph of a case does not keep: it parses, all in one named graph, and says the text unchanged."""
    from casegraph.exchange.rdf import to_turtle

    quads = list(ox.parse(nquads(case).encode(), format=ox.RdfFormat.N_QUADS))
    turtle = set(ox.parse(to_turtle(case, DEFAULT_OPTIONS), format=ox.RdfFormat.TURTLE))
    wrong = []
    if len({str(q.graph_name) for q in quads if isinstance(q, ox.Quad)}) != 1:
        wrong.append("the graph of a case is not one named graph")
    if len(set(quads)) != len(turtle):
        wrong.append(f"{len(set(quads))} quads, but {len(turtle)} triples in Turtle")
    texts = [q.object for q in quads if q.predicate.value.endswith("model#text")]
    if [t.value for t in texts if isinstance(t, ox.Literal)] != [case.document.text]:
        wrong.append("the text of the graph is not that of the case")
    return wrong


def _of_document(document: Document) -> Iterator[str]:
    text, sections, sentences = document.text, document.sections, document.sentences
    if "\r" in text or any(c in text for c in "\x00\x1b\x7f\ufffe\uffff"):
        yield "the text has control characters"
    if [s.start for s in sections][:1] != [0] or any(a.end != b.start for a, b in pairwise(sections)):
        yield f"the sections do not cover the text: {sections}"
    if sections and (sections[-1].end != len(text) or any(not s.start <= s.body <= s.end for s in sections)):
        yield f"a section leaves the text: {sections}"
    for sentence in sentences:
        words = text[sentence.start : sentence.end]
        if not words or words != words.strip():
            yield f"the sentence {sentence.index} is {words!r}"
    if any(a.end > b.start or a.index + 1 != b.index for a, b in pairwise(sentences)):
        yield "the sentences are not in order"
    covered = sum(len(text[s.start : s.end].split()) for s in sentences)
    if covered < len(text.split()):
        yield f"{len(text.split())} words, but {covered} in sentences"


def _of_spans(case: Case) -> Iterator[str]:
    text = case.document.text
    for record in case.records:
        for span in (record, *(getattr(record, f.name) for f in fields(record))):
            if not hasattr(span, "start") or not hasattr(span, "text"):
                continue
            if not 0 <= span.start < span.end <= len(text) or text[span.start : span.end] != span.text:
                yield f"{record.id} quotes {span.text!r} at {span.start}-{span.end}"
            elif span.text != span.text.strip():
                yield f"{record.id} quotes white space: {span.text!r}"
            elif span.end > case.document.sentence_at(span.start).end and len(span.text.split()) > 1:
                yield f"{record.id} quotes {span.text!r}, which leaves its sentence"
        yield from _of_extent(case.document, record)
    stated = [r.start for r in case.records if not r.inferred]
    if stated != sorted(stated):
        yield "the records are not in the order of the text"


def _of_extent(document: Document, record: Record) -> Iterator[str]:
    first, last = record.extent
    if not 0 <= first <= record.start < record.end <= last <= len(document.text):
        yield f"{record.id} at {record.start}-{record.end} has the extent {record.extent}"
    pieces = record.fragments or ()
    if any(not record.start <= a < b <= record.end for a, b in pieces):
        yield f"{record.id} at {record.start}-{record.end} has the parts {pieces}"
    if any(a[1] > b[0] for a, b in pairwise(pieces)):
        yield f"{record.id} has parts out of order: {pieces}"


def _of_links(case: Case) -> Iterator[str]:
    if len(case.by_id) != len(case.records):
        yield "two records have one id"
    for record in case.records:
        for name in _LINKS:
            for target in getattr(record, name):
                if target not in case.by_id:
                    yield f"{record.id} has {target} in {name}, which is no record"
                elif target == record.id:
                    yield f"{record.id} has itself in {name}"
        if record.inferred != bool(record.rule) or record.inferred != bool(record.based_on):
            yield f"{record.id} is inferred, or has a rule or a basis, but not all of it"


def _of_lines(case: Case) -> Iterator[str]:
    lines = to_jsonl(case, DEFAULT_OPTIONS).decode().splitlines()
    back = [record_of(json.loads(line), "line") for line in lines if line]
    if back != list(case.records):
        yield "the records do not come back from JSON Lines"
