"""Verbs run as QGIS runs them: through the provider, by their public name.

These tests need QGIS. Where it is missing they fail instead of being skipped: a run without it is none.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest


class HeardFeedback:
    """Makes a feedback that remembers what was said to the user; see ``heard``."""

    def __new__(cls):
        from qgis.core import QgsProcessingFeedback

        class Heard(QgsProcessingFeedback):
            def __init__(self):
                super().__init__(False)
                self.warnings, self.infos, self.steps = [], [], []

            def pushWarning(self, warning):
                self.warnings.append(warning)

            def pushInfo(self, info):
                self.infos.append(info)

            def setProgressText(self, text):
                self.steps.append(text)

        return Heard()


@pytest.fixture(autouse=True)
def shape_encoding():
    """Shapefiles are written in the encoding asked for, which QGIS's own writer switches off for all."""
    from osgeo import gdal

    gdal.SetConfigOption("SHAPE_ENCODING", None)


@pytest.fixture(autouse=True, scope="session")
def layers_of_a_project_come_at_once(qgis_app):
    """While QGIS opens a project it handles no events; pytest-qgis would, after each of its forty layers."""
    from pytest_qgis import process_events
    from qgis.core import QgsProject

    with contextlib.suppress(TypeError):  # not every version of it does
        QgsProject.instance().legendLayersAdded.disconnect(process_events)


@pytest.fixture(scope="session")
def provider(qgis_app, qgis_processing):
    """The registered provider ``outfalltracer``."""
    from outfall_tracer.algorithms.provider import OutfallTracerProvider
    from qgis.core import QgsApplication

    made = OutfallTracerProvider()
    assert QgsApplication.processingRegistry().addProvider(made)
    yield made
    QgsApplication.processingRegistry().removeProvider(made)


@pytest.fixture
def heard():
    """A feedback that keeps ``warnings``, ``infos`` and ``steps``."""
    return HeardFeedback()


@pytest.fixture
def run_verb(provider, heard):
    """Return a function: verb, parameters -> its outputs, through ``processing.run``."""
    import processing
    from qgis.core import QgsProcessingContext, QgsProject

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())

    def run(verb, parameters):
        return processing.run(f"{provider.id()}:{verb}", parameters, context=context, feedback=heard)

    return run


class Town:
    """A small real project and a person who edits it, feature by feature as QGIS does.

    Outfall A drains a Y of pipes P1 to P3 with two enterprises and a building site, outfall B one pipe
    with a farmland outlet, outfall C lies alone. ``uid[name]`` are the identifiers.
    """

    X, Y = 500_000.0, 3_380_000.0  # a place inside EPSG:4547
    ROWS = (
        ("outfalls", "A", "POINT (0 0)", {"county_code": "420106"}),
        ("outfalls", "B", "POINT (1000 0)", {"county_code": "420106", "managing_unit": ""}),
        ("outfalls", "C", "POINT (9000 0)", {"county_code": "420106"}),
        ("pipes", "P1", "LINESTRING (0 100, 0 0)", {"system": "storm"}),
        ("pipes", "P2", "LINESTRING (-80 180, 0 100)", {"system": "storm"}),
        ("pipes", "P3", "LINESTRING (80 180, 0 100)", {"system": "sewage"}),
        ("pipes", "P4", "LINESTRING (1000 100, 1000 0)", {"system": "storm"}),
        ("enterprises", "Mill", "POINT (-82 182)", {"operator": "纺织厂", "owner": "纺织厂"}),
        ("enterprises", "Dye", "POINT (82 182)", {"operator": "染料厂", "owner": "园区"}),
        ("construction_sites", "Tower", "POINT (5 60)", {}),
        ("farmland_outlets", "Field", "POINT (1003 95)", {"operator": "农场"}),
        ("districts", "District", None, {"county_code": "420106", "name": "武昌区"}),
    )

    def __init__(self, path):
        self.path = str(path)
        self.uid = {}

    def build(self):
        import uuid
        from pathlib import Path

        from osgeo import osr
        from outfall_tracer.layers.store.tables import create_tables

        system = osr.SpatialReference()
        system.ImportFromEPSG(4547)
        create_tables(Path(self.path), system.ExportToWkt())
        for table, name, wkt, columns in self.ROWS:
            self.uid[name] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{table}/{name}"))
            label = "code" if table == "pipes" else "name"
            self.add(table, wkt, **{label: name, **columns, "uid": self.uid[name]})
        return self

    def copied(self, folder):
        """Return a copy in a folder: a module that adds much to it does so once."""
        mine = Town(shutil.copy(self.path, folder / "town.gpkg"))
        mine.uid = dict(self.uid)
        return mine

    def _open(self, update=False):
        from osgeo import gdal

        return gdal.OpenEx(self.path, gdal.OF_VECTOR | (gdal.OF_UPDATE if update else 0), ["GPKG"])

    def _layer(self, table):
        dataset = self._open(update=True)
        return dataset, dataset.GetLayerByName(table)

    def geometry(self, wkt):
        import numpy as np
        import shapely
        from osgeo import ogr

        moved = shapely.transform(shapely.from_wkt(wkt), lambda xy: xy + np.array([self.X, self.Y]))
        return ogr.CreateGeometryFromWkt(moved.wkt)

    def add(self, table, wkt=None, **columns):
        from osgeo import ogr

        dataset, layer = self._layer(table)
        feature = ogr.Feature(layer.GetLayerDefn())
        self._fill(feature, columns, wkt)
        assert layer.CreateFeature(feature) == 0
        del feature, layer, dataset

    def crowd(self, n):
        """Many more enterprises beside Mill, in one go."""
        from osgeo import ogr

        dataset, layer = self._layer("enterprises")
        dataset.StartTransaction()
        for row in range(n):
            feature = ogr.Feature(layer.GetLayerDefn())
            self._fill(feature, {"uid": f"works-{row}", "name": f"Works {row}"}, "POINT (-82 182)")
            assert layer.CreateFeature(feature) == 0
        dataset.CommitTransaction()
        del feature, layer, dataset

    def set(self, table, uid, wkt=None, **columns):
        """A person's edit of one row."""
        dataset, layer = self._layer(table)
        layer.SetAttributeFilter(f"uid = '{uid}'")
        feature = layer.GetNextFeature()
        self._fill(feature, columns, wkt)
        assert layer.SetFeature(feature) == 0
        del feature, layer, dataset

    def _fill(self, feature, columns, wkt):
        for name, value in columns.items():
            if value is None:
                feature.SetFieldNull(name)
            else:
                feature[name] = value
        if wkt:
            feature.SetGeometry(self.geometry(wkt))

    def remove(self, table, uid):
        dataset, layer = self._layer(table)
        layer.SetAttributeFilter(f"uid = '{uid}'")
        assert layer.DeleteFeature(layer.GetNextFeature().GetFID()) == 0
        del layer, dataset

    def rows(self, table):
        """All rows as dictionaries, geometry as WKT relative to the town."""
        return self.rows_of(table)[table]

    def rows_of(self, *tables):
        """{table: its rows}, the file opened once."""
        dataset = self._open()
        return {table: self._rows(dataset, table) for table in tables}

    @staticmethod
    def _rows(dataset, table):
        out = []
        for feature in dataset.GetLayerByName(table):
            row = dict(feature.items())
            row["fid"] = feature.GetFID()
            shape = feature.GetGeometryRef()
            row["geom"] = None if shape is None else shape.ExportToWkt()
            out.append(row)
        return out

    def outfall(self, name):
        return next(row for row in self.rows("outfalls") if row["uid"] == self.uid[name])

    def links(self, *states):
        """Links as {(outfall, source): row} by their names; of the given states only."""
        names = {uid: name for name, uid in self.uid.items()}
        return {
            (names.get(row["outfall_uid"]), names.get(row["source_uid"])): row
            for row in self.rows("trace_links") if not states or row["status"] in states
        }

    def dump(self):
        """Every row of every table, to see that nothing changed."""
        from outfall_tracer.layers.schema import SCHEMA

        return self.rows_of(*(table.name for table in SCHEMA.tables))


@pytest.fixture(scope="session")
def town_template(tmp_path_factory):
    return Town(tmp_path_factory.mktemp("town") / "template.gpkg").build()


@pytest.fixture(scope="session")
def project_template(qgis_app, town_template, tmp_path_factory):
    """The town with an English QGIS project in it, which takes a while to write."""
    from outfall_tracer.layers.project.qgis_project import write_qgis_project

    made = town_template.copied(tmp_path_factory.mktemp("project"))
    write_qgis_project(Path(made.path), "en")
    return made


@pytest.fixture
def town(town_template, tmp_path):
    """A small project with two drained outfalls, a lone one, and a person's tools; see :class:`Town`."""
    return town_template.copied(tmp_path)


@pytest.fixture
def desk(qgis_iface, qgis_new_project):
    """The plugin's desk in an empty QGIS project."""
    from outfall_tracer.tests.support.desks import desk_on

    with desk_on(qgis_iface) as made:
        yield made


@pytest.fixture(params=[False, True], ids=["", "raising"])
def gdal_raises(request):
    """GDAL raises where any plugin has asked it to, as parts of QGIS do."""
    from osgeo import gdal, ogr
    from outfall_tracer.layers.store.gpkg import no_exceptions

    with no_exceptions():
        if request.param:
            gdal.UseExceptions()
            ogr.UseExceptions()
        yield
        if request.param:
            ogr.DontUseExceptions()
            gdal.DontUseExceptions()
