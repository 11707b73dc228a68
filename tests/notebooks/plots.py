"""Renews what the notebooks keep of their outputs, the plots: `python -m tests.notebooks.plots [NAME...]`."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


def renew(path: Path) -> None:
    """Run a notebook and keep its pictures alone."""
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute(cwd=str(FOLDER))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [
                nbformat.v4.new_output("display_data", {"image/png": output.data["image/png"]})  # type: ignore[no-untyped-call]
                for output in cell.outputs
                if "image/png" in output.get("data", {})
            ]
    # The kernel that happened to run it is nobody's business.
    notebook.metadata = nbformat.reads(text, as_version=4).metadata  # type: ignore[no-untyped-call]
    path.write_text(nbformat.writes(notebook, ensure_ascii=False) + "\n", encoding="utf-8")  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(found.stem for found in FOLDER.glob("*.ipynb")):
        renew(FOLDER / f"{name}.ipynb")
