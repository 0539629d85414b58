"""The rejected rows of an import on its last page: listed, mended and taken in again, or given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication

from ...i18n import inflected, translate
from ...importing import rejects, taking_in
from .. import settings
from ..background import Report
from .report_page import ReportPage
from .runner import Runner
from .work import Session


def person() -> str:
    """Return who is named in the books."""
    return settings.PERSON.get() or QgsApplication.userLoginName()


class RejectedRows:
    """Does what the page asks for, in the background; ``imported`` is called when the project has changed."""

    def __init__(
        self,
        runner: Runner,
        page: ReportPage,
        session: Callable[[], Session],
        imported: Callable[[], None],
    ) -> None:
        self._runner, self._page, self._session, self._imported = runner, page, session, imported
        page.take_in.connect(self._take_in)
        page.dismiss.connect(self._dismiss)

    def show(self) -> None:
        """List the rows that are still rejected."""
        from ...layers.store.table_io import ProjectFile

        session = self._session()
        uids = [outcome.import_uid for outcome in session.outcomes if outcome.import_uid]

        def read(_report: Report) -> list[rejects.KeptReject]:
            with ProjectFile(session.project) as project:
                return [reject for uid in uids for reject in rejects.listed(project, import_uid=uid)]

        self._runner.run(translate("ImportWizard", "Reading"), read, self._page.show_rejects)

    def _take_in(self, mended: dict[str, dict[str, Any]], uids: list[str]) -> None:
        project, user = self._session().project, person()

        def done(found: taking_in.TakeIn) -> None:
            self._imported()
            self._runner.tell(
                inflected(
                    translate(
                        "ImportWizard",
                        "{n} (row was|rows were) imported, {left} (is|are) still rejected.",
                    ),
                    n=found.taken_in, left=found.still_rejected,
                ),
                good=not found.still_rejected,
            )
            self.show()

        self._runner.run(
            translate("ImportWizard", "Importing the rows"),
            lambda report: taking_in.take_in(project, mended, uids, lambda share: report(share, ""), user),
            done,
        )

    def _dismiss(self, uids: list[str]) -> None:
        project = self._session().project
        self._runner.run(
            translate("ImportWizard", "Writing into the project"),
            lambda _report: rejects.dismiss(project, uids),
            lambda _n: self.show(),
        )
