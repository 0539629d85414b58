"""Which numbers are levels: survey tables write 0, -1, -99 or 9999 for "not known"."""

from __future__ import annotations

import numpy as np

from .model import Bools, Floats, Ints

#: Never a level, whatever the network.
_SENTINELS = (-1.0, -9.0, -99.0, -999.0, -9999.0, 99.0, 999.0, 9999.0, 99999.0)
#: Zero is a level only where the network lies about there: within so many metres of its median.
_NEAR_ZERO_M = 5.0


def sentinels(values: Floats, others: Floats) -> Bools:
    """Return where ``values`` (m) is a placeholder, judged against all levels of the network."""
    values = np.asarray(values, dtype=np.float64)
    marked = np.isin(values, _SENTINELS) | (np.abs(values) > 9000)
    pool = np.concatenate([values, np.asarray(others, dtype=np.float64)])
    pool = pool[np.isfinite(pool) & (pool != 0.0) & ~np.isin(pool, _SENTINELS) & (np.abs(pool) <= 9000)]
    if not len(pool) or abs(float(np.median(pool))) > _NEAR_ZERO_M:
        marked |= values == 0.0
    result: Bools = marked & np.isfinite(values)
    return result


def true_levels(level_from: Floats | None, level_to: Floats | None, n: int) -> tuple[Floats, Floats, Ints]:
    """Return both inverts with placeholders as NaN, and the rows that held a placeholder."""
    start = np.full(n, np.nan) if level_from is None else np.array(level_from, dtype=np.float64)
    end = np.full(n, np.nan) if level_to is None else np.array(level_to, dtype=np.float64)
    bad_start, bad_end = sentinels(start, end), sentinels(end, start)
    start[bad_start | ~np.isfinite(start)] = np.nan
    end[bad_end | ~np.isfinite(end)] = np.nan
    return start, end, np.flatnonzero(bad_start | bad_end)
