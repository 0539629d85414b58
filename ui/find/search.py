"""What can be found by typing, and how it is asked for; works on feature sources, in any thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    NULL,
    QgsExpression,
    QgsFeatureRequest,
    QgsFeedback,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)

from ...layers.schema import SCHEMA

PER_TABLE = 12  # hits shown of each table; a longer word finds fewer
LEAST = 2  # letters before anything is searched

_OF_SOURCES = ("name", "credit_code", "permit_no", "outlet_code")
#: Columns searched and shown first, by table, in the order of results.
SEARCHED: dict[str, tuple[str, ...]] = {
    "outfalls": ("code_national", "code_local", "code_raw", "name"),
    **{table.name: _OF_SOURCES for table in SCHEMA.source_tables},
    "manholes": ("code",),
    "pipes": ("code",),
}


@dataclass(frozen=True)
class Hit:
    """One row that was found."""

    table: str
    fid: int
    title: str
    detail: str
    score: float  # 0..1


@dataclass
class Place:
    """A table to search: a copy of its layer's source, which another thread may read."""

    table: str
    source: QgsVectorLayerFeatureSource
    columns: list[tuple[str, int]]

    @classmethod
    def of_layer(cls, table: str, layer: QgsVectorLayer) -> Place | None:
        """Return the place of a layer; call it on the main thread. None where no column can be searched."""
        fields = layer.fields()
        columns = [(name, fields.lookupField(name)) for name in SEARCHED[table]]
        columns = [(name, index) for name, index in columns if index >= 0]
        return cls(table, QgsVectorLayerFeatureSource(layer), columns) if columns else None


def search(places: list[Place], text: str, feedback: QgsFeedback | None = None) -> Iterator[Hit]:
    """Yield rows with ``text`` in a code or name, table after table; stops where cancelled."""
    wanted = text.strip()
    if len(wanted) < LEAST:
        return
    for place in places:
        request = QgsFeatureRequest(QgsExpression(_condition(place, wanted)))
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes([index for _name, index in place.columns])
        request.setLimit(PER_TABLE)
        if feedback is not None:
            request.setFeedback(feedback)
        for feature in place.source.getFeatures(request):
            if feedback is not None and feedback.isCanceled():
                return
            yield _hit(place, feature, wanted)


def _condition(place: Place, wanted: str) -> str:
    for character in ("\\", "%", "_"):
        wanted = wanted.replace(character, "\\" + character)
    pattern = QgsExpression.quotedString(f"%{wanted}%")
    return " OR ".join(
        f"{QgsExpression.quotedColumnRef(name)} ILIKE {pattern}" for name, _index in place.columns
    )


def _hit(place: Place, feature: Any, wanted: str) -> Hit:
    cells = [(name, feature[index]) for name, index in place.columns]
    texts = [(name, str(cell)) for name, cell in cells if cell is not None and cell != NULL and str(cell)]
    folded = wanted.casefold()
    ranked = [(_score(cell.casefold(), folded), cell) for _name, cell in texts]
    best = max((score for score, _cell in ranked), default=0.0)
    found = next((cell for score, cell in ranked if score == best), "")
    title = " · ".join(dict.fromkeys(cell for name, cell in texts if name != "code_raw" or cell == found))
    return Hit(place.table, feature.id(), title, found, best)


def _score(cell: str, wanted: str) -> float:
    if cell == wanted:
        return 1.0
    if cell.startswith(wanted):
        return 0.8
    return 0.5 if wanted in cell else 0.0
