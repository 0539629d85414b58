"""The part "live": one network in memory for everybody, kept up to date with every edit.

::

    live = desk.part("live")
    live.ask(question, done, failed)   # question(live_project, report) runs in the background, edits first
    live.changed.connect(...)          # LiveChange: what edits did to the links
    live.stale()                       # outfall uid -> Stale: out of date, since when and why

The network is read when it is first needed: at the first question, or when somebody starts
to edit a network layer. What cannot be followed (the file was written by somebody else)
is read anew; edits that are not saved are put on top.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qgis.core import QgsExpression, QgsFeatureRequest
from qgis.PyQt.QtCore import QDateTime, Qt, pyqtSignal

from ...i18n import translate
from ...layers import requirements
from ...layers.sources.feature_reading import read_features
from ...operations.live.stale import Stale, StaleBook, stale_columns, what_was_done
from ...problems import UserError
from ..interfaces import Desk
from ..parts import Command, Part
from .buffer_follower import Follower, plain
from .changes_dock import ChangesDock
from .foreign_writes import ForeignWrites
from .marks import StaleMarks
from .moved_ends import MovedEnds
from .work import Job, LiveWork, Question

if TYPE_CHECKING:
    from ...operations.editing.session import EditSession
    from ...operations.live.project import LiveProject
    from ...operations.runs.configurations import Configuration


class LivePart(Part):
    """See the module."""

    changed = pyqtSignal(object)  # LiveChange

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._watch = desk.watch
        self._used: Configuration | None = None  # as delivered
        self._path = ""
        self._stale: dict[str, Stale] = {}
        self._pending: dict[str, Stale] = {}  # perhaps out of date, while an edit is being answered
        self._session: EditSession | None = None
        self.book = StaleBook()
        self.work = LiveWork(self)
        self.follower = Follower(self._watch, self)
        self.foreign = ForeignWrites(self)
        self.marks = StaleMarks(desk.iface.mapCanvas(), self._watch)
        self.moved_ends = MovedEnds(self.follower, lambda: self.options, desk.messages.warning)
        self.dock = ChangesDock(desk.iface.mainWindow())
        desk.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()
        self._connect()

    def close(self) -> None:
        """Stop, and let go of the layers."""
        self.work.close()
        self.follower.close()
        self.foreign.close()
        self.marks.close()
        self.desk.remove_dock(self.dock)

    def commands(self) -> list[Command]:
        """Return the dock's switch."""
        return [Command(
            "changes", "changes", translate("Live", "What changed"),
            translate("Live", "Which links came and went because of which edit"),
            self.show_changes, "correct", enabled=lambda: self.desk.has_project)]

    # what other parts use

    @property
    def is_ready(self) -> bool:
        """Say whether the network is in memory."""
        return self.work.is_ready

    @property
    def options(self) -> Any:
        """The ``tracing.model.Options`` that the network is traced by, None for those as delivered."""
        return self._used.options if self._used else None

    @property
    def policy(self) -> str:
        """The direction policy that the network is traced by."""
        return self._used.options.direction_policy if self._used else "declared"

    @property
    def is_settled(self) -> bool:
        """Say whether every edit made so far is in the network."""
        return self.is_ready and not self.work.is_busy and not self.follower.is_behind

    def ensure(self) -> bool:
        """Read the network if it is not in memory; False where that is not possible."""
        if self.work.is_ready or self.work.is_reading:
            return True
        lacking = requirements.missing()
        if lacking:
            self.desk.say_missing(lacking)
            return False
        if not self._watch.path:
            return False
        self._read()
        return True

    def use(self, used: Configuration | None) -> None:
        """Trace by this configuration from now on, None: as delivered."""
        if used == self._used:
            return
        self._used = used
        if self.work.is_ready or self.work.is_reading:
            self._read()

    def ask(self, question: Question, done: Callable[[Any], None],
            failed: Callable[[BaseException, str], None] | None = None, title: str = "") -> Job | None:
        """Have ``question(live_project, report)`` answered in the background, after all edits so far.

        ``done`` and ``failed`` are called on the main thread. Returns a job that can be cancelled,
        None where there is no network to ask.
        """
        if not self.ensure():
            return None
        return self.work.ask(question, done, failed, title, wait=self.follower.is_behind)

    def cancel(self) -> None:
        """Stop reading the network."""
        self.work.drop_network()
        self.dock.set_idle()

    def stale(self) -> dict[str, Stale]:
        """Return the outfalls that are out of date: uid -> since when, and because of what."""
        return dict(self._stale)

    def written(self, outfall_uids: list[str]) -> None:
        """These outfalls' results were written as they are now, even where that changed nothing."""
        for uid in outfall_uids:
            self.book.written(uid)
        self._tell_stale()

    def show_changes(self) -> None:
        """Show the list of what changed."""
        self.desk.show_dock(self.dock)

    # wires

    def _connect(self) -> None:
        self.hear(self._watch.layers_changed, self._on_layers)
        self.follower.began.connect(self.ensure)
        self.follower.edited.connect(self._on_edited)
        self.follower.stamped.connect(self._on_stamped)
        self.follower.saved.connect(self._on_saved)
        self.follower.caught_up.connect(self.work.edits_are_in)
        self.foreign.written.connect(self._read_again)
        self.work.progressed.connect(self.dock.show_progress)
        self.work.read.connect(self._on_read)
        self.work.edited.connect(self._on_changed)
        self.work.felt.connect(self._on_felt)
        self.work.failed.connect(self._on_failed)
        self.work.stopped.connect(self.dock.set_idle)
        self.work.idle.connect(self.dock.set_idle)
        self.dock.cancel_requested.connect(self.cancel)
        self.dock.outfall_chosen.connect(self._show_outfall)
        self.dock.row_chosen.connect(self._show_row)
        self.dock.write_requested.connect(lambda uids: self.desk.part("judge").write_back(uids))

    def _read(self) -> None:
        self._path = self._watch.path
        edits = self.desk.part("edits")
        if self._session is None and edits is not None:
            self._session = edits.session
            self.hear(self._session.saving, self._on_saving)
            self.hear(self._session.saved, self._on_session_saved)
        self.dock.show_progress(0.0, "reading")
        self.foreign.watch(self._path)
        self.work.start_reading(self._path, self._used)

    def _read_again(self) -> None:
        if self.work.is_ready or self.work.is_reading:
            self._read()

    def _on_layers(self) -> None:
        if self._watch.path == self._path:
            return
        self.work.drop_network()
        self.moved_ends.forget()
        self._path, self._used = "", None  # a configuration belongs to its project
        self.foreign.watch("")
        self.book = StaleBook()
        self._stale, self._pending = {}, {}
        self.marks.show({})
        self.dock.show_nothing()
        self.desk.register.set_stale({})

    def _on_read(self, live: LiveProject) -> None:
        self._pending = {}
        self.book = StaleBook()
        self.book.load(live.stale)
        self.follower.forget()
        self._tell_stale()

    def _on_saved(self) -> None:
        self.foreign.expect()
        if self.work.is_reading:  # what was read may be from before or after
            self._read()

    def _on_saving(self) -> None:
        """Put into the file what is out of date, for those who open it next."""
        layer = self._watch.layer("outfalls")
        if not self.is_ready or layer is None or layer.readOnly():
            return
        listed = ", ".join(QgsExpression.quotedString(uid) for uid in self._stale) or "''"
        request = QgsFeatureRequest(QgsExpression(f'"stale_since" IS NOT NULL OR "uid" IN ({listed})'))
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes(["uid", "stale_since", "stale_because"], layer.fields())
        present, fids = {}, {}
        try:
            for feature in read_features(layer, request, lambda feature: feature):
                uid = str(feature["uid"])
                fids[uid] = feature.id()
                present[uid] = plain(feature["stale_since"]), plain(feature["stale_because"])
            wanted = {uid: pair for uid, pair in stale_columns(present, self._stale).items() if uid in fids}
            if not wanted:
                return
            with self._session.step(translate("Live", "Mark what is out of date")) as step:
                for uid, (since, because) in wanted.items():
                    when = QDateTime.fromString(since, Qt.DateFormat.ISODate) if since else None
                    step.change("outfalls", fids[uid], {"stale_since": when, "stale_because": because})
        except UserError as error:
            self.desk.messages.failure(error)

    def _on_session_saved(self, report: Any) -> None:
        self.follower.renumbered(report.new_fids)
        self._on_saved()

    def _on_edited(self, states: list[Any]) -> None:
        if self.work.is_ready or self.work.is_reading:
            self.dock.set_busy()
            self.work.edit(states)

    def _on_stamped(self, uid: str, before: Any, now: Any) -> None:
        self.book.stamped(uid, before, now)
        self._tell_stale()

    def _on_felt(self, outfalls: Any, what: str, label: str) -> None:
        """An edit is being answered that takes a while: what it may reach is out of date for now."""
        from ...layers.store.table_io import utc_now

        known = Stale(utc_now(), what_was_done(what, label))
        self._pending.update(dict.fromkeys(outfalls, known))
        self._show_stale()

    def _on_changed(self, change: Any) -> None:
        self._pending = {}
        if not change.steps:
            self._show_stale()
            return
        from ...layers.store.table_io import utc_now

        self.book.enter(change, utc_now())
        self.changed.emit(change)
        self._tell_stale()

    def _tell_stale(self) -> None:
        self._stale = self.book.stale()
        self.dock.show_book(self.book, self._stale)
        self._show_stale()

    def _show_stale(self) -> None:
        shown = {**self._pending, **self._stale}
        self.marks.show(shown)
        self.desk.register.set_stale({uid: entry.because for uid, entry in shown.items()})

    def _on_failed(self, error: BaseException, log: str) -> None:
        from ...operations.live.row_edits import OutOfStepError

        if isinstance(error, OutOfStepError):
            self._read()
            return
        self._pending = {}
        self._show_stale()
        self.dock.set_idle()
        self.desk.messages.failure(error, log)

    def _show_outfall(self, uid: str) -> None:
        layer, feature = self._watch.layer("outfalls"), self._watch.feature("outfalls", uid)
        if layer is not None and feature is not None:
            layer.selectByIds([feature.id()])
            self.desk.iface.mapCanvas().zoomToFeatureIds(layer, [feature.id()])

    def _show_row(self, table: str, uid: str) -> None:
        layer, feature = self._watch.layer(table), self._watch.feature(table, uid)
        if layer is not None and feature is not None:
            canvas = self.desk.iface.mapCanvas()
            canvas.zoomToFeatureIds(layer, [feature.id()])
            canvas.flashFeatureIds(layer, [feature.id()])
