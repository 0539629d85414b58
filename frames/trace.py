"""``trace()``: frames in, an Answer out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..rules.outfall_code import fold_code, rows_by_code
from ..tracing.answers.trace import trace_all
from ..tracing.drainage.pipe_network import Known
from ..tracing.input_checks import blanked
from ..tracing.model import Drainage, Floats, Nodes, Options, Pipes, Points, Progress, Texts
from ..tracing.noding.noding import judged_distance
from .answer import Answer, Asked
from .inputs import Checked, Frame, lines_of, points_of, texts_of
from .plane import NotDegrees, Plane

_OUTLINE_COLUMNS = ("source_table", "source_uid")
Columns = Mapping[str, Mapping[str, str]]


def trace(  # noqa: PLR0913 - one function is what analysts call: a name for every column they may have
    pipes: Any,
    outfalls: Any,
    sources: Mapping[str, Any] | None = None,
    *,
    manholes: Any = None,
    outlines: Any = None,
    barriers: Any = None,
    from_node: str | None = None,
    to_node: str | None = None,
    flow: str | None = None,
    pipe_id: str | None = None,
    outfall_id: str | None = None,
    columns: Columns | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
    known_id_distance_m: float | None = None,
) -> Answer:
    """Trace every outfall to every source, with reasons.

    pipes: GeoDataFrame of lines. outfalls: of points. sources: {kind: GeoDataFrame of points}.
    manholes: points, their id in ``code``, else the index. outlines: polygons of sites with the columns
    ``source_table`` and ``source_uid`` (the index of the source). barriers: mask of pipes that are
    closed to every trace.
    from_node, to_node, flow: columns of the pipes; where not named, the columns so called are used if they
    are there. pipe_id, outfall_id: columns that name the rows; else the index does.
    columns: {frame: {our name: yours}} for any other column, such as
    ``{"pipes": {"diameter_mm": "DN"}, "enterprises": {"declared_node": "well"}}``. Used where they are
    there: system, form, status, data_source, invert_from, invert_to (m), diameter_mm of pipes; kind, gate of
    manholes; declared_node of outfalls and sources; declared_outfall, name of sources.
    options: distances in metres whatever the coordinate system.
    progress: called with (share 0..1, step); may raise to stop.
    known_id_distance_m: how far ids are believed in the whole that these frames are a part of
    (:func:`id_distance_of`).

    The coordinate system is that of the pipes; other frames are brought into it. No frame is changed.
    Raises FrameError, which names everything that is wrong with all frames.
    """
    named = {
        key: name for key, name in (("from_node", from_node), ("to_node", to_node), ("flow", flow)) if name
    }
    names = dict(columns or {})
    names["pipes"] = {**named, **names.get("pipes", {})}
    reader = _Reader(Checked(), names)
    lines = reader.frame(pipes, "pipes", "lines")
    points = reader.frame(outfalls, "outfalls", "points")
    kinds = {kind: reader.frame(frame, kind, "points") for kind, frame in (sources or {}).items()}
    nodes = None if manholes is None else reader.frame(manholes, "manholes", "points")
    areas = None if outlines is None else reader.frame(outlines, "outlines", "areas")
    if len(points) and points.ids(outfall_id).has_duplicates:
        twice = points.ids(outfall_id)[points.ids(outfall_id).duplicated()].unique()
        reader.checked.wrong.append(
            f"[outfalls] {len(twice)} ids stand more than once, such as {twice[0]!r}; give each row its own."
        )
    reader.settle(lines)
    engine_pipes = reader.pipes(lines, barriers)
    ids = points.ids(outfall_id)
    engine_outfalls = Points(reader.places(points), declared_node=points.texts("declared_node"))
    engine_nodes = None if nodes is None else reader.nodes(nodes)
    given = Drainage(
        engine_pipes, engine_nodes, engine_outfalls, reader.sources(kinds, areas, points, ids))
    reader.checked.refuse()
    options = options or Options()
    known = None if known_id_distance_m is None else Known(known_id_distance_m)
    result = trace_all(given, options, progress, known)
    asked = Asked(
        lines.frame,
        lines.ids(pipe_id),
        points.frame,
        ids,
        {kind: frame.frame for kind, frame in kinds.items()},
        reader.plane,
        given,
        options,
        reader.checked.notes,
        known,
    )
    return Answer(asked, result)


def id_distance_of(pipes: Any, manholes: Any, options: Options) -> float:
    """Return how far apart (m) ends that share a node id may lie in this network; 0 for anywhere.

    Told from all its ids together: a network that is drawn as a scheme cannot be known by a part of it.
    """
    reader = _Reader(Checked(), {})
    lines = reader.frame(pipes, "pipes", "lines")
    nodes = None if manholes is None else reader.frame(manholes, "manholes", "points")
    reader.settle(lines)
    return judged_distance(
        reader.pipes(lines, None),
        None if nodes is None else reader.nodes(nodes),
        options.tolerance_m,
        options.id_distance_m,
    )


class _Reader:
    """Frames to engine input, in the metres of one plane."""

    def __init__(self, checked: Checked, columns: Columns) -> None:
        self.checked = checked
        self._columns = columns
        self._frames: list[Frame] = []

    def frame(self, frame: Any, what: str, kind: str) -> Frame:
        """Take a frame in; note what is wrong with it."""
        made = Frame(frame, what, kind, self.checked, self._columns.get(what))
        self._frames.append(made)
        return made

    def settle(self, pipes: Frame) -> None:
        """Find the plane of the pipes; refuse what has no coordinate system, or none of that kind."""
        lacking = [frame.what for frame in self._frames if frame.usable and len(frame) and frame.crs is None]
        if lacking:
            self.checked.wrong.append(
                f"[{', '.join(lacking)}] no coordinate system is set, so nothing can be "
                "measured or overlaid; set it with set_crs()."
            )
        self.checked.refuse()
        crs = pipes.crs if pipes.crs is not None else "EPSG:3857"  # of no pipes at all
        xy, self._start, self._row = lines_of(pipes.shapes)
        try:
            self.plane = Plane(crs, xy)
        except NotDegrees as error:
            self.checked.wrong.append(
                f"[pipes] the coordinate system says degrees, but coordinates are as large as "
                f"{error}; set the real one with set_crs(..., allow_override=True)."
            )
            self.checked.refuse()
        self._xy = self.plane.to_metres(xy)

    def places(self, frame: Frame) -> Floats:
        """Return (n, 2) positions in metres, NaN where a row has none."""
        xy, several = points_of(self._shapes(frame))
        if len(several):
            self.checked.wrong.append(
                f"[{frame.what}] {len(several)} rows hold several points, such as row "
                f"{frame.frame.index[several[0]]!r}; take them apart with explode()."
            )
        lost = int((~np.isfinite(xy).all(axis=1)).sum())
        if lost:
            self.checked.notes.append(f"[{frame.what}] {lost} rows have no position.")
        return blanked(self.plane.to_metres(xy))

    def _shapes(self, frame: Frame) -> Any:
        if len(frame) and frame.crs is not None and frame.crs != self._frames[0].crs:
            return frame.frame.geometry.to_crs(self._frames[0].crs).values
        return frame.shapes

    def pipes(self, frame: Frame, barriers: Any) -> Pipes:
        """Return the pipes."""
        n = len(frame)
        parts = self.plane.part_lengths(self._xy, self._start)
        length = None
        if parts is not None:
            length = np.bincount(self._row, parts, n).astype(np.float64)
            length[np.bincount(self._row, minlength=n) == 0] = np.nan
        undrawn = n - len(np.unique(self._row))
        if undrawn:
            self.checked.notes.append(f"[pipes] {undrawn} rows have no geometry.")
        return Pipes(
            n,
            self._xy,
            self._start,
            self._row,
            from_node=frame.texts("from_node"),
            to_node=frame.texts("to_node"),
            flow=frame.flows("flow"),
            system=frame.texts("system"),
            form=frame.texts("form"),
            invert_from=frame.numbers("invert_from"),
            invert_to=frame.numbers("invert_to"),
            diameter_mm=frame.numbers("diameter_mm"),
            data_source=frame.texts("data_source"),
            status=frame.texts("status"),
            barrier=frame.mask(barriers),
            length_m=length,
        )

    def nodes(self, frame: Frame) -> Nodes:
        """Return the manholes."""
        code = frame.texts("code")
        gate = frame.texts("gate")
        return Nodes(
            self.places(frame),
            texts_of(frame.ids()) if code is None else code,
            frame.texts("kind"),
            None if gate is None else gate == "closed",
        )

    def sources(
        self, kinds: Mapping[str, Frame], areas: Frame | None, outfalls: Frame, ids: pd.Index
    ) -> Points:
        """Return the sources of all kinds as one list, in the order given."""
        frames = list(kinds.values())
        if not frames:
            return Points(np.empty((0, 2)))
        named = [texts_of(ids), *filter(lambda column: column is not None, (
            outfalls.texts("code_national"), outfalls.texts("code_local")))]
        outfall_of = rows_by_code(dict(enumerate(zip(*named))))
        empty = [np.full(len(frame), None, dtype=object) for frame in frames]
        nodes, declared = (
            np.concatenate(
                [
                    none if (column := frame.texts(name)) is None else column
                    for frame, none in zip(frames, empty)
                ]
            )
            for name in ("declared_node", "declared_outfall")
        )
        row = np.array(
            [-1 if code is None else outfall_of.get(fold_code(code), -1) for code in declared],
            dtype=np.int64,
        )
        unknown = [code for code, at in zip(declared, row) if code is not None and at < 0]
        if unknown:
            self.checked.notes.append(
                f"[sources] {len(unknown)} declared outfalls belong to no outfall, such as {unknown[0]!r}."
            )
        return Points(
            np.concatenate([self.places(frame) for frame in frames]),
            nodes,
            row,
            None if areas is None else self._outlines(kinds, areas),
            np.concatenate([np.full(len(frame), kind, dtype=object) for kind, frame in kinds.items()]),
        )

    def _outlines(self, kinds: Mapping[str, Frame], areas: Frame) -> Texts:
        """Return the outline of each source (shapely, metres) or None."""
        import shapely

        for name in _OUTLINE_COLUMNS:
            if not areas.has(name):
                areas.require(name)
        self.checked.refuse()
        row_of: dict[tuple[str, str | None], int] = {}
        for kind, frame in kinds.items():
            for uid in texts_of(frame.ids()):
                row_of[kind, uid] = len(row_of)
        found: dict[int, list[Any]] = {}
        shapes = self._shapes(areas)
        for kind, uid, shape in zip(*(areas.texts(name) for name in _OUTLINE_COLUMNS), shapes):
            at = row_of.get((kind, uid))
            if at is not None and shape is not None and not shape.is_empty:
                found.setdefault(at, []).append(shapely.transform(shape, self.plane.to_metres))
        out = np.full(sum(map(len, kinds.values())), None, dtype=object)
        for at, several in found.items():
            out[at] = several[0] if len(several) == 1 else shapely.union_all(several)
        return out
