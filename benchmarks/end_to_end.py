"""Trace whole projects end to end, beside pyogrio reading the pipes and writing the same result tables.

    python3 benchmarks/end_to_end.py [--pipes 1000000] [--kinds ids place demo] [--project FILE] [--page]

Run it with the Python that has QGIS; pyogrio runs in ``benchmarks/.venv`` (see setup.sh). Every
measurement is a process of its own on a fresh copy. pyogrio is measured three ways: Arrow
tables, numpy columns and GeoDataFrames; it neither traces nor makes indexes for columns. The
exit code is 1 when a budget is missed. ``--page`` renews the section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from page import END_TO_END, replace_section
from steps import run_step, spent

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PEER_PYTHON = HERE / ".venv" / "bin" / "python"
RESULTS = ("trace_links", "pipe_trace", "trace_ends", "findings", "outfalls")
WAYS = {"arrow": "pyogrio, Arrow", "columns": "pyogrio, numpy", "frames": "pyogrio, GeoDataFrame"}
BUDGET_RATIO, BUDGET_MB, PEER = 1.3, 2048.0, "frames"
KINDS = {
    "ids": "pipes that name their end nodes, in chains of 500 to each outfall",
    "place": "the same pipes without node ids: only their places join them",
    "demo": "the demonstration city (`createdemo`) of that size",
}


# the steps, each in a process of its own


def make(kind: str, pipes: int, file: Path) -> dict[str, Any]:
    """Write a project of ``kind``."""
    if kind == "demo":
        from outfall_tracer.demo.generate import Demonstration, generate
        from qgis.core import QgsApplication

        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application = QgsApplication([], True)  # the project in it is styled
        application.initQgis()
        generate(file, Demonstration(2021, min(1842, pipes // 32), pipes))
        return {}
    import numpy as np
    from osgeo import osr
    from outfall_tracer.layers.store.geometry_io import point_blobs, segment_blobs
    from outfall_tracer.layers.store.table_io import ProjectFile, new_uids
    from outfall_tracer.layers.store.table_plan import repeated, texts
    from outfall_tracer.layers.store.tables import create_tables

    system = osr.SpatialReference()
    system.ImportFromEPSG(4547)
    create_tables(file, system.ExportToWkt())
    row = np.arange(pipes)
    chain, place = np.divmod(row, 500)
    north = 3_300_000 + chain // 1000 * 20_000 + place * 30.0
    lower = np.column_stack([500_000 + chain % 1000 * 300.0, north])
    upper = lower + np.array([0.0, 30.0])
    columns: dict[str, Any] = {
        "uid": new_uids(pipes), "code": texts([f"P{i}" for i in row.tolist()]),
        "system": repeated("storm", pipes), "form": repeated("pipe", pipes),
        "data_source": repeated("surveyed", pipes), "status": repeated("in_service", pipes),
        "diameter_mm": np.full(pipes, 300.0), "invert_from": 20.1 + place * 0.1,
        "invert_to": 20.0 + place * 0.1,
    }
    if kind == "ids":
        for name, step in (("from_node", 1), ("to_node", 0)):
            columns[name] = texts([f"N{a}_{b + step}" for a, b in zip(chain.tolist(), place.tolist())])
    outfalls = min(1842, max(pipes // 500, 1))
    sources = min(pipes // 10, 100_000)
    near = np.random.default_rng(0).integers(0, min(outfalls * 500, pipes), sources)
    with ProjectFile(file, update=True) as project, project.transaction():
        project.append("pipes", columns, segment_blobs(upper, lower, 4547))
        project.append("outfalls", {"uid": new_uids(outfalls),
                                    "name": texts([f"O{i}" for i in range(outfalls)])},
                       point_blobs(lower[::500][:outfalls], 4547))
        project.append("enterprises", {"uid": new_uids(sources),
                                       "name": texts([f"E{i}" for i in range(sources)]),
                                       "operator": texts([f"Operator {i}" for i in range(sources)])},
                       point_blobs(upper[near] + np.array([2.0, 0.0]), 4547))
    return {}


def trace(file: Path) -> dict[str, Any]:
    """Trace a project and write the outcome. Libraries are loaded before the clock, as the peer's is."""
    import qgis.core  # noqa: F401
    from osgeo import gdal, ogr  # noqa: F401
    from outfall_tracer.operations.runs.trace_project import trace_project
    from outfall_tracer.tracing.answers import trace  # noqa: F401

    wall, cpu = time.perf_counter(), time.process_time()
    summary = trace_project(str(file))
    return {
        **spent(wall, cpu), "steps": summary.seconds, "pipes": summary.pipes, "sources": summary.sources,
        "outfalls": summary.outfalls, "unchanged": summary.unchanged, "links": summary.links["found"],
        "traced": summary.traced_pipes, "findings": sum(summary.findings.values()),
    }


def peer(way: str, file: Path, out: Path) -> dict[str, Any]:
    """Read the pipes and write the result tables with pyogrio; the tables themselves are read before."""
    import pyogrio

    read: Any = {"arrow": pyogrio.raw.read_arrow, "columns": pyogrio.raw.read,
                 "frames": pyogrio.read_dataframe}[way]
    tables = {name: read(file, layer=name) for name in RESULTS}
    wall, cpu = time.perf_counter(), time.process_time()
    read(file, layer="pipes")
    read_cpu = time.process_time() - cpu
    for name, table in tables.items():
        if way == "frames":
            pyogrio.write_dataframe(table, out, layer=name, driver="GPKG")
            continue
        about = {"layer": name, "driver": "GPKG", "crs": table[0].get("crs"),
                 "geometry_type": table[0].get("geometry_type")}
        if way == "arrow":
            geometry = table[0].get("geometry_name") or "geom"
            pyogrio.raw.write_arrow(table[1], out, geometry_name=geometry if about["geometry_type"] else None,
                                    **about)
        else:
            pyogrio.raw.write(out, table[2], table[3], table[0]["fields"], **about)
    return {**spent(wall, cpu), "read": read_cpu}


# the run


def step(python: str, *words: object) -> dict[str, Any]:
    """Run one step of this script in a process of its own and return what it measured."""
    return run_step(python, str(Path(__file__).resolve()), *words)


def measure(kind: str, pipes: int, given: Path | None, folder: Path) -> dict[str, Any]:
    """Measure one project; ``given`` is used instead of a new one."""
    print(f"{given.name if given else kind}, {pipes:,} pipes", flush=True)
    project = folder / "project.gpkg"
    if given:
        shutil.copyfile(given, project)
    else:
        step(sys.executable, "make", kind, pipes, project)
    first = step(sys.executable, "trace", project)
    second = step(sys.executable, "trace", project)
    peers = {}
    for way in WAYS:
        out = folder / f"{way}.gpkg"
        peers[way] = step(str(PEER_PYTHON), "peer", way, project, out)
        out.unlink()
    for file in folder.iterdir():
        file.unlink()
    return {"kind": kind, "first": first, "second": second, "peers": peers}


def section(results: list[dict[str, Any]]) -> list[str]:
    """Return the section of docs/benchmarks.md."""
    lines = [
        END_TO_END, "",
        "Written by `benchmarks/end_to_end.py --page`: `traceproject` on whole GeoPackages, from the file to",
        "the written result, beside pyogrio reading the pipes and writing the same result tables. pyogrio",
        "does not trace, and makes no indexes for columns. Ratios are of processor seconds; each measurement",
        "is a process of its own, its libraries loaded before the clock starts. The budget: 1.3 × the time",
        "of GeoDataFrames, pyogrio's usual way, and 2 GB; Arrow and numpy columns stand there to compare.",
        "",
        f"Measured with {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.",
        "",
    ]
    for result in results:
        first, second = result["first"], result["second"]
        lines += [
            f"### {first['pipes']:,} pipes, {KINDS.get(result['kind'], result['kind'])}", "",
            f"{first['sources']:,} sources, {first['outfalls']:,} outfalls.",
            f"Found: {first['links']:,} links, {first['traced']:,} traced pipes, "  # noqa: ISC004
            f"{first['findings']:,} findings.", "",
            "| | processor s | wall s | peak MB | traceproject takes |", "|---|---|---|---|---|",
            _row("traceproject, first run", first, ""),
            _row("traceproject again, nothing changed" if second["unchanged"] else "traceproject again",
                 second, ""),
        ]
        lines += [_row(WAYS[way], row, f"{first['cpu'] / row['cpu']:.1f} ×")
                  for way, row in result["peers"].items()]
        lines += ["", "Where the wall time of the first run goes (engine steps are parts of tracing):", ""]
        lines += ["| step | s | share |", "|---|---|---|"]
        lines += [f"| {name} | {spent:.1f} | {spent / first['wall']:.0%} |"
                  for name, spent in first["steps"].items() if spent >= 0.05]
        lines.append("")
    return lines


def _row(name: str, row: dict[str, Any], ratio: str) -> str:
    return f"| {name} | {row['cpu']:.1f} | {row['wall']:.1f} | {row['peak_mb']:.0f} | {ratio} |"


def missed(result: dict[str, Any]) -> list[str]:
    """Return the budgets that a result misses."""
    first = result["first"]
    ratio = first["cpu"] / result["peers"][PEER]["cpu"]
    found = [f"time {ratio:.2f} x pyogrio (budget {BUDGET_RATIO})"] if ratio > BUDGET_RATIO else []
    return found + ([f"peak {first['peak_mb']:.0f} MB (budget {BUDGET_MB:.0f})"]
                    if first["peak_mb"] > BUDGET_MB else [])


def _do_step(words: list[str]) -> None:
    if words[0] == "peer":
        outcome = peer(words[1], Path(words[2]), Path(words[3]))
    else:
        from peers import engine

        engine()  # makes outfall_tracer importable
        outcome = (make(words[1], int(words[2]), Path(words[3])) if words[0] == "make"
                   else trace(Path(words[1])))
    print(json.dumps(outcome))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pipes", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--kinds", nargs="+", choices=[*KINDS], default=["ids", "place"])
    parser.add_argument("--project", type=Path, help="take this project instead of making some")
    parser.add_argument("--folder", type=Path, help="where the copies go (2 GB for a million pipes)")
    parser.add_argument("--page", action="store_true", help="renew the section of docs/benchmarks.md")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        _do_step(options.step)
        return 0
    wanted = ([(options.project.stem, 0, options.project)] if options.project else
              [(kind, pipes, None) for pipes in options.pipes for kind in options.kinds])
    results = []
    for kind, pipes, given in wanted:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            results.append(measure(kind, pipes, given, Path(folder)))
        if options.page:
            replace_section(ROOT / "docs" / "benchmarks.md", section(results))
    misses = [f"{result['kind']}: {text}" for result in results for text in missed(result)]
    print("\n".join(misses) or "all budgets kept")
    return int(bool(misses))


if __name__ == "__main__":
    sys.exit(main())
