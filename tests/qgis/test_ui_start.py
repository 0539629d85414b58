"""QGIS starts quickly with the plugin: nothing heavy is imported before something is traced."""

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
for module, _name in PARTS:
    importlib.import_module(f"outfall_tracer.ui.{module}")
print(sorted({"numpy", "scipy", "shapely", "pandas", "geopandas", "openpyxl"} & (set(sys.modules) - there)))
"""


def test_no_heavy_package_is_imported_at_start(repository):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(repository)],
        capture_output=True, text=True, check=False, timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
