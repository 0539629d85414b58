"""The 1,842 outfalls: mouths of the main networks, small drains between them, and bare mouths.

Also what fills up the network to the wanted number of pipes: gully inlets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import network as nw
from .districts import frontage
from .drainage import BASE_LEVEL, Roots, Scene
from .geo import Floats, Ints
from .network import Network
from .river import END_KM, LEFT, RIGHT, START_KM
from .story import STORY_KM, STORY_SIDE, Story
from .streets import urbanity

#: What an outfall is
MAIN, COMBINED_MAIN, RURAL_MAIN, WORKS, DRAIN, DITCH, BARE, DIRECT, STORY = range(9)
SPACING_M = 62.0


@dataclass
class Outfalls:
    """All outfalls, ordered by bank and chainage. ``node`` is -1 where no pipe arrives."""

    xy: Floats
    s: Floats
    side: Ints
    what: Ints
    node: Ints
    form: Ints  # of the last pipe, -1 without

    def __len__(self) -> int:
        return len(self.xy)


def place_small(
    rng: np.random.Generator, taken_s: Floats, taken_side: Ints, count: int
) -> tuple[Floats, Ints]:
    """Choose ``count`` more places on the banks, apart from each other and from the taken ones."""
    s = np.arange(4200.0, (END_KM - START_KM) * 1000 - 3600, 8.0)
    found: list[tuple[float, int]] = []
    spacing = SPACING_M
    for _ in range(8):
        slots, weights = [], []
        for side in (LEFT, RIGHT):
            km = START_KM + s / 1000
            free = frontage(km, side) >= 0
            mine = np.sort(np.concatenate([taken_s[taken_side == side], [a for a, b in found if b == side]]))
            if len(mine):
                i = (
                    np.clip(np.searchsorted(mine, s), 1, len(mine) - 1)
                    if len(mine) > 1
                    else np.zeros(len(s), int)
                )
                gap = np.minimum(np.abs(s - mine[i]), np.abs(s - mine[np.maximum(i - 1, 0)]))
                free &= gap >= spacing
            if side == STORY_SIDE:
                free &= np.abs(km - STORY_KM) > 0.30
            km_free = s[free]
            # one slot per spacing, so that two chosen ones never crowd each other
            slot = np.floor(km_free / spacing).astype(int)
            _, first = np.unique(slot, return_index=True)
            chosen = km_free[first]
            chosen = chosen[np.r_[True, np.diff(chosen) >= spacing]] if len(chosen) else chosen
            slots += [(float(a), side) for a in chosen]
            weights += list(0.12 + urbanity(START_KM + chosen / 1000, side))
        if not slots:
            spacing *= 0.7
            continue
        p = np.array(weights) / np.sum(weights)
        take = rng.choice(len(slots), min(count - len(found), len(slots)), replace=False, p=p)
        found += [slots[i] for i in take]
        if len(found) >= count:
            break
        spacing *= 0.7
    return np.array([a for a, _ in found]), np.array([b for _, b in found], dtype=int)


def make_outfalls(
    rng: np.random.Generator, scene: Scene, roots: Roots, works: Ints, count: int, story: Story
) -> Outfalls:
    """Complete the main outfalls with small ones to exactly ``count`` and lay their drains."""
    net, river = scene.net, scene.river
    n_small = count - len(roots.node)
    story_s = (STORY_KM - START_KM) * 1000
    s, side = place_small(rng, roots.s, roots.side, n_small - 1)
    n = len(s)
    urban = np.zeros(n)
    for one in (LEFT, RIGHT):
        urban[side == one] = urbanity(START_KM + s[side == one] / 1000, one, scene.extent)
    draw = rng.random(n)
    town = rng.random(n) < 0.15 + urban
    what = np.where(
        town,
        np.where(draw < 0.68, DRAIN, np.where(draw < 0.88, DIRECT, BARE)),
        np.where(draw < 0.50, DITCH, np.where(draw < 0.70, DRAIN, np.where(draw < 0.86, DIRECT, BARE))),
    )
    xy = river.place(s, side * (river.bank(s, side) + rng.uniform(-3, 5, n)))
    node = np.full(n, -1)
    form = np.full(n, -1)
    for kind, step, most in ((DRAIN, 24.0, 5), (DITCH, 95.0, 5)):
        rows = np.flatnonzero(what == kind)
        if not len(rows):
            continue
        pieces = rng.integers(1, most, len(rows))
        metres = pieces * step * rng.uniform(0.8, 1.15, len(rows))
        far = river.place(
            s[rows] + rng.normal(0, 0.12, len(rows)) * metres,
            side[rows] * (river.bank(s[rows], side[rows]) + metres),
        )
        ditch = kind == DITCH
        head = net.add_nodes(far, nw.DITCH if ditch else nw.MANHOLE, nw.STORM, BASE_LEVEL + 0.003 * metres)
        node[rows] = net.add_nodes(
            xy[rows] + rng.normal(0, 0.7, (len(rows), 2)),
            nw.DITCH if ditch else nw.OUTLET,
            nw.STORM,
            BASE_LEVEL - 0.2,
        )
        form[rows] = nw.CHANNEL if ditch else nw.PIPE
        net.chain(
            head,
            node[rows],
            pieces,
            rng.normal(0, 0.04, len(rows)) * metres,
            nw.Pipes(
                nw.STORM,
                nw.CHANNEL if ditch else nw.PIPE,
                900 if ditch else rng.choice([300, 400, 600], len(rows)),
                nw.SHORT,
                metres,
                nw.DITCH if ditch else nw.MANHOLE,
            ),
        )
    main = np.where(roots.combined, COMBINED_MAIN, np.where(roots.rural, RURAL_MAIN, MAIN))
    main[works] = WORKS
    found = Outfalls(
        np.vstack([roots.xy, xy, story.outfall_xy]),
        np.concatenate([roots.s, s, [story_s]]),
        np.concatenate([roots.side, side, [STORY_SIDE]]),
        np.concatenate([main, what, [STORY]]),
        np.concatenate([roots.node, node, [story.outfall_node]]),
        np.concatenate([roots.form, form, [nw.CHANNEL]]),
    )
    order = np.lexsort((found.s, -found.side))
    return Outfalls(*(getattr(found, name)[order] for name in ("xy", "s", "side", "what", "node", "form")))


def add_gullies(rng: np.random.Generator, net: Network, count: int) -> None:
    """Add ``count`` gully inlets, each with its pipe to a street manhole."""
    if count <= 0:
        return
    kind, system, xy, level = (net.column(name) for name in ("node_kind", "node_system", "xy", "level"))
    hosts = np.flatnonzero((kind == nw.MANHOLE) & ((system == nw.STORM) | (system == nw.COMBINED)))
    host = np.sort(
        np.concatenate(
            [np.tile(hosts, count // len(hosts)), rng.choice(hosts, count % len(hosts), replace=False)]
        )
    )
    up, down = net.column("up"), net.column("down")
    direction = np.zeros((net.n_nodes, 2))
    direction[up] = xy[down] - xy[up]
    direction[down[::-1]] = (xy[down] - xy[up])[::-1]
    along = direction[host] / np.maximum(np.hypot(*direction[host].T), 1e-6)[:, None]
    # The gully stands at the kerb: mostly across the street, on either side.
    turn = np.where(rng.random(count) < 0.5, 1.0, -1.0) * rng.uniform(1.1, 2.0, count)
    across = np.column_stack(
        [
            along[:, 0] * np.cos(turn) - along[:, 1] * np.sin(turn),
            along[:, 0] * np.sin(turn) + along[:, 1] * np.cos(turn),
        ]
    )
    metres = rng.uniform(5, 13, count)
    inlet = net.add_nodes(xy[host] + across * metres[:, None], nw.INLET, system[host], level[host] + 0.8)
    net.add_pipes(
        inlet, host, nw.Pipes(system[host], nw.PIPE, rng.choice([200, 300], count), nw.GULLY, metres)
    )
