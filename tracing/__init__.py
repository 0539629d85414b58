"""The engine: what drains where, with reasons. No files, no layers, no windows.

``Network`` answers on plain arrays; ``run.trace_all`` goes the whole way from pipes
and points (:mod:`.model`) to links, ends and findings. numpy, scipy and shapely 2
are all it needs.
"""

from __future__ import annotations

from .network import Network
from .reach import Reach

__all__ = ["Network", "Reach"]
