"""Coordinates as people write them: degrees, degrees-minutes-seconds, pairs, zone numbers.

Pure reading of texts and numbers; which system they are in is :mod:`.systems`, bringing them into
the project's system is :mod:`.placing`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...rules.words import known
from ...tracing.model import Bools, Floats
from ..cleaning import numbers_and_units
from ..cleaning.distinct_cells import Cells

#: Signs of minutes, seconds and degrees, and separators, as they are meant.
_MARKS = str.maketrans("′’‘`´分″”“˝秒º˚∘度，；、", "''''''\"\"\"\"\"°°°°,;,")
_LETTERS = {
    "东经": "E", "西经": "W", "北纬": "N", "南纬": "S", "经度": "E", "纬度": "N",
    "东": "E", "西": "W", "北": "N", "南": "S", **{letter: letter.upper() for letter in "EWNSewns"},
}
_LETTER = re.compile(r"东经|西经|北纬|南纬|经度|纬度|[东西北南]|[EWNSewns]")
_DMS = re.compile(
    r"^([+-]?\d{1,3}(?:\.\d+)?)\s*(?:°|-|\s|:)\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:'|-|\s|:|$)\s*)?"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|''|$)?)?$")


@dataclass(frozen=True)
class Angle:
    """An angle in degrees; ``axis`` "E" or "N" where a letter says which, else "" (empty)."""

    value: float
    axis: str = ""


@lru_cache(maxsize=200_000)
def angle(text: str) -> Angle | None:
    """Return the angle in a cell, None where there is none."""
    bare = numbers_and_units.folded(text.translate(_MARKS)).translate(_MARKS).replace("''", '"')
    letters = [_LETTERS[found.group()] for found in _LETTER.finditer(bare)]
    if len(set(letters)) > 1:
        return None
    bare = _LETTER.sub("", bare).strip(" :=,;")
    sign = -1.0 if letters and letters[0] in "WS" else 1.0
    axis = "" if not letters else "E" if letters[0] in "EW" else "N"
    try:
        return Angle(sign * float(bare), axis)
    except ValueError:
        pass
    found = _DMS.match(bare)
    if not found:
        return None
    degrees, minutes, seconds = (float(part) if part else 0.0 for part in found.groups())
    if minutes >= 60 or seconds >= 60 or (found.group(1).startswith("-") and abs(degrees) > 180):
        return None
    whole = abs(degrees) + minutes / 60.0 + seconds / 3600.0
    return Angle(sign * (-whole if found.group(1).startswith("-") else whole), axis)


@lru_cache(maxsize=200_000)
def pair(text: str) -> tuple[Angle, Angle] | None:
    """Return the two angles or numbers of one cell, in the order written."""
    bare = numbers_and_units.folded(text.translate(_MARKS)).translate(_MARKS).strip("()[]{}【】 ")
    bare = re.sub(r"^point\s*\(?", "", bare, flags=re.IGNORECASE).strip("() ")
    for parts in (re.split(r"\s*[,;|/]\s*", bare), re.split(r"\s+", bare), _by_letters(bare)):
        filled = [part for part in parts if part]
        if len(filled) == 2:
            both = angle(filled[0]), angle(filled[1])
            if both[0] is not None and both[1] is not None:
                return both[0], both[1]
    return None


def _by_letters(text: str) -> list[str]:
    """Split ``东经114°…北纬30°…`` and ``114°…E 30°…N`` behind or before their letters."""
    places = list(_LETTER.finditer(text))
    if len(places) != 2:
        return []
    cut = places[1].start() if places[0].start() == 0 else places[0].end()
    return [text[:cut].strip(" ,;"), text[cut:].strip(" ,;")]


def column_angles(values: NDArray[Any]) -> tuple[Floats, Bools, dict[str, int]]:
    """Return (n,) degrees or metres, where a cell holds something unreadable, and rows per axis letter."""
    if values.dtype.kind in "fiu":
        return np.asarray(values, dtype=np.float64), np.zeros(len(values), dtype=bool), {}
    cells = Cells.of(values)
    comma = numbers_and_units.has_decimal_comma(cells.distinct)
    read, bad = [], []
    axes: dict[str, int] = {}
    for text, count in zip(cells.distinct, cells.counts().tolist()):
        given = text is not None and known(text) != ""
        found = None
        if given and text is not None:
            plain = numbers_and_units.number(text, comma)
            found = Angle(plain) if plain is not None else angle(text)
        if found is not None and found.axis:
            axes[found.axis] = axes.get(found.axis, 0) + count
        read.append(np.nan if found is None else found.value)
        bad.append(given and found is None)
    if not read:
        return np.empty(0), np.empty(0, dtype=bool), axes
    return np.array(read)[cells.code], np.array(bad)[cells.code], axes


def column_pairs(values: NDArray[Any]) -> tuple[Floats, Bools]:
    """Return (n, 2) numbers as written, longitude first where letters tell, and unreadable rows."""
    cells = Cells.of(values)
    read, bad = [], []
    for text in cells.distinct:
        given = text is not None and known(text) != ""
        found = pair(text) if given and text is not None else None
        bad.append(given and found is None)
        if found is None:
            read.append((np.nan, np.nan))
        elif found[0].axis == "N" or found[1].axis == "E":
            read.append((found[1].value, found[0].value))
        else:
            read.append((found[0].value, found[1].value))
    if not read:
        return np.empty((0, 2)), np.empty(0, dtype=bool)
    return np.array(read, dtype=np.float64)[cells.code], np.array(bad)[cells.code]


def from_triple(degrees: Floats, minutes: Floats, seconds: Floats) -> Floats:
    """Return degrees of three columns; minutes and seconds left empty are 0; NaN where they are none."""
    minutes, seconds = np.nan_to_num(minutes), np.nan_to_num(seconds)
    whole = np.abs(degrees) + minutes / 60.0 + seconds / 3600.0
    wrong = (minutes < 0) | (minutes >= 60) | (seconds < 0) | (seconds >= 60)
    value: Floats = np.where(wrong, np.nan, np.where(np.signbit(degrees), -whole, whole))
    return value
