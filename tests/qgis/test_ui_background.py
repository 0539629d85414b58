"""Work outside the window's thread: it ends once, and keeps the collector and the lock out of the way."""

from __future__ import annotations

import gc

import pytest
from outfall_tracer.tests.support.desks import wait_for


def test_the_garbage_collector_rests_while_a_task_runs(qgis_app):
    from outfall_tracer.problems import Cancelled
    from outfall_tracer.ui.background import BackgroundTask

    def work(report):
        report(0.5, "tracing")
        return gc.isenabled()

    def fail(report):
        raise ValueError("a fault")

    heard = []
    tasks = [
        BackgroundTask("works", work, heard.append, lambda error, log: heard.append(error)),
        BackgroundTask(
            "fails", fail, heard.append, lambda error, log: heard.append((type(error), "a fault" in log))
        ),
        BackgroundTask("stops", work, heard.append, lambda error, log: heard.append(type(error))),
    ]
    for task in tasks:
        task.start()
    tasks[2].cancel()
    wait_for(lambda: len(heard) == 3)
    assert False in heard
    assert (ValueError, True) in heard
    assert Cancelled in heard
    assert gc.isenabled()


def test_the_guard_loads_only_shapelys_own_libraries(qgis_app):
    import os

    from outfall_tracer.geos_guard import GeosGuard

    guard = GeosGuard()
    import shapely

    assert guard.find_spec("shapely.geometry", shapely.__path__) is None
    assert guard.find_spec("numpy.core", None) is None
    assert type(guard.find_spec("shapely.lib", shapely.__path__).loader).__name__ == "_DeepLoader"
    guard.install()
    import sys

    assert (guard in sys.meta_path) == hasattr(os, "RTLD_DEEPBIND")
    guard.remove()
    assert guard not in sys.meta_path


def test_no_task_stays_unstarted(qgis_app, monkeypatch):
    """QGIS's task manager loses some of so many short tasks; those are handed over again, and run once."""
    import random
    import time

    from outfall_tracer.ui import background
    from qgis.PyQt.QtCore import QCoreApplication

    monkeypatch.setattr(background, "UNSTARTED_MS", 100)
    chance, ran, heard = random.Random(1), [], []

    def start(number, seconds):
        def work(_report):
            time.sleep(seconds)
            ran.append(number)
            return number

        background.BackgroundTask("short", work, heard.append, lambda *_: None).start()

    for number in range(1500):
        start(number, chance.choice((0, 0, 0, 0.001, 0.003)))
        if chance.random() < 0.3:
            QCoreApplication.processEvents()
    wait_for(lambda: len(heard) == 1500)
    assert sorted(heard) == sorted(ran) == list(range(1500))
    assert not background.BackgroundTask._running
    assert not background._Attempt._kept


def test_what_a_task_leaves_behind_is_not_walked_over_by_the_collector(qgis_app):
    """A network of a million pipes would stop the window for half a second at the first collection."""
    import gc

    from outfall_tracer.algorithms.garbage_collector import MANY, CollectorRest, unfreeze

    assert gc.isenabled()
    unfreeze()
    CollectorRest.begin()
    kept = [[] for _ in range(MANY + 1)]
    CollectorRest.end()
    assert gc.isenabled()
    assert gc.get_freeze_count() > len(kept)
    unfreeze()
    assert gc.get_freeze_count() == 0
    CollectorRest.begin()
    CollectorRest.end()
    assert gc.get_freeze_count() == 0  # little was made: nothing to set aside


def test_the_lock_changes_hands_sooner_while_work_runs(qgis_app):
    """A list that is painted calls Python for every cell, and would wait 5 ms for the lock each time."""
    import sys

    from outfall_tracer.algorithms.garbage_collector import SWITCH_S, CollectorRest

    before = sys.getswitchinterval()
    CollectorRest.begin()
    CollectorRest.begin()
    CollectorRest.end()
    assert sys.getswitchinterval() == pytest.approx(SWITCH_S)
    CollectorRest.end()
    assert sys.getswitchinterval() == before > SWITCH_S


# the map follows


def test_qgis_closes_without_a_question_while_something_is_only_read(qgis_app):
    """Closed a moment after an edit, QGIS asked what to do with the network that was being read."""
    from outfall_tracer.ui.background import BackgroundTask
    from outfall_tracer.ui.live.work import Job, LiveWork
    from qgis.core import QgsTask

    unasked, ended = QgsTask.Flag.CancelWithoutPrompt, []
    assert not BackgroundTask("writes", lambda report: None, print, print)._attempt.flags() & unasked
    job = Job("ask", lambda report: None, ended.append, print)
    LiveWork()._start(job)
    assert job.task._attempt.flags() & unasked
    wait_for(lambda: not BackgroundTask._running)
