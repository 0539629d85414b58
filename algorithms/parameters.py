"""Short forms of the parameters and outputs that verbs declare, with the settings they share."""

from __future__ import annotations

from typing import Any, Union

from qgis.core import (
    QgsProcessingOutputDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..i18n import translate
from ..layers.qgis_names import ADVANCED, LINE_LAYER, POINT_LAYER, TABLE_LAYER

#: What a verb declares: parameters, and outputs that no parameter brings along.
Declared = Union[QgsProcessingParameterDefinition, QgsProcessingOutputDefinition]

_OPTIONAL_NUMBER = f"{(__package__ or '').rpartition('.')[0]}.ui.parameter_widgets.OptionalNumber"
#: Values of the parameter LANGUAGE; None is that of the project.
LANGUAGES = (None, "zh", "en")


def outfalls_parameter() -> QgsProcessingParameterDefinition:
    """Return OUTFALLS, an expression."""
    label = translate("Algorithms", "Only outfalls for which this is true")
    return QgsProcessingParameterExpression("OUTFALLS", label, optional=True)


def flag(name: str, label: str, *, default: bool = False) -> QgsProcessingParameterDefinition:
    """Return a yes or no."""
    return QgsProcessingParameterBoolean(name, label, defaultValue=default)


def text(
    name: str, label: str, default: str | None = None, *, optional: bool = False, lines: bool = False
) -> QgsProcessingParameterDefinition:
    """Return a text, of several lines where ``lines``."""
    return QgsProcessingParameterString(name, label, default, multiLine=lines, optional=optional)


def metres(name: str, label: str, unset: str) -> QgsProcessingParameterDefinition:
    """Return optional metres whatever the layer's coordinate system: a plain number, not in its units.

    unset: what the dialog shows where no number is given.
    """
    kind = QgsProcessingParameterNumber.Type.Double
    made = QgsProcessingParameterNumber(name, label, kind, defaultValue=None, optional=True, minValue=0.0)
    return _saying(made, unset)


def whole(
    name: str, label: str, default: int | None, least: int, unset: str = ""
) -> QgsProcessingParameterDefinition:
    """Return a whole number of at least ``least``; optional where ``unset`` says what holds without one."""
    kind = QgsProcessingParameterNumber.Type.Integer
    made = QgsProcessingParameterNumber(name, label, kind, default, optional=bool(unset), minValue=least)
    return _saying(made, unset) if unset else made


def _saying(made: QgsProcessingParameterDefinition, unset: str) -> QgsProcessingParameterDefinition:
    made.setMetadata({"widget_wrapper": {"class": _OPTIONAL_NUMBER, "unset": unset}})
    return made


def input_file(
    name: str, label: str, extension: str = "", *, optional: bool = False
) -> QgsProcessingParameterDefinition:
    """Return a file to read; without ``extension`` any kind, a folder or a name without an ending too."""
    if extension:
        return QgsProcessingParameterFile(name, label, extension=extension, optional=optional)
    every = f"{translate('Algorithms', 'All files')} (*)"  # QGIS's own is *.*
    return QgsProcessingParameterFile(name, label, optional=optional, fileFilter=every)


def output_file(name: str, label: str, pattern: str) -> QgsProcessingParameterDefinition:
    """Return a file that the verb always writes; ``pattern`` as in "CSV (*.csv)"."""
    return QgsProcessingParameterFileDestination(name, label, pattern)


def output_folder(name: str, label: str) -> QgsProcessingParameterDefinition:
    """Return a folder that the verb writes files into."""
    return QgsProcessingParameterFolderDestination(name, label)


def optional_file(
    name: str, label: str, pattern: str, *, by_default: bool = False
) -> QgsProcessingParameterDefinition:
    """Return a file that is written where asked for; the dialog asks by itself where ``by_default``."""
    return QgsProcessingParameterFileDestination(
        name, label, pattern, optional=True, createByDefault=by_default
    )


def line_layer(label: str) -> QgsProcessingParameterDefinition:
    """Return OUTPUT, a layer of lines."""
    return QgsProcessingParameterFeatureSink("OUTPUT", label, LINE_LAYER)


def point_layer(label: str) -> QgsProcessingParameterDefinition:
    """Return OUTPUT, a layer of points."""
    return QgsProcessingParameterFeatureSink("OUTPUT", label, POINT_LAYER)


def optional_layer(name: str, label: str, kind: Any) -> QgsProcessingParameterDefinition:
    """Return a layer of ``kind`` (qgis_names) that is written where asked for."""
    return QgsProcessingParameterFeatureSink(name, label, kind, optional=True, createByDefault=False)


def optional_points(name: str, label: str) -> QgsProcessingParameterDefinition:
    """Return a layer of points to read that need not be given."""
    return QgsProcessingParameterFeatureSource(name, label, [POINT_LAYER], optional=True)


def table_layer(label: str) -> QgsProcessingParameterDefinition:
    """Return OUTPUT, rows without a place."""
    return QgsProcessingParameterFeatureSink("OUTPUT", label, TABLE_LAYER)


def number_output(name: str, label: str) -> QgsProcessingOutputDefinition:
    """Return a number among the results."""
    return QgsProcessingOutputNumber(name, label)


def advanced(definition: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """Return the parameter, marked as an advanced one."""
    definition.setFlags(definition.flags() | ADVANCED)
    return definition


def language_parameter() -> QgsProcessingParameterDefinition:
    """Return the LANGUAGE parameter of exports; its values are LANGUAGES."""
    return QgsProcessingParameterEnum(
        "LANGUAGE",
        translate("Algorithms", "Language"),
        [translate("Algorithms", "That of the project"), "简体中文", "English"],
        defaultValue=0,
    )
