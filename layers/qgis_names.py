"""Names of QGIS that changed between 3.22 and 4, each written once.

QGIS moved most of its enums into ``Qgis`` and shortened their members on the way: what is
``QgsWkbTypes.GeometryType.LineGeometry`` in 3.22 is ``Qgis.GeometryType.Line`` from 3.30 on. The
old names, written with their class, work in all versions that we support; type stubs are made
from a newer QGIS and know the new ones only, and no stubs have its exceptions. This is the one
place that says so to mypy; everybody else takes the names from here. Annotations name the type of
today: they are not evaluated, so 3.22 does not miss it.
"""

from __future__ import annotations

from typing import Any

from qgis import core
from qgis.core import (
    Qgis,
    QgsEditFormConfig,
    QgsFields,
    QgsLocatorResult,
    QgsPalLayerSettings,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingFeatureSource,
    QgsProcessingParameterDefinition,
    QgsRaster,
    QgsSnappingConfig,
    QgsSymbolLayer,
    QgsTask,
    QgsUnitTypes,
    QgsWkbTypes,
)

#: A coordinate that cannot be transformed.
CsException: type[Exception] = core.QgsCsException  # type: ignore[attr-defined]
#: What a Processing algorithm raises.
ProcessingException: type[Exception] = core.QgsProcessingException  # type: ignore[attr-defined]

# Kinds of geometry.
_Kind = QgsWkbTypes.GeometryType
POINT: Qgis.GeometryType = _Kind.PointGeometry  # type: ignore[attr-defined]
LINE: Qgis.GeometryType = _Kind.LineGeometry  # type: ignore[attr-defined]
NO_GEOMETRY: Qgis.GeometryType = _Kind.NullGeometry  # type: ignore[attr-defined]

#: An action of a layer that runs Python.
PYTHON_ACTION: Qgis.AttributeActionType = core.QgsAction.ActionType.GenericPython

# Units, of a map and on paper.
_Distance = QgsUnitTypes.DistanceUnit
METRES: Qgis.DistanceUnit = _Distance.DistanceMeters  # type: ignore[attr-defined]
KILOMETRES: Qgis.DistanceUnit = _Distance.DistanceKilometers  # type: ignore[attr-defined]
MILLIMETRES: Qgis.LayoutUnit = QgsUnitTypes.LayoutUnit.LayoutMillimeters  # type: ignore[attr-defined]
POINTS: Qgis.RenderUnit = QgsUnitTypes.RenderUnit.RenderPoints  # type: ignore[attr-defined]
PAGE_MILLIMETRES: Qgis.RenderUnit = QgsUnitTypes.RenderUnit.RenderMillimeters  # type: ignore[attr-defined]

#: A scale bar whose segments are round and as wide as there is room.
_Segments = core.QgsScaleBarSettings.SegmentSizeMode
FIT_WIDTH: Any = _Segments.SegmentSizeFitWidth  # type: ignore[attr-defined]

# Processing: layers that a parameter takes or gives, and flags.
_Source = QgsProcessing.SourceType
LINE_LAYER: Qgis.ProcessingSourceType = _Source.TypeVectorLine  # type: ignore[attr-defined]
TABLE_LAYER: Qgis.ProcessingSourceType = _Source.TypeVector  # type: ignore[attr-defined]
POINT_LAYER: Qgis.ProcessingSourceType = _Source.TypeVectorPoint  # type: ignore[attr-defined]
_Parameter = QgsProcessingParameterDefinition.Flag
ADVANCED: Qgis.ProcessingParameterFlag = _Parameter.FlagAdvanced  # type: ignore[attr-defined]
OPTIONAL: Qgis.ProcessingParameterFlag = _Parameter.FlagOptional  # type: ignore[attr-defined]
_Algorithm = QgsProcessingAlgorithm.Flag
NO_THREADING: Qgis.ProcessingAlgorithmFlag = _Algorithm.FlagNoThreading  # type: ignore[attr-defined]
_Reading = QgsProcessingFeatureSource.Flag
#: Features as they are: a geometry that is not valid stops nothing.
UNCHECKED: Qgis.ProcessingFeatureSourceFlag = _Reading.FlagSkipGeometryValidityChecks  # type: ignore[attr-defined]

# Symbols: properties that follow an expression.
_Symbol = QgsSymbolLayer.Property
ANGLE: QgsSymbolLayer.Property = _Symbol.PropertyAngle  # type: ignore[attr-defined]
ENABLED: QgsSymbolLayer.Property = _Symbol.PropertyLayerEnabled  # type: ignore[attr-defined]
STROKE_WIDTH: QgsSymbolLayer.Property = _Symbol.PropertyStrokeWidth  # type: ignore[attr-defined]

# Snapping: what of a layer catches the pointer.
_Snap = QgsSnappingConfig.SnappingTypes
VERTICES: Qgis.SnappingTypes = _Snap.VertexFlag  # type: ignore[attr-defined]
SEGMENTS: Qgis.SnappingTypes = _Snap.SegmentFlag  # type: ignore[attr-defined]

# Rasters: a band that says what is seen through.
_Colour = QgsRaster.ColorInterpretation
ALPHA_BAND: Qgis.RasterColorInterpretation = _Colour.AlphaBand

#: A form with tabs.
TABS: Qgis.AttributeFormLayout = QgsEditFormConfig.EditorLayout.TabLayout  # type: ignore[attr-defined]

# A column of the table itself, not joined, not virtual: the one that has no name in all versions (3.38).
_Origin = QgsFields.FieldOrigin
OWN_COLUMN: Qgis.FieldOrigin = (
    _Origin.Provider if hasattr(_Origin, "Provider") else _Origin.OriginProvider  # type: ignore[attr-defined]
)

# Labels that are centred on their point.
OVER_POINT: Qgis.LabelPlacement = QgsPalLayerSettings.Placement.OverPoint

# A task that can be stopped and that no message bar tells of (3.26): the docks do.
_Task = QgsTask.Flag
QUIET_TASK: QgsTask.Flags = (
    _Task.CanCancel | _Task.Silent if hasattr(_Task, "Silent") else _Task.CanCancel  # type: ignore[assignment]
)
#: The same, and QGIS stops it without a question when it closes: it only reads.
READING_TASK: QgsTask.Flags = QUIET_TASK | _Task.CancelWithoutPrompt


def user_data(result: QgsLocatorResult) -> Any:
    """Return what a result of the locator bar carries: by a property, or by one of two methods."""
    get = getattr(result, "getUserData", None)  # 3.22; in the newest userData() is a method
    data = get() if get is not None else result.userData  # type: ignore[attr-defined]
    return data() if callable(data) else data


def show_all_labels(settings: QgsPalLayerSettings) -> None:
    """Let every label of a layer be drawn, whatever it meets (3.26 renamed that)."""
    if hasattr(settings, "placementSettings"):
        placement = settings.placementSettings()
        placement.setOverlapHandling(Qgis.LabelOverlapHandling.AllowOverlapIfRequired)
        settings.setPlacementSettings(placement)
    else:
        settings.displayAll = True  # type: ignore[attr-defined]


def unserved() -> tuple[Any, ...]:
    """Return the flags that keep a field out of what a server shows; QGIS 3.22 has none of them in Python."""
    flags: Any = getattr(Qgis, "FieldConfigurationFlag", None)
    if flags is not None:  # QGIS 3.34 and later
        return flags.HideFromWms, flags.HideFromWfs
    flags = core.QgsField.ConfigurationFlag  # type: ignore[attr-defined]
    return flags.HideFromWms, flags.HideFromWfs
