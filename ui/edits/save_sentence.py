"""What a save wrote, as a person would tell it."""

from __future__ import annotations

from collections.abc import Iterable

from ...i18n import inflected, translate
from ...operations.editing.save import SaveReport
from ..words import table_name

_NETWORK = ("pipes", "manholes")


def save_sentence(report: SaveReport) -> str:
    """Return what was saved: decisions first, then the network, then the rest."""
    parts = [*_decisions(report), *_network(report), *_others(report)]
    return translate("Edits", "Saved: {what}.").format(what="; ".join(parts)) if parts else translate(
        "Edits", "Saved."
    )


def _decisions(report: SaveReport) -> Iterable[str]:
    texts = {
        "confirmed": translate("Edits", "{n} (source|sources) confirmed"),
        "rejected": translate("Edits", "{n} (source|sources) rejected"),
        "candidate": translate("Edits", "{n} (source|sources) back to candidate"),
        "lost": translate("Edits", "{n} (source|sources) no longer reached"),
        "complete": translate("Edits", "{n} (outfall|outfalls) complete"),
        "sent_back": translate("Edits", "{n} (outfall|outfalls) sent back"),
        "open": translate("Edits", "{n} (outfall|outfalls) reopened"),
    }
    for code, text in texts.items():
        if report.decided[code]:
            yield inflected(text, n=report.decided[code])
    gone = report.deleted.get("trace_links", 0)
    if gone:
        yield inflected(translate("Edits", "{n} (candidate|candidates) dropped"), n=gone)
    added = report.added.get("evidence", 0)
    if added:
        yield inflected(translate("Edits", "{n} (piece|pieces) of evidence attached"), n=added)


def _network(report: SaveReport) -> Iterable[str]:
    added, deleted, rows = (
        sum(counts.get(table, 0) for table in _NETWORK)
        for counts in (report.added, report.deleted, report.rows)
    )
    if rows:
        parts = (
            (translate("Edits", "{n} drawn"), added),
            (translate("Edits", "{n} changed"), rows - added - deleted),
            (translate("Edits", "{n} deleted"), deleted),
        )
        listed = ", ".join(text.format(n=n) for text, n in parts if n)
        yield translate("Edits", "pipes and manholes: {what}").format(what=listed)


def _others(report: SaveReport) -> Iterable[str]:
    """Tables that nothing was said of yet, with their rows."""
    said = {*_NETWORK}
    if any(report.decided[code] for code in ("confirmed", "rejected", "candidate", "lost")):
        said |= {"trace_links", "outfalls"}
    if any(report.decided[code] for code in ("complete", "sent_back", "open")):
        said.add("outfalls")
    if report.deleted.get("trace_links"):
        said.add("trace_links")
    if report.added.get("evidence"):
        said.add("evidence")
    for table, n in report.rows.items():
        if n and table not in said:
            yield inflected(translate("Edits", "{table}: {n} (row|rows)"), table=table_name(table), n=n)
