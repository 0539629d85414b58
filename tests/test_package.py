"""The package as a whole: metadata, imports, what loading it costs."""

from __future__ import annotations

import configparser
import importlib
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

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


@pytest.fixture(scope="module")
def package(repository):
    """The script that makes the ZIP, as a module."""
    script = str(repository / "scripts")
    sys.path.insert(0, script)
    try:
        return importlib.import_module("package")
    finally:
        sys.path.remove(script)


def test_the_zip_holds_nothing_it_says_it_leaves_out(package):
    """No tests, tools, pages, translation sources, hidden files or caches; all of what runs."""
    shipped = [PurePosixPath(name) for name in package.tracked_files() if package.is_shipped(name)]
    assert {path.parts[0] for path in shipped if len(path.parts) > 1} == set(package.ROOMS)
    at_top = {path.name for path in shipped if len(path.parts) == 1}
    assert at_top >= {"__init__.py", "plugin.py", *package.FILES}
    foreign = {".ts", ".qm", ".pyc", ".sh", ".gpkg", ".zip", ".toml", ".yml", ".ipynb", ".pyi"}
    assert not [str(path) for path in shipped if path.suffix in foreign]
    assert not [str(path) for path in shipped if path.name.startswith((".", "test_", "conftest"))]
    assert not [str(path) for path in shipped if "__pycache__" in path.parts]
    code = {path.parts[0] for path in map(PurePosixPath, package.tracked_files()) if path.suffix == ".py"}
    outside = {"tests", "benchmarks", "docs", "scripts"}
    assert {name for name in code if not name.endswith(".py")} - outside <= set(package.ROOMS)


def test_what_is_carried_of_others_carries_its_licence(repository):
    carried = repository / "bundled"
    if not carried.is_dir():
        pytest.skip("bundled/ was not brought: scripts/bundle.py")
    packages = [*(carried / "python").glob("*.dist-info"), carried / "leaflet"]
    assert len(packages) > 5
    for package in packages:
        texts = [*package.rglob("LICEN[CS]E*"), *package.rglob("COPYING*")]
        assert any(path.is_file() for path in texts), f"{package.name} carries no licence"


def test_a_repository_of_ones_own_offers_the_zip(package, metadata):
    """What QGIS's plugin manager reads: its elements, by their names."""
    import xml.etree.ElementTree as ET

    tree = ET.fromstring(package.repository_file("outfall_tracer-0.1.0.zip", "https://maps.example/qgis/"))
    plugin = tree.find("pyqgis_plugin")
    assert plugin.attrib == {"name": metadata["name"], "version": metadata["version"]}
    assert plugin.findtext("download_url") == "https://maps.example/qgis/outfall_tracer-0.1.0.zip"
    assert plugin.findtext("file_name").partition(".")[0] == package.NAME  # so the manager knows its folder
    assert plugin.findtext("qgis_minimum_version") == "3.22"
    assert plugin.findtext("experimental") == "True"
    assert all(element.text for element in plugin)


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
