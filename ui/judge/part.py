"""The part "judge": the judging dock with its wires to the register, the map and the edit session.

``desk.part("judge").write_back(uids)`` traces outfalls in the network as it is now and makes what is
found their candidates, one undo step each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from qgis.core import QgsFeatureRequest
from qgis.PyQt.QtCore import QTimer

from ...i18n import inflected, translate
from ...layers.sources.feature_reading import feature_with_uid, read_features
from ...operations.editing.feature_rows import read_rows
from ...operations.judging import candidates, completeness, evidence
from ...operations.judging.outfall_update import differences_of, settle_differences
from ...operations.judging.take_trace import take_trace
from ...problems import Cancelled, UserError
from ..background import BackgroundTask, Report
from ..parts import Part
from . import evidence_deeds, questions, ways
from .dock import JudgeDock
from .marks import WayMarks
from .tool import AssignTool
from .wording import direct_way, is_direct

MOST = 40  # outfalls judged together
#: What the dock shows and its actions change: table, columns, the column that names the outfall.
_SHOWN = (
    ("trace_links", ("status", "method", "remark", "decided_by"), "outfall_uid"),
    (
        "outfalls",
        ("trace_status", "work_state", "work_note", "untraceable_reason", "party_main", "completed_by"),
        "uid",
    ),
)


class JudgePart(Part):
    """See the module."""

    name = "judge"

    def __init__(self, desk: Any) -> None:
        super().__init__(desk)
        self.session = desk.part("edits").session
        self.dock = JudgeDock(desk.iface.mainWindow())
        self.marks = WayMarks(desk.iface.mapCanvas())
        self.tool = AssignTool(desk.iface.mapCanvas(), desk.watch)
        self.outfalls: list[str] = []  # uids of the outfalls that are judged
        self._lacking = ""  # the outfall whose lacks are listed
        self.tasks: set[BackgroundTask] = set()
        self._job: Any = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.reload)
        desk.add_dock(self.dock)
        self._does: dict[str, Callable[[], None]] = {
            "confirm": lambda: self.decide("confirmed"),
            "reject": lambda: self.decide("rejected"),
            "candidate": lambda: self.decide("candidate"),
            "note": lambda: questions.ask_note(self),
            "evidence": lambda: evidence_deeds.ask_evidence(self),
            "assign": lambda: questions.ask_source(self),
            "pick": self._pick,
            "remove": self._remove,
            "way": self.show_way,
            "section": self._section,
            "complete": self.complete,
            "untraceable": lambda: questions.ask_untraceable(self),
            "send_back": lambda: questions.ask_send_back(self),
            "reopen": self._reopen,
            "retrace": lambda: self.write_back(self.outfalls),
            "differences": lambda: questions.ask_differences(self),
            "next": lambda: desk.register.step(+1),
            "previous": lambda: desk.register.step(-1),
        }
        self.dock.asked.connect(self._on_asked)
        self.dock.shown.connect(self._later.start)
        self.dock.selection_changed.connect(self._on_links)
        self.dock.lack_chosen.connect(self._mend)
        self.dock.evidence.open_requested.connect(lambda row: evidence_deeds.open_evidence(self, row))
        self.dock.evidence.remove_requested.connect(
            lambda rows: self.attempt(lambda: evidence.detach(self.session, rows))
        )
        self.tool.picked.connect(self.assign)
        self.tool.missed.connect(
            lambda: desk.messages.info(translate("Judge", "There is no source here; click nearer to one."))
        )
        desk.watch.selection_changed.connect(self._later.start)
        desk.watch.outfalls_changed.connect(self._later.start)
        desk.watch.layers_changed.connect(self._on_layers)
        self.session.changed.connect(self._on_edited)

    def close(self) -> None:
        """Unmake everything."""
        self._later.stop()
        for task in list(self.tasks):
            task.drop()
            task.waitForFinished(2000)
        self.tool.leave()
        self.tool.deleteLater()
        self.marks.clear()
        self.desk.watch.selection_changed.disconnect(self._later.start)
        self.desk.watch.outfalls_changed.disconnect(self._later.start)
        self.desk.watch.layers_changed.disconnect(self._on_layers)
        self.session.changed.disconnect(self._on_edited)
        self.desk.remove_dock(self.dock)

    # what it shows

    def show(self) -> None:
        """Show the dock for the selected outfalls."""
        self.desk.show_dock(self.dock)
        self.reload()

    def reload(self) -> None:
        """Read the selected outfalls and their links again, if the dock is seen."""
        self._later.stop()
        if not self.dock.isVisible():
            return
        chosen = self._selected()
        if chosen != self.outfalls:
            self.marks.clear()
            self._lacking = ""
        self.outfalls = chosen
        self._show_lacks()
        works = [
            work for work in (completeness.work_of(self.session, uid) for uid in chosen) if work is not None
        ]
        if not works:
            self.dock.show_nothing()
            return
        for table, columns, key in _SHOWN:
            rows = read_rows(self.session, table, columns, key, chosen)
            self.session.showing(self.name, table, {row.fid: row.values for row in rows})
        n = len(differences_of(self.session, chosen))
        self.dock.show_outfalls(works, candidates.candidates(self.session, chosen), n)

    # what the user does

    def decide(self, status: str) -> None:
        """Decide the selected links, and go on to the next candidate."""
        links = self.dock.selected()
        if self.attempt(lambda: candidates.decide(self.session, links, status, self.dock.method)):
            self.reload()
            if status != "candidate":
                self.dock.select_next_candidate()

    def assign(self, table: str, uid: str) -> None:
        """Assign a source to the outfall; its way is measured where the network leads there."""
        if len(self.outfalls) != 1:
            self.desk.messages.info(translate("Judge", "Choose one outfall to assign a source to."))
            return
        outfall = self.outfalls[0]

        def take(measures: Any) -> None:
            link = self.attempt(
                lambda: candidates.assign(
                    self.session, outfall, table, uid, self.dock.method or "人工排查", measures
                )
            )
            if link:
                self.reload()
                self.dock.select([link])

        from ...operations.answers.ways import measure

        self.ask(lambda live, report: measure(live, table, uid, outfall, report), take, lambda: take(None))

    def show_way(self) -> None:
        """Show the way of the selected source on the map, and bring it into view."""
        ways.show(self)

    def complete(self) -> None:
        """Mark the chosen outfalls as complete, or list what the first of them lacks that lacks something."""
        for uid in self.outfalls:
            self._lacking = uid
            if self._show_lacks():
                return
            self.attempt(partial(completeness.complete, self.session, uid))
        self._lacking = ""

    def write_back(self, outfall_uids: Sequence[str]) -> None:
        """Trace outfalls as the network is now and make what is found their candidates."""
        from ...operations.answers.ways import outcomes

        wanted = list(outfall_uids)

        def take(found: list[Any]) -> None:
            new = gone = lost = 0
            for outcome in found:
                taken = self.attempt(
                    partial(
                        take_trace, self.session, outcome.outfall_uid, outcome.sources, outcome.length_m
                    )
                )
                if taken:
                    new, gone, lost = new + taken.new, gone + taken.removed, lost + taken.lost
            live = self.desk.part("live")
            if live is not None:
                live.written([outcome.outfall_uid for outcome in found])
            self.reload()
            text = translate(
                "Judge",
                "{n} (outfall is|outfalls are) traced: {k} new (candidate|candidates), {gone} dropped.",
            )
            said = [inflected(text, n=len(found), k=new, gone=gone)]
            if lost:
                text = translate("Judge", "{n} decided (source is|sources are) no longer reached.")
                said.append(inflected(text, n=lost))
            if self.session.is_modified:
                said.append(translate("Judge", "Save to keep this."))
            self.desk.messages.success(" ".join(said))

        if wanted:
            self.ask(lambda live, report: outcomes(live, wanted, report), take, lambda: None)

    def settle(self, decisions: Sequence[tuple[Any, bool]]) -> None:
        """Take or leave differences, one undo step."""

        def work() -> None:
            with self.session.step(
                inflected(translate("Judge", "Settle {n} (difference|differences)"), n=len(decisions))
            ) as step:
                settle_differences(self.session, step, decisions)

        if decisions:
            self.attempt(work)

    def _show_lacks(self) -> bool:
        """List what the outfall still lacks that was asked about; the list ends when nothing is left."""
        lacks = completeness.lacks_of(self.session, self._lacking) if self._lacking else []
        self.dock.show_lacks(lacks)
        return bool(lacks)

    def _reopen(self) -> None:
        for uid in self.outfalls:
            self.attempt(partial(completeness.reopen, self.session, uid))

    def _remove(self) -> None:
        self.attempt(lambda: candidates.unassign(self.session, self.dock.selected()))

    def _pick(self) -> None:
        self.tool.start()
        self.desk.messages.info(
            translate("Judge", "Click the source that drains to this outfall; Esc leaves.")
        )

    def _section(self) -> None:
        links = self.dock.selected()
        part = self.desk.part("section")
        if len(links) == 1 and is_direct(links[0]):
            self.desk.messages.info(f"{links[0].name}: {direct_way(links[0])}.")
        elif len(links) == 1 and part is not None:
            part.show_link(links[0].table, links[0].source_uid, links[0].outfall_uid)

    # wires

    def _on_asked(self, name: str) -> None:
        if name in self._does and self.desk.has_project:
            self._does[name]()

    def _on_edited(self, tables: set[str]) -> None:
        if tables & {"trace_links", "outfalls", "evidence"}:
            self._later.start()

    def _on_layers(self) -> None:
        self.outfalls = []
        self.marks.clear()
        self.dock.show_nothing()
        self._later.start()

    def _on_links(self) -> None:
        links = self.dock.selected()
        rows = [row for uid in self.outfalls for row in evidence.evidence_of(self.session, uid)]
        chosen = {link.uid for link in links}
        if chosen:
            rows = [row for row in rows if row["link_uid"] in chosen or not row["link_uid"]]
        self.dock.evidence.show_rows(self.session.path, rows)
        ways.follow(self)

    def _mend(self, lack: completeness.Lack) -> None:
        """Go to what is lacking: the link, or the action that mends it."""
        if lack.link_uids:
            self.dock.select(lack.link_uids)
        elif lack.kind == "stale":
            self.write_back(self.outfalls)
        elif lack.kind == "source":
            questions.ask_source(self)
        elif lack.kind == "reason":
            questions.ask_untraceable(self)
        elif lack.kind == "party" and self.outfalls:
            self.open_form("outfalls", self.outfalls[0])

    def open_form(self, table: str, uid: str) -> None:
        """Open the form of a row."""
        layer = self.desk.watch.layer(table)
        feature = self._feature(table, uid)
        if layer is not None and feature is not None:
            self.attempt(lambda: self.session.start_editing(table))
            self.desk.iface.openFeatureForm(layer, feature)

    def ask(
        self, question: Callable[[Any, Report], Any], done: Callable[[Any], None], without: Callable[[], None]
    ) -> None:
        """Ask the network in memory; ``without`` where there is none to ask."""
        live = self.desk.part("live")
        if live is None:
            without()
            return

        def failed(error: BaseException, log: str) -> None:
            if not isinstance(error, Cancelled):
                self.desk.messages.failure(error, log)

        self._job = live.ask(question, done, failed)
        if self._job is None:
            without()

    def attempt(self, work: Callable[[], Any]) -> Any:
        """Do something; what goes wrong is a sentence. Return its result, True for None, False on failure."""
        try:
            result = work()
        except UserError as error:
            self.desk.messages.failure(error)
            return False
        return True if result is None else result

    def failed(self, task: BackgroundTask, error: BaseException, log: str) -> None:
        """Tell that a task of ours did not work."""
        self.tasks.discard(task)
        if not isinstance(error, Cancelled):
            self.desk.messages.failure(error, log)

    def _selected(self) -> list[str]:
        layer = self.desk.watch.layer("outfalls")
        if layer is None or not layer.selectedFeatureCount():
            return []
        request = QgsFeatureRequest().setFilterFids(layer.selectedFeatureIds()[:MOST])
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes(["uid"], layer.fields())
        return read_features(layer, request, lambda feature: str(feature["uid"]))

    def _feature(self, table: str, uid: str) -> Any:
        layer = self.desk.watch.layer(table)
        return None if layer is None else feature_with_uid(layer, uid)

    def zoom_to(self, table: str, uid: str) -> None:
        """Show a row on the map."""
        layer, feature = self.desk.watch.layer(table), self._feature(table, uid)
        if layer is not None and feature is not None:
            canvas = self.desk.iface.mapCanvas()
            canvas.panToFeatureIds(layer, [feature.id()], False)
            canvas.flashFeatureIds(layer, [feature.id()])
