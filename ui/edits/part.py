"""The part "edits": the one :class:`EditSession` of the window, with its undo, redo and save.

``desk.part("edits").session`` is what other parts edit through; ``save()`` saves all tables in one
transaction and tells the user what stands in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication

from ...i18n import inflected, translate
from ...layers.store.traced_pipes import MOVED_PIPES, TRACED_PIPES
from ...operations.editing import transactions
from ...operations.editing.conflicts import ConflictError
from ...operations.editing.feature_rows import local_text, now
from ...operations.editing.rows import known_tables
from ...operations.editing.session import EditSession
from ...problems import UserError
from .. import settings
from ..background import BackgroundTask, Report
from ..interfaces import Desk
from ..parts import Command, Part
from .others import OtherPrograms
from .save_sentence import save_sentence
from .unsaved import Unsaved, UnsavedNote

if TYPE_CHECKING:
    from ...operations.editing.rows import LayerEdits
    from ...operations.regime.unaudited_changes import Unaudited


def _possible(session: EditSession, edits: list[LayerEdits]) -> None:
    """Let no save leave an outfall in a state that cannot be; the regime is read when it is needed first."""
    from ...operations.regime.saving import refuse_impossible

    refuse_impossible(session, edits)


def _noted(dataset: Any, new: Mapping[str, list[int]]) -> Collection[str]:
    """Keep the first cells of new rows beside the trail, which does not tell them."""
    from ...operations.regime.unaudited_changes import keep_first_cells

    return keep_first_cells(dataset, new)


class EditsPart(Part):
    """Holds the session and follows the open project."""

    name = "edits"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.session = EditSession(self, settings.PERSON.get)
        self.unsaved = UnsavedNote(Path(QgsApplication.qgisSettingsDirPath()) / "outfall_tracer" / "unsaved")
        self.others = OtherPrograms(desk, self.session, self)
        self._looking: BackgroundTask | None = None
        self._unseen: Unaudited | None = None  # looked at in the background, and not entered yet
        self.session.check, self.session.note_new = _possible, _noted
        self.session.write_first = self._note_unaudited
        self.session.failed.connect(self._on_failed)
        self.session.state_changed.connect(desk.state_changed)
        self.session.state_changed.connect(self._note)
        self.session.changed.connect(self._hide_moved)
        self.session.saving.connect(self._note_saving)
        self.others.written.connect(self._look_for_unaudited)
        desk.watch.layers_changed.connect(self._attach)
        desk.projects.save = self.save
        desk.part("trace").follow_decisions(self.session)
        self._attach()

    def commands(self) -> list[Command]:
        """Return save, undo and redo."""
        session = self.session
        return [
            Command(
                "save",
                "save",
                translate("Edits", "Save all edits"),
                translate("Edits", "Save the edits of all tables together, or none of them"),
                self.save,
                "judge",
                enabled=lambda: session.is_modified,
                shortcut="Ctrl+Alt+S",
            ),
            Command(
                "undo",
                "undo",
                translate("Edits", "Undo"),
                translate("Edits", "Take back the last action, in all its tables"),
                self.undo,
                "judge",
                enabled=lambda: bool(session.undo_title),
                shortcut="Ctrl+Alt+Z",
            ),
            Command(
                "redo",
                "redo",
                translate("Edits", "Redo"),
                translate("Edits", "Repeat the action that was taken back"),
                self.redo,
                "judge",
                enabled=lambda: bool(session.redo_title),
                shortcut="Ctrl+Alt+Y",
            ),
        ]

    def close(self) -> None:
        """Let go of the layers; their edits stay in their buffers."""
        self.desk.watch.layers_changed.disconnect(self._attach)
        self.session.state_changed.disconnect(self.desk.state_changed)
        self.others.close()
        self._stop_looking()
        self.desk.iface.mapCanvas().expressionContextScope().removeVariable(MOVED_PIPES)
        self.session.detach()
        self.unsaved.clear()

    def save(self, mine_wins: bool = False) -> bool:
        """Save; say what was saved, or what stands in the way. Return True where it is saved."""
        try:
            report = self.session.save(mine_wins)
        except UserError as error:
            self._on_failed(error)
            return False
        self.desk.messages.success(save_sentence(report))
        return True

    def undo(self) -> None:
        """Take back the last action."""
        self.session.undo()

    def redo(self) -> None:
        """Repeat the action that was taken back."""
        self.session.redo()

    def _attach(self) -> None:
        watch = self.desk.watch
        tables = {name: watch.layer(name) for name in (*known_tables(), TRACED_PIPES.name)}
        before = self.session.path
        self.session.attach(watch.path, {name: layer for name, layer in tables.items() if layer is not None})
        self._hide_moved({"pipes"})
        if watch.path != before:
            self.others.watch(watch.path)
            self._look_for_unaudited()
        if watch.path and watch.path != before:
            for note in self.unsaved.left_behind(watch.path):
                self._tell(note)
            if transactions.write_at_once():
                self.desk.messages.warning(
                    translate(
                        "Edits",
                        "This QGIS project writes edits into the file at once (automatic transaction "
                        "groups). Nothing can be judged or corrected that way.",
                    ),
                    buttons=[(translate("Edits", "Edit first, save later"), self._edit_in_buffers)],
                    stays=True,
                )

    def _hide_moved(self, tables: set[str]) -> None:
        """Take the traces of pipes off the map that unsaved edits moved or took away."""
        if "pipes" in tables:
            moved = {str(fid): True for fid in self.session.moved("pipes")}
            self.desk.iface.mapCanvas().expressionContextScope().setVariable(MOVED_PIPES, moved)

    def _edit_in_buffers(self) -> None:
        if not transactions.switch_off():
            self.desk.messages.warning(
                translate(
                    "Edits",
                    "Layers are being edited. Save or discard their edits with QGIS's own buttons first.",
                )
            )

    def _look_for_unaudited(self) -> None:
        """Look what others changed without the audit trail since somebody looked last."""
        from ...operations.regime.unaudited_changes import look_for_unaudited

        path = self.session.path
        self._stop_looking()
        self._unseen = None
        if not path:
            return

        def work(report: Report) -> Unaudited | None:
            return look_for_unaudited(path, lambda: report(0.5, "reading"))

        self._looking = BackgroundTask(
            translate("Edits", "Looking for changes made without the plugin"),
            work,
            lambda unseen: self._on_looked(path, unseen),
            lambda _error, _log: None,  # a save says what stands in the way
            only_reads=True,
        )
        self._looking.start()

    def _on_looked(self, path: str, unseen: Unaudited | None) -> None:
        """Enter what was changed; while a layer is edited that, and new copies always, wait for a save.

        QGIS has the file open: it is written here, as a save does, and not while a layer is being edited.
        No more often than must be: QGIS reads without locks, and a layer whose editing begins in the same
        moment can read nothing any more.
        """
        self._looking, self._unseen = None, unseen
        edited = any(layer.isEditable() for layer in self.desk.watch.layers_of_file())
        if unseen is not None and unseen.n and not edited:
            with suppress(UserError):  # read-only, or another program writes: the save says so
                self._enter_unaudited(path, unseen)
                self._unseen = None

    def _enter_unaudited(self, path: str, unseen: Unaudited) -> None:
        from ...operations.regime.unaudited_changes import enter_unaudited

        n = enter_unaudited(path, unseen)
        if n:
            text = translate(
                "Edits",
                "{n} (row was|rows were) changed without the plugin since it looked last. The history of "
                "each says so, and between which times.",
            )
            self.desk.messages.info(inflected(text, n=n))

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.drop()
            self._looking.waitForFinished(5000)
            self._looking = None

    def _note_unaudited(self, dataset: Any) -> bool:
        """Before a save: a person's change of what others changed unseen would hide theirs."""
        from ...operations.regime.unaudited_changes import is_looked_at, look_for_unaudited

        if is_looked_at(dataset):
            return False
        with suppress(UserError):  # the save says what stands in the way
            self._stop_looking()
            unseen, self._unseen = self._unseen, None
            if unseen is None or not unseen.holds(dataset):
                unseen = look_for_unaudited(self.session.path)
            if unseen is not None:
                self._enter_unaudited(self.session.path, unseen)
        return True

    def _note(self) -> None:
        if self.session.is_modified:
            self.unsaved.write(self.session.path, self.session.unsaved_titles, local_text(now()))
        else:
            self.unsaved.clear()

    def _note_saving(self) -> None:
        if self.session.is_modified:
            self.unsaved.write(self.session.path, self.session.unsaved_titles, local_text(now()), saving=True)

    def _tell(self, note: Unsaved) -> None:
        text = (
            translate(
                "Edits",
                "QGIS ended while it saved {n} (action|actions) ({when}). A save is whole or not at all: "
                "look what is there.",
            )
            if note.saving
            else translate(
                "Edits",
                "QGIS ended before {n} (action was|actions were) saved ({when}). Everything saved before is "
                "there; do what is lost again.",
            )
        )
        said = inflected(text, n=note.n, when=note.when)
        self.desk.messages.warning(said, "\n".join(note.titles), stays=True)

    def _on_failed(self, error: UserError) -> None:
        self._note()
        if not isinstance(error, ConflictError):
            self.desk.messages.failure(error)
            return
        ways: list[tuple[str, Callable[[], object]]] = [
            (translate("Edits", "Take theirs"), lambda: self._take(error))]
        if error.mine_possible:
            ways.insert(0, (translate("Edits", "Keep mine"), lambda: self.save(mine_wins=True)))
        self.desk.messages.warning(
            error.message, "\n".join(str(problem) for problem in error.problems), ways)

    def _take(self, error: ConflictError) -> None:
        try:
            self.session.take_theirs(error.conflicts)
        except UserError as failure:
            self.desk.messages.failure(failure)
            return
        self.save()
