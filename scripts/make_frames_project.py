#!/usr/bin/env python3
"""A small demonstration, traced by ``traceproject``: what ``frames`` must answer alike. Needs QGIS."""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import QgsApplication


def main(path: Path) -> None:
    """Make the project and trace it."""
    from outfall_tracer.demo.generate import Demonstration, generate
    from outfall_tracer.operations.runs.trace_project import trace_project

    for old in path.parent.glob(f"{path.stem}.*"):
        old.unlink()
    generate(path, Demonstration(outfalls=200, pipes=8000), language="en")
    trace_project(str(path))


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    main(Path(sys.argv[1]))
