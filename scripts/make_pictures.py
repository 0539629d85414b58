"""Takes the pictures of the desktop, run inside QGIS by ``make_pictures.sh``.

Opens the traced demonstration project, picks an outfall whose trace shows what there is
to see (several kinds of source, a network of a readable size), traces it by a click.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

sys.path.insert(0, os.environ["OUTFALL_TRACER_SCRIPTS"])

from desktop_steps import PLUGIN, Step, click, click_row, log, map_is_drawn, picture, run, show_window
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import iface, loadPlugin, plugins, startPlugin

PROJECT = os.environ["OUTFALL_TRACER_PROJECT"]
GOOD_NUMBERS = (9, 4, 1, 1)  # enterprises, construction sites, farmland outlets, others


def unlikeness(row: Any) -> float:
    """Return how far the stored counts of an outfall are from those of a telling picture."""
    counts = [count or 0 for count in row.counts]
    apart = sum(abs(count - good) + (3 if count == 0 else 0) for count, good in zip(counts, GOOD_NUMBERS))
    return apart + (0 if row.code else 20)


def script() -> Iterator[Step]:
    """Open, choose, trace, take the picture."""
    window = iface.mainWindow()
    show_window()
    assert loadPlugin(PLUGIN) and startPlugin(PLUGIN)  # noqa: PT018
    desk = plugins[PLUGIN].desk
    for dock in window.findChildren(QDockWidget):
        if dock.objectName() in ("Browser", "Browser2"):
            dock.hide()
    desk.register.show()
    assert desk.projects.open(PROJECT), "the project does not open"
    yield lambda: desk.register.model.rowCount() > 0
    yield map_is_drawn()

    model = desk.register.model
    rows = [model.row_at(position) for position in range(model.rowCount())]
    best = min(rows, key=unlikeness)
    log(f"chosen: {best.title} {best.counts}")
    position = model.position_of(best.uid)
    click_row(desk.register.table, position)
    views: list[Any] = []
    failures: list[Any] = []
    desk.part("trace").tracer.finished.connect(views.append)
    desk.part("trace").tracer.failed.connect(lambda error, text: failures.append((error, text)))
    click(desk.register.traceButton)
    yield lambda: views or failures
    assert not failures, failures
    view = views[0]
    log(f"{len(view.sources)} sources, {len(view.pipe_fids)} pipes, {view.seconds * 1000:.0f} ms")
    n = len(views)
    click(desk.register.traceButton)
    yield lambda: len(views) > n or failures
    log(f"again, network built: {views[-1].seconds * 1000:.0f} ms")
    layers = next((dock for dock in window.findChildren(QDockWidget) if dock.objectName() == "Layers"), None)
    if layers is not None:
        window.resizeDocks([layers, desk.register], [250, 560], Qt.Orientation.Horizontal)
    QgsApplication.processEvents()
    yield 0.5
    desk.part("trace").marks.zoom()
    yield map_is_drawn()
    yield 1.0
    iface.messageBar().clearWidgets()  # "Task complete" would lie over the map
    yield 0.5
    picture("desktop")


run(script)
