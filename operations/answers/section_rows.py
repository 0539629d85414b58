"""Asks the network in memory for the way from a place down to an outfall; done in a thread."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...i18n import translate
from ...interruptible import Progress
from ...layers.files.formulas import harmless
from ...layers.store.table_io import ProjectFile
from ...problems import UserError
from ...tracing.live.map_lines import drawn_lines
from ...tracing.model import Basis, Floats
from ..live.project import LiveProject
from .long_section import Profile, Stop, Stretch
from .trace_view import Start
from .traces import outfall_title, place_of


def profile_between(
    live: LiveProject,
    start: Start,
    outfall_fid: int,
    report: Progress,
) -> Profile:
    """Return the way from a feature down to an outfall; raises UserError where there is none."""
    place = place_of(live, start.table, start.fids[0], start.xy)
    outfall = live.rows.outfalls.row("outfalls", outfall_fid)
    if place is None or outfall < 0:
        raise UserError(translate("Section", "This is not in the project any more. Trace again."))
    name = live.rows.sources.name(place.row) if place.table == "sources" else ""
    title = translate("Section", "{source} → {outfall}").format(
        source=name or getattr(live.rows, place.table).name(place.row), outfall=outfall_title(live, outfall)
    )
    section = live.network.section(place, outfall, ground_levels(live))
    if section is not None and not len(section.pipe):
        raise UserError(translate("Section", "It stands at the outfall: there is no pipe between."))
    if section is None:
        raise UserError(
            translate("Section", "No water runs from there to this outfall: {way}.").format(way=title)
        )
    report(0.99, "tracing")
    pipes = live.rows.pipes
    fids = pipes.fids(np.maximum(section.pipe, 0)).tolist()
    stretches = [
        Stretch(
            float(section.chainage_m[at]),
            float(section.chainage_m[at + 1]),
            float(section.invert_top[at]),
            float(section.invert_bottom[at]),
            float(section.diameter_mm[at]),
            pipes.name(row) if row >= 0 else "",
            fids[at] if row >= 0 else -1,
            Basis(int(section.basis[at])).name.lower(),
        )
        for at, row in enumerate(section.pipe.tolist())
    ]
    codes = [live.rows.manholes.name(row) if row >= 0 else "" for row in section.manhole.tolist()]
    stops = [
        Stop(float(m), float(x) / live.scale, float(y) / live.scale, float(ground), code)
        for m, (x, y), ground, code in zip(
            section.chainage_m, section.xy.tolist(), section.ground.tolist(), codes
        )
    ]
    return Profile(title, stretches, stops, _path(live, section))


def nearest_outfall(live: LiveProject, start: Start) -> int:
    """Return the outfall that water from somewhere reaches first; raises UserError where it reaches none."""
    place = place_of(live, start.table, start.fids[0], start.xy)
    reached = live.network.downstream(place).outfall if place is not None else np.empty(0, dtype=np.int64)
    if not len(reached):
        raise UserError(translate("Section", "No water runs from there to any outfall."))
    return int(live.rows.outfalls.fids(reached[:1])[0])


def ground_levels(live: LiveProject) -> Floats:
    """Return the ground level of every manhole (m), NaN where it is not known; read once per network."""
    kept = getattr(live, "_ground_levels", None)
    if kept is None:
        with ProjectFile(live.path) as project:
            rows = project.read("manholes", ["ground_level"])
        kept = np.asarray(rows["ground_level"], dtype=np.float64)
        live._ground_levels = kept  # type: ignore[attr-defined]
    n = len(live.rows.manholes)
    return np.concatenate([kept, np.full(max(0, n - len(kept)), np.nan)])[:n]


def _path(live: LiveProject, section: Any) -> list[tuple[float, float, float]]:
    """Return the vertices of the way with their chainages.

    A pipe may be entered or left between its ends: of its line the part between the two stops counts.
    """
    path: list[tuple[float, float, float]] = []
    drawn = drawn_lines(live.network, section.pipe[section.pipe >= 0])
    lines: dict[int, list[Floats]] = {}
    for at, pipe in enumerate(drawn.pipe.tolist()):
        lines.setdefault(pipe, []).append(drawn.xy[drawn.start[at] : drawn.start[at + 1]])
    for at, pipe in enumerate(section.pipe.tolist()):
        ends = section.xy[at], section.xy[at + 1]
        low, high = float(section.chainage_m[at]), float(section.chainage_m[at + 1])
        line = _between(lines.get(pipe, []), *ends)
        step = np.hypot(*np.diff(line, axis=0).T)
        total = float(step.sum())
        along = (
            np.concatenate([[0.0], np.cumsum(step)]) / total if total > 0 else np.linspace(0, 1, len(line))
        )
        for (x, y), share in zip(line.tolist(), along.tolist()):
            if math.isfinite(x):
                path.append((x / live.scale, y / live.scale, low + (high - low) * share))
    return path


def _between(lines: list[Floats], begin: Floats, end: Floats) -> Floats:
    """Return the part of the nearest line from ``begin`` to ``end``; straight where there is none."""
    import shapely
    from shapely.ops import substring

    straight = np.array([begin, end])
    if not lines or not np.isfinite(straight).all():
        return straight[np.isfinite(straight).all(axis=1)]
    spots = shapely.points(straight)
    shapes = [shapely.linestrings(line) for line in lines]
    away = [float(shapely.distance(shape, spots).sum()) for shape in shapes]
    shape = shapes[int(np.argmin(away))]
    low, high = (float(value) for value in shapely.line_locate_point(shape, spots))
    if abs(high - low) < 1e-9:
        return straight
    return np.asarray(substring(shape, low, high).coords)[:, :2]


def csv_text(profile: Profile) -> str:
    """Return the section as CSV; cells that a spreadsheet would run as a formula are escaped."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text)
    for row in profile.rows():
        writer.writerow([harmless(str(cell)) for cell in row])
    return text.getvalue()


__all__ = ["csv_text", "ground_levels", "profile_between"]
