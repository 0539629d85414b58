"""Keeps shapely's own GEOS apart from the one that QGIS uses.

The QGIS program links a GEOS of its own, and on Linux the C++ names of that one win in
every library loaded later: a shapely wheel with another GEOS then calls functions of the
wrong version and crashes (``shapely.contains_xy`` of 2.1 and 2.2 beside QGIS 3.22 does).
A plain Python process is not affected. Loaded with ``RTLD_DEEPBIND`` a library looks into
itself first; the finder here loads shapely's extension modules so, whoever imports them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ExtensionFileLoader, ModuleSpec, PathFinder
from types import ModuleType

PACKAGE = "shapely."


class _DeepLoader(ExtensionFileLoader):
    """Loads an extension module that looks into its own libraries first."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Load the shared library; other imports keep the usual flags."""
        usual = sys.getdlopenflags()
        sys.setdlopenflags(os.RTLD_NOW | os.RTLD_DEEPBIND)
        try:
            return super().create_module(spec)
        finally:
            sys.setdlopenflags(usual)


class GeosGuard(MetaPathFinder):
    """Import finder for shapely's extension modules; :meth:`install` and :meth:`remove` it."""

    def install(self) -> None:
        """Watch imports from now on; does nothing where the system has no such flag."""
        if hasattr(os, "RTLD_DEEPBIND"):
            sys.meta_path.insert(0, self)

    def remove(self) -> None:
        """Stop watching."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec with the deep loader for shapely's extension modules, else None."""
        if not fullname.startswith(PACKAGE):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None or not isinstance(spec.loader, ExtensionFileLoader):
            return None
        spec.loader = _DeepLoader(fullname, spec.origin)
        return spec
