"""What the links of each outfall come to, as columns named as in the project, by the rule of ``rules``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..rules.outfall_summary import CountedLink, OutfallFacts, outfall_summary
from ..tracing.model import Floats, Ints, Texts
from .inputs import texts_of

_FACTS = ("operator", "owner", "managing_unit")  # of the register, where the frame has them


def summaries(
    links: Any, outfall: Ints, outfalls: Any, units: Texts, network_length_m: Floats, language: str
) -> dict[str, Any]:
    """Return {column: (n,) values} of all ``outfalls`` (a frame of n rows).

    links: frame of k links, and ``outfall`` (k,) the row of each; units: (k,) pairs of user and owner of the
    source; texts speak ``language``. Numbers count as a project stores them.
    """
    counted: dict[int, list[CountedLink]] = {}
    source = texts_of(links["source"])
    id_of = dict(zip(zip(links["source_table"], source), links["source"]))
    cells = zip(
        outfall.tolist(),
        links["source_table"],
        source,
        links["source_name"],
        links["confidence"].round(4),
        links["network_m"].round(3),
        units,
    )
    for row, table, uid, name, confidence, metres, unit in cells:
        counted.setdefault(row, []).append(
            CountedLink(table, uid, name or "", confidence, metres, confirmed=False).of_unit(*unit)
        )
    facts = [
        texts_of(outfalls[name]) if name in outfalls.columns else [None] * len(outfalls) for name in _FACTS
    ]
    rows = [
        outfall_summary(counted.get(row, ()), OutfallFacts(operator, owner, None, managing), language)
        for row, (operator, owner, managing) in enumerate(zip(*facts))
    ]
    columns: dict[str, Any] = {
        name: pd.Series([getattr(row, name) for row in rows], index=outfalls.index, dtype=_kind(name))
        for name in (rows[0]._fields if rows else ())
    }
    if rows:
        columns["main_source_uid"] = pd.Series(
            [id_of.get((row.main_source_table, row.main_source_uid)) for row in rows],
            index=outfalls.index,
            dtype=object,
        )
    return {**columns, "network_length_m": np.asarray(network_length_m)}


def _kind(name: str) -> Any:
    return np.int64 if name.startswith("n_") else np.float64 if name == "trace_confidence" else object
