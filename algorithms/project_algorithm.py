"""Verbs that work on a project GeoPackage: never behind the back of an open QGIS project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

from ..i18n import inflected, translate
from ..problems import UserError
from .base import OutfallAlgorithm
from .call import Call
from .parameters import input_file


class ProjectAlgorithm(OutfallAlgorithm):
    """A verb with a PROJECT. Unsaved edits on it stop the verb; its open layers are reloaded after."""

    WRITES = True

    def __init__(self) -> None:
        super().__init__()
        self._refusal = ""
        self._path: Path | None = None

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare PROJECT, then what the verb itself declares."""
        self.add_helped(input_file("PROJECT", translate("Algorithms", "Project (GeoPackage)"), "gpkg"))
        super().initAlgorithm(configuration)

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Look at the open layers; QGIS calls this on the main thread, where layers live."""
        from ..layers.project.find import layers_in_edit
        from ..sentences import edits_pending_sentence

        text = self.parameterAsFile(parameters, "PROJECT", context)
        self._path = Path(text).absolute() if text else None
        if self.WRITES and self._path is not None:
            edited = layers_in_edit(open_project(context), self._path)
            if edited:
                self._refusal = edits_pending_sentence(str(self._path), [layer.name() for layer in edited])
        return True

    def project_path(self) -> Path:
        """Return the project's path; raises UserError where it is missing or holds unsaved edits."""
        if self._path is None:
            raise UserError(translate("Algorithms", "No project is given: set PROJECT to its .gpkg file."))
        if not self._path.is_file():
            text = translate("Algorithms", "There is no file {path}. Set PROJECT to a project's .gpkg file.")
            raise UserError(text.format(path=self._path))
        if self._refusal:
            raise UserError(self._refusal)
        return self._path

    def postProcessAlgorithm(
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Show what was written in the layers that are open on the project."""
        from ..layers.project.find import layer_table, same_file
        from ..layers.sources.feature_reading import reload

        for layer in open_project(context).mapLayers().values() if self.WRITES and self._path else ():
            table = layer_table(layer)
            if table and same_file(table[0], self._path):
                reload(layer)
                layer.triggerRepaint()
        return {}


def project_crs(path: str) -> QgsCoordinateReferenceSystem:
    """Return the coordinate system of a project's tables."""
    return QgsVectorLayer(f"{path}|layername=pipes", "pipes", "ogr").crs()


def open_project(context: QgsProcessingContext) -> QgsProject:
    """Return the QGIS project the verb runs in."""
    return context.project() or QgsProject.instance()


def note_unaudited_changes(call: Call, path: str) -> None:
    """Before a verb writes what is recorded: enter what others changed in the audit trail, and say so."""
    from ..operations.regime.unaudited_changes import note_unaudited

    unseen = note_unaudited(path)
    if unseen:
        call.say(inflected(
            translate("Algorithms", "{n} (row was|rows were) changed without the plugin since it looked "
                      "last; noted in the audit trail."), n=unseen))
