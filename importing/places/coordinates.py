"""Coordinates as people write them: degrees, degrees-minutes-seconds, pairs, zone numbers.

Pure reading of texts and numbers; which system they are in is :mod:`.systems`, bringing them into
the project's system is :mod:`.placing`.
"""

from __future__ import annotations

import re
from collections import Counter
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
    given = [text if text is not None and known(text) else None for text in cells.distinct]
    found = [None if text is None else _angle_or_number(text, comma) for text in given]
    axes: Counter[str] = Counter()
    for one, count in zip(found, cells.counts().tolist()):
        if one is not None and one.axis:
            axes[one.axis] += count
    bad = [text is not None and one is None for text, one in zip(given, found)]
    read = [np.nan if one is None else one.value for one in found]
    return np.array(read)[cells.code], np.array(bad, dtype=bool)[cells.code], axes


def _angle_or_number(text: str, decimal_comma: bool) -> Angle | None:
    plain = numbers_and_units.number(text, decimal_comma)
    return Angle(plain) if plain is not None else angle(text)


def column_pairs(values: NDArray[Any]) -> tuple[Floats, Bools]:
    """Return (n, 2) numbers as written, longitude first where letters tell, and unreadable rows."""
    cells = Cells.of(values)
    given = [text if text is not None and known(text) else None for text in cells.distinct]
    found = [None if text is None else pair(text) for text in given]
    read = np.full((len(found), 2), np.nan)
    for at, one in enumerate(found):
        if one is not None:
            turned = one[0].axis == "N" or one[1].axis == "E"
            read[at] = [angle.value for angle in (one[::-1] if turned else one)]
    bad = [text is not None and one is None for text, one in zip(given, found)]
    return read[cells.code], np.array(bad, dtype=bool)[cells.code]


def from_triple(degrees: Floats, minutes: Floats, seconds: Floats) -> Floats:
    """Return degrees of three columns; minutes and seconds left empty are 0; NaN where they are none."""
    minutes, seconds = np.nan_to_num(minutes), np.nan_to_num(seconds)
    whole = np.abs(degrees) + minutes / 60.0 + seconds / 3600.0
    wrong = (minutes < 0) | (minutes >= 60) | (seconds < 0) | (seconds >= 60)
    value: Floats = np.where(wrong, np.nan, np.where(np.signbit(degrees), -whole, whole))
    return value
