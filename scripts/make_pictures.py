"""Takes the pictures of the desktop, run inside QGIS by ``make_pictures.sh``.

Opens the traced demonstration project, picks an outfall whose trace shows what there is
to see (several kinds of source, a network of a readable size), traces it by a click; then shows its
longest way, compares it with a neighbour, and judges it.
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
    yield from section_of(desk, views[-1])
    yield from two_compared(desk, views)
    yield from judged(desk, best.uid)


def quiet() -> Iterator[Step]:
    """Wait until the map is drawn and nothing lies over it."""
    yield map_is_drawn()
    yield 1.0
    iface.messageBar().clearWidgets()
    yield 0.5


def section_of(desk: Any, view: Any) -> Iterator[Step]:
    """The long section of the source that lies farthest up."""
    section = desk.part("section")
    section.show_way(max(view.sources, key=lambda row: row.network_m), view)
    yield section.dock.isVisible
    desk.part("trace").marks.zoom()
    yield from quiet()
    picture("section")
    section.dock.hide()


def two_compared(desk: Any, views: list[Any]) -> Iterator[Step]:
    """What drains to the outfall, kept, beside where the water of one of its sources runs."""
    from outfall_tracer.operations.answers.trace_view import Start

    trace, view, n = desk.part("trace"), views[-1], len(views)
    first = trace.results.current
    trace.results.keep(first)
    middle = sorted(view.sources, key=lambda row: row.network_m)[len(view.sources) // 2]
    trace.tracer.trace(Start(middle.table, (middle.fid,)), False)
    yield lambda: len(views) > n
    yield 0.3
    trace.results.compare(first, trace.results.current)
    trace.marks.zoom()
    yield from quiet()
    picture("compare")
    trace.results.clear()


def judged(desk: Any, uid: str) -> Iterator[Step]:
    """The outfall judged in part: one source confirmed, one rejected, one chosen."""
    judge = desk.part("judge")
    click_row(desk.register.table, desk.register.model.position_of(uid))
    plugins[PLUGIN].actions["judge"].trigger()
    yield judge.dock.isVisible
    judge.dock.raise_()
    yield lambda: list(judge.judging.outfalls) == [uid]
    yield 0.5
    for status in ("confirmed", "rejected"):
        judge.dock.select_next_candidate()
        judge.decide(status)
        yield 0.5
    judge.dock.select_next_candidate()
    yield 0.5
    desk.register.zoomButton.click()
    yield map_is_drawn()
    iface.mapCanvas().zoomScale(12000)
    yield from quiet()
    picture("judge")


run(script)
