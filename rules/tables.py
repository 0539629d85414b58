"""Reading the editable tables of the regime.

A table is a CSV file (UTF-8, one header row) in ``resources/rules``. Somebody who
has better texts at hand edits a copy, names its folder in the environment variable
``OUTFALL_TRACER_RULES``, and keeps the edits through updates: a table found there
is used in place of the one that came with the plugin.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from ..problems import UserError

VARIABLE = "OUTFALL_TRACER_RULES"
own_folder = os.environ.get(VARIABLE, "")  # asked for once: every rule asks for its table
DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "rules"

Row = dict[str, str]
F = TypeVar("F", bound=Callable[..., Any])


def table_path(name: str, folder: Path = DEFAULT_FOLDER) -> Path:
    """Return the file of table ``name``: the user's own where there is one, else that in ``folder``."""
    return _path(name, folder, own_folder)


def rows(name: str, folder: Path = DEFAULT_FOLDER) -> tuple[Row, ...]:
    """Return the rows of table ``name``, every value stripped; a table is read once.

    Raises UserError where the file is missing or is not a table.
    """
    return _read(table_path(name, folder))


def delivered_rows(name: str, folder: Path = DEFAULT_FOLDER) -> tuple[Row, ...]:
    """Return the rows of table ``name`` as it came with the plugin, whatever own table a user has."""
    return _read(folder / f"{name}.csv")


def derived(make: F) -> F:
    """Keep what a function makes of tables, and of a text that many rows ask for.

    It is kept for the last texts, as long as the user's own folder is the same.
    """

    @lru_cache(maxsize=16384)
    def of(_own: str, *given: Any, **named: Any) -> Any:
        return make(*given, **named)

    @wraps(make)
    def get(*given: Any, **named: Any) -> Any:
        return of(own_folder, *given, **named)

    return cast(F, get)


@lru_cache(maxsize=256)
def _path(name: str, folder: Path, own: str) -> Path:
    file = f"{name}.csv"
    return Path(own) / file if own and (Path(own) / file).is_file() else folder / file


@lru_cache(maxsize=64)
def _read(path: Path) -> tuple[Row, ...]:
    try:
        # utf-8-sig: spreadsheets put a byte order mark in front when they save.
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file, strict=True))
    except OSError as error:
        raise UserError(f"The rule table {path} cannot be read.", str(error)) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise UserError(f"The rule table {path} is not a UTF-8 CSV table.", str(error)) from error
    for number, row in enumerate(found, start=2):
        if None in row or None in row.values():
            raise UserError(f"The rule table {path} has too many or too few values in line {number}.")
    return tuple({key.strip(): value.strip() for key, value in row.items()} for row in found)


def setting(key: str) -> str:
    """Return a value of the table ``settings``; KeyError where even the plugin's own lacks it.

    A table that somebody copied from an older version may not have it yet: then the plugin's counts.
    """
    return _setting(key)["value"]


def setting_is_verified(key: str) -> bool:
    """Tell whether a setting was found in a published text."""
    return is_verified(_setting(key))


def _setting(key: str) -> Row:
    return _settings()[key]


@derived
def _settings() -> dict[str, Row]:
    return {row["key"]: row for row in (*_read(DEFAULT_FOLDER / "settings.csv"), *rows("settings"))}


def is_verified(row: Row) -> bool:
    """Tell whether the row's content was found in a published text."""
    return row.get("verified", "no") == "yes"
