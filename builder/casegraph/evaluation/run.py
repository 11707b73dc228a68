"""Evaluating: gold and what was read, document by document, then the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from casegraph.errors import InputError
from casegraph.evaluation.counts import Counts, Difference, MeasureName, measure_names
from casegraph.evaluation.gold import Gold, Said, gold_of, said_of
from casegraph.evaluation.guide import Guide, compare_guide
from casegraph.evaluation.intervals import Figure, Figures, figures
from casegraph.evaluation.result import Evaluation, Measure
from casegraph.evaluation.statements import compare_statements
from casegraph.pipeline import read
from casegraph.records import Case, Document, Record
from casegraph.terminology.added import open_lexicon

__all__ = ["evaluate"]

#: What reads documents, in their order.
Reader = Callable[[Iterable[Document]], Iterator[Case]]


def evaluate(
    gold: str | Path | Iterable[Case],
    system: str | Path | Iterable[Case] | None = None,
    *,
    texts: str | Path | None = None,
    draws: int = 1000,
    seed: int = 0,
    terminologies: Sequence[str] | None = None,
    reader: Reader | None = None,
) -> Evaluation:
    """Hold what was read against gold, see `casegraph.evaluate`; `reader` reads texts where no `system` is given."""
    if draws < 0:
        raise InputError(f"{draws} draws cannot be made; give 1000, or 0 for no intervals")
    opened = gold_of(gold, texts)
    known = dict(opened.texts)
    if system is None:
        missing = next((name for name in opened.annotations if name not in known), None)
        if missing is not None:
            raise InputError(
                f"the gold has no text of {missing!r} to read; give the texts with --texts, or what was built before"
            )
        if reader is None:
            lexicon = open_lexicon(terminologies)

            def reader(documents: Iterable[Document]) -> Iterator[Case]:
                return (read(document, lexicon) for document in documents)

        said = Said({case.id: case.records for case in reader(known[name] for name in opened.annotations)})
    else:
        said = said_of(system, opened.annotations)
        _same_texts(opened.texts, said.texts)
        known = {**said.texts, **known}
    counted = [
        _compare(name, annotations, said.records.get(name, ())) for name, annotations in opened.annotations.items()
    ]
    differences = [_placed(one, known.get(counts.document)) for counts in counted for one in counts.differences]
    names = list(measure_names())
    differences.sort(key=lambda one: names.index(one.measure))
    return Evaluation(
        documents=tuple(opened.annotations),
        measures=tuple(_measures(counted, draws, seed)),
        differences=tuple(differences),
        notices=(*_notices(opened, said), *opened.notices, *said.notices),
        draws=draws,
        seed=seed,
    )


def _compare(name: str, gold: Sequence[Record] | Guide, said: Sequence[Record]) -> Counts:
    return compare_guide(name, gold, said) if isinstance(gold, Guide) else compare_statements(name, gold, said)


def _measures(counted: Sequence[Counts], draws: int, seed: int) -> Iterator[Measure]:
    """The measures of which any document has anything."""
    nothing = (0, 0, 0)
    known = [
        known
        for known in measure_names().values()
        if any(any(counts.by_measure.get(known.name, nothing)) for counts in counted)
    ]
    if not known:
        return
    table = [[counts.by_measure.get(m.name, nothing) for m in known] for counts in counted]
    for number, (measure, found) in enumerate(zip(known, figures(table, draws, seed), strict=True)):
        yield _measure(measure, found, [sum(row[number][i] for row in table) for i in range(3)])


def _measure(known: MeasureName, found: Figures, totals: Sequence[int]) -> Measure:
    none = Figure(None)
    hits, system, gold = totals
    return Measure(
        name=known.name,
        group=known.group,
        en=known.en,
        fr=known.fr,
        counts=known.counts,
        recall_only=known.recall_only,
        hits=hits,
        system=system,
        gold=gold,
        precision=none if known.recall_only else found.precision,
        recall=found.recall,
        f1=none if known.recall_only else found.f1,
    )


def _placed(one: Difference, document: Document | None) -> Difference:
    """A difference with the sentences that it stands in."""
    spans = (*one.gold_spans, *one.system_spans)
    if document is None or not document.sentences:
        return one
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    if end - start > _NEAR:
        start, end = spans[0]
    first, last = document.sentence_at(start), document.sentence_at(end - 1)
    begin, stop = min(first.start, start), max(last.end, end)
    return replace(one, sentence=document.text[begin:stop], sentence_start=begin)


#: Within how many characters the sentences around several spans are shown together.
_NEAR = 600


def _same_texts(gold: Mapping[str, Document], system: Mapping[str, Document]) -> None:
    for name in gold.keys() & system.keys():
        one, other = gold[name].text, system[name].text
        if one != other:
            at = next(
                (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
            )
            raise InputError(
                f"{name}: the texts of gold and system differ from offset {at} on; build the system of the gold's texts"
            )


def _notices(gold: Gold, said: Said) -> Iterator[str]:
    """What gold and system do not share."""
    alone = [name for name in gold.annotations if name not in said.records]
    if alone:
        yield f"{len(alone)} documents of the gold have no statement in the system: {_some(alone)}"
    more = [name for name in said.records if name not in gold.annotations]
    if more:
        yield f"{len(more)} documents of the system are not in the gold and left out: {_some(more)}"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
