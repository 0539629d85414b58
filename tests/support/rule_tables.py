"""A user's own copy of rule tables, with rows changed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from outfall_tracer.rules import tables


def own_table(folder: Path, monkeypatch, name: str, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Copy a table into ``folder``, let ``change`` alter its rows, and have it used from now on."""
    rows = [dict(row) for row in tables.rows(name)]
    change(rows)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(tables, "own_folder", str(folder))
