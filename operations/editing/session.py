"""One object owns the edit buffers of a project: steps, undo over several layers, one save.

A user's action touches several tables (a decision changes a link, its outfall, its evidence). Each
layer of QGIS has an undo list of its own; the session ties the commands of one action together, so
that undo and redo, here or in QGIS's own panel, take the whole action. Edits that others make
(forms, QGIS's tools, other parts of the plugin) are part of the same history and of the same save.

    with session.step("Confirm Mill") as step:
        step.change("trace_links", fid, {"status": "confirmed"})
        step.change("outfalls", other, {"trace_status": "confirmed"})
    session.undo()
    session.save()

Saving is one transaction (:mod:`.save`). QGIS's own Save button on any layer comes here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...i18n import translate
from ...layers.sources.feature_reading import reload
from ...layers.store.traced_pipes import READS, TRACED_PIPES
from ...problems import UserError
from .conflicts import Conflict, check_conflicts, give_way
from .edited_layers import EditedLayers, at_once
from .history import Action, History
from .originals import Originals
from .rows import LayerEdits, edits_of
from .save import Hooks, NoteNew, SaveReport, WriteFirst, save_edits
from .step import Step
from .transactions import in_groups, write_at_once

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer


A_MOMENT_MS = 10  # in which the window does its own work, between two parts of a longer one of ours


class EditSession(QObject):
    """The edit buffers of one project file."""

    changed = pyqtSignal(object)  # set of table names: rows were edited, undone, redone, saved, discarded
    saving = pyqtSignal()  # edits are about to be written; what belongs to them can still be added
    saved = pyqtSignal(object)  # SaveReport
    state_changed = pyqtSignal()  # can undo, can redo, is modified
    failed = pyqtSignal(object)  # UserError of a save that QGIS's own button asked for

    def __init__(self, parent: QObject | None = None, person: Callable[[], str] = lambda: "") -> None:
        super().__init__(parent)
        self._person = person
        self._language = ""
        self._layers = EditedLayers(self._watch)
        self._history = History(self._stack)
        self._view: QgsVectorLayer | None = None  # the traced pipes, drawn from the file
        self._originals: dict[str, Originals] = {}
        self._wires: dict[str, list[tuple[Any, Any]]] = {}
        self.bases: dict[tuple[str, str], str] = {}  # on what basis a row is changed, by table and uid
        #: What no save may do: raises UserError before anything is written, while nobody else can write.
        self.check: Callable[[EditSession, list[LayerEdits]], None] = lambda _session, _edits: None
        #: Told of the file before a save, see :data:`.save.WriteFirst`.
        self.write_first: WriteFirst = lambda _dataset: False
        #: Told of the new rows of a save, see :data:`.save.NoteNew`.
        self.note_new: NoteNew = lambda _dataset, _new: ()
        self._busy = False
        self._edited: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tell)
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(A_MOMENT_MS)
        self._telling.timeout.connect(self._tell_later)
        self._untold: tuple[SaveReport, dict[str, list[int]]] | None = None
        self._audit_is_old = False
        self.changed.connect(self._repaint)

    # the project

    @property
    def path(self) -> str:
        """Return the GeoPackage, or "" where no project is open."""
        return self._layers.path

    @property
    def language(self) -> str:
        """Return "zh" or "en", what the project's stored texts speak; asked of the file once."""
        if not self._language:
            from ...layers.store.table_reading import project_language

            self._language = project_language(self.path)
        return self._language

    def forget_language(self) -> None:
        """Ask the file again: the project's language was changed."""
        self._language = ""

    @property
    def user(self) -> str:
        """Return who decides, as the books have it: the person's own word, else the account's name."""
        from qgis.core import QgsApplication

        return self._person() or str(QgsApplication.userLoginName())

    def attach(self, path: str, layers: Mapping[str, QgsVectorLayer]) -> None:
        """Work on the layers of the project at ``path``; an empty path ends the work."""
        self.detach()
        self._layers.attach(path, layers)
        self._view = layers.get(TRACED_PIPES.name)
        self.state_changed.emit()

    def detach(self) -> None:
        """Let go of all layers; edits stay in their buffers."""
        self._timer.stop()
        self._telling.stop()
        self._untold, self._audit_is_old = None, False
        for table, wires in self._wires.items():
            layer = self._layers.known(table)
            if layer is not None:
                for signal, slot in wires:
                    signal.disconnect(slot)
                self._originals[table].close()
            self._originals[table].deleteLater()
        with self._at_work():
            self._layers.detach()
        self._history.clear()
        self._wires, self._originals, self.bases = {}, {}, {}
        self._edited, self._view, self._language = set(), None, ""

    def layer(self, table: str) -> QgsVectorLayer:
        """Return the layer of ``table``: the project's, or one of our own where the project shows none."""
        return self._layers.layer(table)

    def start_editing(self, table: str) -> None:
        """Bring a layer into edit mode; raises UserError where it cannot be edited."""
        self._layers.start_editing(table)

    def end_editing(self) -> None:
        """End the edit mode that was begun here, in layers that hold nothing unsaved."""
        with self._at_work():
            self._layers.end_editing()
        if self._audit_is_old:
            self._read_audit_anew()

    # steps

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """One user action; everything inside is one undo step, or nothing where it raises."""
        if self._busy:
            raise RuntimeError("a step inside a step")
        step = Step(self._layers, title)
        with self._at_work():
            try:
                yield step
            except BaseException:
                for layer in step.tables.values():
                    layer.destroyEditCommand()
                raise
            for table, layer in step.tables.items():
                layer.endEditCommand()
                step.action.marks[table] = (step.action.marks[table][0], layer.undoStack().index())
        if step.tables:
            self._history.remember(step.action)
            self.changed.emit(set(step.tables))
            self.state_changed.emit()

    @property
    def history(self) -> list[Action]:
        """Return the actions that are not saved, undone ones among them, in the order they were done."""
        return self._history.actions

    @property
    def is_modified(self) -> bool:
        """Tell whether there is anything to save."""
        return any(layer.isModified() for layer in self._layers.all().values())

    def moved(self, table: str) -> set[int]:
        """Return the rows that the file still shows where unsaved edits moved them from, or deleted them."""
        layer = self._layers.known(table)
        buffer = layer.editBuffer() if layer is not None else None
        return {*buffer.deletedFeatureIds(), *buffer.changedGeometries()} if buffer is not None else set()

    @property
    def undo_title(self) -> str:
        """Return the title of the action that :meth:`undo` takes back, "" for none."""
        action = self._history.last_done()
        return action.title if action else ""

    @property
    def redo_title(self) -> str:
        """Return the title of the action that :meth:`redo` repeats, "" for none."""
        action = self._history.first_undone()
        return action.title if action else ""

    @property
    def unsaved_titles(self) -> list[str]:
        """Return the titles of what a save would write, the oldest first."""
        return [action.title for action in self.history if self._history.is_done(action)]

    def undo(self) -> bool:
        """Take back the last action in all its tables."""
        action = self._history.last_done()
        if action is None:
            return False
        self._go(action, 0)
        return True

    def redo(self) -> bool:
        """Repeat the action that was taken back last."""
        action = self._history.first_undone()
        if action is None:
            return False
        self._go(action, 1)
        return True

    # saving

    def save(self, mine_wins: bool = False, goes_on: bool = False) -> SaveReport:
        """Write every edit of the project's tables in one transaction, with the audit rows.

        Raises UserError (ConflictError where another program wrote the same rows); nothing is written
        then, and all edits are still there. Layers that a person brought into edit mode stay in it.

        Where the work ``goes_on``, all of them stay in it until :meth:`end_editing`; the saved layers are
        read anew, and everybody is told, a moment later, and the audit is read anew at the end: the window is
        never busy for long.
        """
        report = self._write(mine_wins)
        selected = self._selections(report)
        with self._at_work():
            for table, layer in self._layers.all().items():
                if layer.isEditable() and layer.isModified():
                    self._layers.empty(table)
            if not goes_on:
                self._layers.end_editing()
        self._forget_edits()
        if goes_on:
            self._untold = (report, selected)
            self._telling.start()
        else:
            self._after_save(report, selected)
        return report

    def take_theirs(self, conflicts: list[Conflict]) -> None:
        """Give way to another program in the rows of ``conflicts``: one undo step, not saved yet."""
        with self.step(translate("Edits", "Take the other program's values")) as step:
            give_way(step, self._layers, conflicts)
        for conflict in conflicts:
            if conflict.present is not None:
                self._originals[conflict.table].renew({conflict.fid: conflict.present})

    def showing(self, viewer: str, table: str, rows: Mapping[int, Mapping[str, Any]]) -> None:
        """A dock tells what it shows of ``table``: values by column and feature id.

        What is edited there is compared with that at the save, not with what others wrote meanwhile.
        """
        self.layer(table)
        self._originals[table].note(viewer, rows)

    def discard(self) -> None:
        """Throw all unsaved edits away."""
        with self._at_work():
            for layer in self._layers.all().values():
                if layer.isEditable():
                    layer.rollBack()
            self._layers.end_editing()
        self._forget_edits()
        self.changed.emit(set(self._layers.all()))
        self.state_changed.emit()

    def _write(self, mine_wins: bool) -> SaveReport:
        layers = self._layers.all().values()
        if write_at_once() or any(layer.dataProvider().transaction() is not None for layer in layers):
            raise at_once()
        self._tell_later()
        self.saving.emit()
        edits: list[LayerEdits] = [
            edits_of(table, layer) for table, layer in self._layers.all().items() if layer.isModified()
        ]
        if not edits:
            return SaveReport()
        for one in edits:
            self._originals[one.table].rows()  # the last ones touched, too

        def check() -> None:
            if not mine_wins:
                check_conflicts(edits, self._originals)
            self.check(self, edits)

        try:
            hooks = Hooks(self.write_first, check, self.note_new)
            return save_edits(self.path, edits, self.user, self.bases, hooks)
        except UserError:
            self.state_changed.emit()  # whoever was told of the saving: nothing was saved
            raise

    def _selections(self, report: SaveReport) -> dict[str, list[int]]:
        """Return what is selected in the layers that were saved, under the ids that the file gave."""
        return {
            table: [numbers.get(fid, fid) for fid in layer.selectedFeatureIds()]
            for table, layer in self._layers.all().items()
            if (numbers := report.new_fids.get(table)) is not None
        }

    def _forget_edits(self) -> None:
        self._history.clear()
        self.bases = {}
        for originals in self._originals.values():
            originals.forget()

    def _after_save(
        self, report: SaveReport, selected: dict[str, list[int]], goes_on: bool = False
    ) -> None:
        self._untold = None
        for table, layer in self._layers.all().items():
            if table in report.rows:
                reload(layer, selected.get(table))
                if layer.isSpatial():
                    layer.updateExtents()
        if goes_on:
            self._audit_is_old = True  # reading it anew takes as long as all else
        else:
            self._read_audit_anew()
        self.saved.emit(report)
        self.changed.emit(set(report.rows))
        self.state_changed.emit()

    def _tell_later(self) -> None:
        if self._untold is not None:
            self._after_save(*self._untold, goes_on=True)

    def _read_audit_anew(self) -> None:
        self._audit_is_old = False
        layer = self._layers.known("audit")
        if layer is not None:
            reload(layer)

    def _on_commit(self, table: str) -> None:
        """QGIS's own button: write everything ourselves, then leave it an empty buffer to commit."""
        if self._busy:
            return
        layer = self._layers.known(table)
        if layer is None or layer.dataProvider().transaction() is not None or not layer.isModified():
            return
        if in_groups():
            return  # QGIS saves all its layers in one transaction by itself
        try:
            report = self._write(mine_wins=False)
        except UserError as error:
            self.failed.emit(error)  # QGIS goes on and says what it could not save
            return
        with self._at_work():
            buffer = layer.editBuffer()
            buffer.blockSignals(True)
            buffer.rollBack()
            buffer.blockSignals(False)
        selected = self._selections(report)
        with self._at_work():
            for other, one in self._layers.all().items():
                if other != table and one.isEditable() and one.isModified():
                    self._layers.empty(other)

        def end() -> None:
            self._forget_edits()
            self._after_save(report, selected)

        QTimer.singleShot(0, end)

    # history

    def _go(self, action: Action, side: int) -> None:
        with self._at_work():
            self._history.go(action, side)
        self.changed.emit(set(action.marks))
        self.state_changed.emit()

    def _on_index(self, table: str, index: int) -> None:
        """An undo list moved: by somebody else's new edit, or by QGIS's own undo and redo."""
        if self._busy:
            self._originals[table].know()
            return
        ours = [action for action in self.history if table in action.marks]
        title = self._text(table, index - 1)
        if self._history.is_new(table, index, title):
            self._originals[table].learn(self._stack(table).command(index - 1))
            self._history.remember(Action(title, {table: (index - 1, index)}))
        else:
            self._originals[table].know()
        with self._at_work():
            self._edited |= self._history.follow(ours, table, index)
        self._edited.add(table)
        self._timer.start()

    def _text(self, table: str, index: int) -> str:
        layer = self.layer(table)
        other = translate("Edits", "Edit of {layer}").format(layer=layer.name())
        return layer.undoStack().text(index) or other

    def _tell(self) -> None:
        edited, self._edited = self._edited, set()
        self.changed.emit(edited)
        self.state_changed.emit()

    def _repaint(self, tables: set[str]) -> None:
        """Draw anew what was changed, and the view on it: QGIS draws by itself what its own tools edit."""
        layers = [self._layers.known(table) for table in tables]
        if tables & READS and self._view is not None and not sip.isdeleted(self._view):
            layers.append(self._view)
        for layer in layers:
            if layer is not None and layer.isSpatial():
                layer.triggerRepaint()

    # layers

    def _stack(self, table: str) -> Any:
        return self.layer(table).undoStack()

    def _watch(self, table: str, layer: QgsVectorLayer) -> None:
        self._originals[table] = Originals(layer, self)
        stack = layer.undoStack()
        wires: list[tuple[Any, Callable[..., None]]] = [
            (stack.indexChanged, lambda index: self._on_index(table, index)),
            (layer.beforeCommitChanges, lambda *_stop: self._on_commit(table)),
            (layer.afterRollBack, lambda: self._on_rolled_back(table)),
            (layer.afterCommitChanges, lambda: self._on_rolled_back(table)),
        ]
        for signal, slot in wires:
            signal.connect(slot)
        self._wires[table] = wires

    def _on_rolled_back(self, table: str) -> None:
        if self._busy:
            return
        self._history.forget(table)
        self._originals[table].forget()
        self._edited.add(table)
        self._timer.start()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """What moves in the undo lists meanwhile is our own doing."""
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before
