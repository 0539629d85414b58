"""Which layer or sheet of a file is meant, where nobody says so: the one that fits the table best."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...i18n import translate
from .. import readers
from ..cleaning.distinct_cells import Cells, objects
from ..model import RawTable, SourceLayer
from ..readers.kinds import kind_by_name
from . import other_utilities
from .columns import guess_table

_STEPS = 20  # certainties that differ by less are equal; then the layer with the most rows counts
_SHOWN = 10  # layers that are named
_ENCLOSED = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".pdf", ".doc", ".docx")


def best_layer(source: str, table: str = "") -> tuple[str, str]:
    """Return the layer for ``table`` (for any, where it is ""), and a sentence that names it.

    Names, headings and geometries are looked at. Both are empty where the file has one layer, or none fits.
    """
    layers = readers.layers_of(source)
    scores = {layer.name: _score(source, layer, table) for layer in layers} if len(layers) > 1 else {}
    best = max(layers, key=lambda one: (scores.get(one.name, 0), one.n_rows or 0))
    if not scores.get(best.name):
        return "", ""
    said = translate("Import", "The file holds {n} layers ({names}); “{layer}” was read. Name another one to "
                               "read that.")
    names = ", ".join(one.name for one in layers[:_SHOWN]) + (", …" if len(layers) > _SHOWN else "")
    return best.name, said.format(n=len(layers), names=names, layer=best.name)


def named_file(raw: RawTable) -> str:
    """Return one of the files that a list of files names, "" where the rows are no such list."""
    for name, values in raw.columns.items():
        cells = [text for text in (name, *Cells.of(values).texts()) if text]
        files = [text for text in cells if kind_by_name(Path(text)) or text.lower().endswith(_ENCLOSED)]
        if len(files) >= max(2, len(cells) - 1):  # all but a heading
            return str(files[-1])
    return ""


def _score(source: str, layer: SourceLayer, table: str) -> int:
    """Return how well a layer fits, 0 for not at all or one of another utility."""
    headings = RawTable(source, layer.name, np.empty(0, dtype=np.int64),
                        {name: objects([]) for name in layer.columns}, titles=list(layer.titles))
    if table in ("", *other_utilities.TABLES) and other_utilities.foreign(headings):
        return 0
    guesses = guess_table(headings, "" if layer.geometry == "mixed" else layer.geometry)
    return round(_STEPS * max((score for name, score, _ in guesses if table in ("", name)), default=0.0))
