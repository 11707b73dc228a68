"""Checking the ontology: the quality checks of `ontology/checks`, the shapes of the rules, the reasoner, the codes."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from casegraph.errors import OntologyError
from casegraph.graph.closure import hierarchy, kinds
from casegraph.graph.findings import Finding
from casegraph.graph.ontology import read_ontology_files
from casegraph.graph.vocabulary import CG, CONCEPT, RULE
from casegraph.resources import data_folder

__all__ = ["check_ontology", "checks", "prepared", "run_check"]

_KINDS_GRAPH = ox.NamedNode("https://w3id.org/casegraph/kinds")
_CG_KIND = ox.NamedNode(CG + "kind")


def check_ontology(folder: Path | None = None, *, reasoner: bool = False, against: Path | None = None) -> list[Finding]:
    """What is wrong with an ontology folder, the shipped one where none is named; nothing where all is well.

    Every query of `checks/*.rq` must answer nothing, and the rules as data must have their shapes. With `reasoner`,
    HermiT must find it consistent and each class satisfiable. With `against`, a folder of reference tables (see
    `casegraph.graph.codes`), every code must stand in the table of its terminology.

    Raises:
        OntologyError: a file is not Turtle, a check is not SPARQL, there is no Java for the reasoner, or no tables.
    """
    folder = folder or data_folder("ontology")
    store = prepared(folder)
    found = [finding for path in checks(folder) for finding in run_check(path, store)]
    found += _rule_findings(folder)
    if against is not None:
        from casegraph.graph.codes import code_findings

        found += code_findings(store, against)
    if reasoner:
        from casegraph.graph.hermit import reasoner_findings

        found += reasoner_findings(store)
    return sorted(set(found))


def prepared(folder: Path) -> ox.Store:
    """The ontology in the default graph, and the kind of each concept in the graph that the checks ask for it.

    Raises:
        OntologyError: a file is not Turtle.
    """
    store = read_ontology_files(folder)
    add_kinds(store)
    return store


def add_kinds(store: ox.Store) -> None:
    """Work out the kind of each concept and add it in a graph of its own."""
    for concept, found in kinds(store, hierarchy(store)).items():
        for kind in found:
            store.add(ox.Quad(ox.NamedNode(concept), _CG_KIND, ox.NamedNode(kind), _KINDS_GRAPH))


def checks(folder: Path) -> list[Path]:
    """The quality checks of an ontology folder.

    Raises:
        OntologyError: there is none.
    """
    paths = sorted((folder / "checks").glob("*.rq"))
    if not paths:
        raise OntologyError(f"{folder / 'checks'}: no check (*.rq) found; install the package again")
    return paths


def run_check(path: Path, store: ox.Store) -> list[Finding]:
    """What one check finds: `?place` is what is wrong, `?detail` says more; the first comment line says what is asked.

    Raises:
        OntologyError: the check is not a SPARQL SELECT of ?place and ?detail.
    """
    query = path.read_text(encoding="utf-8")
    intent = query.partition("\n")[0].removeprefix("#").strip()
    try:
        solutions = store.query(query)
    except SyntaxError as error:
        raise OntologyError(f"{path}: {error}; mend the query there") from error
    if not isinstance(solutions, ox.QuerySolutions) or [v.value for v in solutions.variables] != ["place", "detail"]:
        raise OntologyError(f"{path}: a check selects ?place ?detail")
    found = []
    for solution in solutions:
        place, detail = solution["place"], solution["detail"]
        said = f"{intent} Here: {detail.value}" if isinstance(detail, ox.Literal) and detail.value else intent
        found.append(Finding(_short(place), path.stem, said))
    return found


def _short(term: object) -> str:
    value = term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else str(term)
    for name, start in (("c", CONCEPT), ("cg", CG), ("rule", RULE)):
        if value.startswith(start):
            return f"{name}:{value[len(start) :]}"
    return value


def _rule_findings(folder: Path) -> list[Finding]:
    from casegraph.graph.validate import shape_findings

    rules = folder / "criteria.ttl"
    if not rules.is_file():
        return []
    quads = list(ox.parse(path=str(rules), format=ox.RdfFormat.TURTLE))
    return shape_findings([quad for quad in quads if isinstance(quad, ox.Quad)])
