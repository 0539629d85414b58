"""What all algorithms share: errors as sentences, progress and cancel, icons, project files.

A verb is a small class: identifiers and parameters in :meth:`initAlgorithm`, the work
in :meth:`OutfallAlgorithm.work`, which calls ``layers``, ``tracing`` or ``reports``. The
base turns :class:`UserError` into a ``QgsProcessingException`` and anything unexpected
into one sentence, with the traceback in QGIS's message log only.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsMessageLog,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtGui import QIcon

from ..i18n import translate, user_language
from ..layers.schema import SCHEMA
from ..problems import Cancelled, UserError
from .collector import collector_at_rest

LOG_TAG = "Outfall Tracer"
ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"


def step_name(step: str) -> str:
    """Return the readable name of a progress step; a step without one is its own name."""
    names = {
        "noding": translate("Algorithms", "Joining pipes into a network"),
        "direction": translate("Algorithms", "Finding flow directions"),
        "linking": translate("Algorithms", "Linking points to the network"),
        "tracing": translate("Algorithms", "Tracing"),
        "confidence": translate("Algorithms", "Weighing confidence"),
        "ends": translate("Algorithms", "Explaining where traces end"),
        "findings": translate("Algorithms", "Collecting findings"),
        "layout": translate("Algorithms", "Laying out river, streets and pipes"),
        "tables": translate("Algorithms", "Surveying and naming"),
        "reading": translate("Algorithms", "Reading"),
        "writing": translate("Algorithms", "Writing"),
        "cleaning": translate("Algorithms", "Cleaning"),
        "placing": translate("Algorithms", "Bringing places over"),
        "checking": translate("Algorithms", "Checking"),
        "comparing": translate("Algorithms", "Comparing with the project"),
    }
    return names.get(step, step)


class ProcessingProgress:
    """``progress(share, step)`` of the other rooms, spoken to a Processing feedback.

    ``first`` and ``last`` (0..1) are the part of the whole bar that shares 0 to 1 cover.
    Raises :class:`Cancelled` where the user asked to stop.
    """

    def __init__(self, feedback: QgsProcessingFeedback, first: float = 0.0, last: float = 1.0) -> None:
        self._feedback = feedback
        self._first = first
        self._last = last
        self._step = ""
        self._shown = -1.0

    def __call__(self, share: float, step: str = "") -> None:
        """Show ``share`` (0..1) and ``step``; raise Cancelled where the user asked to stop."""
        if share < 1.0 and self._feedback.isCanceled():  # what is done is done
            raise Cancelled
        if step and step != self._step:
            self._step = step
            self._feedback.setProgressText(step_name(step))
        percent = 100.0 * (self._first + (self._last - self._first) * min(max(share, 0.0), 1.0))
        if abs(percent - self._shown) >= 0.2:  # every call crosses threads
            self._shown = percent
            self._feedback.setProgress(percent)

    def part(self, first: float, last: float) -> ProcessingProgress:
        """Return a progress for the stretch ``first``..``last`` (0..1) of this one."""
        width = self._last - self._first
        return ProcessingProgress(self._feedback, self._first + width * first, self._first + width * last)


class OutfallAlgorithm(QgsProcessingAlgorithm):
    """Base of all verbs. A subclass sets the class attributes and writes ``work``."""

    NAME = ""  #: stable identifier inside the provider
    ICON = "trace.svg"  #: file in resources/icons
    GROUP = "project"  #: "project", "network" or "report"
    MAIN_THREAD = False  #: whether the work must be done on the main thread, as drawing layouts must

    def flags(self) -> Any:
        """Return the flags of the verb."""
        own = super().flags()
        return own | QgsProcessingAlgorithm.Flag.FlagNoThreading if self.MAIN_THREAD else own

    def name(self) -> str:
        """Return the identifier of the verb inside the provider."""
        return self.NAME

    def createInstance(self) -> OutfallAlgorithm:
        """Return a fresh copy, as QGIS asks for every run."""
        return type(self)()

    def groupId(self) -> str:
        """Return the identifier of the toolbox group."""
        return self.GROUP

    def group(self) -> str:
        """Return the toolbox group, as shown."""
        return {
            "project": translate("Algorithms", "Project"),
            "network": translate("Algorithms", "Any network"),
            "report": translate("Algorithms", "Maps and registers"),
        }[self.GROUP]

    def icon(self) -> QIcon:
        """Return the icon in the toolbox."""
        return QIcon(str(ICONS / self.ICON))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        progress: ProcessingProgress,
    ) -> dict[str, Any]:
        """Do what the verb says and return its outputs; may raise UserError and Cancelled."""
        raise NotImplementedError

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback | None,
    ) -> dict[str, Any]:
        """Run :meth:`work`; everything that goes wrong leaves as a sentence."""
        feedback = feedback or QgsProcessingFeedback()
        with collector_at_rest(), as_sentences(self.displayName()):
            return self.work(parameters, context, feedback, ProcessingProgress(feedback))

    # -- parameters that several verbs read -------------------------------------------------

    def output_file(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext, suffix: str
    ) -> Path | None:
        """Return the path of an output file with ``suffix`` (".gpkg") put on where it has none.

        None where an optional output was not asked for. Makes the folder.
        """
        text = self.parameterAsFileOutput(parameters, name, context)
        if not text:
            return None
        path = Path(text)
        if not path.suffix:
            path = path.with_suffix(suffix)
        self.refuse_output(name, path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                translate("Algorithms", "The folder {folder} cannot be made: {reason}.").format(
                    folder=path.parent, reason=error.strerror or error
                )
            ) from error
        return path


    def refuse_output(self, name: str, path: Path) -> None:
        """Raise UserError where an output must not go to ``path``; a verb with inputs guards them here."""

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Name every parameter that cannot be used, with what it may be."""
        accepted, reason = super().checkParameterValues(parameters, context)
        wrong = [
            _unacceptable(definition, parameters.get(definition.name()))
            for definition in self.parameterDefinitions()
            if not definition.checkValueIsAcceptable(parameters.get(definition.name()), context)
            or _is_no_number(definition, parameters.get(definition.name()))
        ]
        return accepted and not wrong, " ".join(wrong) or reason


def _is_no_number(definition: QgsProcessingParameterDefinition, value: object) -> bool:
    """Tell whether a number is given as a text that is none: QGIS ignores it where the number is optional."""
    if not isinstance(definition, QgsProcessingParameterNumber) or not isinstance(value, str) or not value:
        return False
    try:
        float(value)
    except ValueError:
        return True
    return False


def _unacceptable(definition: QgsProcessingParameterDefinition, value: object) -> str:
    """Return why a parameter's value is refused: missing, or not of its kind."""
    name, label = definition.name(), definition.description()
    if value is None or value == "":
        return translate("Algorithms", "{name} ({label}) is missing.").format(name=name, label=label)
    if isinstance(definition, QgsProcessingParameterNumber):
        text = translate("Algorithms", "{name} ({label}) must be a number from {least}; {value} is none.")
        least = f"{definition.minimum():g}"
        return text.format(name=name, label=label, value=value, least=least)
    text = translate("Algorithms", "{name} ({label}) cannot be {value}.")
    return text.format(name=name, label=label, value=value)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8, or raise a UserError that names the file."""
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(
            translate("Algorithms", "The file {path} cannot be written: {reason}.").format(
                path=path, reason=error.strerror or error
            )
        ) from error


def counted(counts: Mapping[str, int], value_list: str) -> str:
    """Return "label: n, label: n" for codes of a value list of the schema, the most frequent first."""
    labels, language = SCHEMA.values(value_list), user_language()
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{labels.label(code, language)}: {n}" for code, n in ordered)


@contextmanager
def as_sentences(verb: str) -> Iterator[None]:
    """Turn what goes wrong inside into one QgsProcessingException with a sentence."""
    try:
        yield
    except QgsProcessingException:
        raise
    except Cancelled:
        text = translate("Algorithms", "Stopped as you asked; nothing was written.")
    except UserError as error:
        text = str(error)
        if error.detail:
            log(error.detail)
    except ModuleNotFoundError as error:
        text = missing_package(error.name or str(error))
        log(traceback.format_exc())
    except OSError as error:
        log(traceback.format_exc())
        text = translate("Algorithms", "{path} cannot be read or written: {reason}.").format(
            path=error.filename or translate("Algorithms", "A file"), reason=error.strerror or error
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a sentence and the log the rest
        log(traceback.format_exc())
        text = translate(
            "Algorithms",
            "“{verb}” met something unexpected and stopped: {reason}. "
            "The details are in View > Panels > Log Messages, tab “{tab}”.",
        ).format(verb=verb, reason=_first_line(error), tab=LOG_TAG)
    else:
        return
    raise QgsProcessingException(text)


def log(text: str) -> None:
    """Write a detail for developers to QGIS's message log."""
    QgsMessageLog.logMessage(text, LOG_TAG, Qgis.MessageLevel.Warning, False)


def missing_package(name: str) -> str:
    """Return the sentence that names a missing Python package and what installs it."""
    package = name.partition(".")[0]
    text = translate(
        "Algorithms",
        "The Python package {package} is missing. Install it with: python3 -m pip install {requirement}",
    )
    # Newer shapely wheels bring a GEOS that does not get along with the one QGIS itself has loaded.
    return text.format(package=package, requirement={"shapely": "'shapely>=2,<2.1'"}.get(package, package))


def _first_line(error: Exception) -> str:
    """Return the type and the first line of an exception, without a full stop."""
    lines = str(error).strip().splitlines()
    text = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return text.rstrip(".")
