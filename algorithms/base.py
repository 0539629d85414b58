"""What all algorithms share: names and help, errors as sentences, progress and cancel, icons.

A verb is a small class: its texts are rows of tables (``verb_texts.py``), its parameters and outputs in
:meth:`OutfallAlgorithm.declared`, its work in :meth:`OutfallAlgorithm.work`, which calls
``layers``, ``tracing`` or ``reports`` with what it reads from its :class:`Call`. Whatever goes
wrong leaves as a sentence (``failures.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtGui import QIcon

from ..i18n import translate, user_language
from ..layers.files.protected import files_of
from ..layers.qgis_names import NO_THREADING
from ..layers.schema import SCHEMA
from ..layers.store.gpkg import check_saved
from ..problems import UserError
from .call import Call
from .failures import as_sentences
from .garbage_collector import collector_at_rest
from .parameters import Declared
from .verb_texts import help_of, verb_text

_METADATA = Path(__file__).resolve().parent.parent / "metadata.txt"
_NO_LIMIT = 1e9  # a whole number without a maximum has that of C++
ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"


@lru_cache(maxsize=1)
def repository() -> str:
    """Return the address where the plugin's sources and pages are, as metadata.txt has it."""
    lines = _METADATA.read_text(encoding="utf-8").splitlines()
    return next(line.partition("=")[2].strip() for line in lines if line.startswith("repository="))


class OutfallAlgorithm(QgsProcessingAlgorithm):
    """Base of all verbs. A subclass sets the class attributes and writes ``declared`` and ``work``."""

    NAME = ""  #: stable identifier inside the provider
    ICON = "trace.svg"  #: file in resources/icons
    GROUP = "project"  #: "project", "network" or "report"
    COPIED: frozenset[str] = frozenset()  #: inputs that are read in a copy, with what was saved last
    MAIN_THREAD = False  #: whether the work must be done on the main thread, as drawing layouts must

    def declared(self) -> Iterable[Declared]:
        """Return the parameters, in the order of the dialog, and outputs that no parameter brings along."""
        raise NotImplementedError

    def work(self, call: Call) -> dict[str, Any]:
        """Do what the verb says and return its outputs; may raise UserError and Cancelled."""
        raise NotImplementedError

    # -- what QGIS asks for ---------------------------------------------------------------

    def name(self) -> str:
        """Return the identifier of the verb inside the provider."""
        return self.NAME

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return verb_text(self.NAME, "title")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return verb_text(self.NAME, "tags").split(",")

    def shortHelpString(self) -> str:
        """Return the help shown beside the dialog."""
        return verb_text(self.NAME, "help")

    def helpUrl(self) -> str:
        """Return the place of the verb on the page of all verbs, in the user's language."""
        page = "verbs.zh.md" if user_language() == "zh" else "verbs.md"
        return f"{repository()}/blob/main/docs/{page}#{self.NAME}"

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

    def flags(self) -> Any:
        """Return the flags of the verb."""
        own = super().flags()
        return own | NO_THREADING if self.MAIN_THREAD else own

    def createInstance(self) -> OutfallAlgorithm:
        """Return a fresh copy, as QGIS asks for every run."""
        return type(self)()

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters and the outputs."""
        for definition in self.declared():
            if isinstance(definition, QgsProcessingOutputDefinition):
                self.addOutput(definition)
            else:
                self.add_helped(definition)

    def add_helped(self, definition: QgsProcessingParameterDefinition) -> None:
        """Add a parameter with its help text."""
        definition.setHelp(help_of(self.NAME, definition.name()))
        self.addParameter(definition)

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback | None,
    ) -> dict[str, Any]:
        """Run :meth:`work`; everything that goes wrong leaves as a sentence."""
        feedback = feedback or QgsProcessingFeedback()
        with (
            collector_at_rest(),
            as_sentences(self.displayName()),
            Call(self, parameters, context, feedback) as call,
        ):
            unknown = self.unknown_parameters(parameters)
            if unknown:
                raise UserError(unknown)
            call.check_files(self.COPIED)
            return self.work(call)

    def unknown_parameters(self, parameters: Mapping[str, Any]) -> str:
        """Return the sentence on given names that the verb does not have, "" where it has them all.

        QGIS passes over such names: a run with a misspelt limit would be one without.
        """
        known = [definition.name() for definition in self.parameterDefinitions()]
        sentences = []
        for name in (name for name in parameters if name not in known):
            near = get_close_matches(str(name).upper(), known, 1)
            text = translate("Algorithms", "There is no parameter {name}. Did you mean {near}?")
            if not near:
                text = translate("Algorithms", "There is no parameter {name}. There are: {known}.")
            sentences.append(text.format(name=name, near="".join(near), known=", ".join(known)))
        return " ".join(sentences)

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Name every parameter that cannot be used, with what it may be."""
        accepted, reason = super().checkParameterValues(parameters, context)
        unknown = self.unknown_parameters(parameters)
        wrong = [unknown] if unknown else []
        wrong += [
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
    given = {"name": name, "label": label, "value": value}
    if isinstance(definition, QgsProcessingParameterNumber):
        least, most = definition.minimum(), definition.maximum()
        if most < _NO_LIMIT:
            text = translate(
                "Algorithms", "{name} ({label}) must be a number from {least} to {most}; {value} is not."
            )
            return text.format(**given, least=f"{least:g}", most=f"{most:g}")
        text = translate("Algorithms", "{name} ({label}) must be a number from {least}; {value} is not.")
        return text.format(**given, least=f"{least:g}")
    if isinstance(definition, QgsProcessingParameterEnum):
        text = translate("Algorithms", "{name} ({label}) cannot be {value}, but one of: {values}.")
        values = definition.options()
        if not definition.usesStaticStrings():
            values = [f"{number} ({words})" for number, words in enumerate(values)]
        return text.format(**given, values=", ".join(values))
    if isinstance(definition, QgsProcessingParameterFeatureSource):
        try:
            for file in files_of(value) if isinstance(value, str) else ():
                check_saved(file)
        except UserError as error:
            return str(error)
        text = translate("Algorithms", "{name} ({label}) cannot be opened: {value}.")
        return text.format(**given)
    return translate("Algorithms", "{name} ({label}) cannot be {value}.").format(**given)


def counted(counts: Mapping[str, int], value_list: str) -> str:
    """Return "label: n, label: n" for codes of a value list of the schema, the most frequent first."""
    labels, language = SCHEMA.values(value_list), user_language()
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    pair, comma = translate("Algorithms", "{label}: {n}"), "、" if language == "zh" else ", "
    return comma.join(pair.format(label=labels.label(code, language), n=n) for code, n in ordered)
