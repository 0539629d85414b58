"""Notices when something else writes the tables that a trace reads: another program, an import.

The operating system says that the file changed; its table of contents says which tables did.
Only what is written past the edit buffers counts: saving our own edits is expected.
"""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QFileSystemWatcher, QObject, QTimer, pyqtSignal

from ...i18n import translate
from ...operations.live.row_states import WATCHED
from ..background import BackgroundTask, Report

QUIET_MS = 700  # a write is many small changes of the file


def last_changes(path: str, tables: frozenset[str]) -> dict[str, str]:
    """Return when each of these tables was written last, as the file itself says."""
    from ...layers.store import own_changes
    from ...layers.store.gpkg import open_dataset

    found = own_changes.last_changes(open_dataset(path))
    return {table: str(when) for table, when in found.items() if table in tables}


class ForeignWrites(QObject):
    """Watches some tables of one file; ``changed`` says which were written last."""

    written = pyqtSignal()

    def __init__(self, parent: QObject | None = None, tables: frozenset[str] = frozenset(WATCHED)) -> None:
        super().__init__(parent)
        self._tables = tables
        self.changed: set[str] = set()
        self._path = ""
        self._known: dict[str, str] = {}
        self._expected = False
        self._task: BackgroundTask | None = None
        self._files = QFileSystemWatcher(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self._look)
        self._files.fileChanged.connect(self._timer.start)

    def watch(self, path: str) -> None:
        """Watch the file at ``path`` from now on; "" watches none. Call it before reading the file."""
        self._timer.stop()
        if self._files.files():
            self._files.removePaths(self._files.files())
        self._path, self._known, self._expected = path, {}, False
        if path:
            self._look()

    def expect(self) -> None:
        """The next change of the file is our own."""
        self._expected = True
        self._timer.start()

    def close(self) -> None:
        """Watch nothing any more."""
        self.watch("")
        if self._task is not None:
            self._task.drop()
            self._task.waitForFinished(2000)

    def _look(self) -> None:
        if self._task is not None:
            self._timer.start()
            return
        path = self._path
        if not path:
            return

        def work(_report: Report) -> dict[str, str]:
            return last_changes(path, self._tables)

        self._task = BackgroundTask(
            translate("Live", "Looking at the project file"), work,
            lambda found: self._compare(path, found), lambda _error, _log: self._end(), only_reads=True)
        self._task.start()

    def _compare(self, path: str, found: dict[str, str]) -> None:
        self._end()
        if path != self._path:
            return
        before, self._known = self._known, found
        self.changed = {table for table in found if before and found[table] != before.get(table)}
        expected, self._expected = self._expected, False
        if self.changed and not expected:
            self.written.emit()

    def _end(self) -> None:
        self._task = None
        # Some programs put a new file in the place of the old one, which is then watched no more.
        wanted = [name for name in (self._path, f"{self._path}-wal") if self._path and Path(name).exists()]
        missing = [name for name in wanted if name not in self._files.files()]
        if missing:
            self._files.addPaths(missing)
