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
METHODS = ("plain", "auto")


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
      for share in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) for filed in (False, True)),
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
                method: _mean([truth.score(*one, truth=said[method]) for one in several])
                for method, several in found.items()})
            for by, said in references(truth).items()
        ]
    if any(network.from_id) and not network.answers:
        cells += _by_declared_ids(network, truth, seeds)
    return cells


def references(truth: drawn.Truth) -> dict[str, dict[str, list[set[int]]]]:
    """Return what each method is judged by: ids, lines without gaps, and lines on the method's own nodes.

    Both of the latter run in the owner's direction. On its own nodes who bridges gaps is judged by the
    undisturbed lines with their gaps bridged, so that only directions, and what disturbances made, count.
    """
    lines = truth.by_direction
    return {"ids": dict.fromkeys(METHODS, truth.by_ids), "direction": dict.fromkeys(METHODS, lines),
            "nodes": {"plain": lines, "auto": truth.over_gaps}}


def _by_declared_ids(network: object, truth: drawn.Truth, seeds: int) -> list[Cell]:
    cells = []
    nodes = np.array(truth.nodes, dtype=object)
    truth.by_ids = [rows & truth.counted for rows in drawn.plain_script_by_ids(network.pipes, nodes)]
    for disturbance in BY_IDS:
        found: dict[str, list[tuple]] = {"plain": [], "auto": []}
        for seed in range(5, 5 + seeds):
            pipes = disturbance.of(network, seed) if disturbance.fillers else network.pipes
            found["plain"].append((drawn.plain_script_by_ids(pipes, nodes), 0))
            found["auto"].append(drawn.traced(pipes, truth.places, "declared", declared=nodes))
        cells.append(Cell(network.name, disturbance.name, "declared", {
            method: _mean([truth.score(*one) for one in several]) for method, several in found.items()}))
    return cells


def summary(cells: list[Cell], by: str, method: str, disturbance: str, networks: set[str]) -> list[float]:
    """Mean precision and recall, and the sum of exact outfalls, of outfalls and of turned pipes."""
    rows = np.array([cell.scores[method] for cell in cells
                     if cell.by == by and cell.disturbance == disturbance and cell.network in networks])
    return [*rows[:, :2].mean(axis=0).tolist(), *rows[:, 2:].sum(axis=0).tolist()] if len(rows) else []


def by_network(cells: list[Cell], before: list[Cell]) -> list[str]:
    """Rows of the table of networks as they are drawn."""
    rows = []
    for cell in cells:
        if cell.disturbance == "untouched" and cell.by == "ids":
            beside = next(one for one in cells if one.network == cell.network and one.by == "nodes"
                          and one.disturbance == "untouched")
            former = [one for one in before if one.network == cell.network and one.disturbance == "untouched"]
            by_ids = [one.scores["auto"] for one in former if one.by == "ids"] or [[np.nan] * 5]
            values = [*cell.scores["plain"][:2], *by_ids[0][:2], *cell.scores["auto"][:2],
                      *beside.scores["auto"][:2]]
            _, _, exact, outfalls, turned = cell.scores["auto"]
            rows.append(f"| {cell.network} | " + " | ".join(f"{v:.3f}" for v in values)
                        + f" | {exact:.0f} of {outfalls:.0f} | {turned:.0f} |")
    return rows


def by_disturbance(
    cells: list[Cell], before: list[Cell], by: str, several: list[Disturbance], networks: set[str]
) -> list[str]:
    """Rows of a table of means: the plain script, the engine before and now."""
    rows = []
    for one in several:
        plain, now = (summary(cells, by, method, one.name, networks) for method in METHODS)
        lines = "direction" if by == "nodes" else by
        former = summary(before, lines, "auto", one.name, networks) or [np.nan] * 5
        values = " | ".join(f"{p:.3f} | {r:.3f} | {x:.0f}" for p, r, x, *_ in (plain, former, now))
        beside = summary(cells, lines, "auto", one.name, networks)
        more = f" {beside[0]:.3f} |" if by == "nodes" else ""
        rows.append(f"| {one.name} | {values} of {now[3]:.0f} |{more}")
    return rows


HEADS = {
    "networks": "network,plain P,plain R,before P,before R,now P,now R,now P (direction),now R (direction),"
                "exact outfalls,turned",
    "nodes": "disturbance,plain P,plain R,plain exact,before P,before R,before exact,now P,now R,now exact,"
             "now P (bridges counted as wrong)",
    "": "disturbance,plain P,plain R,plain exact,before P,before R,before exact,now P,now R,now exact",
}


def tables(cells: list[Cell], before: list[Cell], sets: dict[str, set[str]]) -> dict[str, list[str]]:
    """Return the tables by the names of their places on the page."""
    owned, drawn_so = (names - {POLDER} for names in sets.values())
    found = {"networks": by_network(cells, before)}
    for name, by, several, networks in (
        ("direction", "nodes", BY_PLACE, owned), ("ids", "ids", BY_PLACE, owned),
        ("held out", "nodes", BY_PLACE, drawn_so), ("fillers", "declared", BY_IDS, owned),
    ):
        rows = by_disturbance(cells, before, by, several, networks)
        found[name] = [*head(HEADS.get(by, HEADS[""])), *rows]
    found["networks"] = [*head(HEADS["networks"]), *found["networks"]]
    return found


def head(titles: str) -> list[str]:
    """Return the first two lines of a table, given its titles with commas between."""
    return [f"| {titles.replace(',', ' | ')} |", "|" + "---|" * (titles.count(",") + 1)]


def write(found: dict[str, list[str]]) -> None:
    """Put the tables between their marks on the page and its twin."""
    for page in ("real-networks.md", "real-networks.zh.md"):
        path = ROOT / "docs" / page
        text = path.read_text(encoding="utf-8")
        for name, rows in found.items():
            begin, end = f"<!-- table: {name} -->", "<!-- end -->"
            head, rest = text.split(begin, 1)
            text = head + begin + "\n" + "\n".join(rows) + "\n" + end + rest.split(end, 1)[1]
        path.write_text(text, encoding="utf-8")


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
    before = [Cell(**row) for row in json.loads(BEFORE.read_text())] if BEFORE.exists() else []
    found = tables(cells, before, sets) if all(sets.values()) else {"networks": by_network(cells, before)}
    for name, rows in found.items():
        print(name, *rows, sep="\n")
    if given.write:
        write(found)


if __name__ == "__main__":
    main()
