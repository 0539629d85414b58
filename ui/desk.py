"""What lives while the plugin is loaded: watch, messages, projects, register, and the parts of the desk.

``plugin.py`` makes one desk and closes it again. Everything made here is unmade in
:meth:`Desk.close`; every part unmakes its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QRect, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QApplication, QDockWidget

from ..i18n import translate
from ..layers import requirements
from ..layers.schema import SCHEMA
from ..layers.sources.feature_reading import feature_of
from ..layers.store.gpkg import GdalError
from ..problems import UserError
from . import follow, settings
from .context_help import HelpKey
from .first_times import FirstTimes
from .messages import Messages
from .missing_packages import MissingPackages
from .parts import LATE, PARTS, Command, Part, late_commands, make_part
from .project_watch import ProjectWatch
from .projects import Projects
from .raster_order import lower_rasters
from .register.dock import RegisterDock
from .timers import single_shot
from .words import table_name

if TYPE_CHECKING:
    from . import interfaces
    from .correct.part import CorrectPart
    from .edits.part import EditsPart
    from .find.part import FindPart
    from .findings.part import FindingsPart
    from .inspect.part import InspectPart
    from .judge.part import JudgePart
    from .life.part import LifePart
    from .live.part import LivePart
    from .section.part import SectionPart
    from .spill.part import SpillPart
    from .trace.part import TracePart

    #: Every part is what others are told of it.
    _PROMISED: tuple[
        type[interfaces.Edits], type[interfaces.Live], type[interfaces.Trace], type[interfaces.Section],
        type[interfaces.Judge], type[interfaces.Correct], type[interfaces.Findings],
        type[interfaces.Life], type[interfaces.Inspect], type[interfaces.Spill], type[interfaces.Find],
    ] = (
        EditsPart, LivePart, TracePart, SectionPart, JudgePart, CorrectPart, FindingsPart, LifePart,
        InspectPart, SpillPart, FindPart,
    )  # fmt: skip

DOCK_WIDTH = 480
DOCK_LETTERS = 38  # so many heights of a letter: a code, a name, what was found and who is responsible
STARTING_MS = 50  # between two looks whether the window is there
LOW = 55  # lines of text: a window below that has no height for two docks, one above the other


def _screen() -> QRect:
    """Return what a window can take of the screen."""
    return QApplication.primaryScreen().availableGeometry()


def _lower(window: Any, room: int) -> None:
    """Give a window that has grown beyond the screen the height that there is."""
    if sip.isdeleted(window):
        return
    if window.isMaximized():
        window.showNormal()
        window.showMaximized()
    elif not window.isFullScreen():
        window.resize(window.width(), room)


class Desk(QObject):
    """The working parts of the plugin in one QGIS window."""

    state_changed = pyqtSignal()  # a project came or went, something is selected or not
    help_asked = pyqtSignal(str)  # anchor in the help

    def __init__(self, iface: Any) -> None:
        super().__init__()
        self.iface = iface
        self._parts: dict[str, Part] = {}
        self._watched: list[QDockWidget] = []
        self._placed: list[QDockWidget] = []
        self._strange: list[QDockWidget] = []  # QGIS did not know where they were
        self._closed = False
        self._missing: MissingPackages | None = None
        self.messages = Messages(iface)
        self.watch = ProjectWatch(self)
        self.projects = Projects(iface, self.watch, self.messages, self)
        self.register = RegisterDock(self.watch, iface.mainWindow())
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.register)
        self._connect()
        self._first_times = FirstTimes(self.watch, self)
        for name in PARTS:  # a part finds those before it while it is made
            self._parts[name] = make_part(self, name)
        self._help_key = HelpKey(self.help_asked.emit, self)
        for dock in self._docks():
            self._watch_dock(dock)
        self.watch.refresh()
        self._placing = single_shot(self, 0, self._on_first_moment)
        self._placing.start(0)
        self._fitting = single_shot(self, 0, self._fit)

    def close(self) -> None:
        """Unmake everything."""
        self._closed = True
        self._placing.stop()
        self._fitting.stop()
        self._first_times.close()
        for part in reversed(list(self._parts.values())):
            part.unmake()
        self._parts.clear()
        self._watched.clear()
        self._placed.clear()
        self.projects.close()
        self.messages.close()
        if self._missing is not None and not sip.isdeleted(self._missing.box):
            self._missing.close()
        self.watch.close()
        self.remove_dock(self.register)
        self.deleteLater()

    def part(self, name: str) -> Any:
        """Return the part called ``name``, made now where it comes late; None where there is none."""
        if name not in self._parts and name in LATE and not self._closed:
            self._parts[name] = make_part(self, name)
            for dock in self._docks():
                if dock not in self._watched:
                    self._place(dock)
                    self._watch_dock(dock)
        return self._parts.get(name)

    def commands(self) -> list[Command]:
        """Return the commands of all parts."""
        made = [command for part in self._parts.values() for command in part.commands()]
        return [*made, *late_commands(self)]

    @property
    def has_project(self) -> bool:
        """Say whether an outfall project is open."""
        return bool(self.watch.path)

    @property
    def has_selection(self) -> bool:
        """Say whether outfalls are selected."""
        layer = self.watch.layer("outfalls")
        return layer is not None and layer.selectedFeatureCount() > 0

    # what the user asks for

    def trace(self, fids: list[int], upstream: bool = True, table: str = "outfalls") -> None:
        """Trace from the features of ``table`` with these ids."""
        from ..operations.answers.trace_view import Start

        self.part("trace").trace(Start(table, tuple(fids)), upstream)

    def trace_object(self, table: str, fid: int, upstream: bool | None = None) -> None:
        """Trace from one object; by itself an outfall is traced upstream, everything else downstream."""
        self.trace([fid], table == "outfalls" if upstream is None else upstream, table)

    # places

    def add_dock(self, dock: QDockWidget) -> None:
        """Take a dock into the window, hidden; QGIS's own way would show it, and make a low window higher."""
        window = self.iface.mainWindow()
        if not window.restoreDockWidget(dock):  # where it was in another session, which adding would forget
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
            self._strange.append(dock)
        dock.hide()

    def remove_dock(self, dock: QDockWidget) -> None:
        """Unmake a dock."""
        self.iface.removeDockWidget(dock)
        dock.setParent(None)
        dock.deleteLater()

    def show_dock(self, dock: QDockWidget) -> None:
        """Show a dock of the desk in front of those it shares its place with."""
        dock.show()
        dock.raise_()

    def _watch_dock(self, dock: QDockWidget) -> None:
        self._watched.append(dock)
        self._help_key.watch(dock)
        if dock is not self.register:
            dock.visibilityChanged.connect(partial(self._on_seen, dock))

    def _fit(self) -> None:
        """Make tabs of our docks where the window would be higher than the screen, as it was left once."""
        window, right = self.iface.mainWindow(), Qt.DockWidgetArea.RightDockWidgetArea
        room = _screen().height()
        for dock in self._docks():
            if window.minimumSizeHint().height() <= room:
                break
            beside = not dock.isFloating() and window.dockWidgetArea(dock) == right and dock.isVisible()
            if beside and dock is not self.register and window.dockWidgetArea(self.register) == right:
                window.tabifyDockWidget(self.register, dock)
                dock.raise_()
        if window.height() > room:
            QTimer.singleShot(0, partial(_lower, window, room))  # when the tabs have their place

    def _on_seen(self, dock: QDockWidget, visible: bool) -> None:
        """Give a dock its share where it is seen for the first time; from then on QGIS remembers."""
        if visible:
            self._fitting.start(0)
        if not visible or dock.isFloating() or settings.placed(dock):
            return
        settings.set_placed(dock)
        window = self.iface.mainWindow()
        if self.register.isVisible() and dock not in window.tabifiedDockWidgets(self.register):
            height = self.register.height() + dock.height()
            window.resizeDocks(
                [self.register, dock], [height * 2 // 5, height * 3 // 5], Qt.Orientation.Vertical
            )
        dock.raise_()

    def _place(self, dock: QDockWidget) -> None:
        """Put a dock that was never seen with the others of its side as a tab, below the register.

        Done while it is hidden: a dock that is shown first and moved then has made the window higher.
        In a low window all are tabs beside the register: two docks, one above the other, show no rows.
        """
        if dock is self.register or (settings.placed(dock) and dock not in self._strange):
            return
        window, right = self.iface.mainWindow(), Qt.DockWidgetArea.RightDockWidgetArea
        if window.dockWidgetArea(dock) != right or window.dockWidgetArea(self.register) != right:
            return
        others = [
            other
            for other in self._docks()
            if other not in (dock, self.register)
            and not other.isFloating()
            and window.dockWidgetArea(other) == right
            and (other in self._placed or settings.placed(other))
        ]
        self._placed.append(dock)
        if others:
            window.tabifyDockWidget(others[0], dock)
        elif window.height() < LOW * window.fontMetrics().height():
            window.tabifyDockWidget(self.register, dock)
        else:
            window.splitDockWidget(self.register, dock, Qt.Orientation.Vertical)

    def _docks(self) -> list[QDockWidget]:
        """Return the docks of the plugin."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly  # the window has thousands of others
        every = self.iface.mainWindow().findChildren(QDockWidget, options=direct)
        return [
            dock
            for dock in every
            if dock.objectName().startswith("OutfallTracer") and not sip.isdeleted(dock)
        ]

    def _on_first_moment(self) -> None:
        """QGIS is back in its event loop: say what is missing, and give the docks their places.

        While QGIS starts it puts all docks where they were in the last session just before it shows its
        window; what was placed before that is lost.
        """
        if not self.iface.mainWindow().isVisible():
            self._placing.start(STARTING_MS)
            return
        lacking = requirements.missing()
        if lacking:
            self.say_missing(lacking)
        for dock in self._watched:
            self._place(dock)
        if settings.PLACED.get():
            return
        window = self.iface.mainWindow()
        whole = _screen().width()  # the window may not have its size yet
        width = max(DOCK_WIDTH, min(DOCK_LETTERS * window.fontMetrics().height(), whole * 2 // 5))
        window.resizeDocks([self.register], [width], Qt.Orientation.Horizontal)
        settings.PLACED.set(True)

    def say_missing(self, lacking: Sequence[requirements.Requirement]) -> None:
        """Say which packages are missing in a window that stays, and can install them."""
        if self._missing is not None and not sip.isdeleted(self._missing.box):
            self._missing.close()
        self._missing = MissingPackages(self.iface.mainWindow(), lacking)

    # wires

    def _connect(self) -> None:
        watch, register = self.watch, self.register
        watch.layers_changed.connect(self._mend_map_tips)
        watch.layers_changed.connect(self.state_changed)
        watch.layers_lost.connect(self._offer_back)
        watch.layers_shown.connect(self._lower_rasters)
        for button, slot in (
            (register.againButton, lambda: self._load_again(["outfalls"])),
            (register.openButton, self.projects.choose_and_open),
            (register.newButton, lambda: self.projects.make("createproject")),
            (register.demoButton, lambda: self.projects.make("createdemo")),
        ):
            button.clicked.connect(lambda _checked=False, slot=slot: slot())
        watch.selection_changed.connect(self.state_changed)
        register.trace_requested.connect(self.trace)
        register.zoom_requested.connect(self._zoom_to_outfalls)
        register.form_requested.connect(self._open_form)
        register.judge_requested.connect(lambda: self.part("judge").show())
        register.files_requested.connect(lambda: self.part("sheets").open("outfallfiles"))
        register.failed.connect(self.messages.failure)
        register.row_chosen.connect(lambda fid: follow.show_outfall(self.iface.mapCanvas(), watch, fid))
        register.district_chosen.connect(
            lambda code: follow.show_district(self.iface.mapCanvas(), watch, code)
        )

    def _open_form(self, fid: int) -> None:
        layer = self.watch.layer("outfalls")
        feature = feature_of(layer, fid) if layer is not None else None
        if feature is not None:
            self.iface.openFeatureForm(layer, feature)

    def _mend_map_tips(self) -> None:
        """A project that QGIS opened by itself may be of a time when map tips were not safe."""
        layers = self.watch.tables_of_file()
        if not layers:
            return
        from ..layers.project.forms import mend_map_tip
        from ..layers.project.qgis_project import shown_tables

        declared = {table.name: table for table in shown_tables()}
        for layer, table in layers:
            if table in declared:
                mend_map_tip(layer, declared[table])

    def _lower_rasters(self, layers: list[Any]) -> None:
        if self.has_project:
            there = [layer for layer in layers if not sip.isdeleted(layer)]
            lower_rasters(QgsProject.instance(), there)

    def _offer_back(self, tables: list[str]) -> None:
        """Layers of the project were removed: that takes nothing out of the file, and is easily undone."""
        known = {table.name for table in SCHEMA.tables}
        names = ", ".join(table_name(table) for table in tables if table in known)
        text = translate("Desk", "Removed from the window, not from the file: {layers}.").format(layers=names)
        if names:
            self.messages.info(text, [(translate("Desk", "Load again"), lambda: self._load_again(tables))])

    def _load_again(self, tables: list[str]) -> None:
        from ..layers.project.qgis_project import load_again

        try:
            load_again(QgsProject.instance(), Path(self.watch.file), tables)
        except GdalError as error:
            self.messages.failure(UserError(str(error)))

    def _zoom_to_outfalls(self, fids: list[int]) -> None:
        layer = self.watch.layer("outfalls")
        if layer is not None and fids:
            self.iface.mapCanvas().zoomToFeatureIds(layer, fids)
