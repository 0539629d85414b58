"""What is said of one outfall on its page: what is recorded, what follows from it, what is wrong with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ...i18n import user_language
from ...layers.schema import SCHEMA
from ...rules.classes import VERSION_HJ, version
from ...rules.dated_facts import CellChange
from ...rules.duties import Departments, departments_of, permit_duty
from ...rules.life import Next, break_sentences, life, next_steps
from ...rules.life_conditions import LifeOrder, contradictions
from ...rules.life_records import Records
from ...rules.life_states import Life
from ...rules.register_checks import check_register
from ...rules.register_facts import Register
from ...rules.retelling import retold
from ..project_rows import ProjectRows, as_rows, outfall_title
from .as_of import NO_HISTORY
from .as_of import page as history_of
from .check import RECORDS
from .lives import LifeLines, life_lines, read_records, table_rows
from .outcome import read_outfalls

#: Kinds that need the whole register.
_AMONG_OTHERS = frozenset({
    "name_double", "code_double", "code_serial_double", "code_spent", "local_code_double", "district_place",
})


@dataclass
class OutfallPage:
    """One outfall: its cells, what setting it needs, who leads and helps, what is wrong with it, its past."""

    uid: str
    cells: dict[str, Any]
    title: str
    duty: str
    departments: Departments
    life_state: str = ""
    lines: LifeLines | None = None  # None before it was found
    steps: list[Next] = field(default_factory=list)  # what can be done next
    wrong: list[tuple[str, str, str]] = field(default_factory=list)  # severity, text, fix
    changes: list[CellChange] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # stages on record that cannot be, with the way out


def outfall_page(rows: ProjectRows, uid: str, today: dt.date) -> OutfallPage | None:
    """Return the page of an outfall, None where there is no such outfall."""
    found = as_rows(read_outfalls(rows, SCHEMA.table("outfalls").column_names, [uid]))
    if not found:
        return None
    (cells,) = found
    duty, _ = permit_duty(version(VERSION_HJ).levels(cells))
    links = rows.read("trace_links", ["source_table"], {
        "outfall_uid": [uid], "status": ["candidate", "confirmed"]})
    departments = departments_of(cells, set(links["source_table"].tolist()))
    page = OutfallPage(uid, cells, outfall_title(cells), duty, departments, wrong=_wrong(rows, cells, today),
                       changes=[one for one in history_of(rows, "outfalls", uid)
                                if one.column not in NO_HISTORY])
    records = read_records(rows, [uid])[uid]
    now = life(records, today)
    if now is not None:
        page.life_state = now.state
        page.lines = life_lines(records, today, user_language(), people=True)
        page.steps = next_steps(records, now, _asked_later(records, now, today))
        page.broken = [one.text(user_language()) for each in now.breaks for one in break_sentences(each)]
    return page


def _asked_later(records: Records, now: Life, today: dt.date) -> LifeOrder:
    """Return an order in which all that the person is asked for afterwards is given."""
    against = contradictions(records, now, today)
    named = (against[0].table, against[0].uid) if against else ("", "")
    return LifeOrder(today.isoformat(), "-", today, "-", "-", "-", *named)


def _wrong(rows: ProjectRows, cells: dict[str, Any], today: dt.date) -> list[tuple[str, str, str]]:
    """Return what is wrong with the outfall and its records; what is double comes from the last check."""
    uid = str(cells["uid"])
    tables = {name: table_rows(rows, name, {"outfall_uid": [uid]}) for name in RECORDS}
    tables["outfalls"] = [cells]
    by_table: dict[str, set[str]] = {}
    for link in tables["trace_links"]:
        by_table.setdefault(link["source_table"], set()).add(link["source_uid"])
    sources = [table.name for table in SCHEMA.source_tables]
    tables.update({name: table_rows(rows, name, {"uid": by_table[name]})
                   for name in sources if name in by_table})
    found = check_register(Register(tables, today, sources))
    language = user_language()
    said = [(one.severity, one.text(language), one.fix.text(language)) for one in found
            if one.table not in sources]
    last = rows.read("findings", ["severity", "text", "fix", "kind", "object_uid"], {"object_uid": [uid]})
    said += [(severity, retold(text or "", language), retold(fix or "", language))
             for severity, text, fix, kind in zip(*(
                 last[name].tolist() for name in ("severity", "text", "fix", "kind")))
             if kind in _AMONG_OTHERS]
    order = {"error": 0, "warning": 1, "notice": 2}
    return sorted(said, key=lambda one: order.get(one[0], 3))
