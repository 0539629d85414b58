"""Columns that others decide: classes and their parents, codes as delivered, both ends of a period."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import translate
from ...layers.schema import SCHEMA
from ...problems import Severity
from ...rules import classes, outfall_code
from ...rules.words import known
from . import numbers_and_units, texts
from .cell_profile import class_columns
from .change_record import Ledger
from .distinct_cells import Cells, objects

Columns = dict[str, NDArray[Any]]
_LEVELS = ("type_l1", "type_l2", "type_l3")


def classes_of(ledger: Ledger, given: NDArray[Any], columns: Columns) -> None:
    """Fill the class columns from one column of class words, whichever rule or level they belong to."""
    cells, changes = texts.cleaned(Cells.of(given), texts.WORDS)
    for code, of_value in changes.items():
        ledger.change_cells("type_l2", code, cells.code, of_value)
    found = [dict(class_columns(text)) if text else {} for text in cells.distinct]
    old_words = set(SCHEMA.values("type_718").codes)
    words = {text for text in cells.distinct if text}
    only_old = any("type_718" in one and not one.keys() & {"type_l2", "type_l3"} for one in found)
    if only_old and words and all("type_718" in one or text in old_words
                                  for text, one in zip(cells.distinct, found) if text):
        found = [{"type_718": one["type_718"]} if "type_718" in one else one for one in found]
    for column in ("type_718", *_LEVELS):
        if any(column in one for one in found) and column not in columns:
            columns[column] = Cells(cells.code, [one.get(column) for one in found]).texts()
    unknown = {at: text for at, (text, one) in enumerate(zip(cells.distinct, found)) if text and not one}
    ledger.left_empty("type_l2", "unknown_value", cells, unknown, translate(
        "Import", "Rows with a class that no rule has: {n} ({words}). It was left empty."))


def parents_of_classes(columns: Columns, n: int) -> None:
    """Fill the upper levels of a class where the lower one has only one parent."""
    for lower, upper in (("type_l3", "type_l2"), ("type_l2", "type_l1")):
        if lower not in columns:
            continue
        parent: dict[str, set[str]] = {}
        for row in classes.hj1312():
            parent.setdefault(getattr(row, lower), set()).add(getattr(row, upper))
        only = {word: next(iter(above)) for word, above in parent.items() if word and len(above) == 1}
        current = columns.get(upper, objects([None] * n))
        columns[upper] = objects([old if old is not None else only.get(word or "")
                                  for old, word in zip(current.tolist(), columns[lower].tolist())])


def codes_as_delivered(raw_codes: list[NDArray[Any]], columns: Columns, n: int) -> None:
    """Keep the code of each outfall as it was delivered: the national one, else the local one."""
    if "code_raw" in columns or not raw_codes:
        return
    out = objects([None] * n)
    for given in reversed(raw_codes):
        cells = Cells.of(given)
        delivered = cells.map(lambda text: text if known(text) else None).texts()
        there = np.array([text is not None for text in delivered.tolist()], dtype=bool)
        out[there] = delivered[there]
    columns["code_raw"] = out


def contradictions(ledger: Ledger, columns: Columns, n: int) -> None:
    """Warn of codes whose county or type letters contradict the record; they are kept."""
    codes = columns.get("code_national")
    if codes is None:
        return
    none = objects([None] * n)
    counties, types = columns.get("county_code", none), columns.get("type_l1", none)
    rows: dict[str, list[int]] = {"county_mismatch": [], "type_mismatch": []}
    for row, (code, county, kind) in enumerate(zip(codes.tolist(), counties.tolist(), types.tolist())):
        if code and (county or kind):
            for warning in outfall_code.parse(code, county, kind).warnings:
                if warning in rows:
                    rows[warning].append(row)
    ledger.problem(translate("Import", "Codes that name another district than their record: {n}.").format(
        n=len(rows["county_mismatch"])), rows["county_mismatch"], "code_national", severity=Severity.NOTICE)
    ledger.problem(translate("Import", "Codes that name another type than their record: {n}.").format(
        n=len(rows["type_mismatch"])), rows["type_mismatch"], "code_national", severity=Severity.NOTICE)


def periods(ledger: Ledger, given: NDArray[Any], columns: Columns) -> None:
    """Fill start and end of a building site from one cell."""
    cells = Cells.of(given)
    both = [numbers_and_units.period(text) if text and known(text) else (None, None)
            for text in cells.distinct]
    for index, column in enumerate(("start_date", "end_date")):
        if column not in columns or index == 0:
            columns[column] = Cells(cells.code, [one[index] for one in both]).texts()
    ledger.change_cells(
        "start_date",
        "period",
        cells.code,
        {
            i: (text, "/".join(part or "" for part in one))
            for i, (text, one) in enumerate(zip(cells.distinct, both))
            if text and any(one)
        },
    )


def suffixes(columns: Columns, given: NDArray[Any] | None, n: int) -> None:
    """Keep what was taken off the end of a name in the remark."""
    if given is None:
        return
    cells = Cells.of(given).map(lambda text: texts.suffix_of(texts.wide_letters(texts.blanks(text) or "")))
    if not any(cells.distinct):
        return
    found = cells.texts().tolist()
    old = columns.get("remark", objects([None] * n)).tolist()
    columns["remark"] = objects([
        remark if not suffix or (remark and suffix in remark) else f"{remark}；{suffix}" if remark else suffix
        for remark, suffix in zip(old, found)])
