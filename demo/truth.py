"""What really drains where: the answer that tracing never reads.

Follows the whole true network below every source, splits and rings included, over
pipes that carry water. Written here on its own, without the engine, so that a fault
of the engine cannot hide in its own answer.
"""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..layers.files.replacing import replaced
from .geo import Ints

FORMAT = 1


def reach(n_nodes: int, up: Ints, down: Ints, outfall_of: Ints, start: Ints) -> tuple[Ints, Ints]:
    """Return pairs (row of ``start``, outfall): every outfall below each start node.

    ``outfall_of`` holds the outfall at each node or -1. Starts of -1 reach nothing.
    Runs of nodes with one way out are jumped over by doubling; a search goes only over splits.
    """
    real = up != down
    keys = np.unique(up[real].astype(np.int64) * n_nodes + down[real])  # each way once
    edges = np.column_stack([keys // n_nodes, keys % n_nodes])
    ways = np.bincount(edges[:, 0], minlength=n_nodes)
    jump = np.arange(n_nodes)
    single = ways[edges[:, 0]] == 1
    jump[edges[single, 0]] = edges[single, 1]
    jump[outfall_of >= 0] = np.flatnonzero(outfall_of >= 0)
    for _ in range(40):
        further = jump[jump]
        if np.array_equal(further, jump):
            break
        jump = further
    first = np.searchsorted(edges[:, 0], np.arange(n_nodes + 1))
    memo: dict[int, tuple[int, ...]] = {}

    def below(node: int) -> tuple[int, ...]:
        if node not in memo:
            seen, queue, found = {node}, [node], set()
            while queue:
                at = queue.pop()
                if outfall_of[at] >= 0:
                    found.add(int(outfall_of[at]))
                    continue
                for child in edges[first[at] : first[at + 1], 1]:
                    end = int(jump[child])
                    if end not in seen:
                        seen.add(end)
                        queue.append(end)
            memo[node] = tuple(sorted(found))
        return memo[node]

    rows, outfalls = [], []
    for row, node in enumerate(start.tolist()):
        if node >= 0:
            for outfall in below(int(jump[node])):
                rows.append(row)
                outfalls.append(outfall)
    return np.array(rows, dtype=int), np.array(outfalls, dtype=int)


@dataclass
class Truth:
    """True links and how each source is truly connected.

    ``links``: (outfall uid, source table, source uid, obstacle) with the obstacle being the
    flaw of the survey that hides the link, or "". ``connection``: source uid to its kind.
    ``lives``: by day, counts by county and stage and the rows of each list (:mod:`life_truth`).
    ``register``: of outfalls whose class or name was blanked or falsified, what was done and what was true.
    """

    seed: int
    links: list[tuple[str, str, str, str]]
    connection: dict[str, str]
    story: dict[str, str] = field(default_factory=dict)
    register: dict[str, dict[str, Any]] = field(default_factory=dict)
    lives: dict[str, Any] = field(default_factory=dict)


def truth_path(project: str | os.PathLike[str]) -> Path:
    """Return where the truth of a project is kept: beside it."""
    path = Path(project)
    return path.with_name(f"{path.stem}.truth.json.gz")


def write_truth(path: str | os.PathLike[str], truth: Truth) -> Path:
    """Write the truth file, in one go."""
    target = Path(path)
    content = {
        "format": FORMAT,
        "seed": truth.seed,
        "story": truth.story,
        "connection": truth.connection,
        "links": [list(link) for link in truth.links],
        "register": truth.register,
        "lives": truth.lives,
    }
    with (
        replaced(target) as made,
        made.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=4, mtime=0, filename="") as out,
    ):
        out.write(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    return target


def read_truth(path: str | os.PathLike[str]) -> Truth:
    """Read a truth file; ValueError for a file of another kind."""
    with gzip.open(path, "rb") as raw:
        content = json.loads(raw.read())
    if content.get("format") != FORMAT:
        raise ValueError(f"{path} is not a truth file of format {FORMAT}")
    return Truth(
        content["seed"], [tuple(link) for link in content["links"]], content["connection"], content["story"],
        content.get("register", {}), content.get("lives", {}),
    )
