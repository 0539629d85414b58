"""``outfalltracer:importrejects``: rows that an import did not take in, listed, mended and taken in again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..i18n import translate
from .call import Call
from .parameters import Declared, flag, input_file, number_output, optional_file, text
from .project_algorithm import ProjectAlgorithm

_SHOWN = 30


class ImportRejectsAlgorithm(ProjectAlgorithm):
    """The rejected rows of a project."""

    NAME = "importrejects"
    ICON = "import_rejects.svg"

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters and the outputs."""
        yield input_file("CORRECTED", translate("Algorithms", "Mended rows (CSV or JSON)"), optional=True)
        yield flag("AGAIN", translate("Algorithms", "Try all open rows again"))
        yield text("DISMISS", translate("Algorithms", "Rows not to be mended (identifiers)"), optional=True)
        yield optional_file("OUTPUT", translate("Algorithms", "Sheet of the open rows"), "CSV (*.csv)")
        yield number_output("TAKEN_IN", translate("Algorithms", "Rows imported"))
        yield number_output("STILL_REJECTED", translate("Algorithms", "Rows still rejected"))
        yield number_output("DISMISSED", translate("Algorithms", "Rows dismissed"))
        yield number_output("OPEN", translate("Algorithms", "Rows still open"))

    def work(self, call: Call) -> dict[str, Any]:
        """Dismiss, take in, and list what is left."""
        from ..importing import rejects, taking_in
        from ..layers.store.table_io import ProjectFile

        path = self.project_path()
        outputs: dict[str, Any] = {"TAKEN_IN": 0, "STILL_REJECTED": 0, "DISMISSED": 0}
        uids = call.text("DISMISS").replace(",", " ").split()
        if uids:
            outputs["DISMISSED"] = rejects.dismiss(path, uids)
            unknown = len(set(uids)) - outputs["DISMISSED"]
            if unknown:
                said = translate("Algorithms", "Identifiers in DISMISS that are those of no open row: {n}.")
                call.warn(said.format(n=unknown))
        corrected = call.file("CORRECTED")
        if corrected or call.flag("AGAIN"):
            done = taking_in.take_in(
                path,
                rejects.corrections(corrected) if corrected else None,
                progress=lambda share: call.progress(share, "writing"),
                user=call.user,
            )
            outputs.update(TAKEN_IN=done.taken_in, STILL_REJECTED=done.still_rejected)
            call.warn(*(f"{uid}: {reason}" for uid, reason in islice(done.reasons.items(), _SHOWN)))
        with ProjectFile(str(path)) as project:
            left = rejects.listed(project)
        outputs["OPEN"] = len(left)
        said = translate(
            "Algorithms", "{taken} rows imported, {still} still rejected, {dismissed} dismissed, "
                          "{left} open."
        )
        call.say(said.format(
            taken=outputs["TAKEN_IN"], still=outputs["STILL_REJECTED"], dismissed=outputs["DISMISSED"],
            left=len(left),
        ))
        return {**outputs, **call.write_file("OUTPUT", "\ufeff" + rejects.sheet(left))}
