"""Work that is stopped stops at once, and work that is not is passed on whole."""

from __future__ import annotations

import os
import threading
import time

import numpy as np
import pytest
from outfall_tracer.interruptible import interruptible
from outfall_tracer.problems import Cancelled, UserError
from outfall_tracer.tests.support.lines import from_arrays
from outfall_tracer.tracing.answers.trace import Starts, trace_all, trace_points
from outfall_tracer.tracing.answers.validation import validate
from outfall_tracer.tracing.model import Drainage, Options, Points


class Stopper:
    """A progress that wants to stop from a share on, and remembers how long it took to be heard."""

    def __init__(self, share, delay=0.0):
        self.share, self.delay = share, delay
        self.since = self.heard = None

    def __call__(self, share, _step=""):
        now = time.perf_counter()
        if share >= self.share and self.since is None:
            self.since = now
        if self.since is not None and now - self.since >= self.delay:
            raise Cancelled


def test_everything_told_is_passed_on_in_order_by_the_caller():
    told, threads = [], set()

    def work(a, b, progress):
        for step in range(5):
            progress(step / 4, f"{a}{b}")
        return a + b

    def progress(share, step):
        told.append((share, step))
        threads.add(threading.current_thread())

    assert interruptible(progress, work, 1, 2) == 3
    assert told == [(step / 4, "12") for step in range(5)]
    assert threads == {threading.current_thread()}
    assert interruptible(None, lambda progress: progress) is None


def test_errors_come_out_as_they_are():
    def work(_progress):
        raise UserError("so it is")

    with pytest.raises(UserError, match="so it is"):
        interruptible(lambda _share, _step: None, work)


def test_work_that_says_nothing_is_left_within_a_moment():
    ended = threading.Event()

    def work(progress):
        progress(0.5, "x")
        time.sleep(1.5)  # one long call
        try:
            progress(0.6, "x")
        finally:
            ended.set()

    since = time.perf_counter()
    with pytest.raises(Cancelled):
        interruptible(Stopper(0.5, delay=0.2), work)
    assert time.perf_counter() - since < 1.0
    assert ended.wait(3.0)  # it stopped at its next sign of life


def town(n):
    """A forest of about n pipes drawn on a grid, its outfalls and sources."""
    rng = np.random.default_rng(0)
    side = int(n**0.5) + 2
    at = np.arange(1, n + 1)
    low = np.where(rng.random(n) < 0.5, at - 1, np.maximum(at - side, 0))
    place = np.stack([at % side, at // side], axis=1) * 30.0 + rng.uniform(-3, 3, (n, 2))
    place = np.concatenate([[[0.0, 0.0]], place])
    lines = np.stack([place[at], place[low]], axis=1)
    pipes = from_arrays(list(lines), diameter_mm=np.full(n, 300.0))
    return pipes, Points(place[:1]), Points(place[rng.integers(0, n, n // 10)] + 5.0)


FULL = os.environ.get("OUTFALL_TRACER_FULL") == "1"


@pytest.fixture(scope="module")
def large():
    return town(1_000_000 if FULL else 25_000)


@pytest.mark.parametrize("policy", ["declared", "auto"])
@pytest.mark.parametrize("what", ["trace", "validate", "points"])
def test_a_stop_is_obeyed_within_half_a_second(large, what, policy):
    pipes, outfalls, sources = large
    options = Options(direction_policy=policy, gap_distance_m=1.0)
    calls = {
        "trace": lambda progress: trace_all(Drainage(pipes, None, outfalls, sources), options, progress),
        "validate": lambda progress: validate(Drainage(pipes, None, outfalls, sources), options, progress),
        "points": lambda progress: trace_points(pipes, None, Starts(outfalls), options, progress=progress),
    }
    for delay in (0.0, 0.4, 1.0):
        took = []
        while len(took) < 3 and min(took, default=1.0) > 0.5:  # other programs may be busy
            stopper = Stopper(0.0, delay=delay)
            try:
                calls[what](stopper)
            except Cancelled:
                took.append(time.perf_counter() - stopper.since - delay)
            else:
                took.append(0.0)  # done before anybody asked
                assert delay > 0
            for thread in threading.enumerate():  # what is left to itself is no part of the next try
                if thread.name == "outfall-tracer-work":
                    thread.join()
        assert min(took) < 0.5
