"""Run by the desktop's ``--code``: open the project named in OUTFALL_TRACER_PROJECT.

QGIS takes a GeoPackage on its command line for layers to add, not for the project in it,
so the plugin opens it, once the window stands.
"""

import os

from qgis.PyQt.QtCore import QTimer
from qgis.utils import plugins


def open_project() -> None:
    """Open it through the plugin, which says what is wrong where it cannot."""
    plugins["outfall_tracer"].desk.projects.open(os.environ["OUTFALL_TRACER_PROJECT"])


QTimer.singleShot(0, open_project)
