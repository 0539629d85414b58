"""The part "life": the page of the selected outfall, batch actions with old and new first, and changes.

A batch action reads the file in a task, or the edit buffers where something is unsaved; what the person
ticks is one undo step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from qgis.PyQt.QtWidgets import QDialog

from ...i18n import inflected, translate
from ...layers.schema import SCHEMA
from ...layers.store.table_plan import TablePlan, cell_updates
from ...operations.project_rows import EditedRows, ProjectRows, file_rows
from ...operations.regime import (
    as_of,
    blocks,
    changes,
    check,
    citizen_reports,
    classify,
    codes,
    names,
    parties,
    plans,
    signs,
)
from ...operations.regime.outcome import Outcome, ticked_plans
from ...operations.regime.page import outfall_page
from ...problems import UserError
from ...rules.life_actions import ACTIONS
from ..background import Report, Tasks
from ..interfaces import Desk
from ..judge.dialogs import asked_text
from ..parts import Part
from ..timers import single_shot
from .blocks_dialog import BlocksDialog
from .dock import LifeDock
from .order_dialog import OrderDialog
from .preview import PreviewDialog, counted
from .remediation import Remediation

Action = Callable[[ProjectRows, "Collection[str] | None"], Outcome]
MOST_UNSAVED = 200  # outfalls that are worked on in the edit buffers at once; more are read from the file


class LifePart(Part):
    """See the module."""

    _recorded = frozenset(("plans", "signs", "reports"))  # actions whose rows are not those of outfalls

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.session = desk.part("edits").session
        self.dock = LifeDock(desk.iface.mainWindow())
        self.tasks = Tasks(desk.messages.failure)
        self._later = single_shot(self, 150, self.reload)
        desk.add_dock(self.dock)
        self.remediation = Remediation(self)
        self._does: dict[str, Callable[[], None]] = {
            **{name: partial(self.propose, name) for name in self._titles()},
            "split": self._split, "merge": self._merge, "override": self._override,
            "void": lambda: self._leave("void"), "fill": lambda: self._leave("fill"),
            "again": self._again, "put_back": self._put_back, "blocks": self._blocks,
            **{f"step:{name}": partial(self.remediation.take_step, name) for name in ACTIONS},
            "sign_installed": self.remediation.sign_installed, "board": self.remediation.count,
            **{name: partial(self.remediation.attach, name)
               for name in ("plan_file", "photo_after", "proof")},
            "edit_plan": partial(self.remediation.open_record, "remediation"),
            "edit_round": partial(self.remediation.open_record, "closures"),
        }
        self.dock.stages.asked.connect(self._on_asked)
        self.dock.board.renew_asked.connect(partial(self._on_asked, "board"))
        self.dock.board.outfalls_asked.connect(self.remediation.select)
        self.dock.asked.connect(self._on_asked)
        self.dock.shown.connect(self._later.start)
        self.hear(desk.watch.selection_changed, self._later.start)
        self.hear(desk.watch.layers_changed, self._later.start)
        self.hear(self.session.changed, self._on_edited)

    def close(self) -> None:
        """Unmake everything."""
        self._later.stop()
        self.tasks.drop()
        self.desk.remove_dock(self.dock)

    def show(self) -> None:
        """Show the dock."""
        self.desk.show_dock(self.dock)
        self.reload()

    # what it shows

    def selected(self) -> list[str]:
        """Return the uids of the outfalls that are selected."""
        return sorted(self.desk.watch.selected_outfalls())

    def reload(self) -> None:
        """Show the selected outfall as it is now, unsaved edits included."""
        self._later.stop()
        if not self.dock.isVisible():
            return
        uids = self.selected() if self.session.path else []
        page = outfall_page(EditedRows(self.session), uids[0], today()) if len(uids) == 1 else None
        self.dock.set_page(page, len(uids))

    # batch actions

    def propose(self, action: str) -> None:
        """Work out what an action would change for the selection, or for all; then ask.

        A check of very many outfalls writes its findings into the file, as a check of the network does.
        """
        chosen = frozenset(self.selected()) or None
        many = chosen is None or len(chosen) > MOST_UNSAVED
        if self.session.is_modified and many:
            raise UserError(translate(
                "Life", "Save your edits first: so many outfalls are read from the file."))
        work = self._action(action)
        if self.session.is_modified:
            self.review(action, work(EditedRows(self.session), chosen))
            return
        path, user = self.session.path, self.session.user
        if not path:
            raise UserError(translate("Edits", "Open an outfall project first."))
        writes = action == "check" and many

        def in_the_file(report: Report) -> Outcome:
            report(0.2, "reading")
            with file_rows(path, user, writing=writes) as rows:
                outcome = work(rows, chosen)
                if writes:
                    rows.apply(*outcome.plans)
                    outcome.plans = []
                return outcome

        self.tasks.start(
            self._titles()[action], in_the_file,
            lambda outcome: self.desk.messages.attempt(lambda: self.review(action, outcome)))

    def review(self, action: str, outcome: Outcome) -> None:
        """Show old and new, and write what the person ticks."""
        if action == "check":
            self.apply(self._titles()[action], outcome.plans)
            text = translate("Life", "{n} (thing is|things are) missing or wrong in the register.")
            self.desk.messages.info(inflected(text, n=outcome.more["findings"]))
            self.desk.part("findings").show()
            self.desk.part("findings").renew()
            return
        dialog = PreviewDialog(self._titles()[action], outcome, self.desk.iface.mainWindow())
        if dialog.is_empty:
            self.desk.messages.info(counted(outcome))
            return
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        ticked = dialog.ticked
        if action in self._recorded:  # its rows are others than outfalls: done anew for what was ticked
            chosen, rows = frozenset(uid for uid, _ in ticked), EditedRows(self.session)
            work = self._action(action)
            done = (citizen_reports.match_reports(rows, reports=chosen) if action == "reports"
                    else work(rows, chosen))
            plans = done.plans if chosen else []
        else:
            plans = ticked_plans(EditedRows(self.session), outcome, ticked)
        self.apply(self._titles()[action], plans)

    def apply(self, title: str, plans: Collection[TablePlan]) -> None:
        """Make the changes: one undo step, or nothing."""
        with self.session.step(title) as step:
            EditedRows(self.session, step).apply(*plans)

    def _titles(self) -> dict[str, str]:
        return {
            "classify": translate("Life", "Classify"), "names": translate("Life", "Name"),
            "codes": translate("Life", "Assign codes"), "parties": translate("Life", "Assign parties"),
            "check": translate("Life", "Check the register"),
            "plans": translate("Life", "Propose plans"), "signs": translate("Life", "Let the signs follow"),
            "reports": translate("Life", "Match reports by citizens"),
        }

    def _action(self, name: str) -> Action:
        office = self.session.user
        actions: dict[str, Action] = {
            "classify": classify.classify, "names": names.propose,
            "codes": lambda rows, chosen: codes.assign_codes(rows, office, today(), outfalls=chosen),
            "parties": parties.assign_parties,
            "check": lambda rows, chosen: check.check(rows, today(), chosen),
            "plans": lambda rows, chosen: plans.propose_plans(rows, today(), chosen),
            "signs": lambda rows, chosen: signs.update_signs(rows, today(), chosen),
            "reports": lambda rows, _chosen: citizen_reports.match_reports(rows),
        }
        return actions[name]

    # changes of one outfall

    def change(self, title: str, work: Callable[[ProjectRows], changes.Change]) -> None:
        """Carry out a change in one undo step, and say what it meant."""
        with self.session.step(title) as step:
            rows = EditedRows(self.session, step)
            made = work(rows)
            rows.apply(*made.plans)
        self.desk.messages.success(" ".join(made.said) or title)

    def _ask(self, title: str, text: str, links: list[tuple[str, str]] | None = None) -> OrderDialog | None:
        dialog = OrderDialog(title, text, links or (), self.desk.iface.mainWindow())
        return dialog if dialog.exec() == QDialog.DialogCode.Accepted else None

    def _split(self) -> None:
        (uid,) = self.selected()
        links = EditedRows(self.session).read(
            "trace_links", ["uid", "source_name", "outfall_uid"], {"outfall_uid": [uid]})
        named = [(link, name or link) for link, name in zip(
            links["uid"].tolist(), links["source_name"].tolist())]
        title = translate("Life", "Split the outfall")
        asked = self._ask(title, translate(
            "Life", "A new outfall is put beside this one. This one keeps codes, plans and sign."), named)
        if asked is not None:
            self.change(title, lambda rows: changes.split(
                rows, uid, asked.chosen, asked.order(self.session.user)))

    def _merge(self) -> None:
        uids = self.selected()
        title = translate("Life", "Merge outfalls")
        asked = self._ask(title, translate(
            "Life", "The outfall with a standing sign stays, else the one with a code. The others leave the "
            "register and keep their codes."))
        if asked is not None:
            self.change(title, lambda rows: changes.merge(rows, uids, asked.order(self.session.user)))

    def _leave(self, action: str) -> None:
        (uid,) = self.selected()
        title = (translate("Life", "Void the outfall") if action == "void"
                 else translate("Life", "The outfall is filled"))
        asked = self._ask(title, translate(
            "Life", "It leaves the register. Its code stays with it and is never used again."))
        if asked is not None:
            self.change(title, lambda rows: changes.leave(rows, action, uid, asked.order(self.session.user)))

    def _again(self) -> None:
        (uid,) = self.selected()
        title = translate("Life", "The outfall is found again")
        asked = self._ask(title, translate("Life", "It comes back with its own code, links and evidence."))
        if asked is not None:
            self.change(title, lambda rows: changes.find_again(rows, uid, asked.order(self.session.user)))

    def _override(self) -> None:
        (uid,) = self.selected()
        parent, title = self.desk.iface.mainWindow(), translate("Life", "Set the responsible party by hand")
        party = asked_text(parent, title, translate("Life", "Who is responsible?"))
        if party is None:
            return
        reason = asked_text(parent, title, translate("Life", "Why? The reason is kept as the basis."))
        if reason is not None:
            self.apply(title, [TablePlan("outfalls", updates=cell_updates({uid: {
                "party_main": party, "party_others": None, "party_basis": reason}}))])

    def _blocks(self) -> None:
        """Show the blocks of codes, and reserve more: each is one undo step."""
        BlocksDialog(blocks.blocks_left(EditedRows(self.session)), self.session.user, self.reserve,
                     self.desk.iface.mainWindow()).exec()

    def reserve(self, wish: blocks.Wish) -> list[blocks.BlockLeft] | None:
        """Reserve a block; return all with what is left, or say why it could not be."""

        def work() -> None:
            with self.session.step(translate("Life", "Reserve a block of codes")) as step:
                rows = EditedRows(self.session, step)
                _block, plan = blocks.reserve(rows, wish, today())
                rows.apply(plan)

        done = self.desk.messages.attempt(work)
        return blocks.blocks_left(EditedRows(self.session)) if done else None

    def _put_back(self) -> None:
        (uid,), change = self.selected(), self.dock.chosen_change()
        if change is None:
            return
        present = EditedRows(self.session).read("outfalls", [change.column], {"uid": [uid]})
        why_not = as_of.can_be_put_back(present[change.column][0], "outfalls", change)
        if why_not:
            raise UserError(translate("Life", "It was changed again since. Put the later change back first."))
        column = SCHEMA.table("outfalls").column(change.column)
        value = as_of.typed(change.old, column.kind)
        self.apply(translate("Life", "Put back"), [TablePlan("outfalls", updates=cell_updates({
            uid: {change.column: value}}))])

    # what happens

    def _on_asked(self, name: str) -> None:
        self.desk.messages.attempt(self._does[name])

    def _on_edited(self, _tables: Any) -> None:
        self._later.start()


def today() -> dt.date:
    """Return the day where the person is."""
    return dt.date.today()  # noqa: DTZ011 - see above
