"""Rows that another program changed while a person edited them here: found at the save, and given way to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...i18n import inflected, translate
from ...layers.sources.feature_reading import feature_of
from ...problems import Problem, UserError
from .originals import FileRow, Originals, rows_in_file
from .rows import LayerEdits, columns_of

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer

    from .edited_layers import EditedLayers
    from .step import Step


@dataclass(frozen=True)
class Conflict:
    """A row that another program changed, or deleted (``gone``), since a person touched it here."""

    table: str
    fid: int
    gone: bool
    columns: tuple[str, ...]
    present: FileRow | None


class ConflictError(UserError):
    """Another program wrote the same rows; ``conflicts`` says which, and whether one's own may stay."""

    def __init__(self, message: str, problems: Iterable[Problem], conflicts: list[Conflict], *,
                 mine_possible: bool = True) -> None:
        super().__init__(message, problems=problems)
        self.conflicts, self.mine_possible = conflicts, mine_possible


def conflicts_of(edits: list[LayerEdits], originals: Mapping[str, Originals]) -> list[Conflict]:
    """Compare what the file holds now with what was shown, else what it held when rows were touched first."""
    found = []
    for one in edits:
        known = originals[one.table].rows()
        present = rows_in_file(one.layer, one.touched())
        names = columns_of(one.layer)
        for fid in sorted(one.touched()):
            if fid not in present:
                if fid not in one.deleted:
                    found.append(Conflict(one.table, fid, True, (), None))
                continue
            if fid not in known:
                continue
            before, now = known[fid], present[fid]
            gone = fid in one.deleted
            mine = one.changed.get(fid, {})
            columns = [
                name
                for at, name in names.items()
                if at < len(before.attributes)
                and (gone or name in mine)
                and _before(originals[one.table], fid, at, before) != now.attributes[at]
                and (gone or now.attributes[at] != mine[name])
            ]
            moved = before.wkb != now.wkb and (gone or (fid in one.moved and one.moved[fid] != now.wkb))
            if columns or moved:
                found.append(Conflict(one.table, fid, False, (*columns, *(("geom",) if moved else ())), now))
    return found


def _before(originals: Originals, fid: int, at: int, row: FileRow) -> Any:
    try:
        return originals.shown(fid, at)
    except KeyError:
        return row.attributes[at]


def check_conflicts(edits: list[LayerEdits], originals: Mapping[str, Originals]) -> None:
    """Raise ConflictError where another program wrote the rows that are to be written."""
    conflicts = conflicts_of(edits, originals)
    if not conflicts:
        return
    layer_of = {one.table: one.layer for one in edits}
    problems = []
    for conflict in conflicts[:50]:
        layer = layer_of[conflict.table]
        text = (
            translate("Edits", "The row was deleted by another program.")
            if conflict.gone
            else translate("Edits", "Another program changed it: {columns}.").format(
                columns=", ".join(_alias(layer, name) for name in conflict.columns)
            )
        )
        problems.append(Problem(text, table=layer.name(), row=str(conflict.fid)))
    raise ConflictError(
        inflected(
            translate(
                "Edits",
                "While you edited, another program changed {n} (row|rows) of this project that you "
                "edited too. Nothing was saved, and your edits are kept. Choose whose values stay.",
            ),
            n=len(conflicts),
        ),
        problems,
        conflicts,
    )


def give_way(step: Step, layers: EditedLayers, conflicts: Iterable[Conflict]) -> None:
    """Take the other program's values in the rows of ``conflicts``."""
    from qgis.core import QgsGeometry

    for conflict in conflicts:
        if conflict.gone or conflict.present is None:
            step.delete(conflict.table, conflict.fid)
            continue
        layer = layers.layer(conflict.table)
        cells = {
            name: conflict.present.attributes[layer.fields().lookupField(name)]
            for name in conflict.columns
            if name != "geom"
        }
        if cells and feature_of(layer, conflict.fid) is not None:
            step.change(conflict.table, conflict.fid, cells)
        if "geom" in conflict.columns:
            shape = QgsGeometry()
            shape.fromWkb(conflict.present.wkb)
            step.move(conflict.table, conflict.fid, shape)


def _alias(layer: QgsVectorLayer, name: str) -> str:
    if name == "geom":
        return translate("Edits", "its place")
    return str(layer.attributeDisplayName(layer.fields().lookupField(name)))
