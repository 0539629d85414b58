#!/usr/bin/env python3
"""Make dist/outfall_tracer-<version>.zip, the file that QGIS installs.

    package.py                                     the ZIP
    package.py --repository https://host/folder    and beside it plugins.xml, for a repository of one's own

The same sources give the same bytes: entries sorted, one fixed time, no executable bits.
Inside is one folder ``outfall_tracer`` with what runs and nothing else: no tests, tools,
translation sources, hidden files or caches. The Chinese texts are compiled on the way, and what is carried of
others (``scripts/bundle.py``) is brought where it is missing.
"""

from __future__ import annotations

import argparse
import configparser
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path, PurePosixPath

sys.path.insert(0, str(Path(__file__).resolve().parent))
import bundle
import translations

ROOT = translations.ROOT
NAME = "outfall_tracer"
#: What is shipped: the modules of the root, these files of it, and the rooms.
FILES = ("metadata.txt", "LICENSE", "CHANGELOG.md", "README.md")
ROOMS = (*translations.ROOMS, "resources")
UNWANTED_SUFFIXES = {".ts", ".pyc", ".pyo", ".qm", ".gpkg", ".log"}
TIME = (2026, 1, 1, 0, 0, 0)


#: Element of plugins.xml -> key of metadata.txt.
LISTED = {
    "description": "description", "about": "about", "version": "version",
    "qgis_minimum_version": "qgisMinimumVersion", "qgis_maximum_version": "qgisMaximumVersion",
    "homepage": "homepage", "tracker": "tracker", "repository": "repository", "author_name": "author",
    "tags": "tags", "category": "category", "changelog": "changelog", "author_email": "email",
    "experimental": "experimental", "deprecated": "deprecated", "server": "server",
}  # fmt: skip


def metadata() -> configparser.SectionProxy:
    """Return what metadata.txt states."""
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ROOT / "metadata.txt", encoding="utf-8")
    return parser["general"]


def version() -> str:
    """Return the version that metadata.txt states."""
    return metadata()["version"]


def repository_file(archive: str, address: str) -> bytes:
    """Return plugins.xml, which the plugin manager reads; ``archive`` lies at ``address``."""
    stated = metadata()
    plugins = ET.Element("plugins")
    plugin = ET.SubElement(plugins, "pyqgis_plugin", name=stated["name"], version=stated["version"])
    for element, key in LISTED.items():
        ET.SubElement(plugin, element).text = stated[key]
    # What stands before the first point is the plugin's folder to the manager: no version in it.
    ET.SubElement(plugin, "file_name").text = f"{NAME}.zip"
    ET.SubElement(plugin, "download_url").text = f"{address.rstrip('/')}/{archive}"
    ET.indent(plugins)
    return ET.tostring(plugins, encoding="utf-8", xml_declaration=True)


def tracked_files() -> list[str]:
    """Return the files git knows or would add, so that nothing that lies about is shipped."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )
    return sorted({name for name in os.fsdecode(done.stdout).split("\0") if name and (ROOT / name).is_file()})


def is_shipped(name: str) -> bool:
    """Tell whether the file ``name`` (relative, with slashes) belongs into the ZIP."""
    path = PurePosixPath(name)
    if any(part.startswith(".") or part == "__pycache__" for part in path.parts):
        return False
    if path.suffix in UNWANTED_SUFFIXES:
        return False
    if len(path.parts) == 1:
        return path.suffix == ".py" or name in FILES
    return path.parts[0] in ROOMS


def carried_files() -> dict[str, bytes]:
    """Return the files of others that the ZIP carries, by their names in it."""
    if bundle.main() != 0:
        raise SystemExit("The ZIP would lack what it is to carry.")
    files = (path for path in bundle.TARGET.rglob("*") if path.is_file() and path.name != bundle.STAMP)
    return {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in files if "__pycache__" not in path.parts
    }


def build(target: Path) -> Path:
    """Write the ZIP to ``target`` and return it."""
    contents = carried_files()
    contents.update({name: (ROOT / name).read_bytes() for name in tracked_files() if is_shipped(name)})
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / translations.QM.name
        translations.compile_qm(compiled)
        contents[f"i18n/{translations.QM.name}"] = compiled.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, contents[name], compresslevel=9)
    return target


def main() -> None:
    """Build and say where."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / f"{NAME}-{version()}.zip")
    parser.add_argument("--repository", default="", help="address of the folder that the ZIP will lie in")
    asked = parser.parse_args()
    target = build(asked.output)
    print(f"{target} ({target.stat().st_size / 1024:.0f} kB)")
    if asked.repository:
        listing = target.with_name("plugins.xml")
        listing.write_bytes(repository_file(target.name, asked.repository))
        print(listing)


if __name__ == "__main__":
    main()
