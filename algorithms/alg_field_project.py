"""``outfalltracer:fieldproject``: the project as QField takes it along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..i18n import translate
from .call import Call
from .parameters import Declared, optional_file
from .project_algorithm import ProjectAlgorithm


class FieldProjectAlgorithm(ProjectAlgorithm):
    """A .qgz beside the GeoPackage."""

    NAME = "fieldproject"
    ICON = "photo.svg"
    GROUP = "report"
    WRITES = False
    MAIN_THREAD = True  # a QGIS project is read and written there

    def declared(self) -> Iterator[Declared]:
        """Yield the parameter."""
        yield optional_file("OUTPUT", translate("Algorithms", "QGIS project for the field"), "QGIS (*.qgz)")

    def work(self, call: Call) -> dict[str, Any]:
        """Write the project."""
        from ..layers.project.field_project import write_field_project

        path = self.project_path()
        given = call.output_file("OUTPUT")
        target = write_field_project(path, given or Path(path).with_name("field.qgz"))
        call.say(translate("Algorithms", "Copy the folder {folder} to the device, or package it with "
                           "QFieldSync.").format(folder=target.parent))
        return {"OUTPUT": str(target)}
