"""What the reports read from a project, and the counts they share.

The map, the register and the summary take their numbers from here, so they cannot
disagree. Nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import language_of, system_reason, translate
from ..layers.schema import SCHEMA
from ..layers.store.columns import Columns
from ..layers.store.table_io import ProjectFile
from ..layers.store.table_reading import project_language
from ..problems import UserError
from ..rules import districts

#: ``progress(share 0..1, step)``; may raise :class:`problems.Cancelled`.
Progress = Callable[[float, str], None]

#: Order of statuses in tables, from done to open.
STATUSES = SCHEMA.values("trace_status").codes


def export_language(project_path: str | Path, asked: str | None) -> str:
    """Return "zh" or "en": the language (or locale) asked for, else the project's. Raises UserError."""
    return language_of(asked) if asked else project_language(str(project_path))


def no_progress(_share: float, _step: str) -> None:
    """Take progress and show it nowhere."""


@dataclass(frozen=True)
class StatusTable:
    """Outfalls counted by district (rows) and trace status (columns)."""

    codes: tuple[str, ...]  # county codes in order, "" for outfalls without one
    names: tuple[str, ...]
    statuses: tuple[str, ...]  # those that occur
    counts: dict[tuple[str, str], int]

    def count(self, county: str | None = None, status: str | None = None) -> int:
        """Return the outfalls of a county and a status; None stands for all."""
        return sum(n for (c, s), n in self.counts.items() if county in (None, c) and status in (None, s))


def texts(values: Any) -> list[str]:
    """Return a text column with "" for NULL."""
    return ["" if value is None else str(value) for value in values.tolist()]


def statuses_of(values: Any) -> list[str]:
    """Return the trace statuses of a column; a missing one is "untraced"."""
    return [status or "untraced" for status in texts(values)]


def county_of(code: str) -> str:
    """Return the six digits of a county from any longer area code."""
    return code.strip()[:6]


def county_label(code: str, language: str) -> str:
    """Return the name of a county for a heading."""
    return districts.district_name(code, language) or translate("Reports", "No district")


def status_table(county_codes: Sequence[str], statuses: Sequence[str], language: str) -> StatusTable:
    """Count outfalls by county and status."""
    counts = Counter((county_of(code), status) for code, status in zip(county_codes, statuses))
    codes = sorted({code for code, _ in counts}, key=lambda code: (not code, code))
    present = {status for _, status in counts}
    ordered = [status for status in STATUSES if status in present] + sorted(present - set(STATUSES))
    return StatusTable(tuple(codes), tuple(county_label(code, language) for code in codes), tuple(ordered),
                       dict(counts))


def label_of(values: str, code: str | None, language: str) -> str:
    """Return the label of a coded value."""
    return SCHEMA.values(values).label(code, language)


def public_columns(table: str) -> list[str]:
    """Return the columns of ``table`` that may be shown to anyone."""
    return [column.name for column in SCHEMA.table(table).columns if not column.personal]


def read_optional(project: ProjectFile, table: str, columns: Sequence[str],
                  geometry: bool = False) -> Columns | None:
    """Return a table's columns, or None where the project does not have the table."""
    return project.read(table, columns, geometry=geometry) if project.has(table) else None


def last_run(project: ProjectFile) -> str:
    """Return when the last run ended (UTC, ISO), "" where there was none."""
    runs = read_optional(project, "trace_runs", ["finished", "started"])
    if runs is None or runs.n == 0:
        return ""
    return max(end or start for end, start in zip(texts(runs["finished"]), texts(runs["started"])))


def local_time(iso: str) -> str:
    """Return a stored time (UTC, ISO) as local date and minutes; another text as it is."""
    try:
        time = dt.datetime.fromisoformat(iso.replace("Z", "+00:00"))
    except ValueError:
        return iso
    return time.astimezone().strftime("%Y-%m-%d %H:%M")


def today() -> str:
    """Return the local date."""
    return dt.datetime.now(tz=dt.timezone.utc).astimezone().date().isoformat()


def is_demonstration(project_path: str | Path) -> bool:
    """Tell whether the project is the demonstration reach: its truth lies beside it, or its names say so."""
    path = Path(project_path)
    if path.with_name(f"{path.stem}.truth.json.gz").is_file():
        return True
    with ProjectFile(project_path) as project:
        for table in ("river_axis", "river", "districts"):
            if not project.has(table):
                continue
            names = texts(project.read(table, ["name"])["name"])
            if any("示意" in name or "schematic" in name.lower() for name in names):
                return True
    return False


def crs_wkt(project_path: str | Path, table: str = "outfalls") -> str:
    """Return the coordinate reference system of a table as WKT."""
    from osgeo import gdal

    dataset = gdal.OpenEx(str(project_path), gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=["GPKG"])
    layer = dataset.GetLayerByName(table) if dataset is not None else None
    reference = layer.GetSpatialRef() if layer is not None else None
    if reference is None:
        raise UserError(
            translate("Reports", "{path} has no coordinate reference system for its outfalls.")
            .format(path=project_path))
    return str(reference.ExportToWkt())


def writable(path: str | Path) -> Path:
    """Return ``path`` with its folder made; UserError where that cannot be done."""
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            translate("Reports", "The folder {folder} cannot be made: {reason}.")
            .format(folder=target.parent, reason=system_reason(error))) from error
    return target


def finite(values: Any) -> Any:
    """Return the rows of (n, 2) positions that are there, as a mask."""
    return np.isfinite(values).all(axis=1)
