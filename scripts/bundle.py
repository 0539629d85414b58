#!/usr/bin/env python3
"""Bring what the ZIP carries of others into ``bundled/``: pure Python by pip, Leaflet by npm.

The folder is never committed. Versions are pinned in requirements/bundled.txt and bundled_npm.txt, and the
packages keep their licences. Nothing is asked of a registry while the folder is as the two files say.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "bundled"
PYTHON, NPM = ROOT / "requirements" / "bundled.txt", ROOT / "requirements" / "bundled_npm.txt"
STAMP = ".stamp"
COMMON_LICENCES = Path("/usr/share/common-licenses")  # of Debian and Ubuntu
#: Of installed packages: notes of the installer, programs, tests and templates that nothing here needs.
UNWANTED = (
    "bin",
    "share",
    "docx/templates/default-docx-template",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/direct_url.json",
    "**/__pycache__",
)


def stamp() -> str:
    """Return what the folder is made after, as one word."""
    sources = (PYTHON, NPM, Path(__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def is_ready() -> bool:
    """Tell whether the folder is as the requirements say."""
    made = TARGET / STAMP
    return made.is_file() and made.read_text(encoding="ascii") == stamp()


def python_packages(folder: Path) -> None:
    """Install the Python packages into ``folder``, without what they need beside."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--no-deps",
            "--no-compile",
            "--only-binary=:all:",
            "--target",
            str(folder),
            "-r",
            str(PYTHON),
        ],
        check=True,
    )
    for pattern in UNWANTED:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def licences(folder: Path) -> None:
    """Give each package its licence: where a wheel lacks the text, the system's copy of the one it names."""
    for info in folder.glob("*.dist-info"):
        if any(path.is_file() for word in ("LICEN[CS]E*", "COPYING*") for path in info.rglob(word)):
            continue
        about = (info / "METADATA").read_text(encoding="utf-8")
        named = next(line for line in about.splitlines() if line.startswith("License:"))
        text = COMMON_LICENCES / named.partition(":")[2].strip().removesuffix("-only")
        shutil.copy(text, info / "LICENSE")


def npm_packages(folder: Path) -> None:
    """Take the listed files out of the packages of npm, each package into a folder of its own."""
    for line in NPM.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, version, *files = line.split()
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run(
                ["npm", "pack", "--silent", "--pack-destination", scratch, f"{name}@{version}"],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            (archive,) = Path(scratch).glob("*.tgz")
            with tarfile.open(archive) as packed:
                for wanted in files:
                    content = packed.extractfile(f"package/{wanted}")
                    if content is None:
                        raise FileNotFoundError(wanted)
                    target = folder / name / Path(wanted).name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    # Browsers would ask for the map of the sources, which is not brought along.
                    lines = content.read().splitlines(keepends=True)
                    target.write_bytes(b"".join(one for one in lines if b"sourceMappingURL=" not in one))


def main() -> int:
    """Make the folder where it is not as it should be; return the exit code."""
    if is_ready():
        return 0
    print("Bringing what the ZIP carries of others into bundled/ ...")
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bundling-") as scratch:
        made = Path(scratch) / "bundled"
        try:
            python_packages(made / "python")
            licences(made / "python")
            npm_packages(made)
        except (OSError, subprocess.CalledProcessError, tarfile.TarError, KeyError, StopIteration) as error:
            print(
                f"Not everything could be brought: {error}. Plates need segno, bulletins in Word docxtpl, "
                "the public page Leaflet; all else works.",
                file=sys.stderr,
            )
            return 1
        (made / STAMP).write_text(stamp(), encoding="ascii")
        shutil.rmtree(TARGET, ignore_errors=True)
        made.rename(TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
