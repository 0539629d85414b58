"""Outfall Tracer: links river outfalls upstream to their sources.

The repository root is the QGIS plugin package ``outfall_tracer``. Importing it
loads neither QGIS nor numpy, so the engine (``outfall_tracer.tracing``) and the
regime (``outfall_tracer.rules``) also work in plain Python.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def classFactory(iface: Any) -> Any:  # noqa: N802 - the name QGIS calls
    """Return the plugin object; QGIS calls this when the plugin is switched on."""
    from .plugin import OutfallTracerPlugin

    return OutfallTracerPlugin(iface)
