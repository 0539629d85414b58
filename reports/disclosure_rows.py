"""The rows of the public page: columns of the allow-list, values that may be said to everyone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..i18n import translate
from ..layers.schema import SCHEMA, Kind
from ..problems import UserError
from ..rules.life_states import Life, state_title, states
from ..rules.register_rows import text
from ..rules.tables import rows as table_rows
from .labels import texts
from .listings import degrees
from .public import public_party, without_numbers
from .query import Answer
from .steps import in_use, lives_in_use

#: States in which a responsible party may be named: nobody is accused on the strength of candidates.
_SETTLED = ("confirmed", "untraceable")
#: Columns of the outfalls that no allow-list can make public: people's notes, and the software's own.
_NEVER = {
    "remark",
    "work_note",
    "written",
    "operator",
    "owner",
    "source_names",
    "main_source_name",
    "party_others",
    "party_basis",
    "code_raw",
    "main_source_uid",
    "main_source_table",
    "trace_run",
    "stale_because",
    "untraceable_reason",
    "declared_node",
    "uid",
}


@dataclass(frozen=True)
class PublicColumn:
    """A column: titles and meanings by language, and the words of its codes."""

    key: str
    titles: dict[str, str]
    meanings: dict[str, str]
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def worded(self, value: Any, language: str) -> Any:
        """Return a value as it is read in a table."""
        return self.words[value][language] if value in self.words else value


def public_columns(districts: dict[str, dict[str, str]]) -> list[PublicColumn]:
    """Return the columns of the allow-list; ``districts``: names of the districts by code and language.

    Raises UserError where the list names a column that may not be public, or is none.
    """
    known = {*_MADE, *_outfall_columns(), "longitude", "latitude"}
    found = []
    for line, row in enumerate(table_rows("public_columns"), start=2):
        key = row["column"]
        if key not in known:
            said = translate(
                "Reports",
                "Line {line} of the rule table public_columns names {column}, which may not be made public "
                "or does not exist. There are: {names}.",
            )
            raise UserError(said.format(line=line, column=key, names=", ".join(sorted(known))))
        titles = {one: row[f"label_{one}"] or _title(key, one) for one in ("zh", "en")}
        meanings = {one: row[f"meaning_{one}"] for one in ("zh", "en")}
        found.append(PublicColumn(key, titles, meanings, districts if key == "district" else _words(key)))
    return found


def _outfall_columns() -> list[str]:
    return [
        column.name
        for column in SCHEMA.table("outfalls").columns
        if not column.personal and column.name not in _NEVER and column.kind is not Kind.JSON
    ]


def _title(key: str, language: str) -> str:
    places = {"longitude": {"zh": "经度", "en": "Longitude"}, "latitude": {"zh": "纬度", "en": "Latitude"}}
    if key in places:
        return places[key][language]
    return SCHEMA.table("outfalls").column(key).alias(language) if key in _outfall_columns() else key


def _words(key: str) -> dict[str, dict[str, str]]:
    if key == "stage":
        return {state: {one: state_title(state).text(one) for one in ("zh", "en")} for state in states()}
    table, column = _CODED.get(key, ("outfalls", key))
    if (key in _MADE and key not in _CODED) or key in ("longitude", "latitude"):
        return {}
    values = SCHEMA.table(table).column(column).values
    if not values:
        return {}
    return {one.code: {"zh": one.zh, "en": one.en} for one in SCHEMA.values(values).values}


def public_rows(
    answer: Answer, columns: list[PublicColumn], step: float
) -> tuple[list[list[Any]], list[tuple[str, str, str]]]:
    """Return the rows of the outfalls in use, and what is missing: uid, title and sentence.

    step: of the grid that positions are put on, in units of the project; 0 for none.
    """
    taken = [row for row, used in enumerate(in_use(answer)) if used]
    places = degrees(answer, _rounded(answer.outfalls.xy, step))
    cells = {column.key: _values(answer, column.key, places) for column in columns}
    made = [[cells[column.key][row] for column in columns] for row in taken]
    gaps = []
    for row in taken:
        uid, title = (
            answer.outfall_texts("uid")[row],
            answer.outfall_texts("name")[row] or answer.short_ids[row],
        )
        missing = [
            said
            for lacks, said in (
                (not answer.outfall_texts("name")[row], translate("Reports", "it has no name")),
                (
                    not answer.outfall_texts("code_national")[row],
                    translate("Reports", "it has no national code"),
                ),
                (answer.shares_code[row], translate("Reports", "another outfall has its code, too")),
                (places[row][0] != places[row][0], translate("Reports", "it has no place")),
            )
            if lacks
        ]
        gaps += [(uid, title, said) for said in missing]
    return made, gaps


def _rounded(xy: Any, step: float) -> Any:
    """Return positions (n, 2) on a grid, as they are for 0."""
    return np.round(xy / step) * step if step > 0 and len(xy) else xy


def _values(answer: Answer, key: str, places: list[tuple[float, float]]) -> list[Any]:
    if key in ("longitude", "latitude"):
        at = 0 if key == "longitude" else 1
        return [round(place[at], 6) if place[at] == place[at] else None for place in places]
    if key in _MADE:
        return _MADE[key](answer)
    declared, values = SCHEMA.table("outfalls").column(key), answer.outfalls[key]
    if declared.kind is Kind.REAL:
        return [round(value, 3) if value == value else None for value in values.tolist()]
    if declared.kind in (Kind.INTEGER, Kind.BOOLEAN):
        return [int(value) if value == value else None for value in values.tolist()]
    return [without_numbers(text) for text in texts(values)]


def _party(answer: Answer) -> list[str]:
    settled = zip(answer.outfall_texts("party_main"), answer.outfall_texts("trace_status"))
    return [public_party(party) if status in _SETTLED else "" for party, status in settled]


def _lives(answer: Answer) -> list[Life]:
    """Return where each outfall stands; one that is not in the register stands at its beginning."""
    found = lives_in_use(answer)
    return [found.get(uid) or Life("found", None) for uid in answer.outfall_texts("uid")]


def _closed_on(life: Life) -> str:
    day = life.day_of("closed") if life.state == "closed" else None
    return day.isoformat() if day else ""


#: Columns that are made, not read off the outfall.
_MADE: dict[str, Callable[[Answer], list[Any]]] = {
    "id": lambda answer: answer.short_ids,
    "district": lambda answer: answer.counties,
    "department": lambda answer: answer.departments,
    "party_main": _party,
    "remediation_type": lambda answer: [one.plan_type for one in answer.records.values()],
    "stage": lambda answer: [life.state for life in _lives(answer)],
    "closed_on": lambda answer: [_closed_on(life) for life in _lives(answer)],
    "sign_state": lambda answer: [text(one.sign or {}, "state") for one in answer.records.values()],
}
_CODED = {
    "remediation_type": ("remediation", "remediation_type"),
    "sign_state": ("signs", "state"),
}
