"""How sure a link is: a product of parts, each in 0..1, that can be recomputed by hand.

======== =====================================================================
link     how the source meets the network: a base by rule, less its hop's share
         of the link distance times a slope (LINK_TRUST)
direction mean trust in the pipes' directions along the way, weighted by metres
data     mean trust in the pipes' records along the way, weighted by metres
gaps     the trust in each gap that was bridged on the way, by its length (GAP_TRUST)
outfall  how the outfall meets the network, like link
======== =====================================================================

Worse evidence never raises a part. The worked example is in docs/confidence.md.
"""

from __future__ import annotations

import numpy as np

from ..model import Floats, Hops, Ints, Options, Rule

#: Rule: (trust at 0 m, what is lost at the full link distance).
LINK_TRUST = {
    Rule.DECLARED: (1.0, 0.0), Rule.NEAREST_NODE: (0.95, 0.35), Rule.NEAREST_PIPE: (0.92, 0.37),
    Rule.SITE_OUTLINE: (0.75, 0.0), Rule.AT_OUTFALL: (0.9, 0.4), Rule.NONE: (0.0, 0.0),
}


def hop_trust(hops: Hops, rows: Ints, distance_m: float) -> Floats:
    """Return the trust (k,), 0..1, in how the points of ``rows`` (k,) meet the network, by rule and hop."""
    base = np.zeros(len(rows))
    slope = np.zeros(len(rows))
    for rule, (at_zero, lost) in LINK_TRUST.items():
        of_rule = hops.rule[rows] == rule
        base[of_rule], slope[of_rule] = at_zero, lost
    hop = np.nan_to_num(hops.hop_m[rows], nan=0.0)
    share = np.clip(hop / distance_m, 0.0, 1.0) if distance_m > 0 else np.zeros(len(rows))
    return base - slope * share


def confidence_parts(
    source_hops: Hops, outfall_hops: Hops, source: Ints, outfall: Ints, sums: Floats,
    options: Options,
) -> dict[str, Floats]:
    """Return the parts of each link.

    source, outfall: (k,) rows; sums: (4, k) metres, metres x direction trust, metres x data trust,
    distrust of gaps.
    """
    metres = sums[0]
    way = metres > 1e-9
    with np.errstate(invalid="ignore", divide="ignore"):
        direction = np.where(way, sums[1] / metres, 1.0)
        data = np.where(way, sums[2] / metres, 1.0)
    own = outfall_hops.rule[outfall] == Rule.NONE  # the outfall has no pipe: the source stands at it
    return {
        "link": hop_trust(source_hops, source, options.link_distance_m),
        "direction": np.clip(direction, 0.0, 1.0),
        "data": np.clip(data, 0.0, 1.0),
        "gaps": np.exp(-sums[3]),
        "outfall": np.where(own, 1.0, hop_trust(outfall_hops, outfall, options.outfall_distance_m)),
    }
