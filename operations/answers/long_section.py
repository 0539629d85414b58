"""The way from a place of a project down to an outfall, as a long section: for window, verb and reports.

Values along the way (:mod:`.profile`), made of the engine's (:mod:`...tracing.answers.section`) over the
network in memory; done in a thread.
"""

from __future__ import annotations

import math

import numpy as np

from ...i18n import translate, user_language
from ...interruptible import Progress
from ...layers.project.project_file import open_check
from ...layers.schema import SCHEMA
from ...layers.store.table_io import ProjectFile
from ...problems import Problem, UserError
from ...rules.words import fold
from ...sentences import Names
from ...tracing.answers.section import LongSection
from ...tracing.live.map_lines import drawn_lines
from ...tracing.model import Basis, Floats
from ..live.project import LiveProject
from ..runs.configurations import Configuration
from ..runs.id_warnings import id_problems
from ..runs.run_options import checked_options
from .profile import Profile, Stop, Stretch
from .trace_view import Start
from .traces import outfall_title, place_of

#: Columns a row may be named by, beside its uid.
_NAMES = {
    "outfalls": ("code_national", "code_local", "name"), "pipes": ("code",), "manholes": ("code",),
}
_SOURCE_NAMES = ("name", "permit_no", "outlet_code")
_SHOWN = 5


def section_project(
    path: str, table: str, start: str, outfall: str = "", used: Configuration | None = None,
    progress: Progress | None = None,
) -> tuple[Profile, list[Problem]]:
    """Return the shortest way from a row of ``table`` (pipes, manholes or sources) down to an outfall.

    start, outfall: uid, code or name; without an outfall the nearest is taken. With it come the problems of
    the rows that were read. Raises :class:`UserError` for a name that no row or several rows have, and where
    the place does not drain there.
    """
    used = used or Configuration()
    checked_options(used.options)
    tell = progress or (lambda _share, _step: None)
    open_check(path)
    with ProjectFile(path) as project:
        beginning = Start(table, (fid_of(project, table, start),))
        mouth = fid_of(project, "outfalls", outfall) if outfall.strip() else None
    live = LiveProject(path, lambda share, step: tell(0.8 * share, step), used)
    mouth = nearest_outfall(live, beginning) if mouth is None else mouth
    profile = profile_between(live, beginning, mouth, tell)
    rows = live.rows
    names = Names(*rows.pipes.columns, *rows.outfalls.columns, *rows.sources.columns)
    return profile, [*live.problems, *id_problems(live.network.findings(), names)]


def fid_of(project: ProjectFile, table: str, wanted: str) -> int:
    """Return the row that is called ``wanted``: by its uid, else by its codes, else by its name."""
    columns = _NAMES.get(table, _SOURCE_NAMES)
    rows = project.read(table, ["uid", *columns])
    key = fold(wanted.strip())
    for name in ("uid", *columns):
        found = [at for at, value in enumerate(rows[name].tolist()) if value and fold(value.strip()) == key]
        if len(found) == 1:
            return int(rows.fid[found[0]])
        if found:
            text = translate("Section",
                             "{n} rows of {table} are called “{name}”; give the uid of one: {uids}.")
            raise UserError(text.format(
                n=len(found), table=SCHEMA.table(table).alias(user_language()), name=wanted,
                uids=", ".join(rows["uid"][at] for at in found[:_SHOWN])))
    text = translate("Section", "No row of {table} has the uid, code or name “{name}”.")
    raise UserError(text.format(table=SCHEMA.table(table).alias(user_language()), name=wanted))


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
        raise UserError(
            translate("Section", "The source is right at the outfall; no pipe lies between them.")
        )
    if section is None:
        raise UserError(
            translate("Section", "No water runs from there to this outfall: {way}.").format(way=title)
        )
    report(0.99, "tracing")
    stretches = stretches_of(live, section)
    codes = [
        live.rows.manholes.name(row) if row >= 0 else named.upper()
        for row, named in zip(section.manhole.tolist(), section.node_id)
    ]
    stops = [
        Stop(float(m), float(x) / live.scale, float(y) / live.scale, float(ground), code)
        for m, (x, y), ground, code in zip(
            section.chainage_m, section.xy.tolist(), section.ground.tolist(), codes
        )
    ]
    return Profile(title, stretches, stops, outfall_title(live, outfall))


def stretches_of(live: LiveProject, section: LongSection) -> list[Stretch]:
    """Return the pieces of pipe of a way, in flow direction."""
    pipes = live.rows.pipes
    fids = pipes.fids(np.maximum(section.pipe, 0)).tolist()
    paths = _paths(live, section)
    return [
        Stretch(
            float(section.chainage_m[at]),
            float(section.chainage_m[at + 1]),
            float(section.invert_top[at]),
            float(section.invert_bottom[at]),
            float(section.diameter_mm[at]),
            pipes.name(row) if row >= 0 else "",
            fids[at] if row >= 0 else -1,
            Basis(int(section.basis[at])).name.lower(),
            pipes.uid(row) if row >= 0 else "",
            paths[at],
        )
        for at, row in enumerate(section.pipe.tolist())
    ]


def nearest_outfall(live: LiveProject, start: Start) -> int:
    """Return the outfall that water from somewhere reaches first; raises UserError where it reaches none."""
    place = place_of(live, start.table, start.fids[0], start.xy)
    below = live.network.downstream(place) if place is not None else None
    if below is None or not (len(below.pipe) or len(below.outfall)):
        raise UserError(translate("Section", "It meets no pipe, so there is no way from it."))
    if not len(below.outfall):
        raise UserError(translate("Section", "No water runs from there to any outfall."))
    return int(live.rows.outfalls.fids(below.outfall[:1])[0])


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


def _paths(live: LiveProject, section: LongSection) -> list[tuple[tuple[float, float, float], ...]]:
    """Return the vertices of each stretch with their chainages.

    A pipe may be entered or left between its ends: of its line the part between the two stops counts.
    """
    drawn = drawn_lines(live.network, section.pipe[section.pipe >= 0])
    lines: dict[int, list[Floats]] = {}
    for at, pipe in enumerate(drawn.pipe.tolist()):
        lines.setdefault(pipe, []).append(drawn.xy[drawn.start[at] : drawn.start[at + 1]])
    paths = []
    for at, pipe in enumerate(section.pipe.tolist()):
        low, high = float(section.chainage_m[at]), float(section.chainage_m[at + 1])
        line = _between(lines.get(pipe, []), section.xy[at], section.xy[at + 1])
        step = np.hypot(*np.diff(line, axis=0).T)
        total = float(step.sum())
        along = (
            np.concatenate([[0.0], np.cumsum(step)]) / total if total > 0 else np.linspace(0, 1, len(line))
        )
        paths.append(tuple(
            (x / live.scale, y / live.scale, low + (high - low) * share)
            for (x, y), share in zip(line.tolist(), along.tolist()) if math.isfinite(x)
        ))
    return paths


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
