"""Counts of outfalls by district, class, state and department, as the small tables of a register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..i18n import translate
from ..layers.schema import SCHEMA
from .labels import STATUSES, label_of, texts
from .query import Answer
from .sheets import INTEGER, Block, SheetColumn

COUNTED = ("n_enterprises", "n_construction_sites", "n_farmland_outlets", "n_other_sources")


@dataclass(frozen=True)
class StatusTable:
    """Outfalls counted by district (rows) and trace status (columns)."""

    codes: tuple[str, ...]  # county codes in order, "" for outfalls without one
    names: tuple[str, ...]
    statuses: tuple[str, ...]  # those that occur
    counts: Counter[tuple[str, str]]

    def count(self, county: str | None = None, status: str | None = None) -> int:
        """Return the outfalls of a county and a status; None stands for all."""
        return sum(n for (c, s), n in self.counts.items() if county in (None, c) and status in (None, s))


def status_table(answer: Answer) -> StatusTable:
    """Count outfalls by district and status."""
    counts = answer.counts(answer.outfall_texts("trace_status"))
    codes, present = answer.codes, {status for _, status in counts}
    ordered = [status for status in STATUSES if status in present] + sorted(present - set(STATUSES))
    return StatusTable(tuple(codes), tuple(map(answer.district, codes)), tuple(ordered), counts)


def sums_by_county(answer: Answer, name: str) -> Counter[str]:
    """Return the sum of a column of counts by district."""
    sums: Counter[str] = Counter()
    for county, number in zip(answer.counties, np.nan_to_num(answer.outfalls[name]).tolist()):
        sums[county] += int(number)
    return sums


def statistics(answer: Answer) -> list[Block]:
    """Return the tables of an answer; those that a chart helps with say so."""
    no_class, undecided = translate("Reports", "No class"), translate("Reports", "Not decided")
    return [
        _coded(answer, "trace_status", translate("Reports", "Outfalls by tracing status"), "", charted=True),
        _coded(answer, "type_l1", translate("Reports", "Outfalls by class"), no_class, charted=True),
        _coded(answer, "type_718", translate("Reports", "Outfalls by class of the 2020 rule"), no_class),
        _coded(
            answer,
            "work_state",
            translate("Reports", "Outfalls by state of the work"),
            translate("Reports", "Not begun"),
        ),
        _by_department(answer),
        _coded(
            answer, "party_rule", translate("Reports", "Outfalls by rule of the responsible party"), undecided
        ),
        _sources_found(answer),
        _findings(answer),
    ]


def _coded(answer: Answer, name: str, heading: str, missing: str, charted: bool = False) -> Block:
    """Count a coded column by district; ``missing`` heads the outfalls without a value."""
    values = answer.outfall_texts(name)
    declared = SCHEMA.table("outfalls").column(name).values
    listed = [code for code in SCHEMA.values(declared).codes if code in set(values)]
    listed += sorted(set(values) - set(listed) - {""}) + ([""] if "" in values else [])
    labelled = [(code, label_of(declared, code, answer.language) or missing) for code in listed]
    columns = _crossed(_districts(answer), answer.codes, answer.counts(values), labelled)
    return Block(heading, columns, charted)


def _crossed(first: SheetColumn, keys: Sequence[str], counts: Counter[tuple[str, str]],
             listed: Sequence[tuple[str, str]]) -> list[SheetColumn]:
    """Return counts by key (rows, which ``first`` names) and by the values of ``listed``, with totals."""
    totals = [sum(counts[key, value] for value, _ in listed) for key in keys]
    return [
        first,
        *(_summed(label, [counts[key, value] for key in keys]) for value, label in listed),
        _summed(translate("Reports", "All"), totals),
    ]


def _summed(heading: str, numbers: Sequence[int]) -> SheetColumn:
    return SheetColumn(heading, [*numbers, sum(numbers)], INTEGER)


def _districts(answer: Answer) -> SheetColumn:
    return SheetColumn(
        translate("Reports", "District"), [*map(answer.district, answer.codes), translate("Reports", "All")])


def _by_department(answer: Answer) -> Block:
    statuses = answer.outfall_texts("trace_status")
    counts = Counter(zip(answer.departments, statuses))
    names = sorted({name for name, _ in counts}, key=lambda name: (not name, name))
    first = SheetColumn(
        translate("Reports", "Leading department"),
        [*(name or translate("Reports", "Not known") for name in names), translate("Reports", "All")],
    )
    listed = [(code, label_of("trace_status", code, answer.language)) for code in STATUSES
              if code in set(statuses)]
    return Block(
        translate("Reports", "Outfalls by leading department"), _crossed(first, names, counts, listed),
        charted=True)


def _sources_found(answer: Answer) -> Block:
    columns = [_districts(answer)]
    for name in COUNTED:
        sums = sums_by_county(answer, name)
        heading = SCHEMA.table("outfalls").column(name).alias(answer.language)
        columns.append(_summed(heading, [sums[code] for code in answer.codes]))
    return Block(
        translate("Reports", "Sources found, counted once per outfall"), columns, charted=True, total=False
    )


def _findings(answer: Answer) -> Block:
    language, findings = answer.language, answer.findings
    kinds, severities = texts(findings["kind"]), texts(findings["severity"])
    statuses = [status or "open" for status in texts(findings["status"])]
    counts = Counter(zip(kinds, severities, statuses))
    rows = [row for row, _ in Counter(zip(kinds, severities)).most_common()]
    codes = [code for code in SCHEMA.values("finding_status").codes if code in set(statuses)] or ["open"]
    declared = SCHEMA.table("findings").column
    columns = [
        SheetColumn(
            declared("kind").alias(language),
            [
                *(label_of("finding_kind", kind, language) for kind, _ in rows),
                translate("Reports", "All"),
            ],
        ),
        SheetColumn(
            declared("severity").alias(language),
            [*(label_of("severity", severity, language) for _, severity in rows), None],
        ),
    ]
    columns += [
        _summed(label_of("finding_status", status, language),
                [counts[kind, severity, status] for kind, severity in rows])
        for status in codes
    ]
    return Block(translate("Reports", "Findings by kind"), columns)
