"""Which column of a file may fill which column of the project: by name, confirmed by the cells.

Names are tried in this order: as they stand; by the last line of a grouped heading; as a name that a
shapefile cut off (10 bytes: ten letters, five Chinese characters in GBK, three in UTF-8); by a known
ending; as a longer heading around a known name. The cells of a heading that is surely known cannot
take it away from free text, and from numbers and dates only where not one can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...layers.schema import SCHEMA, Kind
from ..cleaning.cell_profile import Profile, fits, profile
from ..lexicon import Alias, aliases, ending_of, last_of, names_of, plain
from ..model import RawTable

SURE = 0.7  # filled in
DOUBTFUL = 0.45  # asked; below this not even mentioned
_LAST, _CUT, _AROUND = 0.9, 0.9, 0.75
_EXACT = 0.85  # a heading this sure decides, whatever odd values stand below it
_DBF_BYTES = (9, 10)


@dataclass(frozen=True)
class Candidate:
    """A column that may fill a target."""

    source: str
    alias: Alias
    certainty: float
    how: str  # name, cut, around; chosen: somebody says so
    fit: float
    filled: int

    @property
    def target(self) -> str:
        """The column of the project."""
        return self.alias.target


def profiles(raw: RawTable) -> dict[str, Profile]:
    """Return the profile of every column."""
    return {name: profile(name, values) for name, values in raw.columns.items()}


def candidates(table: str, seen: dict[str, Profile], without: Iterable[str] = ()) -> list[Candidate]:
    """Return all candidates of a table, the surest first; ``without`` are columns taken for the place."""
    found = [one for one in _every(table, seen, without) if one.certainty >= DOUBTFUL]
    return sorted(found, key=lambda one: (-one.certainty, one.alias.order, -one.filled))


def contradicted(table: str, seen: dict[str, Profile], without: Iterable[str] = ()) -> list[Candidate]:
    """Return columns whose heading is surely known while their cells hold something else."""
    return [
        one
        for one in _every(table, seen, without)
        if one.how == "name" and one.filled and one.alias.certainty >= SURE and one.certainty < DOUBTFUL
    ]


def chosen_by_hand(table: str, target: str, source: str, seen: dict[str, Profile]) -> Candidate:
    """Return the candidate that somebody names, whatever its heading and its cells say."""
    known = next((alias for alias, _how, _factor in named(table, source) if alias.target == target), None)
    alias = known or Alias(target, 1.0)
    cells = seen[source]
    return Candidate(source, alias, 1.0, "chosen", fits(table, target, cells, alias.derive), cells.filled)


def _every(table: str, seen: dict[str, Profile], without: Iterable[str]) -> Iterator[Candidate]:
    left_out = set(without)
    for source, cells in seen.items():
        if source in left_out:
            continue
        for alias, how, factor in named(table, source):
            fit = fits(table, alias.target, cells, alias.derive)
            certainty = alias.certainty * factor * _confirmed(table, alias, how, fit, cells)
            yield Candidate(source, alias, certainty, how, fit, cells.filled)


def named(table: str, source: str) -> list[tuple[Alias, str, float]]:
    """Return what a heading may mean: (alias, how it was recognised, factor)."""
    known = aliases(table)
    for name in names_of(source):
        if name in known:
            return [(alias, "name", 1.0) for alias in known[name]]
    if (last := last_of(source)) in known:
        return [(alias, "name", _LAST) for alias in known[last]]
    name = plain(source)
    if cut := _cut_off(source, name, known):
        return cut
    if ending := ending_of(name, known):
        return [(alias, "around", 1.0) for alias in known[ending]]
    return _around(name, known)


def _confirmed(table: str, alias: Alias, how: str, fit: float, cells: Profile) -> float:
    """Return the factor by which the cells confirm or contradict a name."""
    if not cells.filled:
        return 0.75 if cells.n_rows else 1.0  # without a row the heading is all there is
    if how == "name" and alias.certainty >= _EXACT and fit < 0.8 and not alias.derive:
        column = SCHEMA.table(table).column(alias.target)
        if column.kind is Kind.TEXT and not column.values:
            return 0.9
        if not column.values and fit > 0:
            return 0.85
    return 1.0 if fit >= 0.8 else 0.9 if fit >= 0.5 else 0.45 if fit >= 0.2 else 0.1


def _cut_off(source: str, name: str, known: dict[str, tuple[Alias, ...]]) -> list[tuple[Alias, str, float]]:
    """Return the aliases that begin with a name that a shapefile may have cut off."""
    if len(name) < 3 or not any(
            len(source.encode(encoding, "replace")) in _DBF_BYTES for encoding in ("gbk", "utf-8")):
        return []
    best: dict[tuple[str, str], Alias] = {}
    for alias_name, entries in known.items():
        if len(alias_name) > len(name) and alias_name.startswith(name):
            for alias in entries:
                kept = best.get((alias.target, alias.derive))
                if kept is None or alias.certainty > kept.certainty:
                    best[alias.target, alias.derive] = alias
    factor = _CUT if len(best) == 1 else _CUT * 0.75
    return [(alias, "cut", factor) for alias in best.values()]


def _around(name: str, known: dict[str, tuple[Alias, ...]]) -> list[tuple[Alias, str, float]]:
    """Return the longest known name inside a longer heading."""
    inside = [alias for alias in known if len(alias) < len(name) and alias in name
              and len(alias) >= (3 if alias[0] > "\u2e80" else 7)]
    if not inside:
        return []
    longest = max(inside, key=len)
    return [(alias, "around", _AROUND) for alias in known[longest]]
