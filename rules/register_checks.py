"""Checking the register: what is missing, wrong, contradictory, double or late.

Each kind of finding is a row of the table ``register_checks``: which rows it looks at, when it applies
(a condition over the facts of :mod:`register_facts`), the column that mends it, how serious it is, what
is said and what to do. A kind with a ``deadline`` says since when it is late. The set
"outfalls" holds those that count; "former_outfalls" those that left the register or are no outfalls;
"sources" the rows of all tables of sources.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from .decision import applies, asked, folded
from .duties import deadlines
from .register_facts import Facts, Register
from .register_rows import Row
from .sentences import Said, said
from .tables import Row as Check
from .tables import rows


class RegisterFinding(NamedTuple):
    """One thing that is wrong with one row; ``severity`` is "error", "warning" or "notice"."""

    kind: str
    table: str
    uid: str
    column: str
    severity: str
    sentence: Said
    fix: Said
    due: str = ""  # the day it should have been done by, where that is past

    def text(self, language: str) -> str:
        """Return what is wrong, and since when it is late."""
        late = (said("check.late", due=self.due),) if self.due else ()
        return ("" if language == "zh" else " ").join(one.text(language) for one in (self.sentence, *late))


def kinds() -> tuple[str, ...]:
    """Return the names of all checks, in order."""
    return tuple(row["kind"] for row in rows("register_checks"))


def check_register(register: Register, only: Collection[str] = ()) -> list[RegisterFinding]:
    """Return all findings of a register, table by table; ``only``: the kinds asked for, all where empty."""
    overdue = {one.id: one.due.isoformat() for one in deadlines() if one.due < register.today}
    checks: dict[str, list[Check]] = {}
    for check in rows("register_checks"):
        if not only or check["kind"] in only:
            checks.setdefault(check["table"], []).append(check)
    found = []
    for rows_name, table, rows_of, facts_of in _row_sets(register):
        those = checks.get(rows_name, [])
        names = asked(those)
        for row in rows_of if those else ():
            facts = facts_of(row)
            compared = folded({name: facts[name] for name in names if name in facts})
            found += [_finding(check, table, row, facts, overdue)
                      for check in those if applies(check["when"], compared)]
    return found


def _row_sets(register: Register) -> Iterator[tuple[str, str, Sequence[Row], Callable[[Row], Facts]]]:
    """Yield what the table calls a set of rows, the table they stand in, the rows, how they become facts."""
    yield "outfalls", "outfalls", register.outfalls, register.outfall_facts
    yield "former_outfalls", "outfalls", register.former_outfalls, register.outfall_facts
    yield "trace_links", "trace_links", register.rows("trace_links"), register.link_facts
    for table in register.source_tables:
        yield "sources", table, register.rows(table), register.source_facts
    yield "remediation", "remediation", register.rows("remediation"), register.remediation_facts
    yield "closures", "closures", register.rows("closures"), register.closure_facts
    yield "signs", "signs", register.rows("signs"), register.sign_facts
    yield "citizen_reports", "citizen_reports", register.rows("citizen_reports"), register.report_facts
    yield "visits", "visits", register.rows("visits"), register.visit_facts
    yield "samples", "samples", register.rows("samples"), register.sample_facts
    for table in ("evidence", "inspections"):
        yield table, table, register.rows(table), register.dated_facts


def _finding(check: Check, table: str, row: Row, facts: Facts, overdue: dict[str, str]) -> RegisterFinding:
    return RegisterFinding(
        check["kind"], table, str(row["uid"]), check["column"], check["severity"],
        Said(check["kind"], check["text_en"], check["text_zh"], facts),
        Said(check["kind"], check["fix_en"], check["fix_zh"], facts), overdue.get(check["deadline"], ""),
    )
