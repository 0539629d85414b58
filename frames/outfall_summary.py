"""What the links of each outfall come to, as columns named as in the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .answer import Answer

COUNTED = ("enterprises", "construction_sites", "farmland_outlets")  # other kinds count as other sources
_NAMES_SHOWN = 10


def summaries(answer: Answer) -> dict[str, Any]:
    """Return {column: (n,) values} of all outfalls; the main source is the surest one, then the nearest."""
    links, n = answer.links, len(answer.asked.outfall_ids)
    row = answer.result.links.outfall
    kind = links["source_table"].to_numpy()
    columns: dict[str, Any] = {f"n_{name}": np.bincount(row[kind == name], minlength=n) for name in COUNTED}
    columns["n_other_sources"] = np.bincount(row[~np.isin(kind, COUNTED)], minlength=n)
    # As ``traceproject`` ranks them: the surest, then the nearest, both as they are stored.
    order = np.lexsort(
        (
            links["source"].astype(str),
            kind.astype(str),
            links["network_m"].round(3),
            -links["confidence"].round(4),
            row,
        )
    )
    first = order[np.flatnonzero(np.diff(row[order], prepend=-1))] if len(order) else order
    for column, name in (
        ("main_source_table", "source_table"),
        ("main_source_uid", "source"),
        ("main_source_name", "source_name"),
    ):
        columns[column] = np.full(n, None, dtype=object)
        columns[column][row[first]] = links[name].to_numpy()[first]
    columns["trace_confidence"] = np.full(n, np.nan)
    columns["trace_confidence"][row[first]] = links["confidence"].to_numpy()[first]
    columns["network_length_m"] = answer.result.network_length_m
    return columns
