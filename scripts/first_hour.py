"""A stranger's first steps in an empty profile, run inside QGIS by ``first_hour.sh``: only the ZIP is there.

Installs the ZIP as the plugin manager does, or from a repository of one's own, lets the window install what
is missing, makes the demonstration, finds an outfall, traces it, judges a source, and traces all. Each step
is logged with the time since QGIS was started.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, os.environ["OUTFALL_TRACER_SCRIPTS"])

from desktop_steps import OUT, PLUGIN, Step, click, click_row, log, map_is_drawn, picture, run, show_window
from qgis.core import Qgis
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, plugins

ZIP = os.environ["OUTFALL_TRACER_ZIP"]
PROJECT = Path(os.environ["OUTFALL_TRACER_PROJECT"])
BEGAN = float(os.environ["OUTFALL_TRACER_BEGAN"])
REPOSITORY = os.environ.get("OUTFALL_TRACER_REPOSITORY", "")


def minute(what: str) -> None:
    """Log a step with the time since the start, and take a picture."""
    seconds = time.time() - BEGAN
    log(f"{int(seconds // 60)}:{int(seconds % 60):02d}  {what}")
    picture(f"hour_{len(_STEPS):02d}")
    _STEPS.append(what)


_STEPS: list[str] = []


def install_from_repository() -> Iterator[Step]:
    """Add the repository, see the plugin in the manager's window, and install it there."""
    import pyplugin_installer
    from pyplugin_installer.installer_data import plugins as listed
    from qgis.core import QgsSettings

    settings = QgsSettings()
    repositories = "app/plugin_repositories"
    settings.setValue(f"{repositories}/Ours/url", f"{REPOSITORY}/plugins.xml")
    settings.setValue(f"{repositories}/QGIS Official Plugin Repository/enabled", False)
    settings.setValue("app/plugin_installer/allowExperimental", True)
    manager = pyplugin_installer.instance()
    manager.reloadAndExportData()
    assert PLUGIN in listed.all(), sorted(listed.all())
    shown: list[str] = []

    def look() -> None:
        window = QApplication.activeModalWidget()
        if window is None:
            QTimer.singleShot(200, look)
            return
        window.grab().save(str(OUT / "hour_manager.png"))
        shown.append(window.windowTitle())
        window.close()

    QTimer.singleShot(1500, look)
    iface.pluginManagerInterface().showPluginManager(2)
    yield lambda: shown
    manager.installPlugin(PLUGIN, stable=False)


def script() -> Iterator[Step]:
    """The steps."""
    import pyplugin_installer

    show_window(1366, 768)
    QApplication.setActiveWindow(iface.mainWindow())
    yield 1.0
    assert PLUGIN not in plugins
    minute(f"QGIS {Qgis.QGIS_VERSION} is there, with an empty profile")
    if REPOSITORY:
        yield from install_from_repository()
    else:
        pyplugin_installer.instance().installFromZipFile(ZIP)
    yield lambda: PLUGIN in plugins
    yield 1.0
    source = "repository" if REPOSITORY else "ZIP"
    minute(f"installed from the {source}: menu, toolbar and register are there")
    desk = plugins[PLUGIN].desk
    missing = desk._missing
    if missing is not None:
        minute(f"a window says: {missing.box.text()}")
        click(missing.install_button)
        yield lambda: missing.box.informativeText() and missing.install_button.isEnabled() != bool(
            missing._process)
        yield lambda: missing._process is None
        minute(f"after “Install them”: {missing.box.informativeText()} {missing.box.detailedText()[-300:]}")
        missing.close()
    else:
        minute("nothing is missing")

    import processing

    processing.run("outfalltracer:createdemo", {"OUTPUT": str(PROJECT), "OUTFALLS": 400, "PIPES": 12000})
    minute("the demonstration is made (400 outfalls, 12,000 pipes)")
    assert desk.projects.open(str(PROJECT))
    yield lambda: desk.register.model.rowCount() > 0
    yield map_is_drawn()
    minute("and open: the register lists it, the map shows it")
    click_row(desk.register.table, 3)
    yield lambda: desk.watch.layer("outfalls").selectedFeatureCount() == 1
    yield map_is_drawn()
    minute("a row is clicked, the map goes there")
    views: list[Any] = []
    failures: list[Any] = []
    desk.part("trace").tracer.finished.connect(views.append)
    desk.part("trace").tracer.failed.connect(lambda error, text: failures.append((error, text)))
    click(desk.register.traceButton)
    yield lambda: views or failures
    assert not failures, failures
    yield map_is_drawn()
    minute(f"traced upstream: {len(views[0].sources)} sources, {len(views[0].pipe_fids)} pipes")
    done: list[bool] = []
    desk.projects.traced_all.connect(lambda: done.append(True))
    plugins[PLUGIN].actions["all"].trigger()
    yield lambda: done
    yield map_is_drawn()
    minute("all outfalls are traced and the register updated")
    box = desk.register.statusBox
    box.setCurrentIndex(box.findData("candidates"))
    plugins[PLUGIN].actions["judge"].trigger()
    judge = desk.part("judge")
    yield judge.dock.isVisible
    click_row(desk.register.table, 0)
    yield lambda: judge.judging.outfalls
    judge.dock.raise_()
    QApplication.setActiveWindow(iface.mainWindow())
    judge.dock.tree.setFocus()
    judge.dock.select_next_candidate()
    QTest.keyClick(judge.dock.tree, Qt.Key.Key_Y)
    yield lambda: desk.part("edits").session.is_modified
    minute("its first candidate is confirmed with Y")
    desk.part("edits").save()
    yield lambda: not desk.part("edits").session.is_modified
    minute("saved")
    (OUT / "hour.txt").write_text("\n".join(_STEPS), encoding="utf-8")


run(script)
