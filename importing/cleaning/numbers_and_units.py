"""Numbers, sizes, yes and no, and dates as people type them; one text in, one value out.

Numbers come with units, signs and separators (``3.5m``, ``1,234.5``, ``2,75``, ``约30``), sizes as
``DN800``, ``Φ600``, ``600X300``, dates as ``2021.3.5``, ``20210305``, ``二〇二一年三月``, or as the
serial number of a spreadsheet. What cannot be read is None, never a guess.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...rules.words import known
from ...tracing.model import Floats
from ..lexicon import CELL_UNITS, factors
from .distinct_cells import Cells

#: Factors to metres; areas to hectares, discharges to m³ a day, all by the unit's name.
TO_METRES, TO_HECTARES, TO_M3_PER_DAY = (factors(measure) for measure in ("length", "area", "flow"))

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
_BEFORE = re.compile(
    r"^(?:约|大约|近|≈|~|ca\.?|dn|de|d|Φ|φ|ϕ|ф|ø|∅|直径|管径|内径)+\s*[:=]?\s*", re.IGNORECASE
)
_AFTER = re.compile(
    r"^\s*(?:mm|cm|km|m|ft|in|inch|\"|'|米|毫米|厘米|公里|亩|万亩|公顷|ha|hm2|m2|m3|㎡|m³|t|吨|立方米|头|只|羽|万羽|尾|"
    r"个|座|处|kg|℃|%|％|l/s|l|升)?\s*(?:/\s*(?:d|天|日|a|年|h|小时|s))?\s*(?:左右|以上|余)?$", re.IGNORECASE)
_TIMES = re.compile(r"^(.*?\d)\s*(?:x|×|\*|✕|乘|х)\s*((?:b|h|w)?\s*[=:]?\s*\d.*)$", re.IGNORECASE)

_DIGITS = {character: str(i) for i, character in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
    "两": "2",
}
_CHINESE_DATE = re.compile(
    r"^([〇零○一二三四五六七八九]{2,4})年(?:([〇零○一二三四五六七八九十]{1,3})月)?(?:份)?(?:([〇零○一二三四五六七八九十]{1,3})[日号])?$"
)
_YEAR_FIRST = re.compile(
    r"^((?:19|20)\d{2})\s*[-./年\\]\s*(\d{1,2})(?:\s*(?:[-./月\\]\s*(\d{1,2})?\s*[日号]?|月份)?)?"
    r"(?:[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$", re.IGNORECASE)
_DAY_FIRST = re.compile(
    r"^(\d{1,2})[-./](\d{1,2})[-./]((?:19|20)\d{2})(?:[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?$"
)
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})?(?:(\d{2})(\d{2})(\d{2}))?$")
_YEAR = re.compile(r"^((?:19|20)\d{2})\s*年?$")
_SHORT_YEAR = re.compile(r"^(\d{2})年(\d{1,2})月(?:(\d{1,2})[日号])?$")
#: Serial 1 of a spreadsheet is 1899-12-31; its false leap day lies before serial 61.
_EPOCH = dt.datetime(1899, 12, 30, tzinfo=dt.timezone.utc)
_UNIX = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


#: Tells whether a text is a number as it stands, with a point and no blank.
is_plain = re.compile(r"[+-]?(?:[0-9]{1,300}(?:\.[0-9]*)?|\.[0-9]+)").fullmatch


def folded(text: str) -> str:
    """Return ``text`` half-width and stripped."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def number(text: str, decimal_comma: bool = False) -> float | None:
    """Return the number in a cell, its unit left aside; None where there is none or more than one."""
    if is_plain(text):
        return float(text)
    bare = _BEFORE.sub("", folded(text))
    if decimal_comma:
        bare = bare.replace(".", "").replace(",", ".") if _DECIMAL_COMMA.search(bare) else bare
    elif found := _GROUPED.match(bare):
        bare = found.group().replace(",", "") + bare[found.end():]
    head = _NUMBER.match(bare.lower())
    if head is None or not _AFTER.match(bare[head.end():]):
        return None
    value = float(head.group())
    return value if math.isfinite(value) else None


def column_numbers(values: NDArray[Any]) -> Floats:
    """Return the (n,) numbers of a column, with a decimal comma where it has one; NaN for cells without."""
    if values.dtype.kind in "fiu":
        return np.asarray(values, dtype=np.float64)
    cells = Cells.of(values)
    comma = has_decimal_comma(cells.distinct)
    return cells.numbers(lambda text: number(text, comma) if known(text) else None)


def chainage_km(text: str) -> float | None:
    """Return kilometres of a stake such as ``K12+345.6``, None where it is none."""
    found = re.fullmatch(r"[A-Za-z]{0,3}(\d{1,4})\+(\d{3}(?:\.\d+)?)", folded(text))
    return float(found.group(1)) + float(found.group(2)) / 1000.0 if found else None


def unit_in_cell(text: str) -> str:
    """Return the unit written behind the number of a cell, "" for none."""
    bare = folded(text).casefold()
    last = re.search(r"\d[^\d]*$", bare)
    tail = bare[last.start() + 1:].strip() if last else ""
    return CELL_UNITS.get(tail, "")


def has_decimal_comma(texts: Iterable[str | None]) -> bool:
    """Tell whether a column writes ``2,75`` for two and three quarters: some do, and none says otherwise."""
    with_comma = [folded(text) for text in texts if text and "," in text]
    numbers = [text for text in with_comma if re.fullmatch(r"[+-]?[\d.]*,\d+\s*\D{0,4}", text)]
    return bool(numbers) and len(numbers) >= 0.9 * len(with_comma) and any(
        not re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}\s*\D{0,4}", text) for text in numbers)


def size(text: str, decimal_comma: bool = False) -> tuple[float, ...] | None:
    """Return the sizes in a cell: (diameter,) or (width, height), in the unit it is given in."""
    bare = re.sub(r"^\d{1,2}\s*-\s*(?=[bBwWhH\d])", "", folded(text))  # 2-600X300: two barrels
    cross = _TIMES.match(bare)
    if cross is None:
        bare = folded(text)
        one = number(re.sub(r"^[BHWbhw]\s*[=:]?\s*", "", bare), decimal_comma)
        return None if one is None else (one,)
    parts = [number(re.sub(r"^\s*[BHWbhw]\s*[=:]?\s*", "", part), decimal_comma) for part in cross.groups()]
    if any(part is None for part in parts):  # 600X300X2: several barrels, or three dimensions
        again = [number(part) for part in re.split(r"[xX×*✕乘х]", bare)]
        if len(again) == 3 and all(part is not None for part in again):
            return tuple(part for part in again[:2] if part is not None)
        return None
    return tuple(part for part in parts if part is not None)


def equal_area_diameter(width: float, height: float) -> float:
    """Return the diameter of the circle with the area of a rectangle, in the same unit."""
    return math.sqrt(4.0 * width * height / math.pi)


def guess_size_unit(median: float) -> str:
    """Return the unit of diameters by their middle value: "mm", "m", or "" where it cannot be told.

    Sewers measure 0.1 to 6 m across. A middle of 50 and more is millimetres, of 6 and less is
    metres; what lies between could be centimetres or inches.
    """
    return "mm" if median >= 50 else "m" if 0 < median <= 6 else ""


def date(text: str, day_first: bool = True) -> str | None:
    """Return a date as ``2021-03-05``; a month alone is its first day; None where none can be read."""
    read = moment(text, day_first)
    return None if read is None else read[:10]


def moment(text: str, day_first: bool = True) -> str | None:
    """Return a time as ``2021-03-05T07:08:09`` (with ``Z`` only where the cell names a zone)."""
    bare = re.sub(r"^(\d+)\.0$", r"\1", re.sub(r"\s+", " ", folded(text)))
    for reader in (_chinese, _numeric, _compact, _serial):
        found = reader(bare, day_first)
        if found is not None:
            return found
    return None


def _made(*parts: str | int | None) -> str | None:
    """Return a moment by year, month, day, hour, minute, second and zone; the last ones may be missing."""
    year, month, day, hour, minute, second, zone = (*parts, *[None] * 7)[:7]
    try:
        made = dt.datetime(int(year or 0), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0),
                           int(second or 0), tzinfo=dt.timezone.utc)
    except ValueError:
        return None
    if isinstance(zone, str) and zone.upper() not in ("", "Z"):
        made -= (1 if zone[0] == "+" else -1) * dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return _written(made) + ("Z" if zone else "")


def _written(when: dt.datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S")


def _numeric(text: str, day_first: bool) -> str | None:
    if found := _YEAR_FIRST.match(text):
        return _made(*found.groups())
    if found := _DAY_FIRST.match(text):
        first, second, year, *clock = found.groups()
        day, month = (
            (first, second) if (day_first and int(second) <= 12) or int(first) > 12 else (second, first)
        )
        return _made(year, month, day, *clock)
    if found := _YEAR.match(text):
        return _made(found.group(1))
    return None


def _compact(text: str, _day_first: bool) -> str | None:
    found = _COMPACT.match(text)
    return _made(*found.groups()) if found else None


def _serial(text: str, _day_first: bool) -> str | None:
    """Read a spreadsheet's day number (1954 to 2119), or the milliseconds since 1970 of web services."""
    value = number(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None
    if value is None:
        return None
    if 20_000 <= value <= 80_000:
        return _written(_EPOCH + dt.timedelta(days=value, milliseconds=500))
    if 1e11 <= abs(value) < 5e12 and value == int(value):
        return _written(_UNIX + dt.timedelta(milliseconds=value)) + "Z"
    return None


def _chinese(text: str, _day_first: bool) -> str | None:
    if found := _SHORT_YEAR.match(text):
        year, month, day = found.groups()
        return _made(2000 + int(year) if int(year) < 70 else 1900 + int(year), month, day)
    found = _CHINESE_DATE.match(text)
    if not found:
        return None
    digits = "".join(_DIGITS[character] for character in found.group(1))
    year = int(digits) if len(digits) == 4 else 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)
    return _made(year, _chinese_number(found.group(2)), _chinese_number(found.group(3)))


def _chinese_number(text: str | None) -> int | None:
    if not text:
        return None
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int(_DIGITS.get(tens, "1") if tens else "1") * 10 + int(
            _DIGITS.get(ones, "0") if ones else "0"
        )
    return int("".join(_DIGITS[character] for character in text))


def period(text: str) -> tuple[str | None, str | None]:
    """Return start and end of a cell such as ``2021.3.5-2022.6`` or ``2021年3月至2022年6月``."""
    bare = folded(text)
    for mark in ("至", "到", "~", "～", "—", "–", " - ", "--"):
        if mark in bare:
            start, _, end = bare.partition(mark)
            return date(start.strip("- ")), date(end.strip("- "))
    if bare.count("-") == 1:
        start, _, end = bare.partition("-")
        if date(start) and date(end):
            return date(start), date(end)
    return date(bare), None
