"""The page of an import report: plain HTML without scripts, for the wizard, the dock and a browser.

Rows of the file are links ``row:17``, rows of the project ``uid:...``; whoever shows the page
follows them. Everything that came out of a file is escaped.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Sequence
from typing import Any

from ..i18n import translate, user_language
from ..layers.schema import SCHEMA
from ..problems import Severity
from .comparing.import_memory import GEOMETRY
from .report import ImportReport, metres

_SHOWN = 20  # rows of one kind on the page
_STYLE = """body{font-family:sans-serif;font-size:10pt}table{border-collapse:collapse;margin:4px 0 12px 0}
th,td{border:1px solid #c8d0d4;padding:2px 6px;text-align:left;vertical-align:top}th{background:#e6eef1}
.error{color:#b3261e}.warning{color:#9a6700}.notice{color:#3a5a6a}"""


def column_label(table: str, name: str) -> str:
    """Return how people see a column of the project, the place included."""
    if name == GEOMETRY:
        return translate("Import", "Place")
    try:
        return SCHEMA.table(table).column(name).alias(user_language())
    except KeyError:
        return name


def rule_label(rule: str) -> str:
    """Return the readable name of a cleaning rule; a code without a name is its own name."""
    names = {
        "blanks": translate("Import", "Blanks taken out"),
        "full_width": translate("Import", "Full-width letters made half-width"),
        "box_for_mouth": translate("Import", "囗 read as 口"),
        "other_word": translate("Import", "其它 written as 其他"),
        "placeholder": translate("Import", "Placeholder for “none” emptied"),
        "stray_plus": translate("Import", "Stray plus sign taken out"),
        "metres_word": translate("Import", "Metres written out"),
        "name_suffix": translate("Import", "Remark taken off the name"),
        "outfall_code": translate("Import", "Code put into standard form"),
        "cut_short": translate("Import", "Code cut short by a spreadsheet, emptied"),
        "credit_code": translate("Import", "Credit code put into standard form"),
        "permit_no": translate("Import", "Permit number put into standard form"),
        "county": translate("Import", "District turned into its code"),
        "period": translate("Import", "Period split into start and end"),
        "number": translate("Import", "Number read out of text"),
        "not_a_number": translate("Import", "No number, emptied"),
        "section": translate("Import", "Section turned into the circle of equal area"),
        "date": translate("Import", "Date put into standard form"),
        "not_a_date": translate("Import", "No date, emptied"),
        "unknown_value": translate("Import", "Unknown word, emptied"),
        "swapped_row": translate("Import", "X and Y exchanged"),
        "depth": translate("Import", "Level computed from a depth"),
    }
    return names.get(rule, rule)


def report_html(report: ImportReport) -> str:
    """Return the report as HTML, in the language of the application."""
    parts = [f"<html><head><meta charset='utf-8'><style>{_STYLE}</style></head><body>"]
    parts += [f"<p>{html.escape(text)}</p>" for text in report.sentences()]
    facts = [
        (translate("Import", "Encoding"), report.encoding),
        (translate("Import", "Coordinate system"), report.crs),
        (translate("Import", "Finished"), _local(report.finished) if report.import_uid else ""),
    ]
    parts.append(_table([], [[name, value] for name, value in facts if value]))
    if report.problems:
        order = [severity.value for severity in Severity]
        problems = sorted(report.problems, key=lambda each: order.index(each["severity"]))
        parts.append(_head(translate("Import", "Problems")))
        parts += [_problem(report.table, each) for each in problems[:200]]
    row, column = translate("Import", "Row"), translate("Import", "Column")
    parts.append(_section(
        translate("Import", "Rejected rows"),
        [translate("Import", "Reason"), translate("Import", "Rows"), translate("Import", "Where")],
        [[kind["reason"], kind["n"], _row_links(kind["rows"], kind["n"])] for kind in report.rejects],
    ))
    parts.append(_section(
        translate("Import", "How far known rows move"), [row, translate("Import", "Metres")],
        [
            [_row_links([each["row"]], 1), "" if each["metres"] is None else metres(each["metres"])]
            for each in report.moves.get("rows", [])[:_SHOWN]
        ],
        report.moves.get("n", 0),
    ))
    for title, kinds in (
        (translate("Import", "Changed values"), report.updates),
        (translate("Import", "Values of people that were kept"), report.kept),
    ):
        if kinds:
            parts.append(_head(title))
            parts += [_changes(report.table, kind) for kind in kinds]
    parts.append(_section(
        translate("Import", "No longer delivered"), [row, translate("Import", "Came with")],
        [
            [_uid_link(each["uid"], each["label"] or each["uid"]), each["file"]]
            for each in report.missing[:_SHOWN]
        ],
        len(report.missing),
    ))
    if report.assumptions:
        parts.append(_head(translate("Import", "Assumed")))
        parts.append(
            "<ul>" + "".join(f"<li>{html.escape(text)}</li>" for text in report.assumptions) + "</ul>"
        )
    parts.append(_section(
        translate("Import", "Columns"), [column, translate("Import", "From"), translate("Import", "Filled")],
        [
            [
                column_label(report.table, each["column"]),
                each["source"] or each["expression"] or each["constant"],
                f"{each['filled']} ({each['share']:.0%})",
            ]
            for each in report.columns
        ],
    ))
    parts.append(_section(
        translate("Import", "Columns of the file that are not used"),
        [column, translate("Import", "Filled cells")],
        [[each["column"], each["filled"]] for each in report.unused],
    ))
    parts.append(_section(
        translate("Import", "Cleaned"),
        [column, translate("Import", "What was done"), translate("Import", "Rows"),
         translate("Import", "Examples")],
        [
            [
                column_label(report.table, each["column"]),
                rule_label(each["rule"]),
                each["n"],
                "; ".join(f"{cell['old']} → {cell['new']}" for cell in each["rows"][:3]),
            ]
            for each in report.cleaning
        ],
    ))
    return "\n".join([*filter(None, parts), "</body></html>"])


class _Raw(str):
    """Text that is HTML already."""

    __slots__ = ()


def _problem(table: str, problem: dict[str, str]) -> str:
    """Return a problem with the column it is about and links to the rows it names."""
    about = html.escape(column_label(table, problem["column"])) if problem["column"] else ""
    text = html.escape(" ".join(filter(None, (problem["text"], problem["fix"]))))
    numbers = html.escape(problem["row"], quote=False)
    rows = re.sub(r"\d+", r"<a href='row:\g<0>'>\g<0></a>", numbers)
    where = " (" + html.escape(translate("Import", "rows {rows}")).format(rows=rows) + ")" if rows else ""
    return f"<p class='{problem['severity']}'>{f'<b>{about}</b>: ' if about else ''}{text}{where}</p>"


def _local(moment: str) -> str:
    """Return a time of the books as the clock on the wall showed it."""
    try:
        when = dt.datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.timezone.utc)
    except ValueError:
        return moment
    return when.astimezone().strftime("%Y-%m-%d %H:%M")


def _head(text: str) -> str:
    return f"<h3>{html.escape(text)}</h3>"


def _section(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], n: int = 0) -> str:
    """Return a table under its title, "" without rows; ``n``: how many rows there are, shown or not."""
    return "\n".join(filter(None, (_head(title), _table(heads, rows), _more(n)))) if rows else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    def cell(value: Any) -> str:
        return value if isinstance(value, _Raw) else html.escape("" if value is None else str(value))

    head = "<tr>" + "".join(f"<th>{html.escape(text)}</th>" for text in heads) + "</tr>" if heads else ""
    body = "".join("<tr>" + "".join(f"<td>{cell(value)}</td>" for value in row) + "</tr>" for row in rows)
    return f"<table>{head}{body}</table>" if body else ""


def _changes(table: str, kind: dict[str, Any]) -> str:
    title = f"{column_label(table, kind['column'])}: {kind['n']}"
    heads = [
        translate("Import", "Row"), translate("Import", "In the project"), translate("Import", "Delivered"),
    ]
    rows = [[_row_links([row["row"]], 1), row["old"], row["new"]] for row in kind["rows"][:_SHOWN]]
    return f"<p><b>{html.escape(title)}</b></p>" + _table(heads, rows) + _more(kind["n"])


def _row_links(rows: Sequence[int], n: int) -> _Raw:
    links = " ".join(f"<a href='row:{row}'>{row}</a>" for row in rows[:_SHOWN])
    return _Raw(links + (" …" if n > _SHOWN else ""))


def _uid_link(uid: str, label: str) -> _Raw:
    return _Raw(f"<a href='uid:{html.escape(uid, quote=True)}'>{html.escape(label)}</a>")


def _more(n: int) -> str:
    if n <= _SHOWN:
        return ""
    return "<p>" + html.escape(translate("Import", "and {n} more").format(n=n - _SHOWN)) + "</p>"
