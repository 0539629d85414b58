"""The way of the selected source on the map: drawn when it is selected, brought into view when asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...i18n import translate
from ...operations.judging import candidates
from .judging import Judging
from .marks import WayMarks
from .wording import direct_way, is_direct

if TYPE_CHECKING:
    from ...operations.answers.ways import Way


class Ways:
    """Draws the way of the link that is selected in the dock."""

    def __init__(self, judging: Judging, marks: WayMarks) -> None:
        self._judging, self._marks = judging, marks

    def show(self) -> None:
        """Draw the way of the selected source and move the map there; say where there is none."""
        judging, marks, links = self._judging, self._marks, self._judging.dock.selected()
        layer = judging.desk.watch.layer("trace_links") or judging.desk.watch.layer("outfalls")
        if len(links) != 1 or layer is None:
            return
        (link,) = links
        marks.show_hop(candidates.last_hop(judging.session, link), layer)

        def draw(way: Way) -> None:
            if not self._is_selected(link):
                return
            if not way.lines:
                text = translate(
                    "Judge", "No way through the network is known from {source} to this outfall."
                )
                judging.desk.messages.info(
                    f"{link.name}: {direct_way(link)}." if is_direct(link) else text.format(source=link.name)
                )
            marks.show(way, layer)
            marks.zoom(layer)

        self._ask(link, draw, lambda: marks.zoom(layer))

    def follow(self) -> None:
        """Draw what is selected and leave the map where it is: with the network in memory that is cheap."""
        judging, marks, links = self._judging, self._marks, self._judging.dock.selected()
        layer = judging.desk.watch.layer("trace_links")
        marks.clear()
        if len(links) != 1 or layer is None:
            return
        (link,) = links
        if not judging.desk.part("live").is_ready:
            marks.show_hop(candidates.last_hop(judging.session, link), layer)
            return

        def draw(way: Way) -> None:
            if self._is_selected(link):
                marks.show(way, layer)

        self._ask(link, draw, lambda: None)

    def _ask(
        self, link: candidates.Candidate, draw: Callable[[Any], None], without: Callable[[], None]
    ) -> None:
        from ...operations.answers.ways import way

        self._judging.ask(
            lambda live, report: way(live, link.table, link.source_uid, link.outfall_uid, report),
            draw,
            without,
        )

    def _is_selected(self, link: candidates.Candidate) -> bool:
        return [one.uid for one in self._judging.dock.selected()] == [link.uid]
