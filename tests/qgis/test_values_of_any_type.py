"""What another program wrote into a project, in any type that SQLite keeps, is a person's for every run."""

from __future__ import annotations

import pytest
from outfall_tracer.layers.schema import SCHEMA, Kind
from outfall_tracer.layers.store.gpkg import open_dataset, sql
from outfall_tracer.layers.written_values import COLUMNS
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.operations.runs.validate_project import validate_project

VALUES = {
    "text": "'by hand'", "text with NUL first": "CAST(x'00616263' AS TEXT)",
    "NUL within": "CAST(x'6100' AS TEXT) || 'b'", "only NUL": "CAST(x'00' AS TEXT)", "blob": "x'00ff10'",
    "blob of letters": "CAST('by hand' AS BLOB)", "no UTF-8": "CAST(x'd6d0b9fa' AS TEXT)",
    "whole number": "77", "fraction": "2.5", "near fraction": "2.0000001", "number as text": "'7 of them'",
    "infinite": "9e999", "minus infinite": "-9e999", "huge": "9223372036854775807", "blank": "' '",
    "time": "'2020-01-02T03:04:05.678Z'", "time elsewhere": "'2020-01-02T03:04:05+08:00'",
    "year": "2020", "date of the past": "'1911-10-10'",
}


def stored(path, table, column, uid):
    rows = sql(open_dataset(path),
               f"SELECT typeof({column}), hex(CAST({column} AS BLOB)) FROM {table} WHERE uid = '{uid}'")
    return rows[0]


def write(path, table, uid, **cells):
    sets = ", ".join(f"{name} = {cell}" for name, cell in cells.items())
    sql(open_dataset(path, update=True), f"UPDATE {table} SET {sets} WHERE uid = '{uid}'")


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("before_first_run", [True, False])
def test_a_run_leaves_it(town, kind, before_first_run):
    """In each column that runs fill; the difference is told, and later runs leave it too."""
    if not before_first_run:
        trace_project(town.path)
    uid = town.uid["A"]
    write(town.path, "outfalls", uid, **dict.fromkeys(COLUMNS, VALUES[kind]))
    mine = {name: stored(town.path, "outfalls", name, uid) for name in COLUMNS}
    for again in range(2):
        summary = trace_project(town.path)
        assert {name: stored(town.path, "outfalls", name, uid) for name in COLUMNS} == mine
        told = {each.column for each in summary.differences if each.outfall_uid == uid}
        assert told >= set(COLUMNS) - {"traced_at", "trace_run"} - ({"n_enterprises"} if again else set())
        town.set("pipes", town.uid["P1"], status="abandoned", wkt="LINESTRING (0 100, 0 90)")


@pytest.mark.parametrize("kind", [kind for kind in VALUES if kind != "blank"])
def test_a_link_that_carries_it_is_kept(town, kind):
    """A candidate with a remark of any type is lost, not removed, when no run reaches it any more."""
    trace_project(town.path)
    uid = town.links()["A", "Mill"]["uid"]
    write(town.path, "trace_links", uid, remark=VALUES[kind])
    mine = stored(town.path, "trace_links", "remark", uid)
    town.set("pipes", town.uid["P2"], status="abandoned")
    trace_project(town.path)
    assert stored(town.path, "trace_links", "remark", uid) == mine
    assert town.links()["A", "Mill"]["status"] == "lost"


@pytest.mark.parametrize("kind", VALUES)
def test_a_link_that_a_person_made_keeps_it(town, kind):
    trace_project(town.path)
    uid = town.links()["A", "Mill"]["uid"]
    write(town.path, "trace_links", uid, rule="'manual'", network_m=VALUES[kind], hop_m="NULL")
    mine = stored(town.path, "trace_links", "network_m", uid)
    trace_project(town.path)
    assert stored(town.path, "trace_links", "network_m", uid) == mine
    assert stored(town.path, "trace_links", "hop_m", uid)[0] == "real", "what is empty is filled"


@pytest.mark.parametrize("kind", VALUES)
def test_a_finding_with_such_a_reason_is_kept(town, kind):
    validate_project(town.path)
    found = town.rows("findings")[0]
    write(town.path, "findings", found["uid"], reason=VALUES[kind])
    mine = stored(town.path, "findings", "reason", found["uid"])
    sql(open_dataset(town.path, update=True),
        f"UPDATE findings SET fingerprint = 'gone' WHERE uid = '{found['uid']}'")
    validate_project(town.path)
    assert stored(town.path, "findings", "reason", found["uid"]) == mine


@pytest.mark.parametrize("kind", VALUES)
def test_an_import_leaves_it(run_verb, town, tmp_path, kind):
    """A newer delivery has values for cells that came empty, and that another program filled since."""
    delivered = tmp_path / "outfalls.csv"
    given = {"PROJECT": town.path, "SOURCE": str(delivered), "TABLE": "outfalls", "CRS": "EPSG:4547"}

    def deliver(name, chainage):
        rows = f"code_national,name,chainage_km,x,y\nFE-420106-0001-SH-00,{name},{chainage},500010,3380010\n"
        delivered.write_text(rows, encoding="utf-8")
        return run_verb("importlayer", given)

    assert deliver("", "")["ADDED"] == 1
    uid = sql(open_dataset(town.path), "SELECT uid FROM outfalls WHERE code_national IS NOT NULL")[0][0]
    write(town.path, "outfalls", uid, name=VALUES[kind], chainage_km=VALUES[kind])
    mine = {name: stored(town.path, "outfalls", name, uid) for name in ("name", "chainage_km")}
    assert deliver("New", 2.25)["ADDED"] == 0
    assert {name: stored(town.path, "outfalls", name, uid) for name in mine} == mine


def test_exact_reading_tells_such_cells_apart(town):
    """Texts and fractions in their place, a text among numbers beside them; nothing where all is well."""
    from outfall_tracer.layers.store.table_io import ProjectFile

    columns = ["name", "n_enterprises", "trace_confidence", "traced_at"]
    with ProjectFile(town.path) as project:
        assert project.read("outfalls", columns, exact=True).odd == {}
    write(town.path, "outfalls", town.uid["B"], name="CAST(x'00' AS TEXT) || 'B'", n_enterprises="1.5",
          trace_confidence="'high'", traced_at="'yesterday'")
    with ProjectFile(town.path) as project:
        rows = project.read("outfalls", columns, exact=True)
        some = project.read("outfalls", ["trace_confidence"], {"uid": [town.uid["B"]]}, exact=True)
    at = rows["n_enterprises"].tolist().index(1.5)
    assert (rows["name"][at], rows["traced_at"][at]) == ("\0B", "yesterday")
    assert rows.odd == {"trace_confidence": {at: "high"}}
    assert some.odd == {"trace_confidence": {0: "high"}}
    assert {SCHEMA.table("outfalls").column(name).kind for name in COLUMNS} >= {
        Kind.TEXT, Kind.INTEGER, Kind.REAL, Kind.DATETIME}
