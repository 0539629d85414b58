"""Whatever the cells hold: a proposal comes, every row is accounted for, and columns keep their kinds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outfall_tracer.importing import lexicon, questions
from outfall_tracer.importing.cleaning.distinct_cells import objects
from outfall_tracer.importing.context import ImportContext, Manholes
from outfall_tracer.importing.model import Mapping, RawTable
from outfall_tracer.importing.prepare import prepare
from outfall_tracer.importing.proposal import columns
from outfall_tracer.layers.schema import SCHEMA, Geometry, Kind
from outfall_tracer.problems import UserError

pytestmark = pytest.mark.usefixtures("qgis_app")

HEADINGS = [
    "X",
    "Y",
    "经度",
    "纬度",
    "经度度",
    "经度分",
    "纬度度",
    "纬度分",
    "坐标",
    "起点X",
    "起点Y",
    "终点X",
    "终点Y",
    "坐标系",
    "乱",
    *(alias for row in lexicon.rows("columns") for alias in row["aliases"].split(";")[:2]),
]
CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(allow_nan=False).map(str),
    st.integers(-5, 60_000).map(str),
    st.sampled_from(
        [
            "",
            " ",
            "/",
            "-",
            "无",
            "114.28",
            "30.55",
            "114°16′58″",
            "500000",
            "3380000",
            "38500000",
            "1e308",
            "+",
            "600X300",
            "DN800",
            "Y1",
            "Y2",
            "2021.3.5",
            "是",
            "1",
            "合计",
            "雨水",
            "=1+1",
            "\x00",
            "囗",
            "９",
            "9" * 400,
        ]
    ),
)
BLOBS = st.one_of(
    st.none(), st.binary(max_size=30),
    st.sampled_from([shapely.from_wkt(text).wkb for text in (
        "POINT (500000 3380000)", "POINT EMPTY", "LINESTRING (0 0, 1 1)", "POLYGON ((0 0, 1 0, 1 1, 0 0))",
        "MULTIPOINT (1 1, 2 2)", "GEOMETRYCOLLECTION (POINT (1 1))", "LINESTRING (0 0, 1 1, 0 1, 0 0)",
        "POINT Z (1 2 3)")]),
)


@st.composite
def deliveries(draw):
    n = draw(st.integers(0, 8))
    heads = draw(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=8, unique=True))
    cells = {}
    for head in heads:
        if draw(st.integers(0, 4)) == 0:
            cells[head] = np.array(draw(st.lists(st.floats(), min_size=n, max_size=n)), dtype=float)
        else:
            cells[head] = objects(draw(st.lists(CELLS, min_size=n, max_size=n)))
    geometry = objects(draw(st.lists(BLOBS, min_size=n, max_size=n))) if draw(st.booleans()) else None
    crs = draw(st.sampled_from(["", "EPSG:4547", "EPSG:4326"]))
    return RawTable(
        "x.csv", draw(st.sampled_from(["", "YSLine", "企业"])), np.arange(2, n + 2), cells, geometry, crs
    )


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(deliveries(), st.sampled_from([*columns.TARGETS, "inspections", "remediation"]), st.booleans())
def test_any_delivery(raw, table, with_project):
    context = ImportContext()
    if with_project:
        xy = np.array([[500_000.0, 3_380_000.0], [500_030.0, 3_380_000.0]])
        context = ImportContext(
            manholes=Manholes(objects(["Y1", "Y2"]), xy, np.array([24.0, 0.0]), np.full(2, 1.0)),
            river=[shapely.box(499_000, 3_379_000, 501_000, 3_380_100)],
            network=xy,
            known={"outfalls": {"Y1": (5e5, 3.38e6)}},
        )
    columns.guess_table(raw)
    if raw.geometry_kind() == "Polygon" and SCHEMA.table(table).geometry is Geometry.LINE:
        with pytest.raises(UserError, match="holds areas"):
            columns.propose(raw, table, context=context)
        return
    mapping = columns.propose(raw, table, context=context)
    mapping = columns.propose(raw, table, questions.accepted(mapping), context)
    used = [rule.source for rule in mapping.fields if rule.source and rule.target != "status"]
    assert len(used) == len(set(used))  # one column never fills two
    assert Mapping.from_json(mapping.to_json()).fields == mapping.fields
    if mapping.place.kind == "nodes" and not with_project:
        with pytest.raises(UserError, match="table of points first"):
            prepare(raw, mapping, context)
        return
    made = prepare(raw, mapping, context)
    assert len(made.source) + len(made.rejects) == raw.n
    assert all(reject.reason for reject in made.rejects)
    for name, cells in made.columns.items():
        column = SCHEMA.table(table).column(name)
        assert len(cells) == len(made.source)
        if column.kind in (Kind.REAL, Kind.INTEGER, Kind.BOOLEAN):
            assert cells.dtype == np.float64
            assert not np.isinf(cells).any()
        else:
            assert all(cell is None or (isinstance(cell, str) and cell) for cell in cells.tolist())
            if column.values:
                assert set(cells.tolist()) <= {*SCHEMA.values(column.values).codes, None}
    if made.geometry is not None:
        for blob in made.geometry.tolist():
            assert blob is None or np.isfinite(shapely.get_coordinates(shapely.from_wkb(blob))).all()
    for change in made.changes:
        assert len(change.rows) == len(change.old) == len(change.new)
        assert change.rows.max() < raw.n
