"""Where a raster that is added comes to lie: an orthophoto below outfalls and pipes, tiles at the bottom.

QGIS puts a new layer on top of everything, where an image hides what it is to be compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer

from ..layers.project.find import layer_table

_WATER = ("river", "districts")  # an image lies above these, and so do the pipes


def lower_rasters(project: QgsProject, layers: Sequence[QgsMapLayer]) -> None:
    """Move rasters of ``layers`` that lie above the outfalls: tiles to the bottom, images above the river."""
    root = project.layerTreeRoot()
    order = [node.layerId() for node in root.findLayers()]
    ours = {table[1]: layer.id() for layer in project.mapLayers().values() if (table := layer_table(layer))}
    outfalls = ours.get("outfalls")
    if outfalls not in order:
        return
    for layer in layers:
        node = root.findLayer(layer.id()) if isinstance(layer, QgsRasterLayer) else None
        if node is None or order.index(layer.id()) > order.index(outfalls):
            continue
        water = next((ours[name] for name in _WATER if ours.get(name) in order), None)
        place = len(root.children())
        if layer.providerType() != "wms" and water is not None:
            place = root.children().index(_top(root, root.findLayer(water)))
        root.insertChildNode(place, node.clone())
        branch: Any = node.parent()
        branch.removeChildNode(node)


def _top(root: Any, node: Any) -> Any:
    """Return the child of the root that holds ``node``."""
    while node.parent() is not root and node.parent().parent() is not None:
        node = node.parent()
    return node
