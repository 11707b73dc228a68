"""One document of a corpus, read: its graph, its records, and the row of the manifest that tells of it."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from casegraph.corpus.items import Fault, Item, document_of
from casegraph.corpus.limits import TimeLimitReached, time_limit
from casegraph.errors import CasegraphError
from casegraph.errors import fault as where_failed
from casegraph.graph.ontology import ontology_version
from casegraph.graph.options import DEFAULT_OPTIONS, GraphOptions
from casegraph.graph.writer import nquads, software_version
from casegraph.inputs import GUESSED
from casegraph.pipeline import read
from casegraph.records import Case, Document
from casegraph.resources import examples_folder
from casegraph.terminology.added import open_lexicon
from casegraph.terminology.lexicon import Lexicon

__all__ = ["Built", "build_document", "open_warm"]


@dataclass(frozen=True, slots=True)
class Built:
    """A document as it was read, or why it was not: then there is no case and no graph.

    `quads` are the N-Quads lines of its graph; `row` is its row of the manifest.
    """

    case: Case | None
    quads: bytes
    row: dict[str, Any]


def build_document(item: Item, lexicon: Lexicon, options: GraphOptions, seconds: float | None = None) -> Built:
    """Read a document within some seconds; whatever is wrong with it is in its row, and nothing is raised.

    The row holds `id`, `source` (where the document is), `sha256` and `encoding` of what was read, the versions
    `casegraph` and `ontology`, the counts `characters`, `triples`, `statements` and `records`, the `seconds` it took,
    and `error` and `error_kind`, null where all is well. `note` tells of an encoding that had to be guessed.
    """
    begin = time.perf_counter()
    document: Document | None = None
    case: Case | None = None
    quads = b""
    fault = item.fault
    if fault is None:
        try:
            with time_limit(seconds):
                document = document_of(item)
                case = read(document, lexicon)
                quads = nquads(case, options).encode()
        except TimeLimitReached:
            fault = Fault("time limit", f"{item.place}: took longer than {seconds:g} s; --time-limit allows more")
        except CasegraphError as error:
            fault = Fault("not readable", str(error))
        except Exception as error:  # one bad document never stops a run: its row says what happened
            # Without Python's message, which may quote the report.
            fault = Fault("internal error", f"{item.place}: {where_failed(error)}; please report it")
    if fault is not None:
        case, quads = None, b""
    return Built(case, quads, _row(item, document, case, quads, fault, time.perf_counter() - begin))


def open_warm(terminologies: Sequence[str] | None) -> Lexicon:
    """The lexicon, and all that is loaded at the first report read already: no document is charged with it.

    Raises:
        TerminologyError: a terminology that is named was not added.
    """
    lexicon = open_lexicon(terminologies)
    example = min(examples_folder().glob("*.txt"))
    build_document(Item("example", example.name, content=example.read_bytes()), lexicon, DEFAULT_OPTIONS)
    # Nearly all that is there now stays: looking for garbage in it costs a tenth of the time.
    gc.collect()
    gc.freeze()
    return lexicon


def _row(
    item: Item, document: Document | None, case: Case | None, quads: bytes, fault: Fault | None, seconds: float
) -> dict[str, Any]:
    guessed = document is not None and document.encoding in GUESSED
    return {
        "id": item.id,
        "source": item.place,
        "sha256": document.sha256 if document else None,
        "encoding": document.encoding if document else None,
        "casegraph": software_version(),
        "ontology": ontology_version(),
        "characters": len(document.text) if document else 0,
        "triples": quads.count(b"\n"),
        "statements": len({record.statement for record in case.records}) if case else 0,
        "records": len(case.records) if case else 0,
        "seconds": round(seconds, 4),
        "note": f"not UTF-8, read as {document.encoding.upper()}" if document and guessed else None,
        "error": fault.message if fault else None,
        "error_kind": fault.kind if fault else None,
    }
