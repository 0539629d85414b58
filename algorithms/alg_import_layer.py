"""``outfalltracer:importlayer``: a file of any habit into a table of a project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProject,
)

from ..i18n import translate
from ..layers.schema import SCHEMA, Role
from ..problems import UserError
from .base import ProcessingProgress, log, write_text
from .project_algorithm import ProjectAlgorithm, project_parameter

if TYPE_CHECKING:
    from ..layers.importing.run import Request
    from ..layers.importing.write import ImportOutcome

AUTO = "auto"
TABLES = (AUTO, *(table.name for table in SCHEMA.tables if table.role is Role.EDITED), "trace_links")
DATUMS = (AUTO, "wgs84", "cgcs2000", "gcj02", "bd09", "xian80", "beijing54", "local")
#: output -> the count it shows
OUTPUTS = {
    "READ": "read",
    "ADDED": "added",
    "UPDATED": "updated",
    "UNCHANGED": "unchanged",
    "REJECTED": "rejected",
    "MISSING": "missing",
    "KEPT": "kept",
}
_IN_VIEW = ("outfalls", "pipes", "districts")  # what a project opens on
_SHOWN = 30  # problems said one by one


class ImportLayerAlgorithm(ProjectAlgorithm):
    """One delivery into one table."""

    NAME = "importlayer"
    ICON = "import_layer.svg"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("Algorithms", "Import a file into a project")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return translate(
            "Algorithms", "import,shapefile,excel,csv,cad,dxf,survey,encoding,coordinates,mapping,clean"
        ).split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return translate(
            "Algorithms",
            "Brings a vector file, a table or a model into one table of a project. Encoding, columns, "
            "values, units and coordinates are found out; every assumption is reported. What only a person "
            "can say stops the import before anything is written, with all questions at once: give the "
            "answers in ANSWERS, a JSON object of question codes, or save a MAPPING in the import wizard.\n\n"
            "Rows are known again by their code, else by name or place. The same file twice changes nothing; "
            "a newer version updates what earlier imports wrote. What people entered is kept and listed "
            "(OVERWRITE takes the delivered value instead), and rows that are no longer delivered are listed "
            "(REMOVE_MISSING removes them). Rows that cannot be taken in are kept in import_rejects with the "
            "reason and everything they held.\n\n"
            "DRY_RUN only reports what would happen. REPORT is the report as JSON, SAVE_MAPPING the mapping "
            "that was used. A project of this plugin as SOURCE comes over with its identifiers, all tables "
            "or the one in LAYER.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters and the outputs."""
        optional = {"optional": True}
        self.addParameter(project_parameter())
        self.addParameter(QgsProcessingParameterFile("SOURCE", translate("Algorithms", "File to import")))
        self.addParameter(
            QgsProcessingParameterEnum(
                "TABLE",
                translate("Algorithms", "Table of the project"),
                options=TABLES,
                defaultValue=AUTO,
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterString(
                "LAYER", translate("Algorithms", "Layer or sheet of the file"), **optional
            )
        )
        self.addParameter(
            QgsProcessingParameterFile(
                "MAPPING", translate("Algorithms", "Saved mapping"), extension="json", **optional
            )
        )
        self.addParameter(
            QgsProcessingParameterString(
                "ENCODING", translate("Algorithms", "Encoding, such as GBK or UTF-8"), defaultValue=AUTO
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                "DATUM",
                translate("Algorithms", "Datum of the coordinates"),
                options=DATUMS,
                defaultValue=AUTO,
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterCrs(
                "CRS", translate("Algorithms", "Coordinate system of the file"), **optional
            )
        )
        self.addParameter(
            QgsProcessingParameterString(
                "ANSWERS", translate("Algorithms", "Answers to questions (JSON)"), multiLine=True, **optional
            )
        )
        for name, label in (
            ("DRY_RUN", translate("Algorithms", "Only report what would happen")),
            ("OVERWRITE", translate("Algorithms", "Take delivered values over what people entered")),
            ("REMOVE_MISSING", translate("Algorithms", "Remove rows that are no longer delivered")),
        ):
            self.addParameter(QgsProcessingParameterBoolean(name, label, defaultValue=False))
        for name, label in (
            ("REPORT", translate("Algorithms", "Report of the import")),
            ("SAVE_MAPPING", translate("Algorithms", "Save the mapping that was used")),
        ):
            self.addParameter(
                QgsProcessingParameterFileDestination(
                    name, label, "JSON (*.json)", optional=True, createByDefault=False
                )
            )
        for name, label in (
            ("READ", translate("Algorithms", "Rows read")),
            ("ADDED", translate("Algorithms", "Rows added")),
            ("UPDATED", translate("Algorithms", "Rows updated")),
            ("UNCHANGED", translate("Algorithms", "Rows unchanged")),
            ("REJECTED", translate("Algorithms", "Rows rejected")),
            ("MISSING", translate("Algorithms", "Rows no longer delivered")),
            ("KEPT", translate("Algorithms", "Values of people kept")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Import the file, say what happened, and write report and mapping."""
        from ..layers.importing.profiles import save_profile
        from ..layers.importing.run import import_layer

        path = self.project_path()
        report_path = self.output_file(parameters, "REPORT", context, ".json")
        mapping_path = self.output_file(parameters, "SAVE_MAPPING", context, ".json")
        request = self._request(parameters, context)
        outcomes = import_layer(path, request, progress, QgsApplication.userLoginName())
        self._fit_view(path, outcomes)
        for outcome in outcomes:
            _say(outcome, feedback)
        if not any(outcome.written for outcome in outcomes):
            feedback.pushInfo(
                translate("Algorithms", "This was a trial; nothing was written.")
                if request.dry_run
                else translate("Algorithms", "The project holds all of this already; nothing was written.")
            )
        outputs: dict[str, Any] = {
            name: sum(outcome.report.counts[count] for outcome in outcomes) for name, count in OUTPUTS.items()
        }
        if report_path is not None:
            pages = [
                {**outcome.report.to_json(), "dry_run": request.dry_run, "written": outcome.written}
                for outcome in outcomes
            ]
            write_text(
                report_path, json.dumps(pages[0] if len(pages) == 1 else pages, ensure_ascii=False, indent=2)
            )
            outputs["REPORT"] = str(report_path)
        if mapping_path is not None and outcomes:
            save_profile(mapping_path, outcomes[0].plan.mapping)
            outputs["SAVE_MAPPING"] = str(mapping_path)
        return outputs

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """See whether the project is open, on the main thread."""
        from ..layers.find import layer_table, same_file

        ready = super().prepareAlgorithm(parameters, context, feedback)
        layers = (context.project() or QgsProject.instance()).mapLayers().values()
        tables = [table for table in map(layer_table, layers) if table]
        self._is_open = self._path is not None and any(same_file(table[0], self._path) for table in tables)
        return ready

    def _fit_view(self, path: Path, outcomes: list[ImportOutcome]) -> None:
        """Let a project that just got its first rows open on them, unless it is open already."""
        from ..layers.gpkg import GdalError
        from ..layers.qgis_project import fit_view
        from ..layers.table_io import ProjectFile

        filled = {outcome.plan.table: len(outcome.plan.added) for outcome in outcomes if outcome.written}
        with ProjectFile(str(path)) as project:
            first = any(filled.get(table) == project.count(table) for table in _IN_VIEW if table in filled)
        if first and not self._is_open:
            try:
                fit_view(path)
            except GdalError as error:  # the rows are in; a view that stays where it was harms nobody
                log(str(error))

    def _request(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Request:
        from ..layers.importing.plan import Choices
        from ..layers.importing.profiles import load_profile
        from ..layers.importing.run import Request

        mapping = self.parameterAsFile(parameters, "MAPPING", context)
        crs = self.parameterAsCrs(parameters, "CRS", context)
        return Request(
            source=self.parameterAsFile(parameters, "SOURCE", context),
            table=self.parameterAsEnumString(parameters, "TABLE", context) or AUTO,
            layer=self.parameterAsString(parameters, "LAYER", context),
            mapping=load_profile(mapping) if mapping else None,
            encoding=self.parameterAsString(parameters, "ENCODING", context).strip() or AUTO,
            datum=self.parameterAsEnumString(parameters, "DATUM", context) or AUTO,
            crs=(crs.authid() or crs.toWkt()) if crs.isValid() else "",
            answers=answers_of(self.parameterAsString(parameters, "ANSWERS", context)),
            choices=Choices(
                self.parameterAsBoolean(parameters, "OVERWRITE", context),
                self.parameterAsBoolean(parameters, "REMOVE_MISSING", context),
            ),
            dry_run=self.parameterAsBoolean(parameters, "DRY_RUN", context),
        )


def answers_of(text: str | None) -> dict[str, str]:
    """Return the answers in ANSWERS; raise UserError where it is no JSON object of texts."""
    if not (text or "").strip():
        return {}
    try:
        found = json.loads(text or "")
    except ValueError:
        found = None
    if not isinstance(found, dict) or any(isinstance(value, (dict, list)) for value in found.values()):
        raise UserError(
            translate(
                "Algorithms",
                "ANSWERS must be a JSON object of question codes and answers, such as {example}.",
            ).format(example='{"unit.diameter_mm": "mm"}')
        )
    return {str(code): str(answer) for code, answer in found.items()}


def _say(outcome: ImportOutcome, feedback: QgsProcessingFeedback) -> None:
    """Tell the user what an import came to: sentences, assumptions, problems, reasons for rejects."""
    report = outcome.report
    for sentence in report.sentences():
        feedback.pushInfo(sentence)
    for text in report.assumptions:
        feedback.pushInfo(translate("Algorithms", "Assumed: {text}").format(text=text))
    for problem in outcome.plan.problems[:_SHOWN]:
        feedback.pushWarning(str(problem))
    for kind in report.rejects[:_SHOWN]:
        rows = ", ".join(map(str, kind["rows"][:5])) + (" …" if kind["n"] > 5 else "")
        feedback.pushWarning(
            translate("Algorithms", "{n} rows rejected: {reason} (rows {rows})").format(
                n=kind["n"], reason=kind["reason"], rows=rows
            )
        )
