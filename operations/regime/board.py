"""Where the work stands on a day, per district: stages, what is due, the named lists of what is missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ...rules import due
from ...rules.districts import district
from ...rules.due import Due
from ...rules.life_states import Life, state_title
from ...rules.life_states import states as known_states
from ...rules.register_rows import text
from ..project_rows import ProjectRows
from .lists import WorkList, work_lists
from .lives import ByOutfall, due_counts, dues, lives, read_records, stage_counts


@dataclass
class Board:
    """stages: by county code and state; due: everything not done; lists: what is missing."""

    day: dt.date
    stages: dict[str, Counter[str]]
    due: list[Due]
    lists: list[WorkList]
    records: ByOutfall
    lives: dict[str, Life]

    @property
    def overdue(self) -> int:
        """Return how much is overdue."""
        return sum(one.state == due.OVERDUE for one in self.due)

    def counties(self) -> list[str]:
        """Return the county codes, that with the most overdue first."""
        late = Counter(one.county for one in self.due if one.state == due.OVERDUE)
        return sorted(self.stages, key=lambda code: (-late[code], code))

    def outfalls_by_state(self) -> dict[tuple[str, str], list[str]]:
        """Return the outfalls by county code and state."""
        found: dict[tuple[str, str], list[str]] = {}
        for uid, one in self.lives.items():
            county = text(self.records[uid].outfall, "county_code")
            found.setdefault((county, one.state), []).append(uid)
        return found

    def outfalls_overdue(self) -> dict[str, list[str]]:
        """Return the outfalls of which something is overdue, by county code."""
        found: dict[str, dict[str, None]] = {}
        for one in self.due:
            if one.state == due.OVERDUE and one.outfall_uid:
                found.setdefault(one.county, {})[one.outfall_uid] = None
        return {county: list(uids) for county, uids in found.items()}

    def lines(self, language: str) -> list[dict[str, Any]]:
        """Return everything due and missing as rows; without personal data."""
        found = []
        for one in self.due:
            of = self.records.get(one.outfall_uid)
            found.append(_line(f"{one.state}:{one.kind}", one.what.text(language), one.outfall_uid,
                               of.title if of else "", one.county, one.department, one.table, one.uid,
                               one.day.isoformat(), "", 1.0))
        for each in self.lists:
            title = each.title.text(language)
            for entry in each.entries:
                of = self.records.get(entry.outfall_uid)
                found.append(_line(each.id, title, entry.outfall_uid, entry.title, entry.county,
                                   of.department if of else "", entry.table, entry.uid, "",
                                   entry.note.text(language) if entry.note else "", entry.amount))
        return found

    def summary(self, language: str) -> dict[str, Any]:
        """Return the counts: per district and stage, per district and department, per list and district."""
        titles = {name: state_title(name).text(language) for name in known_states()}
        kinds: dict[str, Counter[str]] = {}
        for one in self.due:
            kinds.setdefault(one.kind, Counter())[one.state] += 1
        return {
            "day": self.day.isoformat(),
            "stages": {code: {"name": county_name(code, language), **dict(self.stages[code])}
                       for code in sorted(self.stages)},
            "all": dict(sum(self.stages.values(), Counter())), "titles": titles,
            "due": [one._asdict() for one in due_counts(self.due)],
            "due_kinds": {kind: dict(count) for kind, count in sorted(kinds.items())},
            "lists": {each.id: {"title": each.title.text(language), "by_county": each.by_county(),
                                "rows": sorted(one.uid or one.outfall_uid for one in each.entries)
                                if each.id != "bank_unseen" else []} for each in self.lists},
        }


def board(rows: ProjectRows, day: dt.date, outfalls: Collection[str] | None = None) -> Board:
    """Return where the work stands at the end of a day, for outfalls (uids; all without)."""
    records = read_records(rows, outfalls)
    now = lives(records, day)
    return Board(day, stage_counts(records, day, now), dues(rows, records, day, now),
                 work_lists(rows, day, records, now), records, now)


def county_name(code: str, language: str = "zh") -> str:
    """Return the name of a district, its code where it is none of the city."""
    found = district(code) if code else None
    return found.name(language) if found else code


def _line(*values: Any) -> dict[str, Any]:
    return dict(zip(("list", "title", "outfall_uid", "outfall", "county_code", "department", "table", "uid",
                     "day", "note", "amount"), values))
