"""Choices whose values never change and whose labels are in the user's language.

``usesStaticStrings`` keeps the values of scripts and ``qgis_process`` ("declared"), but QGIS would
show them in the dialog too. :func:`choice` adds labels, and the name of the widget that shows them
(``ui/parameter_widgets.py``), which QGIS imports when it makes a dialog.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qgis.core import QgsProcessingParameterDefinition, QgsProcessingParameterEnum

from ..i18n import user_language
from ..layers.schema import SCHEMA

_WIDGET = f"{(__package__ or '').rpartition('.')[0]}.ui.parameter_widgets.LabelledChoice"


def table_words(names: Iterable[str]) -> dict[str, str]:
    """Return tables of the project with what people call them, for :func:`choice`."""
    language = user_language()
    return {name: SCHEMA.table(name).alias(language) for name in names}


def choice(
    name: str, label: str, words: Mapping[str, str], default: str | None = None, *, optional: bool = False,
    unset: str = "",
) -> QgsProcessingParameterDefinition:
    """Return a choice among ``words`` (value -> label); the first is the default unless it is optional.

    unset: what the dialog shows where nothing is chosen.
    """
    values = list(words)
    first = None if optional else values[0]
    definition = QgsProcessingParameterEnum(
        name, label, options=values, defaultValue=default or first, optional=optional, usesStaticStrings=True
    )
    definition.setMetadata({"widget_wrapper": {
        "class": _WIDGET, "labels": [words[value] for value in values], "unset": unset,
    }})
    return definition
