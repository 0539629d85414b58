"""Hand-made deliveries for the tests of imports."""

from __future__ import annotations

import shutil

import numpy as np
import pytest


@pytest.fixture(scope="session")
def empty_project_file(tmp_path_factory):
    """Tables of a project without a QGIS project in it: made once, copied per test."""
    from osgeo import osr
    from outfall_tracer.layers.store.tables import create_tables

    system = osr.SpatialReference()
    system.ImportFromEPSG(4547)
    file = tmp_path_factory.mktemp("import") / "empty.gpkg"
    create_tables(file, system.ExportToWkt())
    return file


@pytest.fixture
def project(empty_project_file, tmp_path):
    """Return an empty project of one's own."""
    return shutil.copy(empty_project_file, tmp_path / "project.gpkg")


def texts(*values):
    """Return a column of texts."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def points(*xy):
    """Return points as WKB; None stays None."""
    import shapely

    return texts(*[None if one is None else shapely.to_wkb(shapely.Point(one)) for one in xy])


def lines(*parts):
    """Return lines as WKB."""
    import shapely

    return texts(*[None if one is None else shapely.to_wkb(shapely.LineString(one)) for one in parts])


def delivery(table, columns, geometry=None, key=(), rejects=(), file="pipes.shp"):
    """Return a PreparedDelivery."""
    from outfall_tracer.importing.comparing.plan import Delivery, PreparedDelivery
    from outfall_tracer.importing.model import FieldRule, Mapping, Prepared

    n = len(next(iter(columns.values())))
    prepared = Prepared(table, np.arange(n), columns, geometry, rejects=list(rejects))
    mapping = Mapping(table, [FieldRule(name, source=name) for name in columns], key=tuple(key))
    come = Delivery(file, "layer", n_read=n + len(rejects), row_number=np.arange(1, n + 1))
    return PreparedDelivery(prepared, mapping, come)


def pipes(n=6, **changed):
    """Return columns and lines of ``n`` pipes in a row; ``changed`` columns replace or add some."""
    columns = {
        "code": texts(*[f"P{i}" for i in range(n)]),
        "material": texts(*["PVC"] * n),
        "diameter_mm": np.full(n, 300.0),
        "invert_from": 20.0 - np.arange(n) * 0.1,
    }
    columns.update(changed)
    return columns, lines(*[[(500000 + 30 * i, 3300000), (500030 + 30 * i, 3300000)] for i in range(n)])


def run(project, part, choices=None, **more):
    """Import and return the outcome."""
    from outfall_tracer.importing.write import import_tables

    return import_tables(project, [part._replace(choices=choices) if choices else part], **more)[0]


def table_of(project, table, *columns, geometry=False):
    """Return columns of a table."""
    from outfall_tracer.layers.store.table_io import ProjectFile

    with ProjectFile(str(project)) as file:
        return file.read(table, columns, geometry=geometry)


def edit(project, table, uids, columns, geometry=None):
    """Change rows as a person does in QGIS, behind the back of the books."""
    from outfall_tracer.layers.store.table_io import ProjectFile

    with ProjectFile(str(project), update=True) as file, file.transaction():
        file.update(table, uids, columns, geometry)


def content(project):
    """Return all that the tables of a project hold, to compare whole states."""
    from outfall_tracer.layers.store.gpkg import open_dataset, sql

    dataset = open_dataset(project)
    names = [dataset.GetLayer(i).GetName() for i in range(dataset.GetLayerCount())]
    found = {}
    for name in names:
        layer = dataset.GetLayerByName(name)
        found[name] = [feature.ExportToJson() for feature in layer]
    found["memory"] = sql(dataset, "SELECT count(*) FROM sqlite_master WHERE name = 'import_memory'")
    return found
