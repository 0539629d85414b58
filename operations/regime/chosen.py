"""Which outfalls an expression chooses, or a code or name means."""

from __future__ import annotations

from collections.abc import Iterable

from ...rules.outfall_code import parse
from ...rules.words import fold, known


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


def written_key(text: str) -> str:
    """Return a code or name so that all its spellings are one; "" for none, a placeholder too."""
    return fold(parse(text).text or text) if known(text) else ""


def meant_by(uids: Iterable[str], *columns: Iterable[str | None]) -> dict[str, str]:
    """Return the outfalls by what their columns say (see :func:`written_key`); what two share means none."""
    uids, several = list(uids), set()
    found: dict[str, str] = {}
    for column in columns:
        for uid, value in zip(uids, column):
            key = written_key(value or "")
            if key and found.setdefault(key, uid) != uid:
                several.add(key)
    return {key: uid for key, uid in found.items() if key not in several}
