"""Opens every dock in a window as large as the screen, run inside QGIS by ``window_sizes.sh``.

The window must never want to be higher than the screen: its lower edge, with the status bar, would be out
of reach. A picture shows each step.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, os.environ["OUTFALL_TRACER_SCRIPTS"])

from desktop_steps import OUT, PLUGIN, Step, click_row, log, map_is_drawn, picture, run
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import iface, plugins

SIZE = os.environ["OUTFALL_TRACER_SCREEN"]
#: Rows of docks, one above the other, in a window of any height.
MOST_ROWS = 2


def room() -> int:
    """Return the height of the screen in Qt's pixels."""
    return int(iface.mainWindow().screen().availableGeometry().height())


def look(step: str, rows_matter: bool = True) -> None:
    """Compare the window with the screen."""
    window = iface.mainWindow()
    wants = max(window.height(), window.minimumSizeHint().height())
    log(f"{SIZE} {step}: {window.width()} x {window.height()}, at least {window.minimumSizeHint().height()}")
    picture(f"{SIZE}_{step}")
    assert wants <= room(), f"{SIZE}, {step}: the window wants {wants} of {room()} pixels"
    found = rows()
    assert not rows_matter or len(found) <= MOST_ROWS, f"{SIZE}, {step}: docks stand in rows: {found}"


def rows() -> dict[int, list[str]]:
    """Return our docks at the right by the height at which they begin."""
    found: dict[int, list[str]] = {}
    window = iface.mainWindow()
    area = window.dockWidgetArea(plugins[PLUGIN].desk.register)
    for dock in window.findChildren(QDockWidget):
        ours = dock.objectName().startswith("OutfallTracer") and window.dockWidgetArea(dock) == area
        if ours and not dock.isFloating() and not dock.visibleRegion().isEmpty():
            found.setdefault(dock.y(), []).append(dock.objectName())
    return found


def script() -> Iterator[Step]:
    """Do the test, step by step."""
    window = iface.mainWindow()
    window.showNormal()
    window.setGeometry(window.screen().availableGeometry())
    yield 1.0
    desk = plugins[PLUGIN].desk
    desk.register.show()
    yield 0.3
    look("0_start")
    project = Path(os.environ["OUTFALL_TRACER_PROJECT"])
    if not project.exists():
        import processing

        processing.run("outfalltracer:createdemo", {"OUTPUT": str(project), "OUTFALLS": 60, "PIPES": 3000})
        processing.run("outfalltracer:traceproject", {"PROJECT": str(project)})
    assert desk.projects.open(str(project))
    yield lambda: desk.register.model.rowCount() > 0
    yield map_is_drawn()
    look("1_project")
    views: list[object] = []
    desk.part("trace").tracer.finished.connect(views.append)
    click_row(desk.register.table, 3)
    yield 0.2
    desk.part("trace").trace_selected()
    yield lambda: views
    yield map_is_drawn()
    look("2_traced")
    for name, show in (
        ("3_judge", lambda: desk.part("judge").show()),
        ("4_findings", lambda: desk.part("findings").show()),
        ("5_changes", lambda: desk.part("live").show_changes()),
    ):
        show()
        yield 0.5
        look(name)
    link = next(iter(desk.part("judge").dock.tree.links.values()), None)
    assert link is not None, "no candidate to show the long section of"
    candidate = link.data(0, 256)
    desk.part("section").show_link(candidate.table, candidate.source_uid, candidate.outfall_uid)
    yield 1.5
    look("6_section")
    desk.part("judge").show()
    desk.part("judge").dock.select([candidate.uid])
    desk.part("judge").complete()
    yield 0.5
    look("7_judge")
    changes, judge = desk.part("live").dock, desk.part("judge").dock
    for dock in (changes, judge, desk.part("trace").dock):  # three rows, as somebody may have left them
        window.removeDockWidget(dock)
        window.addDockWidget(window.dockWidgetArea(desk.register), dock)
        dock.show()
        yield 0.3
    look("8_rows", rows_matter=False)


if not Path(OUT / "failed.txt").exists():
    run(script)
