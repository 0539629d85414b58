"""How each table looks on the map: symbols, labels and the scales at which they show.

One module per theme; each has functions ``(layer, language)`` that dress one layer, and
:data:`DRESSERS` names them by table. Colours and small builders are in ``parts``. At city
scale only main pipes, outfalls and the base map are drawn, so a million pipes stay
quick; manholes, arrows and labels come in as one zooms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..schema import Geometry, Table

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer


def dress_layer(layer: QgsVectorLayer, table: Table, language: str) -> None:
    """Give ``layer`` the symbols and labels of ``table``; records without a place have none."""
    if table.geometry is Geometry.NONE:
        return
    dresser = _dressers().get(table.name)
    if dresser is None:
        raise KeyError(f"table {table.name} has a geometry and no style")
    dresser(layer, language)


def _dressers() -> dict[str, Callable[[QgsVectorLayer, str], None]]:
    from . import base, drainage, outfalls, sources, tracing

    return {
        "outfalls": outfalls.outfalls,
        "inspections": outfalls.inspections,
        "pipes": drainage.pipes,
        "manholes": drainage.manholes,
        **sources.DRESSERS,
        "source_sites": sources.source_sites,
        "traced_pipes": tracing.traced_pipes,
        "trace_links": tracing.trace_links,
        "trace_ends": tracing.trace_ends,
        "findings": tracing.findings,
        "districts": base.districts,
        "river": base.river,
        "river_axis": base.river_axis,
        "orthophotos": base.orthophotos,
        "townships": base.townships,
        "landmarks": base.landmarks,
        "visits": outfalls.visits,
        "photos": base.photos,
        "citizen_reports": outfalls.citizen_reports,
        "protected_areas": base.protected_areas,
        "sewer_areas": base.sewer_areas,
    }
