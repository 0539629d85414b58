"""Which lists and columns a register has: small tables that people may copy and edit.

A set is a CSV file with the columns ``list``, ``column``, ``heading_zh``, ``heading_en``: one line a column,
in the order of the sheet; without a heading the schema's is used. Those shipped have names.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from ..i18n import system_reason, translate
from ..problems import UserError
from .listings import LISTS, Listing
from .sheets import SheetColumn

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "registers"
STANDARD = "standard"


class ColumnSet:
    """A set of columns by list; ``problems`` names the lines that could not be used, and why."""

    def __init__(self, path: Path, language: str) -> None:
        self.path = path
        self.problems: list[str] = []
        self._wanted: dict[str, list[tuple[int, str, str]]] = {}
        for line, row in _rows(path):
            name, column = row.get("list", ""), row.get("column", "")
            if name not in LISTS:
                self._problem(
                    line, translate("Reports", "there is no list {name}").format(name=name), name, LISTS
                )
            else:
                heading = row.get(f"heading_{language}", "")
                self._wanted.setdefault(name, []).append((line, column, heading))
        if not self._wanted:
            said = translate("Reports", "The column set {path} names no list that a register has: {lists}.")
            raise UserError(said.format(path=path, lists=", ".join(LISTS)))

    def __contains__(self, name: object) -> bool:
        return name in self._wanted

    def chosen(self, listing: Listing) -> list[SheetColumn]:
        """Return the columns of a list as the set has them; what it lacks goes to ``problems``."""
        found = []
        for line, name, heading in self._wanted[listing.name]:
            column = listing.columns.get(name)
            if column is None:
                self._problem(
                    line,
                    translate("Reports", "{list} has no column {name} that may be handed on").format(
                        list=listing.name, name=name
                    ),
                    name,
                    listing.columns,
                )
            else:
                found.append(column.headed(heading or column.heading))
        return found or list(listing.columns.values())

    def names(self, listing: Listing) -> list[str]:
        """Return the names of the columns that :meth:`chosen` returns."""
        names = [name for _, name, _ in self._wanted[listing.name] if name in listing.columns]
        return names or list(listing.columns)

    def _problem(self, line: int, what: str, name: str, known: object) -> None:
        near = get_close_matches(name, list(known) if isinstance(known, (tuple, Mapping)) else [], 1)
        said = translate("Reports", "Column set {path}, line {line}: {what}.").format(
            path=self.path.name, line=line, what=what
        )
        if near:
            said += " " + translate("Reports", "Did you mean {near}?").format(near=near[0])
        if said not in self.problems:
            self.problems.append(said)


def column_set(name: str, language: str) -> ColumnSet:
    """Return the set of a shipped name or a file; UserError where it is neither."""
    shipped = {path.stem: path for path in sorted(FOLDER.glob("*.csv"))}
    path = shipped.get(name or STANDARD, Path(name))
    if not path.is_file():
        said = translate("Reports", "There is no column set {name}. Give a CSV file or one of: {names}.")
        raise UserError(said.format(name=name, names=", ".join(shipped)))
    return ColumnSet(path, language)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            found = [
                (
                    reader.line_num,
                    {
                        key: (value or "").strip()
                        for key, value in row.items()
                        if isinstance(key, str) and not isinstance(value, list)
                    },
                )
                for row in reader
            ]
    except UnicodeDecodeError as error:
        said = translate("Reports", "The column set {path} is not in UTF-8. Save it as CSV UTF-8.")
        raise UserError(said.format(path=path)) from error
    except (OSError, csv.Error) as error:
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        said = translate("Reports", "The column set {path} cannot be read: {reason}.")
        raise UserError(said.format(path=path, reason=reason)) from error
    return found
