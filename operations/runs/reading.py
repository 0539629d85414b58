"""The project file as engine input: pipes, manholes, outfalls and sources, with their uids.

All problems are collected as sentences, one per kind and column, never raised one by
one. Rows that cannot be used stay in their place (no geometry, -1, NaN), so that row
numbers of the engine's answer are row numbers here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...i18n import inflected, translate
from ...interruptible import interruptible
from ...layers.schema import SCHEMA, Geometry
from ...layers.sources.expressions import rows_matching
from ...layers.store.columns import Columns
from ...layers.store.table_io import ProjectFile
from ...problems import Problem, Severity, UserError
from ...rules.outfall_code import fold_code, rows_by_code
from ...rules.words import known
from ...tracing.input_checks import blanked
from ...tracing.model import (
    FLOW_OF,
    Bools,
    Drainage,
    Floats,
    Flow,
    Ints,
    Nodes,
    Pipes,
    Points,
    Progress,
    Texts,
)
from ...tracing.packed_texts import TextColumn
from .fingerprint import fingerprint_of
from .whole_columns import blocks, counted, declared_ids

_SHOWN = 5  # rows named in one problem
_PIPE_IDS = ("uid", "code", "from_node", "to_node")
_PIPE_TEXTS = ("system", "form", "data_source", "status")
_PIPE_NUMBERS = ("invert_from", "invert_to", "diameter_mm")


@dataclass
class SourceRows:
    """Sources of all kinds as one list; ``table`` numbers ``SCHEMA.source_tables``."""

    points: Points
    table: Ints
    uid: Texts
    name: Texts
    operator: Texts
    owner: Texts

    def table_names(self) -> list[str]:
        """Return the table of each row."""
        names = [table.name for table in SCHEMA.source_tables]
        return [names[i] for i in self.table.tolist()]


@dataclass
class ProjectData:
    """Everything a trace needs from a project, in metres.

    Coordinates were multiplied by ``scale`` (metres per unit of the file).
    ``chosen`` marks the outfalls that the run is asked about; all of them are traced.
    """

    pipes: Pipes
    pipe_uid: TextColumn
    pipe_code: TextColumn
    nodes: Nodes
    node_uid: TextColumn
    outfalls: Points
    outfall_uid: Texts
    outfall_name: Texts
    chosen: Bools
    sources: SourceRows
    scale: float
    language: str = "en"  # of the texts that are stored
    fingerprint: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def drainage(self) -> Drainage:
        """What a trace is asked of."""
        return Drainage(self.pipes, self.nodes, self.outfalls, self.sources.points)


def read_file(path: str, outfalls_filter: str | None = None, barriers: str | None = None,
              progress: Progress | None = None) -> ProjectData:
    """Open the project ``path`` and read it; ``progress`` may stop that at any time. See read_project."""

    def work(tell: Progress | None) -> ProjectData:
        if tell:
            tell(0.0, "reading")
        with ProjectFile(path) as project:
            return read_project(project, outfalls_filter, barriers, packed=True)

    return interruptible(progress, work)


def read_project(project: ProjectFile, outfalls_filter: str | None = None,
                 barriers: str | None = None, *, packed: bool = False) -> ProjectData:
    """Read ``project``. ``outfalls_filter`` and ``barriers`` are QGIS expressions.

    packed: leave uids, codes and ids of pipes and manholes as bytes, for work that edits none of them.

    Raises :class:`UserError` for an expression that does not hold, and for a project whose
    coordinates are degrees.
    """
    scale = project.metres_per_unit("pipes")
    if not scale > 0:
        raise UserError(translate("Reading", "{path} has no projected coordinate system, so nothing can be "
                                  "measured in it. Create a project with a projected one, such as EPSG:4547, "
                                  "and import the data into it.").format(path=project.path))
    _check_one_system(project)
    problems: list[Problem] = []
    pipes, pipe_uid, pipe_code = _pipes(project, scale, barriers, problems, packed)
    nodes, node_uid = _nodes(project, scale, problems, packed)
    rows = project.read("outfalls", ["uid", "code_national", "code_local", "name", "declared_node"],
                        geometry=True)
    _geometry_problems("outfalls", rows, rows["uid"], problems)
    outfalls = Points(_metres(rows, scale), declared_node=declared_ids(rows["declared_node"]))
    chosen = np.ones(rows.n, dtype=bool)
    if outfalls_filter and outfalls_filter.strip():
        chosen = np.isin(rows.fid, rows_matching(project.path, "outfalls", outfalls_filter))
    for name in ("code_national", "code_local"):
        _duplicates("outfalls", name, rows[name], problems)
    codes = zip(rows["code_national"].tolist(), rows["code_local"].tolist())
    sources = _sources(project, scale, rows_by_code(dict(enumerate(codes))), problems)
    names = _first_known(rows["name"], rows["code_national"], rows["code_local"])
    data = ProjectData(pipes, pipe_uid, pipe_code, nodes, node_uid, outfalls, rows["uid"], names, chosen,
                       sources, scale, project.language(), problems=problems)
    data.fingerprint = fingerprint_of((
        pipes, nodes, outfalls, sources.points, sources.table, pipe_uid, data.outfall_uid, sources.uid))
    return data


def _check_one_system(project: ProjectFile) -> None:
    """Raise UserError where a table that is traced lies in another coordinate system than the pipes."""
    own = project.srs_id("pipes")
    traced = ("outfalls", "manholes", "source_sites", *(table.name for table in SCHEMA.source_tables))
    others = [name for name in traced if project.srs_id(name) != own]
    if others:
        raise UserError(translate(
            "Reading", "In {path} these tables have another coordinate system than the pipes: {tables}. All "
            "tables of a project share one: make a new project and import the layers into it, where they are "
            "reprojected.").format(path=project.path, tables=", ".join(others)))


def _pipes(project: ProjectFile, scale: float, barriers: str | None, problems: list[Problem],
           packed: bool) -> tuple[Pipes, TextColumn, TextColumn]:
    rows = project.read("pipes", [*_PIPE_IDS, "flow", *_PIPE_TEXTS, *_PIPE_NUMBERS], geometry=True,
                        packed=_PIPE_IDS if packed else ())
    _geometry_problems("pipes", rows, rows["uid"], problems)
    for name in (*_PIPE_TEXTS, "flow"):
        _code_problems("pipes", name, rows[name], problems)
    parts = rows.parts
    flow = _flows(rows["flow"])
    pipes = Pipes(
        rows.n, parts.xy * scale, parts.part_start, parts.part_row,
        from_node=declared_ids(rows["from_node"]), to_node=declared_ids(rows["to_node"]), flow=flow,
        system=rows["system"], form=rows["form"], invert_from=rows["invert_from"],
        invert_to=rows["invert_to"], diameter_mm=rows["diameter_mm"], data_source=rows["data_source"],
        status=rows["status"],
    )
    if barriers and barriers.strip():
        pipes.barrier = np.isin(rows.fid, rows_matching(project.path, "pipes", barriers))
    return pipes, rows["uid"], rows["code"]


def _flows(codes: Texts) -> np.ndarray:
    flow = np.full(len(codes), flow_of(None), dtype=np.int8)
    for code in counted(codes):
        if code is not None:
            flow[codes == code] = flow_of(code)
    return flow


def flow_of(code: str | None) -> Flow:
    """Return what a code of the column ``flow`` states."""
    return FLOW_OF.get((code or "").strip(), Flow.UNSTATED)


def _nodes(project: ProjectFile, scale: float, problems: list[Problem],
           packed: bool) -> tuple[Nodes, TextColumn]:
    rows = project.read("manholes", ["uid", "code", "kind", "gate"], geometry=True,
                        packed=("uid", "code") if packed else ())
    _geometry_problems("manholes", rows, rows["uid"], problems)
    _code_problems("manholes", "gate", rows["gate"], problems)
    code = declared_ids(rows["code"])
    _duplicates("manholes", "code", code, problems)
    closed = rows["gate"] == "closed"
    return Nodes(_metres(rows, scale), code, kind=rows["kind"], closed=closed), rows["uid"]


def _sources(project: ProjectFile, scale: float, outfall_of_code: dict[str, int],
             problems: list[Problem]) -> SourceRows:
    wanted = ["uid", "name", "operator", "owner", "declared_node", "declared_outfall"]
    tables = [(table.name, project.read(table.name, wanted, geometry=True))
              for table in SCHEMA.source_tables]
    for name, rows in tables:
        _geometry_problems(name, rows, rows["uid"], problems)
    column = {name: np.concatenate([rows[name] for _, rows in tables]) for name in wanted}
    table_of = np.repeat(np.arange(len(tables)), [rows.n for _, rows in tables])
    declared = np.full(len(table_of), -1, dtype=np.int64)
    unknown: dict[int, list[str]] = {}
    for row, code in enumerate(column["declared_outfall"].tolist()):
        key = fold_code(code)
        if key:
            declared[row] = outfall_of_code.get(key, -1)
            if declared[row] < 0:
                unknown.setdefault(int(table_of[row]), []).append(str(code))
    for at, codes in unknown.items():
        problems.append(Problem(
            inflected(
                translate(
                    "Reading",
                    "{n} declared outfall (code belongs|codes belong) to no outfall: {codes}.",
                ),
                n=len(codes), codes=_some(codes),
            ), Severity.WARNING, tables[at][0],
            column="declared_outfall",
            fix=translate("Reading", "Correct the codes, or add the outfalls.")))
    points = Points(
        np.concatenate([_metres(rows, scale) for _, rows in tables]),
        declared_node=declared_ids(column["declared_node"]), declared_outfall=declared,
        outline=_outlines(project, scale, [name for name, _ in tables], table_of, column["uid"], problems),
        kind=np.array([name for name, _ in tables], dtype=object)[table_of],
    )
    return SourceRows(points, table_of, column["uid"], column["name"], column["operator"], column["owner"])


def _outlines(project: ProjectFile, scale: float, tables: Sequence[str], table_of: Ints, uid: Texts,
              problems: list[Problem]) -> Texts | None:
    """Return the site outline of each source (shapely, in metres) or None."""
    import shapely

    rows = project.read("source_sites", ["uid", "source_table", "source_uid"], geometry=True)
    _geometry_problems("source_sites", rows, rows["uid"], problems)
    if rows.n == 0:
        return None
    number = {name: i for i, name in enumerate(tables)}
    row_of = {key: row for row, key in enumerate(zip(table_of.tolist(), uid.tolist()))}
    shapes: dict[int, list[object]] = {}
    for table, source, shape in zip(rows["source_table"].tolist(), rows["source_uid"].tolist(), rows.shapes):
        row = row_of.get((number.get(table, -1), source))
        if row is not None and shape is not None and not shape.is_empty:
            shapes.setdefault(row, []).append(shape if scale == 1 else shapely.transform(
                shape, lambda xy: xy * scale))
    out = np.full(len(uid), None, dtype=object)
    for row, several in shapes.items():
        out[row] = several[0] if len(several) == 1 else shapely.union_all(several)
    return out


def _metres(rows: Columns, scale: float) -> Floats:
    return blanked(rows.xy * scale)


def _first_known(*columns: Texts) -> Texts:
    out = np.empty(len(columns[0]), dtype=object)
    out[:] = [next((value for value in row if value is not None and known(value)), None)
              for row in zip(*(column.tolist() for column in columns))]
    return out


# problems


def _some(texts: Iterable[str]) -> str:
    listed = list(dict.fromkeys(texts))
    return ", ".join(listed[:_SHOWN]) + (" ..." if len(listed) > _SHOWN else "")


def _geometry_problems(table: str, rows: Columns, uids: Texts, problems: list[Problem]) -> None:
    missing = np.ones(rows.n, dtype=bool)
    kind = SCHEMA.table(table).geometry
    if kind is Geometry.LINE:
        missing[rows.parts.part_row] = False
    elif kind is Geometry.POINT:
        missing = ~np.isfinite(rows.xy).all(axis=1)
    else:
        missing = np.array([shape is None or shape.is_empty for shape in rows.shapes], dtype=bool)
    missing[rows.unreadable] = False
    for at, text in (
        (np.flatnonzero(missing), translate("Reading", "{n} (row has|rows have) no geometry: {rows}.")),
        (rows.unreadable, translate("Reading", "The geometry of {n} (row|rows) cannot be read: {rows}.")),
    ):
        if len(at):
            problems.append(Problem(
                inflected(text, n=len(at), rows=_some(str(uid) for uid in uids[at[:_SHOWN + 1]])),
                Severity.WARNING, table, fix=translate("Reading", "Draw the geometry, or delete the rows.")))


def _code_problems(table: str, column: str, values: Texts, problems: list[Problem]) -> None:
    codes = SCHEMA.values(SCHEMA.table(table).column(column).values).codes
    strange = {value: n for value, n in counted(values).items() if value and value not in codes}
    if strange:
        problems.append(Problem(
            inflected(
                translate("Reading", "{n} (row holds|rows hold) values outside the list: {values}."),
                n=sum(strange.values()), values=_some(strange),
            ), Severity.WARNING, table, column=column,
            fix=translate("Reading", "Allowed are: {codes}.").format(codes=", ".join(codes))))


def _duplicates(table: str, column: str, values: TextColumn, problems: list[Problem]) -> None:
    hashes = np.empty(len(values), dtype=np.int64)
    for rows, block in blocks(values):
        hashes[rows] = np.fromiter(map(hash, map(known, block)), np.int64, len(block))
    ordered = np.sort(hashes)
    alike = np.isin(hashes, ordered[1:][ordered[1:] == ordered[:-1]])
    counted = Counter(filter(None, map(known, values[alike].tolist())))
    twice = [value for value, n in counted.items() if n > 1]
    if twice:
        problems.append(Problem(
            inflected(
                translate("Reading", "{n} (code occurs|codes occur) more than once: {codes}."),
                n=len(twice), codes=_some(twice),
            ), Severity.WARNING, table, column=column,
            fix=translate("Reading", "Give each row a code of its own.")))
