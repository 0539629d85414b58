"""Python packages that tracing needs beside QGIS's own: is one missing, and how to get it.

Looks for packages without importing them, so asking costs nothing at start. What is lacking can be installed
into a folder of the QGIS profile by QGIS's own Python, which touches nothing of the system.
"""

from __future__ import annotations

import importlib
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ..i18n import translate

FOLDER = "outfall_tracer_packages"  # below the profile's folder "python"


@dataclass(frozen=True)
class Requirement:
    """A package and the lowest major version that works; 0 for any. installed: what pip is asked for."""

    package: str
    major: int = 0
    installed: str = ""

    @property
    def specifier(self) -> str:
        """Say what is needed, as pip writes it."""
        return f"{self.package}>={self.major}" if self.major else self.package

    def found(self) -> str:
        """Return the version found, or "" where the package is not there at all."""
        if find_spec(self.package) is None:
            return ""
        from importlib.metadata import PackageNotFoundError, version  # not while QGIS starts

        try:
            return version(self.package)
        except PackageNotFoundError:
            return "?"

    def is_met(self) -> bool:
        """Say whether a version that works is there; an unreadable version is given the benefit."""
        found = self.found()
        major = found.split(".")[0]
        return bool(found) and (not major.isdigit() or int(major) >= self.major)


#: A wheel of shapely above 2.0 brings a newer GEOS than an older QGIS has, and mixed they crash.
_SHAPELY = "shapely>=2,<2.1" if sys.version_info < (3, 13) else "shapely>=2"
REQUIREMENTS = (Requirement("numpy"), Requirement("scipy"), Requirement("shapely", 2, _SHAPELY))


def missing(requirements: tuple[Requirement, ...] = REQUIREMENTS) -> tuple[Requirement, ...]:
    """Return what is missing or too old."""
    return tuple(requirement for requirement in requirements if not requirement.is_met())


def own_folder() -> Path:
    """Return the folder of the QGIS profile that packages are installed into."""
    from qgis.core import QgsApplication

    return Path(QgsApplication.qgisSettingsDirPath()) / "python" / FOLDER


def use_own_folder() -> None:
    """Let Python find what was installed into the folder of the profile, before what the system has."""
    folder = str(own_folder())
    if folder not in sys.path and Path(folder).is_dir():
        sys.path.insert(0, folder)
        importlib.invalidate_caches()


def python_program() -> str:
    """Return the Python that QGIS runs, as a program: QGIS itself is none, and its own name may be QGIS's."""
    if os.name == "nt":
        candidates = [Path(sys.base_exec_prefix) / name for name in ("python.exe", "python3.exe")]
    else:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        candidates = [Path(sys.base_exec_prefix) / "bin" / name for name in (version, "python3")]
    found = [str(path) for path in candidates if path.is_file()]
    return found[0] if found else sys.executable


def install_arguments(requirements: Sequence[Requirement], folder: Path) -> list[str]:
    """Return what Python is called with to install ``requirements`` into ``folder``.

    Without what they need beside: numpy is QGIS's own, and a second one would break its scipy and GDAL.
    """
    wanted = [requirement.installed or requirement.specifier for requirement in requirements]
    return ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--upgrade", "--no-deps",
            "--target", str(folder), *wanted]  # fmt: skip


def install_command(requirements: Sequence[Requirement]) -> str:
    """Return the command that does the same in a terminal."""
    words = [python_program(), *install_arguments(requirements, own_folder())]
    if os.name == "nt":
        return " ".join(f'"{word}"' if set(word) & set(' <>=&') else word for word in words)
    return " ".join(shlex.quote(word) for word in words)


def sentence(requirements: Sequence[Requirement]) -> str:
    """Say what is missing, what was found instead, and how to get it."""
    parts = []
    for requirement in requirements:
        found = requirement.found()
        if found:
            parts.append(
                translate("Requirements", "{package} (found {found})").format(
                    package=requirement.specifier, found=found
                )
            )
        else:
            parts.append(requirement.specifier)
    return translate(
        "Requirements",
        "Tracing needs Python packages that are missing here: {packages}. "
        "Run this command, then restart QGIS: {command}",
    ).format(packages=", ".join(parts), command=install_command(requirements))
