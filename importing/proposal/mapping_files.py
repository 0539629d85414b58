"""Mappings as files: a profile is made once per office and used for every later delivery."""

from __future__ import annotations

import json
from pathlib import Path

from ...i18n import system_reason, translate
from ...layers.files.replacing import write_whole
from ...layers.schema import SCHEMA
from ...problems import UserError
from ..model import Mapping

_MOST_BYTES = 5_000_000


def load_profile(path: str | Path) -> Mapping:
    """Return the mapping in a JSON file; raise UserError that says what is wrong with it."""
    file = Path(path)
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise _no_profile(file, "too large")
        mapping = Mapping.from_json(json.loads(file.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise UserError(
            translate("Import", "{path} cannot be read: {reason}.").format(
                path=file, reason=system_reason(error)
            )
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_profile(file, repr(error)) from error
    check_profile(mapping, file)
    return mapping


def save_profile(path: str | Path, mapping: Mapping) -> None:
    """Write a mapping as JSON; raise UserError where the file cannot be written."""
    text = json.dumps(mapping.to_json(), ensure_ascii=False, indent=2) + "\n"
    write_whole(path, text)


def check_profile(mapping: Mapping, file: Path) -> None:
    """Raise UserError that names every table and column of the profile that no project has."""
    try:
        table = SCHEMA.table(mapping.table)
    except KeyError as error:
        raise UserError(
            translate("Import", "The mapping {path} is for a table “{table}”, which no project has.").format(
                path=file, table=mapping.table
            )
        ) from error
    targets = [rule.target for rule in mapping.fields] + list(mapping.key)
    unknown = [name for name in dict.fromkeys(targets) if name not in table.column_names]
    if unknown:
        raise UserError(
            translate(
                "Import", "The mapping {path} fills columns that the table {table} does not have: {names}."
            ).format(path=file, table=mapping.table, names=", ".join(unknown))
        )


def _no_profile(file: Path, detail: str) -> UserError:
    return UserError(
        translate(
            "Import",
            "{path} is not a mapping of this plugin. SAVE_MAPPING and the import wizard make such "
            "files.",
        ).format(path=file),
        detail=detail,
    )
