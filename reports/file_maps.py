"""The two maps of an outfall's file: where it lies, and what drains to it.

Their layers are made once and filled anew for every outfall, so that thousands of files need no more memory
than one. Many lines are one shape for each way they are drawn: that is what makes them quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsGeometry,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPointXY,
    QgsRectangle,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
)

from ..i18n import translate
from ..layers.schema import SCHEMA
from ..layers.styles.parts import sized
from ..layers.styles.tracing import trace_ends
from ..operations.answers.trace_view import KINDS as WAYS
from . import map_layers
from .file_facts import FileFacts
from .labels import STATUSES
from .map_data import Base, ticks
from .map_layers import PAPER, SYSTEM_COLOURS, refill
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
        wkt, family = base.crs_wkt, page.family
        self._here = _layer("", "Point", wkt, QgsSingleSymbolRenderer(_target()))
        self._others = _layer(
            "",
            "Point",
            wkt,
            _by_code(
                QgsRendererCategory(status, map_layers.outfall_symbol(status, 1.5), "") for status in STATUSES
            ),
        )
        self._pipes = _layer(
            translate("Reports", "Pipes and channels"),
            "MultiLineString",
            wkt,
            _by_code(map_layers.pipe_categories(SYSTEM_COLOURS, language)),
        )
        self._context = _layer(
            "",
            "MultiLineString",
            wkt,
            QgsSingleSymbolRenderer(QgsLineSymbol.createSimple({"color": "#c3c9ce", "width": "0.12"})),
        )
        self._ways = _layer(translate("Reports", "Ways"), "MultiLineString", wkt, _by_code(_way_categories()))
        self._main = _layer(
            "",
            "MultiLineString",
            wkt,
            QgsSingleSymbolRenderer(QgsLineSymbol.createSimple({"color": f"{_MAIN}", "width": "0.25"})),
        )
        self._hops = _layer(
            "",
            "MultiLineString",
            wkt,
            QgsSingleSymbolRenderer(
                QgsLineSymbol.createSimple({"color": "#6d7780", "width": "0.15", "line_style": "dash"})
            ),
        )
        self._sources = _layer(
            translate("Reports", "Possible sources"),
            "Point",
            wkt,
            _by_code(
                QgsRendererCategory(
                    table.name, map_layers.source_symbol(table.name, 1.6), table.alias(language)
                )
                for table in SCHEMA.source_tables
            ),
        )
        self._ends = map_layers.memory_layer(
            translate("Reports", "Ends of the ways"), "Point", wkt, (), "reason:string(40)"
        )
        trace_ends(self._ends, language)
        self._ends.setScaleBasedVisibility(False)
        renderer: Any = self._ends.renderer()
        for rule in renderer.rootRule().children():
            size = rule.symbol().size()
            sized(rule.symbol(), f"{size} * CASE WHEN @map_scale > {_CROWDED} THEN 0.45 ELSE 0.9 END")
        self.legend = [self._ways, self._ends, self._sources, self._pipes]
        river = [map_layers.river_layer(base.river, wkt, "")] if base.river else []
        axis = [map_layers.axis_layer([line for line, _ in base.axis], wkt)] if base.axis else []
        chainage = [map_layers.tick_layer(ticks(base, 1.0), wkt, family)] if ticks(base, 1.0) else []
        tints = map_layers.district_layer(base.districts, wkt, family, 8.0, named=False)
        land = [tints] if base.districts else []
        self._place_layers = [self._here, self._others, *chainage, *axis, self._pipes, *river, *land]
        self._trace_layers = [
            self._here,
            self._ends,
            self._sources,
            self._hops,
            self._main,
            self._ways,
            self._context,
            *river,
            *land,
        ]
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


def _layer(name: str, kind: str, wkt: str, renderer: Any) -> Any:
    layer = map_layers.memory_layer(name, kind, wkt, ())
    layer.setRenderer(renderer)
    return layer


def _by_code(categories: Iterable[QgsRendererCategory]) -> QgsCategorizedSymbolRenderer:
    return QgsCategorizedSymbolRenderer("code", list(categories))


def _target() -> QgsMarkerSymbol:
    """Return the mark of the outfall that the file is about."""
    symbol = QgsMarkerSymbol.createSimple(
        {
            "name": "circle",
            "color": "#d5006d",
            "size": "2.2",
            "outline_color": "#ffffff",
            "outline_width": "0.3",
        }
    )
    ring = QgsMarkerSymbol.createSimple(
        {
            "name": "circle",
            "color": "#00000000",
            "size": "4.4",
            "outline_color": "#d5006d",
            "outline_width": "0.5",
        }
    )
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
        symbol = QgsLineSymbol.createSimple(
            {"color": _WAY[kind], "width": "0.6", "line_style": style, "capstyle": "round"}
        )
        yield QgsRendererCategory(kind, symbol, labels[kind])


def _points(layer: Any, rows: Iterable[tuple[float, float, str]]) -> None:
    """Put points with their codes into a layer, in the place of what was there."""
    refill(layer, ((QgsGeometry.fromPointXY(QgsPointXY(x, y)), [code]) for x, y, code in rows))


def _lines(layer: Any, shapes: Any, codes: Sequence[str]) -> None:
    """Put lines into a layer, those of a code as one shape."""
    import shapely

    groups: dict[str, list[int]] = {}
    for at, code in enumerate(codes if len(shapes) else ()):
        groups.setdefault(code, []).append(at)
    order = sorted(groups, key=lambda code: code != "untraced")
    refill(
        layer,
        (
            (
                map_layers.shape_geometry(
                    shapely.multilinestrings(np.asarray(shapes, dtype=object)[groups[code]])
                ),
                [code],
            )
            for code in order
        ),
    )
