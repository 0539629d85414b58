"""What ``inspect_hour.sh`` runs in QGIS: outfalls judged by keys alone, the truth of the flights in mind.

Every verdict is written down before its key is pressed. The second run goes on where the first was killed and
compares the records with what was written down; then it walks 500 steps to and fro, swipes, looks through the
lens, keeps a snapshot, moves an image and puts it back. Times are measured on the way: from the key to the
sharp picture, and the longest moment in which the window did not answer.
"""

from __future__ import annotations

import faulthandler
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, os.environ["OUTFALL_TRACER_SCRIPTS"])

from desktop_steps import OUT, PLUGIN, Heart, Step, log, log_paces, picture, run, show_window
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QWidget
from qgis.utils import iface, loadPlugin, plugins, startPlugin

PROJECT = Path(os.environ["OUTFALL_TRACER_PROJECT"])
WANTED = int(os.environ.get("OUTFALL_TRACER_VERDICTS", "50"))
RESUMED = bool(os.environ.get("OUTFALL_TRACER_RESUMED"))
KEYS = {"seen": "1", "not_seen": "2", "uncertain": "3", "hidden": "4", "bad_image": "5"}
FINDS = {(True, False): "6", (False, True): "7", (True, True): "8"}  # a plume, foam
LOST = 2  # verdicts that a kill may take: written down, but not on the disk yet
STEPS = int(os.environ.get("OUTFALL_TRACER_STEPS", "500"))
FIRST = 2  # verdicts that are told apart
MOST_AT_ONCE = 50.0  # milliseconds of the window's thread
JUMPS = 12  # to outfalls whose images nobody has opened


_STACK = (OUT / "python_stack.txt").open("w", encoding="utf-8")
faulthandler.enable(_STACK)


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.n = 0
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count, and let it be painted."""
        self.n += event.type() == QEvent.Type.Paint
        return False


def note(text: str) -> None:
    """Write into the journal; it is on the disk when this returns."""
    with (OUT / f"journal_{2 if RESUMED else 1}.txt").open("a", encoding="utf-8") as book:
        book.write(text + "\n")
        book.flush()
        os.fsync(book.fileno())


def press(letter: str) -> None:
    """Press a key on the map."""
    code = getattr(Qt.Key, f"Key_{letter}")
    QTest.keyClick(iface.mapCanvas(), code)


def memory_mb() -> float:
    """Return what the process holds."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def opened(part_name: str) -> Iterator[Step]:
    """Open the project and the inspector's part."""
    show_window(*map(int, os.environ.get("OUTFALL_TRACER_WINDOW", "1600x1000").split("x")))
    loadPlugin(PLUGIN)
    startPlugin(PLUGIN)
    QgsSettings().setValue("outfall_tracer/person", "Chen")
    desk = plugins[PLUGIN].desk
    assert desk.projects.open(str(PROJECT))
    yield lambda: desk.has_project
    yield 0.5
    plugins[PLUGIN].actions[part_name].trigger()
    yield lambda: desk.part(part_name).item.is_sharp() and desk.part(part_name).item.left.key
    yield 0.3


def script() -> Iterator[Step]:
    """Do the hour."""
    yield from opened("inspect")
    part = plugins[PLUGIN].desk.part("inspect")
    truth = {
        one["outfall_uid"]: one
        for one in json.loads(
            (PROJECT.with_name(f"{PROJECT.stem}_flights") / "truth.json").read_text(encoding="utf-8")
        )["outlets"]
        if one["flight"] == part.scene.flight
    }
    written = journal(1)
    if RESUMED:
        here = part.walk.stop.uid
        done = [uid for uid, *_ in written]
        kept = done.index(here) if here in done else len(done)
        assert len(done) - kept <= LOST, f"the position was not kept: {kept} of {len(done)}"
        log(f"resumed after {len(written)} verdicts; {len(done) - kept} to be judged again")
        written = written[:kept]
    yield from judged(part, truth, WANTED - len(written) if RESUMED else WANTED)
    if not RESUMED:
        yield 3600.0  # to be killed
    compare_records(part, [*written, *journal(2)])
    yield from cold(part)
    yield from stepped(part)
    yield from shown(part)


def judged(part: Any, truth: dict[str, Any], n: int) -> Iterator[Step]:
    """Judge ``n`` outfalls as the truth has them."""
    heart, times, presses, costs, busy = Heart(), [], 0, [], []
    start = memory_mb()
    for at in range(n):
        stop = part.walk.stop
        if at and not part.walk.coming(+1) and stop.records:
            break  # the end of the bank
        one = truth.get(stop.uid, {"seen": "uncertain", "foam": False, "temperature_diff_k": 0.0})
        warm = one["temperature_diff_k"] > 0
        keys = keys_of(one["seen"], warm, one["foam"])
        note(json.dumps([stop.uid, one["seen"], "yes" if one["foam"] else None, "yes" if warm else None]))
        for key in keys[:-1]:
            press(key)
        heart.longest()
        begun, worked = time.perf_counter(), time.thread_time()
        press(keys[-1])
        presses += len(keys)
        if part.walk.stop is not stop:
            while not (part.item.is_sharp() and part.item.left.key):
                QCoreApplication.processEvents()
            times.append(1000 * (time.perf_counter() - begun))
        yield 0.7  # a person looks
        costs.append(1000 * (time.thread_time() - worked))
        busy.append(heart.longest())
        if at == 2:
            picture("inspect_step")
    yield lambda: not part.session.is_modified
    work, waits = zip(*busy)
    log(
        f"{at + 1} outfalls, {presses / (at + 1):.2f} keys each; key to sharp picture: median "
        f"{statistics.median(times):.0f} ms, worst {max(times):.0f} ms; memory {start:.0f} to "
        f"{memory_mb():.0f} MB"
    )
    log_paces("verdict, with saving and looking ahead", costs, work, FIRST)
    log(f"pauses by the clock: median {statistics.median(waits):.0f} ms, worst {max(waits):.0f} ms")
    assert max(work) <= MOST_AT_ONCE, f"the window was kept busy for {max(work):.0f} ms"


def keys_of(seen: str, plume: bool, foam: bool) -> list[str]:
    """Return the keys that say what is seen."""
    if seen == "seen" and (plume or foam):
        return [FINDS[plume, foam]]
    return [*(["O"] if foam else []), *(["P"] if plume else []), KEYS[seen]]


def cold(part: Any) -> Iterator[Step]:
    """Jump to outfalls whose images are not opened and not rendered."""
    stops = [stop for stop in part.walk.stops if stop.uid in part.scene.shown()]
    times, waited = [], []
    for stop in stops[:: max(1, len(stops) // JUMPS)][:JUMPS]:
        part.scene.pictures.forget()
        part.scene.layers.close()
        part.walk.go(stop.uid)
        begun, worked = time.perf_counter(), time.process_time()
        part.scene.show_stop()
        while not (part.item.is_sharp() and part.item.left.key):
            QCoreApplication.processEvents()
        waited.append(1000 * (time.perf_counter() - begun))
        times.append(min(waited[-1], 1000 * (time.process_time() - worked)))
        yield 0.3
    log(
        f"cold, nothing opened: to the sharp picture median {statistics.median(times):.0f} ms, worst "
        f"{max(times):.0f} ms (waited {statistics.median(waited):.0f}, {max(waited):.0f})"
    )


def stepped(part: Any) -> Iterator[Step]:
    """Walk to and fro: what is held must not grow once the pictures have filled their room."""
    heart, held, key = Heart(), [], "J"
    for at in range(STEPS):
        if not part.walk.coming(+1 if key == "J" else -1):
            key = "K" if key == "J" else "J"
        press(key)
        while not (part.item.is_sharp() and part.item.left.key):
            QCoreApplication.processEvents()
        yield 0.05
        if at % (STEPS // 5) == STEPS // 5 - 1:
            held.append(memory_mb())
    work, waited = heart.longest()
    log(
        f"{STEPS} steps: memory {', '.join(f'{mb:.0f}' for mb in held)} MB; longest pause of the window "
        f"{work:.0f} ms (by the clock {waited:.0f})"
    )
    assert held[-1] < 1.05 * held[1], "memory grows"


def journal(number: int) -> list[Any]:
    """Return what a run wrote down."""
    path = OUT / f"journal_{number}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines if line.strip()]


def compare_records(part: Any, written: list[Any]) -> None:
    """The records in the file are those of the script, each once."""
    from outfall_tracer.operations.project_rows import file_rows

    with file_rows(str(PROJECT), writing=False) as rows:
        found = rows.read("inspections", ["outfall_uid", "seen", "foam", "plume"])
        kept = sorted(tuple(found[name][at] for name in found) for at in range(found.n))
    expected = sorted({one[0]: tuple(one) for one in written}.values())
    assert kept == expected, f"records differ: {set(kept) ^ set(expected)}"
    log(f"{len(kept)} records are the script's")


def shown(part: Any) -> Iterator[Step]:
    """Swipe, look through the lens, keep a snapshot, move the image and put it back."""
    canvas = iface.mapCanvas()
    truth = json.loads(
        (PROJECT.with_name(f"{PROJECT.stem}_flights") / "truth.json").read_text(encoding="utf-8")
    )
    plume = next(
        one
        for one in truth["outlets"]
        if one["plume"] and one["outfall_uid"] and (one["seen"], one["flight"]) == ("seen", part.scene.flight)
    )
    part.walk.go(plume["outfall_uid"])
    part.scene.show_stop()
    press("W")
    yield part.item.is_sharp
    yield 0.5
    frames, paints = [], Paints(canvas.viewport())
    QTest.mousePress(
        canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(100, 200)
    )
    for at in range(60):
        begun, worked, painted = time.perf_counter(), time.thread_time(), paints.n
        part.tool.dragged.emit(0.1 + 0.013 * at)
        while paints.n == painted:
            QCoreApplication.processEvents()
        frames.append(1000 * min(time.perf_counter() - begun, time.thread_time() - worked))
        yield 0.004
    QTest.mouseRelease(
        canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 200)
    )
    log(
        f"swipe: {canvas.width()} x {canvas.height()}, a drag step {statistics.median(frames):.1f} ms, worst "
        f"{max(frames):.1f} ms (the first {frames[0]:.1f})"
    )
    part.tool.dragged.emit(0.5)
    yield 0.4
    picture("inspect_swipe")
    press("L")
    part.tool.pointed.emit(QPointF(canvas.width() / 2 + 40, canvas.height() / 2))
    yield part.item.is_sharp
    press("I")
    press("V")
    yield part.item.is_sharp
    yield 0.3
    picture("inspect_thermal")
    press("V")
    press("H")
    press("T")
    yield part.item.is_sharp
    yield 1.5
    picture("inspect_beside")
    press("T")
    press("I")
    yield part.item.is_sharp
    before = part.session.layer("evidence").featureCount()
    press("E")
    yield lambda: part.session.layer("evidence").featureCount() > before
    yield lambda: not part.session.is_modified
    log("the snapshot is evidence")
    press("A")
    part.tool.clicked.emit(QPointF(canvas.width() / 2 + 60, canvas.height() / 2 - 30))
    yield lambda: not part.session.is_modified
    press("R")
    middle = QPointF(canvas.width() / 2, canvas.height() / 2)
    part.tool.clicked.emit(middle)
    part.tool.clicked.emit(middle + QPointF(24, 18))
    part.tool.ended.emit()
    yield lambda: bool(part.scene.seen and part.scene.seen[0].offset) and part.item.is_sharp()
    yield 0.5
    picture("inspect_moved")
    log(f"moved by {part.scene.seen[0].offset.size_m:.2f} m")
    part.does["unmove"]()
    log("taken away")
    yield lambda: bool(part.scene.seen) and part.scene.seen[0].offset is None and part.item.is_sharp()
    log("shown where it was")
    yield lambda: not part.session.is_modified
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    log("left")
    assert not part.item.isVisible()
    yield 0.3


run(script)
