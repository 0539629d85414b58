"""Node ids that stand for places far apart: two areas that number alike, or a word for nothing.

A word for nothing is not known by its spelling but by what it does: ``END`` or ``0`` stands at ends all over
the city. The engine joins nothing by such an id; the import says which they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import inflected, translate
from ...problems import Problem, Severity
from ...tracing.model import Floats, Ints
from ...tracing.node_ids import normal_codes
from .memory import Words, digest_rows

if TYPE_CHECKING:
    from ..store.table_io import ProjectFile
    from .changes import ImportPlan
    from .present import Present

FAR_M = 1000.0  # ends of one id farther apart are not one node
_ENDS = ("from_node", "to_node")
_SHOWN = 5


def far_apart(project: ProjectFile, plan: ImportPlan, present: Present, known: Ints) -> list[Problem]:
    """Tell of ids of new and changed pipes that stand far apart, in the delivery or with the project.

    ``known``: the row of the project of each delivered one, -1 for new ones.
    """
    columns = plan.prepared.columns
    if plan.table != "pipes" or not present.spatial or not set(_ENDS) <= columns.keys():
        return []
    rows = np.union1d(plan.added, plan.updated)
    if not len(rows):
        return []
    ids, xy = _ends([columns[name][rows] for name in _ENDS], present.new_places.ends()[rows])
    words = _words(ids)
    others: list[tuple[NDArray[Any], Floats]] = []
    if present.found.n:
        rest = np.setdiff1d(np.arange(present.found.n), known[rows])
        standing = [present.found[name][rest] for name in _ENDS]
        others.append(_ends(standing, present.places.ends()[rest]))
    if project.count("manholes"):
        wells = project.read("manholes", ["code"], geometry=True)
        others.append((wells["code"], wells.xy))
    for codes, places in others:
        more = _words(codes)
        ours = np.isin(more, words) & (more != 0)
        ids, words = np.append(ids, codes[ours]), np.append(words, more[ours])
        xy = np.concatenate([xy, places[ours]])
    there = (words != 0) & np.isfinite(xy).all(axis=1)
    return _told(ids[there], words[there], xy[there])


def _ends(codes: Sequence[NDArray[Any]], places: Floats) -> tuple[NDArray[Any], Floats]:
    """Return the ids (2n,) and places (2n, 2) of both ends of n pipes."""
    return np.concatenate(codes), np.concatenate([places[:, 0], places[:, 1]])


def _words(codes: NDArray[Any]) -> Words:
    """Return a digest of each id as the engine compares them, 0 for none."""
    normal = normal_codes(codes)
    column: NDArray[Any] = np.empty(len(normal), dtype=object)
    column[:] = normal
    words = digest_rows(column) | np.uint64(1)
    words[np.fromiter((not code for code in normal), dtype=bool, count=len(normal))] = 0
    return words


def _told(ids: NDArray[Any], words: Words, xy: Floats) -> list[Problem]:
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
            translate("Import", "{n} node (id stands|ids stand) at places more than {far} km apart, in the "
                                "file or in the project: {examples}. So far away nothing is joined by "
                                "(it|them)."),
            n=len(far), far=round(FAR_M / 1000), examples=", ".join([*examples, *more])),
        Severity.WARNING, "pipes", column="from_node",
        fix=translate("Import", "Give the nodes of each area ids of their own, and leave a cell empty where "
                                "no id is known."))]
