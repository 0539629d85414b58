"""A plugin that is loaded again starts with its own modules, however those before were imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

#: As QGIS does it: the package goes, and the modules it saw; the packages above them stay.
PROGRAM = """
import importlib, sys
import outfall_tracer
importlib.import_module("outfall_tracer.i18n")
from outfall_tracer.rules import party
for name in ("outfall_tracer", "outfall_tracer.rules.party"):
    del sys.modules[name]
import outfall_tracer
left = [name for name in sys.modules if name.startswith("outfall_tracer.")]
assert not left, left
from outfall_tracer.rules import party as again
assert again is not party
"""


def test_nothing_of_the_package_before_is_found_again():
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(root / ".dev")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
