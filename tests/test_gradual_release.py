"""What is freed a slice at a time: all that nobody else holds, and nothing that somebody does."""

from __future__ import annotations

import weakref

import numpy as np
from outfall_tracer.operations.live.gradual_release import MANY, release_gradually


class Thing:
    """Something that can be looked for after it is gone."""


class Graph:
    def __init__(self, things, shared):
        self.column = things.copy()
        self.inside = {"list": [list(things)], "dict": ({n: [thing] for n, thing in enumerate(things)},)}
        self.shared = shared
        self.view = shared[10:]


def test_only_what_nobody_else_holds_is_freed():
    things = np.array([Thing() for _ in range(MANY + 1)], dtype=object)
    shared = np.array([Thing() for _ in range(MANY + 1)], dtype=object)
    watched, kept = weakref.ref(things[-1]), weakref.ref(shared[-1])
    graph = Graph(things, shared)
    still = graph.inside["list"][0]
    held = [graph]
    del graph, things
    release_gradually(held)
    assert held == []
    assert len(still) == MANY + 1
    assert watched() is still[-1]
    del still
    assert watched() is None
    assert kept() is shared[-1]
    assert all(shared)
