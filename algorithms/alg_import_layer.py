"""``outfalltracer:importlayer``: a file of any habit into a table of a project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterCrs,
)

from ..i18n import inflected, translate
from ..layers.schema import SCHEMA, Role
from ..problems import UserError
from .call import Call
from .choices import choice, table_words
from .failures import log
from .parameters import Declared, flag, input_file, number_output, optional_file, text
from .project_algorithm import ProjectAlgorithm, open_project

if TYPE_CHECKING:
    from ..importing.run import Request
    from ..importing.write import ImportOutcome

AUTO = "auto"
TABLES = (AUTO, *(table.name for table in SCHEMA.tables if table.role is Role.EDITED), "trace_links")
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
    COPIED = frozenset({"SOURCE"})

    def declared(self) -> Iterator[Declared]:
        """Yield the parameters and the outputs."""
        yield input_file("SOURCE", translate("Algorithms", "File to import"))
        yield choice("TABLE", translate("Algorithms", "Table of the project"), _tables())
        yield text("LAYER", translate("Algorithms", "Layer or sheet of the file"), optional=True)
        yield input_file("MAPPING", translate("Algorithms", "Saved mapping"), "json", optional=True)
        yield text("ENCODING", translate("Algorithms", "Encoding, such as GBK or UTF-8"), AUTO)
        yield choice("DATUM", translate("Algorithms", "Datum of the coordinates"), _datums())
        label = translate("Algorithms", "Coordinate system of the file")
        yield QgsProcessingParameterCrs("CRS", label, optional=True)
        yield text(
            "ANSWERS", translate("Algorithms", "Answers to questions (JSON)"), lines=True, optional=True
        )
        yield flag("DRY_RUN", translate("Algorithms", "Only report what would happen"))
        yield flag("OVERWRITE", translate("Algorithms", "Take delivered values over what people entered"))
        yield flag("REMOVE_MISSING", translate("Algorithms", "Remove rows that are no longer delivered"))
        yield optional_file("REPORT", translate("Algorithms", "Report of the import"), "JSON (*.json)")
        label = translate("Algorithms", "Save the mapping that was used")
        yield optional_file("SAVE_MAPPING", label, "JSON (*.json)")
        yield number_output("READ", translate("Algorithms", "Rows read"))
        yield number_output("ADDED", translate("Algorithms", "Rows added"))
        yield number_output("UPDATED", translate("Algorithms", "Rows updated"))
        yield number_output("UNCHANGED", translate("Algorithms", "Rows unchanged"))
        yield number_output("REJECTED", translate("Algorithms", "Rows rejected"))
        yield number_output("MISSING", translate("Algorithms", "Rows no longer delivered"))
        yield number_output("KEPT", translate("Algorithms", "Values of people kept"))

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """See whether the project is open, on the main thread."""
        from ..layers.project.find import layer_table, same_file

        ready = super().prepareAlgorithm(parameters, context, feedback)
        tables = [table for table in map(layer_table, open_project(context).mapLayers().values()) if table]
        self._is_open = self._path is not None and any(same_file(table[0], self._path) for table in tables)
        return ready

    def work(self, call: Call) -> dict[str, Any]:
        """Import the file, say what happened, and write report and mapping."""
        from ..importing.proposal.mapping_files import save_profile
        from ..importing.run import import_layer
        from ..operations.regime.unaudited_changes import note_unaudited

        path = self.project_path()
        request = _request(call)
        outcomes = import_layer(path, request, call.progress, call.user)
        note_unaudited(str(path))
        self._fit_view(path, outcomes)
        for outcome in outcomes:
            _say(outcome, call)
        if not any(outcome.written for outcome in outcomes):
            call.say(
                translate("Algorithms", "This was a trial; nothing was written.")
                if request.dry_run
                else translate("Algorithms", "The project holds all of this already; nothing was written.")
            )
        outputs: dict[str, Any] = {
            name: sum(outcome.report.counts[count] for outcome in outcomes) for name, count in OUTPUTS.items()
        }
        pages = [
            {**outcome.report.to_json(), "dry_run": request.dry_run, "written": outcome.written}
            for outcome in outcomes
        ]
        outputs.update(call.write_json("REPORT", pages[0] if len(pages) == 1 else pages))
        mapping_path = call.output_file("SAVE_MAPPING")
        if mapping_path is not None and outcomes:
            save_profile(mapping_path, outcomes[0].plan.mapping)
            outputs["SAVE_MAPPING"] = str(mapping_path)
        return outputs

    def _fit_view(self, path: Path, outcomes: list[ImportOutcome]) -> None:
        """Let a project that just got its first rows open on them, unless it is open already."""
        from ..layers.project.qgis_project import fit_view
        from ..layers.store.gpkg import GdalError
        from ..layers.store.table_io import ProjectFile

        filled = {outcome.plan.table: len(outcome.plan.added) for outcome in outcomes if outcome.written}
        with ProjectFile(str(path)) as project:
            first = any(filled.get(table) == project.count(table) for table in _IN_VIEW if table in filled)
        if first and not self._is_open:
            try:
                fit_view(path)
            except GdalError as error:  # the rows are in; a view that stays where it was harms nobody
                log(str(error))


def _tables() -> dict[str, str]:
    """Return the values of TABLE with their labels."""
    tables = table_words(name for name in TABLES if name != AUTO)
    return {AUTO: translate("Algorithms", "Detected automatically"), **tables}


def _datums() -> dict[str, str]:
    """Return the values of DATUM with their labels."""
    return {
        AUTO: translate("Algorithms", "Detected automatically"),
        "wgs84": "WGS 84",
        "cgcs2000": "CGCS2000",
        "gcj02": "GCJ-02",
        "bd09": "BD-09",
        "xian80": "Xian 1980",
        "beijing54": "Beijing 1954",
        "local": translate("Algorithms", "A local system"),
    }


def _request(call: Call) -> Request:
    from ..importing.comparing.plan import Choices
    from ..importing.proposal.mapping_files import load_profile
    from ..importing.run import Request

    mapping = call.file("MAPPING")
    return Request(
        source=call.file("SOURCE"),
        table=call.choice("TABLE") or AUTO,
        layer=call.text("LAYER"),
        mapping=load_profile(mapping) if mapping else None,
        encoding=call.text("ENCODING").strip() or AUTO,
        datum=call.choice("DATUM") or AUTO,
        crs=call.crs_words("CRS"),
        answers=answers_of(call.text("ANSWERS")),
        choices=Choices(call.flag("OVERWRITE"), call.flag("REMOVE_MISSING")),
        dry_run=call.flag("DRY_RUN"),
    )


def answers_of(text: str | None) -> dict[str, str]:
    """Return the answers in ANSWERS; raise UserError where it is no JSON object of texts."""
    if not (text or "").strip():
        return {}
    try:
        found = json.loads(text or "")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or any(isinstance(value, (dict, list)) for value in found.values()):
        raise UserError(
            translate(
                "Algorithms",
                "ANSWERS must be a JSON object of question codes and answers, such as {example}.",
            ).format(example='{"unit.diameter_mm": "mm"}')
        )
    return {str(code): str(answer) for code, answer in found.items()}


def _say(outcome: ImportOutcome, call: Call) -> None:
    """Tell the user what an import came to: sentences, assumptions, problems, reasons for rejects."""
    report = outcome.report
    call.say(*report.sentences())
    assumed = translate("Algorithms", "Assumed: {text}")
    call.say(*(assumed.format(text=each) for each in report.assumptions))
    call.warn(*outcome.plan.problems[:_SHOWN])
    rejected = translate("Algorithms", "{n} (row|rows) rejected: {reason} (rows {rows})")
    for kind in report.rejects[:_SHOWN]:
        rows = ", ".join(map(str, kind["rows"][:5])) + (" …" if kind["n"] > 5 else "")
        call.warn(inflected(rejected, n=kind["n"], reason=kind["reason"], rows=rows))
