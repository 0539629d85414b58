"""What the inspector decides, into the project: one undo step a verdict, saved at once where nothing else
waits.

A verdict is on the disk within half a second, and the position with it: a process that is killed loses the
two verdicts that wait at most, however busy the machine is, and stands at their outfall again. Other people's
unsaved edits are never saved along: then the verdict waits with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...i18n import translate
from ...operations import inspection
from ...operations.editing.feature_rows import now
from ...operations.inspection import Record, Stop
from ...operations.project_rows import EditedRows
from ...problems import UserError
from ..settings import INSPECT_SAVES
from ..timers import single_shot
from ..words import label

if TYPE_CHECKING:
    from ...operations.editing.history import Action
    from ...operations.editing.session import EditSession

SAVE_MS = 300
MOST_WAITING = 2  # actions; the next save comes at once
_WRITTEN = frozenset({"inspections", "audit"})


@dataclass
class Done:
    """A verdict that can be taken back."""

    stop_uid: str
    former: Mapping[str, Mapping[str, Any]]
    added: list[str]
    flight: str


class Recorder(QObject):
    """Writes records through the edit session; see the module."""

    saved = pyqtSignal()  # everything decided until now is on the disk
    edited = pyqtSignal(object)  # set of table names: rows were edited, and not here
    failed = pyqtSignal(object)  # UserError

    def __init__(self, session: EditSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._own: list[Action] = []  # actions of the session's history that were written here
        self._is_writing = self._is_untold = False  # of a save, the session tells later than here
        self.done: list[Done] = []
        self._timer = single_shot(self, SAVE_MS, self.save)
        session.changed.connect(self._on_changed)

    @property
    def rows(self) -> EditedRows:
        """Return the rows of the project as they stand, unsaved edits included."""
        return EditedRows(self._session)

    @property
    def waits_for_others(self) -> bool:
        """Tell whether verdicts are unsaved because other edits are."""
        return self._session.is_modified and not self._only_ours()

    def close(self) -> None:
        """Save what waits."""
        if self._timer.isActive() and self._session.path:
            self.save()
        self._session.changed.disconnect(self._on_changed)

    def forget(self) -> None:
        """Forget what was done: another project is open, or none."""
        self.done.clear()
        self._is_untold = False

    def verdict(self, stop: Stop, record: Record, flight: str, orthophoto_uid: str) -> None:
        """Keep what was seen at a stop; raises UserError."""
        title = translate("Inspect", "{verdict}: {outfall}").format(
            verdict=label("inspection_seen", record.seen),
            outfall=stop.title or translate("Inspect", "a suspect")
        )
        user = self._session.user
        done = self._write(
            title,
            lambda rows: inspection.judge(
                rows, stop, record, inspection.Look(flight, user, utc_text(), orthophoto_uid)
            ),
        )
        self.done.append(Done(stop.uid, *done, flight))
        del self.done[:-200]

    def suspect(self, x: float, y: float, flight: str, orthophoto_uid: str, record: Record) -> str:
        """Make a suspected outfall at a place of the project's system; return its uid."""
        done = self._write(
            translate("Inspect", "Suspected outfall"),
            lambda rows: inspection.suspect(
                rows, x, y, inspection.Look(flight, self._session.user, utc_text(), orthophoto_uid), record
            ),
        )
        self.done.append(Done(done[1][0], *done, flight))
        return done[1][0]

    def apply(self, title: str, make: Callable[[EditedRows], Any]) -> None:
        """Make the changes of a plan in one step of this title; raises UserError."""
        self._write(title, make)

    def adopt(self) -> None:
        """Count the last action of the session as one of ours: it was made for the inspector elsewhere."""
        self._own += self._session.history[-1:]
        if not INSPECT_SAVES.get() or not self._only_ours():
            return
        if len(self._own) >= MOST_WAITING:
            self.save()
        elif not self._timer.isActive():
            self._timer.start()

    def take_back(self) -> Done | None:
        """Take the last verdict back; return what it was, None where there is none."""
        if not self.done:
            return None
        last = self.done.pop()
        self._write(
            translate("Inspect", "Take a verdict back"),
            lambda _rows: inspection.take_back(last.former, last.added),
        )
        return last

    def save(self) -> None:
        """Save, if what is unsaved was written here."""
        self._timer.stop()
        if not self._session.is_modified or not self._only_ours():
            return
        try:
            self._session.save(goes_on=True)
        except UserError as error:
            self.failed.emit(error)
            return
        self._own, self._is_untold = [], True
        self.saved.emit()

    def leave(self) -> None:
        """The inspector has left the map: nothing stays in edit mode for what may come."""
        self.save()
        self._session.end_editing()

    def _on_changed(self, tables: set[str]) -> None:
        is_ours = self._is_writing or self._is_untold
        self._is_untold = self._is_untold and self._is_writing
        if is_ours and tables <= _WRITTEN:
            return
        self.edited.emit(tables)

    def _write(
        self, title: str, make: Callable[[EditedRows], Any]
    ) -> tuple[dict[str, dict[str, Any]], list[str]]:
        self._is_writing = True
        try:
            with self._session.step(title) as step:
                rows = EditedRows(self._session, step)
                plan = make(rows)
                back = inspection.changed_cells(rows, plan) if plan.table == "inspections" else ({}, [])
                rows.apply(plan)
        finally:
            self._is_writing = False
        self._own = [action for action in self._own if action in self._session.history]
        self.adopt()
        return back

    def _only_ours(self) -> bool:
        return all(action in self._own for action in self._session.history)


def utc_text() -> str:
    """Return the present time as rows hold it."""
    return f"{now().toString('yyyy-MM-ddTHH:mm:ss')}Z"
