"""One run of a verb: its parameters as plain values, its result layer, and what it tells the user."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSink,
)

from ..i18n import system_reason, translate
from ..layers.qgis_names import ProcessingException
from ..problems import UserError
from .failures import unwritable
from .parameters import LANGUAGES
from .progress import ProcessingProgress

if TYPE_CHECKING:
    from .base import OutfallAlgorithm


class ResultLayer:
    """The layer a verb writes its rows to. destination: what goes among the outputs of the verb."""

    def __init__(self, sink: QgsFeatureSink, destination: str, fields: QgsFields) -> None:
        self._sink = sink
        self._fields = fields
        self.destination = destination

    def add(self, values: list[Any], geometry: QgsGeometry | None = None) -> None:
        """Write one row; raises UserError where it is refused."""
        feature = QgsFeature(self._fields)
        feature.setAttributes(values)
        if geometry is not None:
            feature.setGeometry(geometry)
        if not self._sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            said = translate("Algorithms", "The result cannot be written: {reason}.")
            raise UserError(said.format(reason=self._sink.lastError()))


class Call:
    """What :meth:`OutfallAlgorithm.work` is given."""

    def __init__(
        self,
        algorithm: OutfallAlgorithm,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        self._algorithm = algorithm
        self._parameters = parameters
        self._feedback = feedback
        self.context = context
        self.progress = ProcessingProgress(feedback)

    # -- what was asked for ---------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Tell whether the verb has the parameter ``name``."""
        return self._algorithm.parameterDefinition(name) is not None

    def given(self, name: str) -> bool:
        """Tell whether ``name`` was given at all."""
        return self.has(name) and self._parameters.get(name) not in (None, "")

    def raw(self, name: str) -> Any:
        """Return what was given for ``name``, as it came."""
        return self._parameters.get(name)

    def text(self, name: str) -> str:
        """Return a text, "" where none was given."""
        return str(self._algorithm.parameterAsString(self._parameters, name, self.context) or "")

    def expression(self, name: str) -> str:
        """Return an expression as it was given; QGIS itself would put the default in place of a wrong one."""
        return self.text(name).strip() if self.has(name) else ""

    def number(self, name: str) -> float:
        """Return a number."""
        return float(self._algorithm.parameterAsDouble(self._parameters, name, self.context))

    def whole(self, name: str) -> int:
        """Return a whole number."""
        return int(self._algorithm.parameterAsInt(self._parameters, name, self.context))

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        return bool(self._algorithm.parameterAsBoolean(self._parameters, name, self.context))

    def choice(self, name: str) -> str:
        """Return the value that was chosen."""
        return str(self._algorithm.parameterAsEnumString(self._parameters, name, self.context) or "")

    def language(self) -> str | None:
        """Return the LANGUAGE of an export: "zh", "en", None for that of the project."""
        return LANGUAGES[self._algorithm.parameterAsEnum(self._parameters, "LANGUAGE", self.context)]

    def field(self, name: str) -> str:
        """Return the name of a field, "" where none was given."""
        names = self._algorithm.parameterAsFields(self._parameters, name, self.context)
        return str(names[0]) if names else ""

    def crs(self, name: str) -> QgsCoordinateReferenceSystem:
        """Return a coordinate system, an invalid one where none was given."""
        return self._algorithm.parameterAsCrs(self._parameters, name, self.context)

    def file(self, name: str) -> str:
        """Return the path of a file to read, "" where none was given."""
        return str(self._algorithm.parameterAsFile(self._parameters, name, self.context) or "")

    def source(self, name: str) -> QgsProcessingFeatureSource:
        """Return the rows of a layer; raises UserError where it cannot be opened."""
        source = self._algorithm.parameterAsSource(self._parameters, name, self.context)
        if source is None:
            said = translate("Algorithms", "{parameter} cannot be opened: {value}.")
            raise UserError(said.format(parameter=name, value=self.raw(name)))
        return source

    # -- where the results go -------------------------------------------------------------

    def output_file(self, name: str, suffix: str) -> Path | None:
        """Return the path of an output file with ``suffix`` (".gpkg") put on where it has none.

        None where an optional output was not asked for. Makes the folder. Raises UserError where the file
        cannot be written: before the work, not after it.
        """
        given = self._algorithm.parameterAsFileOutput(self._parameters, name, self.context)
        if not given:
            return None
        path = Path(given)
        if not path.suffix:
            path = path.with_suffix(suffix)
        self._algorithm.refuse_output(name, path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            said = translate("Algorithms", "The folder {folder} cannot be made: {reason}.")
            raise UserError(said.format(folder=path.parent, reason=system_reason(error))) from error
        _try_to_write(path)
        return path

    def result_layer(self, fields: QgsFields, kind: Any, crs: QgsCoordinateReferenceSystem) -> ResultLayer:
        """Return the layer OUTPUT with these columns, geometries of ``kind`` (QgsWkbTypes.Type), ``crs``."""
        sink, destination = self._algorithm.parameterAsSink(
            self._parameters, "OUTPUT", self.context, fields, kind, crs
        )
        if sink is None:
            raise ProcessingException(self._algorithm.invalidSinkError(self._parameters, "OUTPUT"))
        return ResultLayer(sink, destination, fields)

    def try_outputs(self) -> None:
        """Raise UserError where a result layer is asked for in a file that cannot be written.

        QGIS finds that out when the rows are there, which may be an hour later.
        """
        for definition in self._algorithm.parameterDefinitions():
            if not isinstance(definition, QgsProcessingParameterFeatureSink):
                continue
            value = self.raw(definition.name())
            if isinstance(value, QgsProcessingOutputLayerDefinition):
                value = value.sink.staticValue()
            if isinstance(value, str) and Path(value).is_absolute():  # "memory:", a database: not a file
                _try_to_write(Path(value))

    # -- what the user hears --------------------------------------------------------------

    @property
    def user(self) -> str:
        """Who runs the verb, as the project remembers it."""
        return str(QgsApplication.userLoginName())

    def say(self, *sentences: object) -> None:
        """Tell the user, sentence by sentence."""
        for sentence in sentences:
            self._feedback.pushInfo(str(sentence))

    def warn(self, *sentences: object) -> None:
        """Tell the user what is not as it should be, sentence by sentence."""
        for sentence in sentences:
            self._feedback.pushWarning(str(sentence))


def _try_to_write(path: Path) -> None:
    """Raise UserError where ``path`` cannot be written; leaves no trace.

    A file that is there is only asked about: opening and closing one that QGIS has open, too, would drop
    the locks of its database.
    """
    try:
        if not path.exists():
            path.touch()
            path.unlink()
        elif path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        elif not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "")
    except OSError as error:
        raise unwritable(path, error) from error
