"""What QGIS is given as inputs and outputs of a verb, as the files behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingUtils,
    QgsProperty,
    QgsVectorFileWriter,
)

#: Kinds of parameters that a layer is given for.
_LAYERS = ("source", "vector", "layer", "raster", "multilayer", "mesh")


def destination_text(value: Any, context: QgsProcessingContext) -> str:
    """Return an output as the text that QGIS makes of it; "" for none, and for a temporary one."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.valueAsString(context.expressionContext(), "")[0]
    text = "" if value is None else str(value)
    return "" if text in (QgsProcessing.TEMPORARY_OUTPUT, "memory:") else text


def is_file(destination: str) -> bool:
    """Tell whether a destination is a file by its plain path: no database, nothing in memory."""
    if not destination or destination.startswith(("memory:", "postgis:", "/vsi")):
        return False
    drive = len(destination) > 1 and destination[1] == ":"  # C:\data
    return drive or ":" not in destination


def with_ending(destination: str, definition: QgsProcessingParameterDefinition | None = None) -> str:
    """Return the file that a destination becomes: with the ending that it has none of."""
    if not is_file(destination):
        return destination
    if isinstance(definition, QgsProcessingParameterFolderDestination):
        return destination
    suffix = Path(destination).suffix
    if isinstance(definition, QgsProcessingParameterFileDestination):
        return destination if suffix else f"{destination}.{definition.defaultFileExtension()}"
    return destination if QgsVectorFileWriter.driverForExtension(suffix[1:]) else f"{destination}.gpkg"


def elsewhere(value: Any, path: str) -> Any:
    """Return what was given for an output with ``path`` in place of its own."""
    if not isinstance(value, QgsProcessingOutputLayerDefinition):
        return path
    moved = QgsProcessingOutputLayerDefinition(value)
    moved.sink = QgsProperty.fromValue(path)
    return moved


def move_loading(context: QgsProcessingContext, made: str, place: str) -> None:
    """Let QGIS load the result from its place, where it was to load it from where it was made."""
    loading = context.layersToLoadOnCompletion()
    if made in loading:
        loading[place] = loading.pop(made)
        context.setLayersToLoadOnCompletion(loading)


def input_layers(
    definition: QgsProcessingParameterDefinition, value: Any, context: QgsProcessingContext
) -> Iterator[str | QgsMapLayer]:
    """Yield the layers, or the paths and sources, that were given for an input."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProperty):
        value = value.valueAsString(context.expressionContext(), "")[0]
    if isinstance(value, (list, tuple)):
        for each in value:
            yield from input_layers(definition, each, context)
    elif isinstance(value, QgsMapLayer):
        yield value
    elif isinstance(value, str) and value:
        if isinstance(definition, QgsProcessingParameterFile):
            yield value
        elif definition.type() in _LAYERS:
            yield value
            layer = QgsProcessingUtils.mapLayerFromString(value, context)
            if layer is not None:
                yield layer
