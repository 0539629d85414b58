"""What the declarations of tables are made of: short names of kinds, the columns that many tables share."""

from __future__ import annotations

from .model import Column, Geometry, Kind, Table

T, I, R, B, D, DT, J = (  # noqa: E741 - short names keep the declaration readable
    Kind.TEXT, Kind.INTEGER, Kind.REAL, Kind.BOOLEAN, Kind.DATE, Kind.DATETIME, Kind.JSON,
)

UID = Column("uid", T, "Identifier", "唯一标识", required=True, read_only=True, group="books",
             default="uuid('WithoutBraces')",
             help_en="Relations use it; the row number never.", help_zh="关联使用此标识，不使用行号。")
REMARK = Column("remark", T, "Remark", "备注", group="main")
OUTFALL = Column("outfall_uid", T, "Outfall", "排污口", required=True)


def table(name: str, geometry: Geometry, en: str, zh: str, columns: tuple[Column, ...],
          **more: object) -> Table:
    """Return a table, ``uid`` put first."""
    return Table(name, geometry, en, zh, (UID, *columns), **more)  # type: ignore[arg-type]
