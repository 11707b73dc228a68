"""A case as a FHIR R5 Bundle: what was found, done, given and not given, and why, with the words it rests on.

One `collection` a case. Each resource says how things stood at its place in the text: "suspected", then "excluded" are
two Conditions of one identifier. Nothing is invented: what FHIR requires and the text does not say is `unknown` or
marked by `data-absent-reason`. The models of `fhir.resources` validate the bundle before it is written.
"""

from __future__ import annotations

import json
import re

from casegraph.errors import GraphError, OutputError
from casegraph.exchange.losses import Ledger
from casegraph.graph.options import GraphOptions
from casegraph.records import Case

__all__ = ["UNSAID", "to_fhir"]

#: The end of a time with a zone.
_ZONED = re.compile(r"(Z|[+-]\d\d:\d\d)$")
#: Why facts are dropped, see `casegraph.exchange.losses.Ledger`.
UNSAID = {
    "time": "FHIR has no place for a time that no statement carries",
    "circumstance": "FHIR has no resource for a circumstance that is no reason",
    "candidates": "a Coding cannot offer what else the words may mean",
    "patient": "Patient has no element for it",
    "encounter.reasons": "an Encounter that does not take place cannot say why",
    "observation.causes": "an Observation has no element for a cause",
    "treatment.causes": "a drug has no element for a cause",
    "procedure.causes": "a Procedure has no element for a cause",
}


def to_fhir(case: Case, options: GraphOptions, ledger: Ledger) -> bytes:
    """The bundle of a case as JSON.

    Raises:
        OutputError: `fhir.resources` is not installed, or the time of writing has no zone.
        GraphError: the bundle is not valid, which is a mistake of casegraph's.
    """
    try:
        from fhir.resources.bundle import Bundle
        from pydantic import ValidationError
    except ImportError as error:
        raise OutputError("FHIR needs the package fhir.resources: pip install 'casegraph[fhir]'") from error
    # The command line reads this table of formats in every run: what only this one needs is loaded here.
    from casegraph.exchange.fhir.assemble import bundle

    if options.generated_at is not None and not _ZONED.search(options.generated_at):
        raise OutputError(f"--generated-at {options.generated_at}: FHIR wants a time zone, as {options.generated_at}Z")
    try:
        valid = Bundle.model_validate(bundle(case, options, ledger))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise GraphError(f"{case.id}: its FHIR bundle is not valid at {place}: {first['msg']}") from error
    return (json.dumps(json.loads(valid.model_dump_json()), ensure_ascii=False, indent=1) + "\n").encode()
