"""Random tables through the whole way, and a run killed at any moment.

Whatever the rows hold, a run ends with an answer or a sentence; after a failure, and after a
killed process, the file holds exactly what it held before, or exactly what a whole run writes.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from outfall_tracer.layers.schema import SCHEMA, Geometry
from outfall_tracer.layers.store.table_io import ProjectFile, new_uids
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.operations.runs.validate_project import validate_project
from outfall_tracer.problems import Cancelled, UserError

FULL = os.environ.get("OUTFALL_TRACER_FULL") == "1"
TABLES = ("outfalls", "pipes", "manholes", "enterprises", "construction_sites", "farmland_outlets",
          "source_sites", "trace_links", "trace_ends", "findings", "pipe_trace", "trace_runs")  # fmt: skip
# Few distinct values, so that rows meet each other; any of them may land in a column of any kind.
TEXTS = [None, "", " ", "/", "a", "A ", "b", "无", "x'; DROP TABLE pipes; --", "\x00", "storm", "abandoned",
         "confirmed", "pipes", "{}", "[1]", "2024-05-06T07:08:09Z", "1e400", "é" * 300]  # fmt: skip
NUMBERS = [0.0, -1.0, 5.0, 9999.0, float("nan"), float("inf"), -float("inf"), 1e300, 2.0**63]
ANY = st.one_of(st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.sampled_from([b"", b"\xff\x00"]))


def blob(body, empty=False):
    return b"GP\x00" + bytes([0x01 | (0x10 if empty else 0)]) + struct.pack("<i", 4547) + body


def line(*places):
    return blob(struct.pack("<BII", 1, 2, len(places)) + np.array(places, "<f8").tobytes(), not places)


def point(x, y):
    return blob(struct.pack("<BIdd", 1, 1, x, y))


NAN, INF = float("nan"), float("inf")
X, Y = 500_000.0, 3_380_000.0
RING = np.array([(X, Y), (X + 50, Y), (X, Y + 50), (X, Y)], "<f8").tobytes()
SHAPES = st.sampled_from([
    None, b"", b"GP", b"no geometry", line(), line((X, Y), (X, Y)), line((X, Y + 100), (X, Y)),
    line((X, Y), (X, Y + 100)), line((X + 9, Y + 9), (NAN, Y)), line((X, Y), (INF, Y)),
    line((X, Y), (1e300, Y)),
    point(X, Y), point(X, Y + 100), point(NAN, NAN), point(INF, Y), point(1e300, 1e300),
    blob(struct.pack("<BIII", 1, 3, 1, 4) + RING), blob(struct.pack("<BII", 1, 7, 0), True),
    line((X, Y + 100), (X, Y))[:-5],
])  # fmt: skip


@st.composite
def any_rows(draw):
    """{table: (columns, geometry)}: some columns of each table, filled with anything."""
    rows = {}
    for name in draw(st.lists(st.sampled_from(TABLES), min_size=1, max_size=5, unique=True)):
        table = SCHEMA.table(name)
        n = draw(st.integers(1, 4))
        names = draw(st.lists(st.sampled_from([c for c in table.column_names if c != "uid"]),
                              max_size=8, unique=True))  # fmt: skip
        columns = {}
        for column in names:
            cells = np.empty(n, dtype=object)
            cells[:] = [None if value != value else value
                        for value in draw(st.lists(ANY, min_size=n, max_size=n))]
            columns[column] = cells
        shapes = None
        if table.geometry is not Geometry.NONE:
            shapes = np.empty(n, dtype=object)
            shapes[:] = draw(st.lists(SHAPES, min_size=n, max_size=n))
        rows[name] = (columns, shapes)
    return rows


def test_random_tables_give_an_answer_or_a_sentence(town_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    counted = {"answers": 0, "sentences": 0, "refused rows": 0}

    @settings(max_examples=600 if FULL else 25, derandomize=True,
              phases=(Phase.explicit, Phase.generate),
              suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
    @given(any_rows())
    def run(rows):
        town = type(town_template)(shutil.copy(town_template.path, folder / "town.gpkg"))
        town.uid = town_template.uid
        try:
            with ProjectFile(town.path, update=True) as project, project.transaction():
                for table, (columns, shapes) in rows.items():
                    n = len(shapes) if shapes is not None else max([1, *map(len, columns.values())])
                    project.append(table, {"uid": new_uids(n), **columns}, shapes)
            before = uids(town.path, "outfalls")
        except UserError:
            counted["refused rows"] += 1  # what SQLite itself does not take
            return
        try:
            validate_project(town.path)
            trace_project(town.path)
        except UserError:
            counted["sentences"] += 1
            return
        counted["answers"] += 1
        assert uids(town.path, "outfalls") == before
        after = content(town.path)
        assert trace_project(town.path).unchanged
        assert content(town.path) == after

    run()
    assert counted["answers"] > counted["sentences"]


def uids(path, table):
    with ProjectFile(path) as project:
        return set(project.read(table, ["uid"])["uid"].tolist())


def content(path):
    """{table: {uid: row}} of everything, read with our own reader, comparable."""
    found = {}
    with ProjectFile(path) as project:
        for table in SCHEMA.tables:
            columns = project.read(table.name, table.column_names)
            cells = [["" if v != v else v for v in columns[name].tolist()] for name in table.column_names]
            found[table.name] = {uid: row for uid, *row in zip(columns["uid"].tolist(), *cells)}
    return found


def test_a_failure_at_any_step_changes_nothing(town):
    """Stop at one word of progress or another: every row stays as it was."""
    before = town.dump()
    for stop_at in range(1, 200, 4):
        heard = []

        def stop(_share, _step, heard=heard, stop_at=stop_at):
            heard.append(1)
            if len(heard) == stop_at:
                raise Cancelled

        try:
            trace_project(town.path, progress=stop)
        except Cancelled:
            assert town.dump() == before
            continue
        break  # too late: all was written when the last word came
    else:
        pytest.fail("a run that never ends")
    assert stop_at > 10
    assert len(town.links()) == 4


PROGRAM = """
import importlib.util, sys
root, path = sys.argv[1:]
spec = importlib.util.spec_from_file_location(
    "outfall_tracer", root + "/__init__.py", submodule_search_locations=[root])
module = importlib.util.module_from_spec(spec)
sys.modules["outfall_tracer"] = module
spec.loader.exec_module(module)
from outfall_tracer.operations.runs.trace_project import trace_project
from outfall_tracer.tracing.answers import trace as run
import scipy.spatial, shapely
print("ready", flush=True)
trace_project(path, progress=lambda share, step: print(step, flush=True))
print("done", flush=True)
"""


def test_a_killed_run_leaves_the_last_complete_state(repository, tmp_path):
    """SIGKILL at ten moments, most of them while rows are written: all or nothing, and it opens."""
    from outfall_tracer.demo.generate import Demonstration, generate
    from outfall_tracer.layers.project.project_file import open_check

    demo = generate(tmp_path / "demo.gpkg", Demonstration(seed=3, outfalls=40, pipes=3000)).project
    rng = np.random.default_rng(int.from_bytes(os.urandom(4), "little"))
    work = tmp_path / "work.gpkg"
    untouched = {name: len(rows) for name, rows in content(demo).items()}
    whole = None
    states = []
    for number in range(11):
        for end in ("", "-journal", "-wal", "-shm"):
            Path(f"{work}{end}").unlink(missing_ok=True)
        shutil.copy(demo, work)
        with subprocess.Popen([sys.executable, "-c", PROGRAM, str(repository), str(work)],
                              stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline().strip() == "ready"
            if number == 0:
                steps = process.stdout.read().split()
                assert steps[-1] == "done"
            else:
                started = time.perf_counter()
                said = ""
                wanted = "writing" if number > 3 else "reading"
                while said.strip() != wanted:
                    said = process.stdout.readline()
                    assert said, "the run ended before"
                reached = time.perf_counter() - started
                time.sleep(float(rng.uniform(0, 0.6 if wanted == "writing" else max(reached, 0.5))))
                process.kill()
                process.wait()
        open_check(work, writing=True)
        found = {name: len(rows) for name, rows in content(work).items()}
        if number == 0:
            whole = found
            assert whole["trace_links"] > 0
            continue
        assert found in (untouched, whole)
        states.append("whole" if found == whole else "before")
        if found == untouched and number == 10:
            assert trace_project(str(work)).links["new"] == whole["trace_links"]
    assert "before" in states, "no kill came before the end"
