"""What ``kill_rounds.py --window`` kills: a person's day in a real QGIS window, again and again.

Opens the project, reports what the window says about it, then judges with the keys of the dock, attaches
a file, edits a pipe, undoes, redoes, saves with Ctrl+Alt+S, traces all outfalls and imports a sheet, and
writes down what it is at. It never ends by itself.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, os.environ["OUTFALL_TRACER_SCRIPTS"])

from desktop_steps import OUT, PLUGIN, Step, click_row, run, show_window
from kill_rounds import MARK, SHEET, SHEET_ROWS
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject
from qgis.core import QgsProcessingAlgRunnerTask as AlgorithmTask
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, loadPlugin, plugins, startPlugin

PROJECT = OUT / "killed.gpkg"
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def note(text: str) -> None:
    """Write into the journal what is at hand; it is on the disk when this returns."""
    with (OUT / "journal.txt").open("a", encoding="utf-8") as book:
        book.write(text + "\n")
        book.flush()
        os.fsync(book.fileno())


def judge_one(desk: Any, number: int, chance: random.Random) -> Iterator[Step]:
    """Confirm sources of an outfall by keys, and leave the marks that the parent looks for."""
    from outfall_tracer.operations.judging.candidates import candidates

    judge, session, window = desk.part("judge"), desk.part("edits").session, iface.mainWindow()
    open_links = [
        str(row["outfall_uid"])
        for row in session.layer("trace_links").getFeatures()
        if row["status"] == "candidate"
    ]
    uid = chance.choice(open_links)
    position = desk.register.model.position_of(uid)
    click_row(desk.register.table, position)
    yield lambda: judge.judging.outfalls == [uid]
    note("editing")
    links = [link for link in candidates(session, [uid]) if link.status == "candidate"]
    chosen = [link.uid for link in chance.sample(links, min(len(links), 3))]
    judge.dock.select(chosen)
    yield 0.05
    QApplication.setActiveWindow(window)
    judge.dock.tree.setFocus()
    QTest.keyClick(judge.dock.tree, Qt.Key.Key_Y)
    yield (
        lambda: {link.uid for link in candidates(session, [uid]) if link.status == "confirmed"} >= set(chosen)
    )
    judge.dock.select(chosen)
    photo = OUT / f"photo_{number}.jpg"
    photo.write_bytes(bytes(chance.randrange(256) for _ in range(20_000)))
    before = session.layer("evidence").featureCount()
    judge.evidence.attach([str(photo)], "现场照片", "人工排查", f"{MARK}{number}")
    yield lambda: session.layer("evidence").featureCount() > before
    outfalls, pipes = session.layer("outfalls"), session.layer("pipes")
    fid = next(one.id() for one in outfalls.getFeatures() if one["uid"] == uid)
    with session.step("Remarks") as step:
        for link in candidates(session, [uid]):
            if link.uid in chosen:
                step.change("trace_links", link.fid, {"remark": f"{MARK}{number}"})
        step.change("outfalls", fid, {"remark": f"{MARK}{number}"})
        step.change("pipes", chance.choice(list(pipes.allFeatureIds())), {"owner": f"{number}"})
    note("unsaved")
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        QTest.keyClick(window, key, CTRL_ALT)
        yield chance.uniform(0.0, 0.2)
    yield chance.uniform(0.0, 1.0)
    note("saving")
    QTest.keyClick(window, Qt.Key.Key_S, CTRL_ALT)
    assert not session.is_modified, "the save did not work"
    note(MARK + json.dumps([number, chosen]))


def trace_all(desk: Any) -> Iterator[Step]:
    """Trace the whole project in the background, as the button does."""
    ended: list[bool] = []
    desk.projects.traced_all.connect(lambda: ended.append(True))
    note("tracing")
    desk.projects.trace_all()
    yield lambda: ended
    note("traced")


def bring_in(number: int) -> Iterator[Step]:
    """Import a sheet of manholes in the background."""
    sheet = OUT / f"sheet_{number}.csv"
    place = f"{3_300_000 + 20 * number},2.5"
    rows = [f"{SHEET}{number}-{at},{500_000 + 20 * at},{place}" for at in range(SHEET_ROWS)]
    sheet.write_text("编号,X,Y,井深\n" + "\n".join(rows) + "\n", encoding="utf-8")
    asked = {
        "PROJECT": str(PROJECT),
        "SOURCE": str(sheet),
        "TABLE": "manholes",
        "CRS": "EPSG:4547",
        "ANSWERS": json.dumps({"*": "proposed"}),
    }
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("outfalltracer:importlayer")
    task = AlgorithmTask(algorithm, asked, context, feedback)
    ended: list[bool] = []
    task.executed.connect(lambda ok, _results: ended.append(ok))
    note("importing")
    QgsApplication.taskManager().addTask(task)
    yield lambda: ended
    assert ended == [True], feedback.textLog()
    note(f"import {number}")


def script() -> Iterator[Step]:
    """The day without end."""
    said: list[str] = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, _level: said.append(text) if tag == "Outfall Tracer" else None
    )
    show_window(1366, 768)
    QApplication.setActiveWindow(iface.mainWindow())
    assert loadPlugin(PLUGIN)
    assert startPlugin(PLUGIN)
    desk = plugins[PLUGIN].desk
    desk.register.show()
    note("opening")
    assert desk.projects.open(str(PROJECT)), said
    yield lambda: desk.register.model.rowCount() > 0
    desk.part("judge").show()
    yield 0.3
    note("opened " + json.dumps(said, ensure_ascii=False))
    chance = random.Random(os.getpid())
    number = max(
        (
            int(str(one["remark"])[len(MARK) :])
            for one in desk.watch.layer("outfalls").getFeatures()
            if str(one["remark"]).startswith(MARK)
        ),
        default=0,
    )
    if not desk.part("edits").session.layer("trace_links").featureCount():
        yield from trace_all(desk)
    note("working")
    while True:
        number += 1
        yield from judge_one(desk, number, chance)
        what = chance.randrange(3)
        if what == 0:
            yield from trace_all(desk)
        elif what == 1:
            yield from bring_in(number)


if Path(OUT / "journal.txt").exists():
    run(script)
