"""The settings of a run as parameters: what several verbs share, and how it becomes options.

Every setting is optional. What is given wins; what is left empty is as in the configuration the verb
was given, else as in the project's default configuration, else as delivered. Names are stable for
ever.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingParameterDefinition, QgsProcessingParameterExpression

from ..i18n import translate, user_language
from ..layers.schema import SCHEMA
from .call import Call
from .choices import choice
from .parameters import advanced, metres, text, whole

if TYPE_CHECKING:  # numpy comes with these: not while QGIS starts
    from ..operations.runs.configurations import Configuration

#: Parameter -> field of tracing.model.Options.
OPTION_OF = {
    "TOLERANCE": "tolerance_m",
    "LINK_DISTANCE": "link_distance_m",
    "OUTFALL_DISTANCE": "outfall_distance_m",
    "GAP_DISTANCE": "gap_distance_m",
    "DIRECTION_POLICY": "direction_policy",
    "LIMIT_DISTANCE": "limit_m",
    "LIMIT_SOURCES": "limit_sources",
    "LIMIT_SOURCE_KIND": "limit_source_kind",
    "LIMIT_MANHOLES": "limit_manholes",
    "OVERFLOWS": "overflows",
}
#: What holds where neither a parameter nor a configuration says otherwise, as a dialog shows it.
DELIVERED = {
    "TOLERANCE": "0.1", "LINK_DISTANCE": "60", "OUTFALL_DISTANCE": "50", "GAP_DISTANCE": "0",
    "DIRECTION_POLICY": "declared", "OVERFLOWS": "every_way",
}  # fmt: skip
LIMITS = ("LIMIT_DISTANCE", "LIMIT_SOURCES", "LIMIT_SOURCE_KIND", "LIMIT_MANHOLES", "OVERFLOWS")
_WHOLE = ("LIMIT_SOURCES", "LIMIT_MANHOLES")


def policy_words() -> dict[str, str]:
    """Return the direction policies with their labels."""
    return {
        "declared": translate("Algorithms", "As declared: flow, node ids, digitised order"),
        "digitised": translate("Algorithms", "As digitised"),
        "invert": translate("Algorithms", "Invert levels first"),
        "auto": translate("Algorithms", "All evidence weighed"),
    }


def overflow_words() -> dict[str, str]:
    """Return which ways are followed at a split, with their labels."""
    return {
        "every_way": translate("Algorithms", "Every way"),
        "main_way": translate("Algorithms", "The main way only, no overflows and diversions"),
    }


def unless_configured(value: str) -> str:
    """Return what a dialog shows where nothing is given."""
    return translate("Algorithms", "as configured, else {value}").format(value=value)


def run_parameter(name: str) -> QgsProcessingParameterDefinition:
    """Return the optional parameter ``name`` of OPTION_OF; those after the first two are advanced."""
    labels = {
        "TOLERANCE": translate("Algorithms", "Pipe ends this near are joined (m)"),
        "LINK_DISTANCE": translate("Algorithms", "Sources this near meet the network (m)"),
        "OUTFALL_DISTANCE": translate("Algorithms", "Outfalls this near meet the network (m)"),
        "GAP_DISTANCE": translate("Algorithms", "Gaps up to this are bridged (m)"),
        "DIRECTION_POLICY": translate("Algorithms", "What decides the flow direction"),
        "LIMIT_DISTANCE": translate("Algorithms", "Stop so far along the network (m)"),
        "LIMIT_SOURCES": translate("Algorithms", "Stop after so many sources"),
        "LIMIT_SOURCE_KIND": translate("Algorithms", "Kind of source that is counted"),
        "LIMIT_MANHOLES": translate("Algorithms", "Stop at the manhole of this number"),
        "OVERFLOWS": translate("Algorithms", "Ways followed at a split"),
    }
    if name in ("DIRECTION_POLICY", "OVERFLOWS"):
        words = policy_words() if name == "DIRECTION_POLICY" else overflow_words()
        unset = unless_configured(words[DELIVERED[name]])
        made = choice(name, labels[name], words, optional=True, unset=unset)
    elif name == "LIMIT_SOURCE_KIND":
        words = {table.name: table.alias(user_language()) for table in SCHEMA.source_tables}
        unset = unless_configured(translate("Algorithms", "every kind"))
        made = choice(name, labels[name], words, optional=True, unset=unset)
    else:
        delivered = DELIVERED.get(name) or translate("Algorithms", "no limit")
        unset = unless_configured(delivered)
        made = whole(name, labels[name], None, 0, unset) if name in _WHOLE else metres(
            name, labels[name], unset)
    return made if name in ("TOLERANCE", "LINK_DISTANCE") else advanced(made)


def barriers_parameter(layer: str = "") -> QgsProcessingParameterDefinition:
    """Return the BARRIERS parameter; layer: the parameter with the pipes, where there is one."""
    label = translate("Algorithms", "Pipes for which this is true are closed")
    return QgsProcessingParameterExpression("BARRIERS", label, parentLayerParameterName=layer, optional=True)


def configuration_parameter() -> QgsProcessingParameterDefinition:
    """Return the CONFIGURATION parameter of verbs that work on a project."""
    label = translate("Algorithms", "Configuration of the project, by name")
    return text("CONFIGURATION", label, "", optional=True)


def given_options(call: Call) -> dict[str, Any]:
    """Return the options that were given, by field of Options."""
    given: dict[str, Any] = {}
    for name, option in OPTION_OF.items():
        if not call.given(name):
            continue
        if name in ("DIRECTION_POLICY", "OVERFLOWS", "LIMIT_SOURCE_KIND"):
            given[option] = call.choice(name)
        elif name in _WHOLE:
            given[option] = call.whole(name)
        else:
            given[option] = call.number(name)
    return given


def run_configuration(call: Call, path: str) -> Configuration:
    """Return what a run on the project ``path`` is to keep to: a configuration with what was given put in.

    Its name is "" where none was used; else the user hears it. Raises UserError for a name the project
    does not have, and for a default configuration that cannot be used.
    """
    from ..layers.project.project_file import open_check
    from ..operations.runs.configurations import Configuration, configuration, default_configuration

    name = call.text("CONFIGURATION").strip()
    open_check(path, thorough=False)
    used = configuration(path, name) if name else default_configuration(path)
    used = used or Configuration()
    if used.name:
        call.say(translate("Algorithms", "Configuration: {name}").format(name=used.name))
    used = used.with_options(**given_options(call))
    barriers = call.expression("BARRIERS")
    return replace(used, barriers=barriers) if barriers else used
