"""Outfalls whose result an import puts out of date: marked in its transaction, as edits mark them.

Which they are is asked of one network that holds the rows of before and of after together: an old or
a new pipe leads to the outfalls below it, a source to those below where it meets the network. That
costs less than half of a trace, and only where the project was traced and a trace would see what was
imported. Limits of a run do not count here, so rather one outfall too many than one too few.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import speaking, translate
from ...interruptible import interruptible
from ...layers.schema import SCHEMA, Geometry, Kind
from ...layers.store.columns import Columns, kept
from ...layers.store.geometry_io import joined_parts, parts_of, points_of, shapes_of
from ...layers.store.table_io import ProjectFile
from ...operations.live.stale import Stale, stale_columns
from ...operations.runs.run_options import checked_options
from ...problems import UserError
from ...tracing.model import Ints, Options, Points
from ...tracing.packed_texts import TextColumn
from ..cleaning.distinct_cells import objects
from .changes import ImportPlan
from .import_memory import GEOMETRY

if TYPE_CHECKING:
    from ...operations.runs.reading import ProjectData

Tell = Callable[[float], None]
_LIMITS: dict[str, Any] = {"limit_m": 0.0, "limit_sources": 0, "limit_manholes": 0}


def mark(project: ProjectFile, plans: Sequence[ImportPlan], now: str, tell: Tell) -> None:
    """Put stale marks on the outfalls that ``plans`` concern, and their number into the plans.

    ``project`` is in a transaction and holds the rows of before. ``tell`` gets shares 0..1 and may raise
    Cancelled.
    """
    felt = [plan for plan in plans if plan.outdates_traces]
    if not felt:
        return
    outfalls = project.read("outfalls", ["uid", "traced_at", "stale_since", "stale_because"])
    rows = zip(*(outfalls[name].tolist() for name in ("uid", "traced_at", "stale_since", "stale_because")))
    present = {uid: (since, because) for uid, traced, since, because in rows if traced}
    concerned = _concerned(project, felt, tell) & set(present) if present else set()
    files = list(dict.fromkeys(plan.delivery.file for plan in felt if plan.delivery.file))
    with speaking(project.language()):
        why = translate("Import", "Import of {file}").format(file=", ".join(files))
    stale = {}
    for uid in concerned:
        since, because = present[uid]
        reasons = [part for part in (because or "").split("; ") if part]
        stale[uid] = Stale(since or now, "; ".join(dict.fromkeys([*reasons, why])))
    marked = {uid: pair for uid, pair in stale_columns(present, stale).items() if uid in stale}
    project.update("outfalls", objects(list(marked)), {
        "stale_since": objects([since for since, _ in marked.values()]),
        "stale_because": objects([because for _, because in marked.values()]),
    })
    for plan in felt:
        plan.outdated = len(concerned)


def _concerned(project: ProjectFile, plans: Iterable[ImportPlan], tell: Tell) -> set[str]:
    """Return the uids of outfalls that changed themselves, or that changed rows can reach."""
    from ...operations.runs.reading import read_project

    both = _BeforeAndAfter(project)
    for plan in plans:
        both.enter(plan)
    changed = both.changed
    found = set(changed.pop("outfalls", ()))
    if not any(changed.values()):
        return found
    tell(0.0)
    data = read_project(both)  # type: ignore[arg-type]
    _stand_open(data, changed)
    return found | interruptible(
        lambda share, _step: tell(0.4 + 0.6 * share), _reached, data, changed, _latest_options(project)
    )


def _latest_options(project: ProjectFile) -> Options:
    """Return the options of the latest run, without its limits; today's where they cannot be read."""
    runs = project.read("trace_runs", ["options"])
    with suppress(ValueError, TypeError, UserError):
        content = json.loads(runs["options"][-1] or "{}") if runs.n else {}
        names = {each.name for each in fields(Options)}
        options = Options(**{name: value for name, value in content.items() if name in names})
        return checked_options(replace(options, link_rules=tuple(options.link_rules), **_LIMITS))
    return Options()


@dataclass
class _BeforeAndAfter:
    """A project whose tables hold the rows of before, and those that plans bring or change once more."""

    project: ProjectFile
    plans: dict[str, ImportPlan] = field(default_factory=dict)
    changed: dict[str, set[str]] = field(default_factory=dict)  # uids by table, source_sites by their source

    @property
    def path(self) -> str:
        """The file, for messages."""
        return self.project.path

    def metres_per_unit(self, table: str) -> float:
        """As the project says."""
        return self.project.metres_per_unit(table)

    def srs_id(self, table: str) -> int:
        """As the project says."""
        return self.project.srs_id(table)

    def language(self) -> str:
        """As the project says."""
        return self.project.language()

    def enter(self, plan: ImportPlan) -> None:
        """Take a plan in."""
        rows = np.union1d(plan.added, plan.felt)
        uids = {*plan.uids[rows].tolist(), *(row.uid for row in plan.removed)}
        if plan.table == "outfalls":  # two of one code would hide what declares it
            self.changed["outfalls"] = uids
            return
        self.plans[plan.table] = plan
        if plan.table != "source_sites":
            self.changed.setdefault(plan.table, set()).update(uids)
            return
        sites = self.read("source_sites", ["uid", "source_table", "source_uid"])
        for uid, table, source in zip(*(sites[name].tolist() for name in sites)):
            if uid in uids and table and source:
                self.changed.setdefault(table, set()).add(source)

    def read(
        self, table: str, columns: Sequence[str], where: Mapping[str, Collection[Any]] | None = None,
        geometry: bool = False, packed: Collection[str] = (),
    ) -> Columns:
        """As :meth:`ProjectFile.read`, with more rows behind those of before; texts are never packed."""
        before = self.project.read(table, columns, None, geometry)
        plan = self.plans.get(table)
        if plan is None:
            return kept(before, where) if where else before
        kind = SCHEMA.table(table).geometry if geometry else Geometry.NONE
        new = _new_rows(plan, plan.added, list(before), geometry)
        found = _joined(kind, [before, *_changed_rows(plan, before, geometry), new])
        return kept(found, where) if where else found


def _changed_rows(plan: ImportPlan, before: Columns, geometry: bool) -> Iterable[Columns]:
    """Yield the rows that change as they will be: those that stay in their place, then those that move."""
    moves = next((change for change in plan.updates if change.column == GEOMETRY), None)
    moved = set(moves.uids.tolist()) if moves is not None and geometry else set()
    uids = set(plan.uids[plan.felt].tolist())
    for which, moving in ((uids - moved, False), (uids & moved, True)):
        if not which or "uid" not in before:
            continue
        rows = kept(before, {"uid": which})
        place = {uid: at for at, uid in enumerate(rows["uid"].tolist())}
        for change in plan.updates:
            if change.column in rows:
                values = rows.values[change.column] = rows[change.column].copy()
                for uid, new in zip(change.uids.tolist(), change.new.tolist()):
                    if uid in place:
                        values[place[uid]] = new
        if moving and moves is not None:
            at = dict(zip(moves.uids.tolist(), moves.rows.tolist()))
            order = np.array([at[uid] for uid in rows["uid"].tolist()], dtype=np.int64)
            _place(rows, plan, order)
        yield rows


def _new_rows(plan: ImportPlan, rows: Ints, names: Iterable[str], geometry: bool) -> Columns:
    """Return rows of a delivery as if they had been read from the project."""
    table, given = SCHEMA.table(plan.table), plan.prepared.columns
    out = Columns(len(rows), np.full(len(rows), -1, dtype=np.int64))
    for name in names:
        if name == "uid":
            out.values[name] = plan.uids[rows]
        elif name in given:
            out.values[name] = given[name][rows]
        else:
            out.values[name] = _nothing(table.column(name).kind, len(rows))
    if geometry:
        _place(out, plan, rows)
    return out


def _nothing(kind: Kind, n: int) -> NDArray[Any]:
    number = kind in (Kind.REAL, Kind.INTEGER, Kind.BOOLEAN)
    return np.full(n, np.nan) if number else np.full(n, None, dtype=object)


def _place(rows: Columns, plan: ImportPlan, at: Ints) -> None:
    """Give rows the geometry that was delivered."""
    wkb = plan.prepared.geometry
    wkb = np.full(len(at), None, dtype=object) if wkb is None else wkb[at]
    kind = SCHEMA.table(plan.table).geometry
    if kind is Geometry.POINT:
        rows.xy, rows.unreadable = points_of(wkb)
    elif kind is Geometry.LINE:
        rows.parts, rows.unreadable = parts_of(wkb)
    elif kind is Geometry.POLYGON:
        rows.shapes, rows.unreadable = shapes_of(wkb)


def _joined(geometry: Geometry, pieces: Sequence[Columns]) -> Columns:
    """Return pieces of one table one behind the other."""
    first = np.cumsum([0, *(piece.n for piece in pieces)])
    out = Columns(
        int(first[-1]), np.concatenate([piece.fid for piece in pieces]),
        {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]})
    out.unreadable = np.concatenate([piece.unreadable + at for piece, at in zip(pieces, first)])
    if geometry is Geometry.POINT:
        out.xy = np.concatenate([piece.xy for piece in pieces])
    elif geometry is Geometry.LINE:
        out.parts = joined_parts([piece.parts for piece in pieces], [piece.n for piece in pieces])
    elif geometry is Geometry.POLYGON:
        out.shapes = np.concatenate([piece.shapes for piece in pieces])
    return out


def _stand_open(data: ProjectData, changed: Mapping[str, set[str]]) -> None:
    """Open the gates that changed: shut only before, or only after, they let water pass once."""
    shut = data.nodes.closed
    if shut is not None and changed.get("manholes"):
        shut &= ~_among(data.node_uid, changed["manholes"])


def _among(uids: TextColumn, wanted: Collection[str]) -> NDArray[np.bool_]:
    return np.fromiter((uid in wanted for uid in uids.tolist()), dtype=bool, count=len(uids))


def _reached(data: ProjectData, changed: Mapping[str, set[str]], options: Options, tell: Any) -> set[str]:
    """Return the uids of outfalls below the changed rows."""
    from ...tracing.answers.trace import build_network
    from ...tracing.drainage.linking import link_outfalls, link_sources, outfall_nodes
    from ...tracing.input_checks import sound_points
    from ...tracing.orientation.settling import settle_directions

    outfalls = sound_points(data.outfalls)
    network = build_network(data.pipes, data.nodes, options, tell)
    outfall_hops = link_outfalls(network, outfalls, options.outfall_distance_m)
    outfall_node = outfall_nodes(network, outfalls, outfall_hops)
    settle_directions(network, outfall_node)
    source = np.zeros(len(data.sources.uid), dtype=bool)
    for number, table in enumerate(SCHEMA.source_tables):
        if changed.get(table.name):
            source |= (data.sources.table == number) & _among(data.sources.uid, changed[table.name])
    hops = link_sources(
        network, sound_points(_some(data.sources.points, source), len(outfalls.xy)), outfalls, outfall_node,
        options.link_distance_m)
    nodes = [hops.node]
    if changed.get("pipes"):
        pieces, (sign, both) = network.pieces, network.piece_sign
        pipe = network.piece_pipe
        mine = (pipe >= 0) & _among(data.pipe_uid, changed["pipes"])[pipe]
        nodes += [pieces.last[mine & ((sign >= 0) | both)], pieces.first[mine & ((sign <= 0) | both)]]
    if changed.get("manholes"):
        nodes.append(network.node_of_manhole[_among(data.node_uid, changed["manholes"])])
    reach = network.network.upstream(outfall_node)
    links = reach.links(np.unique(np.concatenate(nodes)))
    return set(data.outfall_uid[np.unique(links.outfall)].tolist())


def _some(points: Points, rows: NDArray[np.bool_]) -> Points:
    """Return some of the points."""
    some: dict[str, Any] = {}
    for each in fields(Points):
        values = getattr(points, each.name)
        some[each.name] = None if values is None else values[rows]
    return Points(**some)
