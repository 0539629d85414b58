"""One column of the project from one of the file: texts cleaned, words coded, numbers and dates read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import translate
from ...layers.schema import SCHEMA, Column, Kind
from ...rules import credit_code, outfall_code
from ...rules.words import known
from ...tracing.model import Floats, Texts
from ..model import FieldRule
from . import coded_values, numbers_and_units, texts
from .cell_profile import county_of
from .change_record import Ledger
from .distinct_cells import Cells, number_text, objects

_IDS = {"code", "from_node", "to_node", "declared_node"}
_CODES = {"credit_code", "permit_no", "outlet_code", "declared_outfall"}
_OUTFALL_CODES = {"code_national", "code_local"}
_AREAS = {
    "area_ha": numbers_and_units.TO_HECTARES,
    "discharge_m3d": numbers_and_units.TO_M3_PER_DAY,
    "capacity_m3d": numbers_and_units.TO_M3_PER_DAY,
}
_SHORTENED = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2,3}").fullmatch


def column_of(ledger: Ledger, table: str, rule: FieldRule, given: NDArray[Any]) -> NDArray[Any]:
    """Return the target column of a rule: float64 with NaN, or texts and None."""
    column = SCHEMA.table(table).column(rule.target)
    if column.values:
        return _coded(ledger, column, rule, given)
    if column.kind in (Kind.REAL, Kind.INTEGER):
        if rule.target == "diameter_mm":
            return _sizes(ledger, rule, given)
        return _numbers(ledger, column, rule, given)
    if column.kind is Kind.BOOLEAN:
        return _booleans(ledger, column, rule, given)
    if column.kind in (Kind.DATE, Kind.DATETIME):
        return _dates(ledger, column, given)
    return _texts(ledger, table, column, rule, given)


def _texts(ledger: Ledger, table: str, column: Column, rule: FieldRule, given: NDArray[Any]) -> Texts:
    if column.name in _IDS:
        rules = texts.IDS
    elif column.name in _CODES or column.name in _OUTFALL_CODES or column.name == "county_code":
        rules = texts.CODES
    elif column.name == "remark":
        rules = texts.FREE
    elif column.name == "name" and table == "outfalls":
        rules = texts.OUTFALL_NAMES
    else:
        rules = texts.WORDS
    cells, changes = texts.cleaned(ledger.cells(given), rules)
    for code, of_value in changes.items():
        ledger.change_cells(column.name, code, cells.code, of_value)
    if rules in (texts.IDS, texts.CODES):
        cells = _without_shortened(ledger, column, cells)
    if rule.values:
        chosen = {key.strip(): value for key, value in rule.values.items()}
        cells = cells.map(lambda text: chosen.get(text, text))
    if column.name in _OUTFALL_CODES:
        cells = _outfall_codes(ledger, column, cells)
    elif column.name == "credit_code":
        cells = _checked(ledger, column, cells, credit_code.normalise, credit_code.problem, _credit_sentence)
    elif column.name == "permit_no" and table != "construction_sites":
        cells = _checked(ledger, column, cells, _permit_form, _permit_problem, _permit_sentence)
    elif column.name == "county_code":
        cells = _counties(ledger, column, cells)
    return cells.texts()


def _without_shortened(ledger: Ledger, column: Column, cells: Cells) -> Cells:
    """Leave codes empty that a spreadsheet took for numbers: 4.20106E+13 has lost its last figures."""
    found = {at: (text, None) for at, text in enumerate(cells.distinct) if text and _SHORTENED(text)}
    if not found:
        return cells
    ledger.change_cells(column.name, "cut_short", cells.code, found)
    shortened = np.isin(cells.code, list(found))
    ledger.problem(
        translate("Import", "Codes that a spreadsheet took for numbers and cut short, such as {example}: "
                            "{n}. They were left empty, since several codes look the same so.").format(
            n=int(shortened.sum()), example=next(iter(found.values()))[0]), shortened, column.name,
        translate("Import", "They cannot be restored: ask for a file in which the column is text."))
    return cells.map(lambda text: None if _SHORTENED(text) else text)


def _changed(
    ledger: Ledger, column: Column, rule: str, cells: Cells, function: Callable[[str], str | None]
) -> Cells:
    """Apply ``function`` and record where it changed something."""
    after = cells.map(function)
    ledger.change_cells(column.name, rule, cells.code, {
        i: (old, new) for i, (old, new) in enumerate(zip(cells.distinct, after.distinct))
        if old is not None and old != new})
    return after


def _outfall_codes(ledger: Ledger, column: Column, cells: Cells) -> Cells:
    after = _changed(
        ledger, column, "outfall_code", cells, lambda text: outfall_code.parse(text).text or None
    )
    odd = after.where(lambda text: text is not None and outfall_code.parse(text).form == "unknown")
    if column.name == "code_national":
        ledger.problem(translate("Import", "Codes without the shape of a national outfall code: {n}. They "
                                           "are kept as they "
                                           "are.").format(n=int(odd.sum())), odd, column.name,
                       translate("Import", "Check them, or map the column to the local code."))
    return after


def _checked(ledger: Ledger, column: Column, cells: Cells, normalise: Callable[[str], str],
             problem: Callable[[str], str], sentence: Callable[[str, int], str]) -> Cells:
    after = _changed(ledger, column, column.name, cells, lambda text: normalise(text) or None)
    found = [problem(text) if text else "" for text in after.distinct]
    for kind in dict.fromkeys(found):
        if kind and kind != "empty":
            rows = np.array([one == kind for one in found], dtype=bool)[after.code]
            ledger.problem(sentence(kind, int(rows.sum())), rows, column.name,
                           translate("Import", "Ask for the right one; the row is taken in with what was "
                                               "delivered."))
    return after


def _credit_sentence(kind: str, n: int) -> str:
    text = {
        "length": translate("Import", "Credit codes without 18 characters: {n}."),
        "character": translate("Import", "Credit codes with a character that they cannot have: {n}."),
        "check": translate("Import", "Credit codes with a wrong check character: {n}."),
    }[kind]
    return text.format(n=n)


def _permit_form(text: str) -> str:
    tidy = credit_code.normalise(text)
    return tidy if len(tidy) == credit_code.LENGTH + 4 else text


def _permit_problem(text: str) -> str:
    """Only numbers that look like a discharge permit are checked: registrations have other shapes."""
    looks = 20 <= len(credit_code.normalise(text)) <= 24 and credit_code.normalise(text)[:2].isdigit()
    return credit_code.permit_problem(text) if looks else ""


def _permit_sentence(kind: str, n: int) -> str:
    text = {
        "length": translate("Import", "Permit numbers without 22 characters: {n}."),
        "tail": translate("Import", "Permit numbers that do not end in three digits and a character: {n}."),
        "character": translate("Import", "Permit numbers with a character that they cannot have: {n}."),
        "check": translate("Import", "Permit numbers whose credit code has a wrong check character: {n}."),
    }[kind]
    return text.format(n=n)


def _counties(ledger: Ledger, column: Column, cells: Cells) -> Cells:
    after = _changed(ledger, column, "county", cells, county_of)
    lost = cells.where(lambda text: text is not None) & after.where(lambda text: text is None)
    ledger.problem(translate("Import", "Districts that are neither a code nor a known name: {n}. They were "
                                       "left empty.").format(n=int(lost.sum())), lost, column.name)
    return after


def _coded(ledger: Ledger, column: Column, rule: FieldRule, given: NDArray[Any]) -> Texts:
    """Return codes; what is no known word is left empty and reported."""
    cells = ledger.cells(given)
    chosen = {key.strip(): value for key, value in rule.values.items()}
    out: list[str | None] = []
    unknown: dict[int, str] = {}
    for index, text in enumerate(cells.distinct):
        bare = (text or "").strip()
        if bare in chosen:
            out.append(chosen[bare])
            continue
        hit = coded_values.lookup(column.values, bare) if bare else coded_values.UNKNOWN
        if hit.known:
            out.append(hit.code)
            continue
        out.append(None)
        if known(bare):
            unknown[index] = bare
    ledger.left_empty(
        column.name, "unknown_value", cells, unknown,
        translate("Import", "Rows with a word that is not known here: {n} ({words}). It was left empty."),
        translate("Import", "Say in the mapping what the words mean."))
    return Cells(cells.code, out).texts()


def _factor(column: Column, unit: str) -> float:
    """Return what a number of ``unit`` is multiplied by to be one of the column's."""
    if column.name in _AREAS:
        return _AREAS[column.name].get(unit, 1.0)
    if column.unit == "m":
        return numbers_and_units.TO_METRES.get(unit, 1.0)
    if column.unit == "km":
        return numbers_and_units.TO_METRES[unit] / 1000.0 if unit in numbers_and_units.TO_METRES else 1.0
    return 1.0


def _numbers(ledger: Ledger, column: Column, rule: FieldRule, given: NDArray[Any]) -> Floats:
    factor = _factor(column, rule.unit)
    _say_unit(ledger, column, rule, factor)
    if given.dtype.kind in "fiu" and not np.isinf(given).any():  # the file itself holds numbers
        numbers = given.astype(np.float64) * factor
        return np.round(numbers) if column.kind is Kind.INTEGER else numbers
    cells = ledger.cells(given)
    comma = numbers_and_units.has_decimal_comma(cells.distinct)
    read: list[float] = []
    lost: dict[int, str] = {}
    with_unit: dict[int, tuple[str, str | None]] = {}
    for index, text in enumerate(cells.distinct):
        if text is not None and numbers_and_units.is_plain(text):
            read.append(float(text) * factor)
            continue
        value = numbers_and_units.number(text, comma) if text is not None and known(text) else None
        stake = numbers_and_units.chainage_km(text or "") if value is None and column.unit == "km" else None
        if stake is not None:
            read.append(stake)
            with_unit[index] = (text or "", number_text(round(stake, 9)))
            continue
        if value is None:
            read.append(np.nan)
            if text is not None and known(text):
                lost[index] = text
            continue
        own = numbers_and_units.unit_in_cell(text or "")
        value *= _factor(column, own) if own and _factor(column, own) != 1.0 else factor
        read.append(value)
        if own or not numbers_and_units.is_plain((text or "").strip()):
            with_unit[index] = (text or "", number_text(round(value, 9)))
    ledger.change_cells(column.name, "number", cells.code, with_unit)
    _lost_numbers(ledger, column, cells, lost)
    out = np.array(read, dtype=np.float64)[cells.code]
    return np.round(out) if column.kind is Kind.INTEGER else out


def _lost_numbers(ledger: Ledger, column: Column, cells: Cells, lost: dict[int, str]) -> None:
    ledger.left_empty(column.name, "not_a_number", cells, lost, translate(
        "Import", "Cells that hold no number: {n} ({words}). They were left empty."))


def _say_unit(ledger: Ledger, column: Column, rule: FieldRule, factor: float) -> None:
    if factor != 1.0 and rule.source:
        ledger.assumptions.append(translate("Import", "“{column}” was given in {unit} and turned into "
                                                      "{target}.").format(
            column=rule.source, unit=rule.unit, target=column.unit or "1"))


def _sizes(ledger: Ledger, rule: FieldRule, given: NDArray[Any]) -> Floats:
    """Return diameters in mm; a section such as 600X300 becomes the circle of the same area."""
    column = SCHEMA.table("pipes").column("diameter_mm")
    factor = numbers_and_units.TO_METRES.get(rule.unit or "mm", 0.001) * 1000.0
    _say_unit(ledger, column, rule, factor)
    if given.dtype.kind in "fiu":
        return np.round(np.where(np.isfinite(given), given, np.nan) * factor, 3)
    cells = ledger.cells(given)
    comma = numbers_and_units.has_decimal_comma(cells.distinct)
    read: list[float] = []
    sections: dict[int, tuple[str, str | None]] = {}
    written: dict[int, tuple[str, str | None]] = {}
    lost: dict[int, str] = {}
    for index, text in enumerate(cells.distinct):
        found = numbers_and_units.size(text, comma) if text is not None and known(text) else None
        if found is None or text is None:
            read.append(np.nan)
            if text is not None and known(text):
                lost[index] = text
            continue
        own = numbers_and_units.TO_METRES.get(numbers_and_units.unit_in_cell(text))
        value = found[0]
        if len(found) > 1:
            value = numbers_and_units.equal_area_diameter(max(found[0], 0), max(found[1], 0))
        value *= own * 1000.0 if own else factor
        read.append(round(value, 3))
        if len(found) == 2:
            sections[index] = (text, number_text(round(value, 3)))
        elif not numbers_and_units.is_plain(text.strip()):
            written[index] = (text, number_text(round(value, 3)))
    ledger.change_cells("diameter_mm", "section", cells.code, sections)
    ledger.change_cells("diameter_mm", "number", cells.code, written)
    _lost_numbers(ledger, column, cells, lost)
    return np.array(read, dtype=np.float64)[cells.code]


def _booleans(ledger: Ledger, column: Column, rule: FieldRule, given: NDArray[Any]) -> Floats:
    cells = ledger.cells(given)
    chosen = {key.strip(): value for key, value in rule.values.items()}
    lost: dict[int, str] = {}
    read = []
    for index, text in enumerate(cells.distinct):
        bare = (text or "").strip()
        code = chosen[bare] if bare in chosen else coded_values.lookup("boolean", bare).code if bare else None
        read.append(np.nan if code not in ("1", "0") else float(code))
        if code not in ("1", "0") and known(bare):
            lost[index] = bare
    ledger.left_empty(column.name, "unknown_value", cells, lost, translate(
        "Import", "Cells that say neither yes nor no: {n} ({words}). They were left empty."))
    return np.array(read, dtype=np.float64)[cells.code]


def _dates(ledger: Ledger, column: Column, given: NDArray[Any]) -> Texts:
    cells = ledger.cells(given)
    day_first = _day_first(cells)
    out: list[str | None] = []
    changed: dict[int, tuple[str, str | None]] = {}
    lost: dict[int, str] = {}
    for index, text in enumerate(cells.distinct):
        if text is None or not known(text):
            out.append(None)
            continue
        value = numbers_and_units.moment(text, day_first)
        if value is not None:
            # A time without a zone is local, as entered, and stays one: QGIS's forms show it unchanged.
            value = value[:10] if column.kind is Kind.DATE else value
        out.append(value)
        if value is None:
            lost[index] = text
        elif value != text.strip():
            changed[index] = (text, value)
    ledger.change_cells(column.name, "date", cells.code, changed)
    ledger.left_empty(column.name, "not_a_date", cells, lost, translate(
        "Import", "Cells that hold no date: {n} ({words}). They were left empty."))
    return Cells(cells.code, out).texts()


def _day_first(cells: Cells) -> bool:
    """Tell whether ``5/4/2019`` is the fifth of April: unless some second number is beyond 12."""
    found = [
        re.match(r"^(\d{1,2})[-./](\d{1,2})[-./](?:19|20)\d{2}", text.strip())
        for text in cells.distinct
        if text
    ]
    pairs = [(int(one.group(1)), int(one.group(2))) for one in found if one]
    return not (any(second > 12 for _, second in pairs) and not any(first > 12 for first, _ in pairs))


def constant_of(ledger: Ledger, table: str, rule: FieldRule, n: int) -> NDArray[Any]:
    """Return a column that holds one value everywhere."""
    one = column_of(ledger, table, rule, objects([rule.constant or None]))
    out: NDArray[Any] = np.repeat(one, n)
    return out
