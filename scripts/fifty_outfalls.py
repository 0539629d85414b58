"""Fifty outfalls judged by keys inside QGIS, the map following; run by ``fifty_outfalls.sh``.

J goes to the next outfall of the register, Y confirms its first candidate. What each key costs the main
thread, until all that follows it is done, is measured as processor time, so that other programs do not count;
so is the longest piece of it without a break. The window keeps its height. The first two outfalls, for which
the tables are set into edit mode, are told apart and judged like all others.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

sys.path.insert(0, os.environ["OUTFALL_TRACER_SCRIPTS"])

from desktop_steps import (
    PLUGIN,
    Heart,
    Step,
    click_row,
    log,
    log_paces,
    map_is_drawn,
    picture,
    run,
    show_window,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget
from qgis.utils import iface, loadPlugin, plugins, startPlugin

PROJECT = os.environ["OUTFALL_TRACER_PROJECT"]
OUTFALLS = 50
FIRST = 2
MOST_PER_STEP, MOST_AT_ONCE = 150.0, 100.0  # milliseconds of the main thread
AFTERWARDS_S = 0.1  # in which what a key set going is done


def script() -> Iterator[Step]:
    """Open, go through the outfalls, tell the numbers."""
    window = iface.mainWindow()
    show_window(1366, 768)
    QApplication.setActiveWindow(window)
    assert loadPlugin(PLUGIN)
    assert startPlugin(PLUGIN)
    desk = plugins[PLUGIN].desk
    for dock in window.findChildren(QDockWidget):
        if dock.objectName() in ("Browser", "Browser2", "Layers"):
            dock.hide()
    desk.register.show()
    assert desk.projects.open(PROJECT), "the project does not open"
    yield lambda: desk.register.model.rowCount() > OUTFALLS
    box = desk.register.statusBox
    box.setCurrentIndex(box.findData("candidates"))
    yield map_is_drawn()
    judge = desk.part("judge")
    plugins[PLUGIN].actions["judge"].trigger()
    yield judge.dock.isVisible
    click_row(desk.register.table, 0)
    yield lambda: judge.judging.outfalls
    yield map_is_drawn()
    QApplication.setActiveWindow(window)  # no window manager does it, and shortcuts need it
    judge.dock.tree.setFocus()
    canvas, height = iface.mapCanvas(), window.height()
    heart = Heart()
    costs: dict[str, list[float]] = {"next": [], "confirm": []}
    pieces: dict[str, list[float]] = {"next": [], "confirm": []}
    seen = set()
    for number in range(OUTFALLS):
        before, place = list(judge.judging.outfalls), canvas.center()
        heart.longest()
        began = time.thread_time()
        QTest.keyClick(judge.dock.tree, Qt.Key.Key_J)
        yield lambda before=before: list(judge.judging.outfalls) != before
        yield AFTERWARDS_S
        costs["next"].append(1000 * (time.thread_time() - began))
        pieces["next"].append(heart.longest()[0])
        uid = judge.judging.outfalls[0]
        assert uid not in seen, "the same outfall again"
        seen.add(uid)
        feature = next(iter(desk.watch.layer("outfalls").selectedFeatures()))
        assert canvas.extent().contains(feature.geometry().asPoint()), "the map did not follow"
        assert canvas.center() != place or number == 0 or canvas.scale() <= 10_000
        judge.dock.select_next_candidate()
        heart.longest()
        began = time.thread_time()
        QTest.keyClick(judge.dock.tree, Qt.Key.Key_Y)
        yield AFTERWARDS_S
        costs["confirm"].append(1000 * (time.thread_time() - began))
        pieces["confirm"].append(heart.longest()[0])
        assert window.height() == height, f"{window.height()} instead of {height}"
    picture("fifty")
    for what, cost in costs.items():
        log_paces(what, cost, pieces[what], FIRST)
    log(f"{len(seen)} outfalls; height always {height}")
    assert max(map(max, costs.values())) <= MOST_PER_STEP, "a step is slower than 150 ms"
    assert max(map(max, pieces.values())) <= MOST_AT_ONCE, "the window was blocked for more than 100 ms"


run(script)
