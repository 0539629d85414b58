"""The configurations of the open project, for the result dock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsFeatureRequest, QgsVectorLayer

from ...rules.words import known

if TYPE_CHECKING:
    from ...operations.editing.session import EditSession
    from ...operations.runs.configurations import Configuration


def names_in(layer: QgsVectorLayer) -> list[str]:
    """Return the names of the configurations that the layer ``trace_configurations`` shows."""
    at = layer.fields().lookupField("name")
    if at < 0:
        return []
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([at])
    return sorted(
        name for name in (known(str(row.attribute(at) or "")) for row in layer.getFeatures(request)) if name
    )


def configuration_called(session: EditSession, name: str) -> Configuration | None:
    """Return a configuration; "" stands for the usual settings (None).

    Raises :class:`problems.UserError` where there is no such configuration, or it cannot be used.
    """
    if not name:
        return None
    from ...operations.project_rows import EditedRows
    from ...operations.runs.configurations import configuration_in

    return configuration_in(EditedRows(session), name)
