"""Rows that seem to be one and the same: by code, by name, by place. They are reported, never dropped."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import translate
from ...problems import Problem, Severity
from ...rules.words import fold
from ...tracing.model import Floats, Ints
from ..questions import label
from .change_record import Ledger
from .distinct_cells import Cells

_SAME_PLACE_M = 1.0
_ANYWHERE_M = 1e9  # coordinates beyond are damage
_BY_CODE = {"outfalls": ("code_national", "code_local"), "pipes": ("code",), "manholes": ("code",)}


def report(
    ledger: Ledger, table: str, columns: dict[str, NDArray[Any]], xy: Floats | None, rows: Ints
) -> None:
    """Add a line for every kind of double among the kept rows; ``rows`` are their positions in the file."""
    for name in _BY_CODE.get(table, ()):
        if name in columns:
            _by_text(ledger, table, name, columns[name], rows, Severity.WARNING)
    if table not in ("pipes", "manholes") and "name" in columns and "outlet_code" not in columns:
        _by_text(ledger, table, "name", columns["name"], rows, Severity.NOTICE)
    if xy is not None and table not in ("pipes",):
        _by_place(ledger, table, xy, rows)


def _by_text(
    ledger: Ledger, table: str, name: str, values: NDArray[Any], rows: Ints, severity: Severity
) -> None:
    cells = Cells.of(values)
    if name == "name":  # codes are folded already
        cells = cells.map(lambda text: fold(text) or None).compact()
    counts = cells.counts()
    double = [at for at in np.flatnonzero(counts > 1).tolist() if cells.distinct[at] is not None]
    if not double:
        return
    found = np.flatnonzero(np.isin(cells.code, double))
    ledger.problems.append(Problem(
        translate("Import", "Rows that share “{column}” with another row: {n} (groups: {groups}), for "
                            "example “{text}”. All were taken "
                            "in.").format(n=len(found), column=label(table, name), groups=len(double),
                                      text=values[found[0]]),
        severity, table, ledger.named(rows[found]), name,
        translate("Import", "Look at them and delete what is there twice.")))


def _by_place(ledger: Ledger, table: str, xy: Floats, rows: Ints) -> None:
    from scipy.spatial import cKDTree

    there = np.flatnonzero((np.abs(xy) < _ANYWHERE_M).all(axis=1))  # false for what is no number
    if len(there) < 2:
        return
    cell = np.unique(np.round(xy[there], 3), axis=0, return_inverse=True)[1].ravel()
    double = np.bincount(cell)[cell] > 1
    lone = np.flatnonzero(~double)
    pairs = cKDTree(xy[there[lone]]).query_pairs(_SAME_PLACE_M, output_type="ndarray") if len(lone) else []
    near = np.unique(lone[np.ravel(pairs)]) if len(pairs) else np.empty(0, dtype=np.int64)
    found = there[np.union1d(np.flatnonzero(double), near).astype(np.int64)]
    if len(found):
        ledger.problems.append(Problem(
            translate("Import", "Rows within {metres} m of another one of the same table: {n}. All were "
                                "taken in.").format(
                n=len(found), metres=_SAME_PLACE_M),
            Severity.NOTICE, table, ledger.named(rows[found]), "",
            translate("Import", "Look at them and delete what is there twice.")))
