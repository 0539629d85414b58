"""One way to the rows of a project: the same work in the file's transaction and in a step of the window."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

import numpy as np
import pytest
from outfall_tracer.layers.store.geometry_io import segment_blobs
from outfall_tracer.layers.store.table_io import new_uids
from outfall_tracer.layers.store.table_plan import TablePlan, Updates, cell_updates, repeated, texts
from outfall_tracer.operations.project_rows import EditedRows, FileRows, file_rows, protected
from outfall_tracer.problems import UserError

pytest.importorskip("qgis.core")

WHO = "Li"
TRAIL = ("table_name", "row_uid", "column_name", "old_value", "new_value", "changed_by", "run_uid")


@contextmanager
def in_the_file(path):
    with file_rows(path, WHO) as rows:
        yield rows


@contextmanager
def in_the_window(path):
    from outfall_tracer.layers.editing.session import EditSession

    session = EditSession(person=lambda: WHO)
    session.attach(path, {})
    with session.step("Work") as step:
        yield EditedRows(session, step)
    session.save()
    session.detach()


WAYS = [in_the_file, in_the_window]


def seen(columns):
    """Columns as plain rows."""
    rows = zip(*(columns[name].tolist() for name in columns))
    return [tuple(None if value != value else value for value in row) for row in rows]


def same_zone(cell):
    """A time without its zone: a save writes none, and UTC is meant."""
    return cell[: -len("+00")] if isinstance(cell, str) and cell.endswith("+00") else cell


def both(town, tmp_path, work):
    """Do ``work`` in both ways on copies; return what the files hold then and what was returned."""
    found = []
    for way in WAYS:
        copy = type(town)(shutil.copy(town.path, tmp_path / f"{way.__name__}.gpkg"))
        copy.uid = town.uid
        with way(copy.path) as rows:
            answer = work(rows)
        content = {table: [{name: same_zone(cell) for name, cell in row.items()} for row in rows]
                   for table, rows in copy.dump().items()}
        trail = [tuple(row[name] for name in TRAIL) for row in content.pop("audit")]
        found.append((content, sorted(trail, key=str), answer))
    return found


def test_both_read_the_same(town, tmp_path):
    from outfall_tracer.operations.runs.trace_project import trace_project

    trace_project(town.path)
    town.set("outfalls", town.uid["A"], is_outfall=1, chainage_km=12.25, stale_since="2026-01-02T03:04:05Z")

    def work(rows):
        columns = ["uid", "name", "is_outfall", "chainage_km", "n_enterprises", "traced_at", "written"]
        outfalls = rows.read("outfalls", columns, geometry=True)
        links = rows.read("trace_links", ["uid", "network_m", "status"], {"outfall_uid": {town.uid["A"]}},
                          geometry=True)
        pipes = rows.read("pipes", ["code"], {"uid": [town.uid["P1"], town.uid["P4"]], "system": ["storm"],
                                              "code": ["P4"]})
        nothing = rows.read("pipes", ["code"], {"uid": []})
        return (seen(outfalls), outfalls.xy.tolist(), sorted(seen(links)), links.parts.xy.shape, seen(pipes),
                nothing.n, rows.language)

    (_, _, file), (_, _, window) = both(town, tmp_path, work)
    assert file == window
    assert [row[0] for row in file[4]] == ["P4"]
    assert len(file[2]) == 3


def test_both_change_the_same_and_leave_the_same_trail(town, tmp_path):
    new, pipe = str(new_uids(1)[0]), town.uid["P1"]
    cells = {
        town.uid["A"]: {"name": "Alpha", "chainage_km": 0.1 + 0.2, "completed_at": "2026-01-02T03:04:05Z"},
        town.uid["B"]: {"is_outfall": True, "managing_unit": None, "county_code": None, "n_enterprises": 3},
    }
    start, end = np.array([[town.X, town.Y + 100]]), np.array([[town.X, town.Y + 0.1]])

    def work(rows):
        rows.apply(
            TablePlan("outfalls", updates=cell_updates(cells)),
            TablePlan("pipes", updates=[Updates(
                [pipe], {"remark": texts(["mended"])}, segment_blobs(start, end, rows.srs_id("pipes")))]),
            TablePlan("remediation", new={
                "uid": texts([new]), "outfall_uid": texts([town.uid["A"]]), "goal": repeated("治理", 1),
                "deadline": texts(["2026-12-31"]), "stage": texts([None])}),
            TablePlan("enterprises", delete=[town.uid["Dye"]]),
        )

    file, window = both(town, tmp_path, work)
    assert next(row for row in file[0]["outfalls"] if row["uid"] == town.uid["A"])["name"] == "Alpha"
    assert next(row for row in file[0]["pipes"] if row["uid"] == pipe)["geom"].endswith(" 3380000.1)")
    assert ("outfalls", town.uid["A"], "name", "A", "Alpha", WHO, None) in file[1]
    assert len(file[1]) == 11
    for table, content in file[0].items():
        assert content == window[0][table], table
    assert file[1] == window[1]


def test_a_persons_value_is_protected_in_both(town, tmp_path):
    town.set("outfalls", town.uid["A"], type_718="工业排污口")

    def work(rows):
        columns = ["uid", "name", "code_national", "code_local", "written", "type_718", "code_local"]
        wanted = {town.uid[name]: {"type_718": "城镇雨洪排口"} for name in "ABC"}
        found = protected(rows.read("outfalls", columns, {"uid": wanted}), wanted)
        rows.apply(found.plan())
        again = protected(rows.read("outfalls", columns, {"uid": wanted}), wanted)
        return [(one.outfall, one.column, one.present, one.would_be) for one in found.differences], again

    file, window = both(town, tmp_path, work)
    assert file[2][0] == window[2][0] == [("A", "type_718", "工业排污口", "城镇雨洪排口")]
    for content, _, _ in (file, window):
        rows = {row["name"]: row for row in content["outfalls"]}
        assert [rows[name]["type_718"] for name in "ABC"] == ["工业排污口", "城镇雨洪排口", "城镇雨洪排口"]
        assert rows["A"]["written"] is None
        assert rows["B"]["written"] == '{"type_718": "城镇雨洪排口"}'
    assert file[1] == window[1]


def test_a_value_that_a_person_changes_afterwards_stays(town):
    columns = ["uid", "name", "code_national", "code_local", "written", "type_718"]
    for value, standing in (("工业排污口", "工业排污口"), ("港口码头排污口", "港口码头排污口"), (None, None)):
        with file_rows(town.path, WHO) as rows:
            wanted = {town.uid["A"]: {"type_718": value}}
            rows.apply(protected(rows.read("outfalls", columns, {"uid": wanted}), wanted).plan())
        assert town.outfall("A")["type_718"] == standing
    town.set("outfalls", town.uid["A"], type_718="城镇雨洪排口")
    with file_rows(town.path, WHO) as rows:
        found = protected(rows.read("outfalls", columns), {town.uid["A"]: {"type_718": "工业排污口"}})
        assert not found.plan()
        assert [one.present for one in found.differences] == ["城镇雨洪排口"]


def test_a_trial_needs_no_right_to_write(town):
    before = town.dump()
    with file_rows(town.path, writing=False) as rows:
        assert isinstance(rows, FileRows)
        assert rows.read("outfalls", ["name"]).n == 3
    assert town.dump() == before


def test_nothing_is_written_where_the_work_fails(town):
    plan = TablePlan("outfalls", updates=cell_updates({town.uid["A"]: {"name": "Alpha"}}))

    def broken(way):
        with way(town.path) as rows:
            rows.apply(plan)
            raise ZeroDivisionError

    for way in WAYS:
        with pytest.raises(ZeroDivisionError):
            broken(way)
    assert town.outfall("A")["name"] == "A"
    with pytest.raises(UserError), in_the_window(town.path) as rows:
        rows.apply(TablePlan("outfalls", delete=["nobody"]))
    with file_rows(town.path) as rows:
        rows.apply(TablePlan("outfalls", delete=["nobody"]))  # another program took it away: nothing to do
    assert len(town.rows("outfalls")) == 3
