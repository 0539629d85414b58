"""What is looked for in every table after it was read, whoever read it: lost characters, numbers that
lost their last digits, and places that stand in a column of text.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...i18n import inflected, translate
from ...problems import Problem, Severity, UserError
from ...tracing.model import Bools, Ints
from ..cleaning.distinct_cells import EXACT, Cells, objects
from ..model import RawTable
from .vector import plainly

#: Characters that stand for lost ones; what they become when such a text is read as GBK; question marks
#: in place of every letter, as databases leave them.
_LOST = re.compile("\ufffd|\u951f\u65a4\u62f7|\u951f\u65a4|^[?？]{2,}$|[?？]{3,}")
_MARKS = ("\ufffd", "\u951f\u65a4", "??", "？？")  # without one of these nothing is lost
_WKT = re.compile(
    r"\s*(?:SRID=(\d{3,6});)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|CURVE|SURFACE|GEOMETRYCOLLECTION)"
    r"\s*(?:ZM?|M)?\s*[(]",
    re.IGNORECASE,
)
_GEOJSON = re.compile(r"\s*\{\s*\"(?:type\"\s*:\s*\"(?:Multi)?(?:Point|Line|Poly)|coordinates\")")
_HEX = re.compile(r"(?:00[0-9A-F]{8}|01[0-9A-F]{8})(?:[0-9A-F]{2}){8,}", re.IGNORECASE)
_SAMPLE = 200
_SHOWN = 5  # rows named in one problem


def look_over(table: RawTable) -> None:
    """Say what was lost before the table came here, and find its places, in place."""
    _long_numbers(table)
    _lost_characters(table)
    _places(table)


def named(table_rows: Ints) -> str:
    """Return the first row numbers as a person sees them."""
    return ", ".join(map(str, table_rows[:_SHOWN].tolist())) + (", …" if len(table_rows) > _SHOWN else "")


def _long_numbers(table: RawTable) -> None:
    """Turn numbers of more than 15 digits into texts, since only codes are so long, and name them."""
    for name, values in table.columns.items():
        if values.dtype.kind == "f":
            with np.errstate(invalid="ignore"):
                found = np.isfinite(values) & (np.abs(values) > EXACT)
            if found.any():
                table.columns[name] = Cells.of(values).texts()
                table.problems.append(cut_short(table, name, found))


def cut_short(table: RawTable, name: str, rows: Bools) -> Problem:
    """Return the sentence for numbers whose last digits the file did not keep."""
    found = np.flatnonzero(rows)
    text = translate(
        "ImportReaders",
        "“{column}” holds {n} numbers of more than 15 digits, such as {example}. The file keeps only their "
        "first 15 to 17 digits; the last ones are lost.",
    ).format(column=name, n=len(found), example=table.columns[name][found[0]])
    return Problem(
        text, Severity.WARNING, table.layer, named(table.row_number[found]), name,
        translate("ImportReaders", "Ask for a file in which the column is text."),
    )  # fmt: skip


def _lost_characters(table: RawTable) -> None:
    n, rows, example = 0, [], ""
    for name, values in table.columns.items():
        cells = [name, *(values.tolist() if values.dtype.kind == "O" else ())]
        together = "\n".join(filter(None, cells))
        if not any(mark in together for mark in _MARKS):
            continue
        found = [at for at, cell in enumerate(cells) if cell and _LOST.search(cell)]
        n += len(found)
        rows += [at - 1 for at in found if at]
        example = example or cells[found[0]] if found else example
    if n:
        where = np.array(sorted(set(rows)), dtype=np.int64)
        table.problems.append(
            Problem(
                inflected(
                    translate(
                        "ImportReaders",
                        "{n} (cell holds|cells hold) characters that were lost before or in reading as "
                        "{encoding}, such as “{example}”.",
                    ),
                    n=n, encoding=table.encoding or "UTF-8", example=example[:40],
                ),
                Severity.WARNING,
                table.layer,
                named(table.row_number[where]),
                fix=translate(
                    "ImportReaders", "Choose another encoding; where none helps, ask for the file again."
                ),
            )
        )  # fmt: skip


def _places(table: RawTable) -> None:
    """Take a column of WKT, hexadecimal WKB or GeoJSON for the places where the file has no others."""
    if table.geometry is not None or not table.n:
        return
    for name, values in table.columns.items():
        if values.dtype.kind != "O":
            continue
        filled = [cell for cell in values.tolist() if cell and cell.strip()]
        sample = filled[:: max(1, len(filled) // _SAMPLE)]
        if sample and sum(map(_is_shape, sample)) >= 0.9 * len(sample) and _taken(table, name, values):
            return


def _is_shape(text: str) -> bool:
    return bool(_WKT.match(text) or _HEX.fullmatch(text.strip()) or _GEOJSON.match(text))


def _taken(table: RawTable, name: str, values: NDArray[Any]) -> bool:
    """Read the shapes of a column into the table's geometry; False where they are none."""
    import shapely

    cells = Cells.of(values)
    shapes = [_shape(text.strip()) if text and text.strip() else None for text in cells.distinct]
    given = cells.where(lambda text: bool(text and text.strip()))
    wkb = objects([None if one is None else shapely.to_wkb(one) for one in shapes])[cells.code]
    lost = given & np.array([blob is None for blob in wkb.tolist()], dtype=bool)
    if lost.sum() > 0.1 * given.sum():
        return False
    srids = {int(shapely.get_srid(one)) for one in shapes if one is not None}
    table.geometry = wkb
    if len(srids) == 1 and (srid := srids.pop()):
        table.crs_wkt = _system(srid)
    if not lost.any():
        del table.columns[name]
        return True
    table.problems.append(
        Problem(
            inflected(
                translate("ImportReaders", "{n} (cell holds|cells hold) no shape that can be read."),
                n=int(lost.sum()),
            ),
            Severity.WARNING, table.layer, named(table.row_number[lost]), name,
        )
    )  # fmt: skip
    return True


def _shape(text: str) -> Any:
    import shapely

    try:
        if _HEX.fullmatch(text):
            return shapely.from_wkb(text)
        if text.startswith("{"):
            return shapely.from_geojson(text)
        found = _WKT.match(text)
        shape = shapely.from_wkt(text[found.end(1) + 1 :] if found and found[1] else text)
        return shapely.set_srid(shape, int(found[1])) if found and found[1] else shape
    except (shapely.errors.ShapelyError, NotImplementedError):
        return None


def _system(srid: int) -> str:
    """Return the WKT of a coordinate system's number, "" for one that nobody knows."""
    from osgeo import osr

    system = osr.SpatialReference()
    try:
        with plainly(str(srid)):
            known = system.ImportFromEPSG(srid) == 0
    except UserError:  # where somebody made GDAL raise
        known = False
    return str(system.ExportToWkt()) if known else ""
