"""Rows and layers of other utilities (street lights, water, gas, power) among those of drainage.

A survey delivers all of them in one workbook or one table; none of them is to become a sewer unasked.
"""

from __future__ import annotations

import re
from pathlib import Path

from ...i18n import translate
from ..cleaning import coded_values
from ..cleaning.distinct_cells import Cells
from ..model import Mapping, Question, RawTable
from ..questions import NOTHING
from .matching import SURE, named

DRAINAGE, LEAVE_OUT, KEEP = "drainage", "leave_out", "keep"
_KIND = re.compile(r"^\s*(?:管线|管道|管网|专业|图层)?(?:类型|类别|种类|性质|名称|专业)\s*[:：]\s*(.+)$")
_LONGEST = 40  # letters of a title
TABLES = ("pipes", "manholes")


def names_of(raw: RawTable) -> list[str]:
    """Return what names the kind of a whole layer: its own name, what stands above it, the file's name."""
    titles = [title for title in raw.titles if not re.search("[:：]", title) and len(title) <= _LONGEST]
    return [raw.layer, *_kinds(raw), Path(raw.file).stem, *titles]


def _kinds(raw: RawTable) -> list[str]:
    """Return the kind that stands above a sheet, as in 管线类型:雨水."""
    return [name.strip() for title in raw.titles for name in _KIND.findall(title)]


def foreign(raw: RawTable) -> str:
    """Return the word by which a whole layer is of another utility, "" for none."""
    names = (raw.layer, *_kinds(raw))
    if any(coded_values.lookup("system", name).known for name in names):
        return ""
    return next((name for name in names if coded_values.lookup("other_utility", name).known), "")


def enter(raw: RawTable, mapping: Mapping) -> None:
    """Ask about a layer, or about rows, of other utilities; rows to be left out join the filter."""
    if mapping.table not in TABLES:
        return
    answer = mapping.answers.get("utility", "")
    word = foreign(raw)
    if word and not answer:
        mapping.questions.append(Question(
            "utility",
            translate("Import", "“{layer}” is of another utility ({word}). Choose the layer with the "
                                "drainage, or say that this is drainage all the same.").format(
                layer=raw.layer, word=word),
            "", ((DRAINAGE, translate("Import", "It is drainage")),)))
        return
    for column in () if word else _columns(raw, mapping.table):
        cells = Cells.of(raw.columns[column])
        counts = cells.counts().tolist()
        found = {text: n for text, n in zip(cells.distinct, counts) if text and is_foreign(text)}
        if found:
            _about_rows(mapping, column, found, answer)
            return


def is_foreign(text: str) -> bool:
    """Tell whether a word means another utility and no drainage."""
    return coded_values.lookup("other_utility", text).known and not coded_values.lookup("system", text).known


def _columns(raw: RawTable, table: str) -> list[str]:
    """Return the columns whose heading speaks of the kind of pipe."""
    return [
        name for name, cells in raw.columns.items()
        if cells.dtype.kind == "O" and any(
            alias.target == "system" and alias.certainty * factor >= SURE
            for alias, _, factor in named(table, name))
    ]  # fmt: skip


def _about_rows(mapping: Mapping, column: str, found: dict[str, int], answer: str) -> None:
    words = ", ".join(f"“{text.strip()}”" for text in list(found)[:5])
    if not answer:
        mapping.questions.append(Question(
            "utility",
            translate("Import", "{n} rows are of other utilities by their “{column}” ({words}). Leave them "
                                "out?").format(n=sum(found.values()), column=column, words=words),
            column,
            ((LEAVE_OUT, translate("Import", "Leave them out")), (KEEP, translate("Import", "Take them in"))),
            LEAVE_OUT))
    elif answer in (LEAVE_OUT, NOTHING):
        from qgis.core import QgsExpression

        name = QgsExpression.quotedColumnRef(column)
        listed = ", ".join(map(QgsExpression.quotedString, found))
        mapping.filter = f"coalesce({name}, '') NOT IN ({listed})"
