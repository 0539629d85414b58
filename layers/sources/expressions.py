"""QGIS expressions over tables of a project: which rows does this one choose?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from ...i18n import translate
from ...problems import UserError
from ...tracing.model import Floats, Ints

if TYPE_CHECKING:
    from qgis.core import QgsExpressionContext, QgsFeatureSource, QgsVectorLayer

_CHECK_EVERY = 1000


def rows_matching(path: str, table: str, expression: str) -> Ints:
    """Return the ``fid`` of the rows of ``table`` for which a QGIS expression is true.

    Raises :class:`UserError` where the expression cannot be parsed, names a column that the
    table lacks, or cannot be evaluated.
    """
    return _true(_evaluated(_layer(path, table, expression), table, expression, None))


def layer_rows_matching(layer: QgsVectorLayer, table: str, expression: str) -> Ints:
    """Return :func:`rows_matching` of a layer that stands for ``table``."""
    return _true(_evaluated(layer, table, expression, None))


def _true(values: Iterator[tuple[int, object]]) -> Ints:
    found = [fid for fid, value in values if isinstance(value, (bool, int, float)) and value]
    return np.array(found, dtype=np.int64)


def numbers_of(
    path: str, table: str, expression: str, check: Callable[[], None] | None = None
) -> tuple[Ints, Floats]:
    """Return ``fid`` and the number a QGIS expression gives, row by row; NaN where it gives none.

    Texts that hold a number count as it. check: called now and then; may raise to stop the work. Raises
    :class:`UserError` as :func:`rows_matching` does.
    """
    fids: list[int] = []
    values: list[float] = []
    for fid, value in _evaluated(_layer(path, table, expression), table, expression, check):
        fids.append(fid)
        values.append(_number(value))
    return np.array(fids, dtype=np.int64), np.array(values, dtype=np.float64)


def _number(value: object) -> float:
    if isinstance(value, (bool, int, float, str)):
        with suppress(ValueError):
            return float(value)
    return float("nan")


def _layer(path: str, table: str, expression: str) -> QgsVectorLayer:
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(f"{path}|layername={table}", table, "ogr")
    if not layer.isValid():
        raise _refused(table, expression, translate("Expressions", "the table cannot be opened."))
    return layer


def _refused(table: str, expression: str, reason: str) -> UserError:
    return UserError(
        translate("Expressions", "The expression {expression} cannot be used on the table {table}: "
                  "{reason}").format(expression=expression, table=table, reason=reason.strip()))


def _evaluated(
    layer: QgsVectorLayer, table: str, expression: str, check: Callable[[], None] | None
) -> Iterator[tuple[int, object]]:
    """Yield ``fid`` and value of an expression for every row of a layer that stands for ``table``."""
    from qgis.core import QgsExpressionContext, QgsExpressionContextUtils

    # No project scope: a trace runs beside the main thread, which owns the open project.
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.globalScope())
    context.appendScope(QgsExpressionContextUtils.layerScope(layer))
    return evaluated(layer, table, expression, context, check)


def evaluated(
    source: QgsFeatureSource, name: str, expression: str, context: QgsExpressionContext,
    check: Callable[[], None] | None = None, *flags: Any,
) -> Iterator[tuple[int, object]]:
    """Yield id and value of an expression for every feature of ``source``, called ``name``, in its order.

    flags: given to the source with the request. Raises :class:`UserError` as :func:`rows_matching` does.
    """
    from qgis.core import QgsExpression, QgsFeatureRequest

    def refuse(reason: str) -> UserError:
        return _refused(name, expression, reason)

    parsed = QgsExpression(expression)
    if parsed.hasParserError():
        raise refuse(parsed.parserErrorString())
    fields = {field.name().lower() for field in source.fields().toList()}
    lacking = sorted(name for name in parsed.referencedColumns()
                     if name.lower() not in fields and name != QgsFeatureRequest.ALL_ATTRIBUTES)
    if lacking:
        raise refuse(translate("Expressions", "there is no column {columns}.")
                     .format(columns=", ".join(lacking)))
    context.setFields(source.fields())
    if not parsed.prepare(context):
        raise refuse(parsed.evalErrorString())
    request = QgsFeatureRequest()
    if not parsed.needsGeometry():
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(list(parsed.referencedColumns()), source.fields())
    # Row by row, not as a filter of the request: a filter that fails is simply false there.
    for number, feature in enumerate(source.getFeatures(request, *flags)):
        if check and number % _CHECK_EVERY == 0:
            check()
        context.setFeature(feature)
        value = parsed.evaluate(context)
        if parsed.hasEvalError():
            raise refuse(parsed.evalErrorString())
        yield feature.id(), value
