"""Reading the editable tables of the regime.

A table is a CSV file (UTF-8, one header row) in ``resources/rules``. Somebody who
has better texts at hand edits a copy, names its folder in the environment variable
``OUTFALL_TRACER_RULES``, and keeps the edits through updates: a table found there
is used in place of the one that came with the plugin.
"""

from __future__ import annotations

import csv
import os
from functools import lru_cache
from pathlib import Path

from ..problems import UserError

VARIABLE = "OUTFALL_TRACER_RULES"
DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "rules"

Row = dict[str, str]


def table_path(name: str, folder: Path = DEFAULT_FOLDER) -> Path:
    """Return the file of table ``name``: the user's own where there is one, else that in ``folder``."""
    own = os.environ.get(VARIABLE, "")
    if own and (Path(own) / f"{name}.csv").is_file():
        return Path(own) / f"{name}.csv"
    return folder / f"{name}.csv"


def rows(name: str, folder: Path = DEFAULT_FOLDER) -> tuple[Row, ...]:
    """Return the rows of table ``name``, every value stripped; a table is read once.

    Raises UserError where the file is missing or is not a table.
    """
    return _read(str(table_path(name, folder)))


@lru_cache(maxsize=64)
def _read(path: str) -> tuple[Row, ...]:
    try:
        # utf-8-sig: spreadsheets put a byte order mark in front when they save.
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file, strict=True))
    except OSError as error:
        raise UserError(f"The rule table {path} cannot be read.", str(error)) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise UserError(f"The rule table {path} is not a UTF-8 CSV table.", str(error)) from error
    for number, row in enumerate(found, start=2):
        if None in row or None in row.values():
            raise UserError(f"The rule table {path} has too many or too few values in line {number}.")
    return tuple({key.strip(): value.strip() for key, value in row.items()} for row in found)


def is_verified(row: Row) -> bool:
    """Tell whether the row's content was found in a published text."""
    return row.get("verified", "no") == "yes"
