"""Parameters that the verbs of reports share: which outfalls and districts, as of when, what name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextScope,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExpression,
)

from ..i18n import translate
from ..problems import UserError
from .call import Call
from .parameters import Declared, advanced, input_file, outfalls_parameter, output_folder, text
from .project_algorithm import ProjectAlgorithm

if TYPE_CHECKING:  # QGIS reads this file when it starts, and the reports only when one is made
    from ..reports.labels import NameOf, Progress
    from ..reports.query import Asked


class ReportAlgorithm(ProjectAlgorithm):
    """A verb that reads a project and hands something in."""

    GROUP = "report"
    WRITES = False

    def export_of(self, call: Call) -> tuple[Path, Path, str | None, Progress]:
        """Return what an export into a folder is told first: project, folder, language, progress."""
        return self.project_path(), call.output_folder("OUTPUT"), call.language(), call.progress


def asked_parameters() -> Iterator[Declared]:
    """Yield OUTFALLS, DISTRICTS and DATE."""
    yield outfalls_parameter()
    yield districts_parameter()
    yield advanced(text("DATE", translate("Algorithms", "As of the date (empty: today)"), optional=True))


def districts_parameter() -> QgsProcessingParameterDefinition:
    """Return DISTRICTS."""
    label = translate("Algorithms", "Districts, by code or name, with commas")
    return text("DISTRICTS", label, optional=True)


def folder_parameter() -> QgsProcessingParameterDefinition:
    """Return OUTPUT, a folder."""
    return output_folder("OUTPUT", translate("Algorithms", "Folder"))


def folder_of(call: Call) -> dict[str, Any]:
    """Return the folder among the outputs of a verb."""
    return {"OUTPUT": str(call.output_folder("OUTPUT"))}


def file_name_parameter() -> QgsProcessingParameterDefinition:
    """Return FILE_NAME."""
    return QgsProcessingParameterExpression(
        "FILE_NAME", translate("Algorithms", "File name (expression)"), optional=True
    )


def template_parameter() -> QgsProcessingParameterDefinition:
    """Return TEMPLATE."""
    return input_file("TEMPLATE", translate("Algorithms", "Layout template"), "qpt", optional=True)


def template_of(call: Call) -> Path | None:
    """Return the template that was given, None for the shipped one."""
    return Path(call.file("TEMPLATE")) if call.given("TEMPLATE") else None


def asked(call: Call) -> Asked:
    """Return the question of a run."""
    from ..reports.query import Asked

    return Asked(call.expression("OUTFALLS"), call.text("DISTRICTS"), call.text("DATE"))


def namer(call: Call, question: Asked) -> NameOf | None:
    """Return what names files by FILE_NAME, None where that is not given."""
    expression = call.expression("FILE_NAME")
    return (lambda values: named(expression, call, question, **values)) if expression else None


def named(expression: str, call: Call, question: Asked, **variables: str) -> str:
    """Return the file name that an expression gives; raises UserError where it gives none."""
    from ..reports.labels import file_name
    from ..reports.query import as_of

    values: Mapping[str, str] = {
        "date": as_of(question.date),
        "districts": question.districts,
        "language": call.language() or "",
        **variables,
    }
    parsed = QgsExpression(expression)
    scope = QgsExpressionContextScope()
    for name, value in values.items():
        scope.setVariable(name, value)
    context = QgsExpressionContext()
    context.appendScope(scope)
    found = None if parsed.hasParserError() else parsed.evaluate(context)
    wrong = parsed.parserErrorString() or parsed.evalErrorString()
    name = file_name(str(found or ""))
    if wrong or not name:
        said = translate("Algorithms", "FILE_NAME gives no name of a file: {expression}. {reason}")
        raise UserError(said.format(expression=expression, reason=wrong).strip())
    return name
