"""The verbs of the regime over the whole register, beside reading and writing the same tables with ogr.

    python benchmarks/regime.py [--outfalls 1842] [--pipes 60000] [--keep FOLDER]

Each verb is timed in a fresh copy of the traced demonstration: reading, deciding, writing, the audit trail
included; making the tables of rules known and the start of QGIS are not counted. Beside it ogr reads the
tables that the verb reads, and writes them into another file. The goal for the whole pass is twice that.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOAL = 2.0
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
    begun = time.perf_counter()
    written = gdal.VectorTranslate(str(target), str(path), format="GPKG", layers=list(tables))
    del written
    return time.perf_counter() - begun


def actions() -> dict[str, Callable[[Any], Any]]:
    """Return the actions by verb."""
    from outfall_tracer.operations.regime import check, classify, codes, names, parties

    return {
        "classify": classify.classify, "proposenames": names.propose,
        "assigncodes": lambda rows: codes.assign_codes(rows, "bench", TODAY),
        "assignparties": parties.assign_parties, "checkregister": lambda rows: check.check(rows, TODAY),
    }


def main() -> int:
    """Measure and print; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--outfalls", type=int, default=1842)
    parser.add_argument("--pipes", type=int, default=60_000)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from outfall_tracer.demo.generate import Demonstration, generate
    from outfall_tracer.operations.project_rows import file_rows
    from outfall_tracer.operations.runs.trace_project import trace_project

    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        project = folder / "reach.gpkg"
        if not project.exists():
            generate(project, Demonstration(outfalls=given.outfalls, pipes=given.pipes))
            trace_project(str(project))
        spent = compared = 0.0
        print(f"{'verb':<15}{'verb s':>9}{'ogr s':>9}{'ratio':>8}{'again s':>9}")
        with file_rows(str(project), writing=False) as rows:  # the tables of rules are read once
            for action in actions().values():
                action(rows)
        for verb, action in actions().items():
            copy = Path(shutil.copy(project, folder / "copy.gpkg"))
            took = []
            for _ in range(2):
                begun = time.perf_counter()
                with file_rows(str(copy), "bench") as rows:
                    rows.apply(*action(rows).plans)
                took.append(time.perf_counter() - begun)
            beside = ogr_seconds(Path(shutil.copy(project, folder / "beside.gpkg")), TABLES[verb])
            spent, compared = spent + took[0], compared + beside
            print(f"{verb:<15}{took[0]:>9.2f}{beside:>9.2f}{took[0] / beside:>8.2f}{took[1]:>9.2f}")
            if verb != "checkregister":
                shutil.copy(copy, project)
        print(f"{'all':<15}{spent:>9.2f}{compared:>9.2f}{spent / compared:>8.2f}")
    return int(spent > GOAL * compared)


if __name__ == "__main__":
    sys.exit(main())
