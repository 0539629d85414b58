"""What judging works on, and how: the outfalls, the dock, the edit session, the network in memory.

The part makes one of these and gives it to what asks questions, draws ways and keeps evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...i18n import inflected, translate
from ...operations.judging import candidates
from ...operations.judging.outfall_update import settle_differences
from ..interfaces import Question
from .dock import JudgeDock

if TYPE_CHECKING:

    from ...layers.written_values import Difference
    from ..interfaces import Desk


class Judging:
    """See the module. ``reload``: shows anew what the dock shows."""

    def __init__(self, desk: Desk, dock: JudgeDock, reload: Callable[[], None]) -> None:
        self.desk, self.dock, self.reload = desk, dock, reload
        self.session = desk.part("edits").session
        self.attempt = desk.messages.attempt
        self.outfalls: list[str] = []  # uids of the outfalls that are judged

    def assign(self, table: str, uid: str) -> None:
        """Assign a source to the outfall; its way is measured where the network leads there."""
        from ...operations.answers.ways import measure

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

        self.ask(lambda live, report: measure(live, table, uid, outfall, report), take, lambda: take(None))

    def settle(self, decisions: Sequence[tuple[Difference, bool]]) -> None:
        """Take or leave differences, one undo step."""

        def work() -> None:
            title = inflected(translate("Judge", "Settle {n} (difference|differences)"), n=len(decisions))
            with self.session.step(title) as step:
                settle_differences(self.session, step, decisions)

        if decisions:
            self.attempt(work)

    def ask(
        self, question: Question, done: Callable[[Any], None], without: Callable[[], None]
    ) -> None:
        """Ask the network in memory; ``without`` where there is none to ask."""
        if self.desk.part("live").ask(question, done, self.desk.messages.failure) is None:
            without()

    def open_form(self, table: str, uid: str) -> None:
        """Open the form of a row."""
        layer, feature = self.desk.watch.layer(table), self.desk.watch.feature(table, uid)
        if layer is not None and feature is not None:
            self.attempt(lambda: self.session.start_editing(table))
            self.desk.iface.openFeatureForm(layer, feature)

    def zoom_to(self, table: str, uid: str) -> None:
        """Show a row on the map."""
        layer, feature = self.desk.watch.layer(table), self.desk.watch.feature(table, uid)
        if layer is not None and feature is not None:
            canvas = self.desk.iface.mapCanvas()
            canvas.panToFeatureIds(layer, [feature.id()], False)
            canvas.flashFeatureIds(layer, [feature.id()])
