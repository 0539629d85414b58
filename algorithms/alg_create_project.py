"""``outfalltracer:createproject``: an empty project GeoPackage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qgis.core import QgsProcessingParameterCrs

from ..i18n import translate, user_language
from .base import OutfallAlgorithm
from .call import Call
from .parameters import Declared, output_file


class CreateProjectAlgorithm(OutfallAlgorithm):
    """An empty project, ready for imports and edits."""

    NAME = "createproject"
    ICON = "new_project.svg"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters."""
        label = translate("Algorithms", "Coordinate system (metres)")
        yield QgsProcessingParameterCrs("CRS", label, "EPSG:4547", optional=True)
        yield output_file("OUTPUT", translate("Algorithms", "New project"), "GeoPackage (*.gpkg)")

    def work(self, call: Call) -> dict[str, Any]:
        """Create the project."""
        from ..layers.project.create import create_project
        from ..operations.regime.unaudited_changes import note_unaudited

        crs = call.crs("CRS")
        named = crs if crs.isValid() else str(call.raw("CRS") or "EPSG:4547")
        made = create_project(call.output_file("OUTPUT"), named, user_language(), call.progress)
        note_unaudited(str(made))
        return {"OUTPUT": str(made)}
