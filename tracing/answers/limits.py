"""Limits of a run: how far up the trace of each outfall goes.

=========== =======================================================================
distance    ``limit_m`` metres of network above the outfall
sources     up to the n-th nearest source of a kind; sources just as far are kept too
manholes    up to the n-th manhole above the outfall, which is reached; the outfall's own
            manhole does not count, nor do inlets and house connections. A network without
            manholes counts the places where pipes end or meet.
=========== =======================================================================

Several limits hold together: a trace stops at whichever it meets first. :mod:`..reach.bounded_reach` says
exactly what then belongs to a trace; metres are those of the shortest way within it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..drainage.pipe_network import MANHOLE_SUM, PipeNetwork
from ..model import Bools, Floats, Hops, Ints, Limit, Options, Texts
from ..reach.bounded_reach import Bounded
from ..reach.labels import Bounds
from ..reach.network import Network
from ..reach.reach import Reach

#: The first try (m) at a distance that holds the sources wanted; it is doubled until it does.
_FIRST_TRY_M = 500.0


def limited(options: Options) -> bool:
    """Tell whether any limit is set."""
    return options.limit_m > 0 or options.limit_sources > 0 or options.limit_manholes > 0


def limited_reach(
    options: Options, graph: Network, starts: Ints, manholes: Bools | None = None,
    counted: tuple[Ints, Floats] | None = None, check: Callable[[], None] | None = None,
) -> Reach:
    """Return what drains to ``starts`` within the limits of the options.

    starts: (k,) nodes; manholes: (nodes,) where one stands, needed for the limit on manholes; counted: the
    sources that the limit on sources counts, by where they meet the network and :func:`first_pipe` of them.
    """
    nodes = np.ascontiguousarray(starts, dtype=np.int32)
    if not limited(options):
        return graph.upstream(nodes, check=check)
    bounds = _bounds_of(options, nodes, manholes)
    reach = Bounded(graph, nodes, bounds, check)
    if options.limit_sources > 0 and counted is not None and len(nodes):
        metres = _up_to_sources(reach, *counted, options.limit_sources)
        reach = Bounded(graph, nodes, replace(bounds, metres=metres), check, like=reach)
    return reach


def _bounds_of(options: Options, starts: NDArray[np.integer[Any]], manholes: Bools | None) -> Bounds:
    """Return the bounds that the limits on metres and manholes set to the traces of ``starts``."""
    metres = np.full(len(starts), options.limit_m if options.limit_m > 0 else np.inf)
    if options.limit_manholes <= 0 or manholes is None:
        return Bounds(metres)
    return Bounds(metres, MANHOLE_SUM, options.limit_manholes - 1 + manholes[starts].astype(np.float64))


def counted_sources(options: Options, node: Ints, first: Floats, kind: Texts | None) -> tuple[Ints, Floats]:
    """Return of all sources (where they meet, :func:`first_pipe`) those that the limit on sources counts."""
    met = node >= 0
    if options.limit_source_kind:
        met &= np.zeros(len(met), dtype=bool) if kind is None else kind == options.limit_source_kind
    return node[met], first[:, met]


def _up_to_sources(reach: Bounded, node: Ints, first: Floats, n: int) -> Floats:
    """Return (k,) metres to the ``n``-th nearest of some sources; the bound itself where there are fewer.

    node, first: where the sources meet the network, and :func:`first_pipe` of them. The distance looked at is
    doubled for those outfalls that have not found enough, so the others never look farther.
    """
    most, found = reach.bounds.metres, np.full(reach.n_starts, np.nan)
    farthest = float(reach.network.length_m.sum()) + float(first[0].max(initial=0.0)) + 1.0
    span = _FIRST_TRY_M
    while np.isnan(found).any():
        left = np.isnan(found)
        bounds = replace(reach.bounds, metres=np.where(left, np.minimum(most, span), -1.0))
        # The next look shares what this one prepared.
        reach = Bounded(reach.network, reach.starts, bounds, reach.check, like=reach)
        found[left] = _nth_source(reach, node, first, n)[left]
        spent = np.isnan(found) & (np.minimum(most, farthest) <= span)
        found[spent] = most[spent]
        span *= 2.0
    return found


def _nth_source(reach: Bounded, node: Ints, first: Floats, n: int) -> Floats:
    """Return (k,) metres to the ``n``-th nearest source within a reach, NaN where it holds fewer."""
    _, outfall, sums, _ = links_within(reach, node, first, None)
    order = np.lexsort((sums[0], outfall))
    at = np.searchsorted(outfall[order], np.arange(reach.n_starts))
    enough = np.bincount(outfall, minlength=reach.n_starts) >= n
    found = np.full(reach.n_starts, np.nan)
    found[enough] = sums[0, order[at[enough] + n - 1]]
    return found


def first_pipe(network: PipeNetwork, hops: Hops) -> Floats:
    """Return what lies between points and the nodes they are carried to: the sums of their first pipes.

    (4, n) metres, metres x direction trust, metres x data trust, distrust of gaps; a fifth row where the
    options limit manholes: the manhole passed.
    """
    direction = np.append(network.direction_trust, 1.0)[hops.pipe]
    data = np.append(network.data_trust, 1.0)[hops.pipe]
    metres = hops.offset_m
    rows = [metres, metres * direction, metres * data, np.zeros(len(metres))]
    if network.options.limit_manholes > 0:
        rows.append(np.append(network.manhole_node, False)[hops.node] * (metres > 0.0))
    return np.stack(rows)


def links_within(
    reach: Reach, node: Ints, first: Floats, nearest: int | None
) -> tuple[Ints, Ints, Floats, Ints]:
    """Return links of sources (source, outfall, (4, links) sums), and how many outfalls each source reaches.

    node, first: where the sources meet the network (-1: nowhere), and :func:`first_pipe` of them.
    """
    n = len(node)
    if not isinstance(reach, Bounded):
        source, outfall, sums = reach.links_with_sums(node, nearest)
        count = np.zeros(n, dtype=np.int64)
        met = np.flatnonzero(node >= 0)
        count[met] = reach.count(node[met])
        return source, outfall, sums[:4] + first[:4, source], count
    source, outfall, sums = reach.links_with_sums(node, None)
    sums = sums[: len(first)] + first[:, source]
    within = reach.bounds.hold(sums, outfall)
    source, outfall, sums = source[within], outfall[within], sums[:4, within]
    count = np.bincount(source, minlength=n)
    if nearest is not None:
        near = np.arange(len(source)) - np.searchsorted(source, source) < nearest
        source, outfall, sums = source[near], outfall[near], sums[:, near]
    return source, outfall, sums, count


def most_metres(reach: Reach, outfall: Ints) -> Floats:
    """Return how far (m) the traces of ``outfall`` (k,) may lead, infinite where a reach has no bounds."""
    return reach.bounds.metres[outfall] if isinstance(reach, Bounded) else np.full(len(outfall), np.inf)


def which_limit(options: Options, most_m: Floats, beyond_m: Floats) -> NDArray[np.int8]:
    """Return the Limit that ends traces in pipes whose upper ends lie ``beyond_m`` (k,) away.

    most_m: (k,), how far each of these traces may lead.
    """
    kinds = np.full(len(most_m), Limit.DISTANCE, dtype=np.int8)
    far = beyond_m > most_m
    kinds[far & (most_m < (options.limit_m if options.limit_m > 0 else np.inf))] = Limit.SOURCES
    kinds[~far] = Limit.MANHOLES
    return kinds
