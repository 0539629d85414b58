"""Shows anew, and says, what another program wrote into the open project.

Who edits over an older state would take back what a colleague did. QGIS itself never looks again: its map,
its tables and its snapping keep what they have read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...i18n import translate
from ...layers.schema import SCHEMA
from ...layers.store.gpkg import seconds_since_own_write
from ..interfaces import Desk
from ..live.foreign_writes import ForeignWrites

if TYPE_CHECKING:
    from ...operations.editing.session import EditSession

OURS_S = 10.0  # what is met so soon after a write of this process is that write
#: Written beside what people look at, by every save and run.
_BOOKS = frozenset({"audit", "schema_info", "trace_runs"})


class OtherPrograms(QObject):
    """Follows the open project; ``session`` is the one whose saves are our own."""

    written = pyqtSignal()  # and what is shown is up to date again

    def __init__(self, desk: Desk, session: EditSession, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._writes = ForeignWrites(self, frozenset(table.name for table in SCHEMA.tables) - _BOOKS)
        self._writes.written.connect(self._show_anew)
        session.saved.connect(lambda _report: self._writes.expect())
        desk.watch.reloaded.connect(self._writes.expect)

    def watch(self, path: str) -> None:
        """Watch the project at ``path``; "" watches none."""
        self._writes.watch(path)

    def close(self) -> None:
        """Watch nothing any more."""
        self._writes.close()

    def _show_anew(self) -> None:
        tables = self._writes.changed
        watch = self._desk.watch
        names = [layer.name() for layer, table in watch.tables_of_file() if table in tables]
        watch.read_anew(tables)
        self.written.emit()
        if seconds_since_own_write(watch.path) > OURS_S:
            self._desk.messages.warning(
                translate(
                    "Edits",
                    "Another program wrote into {project}: {layers}. What is shown is up to date again; look "
                    "once more at what you are about to change.",
                ).format(project=Path(watch.path).name, layers=", ".join(names) or ", ".join(sorted(tables)))
            )
