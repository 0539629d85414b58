"""Suspected outfalls: where somebody clicks, and what a detector proposed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...i18n import inflected, translate
from ...imagery.catalogue import project_ground
from ...imagery.suspects import read_proposals
from ...operations import inspection
from ...operations.project_rows import EditedRows
from .. import settings
from ..file_dialogs import file_to_open
from .scene import Scene

if TYPE_CHECKING:
    from qgis.core import QgsPointXY

    from ...layers.store.table_plan import TablePlan


class Suspects:
    """Makes suspected outfalls in the scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def ask(self) -> None:
        """Ask for a click where the register has no outfall."""
        hint = translate("Inspect", "Click the suspected outfall. Esc or right click: none.")
        self._scene.ask_clicks(hint, self._make)

    def _make(self, place: QgsPointXY) -> None:
        scene = self._scene
        scene.ask_clicks("", None)
        shot = scene.seen[0].uid if scene.seen else ""
        suspect = partial(
            scene.recorder.suspect, place.x(), place.y(), scene.flight, shot, scene.dock.record())
        if not scene.desk.messages.attempt(suspect):
            return
        scene.reload()
        scene.refresh()
        scene.desk.messages.success(
            translate("Inspect", "A suspected outfall was recorded; U takes it back.")
        )

    def ask_file(self) -> None:
        """Ask for a detector's file and take it in as suspects."""
        file = file_to_open(
            self._scene.desk.iface.mainWindow(),
            translate("Inspect", "A detector's results"),
            "GeoJSON, GeoPackage (*.geojson *.json *.gpkg *.shp)",
        )
        if file:
            settings.LAST_FOLDER.set(str(Path(file).parent))
            self.take_in(file)

    def take_in(self, file: str) -> None:
        """Take a detector's points or boxes in as suspects to step through."""
        scene, name = self._scene, Path(file).name
        counts: list[int] = []  # proposals, and new suspects among them

        def work() -> None:
            found = read_proposals(Path(file), project_ground(scene.recorder.rows))

            def take_in(rows: EditedRows) -> TablePlan:
                plan = inspection.take_in(rows, found, name)
                counts[:] = [len(found), plan.n_new]
                return plan

            scene.recorder.apply(translate("Inspect", "Import {file}").format(file=name), take_in)

        if not scene.desk.messages.attempt(work):
            return
        scene.reload()
        text = translate(
            "Inspect",
            "{n} (suspect|suspects) to look at; {k} (was|were) there already. The filter “Suspects” steps "
            "through them.",
        )
        every, new = counts
        scene.desk.messages.success(inflected(text, n=new, k=every - new))
