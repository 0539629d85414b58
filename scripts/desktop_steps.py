"""Drives a real QGIS window from inside: steps that wait, clicks on widgets, pictures.

Used by ``desktop_smoke.py`` and ``make_pictures.py``, which QGIS runs with ``--code``. A
script is a generator: it yields a condition to wait for, or a number of seconds. What
goes wrong is written to ``failed.txt`` in the output folder and QGIS is left.
"""

from __future__ import annotations

import os
import statistics
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Union

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.utils import iface

OUT = Path(os.environ["OUTFALL_TRACER_OUT"])
LANGUAGE = os.environ.get("OUTFALL_TRACER_LANGUAGE", "en")
PLUGIN = "outfall_tracer"
KEPT: list[Any] = []  # Python's collector buries a timer that only its own slot refers to, and it goes on
PATIENCE = 90.0  # seconds for one condition

Step = Union[Callable[[], Any], float]

#: What Qt alone would hold, Python's collector takes for rubbish one day, and Qt calls an emptied function.
_KEPT: list[Any] = []


class Heart:
    """Beats every few milliseconds while the window answers; remembers the longest pauses.

    Of every pause only as much counts as the window's thread has worked: what others do with the processor is
    none of it. How long the pauses were by the clock is kept beside it.
    """

    def __init__(self) -> None:
        self.gaps: list[tuple[float, float]] = []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(iface.mainWindow())
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(2)
        KEPT.append((self._timer, self._beat))

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        waited = 1000 * (now - self._last)
        self.gaps.append((min(waited, 1000 * (worked - self._worked)), waited))
        self._last, self._worked = now, worked

    def longest(self) -> tuple[float, float]:
        """Return the longest work and the longest pause since the last call, milliseconds."""
        self._beat()  # what comes now is another's
        taken, self.gaps = self.gaps, []
        return max(work for work, _ in taken), max(waited for _, waited in taken)


def log_paces(what: str, steps: Sequence[float], pieces: Sequence[float], first: int) -> None:
    """Log what steps cost, in milliseconds, and their longest pieces; the first ones apart, and all."""
    apart = ", ".join(f"{step:.0f} ({piece:.0f})" for step, piece in zip(steps[:first], pieces[:first]))
    then, longest = steps[first:] or steps, pieces[first:] or pieces
    log(
        f"{what}: median {statistics.median(then):.0f} ms, worst {max(then):.0f} ms, longest piece median "
        f"{statistics.median(longest):.0f} ms, worst {max(longest):.0f} ms; first {first} (longest piece): "
        f"{apart} ms; worst of all {max(steps):.0f} ms, longest piece of all {max(pieces):.0f} ms"
    )


def log(text: str) -> None:
    """Append a line to the log of this run."""
    with (OUT / f"log_{LANGUAGE}.txt").open("a", encoding="utf-8") as file:
        file.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def run(script: Callable[[], Iterator[Step]]) -> None:
    """Run ``script`` step by step beside QGIS's own event loop, then leave QGIS."""
    steps = script()
    state: dict[str, Any] = {"wait": 0.0, "since": time.monotonic()}

    def ready() -> bool:
        wait, since = state["wait"], state["since"]
        if callable(wait):
            if wait():
                return True
            if time.monotonic() - since > PATIENCE:
                raise TimeoutError(f"waited {PATIENCE:.0f} s in line {steps.gi_frame.f_lineno}")  # type: ignore[attr-defined]
            return False
        return time.monotonic() - since >= wait

    def tick() -> None:
        try:
            if ready():
                state.update(wait=next(steps), since=time.monotonic())
        except StopIteration:
            timer.stop()
            (OUT / f"passed_{LANGUAGE}.txt").write_text("passed\n", encoding="utf-8")
            leave()
        except BaseException:  # noqa: BLE001 - whatever it is, it must not leave QGIS standing
            timer.stop()
            reason = traceback.format_exc()
            log(reason)
            (OUT / "failed.txt").write_text(reason, encoding="utf-8")
            picture("failed")
            leave()

    timer = QTimer(iface.mainWindow())
    _KEPT.append((timer, tick))
    timer.timeout.connect(tick)
    KEPT.append(timer)
    timer.start(50)


def leave() -> None:
    """Leave QGIS the way that ends with code 0: empty project first, then the Exit action."""
    for layer in QgsProject.instance().mapLayers().values():
        if getattr(layer, "isEditable", lambda: False)():
            layer.rollBack()
    QgsProject.instance().setDirty(False)
    iface.newProject(False)
    QTimer.singleShot(200, iface.actionExit().trigger)


def show_window(width: int = 1600, height: int = 1000) -> None:
    """Place the window, no larger than the screen; without a window manager nobody else does."""
    iface.mainWindow().showNormal()
    iface.mainWindow().move(0, 0)
    room = iface.mainWindow().screen().availableGeometry()
    iface.mainWindow().resize(min(width, room.width()), min(height, room.height()))


def picture(name: str) -> Path:
    """Save a picture of the whole window."""
    path = OUT / f"{name}_{LANGUAGE}.png"
    iface.mainWindow().grab().save(str(path))
    return path


def map_is_drawn() -> Callable[[], bool]:
    """Return a condition: the map has been quiet for half a second."""
    state = {"quiet": time.monotonic()}

    def quiet() -> bool:
        if iface.mapCanvas().isDrawing():
            state["quiet"] = time.monotonic()
        return time.monotonic() - state["quiet"] > 0.5

    return quiet


def click(widget: Any) -> None:
    """Click the middle of a widget."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def click_row(table: Any, row: int, double: bool = False) -> None:
    """Click, or double-click, the first cell of a row in a table view."""
    index = table.model().index(row, 0)
    table.scrollTo(index)
    place = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    if double:
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def click_map(x: float, y: float, button: Any = Qt.MouseButton.LeftButton) -> None:
    """Click the map at a place in its own CRS."""
    canvas = iface.mapCanvas()
    pixel = canvas.getCoordinateTransform().transform(x, y)
    QTest.mouseClick(
        canvas.viewport(), button, Qt.KeyboardModifier.NoModifier, QPoint(round(pixel.x()), round(pixel.y()))
    )
