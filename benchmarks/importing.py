"""A survey delivery of a million pipes into a project, beside ``ogr2ogr`` of the same shapefile.

    python3 benchmarks/importing.py [--pipes 1000000] [--folder DIRECTORY] [--page]

Run it with the Python that has QGIS; ``ogr2ogr`` comes with GDAL. The shapefile is one in Chinese
habits (GBK, Chinese headings and values, sizes in mm, two levels). ``importlayer`` finds encoding,
columns and values, cleans, places, compares and writes with its books; ``ogr2ogr`` copies it into
a GeoPackage. The exit code is 1 when a budget is missed. ``--page`` renews the section of
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from page import IMPORTING, replace_section
from steps import run_step, spent

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUDGET_RATIO, BUDGET_MB = 2.5, 2048.0
SELECT = (
    "SELECT geom, code AS 管段编号, from_node AS 起点点号, to_node AS 终点点号, '雨水' AS 系统类别, "
    "CAST(diameter_mm AS INTEGER) AS 管径, invert_from AS 起点底标高, invert_to AS 终点底标高, "
    "material AS 材质, '在用' AS 状态 FROM pipes"
)


# the steps, each in a process of its own


def make(pipes: int, folder: Path) -> dict[str, Any]:
    """Write the shapefile, and an empty project for each run."""
    import numpy as np
    from osgeo import osr
    from outfall_tracer.layers.store.geometry_io import segment_blobs
    from outfall_tracer.layers.store.table_io import ProjectFile, new_uids
    from outfall_tracer.layers.store.table_plan import repeated, texts
    from outfall_tracer.layers.store.tables import create_tables

    system = osr.SpatialReference()
    system.ImportFromEPSG(4547)
    create_tables(folder / "empty.gpkg", system.ExportToWkt())
    whole = Path(shutil.copy(folder / "empty.gpkg", folder / "whole.gpkg"))
    row = np.arange(pipes)
    start = np.column_stack([500_000 + row % 1000 * 300.0, 3_300_000 + row // 1000 * 30.0])
    columns: dict[str, Any] = {
        "uid": new_uids(pipes), "code": texts([f"YS{i}-{i + 1}" for i in row.tolist()]),
        "from_node": texts([f"YS{i}" for i in row.tolist()]),
        "to_node": texts([f"YS{i + 1}" for i in row.tolist()]), "material": repeated("砼", pipes),
        "diameter_mm": np.where(row % 3, 300.0, 500.0), "invert_from": 20 + row % 7919 * 0.001,
        "invert_to": 19.9 + row % 7919 * 0.001,
    }
    with ProjectFile(str(whole), update=True) as project, project.transaction():
        project.append("pipes", columns, segment_blobs(start, start + np.array([0.0, 25.0]), 4547))
    command = ["ogr2ogr", "-f", "ESRI Shapefile", str(folder / "pipes.shp"), str(whole), "-lco",
               "ENCODING=CP936", "-dialect", "SQLite", "-sql", SELECT]
    subprocess.run(command, check=True)
    whole.unlink()
    return {}


def bring(source: Path, project: Path) -> dict[str, Any]:
    """Import the shapefile; a second time it is all known."""
    from outfall_tracer.importing.run import Request, import_layer

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    steps: dict[str, float] = {}
    last = ["", time.perf_counter()]
    calls = [0, 0.0]  # progress calls, longest silence

    def tell(_share: float, step: str) -> None:
        now = time.perf_counter()
        steps[str(last[0])] = steps.get(str(last[0]), 0.0) + now - float(last[1])
        calls[0], calls[1] = calls[0] + 1, max(calls[1], now - float(last[1]))
        last[:] = [step, now]

    wall, cpu = time.perf_counter(), time.process_time()
    (outcome,) = import_layer(project, Request(str(source), "pipes"), tell)
    tell(1.0, "")
    return {**spent(wall, cpu), "counts": outcome.plan.counts(), "steps": steps, "calls": calls[0],
            "silence": calls[1], "mb": project.stat().st_size / 1e6}


def peer(source: Path, target: Path) -> dict[str, Any]:
    """Copy the shapefile into a GeoPackage with ogr2ogr."""
    wall = time.perf_counter()
    subprocess.run(["ogr2ogr", "-f", "GPKG", str(target), str(source)], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": time.perf_counter() - wall, "cpu": used.ru_utime + used.ru_stime,
            "peak_mb": used.ru_maxrss / 1024, "mb": target.stat().st_size / 1e6}


# the run


def step(*words: object) -> dict[str, Any]:
    """Run one step of this script in a process of its own and return what it measured."""
    return run_step(sys.executable, str(Path(__file__).resolve()), *words)


def measure(pipes: int, folder: Path) -> dict[str, Any]:
    """Make the delivery and bring it in, once new and once again, between two runs of ogr2ogr."""
    print(f"{pipes:,} pipes", flush=True)
    step("make", pipes, folder)
    source, project = folder / "pipes.shp", folder / "project.gpkg"
    shutil.copy(folder / "empty.gpkg", project)
    peers = [step("peer", source, folder / "first.gpkg")]
    first = step("import", source, project)
    second = step("import", source, project)
    peers.append(step("peer", source, folder / "second.gpkg"))
    return {"pipes": pipes, "first": first, "second": second, "peer": min(peers, key=lambda row: row["cpu"])}


def section(result: dict[str, Any]) -> list[str]:
    """Return the section of docs/benchmarks.md."""
    first, second, other = result["first"], result["second"], result["peer"]
    steps = ", ".join(f"{name} {spent:.1f}" for name, spent in first["steps"].items() if spent >= 0.5)
    return [
        IMPORTING, "",
        "Written by `benchmarks/importing.py --page`: a shapefile of a pipeline survey (GBK, Chinese",
        "headings and values) into a project by `importlayer`, beside `ogr2ogr` copying it into a",
        "GeoPackage. Ratios are of processor seconds, each measurement a process of its own. The budget:",
        f"{BUDGET_RATIO} × and 2 GB.",
        "",
        f"Measured with {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.",
        "",
        f"### {result['pipes']:,} pipes", "",
        "| | processor s | wall s | peak MB | file MB | importlayer takes |", "|---|---|---|---|---|---|",
        _row("importlayer into an empty project", first, f"{first['cpu'] / other['cpu']:.2f} ×"),
        _row("importlayer again: all known, nothing written", second,
             f"{second['cpu'] / other['cpu']:.2f} ×"),
        _row("ogr2ogr", other, ""), "",
        f"Where the first run's wall time goes, in seconds: {steps}.",
        f"Progress was told {first['calls']} times; the longest silence was {first['silence']:.1f} s.",
        "The file holds spatial and look-up indexes, the books and the memory of what was delivered.", "",
    ]


def _row(name: str, row: dict[str, Any], ratio: str) -> str:
    return (f"| {name} | {row['cpu']:.1f} | {row['wall']:.1f} | {row['peak_mb']:.0f} | {row['mb']:.0f} | "
            f"{ratio} |")


def missed(result: dict[str, Any]) -> list[str]:
    """Return the budgets that a result misses."""
    first, ratio = result["first"], result["first"]["cpu"] / result["peer"]["cpu"]
    found = [f"time {ratio:.2f} x ogr2ogr (budget {BUDGET_RATIO})"] if ratio > BUDGET_RATIO else []
    return found + ([f"peak {first['peak_mb']:.0f} MB (budget {BUDGET_MB:.0f})"]
                    if first["peak_mb"] > BUDGET_MB else [])


def _do_step(words: list[str]) -> None:
    if words[0] == "peer":
        outcome = peer(Path(words[1]), Path(words[2]))
    else:
        from peers import engine

        engine()  # makes outfall_tracer importable
        outcome = (make(int(words[1]), Path(words[2])) if words[0] == "make"
                   else bring(Path(words[1]), Path(words[2])))
    print(json.dumps(outcome))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pipes", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the files go (2 GB for a million pipes)")
    parser.add_argument("--page", action="store_true", help="renew the section of docs/benchmarks.md")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        _do_step(options.step)
        return 0
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        result = measure(options.pipes, Path(folder))
    if options.page:
        replace_section(ROOT / "docs" / "benchmarks.md", section(result))
    misses = missed(result)
    print("\n".join(misses) or "all budgets kept")
    return int(bool(misses))


if __name__ == "__main__":
    sys.exit(main())
