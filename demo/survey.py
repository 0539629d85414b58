"""What the survey recorded of the true network: codes, drawing, levels, and what is wrong with it.

Districts deliver differently: most with node codes at both ends, some by geometry
alone, some mixed. Flaws sit where little drains through them, so that they cost a
trace something without ruining it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from . import network as nw
from .geo import Floats, Ints, objects, pick, stream
from .layout import Layout

NO_FLAW, GAP, UNKNOWN_FLOW, WRONG_FLOW = range(4)
FLAWS = ("", "survey_gap", "unknown_flow", "wrong_flow")
#: Share of pipes with node codes by district; others have them all
CODED = {"420114": 0.0, "420116": 0.0, "420117": 0.6, "420111": 0.9}
#: Districts that delivered lines only, no manholes
NO_MANHOLES = ("420114",)
SENTINELS = (0.0, -1.0, -99.0, 9999.0)
OWNERS = ("区水务局", "市政排水管理所", "城投排水运营公司", "园区管理办公室", "街道办事处", "物业服务中心")


@dataclass
class Survey:
    """The delivered columns, and beside them what is true. Rows are those of the layout."""

    line: np.ndarray  # shapely lines as drawn
    pipes: dict[str, np.ndarray]
    manhole_rows: Ints  # nodes that were delivered as points
    manholes: dict[str, np.ndarray]
    node_code: np.ndarray
    county: np.ndarray  # of nodes
    open: np.ndarray  # pipes that carry water
    flaw: Ints  # of pipes
    has_row: np.ndarray  # nodes delivered as points
    gully_of: Ints  # node a gully inlet leads to, else the node itself


def make_survey(seed: int, layout: Layout) -> Survey:
    """Survey a layout: what the drainage tables of the project hold."""
    rng = stream(seed, "survey")
    net, up, down, xy = layout.net, layout.up, layout.down, layout.xy
    role, form, kind = (net.column(name) for name in ("role", "form", "node_kind"))
    n = net.n_pipes
    county = layout.districts.county(xy)
    county[county == None] = "420117"  # noqa: E711 - object array; a few nodes just across the line
    has_row = (kind != nw.DITCH) & ~np.isin(county.astype(str), NO_MANHOLES)

    status, closed, is_open = _close(rng, layout, has_row)
    flaw = _flaws(rng, layout, is_open)
    code = _node_codes(net.column("node_system"), kind, county, has_row)
    share = np.ones(n)
    for district, part in CODED.items():
        share[county[up] == district] = part
    coded = rng.random(n) < share

    end = _ends(rng, layout, coded, flaw, is_open)
    from_code = np.where(coded & has_row[up], code[up], None)
    to_code = np.where(coded & has_row[down] & ~end.loose, code[down], None)
    backwards = rng.random(n) < 0.11
    stated = rng.random(n)
    flow = np.where(backwards, "-", np.where(stated < 0.55, "+", None)).astype(object)
    flow[flaw == UNKNOWN_FLOW] = "?"
    wrong = flaw == WRONG_FLOW
    backwards[wrong] = True
    flow[wrong] = np.where(rng.random(wrong.sum()) < 0.4, "+", None)
    level = net.column("level")
    invert = [level[up] + rng.normal(0, 0.012, n), level[down] + rng.normal(0, 0.012, n)]
    for values in invert:
        values[rng.random(n) < 0.13] = np.nan
        bad = rng.random(n) < 0.02
        values[bad] = rng.choice(SENTINELS, bad.sum())
    ditch = form == nw.CHANNEL
    invert[0][ditch & (rng.random(n) < 0.6)] = np.nan
    size = net.column("size").astype(float)
    size[(rng.random(n) < 0.07) | ditch] = np.nan
    system = objects(list(nw.SYSTEMS))[net.column("system")]
    system[rng.random(n) < 0.02] = "unknown"
    pipes = {
        "code": objects([f"GD{i:07d}" for i in range(1, n + 1)]),
        "from_node": np.where(backwards, to_code, from_code),
        "to_node": np.where(backwards, from_code, to_code),
        "system": system,
        "form": objects(list(nw.FORMS))[form],
        "flow": flow,
        "invert_from": np.round(np.where(backwards, invert[1], invert[0]), 3),
        "invert_to": np.round(np.where(backwards, invert[0], invert[1]), 3),
        "diameter_mm": size,
        "material": _material(rng, form, size),
        "data_source": pick(
            rng, ("surveyed", "as_built", "design", "inferred", None), n, (0.60, 0.19, 0.09, 0.08, 0.04)
        ),
        "status": status,
        "owner": pick(rng, (*OWNERS, None), n, (0.2, 0.12, 0.05, 0.04, 0.03, 0.03, 0.53)),
        "remark": objects([None] * n),
    }
    broken = (flaw == GAP) & (rng.random(n) < 0.5)
    pipes["remark"][broken] = "探测中断，疑似断裂"
    line = _draw(rng, layout, end, backwards, role == nw.SPARE)
    rows = np.flatnonzero(has_row)
    gully_of = np.arange(net.n_nodes)
    gully = (role == nw.GULLY) & is_open & (flaw == NO_FLAW)
    gully_of[up[gully]] = down[gully]
    return Survey(
        line,
        pipes,
        rows,
        _manholes(rng, layout, rows, code, closed),
        code,
        county,
        is_open,
        flaw,
        has_row,
        gully_of,
    )


def _close(
    rng: np.random.Generator, layout: Layout, has_row: np.ndarray
) -> tuple[np.ndarray, Ints, np.ndarray]:
    """Abandon and block some pipes and shut a few gates; say which pipes still carry water."""
    net, n = layout.net, layout.net.n_pipes
    role, load, up = (net.column(name) for name in ("role", "load", "up"))
    kind = net.column("node_kind")
    status = pick(rng, ("in_service", None), n, (0.95, 0.05))
    draw = rng.random(n)
    town = net.column("form") == nw.PIPE
    abandoned = town & (((role == nw.LATERAL) & (draw < 0.010)) | ((role == nw.SPLIT) & (draw < 0.03)))
    blocked = (((role == nw.SPLIT) | (role == nw.CROSS)) & (draw > 0.95)) | (
        (role == nw.LATERAL) & (draw > 0.9985)
    )
    laterals = np.flatnonzero(town & (role == nw.LATERAL) & ~abandoned & ~blocked)
    for which, at in ((abandoned, 3), (blocked, 7)):  # at least one of each, however small the city
        which[laterals[at : at + int(not which.any())]] = True
    status[abandoned], status[blocked] = "abandoned", "blocked"
    last = np.zeros(net.n_nodes)
    np.maximum.at(last, up, load)
    gates = np.flatnonzero((kind == nw.GATE) & has_row & (last < np.median(load[role == nw.TREE])))
    closed = rng.choice(gates, min(len(gates), max(1, int(6 * min(layout.scale, 3)))), replace=False)
    shut = np.zeros(net.n_nodes, bool)
    shut[closed] = True
    return status, closed, ~(abandoned | blocked | shut[up])


def _flaws(rng: np.random.Generator, layout: Layout, is_open: np.ndarray) -> Ints:
    """Choose pipes whose record is wrong: a gap, unknown direction, wrong direction."""
    net = layout.net
    role, load, form = (net.column(name) for name in ("role", "load", "form"))
    small = np.flatnonzero(
        is_open & (load < 330) & (form == nw.PIPE) & np.isin(role, (nw.TREE, nw.LATERAL, nw.GULLY))
    )
    long = np.hypot(*(layout.xy[layout.up] - layout.xy[layout.down]).T) > 20
    flaw = np.zeros(net.n_pipes, int)
    for what, share, pool in (
        (GAP, 0.0005, small[long[small]]),
        (UNKNOWN_FLOW, 0.0010, small),
        (WRONG_FLOW, 0.0006, small),
    ):
        sound = pool[flaw[pool] == 0]
        count = min(len(sound), max(1, int(share * net.n_pipes)))
        flaw[rng.choice(sound, count, replace=False)] = what
    return flaw


@dataclass
class _Ends:
    xy: Floats  # lower ends as drawn
    loose: np.ndarray  # lower end without a code
    noisy: np.ndarray


def _ends(
    rng: np.random.Generator, layout: Layout, coded: np.ndarray, flaw: Ints, is_open: np.ndarray
) -> _Ends:
    """Where lower ends are drawn: at the node, short of it (gap), or on the middle of the next pipe (T)."""
    net, up, down, xy = layout.net, layout.up, layout.down, layout.xy
    role, form = net.column("role"), net.column("form")
    end = xy[down].copy()
    loose = np.zeros(net.n_pipes, bool)
    gap = np.flatnonzero(flaw == GAP)
    back = xy[up[gap]] - xy[down[gap]]
    end[gap] += back / np.hypot(*back.T)[:, None] * rng.uniform(2.0, 8.0, len(gap))[:, None]
    loose[gap] = True
    ways_out = np.bincount(up, minlength=net.n_nodes)
    next_pipe = np.full(net.n_nodes, -1)
    next_pipe[up] = np.arange(net.n_pipes)
    below = next_pipe[down]
    plain = (role == nw.GULLY) & (ways_out[down] == 1) & (flaw == NO_FLAW)
    plain &= (form[below] == nw.PIPE) & is_open[below] & (flaw[below] == NO_FLAW) & (role[below] != nw.SPARE)
    tee = np.flatnonzero(plain & (rng.random(net.n_pipes) < 0.10))
    t = rng.uniform(0.15, 0.5, len(tee))[:, None]
    end[tee] = xy[up[below[tee]]] * (1 - t) + xy[down[below[tee]]] * t
    loose[tee] = True
    return _Ends(end, loose, ~coded)


def _draw(
    rng: np.random.Generator, layout: Layout, end: _Ends, backwards: np.ndarray, spare: np.ndarray
) -> np.ndarray:
    """Draw the lines: two points for pipes, two more for ditches; a few centimetres off without codes."""
    xy, up = layout.xy, layout.up
    n = len(up)
    noise = np.clip(rng.normal(0, 0.012, (2, n, 2)), -0.03, 0.03) * end.noisy[None, :, None]
    first, last = xy[up] + noise[0], end.xy + noise[1]
    way = last - first
    ditch = (layout.net.column("form") == nw.CHANNEL) & ~spare
    bend = rng.normal(0, 0.04, (2, n)) * ditch
    across = np.column_stack([-way[:, 1], way[:, 0]])
    points = np.stack(
        [
            first,
            first + way / 3 + across * bend[0][:, None],
            first + way * 2 / 3 + across * bend[1][:, None],
            last,
        ],
        axis=1,
    )
    points[backwards] = points[backwards][:, ::-1]
    points = np.round(points, 3)
    line = np.empty(n, dtype=object)
    line[ditch] = shapely.linestrings(points[ditch])
    line[~ditch] = shapely.linestrings(points[~ditch][:, [0, 3]])
    return line


def _node_codes(system: Ints, kind: Ints, county: np.ndarray, has_row: np.ndarray) -> np.ndarray:
    prefix = ("YS", "WS", "HS", "XX")
    codes = [
        None if not row else f"{'YK' if what == nw.INLET else prefix[of]}{place[3:]}{i:07d}"
        for i, (of, what, place, row) in enumerate(
            zip(system.tolist(), kind.tolist(), county.tolist(), has_row.tolist())
        )
    ]
    return objects(codes)


def _material(rng: np.random.Generator, form: Ints, size: Floats) -> np.ndarray:
    n = len(form)
    small = pick(rng, ("HDPE", "PVC-U", "混凝土", "钢筋混凝土", None), n, (0.28, 0.12, 0.15, 0.10, 0.35))
    large = pick(rng, ("钢筋混凝土", "玻璃钢夹砂", None), n, (0.6, 0.06, 0.34))
    material = np.where(np.nan_to_num(size, nan=300) > 600, large, small)
    material = np.where(
        form == nw.CULVERT, pick(rng, ("钢筋混凝土箱涵", "砖石砌筑", None), n, (0.5, 0.2, 0.3)), material
    )
    material = np.where(
        form == nw.CHANNEL, pick(rng, ("土渠", "混凝土衬砌", None), n, (0.4, 0.25, 0.35)), material
    )
    return np.where(form == nw.PRESSURE, pick(rng, ("钢管", "球墨铸铁", None), n, (0.5, 0.3, 0.2)), material)


def _manholes(
    rng: np.random.Generator, layout: Layout, rows: Ints, code: np.ndarray, closed: Ints
) -> dict[str, np.ndarray]:
    net, n = layout.net, len(rows)
    kind = net.column("node_kind")[rows]
    depth = np.where(kind == nw.INLET, rng.uniform(0.6, 1.1, n), rng.gamma(6, 0.45, n) + 0.8)
    ground = net.column("level")[rows] + depth
    depth, ground = np.round(depth, 2), np.round(ground, 2)
    ground[rng.random(n) < 0.2] = np.nan
    depth[rng.random(n) < 0.3] = np.nan
    gate = objects([None] * n)
    gate[kind == nw.GATE] = "open"
    gate[np.isin(rows, closed)] = "closed"
    return {
        "code": code[rows],
        "kind": objects(list(nw.KINDS))[kind],
        "system": objects(list(nw.SYSTEMS))[net.column("node_system")[rows]],
        "ground_level": ground,
        "depth": depth,
        "gate": gate,
    }
