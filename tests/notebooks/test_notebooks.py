"""Every notebook is there, keeps no outputs but its plots, explains each code cell, and runs to the end."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
#: The notebooks that the project promises, and how many figures each one draws.
FIGURES = {
    "01-one-case.ipynb": 2,
    "02-ask-the-graph.ipynb": 0,
    "03-a-corpus.ipynb": 3,
    "04-teach-a-concept.ipynb": 0,
    "05-limits.ipynb": 1,
}
#: Seconds that one cell may take: the first one compiles the lexicon on a machine that never did, and one reasons.
CELL_SECONDS = 300

every_notebook = pytest.mark.parametrize("name", sorted(FIGURES))


def load(name: str) -> nbformat.NotebookNode:
    text = (FOLDER / name).read_text(encoding="utf-8")
    notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def test_the_folder_holds_the_promised_notebooks() -> None:
    assert {path.name for path in FOLDER.glob("*.ipynb")} == set(FIGURES)


@every_notebook
def test_outputs_are_stripped_but_for_the_plots(name: str) -> None:
    code = [cell for cell in load(name).cells if cell.cell_type == "code"]
    assert code
    assert [cell.id for cell in code if cell.execution_count is not None] == []
    outputs = [output for cell in code for output in cell.outputs]
    assert [set(output["data"]) for output in outputs] == [{"image/png"}] * FIGURES[name], (
        "python -m tests.notebooks.plots"
    )


@every_notebook
def test_each_code_cell_stands_behind_its_explanation(name: str) -> None:
    kinds = [cell.cell_type for cell in load(name).cells]
    assert kinds == ["markdown", "code"] * (len(kinds) // 2)


@every_notebook
def test_it_runs_and_draws(name: str) -> None:
    notebook = load(name)
    client = NotebookClient(notebook, timeout=CELL_SECONDS, startup_timeout=CELL_SECONDS, kernel_name="python3")
    done = client.execute(cwd=str(FOLDER))
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr"] == []
    assert sum("image/png" in output.get("data", {}) for output in outputs) == FIGURES[name]
