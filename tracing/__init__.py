"""The engine: what drains where, with reasons. No files, no layers, no windows.

``Network`` answers on plain arrays; ``answers.trace.trace_all`` goes the whole way from pipes
and points (:mod:`.model`) to links, ends and findings. numpy, scipy and shapely 2
are all it needs. They are imported when something is first asked for: QGIS imports this room when it
starts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .reach.network import Network
    from .reach.reach import Reach

__all__ = ["Network", "Reach"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(f".reach.{name.lower()}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
