"""Days as registers write them."""

from __future__ import annotations

import datetime as dt
import re

from .words import known

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")


def day(value: object) -> dt.date | None:
    """Return the day of a date, a time or a text that begins with one; None where there is none to read."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = _DAY.match(known(value))
    if not found:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def problem(value: object, today: dt.date, after: object = None) -> str:
    """Return "" for a day that can be (an empty one can), else "unreadable", "future" or "order".

    after: a day before which it must not lie.
    """
    if not known(value):
        return ""
    found, start = day(value), day(after)
    if found is None:
        return "unreadable"
    if start is not None and found < start:
        return "order"
    return "future" if found > today else ""
