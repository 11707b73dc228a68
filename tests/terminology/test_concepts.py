"""Concepts without RDF: hierarchy, wholes of a site, and composition by definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from casegraph.errors import OntologyError
from casegraph.terminology.concepts import Terminology
from casegraph.terminology.lexicon import shipped_lexicon
from casegraph.terminology.ontology_reader import read_ontology
from tests.terminology.ontologies import write_ontology


@pytest.fixture
def small(tmp_path: Path) -> Terminology:
    """The terminology of the small ontology."""
    return read_ontology(write_ontology(tmp_path / "ontology"))[0]


def test_genus_and_site_compose(small: Terminology) -> None:
    assert small.compose("Carcinoma", "Breast") == "BreastCarcinoma"


def test_a_part_composes_as_its_whole(small: Terminology) -> None:
    assert small.wholes("Nipple") == ("Nipple", "Site", "Breast")
    assert small.compose("Carcinoma", "Nipple") == "BreastCarcinoma"


def test_nothing_composes_without_a_definition(small: Terminology) -> None:
    assert small.compose("Embolism", "Breast") is None
    assert small.compose("Carcinoma", "Site") is None


def test_what_is_composed_says_no_less_than_its_genus() -> None:
    terminology = shipped_lexicon().terminology
    for genus in ("Carcinoma", "Adenocarcinoma", "Metastasis"):
        for site in ("Breast", "Lung", "Liver", "Bone"):
            composed = terminology.compose(genus, site)
            assert composed is None or terminology.is_a(composed, genus)
    assert terminology.compose("Metastasis", "Liver") == "LiverMetastasis"


def test_kind_codes_and_labels_are_read(small: Terminology) -> None:
    concept = small["BreastCarcinoma"]
    assert (concept.kind, concept.fr, concept.en) == ("condition", "carcinome mammaire", "breast carcinoma")
    assert concept.code("umls") == "C0678222"
    assert concept.code("ncit") is None
    assert concept.sites == ("Breast",)
    assert concept.parents == ("Carcinoma",)
    assert small["Carcinoma"].code("icdo3m") == "8010/3"
    assert concept.iri == "https://w3id.org/casegraph/concept/BreastCarcinoma"


def test_plain_data_and_back(small: Terminology) -> None:
    again = Terminology.from_plain(small.to_plain())
    assert again.concepts == small.concepts
    assert again.definitions == small.definitions


def test_a_file_that_is_not_turtle_is_named(tmp_path: Path) -> None:
    folder = write_ontology(tmp_path / "ontology", "c:Broken a")
    with pytest.raises(OntologyError, match=r"small\.ttl"):
        read_ontology(folder)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="no concept"):
        read_ontology(tmp_path)
