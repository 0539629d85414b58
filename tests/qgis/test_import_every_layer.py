"""Every layer of the real data comes in whole: rows and metres as another reader counts them.

A few layers are tried in every run, all of them with ``OUTFALL_TRACER_FULL=1``; what came in is listed
in docs/import-real.md.
"""

from __future__ import annotations

import json
import os
import shutil

import numpy as np
import pytest
from outfall_tracer.importing.model import CoordinateRule, FieldRule, Mapping
from outfall_tracer.importing.places.gcj02 import wgs84_to_gcj02
from outfall_tracer.importing.run import Request, import_layer
from outfall_tracer.problems import UserError

from ..support.import_deliveries import table_of
from ..support.real_layers import ALL, LAYERS, counted

FULL = os.environ.get("OUTFALL_TRACER_FULL") == "1"
pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Return a function: EPSG number -> an empty project in that system, made once."""
    from osgeo import osr
    from outfall_tracer.layers.store.tables import create_tables

    folder = tmp_path_factory.mktemp("empty")

    def one(epsg):
        file = folder / f"{epsg}.gpkg"
        if not file.exists():
            system = osr.SpatialReference()
            system.ImportFromEPSG(epsg)
            create_tables(file, system.ExportToWkt())
        return file

    return one


def metres(parts):
    """Return the length of all lines."""
    steps = np.hypot(*np.diff(parts.xy, axis=0).T)
    inside = np.ones(len(steps), dtype=bool)
    inside[parts.part_start[1:-1] - 1] = False  # from one part to the next
    return steps[inside].sum()


@pytest.mark.parametrize("real", [one for one in LAYERS if FULL or one.quick], ids=lambda one: one.id)
def test_a_layer_comes_in_whole(real, shared_data, empty, tmp_path):
    source = shared_data(real.file.split("/")[0]).parent / real.file
    project = shutil.copy(empty(real.epsg), tmp_path / "project.gpkg")
    if real.file.endswith("Verbinding.csv"):  # names its places by the numbers of another table
        knots = Request(str(source.with_name("Knooppunt.csv")), "manholes", crs=real.crs, answers={**ALL})
        import_layer(project, knots)
    request = Request(str(source), real.table, real.layer, crs=real.crs, answers={**ALL, **real.answers})
    if real.refused:
        with pytest.raises(UserError, match=real.refused):
            import_layer(project, request)
        return
    (outcome,) = import_layer(project, request)
    rows, long = counted(source, real.layer, real.epsg)
    assert outcome.report.counts["added"] == outcome.report.counts["read"] == rows
    if long is not None:
        parts = table_of(project, outcome.plan.table, "uid", geometry=True).parts
        assert metres(parts) == pytest.approx(long, rel=1e-6)
    again = import_layer(project, request)[0].report.counts
    assert (again["added"], again["updated"]) == (0, 0)


@pytest.mark.parametrize(("column", "datum"), [("WGS84", "wgs84"), ("GCJ02", "gcj02"), ("BD09", "bd09")])
def test_664_cities_lie_where_they_lie_in_every_datum(column, datum, shared_data, empty, tmp_path):
    file = shared_data("gcj02_vectors") / "china-cities.json"
    place = CoordinateRule("columns", (f"coords.{column}",), notation="pair", crs="EPSG:4326", datum=datum)
    mapping = Mapping("other_sources", [FieldRule("name", source="attrs.name")], place)
    project = shutil.copy(empty(3857), tmp_path / "project.gpkg")
    (outcome,) = import_layer(project, Request(str(file), mapping=mapping))
    cities = json.loads(file.read_text(encoding="utf-8"))
    assert outcome.report.counts["added"] == len(cities) == 664
    xy = table_of(project, "other_sources", "uid", geometry=True).xy / 6378137.0
    found = np.degrees(np.column_stack([xy[:, 0], 2 * np.arctan(np.exp(xy[:, 1])) - np.pi / 2]))
    given = np.array([city["coords"]["GCJ02"] for city in cities])
    np.testing.assert_allclose(wgs84_to_gcj02(found), given, atol=1e-5)
