"""The styles that lie beside the stored QGIS project, in ``layer_styles``.

Every layer's style is saved twice, as 中文 and as English; the one of the project's language is the
default, so a layer dragged into any other QGIS project is dressed as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..schema import Table
from ..store.gpkg import GdalError, bound, open_dataset, sql, transaction
from ..store.table_reading import STYLE_NAMES
from ..styles import dress_layer
from .forms import dress_form

if TYPE_CHECKING:
    from qgis.core import QgsVectorLayer


def forget_styles(path: Path, tables: Collection[Table]) -> None:
    """Remove our named styles: over an existing one QGIS 3.22 asks in a window, which blocks a batch run."""
    dataset = open_dataset(path, update=True)
    if sql(dataset, "SELECT 1 FROM sqlite_master WHERE name = 'layer_styles'"):
        statement = bound(
            "DELETE FROM layer_styles WHERE styleName IN (:names) AND f_table_name IN (:tables)",
            names=tuple(STYLE_NAMES.values()),
            tables=tuple(table.name for table in tables),
        )
        sql(dataset, statement)


def save_styles(
    tables: Collection[Table], layers: Mapping[str, QgsVectorLayer], language: str
) -> None:
    """Dress every layer in both languages and save both styles; ``language`` stays on and is the default."""
    other = next(code for code in STYLE_NAMES if code != language)
    for table in tables:
        layer = layers[table.name]
        for code in (other, language):  # the last one stays
            dress_form(layer, table, code)
            dress_layer(layer, table, code)
            _save_style(layer, table, code, default=code == language)


def renew_styles(path: Path, layers: Mapping[Table, QgsVectorLayer]) -> None:
    """Bring our named styles in the file up to date, one transaction; styles of others stay.

    Not by QGIS's own saving, which may ask in a window of its own.
    """
    from qgis.PyQt.QtXml import QDomDocument

    rows = []
    for table, layer in layers.items():
        for code, name in STYLE_NAMES.items():
            dress_form(layer, table, code)
            dress_layer(layer, table, code)
            document = QDomDocument()
            layer.exportNamedStyle(document)
            rows.append((table.name, name, document.toString()))
    dataset = open_dataset(path, update=True)
    if not sql(dataset, "SELECT 1 FROM sqlite_master WHERE name = 'layer_styles'"):
        return
    with transaction(dataset):
        for table_name, name, qml in rows:
            sql(dataset, bound(
                "UPDATE layer_styles SET styleQML = :qml WHERE f_table_name = :tables AND styleName = :names",
                qml=qml, tables=table_name, names=name))


def _save_style(layer: QgsVectorLayer, table: Table, language: str, default: bool) -> None:
    """Save what the layer wears now as the named style of ``language``."""
    error = layer.saveStyleToDatabase(STYLE_NAMES[language], table.alias(language), default, "")
    if error:
        raise GdalError(str(error))
