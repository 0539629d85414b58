"""Outfall Tracer: links river outfalls upstream to their sources.

The repository root is the QGIS plugin package ``outfall_tracer``. Importing it
loads neither QGIS nor numpy, so the engine (``outfall_tracer.tracing``) and the
regime (``outfall_tracer.rules``) also work in plain Python.
"""

from __future__ import annotations

import sys
from typing import Any


def forget_modules() -> None:
    """Let go of every module of this package: a plugin that is loaded again starts with its own.

    QGIS forgets those that it saw being imported by their own name. Packages above them stay, with the old
    modules in them, and whatever was imported by a name in a table.
    """
    for name in [name for name in sys.modules if name.startswith(f"{__name__}.")]:
        del sys.modules[name]


forget_modules()  # whatever is there before the package was left behind by the one before

__version__ = "0.1.0"


def classFactory(iface: Any) -> Any:  # noqa: N802 - the name QGIS calls
    """Return the plugin object; QGIS calls this when the plugin is switched on."""
    from .layers.requirements import use_own_folder
    from .plugin import OutfallTracerPlugin

    use_own_folder()
    return OutfallTracerPlugin(iface)
