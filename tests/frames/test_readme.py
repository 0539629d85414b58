"""The five lines of the readme, as pip installed the package, on the demonstration as GeoParquet."""

import re
from pathlib import Path

import geopandas as gpd
import pytest
from outfall_tracer.frames import read_project

ROOT = Path(__file__).resolve().parents[2]


def lines_of(page):
    """Return the first lines of a page that trace."""
    found = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    return next(code for code in found if "trace(" in code)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_five_lines_run_on_geoparquet(page, demo, tmp_path, monkeypatch):
    project = read_project(demo)
    tables = {"pipes": project.pipes, "outfalls": project.outfalls, **project.sources}
    for name, frame in tables.items():
        frame.to_parquet(tmp_path / f"{name}.parquet")
    code = lines_of(page)
    assert len(code.strip().splitlines()) == 5
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(code, page, "exec"), names)
    links = names["answer"].links
    assert isinstance(links, gpd.GeoDataFrame)
    assert len(links) > 100
