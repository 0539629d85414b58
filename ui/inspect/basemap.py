"""Base maps that lie beside where things are: Chinese web maps are drawn in GCJ-02 or BD-09, 500 m off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsProject, QgsVectorLayer

from ...i18n import translate

if TYPE_CHECKING:
    from ..messages import Messages

_SHIFTED = {
    "GCJ-02": ("autonavi", "amap.com", "gaode", "gtimg.com", "map.qq.com", "google.cn", "gcj02", "gcj-02"),
    "BD-09": ("map.baidu", "bdimg.com", "bdstatic", "bd09"),
}


def shifted_layers() -> list[tuple[str, str]]:
    """Return (name, datum) of the project's layers that are drawn in a shifted datum."""
    found = []
    for layer in QgsProject.instance().mapLayers().values():
        if isinstance(layer, QgsVectorLayer):
            continue
        source = layer.source().lower()
        datum = next((name for name, words in _SHIFTED.items() if any(word in source for word in words)), "")
        if datum:
            found.append((layer.name(), datum))
    return found


def warn(messages: Messages) -> None:
    """Say which base maps must not be measured against."""
    for name, datum in shifted_layers():
        messages.warning(
            translate(
                "Inspect",
                "The base map “{name}” is drawn in {datum} and lies about 500 m off: do not measure images "
                "or outfalls against it.",
            ).format(name=name, datum=datum)
        )
