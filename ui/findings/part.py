"""The part "findings": the dock, its wires to the map, the edit session and the tools that mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsPointXY,
)
from qgis.PyQt import sip

from ...i18n import translate
from ...operations import finding_list
from ..background import Report, Tasks
from ..interfaces import Desk
from ..judge.dialogs import asked_text
from ..parts import Part
from ..places import show_place
from ..timers import single_shot
from .dock import FindingsDock

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

CLOSE = 1000.0  # scale at which a place is shown


class FindingsPart(Part):
    """See the module."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.session = desk.part("edits").session
        self.dock = FindingsDock(desk.iface.mainWindow())
        self._tasks = Tasks(self._on_unread)
        self._read: tuple[str, bool] = ("", False)  # project, and whether the list is as the file
        self._layer: QgsVectorLayer | None = None
        self._later = single_shot(self, 0, self.reload)
        self._edits = single_shot(self, 0, self._show_edits)
        desk.add_dock(self.dock)
        self._does: dict[str, Callable[[], object]] = {
            "go": self.go,
            "fix": self.fix,
            "accept": self._ask_accept,
            "reopen": self.reopen,
            "next": lambda: self._step(+1),
            "previous": lambda: self._step(-1),
            "check": self.check,
        }
        self.dock.asked.connect(self._on_asked)
        self.dock.shown.connect(self._later.start)
        self.dock.outfall_filter_changed.connect(self._follow_outfalls)
        self.hear(desk.watch.layers_changed, self._on_layers)
        self.hear(desk.watch.selection_changed, self._on_selection)
        self.hear(self.session.changed, self._on_edited)
        self.hear(self.session.saved, self._on_saved)
        self._on_layers()

    def close(self) -> None:
        """Unmake everything."""
        self._later.stop()
        self._edits.stop()
        self._drop()
        self._follow(None)
        self.desk.remove_dock(self.dock)

    # what it shows

    def show(self, kind: str = "") -> None:
        """Show the dock; of one kind of finding where given."""
        self.desk.show_dock(self.dock)
        self.reload()
        if kind:
            self.dock.choose(kind=kind)

    def reload(self) -> None:
        """Read the findings again in the background, if the dock is seen and they changed."""
        self._later.stop()
        path = self.session.path
        if not self.dock.isVisible() or self._read == (path, True):
            return
        self._drop()
        self._read = (path, True)
        if not path:
            self.dock.set_list(None, {})
            return

        def work(report: Report) -> finding_list.FindingList:
            return finding_list.read_findings(path, lambda: report(0.5, "reading"))

        self.dock.set_busy(True)
        self._tasks.start(translate("Findings", "Reading findings"), work, self._on_read, only_reads=True)

    def renew(self) -> None:
        """Read the findings again: the file holds others."""
        self._read = ("", False)
        self.desk.watch.reload()
        self.reload()

    # what the user does

    def go(self) -> bool:
        """Show the place of the selected finding; return False where it has none."""
        positions = self.dock.selected_positions()
        layer = self.desk.watch.layer("findings") or self.desk.watch.layer("outfalls")
        if len(positions) != 1 or layer is None:
            return False
        (at,) = positions
        canvas = self.desk.iface.mapCanvas()
        table, uid = self._object(at)
        objects, feature = self.desk.watch.layer(table), self.desk.watch.feature(table, uid)
        place = self.dock.model.place(at)
        if place is not None:
            show_place(canvas, layer.crs(), QgsPointXY(*place), CLOSE, CLOSE)
        elif objects is not None and feature is not None:
            canvas.zoomToFeatureIds(objects, [feature.id()])
        else:
            self.desk.messages.info(translate("Findings", "This finding has no place on the map."))
            return False
        if objects is not None and feature is not None:
            objects.selectByIds([feature.id()])
            canvas.flashFeatureIds(objects, [feature.id()])
        return True

    def fix(self) -> None:
        """Go to the selected finding and open the tool that mends it, or the form of its object."""
        positions = self.dock.selected_positions()
        if len(positions) != 1:
            return
        kind = self.dock.model.value(positions[0], "kind")
        table, uid = self._object(positions[0])
        self.go()
        if not self.desk.part("correct").fix(kind, table, uid) and uid:
            self.desk.part("judge").open_form(table, uid)

    def accept(self, reason: str) -> None:
        """Accept the selected findings for a reason."""
        fids = self._chosen()
        self.desk.messages.attempt(lambda: finding_list.accept(self.session, fids, reason))

    def reopen(self) -> None:
        """Open the selected findings again."""
        fids = self._chosen()
        self.desk.messages.attempt(lambda: finding_list.reopen(self.session, fids))

    def _chosen(self) -> list[int]:
        """Return the selected findings, and tell the session how they were shown."""
        fids = self.dock.selected_fids()
        if self._read[1] and not self._tasks.is_busy and len(fids) <= finding_list.MOST:
            value = self.dock.model.value
            shown = {
                fid: {name: value(at, name) or None for name in ("status", "reason")}
                for fid, at in zip(fids, self.dock.selected_positions())
            }
            self.desk.messages.attempt(lambda: self.session.showing("findings", "findings", shown))
        return fids

    def check(self) -> None:
        """Look for findings in the network, in the background; nothing may be unsaved for that."""
        path = self.session.path
        if not path:
            return
        if self.session.is_modified:
            self.desk.messages.warning(
                translate(
                    "Findings",
                    "There are unsaved edits, and a check writes into the file. Save or discard them first.",
                )
            )
            return
        self._drop()
        user = self.session.user

        def work(report: Report) -> Any:
            from ...operations.runs.validate_project import validate_project

            return validate_project(path, progress=report, user=user)

        self.dock.set_busy(True)
        self._tasks.start(translate("Findings", "Checking the network"), work, self._on_checked)

    # wires

    def _on_asked(self, name: str) -> None:
        if self.desk.has_project:
            self._does[name]()

    def _step(self, by: int) -> None:
        self.dock.step(by)
        self.go()

    def _ask_accept(self) -> None:
        n = len(self.dock.selected_fids())
        if not n:
            return
        question = translate(
            "Findings", "Why are these {n} findings right as they are? They stay accepted in later runs."
        )
        reason = asked_text(self.dock, translate("Findings", "Accept"), question.format(n=n))
        if reason is not None:
            self.accept(reason)

    def _on_read(self, found: finding_list.FindingList) -> None:
        self.dock.set_busy(False)
        self.dock.set_list(found, finding_list.edited_cells(self.session))

    def _on_unread(self, error: BaseException, log: str) -> None:
        self._read = ("", False)
        self.dock.set_busy(False)
        self.desk.messages.failure(error, log)

    def _on_checked(self, _summary: Any) -> None:
        self.dock.set_busy(False)
        self.renew()

    def _on_edited(self, tables: set[str]) -> None:
        if "findings" in tables:
            self._edits.start()

    def _on_saved(self, report: Any) -> None:
        if "findings" in report.rows:
            self._read = ("", False)
            self._later.start()

    def _show_edits(self) -> None:
        if self.dock.isVisible() and not self._tasks.is_busy and self._read[1]:
            self.dock.set_edits(finding_list.edited_cells(self.session))

    def _on_layers(self) -> None:
        self._follow(self.desk.watch.layer("findings"))
        self._read = ("", False)
        self._later.start()

    def _on_selection(self) -> None:
        if self.dock.isVisible() and self.dock.outfallBox.isChecked():
            self.desk.messages.attempt(self._follow_outfalls)

    def _follow_outfalls(self) -> None:
        self.dock.outfalls = self.desk.watch.selected_outfalls()
        self.dock.apply_filter()

    def _follow(self, layer: QgsVectorLayer | None) -> None:
        """Hear when the findings are read anew from the file, as after a run."""
        if self._layer is not None and not sip.isdeleted(self._layer):
            self._layer.dataChanged.disconnect(self._on_data)
        self._layer = layer
        if layer is not None:
            layer.dataChanged.connect(self._on_data)

    def _on_data(self) -> None:
        self._read = ("", False)
        self._later.start()

    def _drop(self) -> None:
        self._tasks.drop(3000)
        self.dock.set_busy(False)

    def _object(self, position: int) -> tuple[str, str]:
        return (
            self.dock.model.value(position, "object_table"),
            self.dock.model.value(position, "object_uid"),
        )
