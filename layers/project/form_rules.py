"""What the forms demand and show: constraints with their explanations, parts that depend on a value.

The tables ``form_rules`` and ``form_parts`` of ``resources/schema`` hold them. Every rule is a QGIS
expression that QField evaluates too. They are soft: an import must be able to bring
rows in that people mend later, and the form says what is odd about them. Hard is only what tells of a person
in a text for the public.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...rules.personal import PATTERN
from ...rules.tables import delivered_rows
from ..schema import FOLDER, Column, Kind, Table

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


#: By table and column, "*" for any table.
_RULES = {
    (row["table"], row["column"]): Rule(row["expression"], row["en"], row["zh"])
    for row in delivered_rows("form_rules", FOLDER)
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
    own = _RULES.get((table.name, column.name)) or _RULES.get(("*", column.name))
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
    """Return the boxes of a table's form; their columns leave the place that the schema gives them."""
    return tuple(
        Part(tuple(row["columns"].split()), row["shown"], row["en"], row["zh"])
        for row in delivered_rows("form_parts", FOLDER) if row["table"] == table.name
    )
