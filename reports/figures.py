"""The numbers of a bulletin, as tables that the register of the same date holds, too.

They follow from the dated facts of the one query (``rules/life.py``, ``rules/due.py``): the state of a day is
worked out from what is on record, so that a bulletin made again says the same.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..i18n import translate
from ..operations.regime.lives import lives, reached_in
from ..rules import dates, due
from ..rules.decision import applies, folded
from ..rules.due import Due
from ..rules.life_records import facts
from ..rules.life_states import Life, state_title
from ..rules.register_rows import Row, text
from ..rules.tables import rows as table_rows
from .periods import Period, month_of, quarter_of
from .public import public_party
from .query import Answer
from .sheets import INTEGER, Block, SheetColumn, columns_of
from .steps import STEPS, lives_in_use

#: Stages whose reaching within a period is counted.
CHANGES = ("judged", "planned", "begun", "finished", "closed", "reopened")


@dataclass(frozen=True)
class Late:
    """What one unit of a district has not done: how many outfalls, how many things, since when."""

    unit: str
    county: str
    outfalls: int
    things: int
    since: dt.date


@dataclass
class Line:
    """Counts of one district; code "*" for all: past each step, overdue outfalls, plans with a deadline."""

    code: str
    steps: list[int]
    overdue: int = 0
    plans: Counter[str] = field(default_factory=Counter)  # all, done, overdue, at_risk, due

    def step(self, key: str) -> int:
        """Return how many outfalls are past a step."""
        return self.steps[[one.key for one in STEPS].index(key)]


class Figures:
    """The numbers of an answer at the end of its day, or of an earlier one by the dates in its rows."""

    def __init__(self, answer: Answer, day: dt.date | None = None) -> None:
        self.answer = answer
        self.day = day or dt.date.fromisoformat(answer.date)
        self.lives: dict[str, Life] = lives_in_use(answer, self.day)
        self._lives_at = {self.day: self.lives}
        self.dues: list[Due] = [
            one for uid, life in self.lives.items() for one in due.due_of(answer.records[uid], life, self.day)
        ]

    @property
    def by_dates_alone(self) -> bool:
        """Whether the rows are those of a later day: nobody had entered any on the day itself."""
        return self.day.isoformat() < self.answer.date

    @property
    def is_dated(self) -> bool:
        """Whether anything on record says of itself that it was so by the day."""
        return any(
            life.since or any(step.event.day for step in life.steps) for life in self.lives.values()
        )

    def county(self, uid: str) -> str:
        """Return the district of an outfall."""
        return self.answer.counties[self.answer.row_of[uid]]

    @cached_property
    def overdue(self) -> dict[str, list[Due]]:
        """What is overdue, by outfall."""
        found: dict[str, list[Due]] = {}
        for one in self.dues:
            if one.state == due.OVERDUE:
                found.setdefault(one.outfall_uid, []).append(one)
        return found

    @cached_property
    def lines(self) -> list[Line]:
        """The districts, those with most overdue first, and the sum as the last one."""
        found = {"*": Line("*", [0] * len(STEPS))}
        for uid, life in self.lives.items():
            records = self.answer.records[uid]
            here = found.setdefault(self.county(uid), Line(self.county(uid), [0] * len(STEPS)))
            for line in (here, found["*"]):
                for at, step in enumerate(STEPS):
                    line.steps[at] += step.is_done(records, life)
                line.overdue += uid in self.overdue
                line.plans.update(self._plan_states(uid, life))
        asked = self.answer.districts if self.answer.asked.districts else ()
        for code in asked:
            found.setdefault(code, Line(code, [0] * len(STEPS)))
        total = found.pop("*")
        return [*sorted(found.values(), key=lambda one: (not one.code, one.code)), total]

    def _plan_states(self, uid: str, life: Life) -> Iterable[str]:
        plan = self.answer.records[uid].plan
        if plan is None or not dates.day(plan.get("deadline")) or not life.has_reached("planned"):
            return []
        states = [one.state for one in self.dues_of[uid] if one.kind == "plan"]
        return ["all", *(states or ["done"])]

    @cached_property
    def dues_of(self) -> dict[str, list[Due]]:
        """What is not done, by outfall."""
        found: dict[str, list[Due]] = {uid: [] for uid in self.lives}
        for one in self.dues:
            found.setdefault(one.outfall_uid, []).append(one)
        return found

    @cached_property
    def deadlines(self) -> list[tuple[str, dt.date, int, int]]:
        """The deadlines of the action plan: what, by when, how many have done it, of how many."""
        found = []
        for row in table_rows("deadlines"):
            stage, when = row.get("stage", ""), row.get("when", "")
            if row["scope"] != "wuhan" or not stage:
                continue
            told = [
                life.has_reached(stage)
                for uid, life in self.lives.items()
                if not when or applies(when, folded(facts(self.answer.records[uid], life.state)))
            ]
            what = row[f"what_{self.answer.language}"]
            found.append((what, dt.date.fromisoformat(row["due"]), sum(told), len(told)))
        return sorted(found, key=lambda one: one[1])

    def changes(self, first: dt.date, last: dt.date) -> list[tuple[str, int]]:
        """Return what came about in a period: how many outfalls reached which stage, and what was found."""
        language, mine = self.answer.language, set(self.lives)
        known = {uid: one for uid, one in self.answer.records.items() if uid in mine}
        if last not in self._lives_at:
            self._lives_at[last] = lives(known, last)
        then = self._lives_at[last]

        def within(rows: Iterable[Row], column: str, fits: Callable[[Row], bool] = lambda row: True) -> int:
            days = (dates.day(row.get(column)) for row in rows if fits(row))
            return sum(1 for day in days if day and first <= day <= last)

        def of(table: str) -> list[Row]:
            return [row for one in known.values() for row in one.rows(table)]

        return [
            (
                translate("Bulletin", "Newly found"),
                within((one.outfall for one in known.values()), "found_on"),
            ),
            *(
                (state_title(state).text(language), len(reached_in(then, state, first, last)))
                for state in CHANGES
            ),
            (translate("Bulletin", "Visits on site"), within(of("visits"), "time")),
            (
                translate("Bulletin", "Samples over the limit"),
                within(of("samples"), "taken_at", lambda row: text(row, "exceeded") == "yes"),
            ),
            (translate("Bulletin", "Reports by citizens"), within(of("citizen_reports"), "received_at")),
        ]

    def late_units(self) -> list[Late]:
        """Return who is late, those with most outfalls first; private persons are not named."""
        found: dict[tuple[str, str], list[list[Due]]] = {}
        for uid, things in self.overdue.items():
            found.setdefault((self._unit(uid), self.county(uid)), []).append(things)
        late = [
            Late(
                unit,
                county,
                len(each),
                sum(map(len, each)),
                min(one.day for things in each for one in things),
            )
            for (unit, county), each in found.items()
        ]
        return sorted(late, key=lambda one: (-one.outfalls, not one.county, one.county, one.unit))

    def _unit(self, uid: str) -> str:
        records = self.answer.records[uid]
        unit = text(records.plan or {}, "responsible_unit") or text(records.outfall, "party_main")
        return public_party(unit) or translate("Bulletin", "unit not yet known")

    def by_department(self) -> list[tuple[str, int, int, int]]:
        """Return department, outfalls, struck off, overdue."""
        counts: dict[str, list[int]] = {}
        for uid, life in self.lives.items():
            line = counts.setdefault(self.answer.records[uid].department, [0, 0, 0])
            line[0] += 1
            line[1] += life.has_reached("closed")
            line[2] += uid in self.overdue
        return [
            (name or translate("Reports", "Not known"), *counts[name])  # type: ignore[misc]
            for name in sorted(counts, key=lambda one: (not one, one))
        ]

    def ranking(self) -> list[tuple[int, str, int, int]]:
        """Return rank, district code, struck off, of how many; equal shares have one rank.

        Outfalls without a district are nobody's and are not ranked.
        """
        lines = [one for one in self.lines[:-1] if one.steps[0] and one.code]
        shares = {one.code: one.step("closed") / one.steps[0] for one in lines}
        ordered = sorted(lines, key=lambda one: (-shares[one.code], one.code))
        return [
            (
                1 + sum(other > shares[one.code] for other in shares.values()),
                one.code,
                one.step("closed"),
                one.steps[0],
            )
            for one in ordered
        ]


def share(done: int, of: int) -> str:
    """Return a share as it is printed: never 100 % where one is missing, "—" of nothing."""
    return f"{int(1000 * done / of) / 10:.1f}%" if of else "—"


# -- as tables -----------------------------------------------------------------------------


def district_block(figures: Figures) -> Block:
    """Return the steps by district."""
    answer, lines = figures.answer, figures.lines
    columns = [SheetColumn(translate("Reports", "District"), _names(figures))]
    columns += [
        SheetColumn(step.name(answer.language), [line.steps[at] for line in lines], INTEGER)
        for at, step in enumerate(STEPS)
    ]
    columns.append(SheetColumn(translate("Bulletin", "Overdue"), [line.overdue for line in lines], INTEGER))
    columns.append(
        SheetColumn(
            translate("Bulletin", "Share struck off"),
            [share(line.step("closed"), line.steps[0]) for line in lines],
        )
    )
    return Block(translate("Bulletin", "Progress by district"), columns)


def _names(figures: Figures) -> list[str]:
    every = translate("Reports", "All")
    return [every if line.code == "*" else figures.answer.district(line.code) for line in figures.lines]


def _of_rows(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Block:
    return Block(title, columns_of(headings, rows), summed=False)


def deadline_block(figures: Figures) -> Block:
    """Return the deadlines of the action plan."""
    headings = [
        translate("Bulletin", "What"),
        translate("Bulletin", "By"),
        translate("Bulletin", "Done"),
        translate("Bulletin", "Of"),
        translate("Bulletin", "Not done"),
        translate("Bulletin", "Share"),
        translate("Bulletin", "Days late"),
    ]
    rows = [
        (what, day.isoformat(), done, of, of - done, share(done, of),
         (figures.day - day).days if day < figures.day and done < of else 0)
        for what, day, done, of in figures.deadlines
    ]
    return _of_rows(translate("Bulletin", "Deadlines of the action plan"), headings, rows)


def plan_block(figures: Figures) -> Block:
    """Return how plans stand to their own deadlines."""
    heads = (
        ("all", translate("Bulletin", "Plans with a deadline")),
        ("done", translate("Bulletin", "Done")),
        ("overdue", translate("Bulletin", "Overdue")),
        ("at_risk", translate("Bulletin", "At risk")),
        ("due", translate("Bulletin", "In time")),
    )
    return Block(
        translate("Bulletin", "Plans by their own deadlines"),
        [
            SheetColumn(translate("Reports", "District"), _names(figures)),
            *(SheetColumn(head, [line.plans[key] for line in figures.lines], INTEGER) for key, head in heads),
        ],
    )


def change_block(figures: Figures, period: Period) -> Block:
    """Return what came about in a period, beside the period before."""
    title = translate("Bulletin", "What changed: {period}").format(period=period.text)
    return _of_periods(figures, title, [period, period.before()])


def month_block(figures: Figures, period: Period) -> Block:
    """Return what came about month by month."""
    title = translate("Bulletin", "Month by month: {period}").format(period=period.text)
    return _of_periods(figures, title, period.months())


def _of_periods(figures: Figures, title: str, periods: Sequence[Period]) -> Block:
    told = [figures.changes(one.first, one.last) for one in periods]
    headings = [translate("Bulletin", "What"), *(one.text for one in periods)]
    return _of_rows(title, headings, [(row[0][0], *(n for _, n in row)) for row in zip(*told)])


def late_block(figures: Figures) -> Block:
    """Return who is late."""
    headings = [
        translate("Bulletin", "Unit"),
        translate("Reports", "District"),
        translate("Bulletin", "Outfalls"),
        translate("Bulletin", "Things overdue"),
        translate("Bulletin", "Overdue since"),
    ]
    rows = [
        (one.unit, figures.answer.district(one.county), one.outfalls, one.things, one.since.isoformat())
        for one in figures.late_units()
    ]
    return _of_rows(translate("Bulletin", "Overdue, by unit"), headings, rows)


def ranking_block(figures: Figures) -> Block:
    """Return the districts by their share of outfalls struck off, with the denominators."""
    headings = [
        translate("Bulletin", "Rank"),
        translate("Reports", "District"),
        state_title("closed").text(figures.answer.language),
        translate("Bulletin", "Of"),
        translate("Bulletin", "Share"),
    ]
    rows = [
        (rank, figures.answer.district(code), closed, of, share(closed, of))
        for rank, code, closed, of in figures.ranking()
    ]
    return _of_rows(translate("Bulletin", "Districts by share struck off"), headings, rows)


def department_block(figures: Figures) -> Block:
    """Return the outfalls by leading department."""
    headings = [
        translate("Reports", "Leading department"),
        translate("Bulletin", "Outfalls"),
        state_title("closed").text(figures.answer.language),
        translate("Bulletin", "Overdue"),
        translate("Bulletin", "Share struck off"),
    ]
    rows = [(*one, share(one[2], one[1])) for one in figures.by_department()]
    return _of_rows(translate("Bulletin", "By leading department"), headings, rows)


def progress_blocks(answer: Answer) -> Sequence[Block]:
    """Return all tables of a date as the register holds them: those of its month and of its quarter."""
    figures = Figures(answer)
    month, quarter = month_of(figures.day), quarter_of(figures.day)
    blocks = [
        district_block(figures),
        deadline_block(figures),
        plan_block(figures),
        change_block(figures, month),
        change_block(figures, quarter),
        month_block(figures, quarter),
        department_block(figures),
        ranking_block(figures),
        late_block(figures),
    ]
    return [block for block in blocks if block.columns[0].values]


def cells_of(block: Block) -> list[list[Any]]:
    """Return a table row by row, without its headings."""
    return [list(row) for row in zip(*(column.values for column in block.columns))]
