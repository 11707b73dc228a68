"""The output formats, and writing cases in them: one registry that the command line and the library share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from casegraph.errors import InputError, OutputError
from casegraph.exchange.brat.writer import UNSAID, annotation_conf, to_brat
from casegraph.exchange.fhir import UNSAID as FHIR_UNSAID
from casegraph.exchange.fhir import to_fhir
from casegraph.exchange.file_names import Stems
from casegraph.exchange.losses import Ledger, Loss
from casegraph.exchange.network_losses import UNSAID as NETWORK_UNSAID
from casegraph.exchange.omop import TABLES as OMOP_TABLES
from casegraph.exchange.omop import UNSAID as OMOP_UNSAID
from casegraph.exchange.phenopacket import UNSAID as PHENOPACKET_UNSAID
from casegraph.exchange.rdf import prefix_lines, to_jsonld, to_nquads, to_rdfxml, to_trig, to_turtle
from casegraph.exchange.statements import to_jsonl
from casegraph.files import open_outputs, write_output
from casegraph.graph.options import DEFAULT_OPTIONS, GraphOptions
from casegraph.inputs import TEXT_SUFFIXES
from casegraph.records import Case

__all__ = ["FORMATS", "Format", "Told", "format_named", "format_of", "losses", "render", "write_case", "write_cases"]

#: Hears the ledger of each case that was written in a format that loses facts.
Told = Callable[[Ledger], None]
#: Writes many cases together: the number of a file and a piece of it, again and again. Each case comes as its ledger,
#: in which what was written of it is claimed before the next one is asked for.
Gather = Callable[[Iterable[Ledger], GraphOptions], Iterator[tuple[int, bytes]]]


@dataclass(frozen=True, slots=True)
class Format:
    """An output format.

    `suffixes` are those of the files of one case, in the order of what `parts` gives; `many` says whether one file
    holds many cases, then `head` stands before the first; `beside` are files that a folder of cases gets besides.
    A format with `gather` writes all cases together: into one file, or into the files that `suffixes` then name whole,
    in a folder. `unsaid` is None for a format that says every fact; for the others it gives the words for what they
    drop (see `casegraph.exchange.losses.Ledger`), and `parts` claims in the ledger what it wrote.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    many: bool
    parts: Callable[[Case, GraphOptions, Ledger], tuple[bytes, ...]]
    head: bytes = b""
    beside: tuple[tuple[str, bytes], ...] = ()
    unsaid: Mapping[str, str] | None = None
    gather: Gather | None = None

    @property
    def folder(self) -> bool:
        """Whether a folder is written whatever the number of cases, with the same files in it."""
        return self.gather is not None and len(self.suffixes) > 1

    def written(self, case: Case, options: GraphOptions, told: Told | None = None) -> tuple[bytes, ...]:
        """The files of one case; `told` hears what becomes of its facts where the format loses some.

        Raises:
            GraphError: a record cannot be written.
        """
        ledger = Ledger(case, self.unsaid)
        parts = self.parts(case, options, ledger)
        if told is not None and self.unsaid is not None:
            told(ledger)
        return parts


def _whole(
    render: Callable[[Case, GraphOptions], bytes],
) -> Callable[[Case, GraphOptions, Ledger], tuple[bytes, ...]]:
    """The one file of a format that says every fact."""
    return lambda case, options, _: (render(case, options),)


def _one(
    render: Callable[[Case, GraphOptions, Ledger], bytes],
) -> Callable[[Case, GraphOptions, Ledger], tuple[bytes, ...]]:
    """The one file of a format that loses facts."""
    return lambda case, options, ledger: (render(case, options, ledger),)


def _phenopacket(case: Case, options: GraphOptions, ledger: Ledger) -> bytes:
    from casegraph.exchange.phenopacket.packet import to_phenopacket

    return to_phenopacket(case, options, ledger)


def _together(
    name: str, media_type: str, files: tuple[str, ...], gather: Gather, unsaid: Mapping[str, str] | None
) -> Format:
    """A format that holds many cases together, in one file or in a set of files."""

    def parts(_case: Case, options: GraphOptions, ledger: Ledger) -> tuple[bytes, ...]:
        pieces: list[list[bytes]] = [[] for _ in files]
        for number, piece in gather([ledger], options):
            pieces[number].append(piece)
        return tuple(b"".join(file) for file in pieces)

    return Format(name, media_type, files, True, parts, unsaid=unsaid, gather=gather)


def _late(name: str) -> Gather:
    """A function of this package whose module is loaded when something is written by it."""
    module, _, function = name.rpartition(".")

    def gather(ledgers: Iterable[Ledger], options: GraphOptions) -> Iterator[tuple[int, bytes]]:
        pieces: Iterator[tuple[int, bytes]] = getattr(import_module(f"casegraph.exchange.{module}"), function)(
            ledgers, options
        )
        return pieces

    return gather


def _omop(name: str, media_type: str, suffix: str, function: str) -> Format:
    files = tuple(f"{table}.{suffix}" for table in OMOP_TABLES)
    return _together(name, media_type, files, _late(f"omop.files.{function}"), OMOP_UNSAID)


#: Every format by its name.
FORMATS: dict[str, Format] = {
    found.name: found
    for found in (
        Format("turtle", "text/turtle", (".ttl",), False, _whole(to_turtle)),
        Format("trig", "application/trig", (".trig",), True, _whole(to_trig), head=prefix_lines()),
        Format("nquads", "application/n-quads", (".nq",), True, _whole(to_nquads)),
        Format("jsonld", "application/ld+json", (".jsonld",), False, _whole(to_jsonld)),
        Format("rdfxml", "application/rdf+xml", (".rdf",), False, _whole(to_rdfxml)),
        Format("jsonl", "application/jsonl", (".jsonl",), True, _whole(to_jsonl)),
        Format(
            "brat",
            "text/plain",
            (".txt", ".ann"),
            False,
            to_brat,
            beside=(("annotation.conf", annotation_conf()),),
            unsaid=UNSAID,
        ),
        Format(
            "phenopacket",
            "application/json",
            (".phenopacket.json",),
            False,
            _one(_phenopacket),
            unsaid=PHENOPACKET_UNSAID,
        ),
        _together("graphml", "application/graphml+xml", (".graphml",), _late("graphml.to_graphml"), NETWORK_UNSAID),
        _together("gexf", "application/gexf+xml", (".gexf",), _late("graphml.to_gexf"), NETWORK_UNSAID),
        _together("neo4j", "text/csv", ("nodes.csv", "relationships.csv"), _late("neo4j.to_neo4j"), NETWORK_UNSAID),
        _together("kgx", "text/tab-separated-values", ("nodes.tsv", "edges.tsv"), _late("kgx.to_kgx"), NETWORK_UNSAID),
        _omop("omop", "application/vnd.apache.parquet", "parquet", "to_parquet"),
        _omop("omop-csv", "text/csv", "csv", "to_csv"),
        Format("fhir", "application/fhir+json", (".fhir.json",), False, _one(to_fhir), unsaid=FHIR_UNSAID),
    )
}


def format_named(name: str) -> Format:
    """The format of a name.

    Raises:
        OutputError: there is none; the message lists those there are.
    """
    try:
        return FORMATS[name]
    except KeyError:
        raise OutputError(f"no format is called {name!r}; there are {', '.join(FORMATS)}") from None


def format_of(path: Path) -> Format:
    """The format that a file's name asks for.

    Raises:
        OutputError: the suffix belongs to no format, or the name has none.
    """
    for found in FORMATS.values():
        # A .txt alone could be anything; BRAT is asked for by name or by its .ann.
        if not found.folder and _suffix_of(path, found) not in ("", ".txt"):
            return found
    suffixes = ", ".join(f"{f.suffixes[-1]} ({f.name})" for f in FORMATS.values() if not f.folder)
    raise OutputError(f"{path}: no format goes by this name; use one of {suffixes}, or name the format with --to")


def losses(case: Case, output: Format, options: GraphOptions = DEFAULT_OPTIONS) -> list[Loss]:
    """What a format cannot say of a case, or says with less meaning, in text order; found by writing it.

    Raises:
        GraphError: a record cannot be written.
    """
    found: list[Loss] = []
    output.written(case, options, lambda ledger: found.extend(ledger.losses()))
    return found


def render(
    cases: Iterable[Case], output: Format, options: GraphOptions = DEFAULT_OPTIONS, told: Told | None = None
) -> Iterator[bytes]:
    """The content of one file, piece by piece.

    Raises:
        OutputError: the format needs a file or more for each case, and there are several.
        InputError: two cases have one id.
        GraphError: a record cannot be written.
    """
    if len(output.suffixes) > 1:
        each = "" if output.folder else " a case"
        raise OutputError(f"{output.name} writes {len(output.suffixes)} files{each}; name a folder with -o")
    if output.gather is not None:
        yield from (piece for _, piece in output.gather(_ledgers(cases, output, told), options))
        return
    yield output.head
    for number, case in enumerate(_distinct(cases)):
        if number and not output.many:
            raise OutputError(f"a {output.name} file holds one case; name a folder with -o, or use trig or nquads")
        yield from output.written(case, options, told)


def write_case(
    case: Case, path: Path, output: Format, options: GraphOptions = DEFAULT_OPTIONS, told: Told | None = None
) -> list[Path]:
    """Write one case to `path` (for a format of several files, to files of its stem, or into a folder); the files.

    Raises:
        OutputError: the place cannot be written.
        GraphError: a record cannot be written.
    """
    if output.folder:
        return _write_together([case], path, output, options, told)
    if len(output.suffixes) == 1:
        write_output(path, output.head + b"".join(output.written(case, options, told)))
        return [path]
    stem = path.with_name(path.name[: len(path.name) - len(_suffix_of(path, output))])
    return _write_parts(case, stem, output, options, told)


def write_cases(
    cases: Iterable[Case],
    out: Path,
    output: Format,
    options: GraphOptions = DEFAULT_OPTIONS,
    told: Told | None = None,
) -> list[Path]:
    """Write cases into one file (or set of files) where the format holds many, else into a folder, a file (or more) for
    each; the files.

    A file appears whole or not at all.

    Raises:
        OutputError: the place cannot be written, or a file stands where the folder should.
        InputError: two cases have one id.
        GraphError: a record cannot be written.
    """
    if output.folder:
        return _write_together(cases, out, output, options, told)
    if output.many:
        write_output(out, render(cases, output, options, told))
        return [out]
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file; several cases in {output.name} need a folder, or use trig or nquads")
    if _suffix_of(out, output) and not out.exists():
        raise OutputError(f"{out}: a {output.name} file holds one case; name a folder with -o, or use trig or nquads")
    written = []
    stems = Stems(output.suffixes)
    for case in _distinct(cases):
        written += _write_parts(case, out / stems.of(case.id), output, options, told)
    for name, content in output.beside if written else ():
        write_output(out / name, content)
        written.append(out / name)
    return written


def _suffix_of(path: Path, output: Format) -> str:
    """The suffix of the format that a file's name ends in, which may have several dots; empty where none."""
    name = path.name.lower()
    return next((suffix for suffix in output.suffixes if name.endswith(suffix) and name != suffix), "")


def _write_parts(case: Case, stem: Path, output: Format, options: GraphOptions, told: Told | None) -> list[Path]:
    written = []
    for suffix, content in zip(output.suffixes, output.written(case, options, told), strict=True):
        path = stem.with_name(stem.name + suffix)
        if suffix in TEXT_SUFFIXES and path.is_file():
            _check_same(path, content)
        write_output(path, content)
        written.append(path)
    return written


def _check_same(path: Path, content: bytes) -> None:
    """Refuse to write a text over another one, which may be the report itself.

    Raises:
        OutputError: they differ.
    """
    try:
        same = path.read_bytes() == content
    except OSError:
        same = False
    if not same:
        raise OutputError(
            f"{path}: another text stands there, to which the annotations would not fit; choose another folder, or "
            "remove it"
        )


def _ledgers(cases: Iterable[Case], output: Format, told: Told | None) -> Iterator[Ledger]:
    """The cases of a format that writes them together, each heard of once the next one is asked for."""
    for case in _distinct(cases):
        ledger = Ledger(case, output.unsaid)
        yield ledger
        if told is not None and output.unsaid is not None:
            told(ledger)


def _write_together(
    cases: Iterable[Case], folder: Path, output: Format, options: GraphOptions, told: Told | None
) -> list[Path]:
    """All cases into the files of a folder, which appear once all of them are written."""
    if output.gather is None:
        raise ValueError(f"{output.name} does not write cases together")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file; {output.name} writes {', '.join(output.suffixes)} into a folder")
    paths = [folder / name for name in output.suffixes]
    with open_outputs(paths) as streams:
        for number, piece in output.gather(_ledgers(cases, output, told), options):
            streams[number].write(piece)
    return paths


def _distinct(cases: Iterable[Case]) -> Iterator[Case]:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise InputError(f"two cases have the id {case.id!r}; a graph is named after its id, so rename one of them")
        seen.add(case.id)
        yield case
