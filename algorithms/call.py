"""One run of a verb: its parameters as plain values, its result layer, and what it tells the user."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
)

from ..i18n import system_reason, translate
from ..layers.files.protected import files_of, is_same, refuse_overwriting
from ..layers.files.replacing import replaced, unwritable, write_whole
from ..layers.qgis_names import ProcessingException
from ..layers.store.gpkg import check_saved, no_exceptions, quiet
from ..problems import UserError
from .destinations import destination_text, elsewhere, input_layers, is_file, move_loading, with_ending
from .parameters import LANGUAGES
from .progress import ProcessingProgress

#: Files that tell how many rows they hold without being read.
_COUNTED = (".gpkg", ".shp", ".fgb", ".sqlite", ".db")


class ResultLayer:
    """The layer a verb writes its rows to. destination: what goes among the outputs of the verb."""

    def __init__(self, sink: QgsFeatureSink, destination: str, fields: QgsFields) -> None:
        self._sink: QgsFeatureSink | None = sink
        self._fields = fields
        self._rows = 0
        self.destination = destination

    def add(self, values: list[Any], geometry: QgsGeometry | None = None) -> None:
        """Write one row; raises UserError where it is refused."""
        feature = QgsFeature(self._fields)
        feature.setAttributes(values)
        if geometry is not None:
            feature.setGeometry(geometry)
        if self._sink is None or not self._sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            said = translate("Algorithms", "The result cannot be written: {reason}.")
            raise UserError(said.format(reason=self._sink.lastError() if self._sink else ""))
        self._rows += 1

    def drop(self) -> None:
        """Let go of the rows."""
        self._sink = None

    def close(self, file: Path) -> None:
        """Finish ``file``, which the rows were written to; raises UserError where it does not hold them all.

        QGIS does not say whether closing a file went well.
        """
        from osgeo import gdal

        self._sink = None
        if file.suffix.lower() not in _COUNTED:
            return
        with quiet(), no_exceptions():
            dataset = gdal.OpenEx(str(file), gdal.OF_VECTOR)
            written = dataset.GetLayer(0).GetFeatureCount() if dataset is not None else -1
            dataset = None
        if written != self._rows:
            said = translate("Algorithms", "The result cannot be written: {reason}.")
            raise UserError(said.format(reason=system_reason(OSError(errno.ENOSPC, ""))))


class Call:
    """What :meth:`OutfallAlgorithm.work` is given; as a context it brings result layers to their place."""

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        self._algorithm = algorithm
        self._parameters = parameters
        self._feedback = feedback
        self.context = context
        self.progress = ProcessingProgress(feedback)
        self._places = ExitStack()
        self._folders: dict[str, Path] = {}

    def __enter__(self) -> Call:
        return self

    def __exit__(self, *error: Any) -> None:
        self._places.__exit__(*error)

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

    def point(self, name: str, crs: QgsCoordinateReferenceSystem) -> tuple[float, float] | None:
        """Return a place of the map in ``crs``, None where none was given."""
        if not self.given(name):
            return None
        point = self._algorithm.parameterAsPoint(self._parameters, name, self.context, crs)
        return point.x(), point.y()

    def field(self, name: str) -> str:
        """Return the name of a field, "" where none was given."""
        names = self._algorithm.parameterAsFields(self._parameters, name, self.context)
        return str(names[0]) if names else ""

    def crs(self, name: str) -> QgsCoordinateReferenceSystem:
        """Return a coordinate system, an invalid one where none was given."""
        return self._algorithm.parameterAsCrs(self._parameters, name, self.context)

    def crs_words(self, name: str) -> str:
        """Return a coordinate system as text, "" where none was given."""
        crs = self.crs(name)
        return (crs.authid() or crs.toWkt()) if crs.isValid() else ""

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

    def output_file(self, name: str) -> Path | None:
        """Return the path of an output file, with its ending; None where it was not asked for."""
        given = self._algorithm.parameterAsFileOutput(self._parameters, name, self.context)
        return Path(with_ending(given, self._algorithm.parameterDefinition(name))) if given else None

    def write_file(self, name: str, content: str) -> dict[str, str]:
        """Write an output file where it was asked for; return it as it goes among the outputs."""
        path = self.output_file(name)
        if path is None:
            return {}
        write_whole(path, content)
        return {name: str(path)}

    def write_json(self, name: str, content: object) -> dict[str, str]:
        """Write an output file of JSON, see :meth:`write_file`."""
        return self.write_file(name, json.dumps(content, ensure_ascii=False, indent=2) + "\n")

    def output_folder(self, name: str) -> Path:
        """Return the folder that files go to, each time the same; it need not be there yet."""
        if name not in self._folders:
            self._folders[name] = Path(
                self._algorithm.parameterAsFileOutput(self._parameters, name, self.context))
        return self._folders[name]

    def result_layer(
        self, fields: QgsFields, kind: Any, crs: QgsCoordinateReferenceSystem, name: str = "OUTPUT"
    ) -> ResultLayer:
        """Return the layer ``name`` with these columns, ``kind`` (QgsWkbTypes.Type) and ``crs``."""
        given = self._destination(name)
        parameters, beside = self._parameters, None
        if is_file(given):
            beside = self._places.enter_context(replaced(with_ending(given)))
            parameters = {**parameters, name: elsewhere(self.raw(name), str(beside))}
        sink, destination = self._algorithm.parameterAsSink(
            parameters, name, self.context, fields, kind, crs
        )
        if sink is None:
            raise ProcessingException(self._algorithm.invalidSinkError(self._parameters, name))
        if beside is None:
            return ResultLayer(sink, destination, fields)
        place = with_ending(given)
        layer = ResultLayer(sink, place, fields)
        self._places.callback(move_loading, self.context, destination, place)
        self._places.push(lambda kind, *_: layer.close(beside) if kind is None else layer.drop())
        return layer

    def check_files(self, copied: Collection[str] = ()) -> None:
        """Raise UserError where an output would overwrite what is read, a project or another output.

        Then, where what is read cannot be read as it was saved last, and where an output is asked for in a
        file that cannot be written: QGIS finds that out when the rows are there, an hour later.
        copied: inputs that are read in a copy, with what was saved last.
        """
        definitions = self._algorithm.parameterDefinitions()
        read: set[Path] = set()
        for definition in definitions:
            if not definition.isDestination():
                layers = input_layers(definition, self.raw(definition.name()), self.context)
                files = {file for layer in layers for file in files_of(layer)}
                read |= files
                for file in sorted(files) if definition.name() not in copied else ():
                    check_saved(file)
        asked = [(definition, self._destination(definition.name())) for definition in definitions
                 if definition.isDestination()]
        others: dict[str, Path] = {}
        for definition, given in asked:
            for each in (given, with_ending(given, definition)):
                refuse_overwriting(each, read, definition.name())
                for name, path in others.items():
                    if each and is_same(Path(each), path):
                        said = translate("Algorithms", "{name} and {other} are one file. Give two.")
                        raise UserError(said.format(name=definition.name(), other=name))
            if is_file(given):
                others[definition.name()] = Path(with_ending(given, definition))
        for definition, given in asked:
            if is_file(given) and not isinstance(definition, QgsProcessingParameterFolderDestination):
                path = Path(with_ending(given, definition))
                if isinstance(definition, QgsProcessingParameterFileDestination):
                    _make_folder(path.parent)
                _try_to_write(path)

    def _destination(self, name: str) -> str:
        """Return what was given for an output as a text, "" where nothing was."""
        return destination_text(self.raw(name), self.context)

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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = translate("Algorithms", "The folder {folder} cannot be made: {reason}.")
        raise UserError(said.format(folder=folder, reason=system_reason(error))) from error


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
