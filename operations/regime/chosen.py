"""Which outfalls an expression chooses."""

from __future__ import annotations


def chosen_outfalls(path: str, expression: str) -> frozenset[str] | None:
    """Return the uids of the outfalls for which a QGIS expression is true, None (all) for an empty one.

    Raises UserError where the expression cannot be used.
    """
    if not expression.strip():
        return None
    from ...layers.sources.expressions import rows_matching
    from ...layers.store.table_io import ProjectFile

    fids = set(rows_matching(path, "outfalls", expression).tolist())
    with ProjectFile(path) as project:
        found = project.read("outfalls", ["uid"])
    return frozenset(uid for fid, uid in zip(found.fid.tolist(), found["uid"].tolist()) if fid in fids)
