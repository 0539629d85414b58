"""The named lists of what is missing (有口必查、应查尽查): each with its rows and its count per district.

Everything is as of a day: what came later does not count. Titles stand in the table ``work_lists``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ...rules import dates, due
from ...rules.life import break_sentences
from ...rules.life_conditions import NOTHING_TO_DO, contradictions
from ...rules.life_records import Records, is_adopted
from ...rules.life_states import Life
from ...rules.register_rows import Row, text
from ...rules.sentences import Said, of_row, said
from ...rules.tables import rows as table_of
from ..project_rows import ProjectRows
from .banks import unseen_banks
from .lives import ByOutfall, table_rows
from .signs import sign_should


class Entry(NamedTuple):
    """One row of a list: the outfall, the row that is meant, a note; amount: 1, or metres of bank."""

    outfall_uid: str
    table: str
    uid: str
    county: str
    title: str
    note: Said | None = None
    amount: float = 1.0


@dataclass
class WorkList:
    """A named list."""

    id: str
    title: Said
    entries: list[Entry]

    def by_county(self) -> dict[str, float]:
        """Return how much there is per county code."""
        counts: Counter[str] = Counter()
        for one in self.entries:
            counts[one.county] += one.amount  # type: ignore[assignment]
        return dict(sorted(counts.items()))


OfOutfall = Callable[[Records, Life, dt.date], Iterator[tuple[str, str, "Said | None"]]]


def work_lists(rows: ProjectRows, today: dt.date, known: ByOutfall, every: Mapping[str, Life]
               ) -> list[WorkList]:
    """Return all lists on a day, in the order of the table ``work_lists``; every: the lives on that day."""
    now = {uid: one for uid, one in every.items() if one.state not in ("left", "no_outfall")}
    found: dict[str, list[Entry]] = {name: [] for name in _OF_OUTFALLS}
    for uid, one in now.items():
        of = known[uid]
        for name, rule in _OF_OUTFALLS.items():
            found[name] += [Entry(uid, table, row, text(of.outfall, "county_code"), of.title, note)
                            for table, row, note in rule(of, one, today)]
    found["links_without_evidence"] = _links(rows, known, today)
    found["bank_unseen"] = [
        Entry("", "river_axis", "", one.county, "", said(
            "list.bank", bank=said(f"list.{one.bank or 'unknown'}"), first=f"{one.from_km:.1f}",
            last=f"{one.to_km:.1f}"), one.metres)
        for one in unseen_banks(rows, today)]
    found["reports_unmatched"], found["reports_overdue"] = _reports(rows, known, today)
    return [WorkList(row["id"], of_row(row, f"list.{row['id']}"), found[row["id"]])
            for row in table_of("work_lists") if row["id"] in found]


def _never_visited(of: Records, now: Life, today: dt.date) -> Iterator[tuple[str, str, Said | None]]:
    seen = [row for table in ("visits", "inspections") for row in of.rows(table) if _by(row, "time", today)]
    if not seen:
        yield "outfalls", of.uid, None


def _no_plan(of: Records, now: Life, today: dt.date) -> Iterator[tuple[str, str, Said | None]]:
    if not now.has_reached("planned") and now.state != "reopened":
        yield "outfalls", of.uid, None


def _without_deadline(of: Records, now: Life, today: dt.date) -> Iterator[tuple[str, str, Said | None]]:
    plan = of.plan
    if (plan is not None and is_adopted(plan) and not dates.day(plan.get("deadline"))
            and of.plan_type != NOTHING_TO_DO and _by(plan, "planned_on", today, undated=True)):
        yield "remediation", str(plan["uid"]), None


def _overdue(of: Records, now: Life, today: dt.date) -> Iterator[tuple[str, str, Said | None]]:
    for one in due.due_of(of, now, today):
        if one.kind == "plan" and one.state == due.OVERDUE:
            yield one.table, one.uid, said("list.since", day=one.day)


def _not_accepted(of: Records, now: Life, today: dt.date) -> Iterator[tuple[str, str, Said | None]]:
    for one in now.breaks:
        if one.event.action == "close" and one.state != "closed":
            yield "closures", one.event.uid, break_sentences(one)[1]


def _contradicted(of: Records, now: Life, today: dt.date) -> Iterator[tuple[str, str, Said | None]]:
    for one in contradictions(of, now, today)[:1]:
        yield one.table, one.uid, one.sentence


def _reopened(of: Records, now: Life, today: dt.date) -> Iterator[tuple[str, str, Said | None]]:
    if now.state != "closed" and any(step.state == "reopened" for step in now.steps):
        yield "outfalls", of.uid, None


def _impossible(of: Records, now: Life, today: dt.date) -> Iterator[tuple[str, str, Said | None]]:
    for one in now.breaks[:1]:
        yield one.event.table, one.event.uid, break_sentences(one)[1]


def _signs(of: Records, now: Life, today: dt.date) -> Iterator[tuple[str, str, Said | None]]:
    should = sign_should(of, now.state)
    if should:
        yield "signs", str((of.sign or {}).get("uid") or ""), should[1]


_OF_OUTFALLS: dict[str, OfOutfall] = {
    "never_visited": _never_visited, "no_plan": _no_plan, "plans_without_deadline": _without_deadline,
    "plans_overdue": _overdue, "closed_without_acceptance": _not_accepted, "open_past_closure": _contradicted,
    "reopened": _reopened, "impossible": _impossible, "signs_to_change": _signs,
}


def _by(row: Row, column: str, today: dt.date, *, undated: bool = False) -> bool:
    day = dates.day(row.get(column))
    return undated if day is None else day <= today


def _links(rows: ProjectRows, known: ByOutfall, today: dt.date) -> list[Entry]:
    names = ("uid", "outfall_uid", "source_name", "status", "decided_at")
    links = rows.read("trace_links", names, {"status": ["confirmed"]})
    proofs = rows.read("evidence", ["link_uid", "time"])
    proved = {link for link, time in zip(proofs["link_uid"].tolist(), proofs["time"].tolist())
              if link and _by({"time": time}, "time", today, undated=True)}
    found = []
    for uid, outfall, name, _, decided in zip(*(links[each].tolist() for each in names)):
        of = known.get(outfall)
        if of is not None and uid not in proved and _by({"day": decided}, "day", today, undated=True):
            found.append(Entry(outfall, "trace_links", uid, text(of.outfall, "county_code"), of.title,
                               said("list.source", name=name or "")))
    return found


def _reports(rows: ProjectRows, known: ByOutfall, today: dt.date) -> tuple[list[Entry], list[Entry]]:
    reports = [row for row in table_rows(rows, "citizen_reports") if _by(row, "received_at", today)]

    def entry(row: Row, note: Said | None = None) -> Entry:
        of = known.get(text(row, "outfall_uid"))
        return Entry(text(row, "outfall_uid"), "citizen_reports", str(row["uid"]),
                     text(of.outfall, "county_code") if of else "", of.title if of else "", note)

    unmatched = [entry(row) for row in reports if not text(row, "outfall_uid")]
    late = [entry(row, said("list.since", day=last)) for row, last, state in due.due_reports(reports, today)
            if state == due.OVERDUE]
    return unmatched, late
