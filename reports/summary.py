"""A short account of a project for the terminal: what was traced, how, and what was found."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..i18n import inflected, speaking, translate
from ..layers.schema import SCHEMA
from ..layers.store.table_io import ProjectFile
from . import contents
from .contents import label_of, texts

Counts = tuple[tuple[str, int], ...]  # label and number, in the order shown

TOP_DISTRICTS = 5
TOP_KINDS = 6


@dataclass(frozen=True)
class Summary:
    """Counts with readable labels; ``text()`` lays them out."""

    path: str
    language: str
    last_run: str
    outfalls: int
    by_status: Counts
    links: int
    links_by_kind: Counts
    links_by_rule: Counts
    links_by_status: Counts
    ends: int
    ends_by_reason: Counts
    findings: int
    findings_by_severity: Counts
    findings_by_kind: Counts
    parties: Counts
    districts: tuple[tuple[str, int, int], ...]  # name, outfalls, of them with a source found

    def text(self) -> str:
        """Return the summary as lines for a terminal."""
        with speaking(self.language):
            return "\n".join(self._lines())

    def _lines(self) -> Iterable[str]:
        yield inflected(
            translate("Reports", "{n} (outfall|outfalls) in {path}"),
            n=f"{self.outfalls:,}", path=self.path,
        )
        if self.last_run:
            yield translate("Reports", "Last tracing run {time}").format(time=self.last_run)
        blocks = (
            (translate("Reports", "Outfalls by tracing status"), self.by_status),
            (translate("Reports", "Responsible party"), self.parties),
            (inflected(translate("Reports", "{n} (link|links), by kind of source"), n=f"{self.links:,}"),
             self.links_by_kind),
            (translate("Reports", "Links by rule"), self.links_by_rule),
            (translate("Reports", "Links by status"), self.links_by_status),
            (inflected(translate("Reports", "{n} (end|ends) of traces, by reason"), n=f"{self.ends:,}"),
             self.ends_by_reason),
            (inflected(
                translate("Reports", "{n} open (finding|findings), by severity"),
                n=f"{self.findings:,}",
            ),
             self.findings_by_severity),
            (translate("Reports", "Open findings by kind, the most frequent"), self.findings_by_kind),
        )
        for heading, counts in blocks:
            if counts:
                yield ""
                yield heading
                yield from _aligned([(label, f"{n:,}") for label, n in counts])
        if self.districts:
            yield ""
            yield translate("Reports", "Districts with most outfalls")
            yield from _aligned([
                (name, translate("Reports", "{n}, of them {traced} with a source found").format(
                    n=f"{n:,}", traced=f"{traced:,}")) for name, n, traced in self.districts])


def summary(project_path: str | Path, language: str | None = None) -> Summary:
    """Return the summary of a project, in its own language unless asked; UserError where it is unreadable."""
    asked = contents.export_language(project_path, language)
    with speaking(asked) as code, ProjectFile(project_path) as project:
        outfalls = project.read("outfalls", ["trace_status", "county_code", "party_rule"])
        links = contents.read_optional(project, "trace_links", ["source_table", "rule", "status"])
        ends = contents.read_optional(project, "trace_ends", ["reason"])
        findings = contents.read_optional(project, "findings", ["severity", "kind", "status"])
        statuses = contents.statuses_of(outfalls["trace_status"])
        is_open = [] if findings is None else [
            i for i, status in enumerate(texts(findings["status"])) if status in ("", "open")]
        kinds = [] if findings is None else [texts(findings["kind"])[i] for i in is_open]
        severities = [] if findings is None else [texts(findings["severity"])[i] for i in is_open]
        return Summary(
            path=str(project_path), language=code, last_run=contents.local_time(contents.last_run(project)),
            outfalls=outfalls.n,
            by_status=_counts(statuses, "trace_status", code),
            links=links.n if links else 0,
            links_by_kind=_by_table(texts(links["source_table"]) if links else [], code),
            links_by_rule=_counts(texts(links["rule"]) if links else [], "link_rule", code),
            links_by_status=_counts(texts(links["status"]) if links else [], "link_status", code),
            ends=ends.n if ends else 0,
            ends_by_reason=_counts(texts(ends["reason"]) if ends else [], "end_reason", code),
            findings=len(is_open),
            findings_by_severity=_counts(severities, "severity", code),
            findings_by_kind=_most(_counts(kinds, "finding_kind", code)),
            parties=_counts(texts(outfalls["party_rule"]), "party_rule", code),
            districts=_districts(texts(outfalls["county_code"]), statuses, code),
        )


def _counts(codes: Sequence[str], values: str, language: str) -> Counts:
    """Count codes in the order of their list; empty ones are left out."""
    counts = Counter(code for code in codes if code)
    listed = [code for code in SCHEMA.values(values).codes if code in counts]
    listed += sorted(set(counts) - set(listed))
    return tuple((label_of(values, code, language), counts[code]) for code in listed)


def _most(counts: Counts) -> Counts:
    return tuple(sorted(counts, key=lambda one: -one[1])[:TOP_KINDS])


def _by_table(tables: Sequence[str], language: str) -> Counts:
    counts = Counter(tables)
    known = {table.name: table.alias(language) for table in SCHEMA.source_tables}
    listed = [*(name for name in known if name in counts), *sorted(set(counts) - set(known))]
    return tuple((known.get(name, name), counts[name]) for name in listed)


def _districts(
    codes: Sequence[str], statuses: Sequence[str], language: str,
) -> tuple[tuple[str, int, int], ...]:
    table = contents.status_table(codes, statuses, language)
    rows = [(name, table.count(code), table.count(code, "confirmed") + table.count(code, "candidates"))
            for code, name in zip(table.codes, table.names)]
    return tuple(sorted(rows, key=lambda row: -row[1])[:TOP_DISTRICTS])


def _aligned(rows: Sequence[tuple[str, str]]) -> Iterable[str]:
    """Lay out label and text in two columns; a Chinese character is two wide."""
    widest = max(_shown(label) for label, _ in rows)
    number = max((len(text) for _, text in rows if text.replace(",", "").isdigit()), default=0)
    for label, text in rows:
        yield f"  {label}{' ' * (widest - _shown(label))}  {text.rjust(number)}"


def _shown(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
