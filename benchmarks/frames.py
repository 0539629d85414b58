#!/usr/bin/env python3
"""``frames`` beside the engine alone, and many cities on Dask beside one after another.

    benchmarks/frames.py DEMO.gpkg [PIPES] [--cities N]

DEMO.gpkg: a demonstration project; it is laid side by side until there are PIPES pipes (1,000,000).
Runs in an environment without QGIS (scripts/frames_tests.sh makes one in .dev/frames). Each measurement is a
process of its own; ratios count, seconds do not. Seconds of one network are those of the processor, so that
others who work on the machine do not count; those of many cities are of the clock.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

IDS = (
    "uid",
    "code",
    "from_node",
    "to_node",
    "declared_node",
    "declared_outfall",
    "code_national",
    "code_local",
)


def many_times(frame, times, step_m):
    """Return a frame laid side by side so many times, ids told apart."""
    import geopandas as gpd
    import pandas as pd

    copies = []
    for number in range(times):
        copy = frame.copy()
        copy[frame.geometry.name] = frame.geometry.translate(yoff=number * step_m)
        for name in IDS:
            if name in copy.columns:
                copy[name] = copy[name].where(copy[name].isna(), copy[name].astype(str) + f"_{number}")
        copies.append(copy)
    whole = gpd.GeoDataFrame(pd.concat(copies), crs=frame.crs)
    return whole.set_index(whole["uid"]).rename_axis(None) if "uid" in whole.columns else whole


def peak_mb():
    """Return the most memory (MB) this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def big_project(demo, n_pipes):
    """Return a project of about ``n_pipes`` pipes."""
    from outfall_tracer.frames import read_project
    from outfall_tracer.frames.project import Project

    one = read_project(demo)
    times = max(1, round(n_pipes / len(one.pipes)))
    step = one.pipes.total_bounds[3] - one.pipes.total_bounds[1] + 5000
    return Project(
        one.path,
        many_times(one.pipes, times, step),
        many_times(one.outfalls, times, step),
        {kind: many_times(frame, times, step) for kind, frame in one.sources.items()},
        many_times(one.manholes, times, step),
        None,
    )


def measure(what, demo, n_pipes):
    """Do one measurement in this process; print it as JSON."""
    import shapely
    from outfall_tracer.frames import trace
    from outfall_tracer.tracing.model import Options

    project = big_project(demo, n_pipes)
    options = Options()
    said = {"pipes": len(project.pipes), "before_mb": peak_mb()}
    if what == "conversion":
        started = time.process_time()
        for frame in (project.pipes, project.outfalls, project.manholes, *project.sources.values()):
            shapely.get_coordinates(frame.geometry.values)
    elif what == "frames":
        started = time.process_time()
        trace(project.pipes, project.outfalls, project.sources, manholes=project.manholes, options=options)
    else:
        asked = arrays_of(project, options)
        said["before_mb"] = peak_mb()
        started = time.process_time()
        asked()
    said.update(seconds=time.process_time() - started, peak_mb=peak_mb())
    print(json.dumps(said))


def arrays_of(project, options):
    """Return the engine's work on the arrays of a project, and nothing else."""
    from outfall_tracer.frames import trace as module  # the function shares its module's name
    from outfall_tracer.frames.trace import trace_all

    given = {}

    def keep(*arguments):
        given["arguments"] = arguments
        raise StopIteration

    names = sys.modules[module.__module__].__dict__
    names["trace_all"] = keep
    try:
        module(project.pipes, project.outfalls, project.sources, manholes=project.manholes, options=options)
    except StopIteration:
        pass
    finally:
        names["trace_all"] = trace_all
    return lambda: trace_all(*given["arguments"][:-1], None)


def many(demo, cities, n_pipes):
    """Trace cities one after another and on two workers; return seconds of both."""
    from distributed import Client, LocalCluster
    from outfall_tracer.frames.many import trace_city, trace_many

    with tempfile.TemporaryDirectory() as folder:
        project = big_project(demo, n_pipes)
        city = Path(folder, "city_0")
        city.mkdir()
        frames = {
            "pipes": project.pipes,
            "outfalls": project.outfalls,
            "manholes": project.manholes,
            **project.sources,
        }
        for name, frame in frames.items():
            frame.to_parquet(city / f"{name}.parquet")
        names = [city] + [Path(shutil.copytree(city, f"{folder}/city_{n}")) for n in range(1, cities)]
        started = time.perf_counter()
        for name in names:
            trace_city(name, Path(folder, f"one_{name.name}.parquet"), None)
        alone = time.perf_counter() - started
        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            client.run(__import__, "outfall_tracer.frames")
            started = time.perf_counter()
            done = trace_many(names, client, Path(folder, "many"))
            beside = time.perf_counter() - started
        assert len(done.traced) == cities
    return {"cities": cities, "pipes_each": len(project.pipes), "alone_s": alone, "two_workers_s": beside}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("demo")
    parser.add_argument("pipes", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--cities", type=int, default=0)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(given.one, given.demo, given.pipes)
        return
    if given.cities:
        said = many(given.demo, given.cities, given.pipes)
        print(json.dumps(said), f"\n{said['alone_s'] / said['two_workers_s']:.2f} x faster on two workers")
        return
    found = {}
    for what in ("conversion", "engine", "frames"):
        done = subprocess.run(
            [sys.executable, __file__, given.demo, str(given.pipes), "--one", what],
            capture_output=True,
            text=True,
            check=True,
        )
        found[what] = json.loads(done.stdout)
        print(what, found[what])
    ratio = found["frames"]["seconds"] / (found["engine"]["seconds"] + found["conversion"]["seconds"])
    memory = [one["peak_mb"] - one["before_mb"] for one in (found["frames"], found["engine"])]
    print(
        f"time: {ratio:.2f} x the engine and geopandas' conversion; memory added: {memory[0]:.0f} MB beside "
        f"{memory[1]:.0f} MB, {memory[0] / memory[1]:.2f} x"
    )


if __name__ == "__main__":
    main()
