"""Choose the constants of the policy ``auto`` on all cities but one, and score them on that one.

    PYTHONPATH=.dev:. python benchmarks/held_out.py [--write] [--seeds 2]

Every setting of the grid is scored on every network (directions, on the same nodes, gaps of 2 m). For every
city the setting that is best on the others, by the mean of precision and recall, is scored on it: what
``auto`` would be worth on a city that nobody had looked at when its constants were chosen.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from itertools import product
from pathlib import Path

import numpy as np
import real_networks as real
from outfall_tracer.tracing.orientation import mending, weights

from tests.support import drawn_scores as drawn

#: Constant -> its module and the values tried; the settings are all of one with all of the other.
GRID = {"CONSISTENT": (weights, (0.93, 0.95, 0.97)), "CARELESS": (mending, (1, 2, 3))}
DISTURBANCES = [real.Disturbance(), real.Disturbance(0.02), real.Disturbance(0.02, filed_by_flow=True),
                real.Disturbance(0.05)]
#: Networks that are parts or states of one.
SAME = {"hague_v10": "hague, beta", "beta": "hague, beta"}

Scores = dict[str, list[list[float]]]


def city(network: str) -> str:
    """Return the city of a network, whose layers are chosen for together."""
    word = network.replace("swmm ", "").split()[0]
    return SAME.get(word, word)


def scored(networks: list, seeds: int) -> Scores:
    """Return by city [precision, recall] of its networks under every disturbance, by the constants as set."""
    found: Scores = defaultdict(list)
    for network, truth in networks:
        for one in DISTURBANCES:
            several = range(5, 5 + (seeds if one.reversed else 1))
            traces = (drawn.traced(one.of(network, seed), truth.places, "auto", gap_m=drawn.GAP_M)
                      for seed in several)
            scores = [truth.score(*traced, truth=truth.over_gaps) for traced in traces]
            found[city(network.name)].append(
                np.mean([(score.precision, score.recall) for score in scores], axis=0).tolist())
    return found


def rows(by_setting: dict[tuple, Scores], now: tuple) -> list[str]:
    """Return the rows of the table: a city, what the others chose, its scores by that and as it is now."""
    total, found = [], []
    for name in by_setting[now]:
        def elsewhere(setting: tuple, but: str = name) -> float:
            return float(np.mean([s for other, s in by_setting[setting].items() if other != but for s in s]))

        # Of equals the present ones.
        best = max(by_setting, key=lambda setting: (round(elsewhere(setting), 6), setting == now))
        values = np.concatenate([np.mean(by_setting[one][name], axis=0) for one in (best, now)])
        total.append(values)
        found.append(_row(name, ", ".join(map(str, best)), values))
    return [*found, _row("mean of the cities", "", np.mean(total, axis=0))]


def _row(name: str, chosen: str, values: np.ndarray) -> str:
    return f"| {name} | {chosen} | " + " | ".join(f"{v:.3f}" for v in values) + " |"


def main() -> None:
    """Measure, print, and write the table if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--seeds", type=int, default=2)
    given = parser.parse_args()
    folder = Path(os.environ.get("OUTFALL_TRACER_SHARED_DATA", real.ROOT / "../shared/data")).resolve()
    networks = [(network, drawn.Truth(network)) for source in (drawn.networks, drawn.drawn_with_the_flow)
                for network in source(folder.joinpath)
                if network.outfalls and network.name != real.POLDER]
    now = tuple(getattr(module, name) for name, (module, _) in GRID.items())
    by_setting = {}
    for setting in product(*(values for _, values in GRID.values())):
        for (name, (module, _)), value in zip(GRID.items(), setting):
            setattr(module, name, value)
        by_setting[setting] = scored(networks, given.seeds)
        every = np.mean([s for several in by_setting[setting].values() for s in several], axis=0)
        print(setting, np.round(every, 4), flush=True)
    head = real.head(f"city,{' and '.join(GRID)} chosen on the others,P,R,P as it is,R as it is")
    table = {"leave one out": [*head, *rows(by_setting, now)]}
    print(*table["leave one out"], sep="\n")
    if given.write:
        real.write(table)


if __name__ == "__main__":
    main()
