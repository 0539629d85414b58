"""``outfalltracer:fieldproject``: the project as QField takes it along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..i18n import Later, translate
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
    TITLE = Later("Algorithms", "Take the project to the field")
    TAGS = Later("Algorithms", "field,qfield,qfieldsync,mobile,package,photo,visit")
    HELP = Later(
        "Algorithms",
        "Writes a QGIS project (.qgz) beside the GeoPackage, for QField. It has the layers, forms and "
        "styles of the stored project, relative paths, and the settings that QFieldSync keeps: tables "
        "are copied; visits, inspections, samples, photos, evidence and findings can be made and "
        "changed outside, outfalls changed; network, sources and results are locked; pictures go to "
        "DCIM under the name of their table. The plugin's own records are not taken along.\n\nWhat "
        "QFieldSync would refuse is said first, all at once: file names that are not plain letters, "
        "layers in memory, without a key, or that cannot be opened. No row is changed.",
    )

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
