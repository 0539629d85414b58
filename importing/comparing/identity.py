"""Which row of the project a delivered row is: by key, else by place and values.

A *tier* is a tuple of columns that name a row together, such as ``(code,)``. In every tier the rows of one
key are told apart by their place (or, where they have none, by their values) first; then come rows that
an import delivered exactly so before, whatever people made of them since. What is left is compared key by
key with the one row that comes into question, the nearest where there are several, and must agree in what
both sides say of place, name and district (:mod:`.agreement`). Where it does not, the pair is a
:class:`Contradictions` and the row is new unless a person says otherwise. Two rows whose identifying columns
contradict each other never match, and a row without any key never takes a row that has a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...layers.schema import SCHEMA
from ...tracing.model import Ints
from .agreement import Agreement, Before
from .compared_rows import Rows, joined, values_of
from .import_memory import Words, digest_rows
from .row_pairs import IDENTITY, Contradictions, RowPairs

Tier = tuple[str, ...]

_SOURCE: tuple[Tier, ...] = (
    ("permit_no", "outlet_code"),
    ("credit_code", "outlet_code"),
    ("credit_code", "name"),
    ("name",),
)
_TIERS: dict[str, tuple[Tier, ...]] = {
    "outfalls": (("code_national",), ("code_local",), ("name",)),
    "pipes": (("code",), ("from_node", "to_node")),
    "manholes": (("code",),),
    "source_sites": (("source_table", "source_uid"),),
    "districts": (("county_code",), ("name",)),
    "orthophotos": (("path",),),
    "remediation": (("outfall_uid",),),
    "closures": (("outfall_uid",),),
    "signs": (("outfall_uid",),),
    **{table.name: _SOURCE for table in SCHEMA.source_tables},
}
#: Given out once in the whole country, or by the project itself: not numbers that every survey begins anew.
_ONCE: frozenset[Tier] = frozenset({
    ("code_national",), ("permit_no", "outlet_code"), ("credit_code", "outlet_code"), ("county_code",),
    ("path",), ("outfall_uid",), ("source_table", "source_uid"), ("source_uid",),
})


@dataclass
class Matches:
    """``row``: for each delivered row the one of the project, or -1.

    ``ambiguous``: delivered rows whose key stands several times, so they could not be told apart.
    ``contradictions``: rows of one key that contradict each other otherwise; ``twins``: rows at exactly one
    place of which the delivered one carries another key or none. Neither is among the matches.
    """

    row: Ints
    ambiguous: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    contradictions: Contradictions = field(default_factory=Contradictions)
    twins: Contradictions = field(default_factory=Contradictions)

    def take(self, pairs: Contradictions) -> None:
        """Match pairs after all, where both rows are still free."""
        free = (self.row[pairs.new] < 0) & ~np.isin(pairs.old, self.row)
        self.row[pairs.new[free]] = pairs.old[free]


def tiers_of(table: str, key: Tier, columns: Mapping[str, Any]) -> list[Tier]:
    """Return the tiers to try: the mapping's key, then those of the table that the delivery fills."""
    found = [key] if key else []
    found += [tier for tier in _TIERS.get(table, ()) if tier not in found]
    return [tier for tier in found if all(name in columns for name in tier)]


def naming_columns(table: str) -> list[str]:
    """Return the columns of a table by any of which a row has a name of its own."""
    names = [name for tier in _TIERS.get(table, ()) for name in tier]
    identity = [name for name in SCHEMA.table(table).column_names if name in IDENTITY]
    return list(dict.fromkeys([*names, *identity]))


def key_columns(table: str, key: Tier) -> list[str]:
    """Return all columns that the match looks at."""
    more = [name for name in ("name", "county_code") if name in SCHEMA.table(table).column_names]
    return list(dict.fromkeys([*key, *naming_columns(table), *more]))


def match_rows(table: str, old: Rows, new: Rows, key: Tier = (), before: Before | None = None) -> Matches:
    """Return the row of ``old`` that each row of ``new`` is."""
    found = np.full(new.n, -1, dtype=np.int64)
    if not old.n or not new.n:
        return Matches(found)
    pairs = RowPairs(found, np.zeros(old.n, dtype=bool), old, new)
    if "uid" in new.columns:  # a colleague's project: its rows are known, whatever became of them
        pairs.match(digest_rows(old.columns["uid"]), digest_rows(new.columns["uid"]), contradicting=True)
        return Matches(found)
    tiers = tiers_of(table, key, new.columns)
    keys = [(_keys(old, tier), _keys(new, tier)) for tier in tiers]
    apart_old, apart_new = _apart(old, new)
    for keys_old, keys_new in keys:
        pairs.match(joined(keys_old, apart_old), joined(keys_new, apart_new))
    if (found >= 0).all():
        return Matches(found)
    if before is not None:
        pairs.match_delivered(before)
    agreement = Agreement(table, old, new, before)
    ambiguous = np.zeros(new.n, dtype=bool)
    for tier, (keys_old, keys_new) in zip(tiers, keys):
        ambiguous[pairs.match_agreeing(keys_old, keys_new, agreement, tier in _ONCE)] = True
    keyed = [np.any([one[side] != 0 for one in keys] or [np.zeros(rows.n, dtype=bool)], axis=0)
             for side, rows in ((0, old), (1, new))]
    pairs.match_unnamed(keyed[0], keyed[1], list(dict.fromkeys([*key, *naming_columns(table)])))
    twins = pairs.twins(agreement, keyed[1])
    contradictions = pairs.contradictions(twins)
    ambiguous[np.append(twins.new, contradictions.new)] = False  # said of them already, and better
    return Matches(found, np.flatnonzero(ambiguous & (found < 0)), contradictions, twins)


def _apart(old: Rows, new: Rows) -> tuple[Words, Words]:
    """Return what tells rows of one key apart: the place, the values of rows that have none."""
    if old.place.any() and new.place.any() and (old.place != 0).all() and (new.place != 0).all():
        return old.place, new.place
    names = [name for name in new.columns if name in old.columns]
    values_old, values_new = values_of(old, names), values_of(new, names)
    if not old.place.any() or not new.place.any():  # one side is a list without places
        return values_old, values_new
    return np.where(old.place != 0, old.place, values_old), np.where(new.place != 0, new.place, values_new)


def _keys(side: Rows, tier: Tier) -> Words:
    """Return the key of each row in a tier; 0 where a part is missing."""
    out = side.words(tier[0])
    for name in tier[1:]:
        out = joined(out, side.words(name), whole=True)
    return out
