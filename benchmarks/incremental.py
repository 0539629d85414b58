"""Measure single edits of a live network and how exact they are.

    PYTHONPATH=.dev benchmarks/.venv/bin/python benchmarks/incremental.py [--pipes 1000000] [--outfalls 1842]

A drawn city: catchments side by side, each a grid of streets that drains to an outfall, with
laterals that tee into mains and sources strewn along. Every kind of edit is made at random places,
and one kind right above the outfalls, where most hangs on it; then one outfall after the other is
asked what drains to it. The exit code is 1 when the median of a kind takes longer than its budget: 250 ms
where up to 25,000 pipes are solved again, 10 us a pipe above.
``--configuration``: other options than those delivered, over a city with second ways, sizes, and laterals
that end short of their main; ``all`` for each, ``delivered`` for the first alone.
``--page`` renews the section of docs/benchmarks.md. Seconds are processor time; all of it runs on one core.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from outfall_tracer.tracing.answers.trace import trace_all
from outfall_tracer.tracing.live.edits import add_pipe, change_pipe, change_point, remove_pipe
from outfall_tracer.tracing.live.network import LiveNetwork
from outfall_tracer.tracing.model import Options, Pipes, Points
from page import AFTER_AN_EDIT, replace_section

BUDGET_S, PER_PIPE_S, CLICK_S = 0.25, 10e-6, 0.15
N_OUTFALLS = 1842
CONFIGURATIONS = {
    "delivered": {},
    "main ways only": {"overflows": "main_way"},
    "up to the 30th manhole": {"limit_manholes": 30},
    "up to the 50th source": {"limit_sources": 50},
    "up to 1,000 m": {"limit_m": 1000.0},
    "gaps bridged up to 5 m": {"gap_distance_m": 5.0},
    "all of these": {
        "overflows": "main_way", "limit_manholes": 30, "limit_sources": 50, "limit_m": 1000.0,
        "gap_distance_m": 5.0,
    },
}
Times = dict[str, list[float]]


@dataclass
class Measured:
    """Seconds by kind of edit and question, pipes solved again by kind; equal: to a whole trace, or None."""

    what: str
    configuration: str
    built: float
    edited: Times
    asked: Times
    solved: dict[str, list[int]]
    rebuilt: int
    peak_mb: int
    equal: bool | None


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


def varied(pipes: Pipes, seed: int = 2) -> Pipes:
    """The same pipes with sizes, every fiftieth with a second way on, half of the laterals 3 m too short."""
    rng = np.random.default_rng(seed)
    xy = pipes.xy.reshape(-1, 3, 2).copy()
    way = xy[1:, 2] - xy[:-1, 0]
    beside = np.flatnonzero(np.hypot(*way.T) < 1e-9)  # the next pipe ends where this one begins
    short = np.flatnonzero((xy[1:, 2] == (xy[:-1, 0] + xy[:-1, 1]) / 2).all(axis=1))[::2] + 1
    along = xy[short, 2] - xy[short, 1]
    xy[short, 2] -= 3.0 * along / np.hypot(*along.T)[:, None]
    apart = rng.choice(beside, len(xy) // 50, replace=len(beside) < len(xy) // 50)
    apart = apart[apart > 0]
    low = xy[apart - 1, 2]  # from where it begins to where the pipe before it ends
    near = np.hypot(*(low - xy[apart, 0]).T) < 150.0
    apart, low = apart[near], low[near]
    bend = (xy[apart, 0] + low) / 2 + rng.uniform(2, 4, (len(apart), 2))
    xy = np.concatenate([xy, np.stack([xy[apart, 0], bend, low], axis=1)])
    n = len(xy)
    return Pipes(n, xy.reshape(-1, 2), np.arange(n + 1) * 3, np.arange(n),
                 diameter_mm=rng.choice([300.0, 400.0, 600.0], n))


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


def at_the_mouths(rng: np.random.Generator, live: LiveNetwork, count: int) -> list[tuple[str, object]]:
    """Edits of the last pipes above outfalls, on which everything hangs."""
    found = []
    for outfall in rng.integers(0, len(live.inputs()[2].xy), count).tolist():
        above = live.upstream(outfall).pipe
        if len(above):
            found.append(("blocked below", change_pipe(int(above[0]), status="blocked")))
            found.append(("opened below", change_pipe(int(above[0]), status="in_service")))
    return found


def same(live: LiveNetwork) -> bool:
    """Tell whether the live answer is that of a whole trace."""
    wanted = trace_all(live.inputs(), live.options).links
    got = live.links()
    one, other = (np.lexsort((links.outfall, links.source)) for links in (got, wanted))
    return len(one) == len(other) and all(
        np.allclose(getattr(got, name)[one], getattr(wanted, name)[other], rtol=0, atol=1e-6)
        for name in ("source", "outfall", "network_m", "confidence", "n_outfalls")
    )


def timed(into: dict[str, list[float]], kind: str, ask: Callable[..., Any], *given: object) -> Any:
    """Call ``ask`` and keep how long it took."""
    since = time.process_time()
    found = ask(*given)
    into.setdefault(kind, []).append(time.process_time() - since)
    return found


def measure(n_pipes: int, n_outfalls: int, n_edits: int, check: bool, configuration: str) -> Measured:
    """Build one city, edit it, and ask it."""
    pipes, outfalls, sources = city(n_pipes, n_outfalls)
    if configuration != "delivered":
        pipes = varied(pipes)
    edited: Times = {}
    asked: Times = {}
    built: Times = {}
    options = Options(**CONFIGURATIONS[configuration])
    live = timed(built, "built", LiveNetwork, pipes, None, outfalls, sources, options)
    rng = np.random.default_rng(1)
    rebuilt = 0
    solved: dict[str, list[int]] = {}

    def apply(kind: str, some: object) -> Any:
        sizes: list[int] = []
        change = timed(edited, kind, live.apply, some, None, lambda rows: sizes.append(len(rows.pipes)))
        solved.setdefault(kind, []).append(sum(sizes))
        return change

    for kind, edit in [*edits(rng, pipes, n_edits), *at_the_mouths(rng, live, n_edits // 10)]:
        change = apply(kind, edit)
        rebuilt += change.rebuilt
        if not len(edited[kind]) % 5:
            apply("undone", change.undo)
    for outfall in rng.integers(0, len(outfalls.xy), 20).tolist():
        trace = timed(asked, "upstream of an outfall", live.upstream, outfall)
        for source in trace.source[-1:].tolist():
            timed(asked, "downstream of a source", live.downstream, source)
            timed(asked, "long section", live.section, source, outfall)
    timed(asked, "all links", live.links)
    timed(asked, "all ends", live.ends)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    what = f"{pipes.n:,} pipes, {len(outfalls.xy):,} outfalls, {len(sources.xy):,} sources"
    equal = same(live) if check else None
    return Measured(what, configuration, built["built"][0], edited, asked, solved, rebuilt, peak, equal)


def missed(found: Measured) -> list[str]:
    """Return what took longer than its budget, or was not as it should be."""
    wrong = [f"{kind}: median {1e3 * np.median(times):.0f} ms" for kind, times in found.edited.items()
             if np.median(times) > max(BUDGET_S, PER_PIPE_S * np.median(found.solved[kind]))]
    wrong += [f"{kind}: median {1e3 * np.median(found.asked[kind]):.0f} ms" for kind in found.asked
              if np.median(found.asked[kind]) > CLICK_S and not kind.startswith("all ")]
    wrong += [f"rebuilt {found.rebuilt} times"] * (found.rebuilt > 0)
    wrong += ["differs from a whole trace"] * (found.equal is False)
    return [f"{found.configuration}, {text}" for text in wrong]


def section(results: list[Measured]) -> list[str]:
    """Return the section of docs/benchmarks.md."""
    lines = [
        AFTER_AN_EDIT, "",
        "Written by `benchmarks/incremental.py --page`: edits of a built network, and clicks on it, in",
        "milliseconds of processor time on one core. An edit gives the new links and pipes, what was gained",
        f"and lost (budget {1e3 * BUDGET_S:.0f} ms, {1e6 * PER_PIPE_S:.0f} us a pipe where that is more);",
        f"a click all pipes, sources and ends of one place (budget {1e3 * CLICK_S:.0f} ms).",
        "The worst click is the first after all edits: it finds the ends of every area that they touched.",
        "",
        f"Measured with {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.",
        "",
    ]
    for found in results:
        if found.configuration != "delivered":
            continue
        told = "" if found.equal is None else (
            "; the answer after all edits was that of a whole trace" if found.equal
            else "; **the answer differed from a whole trace**")
        lines += [f"### {found.what}", "",
                  f"Built in {found.built:.1f} s, peak {found.peak_mb} MB{told}.", "",
                  "| | times | median | worst | pipes solved again, median, most |", "|---|---|---|---|---|"]
        lines += [f"| {kind} | {len(times)} | {1e3 * np.median(times):.0f} | {1e3 * max(times):.0f} | "
                  f"{_sizes(found.solved.get(kind))} |"
                  for kind, times in [*found.edited.items(), *found.asked.items()]]
        lines.append("")
    return lines + by_configuration([found for found in results if found.configuration != "delivered"])


def _sizes(solved: list[int] | None) -> str:
    return "" if solved is None else f"{np.median(solved):,.0f}, {max(solved):,}"


def by_configuration(results: list[Measured]) -> list[str]:
    """Return a table of other options than those delivered, one row each."""
    if not results:
        return []
    lines = [
        "### Other options", "",
        "The same city with sizes, 2 % second ways, and laterals of which half end 3 m short; milliseconds,",
        "median and worst. An edit is any of the above but those right above an outfall. Built anew is what",
        "building all of it costs.",
        "", "| | | built anew | an edit | undone | right above an outfall | upstream of an outfall | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for found in results:
        kinds = {
            "edit": [kind for kind in found.edited if kind != "undone" and not kind.endswith("below")],
            "undone": ["undone"], "mouth": ["blocked below", "opened below"],
        }
        times = [
            [seconds for kind in some for seconds in found.edited.get(kind, [])] for some in kinds.values()
        ]
        times.append(found.asked["upstream of an outfall"])
        cells = [f"{1e3 * np.median(some):.0f}, {1e3 * max(some):.0f}" if some else "" for some in times]
        told = {None: "", True: "as a whole trace", False: "**not as a whole trace**"}[found.equal]
        told += f", **rebuilt {found.rebuilt} times**" if found.rebuilt else ""
        lines.append(f"| {found.what} | {found.configuration} | {1e3 * found.built:,.0f} | "
                     + " | ".join(cells) + f" | {told} |")
    return [*lines, ""]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pipes", type=int, default=1_000_000)
    parser.add_argument("--outfalls", type=int, nargs="+", default=[N_OUTFALLS, 20],
                        help="fewer outfalls drain more pipes each")
    parser.add_argument("--configuration", choices=[*CONFIGURATIONS, "all"], default="delivered")
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--check", action="store_true", help="compare with a whole trace at the end")
    parser.add_argument("--page", action="store_true", help="renew the section of docs/benchmarks.md")
    options = parser.parse_args()
    results = []
    names = [*CONFIGURATIONS] if options.configuration == "all" else [options.configuration]
    for outfalls, name in [(outfalls, name) for name in names for outfalls in options.outfalls]:
        results.append(measure(options.pipes, outfalls, options.edits, options.check, name))
        lines = section(results[-1:])[8:]
        print("\n".join(lines if name == "delivered" else lines[-2:]), flush=True)
    if options.page:
        replace_section(Path(__file__).parents[1] / "docs" / "benchmarks.md", section(results))
    wrong = [text for found in results for text in missed(found)]
    print("\n".join(wrong) or "all budgets kept")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
