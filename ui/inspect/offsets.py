"""An image that lies off: pairs of points say how far, and it is shown where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...i18n import translate
from ...imagery.offset import Offset, fit
from ...operations import inspection
from ...problems import UserError
from .recording import utc_text
from .scene import Scene

if TYPE_CHECKING:
    from qgis.core import QgsPointXY

    from ...layers.store.table_plan import TablePlan
    from ...operations.project_rows import EditedRows

Pair = tuple[float, float, float, float]  # where something is seen, x and y, and where it is


class Offsets:
    """Measures and keeps offsets of the images of the scene's left side."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._pairs: list[Pair] = []
        self._half: tuple[float, float] | None = None

    def forget(self) -> None:
        """Measure no more, and keep nothing."""
        self._pairs, self._half = [], None
        self._scene.points = []
        self._scene.dock.show_offset_row(False)

    def measure(self) -> None:
        """Ask for pairs of points: where something is seen, where it is."""
        if not self._scene.seen:
            self._scene.desk.messages.info(
                translate("Inspect", "The left side shows no catalogued image here.")
            )
            return
        self.forget()
        self._scene.dock.show_offset_row(True)
        self._scene.ask_clicks(self._hint(), self._take)

    def end(self) -> None:
        """No further clicks: what was measured is kept."""
        pairs = self._pairs
        self.forget()
        if pairs:
            self._keep(pairs)

    def take_away(self) -> None:
        """Show the images of this flight where their files say."""
        self._write(None)

    def _take(self, place: QgsPointXY) -> None:
        here = (place.x(), place.y())
        if self._half is None:
            self._half = here
        else:
            self._pairs.append((*self._half, *here))
            self._half = None
        ends = [(pair[at], pair[at + 1]) for pair in self._pairs for at in (0, 2)]
        self._scene.points = [*ends, *([self._half] if self._half else [])]
        self._scene.tool.take_clicks(self._hint())
        self._scene.refresh()

    def _hint(self) -> str:
        if self._half is not None:
            return translate(
                "Inspect", "Click where it really is, on the map or the other side. Esc or right click ends."
            )
        if not self._pairs:
            return translate("Inspect", "Click something that the left image shows.")
        try:
            found = fit(self._pairs, self._scene.dock.offset_kind)
        except UserError:
            found = fit(self._pairs)
        rest = (
            ""
            if found.rms_m != found.rms_m
            else translate("Inspect", ", {m} m left over").format(m=f"{found.rms_m:.2f}")
        )
        return translate(
            "Inspect", "{n} pairs: {m} m off{rest}. Click another point, or right click to move the image."
        ).format(n=len(self._pairs), m=f"{found.size_m:.2f}", rest=rest)

    def _keep(self, pairs: list[Pair]) -> None:
        """Move the images; a measurement on one that is moved already adds to its offset."""
        scene = self._scene
        before = scene.seen[0].offset if scene.seen else None
        try:
            # What was clicked is where the image shows now; its file shows it elsewhere.
            as_in_file = (
                pairs
                if before is None
                else [(*_back(before, x, y), to_x, to_y) for x, y, to_x, to_y in pairs]
            )
            found = fit(as_in_file, scene.dock.offset_kind)
        except UserError as error:
            scene.desk.messages.failure(error)
            return
        self._write(found)
        text = translate(
            "Inspect", "The image is shown {m} m off its file's place; the file is as it was."
        ).format(m=f"{found.size_m:.2f}")
        scene.desk.messages.success(text, [(translate("Inspect", "Back where it was"), self.take_away)])

    def _write(self, offset: Offset | None) -> None:
        scene = self._scene
        chosen = scene.seen
        if scene.dock.moves_flight and scene.seen:
            first = scene.seen[0]
            chosen = [
                shot for shot in scene.shots.shots if (shot.flight, shot.band) == (first.flight, first.band)
            ]
        if not chosen:
            return
        title = (
            translate("Inspect", "Move images")
            if offset
            else translate("Inspect", "Images back where they were")
        )
        uids, text = [shot.uid for shot in chosen], offset.to_json() if offset else None

        def move(_rows: EditedRows) -> TablePlan:
            return inspection.keep_offset(uids, text, scene.session.user, utc_text())

        if scene.desk.messages.attempt(lambda: scene.recorder.apply(title, move)):
            scene.reload()
            scene.refresh()


def _back(offset: Offset, x: float, y: float) -> tuple[float, float]:
    """Return the place that the offset moves to (x, y)."""
    square = offset.a**2 + offset.b**2
    dx, dy = x - offset.about[0] - offset.dx, y - offset.about[1] - offset.dy
    return (
        offset.about[0] + (offset.a * dx + offset.b * dy) / square,
        offset.about[1] + (offset.a * dy - offset.b * dx) / square,
    )
