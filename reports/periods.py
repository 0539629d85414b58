"""The period of a bulletin: a month or a quarter, its last day, the one before."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ..i18n import translate, user_language
from ..problems import UserError

_FORM = re.compile(r"(\d{4})-(?:(\d{1,2})|[Qq]([1-4]))")
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A month (quarter is 0) or a quarter; ``last`` is its last day, or today where it is not over."""

    year: int
    month: int
    quarter: int
    first: dt.date
    last: dt.date
    over: bool = True

    @property
    def text(self) -> str:
        """How PERIOD writes it; it names files, too."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else f"{self.year}-{self.month:02d}"

    @property
    def title(self) -> str:
        """How a heading calls it."""
        if user_language() != "zh":
            return self.text
        return f"{self.year}年第{self.quarter}季度" if self.quarter else f"{self.year}年{self.month}月"

    def before(self) -> Period:
        """Return the period before."""
        day = self.first - _ONE_DAY
        return _quarter(day, day) if self.quarter else _month(day, day)

    def months(self) -> list[Period]:
        """Return the months of it, as far as they have begun."""
        found, day = [], self.first
        while day <= self.last:
            found.append(_month(day, self.last))
            day = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        return found


def period_of(text: str, today: dt.date) -> Period:
    """Return the period that PERIOD names; UserError where it names none, or one that has not begun."""
    found = _FORM.fullmatch(text.strip())
    month = int(found[2] or 3 * int(found[3])) if found else 0
    if found is None or not 1 <= month <= 12 or int(found[1]) < 1:
        said = translate(
            "Bulletin",
            "PERIOD must be a month such as 2021-09 or a quarter such as 2021-Q3; “{text}” is neither.",
        )
        raise UserError(said.format(text=text))
    day = dt.date(int(found[1]), month, 1)
    made = _quarter(day, today) if found[3] else _month(day, today)
    if made.first > today:
        said = translate("Bulletin", "The period {text} has not begun: today is {today}.")
        raise UserError(said.format(text=text, today=today))
    return made


def month_of(day: dt.date) -> Period:
    """Return the month up to ``day``."""
    return _month(day, day)


def quarter_of(day: dt.date) -> Period:
    """Return the quarter up to ``day``."""
    return _quarter(day, day)


def _month(day: dt.date, until: dt.date) -> Period:
    first = day.replace(day=1)
    return _limited(day.year, day.month, 0, first, (first + dt.timedelta(days=32)).replace(day=1), until)


def _quarter(day: dt.date, until: dt.date) -> Period:
    quarter = (day.month + 2) // 3
    first = dt.date(day.year, 3 * quarter - 2, 1)
    after = (first + dt.timedelta(days=95)).replace(day=1)
    return _limited(day.year, 3 * quarter, quarter, first, after, until)


def _limited(year: int, month: int, quarter: int, first: dt.date, after: dt.date, until: dt.date) -> Period:
    last = after - _ONE_DAY
    return Period(year, month, quarter, first, min(last, until), last <= until)


def day_text(day: dt.date, language: str) -> str:
    """Return a day as a sentence says it: 2021年9月30日, 2021-09-30."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()
