"""One huge network as parts that do not touch, so that workers can take them one by one.

Everything (pipes, manholes, outfalls, sources, outlines) is laid on a grid of cells twice as wide as the
farthest distance that a trace looks over. What lies in one cell or in neighbouring ones stays together,
as do rows that name the same node or outfall: so each part has the answer that it has in the whole.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..rules.outfall_code import fold_code
from ..tracing.model import Floats, Ints, Options
from .inputs import texts_of
from .project import OF_WHOLE, Project
from .trace import id_distance_of

_NEIGHBOURS = ((1, 0), (0, 1), (1, 1), (1, -1))
_METRES_PER_DEGREE = 111_320.0
_IDS = ("from_node", "to_node", "declared_node", "code")


def reach_m(options: Options) -> float:
    """Return the farthest distance (m) over which a trace joins what it is given."""
    return max(
        getattr(options, field.name)
        for field in fields(Options)
        if field.name
        in ("tolerance_m", "link_distance_m", "outfall_distance_m", "gap_distance_m", "gap_search_m")
    )


def split(
    project: Project, folder: str | Path, most_pipes: int, options: Options | None = None
) -> list[Path]:
    """Write the parts of a project as folders of GeoParquet below ``folder``; return them, largest first.

    most_pipes: parts are put together up to so many pipes; one that is larger by itself stays whole.
    Trace the parts with the same ``options``.
    """
    frames = [
        project.pipes,
        project.outfalls,
        *project.sources.values(),
        *(frame for frame in (project.manholes, project.outlines) if frame is not None),
    ]
    options = options or Options()
    part_of = _parts(project, frames, reach_m(options))
    of_whole = json.dumps({"id_distance_m": id_distance_of(project.pipes, project.manholes, options)})
    bin_of = _packed(
        part_of[0], int(max((part.max(initial=-1) for part in part_of), default=-1)) + 1, most_pipes
    )
    made = []
    for number in range(int(bin_of.max(initial=-1)) + 1):
        path = Path(folder, f"part_{number + 1:04d}")
        path.mkdir(parents=True)
        for name, frame, part in zip(_names(project), frames, part_of):
            frame[bin_of[part] == number].to_parquet(path / f"{name}.parquet")
        (path / OF_WHOLE).write_text(of_whole, "utf-8")
        made.append(path)
    return made


def _names(project: Project) -> list[str]:
    base = [("manholes", project.manholes), ("source_sites", project.outlines)]
    return ["pipes", "outfalls", *project.sources, *(name for name, frame in base if frame is not None)]


def _parts(project: Project, frames: list[Any], distance_m: float) -> list[Ints]:
    """Return the number of the part of each row of each frame."""
    crs = project.pipes.crs
    unit = _METRES_PER_DEGREE if crs.is_geographic else crs.axis_info[0].unit_conversion_factor
    size = 2.0 * distance_m / unit
    if crs.is_geographic:  # a degree of longitude is shorter away from the equator
        latitude = np.abs(project.pipes.total_bounds[[1, 3]]).max()
        size /= max(np.cos(np.radians(latitude)), 0.01)
    first = np.concatenate([[0], np.cumsum([len(frame) for frame in frames])])
    n = int(first[-1])
    row, xy = [], []
    for start, frame in zip(first, frames):
        at, places = _places(frame.geometry.to_crs(crs).values, size)
        row.append(at + start)
        xy.append(places)
    rows = np.concatenate(row)
    cells = np.floor(np.concatenate(xy) / size).astype(np.int64)
    number, pairs = _numbered(cells)
    joins = [np.column_stack([rows, n + number]), n + pairs, *_by_ids(project, frames, first)]
    links = np.concatenate(joins)
    size_all = n + int(number.max(initial=-1)) + 1
    graph = coo_array((np.ones(len(links), dtype=np.int8), (links[:, 0], links[:, 1])), (size_all, size_all))
    label = connected_components(graph, directed=False)[1][:n]
    label = np.unique(label, return_inverse=True)[1]
    return [label[low:high] for low, high in zip(first[:-1], first[1:])]


def _places(shapes: Any, size: float) -> tuple[Ints, Floats]:
    """Return rows (k,) and places (k, 2) along shapes, no farther apart than a cell."""
    drawn = np.array(shapes, dtype=object)
    long = np.flatnonzero(shapely.length(drawn) > size)
    drawn[long] = shapely.segmentize(drawn[long], size)
    xy, row = shapely.get_coordinates(drawn, return_index=True)
    there = np.isfinite(xy).all(axis=1)
    return row[there], xy[there]


def _numbered(cells: Ints) -> tuple[Ints, Ints]:
    """Return the number of each cell (k,), and the pairs (m, 2) of numbers of neighbouring cells."""
    if not len(cells):
        return np.empty(0, np.int64), np.empty((0, 2), np.int64)
    low = cells.min(axis=0) - 1
    width = int((cells[:, 0] - low[0]).max()) + 2
    key = (cells[:, 1] - low[1]) * width + (cells[:, 0] - low[0])
    distinct, number = np.unique(key, return_inverse=True)
    pairs = []
    for dx, dy in _NEIGHBOURS:
        at = np.searchsorted(distinct, distinct + dy * width + dx)
        found = distinct[np.minimum(at, len(distinct) - 1)] == distinct + dy * width + dx
        pairs.append(np.column_stack([np.flatnonzero(found), at[found]]))
    return number, np.concatenate(pairs)


def _by_ids(project: Project, frames: list[Any], first: Ints) -> list[Ints]:
    """Return pairs of rows that name one node, or a source and its declared outfall."""
    rows: list[Ints] = []
    names: list[Any] = []
    for start, frame in zip(first, frames):
        for column in _IDS:
            if column in frame.columns:
                texts = texts_of(frame[column])
                there = np.flatnonzero(pd.notna(texts))
                rows.append(there + start)
                names.append("node " + texts[there].astype(str).astype(object))
    start = int(first[1])
    for column in (
        project.outfalls.index,
        *(
            project.outfalls[name]
            for name in ("code_national", "code_local")
            if name in project.outfalls.columns
        ),
    ):
        _add_codes(rows, names, texts_of(column), start)
    for start, frame in zip(first[2:], project.sources.values()):
        if "declared_outfall" in frame.columns:
            _add_codes(rows, names, texts_of(frame["declared_outfall"]), int(start))
    if not rows:
        return []
    at, codes = np.concatenate(rows), pd.factorize(np.concatenate(names))[0]
    order = np.argsort(codes, kind="stable")
    same = np.flatnonzero(np.diff(codes[order]) == 0)
    return [np.column_stack([at[order[same]], at[order[same + 1]]])]


def _add_codes(rows: list[Ints], names: list[Any], texts: Any, start: int) -> None:
    there = np.flatnonzero(pd.notna(texts))
    rows.append(there + start)
    names.append(np.array(["outfall " + fold_code(code) for code in texts[there]], dtype=object))


def _packed(part: Ints, n_parts: int, most: int) -> Ints:
    """Return the bin of each part: the largest first, each into the first bin with room."""
    pipes = np.bincount(part, minlength=n_parts)
    bin_of = np.empty(n_parts, dtype=np.int64)
    room: list[int] = []
    fits = 0  # bins before this one are full
    for at in np.argsort(-pipes, kind="stable").tolist():
        need = int(pipes[at])
        while fits < len(room) and room[fits] <= 0:
            fits += 1
        chosen = next((number for number in range(fits, len(room)) if room[number] >= need), len(room))
        if chosen == len(room):
            room.append(most)
        room[chosen] -= need
        bin_of[at] = chosen
    return bin_of
