"""Python packages that tracing needs beside QGIS's own: is one missing, and how to get it.

Looks for packages without importing them, so asking costs nothing at start.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from ..i18n import translate


@dataclass(frozen=True)
class Requirement:
    """A package and the lowest major version that works; 0 for any."""

    package: str
    major: int = 0

    @property
    def specifier(self) -> str:
        """What pip is asked for."""
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


REQUIREMENTS = (Requirement("numpy"), Requirement("scipy"), Requirement("shapely", 2))


def missing(requirements: tuple[Requirement, ...] = REQUIREMENTS) -> tuple[Requirement, ...]:
    """Return what is missing or too old."""
    return tuple(requirement for requirement in requirements if not requirement.is_met())


def install_command(requirements: tuple[Requirement, ...]) -> str:
    """Return the command that installs ``requirements`` for this user."""
    names = " ".join(f'"{requirement.specifier}"' for requirement in requirements)
    return f"python3 -m pip install --user {names}"


def sentence(requirements: tuple[Requirement, ...]) -> str:
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
