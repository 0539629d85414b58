"""Node ids that stand for places far apart: two areas that number alike, or a word for nothing.

A word for nothing is not known by its spelling but by what it does: ``END`` or ``0`` stands at ends all over
the city. The engine does not join what lies so far apart; the import says which ids they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import inflected, translate
from ...layers.schema import SCHEMA
from ...problems import Problem, Severity
from ...tracing.model import Floats, Ints
from ...tracing.noding.node_ids import normal_codes
from ..comparing.geometry import Places, places_of_table
from ..comparing.import_memory import Words, digest_keys

if TYPE_CHECKING:
    from ...layers.store.table_io import ProjectFile
    from ..comparing.changes import ImportPlan
    from ..comparing.present import Present

FAR_M = 100.0  # ends of one id farther apart are not one node; a run joins them no farther either
#: Columns that hold the ids of nodes, of the first and of the last vertex.
_NODES = {"pipes": ("from_node", "to_node"), "manholes": ("code",)}
_SHOWN = 5


def far_apart(project: ProjectFile, plan: ImportPlan, present: Present, known: Ints) -> list[Problem]:
    """Tell of ids of new and changed rows that stand far apart, in the delivery or with the project.

    ``known``: the row of the project of each delivered one, -1 for new ones.
    """
    columns = plan.prepared.columns
    if not present.spatial or not set(_NODES.get(plan.table, ("none",))) <= columns.keys():
        return []
    rows = np.union1d(plan.added, plan.updated)
    if not len(rows):
        return []
    ids, xy = _nodes(plan.table, columns, present.new_places, rows)
    words = digest_keys(normal_codes(ids))
    for table, names in _NODES.items():
        if table == plan.table:
            rest = np.setdiff1d(np.arange(present.found.n), known[rows])
            codes, places = _nodes(table, present.found, present.places, rest)
        elif project.count(table):
            found = project.read(table, list(names), geometry=True)
            drawn = places_of_table(found, SCHEMA.table(table).geometry)
            codes, places = _nodes(table, found, drawn, np.arange(found.n))
        else:
            continue
        more = digest_keys(normal_codes(codes))
        ours = np.isin(more, words) & (more != 0)
        ids, words = np.append(ids, codes[ours]), np.append(words, more[ours])
        xy = np.concatenate([xy, places[ours]])
    there = (words != 0) & np.isfinite(xy).all(axis=1)
    return _told(plan.table, ids[there], words[there], xy[there])


def _nodes(
    table: str, columns: Mapping[str, NDArray[Any]], places: Places, rows: Ints
) -> tuple[NDArray[Any], Floats]:
    """Return the ids (m,) and places (m, 2) of the nodes of rows: both ends of a pipe, or a manhole."""
    if not len(rows):
        return np.empty(0, dtype=object), np.empty((0, 2))
    ends = places.ends()[rows]
    names = _NODES[table]
    return (np.concatenate([columns[name][rows] for name in names]),
            np.concatenate([ends[:, at] for at in range(len(names))]))


def _told(table: str, ids: NDArray[Any], words: Words, xy: Floats) -> list[Problem]:
    if not len(words):
        return []
    order = np.argsort(words, kind="stable")
    start = np.flatnonzero(np.diff(words[order], prepend=~words[order][:1]) != 0)
    wide = np.maximum.reduceat(xy[order], start) - np.minimum.reduceat(xy[order], start)
    away = np.hypot(*wide.T)
    far = np.flatnonzero(away > FAR_M)
    if not len(far):
        return []
    ends = np.diff(np.append(start, len(words)))
    far = far[np.argsort(-ends[far], kind="stable")]
    text = translate("Import", "“{code}” ({ends} ends, {km} km)")
    examples = [text.format(code=ids[order[start[at]]], ends=ends[at], km=f"{away[at] / 1000:.1f}")
                for at in far[:_SHOWN]]
    more = ["…"] if len(far) > _SHOWN else []
    return [Problem(
        inflected(
            translate("Import", "{n} node (id stands|ids stand) at places more than {far} m apart, in the "
                                "file or in the project: {examples}. Ends so far apart are not joined by an "
                                "id, unless the whole network is drawn as a scheme."),
            n=len(far), far=round(FAR_M), examples=", ".join([*examples, *more])),
        Severity.WARNING, table, column=_NODES[table][0],
        fix=translate("Import", "Give the nodes of each area ids of their own, and leave a cell empty where "
                                "no id is known."))]
