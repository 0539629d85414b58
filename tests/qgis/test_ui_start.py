"""QGIS starts quickly with the plugin: nothing heavy is imported before something is traced.

The verbs are declared at the start, so neither they nor the window's parts may pull in the engine,
the reports or the regime: what they need of those is imported when they run.
"""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import importlib.util, sys
from pathlib import Path
import qgis.core, qgis.gui  # newer ones bring shapely themselves
there = set(sys.modules)
root = Path(sys.argv[1])
spec = importlib.util.spec_from_file_location(
    "outfall_tracer", root / "__init__.py", submodule_search_locations=[str(root)])
package = importlib.util.module_from_spec(spec)
sys.modules["outfall_tracer"] = package
spec.loader.exec_module(package)
import outfall_tracer.plugin, outfall_tracer.ui.desk
from outfall_tracer.ui.parts import PARTS
for name in PARTS:
    importlib.import_module(f"outfall_tracer.ui.{name}.part")
from outfall_tracer.algorithms.provider import VERBS
for module, name in VERBS:
    getattr(importlib.import_module(f"outfall_tracer.algorithms.{module}"), name)().initAlgorithm({})
heavy = {"numpy", "scipy", "shapely", "pandas", "geopandas", "openpyxl"} & (set(sys.modules) - there)
late = ("tracing", "reports", "operations.regime", "importing", "imagery")
rooms = tuple(f"outfall_tracer.{room}" for room in late)
print(sorted(heavy), sorted(name for name in sys.modules if name.startswith(rooms)))
"""


def test_no_heavy_package_is_imported_at_start(repository):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(repository)],
        capture_output=True, text=True, check=False, timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[] []"
