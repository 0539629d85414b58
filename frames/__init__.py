"""The engine for analysts: GeoDataFrames in, GeoDataFrames out, no QGIS.

:func:`trace` takes pipes, outfalls and sources as a notebook holds them and returns an
:class:`Answer`, whose frames are in the caller's coordinate system and carry the caller's ids.
:func:`read_project` reads a project file for it. ``command`` is ``python -m outfall_tracer``,
``many`` traces many cities on Dask. Nothing here writes into a project: what a run may change
there is the duty of ``traceproject``.
"""

from __future__ import annotations

from ..tracing.model import Options
from .answer import Answer
from .inputs import FrameError
from .project import Project, read_project
from .trace import trace

__all__ = ["Answer", "FrameError", "Options", "Project", "read_project", "trace"]
