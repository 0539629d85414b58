"""The way of the selected source on the map: drawn when it is selected, brought into view when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...i18n import translate
from ...operations.judging import judging

if TYPE_CHECKING:
    from .part import JudgePart


def show(part: JudgePart) -> None:
    """Draw the way of the selected source and move the map there; say where there is none."""
    links = part.dock.selected()
    layer = part.desk.watch.layer("trace_links") or part.desk.watch.layer("outfalls")
    if len(links) != 1 or layer is None:
        return
    (link,) = links
    part.marks.show_hop(judging.last_hop(part.session, link), layer)

    def draw(way: Any) -> None:
        if not _is_selected(part, link):
            return
        if not way.lines:
            part.desk.messages.info(
                translate("Judge", "The network does not lead from {source} to this outfall.").format(
                    source=link.name
                )
            )
        part.marks.show(way, layer)
        part.marks.zoom(layer)

    _ask(part, link, draw, lambda: part.marks.zoom(layer))


def follow(part: JudgePart) -> None:
    """Draw what is selected and leave the map where it is: with the network in memory that costs nothing."""
    links = part.dock.selected()
    layer = part.desk.watch.layer("trace_links")
    part.marks.clear()
    if len(links) != 1 or layer is None:
        return
    (link,) = links
    live = part.desk.part("live")
    if live is None or not live.is_ready:
        part.marks.show_hop(judging.last_hop(part.session, link), layer)
        return

    def draw(way: Any) -> None:
        if _is_selected(part, link):
            part.marks.show(way, layer)

    _ask(part, link, draw, lambda: None)


def _ask(part: JudgePart, link: judging.Candidate, draw: Any, without: Any) -> None:
    from .work import way

    part.ask(
        lambda live, report: way(live, link.table, link.source_uid, link.outfall_uid, report), draw, without
    )


def _is_selected(part: JudgePart, link: judging.Candidate) -> bool:
    return [one.uid for one in part.dock.selected()] == [link.uid]
