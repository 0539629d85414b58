"""What every test stands on: the package under its own name, an offscreen Qt, shared data.

Tests import ``outfall_tracer`` whatever the checkout's folder is called; no
``PYTHONPATH`` is needed. With ``OUTFALL_TRACER_NO_QGIS=1`` QGIS, Qt and GDAL cannot
be imported: so the unit stage proves that the core needs none of them.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "outfall_tracer"
WITHOUT_QGIS = os.environ.get("OUTFALL_TRACER_NO_QGIS") == "1"


def _import_package() -> None:
    """Load the checkout as ``outfall_tracer``; its submodules follow from it."""
    if PACKAGE in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(
        PACKAGE, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{ROOT} is not a checkout of {PACKAGE}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)


def _allow_many_files() -> None:
    """Make room: QGIS keeps files of closed projects open for a minute, and tests open hundreds."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 16_384 if hard == resource.RLIM_INFINITY else min(hard, 16_384)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _prepare_environment() -> None:
    """Offscreen Qt and a private runtime folder, for this process and those that tests start."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _allow_many_files()
    if not os.environ.get("XDG_RUNTIME_DIR"):
        folder = tempfile.mkdtemp(prefix="outfall-tracer-run-")  # mode 0700, as Qt asks
        os.environ["XDG_RUNTIME_DIR"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if WITHOUT_QGIS:
        for name in ("qgis", "osgeo", "PyQt5", "PyQt6"):
            sys.modules[name] = None  # type: ignore[assignment]  # "import qgis" now fails


_prepare_environment()
_import_package()

# Tests do not measure speed: a busy machine is no fault of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the QGIS tests out where QGIS is switched off; those of Qt 6 have a stage of their own."""
    if collection_path.name == "qt6" and collection_path.parent.name == "tests":
        return True
    if WITHOUT_QGIS and collection_path.name == "qgis" and collection_path.parent.name == "tests":
        return True
    return None


def pytest_report_header() -> list[str]:
    """Name the versions that the outcome depends on."""
    parts = [f"{name} {importlib.import_module(name).__version__}" for name in ("numpy", "scipy", "shapely")]
    if not WITHOUT_QGIS:
        with contextlib.suppress(ImportError):
            from osgeo import gdal
            from qgis.core import Qgis
            from qgis.PyQt.QtCore import QT_VERSION_STR

            parts[:0] = [f"QGIS {Qgis.QGIS_VERSION}", f"Qt {QT_VERSION_STR}", f"GDAL {gdal.__version__}"]
    return [", ".join(parts)]


def _shared_folder() -> Path:
    named = os.environ.get("OUTFALL_TRACER_SHARED_DATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Return a function: name of a real data set -> its folder, or the test is skipped.

    The data lie beside the checkout (``../shared/data``) or where
    ``OUTFALL_TRACER_SHARED_DATA`` says; they are not part of the project.
    """

    def folder(name: str) -> Path:
        path = _shared_folder() / name
        if not path.exists():
            pytest.skip(f"real data {name!r} is not at {path.parent}; set OUTFALL_TRACER_SHARED_DATA")
        return path

    return folder


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the folder of the checkout."""
    return ROOT
