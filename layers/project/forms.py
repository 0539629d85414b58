"""Forms, aliases, value maps, constraints and defaults of a layer, from its table in SCHEMA.

Only widgets that QField knows too are used: TextEdit, ValueMap, Range, DateTime,
CheckBox, ExternalResource, RelationReference and relation editors. What is demanded, and which
parts are shown when, stands in :mod:`.form_rules`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..schema import FOLDER, SCHEMA, Column, Kind, Role, Table, Value
from .form_rules import ON_UPDATE, Part, parts_of, rule_of
from .trace_actions import add_trace_actions

if TYPE_CHECKING:
    from qgis.core import (
        QgsAttributeEditorContainer,
        QgsAttributeTableConfig,
        QgsEditFormConfig,
        QgsVectorLayer,
    )

_LONG_TEXTS = frozenset(
    {
        "remark",
        "text",
        "fix",
        "detail",
        "measures",
        "goal",
        "progress",
        "note",
        "source_names",
        "party_basis",
        "party_others",
        "signs",
        "untraceable_reason",
        "reason",
        "criteria",
    }
)
_KINDS_OF_SOURCE = frozenset({"source_table", "main_source_table"})
_SHARES = frozenset({"confidence", "trace_confidence"})
_COUNTS = ("n_", "berths")
#: Only a file below the project's folder is shown: a row may name any address of the net.
_VIEWER = """if("{}" ~ '^([A-Za-z]+:|[/\\\\\\\\])|[.][.]', 'nocontent', 'image')"""
_UID = '"uid"'
#: In a map tip: the value of an expression as text. QGIS shows tips in a browser, which would run it else.
_AS_TEXT = "[% replace(replace(coalesce(to_string({}), ''), '&', '&amp;'), '<', '&lt;') %]"
#: What rows are called by, in the order in which an attribute table begins with it.
_CALLED = (
    "name", "code", "code_national", "code_local", "source_name", "kind", "severity", "text", "operator",
)  # fmt: skip


def dress_form(layer: QgsVectorLayer, table: Table, language: str) -> None:
    """Give ``layer`` the whole form of ``table`` in ``language`` ("zh" or "en")."""
    from qgis.core import QgsDefaultValue, QgsEditorWidgetSetup, QgsFieldConstraints

    from ..qgis_names import TABS

    strong = QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
    fields = layer.fields()
    config = layer.editFormConfig()
    config.clearTabs()
    config.setLayout(TABS)
    for column in table.columns:
        index = fields.indexOf(column.name)
        if index < 0:
            continue
        layer.setFieldAlias(index, column.alias(language))
        kind, options = widget(table, column, language)
        layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup(kind, options))
        config.setReadOnly(index, column.read_only)
        follows = ON_UPDATE.get((table.name, column.name))
        if column.default or follows:
            layer.setDefaultValueDefinition(index, QgsDefaultValue(follows or column.default, bool(follows)))
        if column.required:
            layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintNotNull, strong)
        if column.name == "uid":
            layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintUnique, strong)
            _new_uid_for_copies(layer, index)
        rule = rule_of(table, column)
        if rule:
            layer.setConstraintExpression(index, rule.expression, rule.text(language))
            layer.setFieldConstraint(
                index,
                QgsFieldConstraints.Constraint.ConstraintExpression,
                strong if rule.hard else QgsFieldConstraints.ConstraintStrength.ConstraintStrengthSoft,
            )
    _order_columns(layer)
    _lay_out(layer, table, language, config)
    layer.setEditFormConfig(config)
    layer.setDisplayExpression(table.display or _UID)
    layer.setMapTipTemplate(_map_tip(table, language))
    add_trace_actions(layer, table, language)


def _order_columns(layer: QgsVectorLayer) -> None:
    """Let the attribute table begin with what people call a row by; keys of the software come last."""
    config = layer.attributeTableConfig()
    config.update(layer.fields())

    def rank(column: QgsAttributeTableConfig.ColumnConfig) -> int:
        if column.name in _CALLED:
            return _CALLED.index(column.name)
        is_key = column.name == "fid" or column.name == "uid" or column.name.endswith("_uid")
        return len(_CALLED) + (1 if is_key else 0)

    config.setColumns(sorted(config.columns(), key=rank))
    layer.setAttributeTableConfig(config)


def widget(table: Table, column: Column, language: str) -> tuple[str, dict[str, Any]]:
    """Return the kind of a column's widget and its options."""
    if column.values:
        return "ValueMap", {"map": _value_map(column, language)}
    if column.name in _KINDS_OF_SOURCE:
        return "ValueMap", {"map": [{source.alias(language): source.name} for source in SCHEMA.source_tables]}
    parent = next(
        (r for r in SCHEMA.relations if (r.child, r.child_column) == (table.name, column.name)), None
    )
    if parent and parent.parent != "trace_runs":
        return _settings("relation", Relation=parent.name, AllowNULL=not column.required)
    if column.photo:
        kind, options = _settings("photo")
        viewer = options["PropertyCollection"]["properties"]["documentViewerContent"]
        viewer["expression"] = _VIEWER.format(column.name)
        return kind, options
    if column.name in _SHARES:
        return _settings("share")
    if column.kind is Kind.INTEGER:
        return _settings("integer", Min=0 if column.name.startswith(_COUNTS) else -2147483647)
    if column.kind is Kind.REAL:
        return _settings("real", **({"Suffix": f" {column.unit}"} if column.unit else {}))
    if column.kind in (Kind.DATE, Kind.DATETIME, Kind.BOOLEAN):
        return _settings(column.kind.value)
    many = column.name in _LONG_TEXTS or column.kind is Kind.JSON
    return "TextEdit", {"IsMultiline": many, "UseHtml": False}


def _settings(name: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """Return a widget of ``widgets.json`` and its options, with some more of them."""
    kind, options = json.loads((FOLDER / "widgets.json").read_text(encoding="utf-8"))[name]
    return kind, {**options, **more}


def _value_map(column: Column, language: str) -> list[dict[str, str]]:
    """Label to code, in the order of the list; a label used twice would lose a code, so it gets its code."""
    pairs = []
    used: set[str] = set()
    for value in SCHEMA.values(column.values).values:
        label = value.zh if language == "zh" else value.en
        pairs.append({f"{label} [{value.code}]" if label in used else label: value.code})
        used.add(label)
    return pairs


def _lay_out(layer: QgsVectorLayer, table: Table, language: str, config: QgsEditFormConfig) -> None:
    """Tabs by form group, one tab per list of child rows, and last what only the software reads."""
    from qgis.core import QgsAttributeEditorRelation

    root = config.invisibleRootContainer()
    *groups, books = SCHEMA.form_groups
    for group in groups:
        _add_group(layer, table, group, language, config)
    for relation in SCHEMA.relations:
        if relation.parent != table.name or table.role is Role.SYSTEM or relation.name == "run_links":
            continue
        label = relation.zh if language == "zh" else relation.en
        tab = _tab(label, root)
        editor = QgsAttributeEditorRelation(relation.name, tab)
        editor.setShowLabel(False)
        editor.setRelationWidgetTypeId("relation_editor")
        tab.addChildElement(editor)
        config.addTab(tab)
    _add_group(layer, table, books, language, config)


def _add_group(
    layer: QgsVectorLayer, table: Table, group: Value, language: str, config: QgsEditFormConfig
) -> None:
    """Add the tab of a form group where the table has columns of it."""
    from qgis.core import QgsAttributeEditorField

    columns = [column for column in table.columns if column.group == group.code]
    if not columns:
        return
    boxed = {name: part for part in parts_of(table) for name in part.columns}
    tab = _tab(group.zh if language == "zh" else group.en, config.invisibleRootContainer())
    for column in columns:
        index = layer.fields().indexOf(column.name)
        if index >= 0 and column.name not in boxed:
            tab.addChildElement(QgsAttributeEditorField(column.name, index, tab))
    for part in dict.fromkeys(boxed[column.name] for column in columns if column.name in boxed):
        tab.addChildElement(_box(layer, part, language, tab))
    config.addTab(tab)


def _tab(name: str, root: Any) -> QgsAttributeEditorContainer:
    from qgis.core import Qgis, QgsAttributeEditorContainer

    tab = QgsAttributeEditorContainer(name, root)
    if hasattr(tab, "setType"):  # QGIS 3.32 and later
        tab.setType(Qgis.AttributeEditorContainerType.Tab)
    else:
        tab.setIsGroupBox(False)
    return tab


def _box(layer: QgsVectorLayer, part: Part, language: str, tab: Any) -> QgsAttributeEditorContainer:
    """A group box that is only there while its expression is true."""
    from qgis.core import (
        Qgis,
        QgsAttributeEditorContainer,
        QgsAttributeEditorField,
        QgsExpression,
        QgsOptionalExpression,
    )

    box = QgsAttributeEditorContainer(part.title(language), tab)
    if hasattr(box, "setType"):  # QGIS 3.32 and later
        box.setType(Qgis.AttributeEditorContainerType.GroupBox)
    else:
        box.setIsGroupBox(True)
    box.setVisibilityExpression(QgsOptionalExpression(QgsExpression(part.shown), True))
    for name in part.columns:
        index = layer.fields().indexOf(name)
        if index >= 0:
            box.addChildElement(QgsAttributeEditorField(name, index, box))
    return box


def _new_uid_for_copies(layer: QgsVectorLayer, index: int) -> None:
    """A split or duplicated row gets a new uid; without these settings QGIS sees to it by uniqueness."""
    from qgis.core import Qgis

    if hasattr(layer, "setFieldSplitPolicy"):  # 3.30
        layer.setFieldSplitPolicy(index, Qgis.FieldDomainSplitPolicy.DefaultValue)
    if hasattr(layer, "setFieldDuplicatePolicy"):  # 3.38
        layer.setFieldDuplicatePolicy(index, Qgis.FieldDuplicatePolicy.DefaultValue)


def mend_map_tip(layer: QgsVectorLayer, table: Table) -> None:
    """Give ``layer`` today's map tip where it has that of an older project, which ran what names hold."""
    for language in ("zh", "en"):
        if layer.mapTipTemplate() == _map_tip(table, language, "[% {} %]", "[% coalesce({}, '') %]"):
            layer.setMapTipTemplate(_map_tip(table, language))


def _map_tip(table: Table, language: str, title: str = _AS_TEXT, cell: str = _AS_TEXT) -> str:
    """A short card: what the row is called and its first telling columns."""
    lines = [f"<b>{title.format(table.display or _UID)}</b>"]
    shown = (
        "trace_status",
        "main_source_name",
        "party_main",
        "system",
        "form",
        "diameter_mm",
        "network_m",
        "operator",
        "confidence",
        "reason",
        "severity",
        "kind",
        "status",
    )
    lines += [
        f"{column.alias(language)}: " + cell.format(f'represent_value("{column.name}")')
        for column in table.columns
        if column.name in shown and not column.personal
    ]
    return "<br>".join(lines[:6])
