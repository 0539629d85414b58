"""Who leads which kind of outfall, and by when what is due (the Wuhan plan of 28 June 2021)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .tables import is_verified, rows


@dataclass(frozen=True)
class Duty:
    """A department's part: role is "lead", "data", "mend" or "emergency"."""

    role: str
    subject: str
    department: str
    verified: bool


@dataclass(frozen=True)
class Deadline:
    """Something that is due: scope is "wuhan" or "national"."""

    id: str
    scope: str
    due: dt.date
    what_zh: str
    what_en: str
    verified: bool

    def what(self, language: str) -> str:
        """Return what is due, in "zh" or "en"."""
        return self.what_zh if language == "zh" else self.what_en


def lead_department(type_718: str) -> str:
    """Return the city department that leads a type of the 2020 rule, "" for an unknown type."""
    return next((row["lead_department"] for row in rows("types_718") if row["type"] == type_718), "")


def duties(role: str = "") -> tuple[Duty, ...]:
    """Return the departments' parts, all or of one role."""
    return tuple(
        Duty(row["role"], row["subject"], row["department"], is_verified(row))
        for row in rows("departments") if role in ("", row["role"])
    )


def deadlines(scope: str = "wuhan") -> tuple[Deadline, ...]:
    """Return the deadlines of a scope, earliest first."""
    found = [
        Deadline(row["id"], row["scope"], dt.date.fromisoformat(row["due"]), row["what_zh"], row["what_en"],
                 is_verified(row))
        for row in rows("deadlines") if row["scope"] == scope
    ]
    return tuple(sorted(found, key=lambda deadline: deadline.due))


def overdue(on: dt.date, scope: str = "wuhan") -> tuple[Deadline, ...]:
    """Return the deadlines that lie before the day ``on``."""
    return tuple(deadline for deadline in deadlines(scope) if deadline.due < on)
