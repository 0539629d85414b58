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
from ...layers.sources.feature_reading import feature_of
from ...layers.store.gpkg import layer_uri
from ...layers.store.traced_pipes import READS, TRACED_PIPES
from ...problems import UserError
from .originals import Originals
from .rows import LayerEdits, edits_of, known_tables
from .save import Conflict, SaveReport, check_file, save_edits
from .step import Action, Step
from .transactions import in_groups, write_at_once

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer


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
        self._path = self._language = ""
        self._layers: dict[str, QgsVectorLayer] = {}
        self._private: dict[str, QgsVectorLayer] = {}
        self._view: QgsVectorLayer | None = None  # the traced pipes, drawn from the file
        self._originals: dict[str, Originals] = {}
        self._wires: dict[str, list[tuple[Any, Any]]] = {}
        self._sizes: dict[str, int] = {}
        self.bases: dict[tuple[str, str], str] = {}  # on what basis a row is changed, by table and uid
        self.history: list[Action] = []
        self._busy = False
        self._edited: set[str] = set()
        self._started: set[str] = set()  # brought into edit mode here: saving ends it again
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tell)
        self.changed.connect(self._repaint)

    # the project

    @property
    def path(self) -> str:
        """Return the GeoPackage, or "" where no project is open."""
        return self._path

    @property
    def language(self) -> str:
        """Return "zh" or "en", what the project's stored texts speak; asked of the file once."""
        if not self._language:
            from ...layers.store.table_reading import project_language

            self._language = project_language(self._path)
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
        self._path = path
        for table, layer in layers.items():
            if table in known_tables():
                self._layers[table] = layer
                self._watch(table, layer)
        self._view = layers.get(TRACED_PIPES.name)
        self.state_changed.emit()

    def detach(self) -> None:
        """Let go of all layers; edits stay in their buffers."""
        self._timer.stop()
        for table, wires in self._wires.items():
            layer = self._known(table)
            if layer is not None:
                for signal, slot in wires:
                    signal.disconnect(slot)
                self._originals[table].close()
            self._originals[table].deleteLater()
        self._wires, self._originals, self._sizes = {}, {}, {}
        self._layers, self._private, self.history, self._path, self._language = {}, {}, [], "", ""
        self.bases = {}
        self._edited, self._started, self._view = set(), set(), None

    def layer(self, table: str) -> QgsVectorLayer:
        """Return the layer of ``table``: the project's, or one of our own where the project shows none."""
        from qgis.core import QgsVectorLayer

        layer = self._known(table)
        if layer is not None:
            return layer
        if not self._path:
            raise UserError(translate("Edits", "Open an outfall project first."))
        made = QgsVectorLayer(layer_uri(self._path, table), table, "ogr")
        if not made.isValid():
            raise UserError(
                translate(
                    "Edits", "The table {table} of {path} cannot be opened. Reload the project."
                ).format(table=table, path=self._path)
            )
        self._private[table] = made
        self._watch(table, made)
        return made

    def start_editing(self, table: str) -> None:
        """Bring a layer into edit mode; raises UserError where it cannot be edited."""
        layer = self.layer(table)
        if write_at_once():
            raise _at_once()
        if layer.isEditable():
            return
        if not layer.readOnly() and layer.startEditing():
            self._started.add(table)
            return
        raise UserError(
            translate(
                "Edits",
                "{layer} is read-only, so nothing can be changed in it. Copy the project to a folder where "
                "you may write, or lift the layer's read-only setting.",
            ).format(layer=layer.name())
        )

    # steps

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """One user action; everything inside is one undo step, or nothing where it raises."""
        if self._busy:
            raise RuntimeError("a step inside a step")
        step = Step(self, title)
        self._busy = True
        try:
            try:
                yield step
            except BaseException:
                for layer in step.tables.values():
                    layer.destroyEditCommand()
                raise
            for table, layer in step.tables.items():
                layer.endEditCommand()
                stack = layer.undoStack()
                step.action.marks[table] = (step.action.marks[table][0], stack.index())
                self._sizes[table] = stack.count()
        finally:
            self._busy = False
        if step.tables:
            self._remember(step.action)
            self.changed.emit(set(step.tables))
            self.state_changed.emit()

    @property
    def is_modified(self) -> bool:
        """Tell whether there is anything to save."""
        return any(layer.isModified() for layer in self._all().values())

    def moved(self, table: str) -> set[int]:
        """Return the rows that the file still shows where unsaved edits moved them from, or deleted them."""
        layer = self._known(table)
        buffer = layer.editBuffer() if layer is not None else None
        return {*buffer.deletedFeatureIds(), *buffer.changedGeometries()} if buffer is not None else set()

    @property
    def undo_title(self) -> str:
        """Return the title of the action that :meth:`undo` takes back, "" for none."""
        action = self._last_done()
        return action.title if action else ""

    @property
    def redo_title(self) -> str:
        """Return the title of the action that :meth:`redo` repeats, "" for none."""
        action = self._first_undone()
        return action.title if action else ""

    @property
    def unsaved_titles(self) -> list[str]:
        """Return the titles of what a save would write, the oldest first."""
        return [action.title for action in self.history if self._is_done(action)]

    def undo(self) -> bool:
        """Take back the last action in all its tables."""
        action = self._last_done()
        if action is None:
            return False
        self._go(action, 0)
        return True

    def redo(self) -> bool:
        """Repeat the action that was taken back last."""
        action = self._first_undone()
        if action is None:
            return False
        self._go(action, 1)
        return True

    # saving

    def save(self, mine_wins: bool = False) -> SaveReport:
        """Write every edit of the project's tables in one transaction, with the audit rows.

        Raises UserError (ConflictError where another program wrote the same rows); nothing is written
        then, and all edits are still there. Layers that a person brought into edit mode stay in it.
        """
        report = self._write(mine_wins)
        selected = self._selections(report)
        for table, layer in self._all().items():
            if layer.isEditable() and (layer.isModified() or table in self._started):
                self._empty(table, layer)
        self._after_save(report, selected)
        return report

    def take_theirs(self, conflicts: list[Conflict]) -> None:
        """Give way to another program in the rows of ``conflicts``: one undo step, not saved yet."""
        from qgis.core import QgsGeometry

        with self.step(translate("Edits", "Take the other program's values")) as step:
            for conflict in conflicts:
                if conflict.gone or conflict.present is None:
                    step.delete(conflict.table, conflict.fid)
                    continue
                layer = self.layer(conflict.table)
                cells = {
                    name: conflict.present.attributes[layer.fields().lookupField(name)]
                    for name in conflict.columns
                    if name != "geom"
                }
                if cells and feature_of(layer, conflict.fid) is not None:
                    step.change(conflict.table, conflict.fid, cells)
                if "geom" in conflict.columns:
                    shape = QgsGeometry()
                    shape.fromWkb(conflict.present.wkb)
                    step.move(conflict.table, conflict.fid, shape)
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
        self._busy = True
        try:
            for layer in self._all().values():
                if layer.isEditable():
                    layer.rollBack()
        finally:
            self._busy = False
        self.history, self.bases = [], {}
        for originals in self._originals.values():
            originals.forget()
        self.changed.emit(set(self._all()))
        self.state_changed.emit()

    def _write(self, mine_wins: bool) -> SaveReport:
        layers = self._all().values()
        if write_at_once() or any(layer.dataProvider().transaction() is not None for layer in layers):
            raise _at_once()
        if self._path:
            check_file(self._path)
        self.saving.emit()
        edits: list[LayerEdits] = [
            edits_of(table, layer) for table, layer in self._all().items() if layer.isModified()
        ]
        if not edits:
            return SaveReport()
        for one in edits:
            self._originals[one.table].rows()  # the last ones touched, too
        return save_edits(self._path, edits, self._originals, self.user, mine_wins, self.bases)

    def _selections(self, report: SaveReport) -> dict[str, list[int]]:
        """Return what is selected in the layers that were saved, under the ids that the file gave."""
        return {
            table: [numbers.get(fid, fid) for fid in layer.selectedFeatureIds()]
            for table, layer in self._all().items()
            if (numbers := report.new_fids.get(table)) is not None
        }

    def _after_save(self, report: SaveReport, selected: dict[str, list[int]]) -> None:
        self.history, self.bases = [], {}
        for table, layer in self._all().items():
            self._originals[table].forget()
            self._sizes[table] = layer.undoStack().count()
            if table in report.rows or table == "audit":
                layer.dataProvider().reloadData()  # drops the selection
                if selected.get(table):
                    layer.selectByIds(selected[table])
                if layer.isSpatial():
                    layer.updateExtents()
        self.saved.emit(report)
        self.changed.emit(set(report.rows))
        self.state_changed.emit()

    def _empty(self, table: str, layer: QgsVectorLayer) -> None:
        """Empty the buffer of a layer whose edits are in the file; nobody is told of undone rows."""
        self._busy = True
        try:
            layer.editBuffer().blockSignals(True)
            layer.rollBack()
            if table not in self._started and not layer.isEditable():
                layer.startEditing()
            self._started.discard(table)
        finally:
            self._busy = False

    def _on_commit(self, table: str) -> None:
        """QGIS's own button: write everything ourselves, then leave it an empty buffer to commit."""
        if self._busy:
            return
        layer = self._known(table)
        if layer is None or layer.dataProvider().transaction() is not None or not layer.isModified():
            return
        if in_groups():
            return  # QGIS saves all its layers in one transaction by itself
        try:
            report = self._write(mine_wins=False)
        except UserError as error:
            self.failed.emit(error)  # QGIS goes on and says what it could not save
            return
        self._busy = True
        try:
            buffer = layer.editBuffer()
            buffer.blockSignals(True)
            buffer.rollBack()
            buffer.blockSignals(False)
        finally:
            self._busy = False
        selected = self._selections(report)
        for other, one in self._all().items():
            if other != table and one.isEditable() and one.isModified():
                self._empty(other, one)
        QTimer.singleShot(0, lambda: self._after_save(report, selected))

    # history

    def _remember(self, action: Action) -> None:
        """Add an action; what was undone in its tables cannot be repeated any more."""
        self.history = [
            one for one in self.history if self._is_done(one) or not set(one.marks) & set(action.marks)
        ]
        self.history.append(action)

    def _is_done(self, action: Action) -> bool:
        return all(self._stack(table).index() >= after for table, (_before, after) in action.marks.items())

    def _last_done(self) -> Action | None:
        return next((action for action in reversed(self.history) if self._is_done(action)), None)

    def _first_undone(self) -> Action | None:
        return next(
            (
                action
                for action in self.history
                if all(
                    self._stack(table).index() == before for table, (before, _after) in action.marks.items()
                )
            ),
            None,
        )

    def _go(self, action: Action, side: int) -> None:
        """Bring all tables of ``action`` to before (0) or after (1) it."""
        self._busy = True
        try:
            for table, marks in action.marks.items():
                self._stack(table).setIndex(marks[side])
        finally:
            self._busy = False
        self.changed.emit(set(action.marks))
        self.state_changed.emit()

    def _on_index(self, table: str, index: int) -> None:
        """An undo list moved: by somebody else's new edit, or by QGIS's own undo and redo."""
        if self._busy:
            self._originals[table].know()
            return
        stack = self._stack(table)
        known, self._sizes[table] = self._sizes.get(table, 0), stack.count()
        ours = [action for action in self.history if table in action.marks]
        fresh = (
            stack.count() == index
            and index > 0
            and not any(
                action.marks[table] == (index - 1, index) and action.title == self._text(table, index - 1)
                for action in ours
            )
            and (stack.count() > known or index == stack.count())
        )
        if not fresh:
            self._originals[table].know()
        else:
            self._originals[table].learn(stack.command(index - 1))
            self._remember(Action(self._text(table, index - 1), {table: (index - 1, index)}))
        self._busy = True
        try:
            for action in reversed(ours):
                before, after = action.marks[table]
                others = [(name, marks) for name, marks in action.marks.items() if name != table]
                for name, (low, high) in others:
                    other = self._stack(name)
                    if index <= before and other.index() > low:
                        other.setIndex(low)
                    elif index >= after and other.index() == low and other.count() >= high:
                        other.setIndex(high)
                    else:
                        continue
                    self._edited.add(name)
        finally:
            self._busy = False
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
        layers = [self._known(table) for table in tables]
        if tables & READS and self._view is not None and not sip.isdeleted(self._view):
            layers.append(self._view)
        for layer in layers:
            if layer is not None and layer.isSpatial():
                layer.triggerRepaint()

    # layers

    def _all(self) -> dict[str, QgsVectorLayer]:
        found = {table: self._known(table) for table in (*self._layers, *self._private)}
        return {table: layer for table, layer in found.items() if layer is not None}

    def _known(self, table: str) -> QgsVectorLayer | None:
        layer = self._layers.get(table) or self._private.get(table)
        return None if layer is None or sip.isdeleted(layer) else layer

    def _stack(self, table: str) -> Any:
        return self.layer(table).undoStack()

    def _watch(self, table: str, layer: QgsVectorLayer) -> None:
        self._originals[table] = Originals(layer, self)
        stack = layer.undoStack()
        self._sizes[table] = stack.count()
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
        self.history = [action for action in self.history if table not in action.marks]
        self._originals[table].forget()
        self._edited.add(table)
        self._timer.start()


def _at_once() -> UserError:
    return UserError(
        translate(
            "Edits",
            "This QGIS project writes edits into the file at once (automatic transaction groups), where "
            "nothing can be judged, corrected or undone over several tables. Set the transaction mode in the "
            "project's properties to local edit buffers.",
        )
    )
