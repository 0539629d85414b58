"""From a delivered table and its mapping to rows ready to be written: cleaned, placed, every change recorded.

``prepare`` works column by column on distinct values, so that a million pipes take seconds. Nothing is
dropped in silence: a row that cannot be used becomes a :class:`.model.Reject` with a sentence and all it
held; a cell that cannot be read is left empty and stands among the changes with what it held.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..i18n import translate
from ..layers.schema import SCHEMA, Geometry
from ..problems import UserError
from ..rules.words import known
from ..tracing.model import Bools, Floats, Texts
from .cleaning import derived, duplicates
from .cleaning.change_record import Ledger, take
from .cleaning.columns import column_of, constant_of
from .cleaning.expressions import evaluated, matching
from .cleaning.numbers_and_units import column_numbers
from .context import ImportContext
from .model import FieldRule, Mapping, Prepared, RawTable
from .persons import telling_of_persons
from .places import point_and_line_tables
from .places.placing import Mover, given, points_wkb, segments_wkb
from .places.shaping import shaped
from .proposal import datum_test

_TOTALS = frozenset({"合计", "总计", "小计", "共计", "total", "sum", "subtotal"})
_LONGEST_TOTAL = 12  # letters, with blanks between
_DEPTHS = {"invert_from": "start", "invert_to": "end"}
#: By these a row without a place can still be tied to the network.
_TIES = {"pipes": (("from_node", "to_node"),), "outfalls": (("declared_node",),)}
_SOURCE_TIES = (("declared_node",), ("declared_outfall",))


def prepare(raw: RawTable, mapping: Mapping, context: ImportContext | None = None) -> Prepared:
    """Return the rows of ``raw`` as ``mapping`` wants them, in the project's system.

    Raises :class:`....problems.UserError` where the mapping names columns that are not there, and
    :class:`....problems.Cancelled` where the report of ``context`` does.
    """
    context = context or ImportContext()
    ledger = Ledger(raw, mapping.table, problems=list(raw.problems), assumptions=list(mapping.assumptions))
    _check(raw, mapping)
    meant = matching(raw, mapping.filter)
    if not meant.all():
        ledger.assumptions.append(translate("Import", "Rows left out by the filter {filter}: {n}.").format(
            n=int((~meant).sum()), filter=mapping.filter))
    context.report(0.0, "cleaning")
    _useless_rows(raw, ledger)
    columns, sources = _columns(raw, mapping, ledger, context)
    context.report(0.6, "placing")
    ends = None
    if mapping.place.kind == "nodes" or any(rule.derive == "depth" for rule in mapping.fields):
        ends = point_and_line_tables.ends_of(columns, context, raw.n)
    geometry = _geometry(raw, mapping, columns, ends, ledger, context)
    _derive(mapping, columns, sources, ends, ledger, context)
    _without_place(mapping, columns, geometry, ledger)
    for row, reason in telling_of_persons(mapping.table, columns, raw.n).items():
        ledger.reject([row], reason)
    keep = meant.copy()
    keep[list(ledger.reasons)] = False
    ledger.reasons = {row: reason for row, reason in ledger.reasons.items() if meant[row]}
    source = np.flatnonzero(keep)
    kept = {name: take(values, keep) for name, values in columns.items()}
    placed = None if geometry is None else take(geometry, keep)
    context.report(0.9, "checking")
    if mapping.table == "outfalls":
        derived.contradictions(ledger, columns, raw.n)
    duplicates.report(ledger, mapping.table, kept, _places(mapping, placed), source)
    context.report(1.0, "checking")
    return Prepared(mapping.table, source, kept, placed, ledger.changes, ledger.rejects(), ledger.problems,
                    list(dict.fromkeys(ledger.assumptions)))


def _check(raw: RawTable, mapping: Mapping) -> None:
    names = set(SCHEMA.table(mapping.table).column_names)
    wrong = [rule.target for rule in mapping.fields if rule.target not in names]
    named = {name for rule in mapping.fields for name in (rule.source, rule.ground) if name}
    missing = sorted(named - set(raw.columns))
    if wrong:
        raise UserError(translate("Import", "The mapping fills {columns}, which the table {table} does not "
                                            "have.").format(
            columns=", ".join(wrong), table=mapping.table))
    if missing:
        raise UserError(translate("Import", "The mapping reads {columns}, which {file} does not have. Choose "
                                            "other columns "
                                  "or another mapping.").format(
                                      columns=", ".join(f"“{name}”" for name in missing), file=raw.file))


def _useless_rows(raw: RawTable, ledger: Ledger) -> None:
    """Turn away rows that hold nothing, lines of totals and headings that come again."""
    if not raw.columns or not raw.n:
        return
    shapeless = np.ones(raw.n, dtype=bool) if raw.geometry is None else np.array(
        [blob is None for blob in raw.geometry.tolist()], dtype=bool)
    if not shapeless.any():
        return
    filled = np.zeros(raw.n, dtype=np.int64)
    echoed = np.zeros(raw.n, dtype=np.int64)
    totals = np.zeros(raw.n, dtype=bool)
    for name, values in raw.columns.items():
        if values.dtype.kind in "fiu":
            filled += ~np.isnan(values)
            continue
        cells = ledger.cells(values)
        bare = [text.strip() if text else "" for text in cells.distinct]
        filled += np.array(list(map(bool, bare)), dtype=bool)[cells.code]
        heading = name.strip()
        if heading in bare:
            echoed += np.array([text == heading for text in bare], dtype=bool)[cells.code]
        total = [
            "".join(text.split()).strip(":：").casefold() in _TOTALS if len(text) <= _LONGEST_TOTAL else False
            for text in bare
        ]
        if any(total):
            totals |= np.array(total, dtype=bool)[cells.code]
    ledger.reject((filled == 0) & shapeless, translate("Import", "The row is empty."))
    ledger.reject((echoed >= 2) & (echoed * 2 > filled) & shapeless,
                  translate("Import", "The row repeats the headings."))
    ledger.reject(totals & shapeless, translate("Import", "The row is a line of totals."))


def _columns(
    raw: RawTable, mapping: Mapping, ledger: Ledger, context: ImportContext
) -> tuple[dict[str, NDArray[Any]], dict[str, tuple[FieldRule, NDArray[Any]]]]:
    """Return the cleaned columns, and what each rule read from the file."""
    columns: dict[str, NDArray[Any]] = {}
    sources: dict[str, tuple[FieldRule, NDArray[Any]]] = {}
    for number, rule in enumerate(mapping.fields):
        context.report(0.6 * number / len(mapping.fields), "cleaning")
        if rule.expression:
            values = evaluated(raw, rule.expression)
        elif rule.source:
            values = raw.columns[rule.source]
        else:
            columns[rule.target] = constant_of(ledger, mapping.table, rule, raw.n)
            continue
        sources[rule.target] = (rule, values)
        if rule.derive not in ("class", "period"):
            columns[rule.target] = column_of(ledger, mapping.table, rule, values)
    return columns, sources


def _geometry(raw: RawTable, mapping: Mapping, columns: dict[str, NDArray[Any]],
              ends: point_and_line_tables.Ends | None, ledger: Ledger,
              context: ImportContext) -> Texts | None:
    rule, kind = mapping.place, SCHEMA.table(mapping.table).geometry
    if rule.kind == "none" or kind is Geometry.NONE:
        return None
    if rule.kind == "nodes" and ends is not None:
        none = np.full(raw.n, None, dtype=object)
        return point_and_line_tables.lines(
            ends, columns.get("from_node", none), columns.get("to_node", none), context, ledger
        )
    mover = Mover(rule, raw.crs_wkt if not rule.crs else "", context.crs)
    ledger.assumptions += mover.notes
    if not mover.source and not rule.control_points:
        ledger.assumptions.append(translate(
            "Import", "The coordinate system is not known; the coordinates were taken as those of the "
                      "project."))
    _warn_of_another_datum(raw, mapping, ledger, context)
    if rule.kind == "geometry":
        if raw.geometry is None:
            return None
        return shaped(
            raw.geometry, kind, mover, ledger, lambda share, step: context.report(0.6 + 0.3 * share, step)
        )
    read = given(raw, rule)
    ledger.reject(read.unreadable, translate("Import", "The coordinates cannot be read."))
    xy = _put_right(read.xy, rule.swapped, ledger)
    there = np.isfinite(xy).all(axis=1)
    moved = np.column_stack([mover(xy[:, at:at + 2]) for at in range(0, xy.shape[1], 2)])
    ledger.reject(there & ~np.isfinite(moved).all(axis=1),
                  translate("Import", "The coordinates lie outside the area of their coordinate system."))
    return points_wkb(moved) if rule.kind == "columns" else segments_wkb(moved[:, :2], moved[:, 2:])


def _warn_of_another_datum(raw: RawTable, mapping: Mapping, ledger: Ledger, context: ImportContext) -> None:
    """Warn where places fit better in another datum and nobody was asked, as with a mapping used again."""
    if mapping.place.datum != "auto" or "datum" in mapping.answers or not context.has_places:
        return
    report = datum_test.examine(raw, mapping.table, mapping.place, context)
    if report.question() is not None:
        ledger.problem(
            translate("Import", "The places fit the project better if they are {datum}: {reason} They were "
                                "taken as "
                      "given.").format(datum=datum_test.name_of(report.proposed), reason=report.reason()),
            range(raw.n), "geometry", translate("Import", "Import the file again with its datum stated."))


def _put_right(xy: Floats, swapped: bool, ledger: Ledger) -> Floats:
    """Take 0, 0 for nothing, and exchange the two numbers of single rows that are the wrong way round."""
    xy = np.where((xy == 0.0).all(axis=1)[:, None], np.nan, xy)
    if xy.shape[1] != 2:
        return xy
    x, y = (xy[:, 1], xy[:, 0]) if swapped else (xy[:, 0], xy[:, 1])
    with np.errstate(invalid="ignore"):
        usual = ((x > 73) & (x < 136) & (y > 3) & (y < 54)) | (
            (x > 1e5) & (y > 1.8e6) & (y < 6e6) & ((x < 1e6) | (x > 1.2e7))
        )
        turned = ((y > 73) & (y < 136) & (x > 3) & (x < 54)) | (
            (y > 1e5) & (x > 1.8e6) & (x < 6e6) & ((y < 1e6) | (y > 1.2e7))
        )
    wrong = turned & ~usual
    if not wrong.any() or not usual.sum() > wrong.sum():
        return xy
    rows = np.flatnonzero(wrong)
    out = xy.copy()
    out[rows] = xy[rows][:, ::-1]
    text = [f"{a:g}, {b:g}" for a, b in xy[rows].tolist()]
    back = [f"{b:g}, {a:g}" for a, b in xy[rows].tolist()]
    ledger.change("geometry", "swapped_row", rows, np.array(text, dtype=object), np.array(back, dtype=object))
    ledger.problem(translate("Import", "Rows whose two coordinates were exchanged: {n}. They were put "
                                       "right.").format(
        n=len(rows)), rows)
    return out


def _derive(
    mapping: Mapping,
    columns: dict[str, NDArray[Any]],
    sources: dict[str, tuple[FieldRule, NDArray[Any]]],
    ends: point_and_line_tables.Ends | None,
    ledger: Ledger,
    context: ImportContext,
) -> None:
    n = ledger.raw.n
    for target, (rule, values) in sources.items():
        if rule.derive == "class":
            derived.classes_of(ledger, values, columns)
        elif rule.derive == "period":
            derived.periods(ledger, values, columns)
        elif rule.derive == "bottom" and target == "depth" and "ground_level" in columns:
            columns[target] = np.round(columns["ground_level"] - columns[target], 4)
        elif rule.derive == "bottom":
            del columns[target]
        elif rule.derive == "top" and target in _DEPTHS:
            columns[target] = columns[target] - columns.get("diameter_mm", np.full(n, np.nan)) / 1000.0
    if ends is not None:
        for target, side in _DEPTHS.items():
            rule = sources[target][0] if target in sources else FieldRule(target)
            if rule.derive == "depth":
                own = column_numbers(ledger.raw.columns[rule.ground]) if rule.ground else None
                columns[target] = point_and_line_tables.inverts(
                    columns[target], getattr(ends, side), context, ledger, target, own)
    if mapping.table == "outfalls":
        derived.parents_of_classes(columns, n)
        derived.codes_as_delivered(
            [sources[name][1] for name in ("code_national", "code_local") if name in sources], columns, n
        )
        derived.suffixes(columns, sources["name"][1] if "name" in sources else None, n)


def _without_place(mapping: Mapping, columns: dict[str, NDArray[Any]], geometry: Texts | None,
                   ledger: Ledger) -> None:
    """Turn away rows without a place, unless they can be tied to the network or known by their key."""
    table = SCHEMA.table(mapping.table)
    if table.geometry is Geometry.NONE:
        return
    lost = np.ones(ledger.raw.n, dtype=bool) if geometry is None else np.array(
        [blob is None for blob in geometry.tolist()], dtype=bool)
    lost[list(ledger.reasons)] = False
    if not lost.any():
        return
    ties = _TIES.get(mapping.table, _SOURCE_TIES if table.is_source else ())
    tied = np.zeros(len(lost), dtype=bool)
    for tie in (*ties, mapping.key):
        if tie and all(name in columns for name in tie):
            tied |= np.all([_filled(columns[name]) for name in tie], axis=0)
    ledger.reject(lost & ~tied, translate("Import", "The row has no place, and nothing by which it could be "
                                                    "known."))
    ledger.problem(translate("Import", "Rows without a place, taken in all the same: {n}.").format(
        n=int((lost & tied).sum())), lost & tied, "", translate("Import", "Give them a place in the map."))


def _filled(values: NDArray[Any]) -> Bools:
    if values.dtype.kind in "fiu":
        there: Bools = ~np.isnan(values)
        return there
    return np.array([text is not None and known(text) != "" for text in values.tolist()], dtype=bool)


def _places(mapping: Mapping, geometry: Texts | None) -> Floats | None:
    if geometry is None or SCHEMA.table(mapping.table).geometry is not Geometry.POINT:
        return None
    from ..layers.store.geometry_io import points_of

    return points_of(geometry)[0]
