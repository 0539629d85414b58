"""``outfalltracer:importrejects``: rows that an import did not take in, listed, mended and taken in again."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..i18n import translate
from .base import ProcessingProgress, write_text
from .project_algorithm import ProjectAlgorithm, project_parameter

_SHOWN = 30


class ImportRejectsAlgorithm(ProjectAlgorithm):
    """The rejected rows of a project."""

    NAME = "importrejects"
    ICON = "import_rejects.svg"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Mend rejected rows")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate("Algorithms", "import,reject,mend,correct,again,dismiss").split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Rows that an import could not take in are kept with the reason and everything they held. OUTPUT "
            "lists the open ones as a CSV sheet: one row each, with the columns as they were delivered. "
            "Mend the values there, keep the column uid, and give the sheet back as CORRECTED: the rows go "
            "through the mapping and cleaning of their import once more. What passes is taken in; the rest "
            "stays open with its new reason. CORRECTED can also be JSON: an object of columns and values per "
            "uid.\n\n"
            "AGAIN tries open rows without changes, for example after their manholes were imported. "
            "DISMISS lists identifiers of rows that are not to be mended, separated by commas.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters and the outputs."""
        self.addParameter(project_parameter())
        self.addParameter(
            QgsProcessingParameterFile(
                "CORRECTED", translate("Algorithms", "Mended rows (CSV or JSON)"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                "AGAIN", translate("Algorithms", "Try all open rows again"), defaultValue=False
            )
        )
        self.addParameter(
            QgsProcessingParameterString(
                "DISMISS", translate("Algorithms", "Rows not to be mended (identifiers)"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT",
                translate("Algorithms", "Sheet of the open rows"),
                "CSV (*.csv)",
                optional=True,
                createByDefault=False,
            )
        )
        for name, label in (
            ("TAKEN_IN", translate("Algorithms", "Rows taken in")),
            ("STILL_REJECTED", translate("Algorithms", "Rows still rejected")),
            ("DISMISSED", translate("Algorithms", "Rows dismissed")),
            ("OPEN", translate("Algorithms", "Rows still open")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Dismiss, take in, and list what is left."""
        from ..layers.importing import rejects
        from ..layers.table_io import ProjectFile

        path = self.project_path()
        sheet_path = self.output_file(parameters, "OUTPUT", context, ".csv")
        outputs: dict[str, Any] = {"TAKEN_IN": 0, "STILL_REJECTED": 0, "DISMISSED": 0}
        uids = self.parameterAsString(parameters, "DISMISS", context).replace(",", " ").split()
        if uids:
            outputs["DISMISSED"] = rejects.dismiss(path, uids)
        corrected = self.parameterAsFile(parameters, "CORRECTED", context)
        if corrected or self.parameterAsBoolean(parameters, "AGAIN", context):
            done = rejects.take_in(
                path,
                rejects.corrections(corrected) if corrected else None,
                progress=lambda share: progress(share, "writing"),
                user=QgsApplication.userLoginName(),
            )
            outputs.update(TAKEN_IN=done.taken_in, STILL_REJECTED=done.still_rejected)
            for uid, reason in list(done.reasons.items())[:_SHOWN]:
                feedback.pushWarning(f"{uid}: {reason}")
        with ProjectFile(str(path)) as project:
            left = rejects.listed(project)
        outputs["OPEN"] = len(left)
        feedback.pushInfo(
            translate(
                "Algorithms",
                "{taken} rows taken in, {still} still rejected, {dismissed} dismissed, {left} open.",
            ).format(
                taken=outputs["TAKEN_IN"],
                still=outputs["STILL_REJECTED"],
                dismissed=outputs["DISMISSED"],
                left=len(left),
            )
        )
        if sheet_path is not None:
            write_text(sheet_path, "\ufeff" + rejects.sheet(left).rstrip("\r\n"))
            outputs["OUTPUT"] = str(sheet_path)
        return outputs
