"""The front door: actions, menu, toolbar, docks and provider. Wiring only.

QGIS calls ``initProcessing`` alone in ``qgis_process`` and ``initGui`` in the window.
Whatever is made here is unmade in ``unload``, in reverse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolBar

from .geos_guard import GeosGuard
from .i18n import install_translator, translate
from .ui.icons import icon


class OutfallTracerPlugin:
    """The plugin as QGIS holds it."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: Any = None
        self.desk: Any = None
        self.actions: dict[str, QAction] = {}
        self._menu: QMenu | None = None
        self._toolbar: QToolBar | None = None
        self._help: Any = None
        self._translator = install_translator()
        self._guard = GeosGuard()
        self._guard.install()

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        """Add the Processing provider."""
        from .algorithms.provider import OutfallTracerProvider

        self.provider = OutfallTracerProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        """Make everything that is seen."""
        from .ui.desk import Desk

        self.initProcessing()
        self.desk = Desk(self.iface)
        self._make_actions()
        self._make_menu_and_toolbar()
        self.desk.state_changed.connect(self._enable_actions)
        self._enable_actions()

    def unload(self) -> None:
        """Unmake everything."""
        if self.desk is not None:
            self.desk.state_changed.disconnect(self._enable_actions)
            self.desk.close()
            self.desk = None
        if self._help is not None:
            self._help.close()
            self._help.deleteLater()
            self._help = None
        for widget in (self._menu, self._toolbar):
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        if self._menu is not None:
            self.iface.pluginMenu().removeAction(self._menu.menuAction())
        self._menu = self._toolbar = None
        for action in self.actions.values():
            action.deleteLater()
        self.actions = {}
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self._translator is not None:
            QgsApplication.instance().removeTranslator(self._translator)
            self._translator = None
        self._guard.remove()

    def show_help(self) -> None:
        """Open the short help."""
        from .ui.help_dialog import HelpDialog

        if self._help is None:
            self._help = HelpDialog(self.iface.mainWindow())
        self._help.show()
        self._help.raise_()

    def _make_actions(self) -> None:
        desk = self.desk
        self._action(
            "open",
            "open_project",
            translate("Plugin", "Open project…"),
            desk.projects.choose_and_open,
            translate("Plugin", "Open an outfall project (.gpkg)"),
        )
        self._action(
            "new",
            "new_project",
            translate("Plugin", "New project…"),
            lambda: desk.projects.make("createproject"),
            translate("Plugin", "Create an empty outfall project for your own data"),
        )
        self._action(
            "demo",
            "demo_project",
            translate("Plugin", "Make demonstration project…"),
            lambda: desk.projects.make("createdemo"),
            translate("Plugin", "Make the demonstration project of the Wuhan reach"),
        )
        self._action(
            "trace",
            "trace",
            translate("Plugin", "Trace selected outfalls"),
            desk.trace_selected,
            translate("Plugin", "Trace the selected outfalls upstream and show what drains to them"),
        )
        self._action(
            "tool",
            "trace_tool",
            translate("Plugin", "Trace by clicking"),
            lambda: desk.pick_on_map(self.actions["tool"]),
            translate("Plugin", "Click an outfall on the map to trace it; Esc or right click leaves"),
        )
        self.actions["tool"].setCheckable(True)
        self._action(
            "clear",
            "clear",
            translate("Plugin", "Clear the result"),
            desk.clear,
            translate("Plugin", "Take the trace result off the map"),
        )
        self._action(
            "all",
            "trace_all",
            translate("Plugin", "Trace all and write back"),
            desk.projects.trace_all,
            translate(
                "Plugin", "Trace every outfall in the background and write the results into the project"
            ),
        )
        self._action(
            "help",
            "help",
            translate("Plugin", "Help"),
            self.show_help,
            translate("Plugin", "How to work with Outfall Tracer"),
        )

    def _action(self, name: str, icon_name: str, text: str, slot: Callable[[], Any], tip: str) -> None:
        action = QAction(icon(icon_name), text, self.iface.mainWindow())
        action.setObjectName(f"OutfallTracer_{name}")
        action.setToolTip(f"<b>{text}</b><br>{tip}")
        action.setStatusTip(tip)
        action.triggered.connect(lambda _checked=False: slot())
        self.actions[name] = action

    def _make_menu_and_toolbar(self) -> None:
        title = translate("Plugin", "Outfall Tracer")
        self._menu = QMenu(title, self.iface.mainWindow())
        self._menu.setObjectName("OutfallTracerMenu")
        self._menu.setIcon(icon("outfall_tracer"))
        self._toolbar = self.iface.addToolBar(title)
        self._toolbar.setObjectName("OutfallTracerToolbar")
        register = self.desk.register.toggleViewAction()  # the dock's own: goes with it
        register.setIcon(icon("register"))
        for name in (
            "open",
            "new",
            "demo",
            "|",
            "register",
            "trace",
            "tool",
            "clear",
            "|",
            "all",
            "|",
            "help",
        ):
            if name == "|":
                self._menu.addSeparator()
                self._toolbar.addSeparator()
                continue
            action = register if name == "register" else self.actions[name]
            self._menu.addAction(action)
            if name not in ("new", "demo"):
                self._toolbar.addAction(action)
        self.iface.pluginMenu().addMenu(self._menu)

    def _enable_actions(self) -> None:
        for name in ("tool", "clear", "all"):
            self.actions[name].setEnabled(self.desk.has_project)
        self.actions["trace"].setEnabled(self.desk.has_selection)
