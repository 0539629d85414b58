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
from ...layers.sources.feature_reading import read_features
from ...operations.editing.feature_rows import read_rows
from ...operations.judging import candidates, completeness, evidence
from ...operations.judging.outfall_update import differences_of
from ...operations.judging.take_trace import take_trace
from ..interfaces import Desk
from ..parts import Part
from . import questions
from .dock import JudgeDock
from .evidence_files import EvidenceFiles
from .judging import Judging
from .marks import WayMarks
from .tool import AssignTool
from .ways import Ways
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

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dock = JudgeDock(desk.iface.mainWindow())
        self.judging = judging = Judging(desk, self.dock, self.reload)
        self.session = judging.session
        self.marks = WayMarks(desk.iface.mapCanvas())
        self.tool = AssignTool(desk.iface.mapCanvas(), desk.watch)
        self.ways, self.evidence = Ways(judging, self.marks), EvidenceFiles(judging)
        self._lacking = ""  # the outfall whose lacks are listed
        self._goes_on = False  # to the next candidate, when what was decided is shown
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.reload)
        desk.add_dock(self.dock)
        self._does: dict[str, Callable[[], None]] = {
            "confirm": lambda: self.decide("confirmed"),
            "reject": lambda: self.decide("rejected"),
            "candidate": lambda: self.decide("candidate"),
            "note": partial(questions.ask_note, judging),
            "evidence": self.evidence.ask,
            "assign": partial(questions.ask_source, judging),
            "pick": self._pick,
            "remove": self._remove,
            "way": self.ways.show,
            "section": self._section,
            "complete": self.complete,
            "untraceable": partial(questions.ask_untraceable, judging),
            "send_back": partial(questions.ask_send_back, judging),
            "reopen": self._reopen,
            "retrace": lambda: self.write_back(judging.outfalls),
            "differences": partial(questions.ask_differences, judging),
            "next": lambda: desk.register.step(+1),
            "previous": lambda: desk.register.step(-1),
        }
        self.dock.asked.connect(self._on_asked)
        self.dock.shown.connect(self._later.start)
        self.dock.selection_changed.connect(self._on_links)
        self.dock.lack_chosen.connect(self._mend)
        self.dock.evidence.open_requested.connect(self.evidence.open)
        self.dock.evidence.remove_requested.connect(
            lambda rows: judging.attempt(lambda: evidence.detach(self.session, rows))
        )
        self.tool.picked.connect(judging.assign)
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
        self.evidence.close()
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
        if chosen != self.judging.outfalls:
            self.marks.clear()
            self._lacking = ""
        self.judging.outfalls = chosen
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
        if self._goes_on:
            self._goes_on = False
            self.dock.select_next_candidate()

    # what the user does

    def decide(self, status: str) -> None:
        """Decide the selected links; show it, and go on to the next one, when the window has had a moment."""
        links = self.dock.selected()
        if self.judging.attempt(lambda: candidates.decide(self.session, links, status, self.dock.method)):
            self._goes_on = status != "candidate"
            self._later.start()

    def complete(self) -> None:
        """Mark the chosen outfalls as complete, or list what the first of them lacks that lacks something."""
        for uid in self.judging.outfalls:
            self._lacking = uid
            if self._show_lacks():
                return
            self.judging.attempt(partial(completeness.complete, self.session, uid))
        self._lacking = ""

    def write_back(self, outfall_uids: Sequence[str]) -> None:
        """Trace outfalls as the network is now and make what is found their candidates."""
        from ...operations.answers.ways import outcomes

        wanted = list(outfall_uids)

        def take(found: list[Any]) -> None:
            new = gone = lost = 0
            for outcome in found:
                taken = self.judging.attempt(
                    partial(
                        take_trace, self.session, outcome.outfall_uid, outcome.sources, outcome.length_m
                    )
                )
                if taken:
                    new, gone, lost = new + taken.new, gone + taken.removed, lost + taken.lost
            self.desk.part("live").written([outcome.outfall_uid for outcome in found])
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
            self.judging.ask(lambda live, report: outcomes(live, wanted, report), take, lambda: None)

    def open_form(self, table: str, uid: str) -> None:
        """Open the form of a row."""
        self.judging.open_form(table, uid)

    def _show_lacks(self) -> bool:
        """List what the outfall still lacks that was asked about; the list ends when nothing is left."""
        lacks = completeness.lacks_of(self.session, self._lacking) if self._lacking else []
        self.dock.show_lacks(lacks)
        return bool(lacks)

    def _reopen(self) -> None:
        for uid in self.judging.outfalls:
            self.judging.attempt(partial(completeness.reopen, self.session, uid))

    def _remove(self) -> None:
        self.judging.attempt(lambda: candidates.unassign(self.session, self.dock.selected()))

    def _pick(self) -> None:
        self.tool.start()
        self.desk.messages.info(
            translate("Judge", "Click the source that drains to this outfall; Esc leaves.")
        )

    def _section(self) -> None:
        links = self.dock.selected()
        if len(links) == 1 and is_direct(links[0]):
            self.desk.messages.info(f"{links[0].name}: {direct_way(links[0])}.")
        elif len(links) == 1:
            self.desk.part("section").show_link(links[0].table, links[0].source_uid, links[0].outfall_uid)

    # wires

    def _on_asked(self, name: str) -> None:
        if name in self._does and self.desk.has_project:
            if name in ("next", "previous"):
                self._goes_on = False
            elif self._later.isActive():  # a key that was faster than the window is about what comes next
                self.reload()
            self._does[name]()

    def _on_edited(self, tables: set[str]) -> None:
        if tables & {"trace_links", "outfalls", "evidence"}:
            self._later.start()

    def _on_layers(self) -> None:
        self.judging.outfalls = []
        self.marks.clear()
        self.dock.show_nothing()
        self._later.start()

    def _on_links(self) -> None:
        links = self.dock.selected()
        rows = [row for uid in self.judging.outfalls for row in evidence.evidence_of(self.session, uid)]
        chosen = {link.uid for link in links}
        if chosen:
            rows = [row for row in rows if row["link_uid"] in chosen or not row["link_uid"]]
        self.dock.evidence.show_rows(self.session.path, rows)
        self.ways.follow()

    def _mend(self, lack: completeness.Lack) -> None:
        """Go to what is lacking: the link, or the action that mends it."""
        if lack.link_uids:
            self.dock.select(lack.link_uids)
        elif lack.kind == "stale":
            self.write_back(self.judging.outfalls)
        elif lack.kind == "source":
            questions.ask_source(self.judging)
        elif lack.kind == "reason":
            questions.ask_untraceable(self.judging)
        elif lack.kind == "party" and self.judging.outfalls:
            self.judging.open_form("outfalls", self.judging.outfalls[0])

    def _selected(self) -> list[str]:
        layer = self.desk.watch.layer("outfalls")
        if layer is None or not layer.selectedFeatureCount():
            return []
        request = QgsFeatureRequest().setFilterFids(layer.selectedFeatureIds()[:MOST])
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes(["uid"], layer.fields())
        return read_features(layer, request, lambda feature: str(feature["uid"]))
