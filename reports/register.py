"""The register: a workbook of a project's outfalls, links and findings.

First a summary by district; then all outfalls, the outfalls of each district, the
links and the findings. Headings come from the schema. Columns marked personal and the
names of the people who decided are left out, so the workbook may be handed on.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import speaking, translate
from ..layers.files.replacing import replaced
from ..layers.schema import SCHEMA, Kind
from ..layers.store.columns import Columns
from ..layers.store.table_io import ProjectFile
from ..problems import UserError
from . import contents
from .contents import Progress, no_progress, texts
from .sheets import INTEGER, ONE_PLACE, THREE_PLACES, SheetColumn, Workbook

#: Columns of the lists of outfalls, in order; ``county_code`` is followed by the district's name.
OUTFALL_COLUMNS = (
    "code_national", "name", "code_local", "county_code", "managing_unit", "type_718", "type_l1", "type_l2",
    "type_l3", "receiving_water", "bank", "chainage_km", "trace_status", "n_enterprises",
    "n_construction_sites", "n_farmland_outlets", "n_other_sources", "main_source_table", "main_source_name",
    "source_names", "trace_confidence", "network_length_m", "party_main", "party_rule", "party_others",
    "party_basis", "untraceable_reason", "traced_at", "remark", "uid",
)
LINK_COLUMNS = (
    "source_table", "source_name", "rule", "network_m", "hop_m", "n_outfalls", "confidence", "status",
    "method", "decided_at", "remark",
)
STATUS_FILLS = {
    "confirmed": "D5EBDD", "candidates": "FCE9C8", "no_source": "E8EBED", "untraceable": "D6D6D6",
    "untraced": "F8D8D4",
}
LINK_FILLS = {"confirmed": "D5EBDD", "candidate": "FCE9C8", "rejected": "E8EBED", "lost": "F8D8D4"}
FORMATS = {
    "chainage_km": THREE_PLACES, "trace_confidence": THREE_PLACES, "confidence": THREE_PLACES,
    "network_length_m": ONE_PLACE, "network_m": ONE_PLACE, "hop_m": ONE_PLACE,
}


@dataclass(frozen=True)
class Register:
    """What was written."""

    path: Path
    outfalls: int
    links: int
    sheets: int


def export_register(
    project_path: str | Path,
    xlsx_path: str | Path,
    language: str | None = None,
    progress: Progress | None = None,
) -> Register:
    """Write the register of a project as XLSX.

    ``language``: "zh", "en" or a locale; None is the project's. The file appears when it
    is whole. Raises UserError where openpyxl is missing, the project cannot be read or
    the file cannot be written.
    """
    report = progress or no_progress
    if importlib.util.find_spec("openpyxl") is None:
        raise UserError(translate(
            "Reports", "Writing a register needs the Python package openpyxl, which is missing. Install "
            "it with: python3 -m pip install openpyxl (on Debian and Ubuntu: apt install python3-openpyxl)"))
    asked = contents.export_language(project_path, language)
    target = contents.writable(xlsx_path)
    with speaking(asked) as code:
        report(0.0, "reading")
        with ProjectFile(project_path) as project:
            source = _Source(project, code)
            report(0.2, "reading")
        title = translate("Reports", "Register of outfalls")
        book = Workbook(title)
        try:
            sheets = _fill(book, source, title, contents.is_demonstration(project_path), report)
            with replaced(target) as made:
                book.save(str(made))
        except BaseException:
            book.discard()
            raise
        report(1.0, "writing")
        return Register(target, source.outfalls.n, source.links.n if source.links else 0, sheets)


class _Source:
    """A project's columns, outfalls in the order of the register: district, bank, chainage."""

    def __init__(self, project: ProjectFile, language: str) -> None:
        self.language = language
        self.outfalls = project.read("outfalls", _public("outfalls", OUTFALL_COLUMNS))
        self.outfalls.values["trace_status"] = np.array(
            contents.statuses_of(self.outfalls["trace_status"]), dtype=object)
        self.links = contents.read_optional(
            project, "trace_links", ["outfall_uid", *_public("trace_links", LINK_COLUMNS)])
        self.findings = contents.read_optional(project, "findings", ["kind", "severity", "status"])
        self.last_run = contents.last_run(project)
        codes = [contents.county_of(code) for code in texts(self.outfalls["county_code"])]
        self.counties = np.array(codes, dtype=object)
        chainage = np.nan_to_num(self.outfalls["chainage_km"], nan=np.inf)
        banks = texts(self.outfalls["bank"])
        self.order = np.array(sorted(range(self.outfalls.n), key=lambda i: (
            not codes[i], codes[i], banks[i], chainage[i])), dtype=np.int64)

    def outfall_columns(self, rows: Any) -> list[SheetColumn]:
        """Return the list of the outfalls at ``rows``."""
        columns = []
        for name in self.outfalls:
            columns.append(_column("outfalls", name, self.outfalls[name][rows], self.language))
            if name == "county_code":
                names = [contents.county_label(code, self.language) for code in self.counties[rows]]
                columns.append(SheetColumn(translate("Reports", "District"), names))
        return columns

    def link_columns(self, links: Columns) -> list[SheetColumn]:
        """Return the list of links, by outfall in the order of the register, then along the network."""
        place = np.empty(self.outfalls.n, dtype=np.int64)
        place[self.order] = np.arange(self.outfalls.n)
        row_of = {uid: row for row, uid in enumerate(self.outfalls["uid"].tolist())}
        rows = [row_of.get(uid, -1) for uid in links["outfall_uid"].tolist()]
        distance = np.nan_to_num(links["network_m"], nan=np.inf)
        rank = np.array([place[row] if row >= 0 else self.outfalls.n for row in rows])
        order = np.lexsort((distance, rank))
        at = [rows[i] for i in order.tolist()]

        def of_outfall(name: str) -> list[Any]:
            values = self.outfalls[name].tolist()
            return [values[row] if row >= 0 else None for row in at]

        return [
            SheetColumn(_heading("outfalls", "code_national", self.language), of_outfall("code_national")),
            SheetColumn(translate("Reports", "Outfall"), of_outfall("name")),
            SheetColumn(translate("Reports", "District"), [
                contents.county_label(self.counties[row], self.language) if row >= 0 else None
                for row in at]),
            *(_column("trace_links", name, links[name][order], self.language)
              for name in links if name != "outfall_uid"),
            SheetColumn(translate("Reports", "Outfall identifier"), links["outfall_uid"][order].tolist()),
        ]


def _public(table: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if not SCHEMA.table(table).column(name).personal]


def _heading(table: str, name: str, language: str) -> str:
    return SCHEMA.table(table).column(name).alias(language)


def _column(table: str, name: str, values: Any, language: str) -> SheetColumn:
    """Return one column with codes as words and numbers as numbers."""
    declared = SCHEMA.table(table).column(name)
    heading = declared.alias(language)
    if declared.values:
        words = {code: contents.label_of(declared.values, code, language) for code in set(texts(values))}
        fills = STATUS_FILLS if name == "trace_status" else LINK_FILLS if name == "status" else {}
        return SheetColumn(heading, [words[code] for code in texts(values)],
                           fills={words[code]: fill for code, fill in fills.items() if code in words})
    if name in ("main_source_table", "source_table"):
        known = {one.name: one.alias(language) for one in SCHEMA.source_tables}
        return SheetColumn(heading, [known.get(code, code) for code in texts(values)])
    if declared.kind is Kind.INTEGER:
        return SheetColumn(heading, [int(v) if v == v else None for v in values.tolist()], INTEGER)
    if declared.kind is Kind.REAL:
        return SheetColumn(heading, values.tolist(), FORMATS.get(name, ONE_PLACE))
    if declared.kind is Kind.DATETIME:
        return SheetColumn(heading, [contents.local_time(text) for text in texts(values)])
    return SheetColumn(heading, values.tolist())


def _fill(book: Workbook, source: _Source, title: str, demonstration: bool, report: Progress) -> int:
    notes = [translate("Reports", "Drawn up on {date}").format(date=contents.today())]
    if source.last_run:
        notes.append(translate("Reports", "Last tracing run {time}").format(
            time=contents.local_time(source.last_run)))
    if demonstration:
        notes.append(translate("Reports", "Schematic demonstration data, generated and not surveyed."))
    book.block_sheet(translate("Reports", "Summary"), title, notes, _summary_blocks(source))
    book.list_sheet(translate("Reports", "Outfalls"), source.outfall_columns(source.order),
                    lambda share: report(0.2 + 0.2 * share, "writing"))
    counties = sorted(set(source.counties.tolist()), key=lambda code: (not code, code))
    for county in counties:
        report(0.4, "writing")
        rows = source.order[source.counties[source.order] == county]
        book.list_sheet(contents.county_label(county, source.language), source.outfall_columns(rows))
    sheets = 2 + len(counties)
    if source.links is not None:
        book.list_sheet(translate("Reports", "Links"), source.link_columns(source.links),
                        lambda share: report(0.55 + 0.35 * share, "writing"))
        sheets += 1
    report(0.9, "writing")
    if source.findings is not None:
        block = translate("Reports", "Number of findings"), _findings(source.findings, source.language)
        heading = translate("Reports", "Findings by kind")
        book.block_sheet(translate("Reports", "Findings"), heading, [], [block])
        sheets += 1
    return sheets


def _summary_blocks(source: _Source) -> list[tuple[str, list[SheetColumn]]]:
    language, outfalls = source.language, source.outfalls

    def by(name: str, missing: str) -> list[SheetColumn]:
        """Count a coded column; ``missing`` heads the rows without a value."""
        values = texts(outfalls[name])
        declared = SCHEMA.table("outfalls").column(name).values
        listed = [code for code in SCHEMA.values(declared).codes if code in set(values)]
        listed += sorted(set(values) - set(listed) - {""}) + ([""] if "" in values else [])
        return _crossed(source, values, [
            (code, contents.label_of(declared, code, language) or missing) for code in listed])

    no_class = translate("Reports", "No class")
    return [
        (translate("Reports", "Outfalls by tracing status"), by("trace_status", "")),
        (translate("Reports", "Outfalls by class"), by("type_l1", no_class)),
        (translate("Reports", "Outfalls by class of the 2020 rule"), by("type_718", no_class)),
        (translate("Reports", "Outfalls by rule of the responsible party"),
         by("party_rule", translate("Reports", "Not decided"))),
        (translate("Reports", "Sources found, counted once per outfall"), _source_sums(source)),
    ]


def _districts(source: _Source) -> tuple[list[str], list[str]]:
    codes = sorted(set(source.counties.tolist()), key=lambda code: (not code, code))
    names = [contents.county_label(code, source.language) for code in codes]
    return codes, [*names, translate("Reports", "All")]


def _crossed(source: _Source, values: Sequence[str], listed: Sequence[tuple[str, str]]) -> list[SheetColumn]:
    """Return counts of ``values`` by district, with totals."""
    codes, names = _districts(source)
    counts = Counter(zip(source.counties.tolist(), values))
    columns = [SheetColumn(translate("Reports", "District"), names)]
    for value, label in listed:
        numbers = [counts[code, value] for code in codes]
        columns.append(SheetColumn(label, [*numbers, sum(numbers)], INTEGER))
    totals = [sum(counts[code, value] for value, _ in listed) for code in codes]
    columns.append(SheetColumn(translate("Reports", "All"), [*totals, sum(totals)], INTEGER))
    return columns


def _source_sums(source: _Source) -> list[SheetColumn]:
    codes, names = _districts(source)
    columns = [SheetColumn(translate("Reports", "District"), names)]
    for name in ("n_enterprises", "n_construction_sites", "n_farmland_outlets", "n_other_sources"):
        values = np.nan_to_num(source.outfalls[name])
        numbers = [int(values[source.counties == code].sum()) for code in codes]
        heading = _heading("outfalls", name, source.language)
        columns.append(SheetColumn(heading, [*numbers, sum(numbers)], INTEGER))
    return columns


def _findings(findings: Columns, language: str) -> list[SheetColumn]:
    kinds, severities = texts(findings["kind"]), texts(findings["severity"])
    statuses = [status or "open" for status in texts(findings["status"])]
    counts = Counter(zip(kinds, severities, statuses))
    rows = [row for row, _ in Counter(zip(kinds, severities)).most_common()]
    codes = [code for code in SCHEMA.values("finding_status").codes if code in set(statuses)] or ["open"]
    columns = [
        SheetColumn(_heading("findings", "kind", language), [
            *(contents.label_of("finding_kind", kind, language) for kind, _ in rows),
            translate("Reports", "All")]),
        SheetColumn(_heading("findings", "severity", language), [
            *(contents.label_of("severity", severity, language) for _, severity in rows), None]),
    ]
    for status in codes:
        numbers = [counts[kind, severity, status] for kind, severity in rows]
        columns.append(SheetColumn(contents.label_of("finding_status", status, language),
                                   [*numbers, sum(numbers)], INTEGER))
    return columns
