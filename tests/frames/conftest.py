"""Tests of ``frames`` in an environment without QGIS, on the package as pip installed it.

scripts/frames_tests.sh makes that environment and the traced demonstration; elsewhere they are not run.
"""

import os
from pathlib import Path

import pytest

collect_ignore_glob = [] if os.environ.get("OUTFALL_TRACER_DEMO") else ["test_*"]


@pytest.fixture(scope="session")
def demo():
    """Path of a demonstration that ``traceproject`` has traced."""
    return Path(os.environ["OUTFALL_TRACER_DEMO"])


@pytest.fixture(scope="session")
def shared():
    """The folder of real data; tests that need it are skipped where it is absent."""
    folder = Path(os.environ["OUTFALL_TRACER_SHARED"]) / "data"
    if not folder.is_dir():
        pytest.skip(f"the real networks are not here: {folder}")
    return folder
