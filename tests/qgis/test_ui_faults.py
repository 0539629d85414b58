"""What goes wrong while the window is open: a message, no traceback, and the window goes on working."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from outfall_tracer.tests.support.desks import desk_on, wait_for
from outfall_tracer.tests.support.features import features
from qgis.core import QgsApplication, QgsProject, QgsVectorLayerUtils
from qgis.PyQt.QtCore import QCoreApplication


class Bar:
    """Collects what the message bar is given."""

    def __init__(self):
        self.said = []

    def __call__(self, text, level, detail="", buttons=(), seconds=8, stays=False):
        self.said.append((text, detail))

    @property
    def texts(self):
        return [text for text, _ in self.said]


@pytest.fixture
def project_file(project_template, tmp_path):
    return Path(project_template.copied(tmp_path).path)


@pytest.fixture
def desk(qgis_iface, qgis_new_project, project_file, provider, monkeypatch):
    with desk_on(qgis_iface, project_file) as made:
        made.bar = Bar()
        monkeypatch.setattr(made.messages, "_push", made.bar)
        yield made


def fids(desk):
    return sorted(feature.id() for feature in features(desk.watch.layer("outfalls")))


def clean(desk):
    """No fault of the plugin was reported, and no traceback shown."""
    said = "\n".join(text + detail for text, detail in desk.bar.said)
    return "fault in the plugin" not in said and "Traceback" not in said


def gone(path):
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{end}").unlink(missing_ok=True)


def test_the_file_vanished(desk, project_file):
    outfalls = fids(desk)
    gone(project_file)
    desk.trace(outfalls[:1])
    wait_for(lambda: desk.bar.said)
    assert "There is no project file" in desk.bar.texts[0]
    assert str(project_file) in desk.bar.texts[0]
    assert not desk.part("trace").tracer.is_busy
    finished = []
    desk.projects.traced_all.connect(lambda: finished.append(True))
    desk.projects.trace_all()
    wait_for(lambda: finished)
    assert any("There is no file" in text + detail for text, detail in desk.bar.said)
    assert clean(desk)
    wait_for(gc.isenabled, 5)  # the watch on the file may be looking


def test_the_file_was_replaced_by_rubbish(desk, project_file):
    outfalls = fids(desk)
    gone(project_file)
    project_file.write_text("no database")
    desk.trace(outfalls[:1])
    wait_for(lambda: desk.bar.said)
    assert str(project_file) in desk.bar.texts[0]
    assert clean(desk)


def test_a_row_that_is_gone(desk):
    desk.trace([987654])
    wait_for(lambda: desk.bar.said)
    assert "not in the project file any more" in desk.bar.texts[0]
    assert clean(desk)


@pytest.mark.parametrize("change", ["removed", "renamed", "closed"])
def test_layers_change_while_a_trace_runs(desk, change, monkeypatch):
    """The trace works on plain data; what the window showed is dropped or drawn, never a fault."""
    from outfall_tracer.operations.answers import traces as trace_work

    held, trace = threading.Event(), trace_work.trace

    def slow(*arguments):
        held.wait(20)
        return trace(*arguments)

    monkeypatch.setattr(trace_work, "trace", slow)
    heard = []
    desk.part("trace").tracer.finished.connect(lambda _view: heard.append("finished"))
    desk.part("trace").tracer.cancelled.connect(lambda: heard.append("cancelled"))
    desk.trace(fids(desk)[:1])
    if change == "removed":
        ids = [desk.watch.layer(table).id() for table in ("outfalls", "pipes")]
        for layer in ids:
            QgsProject.instance().removeMapLayer(layer)
    elif change == "renamed":
        for layer in QgsProject.instance().mapLayers().values():
            layer.setName(f"mine {layer.name()}")
    else:
        QgsProject.instance().clear()
    held.set()
    wait_for(lambda: heard)
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    QCoreApplication.processEvents()
    assert heard[0] == ("finished" if change == "renamed" else "cancelled")
    assert clean(desk)
    wait_for(gc.isenabled, 5)


def test_a_row_that_is_not_saved_yet(desk):
    """It is traced like any other: the network follows the edit buffer. A run writes, and is refused."""
    layer = desk.watch.layer("outfalls")
    place = next(feature for feature in features(layer) if feature["name"] == "A").geometry()
    assert layer.startEditing()
    feature = QgsVectorLayerUtils.createFeature(layer, place, {layer.fields().lookupField("uid"): "new-one"})
    assert layer.addFeature(feature)
    views = []
    desk.part("trace").tracer.finished.connect(views.append)
    desk.trace([feature.id()])
    wait_for(lambda: views or desk.bar.said)
    assert not desk.bar.said
    assert {source.name for source in views[0].sources} == {"Mill", "Dye", "Tower"}
    desk.projects.trace_all()
    assert "Being edited" in desk.bar.texts[0]
    assert layer.isModified()
    layer.rollBack()


@pytest.mark.parametrize("fails", [False, True])
def test_the_collector_rests_while_a_verb_runs_in_a_worker(provider, fails, monkeypatch, town):
    """As the toolbox runs it: in a task. Afterwards, on the main thread, the collector works again."""
    from outfall_tracer.operations.runs import trace_project
    from qgis.core import QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProcessingFeedback

    seen, real = [], trace_project.trace_project

    def watched(*arguments, **more):
        seen.append((gc.isenabled(), threading.current_thread() is threading.main_thread()))
        if fails:
            raise ValueError("a fault")
        return real(*arguments, **more)

    monkeypatch.setattr(trace_project, "trace_project", watched)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("outfalltracer:traceproject")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    task = QgsProcessingAlgRunnerTask(algorithm, {"PROJECT": town.path}, context, feedback)
    ended = []
    task.executed.connect(lambda ok, _results: ended.append(ok))
    wait_for(gc.isenabled, 5)
    QgsApplication.taskManager().addTask(task)
    wait_for(lambda: ended)
    assert ended == [not fails]
    assert seen == [(False, False)]
    wait_for(gc.isenabled, 5)


def test_the_collector_works_on_where_a_verb_runs_on_the_main_thread(run_verb, town, monkeypatch):
    from outfall_tracer.operations.runs import trace_project

    seen, real = [], trace_project.trace_project

    def watched(*arguments, **more):
        seen.append(gc.isenabled())
        return real(*arguments, **more)

    monkeypatch.setattr(trace_project, "trace_project", watched)
    run_verb("traceproject", {"PROJECT": town.path})
    assert seen == [True]


def open_again(desk, project_file):
    from outfall_tracer.layers.project.qgis_project import stored_uri

    QgsProject.instance().clear()
    desk.watch.refresh()
    desk.bar.said.clear()
    assert QgsProject.instance().read(stored_uri(project_file))
    desk.watch.refresh()


@pytest.mark.skipif(os.name != "posix", reason="kills by a POSIX signal")
def test_the_next_window_says_what_a_killed_one_had_not_saved(desk, project_file, tmp_path):
    from outfall_tracer.ui.edits import unsaved
    from outfall_tracer.ui.edits.unsaved import UnsavedNote

    desk.part("edits").unsaved = UnsavedNote(tmp_path / "unsaved")
    script = (
        "import os, sys; from pathlib import Path; from unsaved import UnsavedNote;"
        "note = UnsavedNote(Path(sys.argv[1]));"
        "note.write(sys.argv[2], ['Flip P1', 'Confirm Mill'], '2026-11-24 10:00', sys.argv[3] == 'saving');"
        "os.kill(os.getpid(), 9)"
    )
    for state in ("editing", "saving"):
        command = [sys.executable, "-c", script, str(tmp_path / "unsaved"), str(project_file), state]
        environment = {**os.environ, "PYTHONPATH": str(Path(unsaved.__file__).parent)}
        killed = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own words
        assert killed.returncode == -signal.SIGKILL
        open_again(desk, project_file)
        ((text, detail),) = desk.bar.said
        assert "2 actions" in text
        assert ("whole or not at all" in text) == (state == "saving")
        assert detail == "Flip P1\nConfirm Mill"
        open_again(desk, project_file)
        assert not desk.bar.said, "told once"

    session = desk.part("edits").session
    with session.step("Rename") as step:
        step.change("outfalls", fids(desk)[0], {"name": "other"})
    assert list((tmp_path / "unsaved").glob("*.json"))
    assert not UnsavedNote(tmp_path / "unsaved").left_behind(str(project_file)), "this window lives"
    session.undo()
    assert not list((tmp_path / "unsaved").iterdir())
