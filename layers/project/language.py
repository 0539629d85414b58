"""The language of a project: one for its layers, forms, legends and stored texts, whoever opens it.

It is chosen when the project is made, and can be changed. What people made of the project stays:
names they gave, colours, their own layers and layouts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...i18n import translate
from ...problems import UserError
from ..schema import SCHEMA, Table
from ..sources.feature_reading import reload
from ..store.gpkg import GdalError, bound, open_dataset, sql, transaction
from ..store.table_reading import STYLE_NAMES, project_language
from ..styles import dress_layer
from .find import layer_table, same_file
from .forms import dress_form
from .presentation import SCOPE, rename
from .qgis_project import TITLES, shown_tables
from .relations import write_with_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qgis.core import QgsProject, QgsRuleBasedRenderer, QgsVectorLayer


def change_language(project: QgsProject, path: Path, language: str) -> None:
    """Let the open ``project`` of the GeoPackage ``path`` speak ``language`` ("zh" or "en"), and store that.

    Sentences that runs have written (findings, ends, parties) follow with the next run. No layer may be
    in edit mode. Raises UserError where the file cannot be written; nothing was changed then.
    """
    before = project_language(str(path))
    try:
        _change_default_styles(path, before, language)
        layers = list(_layers(project, path))
        _read_anew(layers)
        for layer, table in layers:
            _change_layer(layer, table, before, language)
        _rename_groups(project, before, language)
        _rename_relations(project, language)
        if project.title() == TITLES[before]:
            project.setTitle(TITLES[language])
        rename(project, {table.name: layer for layer, table in layers}, before, language)
        if project.readEntry(SCOPE, "/language")[0]:  # the stored one; in a project of their own people save
            project.writeEntry(SCOPE, "/language", language)
            if not write_with_lists(project):
                raise GdalError(project.error())
            _read_anew(layers)
    except GdalError as error:
        raise UserError(
            translate(
                "Project",
                "The language of {path} could not be stored: the file is read-only, in use "
                "by another program, or the disk is full.",
            ).format(path=path),
            detail=str(error),
        ) from error


def _change_default_styles(path: Path, before: str, language: str) -> None:
    """What dresses a layer in any other project; styles of people that they made the default stay so."""
    dataset = open_dataset(path, update=True)
    if not sql(dataset, "SELECT 1 FROM sqlite_master WHERE name = 'layer_styles'"):
        return
    with transaction(dataset):
        for table in shown_tables():
            names = {"tables": table.name, "before": STYLE_NAMES[before], "after": STYLE_NAMES[language]}
            if sql(
                dataset,
                bound(
                    "SELECT 1 FROM layer_styles WHERE f_table_name = :tables "
                    "AND styleName = :before AND useAsDefault",
                    **names,
                ),
            ):
                sql(
                    dataset,
                    bound(
                        "UPDATE layer_styles SET useAsDefault = (styleName = :after) "
                        "WHERE f_table_name = :tables",
                        **names,
                    ),
                )


def _read_anew(layers: list[tuple[QgsVectorLayer, Table]]) -> None:
    """Open the layers' file again: QGIS reads it without locks, and somebody has written to it."""
    for layer, _table in layers:
        reload(layer)


def _layers(project: QgsProject, path: Path) -> Iterator[tuple[QgsVectorLayer, Table]]:
    tables = {table.name: table for table in shown_tables()}
    for layer in project.mapLayers().values():
        source = layer_table(layer)
        if source is not None and source[1] in tables and same_file(source[0], path):
            yield layer, tables[source[1]]


def _change_layer(layer: QgsVectorLayer, table: Table, before: str, language: str) -> None:
    """Change name, form and legend; symbols stay as they are."""
    if layer.name() == table.alias(before):
        layer.setName(table.alias(language))
    dress_form(layer, table, language)
    rules = _rules_of(layer)
    if rules is None:
        return
    pattern = layer.clone()
    spoken = []
    for code in (before, language):
        dress_layer(pattern, table, code)
        spoken.append([rule.label() for rule in _walk(_rules_of(pattern))])
    words = dict(zip(*spoken))
    changed = rules.clone()
    for rule in _walk(changed):
        rule.setLabel(words.get(rule.label(), rule.label()))
    layer.setRenderer(changed)
    layer.emitStyleChanged()


def _rules_of(layer: QgsVectorLayer) -> QgsRuleBasedRenderer | None:
    from qgis.core import QgsRuleBasedRenderer

    renderer = layer.renderer()
    return renderer if isinstance(renderer, QgsRuleBasedRenderer) else None


def _walk(renderer: QgsRuleBasedRenderer | None) -> Iterator[QgsRuleBasedRenderer.Rule]:
    """Yield all rules, parents before their children."""
    waiting = list(renderer.rootRule().children()) if renderer is not None else []
    while waiting:
        rule = waiting.pop(0)
        yield rule
        waiting[:0] = rule.children()


def _rename_groups(project: QgsProject, before: str, language: str) -> None:
    for group in SCHEMA.groups:
        names = {"zh": group.zh, "en": group.en}
        branch = project.layerTreeRoot().findGroup(names[before])
        if branch is not None:
            branch.setName(names[language])


def _rename_relations(project: QgsProject, language: str) -> None:
    relations = project.relationManager().relations()
    for declared in SCHEMA.relations:
        if declared.name in relations:
            relations[declared.name].setName(declared.zh if language == "zh" else declared.en)
    project.relationManager().setRelations(list(relations.values()))
    project.relationManager().relationsLoaded.emit()  # forms look theirs up
