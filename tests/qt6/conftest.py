"""A real Qt 6 under the window's code, with a stand-in for QGIS, which has no Qt 6 build here.

What is proven: imports, enums, signals, .ui files, painting and every call into Qt. What is
not: the QGIS classes themselves. The stage runs in an environment of its own that holds PyQt6
and no QGIS; see scripts/qt6_tests.sh.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import types
from pathlib import Path
from unittest.mock import MagicMock

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
MODULES = (
    "QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtXml", "QtTest", "QtPrintSupport", "uic", "sip",
)


class StandIn(types.ModuleType):
    """A QGIS module: real Qt classes where the window inherits from them, else anything."""

    def __init__(self, name: str, bases: dict[str, type]) -> None:
        super().__init__(name)
        self.__dict__.update(bases)
        self.__path__ = []

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        value = MagicMock(name=f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


def _install() -> None:
    from PyQt6 import QtCore, QtGui, QtWidgets

    qgis, pyqt = types.ModuleType("qgis"), types.ModuleType("qgis.PyQt")
    qgis.__path__, pyqt.__path__ = [], []
    sys.modules.update({"qgis": qgis, "qgis.PyQt": pyqt})
    qgis.PyQt = pyqt
    for name in MODULES:
        module = importlib.import_module(f"PyQt6.{name}")
        sys.modules[f"qgis.PyQt.{name}"] = module
        setattr(pyqt, name, module)
    for name in ("QAction", "QActionGroup", "QShortcut"):  # QGIS 4's qgis.PyQt does the same
        setattr(QtWidgets, name, getattr(QtGui, name))

    class Canvas(QtWidgets.QWidget):
        """A map canvas as far as a tool or dock asks before anything is drawn."""

        def __getattr__(self, name: str) -> object:
            return MagicMock(name=f"canvas.{name}")

    class Tool(QtCore.QObject):
        """QgsMapTool and its kin."""

        def __init__(self, *_arguments: object) -> None:
            super().__init__()

        def __getattr__(self, name: str) -> object:
            return MagicMock(name=f"tool.{name}")

    class Task(QtCore.QObject):
        """QgsTask."""

        Flag = MagicMock(name="QgsTask.Flag")

    class Function:
        """QgsExpressionFunction."""

        Parameter = MagicMock(name="Parameter")

        def __init__(self, *_arguments: object) -> None:
            """Take anything."""

    class Filter(QtCore.QObject):
        """QgsLocatorFilter."""

        Priority = MagicMock(name="Priority")

    class Factory:
        """QgsOptionsWidgetFactory."""

        def __init__(self, *_arguments: object) -> None:
            """Take anything."""

    class Expression(QtWidgets.QComboBox):
        """QgsFieldExpressionWidget."""

        fieldChanged = QtCore.pyqtSignal(str)  # noqa: N815

        def __getattr__(self, name: str) -> object:
            return MagicMock(name=f"expression.{name}")

    class Projection(Expression):
        """QgsProjectionSelectionWidget."""

        crsChanged = QtCore.pyqtSignal(object)  # noqa: N815
        CrsOption = MagicMock(name="CrsOption")

    class Checkable(Expression):
        """QgsCheckableComboBox."""

        checkedItemsChanged = QtCore.pyqtSignal(list)  # noqa: N815

    class Settings:
        """QgsSettings that holds nothing."""

        def value(self, _key: str, default: object = None) -> object:
            """Return the default."""
            return default

        def setValue(self, _key: str, _value: object) -> None:  # noqa: N802
            """Forget it."""

    class Project(MagicMock):
        """QgsProject that holds nothing."""

    project = Project()
    project.instance.return_value.readEntry.return_value = ("", False)
    project.instance.return_value.mapLayers.return_value = {}
    core = {
        "QgsTask": Task, "QgsExpressionFunction": Function, "QgsLocatorFilter": Filter,
        "QgsSettings": Settings,
        "QgsProject": project, "NULL": None, "QgsVectorLayer": type("QgsVectorLayer", (QtCore.QObject,), {}),
        "QgsProcessingFeedback": QtCore.QObject, "QgsFeedback": QtCore.QObject,
    }
    gui = {
        "QgsMapCanvas": Canvas, "QgsOptionsPageWidget": QtWidgets.QWidget, "QgsOptionsWidgetFactory": Factory,
        "QgsDockWidget": QtWidgets.QDockWidget, "QgsMapTool": Tool, "QgsMapToolEmitPoint": Tool,
        "QgsMapToolIdentify": Tool, "QgsMapToolEdit": Tool, "QgsMapToolAdvancedDigitizing": Tool,
        "QgsMapCanvasItem": Factory, "QgsFilterLineEdit": QtWidgets.QLineEdit,
        "QgsMessageBar": QtWidgets.QFrame, "QgsFieldExpressionWidget": Expression,
        "QgsProjectionSelectionWidget": Projection, "QgsCheckableComboBox": Checkable,
    }
    for name, bases in (("core", core), ("gui", gui), ("analysis", {}), ("utils", {})):
        module = StandIn(f"qgis.{name}", bases)
        sys.modules[f"qgis.{name}"] = module
        setattr(qgis, name, module)
    for name in ("osgeo", "processing", "processing.gui", "processing.gui.wrappers"):
        sys.modules[name] = StandIn(name, {})


_install()
spec = importlib.util.spec_from_file_location(
    "outfall_tracer", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
package = importlib.util.module_from_spec(spec)
sys.modules["outfall_tracer"] = package
spec.loader.exec_module(package)


@pytest.fixture(scope="session")
def app():
    """The one application."""
    from PyQt6.QtWidgets import QApplication

    return QApplication.instance() or QApplication([])


@pytest.fixture
def shown(app):
    """Show a widget, let Qt lay it out and paint it, and give its picture back."""

    def show(widget, width=500, height=700):
        widget.resize(width, height)
        widget.show()
        app.processEvents()
        picture = widget.grab()
        assert not picture.isNull()
        return picture

    return show
