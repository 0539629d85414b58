"""Which layer or sheet of a file is meant, where nobody says so: the one that fits the table best."""

from __future__ import annotations

from ...i18n import translate
from ...problems import UserError
from . import readers, utilities
from .columns import guess_table

_LOOK = 50  # rows of each layer
_MOST = 30  # layers that are looked at, the largest first
_STEPS = 20  # certainties that differ by less are equal; then the layer with the most rows counts


def best_layer(source: str, table: str, encoding: str) -> tuple[str, str]:
    """Return the layer for ``table`` ("" for any table), and a sentence that names it.

    Both are empty where the file has one layer, or none that fits.
    """
    layers = sorted(readers.layers_of(source), key=lambda one: -(one.n_rows or 0))
    if len(layers) < 2:
        return "", ""
    scored: list[tuple[int, int, str]] = []
    for layer in layers[:_MOST]:
        try:
            raw = readers.sample(source, layer.name, encoding, _LOOK)
        except UserError:  # one bad layer does not hide the others
            continue
        fitting = [score for name, score, _ in guess_table(raw) if table in ("", name)]
        if fitting and not (table in ("", *utilities.TABLES) and utilities.foreign(raw)):
            scored.append((round(_STEPS * max(fitting)), layer.n_rows or 0, layer.name))
    if not scored:
        return "", ""
    best = max(scored)[2]
    said = translate("Import", "The file holds {n} layers ({names}); “{layer}” was read. Name another one to "
                               "read that.")
    names = ", ".join(layer.name for layer in layers[:10]) + (", …" if len(layers) > 10 else "")
    return best, said.format(n=len(layers), names=names, layer=best)
