"""The window on a million pipes: is it ever blocked, and how soon does a click show its trace?

    python3 benchmarks/desktop.py [--pipes 1000000] [--project FILE]

Run it with the Python that has QGIS, offscreen or on a display. A real map canvas shows the project
and the parts of the desk work on it. A timer that should fire every 5 ms measures how long
the main thread is kept from it, while the network is built in the background and around
every click. A click is counted from the question to the painted highlight. The exit code is 1 when a
budget is missed: 100 ms for the main thread, 150 ms for a click (median).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BUDGET_BLOCKED_MS, BUDGET_CLICK_MS = 100.0, 150.0
BEAT_MS = 5
CLICKS = 40


class Heartbeat:
    """Remembers the times between two beats of the main thread.

    While other programs keep the processor this process does nothing, and nothing in it can be blocked by
    it: of every gap only as much counts as the process (all its threads) has worked.
    """

    def __init__(self) -> None:
        from qgis.PyQt.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last, self._worked = time.perf_counter(), time.process_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.process_time()
        self.gaps.append(min(now - self._last, worked - self._worked) * 1000)
        self._last, self._worked = now, worked

    def take(self) -> list[float]:
        """Return the times between beats since the last call, ms, longest first."""
        gaps, self.gaps = sorted(self.gaps, reverse=True), []
        return gaps


def window() -> Any:
    """Return a window with a map, as far as the desk asks for one."""
    from unittest.mock import MagicMock

    from qgis.gui import QgsMapCanvas, QgsMessageBar
    from qgis.PyQt.QtWidgets import QMainWindow

    main = QMainWindow()
    canvas = QgsMapCanvas(main)
    main.setCentralWidget(canvas)
    main.resize(1600, 1000)
    bar = QgsMessageBar(canvas)
    iface = MagicMock()
    iface.mainWindow = lambda: main
    iface.mapCanvas = lambda: canvas
    iface.messageBar = lambda: bar
    iface.addDockWidget = main.addDockWidget
    iface.removeDockWidget = main.removeDockWidget
    main.show()
    return iface


def spin(until: Callable[[], Any], seconds: float = 600) -> None:
    """Let the window live until something is so."""
    from qgis.PyQt.QtCore import QCoreApplication, QEventLoop

    end = time.perf_counter() + seconds
    while not until():
        if time.perf_counter() > end:
            raise TimeoutError("nothing happened")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.0005)


def add_layers(path: Path, iface: Any) -> None:
    """Put the layers of the project file on the map."""
    from outfall_tracer.layers.schema import SCHEMA
    from qgis.core import QgsProject, QgsVectorLayer

    names = ("river", "pipes", "manholes", *(table.name for table in SCHEMA.source_tables), "outfalls")
    layers = [QgsVectorLayer(f"{path}|layername={name}", name, "ogr") for name in names]
    layers = [layer for layer in layers if layer.isValid()]
    QgsProject.instance().addMapLayers(layers)
    canvas = iface.mapCanvas()
    canvas.setDestinationCrs(layers[-1].crs())
    # Not the pipes: the map would draw a million lines all the while.
    canvas.setLayers([layer for layer in layers[::-1] if layer.name() != "pipes"])
    canvas.setExtent(layers[-1].extent())


def measure(path: Path) -> dict[str, Any]:
    """Build, click, preview; return what was measured."""
    from outfall_tracer.ui.desk import Desk

    iface = window()
    add_layers(path, iface)
    desk = Desk(iface)
    desk.watch.refresh()
    live, part = desk.part("live"), desk.part("trace")
    spin(lambda: not iface.mapCanvas().isDrawing())
    heart = Heartbeat()
    spin(lambda: len(heart.gaps) > 50)
    idle = heart.take()
    found: dict[str, Any] = {"idle_worst_ms": round(idle[0], 1)}

    begun = time.perf_counter()
    live.ensure()
    spin(lambda: live.is_ready)
    found["build_s"] = round(time.perf_counter() - begun, 1)
    gaps = heart.take()
    found["build_blocked_worst_ms"] = [round(gap, 1) for gap in gaps[:5]]
    found["build_blocked_over_50_ms"] = sum(gap > 50 for gap in gaps)

    layer = desk.watch.layer("outfalls")
    fids = sorted(layer.allFeatureIds())
    chosen = fids[:: max(1, len(fids) // CLICKS)][:CLICKS]
    clicks, sizes, engine, blocked = [], [], [], []
    done: list[Any] = []
    part.tracer.finished.connect(done.append)
    failed: list[Any] = []
    part.tracer.failed.connect(lambda *said: failed.append(said))
    desk.trace(chosen[:1])  # the first finds the nodes of the manholes
    spin(lambda: done or failed)
    painted = Painted(part.marks)
    for fid in chosen:
        heart.take()
        done.clear()
        painted.done = False
        begun, worked = time.perf_counter(), time.process_time()
        desk.trace([fid])
        spin(lambda: failed or (done and painted.done))
        if failed:
            raise RuntimeError(failed)
        # As for the heartbeat: what other programs take is not ours.
        clicks.append(min(time.perf_counter() - begun, time.process_time() - worked) * 1000)
        sizes.append(len(done[0].pipe_fids))
        engine.append(done[0].seconds * 1000)
        spin(lambda: len(heart.gaps) > 3)
        blocked.append(heart.take()[0])
    found["click_ms"] = {
        "median": round(statistics.median(clicks), 1), "worst": round(max(clicks), 1),
        "pipes_median": int(statistics.median(sizes)), "pipes_most": max(sizes),
        "of_the_most": round(clicks[sizes.index(max(sizes))], 1),
        "in_the_engine_of_the_most": round(engine[sizes.index(max(sizes))], 1),
    }
    found["click_blocked_worst_ms"] = round(max(blocked), 1)
    desk.close()
    return found


class Painted:
    """Tells when the marks on the map were painted anew."""

    def __init__(self, marks: Any) -> None:
        self.done = False
        original = marks._paint

        def paint(ratio: float) -> Any:
            picture = original(ratio)
            self.done = True
            return picture

        marks._paint = paint


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pipes", type=int, default=1_000_000)
    parser.add_argument("--project", type=Path, help="a project file, instead of making one")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    scratch = os.environ.get("OUTFALL_TRACER_SCRATCH")
    with tempfile.TemporaryDirectory(prefix="desktop-benchmark-", dir=scratch) as room:
        file = Path(room) / "project.gpkg"
        if options.project:
            shutil.copy(options.project, file)
        else:
            from outfall_tracer.demo.generate import generate

            generate(file, 2021, min(1842, options.pipes // 32), options.pipes)
        found = measure(file)
    print(json.dumps(found, indent=1))
    if found["build_blocked_worst_ms"][0] > BUDGET_BLOCKED_MS:
        print(f"budget missed: the main thread was blocked for {found['build_blocked_worst_ms'][0]} ms")
        return 1
    if found["click_ms"]["median"] > BUDGET_CLICK_MS:
        print(f"budget missed: a click takes {found['click_ms']['median']} ms")
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # taking QGIS down at the end of Python can crash
