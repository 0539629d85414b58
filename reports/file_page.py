"""The pages of one outfall's file: a template loaded once, filled for outfall after outfall.

Lists that are longer than their place go on on further pages behind the template's own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsMapRendererCustomPainterJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QPointF, QRectF, QSize
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen

from ..i18n import translate
from ..imagery.best import MOST_TILES, Shots
from ..imagery.catalogue import project_ground
from ..imagery.image_layers import ImageLayers
from ..operations.answers.profile import Profile
from ..operations.project_rows import file_rows
from .drawn import Drawn, Paint, Table, TableDrawing, picture_paint, text_paint
from .file_facts import IMAGE_M, SLOTS, FileFacts
from .file_maps import FileMaps
from .lettering import UNITS, Pen, pen_of, print_font
from .map_data import Base
from .page import INK, MM, NORTH, Page
from .pictures import DPI, printed, printed_photo
from .section_drawing import View, draw_section, inks_of
from .template import Template

TABLES = ("attributes", "party", "sources", "life", "history")
PHOTOS = tuple(f"photo_{number}" for number in range(1, len(SLOTS) + 1))
#: What a template of outfall files has, and what each is.
FILE_ROLES: Mapping[str, Any] = {
    **dict.fromkeys(("place_map", "trace_map"), QgsLayoutItemMap),
    **dict.fromkeys(("place_bar", "trace_bar"), QgsLayoutItemScaleBar),
    "legend": QgsLayoutItemLegend,
    "north": QgsLayoutItemPicture,
    **dict.fromkeys((*TABLES, "section", "orthophoto", *PHOTOS), QgsLayoutItemLabel),
}
_SECTION_UNIT = 7.0  # of a painter, to a unit of the section's drawing: letters of 2.6 mm
_MARGIN, _HEADING = 12.0, 8.0  # of further pages, in millimetres


@dataclass
class _Place:
    """A label of the template with the drawing that lies over it."""

    item: Drawn
    size: tuple[float, float]
    pen: Pen
    size_pt: float
    colour: str


class FilePage:
    """The pages that every file of a run is written from. ``pages``: of the last outfall filled in."""

    def __init__(
        self, template: Template, base: Base, project_path: str, language: str, shots: Shots, scratch: Path
    ) -> None:
        self._project = QgsProject()
        self._crs = base.crs
        self._project.setCrs(self._crs)
        self.page = Page(self._project, 210, 297)
        self._template = template
        self.page.layout.undoStack().blockCommands(True)  # nobody undoes here, and it costs time
        self._items, self._labels = template.load(self.page)
        self._own_pages = self.pages = self.page.layout.pageCollection().pageCount()
        self._maps = FileMaps(self.page, base, language)
        self._metres = base.metres
        self._places = {
            name: self._over(item)
            for name, item in self._items.items()
            if isinstance(item, (QgsLayoutItemLabel, QgsLayoutItemMap))
        }
        self._more: list[Any] = []  # items of further pages
        self._none = translate("Reports", "none yet")
        self._images = ImageLayers(kept=MOST_TILES)
        with file_rows(project_path, writing=False) as rows:
            self._images.use(project_path, project_ground(rows), shots, scratch)
        if "legend" in self._items:
            self.page.fill_legend(self._items["legend"], self._maps.legend, 4)
        if "north" in self._items and (
            not self._items["north"].picturePath() or self._items["north"].isMissingImage()
        ):
            self._items["north"].setPicturePath(str(NORTH))

    def close(self) -> None:
        """Free the layout, before its project."""
        self._items, self._labels, self._places, self._more = {}, [], {}, []
        self._images.close()
        self.page.close()
        self._project.clear()

    def fill(self, facts: FileFacts, values: Mapping[str, str]) -> None:
        """Put an outfall onto the pages; ``values``: variables of texts besides its own."""
        self._drop_further_pages()
        self._maps.fill(self._items, facts)
        for name in ("place_bar", "trace_bar", "legend", "north"):
            if name in self._items:
                self._items[name].setVisibility(facts.xy is not None)
        for name in ("place_map", "trace_map"):
            if name in self._items:
                self._items[name].setVisibility(facts.xy is not None)
                self._say(name, "" if facts.xy is not None else self._none)
        rest = [self._fill_table(name, facts.tables[name]) for name in TABLES if name in self._places]
        everything = {**values, **facts.values, **_scales(facts)}
        further = self._further([one for one in rest if one is not None], everything)
        self._fill_pictures(facts)
        self.pages = self._own_pages + further
        everything["pages"] = str(self.pages)
        for label, text in self._labels:
            self._template.write(self.page, label, text, everything)

    # -- drawings over labels -------------------------------------------------------------

    def _over(self, item: Any) -> _Place:
        """Lay a drawing over an item of the template, with a label's letters."""
        drawn = Drawn(self.page.layout)
        self.page.layout.addLayoutItem(drawn)
        drawn.attemptMove(item.pagePositionWithUnits(), True, False, item.page())
        drawn.attemptResize(item.sizeWithUnits())
        size_pt, colour = 7.0, INK
        if isinstance(item, QgsLayoutItemLabel):
            size_pt, colour = self.page.letters_of(item)
            item.setVisibility(item.frameEnabled() or item.hasBackground())  # drawing nothing takes time, too
        size = (item.rect().width(), item.rect().height())
        return _Place(drawn, size, pen_of(self.page.family, size_pt), size_pt, colour)

    def _say(self, name: str, text: str) -> None:
        place = self._places[name]
        place.item.paint_with = text_paint(place.pen, text, "#8a949c", centred=True) if text else None

    def _draw(self, name: str, paint: Paint) -> None:
        self._places[name].item.paint_with = paint

    def _fill_table(self, name: str, table: Table) -> tuple[str, TableDrawing, int] | None:
        """Draw as many rows as have room; return what is left: role, drawing, first row."""
        place = self._places[name]
        drawing = TableDrawing(table, place.size[0], self.page.family, place.size_pt, place.colour)
        n = drawing.fitted(place.size[1])
        self._draw(name, drawing.paint(0, n))
        return (name, drawing, n) if n < len(table.rows) else None

    def _fill_pictures(self, facts: FileFacts) -> None:
        if "section" in self._places:
            if facts.section is None or not facts.section.stretches:
                self._say("section", self._none)
            else:
                self._draw("section", _section_paint(facts.section, self.page.family))
        if "orthophoto" in self._places:
            place = self._places["orthophoto"]
            image = self._excerpt(facts, place.size)
            self._draw(
                "orthophoto",
                picture_paint(image, facts.values.get("image", ""), place.pen, place.colour, self._none),
            )
        for name, photo in zip(PHOTOS, facts.photos):
            if name not in self._places:
                continue
            place = self._places[name]
            image, why = (None, photo.why)
            if photo.path is not None:
                image, why = printed_photo(photo.path, place.size[0], place.size[1] - place.pen.line / UNITS)
            self._draw(name, picture_paint(image, photo.caption, place.pen, place.colour, why))

    def _excerpt(self, facts: FileFacts, size: tuple[float, float]) -> QImage | None:
        """Return what the orthophotos show around the outfall, with its mark; None where none does."""
        layers = self._images.layers_of(facts.shots) if facts.shots and facts.xy else []
        if not layers or facts.xy is None:
            return None
        width, height = (max(round(side / 25.4 * DPI), 1) for side in size)
        half = IMAGE_M / 2 / self._metres
        x, y = facts.xy
        settings = QgsMapSettings()
        settings.setDestinationCrs(self._crs)
        settings.setLayers(layers)
        settings.setOutputSize(QSize(width, height))
        settings.setExtent(
            QgsRectangle(x - half, y - half * height / width, x + half, y + half * height / width)
        )
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        QgsMapRendererCustomPainterJob(settings, painter).renderSynchronously()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, wide in (("#ffffff", 5.0), ("#d5006d", 2.5)):
            painter.setPen(QPen(QColor(colour), wide))
            painter.drawEllipse(QPointF(width / 2, height / 2), 14.0, 14.0)
        painter.end()
        return printed(image, *size)

    # -- further pages --------------------------------------------------------------------

    def _further(self, rest: list[tuple[str, TableDrawing, int]], values: Mapping[str, str]) -> int:
        """Add pages for what had no room; return how many."""
        pages, page, y = 0, 0, math.inf
        size = self.page.layout.pageCollection().page(0).pageSize()
        wide, high = size.width() - 2 * _MARGIN, size.height() - 2 * _MARGIN
        pen = pen_of(self.page.family, 9.0, bold=True)
        for name, short, first in rest:
            place = self._places[name]
            heading = f"{values.get(f'{name}_title', name)}  ·  {values['name']}  ·  {values['code']}"
            drawing = TableDrawing(short.table, wide, self.page.family, place.size_pt, place.colour)
            at = first
            while at < drawing.n:
                if y + _HEADING > high or not drawing.fitted(high - y - _HEADING, at):
                    pages, y = pages + 1, 0.0
                    page = self._further_page(pages)
                end = at + max(drawing.fitted(high - y - _HEADING, at), 1)
                tall = drawing.height(at, end)
                self._add(text_paint(pen, heading, INK), page, y, wide, _HEADING)
                self._add(drawing.paint(at, end), page, y + _HEADING, wide, tall)
                at, y = end, y + _HEADING + tall + 4.0
        return pages

    def _add(self, paint: Paint, page: int, y: float, width: float, height: float) -> None:
        item = Drawn(self.page.layout)
        item.paint_with = paint
        self.page.layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(_MARGIN, _MARGIN + y, MM), True, False, page)
        item.attemptResize(QgsLayoutSize(width, height, MM))
        self._more.append(item)

    def _further_page(self, number: int) -> int:
        """Return where further page ``number`` (from 1) is; made once, and used again."""
        pages, at = self.page.layout.pageCollection(), self._own_pages + number - 1
        if at >= pages.pageCount():
            sheet = QgsLayoutItemPage(self.page.layout)
            sheet.setPageSize(pages.page(0).pageSize())
            pages.addPage(sheet)
        pages.page(at).setExcludeFromExports(False)
        return at

    def _drop_further_pages(self) -> None:
        for item in self._more:
            self.page.layout.removeLayoutItem(item)
        self._more = []
        pages = self.page.layout.pageCollection()
        for at in range(self._own_pages, pages.pageCount()):  # taking them away is slower than a file
            pages.page(at).setExcludeFromExports(True)


def _scales(facts: FileFacts) -> dict[str, str]:
    frames = {"place_scale": facts.place, "trace_scale": facts.trace}
    return {name: f"1:{frame.scale:,}" if frame else "" for name, frame in frames.items()}


def _section_paint(profile: Profile, family: str) -> Paint:
    def painted(painter: QPainter, box: QRectF) -> None:
        painter.scale(_SECTION_UNIT, _SECTION_UNIT)
        font = print_font(family)
        font.setPixelSize(7)
        size = QSize(int(box.width() / _SECTION_UNIT), int(box.height() / _SECTION_UNIT))
        draw_section(painter, profile, View(profile, size, 0.0, profile.length_m), inks_of(None), font)

    return painted
