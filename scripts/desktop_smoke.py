"""The desktop smoke test, run inside QGIS by ``desktop_smoke.sh``.

Loads the plugin, makes and opens a small demonstration project, finds an outfall in the
register, traces it, traces another by a click on the map, takes pictures, unloads and
loads the plugin again many times, and checks that nothing is left.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, os.environ["OUTFALL_TRACER_SCRIPTS"])

from desktop_steps import (
    OUT,
    PLUGIN,
    Step,
    click,
    click_map,
    click_row,
    log,
    map_is_drawn,
    picture,
    run,
    show_window,
)
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QAction, QApplication, QDockWidget, QToolBar
from qgis.utils import iface, loadPlugin, plugins, startPlugin, unloadPlugin

LOADS = 20
GROWING = ("widgets", "actions")  # QGIS makes some of its own when a project is opened for the first time


def start() -> float:
    """Load and start the plugin; return the seconds of processor time it took."""
    begun = time.thread_time()
    assert loadPlugin(PLUGIN), "the plugin does not load"
    assert startPlugin(PLUGIN), "the plugin does not start"
    return time.thread_time() - begun


def stop() -> None:
    """Unload the plugin and let Qt bury what was deleted."""
    assert unloadPlugin(PLUGIN), "the plugin does not unload"
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        gc.collect()


def inventory() -> dict[str, Any]:
    """Count what a plugin could leave behind."""
    window = iface.mainWindow()
    registry = QgsApplication.processingRegistry()
    return {
        "docks": sorted(dock.objectName() for dock in window.findChildren(QDockWidget)),
        "toolbars": sorted(bar.objectName() for bar in window.findChildren(QToolBar)),
        "plugin menu": sorted(action.text() for action in iface.pluginMenu().actions()),
        "providers": sorted(provider.id() for provider in registry.providers()),
        "marks on the map": len(iface.mapCanvas().scene().items()),
        "widgets": Counter(type(widget).__name__ for widget in QApplication.allWidgets()),
        "actions": len(window.findChildren(QAction)),
        "modules": sorted(name for name in sys.modules if name.partition(".")[0] == PLUGIN),
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Say what there is now that was not there before."""
    said = []
    for name, old in before.items():
        new = after[name]
        if isinstance(old, Counter):
            left = {kind: n - old[kind] for kind, n in new.items() if n > old[kind]}
            if left:
                said.append(f"{name}: {left}")
        elif old != new:
            said.append(f"{name}: {old} -> {new}")
    return said


def script() -> Iterator[Step]:
    """Do the test, step by step."""
    show_window()
    yield 0.5
    start()  # once, so that QGIS has made what it makes for any plugin
    stop()
    before = inventory()
    seconds = start()
    log(f"plugin load: {seconds * 1000:.0f} ms")
    heavy = [name for name in ("shapely", "scipy", "pandas") if name in sys.modules]
    log(f"heavy packages imported at start: {heavy or 'none'}")
    desk = plugins[PLUGIN].desk
    desk.register.show()
    yield 0.3
    picture("welcome")

    project = OUT / "project" / "demo_small.gpkg"
    if not project.exists():
        import processing

        project.parent.mkdir(parents=True, exist_ok=True)
        begun = time.perf_counter()
        processing.run("outfalltracer:createdemo", {"OUTPUT": str(project), "OUTFALLS": 60, "PIPES": 3000})
        log(f"createdemo: {time.perf_counter() - begun:.1f} s")
    assert desk.projects.open(str(project)), "the project does not open"
    yield lambda: desk.register.model.rowCount() > 0
    yield map_is_drawn()
    picture("opened")

    views: list[Any] = []
    desk.part("trace").tracer.finished.connect(views.append)
    failures: list[Any] = []
    desk.part("trace").tracer.failed.connect(lambda error, text: failures.append((error, text)))
    click_row(desk.register.table, 3)
    yield 0.2
    assert len(desk.watch.layer("outfalls").selectedFeatureIds()) == 1, "the map does not follow the row"
    click(desk.register.traceButton)
    yield lambda: views or failures
    assert not failures, failures
    log(f"first trace: {views[0].seconds * 1000:.0f} ms in the engine, {len(views[0].sources)} sources")

    position = 0
    while not (views[-1].sources and len(views[-1].pipe_fids) > 20):  # one that is worth a picture
        assert position < desk.register.model.rowCount(), "no outfall of the demonstration has sources"
        click_row(desk.register.table, position)
        n = len(views)
        click(desk.register.traceButton)
        yield lambda n=n: len(views) > n or failures
        assert not failures, failures
        position += 1
    view = views[-1]
    log(f"traced {view.title}: {len(view.sources)} sources, {len(view.pipe_fids)} pipes")
    assert set(desk.watch.layer("pipes").selectedFeatureIds()) == set(view.pipe_fids)
    assert desk.part("trace").dock.sourcesTree.model().rowCount() > 0
    yield map_is_drawn()
    picture("traced")

    outfalls = desk.watch.layer("outfalls")
    place = outfalls.getFeature(view.outfall_fids[0]).geometry().asPoint()
    desk.part("trace").clear()
    plugins[PLUGIN].actions["tool"].trigger()
    yield map_is_drawn()
    n = len(views)
    click_map(place.x(), place.y())
    yield lambda: len(views) > n or failures
    assert not failures, failures
    assert views[-1].outfall_fids == view.outfall_fids, "the map tool traced another outfall"
    yield 0.2

    plugins[PLUGIN].show_help()
    yield 0.3
    plugins[PLUGIN]._help.grab().save(
        str(OUT / f"help_{os.environ.get('OUTFALL_TRACER_LANGUAGE', 'en')}.png")
    )

    desk = view = outfalls = None
    views.clear()
    iface.newProject(False)
    yield 0.3
    stop()
    used = inventory()
    left = [said for said in differences(before, used) if not said.startswith(GROWING)]
    assert not left, f"left behind after use: {left}"
    assert not used["modules"], f"modules left behind: {used['modules'][:5]}"

    start()  # as after an update: everything works with what is loaded now
    desk = plugins[PLUGIN].desk
    desk.register.show()
    assert desk.projects.open(str(project)), "the project does not open after a reload"
    yield lambda: desk.register.model.rowCount() > 0
    again: list[Any] = []
    desk.part("trace").tracer.finished.connect(again.append)
    desk.part("trace").tracer.failed.connect(lambda error, text: failures.append((error, text)))
    click_row(desk.register.table, 3)
    yield 0.2
    click(desk.register.traceButton)
    yield lambda: again or failures
    assert not failures, failures
    log(f"traced {again[0].title} after a reload")
    desk = None
    again.clear()
    iface.newProject(False)
    yield 0.3
    stop()
    used = inventory()
    assert not used["modules"], f"modules left behind after a reload: {used['modules'][:5]}"
    taken = []
    for _ in range(LOADS):
        taken.append(start())
        stop()
    left = differences(used, inventory())
    assert not left, f"left behind after {LOADS} loads: {left}"
    log(f"{LOADS} loads and unloads leave nothing behind")
    warm = median(taken)
    log(f"plugin load, warm: {warm * 1000:.0f} ms (from {min(taken) * 1000:.0f} to {max(taken) * 1000:.0f})")
    yield 0.2
    assert isinstance(QgsProject.instance(), QgsProject)


if not Path(OUT / "failed.txt").exists():
    run(script)
