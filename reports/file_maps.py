"""The two maps of an outfall's file: where it lies, and what drains to it.

Their layers are made once and filled anew for every outfall, so that thousands of files need no more memory
than one. Many lines are one shape for each way they are drawn: that is what makes them quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from qgis.core import QgsLineSymbol, QgsMarkerSymbol, QgsRectangle, QgsRendererCategory

from ..i18n import translate
from ..layers.schema import SCHEMA
from ..layers.styles.parts import sized
from ..layers.styles.tracing import trace_ends
from ..operations.answers.trace_view import KINDS as WAYS
from .file_facts import FileFacts
from .labels import STATUSES
from .map_data import Base, ticks
from .map_layers import (
    PAPER,
    SYSTEM_COLOURS,
    MapLayers,
    memory_layer,
    outfall_symbol,
    pipe_categories,
    point,
    refill,
    shape_geometry,
    source_symbol,
)
from .page import Page, round_down

_WAY = {"known": "#0072b2", "auto": "#56b4e9", "unknown": "#b15928", "bridge": "#e6007e"}
_MAIN = "#d5006d"
_CROWDED = 15_000  # scale beyond which marks are smaller


class FileMaps:
    """Fills the maps of a page; ``legend``: the layers that are explained."""

    def __init__(self, page: Page, base: Base, language: str) -> None:
        self._page = page
        self._scales: dict[str, int] = {}  # that the scale bars show
        self._crs = base.crs
        make, lines = MapLayers(base, page.family, language), "MultiLineString"
        self._here = make.points("", (), _target())
        self._others = make.points("", (), [
            QgsRendererCategory(status, outfall_symbol(status, 1.5), "") for status in STATUSES])
        self._pipes = make.shapes(translate("Reports", "Pipes and channels"), lines, (),
                                  pipe_categories(SYSTEM_COLOURS, language))
        self._context = make.shapes("", lines, (), _line("#c3c9ce", "0.12"))
        self._ways = make.shapes(translate("Reports", "Ways"), lines, (), list(_way_categories()))
        self._main = make.shapes("", lines, (), _line(_MAIN, "0.25"))
        self._hops = make.shapes("", lines, (), _line("#6d7780", "0.15", line_style="dash"))
        self._sources = make.points(translate("Reports", "Possible sources"), (), [
            QgsRendererCategory(table.name, source_symbol(table.name, 1.6), table.alias(language))
            for table in SCHEMA.source_tables])
        self._ends = memory_layer(
            translate("Reports", "Ends of the ways"), "Point", base.crs_wkt, (), "reason:string(40)")
        trace_ends(self._ends, language)
        self._ends.setScaleBasedVisibility(False)
        renderer: Any = self._ends.renderer()
        for rule in renderer.rootRule().children():
            size = rule.symbol().size()
            sized(rule.symbol(), f"{size} * CASE WHEN @map_scale > {_CROWDED} THEN 0.45 ELSE 0.9 END")
        self.legend = [self._ways, self._ends, self._sources, self._pipes]
        under = [*make.river(), *make.districts()]
        self._place_layers = [self._here, self._others, *make.chainage(ticks(base, 1.0)), *make.axis(),
                              self._pipes, *under]
        self._trace_layers = [self._here, self._ends, self._sources, self._hops, self._main, self._ways,
                              self._context, *under]
        page.layout.project().addMapLayers(
            [*{id(one): one for one in (*self._place_layers, *self._trace_layers)}.values()], False
        )

    def fill(self, items: dict[str, Any], facts: FileFacts) -> None:
        """Show the outfall on the maps that the template has."""
        _points(self._here, [(*facts.xy, "")] if facts.xy else [])
        frames = {"place": facts.place, "trace": facts.trace}
        if facts.place is not None:
            _points(self._others, facts.neighbours)
            _lines(self._pipes, facts.pipes.shapes, facts.pipes.codes)
        if facts.trace is not None:
            self._fill_trace(facts)
        layers = {"place": self._place_layers, "trace": self._trace_layers}
        for name, frame in frames.items():
            item = items.get(f"{name}_map")
            if item is None or frame is None:
                continue
            bar = items.get(f"{name}_bar")
            kilometres = round_down(frame.scale * 10 / 1_000_000)
            if name not in self._scales:
                self._page.show(item, layers[name], frame.box, self._crs, PAPER)
                if bar is not None:
                    self._page.fill_scale_bar(bar, item, kilometres, translate("Reports", "km"))
            else:
                item.zoomToExtent(QgsRectangle(*frame.box))
                if bar is not None and self._scales[name] != frame.scale:
                    bar.setUnitsPerSegment(kilometres)
            self._scales[name] = frame.scale

    def _fill_trace(self, facts: FileFacts) -> None:
        import shapely

        context = facts.context
        _lines(self._context, context.shapes if context else (), [""] * len(context.codes) if context else [])
        _points(
            self._sources, [(*xy, table) for table, found in facts.sources.items() for xy in found.tolist()]
        )
        view = facts.view
        _points(self._ends, [(end.x, end.y, end.reason) for end in view.ends] if view else [])
        for layer, lines in (
            (self._ways, view.lines if view else None),
            (self._hops, view.hops if view else None),
        ):
            shapes, codes = _of_arrays(lines)
            _lines(layer, shapes, codes)
        way = [(x, y) for x, y, _ in facts.section.path] if facts.section else []
        _lines(self._main, np.array([shapely.LineString(way)]) if len(way) > 1 else (), [""])


def _of_arrays(lines: Any) -> tuple[Any, list[str]]:
    """Return lines of a trace as shapes, and how each is drawn."""
    import shapely

    if lines is None or not lines.n:
        return (), []
    shapes = shapely.linestrings(lines.xy, indices=np.repeat(np.arange(lines.n), np.diff(lines.start)))
    return shapes, [WAYS[kind] for kind in lines.kind.tolist()]


def _line(colour: str, width: str, **more: str) -> QgsLineSymbol:
    return QgsLineSymbol.createSimple({"color": colour, "width": width, **more})


def _target() -> QgsMarkerSymbol:
    """Return the mark of the outfall that the file is about."""
    symbol, ring = (QgsMarkerSymbol.createSimple({
        "name": "circle", "color": colour, "size": size, "outline_color": edge, "outline_width": width,
    }) for colour, size, edge, width in (
        (_MAIN, "2.2", "#ffffff", "0.3"), ("#00000000", "4.4", _MAIN, "0.5")))
    symbol.appendSymbolLayer(ring.symbolLayer(0).clone())
    return symbol


def _way_categories() -> Iterable[QgsRendererCategory]:
    labels = {
        "known": translate("Reports", "Drains here"),
        "auto": translate("Reports", "Direction weighed"),
        "unknown": translate("Reports", "Direction unknown"),
        "bridge": translate("Reports", "Gap bridged"),
    }
    for kind in WAYS:
        style = "dash" if kind in ("unknown", "bridge") else "solid"
        symbol = _line(_WAY[kind], "0.6", line_style=style, capstyle="round")
        yield QgsRendererCategory(kind, symbol, labels[kind])


def _points(layer: Any, rows: Iterable[tuple[float, float, str]]) -> None:
    """Put points with their codes into a layer, in the place of what was there."""
    refill(layer, ((point(x, y), [code]) for x, y, code in rows))


def _lines(layer: Any, shapes: Any, codes: Sequence[str]) -> None:
    """Put lines into a layer, those of a code as one shape."""
    import shapely

    groups: dict[str, list[int]] = {}
    for at, code in enumerate(codes if len(shapes) else ()):
        groups.setdefault(code, []).append(at)
    order = sorted(groups, key=lambda code: code != "untraced")
    every = np.asarray(shapes, dtype=object)
    refill(layer, (
        (shape_geometry(shapely.multilinestrings(every[groups[code]])), [code]) for code in order))
