"""QGIS expressions over the columns of a delivery: a filter, or a value made of several columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...i18n import translate
from ...problems import UserError
from ...tracing.model import Bools, Texts
from ..model import Mapping, RawTable
from .distinct_cells import Cells


def matching(raw: RawTable, expression: str) -> Bools:
    """Return the rows for which a filter holds; all of them where there is none."""
    if not expression.strip():
        return np.ones(raw.n, dtype=bool)
    return np.array([bool(value) for value in _values(raw, expression)], dtype=bool)


def evaluated(raw: RawTable, expression: str) -> Texts:
    """Return the values of an expression as texts or None. Raises UserError where it does not hold."""
    from .distinct_cells import objects

    found = objects(_values(raw, expression))
    return Cells.of(found).texts() if len(found) else objects([])


def unused(raw: RawTable, mapping: Mapping) -> list[str]:
    """Return the columns of a delivery that a mapping does not read at all."""
    used = {*mapping.place.x, *mapping.place.y}
    for rule in mapping.fields:
        used |= {rule.source, rule.ground} | columns_in(rule.expression)
    used |= columns_in(mapping.filter)
    return [name for name in raw.columns if name not in used]


def columns_in(expression: str) -> set[str]:
    """Return the columns that an expression names."""
    from qgis.core import QgsExpression

    return set(QgsExpression(expression).referencedColumns()) if expression.strip() else set()


def _values(raw: RawTable, expression: str) -> list[Any]:
    """Evaluate once per distinct combination of the columns that the expression names."""
    from qgis.core import (
        QgsExpression,
        QgsExpressionContext,
        QgsExpressionContextUtils,
        QgsFeature,
        QgsField,
        QgsFields,
    )

    parsed = QgsExpression(expression)
    if parsed.hasParserError():
        raise _error(expression, parsed.parserErrorString(), raw)
    named = [name for name in parsed.referencedColumns() if name in raw.columns]
    unknown = [name for name in parsed.referencedColumns() if name not in raw.columns and name != "*"]
    if unknown:
        raise _error(expression, translate("Import", "there is no column "
                                                     "{columns}.").format(columns=", ".join(unknown)), raw)
    fields = QgsFields()
    for name in named:
        fields.append(QgsField(name))  # a cell brings its own type
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.globalScope())
    context.setFields(fields)
    parsed.prepare(context)
    feature = QgsFeature(fields)
    known: dict[tuple[Any, ...], Any] = {}
    out = []
    for cells in zip(*(raw.columns[name].tolist() for name in named)) if named else [()] * raw.n:
        key = tuple(None if value != value else value for value in cells)
        if key not in known:
            feature.setAttributes(list(key))
            context.setFeature(feature)
            value = parsed.evaluate(context)
            if parsed.hasEvalError():
                raise _error(expression, parsed.evalErrorString(), raw)
            known[key] = None if value is None or not isinstance(value, (str, int, float, bool)) else value
        out.append(known[key])
    return out


def _error(expression: str, reason: str, raw: RawTable) -> UserError:
    return UserError(translate("Import", "The expression {expression} cannot be used on {file}: "
                                         "{reason}").format(
        expression=expression, file=raw.file, reason=reason))
