"""The verbs of the regime over the whole register, beside reading and writing the same tables with ogr.

    python benchmarks/regime.py [--outfalls 1842] [--pipes 60000] [--times 3] [--keep FOLDER] [--page]

Each verb does all that it does in the toolbox: looking for what was changed without the plugin, reading,
deciding, writing, the audit trail; making the tables of rules known and the start of QGIS are not counted.
Beside it ogr reads the tables that the verb reads, and writes them into another file. The goal for the whole
pass is twice that. Seconds are processor time, the least of some runs in fresh copies; a second pass, which
changes nothing, stands beside.

Then the audit trail: entries and bytes of the file that a first trace and each verb leave. ``--page`` renews
the section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from page import replace_section

GOAL = 2.0
TITLE = "## The regime"
TODAY = dt.date(2026, 3, 1)
SOURCES = ("enterprises", "construction_sites", "farmland_outlets", "wharves", "treatment_works",
           "breeding_sites", "other_sources")
#: Verb: the tables that it reads and writes.
TABLES = {
    "classify": ("outfalls", "trace_links", "pipe_trace", "pipes", *SOURCES),
    "proposenames": ("outfalls", "townships", "landmarks", "river_axis"),
    "assigncodes": ("outfalls", "code_blocks", "audit"),
    "assignparties": ("outfalls", "trace_links", "evidence", "districts", *SOURCES),
    "checkregister": ("outfalls", "trace_links", "evidence", "remediation", "closures", "signs",
                       "inspections", "districts", "audit", "findings", *SOURCES),
}


def ogr_seconds(path: Path, tables: tuple[str, ...]) -> float:
    """Return the time in which ogr reads the tables of a project and writes them into another file."""
    from osgeo import gdal

    target = path.with_name("tables.gpkg")
    target.unlink(missing_ok=True)
    begun = time.process_time()
    written = gdal.VectorTranslate(str(target), str(path), format="GPKG", layers=list(tables))
    del written
    return time.process_time() - begun


def actions() -> dict[str, Callable[[Any], Any]]:
    """Return the actions by verb."""
    from outfall_tracer.operations.regime import check, classify, codes, names, parties

    return {
        "classify": classify.classify, "proposenames": names.propose,
        "assigncodes": lambda rows: codes.assign_codes(rows, "bench", TODAY),
        "assignparties": parties.assign_parties, "checkregister": lambda rows: check.check(rows, TODAY),
    }


def verb_seconds(path: Path, action: Callable[[Any], Any]) -> float:
    """Do what a verb does; return its time."""
    from outfall_tracer.operations.project_rows import file_rows
    from outfall_tracer.operations.regime.unaudited_changes import note_unaudited

    begun = time.process_time()
    note_unaudited(str(path))
    with file_rows(str(path), "bench") as rows:
        rows.apply(*action(rows).plans)
    note_unaudited(str(path))
    return time.process_time() - begun


def trail(path: Path) -> tuple[int, int]:
    """Return entries of the audit trail, and the bytes that the file is larger by them."""
    from outfall_tracer.layers.store.gpkg import open_dataset, sql

    sizes, n = [], 0
    for without in (False, True):
        copy = Path(shutil.copy(path, path.with_name("trail.gpkg")))
        dataset = open_dataset(copy, update=True)
        if without:
            sql(dataset, "DELETE FROM audit")
        else:
            n = int(sql(dataset, "SELECT count(*) FROM audit")[0][0])
        sql(dataset, "VACUUM")
        del dataset
        sizes.append(copy.stat().st_size)
        copy.unlink()
    return n, sizes[0] - sizes[1]


def measure(folder: Path, outfalls: int, pipes: int, times: int) -> tuple[list[list[Any]], list[list[Any]]]:
    """Return the rows of the two tables: verb, its seconds, ogr's, a second pass's; step, entries, bytes."""
    from outfall_tracer.demo.generate import Demonstration, generate
    from outfall_tracer.operations.project_rows import file_rows
    from outfall_tracer.operations.regime.unaudited_changes import note_unaudited
    from outfall_tracer.operations.runs.trace_project import trace_project

    project = folder / "reach.gpkg"
    generate(project, Demonstration(outfalls=outfalls, pipes=pipes))
    note_unaudited(str(project))
    grown = [["the demonstration as made", *trail(project)]]
    trace_project(str(project))
    note_unaudited(str(project))
    grown.append(["first trace", *trail(project)])
    with file_rows(str(project), writing=False) as rows:  # the tables of rules are read once
        for action in actions().values():
            action(rows)
    spent: list[list[Any]] = []
    for verb, action in actions().items():
        first, again, beside = [], [], []
        for _ in range(times):
            copy = Path(shutil.copy(project, folder / "copy.gpkg"))
            first.append(verb_seconds(copy, action))
            again.append(verb_seconds(copy, action))
            beside.append(ogr_seconds(Path(shutil.copy(project, folder / "beside.gpkg")), TABLES[verb]))
        spent.append([verb, min(first), min(beside), min(again)])
        shutil.copy(copy, project)
        grown.append([verb, *trail(project)])
    before = trail(project)
    for action in actions().values():
        verb_seconds(project, action)
    grown.append(["all verbs once more", *trail(project)])
    assert grown[-1][1:] == [*before], "a pass that changes nothing leaves nothing"
    return spent, grown


def section(spent: list[list[Any]], grown: list[list[Any]], outfalls: int) -> list[str]:
    """Return the section of docs/benchmarks.md."""
    whole = [sum(row[at] for row in spent) for at in (1, 2, 3)]
    lines = [
        TITLE, "",
        f"Written by `benchmarks/regime.py --page`: each verb over all {outfalls:,} outfalls of the traced",
        "demonstration, with all that it does in the toolbox, beside ogr reading the tables that the verb",
        "reads and writing them into another file. Seconds of the processor; the goal for the whole pass is",
        f"{GOAL:.0f} x.", "",
        f"Measured with {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.",
        "", "| verb | s | ogr s | ratio | a second pass, s |", "|---|---|---|---|---|",
    ]
    lines += [f"| {verb} | {first:.2f} | {beside:.2f} | {first / beside:.2f} | {again:.2f} |"
              for verb, first, beside, again in [*spent, ["all", *whole]]]
    lines += ["", "What the audit trail adds to the file:", "",
              "| | entries | kB | bytes an entry |", "|---|---|---|---|"]
    n_before = bytes_before = 0
    for step, n, size in grown:
        new, more = n - n_before, size - bytes_before
        lines.append(f"| {step} | {new:,} | {more / 1000:,.0f} | {more / new if new else 0:,.0f} |")
        n_before, bytes_before = n, size
    return lines


def main() -> int:
    """Measure and print; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--outfalls", type=int, default=1842)
    parser.add_argument("--pipes", type=int, default=60_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--page", action="store_true", help="renew the section of docs/benchmarks.md")
    given = parser.parse_args()
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    with tempfile.TemporaryDirectory() as temporary:
        spent, grown = measure(given.keep or Path(temporary), given.outfalls, given.pipes, given.times)
    lines = section(spent, grown, given.outfalls)
    print("\n".join(lines))
    if given.page:
        replace_section(Path(__file__).parents[1] / "docs" / "benchmarks.md", lines)
    return int(sum(row[1] for row in spent) > GOAL * sum(row[2] for row in spent))


if __name__ == "__main__":
    sys.exit(main())
