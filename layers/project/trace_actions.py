"""“Trace from here”: actions of a feature's form, of the attribute table and of the action tool on the map.

They are stored in the project and call the plugin where it is loaded; without it they say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..schema import SCHEMA, Table

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

#: Sets an action of ours apart from those of people.
MARK = "# outfall_tracer: trace from here"
_COMMAND = f"""{MARK}
from qgis.utils import iface, plugins
tracer = plugins.get("outfall_tracer")
if tracer is not None:
    tracer.desk.trace_object("%s", [%% $id %%], %s)
else:
    iface.messageBar().pushWarning("Outfall Tracer", "%s")
"""
_UP = ("Trace upstream from here", "由此向上游溯源")
_DOWN = ("Trace downstream from here", "由此向下游追踪")
_WITHOUT = ("This action needs the plugin Outfall Tracer.", "此操作需要“入河排污口溯源”插件。")
_SOURCES = frozenset(table.name for table in SCHEMA.source_tables)


def add_trace_actions(layer: QgsVectorLayer, table: Table, language: str) -> None:
    """Give a layer its actions in ``language``, in place of those it has from us; those of people stay."""
    from qgis.core import QgsAction

    from ..qgis_names import PYTHON_ACTION

    remove_trace_actions(layer)
    manager, spoken = layer.actions(), int(language == "zh")
    for upstream in _ways(table.name):
        name = (_UP if upstream else _DOWN)[spoken]
        command = _COMMAND % (table.name, upstream, _WITHOUT[spoken])
        manager.addAction(
            QgsAction(PYTHON_ACTION, name, command, "", False, name, {"Canvas", "Feature", "Field"})
        )


def remove_trace_actions(layer: QgsVectorLayer) -> None:
    """Take our actions away; those of people stay."""
    manager = layer.actions()
    for action in manager.actions():
        if action.command().startswith(MARK):
            manager.removeAction(action.id())


def _ways(table: str) -> tuple[bool, ...]:
    """Return the ways that make sense from a row: up, down or both."""
    if table in ("pipes", "manholes"):
        return (True, False)
    if table == "outfalls":
        return (True,)
    return (False,) if table in _SOURCES else ()
