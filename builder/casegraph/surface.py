"""What a Python user does: read a report, ask it, turn it into what other libraries work with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from casegraph.errors import GraphError, InputError
from casegraph.records import Case

if TYPE_CHECKING:
    from rdflib import Graph

    from casegraph.evaluation.result import Evaluation
    from casegraph.exchange.losses import Loss
    from casegraph.graph.options import GraphOptions
    from casegraph.queries.answer import Answer
    from casegraph.store.embedded import Store
    from casegraph.terminology.concepts import Concept

__all__ = [
    "build",
    "build_text",
    "concept",
    "evaluate",
    "example",
    "examples",
    "load",
    "losses",
    "page",
    "query",
    "to_rdflib",
    "write",
]


def build(path: str | Path, case_id: str | None = None, terminologies: Sequence[str] | None = None) -> Case:
    """Read a report from a text file.

    Args:
        path: the file; UTF-8, UTF-16 or CP1252.
        case_id: the case's id, the file's stem unless given.
        terminologies: names of added terminologies to use, all of them unless given, none of them with [].

    Raises:
        InputError: the file is missing, unreadable, empty or no text.
        TerminologyError: a terminology that is named was not added.
    """
    from itertools import islice

    from casegraph.inputs import documents
    from casegraph.pipeline import read
    from casegraph.terminology.added import open_lexicon

    lexicon = open_lexicon(terminologies)
    found = list(islice(documents([str(path)], case_id), 2))
    if len(found) != 1:
        raise InputError(f"{path}: holds {'several reports' if found else 'no report'}; one is read here")
    return read(found[0], lexicon)


def build_text(text: str, case_id: str = "case", terminologies: Sequence[str] | None = None) -> Case:
    """Read a report that is already a string; `terminologies` as for `build`.

    Raises:
        InputError: the text is empty or no string.
    """
    from casegraph.pipeline import case_from_text
    from casegraph.terminology.added import open_lexicon

    if not isinstance(text, str):
        raise InputError(f"{case_id}: a text is a string, not {type(text).__name__}; decode bytes, or use build(path)")
    return case_from_text(text, case_id, open_lexicon(terminologies))


def examples() -> list[str]:
    """The names of the shipped example reports."""
    return list(_example_files())


def example(name: str) -> Case:
    """A shipped example report, read.

    Raises:
        InputError: no example is named so.
    """
    files = _example_files()
    if name not in files:
        raise InputError(f"no example is named {name!r}; there are {', '.join(files)}")
    return build(files[name])


def _example_files() -> dict[str, Path]:
    from casegraph.resources import examples_folder

    return {path.name.removesuffix(".fr.txt"): path for path in sorted(examples_folder().glob("*.fr.txt"))}


def load(*graphs: str | Path) -> Store:
    """A store in memory that holds graph files, the ontology and its closure.

    Raises:
        GraphError: a file is missing, in no RDF format, or holds no case graph.
    """
    from casegraph.store.embedded import Store

    store = Store.in_memory()
    for graph in graphs:
        store.load(Path(graph))
    return store


def query(name: str, source: Case | Iterable[Case] | Store | str | Path, **parameters: str | Sequence[str]) -> Answer:
    """Ask a saved query (or a `.rq` file) of cases, of a graph file or of a store.

    Args:
        name: the query's id, see `casegraph queries`.
        source: a case, cases, a store that `load` made, or the path of a graph file.
        parameters: the query's parameters by name, for example `reason="thrombopénie"`.

    Raises:
        QueryError: there is no such query, or it answers with triples.
        ParameterError: the query has no such parameter, or a value does not fit.
        UnknownConceptError: a value names no concept.
    """
    from casegraph.errors import QueryError
    from casegraph.queries.answer import Answer
    from casegraph.queries.catalogue import find_query
    from casegraph.queries.run import ask
    from casegraph.store.embedded import Store

    if not isinstance(source, Store | Case | str | Path | Iterable):
        raise QueryError(f"{name} cannot be asked of {source!r}; give cases, a store or the path of a graph file")
    if isinstance(source, str | Path):
        source = load(source)
    elif isinstance(source, Case):
        source = [source]
    if not isinstance(source, Store):
        cases, source = source, Store.in_memory()
        source.add(cases)
    answer = ask(find_query(name), source, parameters)
    if not isinstance(answer, Answer):
        raise QueryError(f"{name} answers with triples; ask it with casegraph query --format turtle")
    return answer


def concept(name: str) -> Concept:
    """The concept that a label, a local name, a code or an IRI names.

    Raises:
        UnknownConceptError: none is named so; the message lists the nearest.
    """
    from casegraph.lookup import resolve_concept

    return resolve_concept(name)


def evaluate(
    gold: str | Path | Iterable[Case],
    system: str | Path | Iterable[Case] | None = None,
    texts: str | Path | None = None,
    draws: int = 1000,
    seed: int = 0,
    terminologies: Sequence[str] | None = None,
) -> Evaluation:
    """Measure what was read against gold: precision, recall, F1 and every difference in its sentence.

    Args:
        gold: a folder of BRAT (`.txt` and `.ann`) or one `.ann` file; a `.jsonl` (`.gz`) file of statement records, or
            of objects {"id", "held", "labs", "treatments", "problems"}; or cases.
        system: what was built before: BRAT, a `.jsonl` file of statement records or a folder of such, or cases. Without
            it the texts of the gold are read now.
        texts: where the texts of a `.jsonl` file are: a folder, or `.jsonl` of {"id", "text"}.
        draws: how often the documents are drawn anew for the 95 % confidence intervals; 0 for none.
        seed: what the draws begin with; the same seed gives the same intervals.
        terminologies: as for `build`, where texts are read.

    Raises:
        InputError: a file is missing, empty or broken, annotations do not fit their text, or gold and system have no
            document in common.
    """
    from casegraph.evaluation.run import evaluate as measured

    return measured(gold, system, texts=texts, draws=draws, seed=seed, terminologies=terminologies)


def write(case: Case, path: str | Path, form: str | None = None, index_date: str | None = None) -> Path:
    """Write a case's graph; the format goes by the file's name unless `form` names it.

    `index_date` is the date of the case's day 1 (YYYY-MM-DD), for formats that want dates; "omop" writes a folder.

    Raises:
        OutputError: no format is named so, or the place cannot be written.
        InputError: the date is none, or is missing where the format cannot do without.
    """
    from casegraph.exchange.formats import format_named, format_of, write_case

    place = Path(path)
    write_case(case, place, format_named(form) if form else format_of(place), _dated(index_date))
    return place


def _dated(index_date: str | None) -> GraphOptions:
    from casegraph.anchors import NO_ANCHORS, read_anchors
    from casegraph.graph.options import GraphOptions

    return GraphOptions(anchors=read_anchors(index_date) if index_date is not None else NO_ANCHORS)


def losses(case: Case, form: str, index_date: str | None = None) -> list[Loss]:
    """What a format cannot say of a case, or says with less meaning, in text order: each lost fact and why.

    Empty for the RDF formats and for jsonl, which say everything. `index_date` as for `write`.

    Raises:
        OutputError: no format is named so.
        InputError: the date is none.
    """
    from casegraph.exchange.formats import format_named
    from casegraph.exchange.formats import losses as lost

    return lost(case, format_named(form), _dated(index_date))


def page(case: Case) -> str:
    """The report as one HTML page with its statements marked."""
    from casegraph.show.page import page as marked

    return marked(case)


def to_rdflib(case: Case) -> Graph:
    """The case's graph as an `rdflib.Graph` over the embedded engine.

    Raises:
        GraphError: the graph cannot be handed over.
    """
    import pyoxigraph as ox
    from rdflib import Graph

    from casegraph.graph.writer import ntriples

    graph = Graph(store="Oxigraph")
    inner = getattr(graph.store, "_inner", None)
    try:
        if inner is None:
            graph.parse(data=ntriples(case), format="nt")
        else:
            inner.load(
                ntriples(case).encode(), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.BlankNode(str(graph.identifier))
            )
    except (SyntaxError, ValueError) as error:
        raise GraphError(f"{case.id}: its graph cannot be handed over", quoted=str(error)) from error
    return graph
