"""From the layout to the tables of a project, and the truth that goes with them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely

from .districts import NAMES
from .geo import objects, stream, uuids
from .layout import Layout
from .life_truth import life_truth
from .lives import make_lives
from .outfall_rows import make_outfall_rows
from .outfalls import STORY
from .places import make_places
from .river import START_KM
from .source_rows import make_source_rows
from .sources import KINDS, Batch, make_sources
from .spoiled import spoil_register
from .survey import FLAWS, Survey, make_survey
from .truth import Truth, reach
from .writing import Table


def make_tables(
    seed: int, layout: Layout, tick: Callable[[float], None] = lambda share: None, lives: bool = False
) -> tuple[dict[str, Table], Truth]:
    """Return every table of the demonstration, and the truth; ``lives``: with what happened to outfalls."""
    uid_of = stream(seed, "uids")
    names = stream(seed, "names")
    survey = make_survey(seed, layout)
    tick(0.3)
    outfalls = layout.outfalls
    register = make_outfall_rows(names, layout, uuids(uid_of, len(outfalls)))
    batches = make_sources(seed, layout, survey, outfalls, register.known)
    tick(0.6)
    tables = {"outfalls": Table(register.columns, outfalls.xy)}
    pipes = {"uid": objects(uuids(uid_of, layout.net.n_pipes)), **survey.pipes}
    tables["pipes"] = Table(pipes, survey.line)
    rows = survey.manhole_rows
    tables["manholes"] = Table({"uid": objects(uuids(uid_of, len(rows))), **survey.manholes}, layout.xy[rows])
    site_uid, site_table, site_of, outlines = [], [], [], []
    for name, batch in batches.items():
        uid = uuids(uid_of, len(batch))
        columns = make_source_rows(
            names, name, batch, layout, survey.node_code, register.columns["code_national"]
        )
        tables[name] = Table({"uid": objects(uid), **columns}, batch.xy)
        for row in np.flatnonzero(batch.outline != None).tolist():  # noqa: E711 - object array
            site_table.append(name)
            site_of.append(uid[row])
            outlines.append(batch.outline[row])
    site_uid = uuids(uid_of, len(outlines))
    tables["source_sites"] = Table(
        {"uid": objects(site_uid), "source_table": objects(site_table), "source_uid": objects(site_of)},
        objects(outlines),
    )
    tables.update(_base_map(uid_of, layout))
    tick(0.85)
    tables.update(make_places(seed, layout))
    truth = _truth(seed, layout, survey, batches, tables)
    truth.register = spoil_register(
        seed, register.columns, register.names, register.codes, np.array([register.story]))
    if lives:
        made, scripts, kept = make_lives(seed, tables["outfalls"], truth)
        tables.update(made)
        truth.lives = life_truth(scripts, kept)
    tick(1.0)
    return {name: table for name, table in tables.items() if table.count}, truth


def _base_map(uid_of: np.random.Generator, layout: Layout) -> dict[str, Table]:
    polygons = layout.districts.polygons
    waters = layout.river.polygons
    return {
        "districts": Table(
            {
                "uid": objects(uuids(uid_of, len(polygons))),
                "county_code": objects([code for code, _, _ in polygons]),
                "name": objects([NAMES[code] for code, _, _ in polygons]),
                "managing_unit": objects([unit or None for _, unit, _ in polygons]),
            },
            objects([shape for *_, shape in polygons]),
        ),
        "river": Table(
            {
                "uid": objects(uuids(uid_of, len(waters))),
                "name": objects([name for name, _, _ in waters]),
                "kind": objects([kind for _, kind, _ in waters]),
            },
            objects([shape for *_, shape in waters]),
        ),
        "river_axis": Table(
            {
                "uid": objects(uuids(uid_of, 1)),
                "name": objects(["长江（示意）"]),
                "start_km": np.array([START_KM]),
            },
            objects([shapely.LineString(np.round(layout.river.axis, 2))]),
        ),
    }


def _truth(
    seed: int, layout: Layout, survey: Survey, batches: dict[str, Batch], tables: dict[str, Table]
) -> Truth:
    net, outfalls = layout.net, layout.outfalls
    outfall_of = np.full(net.n_nodes, -1)
    reached = outfalls.node >= 0
    outfall_of[outfalls.node[reached]] = np.flatnonzero(reached)
    outfall_uid = tables["outfalls"].columns["uid"]
    every = Batch.join(list(batches.values()))
    table = np.repeat(np.array(list(batches), dtype=object), [len(batch) for batch in batches.values()])
    uid = np.concatenate(
        [
            tables[name].columns["uid"] if len(batch) else np.empty(0, object)
            for name, batch in batches.items()
        ]
    )

    def pairs(usable: np.ndarray) -> np.ndarray:
        row, outfall = reach(net.n_nodes, layout.up[usable], layout.down[usable], outfall_of, every.node)
        direct = np.flatnonzero(every.outfall >= 0)
        return np.unique(
            np.concatenate([row * len(outfalls) + outfall, direct * len(outfalls) + every.outfall[direct]])
        )

    full = pairs(survey.open)
    obstacle = np.zeros(len(full), int)
    for flaw in range(len(FLAWS) - 1, 0, -1):
        without = pairs(survey.open & (survey.flaw != flaw))
        obstacle[~np.isin(full, without)] = flaw
    links = [
        (
            outfall_uid[pair % len(outfalls)],
            table[pair // len(outfalls)],
            uid[pair // len(outfalls)],
            FLAWS[flaw],
        )
        for pair, flaw in zip(full.tolist(), obstacle.tolist())
    ]
    connection = {one: KINDS[kind] for one, kind in zip(uid.tolist(), every.kind.tolist())}
    story_outfall = int(np.flatnonzero(outfalls.what == STORY)[0])
    story = {
        "outfall_uid": outfall_uid[story_outfall],
        "source_table": "other_sources",
        "source_uid": tables["other_sources"].columns["uid"][-1],
        "works_uid": tables["enterprises"].columns["uid"][-1],
    }
    return Truth(seed, links, connection, story)
