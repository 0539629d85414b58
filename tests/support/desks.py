"""The plugin's window in tests: a desk on the window that pytest-qgis gives, and waiting for what it does."""

from __future__ import annotations

import time
from contextlib import contextmanager

import pytest


def wait_for(condition, seconds=30):
    """Let Qt work until ``condition()`` is true."""
    from qgis.PyQt.QtCore import QCoreApplication

    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        QCoreApplication.processEvents()
        time.sleep(0.003)


@contextmanager
def desk_on(iface, project=None):
    """A desk in a window that is shown, with the GeoPackage ``project`` opened in QGIS where one is given.

    What the test window's interface lacks is put in for as long.
    """
    from outfall_tracer.layers.project.qgis_project import stored_uri
    from outfall_tracer.ui.desk import Desk
    from qgis.core import QgsProject

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(iface, "removeDockWidget", lambda dock: None, raising=False)
        patch.setattr(iface, "addDockWidget", lambda area, dock: dock.show(), raising=False)
        for name in ("registerLocatorFilter", "deregisterLocatorFilter"):
            patch.setattr(iface, name, lambda _filter: None, raising=False)
        iface.mainWindow().show()
        made = Desk(iface)
        try:
            if project is not None:
                assert QgsProject.instance().read(stored_uri(project))
                made.watch.refresh()
            yield made
        finally:
            made.close()
            if project is not None:
                QgsProject.instance().clear()


def overhear(desk, monkeypatch):
    """Let ``desk.said`` collect the texts that the message bar is given."""
    desk.said = []
    monkeypatch.setattr(desk.messages, "_push", lambda text, *_more, **_named: desk.said.append(text))
