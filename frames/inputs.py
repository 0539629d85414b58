"""GeoDataFrames as the engine's columns: what is used, what it is called, what is wrong with it.

Columns called as in the project are used by themselves; others are named by the caller. Every
problem of every frame is collected and said at once; the frames themselves are never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from ..problems import InputError
from ..rules.words import known
from ..tracing.model import FLOW_OF, Bools, Floats, Flow, Ints, Texts

_SHOWN = 3  # values named in one problem
_LINES, _POINTS, _AREAS = "lines", "points", "areas"
_TYPES = {  # shapely's type ids
    _LINES: (1, 2, 5),
    _POINTS: (0, 4),
    _AREAS: (3, 6),
}
_FLOWS = {**FLOW_OF, "1": Flow.FORWARD, "-1": Flow.BACKWARD, "both": Flow.BOTH}


class FrameError(InputError):
    """Frames that cannot be traced; the message names everything that is wrong with all of them."""


class Checked:
    """Problems of all frames, collected while they are read."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.notes: list[str] = []

    def refuse(self) -> None:
        """Raise FrameError where something was wrong."""
        if self.wrong:
            raise FrameError("The frames cannot be traced: " + " ".join(self.wrong))


class Frame:
    """One frame of the caller: its columns as the engine takes them.

    what: its name in sentences; kind: "lines", "points", "areas" or "" for a table without geometry;
    columns: {our name: the caller's name} for columns that are called otherwise.
    """

    def __init__(
        self, frame: Any, what: str, kind: str, checked: Checked, columns: Mapping[str, str] | None = None
    ) -> None:
        self.frame, self.what, self._checked = frame, what, checked
        self._columns = dict(columns or {})
        self.usable = isinstance(frame, (geopandas.GeoDataFrame, geopandas.GeoSeries))
        if not self.usable:
            self._wrong(f"is {type(frame).__name__}, not a GeoDataFrame.")
            return
        if isinstance(frame, geopandas.GeoSeries):
            self.frame = frame.to_frame("geometry")
        if self.frame.columns.has_duplicates:
            twice = self.frame.columns[self.frame.columns.duplicated()].unique()
            self._wrong(f"has several columns called {_some(twice)}; give each a name of its own.")
        missing = [theirs for theirs in self._columns.values() if theirs not in self.frame.columns]
        if missing:
            self._wrong(f"has no column {_some(missing)}; it has {', '.join(map(str, self.frame.columns))}.")
        self._check_types(kind)

    def __len__(self) -> int:
        return len(self.frame) if self.usable else 0

    @property
    def shapes(self) -> Any:
        """The geometries, an object array of shapely."""
        return self.frame.geometry.values if self.usable else np.empty(0, dtype=object)

    @property
    def crs(self) -> Any:
        """The coordinate system, None without one."""
        return self.frame.crs if self.usable else None

    def has(self, name: str) -> bool:
        """Tell whether there is a column for ``name``."""
        return self.usable and self._columns.get(name, name) in self.frame.columns

    def require(self, name: str) -> None:
        """Note a problem where a column that the caller named is not there."""
        if self.usable and name not in self.frame.columns:
            self._wrong(f"has no column {name!r}; it has {', '.join(map(str, self.frame.columns))}.")

    def ids(self, column: str | None = None) -> pd.Index:
        """Return what the rows are called: a column that the caller named, else the index."""
        if not self.usable:
            return pd.Index([])
        if column is None:
            return self.frame.index
        self.require(column)
        return pd.Index(self.frame[column]) if column in self.frame.columns else self.frame.index

    def texts(self, name: str) -> Texts | None:
        """Return a column as (n,) texts, None for a missing one: blanks and placeholders such as "/"."""
        return texts_of(self._values(name)) if self.has(name) else None

    def numbers(self, name: str) -> Floats | None:
        """Return a column as (n,) floats, NaN where there is none; text that is no number is a problem."""
        if not self.has(name):
            return None
        values = self._values(name)
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))
        cells = pd.Series(texts_of(values))
        numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64)
        strange = cells[cells.notna() & np.isnan(numbers)]
        if len(strange):
            self._wrong(
                f"column {self._columns.get(name, name)!r} should hold numbers, but {len(strange)} rows "
                f"hold text such as {_some(strange)}."
            )
        return numbers

    def flows(self, name: str) -> np.ndarray[Any, Any] | None:
        """Return a column of flow directions as (n,) Flow values.

        + and 1: along the drawing; - and -1: against it; both; ?: stated as unknown.
        """
        if not self.has(name):
            return None
        codes, values = pd.factorize(self._values(name).reset_index(drop=True))
        distinct = [_code_of(value) for value in values]
        strange = [code for code in dict.fromkeys(distinct) if code is not None and code not in _FLOWS]
        if strange:
            self._wrong(
                f"column {self._columns.get(name, name)!r} holds {_some(strange)}; known are "
                f"{', '.join(map(str, _FLOWS))} and blank."
            )
        flow = np.array(
            [*(_FLOWS.get(code or "", Flow.UNSTATED) for code in distinct), Flow.UNSTATED], dtype=np.int8
        )
        return flow[codes]

    def mask(self, given: Any) -> Bools | None:
        """Return a mask of the rows: a Series is taken by its index, anything else by position."""
        if given is None:
            return None
        if isinstance(given, pd.Series) and not given.index.equals(self.frame.index):
            given = given.reindex(self.frame.index)
        mask = np.asarray(given)
        if mask.shape != (len(self),) or mask.dtype != bool:
            self._wrong(
                f"needs a mask of {len(self)} True or False as barriers, not {mask.shape} {mask.dtype}."
            )
            return None
        return mask

    def _values(self, name: str) -> Any:
        return self.frame[self._columns.get(name, name)]

    def _check_types(self, kind: str) -> None:
        if not kind:
            return
        try:
            shapes = self.frame.geometry
        except AttributeError:
            self._wrong("has no geometry; set one with set_geometry().")
            self.usable = False
            return
        found = shapely.get_type_id(shapes.values)
        strange = ~np.isin(found, (-1, *_TYPES[kind]))
        if strange.any():
            rows = self.frame.index[strange]
            self._wrong(
                f"should hold {kind}, but {int(strange.sum())} rows hold "
                f"{_some(pd.unique(shapes[strange].geom_type))} (rows {_some(rows)})."
            )
            self.usable = False

    def _wrong(self, text: str) -> None:
        self._checked.wrong.append(f"[{self.what}] {text}")


def texts_of(values: Any) -> Texts:
    """Return any column as (n,) texts. Whole numbers lose their ".0": 5, 5.0 and "5" are one id."""
    series = pd.Series(values).reset_index(drop=True)
    codes, distinct = pd.factorize(series)
    said = np.array([*map(_text_of, distinct), None], dtype=object)
    return said[codes]


def _code_of(value: object) -> str | None:
    """Return a code as text; "-" is one here, not a placeholder."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        value = int(value)
    return None if pd.isna(value) else str(value).strip() or None


def _text_of(value: object) -> str | None:
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        value = int(value)
    return known(value) or None


def lines_of(shapes: Any) -> tuple[Floats, Ints, Ints]:
    """Return vertices (p, 2), first vertex of each part (k + 1,) and the row of each part (k,)."""
    kinds = shapely.get_type_id(shapes)
    rows = np.flatnonzero(kinds >= 0)
    parts = np.asarray(shapes, dtype=object)[rows]
    if (kinds == 5).any():
        parts, at = shapely.get_parts(parts, return_index=True)
        rows = rows[at]
    xy = shapely.get_coordinates(parts)
    count = shapely.get_num_coordinates(parts)
    drawn = count > 0
    start = np.concatenate([[0], np.cumsum(count[drawn])]).astype(np.int64)
    return xy, start, rows[drawn].astype(np.int64)


def points_of(shapes: Any) -> tuple[Floats, Ints]:
    """Return positions (n, 2), NaN without one, and the rows that are several points at once."""
    xy = np.full((len(shapes), 2), np.nan)
    count = shapely.get_num_coordinates(shapes)
    at, row = shapely.get_coordinates(shapes, return_index=True)
    xy[row[::-1]] = at[::-1]  # the first point of a row stands
    return xy, np.flatnonzero(count > 1)


def _some(values: Any) -> str:
    listed = [str(value) for value in list(values)[:_SHOWN]]
    return ", ".join(listed) + (" ..." if len(values) > _SHOWN else "")
