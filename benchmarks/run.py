"""Measure the engine beside other libraries and write docs/benchmarks.md.

    benchmarks/setup.sh
    benchmarks/.venv/bin/python benchmarks/run.py [--sizes 10000 100000 1020000] [--huge] [--page]

Every measurement runs in a process of its own, one after the other. The exit code is 1 when
a budget is missed. Times depend on the machine; the budgets are ratios within one run.

Two peers need something of their own and are left out, saying so, where it is not at hand: QGIS_PYTHON
names a Python that can import qgis, OUTFALL_TRACER_PGROUTING a database with the extension
pgrouting (as psycopg2 takes it, "host=... dbname=...").
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import shapes
from page import write_page
from peers import ROOT, TASKS

HERE = Path(__file__).resolve().parent
#: Networks whose sources reach hundreds of outfalls: the engine keeps the nearest 20, as the product does.
NEAREST = {"braided": 20, "looped": 20}
CITY = 1_020_000


def measure(task: str, peer: str, file: Path, limit: float) -> dict:
    python = os.environ["QGIS_PYTHON"] if peer == "qgis" else sys.executable
    command = [python, str(HERE / "peers.py"), task, peer, str(file), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{peer} failed on {file.name}:\n{done.stderr}")
    row = json.loads(done.stdout.splitlines()[-1])
    print(
        f"  {peer:15s} {row['seconds']:9.3f} s  {row['peak_mb']:7.0f} MB  {row['pairs']:>12,} pairs"
        f"  {row['asked']:>5} asked",
        flush=True,
    )
    return row


def at_hand(peers: list[str]) -> list[str]:
    """Leave out the peers that need something which is not there."""
    kept = []
    for peer in peers:
        needs = {"qgis": "QGIS_PYTHON", "pgrouting": "OUTFALL_TRACER_PGROUTING"}.get(peer)
        if needs and needs not in os.environ:
            print(f"{peer} is left out: {needs} is not set.")
        else:
            kept.append(peer)
    return kept


def _data(kind: str, size: int) -> dict[str, np.ndarray]:
    if kind == "noding":
        return shapes.drawn(size)
    return shapes.two(kind, CITY) if size == 2 * CITY else shapes.make(kind, size)


def run(kind: str, size: int, folder: Path, limit: float, peers: list[str]) -> dict:
    """Measure all peers on one network."""
    print(f"{kind}, {size:,} edges", flush=True)
    task = "noding" if kind == "noding" else "links"
    data = _data(kind, size)
    data["nearest"] = np.array(NEAREST.get(kind, 0))
    file = folder / f"{kind}_{size}.npz"
    np.savez(file, **data)
    rows = {peer: measure(task, peer, file, limit) for peer in TASKS[task] if peer in peers}
    file.unlink()
    return {"kind": kind, "size": size, "peers": rows, "outfalls": len(data.get("outfalls", ()))}


def budgets(results: list[dict]) -> list[tuple[str, float, float]]:
    """(what, measured ratio, budget) for every budget that this run can judge."""
    by = {(result["kind"], result["size"]): result["peers"] for result in results}
    found = []
    city = by.get(("city", CITY), {})
    for peer, limit in (("igraph", 0.5), ("networkx", 0.06)):
        if peer in city:
            ratio = city["outfall_tracer"]["seconds"] / city[peer]["seconds"]
            found.append((f"all links, {CITY:,} edges: time beside {peer}", ratio, limit))
    if ("city", 2 * CITY) in by and city:
        ratio = by["city", 2 * CITY]["outfall_tracer"]["seconds"] / city["outfall_tracer"]["seconds"]
        found.append(("two such cities side by side: time beside one", ratio, 2.3))
    for (kind, size), peers in by.items():
        if kind == "noding" and size >= 1_000_000:
            ratio = peers["outfall_tracer"]["seconds"] / peers["shapely"]["seconds"]
            found.append((f"noding, {size:,} pipes: time beside shapely", ratio, 4.0))
    return found


def about() -> list[str]:
    """What the outcome depends on; nothing that names a machine."""
    versions = [
        f"{name} {importlib.metadata.version(name)}"
        for name in ("numpy", "scipy", "shapely", "igraph", "rustworkx", "networkx")
    ]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return [f"{cores} cores", platform.machine(), f"Python {platform.python_version()}", *versions]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, CITY])
    parser.add_argument("--kinds", nargs="+", default=[*shapes.KINDS, "noding"])
    parser.add_argument("--peers", nargs="+", default=[*TASKS["links"], "shapely"])
    parser.add_argument(
        "--huge", action="store_true", help="add 4 million edges, the engine and the quickest peers alone"
    )
    parser.add_argument(
        "--seconds", type=float, default=20.0, help="longest walk of a peer before it is scaled up"
    )
    parser.add_argument("--page", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument(
        "--keep", type=Path, help="keep results in this file; networks that it holds are not measured again"
    )
    options = parser.parse_args()
    peers = at_hand(list(dict.fromkeys(["outfall_tracer", *options.peers])))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        wanted = [(kind, size, peers) for kind in options.kinds for size in options.sizes]
        if CITY in options.sizes and "city" in options.kinds:
            wanted.insert(0, ("city", 2 * CITY, ["outfall_tracer"]))
        if options.huge:
            wanted += [(kind, 4_000_000, ["outfall_tracer", "igraph", "scipy"])
                       for kind in options.kinds if kind in ("dendritic", "braided", "looped")]
        results: list[dict] = []
        if options.keep and options.keep.is_file():
            results = json.loads(options.keep.read_text(encoding="utf-8"))
        done = {(result["kind"], result["size"]) for result in results}
        for kind, size, asked in wanted:
            if (kind, size) in done:
                continue
            results.append(run(kind, size, folder, options.seconds, asked))
            # A long run that is stopped has not been for nothing.
            if options.keep:
                options.keep.write_text(json.dumps(results, indent=1), encoding="utf-8")
            if options.page:
                write_page(ROOT / "docs" / "benchmarks.md", results, budgets(results), about())
    judged = budgets(results)
    for what, ratio, limit in judged:
        print(f"{'kept  ' if ratio <= limit else 'MISSED'} {what}: {ratio:.3f} (budget {limit})")
    return int(any(ratio > limit for _, ratio, limit in judged))


if __name__ == "__main__":
    sys.exit(main())
