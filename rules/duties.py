"""Who leads which kind of outfall, and by when what is due (the Wuhan plan of 28 June 2021)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .classes import Levels, class_row
from .decision import applying, folded
from .sentences import Said, said
from .tables import Row, is_verified, rows


@dataclass(frozen=True)
class Duty:
    """A department's part: role is "lead", "data", "mend" or "emergency"; ``clause`` of the plan says so."""

    role: str
    subject: str
    department: str
    verified: bool
    subject_en: str = ""
    clause: str = ""

    def text(self, language: str) -> str:
        """Return the department with its part and what says so, in "zh" or "en"."""
        basis = said("duty.clause", clause=self.clause) if self.clause else said("duty.inferred")
        subject = Said("", self.subject_en or self.subject, self.subject)
        return said("duty.part", department=self.department, subject=subject, basis=basis).text(language)


@dataclass(frozen=True)
class Deadline:
    """Something that is due by the plan of the city."""

    id: str
    due: dt.date


@dataclass(frozen=True)
class Departments:
    """Who leads the remediation of an outfall, and who helps with what."""

    lead: Duty | None
    supporting: tuple[Duty, ...]

    @property
    def supporting_names(self) -> tuple[str, ...]:
        """The departments that help, each once."""
        return tuple(dict.fromkeys(duty.department for duty in self.supporting))


def departments_of(
    outfall: Mapping[str, object], source_tables: Collection[str] = (),
) -> Departments:
    """Return the city departments for an outfall by its classes and the kinds of its sources.

    The present class counts before the 2020 type. The district's government is responsible for the
    work in its area in every case (:func:`party.government_name`).
    """
    classes = {name: outfall.get(name) for name in ("type_718", "type_l1", "type_l2", "type_l3")}
    facts = folded({**classes, "source_tables": "、".join(source_tables)})
    found: dict[tuple[str, str], Duty] = {}
    for row in applying(rows("departments"), facts):
        key = ("lead", "") if row["role"] == "lead" else (row["role"], row["department"])
        found.setdefault(key, _duty(row))
    lead = found.pop(("lead", ""), None)
    return Departments(lead, tuple(found.values()))


def duties(role: str = "") -> tuple[Duty, ...]:
    """Return the departments' parts after the plan, all or of one role, each subject once."""
    found = (_duty(row) for row in rows("departments") if role in ("", row["role"]))
    return tuple({(duty.role, duty.subject, duty.department): duty for duty in found}.values())


def _duty(row: Row) -> Duty:
    return Duty(row["role"], row["subject"], row["department"], is_verified(row),
                row.get("subject_en", ""), row.get("clause", ""))


def permit_duty(levels: Levels) -> tuple[str, bool]:
    """Return what setting an outfall of a present class needs, 审批 or 登记, and whether that is verified.

    ("", False) for no such class.
    """
    row = class_row(levels)
    return row.get("duty", ""), row.get("duty_verified") == "yes"


def deadlines() -> tuple[Deadline, ...]:
    """Return the deadlines of the city, earliest first."""
    found = [Deadline(row["id"], dt.date.fromisoformat(row["due"])) for row in rows("deadlines")
             if row["scope"] == "wuhan"]
    return tuple(sorted(found, key=lambda deadline: deadline.due))
