"""Packages of others that the ZIP carries in ``bundled/``, and what to do where one is missing.

An installed package counts before the one that is carried. The folder is on Python's path only while a
package is imported, so that nothing else in QGIS ever finds what lies there.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from .i18n import translate
from .problems import UserError

FOLDER = Path(__file__).resolve().parent / "bundled"


def python_package(name: str, use: str) -> Any:
    """Import and return a package; UserError where it, or one that it needs, is missing.

    use: what it is for, as the beginning of a sentence.
    """
    folder = str(FOLDER / "python")
    sys.path.append(folder)
    try:
        return import_module(name)
    except ImportError as error:
        missing = (error.name or name).split(".")[0]
        said = translate(
            "Reports",
            "{use} needs the Python package {package}, which is missing. Install it with: "
            "python3 -m pip install {package} (on Debian and Ubuntu: apt install python3-{package})",
        )
        raise UserError(said.format(use=use, package=missing), detail=str(error)) from error
    finally:
        sys.path.remove(folder)


def folder_of(name: str, use: str) -> Path:
    """Return the folder of a package of files, such as "leaflet"; UserError where it is not carried."""
    found = FOLDER / name
    if not found.is_dir():
        said = translate(
            "Reports",
            "{use} needs {package}, which the plugin's ZIP carries and this copy lacks. Install the plugin "
            "from its ZIP, or run in a checkout: python3 scripts/bundle.py",
        )
        raise UserError(said.format(use=use, package=name))
    return found
