"""One page of a district map: a template's items filled with the layers, lists and texts of a frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from qgis.core import QgsRectangle

from ..i18n import translate
from .labels import STATUSES, county_of, label_of
from .lettering import UNITS, pen_of
from .map_data import Base, Box, Lines, ticks
from .map_layers import PAPER, STATUS_COLOURS, MapLayers
from .map_sheets import Frame
from .page import INK, NORTH, RED, Page, round_down
from .placing import Label, place
from .query import Answer, Source
from .template import Template

LABEL_PT = 6.5
_LABEL_MM = 2.9  # height of a label's box
_LONGEST_MM = 58.0  # a name that is longer gets a number
_LIST_PT, _LIST_MM, _LIST_COLUMN = 6.0, 2.75, 38.0
_HEAD = {"bold": True, "fill": "#e8edf0"}
MARK_MM = 1.9


@dataclass(frozen=True)
class SheetRows:
    """A district's rows: all its outfalls, those with a place (``placed``) and where, its linked sources."""

    district: str
    outfalls: Sequence[int]
    placed: Sequence[int]
    xy: Any
    sources: Sequence[Source]


class SheetPage:
    """Fills the pages of one district."""

    def __init__(self, page: Page, template: Template, base: Base, answer: Answer, rows: SheetRows) -> None:
        self.page, self.template, self.base, self.answer, self.rows = page, template, base, answer, rows
        self.make = MapLayers(base, page.family, answer.language)
        self.statuses = answer.outfall_texts("trace_status")
        self.classes = answer.outfall_texts("type_l1")

    def draw(
        self,
        number: int,
        frame: Frame,
        frames: Sequence[Frame],
        lines: Lines | None,
        values: Mapping[str, str],
    ) -> None:
        """Draw page ``number`` (from 0); without ``lines`` it is the index that shows the other frames."""
        shown = np.flatnonzero(frame.shows(self.rows.xy)).tolist() if len(self.rows.xy) else []
        size = self.template.sizes["map"]
        labels = [] if lines is None else self._labels(shown, frame, size)
        listed = [] if lines is None else self._listed(shown, labels)
        items = self.template.add_page(
            self.page,
            number,
            {**values, "pipes": self._about_pipes(lines), "names": values["names"] if listed else ""},
        )
        item = items["map"]
        marks = self._marks(shown, frame, index=lines is None)
        under = [
            self.make.grid(frame.box, _grid_step(frame)),
            *self._under(frame, lines),
        ]
        over = self._over(labels, shown, frame, size) if lines is not None else self._sheets(frames[1:])
        everything = [*over, *marks, *under]
        self.page.layout.project().addMapLayers(everything, False)
        self.page.show(item, everything, frame.box, self.base.crs, PAPER)
        self._furniture(items, item, frame)
        if "legend" in items:
            explained = [*marks, *(over if lines is None else ()), *under]
            self.page.fill_legend(items["legend"], [layer for layer in explained if layer.name()], 2)
        if "inset" in items:
            self._inset(items["inset"], item)
        if "counts" in items:
            self._counts(items["counts"], shown, several=len(frames) > 1)
        if "names" in items:
            self._names(items["names"], listed)

    # -- what is on the map ---------------------------------------------------------------

    def _marks(self, shown: Sequence[int], frame: Frame, *, index: bool) -> list[Any]:
        """Return the layers of outfalls by state and class, and of sources on the sheet."""
        rows = [self.rows.placed[i] for i in shown]
        xy, size = self.rows.xy[list(shown)], 1.6 if index else MARK_MM
        if not rows:
            return []
        made = [self.make.outfalls(xy, [self.statuses[row] for row in rows], size)]
        if index:
            return made
        made.append(self.make.classes(xy, [self.classes[row] for row in rows], size + 0.7))
        sources: dict[str, list[tuple[float, float]]] = {}
        for source in self.rows.sources:
            if frame.shows(np.array([source.xy]))[0]:
                sources.setdefault(source.table, []).append(source.xy)
        if sources:
            made.append(self.make.sources({table: np.array(found) for table, found in sources.items()}, 1.3))
        return made

    def _under(self, frame: Frame, lines: Lines | None) -> list[Any]:
        """Return the layers of pipes, the river and the districts, those that have something on the sheet."""
        import shapely

        pipes = [self.make.pipes(lines, translate("Reports", "Pipes and channels"))] \
            if lines is not None and lines.codes else []
        box = shapely.box(*frame.box)
        step = 1.0 if frame.scale <= 30_000 else 2.0 if frame.scale <= 60_000 else 10.0
        kilometres = [one for one in ticks(self.base, step) if frame.shows(np.array([one[:2]]))[0]]
        return [*self._outline(), *pipes, *self.make.chainage(kilometres), *self.make.axis(box),
                *self.make.river(translate("Reports", "Water"), box),
                *self.make.districts(9.0, self.answer.district)]

    def _outline(self) -> list[Any]:
        """Return the layer of the district's own outline, none where it is not drawn."""
        mine = [
            (shape, "") for shape, code, _ in self.base.districts if county_of(code) == self.rows.district
        ]
        return self.make.frames(mine, "#7d6b4f", "")

    def _sheets(self, frames: Sequence[Frame]) -> list[Any]:
        import shapely

        boxes = [(shapely.box(*frame.box), str(i)) for i, frame in enumerate(frames, start=1)]
        return self.make.frames(boxes, RED, translate("Reports", "Sheets"))

    def _labels(self, shown: Sequence[int], frame: Frame, size: tuple[float, float]) -> list[Label]:
        """Return what stands beside the outfalls; ``row`` counts within ``shown``."""
        if not shown:
            return []
        pen = pen_of(self.page.family, LABEL_PT)

        def width(text: str) -> float:
            return pen.width(text) / UNITS

        called = self.answer.outfall_texts("name")
        rows = [self.rows.placed[i] for i in shown]
        names = [called[row] if width(called[row]) <= _LONGEST_MM else "" for row in rows]
        numbers = [str(row + 1) for row in rows]
        x0, _, x1, y1 = frame.box
        mm = size[0] / (x1 - x0)
        points = np.column_stack(
            [(self.rows.xy[list(shown), 0] - x0) * mm, (y1 - self.rows.xy[list(shown), 1]) * mm]
        )
        return place(points, names, numbers, size, lambda text: width(text) + 0.4, _LABEL_MM)

    def _over(
        self,
        labels: Sequence[Label],
        shown: Sequence[int],
        frame: Frame,
        size: tuple[float, float],
    ) -> list[Any]:
        """Return the layers of names and leaders."""
        x0, _, x1, y1 = frame.box
        unit = (x1 - x0) / size[0]
        places = [(x0 + one.x * unit, y1 - one.y * unit) for one in labels]
        xy = self.rows.xy[list(shown)]
        texts = [(*spot, one.text) for spot, one in zip(places, labels)]
        made = [self.make.texts(texts, LABEL_PT, INK)]
        far = [(*xy[one.row].tolist(), *spot) for spot, one in zip(places, labels) if one.far]
        if far:
            made.append(self.make.lines(far, "#55636e", 0.12))
        return made

    # -- what is around it ----------------------------------------------------------------

    def _furniture(self, items: Mapping[str, Any], item: Any, frame: Frame) -> None:
        if not item.grids().size():
            self.page.grid(item, self.base.crs, _grid_step(frame), "#d3d9de", lines=False)
        if "scale_bar" in items:
            kilometres = round_down(frame.scale * 15 / 1_000_000)
            self.page.fill_scale_bar(items["scale_bar"], item, kilometres, translate("Reports", "km"))
        if "north" in items:
            items["north"].setLinkedMap(item)
            if not items["north"].picturePath() or items["north"].isMissingImage():
                items["north"].setPicturePath(str(NORTH))

    def _inset(self, inset: Any, item: Any) -> None:
        """Show where the sheet lies among the districts."""
        layers = [*self._outline(), *self.make.river(), *self.make.districts()]
        self.page.layout.project().addMapLayers(layers, False)
        self.page.show(inset, layers, self._everywhere(), self.base.crs, PAPER)
        self.page.overview(inset, item)

    def _everywhere(self) -> Box:
        box = QgsRectangle()
        for shape, _, _ in self.base.districts:
            box.combineExtentWith(QgsRectangle(*shape.bounds))
        for x, y in self.answer.outfalls.xy[np.isfinite(self.answer.outfalls.xy).all(axis=1)].tolist():
            box.combineExtentWith(x, y)
        box.grow(0.03 * max(box.width(), box.height()))
        return (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())

    def _counts(self, item: Any, shown: Sequence[int], *, several: bool) -> None:
        """Draw the table of counts at its place: of the sheet, of the district."""
        on_sheet = Counter(self.statuses[self.rows.placed[i]] for i in shown)
        all_of_it = Counter(self.statuses[row] for row in self.rows.outfalls)
        headings = [translate("Reports", "This sheet")] if several else []
        headings.append(translate("Reports", "District"))
        counts = [on_sheet, all_of_it] if several else [all_of_it]
        table = [
            [
                ("", _HEAD),
                (translate("Reports", "Tracing status"), {**_HEAD, "align": "left"}),
                *((heading, _HEAD) for heading in headings),
            ]
        ]
        table.extend(
            [
                ("", {"fill": STATUS_COLOURS.get(status, INK)}),
                (label_of("trace_status", status, self.answer.language), {"align": "left"}),
                *((f"{one[status]:,}" if one[status] else "–", {}) for one in counts),
            ]
            for status in STATUSES
            if all_of_it[status]
        )
        table.append(
            [
                ("", _HEAD),
                (translate("Reports", "All"), {**_HEAD, "align": "left"}),
                *((f"{sum(one.values()):,}", _HEAD) for one in counts),
            ]
        )
        width = item.rect().width() - 1.2 - 5
        share = 0.24 * width
        self.page.table(
            table,
            [1.2, width - share * len(counts), *[share] * len(counts)],
            3.4,
            item.pagePos().x(),
            item.pagePos().y(),
        )

    def _listed(self, shown: Sequence[int], labels: Sequence[Label]) -> list[int]:
        """Return the outfalls on a sheet whose name does not stand beside them."""
        named = {one.row for one in labels if one.named}
        return [self.rows.placed[at] for i, at in enumerate(shown) if i not in named]

    def _names(self, item: Any, rows: Sequence[int]) -> None:
        """List outfalls by their numbers, in columns; what has no room is told."""
        called = self.answer.outfall_texts("name")
        codes, local = self.answer.outfall_texts("code_national"), self.answer.outfall_texts("code_local")
        high = max(int(item.rect().height() // _LIST_MM), 1)
        columns = min(max(ceil(len(rows) / high), 1), max(int(item.rect().width() // _LIST_COLUMN), 1))
        wide = item.rect().width() / columns
        pen = pen_of(self.page.family, _LIST_PT)
        texts = [
            pen.shortened(f"{row + 1}  {called[row] or codes[row] or local[row] or '–'}", (wide - 2) * UNITS)
            for row in rows
        ]
        if len(texts) > columns * high:
            said = translate("Reports", "… and {n} more: see the register")
            rest = len(texts) - columns * high + 1
            texts = [*texts[: columns * high - 1], said.format(n=rest)]
        for column in range(columns):
            part = texts[column * high : (column + 1) * high]
            for i, text in enumerate(part):
                x, y = item.pagePos().x() + column * wide, item.pagePos().y() + i * _LIST_MM
                self.page.text(text, (x, y, wide - 1, _LIST_MM), _LIST_PT)

    def _about_pipes(self, lines: Lines | None) -> str:
        """Return what a sheet with pipes says about itself; whoever hands it on has to know."""
        if lines is None or not lines.codes:
            return ""
        metres = sum(shape.length for shape in lines.shapes) * self.base.metres_per_unit
        if metres != metres:
            return translate("Reports", "This sheet holds drainage pipes; for internal use.")
        return translate("Reports", "This sheet holds {km} km of drainage pipes; for internal use.").format(
            km=f"{metres / 1000:,.1f}"
        )


def _grid_step(frame: Frame) -> float:
    return round_down((frame.box[2] - frame.box[0]) / 4)
