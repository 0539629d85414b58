"""The rows of the target table, as far as a comparison with a delivery needs them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...layers.schema import SCHEMA, Geometry, Kind
from ...layers.store.columns import Columns
from ...layers.store.table_io import ProjectFile
from ..cleaning.distinct_cells import objects
from ..model import Mapping, Prepared
from .compared_rows import Rows
from .geometry import nowhere, places_of_table, places_of_wkb
from .identity import key_columns

_LABELS = ("code", "code_national", "code_local", "name")


class Present:
    """The rows of the target table, as far as a comparison needs them."""

    def __init__(self, project: ProjectFile, prepared: Prepared, mapping: Mapping) -> None:
        table = SCHEMA.table(prepared.table)
        self.kind = table.geometry
        self.columns = [name for name in prepared.columns if name != "uid"]
        names = [
            "uid",
            *self.columns,
            *key_columns(prepared.table, mapping.key),
            *(name for name in _LABELS if name in table.column_names),
        ]
        self.spatial = prepared.geometry is not None and self.kind is not Geometry.NONE
        self.new_places = places_of_wkb(
            prepared.geometry if self.spatial else None, self.kind, len(prepared.source)
        )
        if project.count(prepared.table):
            self.found = project.read(
                prepared.table, list(dict.fromkeys(names)), geometry=self.spatial, exact=True
            )
            self.places = places_of_table(self.found, self.kind) if self.spatial else nowhere(self.found.n)
            self.found.values = {
                name: comparable(prepared.table, name, values) for name, values in self.found.items()
            }
        else:
            self.found, self.places = Columns(0, np.empty(0, dtype=np.int64)), nowhere(0)
        self.rows = Rows(self.found.n, self.found, self.places.digests(), self.places.boxes())

    def delivered_rows(self, prepared: Prepared) -> Rows:
        """Return the other side of the comparison."""
        columns = {
            name: comparable(prepared.table, name, values) for name, values in prepared.columns.items()
        }
        return Rows(len(prepared.source), columns, self.new_places.digests(), self.new_places.boxes())

    def label(self, row: int) -> str:
        """Return how people call a row."""
        return next(
            (str(self.found[name][row]) for name in _LABELS if name in self.found and self.found[name][row]),
            "",
        )


def comparable(table: str, name: str, values: NDArray[Any]) -> NDArray[Any]:
    """Return a column as it is compared: times without their zone, which reading does not always show."""
    if SCHEMA.table(table).column(name).kind is not Kind.DATETIME:
        return values
    return objects([text[:-1] if text and text.endswith("Z") else text for text in values.tolist()])
