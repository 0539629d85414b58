"""What the judging dock says: links and their confidence in words, for docs/confidence.md's parts."""

from __future__ import annotations

from ...i18n import inflected, translate
from ...operations.answers.trace_view import confidence_word, metres, part_text
from ...operations.editing.feature_rows import local_text
from ...operations.judging.candidates import Candidate
from ..inks import warning_ink
from ..plain_text import escaped
from ..words import label, table_name

STATUS_COLOURS = {"candidate": "#e8741a", "confirmed": "#2e8b57", "rejected": "#8a97a1", "lost": "#d7191c"}
_WEAK = 0.75


def confidence_of(link: Candidate) -> str:
    """Return the confidence as the list shows it."""
    return "" if link.confidence is None else f"{link.confidence:.2f}"


def metres_of(value: float | None) -> str:
    """Return a distance, "" where it was not measured."""
    return "" if value is None else metres(value)


def details(link: Candidate) -> str:
    """Return everything about one link, as rich text."""
    lines = [f"<b>{escaped(link.name or link.source_uid)}</b> · {table_name(link.table)}"]
    way = translate("Judge", "{rule}; {way} along the network, last hop {hop}").format(
        rule=label("link_rule", link.rule),
        way=metres_of(link.network_m) or "–",
        hop=metres_of(link.hop_m) or "–",
    )
    if is_direct(link):
        way = direct_way(link)
    if link.rule == "manual" and link.network_m is None:
        way = translate("Judge", "Assigned by a person; the network does not lead there")
    lines.append(way)
    if link.n_outfalls and link.n_outfalls > 1:
        lines.append(inflected(translate("Judge", "Drains to {n} (outfall|outfalls)"), n=link.n_outfalls))
    lines += _confidence(link)
    if link.decided_by or link.decided_at:
        lines.append(
            translate("Judge", "{status} by {who}, {when}").format(
                status=label("link_status", link.status),
                who=escaped(link.decided_by) or "?",
                when=local_text(link.decided_at) or "?",
            )
            + (f" · {escaped(label('trace_method', link.method))}" if link.method else "")
        )
    if link.remark:
        lines.append(f"<i>{escaped(link.remark)}</i>")
    return "<br>".join(lines)


def is_direct(link: Candidate) -> bool:
    """Tell whether the source is declared to discharge into the outfall itself, without any pipe."""
    return link.rule == "declared" and not link.network_m


def direct_way(link: Candidate) -> str:
    """Say how a source reaches the outfall that it is declared to discharge into."""
    text = translate("Judge", "Declared to drain straight into this outfall, {hop} away; no pipe is known")
    return text.format(hop=metres_of(link.hop_m) or "–")


def _confidence(link: Candidate) -> list[str]:
    if link.confidence is None:
        return []
    text = translate("TraceDock", "Confidence {value}: {word}").format(
        value=f"{link.confidence:.2f}", word=confidence_word(link.confidence)
    )
    lines = [text]
    for name, value in link.parts:
        words = f"&nbsp;&nbsp;× {value:.2f}&nbsp; {part_text(name)}"
        if value < _WEAK:
            words = f'<span style="color:{warning_ink()}">{words} – {weakness(name)}</span>'
        lines.append(words)
    return lines


def weakness(name: str) -> str:
    """Say why a part of the confidence is low."""
    texts = {
        "link": translate("Judge", "far from the network, or only near it"),
        "direction": translate("Judge", "the flow is not known for part of the way"),
        "data": translate("Judge", "inferred or design pipes on the way"),
        "gaps": translate("Judge", "gaps in the pipes were bridged; the longer, the less sure"),
        "outfall": translate("Judge", "the outfall lies far from the network"),
    }
    return texts.get(name, "")
