"""Where the ontology is taken from: the shipped one, or a copy that the user taught."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from casegraph.resources import data_folder

TAUGHT = """
@prefix c: <https://w3id.org/casegraph/concept/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
c:GrandLargeProtocol a owl:Class ; rdfs:subClassOf c:Chemotherapy ;
    skos:prefLabel "protocole Grand-Large"@fr , "Grand-Large protocol"@en .
"""


def casegraph(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CASEGRAPH_ONTOLOGY": str(folder), "CASEGRAPH_CACHE": str(folder.parent / "cache")}
    command = [sys.executable, "-m", "casegraph", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_copy_of_the_ontology_that_was_taught_a_concept(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(data_folder("ontology"), folder)
    (folder / "concepts" / "mine.ttl").write_text(TAUGHT, encoding="utf-8")
    done = casegraph(folder, "concept", "show", "protocole grand-large")
    assert (done.returncode, done.stderr) == (0, "")
    assert "GrandLargeProtocol" in done.stdout
    report = tmp_path / "report.txt"
    report.write_text("Le protocole Grand-Large a été arrêté.", encoding="utf-8")
    assert "c:GrandLargeProtocol" in casegraph(folder, "build", str(report)).stdout


def test_a_folder_that_is_no_ontology_is_refused(tmp_path: Path) -> None:
    done = casegraph(tmp_path, "concept", "show", "fièvre")
    assert done.returncode == 2
    assert f"CASEGRAPH_ONTOLOGY names {tmp_path}, which holds no model.ttl" in done.stderr
    assert "Traceback" not in done.stderr
