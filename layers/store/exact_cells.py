"""Cells as they are in the file, where a column of GDAL holds something else.

SQLite keeps a value of any type in any column, and other programs write what they like: a text that
begins with a NUL byte, a fraction in a column of whole numbers, a text in a column of numbers, a BLOB. GDAL
reads them as an empty text, a whole number, 0 or nothing, and what looks empty or unchanged would be
taken for nobody's. A few such cells are read once more, with their own types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..schema import Kind
from .columns import Columns
from .gpkg import quoted

#: What another reading asks the file: cells and condition -> rows of texts.
Ask = Callable[[str, str], list[tuple[str, ...]]]

_TEXTS, _TIMES = (Kind.TEXT, Kind.JSON), (Kind.DATE, Kind.DATETIME)
_ODD = {
    **dict.fromkeys(_TEXTS, "typeof({c}) NOT IN ('text', 'null') OR instr({c}, char(0)) > 0"),
    **dict.fromkeys((Kind.INTEGER, Kind.BOOLEAN), "typeof({c}) NOT IN ('integer', 'null')"),
    Kind.REAL: "typeof({c}) NOT IN ('real', 'integer', 'null')",
    Kind.DATE: "{c} IS NOT NULL AND {c} NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
    Kind.DATETIME: "{c} IS NOT NULL AND {c} NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T"
                   "[0-9][0-9]:[0-9][0-9]:[0-9][0-9].000Z'",
}


def make_exact(found: Columns, kinds: Mapping[str, Kind], ask: Ask) -> None:
    """Put into ``found`` what the file holds where that is not of its column's kind.

    Texts and fractions go to their place; a text or bytes in a column of numbers, which holds none,
    goes to ``found.odd``.
    """
    conditions = {name: "(" + _ODD[kind].format(c=quoted(name)) + ")" for name, kind in kinds.items()}
    rows_met = {int(fid) for fid, _ in ask("fid + 0 AS row, 0 AS other", " OR ".join(conditions.values()))}
    if not rows_met:
        return
    row_of = {fid: row for row, fid in enumerate(found.fid.tolist()) if fid in rows_met}
    for name, kind in kinds.items():
        cell = quoted(name)
        cells = f"fid + 0 AS row, typeof({cell}), hex(CAST({cell} AS BLOB))"
        for fid, stored, content in ask(cells, conditions[name]):
            row = row_of.get(int(fid))
            if row is None:
                continue
            text = bytes.fromhex(content).decode("utf-8", "replace")
            if kind in (*_TEXTS, *_TIMES):
                found.values[name][row] = text
            elif stored == "real":
                found.values[name][row] = float(text)
            else:
                found.values[name][row] = float("nan")
                found.odd.setdefault(name, {})[row] = text
