"""Seeded networks of the kinds a city has; edges run downstream. Arrays only, so every peer gets the same.

dendritic  every node has one way down
city       dendritic, and 2 % of the nodes have a second way down
braided    5 % of the nodes have a second way down; outfalls share much of their upstream
looped     half of all nodes drain into each other in one component, which drains to every outfall
"""

from __future__ import annotations

import numpy as np

N_OUTFALLS = 1842
KINDS = ("dendritic", "city", "braided", "looped")
_SPLITS = {"dendritic": 0.0, "city": 0.02, "braided": 0.05}


def make(kind: str, n_edges: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Return n_nodes, tail, head, length_m, outfalls and sources (one per ten edges)."""
    rng = np.random.default_rng(seed)
    outfalls = min(N_OUTFALLS, n_edges // 20)
    if kind == "looped":
        n, tail, head = _looped(rng, n_edges, outfalls)
    else:
        n, tail, head = _forest(rng, n_edges, outfalls, _SPLITS[kind])
    # Node numbers carry no order in real data.
    number = rng.permutation(n)
    return {
        "n_nodes": np.array(n),
        "tail": number[tail].astype(np.int64),
        "head": number[head].astype(np.int64),
        "length_m": rng.uniform(5, 60, len(tail)),
        "outfalls": number[:outfalls].astype(np.int64),
        "sources": number[rng.integers(outfalls, n, n_edges // 10)].astype(np.int64),
    }


def two(kind: str, n_edges: int) -> dict[str, np.ndarray]:
    """Return two networks of ``n_edges`` each side by side: twice everything, nothing deeper."""
    one, other = make(kind, n_edges, 0), make(kind, n_edges, 1)
    both = {"n_nodes": one["n_nodes"] + other["n_nodes"]}
    both["length_m"] = np.concatenate([one["length_m"], other["length_m"]])
    for name in ("tail", "head", "outfalls", "sources"):
        both[name] = np.concatenate([one[name], other[name] + one["n_nodes"]])
    return both


def _forest(rng, n_edges: int, outfalls: int, splits: float):
    n = int((n_edges + outfalls) / (1 + splits))
    node = np.arange(outfalls, n)
    below = np.maximum(0, node - 1 - rng.geometric(1 / 600, size=len(node)))
    below = np.where(node < 4 * outfalls, node % outfalls, below)
    split = rng.choice(np.arange(4 * outfalls, n), n_edges - len(node), replace=False) if splits else node[:0]
    second = np.maximum(0, split - 1 - rng.geometric(1 / 2000, size=len(split)))
    return n, np.concatenate([node, split]), np.concatenate([below, second])


def _looped(rng, n_edges: int, outfalls: int):
    """A core of rings across each other; one way from the core to every outfall; branches onto the core."""
    core = n_edges // 2
    chord = core // 50
    ring = outfalls + np.arange(core)
    start = rng.integers(0, core, chord)
    branch = np.arange(outfalls + core, outfalls + core + n_edges - core - chord - outfalls)
    below = np.maximum(outfalls, branch - 1 - rng.geometric(1 / 600, size=len(branch)))
    tail = np.concatenate([ring, ring[start], rng.choice(ring, outfalls, replace=False), branch])
    head = np.concatenate(
        [
            np.roll(ring, -1),
            ring[(start + rng.integers(2, core - 1, chord)) % core],
            np.arange(outfalls),
            below,
        ]
    )
    return int(outfalls + core + len(branch)), tail, head


def drawn(n_pipes: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Lines of three vertices on a jittered grid, joined to the left or below; 1 % end mid-line."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(n_pipes + 1)))
    place = np.stack(np.divmod(np.arange(side * side), side), axis=1) * 40.0 + rng.uniform(
        -10, 10, (side * side, 2)
    )
    node = np.arange(1, n_pipes + 1)
    left, below = node % side > 0, node >= side
    to_left = left & (~below | (rng.random(n_pipes) < 0.6))
    start, end = place[node], place[np.where(to_left, node - 1, node - side)]
    middle = (start + end) / 2 + rng.uniform(-1, 1, start.shape)
    joins = rng.random(n_pipes) < 0.01  # these end halfway along the first half of the pipe before them
    joins[0] = False
    row = np.flatnonzero(joins)
    end[row] = (start[row - 1] + middle[row - 1]) / 2
    middle[row] = (start[row] + end[row]) / 2
    return {"xy": np.stack([start, middle, end], axis=1).reshape(-1, 2)}
