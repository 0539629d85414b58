"""What the forms demand and show: constraints with their explanations, parts that depend on a value.

Every rule is a QGIS expression that QField evaluates too. They are soft: an import must be able to bring
rows in that people mend later, and the form says what is odd about them. Hard is only what tells of a person
in a text for the public.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...rules.personal import PATTERN
from ..schema import Column, Kind, Table

_SHARES = frozenset({"confidence", "trace_confidence"})
_NOT_NEGATIVE = frozenset(
    {"depth", "chainage_km", "gap_m", "network_m", "hop_m", "network_length_m", "gsd_m"})
_UNITS_NOT_NEGATIVE = frozenset({"mm", "ha", "m³/d"})


@dataclass(frozen=True)
class Rule:
    """An expression that good values fulfil, and why."""

    expression: str
    en: str
    zh: str
    hard: bool = False

    def text(self, language: str) -> str:
        """Return the explanation."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Part:
    """Columns of a form that are only shown where an expression is true, as a box of their own."""

    columns: tuple[str, ...]
    shown: str
    en: str
    zh: str

    def title(self, language: str) -> str:
        """Return the heading of the box."""
        return self.zh if language == "zh" else self.en


def _empty_or(name: str, pattern: str) -> str:
    return f"coalesce(\"{name}\", '') = '' OR regexp_match(\"{name}\", '{pattern}') = 1"


def _filled(name: str) -> str:
    return f"length(trim(coalesce(\"{name}\", ''))) > 0"


_OF_TABLE: dict[tuple[str, str], Rule] = {
    ("outfalls", "code_national"): Rule(
        _empty_or("code_national", "^[A-Z]{2}-?[0-9]{6}-?[0-9]{4}-?[A-Z]{2}-?[0-9]{2}$"),
        "A national code looks like FA-420106-0001-QT-00.", "国家编码形如 FA-420106-0001-QT-00。"),
    ("outfalls", "untraceable_reason"): Rule(
        f"coalesce(\"trace_status\", '') <> 'untraceable' OR {_filled('untraceable_reason')}",
        "Say why the outfall cannot be traced.", "请说明无法溯源的原因。"),
    ("outfalls", "work_note"): Rule(
        f"coalesce(\"work_state\", '') <> 'sent_back' OR {_filled('work_note')}",
        "Say why the outfall was sent back.", "请说明退回原因。"),
    ("pipes", "to_node"): Rule(
        'coalesce("from_node", \'\') = \'\' OR coalesce("to_node", \'\') = \'\' OR "from_node" <> "to_node"',
        "A pipe starts and ends at different manholes.", "管段起点与终点不应相同。"),
    ("construction_sites", "end_date"): Rule(
        '"end_date" IS NULL OR "start_date" IS NULL OR "end_date" >= "start_date"',
        "The end is not before the start.", "竣工日期不应早于开工日期。"),
    ("code_blocks", "last"): Rule(
        '"first" IS NULL OR "last" IS NULL OR ("last" >= "first" AND "first" >= 1 AND "last" <= 9999)',
        "Serials run upward within 1 to 9999.", "顺序号应在 1 至 9999 之内且由小到大。"),
    ("findings", "reason"): Rule(
        f"coalesce(\"status\", '') <> 'accepted' OR {_filled('reason')}",
        "Say why the finding is accepted.", "请说明列为例外的理由。"),
    ("evidence", "path"): Rule(
        "coalesce(\"path\", '') = '' OR (regexp_match(\"path\", '^(/|[A-Za-z]:|[a-z]+://)') = 0 "
        "AND strpos(\"path\", '..') = 0)",
        "The file lies in the project's folder.", "文件应位于项目所在文件夹内。"),
    ("evidence", "outfall_uid"): Rule(
        '"outfall_uid" IS NOT NULL OR "link_uid" IS NOT NULL',
        "Evidence belongs to an outfall or to a link.", "证据应属于某个排污口或关联。"),
}

_OF_COLUMN: dict[str, Rule] = {
    "credit_code": Rule(
        _empty_or("credit_code", "^[0-9A-HJ-NPQRTUWXY]{18}$"),
        "A credit code has 18 digits or capitals (never I, O, S, V, Z).",
        "统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z）。"),
    "permit_no": Rule(
        _empty_or("permit_no", "^[0-9A-HJ-NPQRTUWXY]{18}[0-9]{3}[0-9A-Z]$"),
        "A discharge permit has 22 characters: the credit code, three digits and one check sign.",
        "排污许可证编号应为 22 位：信用代码 + 3 位顺序号 + 1 位校验码。"),
    "county_code": Rule(
        _empty_or("county_code", "^[0-9]{6}$"), "A county code has six digits.", "区县代码应为 6 位数字。"),
    "uid": Rule('"uid" IS NOT NULL', "The software makes this identifier.", "唯一标识由系统生成。"),
}

#: Boxes by table; their columns leave the place that the schema gives them in the tab.
PARTS: dict[str, tuple[Part, ...]] = {
    "outfalls": (
        Part(("untraceable_reason",), "\"trace_status\" = 'untraceable'", "Untraceable", "无法溯源"),
        Part(("work_note",), "\"work_state\" = 'sent_back' OR \"work_note\" IS NOT NULL",
             "Sent back", "退回"),
        Part(("completed_by", "completed_at"), "\"work_state\" = 'complete'", "Completed", "已完成"),
        Part(("stale_since", "stale_because"), '"stale_since" IS NOT NULL', "Out of date", "结果已过期"),
    ),
    "manholes": (
        Part(("gate",), "\"kind\" = 'gate' OR \"gate\" IS NOT NULL", "Gate", "闸门"),
    ),
    "trace_links": (
        Part(("method", "decided_by", "decided_at"), "coalesce(\"status\", 'candidate') <> 'candidate'",
             "Decision", "判定"),
    ),
    "trace_ends": (Part(("gap_m",), "\"reason\" = 'gap'", "Gap", "断口"),),
    "findings": (
        Part(("reason",), "\"status\" = 'accepted' OR \"reason\" IS NOT NULL", "Accepted", "已列为例外"),
    ),
    "remediation": (
        Part(("goal", "measures", "responsible_unit", "supervisor", "deadline", "at_once", "stage",
              "progress", "effect", "plan_file"),
             "coalesce(\"remediation_type\", '') <> '无需整治'", "Plan", "整治方案"),
    ),
    "signs": (
        Part(("installed_on", "photo"), "coalesce(\"state\", '') NOT IN ('待制作', '待安装')",
             "Installed sign", "标志牌安装情况"),
    ),
}

#: Defaults that follow another column: whoever decides a link in a form, in QGIS or QField, is noted.
_DECIDED = "\"status\" IN ('confirmed', 'rejected')"
ON_UPDATE: dict[tuple[str, str], str] = {
    ("trace_links", "decided_by"):
        f"CASE WHEN {_DECIDED} THEN coalesce(\"decided_by\", @user_account_name) "
        "WHEN \"status\" = 'candidate' THEN NULL ELSE \"decided_by\" END",
    ("trace_links", "decided_at"):
        f"CASE WHEN {_DECIDED} THEN coalesce(\"decided_at\", now()) "
        "WHEN \"status\" = 'candidate' THEN NULL ELSE \"decided_at\" END",
}  # fmt: skip


def rule_of(table: Table, column: Column) -> Rule | None:
    """Return what good values of a column fulfil, or None."""
    own = _OF_TABLE.get((table.name, column.name)) or _OF_COLUMN.get(column.name)
    if own is not None:
        return own
    name = f'"{column.name}"'
    if column.name in _SHARES:
        inside = f"{name} IS NULL OR ({name} >= 0 AND {name} <= 1)"  # BETWEEN came with QGIS 3.26
        return Rule(inside, "Between 0 and 1.", "应在 0 到 1 之间。")
    if column.for_public:
        return Rule(
            f"regexp_match(coalesce({name}, ''), '{PATTERN}') = 0",
            "A text for the public holds no telephone number, address or account of a person.",
            "公开文本中不得有电话号码、邮箱、微信等个人信息。", hard=True)
    if column.kind is Kind.REAL and (column.unit in _UNITS_NOT_NEGATIVE or column.name in _NOT_NEGATIVE):
        return Rule(f"{name} IS NULL OR {name} >= 0", "Not negative.", "不应为负数。")
    return None


def parts_of(table: Table) -> tuple[Part, ...]:
    """Return the boxes of a table's form that depend on a value."""
    return PARTS.get(table.name, ())
