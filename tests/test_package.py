"""The package as a whole: metadata, imports, what loading it costs."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

import outfall_tracer
import pytest

LOCALES = ("zh_CN", "zh", "zh-Hans")


@pytest.fixture(scope="module")
def metadata(repository: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser()  # interpolation on, as QGIS reads it: a "%" would fail here
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(repository / "metadata.txt", encoding="utf-8")
    return parser["general"]


def test_metadata_has_what_the_plugin_repository_asks(metadata):
    for key in ("name", "description", "about", "version", "author", "email", "repository", "tracker",
                "homepage", "tags", "icon", "category", "changelog"):
        assert metadata[key].strip(), key
    assert metadata["qgisMinimumVersion"] == "3.22"
    assert metadata["qgisMaximumVersion"] == "4.99"
    assert metadata["supportsQt6"] == "True"
    assert metadata["hasProcessingProvider"] == "yes"


def test_versions_agree(metadata, repository):
    assert metadata["version"] == outfall_tracer.__version__
    changelog = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?{re.escape(outfall_tracer.__version__)}\b", changelog, re.MULTILINE)


@pytest.mark.parametrize("key", ["name", "description", "about", "tags"])
def test_metadata_speaks_chinese_under_every_spelling(metadata, key):
    twins = {metadata[f"{key}[{locale}]"] for locale in LOCALES}
    assert len(twins) == 1
    assert re.search("[\u4e00-\u9fff]", twins.pop())


def test_icon_exists(metadata, repository):
    assert (repository / metadata["icon"]).is_file()


def test_importing_the_package_loads_nothing_heavy(repository):
    """QGIS imports every enabled plugin while it starts."""
    code = (
        "import importlib.util, sys\n"
        f"root = {str(repository)!r}\n"
        "spec = importlib.util.spec_from_file_location('outfall_tracer', root + '/__init__.py',"
        " submodule_search_locations=[root])\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "sys.modules['outfall_tracer'] = module\n"
        "spec.loader.exec_module(module)\n"
        "heavy = {'numpy', 'scipy', 'shapely', 'qgis', 'osgeo', 'geopandas', 'fiona', 'pandas', 'openpyxl'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
