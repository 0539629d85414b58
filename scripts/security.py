"""Scan what is shipped as the plugin repository does: Bandit and detect-secrets.

    security.py --checkout      the files of the checkout that the ZIP will hold
    security.py FILE.zip        the content of a ZIP; its shape is checked too

Exit code 1 and one line per finding, 0 and a sentence when clean.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import package

OUTSIDE = ("tests", "benchmarks", "docs", "scripts", "requirements")


def bandit(folder: Path) -> list[str]:
    """Return Bandit's findings of any severity."""
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", str(folder), "-f", "json"],
        capture_output=True, text=True, check=False,
    )
    report = json.loads(done.stdout)
    found = []
    for hit in report["results"]:
        place = f"{Path(hit['filename']).relative_to(folder)}:{hit['line_number']}"
        found.append(f"Bandit {hit['test_id']} {place}: {hit['issue_text']}")
    return found + [f"Bandit could not read {e['filename']}: {e['reason']}" for e in report["errors"]]


def secrets(folder: Path) -> list[str]:
    """Return what detect-secrets takes for a secret."""
    done = subprocess.run(
        [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."],
        cwd=folder, capture_output=True, text=True, check=True,
    )
    return [
        f"detect-secrets {name}:{hit['line_number']}: {hit['type']}"
        for name, hits in json.loads(done.stdout)["results"].items() for hit in hits
    ]


def shape(archive: zipfile.ZipFile) -> list[str]:
    """Return what the plugin repository would object to in the ZIP itself."""
    found = []
    names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    if tops != {package.NAME}:
        found.append(f"the ZIP has the top folders {sorted(tops)}, not one {package.NAME}")
    needed = [
        "__init__.py", "plugin.py", "metadata.txt", "LICENSE", "i18n/outfall_tracer_zh_Hans.qm",
        "bundled/leaflet/LICENSE", "bundled/python/segno/__init__.py", "bundled/python/docxtpl/__init__.py",
    ]
    found += [f"the ZIP lacks {name}" for name in needed if f"{package.NAME}/{name}" not in names]
    for entry in archive.infolist():
        parts = entry.filename.split("/")
        if any(part.startswith(".") for part in parts) or parts[1] in OUTSIDE:
            found.append(f"{entry.filename} does not belong into the ZIP")
        if (entry.external_attr >> 16) & 0o111:
            found.append(f"{entry.filename} is executable")
        if entry.filename.endswith(".py"):
            ast.parse(archive.read(entry), entry.filename, feature_version=(3, 9))
    return found


def main(argument: str) -> int:
    """Scan; return the exit code."""
    found: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        if argument == "--checkout":
            for name in filter(package.is_shipped, package.tracked_files()):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes((package.ROOT / name).read_bytes())
        else:
            with zipfile.ZipFile(argument) as archive:
                found += shape(archive)
                archive.extractall(folder)
            shutil.rmtree(folder / package.NAME / package.bundle.TARGET.name)  # of others, as they publish it
        number = sum(path.is_file() for path in folder.rglob("*"))
        found += bandit(folder) + secrets(folder)
    print("\n".join(found) or f"{number} files scanned, nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
