"""The front door: actions, menu, toolbar, docks and provider. Wiring only.

QGIS calls ``initProcessing`` alone in ``qgis_process`` and ``initGui`` in the window.
Whatever is made here is unmade in ``unload``, in reverse.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolBar
from qgis.utils import plugins

from . import forget_modules
from .geos_guard import GeosGuard
from .i18n import install_translator, translate
from .ui.icons import icon
from .ui.parts import GROUPS, Command
from .ui.plain_text import tip


class OutfallTracerPlugin:
    """The plugin as QGIS holds it."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: Any = None
        self.desk: Any = None
        self.actions: dict[str, QAction] = {}
        self._shown: list[tuple[Command, QAction]] = []
        self._menu: QMenu | None = None
        self._toolbar: QToolBar | None = None
        self._help: Any = None
        self._translator = install_translator()
        self._guard = GeosGuard()
        self._guard.install()

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        """Add the Processing provider."""
        from .algorithms.provider import OutfallTracerProvider

        provider = OutfallTracerProvider()
        if QgsApplication.processingRegistry().addProvider(provider):  # it refuses, and deletes, a second one
            self.provider = provider

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        """Make everything that is seen."""
        from .ui.desk import Desk

        self.initProcessing()
        self.desk = Desk(self.iface)
        self._make_actions()
        self._make_menu_and_toolbar()
        self.desk.state_changed.connect(self._enable_actions)
        self.desk.help_asked.connect(self.show_help)
        self._enable_actions()

    def unload(self) -> None:
        """Unmake everything."""
        if self.desk is not None:
            self.desk.state_changed.disconnect(self._enable_actions)
            self.desk.help_asked.disconnect(self.show_help)
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
        self.actions, self._shown = {}, []
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self._translator is not None:
            QgsApplication.instance().removeTranslator(self._translator)
            self._translator = None
        self._guard.remove()
        if plugins.get(__package__) is self:  # QGIS unloads it
            forget_modules()

    def show_help(self, topic: str = "") -> None:
        """Open the short help, at the place about ``topic``."""
        from .ui.help_dialog import HelpDialog

        if self._help is None:
            self._help = HelpDialog(self.iface.mainWindow())
        self._help.show_topic(topic)

    def _commands(self) -> list[Command]:
        desk = self.desk
        return [
            Command(
                "open", "open_project", translate("Plugin", "Open project…"),
                translate("Plugin", "Open an outfall project, a file that ends in .gpkg"),
                desk.projects.choose_and_open, "project",
            ),
            Command(
                "new", "new_project", translate("Plugin", "New project…"),
                translate("Plugin", "Create an empty outfall project for your own data"),
                lambda: desk.projects.make("createproject"), "project", in_toolbar=False,
            ),
            Command(
                "demo", "demo_project", translate("Plugin", "Make demonstration project…"),
                translate("Plugin", "Make the demonstration project of the Wuhan reach"),
                lambda: desk.projects.make("createdemo"), "project", in_toolbar=False,
            ),
            Command(
                "all", "trace_all", translate("Plugin", "Trace all and update the register"),
                translate(
                    "Plugin", "Trace every outfall in the background and write the results into the project"
                ),
                desk.projects.trace_all, "all", enabled=lambda: desk.has_project,
            ),
            Command(
                "validatenetwork", "validate", translate("Plugin", "Check the network…"),
                translate("Plugin", "Look for what is wrong in the network of the open project"),
                partial(desk.projects.run_verb, "validatenetwork"), "data", in_toolbar=False,
                enabled=lambda: desk.has_project,
            ),
            Command(
                "help", "help", translate("Plugin", "Help"),
                translate("Plugin", "How to work with Outfall Tracer"),
                self.show_help, "help",
            ),
            *desk.commands(),
        ]

    def _make_actions(self) -> None:
        for command in self._commands():
            action = QAction(icon(command.icon), command.text, self.iface.mainWindow())
            action.setObjectName(f"OutfallTracer_{command.name}")
            action.setToolTip(tip(command.tip, command.text))
            action.setStatusTip(command.tip)
            action.setWhatsThis(tip(command.tip, command.text))
            action.setCheckable(command.checkable)
            if command.shortcut:
                action.setShortcut(QKeySequence(command.shortcut))
            action.triggered.connect(self._slot(command, action))
            if command.dress is not None:
                command.dress(action)
            self.actions[command.name] = action
            self._shown.append((command, action))

    @staticmethod
    def _slot(command: Command, action: QAction) -> Callable[[bool], None]:
        def run(_checked: bool = False) -> None:
            if command.checkable:
                command.run(action)
            else:
                command.run()

        return run

    def _make_menu_and_toolbar(self) -> None:
        title = translate("Plugin", "Outfall Tracer")
        self._menu = QMenu(title, self.iface.mainWindow())
        self._menu.setObjectName("OutfallTracerMenu")
        self._menu.setIcon(icon("outfall_tracer"))
        self._toolbar = self.iface.addToolBar(title)
        self._toolbar.setObjectName("OutfallTracerToolbar")
        register = self.desk.register.toggleViewAction()  # the dock's own: goes with it
        register.setIcon(icon("register"))
        for group in GROUPS:
            members = [(action, command.in_toolbar) for command, action in self._shown
                       if command.group == group]
            if group == "register":
                members.insert(0, (register, True))
            for bar, chosen in (
                (self._menu, [action for action, _ in members]),
                (self._toolbar, [action for action, in_toolbar in members if in_toolbar]),
            ):
                if chosen and bar.actions():
                    bar.addSeparator()
                bar.addActions(chosen)
        self.iface.pluginMenu().addMenu(self._menu)

    def _enable_actions(self) -> None:
        for command, action in self._shown:
            if command.enabled is not None:
                action.setEnabled(command.enabled())
