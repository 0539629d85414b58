"""An import is written whole or not at all: cancelled, killed, locked out, out of room."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from outfall_tracer.importing.model import Reject
from outfall_tracer.problems import Cancelled, UserError

from ..support.import_deliveries import (
    content,
    delivery,
    empty_project_file,
    pipes,
    project,
    run,
    table_of,
    texts,
)

__all__ = ["empty_project_file", "project"]

CHILD = textwrap.dedent("""
    import importlib.util, sys, time
    root, project, limit = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("outfall_tracer", root + "/__init__.py",
                                                  submodule_search_locations=[root])
    module = importlib.util.module_from_spec(spec)
    sys.modules["outfall_tracer"] = module
    spec.loader.exec_module(module)
    sys.path.insert(0, root)
    from outfall_tracer.layers.store import table_io
    from tests.support.import_deliveries import delivery, pipes, run, texts
    table_io.CHUNK = 1000
    n = 5000
    columns, geometry = pipes(n, code=texts(*[f"K{i}" for i in range(n)]))
    def tell(share):
        if share >= float(limit):
            print("there", flush=True)
            time.sleep(60)
    run(project, delivery("pipes", columns, geometry), progress=tell)
    print("done", flush=True)
""")


def test_a_killed_import_leaves_the_project_as_it_was(project, repository, tmp_path):
    columns, geometry = pipes()
    run(project, delivery("pipes", columns, geometry))
    before = content(project)
    script = tmp_path / "child.py"
    script.write_text(CHILD, encoding="utf-8")
    for limit in (0.05, 0.3, 0.6, 0.95):  # planning, first rows, in their middle, nearly done
        command = [sys.executable, str(script), str(repository), str(project), str(limit)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout.readline() == "there\n"
            os.kill(child.pid, signal.SIGKILL)
            assert child.stdout.read() == ""
        assert content(project) == before, limit
    assert not run(project, delivery("pipes", columns, geometry)).written


def test_a_cancelled_import_writes_nothing_and_a_repeated_one_everything(project):
    columns, geometry = pipes(40)
    parts = delivery("pipes", columns, geometry, rejects=[Reject(41, "no", {"code": None})])
    before = content(project)
    seen = []

    def stop_at(limit):
        def tell(share):
            seen.append(share)
            if share >= limit:
                raise Cancelled

        return tell

    for limit in (0.0, 0.3, 0.6, 0.95):
        with pytest.raises(Cancelled):
            run(project, parts, progress=stop_at(limit))
        assert content(project) == before
    assert run(project, parts, progress=seen.append).written
    assert table_of(project, "pipes", "uid").n == 40


def test_long_writes_show_signs_of_life(project, monkeypatch):
    from outfall_tracer.layers.store import table_io

    monkeypatch.setattr(table_io, "CHUNK", 1000)
    monkeypatch.setattr(table_io, "_MANY", 2000)
    columns, geometry = pipes(4500)
    seen = []
    run(project, delivery("pipes", columns, geometry), progress=seen.append)
    assert seen == sorted(seen)
    assert len([share for share in seen if 0.3 < share < 1.0]) >= 8


def test_the_books_say_what_happened(project):
    columns, geometry = pipes()
    parts = delivery("pipes", columns, geometry, rejects=[Reject(7, "no place", {"code": "P7", "x": 1.5})])
    outcome = run(project, parts, user="me")
    books = table_of(
        project,
        "imports",
        "uid",
        "target_table",
        "source_file",
        "n_read",
        "n_added",
        "n_rejected",
        "user",
        "mapping",
        "report",
        "finished",
    )
    assert books.n == 1
    assert books["uid"][0] == outcome.import_uid
    assert books["user"][0] == "me"
    assert [books[name][0] for name in ("n_read", "n_added", "n_rejected")] == [7, 6, 1]
    rejects = table_of(project, "import_rejects", "source_row", "reason", "raw", "status", "import_uid")
    assert rejects["raw"][0] == '{"code": "P7", "x": 1.5}'
    assert rejects["source_row"][0] == 7
    assert rejects["status"][0] == "open"
    assert rejects["import_uid"][0] == outcome.import_uid


def test_the_memory_is_no_layer(project):
    from outfall_tracer.layers.project.project_file import open_check
    from outfall_tracer.layers.store.gpkg import open_dataset

    columns, geometry = pipes()
    run(project, delivery("pipes", columns, geometry))
    dataset = open_dataset(project)
    assert "import_memory" not in {dataset.GetLayer(i).GetName() for i in range(dataset.GetLayerCount())}
    del dataset
    open_check(project, writing=True)


def test_what_stands_in_the_way_is_a_sentence(project, tmp_path, monkeypatch):
    columns, geometry = pipes()
    parts = delivery("pipes", columns, geometry)
    with pytest.raises(UserError, match="no project file"):
        run(tmp_path / "missing.gpkg", parts)
    lock = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", lock, str(project)], stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            assert other.stdout.readline() == "locked\n"
            with pytest.raises(UserError, match=r"locked by another program|being written"):
                run(project, parts)
        finally:
            other.kill()
    assert run(project, parts).written


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="a small disk is mounted by a superuser")
def test_a_full_disk_is_a_sentence_and_loses_nothing(project, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    size = project.stat().st_size + 3_000_000
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=False, capture_output=True
    ).returncode:
        pytest.skip("file systems cannot be mounted here")
    try:
        small = disk / "project.gpkg"
        small.write_bytes(project.read_bytes())
        before = content(small)
        n = 60_000
        columns, geometry = pipes(n, code=texts(*[f"K{i}" for i in range(n)]))
        with pytest.raises(UserError, match=r"disk is full|could not be written"):
            run(small, delivery("pipes", columns, geometry))
        assert content(small) == before
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_geometry_of_every_habit_fits_its_table(project):
    import shapely

    shapes = texts(
        shapely.to_wkb(shapely.from_wkt("LINESTRING Z (500000 3300000 5, 500030 3300000 6)")),
        shapely.to_wkb(shapely.from_wkt("MULTILINESTRING ((500000 3300010, 500030 3300010))")),
        shapely.to_wkb(shapely.from_wkt("MULTILINESTRING ((0 0, 9 0), (20 0, 30 0))")),
        shapely.to_wkb(shapely.from_wkt("LINESTRING (0 5, 9 5)"), byte_order=0),
        None,
        shapely.to_wkb(shapely.from_wkt("LINESTRING EMPTY")),
    )
    parts = delivery("pipes", {"code": texts(*"ABCDEF"), "diameter_mm": np.full(6, np.nan)}, shapes)
    assert run(project, parts).plan.counts()["added"] == 6
    rows = table_of(project, "pipes", "code", geometry=True)
    assert rows.parts.part_row.tolist() == [0, 1, 2, 2, 3]
    assert not len(rows.unreadable)
    assert not run(project, parts).written
