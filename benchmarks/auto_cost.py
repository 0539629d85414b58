"""What weighing directions and gathering ends cost on a made city: ratios to the same city as it is drawn.

    PYTHONPATH=.dev:. python benchmarks/auto_cost.py [--pipes 350000]

Budgets: drawn well, at most 1.5 x the digitised run; with 5 % of the lines reversed and 5 % of the ends
trimmed at most 2 x.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace

import numpy as np
import shapes
from outfall_tracer.tracing.answers.trace import trace_all
from outfall_tracer.tracing.model import Drainage, Options, Pipes, Points

BUDGETS = {"drawn well": 1.5, "5 % reversed, 5 % of the ends trimmed": 2.0}


def city(n: int) -> tuple[Pipes, Points, Points]:
    """Return pipes with inverts and sizes, an outfall per 500 pipes, and a source per ten."""
    data, rng = shapes.drawn(n), np.random.default_rng(1)
    xy, start = data["xy"], np.arange(n + 1) * 3
    first, last = xy[::3], xy[2::3]
    mouths = np.append(0, rng.choice(n, n // 500, replace=False))
    fall = 20.0 + (first.sum(axis=1) * 5e-4)
    lower = 20.0 + (last.sum(axis=1) * 5e-4)
    pipes = Pipes(n, xy, start, np.arange(n), invert_from=fall, invert_to=lower,
                  diameter_mm=rng.choice([300.0, 400.0, 600.0], n))
    return pipes, Points(last[mouths]), Points(first[::10] + 2.0)


def disturbed(pipes: Pipes, share: float) -> Pipes:
    """Return the pipes with a share of the lines reversed and of the ends drawn 0.3 to 1 m short."""
    rng = np.random.default_rng(2)
    turn = rng.random(pipes.n) < share
    points = pipes.xy.reshape(pipes.n, -1, 2).copy()
    points[turn] = points[turn, ::-1]
    first, last = np.where(turn, pipes.invert_to, pipes.invert_from), np.where(
        turn, pipes.invert_from, pipes.invert_to)
    for end, beside in ((0, 1), (-1, -2)):
        way = points[:, beside] - points[:, end]
        short = rng.uniform(0.3, 1.0, pipes.n) * (rng.random(pipes.n) < share)
        points[:, end] += way * (short / np.linalg.norm(way, axis=1))[:, None]
    return replace(pipes, xy=points.reshape(-1, 2), invert_from=first, invert_to=last)


def seconds(pipes: Pipes, outfalls: Points, sources: Points, options: Options) -> float:
    """Return how much processor time a whole trace takes."""
    since = time.process_time()
    result = trace_all(Drainage(pipes, None, outfalls, sources), options)
    took = time.process_time() - since
    print("   ", {step: round(value, 2) for step, value in result.seconds.items()}, flush=True)
    return took


def main() -> None:
    """Measure, and exit with 1 where a budget is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pipes", type=int, default=350_000)
    given = parser.parse_args()
    pipes, outfalls, sources = city(given.pipes)
    missed = False
    for name, some in zip(BUDGETS, (pipes, disturbed(pipes, 0.05))):
        plain = seconds(pipes, outfalls, sources, Options(direction_policy="digitised"))
        auto = seconds(some, outfalls, sources, Options(direction_policy="auto", gap_distance_m=2.0))
        missed |= auto > BUDGETS[name] * plain
        ratio, budget = auto / plain, BUDGETS[name]
        print(f"{name}: {auto:.1f} s, {ratio:.2f} x the digitised run (budget {budget})", flush=True)
    sys.exit(missed)


if __name__ == "__main__":
    main()
