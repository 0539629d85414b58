"""Disturb real networks on purpose, trace them, and write the tables of docs/real-networks.md and its twin.

    PYTHONPATH=.dev:. python benchmarks/real_networks.py [--write] [--keep FILE] [--only WORD] [--seeds 2]

The data are no part of the project: they lie in ../shared/data or where OUTFALL_TRACER_SHARED_DATA says.
Everything is traced by a plain script too (ends merged at 0.1 m, drawing order, networkx ancestors). The
columns "before" are those that ``--keep`` kept in real_networks_before.json when that was an earlier state.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from outfall_tracer.tracing.model import Pipes

from tests.support import drawn_scores as drawn

ROOT = Path(__file__).resolve().parent.parent
BEFORE = Path(__file__).with_name("real_networks_before.json")
POLDER = "bergermeer"


@dataclass(frozen=True)
class Disturbance:
    """What is done to the lines of a network: shares of lines reversed and of ends trimmed, ids replaced."""

    reversed: float = 0.0
    trimmed: float = 0.0
    fillers: float = 0.0
    filed_by_flow: bool = False

    @property
    def name(self) -> str:
        """What stands in the table."""
        said = []
        if self.reversed:
            filed = ", inverts as upper and lower" if self.filed_by_flow else ""
            said.append(f"{self.reversed:.0%} reversed{filed}")
        if self.trimmed:
            said.append(f"{self.trimmed:.0%} of the ends trimmed")
        if self.fillers:
            said.append(f"{self.fillers:.0%} of the ids fillers")
        return ", ".join(said) or "untouched"

    def of(self, network: object, seed: int) -> Pipes:
        """Return the disturbed pipes."""
        if self.fillers:
            return drawn.with_fillers(network, self.fillers, seed)
        pipes = drawn.flipped(network.drawn_only(), self.reversed, seed, filed_by_flow=self.filed_by_flow)
        return drawn.trimmed(pipes, self.trimmed, seed) if self.trimmed else pipes


BY_PLACE = [
    Disturbance(),
    *(Disturbance(share, filed_by_flow=filed)
      for share in (0.01, 0.02, 0.05, 0.2, 0.5) for filed in (False, True)),
    *(Disturbance(trimmed=share) for share in (0.05, 0.2, 1.0)),
    Disturbance(0.05, 0.05),
]
BY_IDS = [Disturbance(), *(Disturbance(fillers=share) for share in (0.01, 0.05, 0.2))]


@dataclass
class Cell:
    """Scores of one network under one disturbance: method -> [precision, recall, exact, outfalls, turned]."""

    network: str
    disturbance: str
    by: str
    scores: dict[str, list[float]] = field(default_factory=dict)


def _mean(scores: list[drawn.Score]) -> list[float]:
    return [float(np.mean([getattr(one, name) for one in scores]))
            for name in ("precision", "recall", "exact", "outfalls", "turned")]


def measured(network: object, seeds: int) -> list[Cell]:
    """Score a network under every disturbance; against its owner's ids, and directions."""
    truth, cells = drawn.Truth(network), []
    for disturbance in BY_PLACE:
        found: dict[str, list[tuple]] = {"plain": [], "auto": []}
        for seed in range(5, 5 + (seeds if disturbance != Disturbance() else 1)):
            pipes = disturbance.of(network, seed)
            found["plain"].append((drawn.plain_script(pipes, truth.places), 0))
            found["auto"].append(drawn.traced(pipes, truth.places, "auto", gap_m=drawn.GAP_M))
        cells += [
            Cell(network.name, disturbance.name, by, {
                method: _mean([truth.score(*one, by_ids=by == "ids") for one in several])
                for method, several in found.items()})
            for by in ("ids", "direction")
        ]
    if any(network.from_id) and not network.answers:
        cells += _by_declared_ids(network, truth, seeds)
    return cells


def _by_declared_ids(network: object, truth: drawn.Truth, seeds: int) -> list[Cell]:
    cells = []
    nodes = np.array(truth.nodes, dtype=object)
    truth.by_ids = [rows & truth.counted for rows in drawn.plain_script_by_ids(network.pipes, nodes)]
    for disturbance in BY_IDS:
        found: dict[str, list[tuple]] = {"plain": [], "auto": []}
        for seed in range(5, 5 + seeds):
            pipes = disturbance.of(network, seed) if disturbance.fillers else network.pipes
            found["plain"].append((drawn.plain_script_by_ids(pipes, nodes), 0))
            found["auto"].append(drawn.traced(
                pipes, truth.places, "auto", gap_m=drawn.GAP_M, declared=nodes))
        cells.append(Cell(network.name, disturbance.name, "declared", {
            method: _mean([truth.score(*one) for one in several]) for method, several in found.items()}))
    return cells


def summary(cells: list[Cell], by: str, method: str, disturbance: str, networks: set[str]) -> list[float]:
    """Mean precision and recall, and the sum of exact outfalls and of outfalls."""
    rows = np.array([cell.scores[method] for cell in cells
                     if cell.by == by and cell.disturbance == disturbance and cell.network in networks])
    return [*rows[:, :2].mean(axis=0).tolist(), *rows[:, 2:].sum(axis=0).tolist()] if len(rows) else []


def main() -> None:
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--seeds", type=int, default=2)
    given = parser.parse_args()
    folder = Path(os.environ.get("OUTFALL_TRACER_SHARED_DATA", ROOT / "../shared/data")).resolve()
    cells: list[Cell] = []
    sets: dict[str, set[str]] = {"with ids": set(), "drawn with the flow": set()}
    for kind, networks in (("with ids", drawn.networks), ("drawn with the flow", drawn.drawn_with_the_flow)):
        for network in networks(folder.joinpath):
            if network.outfalls and given.only in network.name:
                cells += measured(network, given.seeds)
                sets[kind].add(network.name)
    if given.keep:
        given.keep.write_text(json.dumps([vars(cell) for cell in cells]), encoding="utf-8")
    for kind, names in sets.items():
        for by, several in (("ids", BY_PLACE), ("direction", BY_PLACE), ("declared", BY_IDS)):
            print(kind, by)
            for one in several:
                rest = names - {POLDER}
                line = [summary(cells, by, method, one.name, rest) for method in ("plain", "auto")]
                if line[0]:
                    print(f"  {one.name:45s}", *(f"{p:.3f} {r:.3f} {x:4.0f}/{n:.0f} {t:5.0f} |"
                          for p, r, x, n, t in line))


if __name__ == "__main__":
    main()
