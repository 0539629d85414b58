"""Which numbers are levels, and which sizes: survey tables write 0, -1, -99 or 9999 for "not known"."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..model import Bools, Floats, Ints, Pipes

#: Never a level, whatever the network.
_SENTINELS = (-1.0, -9.0, -99.0, -999.0, -9999.0, 99.0, 999.0, 9999.0, 99999.0)
#: Zero is a level only where the network lies about there: within so many metres of its median.
_NEAR_ZERO_M = 5.0


def _marked(values: Floats) -> Bools:
    """Return which numbers are no level, whatever the network; 0 is judged elsewhere."""
    marked: Bools = np.abs(values) > 9000
    whole = np.flatnonzero(values == np.rint(values))  # all of them are whole, and few levels are
    marked[whole] |= np.isin(values[whole], _SENTINELS)
    return marked


def sentinels(values: Floats, others: Floats) -> Bools:
    """Return where ``values`` (m, (k,)) is a placeholder, judged against ``others``: all levels (n,)."""
    return _sentinels(np.asarray(values, dtype=np.float64), np.asarray(others, dtype=np.float64))[0]


def _sentinels(values: Floats, others: Floats) -> tuple[Bools, Bools]:
    """Return where ``values`` and where ``others`` (m) are placeholders, judged against both."""
    marked = [_marked(column) for column in (values, others)]
    pool = np.concatenate([
        column[~bad & np.isfinite(column) & (column != 0.0)]
        for column, bad in zip((values, others), marked)
    ])
    if not len(pool) or abs(float(np.median(pool))) > _NEAR_ZERO_M:
        marked = [bad | (column == 0.0) for column, bad in zip((values, others), marked)]
    one, two = (bad & np.isfinite(column) for column, bad in zip((values, others), marked))
    return one, two


def true_levels(level_from: Floats | None, level_to: Floats | None, n: int) -> tuple[Floats, Floats, Ints]:
    """Return both inverts (m, (n,)) with placeholders as NaN, and the rows (k,) that held a placeholder."""
    start = np.full(n, np.nan) if level_from is None else np.array(level_from, dtype=np.float64)
    end = np.full(n, np.nan) if level_to is None else np.array(level_to, dtype=np.float64)
    bad_start, bad_end = _sentinels(start, end)
    start[bad_start | ~np.isfinite(start)] = np.nan
    end[bad_end | ~np.isfinite(end)] = np.nan
    return start, end, np.flatnonzero(bad_start | bad_end)


def true_sizes(diameter_mm: Floats | None, n: int) -> Floats:
    """Return (n,) diameters (mm), NaN where there is none: not a number, not above 0, or without end."""
    if diameter_mm is None:
        return np.full(n, np.nan)
    size = np.asarray(diameter_mm, dtype=np.float64)
    return np.where(np.isfinite(size) & (size > 0), size, np.nan)


class LevelPool:
    """All levels of a network, kept in order, to judge a few pipes as :func:`true_levels` judges all."""

    def __init__(self, pipes: Pipes) -> None:
        given = [column for column in (pipes.invert_from, pipes.invert_to) if column is not None]
        self._pool = np.sort(_levels(np.concatenate([np.empty(0), *given])))

    @property
    def zero_is_level(self) -> bool:
        """Whether 0 is a level here, not a placeholder."""
        return bool(len(self._pool)) and abs(float(np.median(self._middle()))) <= _NEAR_ZERO_M

    def _middle(self) -> Floats:
        half = len(self._pool) // 2
        return self._pool[half - 1 + len(self._pool) % 2 : half + 1]

    def exchange(self, gone: Floats, come: Floats) -> None:
        """Take away and add levels (m, (k,) and (m,)) of edited pipes."""
        gone, come = _levels(gone), np.sort(_levels(come))
        for level in gone.tolist():
            self._pool = np.delete(self._pool, np.searchsorted(self._pool, level))
        if len(come):
            self._pool = np.insert(self._pool, np.searchsorted(self._pool, come), come)

    def cleaned(self, pipes: Pipes) -> Pipes:
        """Return pipes whose placeholders are NaN, and whose true zeros nobody takes for placeholders."""
        start, end = (None if column is None else self._clean(column) for column in (
            pipes.invert_from, pipes.invert_to))
        return replace(pipes, invert_from=start, invert_to=end)

    def _clean(self, values: Floats) -> Floats:
        marked = np.isin(values, _SENTINELS) | (np.abs(values) > 9000)
        # A nanometre says the same as 0, and is no placeholder wherever the few pipes lie.
        zero = 1e-9 if self.zero_is_level else np.nan
        return np.where(marked, np.nan, np.where(values == 0.0, zero, values))


def _levels(values: Floats) -> Floats:
    """Values that are levels whatever the network; 0 is not among them."""
    use = np.isfinite(values) & (values != 0.0) & ~np.isin(values, _SENTINELS) & (np.abs(values) <= 9000)
    found: Floats = values[use]
    return found
