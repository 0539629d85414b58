"""Steps of the life in the window: ask, show old and new, write what is ticked as one step; and the board."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Any

from qgis.PyQt.QtWidgets import QDialog

from ...i18n import inflected, translate, user_language
from ...layers.store.table_io import utc_now
from ...operations.editing.feature_rows import read_rows
from ...operations.judging.evidence import stage
from ...operations.project_rows import EditedRows, ProjectRows, file_rows
from ...operations.regime import signs
from ...operations.regime.board import Board, board, county_name
from ...operations.regime.lives import read_records
from ...operations.regime.outcome import Outcome
from ...operations.regime.steps import plans_of, take_step
from ...problems import UserError
from ...rules.government import government_name
from ...rules.life_actions import action_title
from ...rules.register_rows import text
from ...rules.tables import rows as rule_rows
from ..background import Report
from ..file_dialogs import file_to_open
from .preview import PreviewDialog
from .step_dialog import StepDialog

Action = Callable[[ProjectRows, "Collection[str] | None"], Outcome]


def today() -> dt.date:
    """Return the day where the person is."""
    return dt.date.today()  # noqa: DTZ011 - see above


class Remediation:
    """See the module; ``part`` is the part "life", whose selection, session and dock it works with."""

    def __init__(self, part: Any) -> None:
        self._part = part

    def take_step(self, step: str) -> None:
        """Ask for the day and what else a step needs, show what it does, write what is ticked."""
        uids = self._part.selected()
        if not uids:
            raise UserError(translate("Life", "Select outfalls first."))
        if step == "put_right":
            title, asked = translate("Life", "Put right"), {"reason"}
        else:
            title = action_title(step).text(user_language())
            asked = {name for row in rule_rows("life") if row["action"] == step
                     for name in (*row["requires"].split(";"), *re.findall(r"=(\w+)\?", row["writes"]))}
        dialog = self._asked(title, uids, asked, self._office(step, uids))
        if dialog is None:
            return
        order = dialog.order(self._part.session.user or "", today())
        self._preview_and_write(title, lambda rows, chosen: take_step(rows, step, order, chosen), uids)

    def _asked(self, title: str, uids: Collection[str], asked: Collection[str],
               given: dict[str, str]) -> StepDialog | None:
        one = read_records(EditedRows(self._part.session), uids) if len(uids) == 1 else {}
        text = next((record.title for record in one.values()), "") or inflected(
            translate("Life", "{n} (outfall|outfalls)"), n=len(uids))
        dialog = StepDialog(title, text, asked, given, self._part.desk.iface.mainWindow())
        return dialog if dialog.exec() == QDialog.DialogCode.Accepted else None

    def _preview_and_write(self, title: str, work: Action, uids: Collection[str]) -> None:
        outcome = work(EditedRows(self._part.session), frozenset(uids))
        dialog = PreviewDialog(title, outcome, self._part.desk.iface.mainWindow())
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        chosen = frozenset(uid for uid, _ in dialog.ticked)
        if chosen:
            self._part.apply(title, work(EditedRows(self._part.session), chosen).plans)

    def _office(self, step: str, uids: Collection[str]) -> dict[str, str]:
        """Return the office that would accept: the leading department, or the government of the district."""
        records = read_records(EditedRows(self._part.session), uids)
        if step == "accept_lead":
            names = {one.department for one in records.values()}
        else:
            names = {government_name(county_name(text(one.outfall, "county_code")),
                                     text(one.outfall, "managing_unit")) for one in records.values()}
        return {"office": names.pop()} if len(names) == 1 else {}

    def sign_installed(self) -> None:
        """Note for the selection that the signs stand, with the day."""
        title = translate("Life", "Signs were installed")
        uids = self._part.selected()
        dialog = self._asked(title, uids, (), {}) if uids else None
        if dialog is not None:
            day = dialog.order("", today()).day
            self._preview_and_write(title, lambda rows, chosen: signs.set_sign(
                rows, "已安装", day, today(), chosen), uids)

    def open_record(self, table: str) -> None:
        """Open the form of the outfall's plan or last round, or say that there is none yet."""
        (uid,) = self._part.selected()
        record = read_records(EditedRows(self._part.session), [uid])[uid]
        row = record.plan if table == "remediation" else (record.rounds or [None])[-1]
        layer = self._part.desk.watch.layer(table)
        if row is None or layer is None:
            said = translate("Life", "There is none yet: propose a plan, or take the next step.")
            self._part.desk.messages.info(said)
            return
        feature = self._part.desk.watch.feature(table, str(row["uid"]))
        if feature is not None:
            self._part.desk.iface.openFeatureForm(layer, feature)

    def attach(self, what: str) -> None:
        """Ask for a file and attach it: "plan_file" to the plan, "proof" to the last round, "photo_after"."""
        (uid,) = self._part.selected()
        record = read_records(EditedRows(self._part.session), [uid])[uid]
        row = record.plan if what == "plan_file" else (record.rounds or [None])[-1]
        if row is None:
            raise UserError(translate("Life", "There is none yet: propose a plan, or take the next step."))
        window = self._part.desk.iface.mainWindow()
        file = file_to_open(window, translate("Life", "Attach a file"))
        if file:
            self.attach_file(what, file)

    def attach_file(self, what: str, file: str) -> None:
        """Copy a file into the evidence folder and note it, in one step."""
        (uid,) = self._part.selected()
        record = read_records(EditedRows(self._part.session), [uid])[uid]
        staged = stage(self._part.session.path, record.title, file)
        cells, new = {}, []
        if what == "photo_after":
            new.append(("evidence", {
                "outfall_uid": uid, "kind": "现场照片", "method": "人工排查", "slot": "整治后",
                "path": staged.path, "sha256": staged.sha256, "time": utc_now()}))
        else:
            table, row = (("remediation", record.plan) if what == "plan_file" else
                          ("closures", (record.rounds or [None])[-1]))
            cells[(table, str((row or {})["uid"]))] = {what: staged.path}
        self._part.apply(translate("Life", "Attach a file"), plans_of(cells, new, ""))

    # the board

    def count(self) -> None:
        """Count where the work stands, in the file and in a task."""
        path = self._part.session.path
        if not path:
            raise UserError(translate("Edits", "Open an outfall project first."))

        def in_the_file(report: Report) -> Board:
            report(0.1, "reading")
            with file_rows(path, writing=False) as rows:
                return board(rows, today())

        self._part.tasks.start(
            translate("Life", "Board"), in_the_file, self._part.dock.board.show_board, only_reads=True)

    def select(self, uids: list[str]) -> None:
        """Select outfalls."""
        layer = self._part.desk.watch.layer("outfalls")
        if layer is not None:
            rows = read_rows(self._part.session, "outfalls", ["uid"], "uid", uids)
            layer.selectByIds([row.fid for row in rows])
