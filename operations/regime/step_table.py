"""A list of steps as offices keep it (清单), one row each: outfall, step, day, and what else matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from ...layers.schema import SCHEMA
from ...problems import Problem, UserError
from ...rules.life_actions import ACTIONS, action_title
from ...rules.life_conditions import LifeOrder
from ...rules.sentences import said
from ...rules.words import fold, known
from ..project_rows import ProjectRows
from .chosen import meant_by, written_key
from .outcome import read_outfalls
from .steps import Wish

#: What a column is called; the first is its name in messages.
COLUMNS = {
    "outfall": ("outfall", "uid", "code", "code_national", "code_local", "排污口", "排污口编码", "编码",
                "排污口名称", "名称"),
    "step": ("step", "action", "步骤", "环节", "事项"), "day": ("day", "date", "日期", "办理日期"),
    "office": ("office", "单位", "验收单位"), "reason": ("reason", "原因", "理由"),
    "proof": ("proof", "证明材料", "销号证明材料"), "criteria": ("criteria", "是否满足判定条件", "判定条件"),
}
_ASKED = ("outfall", "step", "day")


class StepTable:
    """The cells of a list by what they mean; row_numbers: as the person counts them."""

    def __init__(self, columns: Mapping[str, Sequence[object]], row_numbers: Sequence[int], language: str
                 ) -> None:
        named = {fold(name): [known(cell) for cell in cells] for name, cells in columns.items()}
        self._cells = {
            meaning: next((named[fold(name)] for name in names if fold(name) in named),
                          [""] * len(row_numbers))
            for meaning, names in COLUMNS.items()}
        self._rows, self._language = list(row_numbers), language
        lacking = [names[0] for meaning, names in COLUMNS.items()
                   if meaning in _ASKED and not any(fold(name) in named for name in names)]
        if lacking:
            raise UserError(said("steps.columns", lacking=lacking, present=list(columns)).text(language))

    def wishes(self, rows: ProjectRows, by: str, today: dt.date, chosen: Collection[str] | None
               ) -> list[Wish]:
        """Return the steps of the ``chosen`` outfalls (all without); UserError names all unclear rows."""
        uids, steps = _outfalls(rows), _steps()
        yes_no = {fold(word): one.code for one in SCHEMA.values("yes_no_uncertain").values
                  for word in (one.code, one.zh, one.en)}
        wishes, problems = [], []
        for at, row in enumerate(self._rows):
            cell = {meaning: cells[at] for meaning, cells in self._cells.items()}
            uid, step = uids.get(written_key(cell["outfall"]), ""), steps.get(fold(cell["step"]), "")
            if not uid:
                problems.append(self._unclear(row, "outfall", "steps.no_outfall", cell))
            if not step:
                problems.append(self._unclear(row, "step", "steps.no_step", cell))
            if uid and step and (chosen is None or uid in chosen):
                wishes.append(Wish(uid, step, LifeOrder(
                    cell["day"], by, today, cell["office"], cell["reason"], cell["proof"],
                    yes_no.get(fold(cell["criteria"]), "")), row))
        if problems:
            raise UserError(said("steps.unclear", n=len(problems)).text(self._language), problems=problems)
        return wishes

    def _unclear(self, row: int, column: str, key: str, cell: Mapping[str, str]) -> Problem:
        text = said(key, value=cell[column] or "—", steps=ACTIONS).text(self._language)
        return Problem(text, row=str(row), column=column)


def _steps() -> dict[str, str]:
    """Return the steps by their names, in both languages, and as they are named in the table ``life``."""
    found = {fold(name): name for name in ACTIONS}
    for name in ACTIONS:
        if name != "put_right":
            title = action_title(name)
            found.update((fold(title.text(language)), name) for language in ("zh", "en"))
    return found


def _outfalls(rows: ProjectRows) -> dict[str, str]:
    present = read_outfalls(rows, ["code_national", "code_local", "name"])
    columns = (present[name].tolist() for name in ("uid", "code_national", "code_local", "name"))
    return meant_by(present["uid"].tolist(), *columns)
