"""A killed process loses nothing that was saved; ``scripts/kill_rounds.py`` does the same for longer."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")


@pytest.mark.skipif(os.name != "posix", reason="kills by a POSIX signal")
def test_what_was_saved_outlives_kills_at_random_moments(town):
    from outfall_tracer.operations.runs.trace_project import trace_project

    file = Path(__file__).resolve().parents[2] / "scripts" / "kill_rounds.py"
    spec = importlib.util.spec_from_file_location("kill_rounds", file)
    kill_rounds = importlib.util.module_from_spec(spec)
    sys.modules["kill_rounds"] = kill_rounds
    spec.loader.exec_module(kill_rounds)
    trace_project(town.path)
    lines = list(kill_rounds.rounds(town.path, 3, seed=5, longest=2.0))
    assert len(lines) == 3
    assert "decisions kept" in lines[-1]
