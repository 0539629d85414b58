"""The columns of a delivery that hold coordinates, where a heading says so and where it has to be asked."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np

from ...i18n import translate
from ...problems import UserError
from ...tracing.model import Floats
from .. import questions, systems
from ..cleaning.cell_profile import Profile
from ..model import CoordinateRule, Question, RawTable
from ..places.placing import given
from ..questions import NOTHING
from .matching import SURE, candidates

_SAMPLE = 2000
_SAMPLE_OF_VALUES = 300
_MOST_COLUMNS = 30  # that are asked about
_CHINA, _METRES = "EPSG:4490", ("zone3", "zone6", "metres")


def looks(role: str, cells: Profile) -> bool:
    """Tell whether half of the cells at least can be what a heading of this role says."""
    from ..cleaning.numbers_and_units import number
    from ..places.coordinates import angle, pair

    if role == "pair":
        return cells.share(lambda text: pair(text) is not None) >= 0.5
    comma = cells.decimal_comma
    return cells.share(lambda text: number(text, comma) is not None or angle(text) is not None) >= 0.5


def _plain_number(text: str) -> bool:
    from ..cleaning.numbers_and_units import number

    return number(text) is not None


def notation(raw: RawTable, x: str, seen: dict[str, Profile]) -> str:
    """Return how the coordinates of a column are written: number or dms."""
    numeric = raw.columns[x].dtype.kind in "fiu" or seen[x].share(_plain_number) > 0.9
    return "number" if numeric else "dms"


def sample(raw: RawTable, rule: CoordinateRule) -> Floats:
    """Return a sample of places as the file gives them."""
    step = max(1, raw.n // _SAMPLE)
    if rule.kind == "geometry":
        from ...layers.store.geometry_io import points_of

        if raw.geometry is None:
            return np.empty((0, 2))
        xy = points_of(raw.geometry[::step])[0]
    else:
        part = RawTable(raw.file, raw.layer, raw.row_number[::step],
                        {name: raw.columns[name][::step] for name in (*rule.x, *rule.y)})
        xy = given(part, rule).xy[:, :2]
    kept: Floats = xy[np.isfinite(xy).all(axis=1)]
    return kept


def answered(raw: RawTable, seen: dict[str, Profile], answers: dict[str, str]) -> CoordinateRule | None:
    """Return the rule of columns that somebody named, None where nobody did."""
    x, y = answers.get("place.x", ""), answers.get("place.y", NOTHING)
    if x not in seen or (y not in seen and y != NOTHING):
        unknown = next((name for name in (x, y) if name and name != NOTHING and name not in seen), "")
        if unknown:
            raise UserError(translate(
                "Import", "The answer {answer} names a column that {file} does not have. Its columns are: "
                          "{columns}.").format(
                    answer=unknown, file=Path(raw.file).name, columns=", ".join(seen)))
        return None
    if y == NOTHING:
        return CoordinateRule("columns", (x,), (), "pair")
    return CoordinateRule("columns", (x,), (y,), notation(raw, x, seen))


def ask(raw: RawTable, table: str, seen: dict[str, Profile]) -> tuple[list[Question], list[str]]:
    """Return the questions for the columns of the place, or a sentence where there can be none."""
    taken = {one.source for one in candidates(table, seen) if one.certainty >= SURE}
    free = [name for name, cells in seen.items()
            if cells.filled and name not in taken and looks("x", cells)][:_MOST_COLUMNS]
    pairs = [name for name, cells in seen.items() if cells.filled and looks("pair", cells)]
    if not pairs and len(free) < 2:
        return [], [translate("Import", "No column of the file holds places.")]
    proposed: tuple[str, str] = (pairs[0], NOTHING) if pairs else (NOTHING, NOTHING)
    for one, other in () if pairs else permutations(free, 2):
        guessed = systems.guesses(sample(raw, CoordinateRule("columns", (one,), (other,), "dms")))
        first = guessed[0] if guessed else systems.Guess("", True, "local")
        likely = not first.swapped and (first.crs == _CHINA or first.kind in _METRES)
        if likely and _varied(seen, one, other):
            proposed = (one, other)
            break
    found = [questions.which_place(axis, (*pairs, *free), name) for axis, name in zip("xy", proposed)]
    return found, []


def _varied(seen: dict[str, Profile], *names: str) -> bool:
    """Tell whether the cells of columns are as different as places are."""
    return all(seen[name].distinct >= 0.5 * min(seen[name].filled, _SAMPLE_OF_VALUES) for name in names)
