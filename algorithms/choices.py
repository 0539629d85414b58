"""Choices whose values never change and whose labels are in the user's language.

``usesStaticStrings`` keeps the values of scripts and ``qgis_process`` ("declared"), but QGIS would
show them in the dialog too. :func:`choice` adds labels, and the name of the widget that shows them
(``ui/parameter_widgets.py``), which QGIS imports when it makes a dialog.
"""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsProcessingParameterDefinition, QgsProcessingParameterEnum

_WIDGET = f"{(__package__ or '').rpartition('.')[0]}.ui.parameter_widgets.LabelledChoice"


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
