"""The notebooks of the documentation: their code cells run, one after another, without a notebook server."""

import shutil
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "notebooks"


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.ipynb")))
def test_cells_run(name, demo, tmp_path, monkeypatch):
    mpl.use("Agg")
    notebook = nbformat.read(FOLDER / name, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    shutil.copy(demo, tmp_path / "demo.gpkg")
    monkeypatch.chdir(tmp_path)
    names = {}
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            exec(compile(cell.source, f"{name}[{number}]", "exec"), names)
