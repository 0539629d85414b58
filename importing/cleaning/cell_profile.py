"""What the cells of a column look like: do they confirm what its name says?

A small sample is looked at: numbers, dates, credit codes, outfall codes, known words. The answer is
the share of filled cells that fit a target column.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...layers.schema import SCHEMA, Column, Kind
from ...rules import classes, credit_code, districts, outfall_code
from ...rules.words import known
from . import coded_values, numbers_and_units
from .distinct_cells import Cells

SAMPLE_ROWS = 5000
_SAMPLE_VALUES = 300
_LONGEST_CLASS = 16  # letters: a longer text is a name, not a class
_IDS = {"from_node", "to_node", "code", "declared_node"}
_CODE = re.compile(r"^[^\s,;，；。、!?！？]{1,40}$")  # no list, no sentence


@dataclass
class Profile:
    """The distinct values of a sample of one column and how many rows hold each."""

    name: str
    texts: list[str] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    n_rows: int = 0
    distinct: int = 0

    @property
    def filled(self) -> int:
        """Rows of the sample that hold something."""
        return sum(self.weights)

    @property
    def decimal_comma(self) -> bool:
        """Whether numbers are written with a decimal comma."""
        return numbers_and_units.has_decimal_comma(self.texts)

    def share(self, test: Callable[[str], bool]) -> float:
        """Return the share of filled rows whose value passes ``test``; 1 where nothing is filled."""
        return (
            sum(w for t, w in zip(self.texts, self.weights) if test(t)) / self.filled if self.filled else 1.0
        )

    def numbers(self) -> list[float]:
        """Return the numbers among the values."""
        comma = self.decimal_comma
        found = (numbers_and_units.number(text, comma) for text in self.texts)
        return [value for value in found if value is not None]


def profile(name: str, column: NDArray[Any]) -> Profile:
    """Return the profile of a column: an even sample of its rows."""
    step = max(1, -(-len(column) // SAMPLE_ROWS))
    sample = Cells.of(column[::step])
    out = Profile(name, n_rows=sample.n)
    counts = sample.counts().tolist()
    kept = [(text.strip(), count) for text, count in zip(sample.distinct, counts)
            if text is not None and (known(text) or text.strip() in ("-", "—", "－", "?"))]
    out.distinct = len(kept)
    if len(kept) > _SAMPLE_VALUES:
        kept = [kept[i] for i in np.linspace(0, len(kept) - 1, _SAMPLE_VALUES).astype(int).tolist()]
    out.texts = [text for text, _ in kept]
    out.weights = [count for _, count in kept]
    return out


def fits(table: str, target: str, seen: Profile, derive: str = "") -> float:
    """Return how well the cells fit the target, 0..1; 1 for a column that is empty or free text."""
    column = SCHEMA.table(table).column(target)
    if derive == "period":
        return seen.share(lambda text: any(numbers_and_units.period(text)))
    if derive == "class":
        return seen.share(lambda text: class_columns(text) != ())
    if column.values:
        return _fits_values(column, seen)
    special = _SPECIAL.get(target)
    if special is not None:
        return special(seen)
    if target in _IDS:
        return seen.share(lambda text: _CODE.match(numbers_and_units.folded(text)) is not None)
    comma = seen.decimal_comma
    if column.kind in (Kind.REAL, Kind.INTEGER):
        reads = numbers_and_units.size if target == "diameter_mm" else numbers_and_units.number
        return seen.share(lambda text: reads(text, comma) is not None or (
            column.unit == "km" and numbers_and_units.chainage_km(text) is not None))
    if column.kind is Kind.BOOLEAN:
        return seen.share(lambda text: coded_values.lookup("boolean", text).known)
    if column.kind in (Kind.DATE, Kind.DATETIME):
        return seen.share(lambda text: numbers_and_units.date(text) is not None)
    return 1.0


def _fits_values(column: Column, seen: Profile) -> float:
    """Words of the list and numbers of a numbering fit; a column of measures does not."""
    numbered = bool(coded_values.numberings(column.values))
    return seen.share(lambda text: coded_values.lookup(column.values, text).known
                      or (numbered and coded_values.is_number(text)))


def _fits_name(seen: Profile) -> float:
    return seen.share(lambda text: numbers_and_units.number(text) is None)


def _fits_credit(seen: Profile) -> float:
    return seen.share(lambda text: 15 <= len(credit_code.normalise(text)) <= 20)


def _fits_outfall_code(seen: Profile) -> float:
    return seen.share(lambda text: outfall_code.parse(text).form in ("full", "short"))


def _fits_county(seen: Profile) -> float:
    return seen.share(lambda text: county_of(text) is not None)


_SPECIAL: dict[str, Callable[[Profile], float]] = {
    "name": _fits_name, "credit_code": _fits_credit, "code_national": _fits_outfall_code,
    "county_code": _fits_county, "operator": _fits_name, "owner": _fits_name,
}


def county_of(text: str) -> str | None:
    """Return the six digits of a county code or of a district's name; None for neither."""
    bare = numbers_and_units.folded(text)
    if found := re.match(r"^(\d{6})\d{0,13}(?:\.0+)?$", bare):
        return found.group(1)
    name = bare.removeprefix("湖北省").removeprefix("武汉市")
    return next((one.code for one in districts.districts()
                 if name in (one.name_zh, one.name_zh.removesuffix("区"), one.name_en)), None)


def class_columns(text: str) -> tuple[tuple[str, str], ...]:
    """Return (column, code) that a class word of any level or rule stands for; () for none."""
    bare = text.strip().replace("其它", "其他").replace("囗", "口")
    parts = [part for part in re.split(r"[/／>→\-—;；|]+", bare) if part] if bare else []
    found: list[tuple[str, str]] = []
    for part in (bare,) if len(parts) <= 1 else tuple(parts):
        for column in ("type_l3", "type_l2", "type_l1", "type_718"):
            hit = coded_values.lookup(column, part)
            if hit.known and hit.code and column not in dict(found):
                found.append((column, hit.code))
                if len(parts) <= 1 and column in ("type_l3", "type_l2"):
                    break
    if not found and 0 < len(bare) <= _LONGEST_CLASS:
        word = classes.type_from_name(bare)
        return (("type_718", word),) if word else ()
    return tuple(found)
