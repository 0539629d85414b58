"""Measure single edits of a live network and how exact they are.

    PYTHONPATH=.dev benchmarks/.venv/bin/python benchmarks/incremental.py [--pipes 1000000] [--outfalls 1842]

A drawn city: catchments side by side, each a grid of streets that drains to an outfall, with
laterals that tee into mains and sources strewn along. Every kind of edit is made at random places;
the exit code is 1 when the median of a kind of edit takes longer than the budget.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

import numpy as np
from outfall_tracer.tracing.edits import add_pipe, change_pipe, change_point, remove_pipe
from outfall_tracer.tracing.live import LiveNetwork
from outfall_tracer.tracing.model import Options, Pipes, Points
from outfall_tracer.tracing.run import trace_all

BUDGET_S = 0.25
N_OUTFALLS = 1842


def city(n_pipes: int, most: int = N_OUTFALLS, seed: int = 0) -> tuple[Pipes, Points, Points]:
    """Pipes drawn downstream on a jittered grid of streets, outfalls and sources."""
    rng = np.random.default_rng(seed)
    n_outfalls = min(most, max(1, n_pipes // 500))
    side = int(np.sqrt(n_pipes / n_outfalls))
    wide = int(np.ceil(np.sqrt(n_outfalls)))
    row, column = np.divmod(np.arange(side * side), side)
    lines, mouths = [], []
    for block in range(n_outfalls):
        corner = np.array(divmod(block, wide)) * (side + 2) * 40.0
        place = np.stack([row, column], axis=1) * 40.0 + corner + rng.uniform(-8, 8, (side * side, 2))
        node = np.arange(1, side * side)
        left = (column[node] > 0) & ((row[node] == 0) | (rng.random(len(node)) < 0.7))
        below = np.where(left, node - 1, node - side)
        ends = np.stack([place[node], (place[node] + place[below]) / 2, place[below]], axis=1)
        ends[:, 1] += rng.uniform(-1, 1, (len(node), 2))
        lines.append(ends)
        mouths.append(place[0])
    xy = np.concatenate(lines)
    n = len(xy)
    tee = np.flatnonzero(rng.random(n) < 0.01)
    tee = tee[tee > 0]
    xy[tee, 2] = (xy[tee - 1, 0] + xy[tee - 1, 1]) / 2
    xy[tee, 1] = (xy[tee, 0] + xy[tee, 2]) / 2
    at = rng.integers(0, n, n // 10)
    sources = Points(xy[at, 1] + rng.normal(0, 10, (len(at), 2)))
    pipes = Pipes(n, xy.reshape(-1, 2), np.arange(n + 1) * 3, np.arange(n))
    return pipes, Points(np.array(mouths) + rng.normal(0, 3, (len(mouths), 2))), sources


def edits(rng: np.random.Generator, pipes: Pipes, count: int) -> list[tuple[str, object]]:
    """(kind, edit) at random places."""
    xy = pipes.xy.reshape(-1, 3, 2)
    found = []
    for at, row in enumerate(rng.choice(pipes.n, count, replace=False).tolist()):
        aside = xy[row, 1] + rng.normal(0, 15, 2)
        kinds = [
            ("flow turned", change_pipe(row, flow=-1)),
            ("blocked", change_pipe(row, status="blocked")),
            ("end moved", change_pipe(row, lines=[np.vstack([xy[row, :2], aside])])),
            ("lateral added", add_pipe([np.stack([aside, (xy[row, 0] + xy[row, 1]) / 2])])),
            ("pipe removed", remove_pipe(row)),
            ("source moved", change_point("sources", int(rng.integers(0, pipes.n // 10)), xy=aside)),
        ]
        found.append(kinds[at % len(kinds)])
    return found


def same(live: LiveNetwork) -> bool:
    """Tell whether the live answer is that of a whole trace."""
    wanted = trace_all(*live.inputs(), live.options).links
    got = live.links()
    one, other = (np.lexsort((links.outfall, links.source)) for links in (got, wanted))
    return len(one) == len(other) and all(
        np.allclose(getattr(got, name)[one], getattr(wanted, name)[other], rtol=0, atol=1e-6)
        for name in ("source", "outfall", "network_m", "confidence", "n_outfalls")
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pipes", type=int, default=1_000_000)
    parser.add_argument(
        "--outfalls", type=int, default=N_OUTFALLS, help="fewer outfalls drain more pipes each"
    )
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--check", action="store_true", help="compare with a whole trace at the end")
    options = parser.parse_args()
    pipes, outfalls, sources = city(options.pipes, options.outfalls)
    since = time.perf_counter()
    live = LiveNetwork(pipes, None, outfalls, sources, Options())
    print(
        f"{pipes.n:,} pipes, {len(outfalls.xy):,} outfalls, {len(sources.xy):,} sources: "
        f"built in {time.perf_counter() - since:.1f} s",
        flush=True,
    )
    taken: dict[str, list[float]] = {}
    rebuilt = 0
    for kind, edit in edits(np.random.default_rng(1), pipes, options.edits):
        since = time.perf_counter()
        change = live.apply(edit)
        taken.setdefault(kind, []).append(time.perf_counter() - since)
        rebuilt += change.rebuilt
    slow = False
    for kind, seconds in taken.items():
        slow |= np.median(seconds) > BUDGET_S
        print(f"  {kind:14s} median {1e3 * np.median(seconds):6.1f} ms   worst {1e3 * max(seconds):6.1f} ms")
    since = time.perf_counter()
    n_links = len(live.links().source)
    print(
        f"  all {n_links:,} links listed in {1e3 * (time.perf_counter() - since):.0f} ms; "
        f"rebuilt {rebuilt} times; "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )
    if options.check:
        equal = same(live)
        print("  equal to a whole trace" if equal else "  DIFFERS from a whole trace")
        slow |= not equal
    return int(slow or rebuilt > 0)


if __name__ == "__main__":
    sys.exit(main())
