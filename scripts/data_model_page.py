#!/usr/bin/env python3
"""The data model page of the documentation, made from SCHEMA in both languages.

    PYTHONPATH=.dev scripts/data_model_page.py    write docs/data-model.md and docs/data-model.zh.md

A test compares them. Standard library only.
"""

from __future__ import annotations

from pathlib import Path

from outfall_tracer.layers.schema import SCHEMA, Column, Geometry, Role, Table

PAGES = {"en": "data-model.md", "zh": "data-model.zh.md"}

_WORDS = {
    "en": {
        "title": "Data model",
        "made": "Made from `resources/schema` by `scripts/data_model_page.py`; change the declaration, not "
        "this page.",
        "intro": "One project is one GeoPackage, schema version {version}. Every row has a `uid`; relations "
        "use it, never the row number `fid`. Codes are stored as text; the forms show their labels. "
        "Coordinates are metres in the projected system that the project was made with "
        "(EPSG:4547 by default). "
        "The spatial view `traced_pipes` joins `pipes` and `pipe_trace` for the map. A project that exists "
        "already gets the tables and columns it lacks when it is opened, after a backup; it remembers in "
        "`schema_info.declared` what it was made with, so that a column renamed by hand is told, not added "
        "anew.",
        "tables": "Tables",
        "relations": "Relations",
        "values": "Value lists",
        "column": "Column",
        "kind": "Kind",
        "name": "Name",
        "note": "Notes",
        "code": "Code",
        "label": "Label",
        "none": "no geometry",
        "rows": "Filled by",
        "required": "required",
        "read_only": "read only",
        "written_back": "written back by a run",
        "personal": "personal, never in public output",
        "for_public": "for everyone, nothing that tells of a person",
        "photo": "relative path to a file",
        "default": "default",
        "values_of": "values",
        "other": "中文见 [data-model.zh.md](data-model.zh.md)。",
        Role.EDITED.value: "people and imports",
        Role.RUN.value: "runs; people judge",
        Role.SYSTEM.value: "the software",
    },
    "zh": {
        "title": "数据模型",
        "made": "本页由 `scripts/data_model_page.py` 根据 `resources/schema` 生成；"
        "请修改声明，不要修改本页。",
        "intro": "一个项目就是一个 GeoPackage 文件，结构版本 {version}。每行都有 `uid`，关联使用它，"
        "不使用行号 `fid`。代码以文本存储，表单显示其标签。"
        "坐标为项目所选投影坐标系的米（默认 EPSG:4547）。"
        "空间视图 `traced_pipes` 将 `pipes` 与 `pipe_trace` 连接后用于制图。"
        "已有的项目在打开时（先备份）补上所缺的表和字段；`schema_info.declared` 记录项目建立时的表和字段，"
        "因此被改名的字段会被指出，而不会重新补成空字段。",
        "tables": "数据表",
        "relations": "关联",
        "values": "代码表",
        "column": "列",
        "kind": "类型",
        "name": "名称",
        "note": "说明",
        "code": "代码",
        "label": "标签",
        "none": "无几何",
        "rows": "填写者",
        "required": "必填",
        "read_only": "只读",
        "written_back": "由溯源更新",
        "personal": "个人信息，不公开",
        "for_public": "对外公开，不得含个人信息",
        "photo": "文件相对路径",
        "default": "默认值",
        "values_of": "代码表",
        "other": "English: [data-model.md](data-model.md).",
        Role.EDITED.value: "人工与导入",
        Role.RUN.value: "溯源批次，人工判定",
        Role.SYSTEM.value: "软件",
    },
}


def page(language: str) -> str:
    """Return the whole page as Markdown, in "en" or "zh"."""
    words = _WORDS[language]
    lines = [
        f"# {words['title']}",
        "",
        words["other"],
        "",
        words["made"],
        "",
        words["intro"].format(version=SCHEMA.version),
        "",
        f"## {words['relations']}",
        "",
        *_diagram(),
        "",
        f"## {words['tables']}",
        "",
    ]
    for table in SCHEMA.tables:
        lines += [*_table(table, language, words), ""]
    lines += [f"## {words['values']}", ""]
    for values in SCHEMA.value_lists:
        lines += [f"### `{values.name}`", "", f"| {words['code']} | {words['label']} |", "| --- | --- |"]
        lines += [
            f"| `{value.code}` | {_cell(values.label(value.code, language))} |" for value in values.values
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def write_pages(folder: Path) -> list[Path]:
    """Write both pages into ``folder`` and return their paths."""
    made = []
    for language, name in PAGES.items():
        (folder / name).write_text(page(language), encoding="utf-8", newline="\n")
        made.append(folder / name)
    return made


def _diagram() -> list[str]:
    arrows = [
        f"    {relation.parent} ||--o{{ {relation.child} : {relation.child_column}"
        for relation in SCHEMA.relations
    ]
    return ["```mermaid", "erDiagram", *arrows, "    pipes ||--o| pipe_trace : pipe_uid", "```"]


def _table(table: Table, language: str, words: dict[str, str]) -> list[str]:
    geometry = words["none"] if table.geometry is Geometry.NONE else table.geometry.value
    lines = [
        f"### `{table.name}`",
        "",
        f"{table.alias(language)} · {geometry} · {words['rows']}: {words[table.role.value]}",
        "",
        f"| {words['column']} | {words['kind']} | {words['name']} | {words['note']} |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{column.name}` | {column.kind.value} | {_cell(column.alias(language))} | "
        f"{_cell(_notes(column, language, words))} |"
        for column in table.columns
    ]
    return lines


def _notes(column: Column, language: str, words: dict[str, str]) -> str:
    flags = ("required", "read_only", "written_back", "personal", "for_public", "photo")
    notes = [words[flag] for flag in flags if getattr(column, flag)]
    if column.values:
        notes.append(f"{words['values_of']} [`{column.values}`](#{column.values})")
    if column.default:
        notes.append(f"{words['default']} `{column.default}`")
    notes.append(column.help_zh if language == "zh" else column.help_en)
    return ("；" if language == "zh" else "; ").join(note for note in notes if note)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    write_pages(Path(__file__).resolve().parent.parent / "docs")
