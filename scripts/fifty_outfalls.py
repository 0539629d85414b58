"""Fifty outfalls judged by keys inside QGIS, the map following; run by ``fifty_outfalls.sh``.

J goes to the next outfall of the register, Y confirms its first candidate. What each key costs the main
thread is measured as processor time, so that other programs do not count; so is the longest piece of work
without a break. The window keeps its height. The first two outfalls, for which modules are loaded and the
tables are set into edit mode, are told and not judged.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator

sys.path.insert(0, os.environ["OUTFALL_TRACER_SCRIPTS"])

from desktop_steps import KEPT, PLUGIN, Step, click_row, log, map_is_drawn, picture, run, show_window
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget
from qgis.utils import iface, loadPlugin, plugins, startPlugin

PROJECT = os.environ["OUTFALL_TRACER_PROJECT"]
OUTFALLS = 50
FIRST = 2
MOST_PER_STEP, MOST_AT_ONCE = 0.150, 0.100  # seconds of the main thread


class Heart:
    """The longest piece of processor time between two beats of the event loop."""

    def __init__(self) -> None:
        self.longest, self._before = 0.0, time.thread_time()
        self._timer = QTimer(iface.mainWindow())
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)
        KEPT.append((self._timer, self._beat))

    def _beat(self) -> None:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._before)
        self._before = now


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
    seen, decided = set(), 0
    heart.longest = 0.0
    for number in range(OUTFALLS):
        if number == FIRST:
            log(f"longest piece of work in the first {FIRST}: {heart.longest * 1000:.0f} ms")
            heart.longest = 0.0
        before, place = list(judge.judging.outfalls), canvas.center()
        began = time.thread_time()
        QTest.keyClick(judge.dock.tree, Qt.Key.Key_J)
        yield lambda before=before: list(judge.judging.outfalls) != before
        costs["next"].append(time.thread_time() - began)
        uid = judge.judging.outfalls[0]
        assert uid not in seen, "the same outfall again"
        seen.add(uid)
        feature = next(iter(desk.watch.layer("outfalls").selectedFeatures()))
        assert canvas.extent().contains(feature.geometry().asPoint()), "the map did not follow"
        assert canvas.center() != place or number == 0 or canvas.scale() <= 10_000
        judge.dock.select_next_candidate()
        began = time.thread_time()
        QTest.keyClick(judge.dock.tree, Qt.Key.Key_Y)
        yield 0.02
        costs["confirm"].append(time.thread_time() - began)
        decided += 1
        assert window.height() == height, f"{window.height()} instead of {height}"
    picture("fifty")
    for what, times in costs.items():
        slow = sorted(((round(1000 * each), number) for number, each in enumerate(times)), reverse=True)[:5]
        log(f"{what}: slowest (ms, which) {slow}")
        log(f"{what}: median {statistics.median(times) * 1000:.0f} ms, most {max(times) * 1000:.0f} ms")
    log(f"{decided} outfalls; longest piece of work {heart.longest * 1000:.0f} ms; height always {height}")
    slowest = max(max(times[FIRST:]) for times in costs.values())
    assert slowest <= MOST_PER_STEP, "a step is slower than 150 ms"
    assert heart.longest <= MOST_AT_ONCE, "the window was blocked for more than 100 ms"


run(script)
