"""The data dictionary is up to date and complete; the docstrings render without a warning."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from casegraph import records
from casegraph.resources import data_folder

from .dictionary import PLACE, attributes, document

ROOT = Path(__file__).parents[2]
PARTS = [records.Record, records.Value, records.Dose, records.Frequency, records.Site, records.TimeRef, records.Span]


def test_the_data_dictionary_is_up_to_date() -> None:
    assert PLACE.read_text(encoding="utf-8") == document(), "run `make docs`"


@pytest.mark.parametrize("kind", PARTS)
def test_every_field_is_told(kind: type) -> None:
    assert list(attributes(kind)) == [field.name for field in dataclasses.fields(kind)]


def test_every_term_of_the_model_is_told() -> None:
    model = (data_folder("ontology") / "model.ttl").read_text(encoding="utf-8")
    terms = {line.split()[0] for line in model.splitlines() if line.startswith("cg:")}
    text = PLACE.read_text(encoding="utf-8")
    assert len(terms) > 100
    assert {term for term in terms if f"| `{term}` |" not in text} == set()


def test_the_docstrings_render_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error::UserWarning", "-m", "tests.docs.reference", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    pages = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.html")}
    assert {"casegraph.html", "casegraph/records.html", "casegraph/exchange/network.html"} <= pages
    surface = (tmp_path / "casegraph.html").read_text(encoding="utf-8")
    assert "to_networkx" in surface
    assert "half open" in (tmp_path / "casegraph" / "records.html").read_text(encoding="utf-8")
